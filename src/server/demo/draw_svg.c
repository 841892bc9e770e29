#include "draw_impl.h"

#include <math.h>

static void add_escaped(struct str *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '&') {
			str_add(out, "&amp;");
		} else if (*s == '<') {
			str_add(out, "&lt;");
		} else {
			str_addc(out, *s);
		}
	}
}

/* name="value" with a space before */
static void attr(struct str *out, const char *name, double v)
{
	str_addf(out, " %s=\"", name);
	add_real(out, v, 3);
	str_addc(out, '"');
}

/* The sheet's y goes up, SVG's goes down. */
static void point(const struct sheet *s, struct str *out, char letter, double x, double y)
{
	str_addc(out, letter);
	add_real(out, x, 3);
	str_addc(out, ' ');
	add_real(out, s->h - y, 3);
}

static void add_arc(const struct sheet *s, const struct prim *p, struct str *out)
{
	double a = p->from * M_PI / 180, b = p->to * M_PI / 180, sweep = fmod(p->to - p->from + 720, 360);

	str_add(out, "<path d=\"");
	point(s, out, 'M', p->x + p->r * cos(a), p->y + p->r * sin(a));
	str_addc(out, 'A');
	add_real(out, p->r, 3);
	str_addc(out, ' ');
	add_real(out, p->r, 3);
	str_addf(out, " 0 %d 0", sweep > 180);
	point(s, out, ' ', p->x + p->r * cos(b), p->y + p->r * sin(b));
	str_add(out, "\"/>\n");
}

static void add_text(const struct sheet *s, const struct prim *p, struct str *out)
{
	static const char *const anchors[] = {"start", "middle", "end"};

	str_add(out, "<text");
	attr(out, "x", p->x);
	attr(out, "y", s->h - p->y);
	/* capital letters are about 0.72 of the size */
	attr(out, "font-size", p->height / 0.72);
	if (p->at != AT_LEFT) {
		str_addf(out, " text-anchor=\"%s\"", anchors[p->at]);
	}
	if (p->turn > 0) {
		str_add(out, " transform=\"rotate(");
		add_real(out, -p->turn, 0);
		point(s, out, ' ', p->x, p->y);
		str_add(out, ")\"");
	}
	str_addc(out, '>');
	add_escaped(out, p->text);
	str_add(out, "</text>\n");
}

static void add_prim(const struct sheet *s, const struct prim *p, struct str *out)
{
	switch (p->shape) {
	case SHAPE_LINE:
		str_add(out, "<path d=\"");
		point(s, out, 'M', p->x, p->y);
		point(s, out, 'L', p->x2, p->y2);
		str_add(out, "\"/>\n");
		break;
	case SHAPE_CIRCLE:
		str_add(out, "<circle");
		attr(out, "cx", p->x);
		attr(out, "cy", s->h - p->y);
		attr(out, "r", p->r);
		str_add(out, "/>\n");
		break;
	case SHAPE_ARC:
		add_arc(s, p, out);
		break;
	case SHAPE_FILL:
		str_add(out, "<path fill=\"#000\" d=\"");
		point(s, out, 'M', p->x, p->y);
		point(s, out, 'L', p->x2, p->y2);
		point(s, out, 'L', p->x3, p->y3);
		str_add(out, "Z\"/>\n");
		break;
	case SHAPE_TEXT:
		if (*p->text) {
			add_text(s, p, out);
		}
		break;
	}
}

static void open_layer(enum pen pen, struct str *out)
{
	const struct pen_style *style = &pens[pen];

	str_addf(out, "<g id=\"%s\"", style->name);
	if (pen == PEN_TEXT) {
		str_add(out, " fill=\"#000\" stroke=\"none\"");
	} else {
		attr(out, "stroke-width", style->width);
	}
	for (int i = 0; i < 4 && style->dash[i] > 0; i++) {
		str_add(out, i ? " " : " stroke-dasharray=\"");
		add_real(out, style->dash[i], 2);
	}
	str_add(out, style->dash[0] > 0 ? "\">\n" : ">\n");
}

static void open_svg(const struct sheet *s, struct str *out)
{
	int w = (int)s->w, h = (int)s->h;

	str_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\""
		" width=\"%dmm\" height=\"%dmm\" viewBox=\"0 0 %d %d\">\n<title>", w, h, w, h);
	add_escaped(out, s->title);
	str_addf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n<g fill=\"none\" stroke=\"#000\""
		" stroke-linecap=\"round\" font-family=\"Arial, Liberation Sans, DejaVu Sans, Noto Sans CJK KR, sans-serif\">\n", w, h);
}

void draw_svg(const struct sheet *s, struct str *out)
{
	open_svg(s, out);
	for (int pen = 0; pen < PEN_COUNT; pen++) {
		open_layer((enum pen)pen, out);
		for (size_t i = 0; i < s->v.n; i++) {
			if ((int)s->v.v[i].pen == pen) {
				add_prim(s, &s->v.v[i], out);
			}
		}
		str_add(out, "</g>\n");
	}
	str_add(out, "</g>\n</svg>\n");
}
