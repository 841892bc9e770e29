#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "crypto/crypto.h"
#include "data_rows.h"
#include "data_sql.h"
#include "wire/wire.h"

/*
 * One row per object: its newest change. A reader who is far behind gets the state
 * that matters, and the feed is as long as there are objects. A row that moves up while
 * someone pages is met again further up, never missed.
 */
static int note_past(struct db *db, const char *kind, int64_t n, const struct entity_head *h, struct err *e)
{
	return db_exec(db, "INSERT INTO change_past (kind, id, n, site, customer, partner, vis)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, id, site, customer, partner, vis)"
		" DO UPDATE SET n = excluded.n",
		DB_ARGS(val_text(kind), val_text(h->id), val_int(n), val_text(h->site), val_text(h->customer),
			val_text(h->partner), val_int(h->vis)), e) < 0 ? -1 : 0;
}

static int forget_past(struct db *db, const char *kind, const struct entity_head *h, struct err *e)
{
	return db_exec(db, "DELETE FROM change_past WHERE kind = $1 AND id = $2 AND site = $3"
		" AND customer = $4 AND partner = $5 AND vis = $6",
		DB_ARGS(val_text(kind), val_text(h->id), val_text(h->site), val_text(h->customer),
			val_text(h->partner), val_int(h->vis)), e) < 0 ? -1 : 0;
}

int change_note(struct db *db, enum kind kind, const struct entity_head *before,
	const struct entity_head *after, struct err *e)
{
	const char *name = entities[kind]->name;
	int64_t n;

	if (data_next(db, "change", &n, e)) {
		return -1;
	}
	if (before && !head_same_scope(before, after)) {
		struct entity_head past = *before;

		past.id = after->id;
		if (note_past(db, name, n, &past, e) || forget_past(db, name, after, e)) {
			return -1;
		}
	}
	return db_exec(db, "INSERT INTO change (kind, id, n, rev, site, customer, partner, vis)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (kind, id) DO UPDATE SET n = excluded.n,"
		" rev = excluded.rev, site = excluded.site, customer = excluded.customer,"
		" partner = excluded.partner, vis = excluded.vis",
		DB_ARGS(val_text(name), val_text(after->id), val_int(n), val_int(after->rev),
			val_text(after->site), val_text(after->customer), val_text(after->partner),
			val_int(after->vis)), e) < 0 ? -1 : 0;
}

int data_last_change(struct db *db, int64_t *n, struct err *e)
{
	long long got = 0;
	int r = db_int(db, "SELECT n FROM counter WHERE name = 'change'", NULL, 0, &got, e);

	*n = got;
	return r < 0 ? -1 : 0;
}

struct entry {
	int64_t n;
	const char *kind, *id;
	bool past;
	void *object; /* NULL: not there any more */
};
struct feed {
	struct db *db;
	const struct reader *r;
	struct arena *a;
	VEC(struct entry) entries;
	bool past;
};

static int take_entry(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct feed *f = arg;

	(void)ncols, (void)e;
	*vec_add(&f->entries) = (struct entry){cols[0].i, arena_strdup(f->a, col_text(cols, 1)),
		arena_strdup(f->a, col_text(cols, 2)), f->past, NULL};
	return 0;
}

static int read_entries(struct feed *f, bool past, int64_t since, int64_t upto, int limit, struct err *e)
{
	struct sql q = SQL_INIT;

	f->past = past;
	sql_add(&q, past ? "SELECT n, kind, id FROM change_past WHERE n > " : "SELECT n, kind, id FROM change WHERE n > ");
	sql_arg(&q, val_int(since));
	sql_add(&q, " AND n <= ");
	sql_arg(&q, val_int(upto));
	sql_add(&q, " AND ");
	scope_add_all(&q, f->r, "");
	sql_add(&q, " ORDER BY n LIMIT ");
	sql_arg(&q, val_int(limit));
	int r = sql_query(f->db, &q, take_entry, f, e);
	sql_finish(&q);
	return r < 0 ? -1 : 0;
}

static int by_n(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->n > y->n) - (x->n < y->n);
}

