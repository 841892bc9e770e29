#ifndef SERVER_DEMO_ATTACH_H
#define SERVER_DEMO_ATTACH_H

#include "draw.h"
#include "fill.h"

/* Places of a drawing that notes stand at: dimensions, with where they are in mm. */
enum { PINS = 6 };
struct pins {
	int n;
	struct pin { const char *text; double x, y; char zone[8]; } v[PINS];
};

/*
 * Draws the part for a request (its number, texts and time of posting are set), keeps a file for
 * each letter of formats (d DXF, s SVG, p PDF; others mean nothing here) and adds it to the request's
 * files. Draws nothing for PART_NONE. pins may be NULL.
 */
int attach_drawings(struct fill *f, struct rfq *r, const struct part *part, enum tongue tongue, const char *formats,
	const struct fill_org *owner, struct pins *pins, struct err *e);

/* The DXF of the part once more, one dimension changed, as the next revision: the last of the request's files. */
int attach_revision(struct fill *f, struct rfq *r, const struct part *part, enum tongue tongue, const struct fill_org *owner,
	int64_t at, struct err *e);

#endif
