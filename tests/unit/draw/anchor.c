#include "help.h"

#include <stdlib.h>


/* A bracket on an A3; the index of each text is used below. */
static const struct put_page bracket = {420, 297, 16, {
	{"BRACKET", 320, 30}, {"재질: S45C", 320, 22}, {"ALL EDGES 0.5 x 45° UNLESS NOTED", 30, 20}, {"A", 12, 250},      /* 0-3 */
	{"Ø20", 60, 200}, {"Ø20", 120, 200}, {"Ø20", 180, 200}, {"⌀8H7", 60, 150}, {"R5", 128, 140}, {"R3", 90, 120}, /* 4-9 */
	{"80", 120, 230}, {"45", 40, 170}, {"M6x1", 200, 150}, {"Ra 1.6", 240, 180}, {"SECTION A-A", 270, 220}, {"R3", 150, 60}, /* 10-15 */
}};

enum { NOWHERE = -1 };

struct change { int at; const char *text; double dx, dy; }; /* at -1: no more; text NULL: only moved, "": gone */

struct expect { enum anchor_state state; int text; };

struct revision_case {
	const char *name;
	int note;                    /* the text it is on */
	struct change changes[20];
	struct put more[6];          /* new texts */
	double w, h;                 /* another sheet; 0: the same */
	bool scaled;                 /* the drawing with it */
	struct expect with_old, alone; /* text: the index it must be found at; 100 and on: of more */
};

#define SAME .changes = {{.at = -1}}
#define END {.at = -1}

