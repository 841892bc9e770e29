#ifndef UI_RESCUE_H
#define UI_RESCUE_H

#include <stddef.h>
#include <termios.h>

/*
 * Gives the terminal back when the process dies: of must(), a fatal signal, or exit()
 * by somebody who does not know of the terminal. All it needs is prepared here, since a
 * signal handler may only write() and tcsetattr(). There is one terminal, so its state
 * is the one global of this room.
 */
#define RESCUE_MAX 512

/* bytes: what is to be written last. fd: the terminal. */
void rescue_arm(int fd, const char *bytes, size_t n, const struct termios *shell);
/* The terminal was given back in good order (or lent to another program). */
void rescue_disarm(void);
/* Undoes what rescue_arm() installed. */
void rescue_finish(void);

#endif
