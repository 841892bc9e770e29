/* SPLINE and HELIX: rational B-splines, and curves through points. */
#include <math.h>
#include <string.h>

#include "dxf.h"

enum { DEGREE = 16, POINTS = 20000, DEEP = 7 };

struct hv { double x, y, z, w; };

static struct hv mix(struct hv a, struct hv b, double t)
{
	return (struct hv){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.z + t * (b.z - a.z), a.w + t * (b.w - a.w)};
}

struct spline {
	int degree;
	size_t n, nknots, nweights;
	struct hv *p; /* weighted */
	double *knots;
	double near;  /* as straight as this is straight */
};

/* De Boor in the span knots[k] <= t <= knots[k + 1]. */
static struct dxf_v at_span(const struct spline *s, size_t k, double t)
{
	struct hv v[DEGREE + 1];
	size_t degree = (size_t)s->degree;

	for (size_t i = 0; i <= degree; i++) {
		v[i] = s->p[k - degree + i];
	}
	for (size_t r = 1; r <= degree; r++) {
		for (size_t i = degree; i >= r; i--) {
			double lo = s->knots[k - degree + i], hi = s->knots[k + 1 + i - r];

			v[i] = mix(v[i - 1], v[i], hi > lo ? (t - lo) / (hi - lo) : 0);
		}
	}
	double w = fabs(v[degree].w) > 1e-12 ? v[degree].w : 1;

	return dxf_v(v[degree].x / w, v[degree].y / w, v[degree].z / w);
}

static double off_line(struct dxf_v a, struct dxf_v b, struct dxf_v p)
{
	struct dxf_v d = dxf_sub_v(b, a), q = dxf_sub_v(p, a);
	double n = dxf_dot(d, d), t = n > 0 ? fmin(fmax(dxf_dot(q, d) / n, 0), 1) : 0;

	return dxf_len(dxf_sub_v(q, dxf_mul(d, t)));
}

static void bend(struct dxf_pen *pen, const struct spline *s, size_t k, double from, struct dxf_v a, double to, struct dxf_v b,
	int depth)
{
	double mid = (from + to) / 2;

	if (!dxf_spend(pen->d, s->degree * s->degree / 16)) {
		return;
	}
	struct dxf_v m = at_span(s, k, mid), q = at_span(s, k, from + (to - from) * 0.3);

	if (depth < DEEP && (depth < 2 || off_line(a, b, m) > s->near || off_line(a, b, q) > s->near)) {
		bend(pen, s, k, from, a, mid, m, depth + 1);
		bend(pen, s, k, mid, m, to, b, depth + 1);
	} else {
		dxf_line(pen, b);
	}
}

static void all_spans(struct dxf_pen *pen, const struct spline *s)
{
	bool begun = false;

	for (size_t k = (size_t)s->degree; k < s->n && dxf_spend(pen->d, 0); k++) {
		double from = s->knots[k], to = s->knots[k + 1];

		if (!(to > from)) {
			continue;
		}
		struct dxf_v a = at_span(s, k, from), b = at_span(s, k, to);

		if (!begun) {
			dxf_move(pen, a);
			begun = true;
		}
		if (s->degree == 1) {
			dxf_line(pen, b);
		} else {
			bend(pen, s, k, from, a, to, b, 0);
		}
	}
}

/* Knots that are too few or fall are of no use: then evenly, as a curve that begins and ends in its end points. */
static void mend_knots(struct spline *s)
{
	size_t need = s->n + (size_t)s->degree + 1;
	bool good = s->nknots >= need;

	for (size_t i = 0; good && i < need; i++) {
		good = isfinite(s->knots[i]) && (i == 0 || s->knots[i] >= s->knots[i - 1]);
	}
	if (good && s->knots[s->n] > s->knots[s->degree]) {
		return;
	}
	for (size_t i = 0; i < need; i++) {
		double last = (double)(s->n - (size_t)s->degree);

		s->knots[i] = fmin(fmax((double)i - s->degree, 0), last);
	}
}

static void weigh(struct spline *s, const double *weights)
{
	bool good = s->nweights >= s->n;

	for (size_t i = 0; good && i < s->n; i++) {
		good = isfinite(weights[i]) && weights[i] > 1e-9 && weights[i] < 1e9;
	}
	for (size_t i = 0; good && i < s->n; i++) {
		s->p[i] = (struct hv){s->p[i].x * weights[i], s->p[i].y * weights[i], s->p[i].z * weights[i], weights[i]};
	}
}

