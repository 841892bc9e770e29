#ifndef UI_TERM_H
#define UI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "ui/key.h"
#include "ui/surface.h"

/*
 * The terminal, behind an interface with two backends: curses and memory. Only one
 * curses terminal can exist. It is given back as it was found on term_destroy(),
 * on must(), and on fatal signals.
 */
struct term;

struct term_conf {
	enum { THEME_AUTO, THEME_MONO, THEME_8, THEME_16, THEME_256 } theme; /* AUTO: by terminfo, NO_COLOR -> MONO */
	bool mouse;      /* off by default */
	bool ascii;      /* no line drawing, no braille, ellipsis as ~ */
	int ambiguous;   /* cells of ambiguous-width characters: 1, 2, or 0 = ask the terminal */
};

struct term *term_create_curses(const struct term_conf *conf, struct err *e);
struct term *term_create_memory(int rows, int cols);
void term_destroy(struct term *t);

void term_size(const struct term *t, int *rows, int *cols);
/* Makes s as large as the terminal, with its settings (ambiguous width, ASCII). */
void term_fit(const struct term *t, struct surface *s);
/*
 * Readable when keys may wait: bytes came, or a lone ESC has been lone long enough. It is
 * not the terminal's own descriptor: only watch it. -1 for memory.
 */
int term_fd(const struct term *t);
/*
 * Next key already here, or KEYK_NONE; never waits. Call until NONE, then draw once.
 * A paste comes as one key when its end has come, cleaned, at most 1 MiB of it. When the
 * terminal is gone the process gets SIGHUP, once.
 */
struct key term_key(struct term *t);
/* Shows s with one write. Only what differs from the last picture is sent. */
void term_show(struct term *t, const struct surface *s);
void term_redraw(struct term *t);       /* C-l: everything anew at the next show */
/* After SIGWINCH: the size is read anew, and if it changed a KEYK_RESIZE key waits. */
void term_resized(struct term *t);
/* To the shell: C-z, $EDITOR. Between the two, only term_enter() and term_destroy().
   Coming back, the last picture is shown again and a new size noticed. term_enter()
   without having left takes hold of the terminal again: for SIGCONT after SIGSTOP. */
void term_leave(struct term *t);
void term_enter(struct term *t);
void term_bell(struct term *t);
void term_title(struct term *t, const char *title);
/* OSC 52 (through tmux too). false when the terminal cannot or it is over 74,994 bytes. */
bool term_clipboard(struct term *t, const char *text, size_t n);
bool term_mouse(struct term *t, bool on); /* true when the terminal can */
void term_theme(struct term *t, int theme);   /* one of struct term_conf's, from the next show on */
bool term_is_ascii(const struct term *t);
int term_amb(const struct term *t);     /* 1 or 2, as in text/cells.h */

/* Memory backend: what a test types and sees. */
void term_feed(struct term *t, const struct key *k); /* k->paste is copied */
void term_feed_resize(struct term *t, int rows, int cols);
const struct surface *term_shown(const struct term *t);
const char *term_clipboard_shown(const struct term *t);
const char *term_title_shown(const struct term *t);
int term_bells(const struct term *t);   /* how many so far */

#endif
