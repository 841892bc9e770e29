#include "draw_impl.h"

#include <math.h>

/* Housing: a long, b wide, c high, walls d thick; open at the top, four bosses. The view from above and section A-A. */
static struct room housing_room(const struct part *p)
{
	return (struct room){p->a, p->b + p->c, 94, 84};
}

/* The metric thread next below: 2, 3, 4, 5, 6, 8, 10. */
static double screw_for(double d)
{
	return d >= 10 ? 10 : d >= 8 ? 8 : d >= 6 ? 6 : fmax(2, floor(d));
}

static void housing_top(const struct view *v, const struct part *p, int tongue)
{
	double a = p->a, b = p->b, w = p->d, boss = fmax(w * 2.2, fmin(a, b) / 8), screw = screw_for(boss * 0.45);
	struct sheet *s = v->s;

	view_round(v, PEN_OUTLINE, 0, 0, a, b, w + 2);
	view_round(v, PEN_OUTLINE, w, w, a - w, b - w, 2);
	for (int i = 0; i < 4; i++) {
		double x = i & 1 ? a - boss : boss, y = i & 2 ? b - boss : boss;

		view_circle(v, PEN_THIN, x, y, boss / 2);
		view_thread(v, x, y, screw);
	}
	view_hole(v, a / 2, b / 2, round(b / 3));
	dim_h(v, boss, a - boss, b, 9, fmt(s, "%s ±0.1", measure(s, a - 2 * boss)));
	dim_h(v, 0, a, b, 18, NULL);
	dim_v(v, boss, b - boss, 0, -18, fmt(s, "%s ±0.1", measure(s, b - 2 * boss)));
	dim_v(v, 0, b, 0, -27, NULL);
	dim_leader(v, a - boss + screw * 0.35, b - boss + screw * 0.35, 18, 4, fmt(s, "4× M%s %s %s", measure(s, screw),
		word(tongue, W_DEEP), measure(s, screw * 2)));
	dim_leader(v, a, w + 2, 10, -6, fmt(s, "4× R%s", measure(s, w + 2)));
	dim_leader(v, a / 2 + b / 6.0 * 0.7, b / 2 - b / 6.0 * 0.7, 6, -7, fmt(s, "Ø%s H7", measure(s, round(b / 3))));
	put_gdt(s, view_x(v, a - boss + screw * 0.35) + 18, view_y(v, b - boss + screw * 0.35) - 3.5, GDT_POSITION, "Ø0.2", "A");
	view_cut(v, -4 / v->k, b / 2, a + 4 / v->k, b / 2, "A");
}

static void housing_section(const struct view *v, const struct part *p)
{
	double a = p->a, c = p->c, w = p->d, floor = fmax(w, 2), bore = round(p->b / 3.0) / 2;
	struct sheet *s = v->s;

	view_line(v, PEN_OUTLINE, 0, 0, a, 0);
	view_line(v, PEN_OUTLINE, 0, 0, 0, c);
	view_line(v, PEN_OUTLINE, a, 0, a, c);
	view_line(v, PEN_OUTLINE, 0, c, w, c);
	view_line(v, PEN_OUTLINE, a - w, c, a, c);
	view_line(v, PEN_OUTLINE, w, c, w, floor);
	view_line(v, PEN_OUTLINE, a - w, c, a - w, floor);
	view_line(v, PEN_OUTLINE, w, floor, a / 2 - bore, floor);
	view_line(v, PEN_OUTLINE, a / 2 + bore, floor, a - w, floor);
	view_line(v, PEN_OUTLINE, a / 2 - bore, 0, a / 2 - bore, floor);
	view_line(v, PEN_OUTLINE, a / 2 + bore, 0, a / 2 + bore, floor);
	view_line(v, PEN_OUTLINE, a / 2 - bore, floor, a / 2 + bore, floor);
	view_line(v, PEN_THIN, w, c, a - w, c);
	view_line(v, PEN_CENTRE, a / 2, -3 / v->k, a / 2, floor + 6 / v->k);
	view_hatch(v, 0, 0, a / 2 - bore, floor);
	view_hatch(v, a / 2 + bore, 0, a, floor);
	view_hatch(v, 0, floor, w, c);
	view_hatch(v, a - w, floor, a, c);
	dim_v(v, 0, c, 0, -18, NULL);
	dim_v(v, 0, floor, a, 9, NULL);
	dim_v(v, floor, c, 0, -9, NULL);
	dim_h(v, a - w, a, 0, -9, NULL);
	put_datum(s, view_x(v, a * 0.15), view_y(v, 0), 0, -6, "A");
	dim_leader_gdt(v, a / 2 - bore, floor * 0.5, 5, -14, GDT_PERPENDICULAR, "Ø0.03", "A");
	put_rough(s, view_x(v, a / 2 + bore), view_y(v, floor) + 1, "Ra 0.8");
	view_label(v, a / 2, c, 4, "A-A");
}

static void housing_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	bool third = third_angle(d->tongue);
	double low = y + 18, high = low + 38 + (third ? p->c : p->b) * k;
	struct view top = {s, x + 30, third ? high : low, k}, section = {s, x + 30, third ? low : high, k};

	housing_top(&top, p, d->tongue);
	housing_section(&section, p);
}

const struct part_type part_housing = {"housing", housing_room, housing_draw};

/*
 * Manifold: a long, b high, c deep, d ports in two rows on the face, joined by long bores. The face,
 * the side, and a table of ports.
 */
