#include "ui/flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/str.h"
#include "unit/unit.h"

/* Items are numbers from first to last; each has as many lines as its last digit, at least one. */
struct fix {
	int first, last, gone;
	struct flow *f;
	struct surface s;
	struct str text;
	int pages, asked, laid;
	uint64_t stamp;
	const char *words;
};

static bool here(const struct fix *x, int i)
{
	return i >= x->first && i <= x->last && i != x->gone;
}

static int page(void *arg, const char *anchor, bool forward, int n, struct flow_row *out)
{
	struct fix *x = arg;
	int at = anchor ? atoi(anchor) : forward ? x->first - 1 : x->last + 1, got = 0, step = forward ? 1 : -1;

	x->pages++;
	x->asked += n;
	at = at < x->first - 1 ? x->first - 1 : at > x->last + 1 ? x->last + 1 : at;
	for (int i = at + step; got < n && i >= x->first && i <= x->last; i += step) {
		if (here(x, i)) {
			snprintf(out[got].id, FLOW_ID, "%d", i);
			out[got++].stamp = x->stamp;
		}
	}
	for (int i = 0; !forward && i < got / 2; i++) {
		struct flow_row keep = out[i];

		out[i] = out[got - 1 - i];
		out[got - 1 - i] = keep;
	}
	return got;
}

static void lay(void *arg, struct flow_item *it, const char *id, const char *above)
{
	struct fix *x = arg;
	char line[80];

	x->laid++;
	if (above && atoi(above) / 10 != atoi(id) / 10) {
		flow_rule(it, STYLE_DIM, "tens");
		flow_head(it);
	}
	for (int i = 0; i < atoi(id) % 10 || i == 0; i++) {
		snprintf(line, sizeof(line), "%s.%d %s", id, i, x->words);
		flow_line(it);
		flow_put(it, 0, STYLE_TEXT, line);
	}
}

static struct fix *open_(void **state, int n)
{
	static const struct flow_source src = {page, lay};
	struct fix *x = xcalloc(1, sizeof(*x));

	(void)state;
	i18n_init(NULL);
	x->first = 1;
	x->last = n;
	x->words = "";
	x->f = flow_create(&src, x);
	surface_init(&x->s, 10, 30);
	return x;
}

static void close_(struct fix *x)
{
	flow_destroy(x->f);
	surface_finish(&x->s);
	str_finish(&x->text);
	free(x);
}

static const char *draw(struct fix *x)
{
	surface_clear(&x->s);
	flow_draw(x->f, surface_area(&x->s), true);
	str_clear(&x->text);
	surface_picture(&x->s, &x->text);
	return str_c(&x->text);
}

static void few_stand_at_the_bottom(void **state)
{
	struct fix *x = open_(state, 2);

	assert_string_equal(draw(x), "\n\n\n\n\n\n\n  1.0\n> 2.0\n  2.1\n");
	assert_true(flow_at_end(x->f));
	close_(x);
}

static void none_is_no_harm(void **state)
{
	struct fix *x = open_(state, 0);

	draw(x);
	assert_false(flow_move(x->f, 1));
	assert_false(flow_scroll(x->f, -3));
	assert_false(flow_to(x->f, "7"));
	assert_string_equal(flow_at(x->f), "");
	flow_reload(x->f);
	assert_true(flow_last(x->f));
	draw(x);
	close_(x);
}

static void begins_at_the_end(void **state)
{
	struct fix *x = open_(state, 13);

	assert_string_equal(draw(x), "  9.7\n  9.8\n  --- tens ---\n  10.0\n  11.0\n  12.0\n  12.1\n> 13.0\n  13.1\n  13.2\n");
	close_(x);
}

static void follows_its_end_only_there(void **state)
{
	struct fix *x = open_(state, 33);
	char *was;

	draw(x);
	x->last = 34;
	flow_reload(x->f);
	draw(x);
	assert_string_equal(flow_at(x->f), "34");
	flow_scroll(x->f, -4);
	was = xstrdup(draw(x));
	x->last = 39;
	flow_reload(x->f);
	assert_string_equal(draw(x), was);
	assert_false(flow_at_end(x->f));
	flow_last(x->f);
	draw(x);
	assert_string_equal(flow_at(x->f), "39");
	free(was);
	close_(x);
}

static void a_drawing_reads_nothing(void **state)
{
	struct fix *x = open_(state, 100);
	int pages, laid;

	draw(x);
	pages = x->pages;
	laid = x->laid;
	for (int i = 0; i < 10; i++) {
		draw(x);
	}
	assert_int_equal(x->pages, pages);
	assert_int_equal(x->laid, laid);
	/* one more item: only that is laid out */
	x->last++;
	flow_reload(x->f);
	draw(x);
	assert_int_equal(x->laid, laid + 1);
	close_(x);
}

static void many_cost_what_few_cost(void **state)
{
	int asked[2], laid[2];

	for (int i = 0; i < 2; i++) {
		struct fix *x = open_(state, i ? 100000 : 300);

		draw(x);
		for (int k = 0; k < 60; k++) {
			flow_page(x->f, -1, false);
			draw(x);
		}
		asked[i] = x->asked;
		laid[i] = x->laid;
		close_(x);
	}
	assert_int_equal(asked[0], asked[1]);
	assert_int_equal(laid[0], laid[1]);
}