void dxf_spline(struct dxf_pen *pen, int degree, const struct dxf_v *points, size_t n, const double *knots, size_t nknots,
	const double *weights, size_t nweights)
{
	struct spline s = {.degree = degree, .n = n, .nknots = nknots, .nweights = nweights};
	struct dxf_v lo = n ? points[0] : dxf_v(0, 0, 0), hi = lo;

	if (n < 2 || n > POINTS) {
		return;
	}
	s.degree = degree < 1 ? 1 : degree > DEGREE ? DEGREE : degree;
	s.degree = (size_t)s.degree >= n ? (int)n - 1 : s.degree;
	size_t need = n + (size_t)s.degree + 1;

	s.p = xcalloc(n, sizeof(*s.p));
	s.knots = xcalloc(need, sizeof(*s.knots));
	for (size_t i = 0; i < n; i++) {
		s.p[i] = (struct hv){points[i].x, points[i].y, points[i].z, 1};
		lo = dxf_v(fmin(lo.x, points[i].x), fmin(lo.y, points[i].y), fmin(lo.z, points[i].z));
		hi = dxf_v(fmax(hi.x, points[i].x), fmax(hi.y, points[i].y), fmax(hi.z, points[i].z));
	}
	if (nknots) {
		memcpy(s.knots, knots, (nknots < need ? nknots : need) * sizeof(*knots));
	}
	s.near = dxf_len(dxf_sub_v(hi, lo)) / 4000;
	mend_knots(&s);
	weigh(&s, weights);
	all_spans(pen, &s);
	free(s.p);
	free(s.knots);
}

/* Through all points: cubic pieces, each tangent along the neighbours (Catmull, Rom; by chord). */
void dxf_through(struct dxf_pen *pen, const struct dxf_v *p, size_t n, bool closed)
{
	if (n == 0) {
		return;
	}
	dxf_move(pen, p[0]);
	for (size_t i = 0; i + !closed < n && dxf_spend(pen->d, 0); i++) {
		struct dxf_v a = p[i], b = p[(i + 1) % n];
		struct dxf_v before = i ? p[i - 1] : closed ? p[n - 1] : a, after = i + 2 < n ? p[i + 2] : closed ? p[(i + 2) % n] : b;
		double chord = dxf_len(dxf_sub_v(b, a)), l0 = dxf_len(dxf_sub_v(b, before)), l1 = dxf_len(dxf_sub_v(after, a));
		struct dxf_v ta = l0 > 0 ? dxf_mul(dxf_sub_v(b, before), chord / l0) : dxf_v(0, 0, 0);
		struct dxf_v tb = l1 > 0 ? dxf_mul(dxf_sub_v(after, a), chord / l1) : dxf_v(0, 0, 0);

		for (int k = 1; k <= 12 && n > 2; k++) {
			double t = k / 12.0, t2 = t * t, t3 = t2 * t;
			struct dxf_v q = dxf_add(dxf_mul(a, 2 * t3 - 3 * t2 + 1), dxf_mul(ta, t3 - 2 * t2 + t));

			dxf_line(pen, dxf_add(q, dxf_add(dxf_mul(b, 3 * t2 - 2 * t3), dxf_mul(tb, t3 - t2))));
		}
		if (n == 2) {
			dxf_line(pen, b);
		}
	}
}

struct parts { VEC(struct dxf_v) control, fit; VEC(double) knots, weights; };

static void gather(struct parts *s, const struct dxf_ent *e)
{
	struct dxf_v *last = NULL;

	for (size_t i = 1; i < e->n && s->control.n < POINTS && s->fit.n < POINTS; i++) {
		const struct dxf_pair *p = &e->p[i];

		switch (p->code) {
		case 10:
			last = vec_add(&s->control);
			*last = dxf_v(p->d, 0, 0);
			break;
		case 11:
			last = vec_add(&s->fit);
			*last = dxf_v(p->d, 0, 0);
			break;
		case 20:
		case 21:
			if (last) {
				last->y = p->d;
			}
			break;
		case 30:
		case 31:
			if (last) {
				last->z = p->d;
			}
			break;
		case 40: *vec_add(&s->knots) = p->d; break;
		case 41: *vec_add(&s->weights) = p->d; break;
		default: break;
		}
	}
}

bool dxf_draw_spline(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct parts s = {0};
	int64_t degree = dxf_int(e, 71, 3);
	struct dxf_pen pen;

	gather(&s, e);
	bool drawn = s.control.n > 1 || s.fit.n > 1;

	if (drawn && dxf_begin(&pen, d, e, at, false)) {
		if (s.control.n > 1) {
			dxf_spline(&pen, degree < 1 || degree > DEGREE ? 3 : (int)degree, s.control.v, s.control.n, s.knots.v, s.knots.n,
				s.weights.v, s.weights.n);
		} else {
			dxf_through(&pen, s.fit.v, s.fit.n, dxf_int(e, 70, 0) & 1);
		}
		dxf_end(&pen);
	}
	vec_finish(&s.control);
	vec_finish(&s.fit);
	vec_finish(&s.knots);
	vec_finish(&s.weights);
	return drawn;
}
