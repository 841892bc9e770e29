#ifndef SERVER_CREW_H
#define SERVER_CREW_H

#include <stddef.h>

#include "base/err.h"

/*
 * A few threads for slow work that needs no transaction: checking passwords (64 MiB and
 * 100 ms each), hashing uploads. So few at a time that memory stays bounded.
 */
struct crew;

struct crew *crew_create(size_t threads, size_t max_waiting);
/* Does what is waiting, then ends its threads; pushing is refused from here on. */
void crew_close(struct crew *c);
void crew_destroy(struct crew *c);
/* fn(arg) on one of the threads, soon. ERR_UNAVAILABLE when too much is waiting. */
int crew_push(struct crew *c, void (*fn)(void *arg), void *arg, struct err *e);

#endif
