#include "find.h"

#include <math.h>
#include <string.h>

#include "likeness.h"
#include "text/utf8.h"

/* ---- answers ---- */

static void put_zone(const struct leaf *l, struct anchor_found *out)
{
	struct zone at;

	out->zone[0] = '\0';
	if (zone_at(&l->zones, out->at.x, out->at.y, &at)) {
		zone_text(at, out->zone);
	}
}

static int64_t whole(double v)
{
	double far = (double)SPOT_FAR * 4;

	return v > far ? (int64_t)far : v < -far ? (int64_t)-far : llround(v);
}

static void measure(struct find *f, const struct shift *from)
{
	struct anchor_found *out = f->out;
	double d = hypot((double)out->at.x - across(from, f->an->x), (double)out->at.y - up(from, f->an->y));

	out->moved = whole(d);
	out->moved_um = f->now->unit_mm > 0 && out->at.page == f->an->page ? whole(smaller(d * f->now->unit_mm, (double)SPOT_FAR)) : -1;
}

/* It is spot i: by how it came there, kept or moved. */
static void settle(struct find *f, enum anchor_state state, const struct shift *way, int i, double sure)
{
	const struct spot *s = &f->now->spots.v[i];
	struct anchor_found *out = f->out;

	out->state = f->now->page != f->an->page ? ANCHOR_MOVED : state;
	out->text = s->text;
	out->at.page = f->now->page;
	out->at.x = whole((double)s->x + way->ax * (double)(f->an->x - f->an->quote_x));
	out->at.y = whole((double)s->y + way->ay * (double)(f->an->y - f->an->quote_y));
	out->score = (int)(sure * 100);
	measure(f, &f->shifts[way->base]);
	put_zone(f->now, out);
}

static const struct shift *usual(const struct find *f)
{
	return f->agreed ? f->best : &f->shifts[0];
}

/* What stands where the text was. */
static const char *here_now(const struct find *f)
{
	const struct shift *s = usual(f);
	double x = across(s, f->an->quote_x), y = up(s, f->an->quote_y);
	int i = leaf_nearest(f->now, whole(x), whole(y), leaf_diagonal(f->now) / 250);

	return i < 0 ? "" : f->now->spots.v[i].text;
}

static void give_up(struct find *f, enum anchor_state state)
{
	struct anchor_found *out = f->out;
	const struct shift *s = usual(f);

	out->state = state;
	out->at = (struct anchor_place){f->now->page, whole(across(s, f->an->x)), whole(up(s, f->an->y))};
	out->here = here_now(f);
	out->score = state == ANCHOR_ORPHAN ? 0 : 30;
	put_zone(f->now, out);
}

static void maybe(struct find *f, int i)
{
	const struct spot *s = &f->now->spots.v[i];
	struct anchor_found *out = f->out;

	if (out->nmay < ANCHOR_MAY) {
		out->may[out->nmay++] = (struct anchor_place){f->now->page, s->x + f->an->x - f->an->quote_x, s->y + f->an->y - f->an->quote_y};
	}
}

static bool lone(const struct find *f)
{
	return f->same == 1 && f->an->of == 1;
}

static bool comes_to(const struct find *f, int64_t x, int64_t y, const struct spot *c)
{
	const struct shift *way = &f->shifts[0];

	return at_place(f->now, c, across(way, x), up(way, y)) || (f->agreed && at_place(f->now, c, across(f->best, x), up(f->best, y)));
}

/* Does another text of the old drawing that reads the same account for spot i? */
static bool taken(const struct find *f, int i)
{
	const struct spot *c = &f->now->spots.v[i];

	for (int k = f->was ? leaf_first(f->was, c->text) : -1; k >= 0; k = f->was->spots.v[k].next) {
		if (k != f->me && comes_to(f, f->was->spots.v[k].x, f->was->spots.v[k].y, c)) {
			return true;
		}
	}
	for (int k = 0; !f->was && k < f->an->nsame; k++) {
		if (comes_to(f, f->an->same[k].x, f->an->same[k].y, c)) {
			return true;
		}
	}
	return false;
}

