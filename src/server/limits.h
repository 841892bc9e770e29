#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

#include <stdint.h>

/*
 * Two kinds of limit over names (accounts, addresses, logins), in tables of a fixed size:
 * when one is full, the entry that was quiet longest makes room. Thread-safe; times are
 * the caller's, in ms.
 */
struct limits;

struct limits *limits_create(void);
void limits_destroy(struct limits *l);

/*
 * Requests: a bucket of per_minute tokens a minute, holding a fifth of that. Takes one;
 * answers 0, or the ms until there is one.
 */
int64_t limits_request(struct limits *l, const char *name, int64_t per_minute, int64_t now);

/*
 * Attempts: after `free` failures each further one doubles the wait, from a second up to
 * most_ms; half an hour of quiet forgets. limits_attempt() counts the attempt as failed
 * beforehand, so that many at once gain nothing; answers 0, or the ms to wait (then it
 * was not counted). limits_success() takes one failure back; forget, all of them.
 */
int64_t limits_attempt(struct limits *l, const char *name, int64_t free, int64_t most_ms, int64_t now);
void limits_success(struct limits *l, const char *name);
void limits_forget(struct limits *l, const char *name);

#endif
