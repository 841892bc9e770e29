#include "dxf_geom.h"

#include <math.h>

const struct dxf_m dxf_unit = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 0}};

struct dxf_v dxf_v(double x, double y, double z)
{
	return (struct dxf_v){x, y, z};
}

struct dxf_v dxf_add(struct dxf_v a, struct dxf_v b)
{
	return dxf_v(a.x + b.x, a.y + b.y, a.z + b.z);
}

struct dxf_v dxf_sub_v(struct dxf_v a, struct dxf_v b)
{
	return dxf_v(a.x - b.x, a.y - b.y, a.z - b.z);
}

struct dxf_v dxf_mul(struct dxf_v a, double by)
{
	return dxf_v(a.x * by, a.y * by, a.z * by);
}

struct dxf_v dxf_cross(struct dxf_v a, struct dxf_v b)
{
	return dxf_v(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

double dxf_dot(struct dxf_v a, struct dxf_v b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

double dxf_len(struct dxf_v a)
{
	return sqrt(dxf_dot(a, a));
}

struct dxf_v dxf_norm(struct dxf_v a, struct dxf_v otherwise)
{
	double n = dxf_len(a);

	return isfinite(n) && n > 1e-12 ? dxf_mul(a, 1 / n) : otherwise;
}

bool dxf_finite(struct dxf_v a)
{
	return isfinite(a.x) && isfinite(a.y) && isfinite(a.z);
}

double dxf_rad(double degrees)
{
	return degrees * (M_PI / 180);
}

struct dxf_v dxf_dir(const struct dxf_m *m, struct dxf_v v)
{
	return dxf_v(m->x.x * v.x + m->y.x * v.y + m->z.x * v.z, m->x.y * v.x + m->y.y * v.y + m->z.y * v.z,
		m->x.z * v.x + m->y.z * v.y + m->z.z * v.z);
}

struct dxf_v dxf_to(const struct dxf_m *m, struct dxf_v p)
{
	return dxf_add(m->o, dxf_dir(m, p));
}

struct dxf_m dxf_after(const struct dxf_m *outer, const struct dxf_m *inner)
{
	return (struct dxf_m){
		dxf_dir(outer, inner->x), dxf_dir(outer, inner->y), dxf_dir(outer, inner->z), dxf_to(outer, inner->o),
	};
}

double dxf_scale(const struct dxf_m *m)
{
	double area = fabs(m->x.x * m->y.y - m->x.y * m->y.x);

	return area > 0 ? sqrt(area) : fmax(hypot(m->x.x, m->x.y), hypot(m->y.x, m->y.y));
}

struct dxf_m dxf_plane(struct dxf_v n)
{
	struct dxf_m m = dxf_unit;

	m.z = dxf_norm(n, m.z);
	if (m.z.x == 0 && m.z.y == 0 && m.z.z > 0) {
		return dxf_unit;
	}
	bool near_z = fabs(m.z.x) < 1.0 / 64 && fabs(m.z.y) < 1.0 / 64;

	m.x = dxf_norm(dxf_cross(near_z ? dxf_v(0, 1, 0) : dxf_v(0, 0, 1), m.z), m.x);
	m.y = dxf_cross(m.z, m.x);
	return m;
}

struct dxf_m dxf_turn(double angle)
{
	double c = cos(angle), s = sin(angle);

	return (struct dxf_m){{c, s, 0}, {-s, c, 0}, {0, 0, 1}, {0, 0, 0}};
}

bool dxf_bulge(struct dxf_v a, struct dxf_v b, double bulge, struct dxf_arc *arc)
{
	double dx = b.x - a.x, dy = b.y - a.y, chord = hypot(dx, dy);

	if (!isfinite(bulge) || fabs(bulge) < 1e-9 || fabs(bulge) > 1e6 || chord == 0 || !isfinite(chord)) {
		return false;
	}
	/* the centre lies on the chord's perpendicular, h to its left */
	double h = (1 / bulge - bulge) / 4, r = chord * (bulge * bulge + 1) / (4 * fabs(bulge));

	arc->c = dxf_v((a.x + b.x) / 2 - dy * h, (a.y + b.y) / 2 + dx * h, a.z);
	arc->u = dxf_v(r, 0, 0);
	arc->v = dxf_v(0, r, 0);
	arc->from = atan2(a.y - arc->c.y, a.x - arc->c.x);
	arc->to = arc->from + 4 * atan(bulge);
	return true;
}

struct dxf_v dxf_arc_at(const struct dxf_arc *a, double t)
{
	return dxf_add(a->c, dxf_add(dxf_mul(a->u, cos(t)), dxf_mul(a->v, sin(t))));
}

bool dxf_clip_add(struct dxf_clip *c, struct dxf_p a, struct dxf_p b)
{
	double dx = b.x - a.x, dy = b.y - a.y, n = hypot(dx, dy);

	if (c->n >= DXF_EDGES || !isfinite(n) || n == 0) {
		return false;
	}
	c->edge[c->n].nx = dy / n;
	c->edge[c->n].ny = -dx / n;
	c->edge[c->n].d = (dy * a.x - dx * a.y) / n;
	c->n++;
	return true;
}

static double turn_at(const struct dxf_p *p, size_t n, size_t i)
{
	struct dxf_p a = p[i], b = p[(i + 1) % n], c = p[(i + 2) % n];

	return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}

bool dxf_clip_polygon(struct dxf_clip *c, const struct dxf_p *p, size_t n)
{
	struct dxf_p box[4];
	size_t left = 0, right = 0, before = c->n;

	for (size_t i = 0; i < n; i++) {
		double turn = turn_at(p, n, i);

		left += turn > 0;
		right += turn < 0;
	}
	if (n < 3 || left + right == 0) {
		return false;
	}
	if ((left && right) || n > DXF_EDGES / 2) {
		box[0] = box[2] = p[0];
		for (size_t i = 1; i < n; i++) {
			box[0] = (struct dxf_p){fmin(box[0].x, p[i].x), fmin(box[0].y, p[i].y)};
			box[2] = (struct dxf_p){fmax(box[2].x, p[i].x), fmax(box[2].y, p[i].y)};
		}
		box[1] = (struct dxf_p){box[2].x, box[0].y};
		box[3] = (struct dxf_p){box[0].x, box[2].y};
		return dxf_clip_polygon(c, box, 4);
	}
	for (size_t i = 0; i < n; i++) {
		dxf_clip_add(c, p[left ? i : (i + 1) % n], p[left ? (i + 1) % n : i]);
	}
	return c->n - before >= 3;
}

bool dxf_clip_has(const struct dxf_clip *c, double x, double y)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->edge[i].nx * x + c->edge[i].ny * y > c->edge[i].d) {
			return false;
		}
	}
	return true;
}

bool dxf_clip_line(const struct dxf_clip *c, struct dxf_p *a, struct dxf_p *b)
{
	double lo = 0, hi = 1, dx = b->x - a->x, dy = b->y - a->y;

	for (size_t i = 0; i < c->n; i++) {
		double along = c->edge[i].nx * dx + c->edge[i].ny * dy;
		double room = c->edge[i].d - c->edge[i].nx * a->x - c->edge[i].ny * a->y;

		if (along == 0) {
			if (room < 0) {
				return false;
			}
		} else if (along > 0) {
			hi = fmin(hi, room / along);
		} else {
			lo = fmax(lo, room / along);
		}
	}
	if (lo > hi) {
		return false;
	}
	struct dxf_p from = *a;

	*a = (struct dxf_p){from.x + lo * dx, from.y + lo * dy};
	*b = (struct dxf_p){from.x + hi * dx, from.y + hi * dy};
	return true;
}
