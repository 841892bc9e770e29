#include "ep.h"
#include "data_rows.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };

struct hit {
	enum kind kind;
	const char *id;
};
struct hits {
	struct arena *a;
	VEC(struct hit) v;
};

static int take_hit(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct hits *h = arg;
	enum kind kind = kind_find(col_text(cols, 0));

	(void)ncols, (void)e;
	if (kind != KIND_NONE) {
		*vec_add(&h->v) = (struct hit){kind, arena_strdup(h->a, col_text(cols, 1))};
	}
	return 0;
}

static int find(struct request *rq, const char *words, enum kind kind, int64_t limit, struct hits *hits, struct err *e)
{
	struct sql q = SQL_INIT;

	sql_add(&q, "SELECT d.kind, d.id FROM search_doc d WHERE ");
	int r = search_add_condition(rq->db, &q, words, rq->arena, e);
	if (r > 0) {
		sql_add(&q, " AND ");
		scope_add_all(&q, rq->reader, "d.");
		if (kind != KIND_NONE) {
			sql_add(&q, " AND d.kind = ");
			sql_arg(&q, val_text(entities[kind]->name));
		}
		sql_add(&q, " ORDER BY d.n DESC LIMIT ");
		sql_arg(&q, val_int(limit));
		r = sql_query(rq->db, &q, take_hit, hits, e);
	}
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

static int add_hit(struct request *rq, const struct hit *h, struct json *items, struct err *e)
{
	void *obj;
	int seen = data_get_seen(rq->db, rq->reader, h->kind, h->id, rq->arena, &obj, e);

	if (seen <= 0) {
		return seen;
	}
	struct json *object = ep_write(rq, h->kind, obj, e);
	if (!object) {
		return -1;
	}
	struct json *j = json_new_object();
	json_set_text(j, "kind", entities[h->kind]->name);
	json_set_text(j, "id", h->id);
	json_set(j, "object", object);
	json_push(items, j);
	return 0;
}

int ep_search(struct request *rq, struct err *e)
{
	const char *words = request_query(rq, "q"), *kind_word = request_query(rq, "kind");
	int64_t limit = request_query_int(rq, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
	enum kind kind = kind_word && *kind_word ? kind_find(kind_word) : KIND_NONE;
	struct hits hits = {.a = rq->arena};
	struct json *items = json_new_array();
	int r = -1;

	if (kind_word && *kind_word && kind == KIND_NONE) {
		err_field(e, ERR_INVALID_FIELD, "kind", tr("there is no kind %.40s"), kind_word);
		goto out;
	}
	if (!words || !*words) {
		err_field(e, ERR_MISSING_FIELD, "q", "what to search for is missing");
		goto out;
	}
	if (find(rq, words, kind, limit, &hits, e)) {
		goto out;
	}
	for (size_t i = 0; i < hits.v.n; i++) {
		if (add_hit(rq, &hits.v.v[i], items, e)) {
			goto out;
		}
	}
	rq->reply = json_new_object();
	json_set(rq->reply, "items", json_keep(items));
	r = 0;
out:
	json_free(items);
	vec_finish(&hits.v);
	return r;
}
