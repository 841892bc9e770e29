#include "src/ui/keyin.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "unit/unit.h"

/* All keys that come of the bytes, as notation; "..." where more is awaited. */
static void add_keys(struct keyin *in, bool over, struct str *out)
{
	char text[KEY_TEXT];
	enum keyin_got got;
	struct key k;

	while ((got = keyin_next(in, over, &k)) == KEYIN_KEY) {
		str_add(out, out->len ? " " : "");
		if (k.kind == KEYK_PASTE) {
			str_addf(out, "[%.*s]", (int)k.paste_len, k.paste);
		} else if (k.kind == KEYK_MOUSE) {
			str_addf(out, "%s@%d,%d%s", key_format(&k, text), k.row, k.col,
				k.act == MOUSE_RELEASE ? "^" : "");
		} else {
			str_add(out, key_format(&k, text));
		}
	}
	if (got == KEYIN_MORE) {
		str_add(out, "...");
	}
}

static const struct {
	const char *bytes, *keys;
	const char *over; /* what more comes when the time is over */
} cases[] = {
	{"jG", "j G", ""},
	{"\r\t\177 ", "Enter Tab BS Space", ""},
	{"\001\032\037\034", "C-a C-z C-_ C-\\", ""},
	{"\n\b", "C-j C-h", ""},
	{"\033", "...", "Esc"},
	{"\033\033", "...", "Esc Esc"},
	{"\033j", "M-j", ""},
	{"\033J\033\r\033\177\033\004", "M-J M-Enter M-BS C-M-d", ""},
	{"\033\xd0\xb6", "M-ж", ""},
	{"\xd0\xb6\xed\x95\x9c", "ж 한", ""},
	{"\xd0", "...", "..."},
	{"\xff" "a\xc0\x80" "b\xed\xa0\x80" "c", "a b c", ""},
	{"\xc2\x9b" "1~", "1 ~", ""},
	{"\033[A\033OB\033[1;5C\033[1;2D\033[1;3H\033[1;8F", "Up Down C-Right S-Left M-Home C-M-S-End", ""},
	{"\033[2~\033[3~\033[5~\033[6~\033[1~\033[8~", "Ins Del PgUp PgDn Home End", ""},
	{"\033[3;5~\033[Z\033OM", "C-Del S-Tab Enter", ""},
	{"\033OP\033[11~\033[[B\033[15~\033[24;2~\033[1;2R", "F1 F1 F2 F5 S-F12 S-F3", ""},
	{"\033Oq\033Ok", "1 +", ""},
	{"\033[a\033Oc\033[3^\033[5$", "S-Up C-Right C-Del S-PgUp", ""},
	{"\033\033[A\033\033OC", "M-Up M-Right", ""},
	{"\033[27;5;13~\033[97;5u\033[1078;3u\033[9;2u", "C-Enter C-a M-ж S-Tab", ""},
	{"\033[27;6;65~", "C-a", ""},
	{"\033[<0;11;4M\033[<0;11;4m", "Mouse@3,10 Mouse@3,10^", ""},
	{"\033[<64;1;1M\033[<65;80;24M\033[<32;2;2M\033[<2;2;2Mx", "WheelUp@0,0 WheelDown@23,79 x", ""},
	{"\033[I\033[O\033[?62;1c\033[>0;1;2cx", "x", ""},
	{"\033]11;rgb:0/0/0\a\033]11;x\033\\x\033Pq\033\\y", "x y", ""},
	{"\033[5;7Rx", "x", ""},
	{"\033[", "...", "M-["},
	{"\033O", "...", "M-O"},
	{"\033[1;5", "...", "..."},
	{"\033]abc", "...", "M-] a b c"},
	{"\033[12;\033[A", "Up", ""},
	{"\033[99999999999999999999;5Ax", "C-Up x", ""},
	{"\033[1;2;3;4;5;6;7Ax", "S-Up x", ""},
	{"\033[200~q\rj\033[201~x", "[q\nj] x", ""},
	{"\033[200~\033[201~", "[]", ""},
	{"\033[200~one\033[31m\nq\033[201", "...", "..."},
	{"\033[201~x", "x", ""},
};

