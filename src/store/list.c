#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "priv.h"
#include "text/tokens.h"

/*
 * Two ways to answer. Few matches: they are taken once per change of the store, in order, and everything
 * else is arithmetic on that array. Many: pages walk the index of the order and ask the text index
 * about each row, which is soon done because many match; counting is the text index's, which
 * is good at it.
 */
enum { DENSE = 16 };

struct store_list {
	struct store *s;
	struct store_query q;
	char *text, *rfq;      /* the query's own */
	struct str match;      /* for the text index; "" when nothing but the kind is asked for */
	bool words;            /* match holds words, not only properties */
	uint64_t gen;
	bool fresh;
	int64_t count, total;
	bool few;
	VEC(int64_t) rows;     /* few: n of list_row, in order */
};

/* A place in an order: the key and, among equal keys, the row's number. */
struct place { struct val key; int64_t n; };

struct store_list *store_list_create(struct store *s)
{
	struct store_list *l = xcalloc(1, sizeof(*l));

	l->s = s;
	return l;
}

void store_list_destroy(struct store_list *l)
{
	if (!l) {
		return;
	}
	vec_finish(&l->rows);
	str_finish(&l->match);
	free(l->text);
	free(l->rfq);
	free(l);
}

static void add_mask(struct str *out, char letter, unsigned mask)
{
	const char *parting = " AND (";

	if (!mask) {
		return;
	}
	for (int i = 0; i < 32; i++) {
		if (mask & 1u << i) {
			str_addf(out, "%s\"%c%d\"", parting, letter, i);
			parting = " OR ";
		}
	}
	str_addc(out, ')');
}

static void make_match(struct store_list *l)
{
	const struct store_query *q = &l->q;
	struct str words = STR_INIT, props = STR_INIT;
	int n = tokens_match(&words, q->text, strlen(q->text), true);

	str_clear(&l->match);
	add_mask(&props, 's', q->state);
	add_mask(&props, 'p', q->process);
	add_mask(&props, 'd', q->deal);
	if (q->own) {
		str_add(&props, " AND \"o1\"");
	}
	if (*q->rfq) {
		str_add(&props, " AND \"r");
		for (const char *p = q->rfq; *p; p++) {
			str_addc(&props, *p == '"' ? ' ' : *p);
		}
		str_addc(&props, '"');
	}
	l->words = n > 0;
	if (n > 0 || props.len > 0) {
		str_addf(&l->match, "facet : (\"k%d\"%s)", (int)q->kind, str_c(&props));
	}
	if (n > 0) {
		str_addf(&l->match, " AND t : (%s)", str_c(&words));
	}
	str_finish(&words);
	str_finish(&props);
}

void store_list_set(struct store_list *l, const struct store_query *q)
{
	char *text = xstrdup(q->text ? q->text : ""), *rfq = xstrdup(q->rfq ? q->rfq : "");

	l->q = *q;
	free(l->text);
	free(l->rfq);
	l->q.text = l->text = text;
	l->q.rfq = l->rfq = rfq;
	make_match(l);
	l->fresh = false;
}

const struct store_query *store_list_query(const struct store_list *l)
{
	return &l->q;
}

static int64_t count_rows(struct store_list *l)
{
	struct store *s = l->s;

	if (l->match.len == 0) {
		return store_num(s, l->q.unread ? "SELECT unread FROM list_count WHERE kind=$1" : "SELECT n FROM list_count WHERE kind=$1",
			DB_ARGS(val_int(l->q.kind)), 0);
	}
	if (l->q.unread) {
		return store_num(s, "SELECT count(*) FROM list_text f CROSS JOIN list_row l ON l.n=f.rowid"
			" WHERE list_text MATCH $1 AND l.unread=1", DB_ARGS(val_text(str_c(&l->match))), 0);
	}
	return store_num(s, "SELECT count(*) FROM list_text WHERE list_text MATCH $1", DB_ARGS(val_text(str_c(&l->match))), 0);
}