/* Without the old drawing: how many of those that read the same and are remembered are where they were. */
static int same_in_place(const struct find *f, const struct shift *way)
{
	int n = 0;

	for (int k = 0; k < f->an->nsame; k++) {
		n += there(f->now, f->an->exact, across(way, f->an->same[k].x), up(way, f->an->same[k].y)) >= 0;
	}
	return n;
}

/* ---- 1: at its place ---- */

/* The best context of those that read the same but spot i; -1: there are none. */
static double rival(const struct find *f, int i)
{
	double best = -1;
	int looks = 0;

	for (int k = f->first; k >= 0 && looks < LOOKS; k = f->now->spots.v[k].next, looks++) {
		best = k == i ? best : fmax(best, context_likeness(f->an, f->now, k));
	}
	return best;
}

/* Is what reads the same at this place surely it? */
static bool sure_there(const struct find *f, const struct shift *way, int i)
{
	double like = context_likeness(f->an, f->now, i);

	if (way == f->best && f->agreed) {
		return true;
	}
	if (!is_base(f, way)) {
		return false;
	}
	if (!f->was && same_in_place(f, way) < f->an->nsame - (f->an->nsame + 1) / 3) {
		return like >= 0.75 && like >= rival(f, i) + 0.2; /* else it may be one of those, come here */
	}
	if (f->nbases > 1) {
		return lone(f) || like >= 0.5;
	}
	return lone(f) || like >= (f->was ? 0.5 : 0.25) || (f->naround && way->support * 3 >= f->naround);
}

static bool found_in_place(struct find *f)
{
	int first = f->agreed ? spot_by(f, f->best) : -1, hit = -1;
	const struct shift *way = NULL;

	if (first >= 0) {
		bool goes_along = !is_base(f, f->best) && f->nbases == 1;

		settle(f, goes_along ? ANCHOR_MOVED : ANCHOR_KEPT, f->best, first, 0.7 + 0.3 * context_likeness(f->an, f->now, first));
		return true;
	}
	for (int b = 0; b < f->nbases; b++) {
		int i = spot_by(f, &f->shifts[b]);

		if (i < 0 || i == hit || taken(f, i)) {
			continue;
		}
		if (hit >= 0 || !sure_there(f, &f->shifts[b], i)) {
			maybe(f, i);
			give_up(f, ANCHOR_AMBIGUOUS);
			return true;
		}
		hit = i;
		way = &f->shifts[b];
	}
	if (hit >= 0) {
		settle(f, ANCHOR_KEPT, way, hit, 0.5 + 0.4 * context_likeness(f->an, f->now, hit));
	}
	return hit >= 0;
}

/* ---- 2: the same text elsewhere ---- */

/* A text that is here now and was not. */
static bool replaced(const struct find *f)
{
	const struct shift *way = usual(f);
	const char *here = here_now(f);

	if (!*here) {
		return false;
	}
	for (int k = f->was ? leaf_first(f->was, here) : -1; k >= 0; k = f->was->spots.v[k].next) {
		const struct spot *o = &f->was->spots.v[k];

		if (there(f->now, here, across(way, o->x), up(way, o->y)) >= 0
			&& spot_distance(o->x, o->y, f->an->quote_x, f->an->quote_y) <= leaf_diagonal(f->was) / 100) {
			return false;
		}
	}
	return true;
}

/* Short texts are believed to have gone a short way only. */
static bool believable(const struct find *f, int i)
{
	const struct spot *s = &f->now->spots.v[i];
	const struct shift *way = usual(f);
	double letters = (double)utf8_length(s->text, strlen(s->text));
	double reach = leaf_diagonal(f->now) * smaller(0.5, 0.08 + 0.04 * letters);

	return hypot((double)s->x - across(way, f->an->quote_x), (double)s->y - up(way, f->an->quote_y)) <= reach;
}

