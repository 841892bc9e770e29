#ifndef RENDER_DXF_MTEXT_H
#define RENDER_DXF_MTEXT_H

#include "dxf.h"

/* Text with MTEXT's formatting codes: cut into pieces, and set in lines. */
enum dxf_break { DXF_WORD, DXF_BLANK, DXF_NEWLINE, DXF_COLUMN };
struct dxf_piece {
	enum dxf_break kind;
	bool joined;    /* no line ends before it */
	char align;     /* of its paragraph: l, c, r, j; 0: not said */
	size_t from, n; /* in the text */
	double w, h;    /* as multiples of the text's height */
};
struct dxf_pieces { struct str text; VEC(struct dxf_piece) v; };

/* raw as in the file. gdt: its style's font is the one of geometric tolerances. Finish p. */
void dxf_pieces(const struct dxf *d, struct dxf_pieces *p, const char *raw, size_t n, bool gdt);
void dxf_pieces_finish(struct dxf_pieces *p);

/* Where lines are set. */
struct dxf_mtext {
	struct dxf_v at, x, up;  /* unit vectors */
	double height, width;    /* of capitals; of the paper for wrapping, 0: none */
	double spacing;          /* a factor of the usual line spacing */
	double across;           /* factor of the font's width */
	int attach;              /* 1 top left ... 9 bottom right */
	int columns;             /* 0 or 1: none */
	double column_width, gutter;
	size_t heights;          /* so many columns say how high they are; the last counts for the others */
	double column_height[16];
	double actual;           /* the widest line, as the writer measured it; 0: not said */
	bool gdt;
};
void dxf_mtext(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct dxf_mtext *m, const char *raw,
	size_t n);
/* The strings of codes 3 and `last` of e as one. */
void dxf_long_text(struct str *out, const struct dxf_ent *e, int last);
/* All in one line, without codes. */
void dxf_one_line(const struct dxf *d, struct str *out, const char *raw, size_t n);
/* Sign of the font gdt for c; NULL: c itself. */
const char *dxf_gdt(int c);

#endif
