#include "draw_impl.h"

#include <math.h>

/*
 * Bracket: a long, b deep, c high, plates d thick. Seen from the front and the side, and
 * from above (third angle) or with the view from above below (first angle).
 */
static struct room bracket_room(const struct part *p)
{
	return (struct room){p->a + p->b, p->c + p->b, 92, 72};
}

static void bracket_front(const struct view *v, const struct part *p, int tongue)
{
	double a = p->a, c = p->c, t = p->d, hole = fmax(4, t - 1), edge = fmax(hole * 1.4, a / 8), r = fmin(5, t);

	view_box(v, PEN_OUTLINE, 0, 0, a, t);
	view_line(v, PEN_OUTLINE, 0, t, 0, c - r);
	view_line(v, PEN_OUTLINE, a, t, a, c - r);
	view_line(v, PEN_OUTLINE, r, c, a - r, c);
	view_arc(v, PEN_OUTLINE, r, c - r, r, 90, 180);
	view_arc(v, PEN_OUTLINE, a - r, c - r, r, 0, 90);
	view_hole(v, edge, c - edge, hole);
	view_hole(v, a - edge, c - edge, hole);
	view_circle(v, PEN_OUTLINE, a / 2, c * 0.58, a / 7);
	view_cross(v, a / 2, c * 0.58, a / 7);
	dim_h(v, 0, a, c, 16, NULL);
	dim_h(v, edge, a - edge, c, 8, fmt(v->s, "%s ±0.1", measure(v->s, a - 2 * edge)));
	dim_v(v, 0, c * 0.58, 0, -9, NULL);
	dim_v(v, 0, c, 0, -18, NULL);
	dim_leader(v, a / 2 + a / 7 * 0.7, c * 0.58 - a / 7 * 0.7, 12, -10, fmt(v->s, "Ø%s H7", measure(v->s, round(a * 2 / 7))));
	dim_leader(v, a - edge, c - edge + hole / 2, 14, 13, fmt(v->s, "2× Ø%s %s", measure(v->s, hole), word(tongue, W_THRU)));
}

static void bracket_side(const struct view *v, const struct part *p)
{
	double b = p->b, c = p->c, t = p->d, r = fmin(5, t);

	view_line(v, PEN_OUTLINE, 0, 0, b, 0);
	view_line(v, PEN_OUTLINE, b, 0, b, t);
	view_line(v, PEN_OUTLINE, b, t, t + r, t);
	view_arc(v, PEN_OUTLINE, t + r, t + r, r, 180, 270);
	view_line(v, PEN_OUTLINE, t, t + r, t, c);
	view_line(v, PEN_OUTLINE, t, c, 0, c);
	view_line(v, PEN_OUTLINE, 0, c, 0, 0);
	view_line(v, PEN_CENTRE, -2, c * 0.58, t + 2, c * 0.58);
	dim_h(v, 0, t, c, 8, NULL);
	dim_h(v, 0, b, 0, -9, NULL);
	dim_v(v, 0, t, b, 9, NULL);
	dim_leader(v, t + r * 0.3, t + r * 0.3, 16, 14, fmt(v->s, "R%s", measure(v->s, r)));
	put_datum(v->s, view_x(v, b * 0.7), view_y(v, 0), 0, -13, "A");
	dim_leader_gdt(v, t, c * 0.85, 12, 0.01, GDT_PERPENDICULAR, "0.05", "A");
}

static void bracket_top(const struct view *v, const struct part *p, int tongue)
{
	double a = p->a, b = p->b, t = p->d, hole = fmax(4, t - 1), edge = fmax(hole * 1.4, a / 8);

	view_box(v, PEN_OUTLINE, 0, 0, a, b);
	view_line(v, PEN_OUTLINE, 0, b - t, a, b - t);
	int holes = b - t - 2 * edge > hole * 1.4 ? 4 : 2;

	for (int i = 0; i < holes; i++) {
		view_hole(v, i & 1 ? a - edge : edge, i & 2 ? b - t - edge : edge, hole);
	}
	dim_h(v, 0, edge, 0, -8, NULL);
	dim_v(v, 0, edge, 0, -8, NULL);
	dim_v(v, 0, b, a, 9, NULL);
	dim_leader(v, a - edge - hole * 0.35, edge + hole * 0.35, -16, 9, fmt(v->s, "%d× Ø%s %s", holes, measure(v->s, hole),
		word(tongue, W_THRU)));
	put_gdt(v->s, view_x(v, a - edge - hole * 0.35) - 16 - 38, view_y(v, edge + hole * 0.35) + 9 - 7.5, GDT_POSITION, "Ø0.2", "A");
}

