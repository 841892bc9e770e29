#include "draw_impl.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "text/utf8.h"

/* ISO 128-20 line types, ISO 128-24 use of them. */
const struct pen_style pens[PEN_COUNT] = {
	[PEN_OUTLINE] = {"OUTLINE", 0.5, "CONTINUOUS", {0}, 7},
	[PEN_THIN] = {"THIN", 0.25, "CONTINUOUS", {0}, 7},
	[PEN_CENTRE] = {"CENTRE", 0.18, "CENTER", {8, 1.2, 0.6, 1.2}, 1},
	[PEN_HIDDEN] = {"HIDDEN", 0.25, "HIDDEN", {2.4, 1.2}, 4},
	[PEN_DIM] = {"DIM", 0.18, "CONTINUOUS", {0}, 3},
	[PEN_HATCH] = {"HATCH", 0.13, "CONTINUOUS", {0}, 8},
	[PEN_FRAME] = {"FRAME", 0.35, "CONTINUOUS", {0}, 7},
	[PEN_TEXT] = {"TEXT", 0.25, "CONTINUOUS", {0}, 7},
};

static struct prim *add(struct sheet *s, enum shape shape, enum pen pen, double x, double y)
{
	struct prim *p = vec_add(&s->v);

	*p = (struct prim){.shape = shape, .pen = pen, .x = x, .y = y};
	return p;
}

void put_line(struct sheet *s, enum pen pen, double x, double y, double x2, double y2)
{
	struct prim *p = add(s, SHAPE_LINE, pen, x, y);

	p->x2 = x2;
	p->y2 = y2;
}

void put_box(struct sheet *s, enum pen pen, double x, double y, double x2, double y2)
{
	put_line(s, pen, x, y, x2, y);
	put_line(s, pen, x2, y, x2, y2);
	put_line(s, pen, x2, y2, x, y2);
	put_line(s, pen, x, y2, x, y);
}

void put_circle(struct sheet *s, enum pen pen, double x, double y, double r)
{
	add(s, SHAPE_CIRCLE, pen, x, y)->r = r;
}

void put_arc(struct sheet *s, enum pen pen, double x, double y, double r, double from, double to)
{
	struct prim *p = add(s, SHAPE_ARC, pen, x, y);

	p->r = r;
	p->from = from;
	p->to = to;
}

void put_text_turned(struct sheet *s, double x, double y, double height, enum text_at at, double turn, const char *text)
{
	struct prim *p = add(s, SHAPE_TEXT, PEN_TEXT, x, y);

	p->height = height;
	p->at = at;
	p->turn = turn;
	p->text = text;
}

void put_text(struct sheet *s, double x, double y, double height, enum text_at at, const char *text)
{
	put_text_turned(s, x, y, height, at, 0, text);
}

void put_fill(struct sheet *s, double x, double y, double x2, double y2, double x3, double y3)
{
	struct prim *p = add(s, SHAPE_FILL, PEN_DIM, x, y);

	p->x2 = x2;
	p->y2 = y2;
	p->x3 = x3;
	p->y3 = y3;
}

void put_arrow(struct sheet *s, double x, double y, double angle)
{
	static const double length = 3, half = 0.5;
	double c = cos(angle * M_PI / 180), d = sin(angle * M_PI / 180);

	put_fill(s, x, y, x - c * length - d * half, y - d * length + c * half, x - c * length + d * half,
		y - d * length - c * half);
}

double text_width(const char *text, double height)
{
	double w = 0;
	size_t n = 0;
	int32_t cp;

	for (const char *p = text; *p; p += n) {
		n = utf8_decode(p, UTF8_MAX, &cp);
		w += utf8_is_cjk(cp) || cp > 0xff00 ? 1.38 : cp == ' ' || cp == '.' || cp == ',' ? 0.42 : 0.8;
	}
	return w * height;
}

const char *fmt(struct sheet *s, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return arena_strdup(s->a, text);
}

/* Hundredths at most, and no zeros at the end; the comma is not for drawings here. */
const char *measure(struct sheet *s, double v)
{
	long n = lround(v * 100);

	if (n % 100 == 0) {
		return fmt(s, "%ld", n / 100);
	}
	return n % 10 ? fmt(s, "%ld.%02ld", n / 100, n % 100) : fmt(s, "%ld.%ld", n / 100, n % 100 / 10);
}

void add_real(struct str *out, double v, int decimals)
{
	long long scale = 1, n;
	char text[32];

	for (int i = 0; i < decimals; i++) {
		scale *= 10;
	}
	n = llround(fabs(v) * (double)scale);
	str_add(out, v < 0 && n ? "-" : "");
	str_addf(out, "%lld", n / scale);
	if (n % scale) {
		size_t len = (size_t)snprintf(text, sizeof(text), ".%0*lld", decimals, n % scale);

		while (text[len - 1] == '0') {
			len--;
		}
		str_addn(out, text, len);
	}
}

