#include "data_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ulid.h"
#include "crypto/crypto.h"
#include "data_rows.h"

struct place {
	int64_t key;
	char id[ULID_SIZE];
};

static const char *cursor_write(const struct listing *l, const struct place *p, struct arena *a)
{
	char plain[64], out[96];
	int n = snprintf(plain, sizeof(plain), "%c%lld.%s", l->key ? l->key[0] : 'i', (long long)p->key, p->id);

	b64_encode(plain, (size_t)n, out, sizeof(out));
	return arena_strdup(a, out);
}

static int cursor_read(const struct listing *l, struct place *p, struct err *e)
{
	char plain[64];
	int n = b64_decode(l->cursor, plain, sizeof(plain) - 1);
	char *dot = NULL;
	long long key = 0;

	if (n > 0) {
		plain[n] = '\0';
		dot = strchr(plain, '.');
	}
	if (dot) {
		*dot = '\0';
	}
	if (!dot || plain[0] != (l->key ? l->key[0] : 'i') || !parse_i64(plain + 1, &key)
		|| !ulid_valid(dot + 1)) {
		return err_field(e, ERR_INVALID_FIELD, "cursor", "this cursor is not of this list");
	}
	p->key = key;
	snprintf(p->id, sizeof(p->id), "%s", dot + 1);
	return 0;
}

struct page {
	struct db *db;
	const struct reader *r;
	const struct listing *l;
	struct arena *a;
	struct place from;
	VEC(struct place) places;
	bool searching; /* what matches is found once, not once for each way */
};

static void add_after(struct sql *q, const struct page *pg)
{
	const struct listing *l = pg->l;

	sql_add(q, l->key ? " AND (t." : " AND t.id");
	if (l->key) {
		sql_add(q, l->key);
		sql_add(q, ", t.id)");
	}
	sql_add(q, l->down ? " < " : " > ");
	if (l->key) {
		sql_add(q, "(");
		sql_arg(q, val_int(pg->from.key));
		sql_add(q, ", ");
	}
	sql_arg(q, val_text(pg->from.id));
	sql_add(q, l->key ? ")" : "");
}

static void add_order(struct sql *q, const struct listing *l)
{
	const char *way = l->down ? " DESC" : "";

	sql_add(q, " ORDER BY ");
	if (l->key) {
		sql_add(q, "t.");
		sql_add(q, l->key);
		sql_add(q, way);
		sql_add(q, ", ");
	}
	sql_add(q, "t.id");
	sql_add(q, way);
	sql_add(q, " LIMIT ");
	sql_arg(q, val_int(l->limit + 1));
}

static int add_search(struct sql *q, const struct page *pg, struct err *e)
{
	struct sql probe = SQL_INIT;
	int r = search_add_condition(pg->db, &probe, pg->l->words, pg->a, e);

	sql_finish(&probe);
	if (r <= 0) {
		return r;
	}
	sql_add(q, " AND t.id IN (SELECT d.id FROM search_doc d WHERE d.kind = ");
	sql_arg(q, val_text(entities[pg->l->kind]->name));
	sql_add(q, " AND ");
	r = search_add_condition(pg->db, q, pg->l->words, pg->a, e);
	sql_add(q, ")");
	return r < 0 ? -1 : 0;
}

static int make_query(struct sql *q, const struct page *pg, size_t way, struct err *e)
{
	const struct listing *l = pg->l;

	sql_add(q, "SELECT t.id, ");
	sql_add(q, l->key ? "t." : "0");
	sql_add(q, l->key ? l->key : "");
	sql_add(q, " FROM ");
	sql_add(q, entities[l->kind]->name);
	sql_add(q, " t WHERE ");
	if (pg->searching) {
		scope_add_all(q, pg->r, "t.");
	} else {
		scope_add(q, pg->r, l->owned, way, "t.");
	}
	for (size_t i = 0; i < l->nequal; i++) {
		sql_add(q, " AND t.");
		sql_add(q, l->equal[i].column);
		sql_add(q, " = ");
		sql_arg(q, l->equal[i].value);
	}
	if (pg->searching && add_search(q, pg, e)) {
		return -1;
	}
	if (*pg->from.id) {
		add_after(q, pg);
	}
	add_order(q, l);
	return 0;
}

static int take_place(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct page *pg = arg;
	struct place *p = vec_add(&pg->places);

	(void)ncols, (void)e;
	p->key = cols[1].i;
	snprintf(p->id, sizeof(p->id), "%s", col_text(cols, 0));
	return 0;
}

static int read_way(struct page *pg, size_t way, struct err *e)
{
	struct sql q = SQL_INIT;
	int r = make_query(&q, pg, way, e);

	if (!r) {
		r = sql_query(pg->db, &q, take_place, pg, e);
	}
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int c = (x->key > y->key) - (x->key < y->key);

	return c ? c : strcmp(x->id, y->id);
}

static int by_place_down(const void *a, const void *b)
{
	return by_place(b, a);
}

/* The ways overlap where a row is seen by more than one. */
static void merge(struct page *pg)
{
	size_t n = 0;

	if (pg->places.n > 1) {
		qsort(pg->places.v, pg->places.n, sizeof(*pg->places.v), pg->l->down ? by_place_down : by_place);
	}
	for (size_t i = 0; i < pg->places.n; i++) {
		if (!n || strcmp(pg->places.v[n - 1].id, pg->places.v[i].id)) {
			pg->places.v[n++] = pg->places.v[i];
		}
	}
	pg->places.n = n;
}

static int load(struct page *pg, size_t n, void **objs, struct err *e)
{
	const char **ids = arena_alloc(pg->a, (n + 1) * sizeof(*ids));
	void **rows = arena_alloc(pg->a, (n + 1) * sizeof(*rows));
	int got = 0;

	for (size_t i = 0; i < n; i++) {
		ids[i] = pg->places.v[i].id;
	}
	if (data_get_many(pg->db, pg->l->kind, ids, n, pg->a, rows, e)) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		if (rows[i] && reader_sees(pg->r, rows[i])) {
			objs[got++] = rows[i];
		}
	}
	return got;
}

int data_list(struct db *db, const struct reader *r, const struct listing *l, struct arena *a,
	void **objs, const char **next, struct err *e)
{
	struct page pg = {.db = db, .r = r, .l = l, .a = a, .searching = l->words && *l->words};
	size_t ways = pg.searching ? 1 : scope_count(r, l->owned);
	int got = -1;

	if (l->cursor && *l->cursor && cursor_read(l, &pg.from, e)) {
		return -1;
	}
	for (size_t i = 0; i < ways; i++) {
		if (read_way(&pg, i, e)) {
			goto out;
		}
	}
	merge(&pg);
	bool more = pg.places.n > (size_t)l->limit;
	size_t n = more ? (size_t)l->limit : pg.places.n;
	*next = more ? cursor_write(l, &pg.places.v[n - 1], a) : NULL;
	got = load(&pg, n, objs, e);
out:
	vec_finish(&pg.places);
	return got;
}
