#ifndef DRAW_ZONE_H
#define DRAW_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * The fields of a drawing sheet, ISO 5457: letters from the top down without I and O,
 * numbers from left to right, "C4". Fields are 50 mm long, counted from the centring lines
 * (the sheet's axes); those at the edges take what is left, the margins with them.
 *
 *	long x short    A0 24x16   A1 16x12   A2 12x8   A3 8x6   A4 6x4
 *
 * Any other size is divided by the same rule: an even number of fields each way, as many as leave
 * 25 to 75 mm for those at the edges. Where no size in mm is known (a picture, a DXF without units)
 * the long side counts as that of an A3. At most 24 letters and 98 numbers: beyond, fields grow.
 *
 * Lengths are whole 1/1000 of the page's unit, x to the right, y up.
 */
struct box { int64_t x0, y0, x1, y1; };

struct sheet_size {
	struct box paper;   /* where the paper is on the page; x1 > x0, y1 > y0 */
	int64_t w, h;       /* its size in 1/1000 mm; 0: not known */
};

struct zones {
	struct box paper;
	int cols, rows;
	int64_t step_x, step_y;   /* length of a field that is not at an edge */
	char size[4];             /* "A3", within 2 mm; "" when it is none of these or its size is not known */
};

struct zone { int col, row; };    /* from 0: C4 is col 3, row 2 */

#define ZONE_TEXT 8

/* A box without an area counts as 1 unit square. Lengths beyond +-10^15 are cut to that. */
void zones_init(struct zones *z, const struct sheet_size *s);
/* False beside the paper; zone is that of the nearest field then. */
bool zone_at(const struct zones *z, int64_t x, int64_t y, struct zone *out);
struct box zone_box(const struct zones *z, struct zone at);
char *zone_text(struct zone at, char out[ZONE_TEXT]);
/* The border left of column i, i from 0 to cols; above row i. */
int64_t zone_left(const struct zones *z, int i);
int64_t zone_above(const struct zones *z, int i);
/* "C4", "c 4", "4C", full width too, n bytes of anything. ERR_INVALID says what is wrong:
   not a zone, I or O, beyond this sheet. z NULL: any sheet. */
int zone_parse(const struct zones *z, const char *s, size_t n, struct zone *out, struct err *e);

#endif