static void bracket_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	bool third = third_angle(d->tongue);
	double low = y + 14, high = low + 32 + (third ? p->c : p->b) * k;
	/* seen from the left: drawn at the left in the third angle, at the right in the first */
	double at = third ? x + 16 + p->b * k + 40 : x + 22, side_at = third ? x + 16 : at + p->a * k + 36;
	struct view front = {s, at, third ? low : high, k}, top = {s, at, third ? high : low, k};
	struct view side = {s, side_at, front.y, k};

	bracket_front(&front, p, d->tongue);
	bracket_side(&side, p);
	bracket_top(&top, p, d->tongue);
}

const struct part_type part_bracket = {"bracket", bracket_room, bracket_draw};

/*
 * Shaft: a long, b the largest diameter, c that of the seats at both ends, thread Md on the
 * left end; a keyway in the middle part. With a section at the keyway.
 */
static struct room shaft_room(const struct part *p)
{
	return (struct room){p->a + p->b, p->b, 72, 88};
}

/* One step from x to x2 with diameter d; chamfered ends where asked. */
static void step(const struct view *v, double x, double x2, double d, double c1, double c2)
{
	double r = d / 2;

	view_line(v, PEN_OUTLINE, x + c1, r, x2 - c2, r);
	view_line(v, PEN_OUTLINE, x + c1, -r, x2 - c2, -r);
	for (int end = 0; end < 2; end++) {
		double at = end ? x2 : x, c = end ? c2 : c1, in = end ? x2 - c2 : x + c1;

		view_line(v, PEN_OUTLINE, at, -(r - c), at, r - c);
		if (c > 0) {
			view_line(v, PEN_OUTLINE, at, r - c, in, r);
			view_line(v, PEN_OUTLINE, at, -(r - c), in, -r);
			view_line(v, PEN_OUTLINE, in, -r, in, r);
		}
	}
}

struct shaft { double thread, seat, body, end; }; /* lengths */

static struct shaft shaft_lengths(const struct part *p)
{
	struct shaft l = {.thread = round(fmin(p->a * 0.14, p->d * 1.6)), .seat = round(p->a * 0.18), .end = round(p->a * 0.2)};

	l.body = p->a - l.thread - l.seat - l.end;
	return l;
}

static void shaft_outline(const struct view *v, const struct part *p, struct shaft l)
{
	double x = l.thread, y = p->d / 2.0 * 0.84;

	step(v, 0, x, p->d, fmin(1.5, p->d / 8.0), 0);
	view_line(v, PEN_THIN, 0.8, y, x, y);
	view_line(v, PEN_THIN, 0.8, -y, x, -y);
	step(v, x, x + l.seat, p->c, fmin(1, p->c / 12.0), 0);
	x += l.seat;
	step(v, x, x + l.body, p->b, 1, 1);
	x += l.body;
	step(v, x, p->a, p->c, 0, fmin(1, p->c / 12.0));
	view_line(v, PEN_CENTRE, -4 / v->k, 0, p->a + 4 / v->k, 0);
}

static void shaft_keyway(const struct view *v, const struct part *p, struct shaft l)
{
	double w = fmax(2, round(p->b * 0.28)), x = l.thread + l.seat + l.body * 0.3, x2 = x + l.body * 0.4;

	view_line(v, PEN_OUTLINE, x + w / 2, w / 2, x2 - w / 2, w / 2);
	view_line(v, PEN_OUTLINE, x + w / 2, -w / 2, x2 - w / 2, -w / 2);
	view_arc(v, PEN_OUTLINE, x + w / 2, 0, w / 2, 90, 270);
	view_arc(v, PEN_OUTLINE, x2 - w / 2, 0, w / 2, -90, 90);
	dim_h(v, x, x2, p->b / 2.0, 8, measure(v->s, round(l.body * 0.4)));
	view_cut(v, x * 0.7 + x2 * 0.3, -p->b / 2.0 - 3 / v->k, x * 0.7 + x2 * 0.3, p->b / 2.0 + 13 / v->k, "A");
}

