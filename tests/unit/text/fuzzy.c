#include "text/fuzzy.h"

#include "help.h"

static int score(const char *pattern, const char *text)
{
	struct fuzzy f;
	fuzzy_init(&f, pattern);
	return fuzzy_match(&f, text, strlen(text), NULL, 0, NULL);
}

static void matches(void **state)
{
	(void)state;
	static const struct { const char *pattern, *text; bool want; } cases[] = {
		{"", "anything", true}, {"", "", true}, {"a", "", false}, {"qs", "quote send", true},
		{"QS", "quote send", true}, {"sq", "quote send", false}, {"send quote", "quote send", true},
		{"quote x", "quote send", false}, {"브라켓", "알루미늄 브라켓", true},
		{"ㅂㄹㅋ", "브라켓", true}, {"브라ㅋ", "브라켓", true}, {"브랔", "브라켓", true},
		{"켓브", "브라켓", false}, {"вал", "ВАЛ 20", true}, {"ａｂ", "ab", true},
		{"e", "É", true}, {"dk", "아", false}, {"\xff", "x", false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if ((score(cases[i].pattern, cases[i].text) > 0) != cases[i].want) {
			fail_msg("%s in %s", cases[i].pattern, cases[i].text);
		}
	}
}

static void prefers(void **state)
{
	(void)state;
	static const struct { const char *pattern, *better, *worse; } cases[] = {
		{"qs", "quote send", "quotes list"}, {"quote", "quote send", "send quote"},
		{"list", "list all", "long initial start"}, {"os", "outbox show", "close"},
		{"fp", "filter projects", "flip"}, {"pn", "projectNew", "pinning"},
		{"r2", "rfq 2", "run12"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (score(cases[i].pattern, cases[i].better) <= score(cases[i].pattern, cases[i].worse)) {
			fail_msg("%s: %s %d, %s %d", cases[i].pattern,
				cases[i].better, score(cases[i].pattern, cases[i].better),
				cases[i].worse, score(cases[i].pattern, cases[i].worse));
		}
	}
}

static void tells_where(void **state)
{
	(void)state;
	static const struct { const char *pattern, *text; size_t n, at[4]; } cases[] = {
		{"qs", "quote send", 2, {0, 6}}, {"send q", "quote send", 4, {0, 6, 7, 8}},
		{"브켓", "x 브라켓", 2, {2, 8}}, {"ab", "a ab", 2, {2, 3}}, {"", "abc", 0, {0}},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fuzzy f;
		size_t at[4], count = 9;
		fuzzy_init(&f, cases[i].pattern);
		assert_true(fuzzy_match(&f, cases[i].text, strlen(cases[i].text), at, 4, &count) > 0);
		assert_int_equal(count, cases[i].n);
		for (size_t k = 0; k < count; k++) {
			assert_int_equal(at[k], cases[i].at[k]);
		}
	}
}

static void bears_long_texts(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	for (int i = 0; i < 3000; i++) {
		str_add(&s, i % 5 ? "a" : "각");
	}
	assert_true(score(s.s, s.s) > 0);
	assert_int_equal(score("z", s.s), 0);
	str_finish(&s);
}

UNIT_TESTS(fuzzy,
	cmocka_unit_test(matches),
	cmocka_unit_test(prefers),
	cmocka_unit_test(tells_where),
	cmocka_unit_test(bears_long_texts));
