#ifndef RENDER_DXF_GEOM_H
#define RENDER_DXF_GEOM_H

#include <stdbool.h>
#include <stddef.h>

/* Points, planes and clipping, as DXF means them. */
struct dxf_v { double x, y, z; };
struct dxf_p { double x, y; };
struct dxf_m { struct dxf_v x, y, z, o; }; /* p -> o + p.x x + p.y y + p.z z */

/* p(t) = c + u cos t + v sin t, radians, from `from` to `to`. */
struct dxf_arc { struct dxf_v c, u, v; double from, to; };

/* A convex area: the points with nx x + ny y <= d for each edge. */
enum { DXF_EDGES = 64 };
struct dxf_clip { size_t n; struct { double nx, ny, d; } edge[DXF_EDGES]; };

extern const struct dxf_m dxf_unit;

struct dxf_v dxf_v(double x, double y, double z);
struct dxf_v dxf_add(struct dxf_v a, struct dxf_v b);
struct dxf_v dxf_sub_v(struct dxf_v a, struct dxf_v b);
struct dxf_v dxf_mul(struct dxf_v a, double by);
struct dxf_v dxf_cross(struct dxf_v a, struct dxf_v b);
double dxf_dot(struct dxf_v a, struct dxf_v b);
double dxf_len(struct dxf_v a);
struct dxf_v dxf_norm(struct dxf_v a, struct dxf_v otherwise);
bool dxf_finite(struct dxf_v a);
double dxf_rad(double degrees);

struct dxf_v dxf_to(const struct dxf_m *m, struct dxf_v p);  /* a point */
struct dxf_v dxf_dir(const struct dxf_m *m, struct dxf_v v); /* a direction */
/* First inner, then outer. */
struct dxf_m dxf_after(const struct dxf_m *outer, const struct dxf_m *inner);
double dxf_scale(const struct dxf_m *m); /* how much longer lines in the xy plane get, about */

/* The arbitrary axis algorithm of the DXF reference: the axes of the plane whose normal is n. */
struct dxf_m dxf_plane(struct dxf_v n);
/* A turn about z, radians. */
struct dxf_m dxf_turn(double angle);

/* From a to b with a bulge (the tangent of a quarter of the angle), in the xy plane at a's z; false: a straight line. */
bool dxf_bulge(struct dxf_v a, struct dxf_v b, double bulge, struct dxf_arc *arc);
struct dxf_v dxf_arc_at(const struct dxf_arc *a, double t);

/* ---- clipping ---- */
bool dxf_clip_add(struct dxf_clip *c, struct dxf_p a, struct dxf_p b); /* keeps what is left of a -> b */
/* Keeps what is in the polygon where that is convex, else what is in its upright rectangle; false: it is no area. */
bool dxf_clip_polygon(struct dxf_clip *c, const struct dxf_p *p, size_t n);
bool dxf_clip_has(const struct dxf_clip *c, double x, double y);
/* Shortens a..b to its inner part; false: there is none. */
bool dxf_clip_line(const struct dxf_clip *c, struct dxf_p *a, struct dxf_p *b);

#endif
