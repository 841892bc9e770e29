#ifndef RENDER_RASTER_H
#define RENDER_RASTER_H

#include "draw/draw.h"
#include "render/scene.h"

/*
 * A page at exactly the dots of the terminal: a line is one dot thick at every zoom, so that none is lost.
 * Costs grow with what is seen, not with the zoom: all is clipped before it is flattened.
 */
struct raster { int w, h; size_t stride; uint8_t *bits; };

/* Page units to dots: X = a x + b y + c, Y = d x + e y + f, downwards. */
struct raster_map { double a, b, c, d, e, f; };

/* Boxes of a page's paths: made once, so that what is not seen is skipped at once. */
struct raster_index { struct drawing_box *box; size_t n; };
void raster_index(struct raster_index *x, const struct scene_page *p);
void raster_index_finish(struct raster_index *x);

struct raster_map raster_map(const struct drawing_view *v, int w, int h); /* v was fitted */

/* Fills *out, whose bits the caller frees. v->layers NULL: as the drawing has it. solid: areas are filled whole,
   else by a sparse pattern that leaves lines in them readable. */
void raster_page(const struct scene_page *p, const struct raster_index *x, const struct drawing_view *v, int w, int h,
	bool solid, struct raster *out);

bool raster_shown(const struct drawing_view *v, uint32_t layer, bool hidden);
static inline void raster_dot(struct raster *r, int x, int y)
{
	if (x >= 0 && y >= 0 && x < r->w && y < r->h) {
		r->bits[(size_t)y * r->stride + (size_t)x / 8] |= (uint8_t)(0x80 >> (x & 7));
	}
}

#endif
