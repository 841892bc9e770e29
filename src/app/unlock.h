#ifndef APP_UNLOCK_H
#define APP_UNLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "store/store.h"

/*
 * Opens the user's store. One that is sealed by a passphrase asks for it on the terminal, three
 * times at most; a program may give it in FETTLE_PASSPHRASE, which is taken out of
 * the environment at once.
 */
int unlock_store(bool read_only, struct store **out, struct err *e);

/* A line from the terminal without echo, else from stdin; false at its end. The caller wipes it. */
bool unlock_ask(const char *label, char *line, size_t size);

#endif
