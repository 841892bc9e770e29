/* LWPOLYLINE and POLYLINE with all that the latter may be. */
#include <math.h>

#include "dxf.h"

struct vertex { struct dxf_v p; double bulge, from, to; /* widths */ };

static void edge(struct dxf_pen *pen, const struct vertex *a, const struct vertex *b)
{
	struct dxf_arc arc;

	if (dxf_bulge(a->p, b->p, a->bulge, &arc)) {
		dxf_arc(pen, &arc);
	} else {
		dxf_line(pen, b->p);
	}
}

/* One piece of a wide line as an area. */
static void broad(struct dxf_pen *pen, const struct vertex *a, const struct vertex *b)
{
	struct dxf_v along = dxf_sub_v(b->p, a->p), side = dxf_norm(dxf_v(-along.y, along.x, 0), dxf_v(0, 0, 0));
	struct dxf_arc arc;

	if (!dxf_bulge(a->p, b->p, a->bulge, &arc)) {
		dxf_move(pen, dxf_add(a->p, dxf_mul(side, a->from / 2)));
		dxf_line(pen, dxf_add(b->p, dxf_mul(side, a->to / 2)));
		dxf_line(pen, dxf_add(b->p, dxf_mul(side, -a->to / 2)));
		dxf_line(pen, dxf_add(a->p, dxf_mul(side, -a->from / 2)));
		dxf_close(pen);
		return;
	}
	double r = arc.u.x, half = (a->from + a->to) / 4;

	arc.u.x = arc.v.y = r + half;
	dxf_arc(pen, &arc);
	arc.u.x = arc.v.y = fmax(r - half, 0);
	dxf_arc(pen, &(struct dxf_arc){arc.c, arc.u, arc.v, arc.to, arc.from});
	dxf_close(pen);
}

static bool is_wide(const struct vertex *v)
{
	return isfinite(v->from) && isfinite(v->to) && (v->from > 0 || v->to > 0);
}

/* The line itself always, since a width may be less than a dot; what is wide on top. */
static void outline(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct vertex *v, size_t n,
	bool closed)
{
	struct dxf_pen pen;
	bool wide = false;

	if (n == 0) {
		return;
	}
	if (dxf_begin(&pen, d, e, at, false)) {
		dxf_move(&pen, v[0].p);
		for (size_t i = 0; i + 1 < n; i++) {
			edge(&pen, &v[i], &v[i + 1]);
			wide |= is_wide(&v[i]);
		}
		if (closed && v[n - 1].bulge != 0) {
			edge(&pen, &v[n - 1], &v[0]);
		}
		if (closed) {
			dxf_close(&pen);
			wide |= is_wide(&v[n - 1]);
		}
		dxf_end(&pen);
	}
	for (size_t i = 0; wide && i + !closed < n; i++) {
		if (is_wide(&v[i]) && dxf_begin(&pen, d, e, at, true)) {
			broad(&pen, &v[i], &v[(i + 1) % n]);
			dxf_end(&pen);
		}
	}
}

bool dxf_draw_lwpolyline(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_at own = dxf_ocs(e, at);
	double z = dxf_num(e, 38, 0), width = dxf_num(e, 43, 0);
	VEC(struct vertex) v = {0};

	for (size_t i = 1; i < e->n; i++) {
		const struct dxf_pair *p = &e->p[i];
		struct vertex *last = v.n ? &v.v[v.n - 1] : NULL;

		if (p->code == 10) {
			*vec_add(&v) = (struct vertex){.p = {p->d, 0, z}, .from = width, .to = width};
		} else if (last && p->code == 20) {
			last->p.y = p->d;
		} else if (last && p->code == 40) {
			last->from = p->d;
		} else if (last && p->code == 41) {
			last->to = p->d;
		} else if (last && p->code == 42) {
			last->bulge = p->d;
		}
	}
	outline(d, e, &own, v.v, v.n, dxf_int(e, 70, 0) & 1);
	vec_finish(&v);
	return true;
}

