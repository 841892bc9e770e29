#ifndef UI_SIMPLE_H
#define UI_SIMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Most text is letters that stand alone: printable ASCII, Cyrillic, Hangul syllables,
 * kana, Han, the usual signs. They are clean as they are, each is a cluster of its own
 * whatever stands beside it, and its width is known without a table. What is all of
 * these is drawn without cleaning, ten times faster.
 */

/* The columns of such a letter, 0 when it is none; ambiguous ones count 1. */
int simple_cells(int32_t cp);

struct simple {
	const char *s;
	size_t n;
};
/* Takes the next letter: its bytes and columns. False at the end, or before what is no
   such letter (then n > 0). */
bool simple_next(struct simple *t, size_t *len, int *width);
/* The columns of all of s, -1 when not all of it is simple. */
int simple_width(const char *s, size_t n, int amb);

#endif
