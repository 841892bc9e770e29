#ifndef APP_ATTACH_H
#define APP_ATTACH_H

#include <stdbool.h>

#include "app/app.h"
#include "model/entity.h"

/*
 * Attaching a file while keys go on being answered: it is copied into the store by pieces, some in each round of the
 * loop. A small one is there when attach_start() returns; of a larger one it is said that it takes a while, and when it is in.
 */
/* f (borrowed): it is in the store; NULL: it is not, and why was said. */
typedef void attach_fn(void *owner, const struct file_ref *f);
void attach_start(struct app *app, const char *path, attach_fn *done, void *owner);
/* Is one for owner still on its way? Then it is said that sending has to wait for it. */
bool attach_waits(struct app *app, const void *owner);
/* Before owner goes: what is on its way is broken off, and said. */
void attach_stop(struct app *app, const void *owner);

#endif
