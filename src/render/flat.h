#ifndef RENDER_FLAT_H
#define RENDER_FLAT_H

#include "raster.h"

/*
 * A path as straight lines in dots. Parts that lie wholly outside the picture come as one line, so the
 * picture's size bounds how many there are.
 */
struct flat_line {
	double x0, y0, x1, y1;  /* in dots */
	double len;             /* in page units, along the curve */
	bool outside;           /* no dot of it is in the picture */
};
typedef void flat_fn(void *arg, const struct flat_line *l);

/* close_all: open figures are closed, as areas are. */
void flat_path(const struct scene_page *p, const struct scene_path *path, const struct raster_map *m, int w, int h,
	bool close_all, flat_fn *fn, void *arg);

#endif
