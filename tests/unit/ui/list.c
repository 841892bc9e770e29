#include "ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "unit/unit.h"

/* Ids are numbers, in order; step 10 leaves room to put some between. */
struct fix {
	VEC(int) ids;
	struct list *l;
	struct surface s;
	struct str text;
	int pages, asked; /* calls, and rows asked for */
};

static int place(struct fix *f, const char *id)
{
	for (size_t i = 0; i < f->ids.n; i++) {
		if (f->ids.v[i] == atoi(id)) {
			return (int)i;
		}
	}
	return -1;
}

static struct list_row row_of(struct fix *f, int i, struct arena *a)
{
	return (struct list_row){.id = arena_printf(a, "%d", f->ids.v[i])};
}

static int src_page(void *arg, const char *anchor, bool forward, int n, struct list_row *out, struct arena *a)
{
	struct fix *f = arg;
	int have = (int)f->ids.n, at = anchor ? place(f, anchor) : forward ? -1 : have;
	int from = forward ? at + 1 : at - n;
	int to = forward ? at + 1 + n : at;

	assert_true(!anchor || at >= 0);
	assert_true(n > 0);
	f->pages++;
	f->asked += n;
	from = from < 0 ? 0 : from;
	to = to > have ? have : to;
	for (int i = from; i < to; i++) {
		out[i - from] = row_of(f, i, a);
	}
	return to > from ? to - from : 0;
}

static int64_t src_index(void *arg, const char *id)
{
	return place(arg, id);
}

static int64_t src_count(void *arg)
{
	return (int64_t)((struct fix *)arg)->ids.n;
}

static bool src_at(void *arg, int64_t i, char out[LIST_ID])
{
	struct fix *f = arg;

	if (i < 0 || i >= (int64_t)f->ids.n) {
		return false;
	}
	snprintf(out, LIST_ID, "%d", f->ids.v[i]);
	return true;
}

static bool src_get(void *arg, const char *id, struct list_row *out, struct arena *a)
{
	int i = place(arg, id);

	if (i >= 0) {
		*out = row_of(arg, i, a);
	}
	return i >= 0;
}

static const struct list_source source = {src_page, src_index, src_count, src_at, src_get};

static void draw_row(void *arg, struct area row, const struct list_row *r, bool at_cursor, bool marked)
{
	(void)arg;
	(void)at_cursor;
	(void)marked;
	area_text(row, 0, 0, -1, STYLE_TEXT, r->id);
}

static int setup(void **state)
{
	struct fix *f = xcalloc(1, sizeof(*f));

	i18n_init(NULL);
	surface_init(&f->s, 5, 12);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	list_destroy(f->l);
	vec_finish(&f->ids);
	surface_finish(&f->s);
	str_finish(&f->text);
	free(f);
	return 0;
}

static void fill(struct fix *f, int n)
{
	for (int i = 0; i < n; i++) {
		*vec_add(&f->ids) = i * 10;
	}
	f->l = list_create(&source, f, draw_row);
	list_layout(f->l, 5);
}

/* "0 >10 +20": the rows, the cursor's and the marked ones shown. */
static const char *shown(struct fix *f)
{
	surface_clear(&f->s);
	list_draw(f->l, surface_area(&f->s));
	str_clear(&f->text);
	for (int r = 0; r < f->s.rows; r++) {
		const struct cell *c = &f->s.cells[r * f->s.cols];
		if (c[4].text[0] == ' ') {
			continue;
		}
		str_add(&f->text, f->text.len ? " " : "");
		str_add(&f->text, c[0].text[0] == ' ' ? "" : c[0].text);
		str_add(&f->text, c[2].text[0] == ' ' ? "" : c[2].text);
		for (int i = 4; i < f->s.cols && c[i].text[0] != ' '; i++) {
			str_add(&f->text, c[i].text);
		}
	}
	return str_c(&f->text);
}

static void del(struct fix *f, int id)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", id);
	int i = place(f, text);
	assert_true(i >= 0);
	vec_remove(&f->ids, (size_t)i);
}

