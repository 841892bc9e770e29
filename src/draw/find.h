#ifndef DRAW_FIND_H
#define DRAW_FIND_H

#include "index.h"

/* The room's own: a search under way (find.c), and how the surroundings of a text went from one revision to the next (ways.c). */
enum { AROUND = 12, OWN = 48, SHIFTS = 180, LOOKS = 64 };

/* How a place of the old page comes to be on the new one. */
struct shift {
	double ax, bx, ay, by;
	int support;        /* how many of the texts around went so */
	int base;           /* of a common move: the shift it is counted from; its own number for one that only follows the sheet */
};

struct find {
	const struct anchor *an;
	const struct anchor_index *old_index, *new_index;
	const struct leaf *was, *now;   /* was: NULL when it is not at hand */
	int me;                         /* the text's spot in was */
	int around[AROUND], naround;    /* spots of was */
	struct shift shifts[SHIFTS];
	int nshifts, nbases;
	const struct shift *best;
	bool agreed;                    /* most of the surroundings went as best */
	int first, same;                /* the same text in now: first spot, how many */
	struct anchor_found *out;
};

static inline double across(const struct shift *s, int64_t x)
{
	return s->ax * (double)x + s->bx;
}

static inline double up(const struct shift *s, int64_t y)
{
	return s->ay * (double)y + s->by;
}

static inline double smaller(double a, double b)
{
	return a < b ? a : b;
}

/* Is a text as near to this place as to be at it? */
bool at_place(const struct leaf *now, const struct spot *s, double x, double y);
/* The spot of the same text nearest to a place, if it is there; -1: none. */
int there(const struct leaf *now, const char *text, double x, double y);
/* Fills around; then shifts and best of it for this page. */
void gather_around(struct find *f);
void weigh_shifts(struct find *f);
int spot_by(const struct find *f, const struct shift *way); /* where the text is if it went so; -1: it is not there */
bool is_base(const struct find *f, const struct shift *way); /* one that only follows the sheet */

#endif
