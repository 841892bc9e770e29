#include "text/contact.h"

#include <stdlib.h>

#include "contact_find.h"

static int by_start(const void *a, const void *b)
{
	const struct contact_hit *x = a, *y = b;
	if (x->start != y->start) {
		return x->start < y->start ? -1 : 1;
	}
	return (int)x->kind - (int)y->kind;
}

size_t contact_find(const char *s, size_t n, struct contact_hit *out, size_t max)
{
	struct units us;
	struct hits found = {0};
	units_init(&us, s, n);
	contact_emails(&us, &found);
	contact_phones(&us, &found);
	if (found.h.n > 1) {
		qsort(found.h.v, found.h.n, sizeof(*found.h.v), by_start);
	}

	size_t count = 0, end = 0;
	for (size_t i = 0; i < found.h.n && count < max; i++) {
		if (found.h.v[i].start >= end) {
			out[count++] = found.h.v[i];
			end = found.h.v[i].start + found.h.v[i].len;
		}
	}
	units_finish(&us);
	vec_finish(&found.h);
	return count;
}