static struct room manifold_room(const struct part *p)
{
	return (struct room){p->a + p->c, p->b, 142, 52};
}

struct ports { int n, per_row; double pitch, first, rows[2]; };

static struct ports ports_of(const struct part *p)
{
	struct ports q = {.n = p->d, .per_row = (p->d + 1) / 2, .rows = {p->b * 0.7, p->b * 0.3}};

	q.pitch = round(p->a / (q.per_row + 0.4));
	q.first = (p->a - q.pitch * (q.per_row - 1)) / 2;
	return q;
}

static void manifold_face(const struct view *v, const struct part *p)
{
	struct ports q = ports_of(p);
	double a = p->a, b = p->b, port = fmin(q.pitch * 0.55, b * 0.24), bore = port * 0.55;
	struct sheet *s = v->s;

	view_box(v, PEN_OUTLINE, 0, 0, a, b);
	for (int i = 0; i < q.n; i++) {
		double x = q.first + i % q.per_row * q.pitch, y = q.rows[i / q.per_row];

		view_thread(v, x, y, port);
		put_text(s, view_x(v, x + port * 0.55), view_y(v, y + port * 0.5), 3.5, AT_LEFT, fmt(s, "P%d", i + 1));
	}
	for (int row = 0; row < 2; row++) {
		view_line(v, PEN_HIDDEN, 0, q.rows[row] + bore / 2, a * 0.96, q.rows[row] + bore / 2);
		view_line(v, PEN_HIDDEN, 0, q.rows[row] - bore / 2, a * 0.96, q.rows[row] - bore / 2);
	}
	for (int i = 0; i < 2; i++) {
		view_hole(v, i ? a - 6 : 6, b / 2, 6.6);
	}
	dim_h(v, q.first, q.first + q.pitch, b, 9, fmt(s, "%s ±0.05", measure(s, q.pitch)));
	dim_h(v, 0, a, b, 18, NULL);
	dim_h(v, 0, q.first, 0, -9, NULL);
	dim_v(v, q.rows[1], q.rows[0], 0, -9, NULL);
	dim_v(v, 0, b, 0, -18, NULL);
	dim_leader(v, a - 6 + 2.3, b / 2 - 2.3, 7, -b * v->k * 0.3, "2× Ø6.6");
}

static void manifold_side(const struct view *v, const struct part *p)
{
	struct ports q = ports_of(p);
	double c = p->c, b = p->b, bore = fmin(q.pitch * 0.55, b * 0.24) * 0.55;
	struct sheet *s = v->s;

	view_box(v, PEN_OUTLINE, 0, 0, c, b);
	for (int row = 0; row < 2; row++) {
		view_hole(v, c * 0.55, q.rows[row], bore);
		view_line(v, PEN_HIDDEN, 0, q.rows[row] + bore / 2, c * 0.55, q.rows[row] + bore / 2);
		view_line(v, PEN_HIDDEN, 0, q.rows[row] - bore / 2, c * 0.55, q.rows[row] - bore / 2);
	}
	dim_h(v, 0, c, b, 9, NULL);
	dim_h(v, 0, c * 0.55, 0, -9, NULL);
	put_datum(s, view_x(v, 0), view_y(v, b * 0.5), -6, 0, "A");
	dim_leader_gdt(v, c, b * 0.15, 9, -8, GDT_PARALLEL, "0.1", "A");
	dim_leader(v, c * 0.55 + bore * 0.35, q.rows[0] + bore * 0.35, 8, 8, fmt(s, "2× Ø%s", measure(s, round(bore))));
}

static void port_table(struct sheet *s, const struct part *p, int tongue, double x, double y)
{
	static const char *const threads[] = {"G1/8", "G1/4", "M10×1", "G3/8"};
	struct ports q = ports_of(p);
	int rows = q.n < 12 ? q.n : 12;

	put_text(s, x + 1, y + 1.5, 2.5, AT_LEFT, word(tongue, W_PORT));
	put_text(s, x + 14, y + 1.5, 2.5, AT_LEFT, "X");
	put_text(s, x + 25, y + 1.5, 2.5, AT_LEFT, "Y");
	put_text(s, x + 34, y + 1.5, 2.5, AT_LEFT, word(tongue, W_DEEP));
	for (int i = 0; i < rows; i++) {
		double at = y - 5 * (i + 1);

		put_text(s, x + 1, at + 1.5, 2.5, AT_LEFT, fmt(s, "P%d", i + 1));
		put_text(s, x + 14, at + 1.5, 2.5, AT_LEFT, measure(s, q.first + i % q.per_row * q.pitch));
		put_text(s, x + 25, at + 1.5, 2.5, AT_LEFT, measure(s, q.rows[i / q.per_row]));
		put_text(s, x + 34, at + 1.5, 2.5, AT_LEFT, fmt(s, "%s × 12", threads[i / q.per_row]));
		put_line(s, PEN_THIN, x, at, x + 54, at);
	}
	put_box(s, PEN_THIN, x, y - 5 * rows, x + 54, y + 5);
	put_line(s, PEN_THIN, x, y, x + 54, y);
}

static void manifold_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	struct view face = {s, x + 22, y + 20, k}, side = {s, x + 22 + p->a * k + 36, y + 20, k};

	manifold_face(&face, p);
	manifold_side(&side, p);
	port_table(s, p, d->tongue, view_x(&side, p->c) + 26, y + 20 + fmax(p->b * k, 62) - 6);
}

const struct part_type part_manifold = {"manifold", manifold_room, manifold_draw};
