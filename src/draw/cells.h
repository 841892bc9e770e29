#ifndef DRAW_CELLS_H
#define DRAW_CELLS_H

#include "draw/draw.h"

static inline bool picture_dot(const struct drawing_picture *p, int x, int y)
{
	if (x < 0 || y < 0 || x >= p->w || y >= p->h) {
		return false;
	}
	return p->grey ? p->bits[(size_t)y * p->stride + (size_t)x] < 128 : p->bits[(size_t)y * p->stride + (size_t)x / 8] >> (7 - (x & 7)) & 1;
}

/* The sign of - | / \ + . and their like that shows which way the lines of a cell run. */
char cell_ascii(const struct drawing_picture *p, int col, int row);

#endif
