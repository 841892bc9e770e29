#include "text/clean.h"

#include "base/arena.h"
#include "help.h"

struct clean_case {
	const char *in;
	size_t n; /* 0: strlen */
	const char *line, *multi; /* multi NULL: the same */
};

static const struct clean_case cases[] = {
	{"", 0, "", NULL},
	{"plain text", 0, "plain text", NULL},
	{"a\nb", 0, "a b", "a\nb"},
	{"a\r\nb\rc\vd\fe\xc2\x85" "f\xe2\x80\xa8g\xe2\x80\xa9h", 0,
		"a b c d e f g h", "a\nb\nc\nd\ne\nf\ng\nh"},
	{"a\tb", 0, "a b", "a       b"},
	{"가\tb\n\tc", 0, "가 b  c", "가      b\n        c"},
	{"1234567\t8\t", 0, "1234567 8 ", "1234567 8       "},
	/* controls */
	{"a\0b", 3, "a␀b", NULL},
	{"\a\b\x7f", 0, "␇␈␡", NULL},
	{"\xc2\x84\xc2\x8d", 0, "\ufffd\ufffd", NULL},
	/* sequences */
	{"\033[31mred\033[0m", 0, "␛red␛", NULL},
	{"\033[2J\033[H", 0, "␛␛", NULL},
	{"\033[1;2", 0, "␛[1;2", NULL},
	{"\033[1\n2J", 0, "␛[1 2J", "␛[1\n2J"},
	{"\033]0;owned\a!", 0, "␛!", NULL},
	{"\033]2;owned\033\\!", 0, "␛!", NULL},
	{"\033]8;;http://x/\xc2\x9c!", 0, "␛!", NULL},
	{"\033]0;never ends", 0, "␛]0;never ends", NULL},
	{"\033]0;a\nb\a", 0, "␛]0;a b␇", "␛]0;a\nb␇"},
	{"\033Pq#0;2~~\033\\x\033_Ga=T;AA\033\\y\033^p\033\\z\033Xs\033\\", 0, "␛x␛y␛z␛", NULL},
	{"\033Ptmux;\033\033]52;c;cm0=\a\033\\", 0, "␛Ptmux;␛␛␛", NULL},
	{"\033c\0337\033(0\033#8x", 0, "␛␛␛␛x", NULL},
	{"text\033", 0, "text␛", NULL},
	{"\033é", 0, "␛é", NULL},
	{"\xc2\x9b" "2Jx\xc2\x9d" "0;a\ay\xc2\x90q\xc2\x9cz", 0, "␛x␛y␛z", NULL},
	{"\x9b" "31m", 0, "\ufffd31m", NULL},
	/* ill-formed and unknown */
	{"abc\xe2\x82", 0, "abc\ufffd", NULL},
	{"\xe2\x82\033[2J", 0, "\ufffd␛", NULL},
	{"\xef\xbf\xbe\xf4\x8f\xbf\xbf\xef\xb7\x90", 0, "\ufffd\ufffd\ufffd", NULL},
	{"\xee\x80\x80\xcd\xb8", 0, "\ufffd\ufffd", NULL}, /* U+E000, U+0378 */
	/* what is not seen */
	{"qty \u202d900 \u2067", 0, "qty 900 ", NULL},
	{"a\u200eb\u200fc\u061cd\u2066e\u2069f\u202eg", 0, "abcdefg", NULL},
	{"a\u200bb\ufeffc\u2060d\u180ee", 0, "abcde", NULL},
	{"M\u00ad8", 0, "M8", NULL},
	{"\u3164\uffa0\u115f", 0, "", NULL},
	{"ok\U000e0072\U000e006d", 0, "ok", NULL},
	{"\u17b4x\u034f", 0, "x", NULL},
	/* emoji */
	{"👨‍👩‍👧‍👦!", 0, "👨!", NULL},
	{"👩🏽‍🔧x", 0, "👩x", NULL},
	{"👍🏽", 0, "👍", NULL},
	{"🏽", 0, "", NULL},
	{"❤️‍🔥 ❤️", 0, "❤ ❤", NULL},
	{"1️⃣", 0, "1⃣", NULL},
	{"🇰🇷🇯", 0, "🇰🇷J", NULL},
	{"🇰 🇷", 0, "K R", NULL},
	{"a🇰", 0, "aK", NULL},
	{"🇰\u0301", 0, "\u1e30", NULL},
	{"🏴󠁧󠁢󠁥󠁮󠁧󠁿", 0, "🏴", NULL},
	{"👨‍x👩", 0, "👨x👩", NULL},
	{"\u200d👩", 0, "👩", NULL},
	/* marks */
	{"e\u0301 é", 0, "é é", NULL},
	{"и\u0306і\u0308", 0, "йї", NULL},
	{"\u0301x", 0, "x", NULL},
	{"a\n\u0301x", 0, "a \u0301x", "a\nx"},
	{"a\u0316\u0317\u0318\u0319\u031c\u031d", 0, "a\u0316\u0317\u0318\u0319", NULL},
	{"กี่", 0, "กี่", NULL},
	{"नमस्ते", 0, "नमस्ते", NULL},
	{"a\u200b\u0301", 0, "á", NULL},
	/* Hangul */
	{"\u1100\u1161\u11a8", 0, "각", NULL},
	{"\u1161\u11a8", 0, "ㅏㄱ", NULL},
	{"x\u1161", 0, "xㅏ", NULL},
	{"\u11c2\ud7b0", 0, "ㅎ\ufffd", NULL},
	{"\u1100", 0, "\u1100", NULL},
	{"a　b", 0, "a　b", NULL},
};

