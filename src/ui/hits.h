#ifndef UI_HITS_H
#define UI_HITS_H

#include "base/str.h"
#include "base/vec.h"
#include "ui/surface.h"

/* Shows where a folded text occurs in a line that was drawn. The struct is scratch memory, zeroed at first. */
struct hits {
	struct str folded;
	VEC(size_t) places; /* for each byte of folded, where its cluster begins */
};
void hits_finish(struct hits *h);
void hits_show(struct hits *h, struct area a, int row, int col, const char *s, size_t n, const char *needle);

#endif
