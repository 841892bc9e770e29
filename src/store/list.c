#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "match.h"

/*
 * Three ways to answer. Without a filter: the index of the order is walked. With one, the text index says which rows
 * match, as a set of bits, taken once per change of the store. Few matches are then sorted, and everything
 * else is arithmetic; with many, pages walk the order and skip what is not in the set, which is soon done just
 * because many match. Only the rare questions by row number need all of the order.
 */
/* A place in an order: the key and, among equal keys, the row's number. */
struct place { struct val key; int64_t n; };

/* Where the last page began and ended: the next one goes on from there. */
struct end { char id[64]; struct place p; };

struct store_list {
	struct store *s;
	struct store_query q;
	char *texts[5];        /* the query's own */
	struct match match;
	uint64_t gen;
	bool fresh;
	int64_t count, total;
	bool all;              /* no filter */
	int64_t swept, next_due; /* by deadline: when that was last seen to, and when the next row goes to the end */
	bool whole;            /* rows holds all matches, in order */
	VEC(int64_t) rows;     /* n of list_row */
	struct end ends[2];
};

struct store_list *store_list_create(struct store *s)
{
	struct store_list *l = xcalloc(1, sizeof(*l));

	l->s = s;
	return l;
}

static void drop_texts(char *const texts[5])
{
	for (int i = 0; i < 5; i++) {
		free(texts[i]);
	}
}

void store_list_destroy(struct store_list *l)
{
	if (!l) {
		return;
	}
	vec_finish(&l->rows);
	match_finish(&l->match);
	drop_texts(l->texts);
	free(l);
}

static void forget_ends(struct store_list *l)
{
	l->ends[0].id[0] = l->ends[1].id[0] = '\0';
}

void store_list_set(struct store_list *l, const struct store_query *q)
{
	const char *texts[5] = {q->text, q->rfq, q->assignee, q->site, q->lang};
	char *own[5];

	for (int i = 0; i < 5; i++) {
		own[i] = xstrdup(texts[i] ? texts[i] : "");
	}
	drop_texts(l->texts);
	memcpy(l->texts, own, sizeof(own));
	l->q = *q;
	l->q.text = own[0];
	l->q.rfq = own[1];
	l->q.assignee = own[2];
	l->q.site = own[3];
	l->q.lang = own[4];
	match_set(&l->match, &l->q);
	l->fresh = false;
	forget_ends(l);
}

const struct store_query *store_list_query(const struct store_list *l)
{
	return &l->q;
}

/* ---- rows in order ---- */
static int take_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct store_list *l = arg;

	(void)ncols, (void)e;
	if (match_has(&l->match, cols[0].i)) {
		*vec_add(&l->rows) = cols[0].i;
	}
	return 0;
}

struct sorted { int64_t n, key; char *text; };

struct sorting { VEC(struct sorted) v; };

static int take_sorted(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct sorted *one = vec_add(&((struct sorting *)arg)->v);

	(void)ncols, (void)e;
	one->n = cols[0].i;
	one->key = cols[1].type == VAL_INT ? cols[1].i : 0;
	one->text = cols[1].type == VAL_TEXT ? xstrdup(cols[1].s) : NULL;
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int c = x->text && y->text ? strcmp(x->text, y->text) : (x->key > y->key) - (x->key < y->key);

	return c ? c : (x->n > y->n) - (x->n < y->n);
}

static int sort_few(struct store_list *l)
{
	const struct bits *set = &l->match.set;
	struct sorting s = {0};
	char sql[96];
	int r = 0;

	snprintf(sql, sizeof(sql), "SELECT n, %s FROM list_row WHERE n=$1", index_key_column(l->q.order));
	for (size_t i = 0; i < set->n; i++) {
		for (int bit = 0; set->v[i] && bit < 8 && r >= 0; bit++) {
			if (set->v[i] & 1u << bit) {
				r = store_query(l->s, sql, DB_ARGS(val_int(index_first(l->q.kind) + (int64_t)i * 8 + bit)), take_sorted, &s, NULL);
			}
		}
	}
	if (s.v.n > 1) {
		qsort(s.v.v, s.v.n, sizeof(*s.v.v), by_key);
	}
	for (size_t i = 0; i < s.v.n; i++) {
		*vec_add(&l->rows) = s.v.v[i].n;
		free(s.v.v[i].text);
	}
	vec_finish(&s.v);
	return r;
}