static void assert_cleans(const char *in, size_t n, unsigned flags, const char *want)
{
	struct str out = STR_INIT;
	clean(&out, in, n, flags);
	assert_string_equal(str_c(&out), want);
	help_assert_clean(str_c(&out), out.len, flags);
	str_finish(&out);
}

static void cleans(void **state)
{
	(void)state;
	help_locale();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct clean_case *c = &cases[i];
		size_t n = c->n ? c->n : strlen(c->in);
		assert_cleans(c->in, n, CLEAN_LINE, c->line);
		assert_cleans(c->in, n, CLEAN_MULTILINE, c->multi ? c->multi : c->line);
	}
	assert_cleans("a\r\nb", 4, CLEAN_SIGN, "a⏎b");
}

static void appends_and_keeps_what_was_there(void **state)
{
	(void)state;
	help_locale();
	struct str out = STR_INIT;
	str_add(&out, "x");
	clean(&out, "\t\u0301", 3, CLEAN_MULTILINE);
	assert_string_equal(str_c(&out), "x        \u0301");
	str_finish(&out);
}

static void cleans_into_an_arena(void **state)
{
	(void)state;
	struct arena a;
	help_locale();
	arena_init(&a);
	assert_string_equal(clean_arena(&a, NULL), "");
	assert_string_equal(clean_arena(&a, ""), "");
	assert_string_equal(clean_arena(&a, "x"), "x");
	assert_string_equal(clean_arena(&a, "\n"), " ");
	assert_string_equal(clean_arena(&a, "ab\033[m"), "ab␛");
	arena_finish(&a);
	assert_true(clean_already("\n", 1, CLEAN_MULTILINE));
	assert_false(clean_already("\n", 1, CLEAN_LINE));
	assert_false(clean_already("\033", 1, CLEAN_LINE));
}

