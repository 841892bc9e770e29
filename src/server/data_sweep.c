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

static int expire(struct db *db, const char *id, int64_t now, struct arena *a, struct err *e)
{
	void *obj;

	if (data_get(db, KIND_QUOTE, id, a, &obj, e) <= 0) {
		return -1;
	}
	struct quote *q = obj;
	q->state = QUOTE_EXPIRED;
	return data_put(db, KIND_QUOTE, q, -1, now, e)
		|| audit_append(db, &(struct audit_row){.site = q->site, .actor = "server", .role = "server",
			.what = "quote.expire", .kind = entity_quote.name, .object = q->id, .result = "ok", .at = now}, e) ? -1 : 0;
}

int data_sweep(struct db *db, int64_t now, struct err *e)
{
	struct arena a;
	struct due d = {.a = &a};

	arena_init(&a);
	int r = db_query(db, "SELECT id FROM quote WHERE state = $1 AND valid_until < $2 ORDER BY valid_until LIMIT $3",
		DB_ARGS(val_int(QUOTE_SENT), val_int(now), val_int(MOST)), take_id, &d, e);
	for (size_t i = 0; i < d.ids.n && r >= 0; i++) {
		r = expire(db, d.ids.v[i], now, &a, e);
	}
	r = r < 0 ? -1 : (int)d.ids.n;
	vec_finish(&d.ids);
	arena_finish(&a);
	return r;
}
