#include "text/tokens.h"

#include <stdlib.h>

#include "base/vec.h"
#include "text/utf8.h"

#define QUERY_WORDS 32
#define TSVECTOR_PLACES 16383 /* PostgreSQL's highest position */

/*
 * A term is what must be found together: a word, a code with its parts, or a
 * CJK run. The folded text is walked once; index and query differ only in what
 * they write for each term.
 */
enum term_kind { TERM_WORD, TERM_CODE, TERM_CJK };

struct term {
	enum term_kind kind;
	const char *s; /* in the folded text */
	size_t n;
};

struct walker {
	const char *s;
	size_t n;
	size_t pos;
};

static int32_t at(const struct walker *w, size_t pos, size_t *len)
{
	int32_t cp = 0;
	*len = 0;
	if (pos < w->n) {
		*len = utf8_decode(w->s + pos, w->n - pos, &cp);
	}
	return cp;
}

static bool is_apostrophe(int32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x2bc || cp == '`' || cp == 0xb4;
}

static bool is_joiner(int32_t cp)
{
	return cp == '-' || cp == '.' || cp == '_' || cp == '/' || cp == ','
		|| (cp >= 0x2010 && cp <= 0x2012);
}

static bool in_word(int32_t cp)
{
	return utf8_is_word(cp) && !utf8_is_cjk(cp);
}

/* Letters and digits, with apostrophes between them. */
static size_t word_end(const struct walker *w, size_t pos, bool *digits)
{
	size_t len, after;
	for (;;) {
		int32_t cp = at(w, pos, &len);
		if (len == 0) {
			return pos;
		}
		if (in_word(cp)) {
			*digits |= utf8_is_digit(cp);
		} else if (cp == 0xd7) {
			/* "35×72": the sign only counts between digits */
			int32_t next = at(w, pos + len, &after);
			if (!*digits || !utf8_is_digit(next)) {
				return pos;
			}
		} else if (!is_apostrophe(cp) || !in_word(at(w, pos + len, &after))) {
			return pos;
		}
		pos += len;
	}
}

/* Words joined by signs count as one when a digit is in the whole. */
static struct term word_term(struct walker *w)
{
	bool digits = false;
	size_t start = w->pos;
	size_t first = word_end(w, start, &digits);
	size_t end = first;
	for (;;) {
		size_t len, after;
		int32_t cp = at(w, end, &len);
		if (len == 0 || !is_joiner(cp) || !in_word(at(w, end + len, &after))) {
			break;
		}
		end = word_end(w, end + len, &digits);
	}
	if (!digits) {
		end = first;
	}
	w->pos = end;
	return (struct term){.kind = end > first ? TERM_CODE : TERM_WORD,
		.s = w->s + start, .n = end - start};
}

static struct term cjk_term(struct walker *w)
{
	size_t start = w->pos, len;
	while (utf8_is_cjk(at(w, w->pos, &len)) && len > 0) {
		w->pos += len;
	}
	return (struct term){.kind = TERM_CJK, .s = w->s + start,
		.n = w->pos - start};
}

/* Nothing follows that ends a word that is still being typed. */
static bool is_last(const struct walker *w)
{
	size_t len;
	for (size_t pos = w->pos; pos < w->n; pos += len) {
		if (utf8_is_space(at(w, pos, &len))) {
			return false;
		}
	}
	return true;
}

static bool next_term(struct walker *w, struct term *out)
{
	size_t len;
	int32_t cp;
	while ((cp = at(w, w->pos, &len)), len > 0 && !utf8_is_word(cp)) {
		w->pos += len;
	}
	if (len == 0) {
		return false;
	}
	*out = utf8_is_cjk(cp) ? cjk_term(w) : word_term(w);
	return true;
}

/* Writes the letters and digits of s, at most TOKENS_LONGEST bytes of them. */
static void add_bare(struct str *out, const char *s, size_t n)
{
	size_t start = out->len;
	for (size_t i = 0; i < n;) {
		int32_t cp;
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (cp == 0xd7) {
			cp = 'x';
		}
		if (out->len - start + len > TOKENS_LONGEST) {
			return;
		}
		if (utf8_is_word(cp) && cp != 0x2bc) {
			utf8_add(out, cp);
		}
		i += len;
	}
}

/* How a token is written: FTS5 text, or a tsvector's 'token':place. */
struct writer {
	struct str *out;
	bool vector;
	unsigned place;
};

static void write_token(struct writer *w, const char *s, size_t n)
{
	size_t start = w->out->len;
	if (start > 0 && w->out->s[start - 1] != ' ') {
		str_addc(w->out, ' ');
	}
	str_add(w->out, w->vector ? "'" : "");
	size_t text = w->out->len;
	add_bare(w->out, s, n);
	if (w->out->len == text) {
		str_cut(w->out, start);
		return;
	}
	w->place += w->place < TSVECTOR_PLACES;
	if (w->vector) {
		str_addf(w->out, "':%u", w->place);
	}
}

static void write_parts(struct writer *w, const struct term *t)
{
	size_t start = 0;
	for (size_t i = 0; i <= t->n;) {
		int32_t cp = '-';
		size_t len = i < t->n ? utf8_decode(t->s + i, t->n - i, &cp) : 1;
		if (is_joiner(cp)) {
			write_token(w, t->s + start, i - start);
			start = i + len;
		}
		i += len;
	}
}

static void write_pairs(struct writer *w, const struct term *t)
{
	for (size_t i = 0; i < t->n;) {
		int32_t cp;
		size_t a = utf8_decode(t->s + i, t->n - i, &cp);
		size_t b = i + a < t->n
			? utf8_decode(t->s + i + a, t->n - i - a, &cp) : 0;
		write_token(w, t->s + i, a + b);
		i += a;
	}
}

