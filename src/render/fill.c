#include "fill.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "flat.h"

/* Areas narrower than this many dots are filled whole, as arrow heads are. */
#define NARROW 7

struct crossing { float x; int32_t row; int32_t turn; };
struct filler { int w, h; VEC(struct crossing) v; };

enum { CROSSINGS = 8000000 };

/* A line crosses the middles of dot rows; what is left of the picture counts at its edge. */
static void cross(void *arg, const struct flat_line *l)
{
	struct filler *f = arg;
	bool up = l->y1 < l->y0;
	double y0 = up ? l->y1 : l->y0, y1 = up ? l->y0 : l->y1;
	double x0 = up ? l->x1 : l->x0, x1 = up ? l->x0 : l->x1;

	if (y1 <= 0.5 || y0 > f->h || f->v.n > CROSSINGS) {
		return;
	}
	int a = (int)ceil(fmax(y0, 0) - 0.5), b = (int)ceil(fmin(y1, f->h) - 0.5);
	double slope = (x1 - x0) / (y1 - y0);

	for (int row = a < 0 ? 0 : a; row < b && row < f->h; row++) {
		double x = x0 + (row + 0.5 - y0) * slope;

		*vec_add(&f->v) = (struct crossing){(float)fmin(fmax(x, -1), f->w + 1), row, up ? -1 : 1};
	}
}

static int by_place(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;

	return x->row != y->row ? (x->row < y->row ? -1 : 1) : x->x < y->x ? -1 : x->x > y->x;
}

static void clear_dot(struct raster *r, int x, int y)
{
	r->bits[(size_t)y * r->stride + (size_t)x / 8] &= (uint8_t) ~(0x80 >> (x & 7));
}

enum how { WHOLE, SPARSE, ERASE };

static void span(struct raster *r, int row, float from, float to, enum how how)
{
	int a = (int)ceilf(from - 0.5F), b = (int)ceilf(to - 0.5F);

	for (int x = a < 0 ? 0 : a; x < b && x < r->w; x++) {
		switch (how) {
		case WHOLE: raster_dot(r, x, row); break;
		case SPARSE:
			/* a dot in eight, on diagonals: no line looks like it */
			if (row % 2 == 0 && x % 4 == row % 4) {
				raster_dot(r, x, row);
			}
			break;
		case ERASE: clear_dot(r, x, row); break;
		}
	}
}

void fill_path(const struct scene_page *p, const struct scene_path *path, const struct drawing_box *where,
	const struct raster_map *m, bool solid, struct raster *out)
{
	struct filler f = {.w = out->w, .h = out->h};
	bool narrow = fmin(where->x1 - where->x0, where->y1 - where->y0) < NARROW;
	enum how how = path->erase ? ERASE : solid || narrow ? WHOLE : SPARSE;

	flat_path(p, path, m, out->w, out->h, true, cross, &f);
	if (f.v.n) {
		qsort(f.v.v, f.v.n, sizeof(*f.v.v), by_place);
	}
	for (size_t i = 0; i < f.v.n;) {
		int row = f.v.v[i].row, turns = 0;

		for (; i < f.v.n && f.v.v[i].row == row; i++) {
			turns += path->nonzero ? f.v.v[i].turn : 1;
			bool in = path->nonzero ? turns != 0 : turns & 1;

			if (in && i + 1 < f.v.n && f.v.v[i + 1].row == row) {
				span(out, row, f.v.v[i].x, f.v.v[i + 1].x, how);
			}
		}
	}
	vec_finish(&f.v);
}
