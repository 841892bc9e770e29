#include "ui/theme.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "src/ui/osc.h"
#include "ui/term.h"
#include "unit/unit.h"

/* What tells a state must differ from plain text without its colour, or be a sign. */
static void state_is_not_told_by_colour_alone(void **state)
{
	(void)state;
	static const enum style told[] = {STYLE_PLACE, STYLE_WARN, STYLE_BAD, STYLE_LINK,
		STYLE_MATCH, STYLE_SELECT, STYLE_MARK, STYLE_KEY};

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		assert_int_not_equal(theme_look(PALETTE_MONO, told[i]).attrs, 0);
	}
	for (int s = 0; s < STYLE_COUNT; s++) {
		assert_int_equal(theme_look(PALETTE_MONO, (enum style)s).colour, -1);
		assert_true(theme_look(PALETTE_8, (enum style)s).colour < 8);
		assert_true(theme_look(PALETTE_16, (enum style)s).colour < 16);
	}
	assert_int_equal(theme_look(PALETTE_256, (enum style)99).colour, -1);
}

static void palette_of_the_terminal(void **state)
{
	(void)state;
	assert_int_equal(theme_palette(256, NULL), PALETTE_256);
	assert_int_equal(theme_palette(256, ""), PALETTE_256);
	assert_int_equal(theme_palette(256, "1"), PALETTE_MONO);
	assert_int_equal(theme_palette(88, NULL), PALETTE_16);
	assert_int_equal(theme_palette(8, NULL), PALETTE_8);
	assert_int_equal(theme_palette(-1, NULL), PALETTE_MONO);
}

static void memory_terminal_keeps_what_it_gets(void **state)
{
	(void)state;
	struct term *t = term_create_memory(5, 20);
	struct key paste = {.kind = KEYK_PASTE, .paste = "a\r\nb\033", .paste_len = 5}, k;
	struct surface s = {0};

	i18n_init(NULL);
	term_feed(t, &paste);
	k = key_char("x", 0);
	term_feed(t, &k);
	term_feed_resize(t, 6, 30);
	k = term_key(t);
	assert_int_equal(k.kind, KEYK_PASTE);
	assert_string_equal(k.paste, "a\nb␛");
	assert_string_equal(term_key(t).text, "x");
	assert_int_equal(term_key(t).kind, KEYK_RESIZE);
	assert_int_equal(term_key(t).kind, KEYK_NONE);
	term_fit(t, &s);
	assert_int_equal(s.cols, 30);
	area_text(surface_area(&s), 0, 0, -1, STYLE_TEXT, "shown");
	term_show(t, &s);
	assert_string_equal(term_shown(t)->cells[0].text, "s");
	assert_true(term_clipboard(t, "abc", 3));
	assert_string_equal(term_clipboard_shown(t), "abc");
	assert_false(term_clipboard(t, "", 74995));
	term_title(t, "a\nb");
	assert_string_equal(term_title_shown(t), "a b");
	term_bell(t);
	assert_int_equal(term_bells(t), 1);
	assert_int_equal(term_fd(t), -1);
	term_feed(t, &paste);
	surface_finish(&s);
	term_destroy(t);
}

static void clipboard_sequences(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
		enum osc_wrap wrap;
	} cases[] = {
		{"", "\033]52;c;\a", OSC_PLAIN},
		{"a", "\033]52;c;YQ==\a", OSC_PLAIN},
		{"ab", "\033]52;c;YWI=\a", OSC_PLAIN},
		{"abc", "\033]52;c;YWJj\a", OSC_PLAIN},
		{"\xed\x95\x9c", "\033]52;c;7ZWc\a", OSC_PLAIN},
		{"a", "\033]52;c;YQ==\a\033Ptmux;\033\033]52;c;YQ==\a\033\\", OSC_TMUX},
		{"a", "\033P\033]52;c;YQ==\a\033\\", OSC_SCREEN},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_INIT;
		osc_clipboard(&out, cases[i].text, strlen(cases[i].text), cases[i].wrap);
		assert_string_equal(str_c(&out), cases[i].want);
		str_finish(&out);
	}
}

UNIT_TESTS(theme,
	cmocka_unit_test(state_is_not_told_by_colour_alone),
	cmocka_unit_test(palette_of_the_terminal),
	cmocka_unit_test(memory_terminal_keeps_what_it_gets),
	cmocka_unit_test(clipboard_sequences));
