/* DIMENSION: its block as the writer drew it; without one, lines, arrows and the measure. */
#include <math.h>
#include <string.h>

#include "dxf_dim.h"
#include "dxf_mtext.h"

struct dim {
	struct dxf *d;
	const struct dxf_ent *e;
	struct dxf_at at;
	double scale, arrow, text;
};

static void stroke(const struct dim *m, struct dxf_v a, struct dxf_v b)
{
	struct dxf_pen pen;

	if (dxf_begin(&pen, m->d, m->e, &m->at, false)) {
		dxf_move(&pen, a);
		dxf_line(&pen, b);
		dxf_end(&pen);
	}
}

/* Beside the middle of a..b where the file does not say where; along the line. */
static void put_text(const struct dim *m, struct dxf_v a, struct dxf_v b, double measured, bool angle, const char *prefix)
{
	struct dxf_v along = dxf_norm(dxf_sub_v(b, a), dxf_v(1, 0, 0)), mid = dxf_mul(dxf_add(a, b), 0.5), at;
	double turn = dxf_rad(dxf_num(m->e, 53, 0));
	struct str text = STR_INIT;

	if (along.x < -1e-9 || (fabs(along.x) <= 1e-9 && along.y < 0)) {
		along = dxf_mul(along, -1);
	}
	if (turn != 0 && isfinite(turn)) {
		along = dxf_v(cos(turn), sin(turn), 0);
	}
	struct dxf_v up = dxf_v(-along.y, along.x, 0);
	bool placed = dxf_has_point(m->e, 11, &at) && (at.x != 0 || at.y != 0);
	struct dxf_mtext t = {
		.at = placed ? at : dxf_add(mid, dxf_mul(up, dxf_dim(m->d, m->e, DIMGAP) * m->scale)),
		.x = along, .up = up, .height = m->text, .spacing = 1, .across = 1, .attach = placed ? 5 : 8,
	};

	dxf_dim_text(m->d, m->e, measured, angle, prefix, &text);
	dxf_mtext(m->d, m->e, &m->at, &t, str_c(&text), text.len);
	str_finish(&text);
}

static double measure(const struct dim *m, double computed)
{
	double given = dxf_num(m->e, 42, -1);

	return isfinite(given) && given > 0 ? given : computed;
}

static void extension(const struct dim *m, struct dxf_v from, struct dxf_v to)
{
	struct dxf_v way = dxf_sub_v(to, from), unit = dxf_norm(way, dxf_v(0, 0, 0));
	double gap = dxf_dim(m->d, m->e, DIMEXO) * m->scale, beyond = dxf_dim(m->d, m->e, DIMEXE) * m->scale;

	if (dxf_len(way) > gap) {
		stroke(m, dxf_add(from, dxf_mul(unit, gap)), dxf_add(to, dxf_mul(unit, beyond)));
	}
}

static void linear(const struct dim *m, bool aligned)
{
	struct dxf_v a = dxf_point(m->e, 13), b = dxf_point(m->e, 14), line = dxf_point(m->e, 10);
	double turn = dxf_rad(dxf_num(m->e, 50, 0));
	struct dxf_v u = aligned ? dxf_norm(dxf_v(b.x - a.x, b.y - a.y, 0), dxf_v(1, 0, 0)) : dxf_v(cos(turn), sin(turn), 0);
	struct dxf_v n = dxf_v(-u.y, u.x, 0);
	struct dxf_v p = dxf_add(a, dxf_mul(n, dxf_dot(dxf_sub_v(line, a), n)));
	struct dxf_v q = dxf_add(b, dxf_mul(n, dxf_dot(dxf_sub_v(line, b), n)));

	extension(m, a, p);
	extension(m, b, q);
	stroke(m, p, q);
	dxf_arrow(m->d, m->e, &m->at, p, q, m->arrow);
	dxf_arrow(m->d, m->e, &m->at, q, p, m->arrow);
	put_text(m, p, q, measure(m, dxf_len(dxf_sub_v(q, p))), false, "");
}

static void radial(const struct dim *m, bool diameter)
{
	struct dxf_v a = dxf_point(m->e, 10), b = dxf_point(m->e, 15);

	stroke(m, a, b);
	dxf_arrow(m->d, m->e, &m->at, b, a, m->arrow);
	if (diameter) {
		dxf_arrow(m->d, m->e, &m->at, a, b, m->arrow);
	}
	put_text(m, a, b, measure(m, dxf_len(dxf_sub_v(b, a))), false, diameter ? "\u2300" : "R");
}

