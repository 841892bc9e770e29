#ifndef UI_FLOW_H
#define UI_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ui/surface.h"

/*
 * Items of different heights, one below the other, such as the messages of a talk. Only what is on the screen
 * is read and laid out, and kept until it changes: 100,000 items cost what 100 cost, and a drawing
 * reads nothing. Places are ids. At its end it follows what comes; anywhere else, what is
 * on the screen stays where it is. Fewer lines than rows stand at the bottom.
 */
struct flow;
struct flow_item; /* one being laid out */

#define FLOW_ID 64
/* stamp: another one when it is to be laid out anew. */
struct flow_row { char id[FLOW_ID]; uint64_t stamp; };
struct flow_source {
	/* The items after (forward) or before the anchor, in order; NULL: from the start, or the last n. Answers how many.
	   An anchor that is gone keeps its place. */
	int (*page)(void *arg, const char *anchor, bool forward, int n, struct flow_row *out);
	/* Lays id out by what is below. above: the item before it, NULL for the first. */
	void (*lay)(void *arg, struct flow_item *it, const char *id, const char *above);
};

struct flow *flow_create(const struct flow_source *src, void *arg);
void flow_destroy(struct flow *f);
void flow_from_top(struct flow *f); /* few lines stand at the top, as in a list */

/* ---- laying out: texts are cleaned on the way in ---- */
struct flow_mark { size_t from, to; enum style st; }; /* bytes of the text */
/* A paragraph from column col on, wrapped; its line ends part lines. marks may be NULL; the text must be clean then. */
void flow_text(struct flow_item *it, int col, enum style st, const char *text, const struct flow_mark *marks, size_t n);
/* Pieces of one line: begin it, put them; each is cut where the next one or the line ends. */
void flow_line(struct flow_item *it);
int flow_put(struct flow_item *it, int col, enum style st, const char *text);  /* answers the column after it */
/* What begins next goes on in the line there is: a paragraph beside a name. */
void flow_join(struct flow_item *it);
void flow_right(struct flow_item *it, enum style st, const char *text);
/* One line that parts: --- a day ---, --- unread ---. */
void flow_rule(struct flow_item *it, enum style st, const char *text);
/* Where the cursor's ">" stands: on the line that comes next. Without it: on the first. */
void flow_head(struct flow_item *it);
int flow_cols(const struct flow_item *it);
int flow_amb(const struct flow_item *it);

/* ---- what changed ---- */
void flow_reload(struct flow *f);   /* the source did: what has its stamp still is not laid out anew */
void flow_relay(struct flow *f);    /* how all look did */
void flow_reset(struct flow *f);    /* another source: at its end */
/* Words shown where they occur, folded (utf8_fold) and parted by blanks; "" none. */
void flow_needle(struct flow *f, const char *folded);

/* ---- moving; true when something did ---- */
bool flow_move(struct flow *f, int64_t n);    /* the cursor, by items; one higher than the screen is scrolled through first */
bool flow_scroll(struct flow *f, int lines);  /* the text; the cursor stays on the screen */
bool flow_page(struct flow *f, int pages, bool half);
bool flow_first(struct flow *f);
bool flow_last(struct flow *f);               /* and follow what comes */
bool flow_to(struct flow *f, const char *id); /* false: it is not there. Into the middle of the screen unless it is on it */
bool flow_to_top(struct flow *f, const char *id); /* the same, near the top: what follows is to be read */
const char *flow_at(const struct flow *f);    /* the cursor's item, "" none; valid until the next call */
bool flow_at_end(const struct flow *f);       /* the last line is on the screen, as of the last drawing */
const char *flow_bottom(const struct flow *f); /* the last item of which something was drawn, "" none */

/* cursor: draw the ">" and put the hardware cursor on it. Draws from column 2 on. */
void flow_draw(struct flow *f, struct area a, bool cursor);
const char *flow_click(struct flow *f, int row); /* the item drawn there, the cursor's now; "" none */

#endif
