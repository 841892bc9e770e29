#ifndef RENDER_SCENE_H
#define RENDER_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

/*
 * A vector drawing as its reader made it, for the rasteriser: pages of paths and texts.
 * Coordinates are the page's own units, x to the right, y up. Curves stay curves, so
 * that every zoom is sharp. Texts are never paths: they are laid over as characters.
 * Everything lives in the scene's arena and vectors; scene_finish() frees it.
 *
 * Readers run in the sandboxed helper on strangers' bytes: every adding function
 * counts against the limits below. Past one, or after a number that is not finite, it
 * adds nothing and answers false; the scene is then `cut`, and shows what it has.
 */
enum {
	SCENE_PAGES = 256, SCENE_LAYERS = 4096, SCENE_SEGS = 4000000, SCENE_TEXTS = 200000,
	SCENE_TEXT_BYTES = 8192, SCENE_KINDS = 128, SCENE_DASHES = 12, SCENE_PIXELS = 64 << 20
};

enum scene_unit { UNIT_NONE, UNIT_MM, UNIT_CM, UNIT_M, UNIT_INCH, UNIT_FOOT, UNIT_POINT, UNIT_PIXEL };

enum scene_op {
	SEG_MOVE, SEG_LINE,
	SEG_ARC,   /* from where one is, along arcs[arc] */
	SEG_CLOSE  /* a line back to the last move */
};
struct scene_seg { enum scene_op op; uint32_t arc; double x, y; /* its end */ };

/* Part of an ellipse: p(t) = c + u cos t + v sin t, t from `from` to `to` (radians; to < from runs clockwise). */
struct scene_arc { double cx, cy, ux, uy, vx, vy, from, to; };

struct scene_path {
	uint32_t layer;
	bool fill;           /* an area, not a line */
	bool nonzero;        /* of a fill: by the winding rule, not even-odd */
	bool erase;          /* of a fill: in the paper's colour, it hides what was drawn before */
	bool hidden;         /* of a layer that is off: not drawn until it is switched on */
	uint16_t ndash;      /* 0: solid */
	const double *dash;  /* on, off, on ... in page units */
	size_t first, n;     /* segs[first..first+n) */
};

struct scene_text {
	const char *text;    /* UTF-8, one line, codes resolved (%%c is U+2300); not cleaned for the terminal */
	double x, y, w, h;   /* lower left corner of its box, before it is turned about that corner */
	double angle;        /* degrees, counter-clockwise */
	uint32_t layer;
	bool hidden;
};

/* Dots that were dots in the file already, halved again and again so that every zoom is quick. */
enum { SCENE_LEVELS = 12 };
struct scene_image {
	double x0, y0, x1, y1;       /* where it lies, in page units */
	bool photo;                  /* many shades: not black lines on white */
	int nlevels;
	struct scene_level {
		int w, h;
		uint8_t *mean, *dark; /* of the dots below: 0 black. dark is what keeps a thin line; the same as mean at first */
	} level[SCENE_LEVELS];
};

struct scene_page {
	const char *name;            /* of a layout or sheet; "" when there is none */
	enum scene_unit unit;
	double x0, y0, x1, y1;       /* what is on it; x1 < x0: nothing */
	double sheet_w, sheet_h;     /* of the paper, in mm; 0: the drawing does not say */
	double px0, py0, px1, py1;   /* the paper in page units; px1 <= px0: not known, take what is on it */
	VEC(struct scene_path) paths;
	VEC(struct scene_seg) segs;
	VEC(struct scene_arc) arcs;
	VEC(struct scene_text) texts;
	struct scene_image *image;   /* lies below the paths; NULL none. Freed with the scene */
};

struct scene_layer { const char *name; bool off; };
struct scene_kind { const char *name; long drawn, skipped; }; /* "LINE" ...; skipped: not drawn, and said so */

struct scene {
	struct arena arena;
	VEC(struct scene_page *) pages;
	VEC(struct scene_layer) layers;  /* [0] is "0" */
	VEC(struct scene_kind) kinds;
	char format[32];                 /* "DXF R2000 (AC1015)", "SVG" ... */
	bool cut;                        /* a limit was met: this is not all */
	size_t nsegs, ntexts;            /* on all pages, for the limits */
};

void scene_init(struct scene *s);
void scene_finish(struct scene *s);

/* NULL past the limit. name is copied. The first page is the one shown first. */
struct scene_page *scene_page(struct scene *s, const char *name, enum scene_unit unit);
/* The layer's number; made when it is new, 0 past the limit. Names are matched without regard to ASCII case. */
uint32_t scene_layer(struct scene *s, const char *name);
void scene_layer_off(struct scene *s, uint32_t layer);

/* A path at a time: begin, then segments; empty ones vanish with scene_path_end(). */
struct scene_look {
	uint32_t layer;
	bool fill, hidden;
	uint16_t ndash;
	const double *dash; /* copied by the first path that has it */
	bool nonzero, erase;
};
bool scene_path(struct scene *s, struct scene_page *p, const struct scene_look *look);
bool scene_move(struct scene *s, struct scene_page *p, double x, double y);
bool scene_line(struct scene *s, struct scene_page *p, double x, double y);
bool scene_arc(struct scene *s, struct scene_page *p, const struct scene_arc *a); /* draws a line to its start where that is elsewhere */
bool scene_close(struct scene *s, struct scene_page *p);
void scene_path_end(struct scene *s, struct scene_page *p);

/* The text is copied and its line ends become blanks; empty ones are not kept. */
bool scene_text(struct scene *s, struct scene_page *p, const struct scene_text *t);
/* Takes grey (w x h, 0 black, on the heap; at most SCENE_PIXELS of them) as the page's image. */
bool scene_image(struct scene *s, struct scene_page *p, uint8_t *grey, int w, int h, const double box[4]);
void scene_count(struct scene *s, const char *kind, bool drawn);
double scene_unit_mm(enum scene_unit u); /* 0 for UNIT_NONE and UNIT_PIXEL */

/*
 * Readers. data stays the caller's. -1: it is not such a file, or nothing of it could be read (e says what and,
 * for DXF, at which line). Anything that could be read in part is 0, with s->cut or kinds telling what is missing.
 *
 * dxf_read(): ASCII and binary, up to R2018. The first page is the first layout that looks at the model, else the model;
 * the model is a page unless it is empty and a layout is not. kinds count what is on the pages, and what blocks hold that
 * is not drawn. Ends within about a second, however the file nests; then s->cut.
 */
int dxf_read(const unsigned char *data, size_t n, struct scene *s, struct err *e);

#endif