static void shaft_dims(const struct view *v, const struct part *p, struct shaft l)
{
	struct sheet *s = v->s;
	double r = p->b / 2.0, x = l.thread + l.seat, low = -r;

	dim_h(v, 0, l.thread, low, -9, NULL);
	dim_h(v, l.thread, x, low, -9, NULL);
	dim_h(v, p->a - l.end, p->a, low, -9, NULL);
	dim_h(v, x, x + l.body, low, -18, NULL);
	dim_h(v, 0, p->a, low, -27, fmt(s, "%d ±0.2", p->a));
	dim_v(v, -p->c / 2.0, p->c / 2.0, p->a, 10, fmt(s, "Ø%d k6", p->c));
	dim_leader(v, l.thread / 2, p->d / 2.0, -4, 14, fmt(s, "M%d", p->d));
	dim_leader(v, x - l.seat / 2, p->c / 2.0, -6, 26, fmt(s, "Ø%d k6", p->c));
	dim_leader(v, x + l.body * 0.85, r, 6, 16, fmt(s, "Ø%d h6", p->b));
	put_datum(s, view_x(v, l.thread + l.seat * 0.8), view_y(v, p->c / 2.0), 0, 6, "A");
	put_datum(s, view_x(v, p->a - l.end * 0.25), view_y(v, p->c / 2.0), 0, 6, "B");
	put_gdt(s, view_x(v, x + l.body * 0.85) + 6, view_y(v, r) + 8.5, GDT_RUNOUT, "0.02", "A-B");
	put_rough(s, view_x(v, p->a - l.end * 0.75), view_y(v, p->c / 2.0), "Ra 0.8");
}

/* A disc less a slot from above: lines y = x + c, without what lies in the slot. */
static void hatch_keyed(const struct view *v, double r, double w, double deep)
{
	for (double c = -r * 1.4; c < r * 1.4; c += 1.8 * M_SQRT2 / v->k) {
		double half = sqrt(fmax(0, 2 * r * r - c * c)) / 2, from = -c / 2 - half, to = -c / 2 + half;
		double in = fmax(-w, deep - c), out = w;

		if (in < out && in < to && out > from) {
			view_line(v, PEN_HATCH, from, from + c, fmax(from, in), fmax(from, in) + c);
			view_line(v, PEN_HATCH, fmin(out, to), fmin(out, to) + c, to, to + c);
		} else {
			view_line(v, PEN_HATCH, from, from + c, to, to + c);
		}
	}
}

static void shaft_section(const struct view *v, const struct part *p)
{
	double r = p->b / 2.0, w = fmax(2, round(p->b * 0.28)) / 2, deep = r * 0.6, edge = sqrt(r * r - w * w);
	double from = atan2(edge, w) * 180 / M_PI;

	view_arc(v, PEN_OUTLINE, 0, 0, r, 180 - from, 360 + from);
	view_line(v, PEN_OUTLINE, -w, edge, -w, deep);
	view_line(v, PEN_OUTLINE, w, edge, w, deep);
	view_line(v, PEN_OUTLINE, -w, deep, w, deep);
	hatch_keyed(v, r, w, deep);
	view_cross(v, 0, 0, r);
	dim_h(v, -w, w, r, 7, fmt(v->s, "%s N9", measure(v->s, 2 * w)));
	dim_v(v, -r, deep, r, 20, fmt(v->s, "%s 0/-0.1", measure(v->s, r + deep)));
	view_label(v, 0, -r, -10, "A-A");
}

static void shaft_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	struct shaft l = shaft_lengths(p);
	struct view v = {s, x + 8, y + 38 + p->b * k / 2, k}, section = {s, x + 8 + p->a * k + 36 + p->b * k / 2, v.y, k};

	shaft_outline(&v, p, l);
	shaft_keyway(&v, p, l);
	shaft_dims(&v, p, l);
	shaft_section(&section, p);
}

const struct part_type part_shaft = {"shaft", shaft_room, shaft_draw};

/*
 * Flange: a outside, b bore, c thick, d holes on the bolt circle (0: a bush). The section at the left,
 * the face at the right.
 */
static struct room flange_room(const struct part *p)
{
	return (struct room){p->a + p->c, p->a, 98, 50};
}

static double bolt_circle(const struct part *p)
{
	return round((p->a + p->b) / 2.0 / 2) * 2;
}