/* "\e" in the sequences stands for ESC: both readings are tried. */
static void check_bytes_line(char *line, size_t n, void *arg)
{
	struct str hex = STR_INIT, bytes = STR_INIT;
	(void)n;
	if (!help_json(&hex, line, "bytes")) {
		return;
	}
	help_hex(&bytes, str_c(&hex), hex.len);
	help_check_clean(str_c(&bytes), bytes.len);
	for (char *p; bytes.s && (p = memmem(bytes.s, bytes.len, "\\e", 2));) {
		str_splice(&bytes, (size_t)(p - bytes.s), 2, "\033", 1);
	}
	help_check_clean(str_c(&bytes), bytes.len);
	str_finish(&hex);
	str_finish(&bytes);
	++*(int *)arg;
}

static void check_json_line(char *line, size_t n, void *arg)
{
	struct str s = STR_INIT;
	if (help_json(&s, line, "")) {
		help_check_clean(str_c(&s), s.len);
		++*(int *)arg;
	}
	help_check_clean(line, n);
	str_finish(&s);
}

static void tames_the_shared_strings(void **state)
{
	(void)state;
	int count = 0;
	help_locale();
	if (!help_shared_lines("strings/terminal_made.jsonl", check_bytes_line, &count)) {
		skip();
	}
	assert_int_equal(count, 56);
	help_shared_lines("strings/vt_sequences.jsonl", check_bytes_line, &count);
	assert_int_equal(count, 56 + 257);
	help_shared_lines("strings/blns.jsonl", check_json_line, &count);
	assert_true(count > 56 + 257 + 250);
}

static void tames_every_code_point(void **state)
{
	(void)state;
	help_locale();
	for (int32_t cp = 0; cp < 0x110000; cp += cp < 0x20000 ? 1 : 61) {
		char s[16];
		size_t n = 0;
		s[n++] = 'a';
		n += utf8_encode(cp, s + n);
		n += utf8_encode(0x301, s + n);
		n += utf8_encode(cp, s + n);
		help_check_clean(s, n);
		help_check_clean(s + 1, n - 1);
	}
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void tames_what_chance_makes(void **state)
{
	(void)state;
	static const char *const part[] = {"\033", "[", "]", "0;", "\a", "\\", "m", "\xc2", "\x9b",
		"\x9c", "a", "\u0301", "\u0316", "\u200d", "👩", "🇰", "🏽", "\ufe0f", "\u1100",
		"\u1161", "\u11a8", "각", "\n", "\t", "\r", "\u09c7", "\u09be", "\u0600", "\u0958",
		"\u3164", "ﾞ", "\u302e", "\xe2\x82", "\u0344", "\u0b57"};
	unsigned seed = 7;
	help_locale();
	for (int i = 0; i < 20000; i++) {
		char s[512];
		size_t n = 0;
		unsigned count = next_random(&seed) % (i % 50 ? 12 : 90);
		while (count-- > 0) {
			const char *p = part[next_random(&seed) % (sizeof(part) / sizeof(part[0]))];
			memcpy(s + n, p, strlen(p));
			n += strlen(p);
		}
		help_check_clean(s, n);
	}
}

static void hostile_lengths_stay_linear(void **state)
{
	(void)state;
	static const char *const part[] = {"\033]", "\033[", "\u0301", "\u1100", "🇰", "👩\u200d",
		"\033P\xc2\x9b", "\u0600"};
	help_locale();
	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		struct str s = STR_INIT, out = STR_INIT;
		while (s.len < 300000) {
			str_add(&s, part[i]);
		}
		clean(&out, s.s, s.len, CLEAN_LINE);
		assert_true(out.len <= 3 * s.len);
		str_finish(&s);
		str_finish(&out);
	}
}

UNIT_TESTS(clean,
	cmocka_unit_test(cleans),
	cmocka_unit_test(appends_and_keeps_what_was_there),
	cmocka_unit_test(cleans_into_an_arena),
	cmocka_unit_test(tames_the_shared_strings),
	cmocka_unit_test(tames_every_code_point),
	cmocka_unit_test(tames_what_chance_makes),
	cmocka_unit_test(hostile_lengths_stay_linear));
