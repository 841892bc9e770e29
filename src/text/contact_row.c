#include "contact_row.h"

#include <string.h>

#include "contact_word.h"

#define GAP_MAX 6 /* units between two groups */

bool is_dash(int32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == '~'
		|| c == 0x301c || c == 0x30fc;
}

static bool is_bracket(int32_t c)
{
	return c != 0 && strchr("()[]{}<>", c < 0x7f ? (int)c : 'x') != NULL;
}

/* Signs that part two numbers, as a rule. */
static bool is_comma(int32_t c)
{
	return c == ',' || c == 0x3001 || c == ':' || c == ';' || c == '=';
}

/* Signs that part them for sure. */
static bool parts_numbers(int32_t c)
{
	return c == '@' || c == '+' || c == '"' || c == '&' || sign_sense(c) == SENSE_THING || sign_sense(c) == SENSE_MEASURE;
}

/* Adds one unit to a gap; false when it ends the row. */
static bool gap_add(struct gap *g, const struct unit *u)
{
	g->units++;
	if (u->kind == UNIT_SPACE) {
		g->space = true;
	} else if (is_dash(u->c)) {
		g->hyphen = true;
	} else if (u->kind != UNIT_SIGN || parts_numbers(u->c)) {
		return false;
	} else if (u->c == '.' || u->c == 0xb7 || u->c == 0x2022 || u->c == 0x30fb) {
		g->dot = true;
	} else if (u->c == '/') {
		g->slash = true;
	} else if (is_bracket(u->c)) {
		g->bracket = true;
	} else if (is_comma(u->c)) {
		g->comma = true;
	} else {
		g->odd = true;
	}
	return true;
}

/* Words people say for the hyphen; between digits they part nothing. */
static bool is_spoken_hyphen(const struct units *us, size_t i, size_t end)
{
	static const char *const said[] = {"の", "에", "다시", "dash", "hyphen", "тире"};
	char word[UNITS_WORD];
	units_word(us, i, end, word);
	for (size_t k = 0; k < sizeof(said) / sizeof(said[0]); k++) {
		if (strcmp(word, said[k]) == 0) {
			return true;
		}
	}
	return false;
}

/* Reads from unit i to the next digit; its index, or 0 when the row ends. */
static size_t read_gap(const struct units *us, size_t i, struct gap *g)
{
	*g = (struct gap){0};
	while (i < us->u.n && us->u.v[i].kind != UNIT_DIGIT) {
		if (us->u.v[i].kind == UNIT_LETTER && us->u.v[i].c != 0x30fc) {
			size_t end = units_run(us, i);
			if (!is_spoken_hyphen(us, i, end)) {
				return 0;
			}
			g->units++;
			g->hyphen = true;
			i = end;
			continue;
		}
		if (!gap_add(g, &us->u.v[i]) || g->units > GAP_MAX) {
			return 0;
		}
		i++;
	}
	return i < us->u.n ? i : 0;
}

static size_t read_group(const struct units *us, size_t i, struct group *g)
{
	g->first = i;
	while (i < us->u.n && us->u.v[i].kind == UNIT_DIGIT) {
		g->n += g->n < 255;
		g->words += us->u.v[i].made == MADE_WORD && g->words < 255;
		g->fancy += us->u.v[i].made == MADE_FANCY && g->fancy < 255;
		g->looks += us->u.v[i].made == MADE_LOOKS && g->looks < 255;
		i++;
	}
	g->last = i - 1;
	return i;
}

/* "X+1.25", "30+2022": the plus at i belongs to what stands before it. */
static bool is_axis(const struct unit *u, size_t i)
{
	if (i == 0 || u[i - 1].end != u[i].at) {
		return false;
	}
	bool lone = i < 2 || u[i - 2].kind != UNIT_LETTER || u[i - 2].end != u[i - 1].at;
	return u[i - 1].kind == UNIT_DIGIT || (u[i - 1].kind == UNIT_LETTER && lone);
}

/* Looks for "+" before the row: "+82", "+ (82", "(+82". */
static void read_plus(struct row *r)
{
	const struct unit *u = r->us->u.v;
	size_t i = r->g[0].first;
	r->start = i;
	for (size_t steps = 0; i > 0 && steps < 4; steps++) {
		i--;
		if (u[i].c == '+') {
			r->plus = !is_axis(u, i);
			r->start = r->plus ? i : r->start;
			return;
		}
		if (is_bracket(u[i].c) && u[i].c != ')') {
			r->start = i;
		} else if (u[i].kind != UNIT_SPACE) {
			return;
		}
	}
}

size_t row_read(struct row *r, struct units *us, size_t i)
{
	r->us = us;
	r->n = 0;
	r->plus = false;
	struct gap gap = {0};
	while (r->n < GROUPS_MAX) {
		struct group *g = &r->g[r->n++];
		*g = (struct group){.gap = gap};
		size_t end = read_group(us, i, g);
		i = read_gap(us, end, &gap);
		if (i == 0) {
			i = end;
			break;
		}
	}
	read_plus(r);
	return i;
}
