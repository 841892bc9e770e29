#ifndef SCREENS_DRAWING_H
#define SCREENS_DRAWING_H

#include "app/app.h"
#include "app/guard.h"
#include "app/pins.h"
#include "app/sheet.h"
#include "base/ulid.h"

/* The drawing screen's state, for its files only. */

enum { NOTE_SAID = 40 }; /* messages of a note shown beside the sheet; its chat has all */
enum notes_shown { NOTES_ALL, NOTES_OPEN, NOTES_MINE, NOTES_SHOWN };
enum drawing_pane { PANE_SHEET, PANE_TEXTS, PANE_LAYERS };

struct drawing_screen {
	struct app *app;
	struct sheet *sheet;
	char object[ULID_SIZE];      /* what the file belongs to; "": a file of this machine */
	char hash[65];               /* "": of this machine */
	char *name, *rev;
	int64_t size;                /* bytes of the file */
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
	struct pins pins;
	struct sheet *old;           /* the revision notes were made on, for its texts */
	char old_hash[65];
	char thread[ULID_SIZE];      /* it was opened from; "": all of the request */
	char chosen[ULID_SIZE];      /* note */
	struct arena said_arena;     /* of said_ids: what was said about the chosen note, read when it may have changed */
	const char *said_ids[NOTE_SAID];
	int nsaid;
	enum notes_shown show;
	bool go;                     /* to the chosen note, once it is found */
	bool stale;                  /* notes are to be read anew, at the next drawing: not while one is being acted on */
	char label[160];             /* of a question */
	struct guard guard;          /* of what is written: */
	struct arena written_arena;
	const char *written;         /* NULL: nothing yet */
	bool answers;                /* the chosen note; else a new one at written_at */
	struct anchor written_at;
	char *typing;                /* a note, on the prompt row: saved after a pause */
	int typing_timer;
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

void drawing_arrange(struct drawing_screen *p);                          /* the parts of the content have other sizes */
void drawing_page_to(struct drawing_screen *p, int page);
const struct file_ref *drawing_file(const struct drawing_screen *p, const char *hash, struct arena *a); /* of the request */

/* drawing_notes.c */
void drawing_notes_load(struct drawing_screen *p);
void drawing_notes_find(struct drawing_screen *p);    /* once texts have come */
void drawing_notes_close(struct drawing_screen *p);
enum handled drawing_notes_verb(struct drawing_screen *p, const struct verb_call *call);
void drawing_note_choose(struct drawing_screen *p, const char *id); /* "": none */
const struct pin *drawing_note_chosen(const struct drawing_screen *p);
int drawing_note_rows(const struct drawing_screen *p); /* of the content that they take */
int drawing_note_cols(const struct drawing_screen *p);
void drawing_notes_count(const struct drawing_screen *p, char *out, size_t n); /* "notes 3 open, 1 moved" */
void drawing_notes_pins(struct drawing_screen *p, const struct drawing_view *v, struct area a);
void drawing_notes_list(struct drawing_screen *p, struct area a);
void drawing_notes_pane(struct drawing_screen *p, struct area all);

/* drawing_draw.c */
void drawing_draw_view(struct drawing_screen *p, struct area view);
void drawing_draw_content(struct drawing_screen *p, struct area content);

/* drawing_list.c: the texts and the layers */
void drawing_list_open(struct drawing_screen *p, enum drawing_pane pane);
void drawing_list_draw(struct drawing_screen *p, struct area a);
enum handled drawing_list_verb(struct drawing_screen *p, const struct verb_call *call);

#endif
