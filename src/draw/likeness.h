#ifndef DRAW_LIKENESS_H
#define DRAW_LIKENESS_H

#include <stdbool.h>

#include "index.h"

/* How alike two plain texts are: 1 - edit distance / the longer one's length, in code points. 0 when that is under
   least: then little work is done. */
double text_likeness(const char *a, const char *b, double least);
/* What likeness a text of this length asks for: over 1 up to 5 letters, 0.7 at 24. */
double likeness_asked(const char *text);
bool same_figures(const char *a, const char *b); /* the same digits in the same order */
/* How much of an anchor's prefix and suffix stands around spot i: 0 to 1. */
double context_likeness(const struct anchor *an, const struct leaf *l, int i);

#endif
