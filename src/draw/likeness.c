#include "likeness.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"

struct letters { int n; int32_t cp[ANCHOR_EXACT]; };

static void spell(const char *s, struct letters *out)
{
	size_t n = strlen(s);

	out->n = 0;
	for (size_t i = 0; i < n && out->n < ANCHOR_EXACT;) {
		i += utf8_decode(s + i, n - i, &out->cp[out->n++]);
	}
}

static int least_of(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's, given up (and answered as max + 1) once it is over max. */
static int edits(const struct letters *a, const struct letters *b, int max)
{
	int row[ANCHOR_EXACT + 1];

	for (int j = 0; j <= b->n; j++) {
		row[j] = j;
	}
	for (int i = 1; i <= a->n; i++) {
		int corner = row[0], least;

		row[0] = least = i;
		for (int j = 1; j <= b->n; j++) {
			int above = row[j];

			row[j] = least_of(corner + (a->cp[i - 1] != b->cp[j - 1]), above + 1, row[j - 1] + 1);
			corner = above;
			least = row[j] < least ? row[j] : least;
		}
		if (least > max) {
			return max + 1;
		}
	}
	return row[b->n];
}

double text_likeness(const char *a, const char *b, double least)
{
	struct letters x, y;
	int longer, max, d;

	if (!strcmp(a, b)) {
		return 1;
	}
	spell(a, &x);
	spell(b, &y);
	longer = x.n > y.n ? x.n : y.n;
	max = (int)((1 - least) * longer);
	if (max < 1 || longer - (x.n < y.n ? x.n : y.n) > max) {
		return 0;
	}
	d = edits(&x, &y, max);
	return d > max ? 0 : 1 - (double)d / longer;
}

double likeness_asked(const char *text)
{
	return 0.6 + 2.4 / fmax(1, (double)utf8_length(text, strlen(text)));
}

static const char *next_figure(const char *s)
{
	return s + strcspn(s, "0123456789");
}

bool same_figures(const char *a, const char *b)
{
	a = next_figure(a);
	b = next_figure(b);
	while (*a && *a == *b) {
		a = next_figure(a + 1);
		b = next_figure(b + 1);
	}
	return !*a && !*b;
}

static double common(const char *a, const char *b, bool from_end)
{
	struct letters x, y;
	int same = 0;

	spell(a, &x);
	spell(b, &y);
	if (!x.n) {
		return y.n ? 0 : 1;
	}
	while (same < x.n && same < y.n
		&& (from_end ? x.cp[x.n - 1 - same] == y.cp[y.n - 1 - same] : x.cp[same] == y.cp[same])) {
		same++;
	}
	return (double)same / x.n;
}

double context_likeness(const struct anchor *an, const struct leaf *l, int i)
{
	struct str before = STR_INIT, behind = STR_INIT;
	double c;

	leaf_context(l, i, -1, &before);
	leaf_context(l, i, 1, &behind);
	c = (common(an->prefix, str_c(&before), true) + common(an->suffix, str_c(&behind), false)) / 2;
	str_finish(&before);
	str_finish(&behind);
	return c;
}