static const struct revision_case cases[] = {
	{.name = "same", .note = 5, SAME, .with_old = {ANCHOR_KEPT, 5}, .alone = {ANCHOR_KEPT, 5}},
	{.name = "same, first of three", .note = 4, SAME, .with_old = {ANCHOR_KEPT, 4}, .alone = {ANCHOR_KEPT, 4}},
	{.name = "same, one text", .note = 8, SAME, .with_old = {ANCHOR_KEPT, 8}, .alone = {ANCHOR_KEPT, 8}},
	{.name = "same sign, other way of writing it", .note = 7, .changes = {{7, "Ø8H7", 0, 0}, END},
		.with_old = {ANCHOR_KEPT, 7}, .alone = {ANCHOR_KEPT, 7}},
	{.name = "a hair's breadth", .note = 8, .changes = {{8, NULL, 0.4, -0.3}, END}, .with_old = {ANCHOR_KEPT, 8}, .alone = {ANCHOR_KEPT, 8}},
	{.name = "moved alone", .note = 8, .changes = {{8, NULL, 3, 4}, END}, .with_old = {ANCHOR_MOVED, 8}, .alone = {ANCHOR_MOVED, 8}},
	{.name = "moved too far for two letters", .note = 8, .changes = {{8, NULL, 200, -80}, END},
		.with_old = {ANCHOR_AMBIGUOUS, NOWHERE}, .alone = {ANCHOR_AMBIGUOUS, NOWHERE}},
	{.name = "moved, and another stands there", .note = 8, .changes = {{8, NULL, 30, 0}, END}, .more = {{"R6", 128, 140}},
		.with_old = {ANCHOR_AMBIGUOUS, NOWHERE}, .alone = {ANCHOR_AMBIGUOUS, NOWHERE}},
	{.name = "a long one moved far", .note = 2, .changes = {{2, NULL, 150, 5}, END}, .with_old = {ANCHOR_MOVED, 2}, .alone = {ANCHOR_MOVED, 2}},
	{.name = "one of three changed: that one", .note = 5, .changes = {{5, "Ø22", 0, 0}, END},
		.with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "one of three changed: the one before", .note = 4, .changes = {{5, "Ø22", 0, 0}, END},
		.with_old = {ANCHOR_KEPT, 4}, .alone = {ANCHOR_KEPT, 4}},
	{.name = "one of three changed: the one behind", .note = 6, .changes = {{5, "Ø22", 0, 0}, END},
		.with_old = {ANCHOR_KEPT, 6}, .alone = {ANCHOR_KEPT, 6}},
	{.name = "the first of three changed", .note = 4, .changes = {{4, "Ø22", 0, 0}, END},
		.with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "a dimension changed", .note = 8, .changes = {{8, "R5.5", 0, 0}, END}, .with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "its case changed", .note = 13, .changes = {{13, "RA 1.6", 0, 0}, END}, .with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "a long one changed a little", .note = 2, .changes = {{2, "ALL EDGES 0.3 x 45° UNLESS NOTED", 0, 0}, END},
		.with_old = {ANCHOR_MOVED, 2}, .alone = {ANCHOR_MOVED, 2}},
	{.name = "a long one changed wholly", .note = 2, .changes = {{2, "SURFACE TREATMENT BLACK OXIDE", 0, 0}, END},
		.with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "duplicated", .note = 8, SAME, .more = {{"R5", 250, 100}}, .with_old = {ANCHOR_KEPT, 8}, .alone = {ANCHOR_KEPT, 8}},
	{.name = "duplicated beside it", .note = 8, SAME, .more = {{"R5", 136, 140}}, .with_old = {ANCHOR_KEPT, 8}, .alone = {ANCHOR_KEPT, 8}},
	{.name = "duplicated, both elsewhere", .note = 8, .changes = {{8, NULL, 20, 0}, END}, .more = {{"R5", 120, 100}},
		.with_old = {ANCHOR_AMBIGUOUS, NOWHERE}, .alone = {ANCHOR_AMBIGUOUS, NOWHERE}},
	{.name = "deleted", .note = 8, .changes = {{8, "", 0, 0}, END}, .with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "deleted, its double stays", .note = 9, .changes = {{9, "", 0, 0}, END},
		.with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "its double deleted", .note = 9, .changes = {{15, "", 0, 0}, END}, .with_old = {ANCHOR_KEPT, 9}, .alone = {ANCHOR_AMBIGUOUS, NOWHERE}},
	{.name = "one of three deleted", .note = 6, .changes = {{6, "", 0, 0}, END}, .with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "one of three moved", .note = 6, .changes = {{6, NULL, 20, 8}, END}, .with_old = {ANCHOR_MOVED, 6}, .alone = {ANCHOR_MOVED, 6}},
	{.name = "two of three moved, each its own way", .note = 6, .changes = {{6, NULL, 20, 8}, {5, NULL, 9, -30}, END},
		.with_old = {ANCHOR_AMBIGUOUS, NOWHERE}, .alone = {ANCHOR_AMBIGUOUS, NOWHERE}},
	{.name = "sheet larger, all larger", .note = 5, SAME, .w = 594, .h = 420, .scaled = true, .with_old = {ANCHOR_KEPT, 5}, .alone = {ANCHOR_KEPT, 5}},
	{.name = "sheet larger, one text", .note = 8, SAME, .w = 594, .h = 420, .scaled = true, .with_old = {ANCHOR_KEPT, 8}, .alone = {ANCHOR_KEPT, 8}},
	{.name = "sheet larger, drawn as before from the lower left", .note = 4, SAME, .w = 594, .h = 420, .with_old = {ANCHOR_KEPT, 4}, .alone = {ANCHOR_KEPT, 4}},
	{.name = "sheet smaller, all smaller, one changed", .note = 5, .changes = {{5, "Ø22", 0, 0}, END}, .w = 297, .h = 210, .scaled = true,
		.with_old = {ANCHOR_ORPHAN, NOWHERE}, .alone = {ANCHOR_ORPHAN, NOWHERE}},
	{.name = "texts in another order", .note = 13, .changes = {{12, NULL, -190, 140}, {14, NULL, -200, 0}, END},
		.with_old = {ANCHOR_KEPT, 13}, .alone = {ANCHOR_KEPT, 13}},
};

static const char *const state_names[] = {"kept", "moved", "ambiguous", "orphan"};

