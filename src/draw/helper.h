#ifndef DRAW_HELPER_H
#define DRAW_HELPER_H

#include <sys/types.h>

#include "draw/draw.h"

/* Starts fettle-draw: the drawing is its fd 0, the socket its fd 1, its fd 2 the log. 0 with *pid and our end of
   the socket, which does not wait; -1 with e. */
int helper_start(const struct drawing_conf *conf, pid_t *pid, int *sock, struct err *e);

#endif
