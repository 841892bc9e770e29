#include "draw_impl.h"

#include <math.h>

/* Plate: a long, b wide, c thick, holes d in the corners, a bore and two pins in the middle. */
static struct room plate_room(const struct part *p)
{
	return (struct room){p->a + p->c, p->b, 86, 52};
}

static void plate_face(const struct view *v, const struct part *p, int tongue)
{
	double a = p->a, b = p->b, hole = p->d, edge = fmax(hole * 1.5, fmin(a, b) / 8), bore = round(fmin(a, b) / 3);
	struct sheet *s = v->s;

	view_round(v, PEN_OUTLINE, 0, 0, a, b, fmin(5, b / 8));
	for (int i = 0; i < 4; i++) {
		view_hole(v, i & 1 ? a - edge : edge, i & 2 ? b - edge : edge, hole);
	}
	view_hole(v, a / 2, b / 2, bore);
	view_hole(v, a / 2 - bore * 0.9, b / 2, fmax(3, hole - 2));
	view_hole(v, a / 2 + bore * 0.9, b / 2, fmax(3, hole - 2));
	dim_h(v, edge, a - edge, b, 9, fmt(s, "%s ±0.1", measure(s, a - 2 * edge)));
	dim_h(v, 0, a, b, 18, NULL);
	dim_h(v, a / 2 - bore * 0.9, a / 2 + bore * 0.9, 0, -9, fmt(s, "%s ±0.02", measure(s, bore * 1.8)));
	dim_v(v, edge, b - edge, 0, -9, fmt(s, "%s ±0.1", measure(s, b - 2 * edge)));
	dim_v(v, 0, b, 0, -18, NULL);
	dim_leader(v, a - edge + hole * 0.35, edge - hole * 0.35, 16, -14, fmt(s, "4× Ø%s %s", measure(s, hole), word(tongue, W_THRU)));
	dim_leader(v, a / 2 + bore * 0.35, b / 2 + bore * 0.35, 10, 9, fmt(s, "Ø%s H7", measure(s, bore)));
	dim_leader(v, a / 2 - bore * 0.9, b / 2 - fmax(3, hole - 2) / 2, -8, -8, fmt(s, "2× Ø%s H7", measure(s, fmax(3, hole - 2))));
}

static void plate_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	struct view face = {s, x + 22, y + 18, k}, side = {s, x + 22 + p->a * k + 40, y + 18, k};

	plate_face(&face, p, d->tongue);
	view_box(&side, PEN_OUTLINE, 0, 0, p->c, p->b);
	view_line(&side, PEN_CENTRE, -3 / k, p->b / 2.0, p->c + 3 / k, p->b / 2.0);
	dim_h(&side, 0, p->c, 0, -9, NULL);
	put_datum(s, view_x(&side, p->c), view_y(&side, p->b * 0.25), 6, 0, "A");
	dim_leader_gdt(&side, p->c, p->b * 0.85, 10, 6, GDT_FLAT, "0.05", "");
	put_rough(s, view_x(&side, p->c * 0.5), view_y(&side, p->b), "Ra 1.6");
}

const struct part_type part_plate = {"plate", plate_room, plate_draw};

/* Panel: the flat pattern of a folded sheet; a, b outside when folded, c in tenths thick,
   d high edges on the long sides. With the folded profile. */
static struct room panel_room(const struct part *p)
{
	return (struct room){p->a + p->b, p->b + 2 * p->d, 80, 56};
}

static void panel_flat(const struct view *v, const struct part *p, int tongue)
{
	double a = p->a, b = p->b, f = p->d, notch = fmin(6, f / 2);
	struct sheet *s = v->s;

	view_line(v, PEN_OUTLINE, notch, 0, a - notch, 0);
	view_line(v, PEN_OUTLINE, notch, b + 2 * f, a - notch, b + 2 * f);
	for (int i = 0; i < 4; i++) {
		double x = i & 1 ? a : 0, in = i & 1 ? a - notch : notch, y = i & 2 ? b + 2 * f : 0, fold = i & 2 ? b + f : f;

		view_line(v, PEN_OUTLINE, in, y, in, fold);
		view_line(v, PEN_OUTLINE, in, fold, x, fold);
	}
	view_line(v, PEN_OUTLINE, 0, f, 0, b + f);
	view_line(v, PEN_OUTLINE, a, f, a, b + f);
	view_line(v, PEN_CENTRE, -4 / v->k, f, a + 4 / v->k, f);
	view_line(v, PEN_CENTRE, -4 / v->k, b + f, a + 4 / v->k, b + f);
	put_text(s, view_x(v, a * 0.68), view_y(v, f) + 1.2, 2.5, AT_LEFT, fmt(s, "%s 90°", word(tongue, W_BEND_UP)));
	put_text(s, view_x(v, a * 0.68), view_y(v, b + f) - 3.7, 2.5, AT_LEFT, fmt(s, "%s 90°", word(tongue, W_BEND_UP)));
	view_round(v, PEN_OUTLINE, a * 0.2, f + b * 0.35, a * 0.45, f + b * 0.7, b / 20);
	view_hole(v, a * 0.62, f + b * 0.35, b / 12);
	view_hole(v, a * 0.78, f + b * 0.35, b / 12);
	view_hole(v, a * 0.62, f + b * 0.7, b / 12);
	view_hole(v, a * 0.78, f + b * 0.7, b / 12);
	dim_h(v, a * 0.62, a * 0.78, b + 2 * f, 8, NULL);
	dim_h(v, a * 0.2, a * 0.45, b + 2 * f, 8, NULL);
	dim_h(v, 0, a, b + 2 * f, 17, NULL);
	dim_v(v, 0, b + 2 * f, 0, -18, NULL);
	dim_v(v, f, b + f, 0, -9, NULL);
	dim_leader(v, a * 0.78 + b / 33, f + b * 0.35 - b / 33, 14, -10, fmt(s, "4× Ø%s", measure(s, round(b / 12))));
	dim_leader(v, a * 0.2 + b / 60, f + b * 0.35 + b / 60, 4, -9, fmt(s, "4× R%s", measure(s, round(b / 20))));
	view_label(v, a / 2, 0, -12, word(tongue, W_VIEW_FLAT));
}

