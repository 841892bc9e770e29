/* HATCH: areas filled, or ruled by the lines of a pattern. */
#include <math.h>
#include <string.h>

#include "dxf.h"

enum { EDGES = 200000, RULES = 1200, CROSSINGS = 100000, DASHES = 20000 };

struct hatch {
	struct dxf *d;
	const struct dxf_ent *e;
	const struct dxf_pair *p, *end;
	struct dxf_at flat;      /* the plane itself, for gathering */
	struct dxf_pen pen;      /* gathers the boundary in its sink */
	struct dxf_points edge;
};

/* The next pair if it has that code. */
static const struct dxf_pair *take(struct hatch *h, int code)
{
	return h->p < h->end && h->p->code == code ? h->p++ : NULL;
}

static double num(struct hatch *h, int code, double otherwise)
{
	const struct dxf_pair *p = take(h, code);

	return p ? p->d : otherwise;
}

static int64_t count(struct hatch *h, int code)
{
	const struct dxf_pair *p = take(h, code);
	int64_t n = p ? p->i : 0;

	return n < 0 ? 0 : n > h->end - h->p ? h->end - h->p : n;
}

static struct dxf_v point(struct hatch *h, int code)
{
	double x = num(h, code, NAN), y = num(h, code + 10, 0);

	return dxf_v(x, y, 0);
}

/* ---- boundary ---- */

static void polyline(struct hatch *h)
{
	take(h, 72);
	take(h, 73);
	int64_t n = count(h, 93);
	struct dxf_v first = {0}, last = {0}, at;
	double bulge = 0, first_bulge = 0;
	struct dxf_arc arc;

	for (int64_t i = 0; i <= n; i++) {
		double next = 0;

		if (i < n) {
			if (h->p >= h->end || h->p->code != 10) {
				n = i;
				i--;
				continue;
			}
			at = point(h, 10);
			next = num(h, 42, 0);
		} else {
			at = first;
			next = first_bulge;
		}
		if (i == 0) {
			first = at;
			first_bulge = next;
			dxf_move(&h->pen, at);
		} else if (dxf_bulge(last, at, bulge, &arc)) {
			dxf_arc(&h->pen, &arc);
		} else {
			dxf_line(&h->pen, at);
		}
		last = at;
		bulge = next;
	}
}

/* Edges join: a line to the start of each, but for the first. */
static void lead_to(struct hatch *h, struct dxf_v p, bool first)
{
	(first ? dxf_move : dxf_line)(&h->pen, p);
}

static void arc_edge(struct hatch *h, bool ellipse, bool first)
{
	struct dxf_arc a = {.c = point(h, 10)};

	if (ellipse) {
		struct dxf_v major = point(h, 11);
		double ratio = num(h, 40, 1);

		a.u = major;
		a.v = dxf_v(-major.y * ratio, major.x * ratio, 0);
	} else {
		double r = num(h, 40, 0);

		a.u = dxf_v(r, 0, 0);
		a.v = dxf_v(0, r, 0);
	}
	a.from = dxf_rad(num(h, 50, 0));
	a.to = dxf_rad(num(h, 51, 360));
	const struct dxf_pair *ccw = take(h, 73);

	/* clockwise ones have their angles mirrored */
	if (ccw && ccw->i == 0) {
		a.from = -a.from;
		a.to = -a.to;
		if (a.to >= a.from) {
			a.to -= 2 * M_PI;
		}
	} else if (a.to <= a.from) {
		a.to += 2 * M_PI;
	}
	if (first) {
		dxf_move(&h->pen, dxf_arc_at(&a, a.from));
	}
	dxf_arc(&h->pen, &a);
}

static void spline_edge(struct hatch *h, bool first)
{
	VEC(struct dxf_v) control = {0}, fit = {0};
	VEC(double) knots = {0}, weights = {0};
	int64_t degree = count(h, 94);

	take(h, 73);
	take(h, 74);
	count(h, 95);
	count(h, 96);
	while (h->p < h->end && h->p->code == 40) {
		*vec_add(&knots) = h->p++->d;
	}
	while (h->p < h->end && h->p->code == 10) {
		*vec_add(&control) = point(h, 10);
		if (h->p < h->end && h->p->code == 42) {
			*vec_add(&weights) = h->p++->d;
		}
	}
	if (h->p + 1 < h->end && h->p->code == 97 && h->p[1].code == 11) {
		h->p++;
		while (h->p < h->end && h->p->code == 11) {
			*vec_add(&fit) = point(h, 11);
		}
		point(h, 12);
		point(h, 13);
	}
	h->pen.joined = !first;
	if (control.n > 1) {
		dxf_spline(&h->pen, degree < 16 ? (int)degree : 3, control.v, control.n, knots.v, knots.n, weights.v, weights.n);
	} else {
		dxf_through(&h->pen, fit.v, fit.n, false);
	}
	h->pen.joined = false;
	vec_finish(&control);
	vec_finish(&fit);
	vec_finish(&knots);
	vec_finish(&weights);
}