static double bolt_hole(const struct part *p)
{
	return fmax(3, round((p->a - p->b) / 9.0));
}

static void flange_face(const struct view *v, const struct part *p, int tongue)
{
	double r = p->a / 2.0, bc = bolt_circle(p), hole = bolt_hole(p);
	struct sheet *s = v->s;

	view_circle(v, PEN_OUTLINE, 0, 0, r);
	view_circle(v, PEN_OUTLINE, 0, 0, p->b / 2.0);
	view_circle(v, PEN_THIN, 0, 0, p->b / 2.0 + 1);
	view_cross(v, 0, 0, r);
	if (p->d) {
		view_circle(v, PEN_CENTRE, 0, 0, bc / 2);
		dim_leader(v, -bc / 2 * 0.5, -bc / 2 * 0.866, -18, -r * v->k * 0.3 - 6, fmt(s, "Ø%s ±0.1", measure(s, bc)));
		}
	for (int i = 0; i < p->d; i++) {
		double turn = 2 * M_PI * (i + 0.5) / p->d;

		view_hole(v, bc / 2 * cos(turn), bc / 2 * sin(turn), hole);
	}
	if (p->d) {
		double turn = M_PI / p->d, x = bc / 2 * cos(turn) + hole * 0.35, y = bc / 2 * sin(turn) + hole * 0.35;
		double dx = r * v->k * 0.35 + 8, dy = r * v->k * 0.4;

		dim_leader(v, x, y, dx, dy, fmt(s, "%d× Ø%s %s", p->d, measure(s, hole), word(tongue, W_THRU)));
		put_gdt(s, view_x(v, x) + dx, view_y(v, y) + dy - 7.5, GDT_POSITION, "Ø0.1", "A");
	}
	view_cut(v, 0, -r - 4 / v->k, 0, r + 4 / v->k, "A");
}

static void flange_half(const struct view *v, const struct part *p, double side)
{
	double t = p->c, r = p->a / 2.0, b = p->b / 2.0, bc = bolt_circle(p) / 2, h = p->d ? bolt_hole(p) / 2 : 0;
	double cuts[4] = {b, bc - h, bc + h, r};

	view_line(v, PEN_OUTLINE, 0, side * b, 0, side * r);
	view_line(v, PEN_OUTLINE, t, side * b, t, side * r);
	for (int i = 0; i < 4; i++) {
		view_line(v, PEN_OUTLINE, 0, side * cuts[i], t, side * cuts[i]);
	}
	view_hatch(v, 0, fmin(side * b, side * (bc - h)), t, fmax(side * b, side * (bc - h)));
	view_hatch(v, 0, fmin(side * (bc + h), side * r), t, fmax(side * (bc + h), side * r));
	if (p->d) {
		view_line(v, PEN_CENTRE, -3 / v->k, side * bc, t + 3 / v->k, side * bc);
	}
}

static void flange_section(const struct view *v, const struct part *p)
{
	double t = p->c, r = p->a / 2.0, b = p->b / 2.0;
	struct sheet *s = v->s;

	flange_half(v, p, 1);
	flange_half(v, p, -1);
	view_line(v, PEN_OUTLINE, 0, -b, 0, b);
	view_line(v, PEN_OUTLINE, t, -b, t, b);
	view_line(v, PEN_CENTRE, -5 / v->k, 0, t + 5 / v->k, 0);
	dim_v(v, -b, b, 0, -9, fmt(s, "Ø%d H7", p->b));
	dim_v(v, -r, r, 0, -19, fmt(s, "Ø%d", p->a));
	dim_h(v, 0, t, -r, -9, fmt(s, "%d ±0.05", p->c));
	put_datum(s, view_x(v, t * 0.5), view_y(v, -b), 0, 6, "A");
	put_rough(s, view_x(v, t * 0.7), view_y(v, r), "Ra 1.6");
	dim_leader_gdt(v, t * 0.2, r, -5, 11, GDT_CONCENTRIC, "Ø0.02", "A");
	view_label(v, t / 2, -r, -19, "A-A");
}

static void flange_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	struct view section = {s, x + 24, y + 24 + p->a * k / 2, k};
	struct view face = {s, section.x + p->c * k + 40 + p->a * k / 2, section.y, k};

	flange_section(&section, p);
	flange_face(&face, p, d->tongue);
}

const struct part_type part_flange = {"flange", flange_room, flange_draw};
