#include "draw_impl.h"

#include <math.h>
#include <string.h>

/* Dimensions after ISO 129-1: text 3.5 above the line, readable from below and the right. */
static const double text_h = 3.5, gap = 1, beyond = 2;

void dim_h(const struct view *v, double x, double x2, double y, double off, const char *text)
{
	struct sheet *s = v->s;
	double a = view_x(v, fmin(x, x2)), b = view_x(v, fmax(x, x2)), from = view_y(v, y), at = from + off;
	double side = off > 0 ? 1 : -1;

	text = text ? text : measure(s, fabs(x2 - x));
	put_line(s, PEN_DIM, a, from + side * gap, a, at + side * beyond);
	put_line(s, PEN_DIM, b, from + side * gap, b, at + side * beyond);
	if (b - a > text_width(text, text_h) + 4) {
		put_line(s, PEN_DIM, a, at, b, at);
		put_arrow(s, a, at, 180);
		put_arrow(s, b, at, 0);
		put_text(s, (a + b) / 2, at + 1, text_h, AT_MIDDLE, text);
	} else {
		put_line(s, PEN_DIM, a - 7, at, b + 7 + text_width(text, text_h), at);
		put_arrow(s, a, at, 0);
		put_arrow(s, b, at, 180);
		put_text(s, b + 5, at + 1, text_h, AT_LEFT, text);
	}
}

void dim_v(const struct view *v, double y, double y2, double x, double off, const char *text)
{
	struct sheet *s = v->s;
	double a = view_y(v, fmin(y, y2)), b = view_y(v, fmax(y, y2)), from = view_x(v, x), at = from + off;
	double side = off > 0 ? 1 : -1;

	text = text ? text : measure(s, fabs(y2 - y));
	put_line(s, PEN_DIM, from + side * gap, a, at + side * beyond, a);
	put_line(s, PEN_DIM, from + side * gap, b, at + side * beyond, b);
	if (b - a > text_width(text, text_h) + 4) {
		put_line(s, PEN_DIM, at, a, at, b);
		put_arrow(s, at, a, 270);
		put_arrow(s, at, b, 90);
		put_text_turned(s, at - 1, (a + b) / 2, text_h, AT_MIDDLE, 90, text);
	} else {
		put_line(s, PEN_DIM, at, a - 7, at, b + 7 + text_width(text, text_h));
		put_arrow(s, at, a, 90);
		put_arrow(s, at, b, 270);
		put_text_turned(s, at - 1, b + 5, text_h, AT_LEFT, 90, text);
	}
}

void dim_leader(const struct view *v, double x, double y, double dx, double dy, const char *text)
{
	struct sheet *s = v->s;
	double ax = view_x(v, x), ay = view_y(v, y), ex = ax + dx, ey = ay + dy;
	double shelf = (text_width(text, text_h) + 2) * (dx < 0 ? -1 : 1);

	put_line(s, PEN_DIM, ax, ay, ex, ey);
	put_line(s, PEN_DIM, ex, ey, ex + shelf, ey);
	put_arrow(s, ax, ay, atan2(-dy, -dx) * 180 / M_PI);
	put_text(s, dx < 0 ? ex + shelf + 1 : ex + 1, ey + 1, text_h, AT_LEFT, text);
}

void dim_leader_gdt(const struct view *v, double x, double y, double dx, double dy, enum gdt what, const char *value,
	const char *datum)
{
	double ex = view_x(v, x) + dx, ey = view_y(v, y) + dy, w = 10 + text_width(value, text_h)
		+ (*datum ? text_width(datum, text_h) + 3.5 : 0);

	put_line(v->s, PEN_DIM, view_x(v, x), view_y(v, y), ex, ey);
	put_arrow(v->s, view_x(v, x), view_y(v, y), atan2(-dy, -dx) * 180 / M_PI);
	put_gdt(v->s, dx < 0 ? ex - w : ex, ey - 3.5, what, value, datum);
}

void view_label(const struct view *v, double x, double y, double off, const char *text)
{
	put_text(v->s, view_x(v, x), view_y(v, y) + off, 5, AT_MIDDLE, text);
}

