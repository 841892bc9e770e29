#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map.h"
#include "base/vec.h"
#include "crypto/crypto.h"
#include "data_rows.h"
#include "data_sql.h"
#include "wire/text.h"
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

/* An object as its row was, written out. */
struct loaded {
	int64_t rev;
	bool seen;
	size_t at, n; /* of the feed's text */
};
struct entry {
	int64_t n;
	enum kind kind;
	const char *name, *id; /* name: the kind's */
	bool past;
	const struct loaded *object; /* NULL: not there any more */
};
struct feed {
	struct db *db;
	const struct reader *r;
	struct arena *a;
	char scope[SCOPE_NAME];
	VEC(struct entry) entries;
	bool past;
	struct str text;
	/* while objects of one kind are read */
	enum kind kind;
	void *obj;
	struct map *found;
};

static int take_entry(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct feed *f = arg;

	(void)ncols, (void)e;
	*vec_add(&f->entries) = (struct entry){cols[0].i, kind_find(col_text(cols, 1)), arena_strdup(f->a, col_text(cols, 1)),
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

static int take_object(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct feed *f = arg;
	struct loaded *l = arena_alloc(f->a, sizeof(*l));
	const struct entity_head *head = f->obj;

	(void)ncols, (void)e;
	wire_lend_row(entities[f->kind], VIEW_FULL, cols, f->obj);
	l->rev = head->rev;
	l->seen = reader_sees(f->r, head);
	l->at = f->text.len;
	if (l->seen) {
		str_addc(&f->text, '{');
		wire_put_row(&f->text, entities[f->kind], VIEW_FULL, cols, f->r);
		json_put_close(&f->text, '}');
	}
	l->n = f->text.len - l->at;
	map_set(f->found, head->id, l);
	return 0;
}

/* Reads what the entries speak of, of one kind. */
static int load_kind(struct feed *f, enum kind kind, size_t n, struct err *e)
{
	const char **ids = arena_alloc(f->a, (n + 1) * sizeof(*ids));
	size_t some = 0;

	for (size_t i = 0; i < n; i++) {
		if (f->entries.v[i].kind == kind) {
			ids[some++] = f->entries.v[i].id;
		}
	}
	if (!some) {
		return 0;
	}
	f->kind = kind;
	f->obj = entity_new(entities[kind], f->a);
	f->found = map_create();
	int r = data_each(f->db, kind, ids, some, take_object, f, e);
	for (size_t i = 0; i < n; i++) {
		if (f->entries.v[i].kind == kind) {
			f->entries.v[i].object = map_get(f->found, f->entries.v[i].id);
		}
	}
	map_destroy(f->found, NULL);
	return r;
}

/* What became of the object: shown as it is now, or gone when it is out of sight. */
static void put_entry(const struct feed *f, const struct entry *en, struct str *out)
{
	bool seen = en->object && en->object->seen;

	if (seen && en->past) {
		return; /* seen by another scope now: its own entry tells */
	}
	json_put_open(out, '{');
	json_put_key(out, "n");
	json_put_int(out, en->n);
	json_put_key(out, "kind");
	json_put_text(out, en->name);
	json_put_key(out, "id");
	json_put_text(out, en->id);
	if (seen) {
		json_put_key(out, "rev");
		json_put_int(out, en->object->rev);
		json_put_key(out, "object");
		json_put_raw(out, f->text.s + en->object->at, en->object->n);
	} else {
		json_put_key(out, "gone");
		json_put_bool(out, true);
	}
	json_put_close(out, '}');
}

static int put_entries(struct feed *f, size_t n, struct str *out, struct err *e)
{
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (load_kind(f, (enum kind)kind, n, e)) {
			return -1;
		}
	}
	for (size_t i = 0; i < n; i++) {
		put_entry(f, &f->entries.v[i], out);
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

static void put_end(const struct feed *f, int64_t last, bool more, struct str *out)
{
	json_put_key(out, "last");
	json_put_int(out, last);
	json_put_key(out, "more");
	json_put_bool(out, more);
	json_put_key(out, "scope");
	json_put_text(out, f->scope);
	json_put_close(out, '}');
}

/*
 * After a restore the database may have forgotten what it told: its numbers begin at the next
 * multiple of this, and who comes with one from before begins again. JSON's 2^53 allows 8192.
 */
#define AGE (INT64_C(1) << 40)

int data_feed_anew(struct db *db, struct err *e)
{
	static const char *const shifts[] = {
		"UPDATE change SET n = n + $1", "UPDATE change_past SET n = n + $1",
		"UPDATE counter SET n = n + $1 WHERE name = 'change'",
	};

	for (size_t i = 0; i < lengthof(shifts); i++) {
		if (db_exec(db, shifts[i], DB_ARGS(val_int(AGE)), e) < 0) {
			return -1;
		}
	}
	return 0;
}

static bool of_another_age(int64_t since, int64_t upto)
{
	return since > upto || (since > 0 && since / AGE != upto / AGE);
}

/* since == upto: there is nothing after the newest change. */
static int read_all(struct feed *f, int64_t since, int64_t upto, int limit, struct err *e)
{
	if (since == upto) {
		return 0;
	}
	if (read_entries(f, false, since, upto, limit + 1, e)
		|| (since > 0 && read_entries(f, true, since, upto, limit + 1, e))) {
		return -1;
	}
	if (f->entries.n > 1) {
		qsort(f->entries.v, f->entries.n, sizeof(*f->entries.v), by_n);
	}
	return 0;
}

/* Nothing can be told since then, so they begin again. */
static int begin_again(const char *scope, struct str *out)
{
	str_addf(out, "{\"changes\":[],\"last\":0,\"more\":true,\"reset\":true,\"scope\":\"%s\"}", scope);
	return 0;
}

int data_changes(struct db *db, const struct reader *r, const char *name, int64_t since, const char *known, int limit, struct arena *a,
	struct str *out, struct err *e)
{
	struct feed f = {.db = db, .r = r, .a = a};
	int64_t upto;
	int result = -1;

	if (name) {
		snprintf(f.scope, sizeof(f.scope), "%s", name);
	} else {
		data_scope_name(r, f.scope);
	}
	/* the end is fixed first: what comes later is told next time */
	if (data_last_change(db, &upto, e)) {
		return -1;
	}
	/* what they know is of another feed, or their scope is another than it was */
	if (of_another_age(since, upto) || (since > 0 && known && *known && strcmp(known, f.scope))) {
		return begin_again(f.scope, out);
	}
	if (read_all(&f, since, upto, limit, e)) {
		goto out;
	}
	bool more = f.entries.n > (size_t)limit;
	size_t n = more ? (size_t)limit : f.entries.n;
	/* two entries may share an n (one scope lost, one won); they are not parted */
	while (more && n < f.entries.n && f.entries.v[n].n == f.entries.v[n - 1].n) {
		n++;
	}
	json_put_open(out, '{');
	json_put_key(out, "changes");
	json_put_open(out, '[');
	if (put_entries(&f, n, out, e)) {
		goto out;
	}
	json_put_close(out, ']');
	put_end(&f, more ? f.entries.v[n - 1].n : upto, more, out);
	result = 0;
out:
	str_finish(&f.text);
	vec_finish(&f.entries);
	return result;
}