static void write_index(struct writer *w, const char *s, size_t n)
{
	struct str folded = STR_INIT;
	utf8_fold(&folded, s, n);
	struct walker walk = {.s = str_c(&folded), .n = folded.len};
	struct term t;
	while (next_term(&walk, &t)) {
		if (t.kind == TERM_CJK) {
			write_pairs(w, &t);
			continue;
		}
		write_token(w, t.s, t.n);
		if (t.kind == TERM_CODE) {
			write_parts(w, &t);
		}
	}
	str_finish(&folded);
}

void tokens_index(struct str *out, const char *s, size_t n)
{
	struct writer w = {.out = out};
	write_index(&w, s, n);
}

void tokens_tsvector(struct str *out, const char *s, size_t n)
{
	struct writer w = {.out = out, .vector = true};
	write_index(&w, s, n);
}

/* The tokens of one query term, which must stand side by side. */
struct phrase {
	VEC(struct str) token;
	bool prefix; /* the last token may go on */
};

static void phrase_add(struct phrase *p, const char *s, size_t n)
{
	struct str token = STR_INIT;
	add_bare(&token, s, n);
	if (token.len > 0) {
		*vec_add(&p->token) = token;
	} else {
		str_finish(&token);
	}
}

static void phrase_finish(struct phrase *p)
{
	for (size_t i = 0; i < p->token.n; i++) {
		str_finish(&p->token.v[i]);
	}
	vec_finish(&p->token);
}

/* A jamo at the end is a syllable not yet typed to its end. */
static size_t without_jamo(const struct term *t)
{
	size_t n = t->n;
	while (n > 0) {
		size_t start = utf8_back(t->s, n);
		int32_t cp;
		utf8_decode(t->s + start, n - start, &cp);
		if (cp < 0x1100 || cp > 0x11ff) {
			break;
		}
		n = start;
	}
	return n;
}

static void phrase_pairs(struct phrase *p, const char *s, size_t n)
{
	int32_t cp;
	size_t i = 0, a = n > 0 ? utf8_decode(s, n, &cp) : 0;
	if (a == n) {
		phrase_add(p, s, n);
		p->prefix = true;
	}
	while (i + a < n) {
		size_t b = utf8_decode(s + i + a, n - i - a, &cp);
		phrase_add(p, s + i, a + b);
		i += a;
		a = b;
	}
}

static void phrase_parts(struct phrase *p, const struct term *t)
{
	size_t start = 0;
	for (size_t i = 0; i < t->n;) {
		int32_t cp;
		size_t len = utf8_decode(t->s + i, t->n - i, &cp);
		if (is_joiner(cp)) {
			phrase_add(p, t->s + start, i - start);
			start = i + len;
		}
		i += len;
	}
	phrase_add(p, t->s + start, t->n - start);
}

static void write_fts(struct str *out, const struct phrase *p)
{
	str_addc(out, '"');
	for (size_t i = 0; i < p->token.n; i++) {
		str_add(out, i ? " " : "");
		str_addn(out, p->token.v[i].s, p->token.v[i].len);
	}
	str_add(out, p->prefix ? "\"*" : "\"");
}

static void write_tsquery(struct str *out, const struct phrase *p)
{
	for (size_t i = 0; i < p->token.n; i++) {
		str_add(out, i ? " <-> '" : "'");
		str_addn(out, p->token.v[i].s, p->token.v[i].len);
		str_addc(out, '\'');
	}
	str_add(out, p->prefix ? ":*" : "");
}

struct dialect {
	const char *both, *either;
	void (*phrase)(struct str *out, const struct phrase *p);
};

/* Appends what finds one term; false when there is nothing to find. */
static bool write_term(struct str *out, const struct term *t, bool growing,
	const char *before, const struct dialect *d)
{
	struct phrase whole = {.prefix = growing}, parts = {.prefix = growing};
	if (t->kind == TERM_CJK) {
		phrase_pairs(&whole, t->s, growing ? without_jamo(t) : t->n);
	} else {
		phrase_add(&whole, t->s, t->n);
	}
	if (t->kind == TERM_CODE) {
		phrase_parts(&parts, t);
	}
	bool any = whole.token.n > 0;
	if (any) {
		str_add(out, before);
		str_addc(out, '(');
		d->phrase(out, &whole);
		if (parts.token.n > 0) {
			str_add(out, d->either);
			d->phrase(out, &parts);
		}
		str_addc(out, ')');
	}
	phrase_finish(&whole);
	phrase_finish(&parts);
	return any;
}

static int write_query(struct str *out, const char *s, size_t n, bool prefix_last,
	const struct dialect *d)
{
	struct str folded = STR_INIT;
	utf8_fold(&folded, s, n);
	struct walker walk = {.s = str_c(&folded), .n = folded.len};
	struct term t;
	int words = 0;
	while (words < QUERY_WORDS && next_term(&walk, &t)) {
		words += write_term(out, &t, prefix_last && is_last(&walk),
			words ? d->both : "", d);
	}
	str_finish(&folded);
	return words;
}

int tokens_match(struct str *out, const char *s, size_t n, bool prefix_last)
{
	static const struct dialect fts = {" AND ", " OR ", write_fts};
	return write_query(out, s, n, prefix_last, &fts);
}

int tokens_tsquery(struct str *out, const char *s, size_t n, bool prefix_last)
{
	static const struct dialect postgres = {" & ", " | ", write_tsquery};
	return write_query(out, s, n, prefix_last, &postgres);
}
