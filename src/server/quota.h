#ifndef SERVER_QUOTA_H
#define SERVER_QUOTA_H

#include "exchange.h"

/*
 * What keeps uploads from filling the disk: an account has so many bytes a day, unfinished
 * uploads included, and so many unfinished ones; and some room stays free, because without it
 * nothing can be written down at all, not even a sign-in.
 */

/* May x's account begin this upload of size bytes (-1 not known)? *most: what it may have at
   most. RATE or UNAVAILABLE, with x->wait_ms. Blocks. */
int quota_check(struct exchange *x, int64_t size, int64_t *most, struct err *e);
/* Is there room for so many bytes more? UNAVAILABLE. */
int quota_room(struct exchange *x, int64_t more, struct err *e);

#endif