static void revise(const struct revision_case *c, struct put_page *out)
{
	double kx, ky;

	*out = bracket;
	out->w = c->w > 0 ? c->w : bracket.w;
	out->h = c->h > 0 ? c->h : bracket.h;
	kx = c->scaled ? out->w / bracket.w : 1;
	ky = c->scaled ? out->h / bracket.h : 1;
	for (const struct change *g = c->changes; g->at >= 0; g++) {
		struct put *p = &out->v[g->at];

		p->text = g->text ? g->text : p->text;
		p->x += g->dx;
		p->y += g->dy;
	}
	for (size_t i = 0; i < sizeof(c->more) / sizeof(c->more[0]) && c->more[i].text; i++) {
		out->v[out->n++] = c->more[i];
	}
	for (int i = 0; i < out->n; i++) {
		/* by the middle of the text, whose size stays */
		double half = 1.25 * (double)strlen(out->v[i].text);

		out->v[i].x = (out->v[i].x + half) * kx - half;
		out->v[i].y = (out->v[i].y + 1.75) * ky - 1.75;
	}
}

static void follows_revisions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct put_page now;
		struct anchor_index *old = put_index(&bracket), *ix;
		struct arena a;
		struct anchor an;

		revise(&cases[i], &now);
		ix = put_index(&now);
		arena_init(&a);
		anchor_on(old, &bracket, cases[i].note, &a, &an);
		assert_string_not_equal(an.exact, "");
		for (int alone = 0; alone < 2; alone++) {
			const struct expect *want = alone ? &cases[i].alone : &cases[i].with_old;
			struct anchor_found f;
			int at;

			anchor_find(&an, alone ? NULL : old, ix, &f);
			at = f.state == ANCHOR_KEPT || f.state == ANCHOR_MOVED ? put_at(&now, &f) : NOWHERE;
			if (f.state != want->state || at != want->text) {
				fail_msg("%s%s: %s at text %d (%s), score %d", cases[i].name, alone ? ", alone" : "", state_names[f.state], at, f.text, f.score);
			}
			assert_true((f.state == ANCHOR_AMBIGUOUS) == (f.nmay > 0));
			if (f.state == ANCHOR_KEPT) {
				assert_true(f.moved < 1500 && !f.changed);
			}
		}
		arena_finish(&a);
		anchor_index_destroy(old);
		anchor_index_destroy(ix);
	}
}

static void says_how_far_and_what_is_there(void **state)
{
	struct put_page now = bracket;
	struct anchor_index *old = put_index(&bracket), *ix;
	struct anchor_found f;
	struct anchor an;
	struct arena a;

	(void)state;
	arena_init(&a);
	anchor_on(old, &bracket, 8, &a, &an);
	assert_string_equal(an.exact, "R5");
	assert_string_equal(an.zone, "D3");
	now.v[8].x += 3;
	now.v[8].y -= 4;
	ix = put_index(&now);
	anchor_find(&an, old, ix, &f);
	assert_int_equal(f.state, ANCHOR_MOVED);
	assert_int_equal(f.moved, 5000);
	assert_int_equal(f.moved_um, 5000);
	assert_int_equal(f.at.x, an.x + 3000);
	assert_int_equal(f.at.y, an.y - 4000);
	assert_string_equal(f.text, "R5");
	anchor_index_destroy(ix);
	now = bracket;
	now.v[8].text = "R6";
	ix = put_index(&now);
	anchor_find(&an, old, ix, &f);
	assert_int_equal(f.state, ANCHOR_ORPHAN);
	assert_string_equal(f.here, "R6");
	assert_string_equal(f.zone, "D3");
	assert_int_equal(f.at.x, an.x);
	/* the same revision again: nothing can have happened */
	anchor_find(&an, old, old, &f);
	assert_int_equal(f.state, ANCHOR_KEPT);
	arena_finish(&a);
	anchor_index_destroy(old);
	anchor_index_destroy(ix);
}

