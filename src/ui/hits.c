#include "hits.h"

#include <string.h>

#include "text/cells.h"
#include "text/utf8.h"

/* The line folded cluster by cluster, so that a place in it leads back to the text. */
static void fold_line(struct hits *h, const char *s, size_t n)
{
	str_clear(&h->folded);
	h->places.n = 0;
	for (size_t at = 0; at < n;) {
		size_t next = utf8_next(s, n, at);
		utf8_fold(&h->folded, s + at, next - at);
		while (h->places.n < h->folded.len) {
			*vec_add(&h->places) = at;
		}
		at = next;
	}
	*vec_add(&h->places) = n;
}

void hits_show(struct hits *h, struct area a, int row, int col, const char *s, size_t n, const char *needle)
{
	size_t len = strlen(needle);
	const char *at;

	if (!len) {
		return;
	}
	fold_line(h, s, n);
	at = str_c(&h->folded);
	while ((at = strstr(at, needle)) != NULL) {
		size_t from = h->places.v[at - h->folded.s];
		size_t to = h->places.v[at - h->folded.s + (ptrdiff_t)len - 1];
		to = to < n ? utf8_next(s, n, to) : n;
		area_style(a, row, col + (int)cells_width(s, from, a.s->amb), (int)cells_width(s + from, to - from, a.s->amb), STYLE_MATCH);
		at += len;
	}
}

void hits_finish(struct hits *h)
{
	str_finish(&h->folded);
	vec_finish(&h->places);
}
