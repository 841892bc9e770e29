#include "text/layout.h"

#include "help.h"

static void gives_the_latin_keys(void **state)
{
	(void)state;
	static const struct { const char *in, *want; } cases[] = {
		{"j", ""}, {"", ""}, {"é", ""}, {"\xff", ""}, {"漢", ""},
		/* Hangul: the whole 2-set, then what an input method commits */
		{"ㅓ", "j"}, {"ㅏ", "k"}, {"ㅂ", "q"}, {"ㅃ", "Q"}, {"ㅈ", "w"}, {"ㅉ", "W"},
		{"ㄷ", "e"}, {"ㄸ", "E"}, {"ㄱ", "r"}, {"ㄲ", "R"}, {"ㅅ", "t"}, {"ㅆ", "T"},
		{"ㅛ", "y"}, {"ㅕ", "u"}, {"ㅑ", "i"}, {"ㅐ", "o"}, {"ㅒ", "O"}, {"ㅔ", "p"},
		{"ㅖ", "P"}, {"ㅁ", "a"}, {"ㄴ", "s"}, {"ㅇ", "d"}, {"ㄹ", "f"}, {"ㅎ", "g"},
		{"ㅗ", "h"}, {"ㅣ", "l"}, {"ㅋ", "z"}, {"ㅌ", "x"}, {"ㅊ", "c"}, {"ㅍ", "v"},
		{"ㅠ", "b"}, {"ㅜ", "n"}, {"ㅡ", "m"}, {"ㅘ", "hk"}, {"ㅢ", "ml"}, {"ㄳ", "rt"},
		{"아", "dk"}, {"쾅", "zhkd"}, {"값", "rkqt"}, {"뷁", "qnpfr"}, {"힣", "glg"},
		{"\u1103", "e"}, {"\u1161", "k"}, {"\u11b9", "qt"}, {"\u1112\u1161\u11ab", "gks"},
		{"\uffa1", "r"}, {"\uffc2", "k"}, {"\uffdc", "l"}, {"\uffca", "u"}, {"\uffbe", "g"},
		/* Cyrillic */
		{"о", "j"}, {"л", "k"}, {"О", "J"}, {"й", "q"}, {"Й", "Q"}, {"ж", ";"}, {"Ж", ":"},
		{"ї", "]"}, {"Ї", "}"}, {"є", "'"}, {"Є", "\""}, {"і", "s"}, {"ы", "s"}, {"ґ", "\\"},
		{"Ґ", "|"}, {"б", ","}, {"Ю", ">"}, {"ё", "`"}, {"Ё", "~"}, {"№", "#"}, {"х", "["},
		{"\u0438\u0306", ""},
		/* full width */
		{"ｊ", "j"}, {"Ｇ", "G"}, {"：", ":"}, {"／", "/"}, {"　", " "}, {"？", "?"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[LAYOUT_SIZE];
		size_t n = layout_latin(cases[i].in, out);
		assert_string_equal(out, cases[i].want);
		assert_int_equal(n, strlen(cases[i].want));
	}
}

static void every_syllable_has_keys(void **state)
{
	(void)state;
	for (int32_t cp = 0xac00; cp <= 0xd7a3; cp++) {
		char s[5] = "", out[LAYOUT_SIZE];
		utf8_encode(cp, s);
		size_t n = layout_latin(s, out);
		assert_in_range(n, 2, 5);
		for (size_t i = 0; i < n; i++) {
			assert_true((out[i] >= 'a' && out[i] <= 'z') || (out[i] >= 'A' && out[i] <= 'Z'));
		}
	}
}

static void too_much_is_nothing(void **state)
{
	(void)state;
	char out[LAYOUT_SIZE];
	assert_int_equal(layout_latin("뷁뷁", out), 0);
	assert_string_equal(out, "");
	assert_int_equal(layout_latin("아é", out), 0);
}

UNIT_TESTS(layout,
	cmocka_unit_test(gives_the_latin_keys),
	cmocka_unit_test(every_syllable_has_keys),
	cmocka_unit_test(too_much_is_nothing));