/* Up by any steps and down again shows each item, in order, and ends where it began. */
static void scrolls_through_all(void **state)
{
	struct fix *x = open_(state, 500);
	char *end = xstrdup(draw(x));
	int guard = 0;

	while (flow_scroll(x->f, -7)) {
		draw(x);
		assert_true(guard++ < 1000);
	}
	assert_true(starts_with(draw(x), "  1.0") || starts_with(draw(x), "> 1.0"));
	while (flow_scroll(x->f, 5)) {
		draw(x);
		assert_true(guard++ < 2000);
	}
	flow_last(x->f);
	assert_string_equal(draw(x), end);
	free(end);
	close_(x);
}

static void cursor_walks(void **state)
{
	struct fix *x = open_(state, 300);

	draw(x);
	for (int i = 299; i > 0; i--) {
		char id[16];

		assert_true(flow_move(x->f, -1));
		snprintf(id, sizeof(id), "%d", i);
		assert_string_equal(flow_at(x->f), id);
		assert_true(strstr(draw(x), "> ") != NULL);
		assert_true(strstr(draw(x), id) != NULL);
	}
	assert_false(flow_move(x->f, -1));
	assert_true(flow_move(x->f, 299));
	assert_string_equal(flow_at(x->f), "300");
	close_(x);
}

static void goes_far(void **state)
{
	struct fix *x = open_(state, 100000);

	draw(x);
	x->asked = 0;
	assert_true(flow_to(x->f, "50000"));
	assert_true(strstr(draw(x), "> 50000.0") != NULL);
	assert_true(x->asked < 300);
	assert_true(flow_to_top(x->f, "7"));
	assert_true(strstr(draw(x), "> 7.0") != NULL);
	assert_true(flow_first(x->f));
	assert_true(starts_with(draw(x), "> 1.0"));
	assert_false(flow_to(x->f, "200000"));
	assert_true(strstr(draw(x), "100000.0") != NULL);
	close_(x);
}

static void stays_where_items_go(void **state)
{
	struct fix *x = open_(state, 300);

	draw(x);
	flow_to(x->f, "151");
	draw(x);
	x->gone = 151;
	x->first = 100;
	flow_reload(x->f);
	draw(x);
	assert_string_equal(flow_at(x->f), "152");
	x->first = 250;
	flow_reload(x->f);
	draw(x);
	assert_true(atoi(flow_at(x->f)) >= 250);
	close_(x);
}

static void an_item_higher_than_the_screen(void **state)
{
	struct fix *x = open_(state, 20);

	surface_resize(&x->s, 4, 30);
	flow_to(x->f, "19");
	assert_true(strstr(draw(x), "> 19.0") != NULL);
	assert_true(flow_move(x->f, 1));
	assert_string_equal(flow_at(x->f), "19");
	assert_true(strstr(draw(x), "19.2") != NULL);
	for (int i = 0; i < 6 && !strcmp(flow_at(x->f), "19"); i++) {
		flow_move(x->f, 1);
		draw(x);
	}
	assert_string_equal(flow_at(x->f), "20");
	close_(x);
}

static void narrower_stays_in_place(void **state)
{
	struct fix *x = open_(state, 300);

	flow_to(x->f, "77");
	draw(x);
	surface_resize(&x->s, 20, 24);
	assert_true(strstr(draw(x), "> 77.0") != NULL);
	surface_resize(&x->s, 6, 60);
	assert_true(strstr(draw(x), "77.0") != NULL);
	close_(x);
}

static void shows_needles_and_clicks(void **state)
{
	struct fix *x = open_(state, 3);
	struct str st = STR_INIT;

	x->words = "Anodise it";
	flow_needle(x->f, "anod it");
	draw(x);
	surface_styles(&x->s, &st);
	assert_true(strstr(str_c(&st), "//// ") != NULL || strchr(str_c(&st), style_letter(STYLE_MATCH)) != NULL);
	assert_string_equal(flow_click(x->f, 4), "1");
	assert_string_equal(flow_click(x->f, 0), "");
	str_finish(&st);
	close_(x);
}

UNIT_TESTS(flow,
	cmocka_unit_test(few_stand_at_the_bottom),
	cmocka_unit_test(none_is_no_harm),
	cmocka_unit_test(begins_at_the_end),
	cmocka_unit_test(follows_its_end_only_there),
	cmocka_unit_test(a_drawing_reads_nothing),
	cmocka_unit_test(many_cost_what_few_cost),
	cmocka_unit_test(scrolls_through_all),
	cmocka_unit_test(cursor_walks),
	cmocka_unit_test(goes_far),
	cmocka_unit_test(stays_where_items_go),
	cmocka_unit_test(an_item_higher_than_the_screen),
	cmocka_unit_test(narrower_stays_in_place),
	cmocka_unit_test(shows_needles_and_clicks));