struct likely { int spot, n; double like, second; };

static struct likely most_likely(struct find *f)
{
	struct likely l = {.spot = -1, .like = -1, .second = -1};
	int looks = 0;

	for (int i = f->first; i >= 0; i = f->now->spots.v[i].next) {
		double like;

		if (taken(f, i)) {
			continue;
		}
		l.n++;
		like = looks++ < LOOKS ? context_likeness(f->an, f->now, i) : 0;
		if (like > l.like) {
			l.second = l.like;
			l.like = like;
			l.spot = i;
		} else if (like > l.second) {
			l.second = like;
		}
	}
	return l;
}

/* How many of the texts that read the same are not where they were, this one apart. */
static int others_astray(const struct find *f)
{
	int n = 0;

	if (!f->was) {
		return f->an->of ? f->an->of - 1 - same_in_place(f, &f->shifts[0]) : 1;
	}
	for (int k = leaf_first(f->was, f->an->exact); k >= 0; k = f->was->spots.v[k].next) {
		const struct spot *o = &f->was->spots.v[k];

		n += k != f->me && there(f->now, o->text, across(&f->shifts[0], o->x), up(&f->shifts[0], o->y)) < 0
			&& there(f->now, o->text, across(f->best, o->x), up(f->best, o->y)) < 0;
	}
	return n;
}

/* A group of the surroundings that went another way than the most, and this text with it: its number, or -1. */
static int minority(const struct find *f)
{
	int best = -1, rival = 0;

	for (int k = f->nbases; k < f->nshifts; k++) {
		int i = spot_by(f, &f->shifts[k]), n = f->shifts[k].support;

		if (i < 0 || taken(f, i)) {
			continue;
		}
		if (best < 0 || n > f->shifts[best].support) {
			if (best >= 0 && spot_by(f, &f->shifts[best]) != i) {
				rival = f->shifts[best].support;
			}
			best = k;
		} else if (spot_by(f, &f->shifts[best]) != i && n > rival) {
			rival = n;
		}
	}
	return best >= 0 && f->shifts[best].support >= 3 && f->shifts[best].support * 4 >= f->naround && rival * 2 <= f->shifts[best].support
		? best : -1;
}

static void unsure(struct find *f, struct likely l)
{
	maybe(f, l.spot);
	for (int i = f->first; i >= 0 && f->out->nmay < ANCHOR_MAY; i = f->now->spots.v[i].next) {
		if (i != l.spot && !taken(f, i)) {
			maybe(f, i);
		}
	}
	give_up(f, ANCHOR_AMBIGUOUS);
}

static bool found_elsewhere(struct find *f)
{
	struct likely l = most_likely(f);
	int astray, group = minority(f);
	bool certain;

	if (l.spot < 0) {
		return false;
	}
	if (group >= 0) {
		settle(f, ANCHOR_MOVED, &f->shifts[group], spot_by(f, &f->shifts[group]), 0.8);
		return true;
	}
	astray = others_astray(f);
	/* contexts of texts that read the same are often alike too: only the whole old drawing can tell by them */
	certain = l.n == 1 && astray == 0 ? l.like >= 0.75 || (!replaced(f) && believable(f, l.spot))
		: l.like >= 0.8 && l.like - l.second >= 0.3 && (f->was || f->an->of == 0);
	if (!certain) {
		unsure(f, l);
		return true;
	}
	settle(f, ANCHOR_MOVED, usual(f), l.spot, 0.5 + 0.3 * l.like);
	return true;
}

/* ---- 3: a similar text ---- */

static bool was_there(const struct find *f, int i)
{
	const struct spot *c = &f->now->spots.v[i];
	const struct shift *way = usual(f);

	for (int k = f->was ? leaf_first(f->was, c->text) : -1; k >= 0; k = f->was->spots.v[k].next) {
		const struct spot *o = &f->was->spots.v[k];

		if (at_place(f->now, c, across(way, o->x), up(way, o->y))) {
			return true;
		}
	}
	return false;
}

