/* LINE, POINT, CIRCLE, ARC, ELLIPSE, SOLID, TRACE, 3DFACE. */
#include <math.h>

#include "dxf.h"

bool dxf_draw_line(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_pen pen;

	if (dxf_begin(&pen, d, e, at, false)) {
		dxf_move(&pen, dxf_point(e, 10));
		dxf_line(&pen, dxf_point(e, 11));
		dxf_end(&pen);
	}
	return true;
}

struct dxf_at dxf_ocs(const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_at own = *at;
	struct dxf_v n = {0, 0, 1};

	if (dxf_has_point(e, 210, &n)) {
		struct dxf_m plane = dxf_plane(n);

		own.m = dxf_after(&at->m, &plane);
	}
	return own;
}

static bool arc(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, double from, double to, bool whole)
{
	struct dxf_at own = dxf_ocs(e, at);
	double r = dxf_num(e, 40, 0);
	struct dxf_pen pen;

	if (!isfinite(r) || r == 0) {
		return true;
	}
	if (dxf_begin(&pen, d, e, &own, false)) {
		r = fabs(r);
		dxf_arc(&pen, &(struct dxf_arc){dxf_point(e, 10), {r, 0, 0}, {0, r, 0}, from, to});
		if (whole) {
			dxf_close(&pen);
		}
		dxf_end(&pen);
	}
	return true;
}

bool dxf_draw_circle(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	return arc(d, e, at, 0, 2 * M_PI, true);
}

/* The end is after the start, within one turn. */
static double end_after(double from, double to)
{
	to = from + fmod(to - from, 2 * M_PI);
	return to <= from + 1e-12 ? to + 2 * M_PI : to;
}

bool dxf_draw_arc(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	double from = fmod(dxf_rad(dxf_num(e, 50, 0)), 2 * M_PI);

	return arc(d, e, at, from, end_after(from, dxf_rad(dxf_num(e, 51, 360))), false);
}

bool dxf_draw_ellipse(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_v n = {0, 0, 1}, major = dxf_point(e, 11);
	double ratio = dxf_num(e, 40, 1), from = fmod(dxf_num(e, 41, 0), 2 * M_PI);
	double to = end_after(from, dxf_num(e, 42, 2 * M_PI));
	struct dxf_pen pen;

	dxf_has_point(e, 210, &n);
	if (dxf_begin(&pen, d, e, at, false)) {
		struct dxf_v minor = dxf_mul(dxf_cross(dxf_norm(n, dxf_v(0, 0, 1)), major), ratio);

		dxf_arc(&pen, &(struct dxf_arc){dxf_point(e, 10), major, minor, from, to});
		if (to - from > 2 * M_PI - 1e-9) {
			dxf_close(&pen);
		}
		dxf_end(&pen);
	}
	return true;
}

static void stroke(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct dxf_v a, struct dxf_v b)
{
	struct dxf_pen pen;

	if (dxf_begin(&pen, d, e, at, false)) {
		dxf_move(&pen, a);
		dxf_line(&pen, b);
		dxf_end(&pen);
	}
}

/* A size of 0 or less is a part of the screen, which nobody has here: then a dot. */
bool dxf_draw_point(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_v p = dxf_point(e, 10);
	double r = d->head.point_size / 2;
	int mode = d->head.point_mode;

	if (!(r > 0) || mode == 0) {
		stroke(d, e, at, p, p);
		return true;
	}
	if ((mode & 7) == 2 || (mode & 7) == 4) {
		stroke(d, e, at, dxf_add(p, dxf_v(0, (mode & 7) == 4 ? 0 : -r, 0)), dxf_add(p, dxf_v(0, r, 0)));
	}
	if ((mode & 7) == 2) {
		stroke(d, e, at, dxf_add(p, dxf_v(-r, 0, 0)), dxf_add(p, dxf_v(r, 0, 0)));
	}
	if ((mode & 7) == 3) {
		stroke(d, e, at, dxf_add(p, dxf_v(-r, -r, 0)), dxf_add(p, dxf_v(r, r, 0)));
		stroke(d, e, at, dxf_add(p, dxf_v(-r, r, 0)), dxf_add(p, dxf_v(r, -r, 0)));
	}
	struct dxf_pen pen;

	if ((mode & 32) && dxf_begin(&pen, d, e, at, false)) {
		dxf_arc(&pen, &(struct dxf_arc){p, {r, 0, 0}, {0, r, 0}, 0, 2 * M_PI});
		dxf_close(&pen);
		dxf_end(&pen);
	}
	return true;
}

static size_t corners(const struct dxf_ent *e, struct dxf_v c[4])
{
	size_t n = 0;

	while (n < 4 && dxf_has_point(e, 10 + (int)n, &c[n])) {
		n++;
	}
	return n;
}

static bool same(struct dxf_v a, struct dxf_v b)
{
	return a.x == b.x && a.y == b.y && a.z == b.z;
}

/* Its third and fourth corners are crosswise. */
bool dxf_draw_solid(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_at own = dxf_ocs(e, at);
	struct dxf_v c[4];
	size_t n = corners(e, c);
	struct dxf_pen pen;

	if (n < 3) {
		return false;
	}
	if (dxf_begin(&pen, d, e, &own, true)) {
		dxf_move(&pen, c[0]);
		dxf_line(&pen, c[1]);
		if (n == 4 && !same(c[2], c[3])) {
			dxf_line(&pen, c[3]);
		}
		dxf_line(&pen, c[2]);
		dxf_close(&pen);
		dxf_end(&pen);
	}
	return true;
}

bool dxf_draw_face(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_v c[4];
	size_t n = corners(e, c);
	int64_t unseen = dxf_int(e, 70, 0);
	struct dxf_pen pen;

	if (n < 3) {
		return false;
	}
	if (n == 4 && same(c[2], c[3])) {
		n = 3;
	}
	if (dxf_begin(&pen, d, e, at, false)) {
		dxf_move(&pen, c[0]);
		for (size_t i = 0; i < n; i++) {
			(unseen >> i & 1 ? dxf_move : dxf_line)(&pen, c[(i + 1) % n]);
		}
		dxf_end(&pen);
	}
	return true;
}
