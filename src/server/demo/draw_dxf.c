#include "draw_impl.h"

#include <math.h>

#include "text/utf8.h"

/* Group code and value, as R12 has them (AutoCAD Release 12, DXF reference). */
static void text_group(struct str *out, int code, const char *value)
{
	str_addf(out, "%3d\r\n%s\r\n", code, value);
}

static void int_group(struct str *out, int code, int value)
{
	str_addf(out, "%3d\r\n%6d\r\n", code, value);
}

static void real_group(struct str *out, int code, double value)
{
	str_addf(out, "%3d\r\n", code);
	add_real(out, value, 4);
	str_add(out, "\r\n");
}

static void point(struct str *out, int code, double x, double y)
{
	real_group(out, code, x);
	real_group(out, code + 10, y);
	real_group(out, code + 20, 0);
}

static void add_string(struct str *out, int code, const char *s)
{
	size_t n;
	int32_t cp;

	str_addf(out, "%3d\r\n", code);
	for (; *s; s += n) {
		n = utf8_decode(s, UTF8_MAX, &cp);
		if (cp == 0xd8) {
			str_add(out, "%%c");
		} else if (cp == 0xb0) {
			str_add(out, "%%d");
		} else if (cp == 0xb1) {
			str_add(out, "%%p");
		} else if (cp >= 0x20 && cp < 0x7f) {
			str_addc(out, (char)cp);
		} else {
			str_addf(out, "\\U+%04X", (unsigned)cp);
		}
	}
	str_add(out, "\r\n");
}

static void header(const struct sheet *s, struct str *out)
{
	text_group(out, 0, "SECTION");
	text_group(out, 2, "HEADER");
	text_group(out, 9, "$ACADVER");
	text_group(out, 1, "AC1009");
	text_group(out, 9, "$DWGCODEPAGE");
	text_group(out, 3, "ansi_1252");
	text_group(out, 9, "$INSBASE");
	point(out, 10, 0, 0);
	text_group(out, 9, "$EXTMIN");
	point(out, 10, 0, 0);
	text_group(out, 9, "$EXTMAX");
	point(out, 10, s->w, s->h);
	text_group(out, 9, "$LIMMIN");
	real_group(out, 10, 0);
	real_group(out, 20, 0);
	text_group(out, 9, "$LIMMAX");
	real_group(out, 10, s->w);
	real_group(out, 20, s->h);
	text_group(out, 9, "$LTSCALE");
	real_group(out, 40, 1);
	text_group(out, 0, "ENDSEC");
}

static void table(struct str *out, const char *name, int n)
{
	text_group(out, 0, "TABLE");
	text_group(out, 2, name);
	int_group(out, 70, n);
}

static void line_type(struct str *out, const char *name, const char *look, const double *dash)
{
	int n = 0;
	double length = 0;

	while (n < 4 && dash[n] > 0) {
		length += dash[n++];
	}
	text_group(out, 0, "LTYPE");
	text_group(out, 2, name);
	int_group(out, 70, 0);
	text_group(out, 3, look);
	int_group(out, 72, 65);
	int_group(out, 73, n);
	real_group(out, 40, length);
	for (int i = 0; i < n; i++) {
		real_group(out, 49, i & 1 ? -dash[i] : dash[i]);
	}
}

static void tables(struct str *out)
{
	text_group(out, 0, "SECTION");
	text_group(out, 2, "TABLES");
	table(out, "LTYPE", 3);
	line_type(out, "CONTINUOUS", "Solid line", (double[4]){0});
	line_type(out, "CENTER", "____ _ ____ _ ____", pens[PEN_CENTRE].dash);
	line_type(out, "HIDDEN", "__ __ __ __ __", pens[PEN_HIDDEN].dash);
	text_group(out, 0, "ENDTAB");
	table(out, "LAYER", PEN_COUNT + 1);
	for (int i = -1; i < PEN_COUNT; i++) {
		text_group(out, 0, "LAYER");
		text_group(out, 2, i < 0 ? "0" : pens[i].name);
		int_group(out, 70, 0);
		int_group(out, 62, i < 0 ? 7 : pens[i].colour);
		text_group(out, 6, i < 0 ? "CONTINUOUS" : pens[i].line);
	}
	text_group(out, 0, "ENDTAB");
	table(out, "STYLE", 1);
	text_group(out, 0, "STYLE");
	text_group(out, 2, "STANDARD");
	int_group(out, 70, 0);
	real_group(out, 40, 0);
	real_group(out, 41, 1);
	real_group(out, 50, 0);
	int_group(out, 71, 0);
	real_group(out, 42, 3.5);
	text_group(out, 3, "txt");
	text_group(out, 4, "");
	text_group(out, 0, "ENDTAB");
	text_group(out, 0, "ENDSEC");
}

static void text_entity(const struct prim *p, struct str *out)
{
	point(out, 10, p->x, p->y);
	real_group(out, 40, p->height);
	add_string(out, 1, p->text);
	real_group(out, 50, p->turn);
	text_group(out, 7, "STANDARD");
	if (p->at != AT_LEFT) {
		int_group(out, 72, p->at == AT_MIDDLE ? 1 : 2);
		point(out, 11, p->x, p->y);
	}
}

static void entity(const struct prim *p, struct str *out)
{
	static const char *const names[] = {"LINE", "CIRCLE", "ARC", "SOLID", "TEXT"};

	text_group(out, 0, names[p->shape]);
	text_group(out, 8, pens[p->pen].name);
	switch (p->shape) {
	case SHAPE_LINE:
		point(out, 10, p->x, p->y);
		point(out, 11, p->x2, p->y2);
		break;
	case SHAPE_CIRCLE:
	case SHAPE_ARC:
		point(out, 10, p->x, p->y);
		real_group(out, 40, p->r);
		if (p->shape == SHAPE_ARC) {
			real_group(out, 50, fmod(p->from + 360, 360));
			real_group(out, 51, fmod(p->to + 360, 360));
		}
		break;
	case SHAPE_FILL:
		point(out, 10, p->x, p->y);
		point(out, 11, p->x2, p->y2);
		point(out, 12, p->x3, p->y3);
		point(out, 13, p->x3, p->y3);
		break;
	case SHAPE_TEXT:
		text_entity(p, out);
		break;
	}
}

void draw_dxf(const struct sheet *s, struct str *out)
{
	text_group(out, 999, "fettle demo drawing");
	header(s, out);
	tables(out);
	text_group(out, 0, "SECTION");
	text_group(out, 2, "BLOCKS");
	text_group(out, 0, "ENDSEC");
	text_group(out, 0, "SECTION");
	text_group(out, 2, "ENTITIES");
	for (size_t i = 0; i < s->v.n; i++) {
		if (s->v.v[i].shape != SHAPE_TEXT || *s->v.v[i].text) {
			entity(&s->v.v[i], out);
		}
	}
	text_group(out, 0, "ENDSEC");
	text_group(out, 0, "EOF");
}
