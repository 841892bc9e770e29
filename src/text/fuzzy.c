#include "text/fuzzy.h"

#include <string.h>

#include "jamo.h"
#include "text/utf8.h"

#include <utf8proc.h>

/* Units are folded code points; Hangul goes by its 2-set keys, put out of the
   way of Latin letters, so that a syllable in the making is a prefix. */
#define UNIT_JAMO 0x200000
#define UNITS_OF_ONE 8

#define SCORE_MATCH 16
#define SCORE_RUN 8        /* the unit before matched too */
#define SCORE_WORD 10      /* at the start of a word */
#define SCORE_START 6      /* at the start of the text */
#define COST_GAP 3         /* the first skipped unit, then 1 each */

static size_t units_of(int32_t cp, int32_t out[UNITS_OF_ONE])
{
	char keys[JAMO_MAX];
	size_t n = jamo_keys(cp, keys);
	for (size_t i = 0; i < n; i++) {
		out[i] = UNIT_JAMO + keys[i];
	}
	if (n > 0) {
		return n;
	}
	if (cp < 0x80) {
		out[0] = cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
		return 1;
	}
	int unused = 0;
	utf8proc_ssize_t len = utf8proc_decompose_char(cp, out, UNITS_OF_ONE,
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD
			| UTF8PROC_IGNORE, &unused);
	return len < 0 || len > UNITS_OF_ONE ? 0 : (size_t)len;
}

void fuzzy_init(struct fuzzy *f, const char *pattern)
{
	*f = (struct fuzzy){0};
	size_t len = strlen(pattern);
	bool in_word = false;
	for (size_t i = 0; i < len;) {
		int32_t cp, unit[UNITS_OF_ONE];
		i += utf8_decode(pattern + i, len - i, &cp);
		if (utf8_is_space(cp)) {
			in_word = false;
			continue;
		}
		size_t n = units_of(cp, unit);
		if (f->n + n > FUZZY_PATTERN) {
			break;
		}
		if (n > 0 && !in_word) {
			f->word[f->words++] = f->n;
			in_word = true;
		}
		memcpy(f->unit + f->n, unit, n * sizeof(*unit));
		f->n += n;
	}
	f->word[f->words] = f->n;
}

/* The text as units, each with its bonus and where it came from. */
struct target {
	size_t n;
	int32_t unit[FUZZY_TEXT];
	size_t from[FUZZY_TEXT];
	unsigned char bonus[FUZZY_TEXT];
};

static int bonus_of(int32_t before, int32_t cp, size_t pos)
{
	if (pos == 0) {
		return SCORE_WORD + SCORE_START;
	}
	if (!utf8_is_word(cp)) {
		return 0;
	}
	bool start = !utf8_is_word(before)
		|| (utf8_is_upper(cp) && !utf8_is_upper(before))
		|| (utf8_is_digit(cp) != utf8_is_digit(before));
	return start ? SCORE_WORD : 0;
}

static void target_init(struct target *t, const char *s, size_t n)
{
	int32_t before = ' ';
	t->n = 0;
	for (size_t i = 0; i < n;) {
		int32_t cp, unit[UNITS_OF_ONE];
		size_t len = utf8_decode(s + i, n - i, &cp);
		size_t units = units_of(cp, unit);
		if (t->n + units > FUZZY_TEXT) {
			return;
		}
		for (size_t k = 0; k < units; k++) {
			t->unit[t->n] = unit[k];
			t->from[t->n] = i;
			t->bonus[t->n] = (unsigned char)(k ? 0 : bonus_of(before, cp, i));
			t->n++;
		}
		before = cp;
		i += len;
	}
}

static bool is_subsequence(const int32_t *p, size_t n, const struct target *t)
{
	size_t k = 0;
	for (size_t i = 0; i < t->n && k < n; i++) {
		k += t->unit[i] == p[k];
	}
	return k == n;
}

/*
 * Best alignment by dynamic programming (Smith-Waterman with affine gaps, as
 * fzf v2 does): row by pattern unit, column by text unit. end[i] is the score
 * with the unit matched at i, best[i] the best with it matched at i or before.
 */
struct table {
	short end[FUZZY_PATTERN][FUZZY_TEXT];
	unsigned char run[FUZZY_PATTERN][FUZZY_TEXT]; /* came from i - 1 */
	short from[FUZZY_PATTERN][FUZZY_TEXT];        /* else from here */
};

#define IMPOSSIBLE (-30000)

static int max_of(int a, int b)
{
	return a > b ? a : b;
}

/* Fills one row; the first row may begin anywhere. */
static void fill_row(struct table *tb, const int32_t *p, size_t row,
	const struct target *t)
{
	int best = IMPOSSIBLE; /* of the row above, before i - 1, gap paid */
	int best_at = -1;
	for (size_t i = 0; i < t->n; i++) {
		int near = IMPOSSIBLE;
		if (row > 0 && i > 0) {
			near = tb->end[row - 1][i - 1];
		}
		tb->end[row][i] = IMPOSSIBLE;
		tb->run[row][i] = 0;
		tb->from[row][i] = (short)best_at;
		if (p[row] == t->unit[i]) {
			int here = SCORE_MATCH + t->bonus[i];
			int far = row == 0 ? -(int)(i > 10 ? 10 : i) : best;
			int run = near > IMPOSSIBLE / 2 ? near + SCORE_RUN : IMPOSSIBLE;
			if (max_of(run, far) > IMPOSSIBLE / 2) {
				tb->end[row][i] = (short)(here + max_of(run, far));
				tb->run[row][i] = run >= far;
			}
		}
		best -= best > IMPOSSIBLE / 2;
		if (near - COST_GAP > best && near > IMPOSSIBLE / 2) {
			best = near - COST_GAP;
			best_at = (int)i - 1;
		}
	}
}

/* Score of one word, marking the text units it took; 0 when it does not match. */
static int match_word(const int32_t *p, size_t n, const struct target *t,
	bool taken[FUZZY_TEXT])
{
	if (!is_subsequence(p, n, t)) {
		return 0;
	}
	struct table tb;
	for (size_t row = 0; row < n; row++) {
		fill_row(&tb, p, row, t);
	}
	size_t at = 0;
	for (size_t i = 1; i < t->n; i++) {
		at = tb.end[n - 1][i] > tb.end[n - 1][at] ? i : at;
	}
	int score = tb.end[n - 1][at];
	for (size_t row = n; row-- > 0;) {
		taken[at] = true;
		if (row > 0) {
			at = tb.run[row][at] ? at - 1 : (size_t)tb.from[row][at];
		}
	}
	return score > 1 ? score : 1;
}

int fuzzy_match(const struct fuzzy *f, const char *s, size_t n,
	size_t *at, size_t max, size_t *count)
{
	struct target t;
	bool taken[FUZZY_TEXT] = {0};
	int score = 1;
	if (count) {
		*count = 0;
	}
	target_init(&t, s, n);
	for (size_t w = 0; w < f->words; w++) {
		int one = match_word(f->unit + f->word[w], f->word[w + 1] - f->word[w],
			&t, taken);
		if (one == 0) {
			return 0;
		}
		score += one;
	}
	for (size_t i = 0, k = 0; at && count && i < t.n && k < max; i++) {
		if (taken[i] && (k == 0 || at[k - 1] != t.from[i])) {
			at[k++] = t.from[i];
			*count = k;
		}
	}
	return score;
}