static void reads_sequences(void **state)
{
	(void)state;
	struct str got = STR_INIT;

	i18n_init(NULL);
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct keyin in;
		keyin_init(&in);
		keyin_feed(&in, cases[i].bytes, strlen(cases[i].bytes));
		str_clear(&got);
		add_keys(&in, false, &got);
		assert_string_equal(str_c(&got), cases[i].keys);
		str_clear(&got);
		add_keys(&in, true, &got);
		assert_string_equal(str_c(&got), cases[i].over);
		keyin_finish(&in);
	}
	str_finish(&got);
}

/* A slow line brings a byte at a time. */
static void reads_pieces(void **state)
{
	(void)state;
	struct str got = STR_INIT;

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct keyin in;
		keyin_init(&in);
		str_clear(&got);
		for (const char *s = cases[i].bytes; *s; s++) {
			keyin_feed(&in, s, 1);
			add_keys(&in, false, &got);
			if (got.len >= 3 && strcmp(got.s + got.len - 3, "...") == 0) {
				str_cut(&got, got.len - 3);
			}
		}
		add_keys(&in, false, &got);
		assert_string_equal(str_c(&got), cases[i].keys);
		keyin_finish(&in);
	}
	str_finish(&got);
}

static void knows_what_terminfo_says(void **state)
{
	(void)state;
	struct str got = STR_INIT;
	struct keyin in;

	keyin_init(&in);
	keyin_define(&in, "\033[[[X", key_named(KEYN_UP, 0));
	keyin_define(&in, "\033[[[XY", key_named(KEYN_DOWN, 0));
	keyin_define(&in, "", key_named(KEYN_F1, 0));
	keyin_feed(&in, "\033[[[XY\033[[[Xa", 12);
	add_keys(&in, false, &got);
	assert_string_equal(str_c(&got), "Down Up a");
	keyin_finish(&in);
	str_finish(&got);
}

static void paste_has_a_limit(void **state)
{
	(void)state;
	size_t n = KEYIN_PASTE_MAX + 100000;
	char *big = xmalloc(n);
	struct keyin in;
	struct key k;

	memset(big, 'x', n);
	memcpy(big + KEYIN_PASTE_MAX - 1, "가", 3);
	keyin_init(&in);
	keyin_feed(&in, "\033[200~", 6);
	for (size_t at = 0; at < n; at += 65536) {
		keyin_feed(&in, big + at, n - at < 65536 ? n - at : 65536);
		assert_int_equal(keyin_next(&in, true, &k), KEYIN_MORE);
	}
	assert_in_range(in.in.len, 0, 70000);
	keyin_feed(&in, "\033[201~j", 7);
	assert_int_equal(keyin_next(&in, false, &k), KEYIN_KEY);
	assert_int_equal(k.kind, KEYK_PASTE);
	assert_in_range(k.paste_len, KEYIN_PASTE_MAX - 8, KEYIN_PASTE_MAX);
	assert_int_equal(keyin_next(&in, false, &k), KEYIN_KEY);
	assert_string_equal(k.text, "j");
	keyin_finish(&in);
	free(big);
}

static void cursor_report_is_no_key(void **state)
{
	(void)state;
	struct keyin in;
	struct key k;

	keyin_init(&in);
	keyin_feed(&in, "\033[2;3R", 6);
	assert_int_equal(keyin_next(&in, false, &k), KEYIN_NONE);
	assert_int_equal(in.report_row, 2);
	assert_int_equal(in.report_col, 3);
	keyin_finish(&in);
}

UNIT_TESTS(keyin,
	cmocka_unit_test(reads_sequences),
	cmocka_unit_test(reads_pieces),
	cmocka_unit_test(knows_what_terminfo_says),
	cmocka_unit_test(paste_has_a_limit),
	cmocka_unit_test(cursor_report_is_no_key));