static int take_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct store_list *l = arg;

	(void)ncols, (void)e;
	*vec_add(&l->rows) = cols[0].i;
	return 0;
}

static void take_few(struct store_list *l)
{
	const char *key = index_key_column(l->q.order);
	char sql[256];

	l->rows.n = 0;
	if (l->match.len) {
		snprintf(sql, sizeof(sql), "SELECT l.n FROM list_text f CROSS JOIN list_row l ON l.n=f.rowid"
			" WHERE list_text MATCH $1 AND ($2=0 OR l.unread=1) ORDER BY l.%s, l.n", key);
		store_query(l->s, sql, DB_ARGS(val_text(str_c(&l->match)), val_int(l->q.unread)), take_row, l, NULL);
	} else {
		snprintf(sql, sizeof(sql), "SELECT n FROM list_row WHERE kind=$1 AND unread=1 ORDER BY %s, n", key);
		store_query(l->s, sql, DB_ARGS(val_int(l->q.kind)), take_row, l, NULL);
	}
	l->count = (int64_t)l->rows.n;
}

static void refresh(struct store_list *l)
{
	if (l->fresh && l->gen == l->s->gen) {
		return;
	}
	l->gen = l->s->gen;
	l->fresh = true;
	l->total = store_num(l->s, "SELECT n FROM list_count WHERE kind=$1", DB_ARGS(val_int(l->q.kind)), 0);
	l->count = count_rows(l);
	l->few = (l->match.len || l->q.unread) && (l->count <= l->s->few || l->count * DENSE < l->total);
	if (l->few) {
		take_few(l);
	}
}

int64_t store_list_count(struct store_list *l)
{
	refresh(l);
	return l->count;
}

int64_t store_list_total(struct store_list *l)
{
	refresh(l);
	return l->total;
}

/* ---- places ---- */
struct take_place { struct place *p; struct arena *a; bool found; };

static int take_place(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct take_place *t = arg;

	(void)ncols, (void)e;
	t->p->key = cols[0].type == VAL_TEXT ? val_text(arena_strndup(t->a, cols[0].s, cols[0].n)) : cols[0];
	t->p->n = cols[1].i;
	t->found = true;
	return 1;
}

static bool place_gone(struct store_list *l, const char *id, struct place *p, struct arena *a)
{
	struct store *s = l->s;
	unsigned kept = s->ngone < GONE_KEPT ? s->ngone : GONE_KEPT;

	for (unsigned i = 1; i <= kept; i++) {
		const struct store_gone *g = &s->gone[(s->ngone - i) % GONE_KEPT];

		if (g->kind == l->q.kind && streq(g->id, id)) {
			p->n = g->n;
			p->key = l->q.order == ORDER_TITLE ? val_text(arena_strdup(a, g->title)) : val_int(g->k[l->q.order]);
			return true;
		}
	}
	return false;
}

/* Where the object stands, whether it matches or not. */
static bool place_of(struct store_list *l, const char *id, struct place *p, struct arena *a)
{
	struct take_place t = {p, a, false};
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT %s, n FROM list_row WHERE kind=$1 AND id=$2", index_key_column(l->q.order));
	store_query(l->s, sql, DB_ARGS(val_int(l->q.kind), val_text(id)), take_place, &t, NULL);
	return t.found || place_gone(l, id, p, a);
}

/* An empty blob is greater than any text. */
static struct place place_end(const struct store_list *l, bool last)
{
	if (l->q.order == ORDER_TITLE) {
		return (struct place){last ? val_bytes("", 0) : val_text(""), last ? INT64_MAX : INT64_MIN};
	}
	return (struct place){val_int(last ? INT64_MAX : INT64_MIN), last ? INT64_MAX : INT64_MIN};
}