static bool may_have_become(const struct find *f, int i, double asked, bool *in_place)
{
	const struct spot *c = &f->now->spots.v[i];
	const struct shift *way = usual(f);

	*in_place = at_place(f->now, c, across(way, f->an->quote_x), up(way, f->an->quote_y));
	if (text_likeness(f->an->exact, c->text, *in_place ? asked : smaller(1, asked + 0.1)) <= 0 || was_there(f, i)) {
		return false;
	}
	return *in_place || (f->was && !leaf_same(f->was, c->text) && same_figures(f->an->exact, c->text)
		&& context_likeness(f->an, f->now, i) >= 0.5);
}

static bool found_similar(struct find *f)
{
	double asked = likeness_asked(f->an->exact);
	int hit = -1, n = 0;
	bool in_place, here = false;

	if (asked >= 1) {
		return false;
	}
	for (int i = 0; i < (int)f->now->spots.n; i++) {
		if (!may_have_become(f, i, asked, &in_place) || (here && !in_place)) {
			continue;
		}
		n = in_place && !here ? 1 : n + 1;
		here = here || in_place;
		hit = i;
		maybe(f, i);
	}
	if (n == 1) {
		f->out->changed = true;
		f->out->nmay = 0;
		settle(f, ANCHOR_MOVED, usual(f), hit, 0.8 * text_likeness(f->an->exact, f->now->spots.v[hit].text, 0));
	} else if (n > 1) {
		give_up(f, ANCHOR_AMBIGUOUS);
	}
	return n > 0;
}

/* ---- which page ---- */

static double pages_alike(const struct leaf *a, const struct leaf *b)
{
	size_t n = a->spots.n < 2000 ? a->spots.n : 2000, same = 0;

	for (size_t i = 0; i < n; i++) {
		same += leaf_first(b, a->spots.v[i].text) >= 0;
	}
	return n ? (double)same / (double)n : 0;
}

static const struct leaf *page_now(const struct find *f)
{
	const struct leaf *same = leaf_of(f->new_index, f->an->page), *best = same;
	double like = f->was && same ? pages_alike(f->was, same) : same ? 1 : 0;

	for (size_t i = 0; f->was && f->new_index && i < f->new_index->leaves.n; i++) {
		const struct leaf *l = f->new_index->leaves.v[i];
		double other = pages_alike(f->was, l);

		if (other >= like + 0.3) {
			best = l;
			like = other;
		}
	}
	return best;
}

static void begin_page(struct find *f, const struct leaf *now)
{
	f->now = now;
	f->first = leaf_first(now, f->an->exact);
	f->same = leaf_same(now, f->an->exact);
	weigh_shifts(f);
}

/* The text with all its context, on one other page only. */
static bool found_on_other_page(struct find *f)
{
	const struct leaf *home = f->now;
	int hit = -1, n = 0;

	for (size_t p = 0; p < f->new_index->leaves.n; p++) {
		const struct leaf *l = f->new_index->leaves.v[p], *before = leaf_of(f->old_index, l->page);
		int looks = 0;

		if (l == home || (before && leaf_same(before, f->an->exact))) {
			continue;
		}
		for (int i = leaf_first(l, f->an->exact); i >= 0 && looks < LOOKS; i = l->spots.v[i].next, looks++) {
			if (context_likeness(f->an, l, i) >= 0.8) {
				hit = i;
				f->now = l;
				n++;
			}
		}
	}
	if (n == 1) {
		begin_page(f, f->now);
		settle(f, ANCHOR_MOVED, &f->shifts[0], hit, 0.6);
		return true;
	}
	begin_page(f, home);
	return false;
}

/* ---- without a text ---- */

