#include "match.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/tokens.h"
#include "text/utf8.h"

#define AND " AND "

/* ---- the question ---- */
static void add_mask(struct str *out, char letter, unsigned mask)
{
	const char *parting = AND "(";

	if (!mask) {
		return;
	}
	for (int i = 0; i < 32; i++) {
		if (mask & 1u << i) {
			str_addf(out, "%s\"" FACET "%c%d\"", parting, letter, i);
			parting = " OR ";
		}
	}
	str_addc(out, ')');
}

static void add_word(struct str *out, char letter, const char *word)
{
	if (*word) {
		str_addf(out, AND "\"" FACET "%c", letter);
		for (const char *p = word; *p; p++) {
			str_addc(out, *p == '"' ? ' ' : *p);
		}
		str_addc(out, '"');
	}
}

static void add_properties(struct str *out, const struct store_query *q)
{
	add_mask(out, 's', q->state);
	add_mask(out, 'p', q->process);
	add_mask(out, 'd', q->deal);
	if (q->own) {
		str_add(out, AND "\"" FACET "o1\"");
	}
	if (q->hot) {
		str_add(out, AND "\"" FACET "h1\"");
	}
	add_mask(out, 'i', q->side);
	add_word(out, 'r', q->rfq);
	add_word(out, 'a', q->assignee);
	add_word(out, 'w', q->site);
	add_word(out, 'l', q->lang);
}

/* Where the last word begins. */
static size_t last_word(const char *s)
{
	size_t n = strlen(s), at = 0;

	for (size_t i = 0; i < n;) {
		int32_t cp;

		i += utf8_decode(s + i, n - i, &cp);
		at = utf8_is_space(cp) ? i : at;
	}
	return at;
}

static void put_words(struct str *out, const char *s, size_t n, bool growing)
{
	struct str words = STR_INIT;

	if (tokens_match(&words, s, n, growing) > 0) {
		str_addf(out, AND "(%s)", str_c(&words));
	}
	str_finish(&words);
}

/* Each term was written with the AND before it. */
static void drop_first_and(struct str *b)
{
	if (b->len) {
		str_splice(b, 0, strlen(AND), "", 0);
	}
}

void match_set(struct match *m, const struct store_query *q)
{
	struct str base = STR_INIT;
	size_t at = last_word(q->text);

	put_words(&base, q->text, at, false);
	add_properties(&base, q);
	drop_first_and(&base);
	m->has_kept = m->has_kept && m->kind == q->kind && streq(str_c(&base), str_c(&m->base));
	str_finish(&m->base);
	m->base = base;
	str_clear(&m->tail);
	put_words(&m->tail, q->text + at, strlen(q->text + at), true);
	drop_first_and(&m->tail);
	m->kind = q->kind;
	m->unread = q->unread;
}

void match_finish(struct match *m)
{
	free(m->set.v);
	free(m->kept.v);
	str_finish(&m->base);
	str_finish(&m->tail);
}

bool match_all(const struct match *m)
{
	return !m->base.len && !m->tail.len && !m->unread;
}

/* ---- the answer ---- */
static void bits_count(struct bits *b)
{
	b->count = 0;
	for (size_t i = 0; i < b->n; i++) {
		b->count += __builtin_popcount(b->v[i]);
	}
}

static int take_bits(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct bits *b = arg;

	(void)ncols, (void)e;
	b->n = cols[0].type == VAL_BYTES ? cols[0].n : 0;
	b->v = xrealloc(b->v, b->n + 1);
	if (b->n) {
		memcpy(b->v, cols[0].s, b->n);
	}
	return 0;
}

static int ask(struct store *s, const char *sql, const struct val *args, size_t nargs, struct bits *out)
{
	out->n = 0;
	int r = store_query(s, sql, args, nargs, take_bits, out, NULL);
	bits_count(out);
	return r < 0 ? -1 : 0;
}

/* Rows of other kinds are no numbers of the set. To name the run of this one costs a third more a row, so it is done when it
   is less than half of all. */
static int ask_text(struct match *m, struct store *s, const char *match, struct bits *out)
{
	int64_t first = index_first(m->kind);
	bool most = store_num(s, "SELECT 2 * coalesce(sum(n) FILTER (WHERE kind=$1), 0) > sum(n) FROM list_count", DB_ARGS(val_int(m->kind)), 0) == 1;

	if (most) {
		return ask(s, "SELECT bits(rowid - $2) FROM list_text WHERE list_text MATCH $1", DB_ARGS(val_text(match), val_int(first)), out);
	}
	return ask(s, "SELECT bits(rowid - $2) FROM list_text WHERE list_text MATCH $1 AND rowid BETWEEN $2 AND $3",
		DB_ARGS(val_text(match), val_int(first), val_int(first + INDEX_KIND - 1)), out);
}

static void intersect(struct bits *a, const struct bits *b)
{
	a->n = a->n < b->n ? a->n : b->n;
	for (size_t i = 0; i < a->n; i++) {
		a->v[i] &= b->v[i];
	}
	bits_count(a);
}

static int take_base(struct match *m, struct store *s)
{
	if (m->has_kept && m->kept_gen == s->gen) {
		return 0;
	}
	m->has_kept = ask_text(m, s, str_c(&m->base), &m->kept) == 0;
	m->kept_gen = s->gen;
	return m->has_kept ? 0 : -1;
}

/* Where base leaves little, the text index finds its few rows among those of the last word sooner than all of these. */
static int take_tail(struct match *m, struct store *s)
{
	enum { LITTLE = 4 };
	struct str both = STR_INIT;
	int r;

	if (m->base.len && m->kept.count < LITTLE * s->few) {
		str_addf(&both, "(%s)" AND "(%s)", str_c(&m->base), str_c(&m->tail));
		r = ask_text(m, s, str_c(&both), &m->set);
		str_finish(&both);
		return r;
	}
	r = ask_text(m, s, str_c(&m->tail), &m->set);
	if (m->base.len) {
		intersect(&m->set, &m->kept);
	}
	return r;
}

static void copy_kept(struct match *m)
{
	m->set.v = xrealloc(m->set.v, m->kept.n + 1);
	memcpy(m->set.v, m->kept.v, m->kept.n);
	m->set.n = m->kept.n;
	m->set.count = m->kept.count;
}

static int take_unread(struct match *m, struct store *s, struct bits *out)
{
	return ask(s, "SELECT bits(n - $2) FROM list_row WHERE kind=$1 AND unread=1", DB_ARGS(val_int(m->kind), val_int(index_first(m->kind))), out);
}

int match_take(struct match *m, struct store *s)
{
	bool any = m->base.len || m->tail.len;
	struct bits unread = {0};

	if (m->base.len && take_base(m, s)) {
		m->set.n = 0;
		m->set.count = 0;
		return -1;
	}
	if (m->tail.len && take_tail(m, s)) {
		return -1;
	}
	if (any && !m->tail.len) {
		copy_kept(m);
	}
	int r = m->unread ? take_unread(m, s, any ? &unread : &m->set) : 0;
	if (m->unread && any) {
		intersect(&m->set, &unread);
	}
	free(unread.v);
	return r;
}

bool match_has(const struct match *m, int64_t n)
{
	uint64_t i = (uint64_t)(n - index_first(m->kind));

	return i / 8 < m->set.n && (m->set.v[i / 8] & 1u << i % 8);
}
