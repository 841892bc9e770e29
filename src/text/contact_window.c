#include "contact_row.h"

#include <string.h>

#include "base/str.h"
#include "contact_word.h"

static const struct group *group_at(const struct window *w, size_t k)
{
	return &w->r->g[k];
}

size_t window_first(const struct window *w)
{
	return group_at(w, w->i)->first;
}

size_t window_last(const struct window *w)
{
	return group_at(w, w->j)->last;
}

unsigned window_group(const struct window *w, size_t k)
{
	return group_at(w, k)->n;
}

static void add_gap(struct window *w, const struct gap *g)
{
	bool alone = g->units == 1;
	w->widest = g->units > w->widest ? g->units : w->widest;
	w->comma |= g->comma;
	w->dot |= g->dot && alone;
	w->stop |= g->dot && g->space;
	w->one_space |= g->space && alone;
	w->spaces &= g->space && alone;
	w->dots &= (g->dot || g->odd) && alone;
	w->apart |= g->slash && g->space;
	w->bracket |= g->bracket;
	w->signs |= g->dot || g->slash || g->bracket || g->odd || g->comma;
}

bool window_init(struct window *w, const struct row *r, size_t i, size_t j)
{
	*w = (struct window){.r = r, .i = i, .j = j, .plus = r->plus && i == 0,
		.spaces = j > i, .dots = j > i};
	for (size_t k = i; k <= j; k++) {
		const struct group *g = &r->g[k];
		w->n += g->n;
		w->words += g->words;
		w->fancy += g->fancy;
		w->looks += g->looks;
		if (k > i) {
			add_gap(w, &g->gap);
		}
	}
	if (w->n < DIGITS_LEAST || w->n > DIGITS_MOST) {
		return false;
	}
	char *d = w->digits, *p = w->groups;
	for (size_t k = i; k <= j; k++) {
		for (size_t u = r->g[k].first; u <= r->g[k].last; u++) {
			*d = (char)('0' + r->us->u.v[u].digit);
			*p++ = *d++;
		}
		*p++ = '-';
	}
	*d = '\0';
	p[-1] = '\0';
	return true;
}

/* May a number end at the border that this gap makes? */
static bool is_border(const struct window *w, const struct gap *gap)
{
	if (gap->units > 1 || gap->odd || gap->bracket || gap->comma) {
		return true;
	}
	return gap->space && !w->one_space;
}

bool window_bordered(const struct window *w)
{
	return (w->i == 0 || is_border(w, &group_at(w, w->i)->gap))
		&& (w->j + 1 == w->r->n || is_border(w, &group_at(w, w->j + 1)->gap));
}

static int two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

