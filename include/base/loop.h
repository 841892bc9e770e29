#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The one event loop of the client: file descriptors, timers, signals, deferred
 * calls. Single-threaded but for loop_wake(). A callback may add and remove
 * anything, itself included. Nothing here blocks but loop_run().
 */
struct loop;

enum { LOOP_READ = 1, LOOP_WRITE = 2, LOOP_ERROR = 4 };
typedef void loop_fd_fn(void *arg, int fd, int events);
typedef void loop_fn(void *arg);

struct loop *loop_create(void);
void loop_destroy(struct loop *l);

/* Watches fd for events (0 = keep but do not watch); replaces an earlier watch of
   the same fd. The fd stays the caller's; remove it before closing it. A hang-up
   comes as LOOP_ERROR, and as LOOP_READ where that is watched, so that the end is read. */
void loop_fd(struct loop *l, int fd, int events, loop_fd_fn *fn, void *arg);
void loop_fd_remove(struct loop *l, int fd);

/*
 * Timers. LOOP_REAL runs on the machine's monotonic clock (network time-outs);
 * LOOP_CLOCK on clock_mono_ms(), so a frozen clock freezes it and
 * clock_advance() followed by loop_kick() makes it due. Answers an id > 0;
 * one-shot; cancelling a fired or unknown id is harmless.
 */
enum loop_clock { LOOP_REAL, LOOP_CLOCK };
int loop_timer(struct loop *l, enum loop_clock clock, int64_t ms, loop_fn *fn, void *arg);
void loop_timer_cancel(struct loop *l, int id);

/* Runs fn once, after the events at hand and before the next wait. */
void loop_defer(struct loop *l, loop_fn *fn, void *arg);
/* Runs after every round of events, and once before the first wait: where drawing
   happens. */
void loop_after(struct loop *l, loop_fn *fn, void *arg);
/* fn runs in the loop, not in the handler; NULL gives the signal back to whoever had
   it. loop_destroy() gives back all. One loop per signal. */
void loop_signal(struct loop *l, int signo, loop_fn *fn, void *arg);
/* From any thread or a signal handler: one more round. */
void loop_wake(struct loop *l);
void loop_kick(struct loop *l); /* looks at the timers again */

/* Until loop_quit(). */
void loop_run(struct loop *l);
/* One round, waiting at most ms (-1: for ever); true when anything ran. Not from a
   callback. */
bool loop_once(struct loop *l, int ms);
void loop_quit(struct loop *l);
/* True when no timer is due, nothing deferred, no fd ready. */
bool loop_idle(struct loop *l);

#endif