/* ---- many: walking the index ---- */
/* $1 kind $2 key $3 n $4 limit $5-$7 masks $8 own $9 unread $10 match */
static void walk_where(const struct store_list *l, const char *cmp, struct str *sql)
{
	str_addf(sql, " FROM list_row l WHERE l.kind=$1 AND (l.%s, l.n) %s ($2, $3)", index_key_column(l->q.order), cmp);
	str_add(sql, " AND ($5=0 OR (1 << l.state) & $5) AND ($6=0 OR (1 << l.process) & $6) AND ($7=0 OR (1 << l.deal) & $7)"
		" AND ($8=0 OR l.own=1) AND ($9=0 OR l.unread=1)");
	str_add(sql, l->words || *l->q.rfq
		? " AND EXISTS(SELECT 1 FROM list_text WHERE rowid=l.n AND list_text MATCH $10)" : " AND $10=$10");
}

static int walk(struct store_list *l, const char *sql, const struct place *p, int64_t limit, db_row_fn *row, void *arg)
{
	const struct store_query *q = &l->q;

	return store_query(l->s, sql, DB_ARGS(val_int(q->kind), p->key, val_int(p->n), val_int(limit), val_int(q->state),
		val_int(q->process), val_int(q->deal), val_int(q->own), val_int(q->unread), val_text(str_c(&l->match))), row, arg, NULL);
}

struct ids { const char **v; int n, max; struct arena *a; };

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct ids *ids = arg;

	(void)ncols, (void)e;
	if (ids->n < ids->max) {
		ids->v[ids->n++] = arena_strndup(ids->a, cols[0].s, cols[0].n);
	}
	return 0;
}

static void reverse(const char **ids, int n)
{
	for (int i = 0; i < n / 2; i++) {
		const char *keep = ids[i];

		ids[i] = ids[n - 1 - i];
		ids[n - 1 - i] = keep;
	}
}

static int page_many(struct store_list *l, const struct place *p, bool forward, int n, const char **out, struct arena *a)
{
	const char *key = index_key_column(l->q.order), *dir = forward ? "ASC" : "DESC";
	struct ids ids = {out, 0, n, a};
	struct str sql = STR_INIT;

	str_add(&sql, "SELECT l.id");
	walk_where(l, forward ? ">" : "<", &sql);
	str_addf(&sql, " ORDER BY l.%s %s, l.n %s LIMIT $4", key, dir, dir);
	if (walk(l, str_c(&sql), p, n, take_id, &ids) < 0) {
		ids.n = 0;
	}
	str_finish(&sql);
	if (!forward) {
		reverse(out, ids.n);
	}
	return ids.n;
}

static int take_count(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	*(int64_t *)arg = cols[0].i;
	return 1;
}

static int64_t rank_many(struct store_list *l, const struct place *p)
{
	struct str sql = STR_INIT;
	int64_t n = -1;

	str_add(&sql, "SELECT count(*)");
	walk_where(l, "<", &sql);
	str_add(&sql, " AND $4=$4");
	walk(l, str_c(&sql), p, 0, take_count, &n);
	str_finish(&sql);
	return n;
}

static bool at_many(struct store_list *l, int64_t i, char id[64])
{
	struct place start = place_end(l, false);
	const char *one = NULL;
	struct ids ids = {&one, 0, 1, NULL};
	struct str sql = STR_INIT;
	struct arena a;

	arena_init(&a);
	ids.a = &a;
	str_add(&sql, "SELECT l.id");
	walk_where(l, ">", &sql);
	str_addf(&sql, " ORDER BY l.%s, l.n LIMIT 1 OFFSET $4", index_key_column(l->q.order));
	walk(l, str_c(&sql), &start, i, take_id, &ids);
	if (one) {
		snprintf(id, 64, "%s", one);
	}
	str_finish(&sql);
	arena_finish(&a);
	return ids.n > 0;
}