static void put_front(struct fix *f, int id)
{
	vec_add(&f->ids);
	memmove(f->ids.v + 1, f->ids.v, (f->ids.n - 1) * sizeof(int));
	f->ids.v[0] = id;
}

static void moves_and_scrolls(void **state)
{
	struct fix *f = *state;

	fill(f, 8);
	assert_string_equal(shown(f), ">0 10 20 30 40");
	assert_false(list_move(f->l, -1));
	assert_true(list_move(f->l, 1));
	assert_string_equal(shown(f), "0 >10 20 30 40");
	assert_true(list_move(f->l, 4));
	assert_string_equal(shown(f), "10 20 30 40 >50");
	assert_true(list_move(f->l, -2));
	assert_string_equal(shown(f), "10 20 >30 40 50");
	assert_true(list_move(f->l, -3));
	assert_string_equal(shown(f), ">0 10 20 30 40");
	assert_true(list_move(f->l, 20));
	assert_string_equal(shown(f), "30 40 50 60 >70");
	assert_false(list_move(f->l, 1));
	assert_true(list_move(f->l, -100));
	assert_string_equal(shown(f), ">0 10 20 30 40");
	assert_int_equal(f->s.cursor_row, 0);
	assert_int_equal(f->s.cursor_col, 0);
}

static void pages_keep_the_line(void **state)
{
	struct fix *f = *state;

	fill(f, 13);
	list_move(f->l, 1);
	assert_true(list_page(f->l, 1));
	assert_string_equal(shown(f), "50 >60 70 80 90");
	assert_true(list_page(f->l, 1));
	assert_string_equal(shown(f), "80 90 100 >110 120");
	assert_true(list_page(f->l, 1));
	assert_string_equal(shown(f), "80 90 100 110 >120");
	assert_false(list_page(f->l, 1));
	assert_true(list_page(f->l, -1));
	assert_string_equal(shown(f), "30 40 50 60 >70");
	assert_true(list_half(f->l, -1));
	assert_string_equal(shown(f), "10 20 30 40 >50");
	assert_true(list_half(f->l, -1));
	assert_string_equal(shown(f), "0 10 20 >30 40");
	assert_true(list_half(f->l, -1));
	assert_true(list_half(f->l, -1));
	assert_string_equal(shown(f), ">0 10 20 30 40");
	assert_false(list_half(f->l, -1));
}

static void jumps(void **state)
{
	struct fix *f = *state;

	fill(f, 100);
	assert_true(list_to(f->l, -1));
	assert_string_equal(shown(f), "950 960 970 980 >990");
	assert_true(list_to(f->l, 42));
	assert_string_equal(shown(f), "400 410 >420 430 440");
	assert_true(list_to(f->l, 43));
	assert_string_equal(shown(f), "400 410 420 >430 440");
	assert_true(list_to(f->l, 5000));
	assert_string_equal(list_current_id(f->l), "990");
	assert_true(list_to(f->l, 0));
	assert_string_equal(shown(f), ">0 10 20 30 40");
	assert_true(list_to_id(f->l, "980"));
	assert_string_equal(shown(f), "950 960 970 >980 990");
	assert_false(list_to_id(f->l, "985"));
	assert_string_equal(list_current_id(f->l), "980");
	assert_true(list_move(f->l, -60));
	assert_string_equal(list_current_id(f->l), "380");
}

static void cursor_stays_on_its_object(void **state)
{
	struct fix *f = *state;

	fill(f, 20);
	list_to(f->l, 7);
	assert_string_equal(shown(f), "50 60 >70 80 90");
	put_front(f, -10);
	put_front(f, -20);
	list_reload(f->l);
	assert_string_equal(shown(f), "50 60 >70 80 90");
	del(f, 60);
	list_reload(f->l);
	assert_string_equal(shown(f), "40 50 >70 80 90");
	del(f, 70);
	list_reload(f->l);
	assert_string_equal(shown(f), "40 50 >80 90 100");
	list_to(f->l, -1);
	del(f, 190);
	list_reload(f->l);
	assert_string_equal(list_current_id(f->l), "180");
}