void view_cut(const struct view *v, double x, double y, double x2, double y2, const char *letter)
{
	struct sheet *s = v->s;
	double ax = view_x(v, x), ay = view_y(v, y), bx = view_x(v, x2), by = view_y(v, y2);
	bool upright = fabs(bx - ax) < fabs(by - ay);
	double dx = upright ? 0 : 6, dy = upright ? 6 : 0;

	put_line(s, PEN_CENTRE, ax, ay, bx, by);
	put_line(s, PEN_OUTLINE, ax - dx, ay - dy, ax, ay);
	put_line(s, PEN_OUTLINE, bx, by, bx + dx, by + dy);
	for (int end = 0; end < 2; end++) {
		double px = end ? bx + dx : ax - dx, py = end ? by + dy : ay - dy;
		double tx = upright ? px + 8 : px, ty = upright ? py : py + 8;

		put_line(s, PEN_DIM, px, py, tx, ty);
		put_arrow(s, upright ? px + 3 : px, upright ? py : py + 3, upright ? 180 : 270);
		put_text(s, upright ? px + 6 : px + 3, upright ? py + 1.5 : py + 5, 5, AT_LEFT, letter);
	}
}

static void symbol(struct sheet *s, double x, double y, enum gdt what)
{
	switch (what) {
	case GDT_POSITION:
		put_circle(s, PEN_DIM, x, y, 1.6);
		put_line(s, PEN_DIM, x - 2.6, y, x + 2.6, y);
		put_line(s, PEN_DIM, x, y - 2.6, x, y + 2.6);
		break;
	case GDT_FLAT:
		put_line(s, PEN_DIM, x - 2.6, y - 1.3, x + 1.2, y - 1.3);
		put_line(s, PEN_DIM, x - 1.2, y + 1.3, x + 2.6, y + 1.3);
		put_line(s, PEN_DIM, x - 2.6, y - 1.3, x - 1.2, y + 1.3);
		put_line(s, PEN_DIM, x + 1.2, y - 1.3, x + 2.6, y + 1.3);
		break;
	case GDT_RUNOUT:
		put_line(s, PEN_DIM, x - 2, y - 2, x + 2, y + 2);
		put_arrow(s, x + 2, y + 2, 45);
		break;
	case GDT_PERPENDICULAR:
		put_line(s, PEN_DIM, x - 2.2, y - 2, x + 2.2, y - 2);
		put_line(s, PEN_DIM, x, y - 2, x, y + 2.2);
		break;
	case GDT_PARALLEL:
		put_line(s, PEN_DIM, x - 2.2, y - 2.2, x + 0.6, y + 2.2);
		put_line(s, PEN_DIM, x - 0.6, y - 2.2, x + 2.2, y + 2.2);
		break;
	case GDT_CONCENTRIC:
		put_circle(s, PEN_DIM, x, y, 1);
		put_circle(s, PEN_DIM, x, y, 2.3);
		break;
	}
}

void put_gdt(struct sheet *s, double x, double y, enum gdt what, const char *value, const char *datum)
{
	static const double h = 7;
	double w = text_width(value, text_h) + 3, wd = *datum ? text_width(datum, text_h) + 3.5 : 0;

	put_box(s, PEN_DIM, x, y, x + h + w + wd, y + h);
	put_line(s, PEN_DIM, x + h, y, x + h, y + h);
	symbol(s, x + h / 2, y + h / 2, what);
	put_text(s, x + h + w / 2, y + 1.8, text_h, AT_MIDDLE, value);
	if (*datum) {
		put_line(s, PEN_DIM, x + h + w, y, x + h + w, y + h);
		put_text(s, x + h + w + wd / 2, y + 1.8, text_h, AT_MIDDLE, datum);
	}
}

/* The triangle stands on the surface at (x, y); its letter is dx or dy away, one of them 0. */
void put_datum(struct sheet *s, double x, double y, double dx, double dy, const char *letter)
{
	static const double half = 1.5, high = 2.6, box = 6;
	double ux = (dx > 0) - (dx < 0), uy = (dy > 0) - (dy < 0), ex = x + dx, ey = y + dy;
	double left = ux > 0 ? ex : ux < 0 ? ex - box : ex - box / 2, low = uy > 0 ? ey : uy < 0 ? ey - box : ey - box / 2;

	put_fill(s, x - uy * half, y - ux * half, x + uy * half, y + ux * half, x + ux * high, y + uy * high);
	put_line(s, PEN_DIM, x + ux * high, y + uy * high, ex, ey);
	put_box(s, PEN_DIM, left, low, left + box, low + box);
	put_text(s, left + box / 2, low + 1.3, text_h, AT_MIDDLE, letter);
}

void put_rough(struct sheet *s, double x, double y, const char *text)
{
	put_line(s, PEN_DIM, x - 2, y + 3.5, x, y);
	put_line(s, PEN_DIM, x, y, x + 4.2, y + 7.3);
	put_line(s, PEN_DIM, x + 4.2, y + 7.3, x + 5 + text_width(text, 2.5), y + 7.3);
	put_line(s, PEN_DIM, x - 2, y + 3.5, x + 2, y + 3.5);
	put_text(s, x + 4.6, y + 4, 2.5, AT_LEFT, text);
}