/* Loads what the entries speak of, kind by kind. */
static int load(struct feed *f, size_t n, struct err *e)
{
	const char **ids = arena_alloc(f->a, (n + 1) * sizeof(*ids));
	void **objs = arena_alloc(f->a, (n + 1) * sizeof(*objs));

	for (int k = 0; k < KIND_COUNT; k++) {
		size_t some = 0, i = 0;

		for (size_t j = 0; j < n; j++) {
			if (kind_find(f->entries.v[j].kind) == (enum kind)k) {
				ids[some++] = f->entries.v[j].id;
			}
		}
		if (some && data_get_many(f->db, (enum kind)k, ids, some, f->a, objs, e)) {
			return -1;
		}
		for (size_t j = 0; j < n; j++) {
			if (kind_find(f->entries.v[j].kind) == (enum kind)k) {
				f->entries.v[j].object = objs[i++];
			}
		}
	}
	return 0;
}

/* What became of the object: shown as it is now, or gone when it is out of sight. */
static void add_entry(const struct feed *f, const struct entry *en, struct json *list)
{
	bool seen = en->object && reader_sees(f->r, en->object);

	if (seen && en->past) {
		return; /* seen by another scope now: its own entry tells */
	}
	struct json *j = json_new_object();
	json_set_int(j, "n", en->n);
	json_set_text(j, "kind", en->kind);
	json_set_text(j, "id", en->id);
	if (seen) {
		json_set_int(j, "rev", ((struct entity_head *)en->object)->rev);
		json_set(j, "object", wire_write(entities[kind_find(en->kind)], en->object, f->r));
	} else {
		json_set_bool(j, "gone", true);
	}
	json_push(list, j);
}

static int add_entries(struct feed *f, size_t n, struct json *list, struct err *e)
{
	if (load(f, n, e)) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		add_entry(f, &f->entries.v[i], list);
	}
	return 0;
}

void data_scope_name(const struct reader *r, char out[SCOPE_NAME])
{
	struct sha256 h;
	unsigned char all[CRYPTO_HASH] = {0}, one[CRYPTO_HASH];
	int flags[] = {(int)r->role, r->price_blind, r->all_sites};

	/* sites come in any order, so their hashes are put on top of each other */
	for (size_t i = 0; i < r->nsites; i++) {
		sha256(r->sites[i], strlen(r->sites[i]), one);
		for (size_t b = 0; b < sizeof(all); b++) {
			all[b] ^= one[b];
		}
	}
	sha256_init(&h);
	sha256_add(&h, flags, sizeof(flags));
	sha256_add(&h, r->org, strlen(r->org) + 1);
	sha256_add(&h, all, sizeof(all));
	sha256_end(&h, one);
	hex_encode(one, (SCOPE_NAME - 1) / 2, out);
}

static struct json *answer(const struct feed *f, struct json *list, int64_t last, bool more)
{
	struct json *j = json_new_object();
	char scope[SCOPE_NAME];

	data_scope_name(f->r, scope);
	json_set(j, "changes", list);
	json_set_int(j, "last", last);
	json_set_bool(j, "more", more);
	json_set_text(j, "scope", scope);
	return j;
}

int data_changes(struct db *db, const struct reader *r, int64_t since, int limit, struct arena *a, struct json **out, struct err *e)
{
	struct feed f = {.db = db, .r = r, .a = a};
	struct json *list = json_new_array();
	int64_t upto;
	int result = -1;

	/* the end is fixed first: what comes later is told next time */
	if (data_last_change(db, &upto, e) || read_entries(&f, false, since, upto, limit + 1, e)
		|| (since > 0 && read_entries(&f, true, since, upto, limit + 1, e))) {
		goto out;
	}
	if (f.entries.n > 1) {
		qsort(f.entries.v, f.entries.n, sizeof(*f.entries.v), by_n);
	}
	bool more = f.entries.n > (size_t)limit;
	size_t n = more ? (size_t)limit : f.entries.n;
	/* two entries may share an n (one scope lost, one won); they are not parted */
	while (more && n < f.entries.n && f.entries.v[n].n == f.entries.v[n - 1].n) {
		n++;
	}
	if (add_entries(&f, n, list, e)) {
		goto out;
	}
	*out = answer(&f, list, more ? f.entries.v[n - 1].n : upto, more);
	list = NULL;
	result = 0;
out:
	json_free(list);
	vec_finish(&f.entries);
	return result;
}