static void survives_an_empty_list(void **state)
{
	struct fix *f = *state;

	fill(f, 0);
	assert_string_equal(shown(f), "");
	assert_null(list_current(f->l));
	assert_string_equal(list_current_id(f->l), "");
	assert_false(list_move(f->l, 1));
	assert_false(list_page(f->l, -1));
	assert_false(list_to(f->l, -1));
	list_mark_range(f->l);
	list_mark_all(f->l, true);
	assert_int_equal(list_marks(f->l, NULL), 0);
	*vec_add(&f->ids) = 7;
	list_reload(f->l);
	assert_string_equal(shown(f), ">7");
	f->ids.n = 0;
	list_reload(f->l);
	assert_string_equal(shown(f), "");
}

static void whole_screenful_gone(void **state)
{
	struct fix *f = *state;

	fill(f, 20);
	list_to(f->l, 10);
	f->ids.n = 3;
	list_reload(f->l);
	assert_string_equal(shown(f), ">0 10 20");
}

static void marks_by_id(void **state)
{
	struct fix *f = *state;
	const char **ids;

	fill(f, 8);
	list_mark(f->l, "20", true);
	list_mark(f->l, "10", true);
	list_mark(f->l, "30", true);
	list_mark(f->l, "10", false);
	assert_int_equal(list_marks(f->l, &ids), 2);
	assert_string_equal(ids[0], "20");
	assert_string_equal(ids[1], "30");
	del(f, 0);
	list_reload(f->l);
	assert_string_equal(shown(f), ">10 +20 +30 40 50");
	list_mark_all(f->l, false);
	list_move(f->l, 1);
	list_mark_range(f->l);
	assert_true(list_range(f->l));
	assert_string_equal(shown(f), "10 >v20 30 40 50");
	list_move(f->l, 2);
	list_mark_range(f->l);
	assert_string_equal(shown(f), "10 +20 +30 >+40 50");
	assert_false(list_range(f->l));
	list_mark_all(f->l, true);
	assert_int_equal(list_marks(f->l, NULL), 7);
	list_mark_all(f->l, false);
	list_mark_range(f->l);
	list_move(f->l, -1);
	list_mark_range(f->l);
	assert_int_equal(list_marks(f->l, &ids), 2);
	assert_true(list_marked(f->l, "30") && list_marked(f->l, "40"));
	list_mark_range(f->l);
	list_range_cancel(f->l);
	assert_false(list_range(f->l));
}

static void another_height(void **state)
{
	struct fix *f = *state;
	char id[LIST_ID];

	fill(f, 20);
	list_to(f->l, -1);
	list_layout(f->l, 3);
	surface_resize(&f->s, 3, 12);
	assert_string_equal(shown(f), "170 180 >190");
	surface_resize(&f->s, 7, 12);
	assert_string_equal(shown(f), "130 140 150 160 170 180 >190");
	assert_int_equal(list_row_at(f->l, 2, id), 0);
	assert_string_equal(id, "150");
	assert_int_equal(list_row_at(f->l, 7, id), -1);
}

/* What a key costs must not grow with the list. */
static void reads_only_what_it_shows(void **state)
{
	struct fix *f = *state;

	fill(f, 20000);
	f->asked = 0;
	for (int i = 0; i < 1000; i++) {
		list_move(f->l, 1);
	}
	assert_string_equal(list_current_id(f->l), "10000");
	assert_in_range(f->asked, 996, 2500);
	f->asked = 0;
	list_to(f->l, -1);
	assert_in_range(f->asked, 1, 20);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_TESTS(list,
	T(moves_and_scrolls),
	T(pages_keep_the_line),
	T(jumps),
	T(cursor_stays_on_its_object),
	T(survives_an_empty_list),
	T(whole_screenful_gone),
	T(marks_by_id),
	T(another_height),
	T(reads_only_what_it_shows));
