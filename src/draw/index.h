#ifndef DRAW_INDEX_H
#define DRAW_INDEX_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "draw/anchor.h"

/* The room's own: what an index holds. */

struct spot {
	const char *text;      /* plain */
	int64_t x, y;          /* the middle of its box */
	int64_t w, h;          /* of the box that lies straight */
	int next;              /* the next with the same text, -1: none */
	int same;              /* how many there are, set in the first of them */
};

struct leaf {
	int page;
	bool paper;            /* its size is known */
	struct zones zones;
	double unit_mm;
	VEC(struct spot) spots; /* in reading order */
	struct map *first;     /* text -> index + 1 of its first spot */
	struct arena texts;
};

struct anchor_index { VEC(struct leaf *) leaves; };

/* Lengths beyond this are cut to it, so that sums and squares fit. */
#define SPOT_FAR INT64_C(100000000000000)

const struct leaf *leaf_of(const struct anchor_index *ix, int page); /* NULL: none */
int leaf_first(const struct leaf *l, const char *text);              /* index of a spot, -1: none */
int leaf_same(const struct leaf *l, const char *text);
double spot_distance(int64_t x, int64_t y, int64_t x2, int64_t y2);
double leaf_diagonal(const struct leaf *l);
/* What stands before (dir -1) or behind spot i, as an anchor has it. */
void leaf_context(const struct leaf *l, int i, int dir, struct str *out);
/* The spot whose box is nearest to a point, -1 when there is none within reach. */
int leaf_nearest(const struct leaf *l, int64_t x, int64_t y, double reach);
int64_t to_milli(double v); /* a length of a page as 1/1000 */

#endif
