#ifndef APP_REBUILT_H
#define APP_REBUILT_H

#include "base/arena.h"
#include "store/store.h"

/* What to tell of a damaged store that was made anew, or could not be; in the arena, NULL when nothing happened. */
const char *rebuilt_words(const struct store *s, struct arena *a);

#endif
