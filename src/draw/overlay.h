#ifndef DRAW_OVERLAY_H
#define DRAW_OVERLAY_H

#include "draw/grid.h"

/* Lays the texts of a page over the cells, the larger before the smaller, and fills g->places. */
void overlay(struct grid *g, const struct drawing_view *v, const struct drawing_texts *t, int amb);

#endif
