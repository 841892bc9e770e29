#include "raster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fill.h"
#include "flat.h"
#include "image.h"

/* A dash pattern shorter than this many dots is stretched: a hidden edge still looks like one. */
#define LEAST_PERIOD 6.0

struct pen {
	struct raster *out;
	const double *dash;
	int ndash;
	double period, stretch; /* of a period in page units, 0 solid; page units are divided by stretch */
	double walked;          /* along the path, in periods' units */
};

/* The part of a line between two of the picture's edges: false when there is none. */
static bool clip_side(double p, double q, double *t0, double *t1)
{
	if (p == 0) {
		return q >= 0;
	}
	double t = q / p;

	if (p < 0) {
		*t0 = fmax(*t0, t);
	} else {
		*t1 = fmin(*t1, t);
	}
	return *t0 <= *t1;
}

static bool clip(const struct raster *r, const struct flat_line *l, double *t0, double *t1)
{
	double dx = l->x1 - l->x0, dy = l->y1 - l->y0;

	*t0 = 0;
	*t1 = 1;
	return clip_side(-dx, l->x0 + 0.5, t0, t1) && clip_side(dx, r->w - 0.5 - l->x0, t0, t1) &&
		clip_side(-dy, l->y0 + 0.5, t0, t1) && clip_side(dy, r->h - 0.5 - l->y0, t0, t1);
}

/* Eight-connected, a dot for each step along the longer side. */
static void dots(struct raster *r, const struct flat_line *l, double t0, double t1)
{
	double x0 = l->x0 + (l->x1 - l->x0) * t0, y0 = l->y0 + (l->y1 - l->y0) * t0;
	double x1 = l->x0 + (l->x1 - l->x0) * t1, y1 = l->y0 + (l->y1 - l->y0) * t1;
	double dx = x1 - x0, dy = y1 - y0;

	if (fabs(dx) >= fabs(dy)) {
		int a = (int)floor(fmin(x0, x1)), b = (int)floor(fmax(x0, x1));
		double slope = dx != 0 ? dy / dx : 0;

		for (int x = a; x <= b; x++) {
			double at = fmin(fmax(x + 0.5, fmin(x0, x1)), fmax(x0, x1));

			raster_dot(r, x, (int)floor(y0 + (at - x0) * slope));
		}
	} else {
		int a = (int)floor(fmin(y0, y1)), b = (int)floor(fmax(y0, y1));
		double slope = dx / dy;

		for (int y = a; y <= b; y++) {
			double at = fmin(fmax(y + 0.5, fmin(y0, y1)), fmax(y0, y1));

			raster_dot(r, (int)floor(x0 + (at - y0) * slope), y);
		}
	}
}

/* The dashes of the part t0 to t1 of a line; as many as lie in the picture. */
static void dashes(struct pen *pen, const struct flat_line *l, double t0, double t1)
{
	double len = l->len / pen->stretch, at = pen->walked + t0 * len, stop = pen->walked + t1 * len, in = fmod(at, pen->period);
	int i = 0;

	while (i < pen->ndash - 1 && in >= pen->dash[i]) {
		in -= pen->dash[i++];
	}
	for (int guard = 0; at <= stop && guard < 4 * (pen->out->w + pen->out->h) * pen->ndash; guard++) {
		double next = fmin(at + fmax(pen->dash[i] - in, 0), stop);

		if (i % 2 == 0) {
			dots(pen->out, l, len > 0 ? (at - pen->walked) / len : t0, len > 0 ? (next - pen->walked) / len : t1);
		}
		if (next >= stop) {
			break;
		}
		at = next;
		in = 0;
		i = (i + 1) % pen->ndash;
	}
}

static void stroke(void *arg, const struct flat_line *l)
{
	struct pen *pen = arg;
	double t0, t1;

	if (!l->outside && clip(pen->out, l, &t0, &t1)) {
		if (pen->period > 0) {
			dashes(pen, l, t0, t1);
		} else {
			dots(pen->out, l, t0, t1);
		}
	}
	pen->walked = pen->period > 0 ? fmod(pen->walked + l->len / pen->stretch, pen->period) : 0;
}

static struct pen pen_of(const struct scene_path *path, const struct raster_map *m, struct raster *out)
{
	struct pen pen = {.out = out, .dash = path->dash, .ndash = path->ndash & ~1, .stretch = 1};
	double dot = fmax(hypot(m->a, m->d), hypot(m->b, m->e));

	for (int i = 0; i < pen.ndash; i++) {
		pen.period += fmax(0, path->dash[i]);
	}
	if (pen.period > 0 && pen.period * dot < LEAST_PERIOD) {
		pen.stretch = LEAST_PERIOD / (pen.period * dot);
	}
	/* so short that stretching it means nothing */
	if (!(pen.period > 0) || pen.stretch > 1000) {
		pen.period = 0;
	}
	return pen;
}

