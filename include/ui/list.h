#ifndef UI_LIST_H
#define UI_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ui/surface.h"

/*
 * A list that pages: it knows only the rows on screen and asks its source for them,
 * so a million rows cost what a screenful costs. Selection and marks are by id, never
 * by row number: when rows come and go the cursor stays on its object; when its
 * object goes, the cursor goes to the row that took its place.
 *
 * The source answers from the local store (keyset paging); it must not wait.
 */
#define LIST_ID 64

struct list_row {
	const char *id;    /* stable; in the page's arena */
	const void *data;  /* the screen's own */
	char sign;         /* stands right before the row: * unread, ! hot; 0: none */
};

struct list_source {
	/* The n rows next to the anchor id, itself not (NULL: the first ones, or the last ones
	   when not forward), in list order, into out; id and data are the arena's. Answers
	   how many. */
	int (*page)(void *arg, const char *anchor, bool forward, int n, struct list_row *out, struct arena *a);
	/* Row number (0..) of id, -1 when it is not in the list; and how many there are. May be
	   an estimate-free count kept by the store. */
	int64_t (*index)(void *arg, const char *id);
	int64_t (*count)(void *arg);
	/* The id at row number i (for :42, g, G, scroll bars), into out. false: none. */
	bool (*at)(void *arg, int64_t i, char out[LIST_ID]);
	/* One row with id; false when it is not in the list (gone, or filtered out). */
	bool (*get)(void *arg, const char *id, struct list_row *out, struct arena *a);
};

/* row is the part of the line from column 4 on. */
typedef void list_draw_fn(void *arg, struct area row, const struct list_row *r, bool at_cursor, bool marked);

struct list;
struct list *list_create(const struct list_source *src, void *arg, list_draw_fn *draw);
void list_destroy(struct list *l);
void list_layout(struct list *l, int rows); /* list_draw() does it too */
/* The source changed: read the screenful again, keep cursor and marks by id. Where the
   cursor's object is gone, the next one of the screenful that is left gets it, else the
   one before, else the first of the list. The cursor stays on its line if it can. */
void list_reload(struct list *l);
/* Draws marker columns 0 ('>') and 2 ('+'; 'v' where a range begins), rows by the
   callback from column 4; puts the hardware cursor on the marker. The screen may move
   it: an overlay, a prompt. */
void list_draw(struct list *l, struct area a);

/* Movement; each answers true when something changed. n may be negative. By a page the
   cursor keeps its line; at the ends, where the screen cannot, the cursor moves. */
bool list_move(struct list *l, int64_t n);
bool list_page(struct list *l, int n);       /* n pages; half pages: list_half */
bool list_half(struct list *l, int n);
bool list_to(struct list *l, int64_t index); /* -1: last */
bool list_to_id(struct list *l, const char *id);
/* NULL when empty; valid until the list moves or is read again. */
const struct list_row *list_current(struct list *l);
const char *list_current_id(const struct list *l);   /* "" when empty */

void list_mark(struct list *l, const char *id, bool on);
bool list_marked(const struct list *l, const char *id);
void list_mark_range(struct list *l);        /* v: starts; again: marks from there to the cursor */
bool list_range(const struct list *l);       /* begun? */
void list_range_cancel(struct list *l);
void list_mark_all(struct list *l, bool on); /* all shown by the filter, through the source */
/* How many; the ids in the order of marking, valid until marks change. An object that
   went keeps its mark until list_mark(l, id, false). */
int list_marks(const struct list *l, const char ***ids);
int list_row_at(const struct list *l, int row, char out[LIST_ID]); /* mouse: id at a drawn row, 0/-1 */

#endif
