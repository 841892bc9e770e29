#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Counts for Prometheus (text exposition format 0.0.4). Counting is a few atomic additions;
 * any thread. What the parts know themselves (queue, commits, streams) is asked of them
 * when somebody reads.
 *
 * Who reads: admins with their sign-in, and whoever holds the token in the file that
 * metrics_token names, with "Authorization: Bearer TOKEN". Nobody else, wherever they are: behind
 * a proxy everybody comes from the loopback.
 */
struct metrics;
struct route;
struct server;

struct metrics *metrics_create(void);
void metrics_destroy(struct metrics *m);

/* One answer: of a route (NULL: none was found), after so many microseconds. */
void metrics_answer(struct metrics *m, const struct route *route, int status, int64_t us);
/* Something failed on our side. */
void metrics_fault(struct metrics *m, enum errcode code);
void metrics_write(const struct server *s, struct str *out);

/* Reads the token's file, "" none: mode 0600 enforced, at least 16 characters. The old one stays
   on failure. */
int metrics_token_load(struct metrics *m, const char *path, struct err *e);
/* Is it the token? False when there is none. Takes as long whatever differs. */
bool metrics_token_is(struct metrics *m, const char *token);

#endif
