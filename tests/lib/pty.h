#ifndef LIB_PTY_H
#define LIB_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * A program in a real pseudo-terminal, its screen read back through libvterm.
 * Nothing here sleeps: every wait is for output, the end of the program, or the
 * time limit, and answers false then (pty_explain() prints what was on the screen).
 * Descriptors and child end with pty_close().
 */
struct pty;

#define PTY_MS 20000 /* a limit that only a hanging program meets */

/*
 * Starts argv (found by PATH) with our environment, of which the variables that
 * change terminals are taken away, TERM=xterm-256color, LC_ALL=C.UTF-8 and then env
 * ("NAME=value", "NAME" takes it away; NULL-ended; may be NULL). cwd NULL: ours.
 */
struct pty *pty_start(int rows, int cols, const char *cwd, const char *const *env,
	const char *const *argv);
/* Forks and runs fn in the pty; what it answers is the exit status. */
struct pty *pty_call(int rows, int cols, const char *const *env, int (*fn)(void *arg), void *arg);
/* Kills the program if it still runs. NULL is fine. */
void pty_close(struct pty *p);
pid_t pty_pid(const struct pty *p);

/* Until the text is on the screen (rows parted by \n, right blanks cut). */
bool pty_wait(struct pty *p, const char *text, int ms);
bool pty_wait_gone(struct pty *p, const char *text, int ms);
/* The same for an extended regular expression; ^ and $ are the ends of a row. */
bool pty_match(struct pty *p, const char *regex, int ms);
/* Until the cursor is there. A frame may be read in pieces: what it puts last comes last. */
bool pty_wait_cursor(struct pty *p, int row, int col, int ms);
/* Until any function of yours says so; asked again after each output. */
bool pty_until(struct pty *p, bool (*fn)(struct pty *p, void *arg), void *arg, int ms);
/* Until there was no output for quiet ms. For counting bytes only. */
bool pty_quiet(struct pty *p, int quiet, int ms);
/* Takes what is there. */
void pty_pump(struct pty *p);
/* Until the program ends: its exit status, 128 + signal, or -1 when it does not. */
int pty_exit(struct pty *p, int ms);
/* Hangs up, as a dropped ssh does, and waits for the end: as pty_exit(). */
int pty_hang_up(struct pty *p, int ms);
/* Prints screen, cursor and state for a failed test; answers false. */
bool pty_explain(struct pty *p, const char *what);

/* Bytes as they are; keys in the keymap's notation ("jj<C-d><Enter>"); a paste,
   bracketed when the program asked for it. */
void pty_send(struct pty *p, const void *bytes, size_t n);
void pty_keys(struct pty *p, const char *keys);
void pty_paste(struct pty *p, const char *text, size_t n);
void pty_resize(struct pty *p, int rows, int cols);
void pty_signal(struct pty *p, int signo);
/* By default the terminal's answers (cursor position, attributes) go back. */
void pty_answers(struct pty *p, bool on);

/* What the screen shows now. Texts are borrowed until the next call. */
const char *pty_screen(struct pty *p);
const char *pty_row(struct pty *p, int row);
void pty_cursor(const struct pty *p, int *row, int *col);
bool pty_cursor_visible(const struct pty *p);
int pty_cursor_shape(const struct pty *p);    /* 1 block, 2 underline, 3 bar */
bool pty_alternate(const struct pty *p);      /* the alternate screen is on */
int pty_mouse(const struct pty *p);           /* 0: off */
const char *pty_title(const struct pty *p);
int pty_bells(const struct pty *p);
/* Letters for the cell: b bold, u underline, r reverse, c coloured. */
const char *pty_attrs(struct pty *p, int row, int col);

/* Output so far; and all of it, for sequences a terminal does not show. */
size_t pty_bytes(const struct pty *p);
const char *pty_output(const struct pty *p, size_t *n);
/* Is the tty set as it was at the start? */
bool pty_same_termios(const struct pty *p);

#endif
