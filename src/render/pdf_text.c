#include "pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/utf8.h"

/* Letters of a page as they are put together to a run: along one line, in one direction. */
struct run {
	struct str text;
	double x0, y0, x1, y1;   /* of all boxes, y downwards as poppler has it */
	double lx, ly, size;     /* middle of the last letter, its size */
	double dx, dy;           /* direction, 0, 0 before the second letter */
	double sx, sy;           /* middle of the first */
	size_t letters;
};

static void end_run(struct source *s, struct scene_page *p, struct run *r, double height)
{
	struct scene_text t = {.text = str_c(&r->text), .x = r->x0, .y = height - r->y1, .w = r->x1 - r->x0, .h = r->y1 - r->y0};
	double angle = atan2(-r->dy, r->dx) * 180 / M_PI;

	while (r->text.len && r->text.s[r->text.len - 1] == ' ') {
		str_cut(&r->text, r->text.len - 1);
	}
	if (r->letters && (r->dx != 0 || r->dy != 0) && fabs(angle) > 3) {
		/* the boxes are upright: the line through the middles of the letters says how the text lies */
		double a = -angle * M_PI / 180, len = hypot(r->lx - r->sx, r->ly - r->sy) + r->size;
		double mx = (r->x0 + r->x1) / 2, my = (r->y0 + r->y1) / 2;

		t.angle = angle;
		t.w = len;
		t.h = r->size;
		t.x = mx - cos(a) * len / 2 - sin(a) * r->size / 2;
		t.y = height - (my - sin(a) * len / 2 + cos(a) * r->size / 2);
	}
	t.text = str_c(&r->text);
	if (r->text.len) {
		scene_text(&s->scene, p, &t);
	}
	str_clear(&r->text);
	r->letters = 0;
	r->dx = r->dy = 0;
}

/* Whether the next letter goes on in this run. */
static bool goes_on(const struct run *r, double x, double y, double size)
{
	double dx = x - r->lx, dy = y - r->ly, step = hypot(dx, dy);

	if (step > 1.9 * fmax(r->size, size) || size > 1.7 * r->size || r->size > 1.7 * size) {
		return false;
	}
	if (r->dx == 0 && r->dy == 0) {
		return true;
	}
	double along = (dx * r->dx + dy * r->dy), off = fabs(dx * r->dy - dy * r->dx);

	return along > -0.1 * size && off < 0.6 * size;
}

static void add_letter(struct source *s, struct scene_page *p, struct run *r, const PopplerRectangle *b, const char *c, size_t n, double height)
{
	double x = (b->x1 + b->x2) / 2, y = (b->y1 + b->y2) / 2, size = fmax(fabs(b->y2 - b->y1), fabs(b->x2 - b->x1));

	if (r->letters && !goes_on(r, x, y, size)) {
		end_run(s, p, r, height);
	}
	if (r->letters == 0) {
		r->x0 = fmin(b->x1, b->x2);
		r->x1 = fmax(b->x1, b->x2);
		r->y0 = fmin(b->y1, b->y2);
		r->y1 = fmax(b->y1, b->y2);
		r->sx = x;
		r->sy = y;
		r->size = size;
	} else {
		double step = hypot(x - r->sx, y - r->sy);

		r->x0 = fmin(r->x0, fmin(b->x1, b->x2));
		r->x1 = fmax(r->x1, fmax(b->x1, b->x2));
		r->y0 = fmin(r->y0, fmin(b->y1, b->y2));
		r->y1 = fmax(r->y1, fmax(b->y1, b->y2));
		if (step > 0) {
			r->dx = (x - r->sx) / step;
			r->dy = (y - r->sy) / step;
		}
		r->size = fmax(r->size, size);
	}
	r->lx = x;
	r->ly = y;
	r->letters++;
	str_addn(&r->text, c, n);
}

/* Letters of the layout that were drawn slanted, matched with where that was. */
struct found { struct record_letter at; int32_t cp; };
struct slants { const struct record_letters *letters; char *used; VEC(struct found) found; };

/* Where a letter with this box would begin if it lay at the nearest quarter turn, as the layout has it. */
static double distance(const PopplerRectangle *b, const struct record_letter *l, double height)
{
	double x0 = fmin(b->x1, b->x2), x1 = fmax(b->x1, b->x2), y0 = height - fmax(b->y1, b->y2), y1 = height - fmin(b->y1, b->y2);
	double x = x0, y = y0 + 0.2 * (y1 - y0);

	if (l->angle > 45 && l->angle < 135) {
		x = x0 + 0.8 * (x1 - x0);
		y = y0;
	} else if (l->angle < -45 && l->angle > -135) {
		x = x0 + 0.2 * (x1 - x0);
		y = y1;
	} else if (fabs(l->angle) >= 135) {
		x = x1;
		y = y1 - 0.2 * (y1 - y0);
	}
	return hypot(l->x - x, l->y - y);
}

