#ifndef SERVER_DEMO_DRAW_H
#define SERVER_DEMO_DRAW_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

/*
 * Shop drawings of parametric parts, on sheets after ISO 5457 (frame with zones) and
 * ISO 7200 (title block), and three ways to write them. All lengths are millimetres; on the
 * sheet the origin is the lower left corner, y goes up, angles are degrees, counterclockwise.
 */
enum pen { PEN_OUTLINE, PEN_THIN, PEN_CENTRE, PEN_HIDDEN, PEN_DIM, PEN_HATCH, PEN_FRAME, PEN_TEXT, PEN_COUNT };
struct pen_style { const char *name; double width; const char *line; double dash[4]; int colour; /* AutoCAD index */ };
extern const struct pen_style pens[PEN_COUNT];

enum text_at { AT_LEFT, AT_MIDDLE, AT_RIGHT };
enum shape { SHAPE_LINE, SHAPE_CIRCLE, SHAPE_ARC, SHAPE_FILL /* triangle */, SHAPE_TEXT };
struct prim {
	enum shape shape;
	enum pen pen;
	double x, y, x2, y2, x3, y3;
	double r, from, to;
	double height, turn;      /* of capital letters; the text's direction */
	enum text_at at;
	const char *text;         /* UTF-8 */
};
struct sheet {
	struct arena *a;
	double w, h;
	int tongue;               /* enum tongue of fill.h */
	const char *title, *number;
	VEC(struct prim) v;
};

enum part_kind { PART_NONE, PART_BRACKET, PART_SHAFT, PART_PLATE, PART_FLANGE, PART_HOUSING, PART_MANIFOLD,
	PART_PANEL, PART_HEATSINK, PART_COUNT };
/* The part and its sizes; what they mean is the business of each kind (parts_*.c). */
struct part { enum part_kind kind; int a, b, c, d; char rev; };

struct drawing {
	struct part part;
	int tongue;               /* enum tongue of fill.h */
	const char *title, *number, *material, *finish, *tolerance, *owner, *date;
};
/* Draws it; the texts go into a. sheet_finish() when done. */
void draw_sheet(struct sheet *s, const struct drawing *d, struct arena *a);
void sheet_finish(struct sheet *s);
/* "bracket", for names of files. */
const char *part_name(enum part_kind kind);

/* AutoCAD R12 text; what is not ASCII as \U+XXXX, but for %%c, %%d, %%p. */
void draw_dxf(const struct sheet *s, struct str *out);
void draw_svg(const struct sheet *s, struct str *out);
/* PDF 1.4 without embedded fonts: Helvetica, and the CID fonts every reader brings for
   Korean and Japanese; with ToUnicode maps. */
void draw_pdf(const struct sheet *s, struct str *out);

#endif