static void take_whole(struct store_list *l)
{
	const char *key = index_key_column(l->q.order);
	char sql[128];
	int r;

	if (l->whole) {
		return;
	}
	l->rows.n = 0;
	if (l->count <= l->s->few) {
		r = sort_few(l);
	} else {
		snprintf(sql, sizeof(sql), "SELECT n FROM list_row WHERE kind=$1 ORDER BY %s, n", key);
		r = store_query(l->s, sql, DB_ARGS(val_int(l->q.kind)), take_row, l, NULL);
	}
	l->count = (int64_t)l->rows.n;
	l->whole = true;
	/* part of an answer is not kept for the next question */
	l->fresh = l->fresh && r >= 0;
}

static void refresh(struct store_list *l)
{
	int64_t now = clock_ms();
	bool timed = l->q.order == ORDER_DEADLINE;

	/* a clock that went back was wrong before */
	if (l->fresh && l->gen == l->s->gen && !(timed && (now > l->next_due || now < l->swept))) {
		return;
	}
	l->swept = now;
	l->next_due = timed ? index_sweep(l->s, l->q.kind) : 0;
	l->gen = l->s->gen;
	l->fresh = true;
	forget_ends(l);
	l->whole = false;
	l->all = match_all(&l->match);
	l->total = store_num(l->s, "SELECT n FROM list_count WHERE kind=$1", DB_ARGS(val_int(l->q.kind)), 0);
	l->count = l->total;
	if (!l->all) {
		l->fresh = match_take(&l->match, l->s) == 0;
		l->count = l->match.set.count;
		if (l->count <= l->s->few) {
			take_whole(l);
		}
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

	for (int i = 0; i < 2; i++) {
		if (*id && streq(l->ends[i].id, id)) {
			*p = l->ends[i].p;
			return true;
		}
	}
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

/* ---- walking the index of the order ---- */
/* A page on its way: places in list order, and what stands there. */
struct page {
	struct place *at;
	int n, max;
	const char **ids;
	struct project_row *rows; /* NULL: ids are all that is asked for */
	struct arena *a;
};

struct walk { const struct store_list *l; struct page *page; };

static int take_step(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct walk *w = arg;

	(void)ncols, (void)e;
	if (w->l->all || match_has(&w->l->match, cols[0].i)) {
		/* a text would be gone with the row */
		w->page->at[w->page->n++] = (struct place){cols[1].type == VAL_INT ? cols[1] : val_null(), cols[0].i};
	}
	return w->page->n == w->page->max;
}

static const char *id_of(struct store_list *l, int64_t n, struct arena *a)
{
	return store_text(l->s, "SELECT id FROM list_row WHERE n=$1", DB_ARGS(val_int(n)), a, NULL);
}

static void page_walk(struct store_list *l, const struct place *p, bool forward, struct page *page)
{
	const char *key = index_key_column(l->q.order), *dir = forward ? "ASC" : "DESC";
	struct walk w = {l, page};
	char sql[192];

	snprintf(sql, sizeof(sql), "SELECT n, %s FROM list_row WHERE kind=$1 AND (%s, n) %s ($2, $3) ORDER BY %s %s, n %s",
		key, key, forward ? ">" : "<", key, dir, dir);
	store_query(l->s, sql, DB_ARGS(val_int(l->q.kind), p->key, val_int(p->n)), take_step, &w, NULL);
	for (int i = 0; !forward && i < page->n / 2; i++) {
		struct place keep = page->at[i];

		page->at[i] = page->at[page->n - 1 - i];
		page->at[page->n - 1 - i] = keep;
	}
}

static int64_t rank_all(struct store_list *l, const struct place *p)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM list_row WHERE kind=$1 AND (%s, n) < ($2, $3)", index_key_column(l->q.order));
	return store_num(l->s, sql, DB_ARGS(val_int(l->q.kind), p->key, val_int(p->n)), -1);
}

static const char *at_all(struct store_list *l, int64_t i, struct arena *a)
{
	const char *key = index_key_column(l->q.order);
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT n FROM list_row WHERE kind=$1 ORDER BY %s, n LIMIT 1 OFFSET $2", key);
	int64_t n = store_num(l->s, sql, DB_ARGS(val_int(l->q.kind), val_int(i)), -1);
	return n < 0 ? NULL : id_of(l, n, a);
}

/* ---- all matches in an array ---- */
/* Is the row before the place? The database compares, so that both ways agree. */
static bool row_before(struct store_list *l, int64_t n, const struct place *p)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT (%s, n) < ($2, $3) FROM list_row WHERE n=$1", index_key_column(l->q.order));
	return store_num(l->s, sql, DB_ARGS(val_int(n), p->key, val_int(p->n)), 0) == 1;
}

