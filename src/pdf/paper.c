#include "paper.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "text/clean.h"

#define FOOT_SIZE 8.0
#define BOTTOM (PAPER_H - PAPER_MARGIN - 24)

void paper_init(struct paper *p, cairo_surface_t *s, enum lang lang, int pages, const char *foot)
{
	*p = (struct paper){.cr = cairo_create(s), .y = PAPER_MARGIN, .page = 1, .pages = pages, .foot = foot};
	p->context = pango_cairo_create_context(p->cr);
	/* which of Han's shapes is meant */
	pango_context_set_language(p->context, pango_language_from_string(lang_code(lang)));
}

static PangoLayout *layout_of(struct paper *p, double width, enum paper_align align, struct paper_font f, const char *text)
{
	PangoLayout *l = pango_layout_new(p->context);
	PangoFontDescription *font = pango_font_description_from_string("sans");
	struct str safe = STR_INIT;

	clean(&safe, text, strlen(text), CLEAN_MULTILINE);
	pango_font_description_set_absolute_size(font, f.size * PANGO_SCALE);
	pango_font_description_set_weight(font, f.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(l, font);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(l, align == PAPER_RIGHT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_auto_dir(l, FALSE);
	pango_layout_set_text(l, str_c(&safe), (int)safe.len);
	pango_font_description_free(font);
	str_finish(&safe);
	return l;
}

static double height_of(PangoLayout *l)
{
	int height;

	pango_layout_get_size(l, NULL, &height);
	return (double)height / PANGO_SCALE;
}

double paper_measure(struct paper *p, double width, struct paper_font f, const char *text)
{
	PangoLayout *l = layout_of(p, width, PAPER_LEFT, f, text);
	double height = height_of(l);

	g_object_unref(l);
	return height;
}

double paper_text(struct paper *p, double x, double y, double width, enum paper_align align, struct paper_font f, const char *text)
{
	PangoLayout *l = layout_of(p, width, align, f, text);
	double height = height_of(l);

	p->unknown += pango_layout_get_unknown_glyphs_count(l);
	cairo_set_source_rgb(p->cr, f.grey, f.grey, f.grey);
	cairo_move_to(p->cr, x, y);
	pango_cairo_show_layout(p->cr, l);
	g_object_unref(l);
	return height;
}

void paper_rule(struct paper *p, double y, double thickness)
{
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	cairo_set_line_width(p->cr, thickness);
	cairo_move_to(p->cr, PAPER_MARGIN, y);
	cairo_line_to(p->cr, PAPER_W - PAPER_MARGIN, y);
	cairo_stroke(p->cr);
}

static void end_page(struct paper *p)
{
	struct paper_font small = {FOOT_SIZE, false, 0.4};
	double width = PAPER_W - 2 * PAPER_MARGIN, y = PAPER_H - PAPER_MARGIN - FOOT_SIZE;
	char number[32];

	snprintf(number, sizeof(number), "%d / %d", p->page, p->pages);
	paper_text(p, PAPER_MARGIN, y, width - 60, PAPER_LEFT, small, p->foot);
	paper_text(p, PAPER_W - PAPER_MARGIN - 60, y, 60, PAPER_RIGHT, small, number);
	cairo_show_page(p->cr);
}

bool paper_break(struct paper *p, double height)
{
	if (p->y + height <= BOTTOM || p->y <= PAPER_MARGIN) {
		return false;
	}
	end_page(p);
	p->page++;
	p->y = PAPER_MARGIN;
	return true;
}

void paper_finish(struct paper *p)
{
	end_page(p);
	g_object_unref(p->context);
	cairo_destroy(p->cr);
}
