#ifndef APP_COMPARE_H
#define APP_COMPARE_H

#include "app/show.h"

/*
 * The newest quotes of all partners on one request, side by side: a column each, in rows that
 * mean the same. The same table serves the screen and the command line.
 */
struct compare {
	const struct rfq *rfq;
	struct quote **q;     /* one of each partner: those that can be ordered first, the cheapest before the others */
	size_t n;
	size_t lines;         /* of the quote with most */
};

/* Answers how many quotes there are; everything in s->a. -1: no such request. */
int compare_load(const struct show *s, const char *rfq, struct compare *out, struct err *e);
size_t compare_rows(const struct compare *c);
struct compare_cell {
	const char *text;     /* may have more than one line */
	bool right, best;     /* aligned; the lowest of the row, where low is good */
	enum style style;
};
/* What row is about, in the words of quote at (its own items, not those of another). */
const char *compare_label(const struct show *s, const struct compare *c, size_t row, size_t at);
struct compare_cell compare_cell(const struct show *s, const struct compare *c, size_t row, size_t col);

#endif
