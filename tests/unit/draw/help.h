#ifndef UNIT_DRAW_HELP_H
#define UNIT_DRAW_HELP_H

#include <string.h>

#include "draw/anchor.h"
#include "unit/unit.h"

/* A page as a test writes it: texts by their lower left corners, in mm. */
struct put { const char *text; double x, y; };
enum { PUT_MAX = 400 };
struct put_page { double w, h; int n; struct put v[PUT_MAX]; };

static inline void put_index_page(struct anchor_index *ix, int page, const struct put_page *p, double unit)
{
	static struct drawing_text t[PUT_MAX];
	struct drawing_page dp = {.name = "", .unit = "mm", .unit_mm = 1 / unit, .extent = {0, 0, p->w * unit, p->h * unit}, .paper = {0, 0, p->w * unit, p->h * unit},
		.sheet_w = p->w, .sheet_h = p->h};
	struct drawing_texts all = {.page = page - 1, .n = (size_t)p->n, .v = t};

	for (int i = 0; i < p->n; i++) {
		t[i] = (struct drawing_text){.text = p->v[i].text, .x = p->v[i].x * unit, .y = p->v[i].y * unit,
			.w = 2.5 * (double)strlen(p->v[i].text) * unit, .h = 3.5 * unit};
	}
	anchor_index_page(ix, page, &dp, &all);
}

static inline struct anchor_index *put_index(const struct put_page *p)
{
	struct anchor_index *ix = anchor_index_create();

	put_index_page(ix, 1, p, 1);
	return ix;
}

/* An anchor on the text i of a page: 2 mm right of the middle of it. */
static inline void anchor_on(const struct anchor_index *ix, const struct put_page *p, int i, struct arena *a, struct anchor *out)
{
	double x = p->v[i].x + 1.25 * (double)strlen(p->v[i].text), y = p->v[i].y + 1.75;

	anchor_make(ix, 1, (int64_t)(x * 1000) + 500, (int64_t)(y * 1000), a, out);
}

/* Was it found at text i of a page? */
static inline bool put_is_at(const struct put_page *p, int i, const struct anchor_found *f)
{
	double x = (p->v[i].x + 1.25 * (double)strlen(p->v[i].text)) * 1000, y = (p->v[i].y + 1.75) * 1000;
	double dx = x - (double)f->at.x, dy = y - (double)f->at.y;

	return dx * dx + dy * dy < 1500 * 1500;
}

/* Which text of a page an anchor was found at, -1: none. */
static inline int put_at(const struct put_page *p, const struct anchor_found *f)
{
	for (int i = 0; i < p->n; i++) {
		if (put_is_at(p, i, f)) {
			return i;
		}
	}
	return -1;
}

#endif
