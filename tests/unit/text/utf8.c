#include "text/utf8.h"

#include "help.h"

static void decodes_and_encodes(void **state)
{
	(void)state;
	static const struct { const char *s; size_t n, len; int32_t cp; } cases[] = {
		{"a", 1, 1, 'a'}, {"\0", 1, 1, 0}, {"é", 2, 2, 0xe9},
		{"한", 3, 3, 0xd55c}, {"😀", 4, 4, 0x1f600},
		{"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
		{"\xf4\x90\x80\x80", 4, 1, UTF8_BAD}, {"\xc0\x80", 2, 1, UTF8_BAD},
		{"\xe2\x82", 2, 2, UTF8_BAD}, {"\xe2\x82x", 3, 2, UTF8_BAD},
		{"\xed\xa0\x80", 3, 1, UTF8_BAD}, {"\x80", 1, 1, UTF8_BAD},
		{"\xf0\x9f\x98", 3, 3, UTF8_BAD}, {"\xc3", 1, 1, UTF8_BAD},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t cp;
		char b[UTF8_MAX];
		assert_int_equal(utf8_decode(cases[i].s, cases[i].n, &cp), cases[i].len);
		assert_int_equal(cp, cases[i].cp);
		if (cp != UTF8_BAD) {
			assert_int_equal(utf8_encode(cp, b), cases[i].len);
			assert_memory_equal(b, cases[i].s, cases[i].len);
		}
	}
	char b[UTF8_MAX];
	assert_int_equal(utf8_encode(0xd800, b), 3);
	assert_memory_equal(b, "\xef\xbf\xbd", 3);
	assert_int_equal(utf8_encode(-1, b), 3);
	assert_int_equal(utf8_encode(0x110000, b), 3);
}

static void every_code_point_returns(void **state)
{
	(void)state;
	for (int32_t cp = 0; cp < 0x110000; cp++) {
		char b[UTF8_MAX];
		int32_t back;
		size_t n = utf8_encode(cp, b);
		if (utf8_decode(b, n, &back) != n || (back != cp && (cp < 0xd800 || cp > 0xdfff))
			|| utf8_back(b, n) != 0) {
			fail_msg("U+%04X", (unsigned)cp);
		}
	}
}

static void limits_to_whole_code_points(void **state)
{
	(void)state;
	const char *s = "a한😀";
	static const size_t want[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 8};
	for (size_t max = 0; max < 10; max++) {
		assert_int_equal(utf8_limit(s, 8, max), want[max]);
	}
	assert_int_equal(utf8_limit("\x80\x80\x80\x80\x80", 5, 3), 3);
}

/* What one line of utf8tests.txt says the bytes become. */
static void check_utf8tests(char *line, size_t n, void *arg)
{
	int *count = arg;
	char *valid = strstr(line, ":valid hex:"), *bad = strstr(line, ":invalid hex:");
	(void)n;
	if (line[0] == '#' || (!valid && !bad)) {
		return;
	}
	struct str in = STR_INIT, want = STR_INIT, got = STR_INIT;
	char *hex = valid ? valid + 11 : bad + 13;
	char *colon = strchr(hex, ':');
	help_hex(&in, hex, colon ? (size_t)(colon - hex) : strlen(hex));
	if (bad) {
		const char *last = strrchr(line, ':') + 1;
		help_hex(&want, last, strlen(last));
	} else {
		str_addn(&want, str_c(&in), in.len);
	}
	for (size_t i = 0; i < in.len;) {
		int32_t cp;
		i += utf8_decode(in.s + i, in.len - i, &cp);
		utf8_add(&got, cp);
	}
	if (got.len != want.len || memcmp(str_c(&got), str_c(&want), got.len) != 0) {
		fail_msg("%s", line);
	}
	assert_int_equal(utf8_valid(str_c(&in), in.len), valid != NULL);
	help_check_clean(str_c(&in), in.len);
	str_finish(&in);
	str_finish(&want);
	str_finish(&got);
	++*count;
}

static void takes_the_utf8_tests(void **state)
{
	(void)state;
	int count = 0;
	help_locale();
	if (!help_shared_lines("strings/utf8tests.txt", check_utf8tests, &count)) {
		skip();
	}
	assert_true(count > 100);
}

/* Walks the text both ways; both must find the same borders. */
static void check_borders(const char *s, size_t n, const size_t *want, size_t count)
{
	size_t pos = 0;
	for (size_t i = 0; i < count; i++) {
		pos = utf8_next(s, n, pos);
		assert_int_equal(pos, want[i]);
	}
	assert_int_equal(pos, n);
	for (size_t i = count; i-- > 0;) {
		size_t before = i ? want[i - 1] : 0;
		assert_int_equal(utf8_prev(s, n, want[i]), before);
		for (size_t k = before; k < want[i]; k++) {
			assert_int_equal(utf8_border(s, n, k), before);
		}
	}
	assert_int_equal(utf8_border(s, n, n), n);
	assert_int_equal(utf8_clusters(s, n), count);
}

static void check_break_line(char *line, size_t n, void *arg)
{
	int *count = arg;
	struct str s = STR_INIT;
	size_t want[64], borders = 0;
	char *save = NULL;
	(void)n;
	if (strncmp(line, "÷", 2) != 0) {
		return;
	}
	line[strcspn(line, "#")] = '\0';
	for (char *w = strtok_r(line, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		if (strcmp(w, "÷") == 0) {
			if (s.len > 0) {
				want[borders++] = s.len;
			}
		} else if (strcmp(w, "×") != 0) {
			int32_t cp = (int32_t)strtol(w, NULL, 16);
			if (cp >= 0xd800 && cp <= 0xdfff) {
				str_finish(&s);
				return; /* a surrogate cannot be in UTF-8 */
			}
			utf8_add(&s, cp);
		}
	}
	check_borders(str_c(&s), s.len, want, borders);
	str_finish(&s);
	++*count;
}

static void agrees_with_the_break_test(void **state)
{
	(void)state;
	int count = 0;
	if (!help_lines("/usr/share/unicode/auxiliary/GraphemeBreakTest.txt",
		check_break_line, &count)) {
		print_message("skipped: no unicode-data\n");
		skip();
	}
	assert_int_equal(count, 602);
}

static void clusters_of_ill_formed_text(void **state)
{
	(void)state;
	check_borders("\xe2\x82" "a\x80\x80\xff", 6, (size_t[]){2, 3, 4, 5, 6}, 5);
	check_borders("\xe2\x82\x82\x82\x82", 5, (size_t[]){3, 4, 5}, 3);
	check_borders("", 0, NULL, 0);
	check_borders("\r\n\n", 3, (size_t[]){2, 3}, 2);
	check_borders("🇰🇷🇯🇵🇺", 20, (size_t[]){8, 16, 20}, 3);
	check_borders("👨‍👩‍👧x", 19, (size_t[]){18, 19}, 2);
	check_borders("\u1100\u1161\u11a8a", 10, (size_t[]){9, 10}, 2);
}

static void long_text_costs_no_more(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	for (int i = 0; i < 100000; i++) {
		str_add(&s, i % 7 ? "🇰🇷" : "é");
	}
	size_t count = 0;
	for (size_t pos = s.len; pos > 0; count++) {
		pos = utf8_prev(s.s, s.len, pos);
	}
	assert_int_equal(count, utf8_clusters(s.s, s.len));
	str_finish(&s);
}

static void moves_by_words(void **state)
{
	(void)state;
	const char *s = "abc, de_f  면취 作業カタ x";
	static const size_t want[] = {3, 9, 17, 24, 30, 32};
	size_t n = strlen(s), pos = 0;
	for (size_t i = 0; i < 6; i++) {
		pos = utf8_word_next(s, n, pos);
		assert_int_equal(pos, want[i]);
	}
	assert_int_equal(utf8_word_next(s, n, n), n);
	static const size_t back[] = {31, 24, 18, 11, 5, 0};
	for (size_t i = 0; i < 6; i++) {
		pos = utf8_word_prev(s, n, pos);
		assert_int_equal(pos, back[i]);
	}
	assert_int_equal(utf8_word_prev(s, n, 0), 0);
}

static void assert_folds(const char *in, size_t n, const char *want)
{
	struct str out = STR_INIT;
	utf8_fold(&out, in, n);
	assert_string_equal(str_c(&out), want);
	str_finish(&out);
}

static void folds(void **state)
{
	(void)state;
	static const struct { const char *in, *want; } cases[] = {
		{"", ""}, {"Bracket A-113", "bracket a-113"}, {"ＡＢＣ１２３", "abc123"},
		{"ｶﾞ", "ガ"}, {"①②", "12"}, {"ﬁx", "fix"}, {"Straße", "strasse"},
		{"ВАЛ Ї Ґ", "вал ї ґ"}, {"E\u0301x", "éx"}, {"\u1100\u1161\u11a8", "각"},
		{"a\u200bb\u00adc", "abc"}, {"\u212b", "å"}, {"㎜", "mm"},
		{"𝟙𝟚", "12"}, {"x\xff", "x\xef\xbf\xbd"}, {"ß" "A", "ssa"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_folds(cases[i].in, strlen(cases[i].in), cases[i].want);
	}
}

static void unifies_with_the_case_kept(void **state)
{
	(void)state;
	static const struct { const char *in, *want; } cases[] = {
		{"", ""}, {"Ra ３.２", "Ra 3.2"}, {"①Ø20 H7", "1Ø20 H7"}, {"ﬁX\u200b", "fiX"}, {"e\u0301", "é"}, {"a\xff", "a\xef\xbf\xbd"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_INIT;
		utf8_compat(&out, cases[i].in, strlen(cases[i].in));
		assert_string_equal(str_c(&out), cases[i].want);
		str_finish(&out);
	}
}

static void folding_twice_changes_nothing(void **state)
{
	(void)state;
	for (int32_t cp = 0; cp < 0x110000; cp += cp < 0x30000 ? 1 : 97) {
		struct str in = STR_INIT, one = STR_INIT, two = STR_INIT;
		utf8_add(&in, cp);
		str_add(&in, cp % 3 ? "\u0345a" : "\u0301\u0323");
		utf8_fold(&one, in.s, in.len);
		utf8_fold(&two, str_c(&one), one.len);
		if (strcmp(str_c(&one), str_c(&two)) != 0) {
			fail_msg("U+%04X: %s %s", (unsigned)cp, str_c(&one), str_c(&two));
		}
		str_finish(&in);
		str_finish(&one);
		str_finish(&two);
	}
}

static void finds_and_orders(void **state)
{
	(void)state;
	assert_true(utf8_holds("Heat SINK", 9, "sink"));
	assert_false(utf8_holds("Heat SINK", 9, "SINK"));
	assert_true(utf8_holds("x", 1, ""));
	static const char *const order[] = {"", "a", "A2", "a10", "b", "б", "가"};
	for (size_t i = 0; i + 1 < 7; i++) {
		assert_true(utf8_compare(order[i], order[i + 1]) < 0);
		assert_true(utf8_compare(order[i + 1], order[i]) > 0);
	}
	assert_int_equal(utf8_compare("x007", "x007"), 0);
	assert_true(utf8_compare("x7", "x007") != 0);
}

UNIT_TESTS(utf8,
	cmocka_unit_test(decodes_and_encodes),
	cmocka_unit_test(every_code_point_returns),
	cmocka_unit_test(limits_to_whole_code_points),
	cmocka_unit_test(takes_the_utf8_tests),
	cmocka_unit_test(agrees_with_the_break_test),
	cmocka_unit_test(clusters_of_ill_formed_text),
	cmocka_unit_test(long_text_costs_no_more),
	cmocka_unit_test(moves_by_words),
	cmocka_unit_test(folds),
	cmocka_unit_test(unifies_with_the_case_kept),
	cmocka_unit_test(folding_twice_changes_nothing),
	cmocka_unit_test(finds_and_orders));
