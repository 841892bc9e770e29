#include "ep.h"
#include "data_rows.h"
#include "wire/text.h"

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

static int put_hit(struct request *rq, const struct hit *h, struct err *e)
{
	void *obj;
	int seen = data_get_seen(rq->db, rq->reader, h->kind, h->id, rq->arena, &obj, e);

	if (seen <= 0) {
		return seen;
	}
	json_put_open(&rq->text, '{');
	json_put_key(&rq->text, "kind");
	json_put_text(&rq->text, entities[h->kind]->name);
	json_put_key(&rq->text, "id");
	json_put_text(&rq->text, h->id);
	json_put_key(&rq->text, "object");
	if (ep_put(rq, h->kind, obj, &rq->text, e)) {
		return -1;
	}
	json_put_close(&rq->text, '}');
	return 0;
}

int ep_search(struct request *rq, struct err *e)
{
	const char *words = request_query(rq, "q"), *kind_word = request_query(rq, "kind");
	int64_t limit = request_query_int(rq, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
	enum kind kind = kind_word && *kind_word ? kind_find(kind_word) : KIND_NONE;
	struct hits hits = {.a = rq->arena};
	int r = -1;

	if (kind_word && *kind_word && kind == KIND_NONE) {
		return err_field(e, ERR_INVALID_FIELD, "kind", tr("there is no kind %.40s"), kind_word);
	}
	if (!words || !*words) {
		return err_field(e, ERR_MISSING_FIELD, "q", "what to search for is missing");
	}
	if (find(rq, words, kind, limit, &hits, e)) {
		goto out;
	}
	json_put_open(&rq->text, '{');
	json_put_key(&rq->text, "items");
	json_put_open(&rq->text, '[');
	for (size_t i = 0; i < hits.v.n; i++) {
		if (put_hit(rq, &hits.v.v[i], e)) {
			goto out;
		}
	}
	json_put_close(&rq->text, ']');
	json_put_close(&rq->text, '}');
	r = 0;
out:
	vec_finish(&hits.v);
	return r;
}
