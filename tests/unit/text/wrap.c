#include "text/wrap.h"

#include "help.h"

/* Lines joined by "|", a soft end marked by "~". */
static void assert_wraps(const char *s, size_t width, bool keep, const char *want)
{
	struct str out = STR_INIT;
	struct wrap w;
	struct wrap_line line;
	size_t pos = 0;
	wrap_init(&w, s, strlen(s), width, 1);
	w.keep = keep;
	while (wrap_next(&w, &line)) {
		assert_int_equal(line.off, pos);
		assert_true(line.off + line.len <= line.next);
		str_addn(&out, s + line.off, line.len);
		str_add(&out, line.hard ? "|" : "~");
		pos = line.next;
	}
	assert_int_equal(pos, strlen(s));
	assert_string_equal(str_c(&out), want);
	str_finish(&out);
}

static void wraps(void **state)
{
	(void)state;
	static const struct { const char *s; size_t width; const char *want; } cases[] = {
		{"", 5, ""}, {"abc", 5, "abc|"}, {"abc\n", 5, "abc|"}, {"\n\n", 5, "||"},
		{"ab cd ef", 5, "ab cd~ef|"}, {"ab cd  ef", 5, "ab cd~ef|"},
		{"abcdef", 5, "abcde~f|"}, {"ab cdefgh", 5, "ab~cdefg~h|"},
		{"ab\ncd ef gh", 5, "ab|cd ef~gh|"}, {"  abcdef", 5, "  abc~def|"},
		{"well-known", 6, "well-~known|"}, {"no A-113", 6, "no~A-113|"},
		{"a  ", 2, "a |"}, {"     ", 3, "   |"},
		{"面取り加工", 4, "面取~り加~工|"}, {"面取り、加工", 6, "面取~り、加~工|"},
		{"「面」取り", 6, "「面」~取り|"}, {"取「面」り", 4, "取~「面~」り|"},
		{"모따기 가공 도면", 7, "모따기~가공~도면|"}, {"모따기가공", 4, "모따~기가~공|"},
		{"한", 1, "한|"}, {"한글", 1, "한~글|"}, {"ab한글", 4, "ab한~글|"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301~e\u0301|"},
		{"abc", 0, "a~b~c|"},
	};
	help_locale();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_wraps(cases[i].s, cases[i].width, false, cases[i].want);
	}
}

static void keeps_the_last_empty_line(void **state)
{
	(void)state;
	assert_wraps("", 5, true, "|");
	assert_wraps("a\n", 5, true, "a||");
	assert_wraps("a", 5, true, "a|");
	assert_wraps("\n\n", 5, true, "|||");
}

static void counts(void **state)
{
	(void)state;
	assert_int_equal(wrap_count("ab cd ef", 8, 2, 1, 0), 3);
	assert_int_equal(wrap_count("ab cd ef", 8, 2, 1, 2), 2);
	assert_int_equal(wrap_count("", 0, 2, 1, 0), 0);
}

static void lines_fit(void **state)
{
	(void)state;
	const char *s = "Al 6061-T6, black anodise (흑색 아노다이징) 黒アルマイト処理。「面取り」C0.5 "
		"анодування-чорне, ⌀20 h6…\nsecond line 👍 end";
	help_locale();
	for (size_t width = 2; width < 100; width++) {
		struct wrap w;
		struct wrap_line line;
		size_t pos = 0;
		wrap_init(&w, s, strlen(s), width, 1);
		while (wrap_next(&w, &line)) {
			assert_true(cells_width(s + line.off, line.len, 1) <= width);
			assert_true(line.next > pos);
			pos = line.next;
		}
		assert_int_equal(pos, strlen(s));
	}
}

UNIT_TESTS(wrap,
	cmocka_unit_test(wraps),
	cmocka_unit_test(keeps_the_last_empty_line),
	cmocka_unit_test(counts),
	cmocka_unit_test(lines_fit));
