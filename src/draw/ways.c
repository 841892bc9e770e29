#include "find.h"

#include <math.h>

/* How far from its place a text may be and still be there. */
static double slack(const struct leaf *l, const struct spot *s)
{
	double d = leaf_diagonal(l);

	return smaller(fmax(d / 500, 0.6 * smaller((double)s->w, (double)s->h)), d / 50);
}

bool at_place(const struct leaf *now, const struct spot *s, double x, double y)
{
	return hypot((double)s->x - x, (double)s->y - y) <= slack(now, s);
}

int there(const struct leaf *now, const char *text, double x, double y)
{
	int best = -1, looks = 0;

	for (int i = leaf_first(now, text); i >= 0 && looks < LOOKS * 16; i = now->spots.v[i].next, looks++) {
		const struct spot *s = &now->spots.v[i];

		if (at_place(now, s, x, y) && (best < 0
			|| hypot((double)s->x - x, (double)s->y - y)
				< hypot((double)now->spots.v[best].x - x, (double)now->spots.v[best].y - y))) {
			best = i;
		}
	}
	return best;
}

void gather_around(struct find *f)
{
	double far[AROUND];

	f->naround = 0;
	for (int i = 0; f->was && i < (int)f->was->spots.n; i++) {
		const struct spot *s = &f->was->spots.v[i];
		double d = spot_distance(s->x, s->y, f->an->quote_x, f->an->quote_y);
		int k = f->naround;

		if (i == f->me || (k == AROUND && d >= far[AROUND - 1])) {
			continue;
		}
		k = k == AROUND ? AROUND - 1 : f->naround++;
		for (; k > 0 && far[k - 1] > d; k--) {
			far[k] = far[k - 1];
			f->around[k] = f->around[k - 1];
		}
		far[k] = d;
		f->around[k] = i;
	}
}

static void add_shift(struct find *f, struct shift s)
{
	if (f->nshifts == SHIFTS) {
		return;
	}
	for (int i = 0; i < f->naround; i++) {
		const struct spot *t = &f->was->spots.v[f->around[i]];

		s.support += there(f->now, t->text, across(&s, t->x), up(&s, t->y)) >= 0;
	}
	f->shifts[f->nshifts++] = s;
}

/* a's corner (0, 0 lower left to 1, 1 upper right) goes to b's. */
static void add_corner(struct find *f, struct box a, struct box b, double cx, double cy)
{
	double dx = (double)b.x0 + cx * (double)(b.x1 - b.x0) - (double)a.x0 - cx * (double)(a.x1 - a.x0);
	double dy = (double)b.y0 + cy * (double)(b.y1 - b.y0) - (double)a.y0 - cy * (double)(a.y1 - a.y0);

	add_shift(f, (struct shift){1, dx, 1, dy, 0, f->nshifts});
}

static bool alike(int64_t a, int64_t b)
{
	return fabs((double)(a - b)) <= 0.005 * (double)(a > b ? a : b);
}

/* The ways a place can follow its sheet. */
static void add_bases(struct find *f)
{
	struct box a = f->was && f->was->paper ? f->was->zones.paper : f->an->paper, b = f->now->zones.paper;
	static const double corners[][2] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.5, 0.5}};
	double ax, ay;

	if (a.x1 <= a.x0 || a.y1 <= a.y0 || !f->now->paper) {
		add_shift(f, (struct shift){1, 0, 1, 0, 0, 0});
	} else if (alike(a.x1 - a.x0, b.x1 - b.x0) && alike(a.y1 - a.y0, b.y1 - b.y0)) {
		add_corner(f, a, b, 0, 0);
	} else {
		ax = (double)(b.x1 - b.x0) / (double)(a.x1 - a.x0);
		ay = (double)(b.y1 - b.y0) / (double)(a.y1 - a.y0);
		add_shift(f, (struct shift){ax, (double)b.x0 - ax * (double)a.x0, ay, (double)b.y0 - ay * (double)a.y0, 0, 0});
		for (size_t i = 0; i < sizeof(corners) / sizeof(corners[0]); i++) {
			add_corner(f, a, b, corners[i][0], corners[i][1]);
		}
	}
	f->nbases = f->nshifts;
}

/* The move that brings a place to spot i of now. */
static void add_move(struct find *f, int base, int64_t x, int64_t y, int i)
{
	struct shift s = f->shifts[base];
	const struct spot *to = &f->now->spots.v[i];
	double dx = (double)to->x - across(&s, x), dy = (double)to->y - up(&s, y);

	if (!at_place(f->now, to, across(&s, x), up(&s, y))) {
		s.bx += dx;
		s.by += dy;
		s.support = 0;
		add_shift(f, s);
	}
}

static void add_moves(struct find *f, const char *text, int64_t x, int64_t y)
{
	int i = leaf_first(f->now, text);

	for (int n = 0; i >= 0 && n < 3; n++, i = f->now->spots.v[i].next) {
		add_move(f, 0, x, y, i);
		if (f->nbases > 1) {
			add_move(f, 1, x, y, i);
		}
	}
}

/* The nearest ones of a text that there may be hundreds of. */
static int nearest_same(const struct find *f, int first, double x, double y, int out[OWN])
{
	double far[OWN];
	int n = 0;

	for (int i = first; i >= 0; i = f->now->spots.v[i].next) {
		double d = hypot((double)f->now->spots.v[i].x - x, (double)f->now->spots.v[i].y - y);
		int at = n;

		if (n == OWN && d >= far[n - 1]) {
			continue;
		}
		at = n == OWN ? n - 1 : n++;
		for (; at > 0 && far[at - 1] > d; at--) {
			far[at] = far[at - 1];
			out[at] = out[at - 1];
		}
		far[at] = d;
		out[at] = i;
	}
	return n;
}

static void add_own_moves(struct find *f)
{
	int near[OWN];

	for (int b = 0; b < f->nbases && b < 2; b++) {
		int n = nearest_same(f, f->first, across(&f->shifts[b], f->an->quote_x), up(&f->shifts[b], f->an->quote_y), near);

		for (int i = 0; i < n; i++) {
			add_move(f, b, f->an->quote_x, f->an->quote_y, near[i]);
		}
	}
}

int spot_by(const struct find *f, const struct shift *way)
{
	return there(f->now, f->an->exact, across(way, f->an->quote_x), up(way, f->an->quote_y));
}

void weigh_shifts(struct find *f)
{
	f->nshifts = 0;
	add_bases(f);
	for (int i = 0; i < f->naround; i++) {
		const struct spot *s = &f->was->spots.v[f->around[i]];

		add_moves(f, s->text, s->x, s->y);
	}
	if (f->was && *f->an->exact) {
		add_own_moves(f);
	}
	f->best = &f->shifts[0];
	for (int i = 1; i < f->nshifts; i++) {
		if (f->shifts[i].support > f->best->support) {
			f->best = &f->shifts[i];
		}
	}
	f->agreed = f->naround > 0 && f->best->support * 2 >= f->naround;
	if (f->best - f->shifts >= f->nbases && f->best->support + (*f->an->exact && spot_by(f, f->best) >= 0) < 2) {
		f->agreed = false; /* one text that went alone says nothing of the others */
	}
}

bool is_base(const struct find *f, const struct shift *way)
{
	return way - f->shifts < f->nbases;
}