static bool is_day(int year2, int month, int day)
{
	return (year2 == 19 || year2 == 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static int value_of(const struct window *w, size_t k)
{
	const struct group *g = group_at(w, k);
	int v = 0;
	for (size_t u = g->first; u <= g->last && g->n <= 4; u++) {
		v = v * 10 + w->r->us->u.v[u].digit;
	}
	return v;
}

/* YYYYMMDD with or without a time, DDMMYYYY, MMDDYYYY */
static bool is_date_run(const char *d, unsigned n)
{
	if (n != 8 && n != 12 && n != 14) {
		return false;
	}
	return is_day(two(d), two(d + 4), two(d + 6))
		|| (n == 8 && (is_day(two(d + 4), two(d + 2), two(d))
			|| is_day(two(d + 4), two(d), two(d + 2))));
}

/* Three groups from k on: a year at one end. */
static bool is_date_groups(const struct window *w, size_t k)
{
	int a = value_of(w, k), b = value_of(w, k + 1), c = value_of(w, k + 2);
	unsigned first = group_at(w, k)->n, last = group_at(w, k + 2)->n;
	if (group_at(w, k + 1)->n > 2 || group_at(w, k + 1)->gap.units > 2
		|| group_at(w, k + 2)->gap.units > 2) {
		return false;
	}
	if (first == 4 && last <= 2) {
		return is_day(a / 100, b, c);
	}
	return first <= 2 && last == 4 && (is_day(c / 100, b, a) || is_day(c / 100, a, b));
}

bool window_holds_date(const struct window *w)
{
	if (w->i == w->j) {
		return is_date_run(w->digits, w->n);
	}
	for (size_t k = w->i; k + 2 <= w->j; k++) {
		if (is_date_groups(w, k)) {
			return true;
		}
	}
	return false;
}

bool window_padded(const struct window *w)
{
	for (size_t k = w->i; w->j > w->i && k <= w->j; k++) {
		const struct unit *u = &w->r->us->u.v[group_at(w, k)->first];
		if (group_at(w, k)->n >= 5 && !u[0].digit && !u[1].digit) {
			return true;
		}
	}
	return w->i == w->j
		&& (starts_with(w->digits, "000") || strstr(w->digits, "000000"));
}

bool window_barcode(const struct window *w)
{
	int sum = 0;
	if (w->n != 13 || w->plus) {
		return false;
	}
	for (int i = 0; i < 13; i++) {
		sum += (w->digits[i] - '0') * (i % 2 ? 3 : 1);
	}
	return sum % 10 == 0;
}

/* A letter of a script that leaves spaces between words, touching the number. */
static bool touches(const struct unit *letter, const struct unit *other)
{
	return letter->kind == UNIT_LETTER
		&& (letter->script == SCRIPT_LATIN || letter->script == SCRIPT_CYRILLIC)
		&& (letter->end == other->at || letter->at == other->end);
}

static bool is_marked(const struct unit *sign)
{
	return sign->kind == UNIT_SIGN && (sign_sense(sign->c) == SENSE_THING
		|| sign_sense(sign->c) == SENSE_MEASURE);
}

static bool goes_before(const struct window *w, bool called)
{
	const struct unit *u = w->r->us->u.v;
	size_t a = window_first(w);
	if (a == 0 || u[a - 1].end != u[a].at) {
		return false;
	}
	const struct unit *p = &u[a - 1];
	if (is_marked(p)) {
		return true;
	}
	if (p->c == '-' && (a == 1 || u[a - 2].kind == UNIT_SPACE)) {
		return !called; /* a negative number */
	}
	bool joint = (is_dash(p->c) || p->c == '_' || p->c == '.') && a > 1;
	return !called && touches(joint ? &u[a - 2] : p, joint ? p : &u[a]);
}

static bool goes_after(const struct window *w, bool called)
{
	const struct units *us = w->r->us;
	const struct unit *u = us->u.v;
	size_t b = window_last(w), k = b + 1;
	if (k >= us->u.n || u[k].at != u[b].end) {
		return false;
	}
	bool measure = u[k].kind == UNIT_SIGN && sign_sense(u[k].c) == SENSE_MEASURE;
	if ((measure && !called) || u[k].c == '@') {
		return true;
	}
	if ((is_dash(u[k].c) || u[k].c == '_') && k + 1 < us->u.n) {
		b = k++;
	}
	/* "...-A" goes on as a code, "...Call" is the next word. */
	return touches(&u[k], &u[b]) && units_run(us, k) - k <= 2;
}

bool window_in_code(const struct window *w, bool called)
{
	return goes_before(w, called) || goes_after(w, called);
}

bool window_measured(const struct window *w, bool called)
{
	struct units *us = w->r->us;
	size_t k = window_last(w) + 1;
	bool space = k < us->u.n && us->u.v[k].kind == UNIT_SPACE;
	k += space;
	if (k >= us->u.n) {
		return false;
	}
	if (us->u.v[k].kind == UNIT_SIGN) {
		return !called && sign_sense(us->u.v[k].c) == SENSE_MEASURE;
	}
	return us->u.v[k].kind == UNIT_LETTER
		&& word_sense_of(us, k, units_run(us, k)) == SENSE_MEASURE
		&& (!space || us->u.v[k].script == SCRIPT_LATIN
			|| us->u.v[k].script == SCRIPT_CYRILLIC);
}

/* Sizes and quantities in a row have spaces between them too: what is to be a
   number to call must have the build of one. */
static bool well_built(const struct window *w)
{
	unsigned most = 0, last = group_at(w, w->j)->n;
	size_t groups = w->j - w->i + 1;
	for (size_t k = w->i; k <= w->j; k++) {
		most = group_at(w, k)->n > most ? group_at(w, k)->n : most;
	}
	if (w->digits[0] == '0') {
		return true;
	}
	if (w->n == 8) {
		return (groups == 2 && last == 4) || (groups == 4 && most == 2)
			|| (groups == 3 && last == 3);
	}
	return w->n >= 9 && last + 1 >= most;
}

bool window_tidy(const struct window *w, bool close)
{
	for (size_t k = w->i + 2; k <= w->j; k++) {
		/* "0 900-1 123123": a single digit after the trunk and area */
		bool early = k == w->i + 2 && k < w->j && w->digits[0] == '0';
		if (group_at(w, k)->n < 2 && !early) {
			return false;
		}
	}
	if (w->j - w->i > 5 || w->widest > 4 || w->comma || w->stop) {
		return false;
	}
	if (w->spaces && !close && !well_built(w)) {
		return false;
	}
	if (!w->dot) {
		return true;
	}
	/* Numbers in dots are so throughout; else these are decimals or versions. */
	bool address = w->j - w->i == 3 && group_at(w, w->j)->n <= 3;
	return w->dots && w->j - w->i >= 2 && w->n >= 9 && group_at(w, w->j)->n >= 2
		&& !address;
}

bool window_counts(const struct window *w)
{
	size_t k = w->i + 1;
	while (k <= w->j && group_at(w, k)->n <= 4 && value_of(w, k) == value_of(w, k - 1) + 1) {
		k++;
	}
	return w->j >= w->i + 3 && k > w->j;
}

bool window_one_by_one(const struct window *w)
{
	bool rising = true;
	for (size_t k = w->i; k <= w->j; k++) {
		size_t at = k - w->i;
		if (group_at(w, k)->n != 1) {
			return false;
		}
		rising &= at == 0 || w->digits[at] == w->digits[at - 1] + 1;
	}
	bool even = w->spaces || !w->signs || !(w->one_space || w->stop);
	bool bits = strspn(w->digits, "01") == w->n;
	return w->n >= 9 && !rising && !bits && even && !w->comma;
}

bool window_alone(const struct window *w)
{
	const struct units *us = w->r->us;
	size_t a = window_first(w), b = window_last(w), signs = 0;
	for (size_t i = 0; i < us->u.n; i++) {
		const struct unit *u = &us->u.v[i];
		if (i >= a && i <= b) {
			continue;
		}
		signs += u->kind == UNIT_SIGN;
		if (u->kind == UNIT_LETTER || u->kind == UNIT_DIGIT || signs > 6) {
			return false;
		}
	}
	return true;
}

bool window_extended(const struct window *w)
{
	const struct units *us = w->r->us;
	size_t k = window_last(w) + 1, digits = 0;
	while (k < us->u.n && us->u.v[k].kind == UNIT_SPACE) {
		k++;
	}
	if (k >= us->u.n || us->u.v[k].c != 'x') {
		return false;
	}
	for (k++; k < us->u.n && us->u.v[k].kind == UNIT_SPACE; k++) {
	}
	for (; k < us->u.n && us->u.v[k].kind == UNIT_DIGIT; k++) {
		digits++;
	}
	return digits >= 1 && digits <= 5;
}
