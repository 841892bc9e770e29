#ifndef SCREENS_DRAWING_H
#define SCREENS_DRAWING_H

#include "app/app.h"
#include "app/sheet.h"
#include "base/ulid.h"

/* The drawing screen's state, for its files only. */

enum drawing_pane { PANE_SHEET, PANE_TEXTS, PANE_LAYERS };

struct drawing_screen {
	struct app *app;
	struct sheet *sheet;
	char object[ULID_SIZE];      /* what the file belongs to; "": a file of this machine */
	char hash[65];               /* "": of this machine */
	char *name, *rev;
	int rows, cols;              /* of the content */
	struct drawing_view want;    /* as it was asked for last; fitted once the page is known */
	double fit;                  /* unit of the whole page */
	bool whole;                  /* stays fitted when the size changes */
	double x, y;                 /* the cursor, in page units */
	struct zones zones;          /* of the page */
	enum drawing_pane pane;
	int list_at, list_top, list_rows;
	bool measuring, measured;
	double mx, my;               /* measured from */
	char *needle;                /* folded */
	int found;                   /* text that was found last, -1: none */
	uint8_t *layers;             /* a bit each; NULL: as the drawing has them */
	char said[200];              /* for the message row */
};

/* The part of the content that shows the sheet: behind the zones' letters, under their numbers. */
enum { EDGE_ROWS = 1, EDGE_COLS = 2 };

const struct drawing_page *drawing_page(const struct drawing_screen *p); /* NULL: not known yet */
void drawing_ask(struct drawing_screen *p);                              /* for a picture of what is wanted */
void drawing_to(struct drawing_screen *p, double x, double y);           /* the cursor; the view follows */
int drawing_text_at(const struct drawing_screen *p, double x, double y); /* the text laid there, -1 */
void drawing_text_middle(const struct drawing_text *t, double *x, double *y);
bool drawing_layer_on(const struct drawing_screen *p, size_t i);
void drawing_place(const struct drawing_screen *p, double x, double y, char *out, size_t n); /* "C4  128.5, 74.0 mm" */
void drawing_length(const struct drawing_screen *p, double len, char *out, size_t n);

/* drawing_draw.c */
void drawing_draw_view(struct drawing_screen *p, struct area view);
void drawing_draw_content(struct drawing_screen *p, struct area content);

/* drawing_list.c: the texts and the layers */
void drawing_list_open(struct drawing_screen *p, enum drawing_pane pane);
void drawing_list_draw(struct drawing_screen *p, struct area a);
enum handled drawing_list_verb(struct drawing_screen *p, const struct verb_call *call);

#endif