static int64_t rank_rows(struct store_list *l, const struct place *p)
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

static void page_rows(struct store_list *l, const struct place *p, bool forward, struct page *page)
{
	int64_t total = (int64_t)l->rows.n, at = rank_rows(l, p), from, to;

	if (forward) {
		from = at + (at < total && l->rows.v[at] == p->n);
		to = from + page->max < total ? from + page->max : total;
	} else {
		to = at;
		from = at - page->max > 0 ? at - page->max : 0;
	}
	for (int64_t i = from; i < to; i++) {
		page->at[page->n++] = (struct place){val_null(), l->rows.v[i]};
	}
}

/* ---- the questions ---- */
static void keep_end(struct store_list *l, struct end *end, const struct page *page, int i)
{
	end->id[0] = '\0';
	if (page->at[i].key.type == VAL_INT && l->fresh) {
		snprintf(end->id, sizeof(end->id), "%s", page->ids[i]);
		end->p = page->at[i];
	}
}

/* What stands at the places; a row that went meanwhile is left out. */
static int read_page(struct store_list *l, struct page *page)
{
	int got = 0;

	for (int i = 0; i < page->n; i++) {
		page->ids[got] = page->rows ? project_at(l->s, page->at[i].n, page->a, &page->rows[got]) : id_of(l, page->at[i].n, page->a);
		page->at[got] = page->at[i];
		got += page->ids[got] != NULL;
	}
	if (got > 0) {
		keep_end(l, &l->ends[0], page, 0);
		keep_end(l, &l->ends[1], page, got - 1);
	}
	return got;
}

static int page_of(struct store_list *l, const char *anchor, bool forward, struct page *page)
{
	struct place p;

	if (page->max <= 0) {
		return 0;
	}
	refresh(l);
	if (!anchor || !place_of(l, anchor, &p, page->a)) {
		p = place_end(l, anchor ? false : !forward);
		forward = anchor ? true : forward;
	}
	/* an anchor that cannot be read is not gone: always at the start again, who pages would never come to the end */
	if (l->s->damaged) {
		return 0;
	}
	page->at = arena_alloc(page->a, (size_t)page->max * sizeof(*page->at));
	(l->whole ? page_rows : page_walk)(l, &p, forward, page);
	return read_page(l, page);
}

int store_list_page(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, struct arena *a)
{
	struct page page = {.max = n, .ids = ids, .a = a};

	return page_of(l, anchor, forward, &page);
}

int store_list_projects(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, struct project_row *rows,
	struct arena *a)
{
	struct page page = {.max = n, .ids = ids, .rows = rows, .a = a};

	return page_of(l, anchor, forward, &page);
}

/* The object's place, when it is in the list. */
static bool find(struct store_list *l, const char *id, struct place *p, struct arena *a)
{
	refresh(l);
	if (!place_of(l, id, p, a)) {
		return false;
	}
	/* a row that is gone has a place, too */
	return (l->all || match_has(&l->match, p->n)) && store_num(l->s, "SELECT 1 FROM list_row WHERE n=$1", DB_ARGS(val_int(p->n)), 0) == 1;
}

int64_t store_list_index(struct store_list *l, const char *id)
{
	struct place p;
	struct arena a;
	int64_t i = -1;

	arena_init(&a);
	if (find(l, id, &p, &a)) {
		if (!l->all) {
			take_whole(l);
		}
		i = l->all ? rank_all(l, &p) : rank_rows(l, &p);
	}
	arena_finish(&a);
	return i;
}

bool store_list_has(struct store_list *l, const char *id)
{
	struct place p;
	struct arena a;

	arena_init(&a);
	bool has = find(l, id, &p, &a);
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
	arena_init(&a);
	if (!l->all) {
		take_whole(l);
	}
	const char *found = l->all ? at_all(l, i, &a) : i < (int64_t)l->rows.n ? id_of(l, l->rows.v[i], &a) : NULL;
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