/* What went wrong elsewhere: "Linus" found at "chines", a note that went to an earlier Robin. */
static void does_not_take_a_likely_word(void **state)
{
	struct put_page old_page = {420, 297, 7, {{"Robin", 50, 250}, {"spoke", 90, 250}, {"to", 130, 250},
		{"Linus", 50, 200}, {"Robin", 50, 150}, {"answered", 90, 150}, {"twice", 150, 150}}}, new_page = old_page;
	struct anchor_index *old, *now;
	struct anchor_found f;
	struct anchor linus, robin;
	struct arena a;

	(void)state;
	arena_init(&a);
	old = put_index(&old_page);
	anchor_on(old, &old_page, 3, &a, &linus);
	anchor_on(old, &old_page, 4, &a, &robin);
	new_page.v[3].text = "chines";
	new_page.v[4].text = "Elisa";
	now = put_index(&new_page);
	for (int alone = 0; alone < 2; alone++) {
		anchor_find(&linus, alone ? NULL : old, now, &f);
		assert_int_equal(f.state, ANCHOR_ORPHAN);
		anchor_find(&robin, alone ? NULL : old, now, &f);
		assert_int_equal(f.state, ANCHOR_ORPHAN);
		assert_string_equal(f.here, "Elisa");
	}
	arena_finish(&a);
	anchor_index_destroy(old);
	anchor_index_destroy(now);
}

static void knows_points_without_text(void **state)
{
	static const struct put_page bare = {420, 297, 0, {{0}}};
	struct put_page apart = {420, 297, 3, {{"80", 20, 20}, {"45", 40, 20}, {"R5", 20, 40}}}, now = apart;
	struct anchor_index *empty = put_index(&bare), *empty2 = put_index(&bare), *old = put_index(&apart), *ix;
	struct anchor_found f;
	struct anchor an;
	struct arena a;

	(void)state;
	arena_init(&a);
	anchor_make(empty, 1, 100000, 100000, &a, &an);
	assert_string_equal(an.exact, "");
	assert_int_equal(an.of, 0);
	anchor_find(&an, empty, empty2, &f);
	assert_int_equal(f.state, ANCHOR_AMBIGUOUS);
	anchor_find(&an, empty, empty, &f);
	assert_int_equal(f.state, ANCHOR_KEPT);

	anchor_make(old, 1, 380000, 280000, &a, &an);
	assert_string_equal(an.exact, "");
	ix = put_index(&apart);
	anchor_find(&an, old, ix, &f);
	assert_int_equal(f.state, ANCHOR_KEPT);
	assert_int_equal(f.at.x, 380000);
	anchor_find(&an, NULL, ix, &f);
	assert_int_equal(f.state, ANCHOR_AMBIGUOUS);
	anchor_index_destroy(ix);
	now.v[1].text = "46";
	ix = put_index(&now);
	anchor_find(&an, old, ix, &f);
	assert_int_equal(f.state, ANCHOR_AMBIGUOUS);
	anchor_index_destroy(ix);
	now = apart;
	now.v[now.n++] = (struct put){"NEW", 370, 270};
	ix = put_index(&now);
	anchor_find(&an, old, ix, &f);
	assert_int_equal(f.state, ANCHOR_AMBIGUOUS);
	anchor_index_destroy(ix);
	for (int i = 0; i < apart.n; i++) {
		now.v[i] = (struct put){apart.v[i].text, apart.v[i].x + 20, apart.v[i].y};
	}
	now.n = apart.n;
	ix = put_index(&now);
	anchor_find(&an, old, ix, &f);
	assert_int_equal(f.state, ANCHOR_MOVED);
	assert_int_equal(f.at.x, 400000);
	anchor_index_destroy(ix);
	arena_finish(&a);
	anchor_index_destroy(empty);
	anchor_index_destroy(empty2);
	anchor_index_destroy(old);
}

/* A sheet put in front: notes go along, and do not stay on what every sheet has at that place. */
static void follows_to_another_sheet(void **state)
{
	struct put_page first = {420, 297, 4, {{"SCALE 1:2", 350, 20}, {"HANBIT", 320, 20}, {"LIST OF PARTS", 60, 250}, {"SHEET", 300, 20}}};
	struct put_page second = {420, 297, 6, {{"SCALE 1:2", 350, 20}, {"HANBIT", 320, 20}, {"Ø20", 60, 200}, {"R5", 100, 150}, {"80", 140, 90}, {"SHEET", 300, 20}}};
	struct anchor_index *old = put_index(&second), *now = put_index(&first);
	struct anchor_found f;
	struct anchor an;
	struct arena a;

	(void)state;
	arena_init(&a);
	put_index_page(now, 2, &second, 1);
	for (int i = 0; i < second.n; i++) {
		anchor_on(old, &second, i, &a, &an);
		anchor_find(&an, old, now, &f);
		assert_int_equal(f.at.page, 2);
		assert_int_equal(f.state, ANCHOR_MOVED);
		assert_int_equal(f.moved_um, -1);
		assert_int_equal(put_at(&second, &f), i);
	}
	/* without the old drawing: what it reads and what stands around it must agree */
	anchor_on(old, &second, 3, &a, &an);
	anchor_find(&an, NULL, now, &f);
	assert_int_equal(f.at.page, 2);
	/* nothing there at all */
	anchor_find(&an, old, NULL, &f);
	assert_int_equal(f.state, ANCHOR_ORPHAN);
	arena_finish(&a);
	anchor_index_destroy(old);
	anchor_index_destroy(now);
}

