#include "base/map.h"
#include "data_rows.h"
#include "data_sql.h"
#include "wire/wire.h"

/* Few lengths, so that few statements are kept; what is left over repeats the last id. */
enum { SHORT = 8, LONG = 64 };

static int some(struct db *db, const struct entity *en, const char *const *ids, size_t n, size_t length,
	db_row_fn *row, void *arg, struct err *e)
{
	struct sql q = SQL_INIT;

	sql_add(&q, "SELECT ");
	sql_add(&q, entity_sql_view(en, VIEW_FULL));
	sql_add(&q, " FROM ");
	sql_add(&q, en->name);
	sql_add(&q, " t WHERE t.id IN (");
	for (size_t i = 0; i < length; i++) {
		sql_add(&q, i ? "," : "");
		sql_arg(&q, val_text(ids[i < n ? i : n - 1]));
	}
	sql_add(&q, ")");
	int r = sql_query(db, &q, row, arg, e);
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

int data_each(struct db *db, enum kind kind, const char *const *ids, size_t n, db_row_fn *row, void *arg, struct err *e)
{
	int r = 0;

	for (size_t i = 0; i < n && !r; i += LONG) {
		size_t left = n - i < LONG ? n - i : LONG;

		r = some(db, entities[kind], ids + i, left, left > SHORT ? LONG : left > 1 ? SHORT : 1, row, arg, e);
	}
	return r;
}

struct taking {
	const struct entity *en;
	struct map *found;
	struct arena *a;
};

static int take(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct taking *t = arg;
	void *obj = wire_from_row(t->en, cols, ncols, t->a);

	(void)e;
	map_set(t->found, ((const struct entity_head *)obj)->id, obj);
	return 0;
}

int data_get_many(struct db *db, enum kind kind, const char *const *ids, size_t n, struct arena *a, void **objs, struct err *e)
{
	struct taking t = {.en = entities[kind], .a = a, .found = map_create()};
	int r = data_each(db, kind, ids, n, take, &t, e);

	for (size_t i = 0; i < n && !r; i++) {
		objs[i] = map_get(t.found, ids[i]);
	}
	map_destroy(t.found, NULL);
	return r;
}
