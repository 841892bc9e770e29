#include "text/cells.h"

#include "help.h"

static void measures(void **state)
{
	(void)state;
	static const struct { const char *s; size_t narrow, wide; } cases[] = {
		{"", 0, 0}, {"abc", 3, 3}, {"한글", 4, 4}, {"面取り", 6, 6},
		{"e\u0301", 1, 1}, {"…", 1, 2}, {"⌀20", 3, 3}, {"±0.1°", 5, 7},
		{"Вал", 3, 6}, {"🇰🇷", 2, 2}, {"👨", 2, 2}, {"␛", 1, 1},
		{"ｶﾞ", 2, 2}, {"\u1100\u1161", 2, 2}, {"a\nb", 2, 2},
		{"\ufffd", 1, 2}, {"⡏⠉", 2, 2},
	};
	help_locale();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(cells_text(cases[i].s, 1), cases[i].narrow);
		assert_int_equal(cells_text(cases[i].s, 0), cases[i].narrow);
		assert_int_equal(cells_text(cases[i].s, 2), cases[i].wide);
	}
}

struct east {
	int wide, unlike, ambiguous;
};

/* Where glibc 2.36 (Unicode 14) and the table of Unicode 15 part: what came
   with 15.0, and what takes no column of its own whatever its class. */
static bool known_exception(int32_t cp, int width)
{
	return width < 0                         /* new in Unicode 15 */
		|| width == 0                        /* marks, conjoining jamo */
		|| (cp >= 0x3248 && cp <= 0x324f)    /* circled tens: glibc says 2 */
		|| (cp >= 0x4dc0 && cp <= 0x4dff);   /* hexagrams: glibc says 2 */
}

static void check_east_line(char *line, size_t n, void *arg)
{
	struct east *e = arg;
	char *p = line, kind[4] = "", category[4] = "";
	(void)n;
	long lo = strtol(p, &p, 16), hi = lo;
	if (p == line || sscanf(strchr(line, ';') + 1, " %2[A-Za-z] # %2s", kind, category) != 2) {
		return;
	}
	if (strncmp(p, "..", 2) == 0) {
		hi = strtol(p + 2, NULL, 16);
	}
	bool wide = strcmp(kind, "W") == 0 || strcmp(kind, "F") == 0;
	bool mark = category[0] == 'M' || category[0] == 'C';
	for (long cp = lo; cp <= hi; cp++) {
		int width = wcwidth((wchar_t)cp);
		if (mark || known_exception((int32_t)cp, width)) {
			continue;
		}
		bool amb = strcmp(kind, "A") == 0;
		e->wide += wide;
		e->ambiguous += amb;
		int want = wide || amb ? 2 : 1;
		if (cells_cp((int32_t)cp, 2) != want || width != (wide ? 2 : 1)) {
			print_message("U+%04lX is %s, glibc %d\n", cp, kind, width);
			e->unlike++;
		}
	}
}

static void agrees_with_east_asian_width(void **state)
{
	(void)state;
	struct east e = {0};
	help_locale();
	if (!help_lines("/usr/share/unicode/EastAsianWidth.txt", check_east_line, &e)) {
		print_message("skipped: no unicode-data\n");
		skip();
	}
	assert_int_equal(e.unlike, 0);
	assert_true(e.wide > 80000);
	assert_true(e.ambiguous > 700);
}

static void walks_pieces(void **state)
{
	(void)state;
	static const struct { const char *s; int width; } want[] = {
		{"a", 1}, {"e\u0301", 1}, {"한", 2}, {"👨\u200d", 2}, {"👩", 2}, {"🇰🇷", 2},
		{"\n", 0}, {"\xff", 1},
	};
	const char *s = "ae\u0301한👨\u200d👩🇰🇷\n\xff";
	struct cells_iter it = {.s = s, .n = strlen(s), .amb = 1};
	struct cells_piece p;
	help_locale();
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_true(cells_next(&it, &p));
		assert_int_equal(p.len, strlen(want[i].s));
		assert_memory_equal(p.s, want[i].s, p.len);
		assert_int_equal(p.width, want[i].width);
	}
	assert_false(cells_next(&it, &p));
}

static void cuts(void **state)
{
	(void)state;
	static const struct { const char *s; size_t max; const char *want, *left; } cases[] = {
		{"abc", 3, "abc", "abc"}, {"abcd", 3, "ab…", "…cd"}, {"abcd", 1, "…", "…"},
		{"abcd", 0, "", ""}, {"", 0, "", ""}, {"한글자", 5, "한글…", "…글자"},
		{"한글자", 4, "한…", "…자"}, {"e\u0301e\u0301e\u0301", 2, "e\u0301…", "…e\u0301"},
		{"한", 1, "…", "…"},
	};
	help_locale();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_INIT;
		size_t n = strlen(cases[i].s);
		size_t width = cells_cut(&out, cases[i].s, n, cases[i].max, "…", 1);
		assert_string_equal(str_c(&out), cases[i].want);
		assert_int_equal(width, cells_text(str_c(&out), 1));
		str_clear(&out);
		width = cells_cut_left(&out, cases[i].s, n, cases[i].max, "…", 1);
		assert_string_equal(str_c(&out), cases[i].left);
		assert_int_equal(width, cells_text(str_c(&out), 1));
		str_finish(&out);
	}
	struct str out = STR_INIT;
	assert_int_equal(cells_cut(&out, "abcdef", 6, 4, "..", 1), 4);
	assert_int_equal(cells_cut(&out, "abcdef", 6, 4, "", 1), 4);
	assert_int_equal(cells_cut(&out, "abcdef", 6, 1, "…", 2), 1);
	assert_string_equal(str_c(&out), "ab..abcda");
	str_finish(&out);
}

static void pads(void **state)
{
	(void)state;
	static const struct { const char *s; size_t width; enum cells_align align; const char *want; } cases[] = {
		{"ab", 4, CELLS_LEFT, "ab  "}, {"ab", 4, CELLS_RIGHT, "  ab"},
		{"ab", 5, CELLS_CENTRE, " ab  "}, {"한글", 3, CELLS_LEFT, "한…"},
		{"한글자", 4, CELLS_RIGHT, " 한…"}, {"", 2, CELLS_LEFT, "  "}, {"ab", 0, CELLS_LEFT, ""},
	};
	help_locale();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_INIT;
		cells_pad(&out, cases[i].s, strlen(cases[i].s), cases[i].width, cases[i].align, 1);
		assert_string_equal(str_c(&out), cases[i].want);
		assert_int_equal(cells_text(str_c(&out), 1), cases[i].width);
		str_finish(&out);
	}
}

static void maps_columns_and_bytes(void **state)
{
	(void)state;
	const char *s = "a한e\u0301b"; /* bytes 0 1 4 7, columns 0 1 3 4 */
	static const size_t byte_of[] = {0, 1, 1, 4, 7, 8, 8};
	static const size_t column_of[] = {0, 1, 1, 1, 3, 3, 3, 4, 5};
	help_locale();
	for (size_t col = 0; col < 7; col++) {
		assert_int_equal(cells_byte(s, 8, col, 1), byte_of[col]);
	}
	for (size_t pos = 0; pos <= 8; pos++) {
		assert_int_equal(cells_column(s, 8, pos, 1), column_of[pos]);
	}
}

UNIT_TESTS(cells,
	cmocka_unit_test(measures),
	cmocka_unit_test(agrees_with_east_asian_width),
	cmocka_unit_test(walks_pieces),
	cmocka_unit_test(cuts),
	cmocka_unit_test(pads),
	cmocka_unit_test(maps_columns_and_bytes));
