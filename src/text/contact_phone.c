#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "contact_find.h"
#include "contact_plan.h"
#include "contact_row.h"
#include "contact_word.h"

#define WORDS_NEAR 4  /* how far a word reaches that says what a number is */
#define WORDS_CLOSE 2 /* how far it leaves no doubt, or denies it */
#define ABBREVIATION 4 /* letters; a full stop after more of them ends a sentence */

/* A full stop and a space at i, after a word that is no abbreviation. */
static bool ends_sentence(const struct unit *u, size_t i)
{
	bool stop = u[i].c == '.' && u[i + 1].kind == UNIT_SPACE;
	for (size_t k = 1; stop && k <= ABBREVIATION + 1; k++) {
		stop = i >= k && u[i - k].kind == UNIT_LETTER;
	}
	return stop;
}

/* The nearest word or sign before unit i that says what a number is. What denies
   it must be close and in the same sentence. */
static enum word_sense sense_before(struct units *us, size_t i, int most)
{
	int words = 0;
	bool same = true;
	while (i > 0 && words < most) {
		const struct unit *u = &us->u.v[--i];
		enum word_sense s = SENSE_NONE;
		if (u->kind == UNIT_LETTER) {
			size_t end = i + 1, script = u->script;
			while (i > 0 && us->u.v[i - 1].kind == UNIT_LETTER
				&& us->u.v[i - 1].script == script) {
				i--;
			}
			s = word_sense_of(us, i, end);
			words++;
		} else if (u->kind == UNIT_SIGN && sign_sense(u->c) == SENSE_CALL) {
			s = SENSE_CALL;
		} else if (u->c == 0x3012) {
			s = SENSE_THING;
		}
		same &= u->kind != UNIT_LINE && !ends_sentence(us->u.v, i);
		if (s == SENSE_CALL || (s == SENSE_THING && same && words <= WORDS_CLOSE)) {
			return s;
		}
	}
	return SENSE_NONE;
}

static bool called_after(struct units *us, size_t i, int words)
{
	while (i < us->u.n && words > 0) {
		const struct unit *u = &us->u.v[i];
		if (u->kind != UNIT_LETTER) {
			if (u->kind == UNIT_SIGN && sign_sense(u->c) == SENSE_CALL) {
				return true;
			}
			i++;
			continue;
		}
		size_t end = units_run(us, i);
		if (word_sense_of(us, i, end) == SENSE_CALL) {
			return true;
		}
		words--;
		i = end;
	}
	return false;
}

/* What is known before the shape is looked at. */
struct evidence {
	bool called, close, loosely, thing;
};

static bool has_plus(const struct window *w, const struct evidence *e)
{
	if (!w->plus) {
		return false;
	}
	if (plan_international(w->digits)) {
		return !w->dot || w->n >= 9;
	}
	return w->digits[0] != '0' && w->n >= 8 && !w->dot
		&& (e->called || e->loosely || window_alone(w));
}

/* "0082 10 ...", "00821012345678" */
static bool has_exit_code(const struct window *w)
{
	unsigned first = window_group(w, w->i);
	return starts_with(w->digits, "00") && first != 1 && first != 3
		&& plan_international(w->digits + 2);
}

/* "45 12345678": the country's code and one run. */
static bool has_country(const struct window *w)
{
	bool run = w->i == w->j || (w->j == w->i + 1 && window_group(w, w->i) <= 3
		&& window_group(w, w->j) >= 7);
	return w->n >= (w->i == w->j ? 11 : 10) && run && plan_international(w->digits);
}

/* Something says that it is no number to call. */
static bool is_denied(const struct window *w, const struct evidence *e)
{
	return e->thing || window_in_code(w, e->called) || window_holds_date(w)
		|| window_padded(w) || window_measured(w, e->called);
}

static bool is_called(const struct evidence *e)
{
	return e->called || e->loosely;
}

/* A run without groups. */
static bool is_sure_run(const struct window *w, const struct evidence *e)
{
	return plan_bare(w->digits)
		|| ((is_called(e) || window_extended(w)) && plan_alone(w->digits));
}

/* Groups set as at home: "320 250 1200" and "1 / 2 / 3" may be sizes, so these
   need a word or a leading 0. */
static bool is_sure_groups(const struct window *w, const struct evidence *e)
{
	bool zero = w->digits[0] == '0';
	bool sure = is_called(e) || w->words + w->looks > 0
		|| ((w->digits[0] < '2' || !w->spaces) && !w->apart)
		|| (zero && window_alone(w));
	if (w->comma) {
		sure = is_called(e) && zero;
	}
	return sure && w->widest <= 3 && plan_grouped(w->groups);
}

