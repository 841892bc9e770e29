/*
 * Proxy graphics: objects of other programs (welding and surface symbols, balloons ...) carry a picture of themselves as
 * their writer drew them: little-endian records of size, kind and data.
 */
#include <math.h>
#include <string.h>

#include "dxf.h"
#include "dxf_mtext.h"
#include "text/utf8.h"

enum { CIRCLE = 2, CIRCLE_3P = 3, ARC = 4, ARC_3P = 5, POLYLINE = 6, POLYGON = 7, SHELL = 9, TEXT = 10, TEXT2 = 11, FILL = 20,
	PUSH = 29, PUSH2 = 30, POP = 31, POLYLINE_NORMAL = 32, UTF16_TEXT = 36, UTF16_TEXT2 = 38 };
enum { NESTED = 16 };

struct proxy {
	struct dxf *d;
	const struct dxf_ent *e;
	struct dxf_at at;
	struct dxf_m outer[NESTED];
	int depth;
	bool fill, drawn;
	const unsigned char *p, *end; /* of the record */
};

static uint32_t word(struct proxy *x)
{
	uint32_t v = 0;

	if (x->end - x->p < 4) {
		x->p = x->end;
		return 0;
	}
	for (int i = 3; i >= 0; i--) {
		v = v << 8 | x->p[i];
	}
	x->p += 4;
	return v;
}

