#ifndef RENDER_SANDBOX_H
#define RENDER_SANDBOX_H

#include <stdint.h>

#include "base/err.h"

/*
 * Shuts this process in before the first byte of a drawing is read: Landlock (no file but fonts, libraries and
 * their data can be opened, none written), seccomp (no network, no program, no other process; what is not
 * on the list answers EPERM) and limits on memory, open files, file size and processor time. What the kernel
 * cannot do is left out and said in note. -1: not even the limits could be set.
 */
struct sandbox { int64_t memory; int seconds; };
int sandbox_enter(const struct sandbox *conf, char note[200], struct err *e);

/* Processor time from now on after which the process ends: by SIGPROF. 0: none. */
void sandbox_time(int ms);

#endif