/* ---- few: the array ---- */
/* Is the row before the place? The database compares, so that both ways agree. */
static bool row_before(struct store_list *l, int64_t n, const struct place *p)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT (%s, n) < ($2, $3) FROM list_row WHERE n=$1", index_key_column(l->q.order));
	return store_num(l->s, sql, DB_ARGS(val_int(n), p->key, val_int(p->n)), 0) == 1;
}

static int64_t rank_few(struct store_list *l, const struct place *p)
{
	size_t low = 0, high = l->rows.n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (row_before(l, l->rows.v[mid], p)) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return (int64_t)low;
}

static const char *id_few(struct store_list *l, size_t i, struct arena *a)
{
	return store_text(l->s, "SELECT id FROM list_row WHERE n=$1", DB_ARGS(val_int(l->rows.v[i])), a, NULL);
}

static int page_few(struct store_list *l, const struct place *p, bool forward, int n, const char **out, struct arena *a)
{
	int64_t total = (int64_t)l->rows.n, at = rank_few(l, p), from, to;
	int got = 0;

	if (forward) {
		from = at + (at < total && l->rows.v[at] == p->n);
		to = from + n < total ? from + n : total;
	} else {
		to = at;
		from = at - n > 0 ? at - n : 0;
	}
	for (int64_t i = from; i < to; i++) {
		out[got] = id_few(l, (size_t)i, a);
		got += out[got] != NULL;
	}
	return got;
}

/* ---- the questions ---- */
int store_list_page(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, struct arena *a)
{
	struct place p;

	if (n <= 0) {
		return 0;
	}
	refresh(l);
	if (!anchor || !place_of(l, anchor, &p, a)) {
		p = place_end(l, anchor ? false : !forward);
		forward = anchor ? true : forward;
	}
	return l->few ? page_few(l, &p, forward, n, ids, a) : page_many(l, &p, forward, n, ids, a);
}

static bool matches(struct store_list *l, const char *id, const struct place *p)
{
	struct str sql = STR_INIT;
	int64_t n = 0;

	if (l->few) {
		int64_t at = rank_few(l, p);
		return at < (int64_t)l->rows.n && l->rows.v[at] == p->n;
	}
	str_add(&sql, "SELECT count(*)");
	walk_where(l, "=", &sql);
	str_add(&sql, " AND $4=$4");
	walk(l, str_c(&sql), p, 0, take_count, &n);
	str_finish(&sql);
	(void)id;
	return n > 0;
}

int64_t store_list_index(struct store_list *l, const char *id)
{
	struct place p;
	struct arena a;
	int64_t i = -1;

	refresh(l);
	arena_init(&a);
	if (place_of(l, id, &p, &a) && matches(l, id, &p)) {
		i = l->few ? rank_few(l, &p) : rank_many(l, &p);
	}
	arena_finish(&a);
	return i;
}

bool store_list_has(struct store_list *l, const char *id)
{
	struct place p;
	struct arena a;

	refresh(l);
	arena_init(&a);
	bool has = place_of(l, id, &p, &a) && matches(l, id, &p);
	arena_finish(&a);
	return has;
}

bool store_list_at(struct store_list *l, int64_t i, char id[64])
{
	struct arena a;

	refresh(l);
	if (i < 0 || i >= l->count) {
		return false;
	}
	if (!l->few) {
		return at_many(l, i, id);
	}
	arena_init(&a);
	const char *found = id_few(l, (size_t)i, &a);
	if (found) {
		snprintf(id, 64, "%s", found);
	}
	arena_finish(&a);
	return found != NULL;
}

/* The unread ones are a list of their own, in the same order. */
const char *store_list_next_unread(struct store_list *l, const char *anchor, struct arena *a)
{
	struct store_list *unread = store_list_create(l->s);
	struct store_query q = l->q;
	const char *id = NULL;

	q.unread = true;
	store_list_set(unread, &q);
	if (store_list_page(unread, anchor, true, 1, &id, a) == 0 && store_list_page(unread, NULL, true, 1, &id, a) == 0) {
		id = NULL;
	}
	store_list_destroy(unread);
	return id;
}