enum { CLOSED_M = 1, CURVE_FIT = 2, SPLINE_FIT = 4, IN_SPACE = 8, MESH = 16, CLOSED_N = 32, FACES = 64 };
enum { FRAME = 16, MESH_VERTEX = 64, FACE_VERTEX = 128 };

static void mesh_lines(struct dxf_pen *pen, const struct vertex *v, int64_t m, int64_t n, int64_t flags)
{
	for (int64_t i = 0; i < m; i++) {
		for (int64_t j = 0; j < n + !!(flags & CLOSED_N); j++) {
			(j ? dxf_line : dxf_move)(pen, v[i * n + j % n].p);
		}
	}
	for (int64_t j = 0; j < n; j++) {
		for (int64_t i = 0; i < m + !!(flags & CLOSED_M); i++) {
			(i ? dxf_line : dxf_move)(pen, v[i % m * n + j].p);
		}
	}
}

/* Records of up to four vertex numbers; a negative one's edge is not seen. */
static void faces(struct dxf_pen *pen, const struct dxf_ent *e, const struct vertex *v, size_t n)
{
	struct dxf_ent sub = {0};

	while (dxf_sub(e, &sub)) {
		int64_t k[4], flags = dxf_int(&sub, 70, 0);
		size_t sides = 0;

		if (!(flags & FACE_VERTEX) || (flags & MESH_VERTEX)) {
			continue;
		}
		for (int i = 0; i < 4; i++) {
			k[sides] = dxf_int(&sub, 71 + i, 0);
			sides += k[sides] != 0 && k[sides] >= -(int64_t)n && k[sides] <= (int64_t)n;
		}
		for (size_t i = 0; i < sides; i++) {
			if (k[i] > 0) {
				int64_t to = k[(i + 1) % sides];

				dxf_move(pen, v[k[i] - 1].p);
				dxf_line(pen, v[(to < 0 ? -to : to) - 1].p);
			}
		}
	}
}

static bool mesh(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct vertex *v, size_t n,
	int64_t flags)
{
	int64_t rows = dxf_int(e, flags & SPLINE_FIT ? 73 : 71, 0), columns = dxf_int(e, flags & SPLINE_FIT ? 74 : 72, 0);
	struct dxf_pen pen;

	if (!(flags & FACES) && (rows < 1 || columns < 1 || rows > 65536 || columns > 65536 ||
		(size_t)(rows * columns) > n)) {
		return false;
	}
	if (dxf_begin(&pen, d, e, at, false)) {
		if (flags & FACES) {
			faces(&pen, e, v, n);
		} else {
			mesh_lines(&pen, v, rows, columns, flags);
		}
		dxf_end(&pen);
	}
	return true;
}

/* The control frame of a fitted line is not part of it. */
static bool is_point(int64_t flags, int64_t of)
{
	if (flags & FACES) {
		return (of & FACE_VERTEX) && (of & MESH_VERTEX);
	}
	return !(flags & SPLINE_FIT) || !(of & FRAME);
}

bool dxf_draw_polyline(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	int64_t flags = dxf_int(e, 70, 0);
	double z = dxf_num(e, 30, 0), from = dxf_num(e, 40, 0), to = dxf_num(e, 41, 0);
	bool space = flags & (IN_SPACE | MESH | FACES), drawn = true;
	struct dxf_at own = space ? *at : dxf_ocs(e, at);
	struct dxf_ent sub = {0};
	VEC(struct vertex) v = {0};

	while (dxf_sub(e, &sub)) {
		if (dxf_is(sub.p, "VERTEX") && is_point(flags, dxf_int(&sub, 70, 0))) {
			struct vertex *add = vec_add(&v);

			*add = (struct vertex){.p = dxf_point(&sub, 10)};
			if (!space) {
				add->p.z = z;
				add->bulge = dxf_num(&sub, 42, 0);
				add->from = dxf_num(&sub, 40, from);
				add->to = dxf_num(&sub, 41, to);
			}
		}
	}
	if (flags & (MESH | FACES)) {
		drawn = mesh(d, e, &own, v.v, v.n, flags);
	} else {
		outline(d, e, &own, v.v, v.n, flags & 1);
	}
	vec_finish(&v);
	return drawn;
}