/* Where the lines a-b and c-d meet; false: never. */
static bool meet(struct dxf_v a, struct dxf_v b, struct dxf_v c, struct dxf_v d, struct dxf_v *at)
{
	double ux = b.x - a.x, uy = b.y - a.y, vx = d.x - c.x, vy = d.y - c.y, det = ux * vy - uy * vx;

	if (!isfinite(det) || fabs(det) < 1e-12) {
		return false;
	}
	double t = ((c.x - a.x) * vy - (c.y - a.y) * vx) / det;

	*at = dxf_v(a.x + t * ux, a.y + t * uy, a.z);
	return true;
}

static void angular(const struct dim *m, bool three)
{
	struct dxf_v a = dxf_point(m->e, 13), b = dxf_point(m->e, 14), c = dxf_point(m->e, 15), line = dxf_point(m->e, 10);
	struct dxf_v centre = c, on = three ? line : dxf_point(m->e, 16);
	struct dxf_pen pen;

	if (!three) {
		if (!meet(a, b, c, line, &centre)) {
			return;
		}
		a = b; /* the ends of the two lines */
		b = line;
	}
	double r = hypot(on.x - centre.x, on.y - centre.y), from = atan2(a.y - centre.y, a.x - centre.x);
	double to = atan2(b.y - centre.y, b.x - centre.x), mid = atan2(on.y - centre.y, on.x - centre.x);

	to += to <= from ? 2 * M_PI : 0;
	mid += mid < from ? 2 * M_PI : 0;
	if (mid > to) {
		double swap = from;

		from = to;
		to = swap + 2 * M_PI;
	}
	if (r > 0 && dxf_begin(&pen, m->d, m->e, &m->at, false)) {
		dxf_arc(&pen, &(struct dxf_arc){centre, {r, 0, 0}, {0, r, 0}, from, to});
		dxf_end(&pen);
	}
	struct dxf_v top = dxf_add(centre, dxf_v(r * cos((from + to) / 2), r * sin((from + to) / 2), 0));

	put_text(m, top, top, dxf_num(m->e, 42, to - from) * 180 / M_PI, true, "");
}

static void ordinate(const struct dim *m)
{
	struct dxf_v a = dxf_point(m->e, 13), b = dxf_point(m->e, 14), o = dxf_point(m->e, 10);
	bool of_x = dxf_int(m->e, 70, 0) & 64;

	stroke(m, a, b);
	put_text(m, b, b, measure(m, of_x ? fabs(a.x - o.x) : fabs(a.y - o.y)), false, "");
}

static void drawn_here(const struct dim *m)
{
	switch (dxf_int(m->e, 70, 0) & 7) {
	case 0: linear(m, false); break;
	case 1: linear(m, true); break;
	case 2: angular(m, false); break;
	case 3: radial(m, true); break;
	case 4: radial(m, false); break;
	case 5: angular(m, true); break;
	case 6: ordinate(m); break;
	default: break;
	}
}

bool dxf_draw_dimension(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_block *b = dxf_block_named(d, dxf_find(e, 2));

	if (dxf_int(e, 60, 0)) {
		return true;
	}
	if (b && b->n) {
		struct dxf_at own = *at;

		own.layer = dxf_layer_of(d, e, at);
		own.frozen = !own.frozen && own.layer->frozen ? own.layer : own.frozen;
		dxf_draw_block(d, b, &own);
		return true;
	}
	struct dim m = {.d = d, .e = e, .at = *at, .scale = dxf_dim(d, e, DIMSCALE)};

	m.arrow = dxf_dim(d, e, DIMASZ) * m.scale;
	m.text = dxf_dim(d, e, DIMTXT) * m.scale;
	drawn_here(&m);
	return true;
}

/* A table's block holds its lines and texts. */
bool dxf_draw_table(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_block *b = dxf_block_named(d, dxf_find(e, 2));
	struct dxf_at own = *at;
	struct dxf_v x = {1, 0, 0};

	if (!b) {
		return false;
	}
	dxf_has_point(e, 11, &x);
	x = dxf_norm(x, dxf_v(1, 0, 0));
	struct dxf_m m = dxf_turn(atan2(x.y, x.x));

	m.o = dxf_sub_v(dxf_point(e, 10), dxf_dir(&m, b->base));
	own.m = dxf_after(&at->m, &m);
	own.layer = dxf_layer_of(d, e, at);
	dxf_draw_block(d, b, &own);
	return true;
}