bool raster_shown(const struct drawing_view *v, uint32_t layer, bool hidden)
{
	if (!v->layers) {
		return !hidden;
	}
	return layer < v->nlayers && (v->layers[layer / 8] >> (layer & 7) & 1);
}

struct raster_map raster_map(const struct drawing_view *v, int w, int h)
{
	struct raster_map m;
	double x0, y0, x1, y1, x2, y2, sx = (double)w / v->cols, sy = (double)h / v->rows;

	drawing_to_cell(v, v->cx, v->cy, &x0, &y0);
	drawing_to_cell(v, v->cx + v->unit, v->cy, &x1, &y1);
	drawing_to_cell(v, v->cx, v->cy + v->unit, &x2, &y2);
	m.a = (x1 - x0) / v->unit * sx;
	m.d = (y1 - y0) / v->unit * sy;
	m.b = (x2 - x0) / v->unit * sx;
	m.e = (y2 - y0) / v->unit * sy;
	m.c = x0 * sx - m.a * v->cx - m.b * v->cy;
	m.f = y0 * sy - m.d * v->cx - m.e * v->cy;
	return m;
}

/* Where a box of the page lies in dots. */
static struct drawing_box in_dots(const struct raster_map *m, const struct drawing_box *b)
{
	double xa = m->a * b->x0 + m->b * b->y0 + m->c, xb = m->a * b->x1 + m->b * b->y1 + m->c;
	double ya = m->d * b->x0 + m->e * b->y0 + m->f, yb = m->d * b->x1 + m->e * b->y1 + m->f;

	return (struct drawing_box){fmin(xa, xb), fmin(ya, yb), fmax(xa, xb), fmax(ya, yb)};
}

static void take_in(struct drawing_box *b, double x, double y)
{
	b->x0 = fmin(b->x0, x);
	b->x1 = fmax(b->x1, x);
	b->y0 = fmin(b->y0, y);
	b->y1 = fmax(b->y1, y);
}

void raster_index(struct raster_index *x, const struct scene_page *p)
{
	x->n = p->paths.n;
	x->box = xmalloc(x->n * sizeof(*x->box) + 1);
	for (size_t i = 0; i < x->n; i++) {
		const struct scene_path *path = &p->paths.v[i];
		struct drawing_box b = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};

		for (size_t k = path->first; k < path->first + path->n && k < p->segs.n; k++) {
			const struct scene_seg *g = &p->segs.v[k];

			take_in(&b, g->x, g->y);
			if (g->op == SEG_ARC && g->arc < p->arcs.n) {
				const struct scene_arc *a = &p->arcs.v[g->arc];
				double rx = fabs(a->ux) + fabs(a->vx), ry = fabs(a->uy) + fabs(a->vy);

				take_in(&b, a->cx - rx, a->cy - ry);
				take_in(&b, a->cx + rx, a->cy + ry);
			}
		}
		x->box[i] = b;
	}
}

void raster_index_finish(struct raster_index *x)
{
	free(x->box);
	*x = (struct raster_index){0};
}

static bool beside(const struct drawing_box *b, int w, int h)
{
	return !(b->x1 >= -1 && b->y1 >= -1 && b->x0 <= w + 1 && b->y0 <= h + 1);
}

/* Smaller than a dot: one dot says all of it. */
static bool speck(const struct drawing_box *b, struct raster *out)
{
	if (b->x1 - b->x0 > 0.7 || b->y1 - b->y0 > 0.7) {
		return false;
	}
	raster_dot(out, (int)floor((b->x0 + b->x1) / 2), (int)floor((b->y0 + b->y1) / 2));
	return true;
}

static void draw_path(const struct scene_page *p, const struct scene_path *path, const struct drawing_box *where,
	const struct raster_map *m, bool solid, struct raster *out)
{
	struct pen pen = pen_of(path, m, out);

	if (!path->erase && speck(where, out)) {
		return;
	}
	if (path->fill) {
		fill_path(p, path, where, m, solid, out);
	}
	if (!path->erase) {
		flat_path(p, path, m, out->w, out->h, path->fill, stroke, &pen);
	}
}

void raster_page(const struct scene_page *p, const struct raster_index *x, const struct drawing_view *v, int w, int h,
	bool solid, struct raster *out)
{
	struct raster_map m = raster_map(v, w, h);

	*out = (struct raster){.w = w, .h = h, .stride = ((size_t)w + 7) / 8};
	out->bits = xcalloc((size_t)h, out->stride);
	if (p->image) {
		image_draw(p->image, &m, out);
	}
	for (size_t i = 0; i < p->paths.n && i < x->n; i++) {
		const struct scene_path *path = &p->paths.v[i];

		if (raster_shown(v, path->layer, path->hidden)) {
			struct drawing_box where = in_dots(&m, &x->box[i]);

			if (!beside(&where, w, h)) {
				draw_path(p, path, &where, &m, solid, out);
			}
		}
	}
	if (v->invert) {
		for (size_t i = 0; i < out->stride * (size_t)h; i++) {
			out->bits[i] ^= 0xff;
		}
	}
}
