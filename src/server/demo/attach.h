#ifndef SERVER_DEMO_ATTACH_H
#define SERVER_DEMO_ATTACH_H

#include "draw.h"
#include "fill.h"

/*
 * Draws the part for a request (its number, texts and time of posting are set), keeps a file for
 * each letter of formats (d DXF, s SVG, p PDF) and adds it to the request's files. Draws
 * nothing for PART_NONE.
 */
int attach_drawings(struct fill *f, struct rfq *r, const struct part *part, enum tongue tongue, const char *formats,
	const struct fill_org *owner, struct err *e);

#endif
