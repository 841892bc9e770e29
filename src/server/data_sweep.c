#include "base/vec.h"
#include "data_rows.h"

enum { MOST = 200 };

struct due {
	struct arena *a;
	VEC(const char *) ids;
};

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct due *d = arg;

	(void)ncols, (void)e;
	*vec_add(&d->ids) = arena_strdup(d->a, col_text(cols, 0));
	return 0;
}

/* What time alone changes: quotes past their validity, requests past their deadline. */
static const struct turn {
	enum kind kind;
	int from, to;     /* states */
	const char *what;
	const char *sql;
} turns[] = {
	{KIND_QUOTE, QUOTE_SENT, QUOTE_EXPIRED, "quote.expire",
		"SELECT id FROM quote WHERE state = $1 AND valid_until < $2 ORDER BY valid_until LIMIT $3"},
	{KIND_RFQ, RFQ_OPEN, RFQ_CLOSED, "rfq.close",
		"SELECT id FROM rfq WHERE state = $1 AND due > 0 AND due < $2 ORDER BY due LIMIT $3"},
};

static int turn_one(struct db *db, const struct turn *t, const char *id, int64_t now, struct arena *a, struct err *e)
{
	const struct entity *entity = entities[t->kind];
	const struct entity_head *head;
	void *obj;

	if (data_get(db, t->kind, id, a, &obj, e) <= 0) {
		return -1;
	}
	head = obj;
	field_set_int(entity_field(entity, "state"), obj, t->to);
	return data_put(db, t->kind, obj, -1, now, e)
		|| audit_append(db, &(struct audit_row){.site = head->site, .actor = "server", .role = "server",
			.what = t->what, .kind = entity->name, .object = head->id, .result = "ok", .at = now}, e) ? -1 : 0;
}

static int turn_all(struct db *db, const struct turn *t, int64_t now, struct err *e)
{
	struct arena a;
	struct due d = {.a = &a};

	arena_init(&a);
	int r = db_query(db, t->sql, DB_ARGS(val_int(t->from), val_int(now), val_int(MOST)), take_id, &d, e);
	for (size_t i = 0; i < d.ids.n && r >= 0; i++) {
		r = turn_one(db, t, d.ids.v[i], now, &a, e);
	}
	r = r < 0 ? -1 : (int)d.ids.n;
	vec_finish(&d.ids);
	arena_finish(&a);
	return r;
}

int data_sweep(struct db *db, int64_t now, struct err *e)
{
	int changed = 0;

	for (size_t i = 0; i < lengthof(turns); i++) {
		int r = turn_all(db, &turns[i], now, e);

		if (r < 0) {
			return -1;
		}
		changed += r;
	}
	return changed;
}