/* From the middle of the box to that of the letter. */
static double middle_distance(const PopplerRectangle *b, const struct record_letter *l, double height)
{
	double a = l->angle * M_PI / 180, u = 0.28 * l->size, v = 0.35 * l->size;

	return hypot(l->x + u * cos(a) - v * sin(a) - (b->x1 + b->x2) / 2, l->y + u * sin(a) + v * cos(a) - (height - (b->y1 + b->y2) / 2));
}

static bool take_slanted(struct slants *sl, const PopplerRectangle *b, int32_t cp, double height)
{
	size_t best = sl->letters->v.n;
	double least = HUGE_VAL;

	if (cp == ' ' || cp == '\n' || cp == '\r') {
		return false;
	}
	for (size_t i = 0; i < sl->letters->v.n; i++) {
		const struct record_letter *l = &sl->letters->v.v[i];

		if (!sl->used[i] && (l->cp == 0 || l->cp == cp)) {
			double d = l->cp ? middle_distance(b, l, height) : 3 * distance(b, l, height);

			if (d < least && d < 1.1 * l->size) {
				least = d;
				best = i;
			}
		}
	}
	if (best == sl->letters->v.n) {
		return false;
	}
	sl->used[best] = 1;
	*vec_add(&sl->found) = (struct found){sl->letters->v.v[best], cp};
	return true;
}

/* How far along its own line a letter lies, and how far off the origin that line is. */
static double along(const struct record_letter *l)
{
	double a = l->angle * M_PI / 180;

	return l->x * cos(a) + l->y * sin(a);
}

static double off(const struct record_letter *l)
{
	double a = l->angle * M_PI / 180;

	return l->y * cos(a) - l->x * sin(a);
}

static bool same_line(const struct record_letter *a, const struct record_letter *b)
{
	return fabs(remainder(a->angle - b->angle, 360)) < 2 && fabs(off(a) - off(b)) < 0.3 * fmin(a->size, b->size);
}

/* The next letter of the line after `from`, not yet taken: the nearest that is ahead. */
static size_t next_letter(const struct slants *sl, size_t from, const char *taken, bool ahead)
{
	const struct record_letter *l = &sl->found.v[from].at;
	size_t best = sl->found.n;
	double least = 1.3 * l->size;

	for (size_t i = 0; i < sl->found.n; i++) {
		const struct record_letter *o = &sl->found.v[i].at;
		double d = (along(o) - along(l)) * (ahead ? 1 : -1);

		if (!taken[i] && i != from && d > 0 && d < least && same_line(l, o)) {
			least = d;
			best = i;
		}
	}
	return best;
}

static void end_slanted(struct source *s, struct scene_page *p, struct slants *sl)
{
	char *taken = xcalloc(sl->found.n + 1, 1);
	struct str text = STR_INIT;

	for (size_t k = 0; k < sl->found.n; k++) {
		size_t i = k, first;

		if (taken[k]) {
			continue;
		}
		for (size_t back; (back = next_letter(sl, i, taken, false)) < sl->found.n;) {
			i = back;
		}
		first = i;
		str_clear(&text);
		for (size_t next = i; next < sl->found.n; next = next_letter(sl, i, taken, true)) {
			/* a letter is about half its size wide: twice that is a gap */
			if (next != first && along(&sl->found.v[next].at) - along(&sl->found.v[i].at) > 0.9 * sl->found.v[i].at.size) {
				str_addc(&text, ' ');
			}
			taken[next] = 1;
			utf8_add(&text, sl->found.v[next].cp);
			i = next;
		}
		const struct record_letter *a = &sl->found.v[first].at;
		struct scene_text t = {.text = str_c(&text), .x = a->x, .y = a->y, .w = along(&sl->found.v[i].at) - along(a) + 0.55 * a->size,
			.h = 0.72 * a->size, .angle = a->angle};

		scene_text(&s->scene, p, &t);
	}
	str_finish(&text);
	free(taken);
}

void pdf_texts(struct source *s, struct pdf *pdf, PopplerPage *page, struct scene_page *p, const struct record_letters *slanted)
{
	double height = p->py1;
	struct slants sl = {.letters = slanted, .used = xcalloc(slanted->v.n + 1, 1)};
	PopplerRectangle *box = NULL;
	guint nbox = 0;
	char *text = pdf->l->poppler_page_get_text(page);
	struct run run = {.letters = 0};
	size_t n = text ? strlen(text) : 0, k = 0;

	str_init(&run.text, SCENE_TEXT_BYTES);
	if (n && pdf->l->poppler_page_get_text_layout(page, &box, &nbox)) {
		for (size_t i = 0; i < n && k < nbox; k++) {
			int32_t cp;
			size_t used = utf8_decode(text + i, n - i, &cp);

			if (take_slanted(&sl, &box[k], cp, height)) {
				end_run(s, p, &run, height);
			} else if (cp == '\n' || cp == '\r') {
				end_run(s, p, &run, height);
			} else if (cp != ' ' || run.letters) {
				add_letter(s, p, &run, &box[k], text + i, used, height);
			}
			i += used;
		}
		end_run(s, p, &run, height);
		end_slanted(s, p, &sl);
	}
	vec_finish(&sl.found);
	free(sl.used);
	str_finish(&run.text);
	pdf->g->g_free(box);
	pdf->g->g_free(text);
}