/* ---- properties ---- */

static unsigned seed;

static double roll(double to)
{
	seed = seed * 1103515245U + 12345U;
	return (double)(seed >> 8 & 0xffff) / 65536.0 * to;
}

static const char *const words[] = {"Ø20", "Ø8", "R5", "R3", "M6", "80", "45", "12.5", "Ra 1.6", "4x", "A", "B", "SECTION A-A", "90°", "±0.05", "재질"};

static void random_page(struct put_page *p, int n, int kinds)
{
	*p = (struct put_page){420, 297, n, {{0}}};
	for (int i = 0; i < n; i++) {
		/* on a lattice, so that none covers another */
		p->v[i] = (struct put){words[(int)roll(kinds)], 20 + 38.0 * (i % 10) + roll(8), 20 + 9.0 * (i / 10 % 28) + roll(3)};
	}
}

static struct put_page before, after;

/* However few different words there are: all moved as one stay themselves. */
static void follows_what_moves_as_a_whole(void **state)
{
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct anchor_index *old, *now;
		struct arena a;
		double dx = roll(60) - 30, dy = roll(40) - 20;

		seed = (unsigned)round * 7919U + 1;
		random_page(&before, 5 + round * 3, 1 + round % (int)(sizeof(words) / sizeof(words[0])));
		after = before;
		for (int i = 0; i < after.n; i++) {
			after.v[i].x += dx;
			after.v[i].y += dy;
		}
		old = put_index(&before);
		now = put_index(&after);
		arena_init(&a);
		for (int i = 0; i < before.n; i++) {
			struct anchor_found f;
			struct anchor an;
			bool found;

			anchor_on(old, &before, i, &a, &an);
			anchor_find(&an, old, now, &f);
			found = f.state == ANCHOR_KEPT || f.state == ANCHOR_MOVED;
			if (!found || !put_is_at(&after, i, &f) || (f.state == ANCHOR_KEPT && f.moved > 2000)) {
				fail_msg("round %d, text %d of %d: %s, %d", round, i, before.n, state_names[f.state], put_at(&after, &f));
			}
			/* the old drawing not at hand: never another one */
			anchor_find(&an, NULL, now, &f);
			if ((f.state == ANCHOR_KEPT || f.state == ANCHOR_MOVED) && !put_is_at(&after, i, &f)) {
				fail_msg("round %d, text %d of %d, alone: %s at %d", round, i, before.n, state_names[f.state], put_at(&after, &f));
			}
		}
		arena_finish(&a);
		anchor_index_destroy(old);
		anchor_index_destroy(now);
	}
}