static void panel_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	struct view flat = {s, x + 22, y + 18, k}, side = {s, x + 22 + p->a * k + 38, y + 34, k};
	double t = p->c / 10.0, r = fmax(t, 0.8), b = p->b, f = p->d;

	panel_flat(&flat, p, d->tongue);
	view_line(&side, PEN_OUTLINE, r, 0, b - r, 0);
	view_line(&side, PEN_OUTLINE, t + r, t, b - t - r, t);
	for (int i = 0; i < 2; i++) {
		double o = i ? b : 0, in = i ? b - t : t, c = i ? b - t - r : t + r;

		view_line(&side, PEN_OUTLINE, o, r + t, o, f);
		view_line(&side, PEN_OUTLINE, in, t + r, in, f);
		view_line(&side, PEN_OUTLINE, o, f, in, f);
		view_arc(&side, PEN_OUTLINE, c, t + r, r + t, i ? 270 : 180, i ? 360 : 270);
		view_arc(&side, PEN_OUTLINE, c, t + r, r, i ? 270 : 180, i ? 360 : 270);
	}
	dim_h(&side, 0, b, f, 22, fmt(s, "%s ±0.2", measure(s, b)));
	dim_v(&side, 0, f, b, 9, NULL);
	dim_leader(&side, t + r * 0.3, t + r * 0.3, 9, f * k + 4, fmt(s, "R%s", measure(s, r)));
	dim_leader(&side, b * 0.4, 0, 10, -10, fmt(s, "t %s", measure(s, t)));
}

const struct part_type part_panel = {"panel", panel_room, panel_draw};

/* Heat sink: a long, b wide, c high, d fins. The profile, and the view from below with holes. */
static struct room heatsink_room(const struct part *p)
{
	return (struct room){p->b + p->a, fmax(p->a * 0.55, p->b), 90, 54};
}

static void heatsink_profile(const struct view *v, const struct part *p)
{
	double b = p->b, c = p->c, base = round(c / 5), pitch = b / p->d, fin = pitch * 0.45;
	struct sheet *s = v->s;

	view_line(v, PEN_OUTLINE, 0, 0, b, 0);
	view_line(v, PEN_OUTLINE, 0, 0, 0, c);
	for (int i = 0; i < p->d; i++) {
		double x = i * (b - fin) / (p->d - 1);

		view_line(v, PEN_OUTLINE, x, i ? base : 0, x, c);
		view_line(v, PEN_OUTLINE, x, c, x + fin, c);
		view_line(v, PEN_OUTLINE, x + fin, c, x + fin, i + 1 < p->d ? base : 0);
		if (i) {
			view_line(v, PEN_OUTLINE, x - ((b - fin) / (p->d - 1) - fin), base, x, base);
		}
	}
	dim_h(v, 0, b, 0, -10, fmt(s, "%d ±0.1", p->b));
	dim_v(v, 0, c, 0, -14, NULL);
	dim_v(v, 0, base, b, 9, NULL);
	dim_leader(v, b - fin, c, 10, 9, fmt(s, "%d× %s", p->d, measure(s, round(fin * 10) / 10)));
	put_datum(s, view_x(v, b * 0.15), view_y(v, 0), 0, -14, "A");
	dim_leader_gdt(v, b * 0.75, 0, 8, -18, GDT_FLAT, "0.05", "");
	put_rough(s, view_x(v, b * 0.2), view_y(v, c), "Ra 3.2");
}

static void heatsink_below(const struct view *v, const struct part *p, int tongue)
{
	double a = p->a, b = p->b, hole = fmax(3, round(b / 18)), edge = b / 7;
	struct sheet *s = v->s;

	view_box(v, PEN_OUTLINE, 0, 0, a, b);
	for (int i = 0; i < 4; i++) {
		view_thread(v, i & 1 ? a - edge : edge, i & 2 ? b - edge : edge, hole);
	}
	view_round(v, PEN_THIN, a * 0.3, b * 0.28, a * 0.7, b * 0.72, 3);
	view_line(v, PEN_CENTRE, a / 2, -3 / v->k, a / 2, b + 3 / v->k);
	view_line(v, PEN_CENTRE, -3 / v->k, b / 2, a + 3 / v->k, b / 2);
	dim_h(v, edge, a - edge, b, 9, fmt(s, "%s ±0.1", measure(s, a - 2 * edge)));
	dim_h(v, 0, a, b, 18, NULL);
	dim_v(v, edge, b - edge, a, 10, fmt(s, "%s ±0.1", measure(s, b - 2 * edge)));
	dim_leader(v, a - edge, edge - hole / 2, 12, -12, fmt(s, "4× M%s %s %s", measure(s, hole), word(tongue, W_DEEP), measure(s, hole * 2)));
}

static void heatsink_draw(struct sheet *s, const struct drawing *d, double x, double y, double k)
{
	const struct part *p = &d->part;
	struct view profile = {s, x + 20, y + 18 + (p->b - p->c) * k / 2, k}, below = {s, x + 20 + p->b * k + 40, y + 18, k};

	heatsink_profile(&profile, p);
	heatsink_below(&below, p, d->tongue);
}

const struct part_type part_heatsink = {"heatsink", heatsink_room, heatsink_draw};
