#ifndef SERVER_ANSWERS_H
#define SERVER_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Answers to readings that are kept as long as they hold. A key says who asks (the account, and the
 * name of what it may see now, data_scope_name()) and what was asked; an answer holds at one
 * position of the feed, which the caller has read in the very transaction it would read the
 * rows in: whatever is written, here or by another program, moves the position. So nobody gets what
 * they may not see any more, or less than a reading would show. Any thread; nothing blocks.
 */
struct answers;

struct answer {
	char *text;
	size_t n;
};

/* At most so many bytes; 0: none are kept. */
struct answers *answers_create(size_t most);
void answers_destroy(struct answers *a);

/* NULL when there is none for this position and time (ms); else to be given back. */
struct answer *answers_find(struct answers *a, const char *key, int64_t position, int64_t now);
/* Takes text over; the answer holds until then. To be given back, kept or not. */
struct answer *answers_keep(struct answers *a, const char *key, int64_t position, int64_t until, struct str *text);
void answer_release(struct answer *one); /* NULL ok */

#endif