/* Some texts deleted, some changed to others that are there, some moved: nobody is found at another's place as kept. */
static void never_jumps_silently(void **state)
{
	int jumps = 0, found = 0, all = 0;

	(void)state;
	for (int round = 0; round < 120; round++) {
		struct anchor_index *old, *now;
		struct arena a;
		bool touched[PUT_MAX] = {false};

		seed = (unsigned)round * 104729U + 3;
		random_page(&before, 30 + round, 3 + round % 13);
		after = before;
		for (int i = 0; i < after.n; i++) {
			double r = roll(100);

			touched[i] = r < 12;
			if (r < 4) {
				after.v[i].text = "";
			} else if (r < 8) {
				after.v[i].text = words[(int)roll(16)];
				touched[i] = strcmp(after.v[i].text, before.v[i].text) != 0;
			} else if (r < 12) {
				after.v[i].x += roll(60) - 30;
			}
		}
		old = put_index(&before);
		now = put_index(&after);
		arena_init(&a);
		for (int i = 0; i < before.n; i++) {
			struct anchor_found f;
			struct anchor an;

			anchor_on(old, &before, i, &a, &an);
			for (int alone = 0; alone < 2; alone++) {
				anchor_find(&an, alone ? NULL : old, now, &f);
				all++;
				found += f.state == ANCHOR_KEPT;
				if (f.state == ANCHOR_KEPT && (!put_is_at(&after, i, &f) || strcmp(after.v[i].text, before.v[i].text) != 0)) {
					jumps++;
				}
				if (!alone && !touched[i] && f.state != ANCHOR_KEPT) {
					fail_msg("round %d: text %d, untouched, is %s", round, i, state_names[f.state]);
				}
			}
		}
		arena_finish(&a);
		anchor_index_destroy(old);
		anchor_index_destroy(now);
	}
	assert_int_equal(jumps, 0);
	assert_true(found > all / 2);
}

/* ---- as text ---- */

static void writes_and_reads_fragments(void **state)
{
	struct anchor_index *ix = put_index(&bracket);
	struct anchor an, back = {.exact = "x"};
	struct str s = STR_INIT;
	struct arena a;
	struct err e;

	(void)state;
	arena_init(&a);
	anchor_on(ix, &bracket, 8, &a, &an);
	anchor_point_write(&an, &s);
	assert_string_equal(str_c(&s), "page=1&point=131.000,141.750&quote=130.500,141.750&of=1&paper=0.000,0.000,420.000,297.000");
	assert_int_equal(anchor_point_read(str_c(&s), &back, &e), 0);
	assert_true(back.x == an.x && back.y == an.y && back.quote_x == an.quote_x && back.of == 1 && back.paper.x1 == 420000);
	assert_string_equal(back.exact, "x");
	str_clear(&s);
	anchor_zone_write(&an, &s);
	assert_string_equal(str_c(&s), "zone=D3");
	assert_int_equal(anchor_zone_read(str_c(&s), &back, &e), 0);
	assert_string_equal(back.zone, "D3");
	str_finish(&s);
	arena_finish(&a);
	anchor_index_destroy(ix);
}

static void reads_what_others_write(void **state)
{
	static const struct { const char *s; bool ok; int64_t x; } t[] = {
		{"page=1&point=128.5,74", true, 128500}, {"point=-0.0014,7&page=2", true, -1}, {"page=1&point=1,2&colour=red&x", true, 1000},
		{"page=1&point=1,2&quote=3,4", true, 1000},
		{"", false, 0}, {"page=1", false, 0}, {"point=1,2", false, 0}, {"page=0&point=1,2", false, 0}, {"page=1&point=1", false, 0},
		{"page=1&point=1,2,3", false, 0}, {"page=1&point=1e9,2", false, 0}, {"page=1&point=nan,2", false, 0}, {"page=1&point=,2", false, 0},
		{"page=1&point=1,2&point=3,4", false, 0}, {"page=99999&point=1,2", false, 0}, {"page=1&point=1.,2", false, 0},
		{"page=1&point=99999999999999999999,2", false, 0}, {"page=1&point=1,2&paper=0,0,0,0", false, 0}, {"page= 1&point=1,2", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct anchor an = {.page = 77};
		struct err e;
		int r = anchor_point_read(t[i].s, &an, &e);

		if ((r == 0) != t[i].ok || (r == 0 && an.x != t[i].x) || (r != 0 && an.page != 77)) {
			fail_msg("%s: %d", t[i].s, r);
		}
	}
}

static void makes_texts_comparable(void **state)
{
	static const struct { const char *in, *want; } t[] = {
		{"", ""}, {"  Ø 20\t H7 ", "⌀ 20 H7"}, {"∅8", "⌀8"}, {"⌀8", "⌀8"}, {"3×M6", "3xM6"}, {"Ｒ５", "R5"}, {"a\x01" "b\x7f", "a b"},
		{"−0.1", "-0.1"}, {"R5", "R5"}, {"r5", "r5"}, {"45°", "45°"}, {"재질: S45C", "재질: S45C"}, {"\xff", "\xef\xbf\xbd"},
	};
	struct str s = STR_INIT, big = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		str_clear(&s);
		anchor_plain(&s, t[i].in);
		assert_string_equal(str_c(&s), t[i].want);
	}
	for (int i = 0; i < 3000; i++) {
		str_add(&big, "각 ");
	}
	str_clear(&s);
	anchor_plain(&s, str_c(&big));
	assert_true(s.len <= ANCHOR_EXACT_BYTES && s.s[s.len - 1] != ' ');
	str_finish(&s);
	str_finish(&big);
}

