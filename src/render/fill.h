#ifndef RENDER_FILL_H
#define RENDER_FILL_H

#include "raster.h"

/* The dots within a path; one that erases takes them away. where: its box, in dots. */
void fill_path(const struct scene_page *p, const struct scene_path *path, const struct drawing_box *where,
	const struct raster_map *m, bool solid, struct raster *out);

#endif