static double real(struct proxy *x)
{
	uint64_t low = word(x), bits = low | (uint64_t)word(x) << 32;
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static struct dxf_v vertex(struct proxy *x)
{
	double a = real(x), b = real(x), c = real(x);

	return dxf_v(a, b, c);
}

static size_t vertices_left(const struct proxy *x)
{
	return (size_t)(x->end - x->p) / 24;
}

static void arc_of(struct proxy *x, struct dxf_v centre, struct dxf_v u, struct dxf_v normal, double from, double to, bool whole)
{
	struct dxf_v v = dxf_cross(dxf_norm(normal, dxf_v(0, 0, 1)), u);
	struct dxf_pen pen;

	if (dxf_begin(&pen, x->d, x->e, &x->at, false)) {
		dxf_arc(&pen, &(struct dxf_arc){centre, u, v, from, to});
		if (whole) {
			dxf_close(&pen);
		}
		dxf_end(&pen);
	}
}

static void circle(struct proxy *x)
{
	struct dxf_v centre = vertex(x);
	double r = real(x);
	struct dxf_v normal = vertex(x);
	struct dxf_m plane = dxf_plane(normal);

	arc_of(x, centre, dxf_mul(plane.x, r), normal, 0, 2 * M_PI, true);
}

static void arc(struct proxy *x)
{
	struct dxf_v centre = vertex(x);
	double r = real(x);
	struct dxf_v normal = vertex(x), start = dxf_norm(vertex(x), dxf_v(1, 0, 0));

	arc_of(x, centre, dxf_mul(start, r), normal, 0, real(x), false);
}

/* Through three points of a plane parallel to xy. */
static void three_points(struct proxy *x, bool whole)
{
	struct dxf_v a = vertex(x), b = vertex(x), c = vertex(x);
	double bx = b.x - a.x, by = b.y - a.y, cx = c.x - a.x, cy = c.y - a.y, det = 2 * (bx * cy - by * cx);

	if (!isfinite(det) || fabs(det) < 1e-12) {
		return;
	}
	double bb = bx * bx + by * by, cc = cx * cx + cy * cy;
	struct dxf_v centre = dxf_v(a.x + (cy * bb - by * cc) / det, a.y + (bx * cc - cx * bb) / det, a.z);
	struct dxf_v u = dxf_v(a.x - centre.x, a.y - centre.y, 0);
	double turn = atan2(u.x * (c.y - centre.y) - u.y * (c.x - centre.x), u.x * (c.x - centre.x) + u.y * (c.y - centre.y));

	/* the way that passes b: counter-clockwise where the three turn left */
	turn += det > 0 && turn < 0 ? 2 * M_PI : det < 0 && turn > 0 ? -2 * M_PI : 0;
	arc_of(x, centre, u, dxf_v(0, 0, 1), 0, whole ? 2 * M_PI : turn, whole);
}

static void polyline(struct proxy *x, bool closed)
{
	size_t n = word(x), most = vertices_left(x);
	struct dxf_pen pen;

	n = n < most ? n : most;
	if (n == 0 || !dxf_begin(&pen, x->d, x->e, &x->at, closed && x->fill)) {
		return;
	}
	for (size_t i = 0; i < n && dxf_spend(x->d, 0); i++) {
		(i ? dxf_line : dxf_move)(&pen, vertex(x));
	}
	if (closed) {
		dxf_close(&pen);
	}
	dxf_end(&pen);
}

/* Faces by the numbers of their corners; a negative count is a hole. */
static void shell(struct proxy *x)
{
	size_t n = word(x), most = vertices_left(x);
	const unsigned char *first = x->p;
	struct dxf_pen pen;

	if (n == 0 || n > most || !dxf_begin(&pen, x->d, x->e, &x->at, false)) {
		return;
	}
	x->p += n * 24;
	for (uint32_t left = word(x); left && x->p < x->end && dxf_spend(x->d, 1);) {
		int64_t corners = (int32_t)word(x);

		corners = corners < 0 ? -corners : corners;
		left -= left > corners ? (uint32_t)corners + 1 : left;
		for (int64_t i = 0; i < corners && x->p < x->end && dxf_spend(x->d, 0); i++) {
			size_t k = word(x);
			struct proxy at = {.p = first + (k < n ? k : 0) * 24, .end = x->end};

			(i ? dxf_line : dxf_move)(&pen, vertex(&at));
		}
		dxf_close(&pen);
	}
	dxf_end(&pen);
}

/* Up to its NUL; what follows begins at a multiple of four. */
static void string(struct proxy *x, const unsigned char *start, bool wide, struct str *out)
{
	size_t unit = wide ? 2 : 1;

	while ((size_t)(x->end - x->p) >= unit) {
		uint32_t c = wide ? (uint32_t)x->p[0] | (uint32_t)x->p[1] << 8 : *x->p;

		x->p += unit;
		if (c == 0) {
			break;
		}
		if (wide) {
			utf8_add(out, c >= 32 ? (int32_t)c : ' ');
		} else {
			str_addc(out, c >= 32 ? (char)c : ' ');
		}
	}
	while (x->p < x->end && (x->p - start) % 4) {
		x->p++;
	}
}

static void text(struct proxy *x, bool wide, bool late)
{
	const unsigned char *start = x->p;
	struct dxf_v at = vertex(x), normal = vertex(x), along = dxf_norm(vertex(x), dxf_v(1, 0, 0));
	struct str raw = STR_INIT, line = STR_INIT;
	double h = 0, width = 1;

	if (late) {
		string(x, start, wide, &raw);
		word(x);
		word(x);
		h = real(x);
		width = real(x);
	} else {
		h = real(x);
		width = real(x);
		real(x);
		string(x, start, wide, &raw);
	}
	struct dxf_v up = dxf_norm(dxf_cross(dxf_norm(normal, dxf_v(0, 0, 1)), along), dxf_v(0, 1, 0));

	dxf_plain(x->d, &line, str_c(&raw), raw.len);
	if (isfinite(h) && h > 0 && isfinite(width)) {
		double w = dxf_text_width(str_c(&line)) * h * (width > 0 ? width : 1);

		dxf_run(x->d, x->e, &x->at, &(struct dxf_run){at, dxf_mul(along, w), dxf_mul(up, h), str_c(&line)});
	}
	str_finish(&raw);
	str_finish(&line);
}

static void push(struct proxy *x)
{
	double v[16];

	for (int i = 0; i < 16; i++) {
		v[i] = real(x);
	}
	struct dxf_m m = {{v[0], v[4], v[8]}, {v[1], v[5], v[9]}, {v[2], v[6], v[10]}, {v[3], v[7], v[11]}};

	if (x->depth < NESTED) {
		x->outer[x->depth] = x->at.m;
		x->at.m = dxf_after(&x->at.m, &m);
	}
	x->depth++;
}

static void pop(struct proxy *x)
{
	if (x->depth > 0 && --x->depth < NESTED) {
		x->at.m = x->outer[x->depth];
	}
}

static void record(struct proxy *x, uint32_t kind)
{
	switch (kind) {
	case PUSH:
	case PUSH2: push(x); return;
	case POP: pop(x); return;
	case FILL: x->fill = word(x) != 0; return;
	case CIRCLE: circle(x); break;
	case CIRCLE_3P: three_points(x, true); break;
	case ARC: arc(x); break;
	case ARC_3P: three_points(x, false); break;
	case POLYLINE:
	case POLYLINE_NORMAL: polyline(x, false); break;
	case POLYGON: polyline(x, true); break;
	case SHELL: shell(x); break;
	case TEXT: text(x, false, false); break;
	case TEXT2: text(x, false, true); break;
	case UTF16_TEXT: text(x, true, false); break;
	case UTF16_TEXT2: text(x, true, true); break;
	default: return;
	}
	x->drawn = true;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The chunks after the first length; in ASCII they are digits. */
static void gather(struct str *out, const struct dxf_ent *e, bool binary)
{
	size_t i = 1;

	while (i < e->n && e->p[i].code != 92 && e->p[i].code != 160) {
		i++;
	}
	for (i++; i < e->n && e->p[i].code == 310; i++) {
		const struct dxf_pair *p = &e->p[i];

		if (binary) {
			str_addn(out, p->s, p->n);
			continue;
		}
		for (size_t k = 0; k + 1 < p->n && digit(p->s[k]) >= 0 && digit(p->s[k + 1]) >= 0; k += 2) {
			str_addc(out, (char)(digit(p->s[k]) * 16 + digit(p->s[k + 1])));
		}
	}
}

bool dxf_draw_proxy(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct str all = STR_INIT;
	struct proxy x = {.d = d, .e = e, .at = *at};

	gather(&all, e, d->binary);
	const unsigned char *p = (const unsigned char *)str_c(&all), *end = p + all.len;

	for (p += all.len >= 8 ? 8 : all.len; end - p >= 8 && dxf_spend(d, 1);) {
		x.p = p;
		x.end = end;
		uint32_t size = word(&x), kind = word(&x);

		if (size < 8 || size > (size_t)(end - p)) {
			break;
		}
		x.end = p + size;
		record(&x, kind);
		p += size;
	}
	str_finish(&all);
	return x.drawn;
}
