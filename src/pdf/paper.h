#ifndef PDF_PAPER_H
#define PDF_PAPER_H

#include <cairo.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

#include "base/i18n.h"

/*
 * Text on A4 pages, in points from the top left. The same drawing is done twice: once to
 * count the pages, then for good. Foreign text is cleaned on its way in.
 */
enum { PAPER_W = 595, PAPER_H = 842, PAPER_MARGIN = 51 };
enum paper_align { PAPER_LEFT, PAPER_RIGHT };

struct paper {
	cairo_t *cr;
	PangoContext *context;
	double y;              /* where the next row begins */
	int page, pages;       /* pages 0: being counted */
	int unknown;           /* signs no font here has */
	const char *foot;      /* at the bottom of every page, with its number */
};

struct paper_font { double size; bool bold; double grey; /* 0 black */ };

void paper_init(struct paper *p, cairo_surface_t *s, enum lang lang, int pages, const char *foot);
void paper_finish(struct paper *p);  /* ends the last page */

/* Draws text wrapped to width at x, y; answers its height. */
double paper_text(struct paper *p, double x, double y, double width, enum paper_align align, struct paper_font f, const char *text);
double paper_measure(struct paper *p, double width, struct paper_font f, const char *text);
void paper_rule(struct paper *p, double y, double thickness);
/* Is there room for a row so high? If not, a new page begins and true is answered. */
bool paper_break(struct paper *p, double height);

#endif
