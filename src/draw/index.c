#include "index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/utf8.h"

int64_t to_milli(double v)
{
	double m = v * 1000;

	if (!(fabs(m) < (double)SPOT_FAR)) {
		return m > 0 ? SPOT_FAR : m < 0 ? -SPOT_FAR : 0;
	}
	return llround(m);
}

double spot_distance(int64_t x, int64_t y, int64_t x2, int64_t y2)
{
	return hypot((double)(x - x2), (double)(y - y2));
}

/* ---- texts as they are compared ---- */

static int32_t unified(int32_t cp)
{
	switch (cp) {
	case 0x00d8: /* Ø */
	case 0x00f8:
	case 0x2205: /* ∅ */
		return 0x2300; /* ⌀ */
	case 0x00d7:
		return 'x';
	case 0x2212:
	case 0x2010:
	case 0x2011:
		return '-';
	default:
		return cp;
	}
}

static bool blank(int32_t cp)
{
	return utf8_is_space(cp) || cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

void anchor_plain(struct str *out, const char *s)
{
	struct str compat = STR_INIT;
	size_t start = out->len, end;
	bool gap = false;
	int n = 0;

	utf8_compat(&compat, s, utf8_limit(s, strlen(s), (size_t)ANCHOR_EXACT_BYTES * 4));
	for (size_t i = 0; i < compat.len && n < ANCHOR_EXACT;) {
		int32_t cp;

		i += utf8_decode(compat.s + i, compat.len - i, &cp);
		if (blank(cp)) {
			gap = out->len > start;
			continue;
		}
		if (gap) {
			str_addc(out, ' ');
			n++;
		}
		gap = false;
		utf8_add(out, unified(cp));
		n++;
	}
	end = start + utf8_limit(str_c(out) + start, out->len - start, ANCHOR_EXACT_BYTES);
	while (end > start && out->s[end - 1] == ' ') {
		end--;
	}
	str_cut(out, end);
	str_finish(&compat);
}

/* ---- the pages ---- */

static void leaf_destroy(struct leaf *l)
{
	if (l) {
		vec_finish(&l->spots);
		map_destroy(l->first, NULL);
		arena_finish(&l->texts);
		free(l);
	}
}

struct anchor_index *anchor_index_create(void)
{
	return xcalloc(1, sizeof(struct anchor_index));
}

void anchor_index_destroy(struct anchor_index *ix)
{
	if (ix) {
		for (size_t i = 0; i < ix->leaves.n; i++) {
			leaf_destroy(ix->leaves.v[i]);
		}
		vec_finish(&ix->leaves);
		free(ix);
	}
}

const struct leaf *leaf_of(const struct anchor_index *ix, int page)
{
	for (size_t i = 0; ix && i < ix->leaves.n; i++) {
		if (ix->leaves.v[i]->page == page) {
			return ix->leaves.v[i];
		}
	}
	return NULL;
}

bool anchor_index_has(const struct anchor_index *ix, int page)
{
	return leaf_of(ix, page) != NULL;
}

int leaf_first(const struct leaf *l, const char *text)
{
	return (int)(intptr_t)map_get(l->first, text) - 1;
}

int leaf_same(const struct leaf *l, const char *text)
{
	int i = leaf_first(l, text);

	return i < 0 ? 0 : l->spots.v[i].same;
}

double leaf_diagonal(const struct leaf *l)
{
	return spot_distance(l->zones.paper.x0, l->zones.paper.y0, l->zones.paper.x1, l->zones.paper.y1);
}

/* The box around a text that may be turned about its lower left corner. */
static void place_spot(const struct drawing_text *t, struct spot *s)
{
	double c = cos(t->angle * M_PI / 180), n = sin(t->angle * M_PI / 180);
	double w = isfinite(t->w) ? fabs(t->w) : 0, h = isfinite(t->h) ? fabs(t->h) : 0;

	if (!isfinite(t->angle)) {
		c = 1;
		n = 0;
	}
	s->x = to_milli(t->x + (w * c - h * n) / 2);
	s->y = to_milli(t->y + (w * n + h * c) / 2);
	s->w = to_milli(w * fabs(c) + h * fabs(n));
	s->h = to_milli(w * fabs(n) + h * fabs(c));
}

static int by_height(const void *a, const void *b)
{
	const struct spot *s = a, *t = b;

	return s->y != t->y ? (s->y > t->y ? -1 : 1) : s->x != t->x ? (s->x < t->x ? -1 : 1) : strcmp(s->text, t->text);
}

static int by_place(const void *a, const void *b)
{
	const struct spot *s = a, *t = b;

	return s->x != t->x ? (s->x < t->x ? -1 : 1) : by_height(a, b);
}

/* Lines from the top down, each from left to right. What is half a letter lower is on the next line. */
static void order(struct leaf *l)
{
	size_t n = l->spots.n, from = 0;

	if (n) {
		qsort(l->spots.v, n, sizeof(struct spot), by_height);
	}
	while (from < n) {
		const struct spot *top = &l->spots.v[from];
		int64_t letter = top->h < top->w ? top->h : top->w;
		size_t to = from + 1;

		while (to < n && top->y - l->spots.v[to].y <= letter / 2) {
			to++;
		}
		qsort(l->spots.v + from, to - from, sizeof(struct spot), by_place);
		from = to;
	}
}

static void link_same(struct leaf *l)
{
	l->first = map_create();
	for (int i = (int)l->spots.n - 1; i >= 0; i--) {
		struct spot *s = &l->spots.v[i];
		int next = leaf_first(l, s->text);

		s->next = next;
		s->same = next < 0 ? 1 : l->spots.v[next].same + 1;
		map_set(l->first, s->text, (void *)(intptr_t)(i + 1));
	}
}

void anchor_zones(const struct drawing_page *p, struct zones *out)
{
	bool paper = p->paper.x1 > p->paper.x0 && p->paper.y1 > p->paper.y0;
	struct drawing_box b = drawing_whole(p);
	struct sheet_size s = {.paper = {to_milli(b.x0), to_milli(b.y0), to_milli(b.x1), to_milli(b.y1)}};

	if (paper) {
		bool known = p->sheet_w > 0 && p->sheet_h > 0;

		s.paper = (struct box){to_milli(p->paper.x0), to_milli(p->paper.y0), to_milli(p->paper.x1), to_milli(p->paper.y1)};
		s.w = to_milli(known ? p->sheet_w : (p->paper.x1 - p->paper.x0) * p->unit_mm);
		s.h = to_milli(known ? p->sheet_h : (p->paper.y1 - p->paper.y0) * p->unit_mm);
	}
	zones_init(out, &s);
}

static struct leaf *leaf_create(int page, const struct drawing_page *p, const struct drawing_texts *t)
{
	struct leaf *l = xcalloc(1, sizeof(*l));
	struct str plain = STR_INIT;

	l->page = page;
	l->paper = p->paper.x1 > p->paper.x0 && p->paper.y1 > p->paper.y0;
	l->unit_mm = p->unit_mm;
	anchor_zones(p, &l->zones);
	arena_init(&l->texts);
	for (size_t i = 0; t && i < t->n; i++) {
		if (t->v[i].hidden) {
			continue;
		}
		str_clear(&plain);
		anchor_plain(&plain, t->v[i].text);
		if (plain.len) {
			struct spot *s = vec_add(&l->spots);

			*s = (struct spot){.text = arena_strdup(&l->texts, str_c(&plain))};
			place_spot(&t->v[i], s);
		}
	}
	str_finish(&plain);
	order(l);
	link_same(l);
	return l;
}

void anchor_index_page(struct anchor_index *ix, int page, const struct drawing_page *p, const struct drawing_texts *t)
{
	struct leaf *l = leaf_create(page, p, t);

	for (size_t i = 0; i < ix->leaves.n; i++) {
		if (ix->leaves.v[i]->page == page) {
			leaf_destroy(ix->leaves.v[i]);
			ix->leaves.v[i] = l;
			return;
		}
	}
	*vec_add(&ix->leaves) = l;
}

/* ---- looking ---- */

/* The first bytes of s with at most max code points, or the last ones. */
static void add_part(struct str *out, const char *s, size_t n, int max, bool last)
{
	size_t i = 0, len = utf8_length(s, n), skip = last && len > (size_t)max ? len - (size_t)max : 0;
	int32_t cp;

	for (; skip && i < n; skip--) {
		i += utf8_decode(s + i, n - i, &cp);
	}
	for (int k = 0; i < n && k < max; k++) {
		size_t step = utf8_decode(s + i, n - i, &cp);

		str_addn(out, s + i, step);
		i += step;
	}
}

void leaf_context(const struct leaf *l, int i, int dir, struct str *out)
{
	struct str all = STR_INIT, part = STR_INIT;
	int have = 0;

	for (int k = i + dir; k >= 0 && k < (int)l->spots.n && have < ANCHOR_CONTEXT; k += dir) {
		const char *text = l->spots.v[k].text;

		if (dir > 0) {
			str_add(&all, all.len ? " " : "");
			str_add(&all, text);
		} else {
			str_splice(&all, 0, 0, " ", all.len ? 1 : 0);
			str_splice(&all, 0, 0, text, strlen(text));
		}
		have = (int)utf8_length(str_c(&all), all.len);
	}
	add_part(&part, str_c(&all), all.len, ANCHOR_CONTEXT, dir < 0);
	while (part.len > ANCHOR_CONTEXT_BYTES) {
		int32_t cp;
		size_t cut = dir < 0 ? utf8_decode(part.s, part.len, &cp) : part.len - utf8_back(part.s, part.len);

		str_splice(&part, dir < 0 ? 0 : part.len - cut, cut, "", 0);
	}
	str_addn(out, str_c(&part), part.len);
	str_finish(&part);
	str_finish(&all);
}

/* From a point to a box: 0 inside. */
static double box_distance(const struct spot *s, int64_t x, int64_t y)
{
	double dx = fmax(0, fabs((double)(x - s->x)) - (double)s->w / 2);
	double dy = fmax(0, fabs((double)(y - s->y)) - (double)s->h / 2);

	return hypot(dx, dy);
}

int leaf_nearest(const struct leaf *l, int64_t x, int64_t y, double reach)
{
	int best = -1;
	double least = 0;

	for (int i = 0; i < (int)l->spots.n; i++) {
		const struct spot *s = &l->spots.v[i];
		double d = box_distance(s, x, y);
		/* a lone letter, as those of the zones, says little */
		double weight = d > 0 && utf8_length(s->text, strlen(s->text)) < 2 ? d * 3 : d;

		if (d <= reach && (best < 0 || weight < least)) {
			best = i;
			least = weight;
		}
	}
	return best;
}
