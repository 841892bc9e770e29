#include "src/ui/simple.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "text/cells.h"
#include "text/clean.h"
#include "text/utf8.h"
#include "ui/surface.h"
#include "unit/unit.h"

/* Every one of them is what the tables say, alone and beside any other kind. */
static void agrees_with_the_tables(void **state)
{
	(void)state;
	static const char *const beside[] = {"a", "ж", "가", "ア", "漢", "…", "─", "⡏"};
	int seen = 0;

	i18n_init(NULL);
	for (int32_t cp = 1; cp < 0x20000; cp++) {
		char text[2 * UTF8_MAX];
		size_t n, len;
		int width;
		if (cp >= 0xd800 && cp < 0xe000) {
			assert_int_equal(simple_cells(cp), 0);
			continue;
		}
		n = utf8_encode(cp, text);
		struct simple t = {text, n};
		assert_int_equal(simple_next(&t, &len, &width), simple_cells(cp) > 0);
		if (!simple_cells(cp)) {
			continue;
		}
		seen++;
		assert_int_equal(len, n);
		assert_int_equal(simple_cells(cp), cells_cp(cp, 1));
		assert_true(clean_already(text, n, CLEAN_LINE));
		strcpy(text + n, beside[seen % 8]);
		assert_int_equal(utf8_next(text, strlen(text), 0), n);
		assert_true(clean_already(text, strlen(text), CLEAN_LINE));
	}
	assert_in_range(seen, 30000, 40000);
}

static void refuses_what_is_not(void **state)
{
	(void)state;
	static const char *const no[] = {"e\xcc\x81", "\xff", "\xc0\xa0", "\xe0\x80\xa0", "\xed\xa0\x80",
		"a\tb", "a\n", "\x7f", "\xc2\x9b", "👍", "\xef\xbb\xbf", "\xe1\x84\x80", "가\xe1\x86\xa8",
		"\xe3\x81\x8b\xe3\x82\x99", "\xed\x95"};

	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		assert_int_equal(simple_width(no[i], strlen(no[i]), 1), -1);
	}
	assert_int_equal(simple_width("", 0, 1), 0);
	assert_int_equal(simple_width("Вал 가", strlen("Вал 가"), 1), 6);
	assert_int_equal(simple_width("Вал", strlen("Вал"), 2), -1);
	assert_int_equal(simple_width("가a", strlen("가a"), 2), 3);
}

/* The quick way and the slow one draw the same, over whatever stood there. */
static void draws_the_same(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "a", "plain text of some length", "가나다라마바사",
		"a가b나c", "Вал ⌀20 h6", "取付プレート t6", "x가"};
	struct surface quick, slow;
	struct str a = STR_INIT, b = STR_INIT, marked = STR_INIT;

	i18n_init(NULL);
	surface_init(&quick, 1, 12);
	surface_init(&slow, 1, 12);
	for (unsigned i = 0; i < 8 * 8 * 12 * 15; i++) {
		const char *under = texts[i % 8], *text = texts[i / 8 % 8];
		int col = (int)(i / 64 % 12), width = (int)(i / 768) - 1;
		surface_clear(&quick);
		surface_clear(&slow);
		area_text(surface_area(&quick), 0, 0, -1, STYLE_TEXT, under);
		area_text(surface_area(&slow), 0, 0, -1, STYLE_TEXT, under);
		/* A dropped control makes it not simple without changing what is shown. */
		str_clear(&marked);
		str_addf(&marked, "%s\u200b", text);
		int used = area_text(surface_area(&quick), 0, col, width, STYLE_BAD, text);
		assert_int_equal(used, area_text(surface_area(&slow), 0, col, width, STYLE_BAD, str_c(&marked)));
		str_clear(&a);
		str_clear(&b);
		surface_picture(&quick, &a);
		surface_picture(&slow, &b);
		assert_string_equal(str_c(&a), str_c(&b));
		assert_memory_equal(quick.cells, slow.cells, 12 * sizeof(struct cell));
	}
	str_finish(&a);
	str_finish(&b);
	str_finish(&marked);
	surface_finish(&quick);
	surface_finish(&slow);
}

UNIT_TESTS(simple,
	cmocka_unit_test(agrees_with_the_tables),
	cmocka_unit_test(refuses_what_is_not),
	cmocka_unit_test(draws_the_same));
