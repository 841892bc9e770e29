#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/loop.h"

/*
 * A drawing as the client sees it: a process `fettle-draw` in its sandbox, asked for pictures and texts.
 * Nothing here waits: requests go out and answers come in by the loop, through struct drawing_events. One
 * process for each open drawing; whatever happens to it is a `failed`, never more.
 *
 * Coordinates are the page's own units (millimetres, inches, points ...), x to the right, y up.
 */
enum { DRAWING_PAGES = 256, DRAWING_LAYERS = 4096, DRAWING_TEXTS = 200000, DRAWING_TEXT_BYTES = 8192, DRAWING_DOTS = 8192 };

struct drawing;

/* How a picture is made of cells; what a cell has of dots (across x down) is in draw/grid.h. */
enum drawing_mode { DRAWING_BRAILLE, DRAWING_SEXTANT, DRAWING_HALF, DRAWING_ASCII, DRAWING_SIXEL, DRAWING_KITTY, DRAWING_MODES };

struct drawing_box { double x0, y0, x1, y1; }; /* x1 <= x0: nothing */

struct drawing_page {
	const char *name;          /* of a layout; "" none */
	const char *unit;          /* "mm" "cm" "m" "in" "ft" "pt" "px", "" not known */
	double unit_mm;            /* a unit in millimetres; 0: not known */
	struct drawing_box extent; /* what is drawn */
	struct drawing_box paper;  /* of the sheet; empty when there is none */
	double sheet_w, sheet_h;   /* of the sheet, in mm; 0: the drawing does not say */
};

struct drawing_layer { const char *name; bool off; };
struct drawing_kind { const char *name; int64_t drawn, skipped; }; /* skipped: a kind of entity that is not drawn */

struct drawing_info {
	const char *format;        /* "DXF R2000 (AC1015)", "PDF 1.4" */
	const char *note;          /* about the sandbox, "" when it is whole */
	bool cut;                  /* a limit was met: this is not all */
	bool image;                /* a picture of dots: it has no texts */
	size_t npages, nlayers, nkinds;
	const struct drawing_page *pages;
	const struct drawing_layer *layers;
	const struct drawing_kind *kinds;
};

struct drawing_text {
	const char *text;   /* one line of valid UTF-8; NOT cleaned for the terminal */
	double x, y, w, h;  /* lower left corner, width and height of its box before it is turned about that corner */
	double angle;       /* degrees, counter-clockwise */
	uint32_t layer;
	bool hidden;        /* of a layer or an entity that is off */
};
struct drawing_texts { int page; size_t n; const struct drawing_text *v; };

/*
 * What is looked at. The centre of the picture is at (cx, cy); a column is `unit` page units wide and a row
 * `unit * aspect` high. unit 0: the whole page, and cx, cy are set to its middle.
 */
struct drawing_view {
	int page;              /* from 0 */
	double cx, cy, unit;
	int rotate;            /* 0, 90, 180, 270: the page is turned so far counter-clockwise */
	bool invert;           /* dots where there is nothing */
	int cols, rows;
	double aspect;         /* of a cell, height by width; 0: 2.0 */
	enum drawing_mode mode;
	int cell_w, cell_h;    /* pixels of a cell, for SIXEL and KITTY; 0: 10 x 20 */
	const uint8_t *layers; /* a bit for each layer to show, lowest bit first; NULL: as the drawing has it */
	size_t nlayers;
};

/* Dots of a view, a bit each: row by row from the top, the highest bit of a byte leftmost, rows of stride bytes. */
struct drawing_picture {
	struct drawing_view view; /* as it was drawn: unit, cx, cy, aspect, cell_w and cell_h are set, layers NULL */
	int w, h;
	size_t stride;
	const uint8_t *bits;
	bool grey;                /* a byte a dot instead, 0 black: an image for SIXEL or KITTY */
};

/* All borrowed, valid during the call but for info, which lasts as long as the drawing. A callback may close the drawing. */
struct drawing_events {
	void (*info)(void *arg, const struct drawing_info *info);          /* once, first */
	void (*texts)(void *arg, const struct drawing_texts *texts);       /* of a page: before its first picture, and when asked for */
	void (*picture)(void *arg, const struct drawing_picture *picture);
	void (*failed)(void *arg, const struct err *e);                    /* once, last: text is for people, translated */
};

struct drawing_conf {
	struct loop *loop;
	const char *program;   /* path of fettle-draw */
	int fd;                /* of the drawing, readable and seekable; taken over, closed in any case */
	const char *name;      /* of the file, for messages */
	int64_t memory;        /* bytes; 0: 768 MiB */
	int time_ms;           /* of a processor, for each request; 0: 1000. Three times as much on the clock on a busy machine */
	int log_fd;            /* where the libraries' complaints go; 0: nowhere. Foreign bytes: never the user's terminal */
	const struct drawing_events *events;
	void *arg;
};

/* NULL with e when the helper cannot be started; all else comes by events. */
struct drawing *drawing_open(const struct drawing_conf *conf, struct err *e);
void drawing_close(struct drawing *d); /* NULL ok; ends the helper, no event comes any more */

/* Asks for a picture. The latest wins: one that waits when the next is asked for is dropped, so an answer may be
   for a later view than the one after which it comes. */
void drawing_view(struct drawing *d, const struct drawing_view *v);
void drawing_want_texts(struct drawing *d, int page);
bool drawing_busy(const struct drawing *d);            /* something that was asked for has not come */
const struct drawing_info *drawing_info(const struct drawing *d); /* NULL before it came */

/* The box that "the whole page" means: the paper, else what is drawn, and a margin of it. */
struct drawing_box drawing_whole(const struct drawing_page *p);
/* Sets what is 0 in a view: aspect, cell size, and for unit 0 the whole page. */
void drawing_view_fit(struct drawing_view *v, const struct drawing_page *p);
/* Between page and cells (0, 0 is the upper left corner of the upper left cell); v must have been fitted. */
void drawing_to_cell(const struct drawing_view *v, double x, double y, double *col, double *row);
void drawing_to_page(const struct drawing_view *v, double col, double row, double *x, double *y);

#endif
