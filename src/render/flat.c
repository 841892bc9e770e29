#include "flat.h"

#include <math.h>

/* Off by so much of a dot a chord may be; so far beyond the edge counts as outside. */
#define OFF 0.15
#define BEYOND 2.0
#define DEPTH 40

struct flat { const struct raster_map *m; double w, h; flat_fn *fn; void *arg; };

struct point { double x, y; };

static struct point to_dots(const struct raster_map *m, double x, double y)
{
	return (struct point){m->a * x + m->b * y + m->c, m->d * x + m->e * y + m->f};
}

static bool outside(const struct flat *f, struct point a, struct point b, double more)
{
	more += BEYOND;
	return (a.x < -more && b.x < -more) || (a.y < -more && b.y < -more) || (a.x > f->w + more && b.x > f->w + more) ||
		(a.y > f->h + more && b.y > f->h + more);
}

static void line(const struct flat *f, struct point a, struct point b, double len, bool is_outside)
{
	f->fn(f->arg, &(struct flat_line){a.x, a.y, b.x, b.y, len, is_outside});
}

struct arc { double cx, cy, ux, uy, vx, vy; /* in dots */ double reach, len; };

static struct point arc_at(const struct arc *a, double t)
{
	return (struct point){a->cx + a->ux * cos(t) + a->vx * sin(t), a->cy + a->uy * cos(t) + a->vy * sin(t)};
}

/* The arc from t0 to t1 bows from its chord by at most reach (1 - cos(half of it)). */
static void bend(const struct flat *f, const struct arc *a, double t0, double t1, struct point p0, struct point p1, int depth)
{
	double half = fabs(t1 - t0) / 2, bow = half < M_PI_2 ? a->reach * (1 - cos(half)) : 2 * a->reach;
	bool out = outside(f, p0, p1, bow);

	if (out || bow < OFF || depth == 0) {
		line(f, p0, p1, a->len * 2 * half, out);
		return;
	}
	double tm = (t0 + t1) / 2;
	struct point pm = arc_at(a, tm);

	bend(f, a, t0, tm, p0, pm, depth - 1);
	bend(f, a, tm, t1, pm, p1, depth - 1);
}

static void arc(const struct flat *f, const struct scene_arc *s)
{
	const struct raster_map *m = f->m;
	struct point c = to_dots(m, s->cx, s->cy);
	struct arc a = {.cx = c.x, .cy = c.y,
		.ux = m->a * s->ux + m->b * s->uy, .uy = m->d * s->ux + m->e * s->uy,
		.vx = m->a * s->vx + m->b * s->vy, .vy = m->d * s->vx + m->e * s->vy};
	double sweep = s->to - s->from;
	int pieces = fabs(sweep) > 2 * M_PI + 1e-6 ? 8 : 4;

	/* more than once round is once round */
	sweep = fmax(-2 * M_PI, fmin(2 * M_PI, sweep));
	a.reach = hypot(a.ux, a.uy) + hypot(a.vx, a.vy);
	a.len = fmax(hypot(s->ux, s->uy), hypot(s->vx, s->vy));
	struct point p = arc_at(&a, s->from);


	for (int i = 0; i < pieces; i++) {
		double t0 = s->from + sweep * i / pieces, t1 = s->from + sweep * (i + 1) / pieces;
		struct point q = arc_at(&a, t1);

		bend(f, &a, t0, t1, p, q, DEPTH);
		p = q;
	}
}

static void straight(const struct flat *f, struct point a, struct point b, double len)
{
	line(f, a, b, len, outside(f, a, b, 0));
}

void flat_path(const struct scene_page *p, const struct scene_path *path, const struct raster_map *m, int w, int h,
	bool close_all, flat_fn *fn, void *arg)
{
	const struct flat f = {.m = m, .w = w, .h = h, .fn = fn, .arg = arg};
	struct point at = {0, 0}, start = {0, 0};
	double x = 0, y = 0, sx = 0, sy = 0;

	for (size_t i = path->first; i < path->first + path->n && i < p->segs.n; i++) {
		const struct scene_seg *g = &p->segs.v[i];
		struct point to = to_dots(m, g->x, g->y);

		switch (g->op) {
		case SEG_MOVE:
			if (close_all && i > path->first) {
				straight(&f, at, start, 0);
			}
			start = to;
			sx = g->x;
			sy = g->y;
			break;
		case SEG_LINE: straight(&f, at, to, hypot(g->x - x, g->y - y)); break;
		case SEG_ARC:
			if (g->arc < p->arcs.n) {
				arc(&f, &p->arcs.v[g->arc]);
			}
			break;
		case SEG_CLOSE:
			to = start;
			straight(&f, at, to, hypot(sx - x, sy - y));
			x = sx;
			y = sy;
			at = to;
			continue;
		}
		at = to;
		x = g->x;
		y = g->y;
	}
	if (close_all) {
		straight(&f, at, start, 0);
	}
}
