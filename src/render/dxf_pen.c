/* Paths and texts on a page: placed, clipped, paid for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dxf.h"

bool dxf_spend(struct dxf *d, long n)
{
	bool look = d->work >> 12 != (d->work - n) >> 12;

	if (d->work <= 0 || d->work < n || (look && clock_mono_ms() > d->deadline)) {
		d->work = 0;
		d->s->cut = true;
		return false;
	}
	d->work -= n;
	return true;
}

static bool frozen_here(const struct dxf_at *at, const struct dxf_layer *l)
{
	for (size_t i = 0; at->view && i < at->view->n; i++) {
		if (at->view->frozen[i] == l) {
			return true;
		}
	}
	return false;
}

bool dxf_look(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct scene_look *look, double *dash)
{
	const struct dxf_layer *l = at->frozen ? at->frozen : dxf_layer_of(d, e, at);
	const struct dxf_ltype *t = dxf_ltype_of(d, e, at, l);

	if (dxf_int(e, 60, 0) || frozen_here(at, l)) {
		return false;
	}
	*look = (struct scene_look){.layer = l->number, .hidden = l->off || l->frozen};
	if (t && t->n) {
		double by = d->head.ltscale * dxf_num(e, 48, 1) * at->dash * dxf_scale(&at->m);

		if (isfinite(by) && by > 0) {
			look->ndash = (uint16_t)t->n;
			look->dash = dash;
			for (size_t i = 0; i < t->n; i++) {
				dash[i] = t->dash[i] * by;
			}
		}
	}
	return true;
}

bool dxf_begin(struct dxf_pen *pen, struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, bool fill)
{
	struct scene_look look;
	double dash[SCENE_DASHES];

	*pen = (struct dxf_pen){.d = d, .at = at, .fill = fill, .lost = true};
	if (!dxf_spend(d, 1) || !dxf_look(d, e, at, &look, dash)) {
		return false;
	}
	look.fill = fill;
	if (fill) {
		look.ndash = 0;
	}
	return scene_path(d->s, at->page, &look);
}

static bool drawable(struct dxf_pen *pen, double x, double y)
{
	if (isfinite(x) && isfinite(y) && fabs(x) < 1e11 && fabs(y) < 1e11) {
		return true;
	}
	pen->d->s->cut = true;
	return false;
}

/* What a clipped fill has gathered, cut by one edge after the other (Sutherland, Hodgman). */
static void flush_area(struct dxf_pen *pen)
{
	VEC(struct dxf_p) from = {pen->area.v, pen->area.n, pen->area.cap}, to = {0};
	const struct dxf_clip *c = pen->at->clip;

	for (size_t k = 0; c && k < c->n; k++) {
		to.n = 0;
		for (size_t i = 0; i < from.n; i++) {
			struct dxf_p a = from.v[i], b = from.v[(i + 1) % from.n];
			double ra = c->edge[k].d - c->edge[k].nx * a.x - c->edge[k].ny * a.y;
			double rb = c->edge[k].d - c->edge[k].nx * b.x - c->edge[k].ny * b.y;

			if (ra >= 0) {
				*vec_add(&to) = a;
			}
			if ((ra >= 0) != (rb >= 0)) {
				double t = ra / (ra - rb);

				*vec_add(&to) = (struct dxf_p){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
			}
		}
		struct dxf_p *v = from.v;
		size_t cap = from.cap;

		from.v = to.v;
		from.n = to.n;
		from.cap = to.cap;
		to.v = v;
		to.cap = cap;
	}
	for (size_t i = 0; i < from.n && dxf_spend(pen->d, 1); i++) {
		if (i == 0) {
			scene_move(pen->d->s, pen->at->page, from.v[i].x, from.v[i].y);
		} else {
			scene_line(pen->d->s, pen->at->page, from.v[i].x, from.v[i].y);
		}
	}
	if (from.n) {
		scene_close(pen->d->s, pen->at->page);
	}
	vec_finish(&to);
	pen->area.v = from.v;
	pen->area.cap = from.cap;
	pen->area.n = 0;
}

static bool gathers(const struct dxf_pen *pen)
{
	return pen->fill && pen->at->clip;
}

/* A path begins where the pen really goes on: a move alone leaves nothing. */
static void put_move(struct dxf_pen *pen, double x, double y)
{
	if (gathers(pen)) {
		flush_area(pen);
		*vec_add(&pen->area) = (struct dxf_p){x, y};
		return;
	}
	pen->begun = pen->broken = false;
}

/* Something was clipped away here. */
static void lift(struct dxf_pen *pen)
{
	pen->begun = false;
	pen->broken = true;
}

static bool put_start(struct dxf_pen *pen, double x, double y)
{
	if (!pen->begun) {
		pen->begun = scene_move(pen->d->s, pen->at->page, x, y);
	}
	return pen->begun;
}

static void to_page(struct dxf_pen *pen, double x, double y)
{
	struct dxf_p a = {pen->x, pen->y}, b = {x, y};

	if (gathers(pen)) {
		*vec_add(&pen->area) = b;
		return;
	}
	if (pen->at->clip) {
		if (!dxf_clip_line(pen->at->clip, &a, &b)) {
			lift(pen);
			return;
		}
		if (a.x != pen->x || a.y != pen->y) {
			lift(pen);
		}
	}
	if (put_start(pen, a.x, a.y)) {
		scene_line(pen->d->s, pen->at->page, b.x, b.y);
	}
	if (b.x != x || b.y != y) {
		lift(pen);
	}
}

/* Broken numbers would spoil a whole area: such a point is left out. */
static void sink(struct dxf_pen *pen, struct dxf_v p, bool move)
{
	if (!dxf_finite(p) || fabs(p.x) > 1e11 || fabs(p.y) > 1e11) {
		pen->d->s->cut = true;
	} else if (dxf_spend(pen->d, 1)) {
		*vec_add(pen->sink) = (struct dxf_edge){p, move && !pen->joined};
		pen->joined = false;
	}
}

static void sink_arc(struct dxf_pen *pen, const struct dxf_arc *a)
{
	double turn = fmin(fmax(a->to - a->from, -2 * M_PI), 2 * M_PI);
	int n = isfinite(turn) ? 1 + (int)(fabs(turn) * 12) : 0;

	for (int i = 1; i <= n; i++) {
		sink(pen, dxf_arc_at(a, a->from + turn * i / n), false);
	}
}

void dxf_move(struct dxf_pen *pen, struct dxf_v p)
{
	if (pen->sink) {
		sink(pen, p, true);
		return;
	}
	struct dxf_v q = dxf_to(&pen->at->m, p);

	pen->lost = !drawable(pen, q.x, q.y);
	if (!pen->lost) {
		put_move(pen, q.x, q.y);
		pen->x = pen->sx = q.x;
		pen->y = pen->sy = q.y;
	}
}

void dxf_line(struct dxf_pen *pen, struct dxf_v p)
{
	if (pen->sink) {
		sink(pen, p, false);
		return;
	}
	if (pen->lost) {
		dxf_move(pen, p);
		return;
	}
	struct dxf_v q = dxf_to(&pen->at->m, p);

	if (!drawable(pen, q.x, q.y) || !dxf_spend(pen->d, 1)) {
		pen->lost = true;
		return;
	}
	to_page(pen, q.x, q.y);
	pen->x = q.x;
	pen->y = q.y;
}

/* ---- arcs ---- */

static struct dxf_p arc_point(const struct scene_arc *a, double t)
{
	return (struct dxf_p){a->cx + a->ux * cos(t) + a->vx * sin(t), a->cy + a->uy * cos(t) + a->vy * sin(t)};
}

enum { CUTS = 2 * DXF_EDGES + 2 };

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Where the arc crosses an edge: A cos t + B sin t = C. */
static size_t cuts_of(const struct dxf_clip *c, const struct scene_arc *a, double t[CUTS])
{
	double lo = fmin(a->from, a->to), hi = fmax(a->from, a->to);
	size_t n = 0;

	t[n++] = lo;
	for (size_t i = 0; i < c->n; i++) {
		double A = c->edge[i].nx * a->ux + c->edge[i].ny * a->uy, B = c->edge[i].nx * a->vx + c->edge[i].ny * a->vy;
		double C = c->edge[i].d - c->edge[i].nx * a->cx - c->edge[i].ny * a->cy, r = hypot(A, B);

		if (fabs(C) >= r) {
			continue;
		}
		for (int side = -1; side <= 1; side += 2) {
			double v = atan2(B, A) + side * acos(C / r);

			v += ceil((lo - v) / (2 * M_PI)) * 2 * M_PI;
			if (v < hi) {
				t[n++] = v;
			}
		}
	}
	t[n++] = hi;
	qsort(t, n, sizeof(t[0]), by_value);
	return n;
}

static void clipped_arc(struct dxf_pen *pen, const struct scene_arc *a)
{
	double t[CUTS];
	size_t n = cuts_of(pen->at->clip, a, t);
	bool back = a->to < a->from;

	for (size_t k = 0; k + 1 < n; k++) {
		size_t i = back ? n - 2 - k : k;
		struct dxf_p mid = arc_point(a, (t[i] + t[i + 1]) / 2);
		struct scene_arc part = *a;

		if (!dxf_clip_has(pen->at->clip, mid.x, mid.y)) {
			lift(pen);
			continue;
		}
		part.from = back ? t[i + 1] : t[i];
		part.to = back ? t[i] : t[i + 1];
		struct dxf_p p = arc_point(&part, part.from);

		if (put_start(pen, p.x, p.y)) {
			scene_arc(pen->d->s, pen->at->page, &part);
		}
	}
}

static void flat_arc(struct dxf_pen *pen, const struct scene_arc *a)
{
	int n = 1 + (int)(fabs(a->to - a->from) * 12);

	for (int i = 0; i <= n; i++) {
		*vec_add(&pen->area) = arc_point(a, a->from + (a->to - a->from) * i / n);
	}
}

void dxf_arc(struct dxf_pen *pen, const struct dxf_arc *arc)
{
	if (pen->sink) {
		sink_arc(pen, arc);
		return;
	}
	const struct dxf_m *m = &pen->at->m;
	struct dxf_v c = dxf_to(m, arc->c), u = dxf_dir(m, arc->u), v = dxf_dir(m, arc->v);
	struct scene_arc a = {c.x, c.y, u.x, u.y, v.x, v.y, arc->from, arc->to};
	struct dxf_p from = arc_point(&a, a.from), to = arc_point(&a, a.to);

	if (!isfinite(a.from) || !isfinite(a.to) || fabs(a.from) > 1000 || fabs(a.to) > 1000 ||
		!drawable(pen, fabs(c.x) + fabs(u.x) + fabs(v.x), fabs(c.y) + fabs(u.y) + fabs(v.y)) || !dxf_spend(pen->d, 3)) {
		pen->lost = true;
		return;
	}
	if (pen->lost) {
		put_move(pen, from.x, from.y);
		pen->lost = false;
		pen->sx = from.x;
		pen->sy = from.y;
	} else if (hypot(from.x - pen->x, from.y - pen->y) > 1e-7 * (fabs(u.x) + fabs(u.y) + fabs(v.x) + fabs(v.y))) {
		to_page(pen, from.x, from.y);
	}
	if (gathers(pen)) {
		flat_arc(pen, &a);
	} else if (pen->at->clip) {
		clipped_arc(pen, &a);
	} else if (put_start(pen, from.x, from.y)) {
		scene_arc(pen->d->s, pen->at->page, &a);
	}
	pen->x = to.x;
	pen->y = to.y;
}

void dxf_close(struct dxf_pen *pen)
{
	if (pen->lost) {
		return;
	}
	if (gathers(pen)) {
		flush_area(pen);
	} else if (pen->begun && !pen->broken) {
		scene_close(pen->d->s, pen->at->page);
	} else if (pen->at->clip && hypot(pen->x - pen->sx, pen->y - pen->sy) > 1e-9 * (fabs(pen->x) + fabs(pen->y))) {
		to_page(pen, pen->sx, pen->sy);
	}
	pen->begun = false;
	pen->lost = true;
}

void dxf_end(struct dxf_pen *pen)
{
	if (gathers(pen)) {
		flush_area(pen);
	}
	scene_path_end(pen->d->s, pen->at->page);
	vec_finish(&pen->area);
}

/* ---- texts ---- */

/* Upright and readable: of a mirrored text the box stays, but it begins where one reads it. */
void dxf_run(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct dxf_run *run)
{
	struct dxf_v o = dxf_to(&at->m, run->at), a = dxf_dir(&at->m, run->along), u = dxf_dir(&at->m, run->up);
	struct scene_look look;
	double dash[SCENE_DASHES];

	if (!dxf_spend(d, 4) || !dxf_look(d, e, at, &look, dash)) {
		return;
	}
	double w = hypot(a.x, a.y), cross = a.x * u.y - a.y * u.x;

	if (cross < 0) {
		if (a.x < 0) {
			o = dxf_add(o, a);
			a = dxf_mul(a, -1);
		} else {
			o = dxf_add(o, u);
		}
	}
	double h = w > 0 ? fabs(cross) / w : hypot(u.x, u.y);

	if (at->clip && !dxf_clip_has(at->clip, o.x + (a.x + u.x) / 2, o.y + (a.y + u.y) / 2)) {
		return;
	}
	scene_text(d->s, at->page, &(struct scene_text){
		.text = run->text, .x = o.x, .y = o.y, .w = w, .h = h, .angle = w > 0 ? atan2(a.y, a.x) * 180 / M_PI : 0,
		.layer = look.layer, .hidden = look.hidden,
	});
}
