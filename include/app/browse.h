#ifndef APP_BROWSE_H
#define APP_BROWSE_H

#include "app/app.h"
#include "ui/list.h"
#include "ui/screen.h"

/*
 * A list screen's common part: a query on the store shown as rows of columns, with the cursor,
 * filter, order, marks and saved filters that are the same on every list. A screen adds its
 * columns and its own verbs.
 */
struct browse;

struct column {
	const char *label;   /* msgid */
	int width;           /* cells; 0: what is left (one of them) */
	bool right;
	int from;            /* shown from this many columns of the terminal on; 0: always */
	/* The text of a row (what row() answered), in the arena; *st may be changed. */
	const char *(*text)(struct app *app, const void *row, struct arena *a, enum style *st);
	int wide;            /* cells in ko and ja, whose letters take two; 0: width */
};
int column_width(const struct column *c); /* in the language of now */

struct browse_conf {
	enum kind kind;
	const char *name;            /* "projects": saved filters and the last query are kept under it */
	const char *title;           /* msgid: of the view line, "Open for quoting" */
	const struct column *columns;
	int ncolumns;
	void *(*row)(struct app *app, const char *id, struct arena *a);  /* what text() gets; NULL: gone */
	/* As store_list_page(), with the rows: data[i] is what row(ids[i]) would answer. NULL: made of those two. */
	int (*page)(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, void **data, struct arena *a);
	char (*sign)(const void *row); /* right before the row, in words no colour needs: * unread, ! hot; 0 none. NULL: none */
	const char *empty;           /* msgid: why it is empty and which key helps */
	/* The lines below the list about the chosen row; at most n; NULL: none. */
	int (*about)(struct app *app, const void *row, struct arena *a, const char **lines, int n);
	struct store_query query;    /* what it starts with */
	unsigned orders;             /* 1 << ORDER_... that make sense */
};

struct browse *browse_create(struct app *app, const struct browse_conf *conf);
void browse_destroy(struct browse *b);
void browse_layout(struct browse *b, int rows, int cols);
void browse_draw(struct browse *b, struct area view, struct area content);
/* moves, filter, order, select, marks, jump to unread, saved filters; else IGNORED. */
enum handled browse_verb(struct browse *b, const struct verb_call *call);
void browse_event(struct browse *b, const struct event *ev);
const char *browse_id(struct browse *b);        /* the chosen object, "" */
int browse_marks(struct browse *b, const char ***ids);
bool browse_goto(struct browse *b, const char *id);
/* A click in the content: chooses the row; on the chosen one, answers true to open it. */
bool browse_click(struct browse *b, int row, bool *again);
struct store_list *browse_list(struct browse *b);
/* The query changed from outside. */
void browse_set(struct browse *b, const struct store_query *q);

/*
 * A screen that is a list begins its state with this, and its table with BROWSE_SCREEN: only opening it, its verbs
 * and its hints are its own.
 */
struct browse_screen { struct app *app; struct browse *browse; };
#define BROWSE_SCREEN \
	.scopes = "list", .close = browse_screen_close, .layout = browse_screen_layout, .draw = browse_screen_draw, \
	.event = browse_screen_event, .click = browse_screen_click, .object = browse_screen_object, .choose = browse_screen_choose
void browse_screen_close(void *st);
void browse_screen_layout(void *st, int rows, int cols);
void browse_screen_draw(void *st, struct area view, struct area content);
void browse_screen_event(void *st, const struct event *ev);
bool browse_screen_click(void *st, int row, int col);
const char *browse_screen_object(void *st);
bool browse_screen_choose(void *st, const char *id);

#endif