/* Shapes that speak for themselves. */
static bool is_certain(const struct window *w, const struct evidence *e)
{
	if (window_counts(w)) {
		return false;
	}
	if (w->words >= 7 || (w->words >= 3 && w->n >= 9)) {
		return true;
	}
	if (w->widest > 4 || w->stop) {
		return false;
	}
	if (!w->comma && has_plus(w, e) && !window_measured(w, e->called)) {
		return true;
	}
	if (is_denied(w, e)) {
		return false;
	}
	if (w->comma) {
		return is_sure_groups(w, e);
	}
	if (has_exit_code(w) && (e->called || w->i == w->j || window_alone(w))) {
		return true;
	}
	bool fancy = w->fancy >= 7 && w->n >= 9 && w->n <= 13;
	return fancy || (w->i == w->j ? is_sure_run(w, e) : is_sure_groups(w, e));
}

/* Shapes that need the words around them, or that there are none. */
static bool is_likely(const struct window *w, const struct evidence *e)
{
	if (window_counts(w) || is_denied(w, e) || (window_barcode(w) && !e->called)) {
		return false;
	}
	if (window_one_by_one(w)) {
		return is_called(e) || plan_bare(w->digits) || plan_alone(w->digits)
			|| (w->digits[0] == '0' && w->n <= 11);
	}
	if (!window_tidy(w, e->close)) {
		return false;
	}
	if (e->called || (e->loosely && w->n >= 9)) {
		return true;
	}
	return window_alone(w) && (plan_alone(w->groups) || has_country(w)
		|| (w->bracket && w->n >= 9));
}

static void add_hit(const struct window *w, struct hits *out)
{
	const struct unit *u = w->r->us->u.v;
	size_t first = window_first(w);
	if (w->plus) {
		first = w->r->start;
	} else if (first > 0 && u[first - 1].c == '(') {
		first--;
	}
	size_t start = u[first].at, end = u[window_last(w)].end;
	*vec_add(&out->h) = (struct contact_hit){.kind = CONTACT_PHONE, .start = start,
		.len = end - start};
}

/* The longest window from group i that the judge takes; its last group + 1, or i. */
static size_t take_window(const struct row *r, size_t i, size_t limit, bool loosely,
	bool (*judge)(const struct window *, const struct evidence *), struct hits *out)
{
	struct window w;
	size_t start = i == 0 ? r->start : r->g[i].first;
	enum word_sense before = SENSE_NONE, near = SENSE_NONE;
	bool asked = false;
	for (size_t j = limit; j-- > i;) {
		if (!window_init(&w, r, i, j) || !window_bordered(&w)) {
			continue;
		}
		if (!asked) {
			before = sense_before(r->us, start, WORDS_NEAR);
			near = sense_before(r->us, start, WORDS_CLOSE);
			asked = true;
		}
		size_t behind = r->g[j].last + 1;
		bool after = before == SENSE_NONE && called_after(r->us, behind, WORDS_NEAR);
		struct evidence e = {
			.called = before == SENSE_CALL || after,
			.close = near == SENSE_CALL
				|| (after && called_after(r->us, behind, WORDS_CLOSE)),
			.loosely = loosely,
			.thing = before == SENSE_THING,
		};
		if (judge(&w, &e)) {
			add_hit(&w, out);
			return j + 1;
		}
	}
	return i;
}

static void judge_groups(const struct row *r, size_t from, size_t limit, bool loosely,
	struct hits *out)
{
	for (size_t i = from; i < limit;) {
		size_t next = take_window(r, i, limit, loosely, is_likely, out);
		i = next > i ? next : i + 1;
	}
}

/* Sure numbers first; what is left between them is judged by its surroundings. */
static void judge_row(const struct row *r, bool loosely, struct hits *out)
{
	size_t rest = 0;
	for (size_t i = 0; i < r->n;) {
		struct hits sure = {0};
		size_t next = take_window(r, i, r->n, loosely, is_certain, &sure);
		if (next > i) {
			judge_groups(r, rest, i, loosely, out);
			*vec_add(&out->h) = sure.h.v[0];
			rest = next;
		}
		vec_finish(&sure.h);
		i = next > i ? next : i + 1;
	}
	judge_groups(r, rest, r->n, loosely, out);
}

static bool enough_digits(const struct units *us)
{
	unsigned n = 0;
	for (size_t i = 0; i < us->u.n && n < DIGITS_LEAST; i++) {
		n += us->u.v[i].kind == UNIT_DIGIT;
	}
	return n >= DIGITS_LEAST;
}

void contact_phones(struct units *us, struct hits *out)
{
	if (!enough_digits(us)) {
		return;
	}
	bool loosely = called_after(us, 0, 1 << 20);
	for (size_t i = 0; i < us->u.n;) {
		if (us->u.v[i].kind != UNIT_DIGIT) {
			i++;
			continue;
		}
		struct row r;
		i = row_read(&r, us, i);
		judge_row(&r, loosely, out);
	}
}