static void edges(struct hatch *h)
{
	int64_t n = count(h, 93);

	for (int64_t i = 0; i < n && h->edge.n < EDGES; i++) {
		const struct dxf_pair *type = take(h, 72);

		if (!type) {
			return;
		}
		if (type->i == 1) {
			lead_to(h, point(h, 10), i == 0);
			dxf_line(&h->pen, point(h, 11));
		} else if (type->i == 2 || type->i == 3) {
			arc_edge(h, type->i == 3, i == 0);
		} else if (type->i == 4) {
			spline_edge(h, i == 0);
		}
	}
}

static void boundary(struct hatch *h)
{
	int64_t n;

	while (h->p < h->end && h->p->code != 91) {
		h->p++;
	}
	n = count(h, 91);
	for (int64_t i = 0; i < n && h->edge.n < EDGES; i++) {
		while (h->p < h->end && h->p->code != 92 && h->p->code != 75) {
			h->p++;
		}
		const struct dxf_pair *flags = take(h, 92);

		if (!flags) {
			return;
		}
		if (flags->i & 2) {
			polyline(h);
		} else {
			edges(h);
		}
	}
}

/* ---- filling ---- */

static void fill(struct hatch *h, const struct dxf_at *at)
{
	struct dxf_pen pen;

	if (!dxf_begin(&pen, h->d, h->e, at, true)) {
		return;
	}
	for (size_t i = 0; i < h->edge.n; i++) {
		if (h->edge.v[i].move && i) {
			dxf_close(&pen);
		}
		(h->edge.v[i].move ? dxf_move : dxf_line)(&pen, h->edge.v[i].p);
	}
	dxf_close(&pen);
	dxf_end(&pen);
}

/* ---- ruling ---- */

struct rule {
	double cu, cv;          /* the direction */
	double u0, v0, du, dv;  /* the first line's start, and the step to the next, along and across */
	size_t n;
	double dash[SCENE_DASHES], length;
	long step;              /* every so many lines, where they are too many */
};
struct crossing { long k; double u; };
struct crossings { VEC(struct crossing) v; };

static int by_line(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;

	return x->k != y->k ? (x->k < y->k ? -1 : 1) : x->u < y->u ? -1 : x->u > y->u;
}

static void cross_edge(const struct rule *r, struct dxf_v a, struct dxf_v b, struct crossings *out)
{
	double ua = a.x * r->cu + a.y * r->cv, va = a.y * r->cu - a.x * r->cv;
	double ub = b.x * r->cu + b.y * r->cv, vb = b.y * r->cu - b.x * r->cv;
	double ka = (va - r->v0) / r->dv, kb = (vb - r->v0) / r->dv, lo = ceil(fmin(ka, kb)), hi = ceil(fmax(ka, kb));

	if (ka == kb || !isfinite(lo) || !isfinite(hi) || fabs(lo) > 1e9 || fabs(hi) > 1e9) {
		return;
	}
	long first = ((long)lo + (r->step - 1) * ((long)lo > 0)) / r->step * r->step;

	for (long k = first; k < (long)hi && out->v.n < CROSSINGS; k += r->step) {
		*vec_add(&out->v) = (struct crossing){k, ua + (ub - ua) * ((double)k - ka) / (kb - ka)};
	}
}

static void range_across(const struct hatch *h, const struct rule *r, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (size_t i = 0; i < h->edge.n; i++) {
		double v = h->edge.v[i].p.y * r->cu - h->edge.v[i].p.x * r->cv;

		*lo = fmin(*lo, v);
		*hi = fmax(*hi, v);
	}
}

static void cross_all(const struct hatch *h, const struct rule *r, struct crossings *out)
{
	size_t first = 0;

	for (size_t i = 0; i < h->edge.n; i++) {
		bool last = i + 1 == h->edge.n || h->edge.v[i + 1].move;

		cross_edge(r, h->edge.v[i].p, h->edge.v[last ? first : i + 1].p, out);
		first = last ? i + 1 : first;
	}
}

static struct dxf_v on_line(const struct rule *r, long k, double u)
{
	double v = r->v0 + (double)k * r->dv;

	return dxf_v(u * r->cu - v * r->cv, u * r->cv + v * r->cu, 0);
}

