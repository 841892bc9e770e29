#ifndef UI_EDIT_H
#define UI_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/key.h"
#include "ui/surface.h"

/*
 * Text editing: one line or many. The cursor moves by grapheme cluster; undo and redo by
 * runs of typing. Arrows, Home, End, PgUp, PgDn, and the keys of emacs and of every shell:
 *	C-a C-e C-b C-f C-p C-n M-b M-f C-Left C-Right M-< M->   move
 *	BS C-h Del C-d                                           delete
 *	C-w M-BS M-d C-k C-u                                     kill; C-y yanks, M-y an older one
 *	C-t                                                      swap the two letters
 *	C-_ M-_                                                  undo, redo
 * Pasted text is put in as it is (cleaned); in one line its line ends become spaces,
 * and it never triggers a key.
 *
 * The text is always clean (text/clean.h), so that what is seen is what is kept: nothing
 * invisible can be typed or pasted into a message.
 */
struct edit;
enum { EDIT_MULTILINE = 1, EDIT_SECRET = 2 /* shown as * */ };

/* What was killed, to be yanked: in this edit or, when shared, in another. Secrets are
   never kept. */
struct kills;
struct kills *kills_create(void);
void kills_destroy(struct kills *k);

struct edit *edit_create(int flags, size_t max_bytes); /* 0: 64 KiB */
void edit_share_kills(struct edit *ed, struct kills *k); /* borrowed; outlives ed */
void edit_destroy(struct edit *ed);
void edit_set(struct edit *ed, const char *text); /* cursor at the end, undo cleared */
const char *edit_text(const struct edit *ed);     /* borrowed */
size_t edit_len(const struct edit *ed);
size_t edit_cursor(const struct edit *ed);        /* byte offset */
void edit_move(struct edit *ed, size_t cursor);
/* Puts text in at the cursor, as much as there is room for; edit_refused() counts up when
   not all of it went in. */
void edit_insert(struct edit *ed, const char *text, size_t n);
unsigned edit_refused(const struct edit *ed);
void edit_replace(struct edit *ed, size_t from, size_t to, const char *text); /* completion */
/* True when the key was taken. Enter in one line, Esc, Tab, and what is not editing are not;
   nor Up on the first line and Down on the last. */
bool edit_key(struct edit *ed, const struct key *k);
bool edit_undo(struct edit *ed);
bool edit_redo(struct edit *ed);
unsigned edit_changes(const struct edit *ed); /* counts up with every change: for drafts */
/* Parts of the text that are drawn in st, until the next call; they stay where they are when the text changes. */
struct edit_mark { size_t from, to; };
void edit_mark(struct edit *ed, const struct edit_mark *marks, size_t n, enum style st);
/* The cursor to a cell of the last draw (a mouse press). */
void edit_click(struct edit *ed, int row, int col);
/* Draws in a (scrolled so that the cursor is inside) and, when focused, puts the hardware cursor. */
void edit_draw(struct edit *ed, struct area a, enum style st, bool focused);

#endif
