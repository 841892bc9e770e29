#include "ui/pager.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "unit/unit.h"

struct fix {
	struct pager *p;
	struct surface s;
	struct str text;
};

static struct fix fix;

static int setup(void **state)
{
	i18n_init(NULL);
	surface_init(&fix.s, 3, 12);
	fix.p = pager_create();
	*state = &fix;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	pager_destroy(f->p);
	surface_finish(&f->s);
	str_finish(&f->text);
	return 0;
}

static const char *picture(struct fix *f)
{
	surface_clear(&f->s);
	pager_draw(f->p, surface_area(&f->s));
	str_clear(&f->text);
	surface_picture(&f->s, &f->text);
	return str_c(&f->text);
}

static void wraps_and_scrolls(void **state)
{
	struct fix *f = *state;

	pager_line(f->p, STYLE_TITLE, "A title");
	pager_line(f->p, STYLE_TEXT, "");
	pager_line(f->p, STYLE_TEXT, "one two three four\nfive\033[2J");
	assert_string_equal(picture(f), "A title\n\none two\n");
	assert_int_equal(pager_lines(f->p), 5);
	assert_true(pager_scroll(f->p, 1));
	assert_string_equal(picture(f), "\none two\nthree four\n");
	assert_true(pager_scroll(f->p, 9));
	assert_string_equal(picture(f), "one two\nthree four\nfive␛\n");
	assert_false(pager_scroll(f->p, 1));
	assert_true(pager_page(f->p, -1));
	assert_string_equal(picture(f), "A title\n\none two\n");
	assert_true(pager_page(f->p, 1));
	assert_int_equal(pager_top(f->p), 2);
	assert_true(pager_to(f->p, 0));
	assert_true(pager_to(f->p, -1));
	assert_string_equal(picture(f), "one two\nthree four\nfive␛\n");
	pager_clear(f->p);
	assert_string_equal(picture(f), "\n\n\n");
	assert_false(pager_page(f->p, 1));
	assert_false(pager_search(f->p, "x", true));
}

static void keeps_the_place_at_another_width(void **state)
{
	struct fix *f = *state;
	char text[32];

	for (int i = 0; i < 20; i++) {
		snprintf(text, sizeof(text), "%d two three", i);
		pager_line(f->p, STYLE_TEXT, text);
	}
	picture(f);
	pager_to(f->p, 5);
	assert_string_equal(picture(f), "5 two three\n6 two three\n7 two three\n");
	surface_resize(&f->s, 3, 6);
	assert_string_equal(picture(f), "5 two\nthree\n6 two\n");
	surface_resize(&f->s, 3, 12);
	assert_string_equal(picture(f), "5 two three\n6 two three\n7 two three\n");
}

static void finds_text(void **state)
{
	struct fix *f = *state;

	pager_line(f->p, STYLE_TEXT, "alpha");
	pager_line(f->p, STYLE_TEXT, "모따기 beta gamma delta");
	pager_line(f->p, STYLE_TEXT, "none");
	pager_line(f->p, STYLE_TEXT, "BETA");
	pager_line(f->p, STYLE_TEXT, "end");
	pager_line(f->p, STYLE_TEXT, "end");
	picture(f);
	assert_true(pager_search(f->p, "beta", true));
	assert_int_equal(pager_top(f->p), 1);
	assert_string_equal(picture(f), "모따기 beta\ngamma delta\nnone\n");
	str_clear(&f->text);
	surface_styles(&f->s, &f->text);
	assert_string_equal(str_c(&f->text), "00:        mmmm\n");
	assert_true(pager_search(f->p, "beta", true));
	assert_string_equal(picture(f), "BETA\nend\nend\n");
	assert_true(pager_search(f->p, "beta", true));
	assert_int_equal(pager_top(f->p), 1);
	assert_true(pager_search(f->p, "beta", false));
	assert_int_equal(pager_top(f->p), 4);
	assert_true(pager_search(f->p, "beta gamma", true));
	assert_int_equal(pager_top(f->p), 1);
	assert_false(pager_search(f->p, "omega", true));
	assert_false(pager_search(f->p, "", true));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_TESTS(pager,
	T(wraps_and_scrolls),
	T(keeps_the_place_at_another_width),
	T(finds_text));