static void find_point(struct find *f)
{
	const struct shift *way = f->best;
	double x = across(way, f->an->x), y = up(way, f->an->y), near;
	int i;

	if (f->naround < 2 || way->support < f->naround) {
		give_up(f, ANCHOR_AMBIGUOUS);
		return;
	}
	/* nothing new may stand nearer than what stood there before */
	near = spot_distance(f->was->spots.v[f->around[0]].x, f->was->spots.v[f->around[0]].y, f->an->x, f->an->y);
	i = leaf_nearest(f->now, whole(x), whole(y), leaf_diagonal(f->now));
	if (i >= 0 && !was_there(f, i) && spot_distance(f->now->spots.v[i].x, f->now->spots.v[i].y, whole(x), whole(y)) < near) {
		give_up(f, ANCHOR_AMBIGUOUS);
		return;
	}
	f->out->state = is_base(f, way) && f->now->page == f->an->page ? ANCHOR_KEPT : ANCHOR_MOVED;
	f->out->at = (struct anchor_place){f->now->page, whole(x), whole(y)};
	f->out->score = 60;
	measure(f, &f->shifts[way->base]);
	put_zone(f->now, f->out);
}

static void find_on_page(struct find *f)
{
	if (!*f->an->exact) {
		find_point(f);
	} else if (!found_in_place(f) && !found_elsewhere(f) && !found_similar(f) && !found_on_other_page(f)) {
		give_up(f, ANCHOR_ORPHAN);
	}
}

/* The old drawing is of use only if it is the one the anchor was made on. */
static void know_old(struct find *f)
{
	const struct leaf *l = leaf_of(f->old_index, f->an->page);

	f->me = -1;
	if (l && *f->an->exact) {
		f->me = there(l, f->an->exact, (double)f->an->quote_x, (double)f->an->quote_y);
		if (f->me < 0 && f->an->of == 0) {
			/* made elsewhere: the point is all that is known; take the nearest text that reads so */
			int i = leaf_nearest(l, f->an->x, f->an->y, leaf_diagonal(l) / 4);

			f->me = i >= 0 && !strcmp(l->spots.v[i].text, f->an->exact) ? i : -1;
		}
	}
	f->was = l && (f->me >= 0 || !*f->an->exact) ? l : NULL;
}

static void stay(const struct anchor *an, struct anchor_found *out)
{
	out->state = ANCHOR_KEPT;
	out->at = (struct anchor_place){an->page, an->x, an->y};
	memcpy(out->zone, an->zone, sizeof(out->zone));
	out->text = an->exact;
	out->moved_um = 0;
	out->score = 100;
}

void anchor_find(const struct anchor *an, const struct anchor_index *old, const struct anchor_index *now, struct anchor_found *out)
{
	struct anchor mine = *an;
	struct find f = {.an = &mine, .old_index = old, .new_index = now, .out = out};
	const struct leaf *l;

	memset(out, 0, sizeof(*out));
	out->text = out->here = "";
	out->moved_um = -1;
	if (old == now && leaf_of(now, an->page)) {
		stay(an, out);
		return;
	}
	know_old(&f);
	if (f.was && f.me >= 0) {
		mine.quote_x = f.was->spots.v[f.me].x;
		mine.quote_y = f.was->spots.v[f.me].y;
		mine.of = leaf_same(f.was, mine.exact);
	}
	gather_around(&f);
	l = page_now(&f);
	if (!l && now && now->leaves.n) {
		/* its page is gone */
		begin_page(&f, now->leaves.v[0]);
		if (*mine.exact && found_on_other_page(&f)) {
			return;
		}
		l = NULL;
	}
	if (!l) {
		out->state = *mine.exact ? ANCHOR_ORPHAN : ANCHOR_AMBIGUOUS;
		out->at = (struct anchor_place){an->page, an->x, an->y};
		return;
	}
	begin_page(&f, l);
	find_on_page(&f);
}