/* The dashes of line k that lie between from and to. */
static void dashes(struct dxf_pen *pen, const struct rule *r, long k, double from, double to)
{
	double start = r->u0 + (double)k * r->du, at = start + floor((from - start) / r->length) * r->length;

	while (at < to && dxf_spend(pen->d, 0)) {
		for (size_t i = 0; i < r->n; i++) {
			double next = at + fabs(r->dash[i]);

			if (r->dash[i] >= 0 && next >= from && at <= to) {
				dxf_move(pen, on_line(r, k, fmax(at, from)));
				dxf_line(pen, on_line(r, k, fmin(next, to)));
			}
			at = next;
		}
	}
}

static void rule_area(struct hatch *h, struct dxf_pen *pen, struct rule *r)
{
	struct crossings c = {0};
	double lo, hi, total = 0;

	range_across(h, r, &lo, &hi);
	double lines = (hi - lo) / fabs(r->dv);

	if (!isfinite(lines) || !dxf_spend(h->d, (long)(h->edge.n / 4))) {
		return;
	}
	r->step = lines > RULES ? (long)fmin(ceil(lines / RULES), 1e9) : 1;
	cross_all(h, r, &c);
	dxf_spend(h->d, (long)(c.v.n / 2));
	if (c.v.n) {
		qsort(c.v.v, c.v.n, sizeof(c.v.v[0]), by_line);
	}
	for (size_t i = 0; i + 1 < c.v.n; i += 2) {
		total += c.v.v[i].k == c.v.v[i + 1].k ? c.v.v[i + 1].u - c.v.v[i].u : 0;
	}
	bool solid = r->n == 0 || !(r->length > 0) || total / r->length * (double)r->n > DASHES;

	for (size_t i = 0; i + 1 < c.v.n && dxf_spend(pen->d, 0);) {
		if (c.v.v[i].k != c.v.v[i + 1].k) {
			i++;
			continue;
		}
		if (solid) {
			dxf_move(pen, on_line(r, c.v.v[i].k, c.v.v[i].u));
			dxf_line(pen, on_line(r, c.v.v[i].k, c.v.v[i + 1].u));
		} else {
			dashes(pen, r, c.v.v[i].k, c.v.v[i].u, c.v.v[i + 1].u);
		}
		i += 2;
	}
	vec_finish(&c.v);
}

static bool next_rule(struct hatch *h, struct rule *r)
{
	const struct dxf_pair *angle = take(h, 53);

	if (!angle) {
		return false;
	}
	double x = num(h, 43, 0), y = num(h, 44, 0), dx = num(h, 45, 0), dy = num(h, 46, 0);

	*r = (struct rule){.cu = cos(dxf_rad(angle->d)), .cv = sin(dxf_rad(angle->d))};
	r->u0 = x * r->cu + y * r->cv;
	r->v0 = y * r->cu - x * r->cv;
	r->du = dx * r->cu + dy * r->cv;
	r->dv = dy * r->cu - dx * r->cv;
	take(h, 79);
	for (const struct dxf_pair *p; (p = take(h, 49));) {
		if (r->n < SCENE_DASHES && isfinite(p->d)) {
			r->dash[r->n++] = p->d;
			r->length += fabs(p->d);
		}
	}
	return true;
}

static void ruled(struct hatch *h, const struct dxf_at *at)
{
	struct dxf_pen pen;
	struct rule r;

	while (h->p < h->end && h->p->code != 78) {
		h->p++;
	}
	take(h, 78);
	if (!dxf_begin(&pen, h->d, h->e, at, false)) {
		return;
	}
	for (int i = 0; i < 64 && next_rule(h, &r); i++) {
		if (isfinite(r.u0) && isfinite(r.v0) && isfinite(r.du) && fabs(r.dv) > 1e-12) {
			rule_area(h, &pen, &r);
		}
	}
	dxf_end(&pen);
}

bool dxf_draw_hatch(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_at own = dxf_ocs(e, at);
	struct dxf_m up = dxf_unit;
	struct hatch h = {.d = d, .e = e, .p = e->p + 1, .end = e->p + e->n, .flat = {.m = dxf_unit}};

	up.o.z = dxf_num(e, 30, 0);
	own.m = dxf_after(&own.m, &up);
	h.pen = (struct dxf_pen){.d = d, .at = &h.flat, .lost = true, .sink = &h.edge};
	boundary(&h);
	bool drawn = h.edge.n > 2;

	if (drawn && (dxf_int(e, 70, 0) & 1)) {
		fill(&h, &own);
	} else if (drawn) {
		ruled(&h, &own);
	}
	vec_finish(&h.edge);
	return drawn;
}
