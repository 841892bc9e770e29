#ifndef DRAW_GRID_H
#define DRAW_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "draw/draw.h"

/*
 * A picture as cells of a terminal: dots become braille, sextants, half blocks or ASCII by the direction of
 * lines, and the texts are laid over as real characters at their place.
 */
enum grid_kind { GRID_BLANK, GRID_LINE, GRID_TEXT };

struct grid_cell {
	char text[16];    /* a cluster, clean; "" continues a wide one at its left */
	uint8_t width;    /* 0, 1 or 2 */
	uint8_t kind;
	int32_t of;       /* GRID_TEXT: index into the texts; else -1 */
};

/* Where a text was laid: for the cursor, n and N, notes. */
struct grid_place { uint32_t text; int col, row, cols; bool cut; /* not all of it is there */ };

struct grid {
	int cols, rows;
	struct grid_cell *cells;
	struct grid_place *places; /* from top to bottom, from left to right */
	size_t nplaces, nhidden;   /* nhidden: texts in the picture that gave way */
};

/* Dots of a cell, across and down; for SIXEL and KITTY the pixels of the view. */
void grid_dots(const struct drawing_view *v, int *across, int *down);

/*
 * Makes the cells of a picture (for SIXEL and KITTY the cells of texts alone) and lays the texts over; t may be
 * NULL. The larger text wins its place; one that finds no room is left out and counted. amb as in text/cells.h.
 */
void grid_init(struct grid *g, const struct drawing_picture *p, const struct drawing_texts *t, int amb);
void grid_finish(struct grid *g);
const struct grid_cell *grid_at(const struct grid *g, int col, int row); /* NULL outside */
/* A row as text, blanks to its end cut. */
void grid_row(const struct grid *g, int row, struct str *out);

/* The picture as what a terminal with graphics draws at the cursor; the cursor's place after it is the
   terminal's affair, so save it before. Lay the grid's texts over by moving to them. */
void graphics_sixel(const struct drawing_picture *p, struct str *out);
void graphics_kitty(const struct drawing_picture *p, struct str *out); /* PNG in pieces of 4096 */

#endif
