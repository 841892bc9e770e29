#ifndef UI_TTY_H
#define UI_TTY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "keyin.h"

/*
 * The input side of the terminal, without curses: ncurses waits after an ESC, and a
 * screen must not. What to watch is an epoll descriptor over the tty and a timer that
 * ends the wait for the rest of a sequence.
 */
#define TTY_ESC_MS 25

struct tty {
	int fd;
	int ep, timer;
	bool armed;         /* the timer will say that a sequence is over */
	bool asked;         /* it did, and the rest did not come */
	bool gone;
	bool drained;       /* nothing more was there a moment ago; until a round without a key */
	int64_t last_ms;    /* when bytes came last */
	struct keyin keyin;
};

int tty_init(struct tty *t, int fd, struct err *e);
void tty_finish(struct tty *t);
/* Never waits; KEYK_NONE when all that came is read and used. */
struct key tty_key(struct tty *t);
/* Makes the descriptor readable once, for keys that do not come from the tty. */
void tty_wake(struct tty *t);
/* Writes all of it, waiting where the terminal does not take more. */
void tty_write(int fd, const char *s, size_t n);

#endif
