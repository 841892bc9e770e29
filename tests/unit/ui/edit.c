#include "ui/edit.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "unit/unit.h"

struct fix {
	struct edit *ed;
	struct surface s;
	struct str text;
};

static struct fix fix;

static int setup(void **state)
{
	i18n_init(NULL);
	surface_init(&fix.s, 3, 12);
	*state = &fix;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	edit_destroy(f->ed);
	f->ed = NULL;
	surface_finish(&f->s);
	str_finish(&f->text);
	return 0;
}

/* Types what keys says; answers the text with | at the cursor. */
static const char *after(struct fix *f, const char *keys)
{
	struct key k;
	size_t n;

	while ((n = key_parse_typed(keys, &k)) > 0) {
		edit_key(f->ed, &k);
		keys += n;
	}
	str_clear(&f->text);
	str_add(&f->text, edit_text(f->ed));
	str_splice(&f->text, edit_cursor(f->ed), 0, "|", 1);
	return str_c(&f->text);
}

static void line_keys(void **state)
{
	struct fix *f = *state;
	static const struct {
		const char *start, *keys, *want;
	} cases[] = {
		{"", "abc", "abc|"},
		{"abc", "<Left>x", "abx|c"},
		{"abc", "<C-a>x<C-e>y", "xabcy|"},
		{"abc", "<Home><Right><Del>", "a|c"},
		{"abc", "<C-b><C-b><C-f><C-d>", "ab|"},
		{"abc", "<BS><BS><BS><BS>", "|"},
		{"abc", "<Home><BS>", "|abc"},
		{"abc", "<C-h>", "ab|"},
		{"one two three", "<C-w>", "one two |"},
		{"one two three", "<M-BS><M-BS>", "one |"},
		{"see a-113/b. ", "<C-w>", "see |"},
		{"see a-113/b", "<M-BS>", "see a-113/|"},
		{"one two three", "<M-b><M-b><C-k>", "one |"},
		{"one two three", "<M-b><C-u>", "|three"},
		{"one two three", "<C-a><M-d>", "| two three"},
		{"one two three", "<C-a><M-f><M-f>.", "one two.| three"},
		{"one two", "<C-w><C-a><C-y>", "two|one "},
		{"one two", "<C-w><C-w><C-y>", "one two|"},
		{"one two", "<C-w>x<BS><C-w><C-y><M-y>", "two|"},
		{"abc", "<C-t>", "acb|"},
		{"abc", "<Home><Right><C-t>", "ba|c"},
		{"견적 200개", "<BS><BS>", "견적 20|"},
		{"견적", "<Left><Del>", "견|"},
		{"e\xcc\x81x", "<Left><BS>", "|x"},
		{"", "e\xcc\x81", "é|"},
		{"👨‍👩‍👧x", "<Left><BS>", "|x"},
		{"", "<C-q><Esc><F1>", "|"},
		{"a", "<Enter>", "a|"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->ed = edit_create(0, 0);
		edit_set(f->ed, cases[i].start);
		assert_string_equal(after(f, cases[i].keys), cases[i].want);
		edit_destroy(f->ed);
		f->ed = NULL;
	}
}

static void takes_only_editing_keys(void **state)
{
	struct fix *f = *state;
	static const char *const not[] = {"<Enter>", "<Esc>", "<Tab>", "<S-Tab>", "<Up>", "<Down>",
		"<F1>", "<C-s>", "<C-c>", "<C-g>", "<M-x>", "<PgDn>"};
	struct key k;

	f->ed = edit_create(0, 0);
	for (size_t i = 0; i < sizeof(not) / sizeof(not[0]); i++) {
		key_parse(not[i], &k);
		assert_false(edit_key(f->ed, &k));
	}
	assert_int_equal(edit_changes(f->ed), 0);
}

static void undo_takes_back_words(void **state)
{
	struct fix *f = *state;

	f->ed = edit_create(0, 0);
	after(f, "one two  three<BS><BS><Home><Del><Del>");
	assert_string_equal(after(f, ""), "|e two  thr");
	assert_string_equal(after(f, "<C-_>"), "|one two  thr");
	assert_string_equal(after(f, "<C-_>"), "one two  three|");
	assert_string_equal(after(f, "<C-_>"), "one two  |");
	assert_string_equal(after(f, "<C-_>"), "one |");
	assert_string_equal(after(f, "<C-_>"), "|");
	assert_false(edit_undo(f->ed));
	assert_string_equal(after(f, "<M-_><M-_>"), "one two  |");
	assert_string_equal(after(f, "x"), "one two  x|");
	assert_false(edit_redo(f->ed));
	assert_string_equal(after(f, "<C-_><C-_>"), "one |");
}

static void undo_of_kill_and_paste(void **state)
{
	struct fix *f = *state;
	struct key paste = {.kind = KEYK_PASTE, .paste = "p q", .paste_len = 3};

	f->ed = edit_create(0, 0);
	after(f, "ab");
	edit_key(f->ed, &paste);
	assert_string_equal(after(f, "cd"), "abp qcd|");
	assert_string_equal(after(f, "<C-_>"), "abp q|");
	assert_string_equal(after(f, "<C-_>"), "ab|");
	assert_string_equal(after(f, "<C-u>"), "|");
	assert_string_equal(after(f, "<C-_>"), "ab|");
	unsigned n = edit_changes(f->ed);
	after(f, "<Left>");
	assert_int_equal(edit_changes(f->ed), n);
	after(f, "x");
	assert_int_equal(edit_changes(f->ed), n + 1);
}

static void paste_is_text(void **state)
{
	struct fix *f = *state;
	static const char foreign[] = "one\r\ntwo\n\033[31mq\n";
	struct key paste = {.kind = KEYK_PASTE, .paste = foreign, .paste_len = sizeof(foreign) - 1};

	f->ed = edit_create(0, 0);
	assert_true(edit_key(f->ed, &paste));
	assert_string_equal(after(f, ""), "one two ␛q |");
	edit_destroy(f->ed);
	f->ed = edit_create(EDIT_MULTILINE, 0);
	edit_key(f->ed, &paste);
	assert_string_equal(after(f, ""), "one\ntwo\n␛q\n|");
}

static void has_a_limit(void **state)
{
	struct fix *f = *state;

	f->ed = edit_create(0, 7);
	assert_string_equal(after(f, "견적서"), "견적|");
	assert_int_equal(edit_refused(f->ed), 1);
	assert_string_equal(after(f, "a"), "견적a|");
	assert_string_equal(after(f, "b"), "견적a|");
	assert_int_equal(edit_refused(f->ed), 2);
	edit_set(f->ed, "0123456789");
	assert_string_equal(after(f, "<Home>x"), "|0123456");
	edit_replace(f->ed, 2, 99, "수수수");
	assert_string_equal(after(f, ""), "01수|");
	edit_move(f->ed, 3);
	assert_int_equal(edit_cursor(f->ed), 2);
}

static void lines_up_and_down(void **state)
{
	struct fix *f = *state;
	struct key up;

	key_parse("Up", &up);
	f->ed = edit_create(EDIT_MULTILINE, 0);
	edit_set(f->ed, "first line\nab\nthird");
	edit_draw(f->ed, surface_area(&f->s), STYLE_INPUT, true);
	assert_string_equal(after(f, "<Up>"), "first line\nab|\nthird");
	assert_string_equal(after(f, "<Up>"), "first| line\nab\nthird");
	assert_false(edit_key(f->ed, &up));
	assert_string_equal(after(f, "<Down><Down>"), "first line\nab\nthird|");
	assert_string_equal(after(f, "<C-a><Enter>"), "first line\nab\n\n|third");
	assert_string_equal(after(f, "<Up><C-k>"), "first line\nab\n|third");
	assert_string_equal(after(f, "<Up><End><C-k>"), "first line\nab|third");
	assert_string_equal(after(f, "<C-Home>x<C-End>y"), "xfirst line\nabthirdy|");
}

static const char *picture(struct fix *f)
{
	surface_clear(&f->s);
	edit_draw(f->ed, surface_area(&f->s), STYLE_INPUT, true);
	str_clear(&f->text);
	surface_picture(&f->s, &f->text);
	str_addf(&f->text, "%d,%d", f->s.cursor_row, f->s.cursor_col);
	return str_c(&f->text);
}

static void draws_lines_wrapped(void **state)
{
	struct fix *f = *state;

	f->ed = edit_create(EDIT_MULTILINE, 0);
	after(f, "one two three");
	assert_string_equal(picture(f), "one two\nthree\n\n1,5");
	after(f, "<Enter>");
	assert_string_equal(picture(f), "one two\nthree\n\n2,0");
	after(f, "넷<Enter>x");
	assert_string_equal(picture(f), "three\n넷\nx\n2,1");
	after(f, "<C-Home>");
	assert_string_equal(picture(f), "one two\nthree\n넷\n0,0");
	assert_true(f->s.cursor_bar);
	/* exactly as wide as there is room for, the cursor behind it */
	edit_set(f->ed, "01234567890");
	assert_string_equal(picture(f), "01234567890\n\n\n0,11");
	after(f, "1");
	assert_string_equal(picture(f), "01234567890\n1\n\n1,1");
}

static void draws_a_long_line_scrolled(void **state)
{
	struct fix *f = *state;

	f->ed = edit_create(0, 0);
	after(f, "0123456789a");
	assert_string_equal(picture(f), "0123456789a\n\n\n0,11");
	after(f, "b");
	assert_string_equal(picture(f), "<6789ab\n\n\n0,7");
	after(f, "cdef");
	assert_string_equal(picture(f), "<6789abcdef\n\n\n0,11");
	after(f, "<Home>");
	assert_string_equal(picture(f), "0123456789a…\n\n\n0,0");
	edit_set(f->ed, "가나다라마바사");
	assert_string_equal(picture(f), "<마바사\n\n\n0,7");
}

static void marks_parts(void **state)
{
	struct fix *f = *state;
	static const struct { int flags; const char *text; size_t from, to; const char *want; } cases[] = {
		/* rows of 12 cells, the last of which stays free; w is the mark, i the field */
		{0, "ask 010-1234", 4, 12, "00: dwwwwwwiiiii\n"},
		{0, "전화 010", 7, 10, "00: iiiiiwwwiiii\n"},
		{EDIT_MULTILINE, "call me at 010-1234 now", 11, 19, "00: iiiiiiiiiiii\n01: wwwwwwwwiiii\n02: iiiiiiiiiiii\n"},
		{EDIT_MULTILINE, "aaaa bbbb cccc", 0, 14, "00: wwwwwwwwwiii\n01: wwwwiiiiiiii\n02: iiiiiiiiiiii\n"},
		{0, "ab", 2, 9, "00: iiiiiiiiiiii\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		edit_destroy(f->ed);
		f->ed = edit_create(cases[i].flags, 0);
		edit_set(f->ed, cases[i].text);
		edit_mark(f->ed, &(struct edit_mark){cases[i].from, cases[i].to}, 1, STYLE_WARN);
		surface_clear(&f->s);
		edit_draw(f->ed, area_part(surface_area(&f->s), 0, 0, cases[i].flags ? 3 : 1, 12), STYLE_INPUT, true);
		str_clear(&f->text);
		surface_styles(&f->s, &f->text);
		assert_string_equal(str_c(&f->text), cases[i].want);
	}
}

static void secret_is_not_shown(void **state)
{
	struct fix *f = *state;
	struct kills *k = kills_create();

	f->ed = edit_create(EDIT_SECRET, 64);
	edit_share_kills(f->ed, k);
	after(f, "pa한 s");
	assert_string_equal(picture(f), "*****\n\n\n0,5");
	assert_string_equal(after(f, "<C-w>"), "|");
	assert_string_equal(after(f, "<C-y><C-_>"), "|");
	edit_destroy(f->ed);
	f->ed = edit_create(0, 0);
	edit_share_kills(f->ed, k);
	assert_string_equal(after(f, "<C-y>x<C-w>"), "|");
	edit_destroy(f->ed);
	f->ed = edit_create(0, 0);
	edit_share_kills(f->ed, k);
	assert_string_equal(after(f, "<C-y>"), "x|");
	edit_destroy(f->ed);
	f->ed = NULL;
	kills_destroy(k);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_TESTS(edit,
	T(line_keys),
	T(takes_only_editing_keys),
	T(undo_takes_back_words),
	T(undo_of_kill_and_paste),
	T(paste_is_text),
	T(has_a_limit),
	T(lines_up_and_down),
	T(draws_lines_wrapped),
	T(draws_a_long_line_scrolled),
	T(marks_parts),
	T(secret_is_not_shown));
