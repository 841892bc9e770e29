#include "ui/surface.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "unit/unit.h"

struct fix {
	struct surface s;
	struct str text;
};

static struct fix fix;

static int setup(void **state)
{
	i18n_init(NULL);
	surface_init(&fix.s, 4, 12);
	*state = &fix;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	surface_finish(&f->s);
	str_finish(&f->text);
	return 0;
}

static const char *picture(struct fix *f)
{
	str_clear(&f->text);
	surface_picture(&f->s, &f->text);
	return str_c(&f->text);
}

static const char *row(struct fix *f, int n)
{
	char *s = (char *)picture(f);

	while (n-- > 0) {
		s = strchr(s, '\n') + 1;
	}
	*strchr(s, '\n') = '\0';
	return s;
}

static void text_is_cut_at_cell_borders(void **state)
{
	struct fix *f = *state;
	static const struct {
		int col, width;
		const char *text, *want;
		int used;
	} cases[] = {
		{0, -1, "plain", "plain", 5},
		{2, -1, "exactly ten", "  exactly t…", 10},
		{2, -1, "exactly 10", "  exactly 10", 10},
		{0, 4, "하우징", "하…", 3},
		{0, 5, "하우징", "하우…", 5},
		{0, 6, "하우징", "하우징", 6},
		{0, 1, "하우징", "…", 1},
		{0, 0, "x", "", 0},
		{11, -1, "하", "           …", 1},
		{12, -1, "x", "", 0},
		{-2, 6, "abcdef", "cdef", 6},
		{0, -1, "a\tb\nc", "a b c", 5},
		{0, -1, "\033[31mred\007", "␛red␇", 5},
		{0, -1, "e\xcc\x81t\xc3\xa9", "été", 3},
		{0, -1, "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd", 2},
		{0, -1, "", "", 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		surface_clear(&f->s);
		int used = area_text(surface_area(&f->s), 1, cases[i].col, cases[i].width,
			STYLE_TEXT, cases[i].text);
		assert_string_equal(row(f, 1), cases[i].want);
		assert_int_equal(used, cases[i].used);
	}
}

static void nothing_is_drawn_beside_an_area(void **state)
{
	struct fix *f = *state;
	struct area a = area_part(surface_area(&f->s), 1, 3, 2, 4);

	area_fill(surface_area(&f->s), 0, 0, 4, 12, STYLE_TEXT);
	area_text(a, 0, 0, -1, STYLE_TEXT, "123456");
	area_text(a, 1, 2, 40, STYLE_TEXT, "abc");
	area_text(a, 2, 0, -1, STYLE_TEXT, "no");
	area_text(a, -1, 0, -1, STYLE_TEXT, "no");
	area_right(a, 1, 0, 1, STYLE_TEXT, "xyz");
	assert_string_equal(picture(f), "\n   123…\n   … a…\n\n");
	a = area_part(a, 1, 1, 9, 9);
	assert_int_equal(a.rows, 1);
	assert_int_equal(a.cols, 3);
	a = area_part(a, 5, 5, 2, 2);
	assert_int_equal(a.rows, 0);
	area_fill(a, 0, 0, 1, 1, STYLE_BAD);
	area_cursor(a, 0, 0);
}

static void half_a_wide_letter_does_not_stay(void **state)
{
	struct fix *f = *state;
	struct area a = surface_area(&f->s);

	area_text(a, 0, 0, -1, STYLE_TEXT, "가나다");
	area_text(a, 0, 1, -1, STYLE_TEXT, "x");
	assert_string_equal(row(f, 0), " x나다");
	area_text(a, 0, 2, -1, STYLE_TEXT, "y");
	assert_string_equal(row(f, 0), " xy 다");
	area_text(a, 0, 3, -1, STYLE_TEXT, "라");
	assert_string_equal(row(f, 0), " xy라");
	area_fill(a, 0, 4, 1, 1, STYLE_TEXT);
	assert_string_equal(row(f, 0), " xy");
}

static void numbers_stand_at_the_right(void **state)
{
	struct fix *f = *state;

	area_right(surface_area(&f->s), 0, 2, 6, STYLE_TEXT, "1,204");
	area_right(surface_area(&f->s), 1, 2, 6, STYLE_TEXT, "수량");
	area_right(surface_area(&f->s), 2, 2, 4, STYLE_TEXT, "1,204");
	area_printf(surface_area(&f->s), 3, 0, -1, STYLE_TEXT, "%d of %s", 48, "1,204");
	assert_string_equal(picture(f), "   1,204\n    수량\n  1,2…\n48 of 1,204\n");
}

static void styles_are_told(void **state)
{
	struct fix *f = *state;
	struct area a = surface_area(&f->s);

	area_text(a, 1, 2, -1, STYLE_BAD, "no");
	area_text(a, 3, 0, -1, STYLE_KEY, "q가");
	area_style(a, 3, 2, 1, STYLE_MATCH);
	str_clear(&f->text);
	surface_styles(&f->s, &f->text);
	assert_string_equal(str_c(&f->text), "01:   xx\n03: kkm\n");
}

static void every_style_has_its_letter(void **state)
{
	(void)state;
	char seen[256] = {0};

	for (int i = 0; i < STYLE_COUNT; i++) {
		unsigned char c = (unsigned char)style_letter((enum style)i);
		assert_int_not_equal(c, 0);
		assert_false(seen[c]);
		seen[c] = 1;
	}
}

static void ascii_stands_in(void **state)
{
	struct fix *f = *state;
	struct area a = surface_area(&f->s);

	f->s.ascii = true;
	area_text(a, 0, 0, -1, STYLE_TEXT, "│─┼ ⌀8 ±x×y");
	area_text(a, 1, 0, 5, STYLE_TEXT, "하우징징");
	area_text(a, 2, 0, 5, STYLE_TEXT, "longer");
	assert_string_equal(row(f, 0), "|-+ o8 +xxy");
	assert_string_equal(row(f, 1), "하우~");
	assert_string_equal(row(f, 2), "long~");
}

static void ambiguous_letters_take_two(void **state)
{
	struct fix *f = *state;

	f->s.amb = 2;
	assert_int_equal(area_text(surface_area(&f->s), 0, 0, -1, STYLE_TEXT, "Вал"), 6);
	assert_int_equal(area_text(surface_area(&f->s), 1, 0, 5, STYLE_TEXT, "Вал"), 4);
	assert_string_equal(row(f, 1), "В…");
}

static void cursor_stays_inside(void **state)
{
	struct fix *f = *state;

	area_cursor(surface_area(&f->s), 9, 99);
	assert_int_equal(f->s.cursor_row, 3);
	assert_int_equal(f->s.cursor_col, 11);
	surface_resize(&f->s, 0, 0);
	area_cursor(surface_area(&f->s), 0, 0);
	area_text(surface_area(&f->s), 0, 0, -1, STYLE_TEXT, "x");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_TESTS(surface,
	T(text_is_cut_at_cell_borders),
	T(nothing_is_drawn_beside_an_area),
	T(half_a_wide_letter_does_not_stay),
	T(numbers_stand_at_the_right),
	T(styles_are_told),
	T(every_style_has_its_letter),
	T(ascii_stands_in),
	T(ambiguous_letters_take_two),
	T(cursor_stays_inside));