double view_x(const struct view *v, double x)
{
	return v->x + x * v->k;
}

double view_y(const struct view *v, double y)
{
	return v->y + y * v->k;
}

void view_line(const struct view *v, enum pen pen, double x, double y, double x2, double y2)
{
	put_line(v->s, pen, view_x(v, x), view_y(v, y), view_x(v, x2), view_y(v, y2));
}

void view_box(const struct view *v, enum pen pen, double x, double y, double x2, double y2)
{
	put_box(v->s, pen, view_x(v, x), view_y(v, y), view_x(v, x2), view_y(v, y2));
}

void view_circle(const struct view *v, enum pen pen, double x, double y, double r)
{
	put_circle(v->s, pen, view_x(v, x), view_y(v, y), r * v->k);
}

void view_arc(const struct view *v, enum pen pen, double x, double y, double r, double from, double to)
{
	put_arc(v->s, pen, view_x(v, x), view_y(v, y), r * v->k, from, to);
}

void view_round(const struct view *v, enum pen pen, double x, double y, double x2, double y2, double r)
{
	view_line(v, pen, x + r, y, x2 - r, y);
	view_line(v, pen, x2, y + r, x2, y2 - r);
	view_line(v, pen, x2 - r, y2, x + r, y2);
	view_line(v, pen, x, y2 - r, x, y + r);
	view_arc(v, pen, x + r, y + r, r, 180, 270);
	view_arc(v, pen, x2 - r, y + r, r, 270, 360);
	view_arc(v, pen, x2 - r, y2 - r, r, 0, 90);
	view_arc(v, pen, x + r, y2 - r, r, 90, 180);
}

void view_cross(const struct view *v, double x, double y, double r)
{
	double more = r + 2.5 / v->k;

	view_line(v, PEN_CENTRE, x - more, y, x + more, y);
	view_line(v, PEN_CENTRE, x, y - more, x, y + more);
}

void view_hole(const struct view *v, double x, double y, double d)
{
	view_circle(v, PEN_OUTLINE, x, y, d / 2);
	view_cross(v, x, y, d / 2);
}

void view_thread(const struct view *v, double x, double y, double d)
{
	view_circle(v, PEN_OUTLINE, x, y, d * 0.42);
	view_arc(v, PEN_THIN, x, y, d / 2, -80, 190);
	view_cross(v, x, y, d / 2);
}

/* 45 degrees, 2.5 mm apart on the sheet, through the same points in all boxes of a view. */
void view_hatch(const struct view *v, double x, double y, double x2, double y2)
{
	static const double step = 2.5 * M_SQRT2;
	double left = view_x(v, x), right = view_x(v, x2), low = view_y(v, y), high = view_y(v, y2);

	for (double c = ceil((low - right) / step) * step; c < high - left; c += step) {
		double from = fmax(left, low - c), to = fmin(right, high - c);

		if (to > from) {
			put_line(v->s, PEN_HATCH, from, from + c, to, to + c);
		}
	}
}

static const struct part_type *const types[PART_COUNT] = {
	[PART_BRACKET] = &part_bracket, [PART_SHAFT] = &part_shaft, [PART_PLATE] = &part_plate, [PART_FLANGE] = &part_flange,
	[PART_HOUSING] = &part_housing, [PART_MANIFOLD] = &part_manifold, [PART_PANEL] = &part_panel,
	[PART_HEATSINK] = &part_heatsink,
};

const char *part_name(enum part_kind kind)
{
	return kind > PART_NONE && kind < PART_COUNT ? types[kind]->name : "part";
}

/* Scales of ISO 5455, the largest first. */
static const struct { double k; const char *text; } scales[] = {
	{5, "5:1"}, {2, "2:1"}, {1, "1:1"}, {0.5, "1:2"}, {0.2, "1:5"}, {0.1, "1:10"}, {0.05, "1:20"},
};

void draw_sheet(struct sheet *s, const struct drawing *d, struct arena *a)
{
	static const double left = 26, right = 408, low = 78, high = 280; /* room for views on an A3 */
	const struct part_type *type = types[d->part.kind];
	struct room room = type->room(&d->part);
	size_t i = 0;

	*s = (struct sheet){.a = a, .w = 420, .h = 297, .tongue = d->tongue, .title = d->title, .number = d->number};
	while (i + 1 < lengthof(scales) && (room.w * scales[i].k + room.pad_w > right - left
			|| room.h * scales[i].k + room.pad_h > high - low)) {
		i++;
	}
	double k = scales[i].k, w = room.w * k + room.pad_w, h = room.h * k + room.pad_h;
	put_frame(s);
	type->draw(s, d, left + (right - left - w) / 2, low + (high - low - h) / 2, k);
	put_title(s, d, scales[i].text);
}

void sheet_finish(struct sheet *s)
{
	vec_finish(&s->v);
}
