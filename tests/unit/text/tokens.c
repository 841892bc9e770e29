#include "text/tokens.h"

#include "help.h"

static void indexes(void **state)
{
	(void)state;
	static const struct { const char *s, *want; } cases[] = {
		{"", ""}, {" ,.! ", ""}, {"Heat sink", "heat sink"},
		{"모따기", "모따 따기 기"}, {"面", "面"}, {"面取り加工", "面取 取り り加 加工 工"},
		{"ｱﾙﾏｲﾄ", "アル ルマ マイ イト ト"}, {"M8볼트", "m8 볼트 트"},
		{"A-113", "a113 a 113"}, {"SUS304", "sus304"}, {"well-known", "well known"},
		{"1.4301", "14301 1 4301"}, {"DWG-A-113-B", "dwga113b dwg a 113 b"},
		{"1,234", "1234 1 234"}, {"35×72×17", "35x72x17"}, {"3 × 4", "3 4"},
		{"об'єкт об’єкт", "обєкт обєкт"}, {"don't 'quoted'", "dont quoted"},
		{"ФАСКА", "фаска"}, {"a\u0301b", "áb"}, {"ＡＢＣ－１", "abc1 abc 1"},
		{"x\xffy", "x y"}, {"__A_1__", "a1 a 1"}, {"name@example.org", "name example org"},
		{"\"; DROP TABLE", "drop table"}, {"⌀20 H7/h6", "20 h7h6 h7 h6"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_INIT;
		tokens_index(&out, cases[i].s, strlen(cases[i].s));
		assert_string_equal(str_c(&out), cases[i].want);
		str_finish(&out);
	}
}

static void makes_a_vector(void **state)
{
	(void)state;
	struct str out = STR_INIT;
	tokens_tsvector(&out, "모따기 A-1 it's", 18);
	assert_string_equal(str_c(&out), "'모따':1 '따기':2 '기':3 'a1':4 'a':5 '1':6 'its':7");
	str_finish(&out);
}

static void asks(void **state)
{
	(void)state;
	static const struct { const char *s; bool prefix; int words; const char *fts, *pg; } cases[] = {
		{"", true, 0, "", ""}, {" - ", true, 0, "", ""},
		{"Sink", false, 1, "(\"sink\")", "('sink')"},
		{"heat si", true, 2, "(\"heat\") AND (\"si\"*)", "('heat') & ('si':*)"},
		{"heat si ", true, 2, "(\"heat\") AND (\"si\")", "('heat') & ('si')"},
		{"모따기", false, 1, "(\"모따 따기\")", "('모따' <-> '따기')"},
		{"모따기", true, 1, "(\"모따 따기\"*)", "('모따' <-> '따기':*)"},
		{"면", false, 1, "(\"면\"*)", "('면':*)"},
		{"면 x", false, 2, "(\"면\"*) AND (\"x\")", "('면':*) & ('x')"},
		{"모따ㄱ", true, 1, "(\"모따\"*)", "('모따':*)"}, {"ㅁ", true, 0, "", ""},
		{"A-113", false, 1, "(\"a113\" OR \"a 113\")", "('a113' | 'a' <-> '113')"},
		{"A-1", true, 1, "(\"a1\"* OR \"a 1\"*)", "('a1':* | 'a' <-> '1':*)"},
		{"A-", true, 1, "(\"a\"*)", "('a':*)"},
		{"a\" OR b*", false, 3, "(\"a\") AND (\"or\") AND (\"b\")", "('a') & ('or') & ('b')"},
		{"'); --", false, 0, "", ""},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_INIT;
		size_t n = strlen(cases[i].s);
		assert_int_equal(tokens_match(&out, cases[i].s, n, cases[i].prefix), cases[i].words);
		assert_string_equal(str_c(&out), cases[i].fts);
		str_clear(&out);
		assert_int_equal(tokens_tsquery(&out, cases[i].s, n, cases[i].prefix), cases[i].words);
		assert_string_equal(str_c(&out), cases[i].pg);
		str_finish(&out);
	}
}

static void keeps_its_limits(void **state)
{
	(void)state;
	struct str s = STR_INIT, out = STR_INIT;
	for (int i = 0; i < 100; i++) {
		str_addf(&s, "w%d ", i);
	}
	assert_int_equal(tokens_match(&out, s.s, s.len, false), 32);
	str_clear(&s);
	str_clear(&out);
	for (int i = 0; i < 500; i++) {
		str_add(&s, "ж");
	}
	tokens_index(&out, s.s, s.len);
	assert_int_equal(out.len, TOKENS_LONGEST);
	assert_true(utf8_valid(out.s, out.len));
	str_finish(&s);
	str_finish(&out);
}

UNIT_TESTS(tokens,
	cmocka_unit_test(indexes),
	cmocka_unit_test(makes_a_vector),
	cmocka_unit_test(asks),
	cmocka_unit_test(keeps_its_limits));
