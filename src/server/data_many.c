#include "base/map.h"
#include "data_rows.h"
#include "data_sql.h"
#include "wire/wire.h"

/* Few lengths, so that few statements are kept; what is left over repeats the last id. */
enum { SHORT = 8, LONG = 64 };

struct taking {
	const struct entity *en;
	const struct field *key; /* the column that is asked for */
	const char *partner;     /* NULL: anybody's */
	struct map *found;
	struct arena *a;
};

static int take(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct taking *t = arg;
	void *obj = wire_from_row(t->en, cols, ncols, t->a);

	(void)e;
	map_set(t->found, field_text(t->key, obj), obj);
	return 0;
}

static int take_some(struct db *db, struct taking *t, const char *const *keys, size_t n, size_t length, struct err *e)
{
	struct sql q = SQL_INIT;

	sql_add(&q, "SELECT ");
	sql_add(&q, entity_sql_columns(t->en));
	sql_add(&q, " FROM ");
	sql_add(&q, t->en->name);
	sql_add(&q, " WHERE ");
	sql_add(&q, t->key->name);
	for (size_t i = 0; i < length; i++) {
		sql_add(&q, i ? "," : " IN (");
		sql_arg(&q, val_text(keys[i < n ? i : n - 1]));
	}
	sql_add(&q, ")");
	if (t->partner) {
		sql_add(&q, " AND partner = ");
		sql_arg(&q, val_text(t->partner));
	}
	int r = sql_query(db, &q, take, t, e);
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

static int many(struct db *db, struct taking *t, const char *const *keys, size_t n, void **objs, struct err *e)
{
	int r = 0;

	t->found = map_create();
	for (size_t i = 0; i < n && !r; i += LONG) {
		size_t some = n - i < LONG ? n - i : LONG;

		r = take_some(db, t, keys + i, some, some > SHORT ? LONG : some > 1 ? SHORT : 1, e);
	}
	for (size_t i = 0; i < n && !r; i++) {
		objs[i] = map_get(t->found, keys[i]);
	}
	map_destroy(t->found, NULL);
	return r;
}

int data_get_many(struct db *db, enum kind kind, const char *const *ids, size_t n, struct arena *a, void **objs, struct err *e)
{
	const struct entity *en = entities[kind];
	struct taking t = {.en = en, .key = entity_field(en, "id"), .a = a};

	return many(db, &t, ids, n, objs, e);
}

int data_deals_of(struct db *db, const char *partner, const char *const *rfqs, size_t n, struct arena *a,
	void **deals, struct err *e)
{
	struct taking t = {.en = &entity_deal, .key = entity_field(&entity_deal, "rfq"), .partner = partner, .a = a};

	return many(db, &t, rfqs, n, deals, e);
}