static void becomes_selectors_and_back(void **state)
{
	struct anchor_index *ix = put_index(&bracket);
	struct anchor an, back = {.page = 9, .x = 5};
	struct items s;
	struct arena a;
	struct err e = ERR_NONE;

	(void)state;
	arena_init(&a);
	anchor_on(ix, &bracket, 5, &a, &an);
	anchor_to_selectors(&an, &s, &a);
	assert_int_equal(s.n, 3);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(entity_check(&entity_selector, ITEM(struct selector, s, i), &e), 0);
	}
	assert_int_equal(anchor_from_selectors(s, &back, &a, &e), 0);
	assert_true(back.page == 1 && back.x == an.x && back.of == 3 && back.nsame == 2 && back.same[1].x == an.same[1].x);
	assert_string_equal(back.exact, "⌀20");
	assert_string_equal(back.prefix, an.prefix);
	assert_string_equal(back.suffix, an.suffix);
	assert_string_equal(back.zone, an.zone);
	/* another program's: the text alone, and a fragment that is not ours */
	*ITEM(struct selector, s, 0) = (struct selector){.type = SELECTOR_FRAGMENT, .conforms_to = "http://www.w3.org/TR/media-frags/",
		.value = "xywh=1,2,3,4", .exact = "", .prefix = "", .suffix = ""};
	back = (struct anchor){.page = 2, .x = 7000, .y = 8000};
	assert_int_equal(anchor_from_selectors(s, &back, &a, &e), 0);
	assert_true(back.page == 2 && back.x == 7000 && back.quote_x == 7000 && back.of == 0);
	ITEM(struct selector, s, 2)->value = "zone=O0";
	assert_int_equal(anchor_from_selectors(s, &back, &a, &e), -1);
	arena_finish(&a);
	anchor_index_destroy(ix);
}

static void places_by_text(void **state)
{
	struct anchor_index *ix = put_index(&bracket);
	struct anchor an;
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_int_equal(anchor_make_at_text(ix, 1, "r5", 0, &a, &an), 0);
	assert_string_equal(an.exact, "R5");
	assert_int_equal(anchor_make_at_text(ix, 1, "r5", 1, &a, &an), -1);
	assert_int_equal(anchor_make_at_text(ix, 1, "ø20", 2, &a, &an), 0);
	assert_int_equal(an.of, 3);
	assert_int_equal(anchor_make_at_text(ix, 1, "r3", 1, &a, &an), 0);
	assert_int_equal(an.y, 61750);
	assert_int_equal(an.of, 2);
	assert_int_equal(anchor_make_at_text(ix, 2, "r5", 0, &a, &an), -1);
	arena_finish(&a);
	anchor_index_destroy(ix);
}

UNIT_TESTS(anchor,
	cmocka_unit_test(follows_revisions),
	cmocka_unit_test(says_how_far_and_what_is_there),
	cmocka_unit_test(does_not_take_a_likely_word),
	cmocka_unit_test(knows_points_without_text),
	cmocka_unit_test(follows_to_another_sheet),
	cmocka_unit_test(follows_what_moves_as_a_whole),
	cmocka_unit_test(never_jumps_silently),
	cmocka_unit_test(writes_and_reads_fragments),
	cmocka_unit_test(reads_what_others_write),
	cmocka_unit_test(makes_texts_comparable),
	cmocka_unit_test(becomes_selectors_and_back),
	cmocka_unit_test(places_by_text));
