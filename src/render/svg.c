#include "source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib.h"
#include "record.h"

#define CSS_DPI 96.0

static const char no_texts[] = "text, tspan, textPath, flowRoot, foreignObject { display: none !important; }";

/* In millimetres, or 0 when it does not say. */
static double in_mm(const RsvgLength *l)
{
	switch (l->unit) {
	case RSVG_UNIT_MM: return l->length;
	case RSVG_UNIT_CM: return l->length * 10;
	case RSVG_UNIT_IN: return l->length * 25.4;
	case RSVG_UNIT_PT: return l->length * 25.4 / 72;
	case RSVG_UNIT_PC: return l->length * 25.4 / 6;
	case RSVG_UNIT_PERCENT:
	case RSVG_UNIT_PX:
	case RSVG_UNIT_EM:
	case RSVG_UNIT_EX: break;
	}
	return 0;
}

static double in_px(bool has, const RsvgLength *l, double otherwise)
{
	return has && l->unit == RSVG_UNIT_PX ? l->length : otherwise;
}

struct size { double w, h; enum scene_unit unit; RsvgRectangle box; bool has_box; };

static void size_by_ink(const struct lib_rsvg *l, RsvgHandle *svg, struct size *out)
{
	RsvgRectangle all = {0, 0, 1000, 1000}, ink = {0}, logical;

	if (!l->rsvg_handle_get_geometry_for_layer(svg, NULL, &all, &ink, &logical, NULL) || !(ink.width > 0 && ink.height > 0)) {
		ink = (RsvgRectangle){0, 0, 100, 100};
	}
	out->w = fmax(ink.x + ink.width, 1);
	out->h = fmax(ink.y + ink.height, 1);
}

/* The size on paper, else the view box's, else what is drawn. */
static int size_of(const struct lib_rsvg *l, RsvgHandle *svg, struct size *out)
{
	RsvgLength w, h;
	gboolean has_w, has_h, has_box;

	l->rsvg_handle_get_intrinsic_dimensions(svg, &has_w, &w, &has_h, &h, &has_box, &out->box);
	out->has_box = has_box && out->box.width > 0 && out->box.height > 0;
	out->unit = UNIT_MM;
	out->w = has_w ? in_mm(&w) : 0;
	out->h = has_h ? in_mm(&h) : 0;
	if (!(out->w > 0 && out->h > 0)) {
		out->unit = UNIT_PIXEL;
		out->w = in_px(has_w, &w, out->has_box ? out->box.width : 0);
		out->h = in_px(has_h, &h, out->has_box ? out->box.height : 0);
	}
	if (!(out->w > 0 && out->h > 0)) {
		size_by_ink(l, svg, out);
	}
	return isfinite(out->w) && isfinite(out->h) && out->w < 1e9 && out->h < 1e9 && out->w / out->h < 1e5 && out->h / out->w < 1e5 ? 0 : -1;
}

/* User units to page units as librsvg does it: the view box is fitted and centred (or stretched: "none" is rare). */
static struct raster_map user_to_page(const struct size *z)
{
	double scale = z->unit == UNIT_MM ? 25.4 / CSS_DPI : 1, ox = 0, oy = 0;

	if (z->has_box) {
		scale = fmin(z->w / z->box.width, z->h / z->box.height);
		ox = (z->w - scale * z->box.width) / 2 - scale * z->box.x;
		oy = (z->h - scale * z->box.height) / 2 - scale * z->box.y;
	}
	return (struct raster_map){.a = scale, .c = ox, .e = -scale, .f = z->h - oy};
}

static int draw(struct source *s, const struct lib_rsvg *l, RsvgHandle *svg, const struct size *z, struct scene_page *p, struct err *e)
{
	const struct lib_cairo *c = lib_cairo(e);
	const struct lib_glib *g = lib_glib(e);
	RsvgRectangle view = {0, 0, z->w, z->h};
	GError *error = NULL;
	cairo_t *cr;

	if (!c || !g) {
		return -1;
	}
	cr = record_begin(c, &s->scene, p, z->w, z->h);
	if (!cr) {
		return err_set(e, ERR_DRAWING, "%s", "cairo");
	}
	if (!l->rsvg_handle_render_document(svg, cr, &view, &error)) {
		s->scene.cut = true;
		g->g_error_free(error);
	}
	record_end(cr, NULL);
	return 0;
}

/* librsvg takes nothing but whole XML; what another parser makes of a broken file is whole. */
static RsvgHandle *open_mended(struct source *s, const struct lib_rsvg *l)
{
	xmlChar *text = svg_mended(s, &s->n);

	if (!text) {
		return NULL;
	}
	s->data = text;
	s->scene.cut = true;
	return l->rsvg_handle_new_from_data(s->data, s->n, NULL);
}

int svg_open(struct source *s, enum proto_why *why, struct err *e)
{
	const struct lib_rsvg *l = lib_rsvg(e);
	const struct lib_glib *g = lib_glib(e);
	struct size z = {0};
	GError *error = NULL;
	struct scene_page *p;
	int r = -1;

	*why = WHY_LIBRARY;
	if (!l || !g) {
		return -1;
	}
	*why = WHY_BROKEN;
	RsvgHandle *svg = l->rsvg_handle_new_from_data(s->data, s->n, &error);

	if (!svg) {
		err_set(e, ERR_DRAWING, "SVG: %s", error ? error->message : "");
		g->g_error_free(error);
		svg = open_mended(s, l);
	}
	if (!svg) {
		return -1;
	}
	l->rsvg_handle_set_dpi(svg, CSS_DPI);
	l->rsvg_handle_set_stylesheet(svg, (const guint8 *)no_texts, sizeof(no_texts) - 1, NULL);
	if (size_of(l, svg, &z)) {
		err_set(e, ERR_DRAWING, "%s", "SVG: width, height");
	} else {
		struct raster_map m = user_to_page(&z);

		memcpy(s->scene.format, "SVG", 4);
		p = scene_page(&s->scene, "", z.unit);
		p->px1 = z.w;
		p->py1 = z.h;
		p->sheet_w = z.unit == UNIT_MM ? z.w : 0;
		p->sheet_h = z.unit == UNIT_MM ? z.h : 0;
		r = draw(s, l, svg, &z, p, e);
		if (r == 0 && svg_texts(s, p, &m, e)) {
			s->scene.cut = true;
		}
	}
	g->g_object_unref(svg);
	return r;
}
