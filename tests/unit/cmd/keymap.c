#include "cmd/keymap.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static struct keymap *map_of(const char *text)
{
	struct keymap *km = keymap_create();
	struct err e = ERR_NONE;

	if (keymap_read(km, "t.keys", text, &e) < 0) {
		fail_msg("%s", e.text);
	}
	return km;
}

static struct keymap *builtin(const char *name)
{
	struct keymap *km = keymap_create();
	struct err e = ERR_NONE;

	if (keymap_builtin(km, name, &e) < 0) {
		fail_msg("%s", e.text);
	}
	return km;
}

static void add_call(struct str *out, const struct verb_call *c)
{
	if (out->len) {
		str_add(out, ", ");
	}
	if (c->count) {
		str_addf(out, "%d ", c->count);
	}
	call_format(c, out);
}

/* Presses keys as a person at the terminal; calls come out as text, unbound keys as (k). */
static void press(struct keymap *km, struct keyseq *seq, const char *const *scopes, bool typing,
	const char *keys, struct str *out)
{
	struct arena a;
	struct key k;

	arena_init(&a);
	while (keyseq_next(seq, &k) || keys_next(&keys, &k)) {
		struct verb_call c;
		char text[KEY_TEXT];
		switch (keymap_key(km, seq, scopes, typing, &k, &a, &c)) {
		case KEYRES_CALL:
			add_call(out, &c);
			break;
		case KEYRES_NONE:
			str_addf(out, "%s(%s)", out->len ? ", " : "", key_format(&k, text));
			break;
		case KEYRES_DROP:
			str_addf(out, "%sdrop", out->len ? ", " : "");
			break;
		case KEYRES_PENDING:
			break;
		}
	}
	arena_finish(&a);
}

static const char *const in_list[] = {"projects", "list", "global", NULL};
static const char *const in_pager[] = {"project", "pager", "global", NULL};
static const char *const in_form[] = {"composer", "form", "global", NULL};

struct pressing { const char *const *scopes; bool typing; const char *keys, *want; };

static void check(struct keymap *km, const struct pressing *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct keyseq seq = {0};
		struct str out = STR_INIT;
		press(km, &seq, t[i].scopes, t[i].typing, t[i].keys, &out);
		if (strcmp(str_c(&out), t[i].want) != 0) {
			fail_msg("%s: %s, not %s", t[i].keys, str_c(&out), t[i].want);
		}
		str_finish(&out);
	}
}

static const struct pressing default_keys[] = {
	{in_list, false, "j", "move.down"},
	{in_list, false, "5j", "5 move.down"},
	{in_list, false, "120j", "120 move.down"},
	{in_list, false, "42G", "42 move.last"},
	{in_list, false, "<C-d><PgDn>g", "move.half-down, move.page-down, move.first"},
	{in_list, false, "2q", "place 2, quote.new"},
	{in_list, false, "2/", "place 2, filter"},
	{in_list, false, "2<Esc>/", "drop, filter"},
	{in_list, false, "25q", "quote.new"},
	{in_list, false, "5<Esc>j", "drop, move.down"},
	{in_list, false, "5<Enter>", "place 5"},
	{in_list, false, "12<Enter>", "open"},
	{in_list, false, "5Ω", "drop"},
	{in_list, false, "0", "(0)"},
	{in_list, false, "99999999j", "999999 move.down"},
	{in_list, false, "q", "quote.new"},
	{in_pager, false, "q", "quote.new"},
	{in_form, false, "q", "close"},
	{in_list, false, "/", "filter"},
	{in_pager, false, "/", "search"},
	{in_list, false, "<Space>", "select"},
	{in_pager, false, "<Space>", "move.page-down"},
	{in_list, false, "ma", "mark.set a"},
	{in_list, false, "m<Esc>j", "drop, move.down"},
	{in_list, false, "m<F1>", "drop"},
	{in_list, false, "m'", "mark.set \"'\""},
	{in_list, false, "''", "mark.go \"'\""},
	{in_list, false, "m\\", "mark.set \"\\\\\""},
	{in_list, false, "5mj", "mark.set j"},
	{in_list, false, "3@a", "3 replay a"},
	{in_list, false, "F", "command filter.use"},
	{in_list, false, "<M-3>", "place 3"},
	{in_list, false, "<WheelDown>", "move.down 3"},
	{in_list, false, "<F1><F2><F10>", "help, palette, quit"},
	{in_form, true, "jq5", "(j), (q), (5)"},
	{in_form, true, "<C-d>", "(C-d)"},
	{in_form, true, "<Tab><S-Tab><Esc>", "pane.next, pane.prev, back"},
	{in_form, true, "<C-s>", "quote.send"},
	{in_form, true, "<C-e>", "editor"},
	{in_form, true, "<M-1><F1>", "place 1, help"},
	{in_form, true, "<Up>", "(Up)"},
	{in_form, false, "u", "undo"},
};

static void default_keys_do_what_they_say(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");

	check(km, default_keys, lengthof(default_keys));
	keymap_destroy(km);
}

static const struct pressing position_keys[] = {
	{in_list, false, "ㅓ", "move.down"},
	{in_list, false, "ㅏㅓ", "move.up, move.down"},
	{in_list, false, "자", "(자), move.up"},      /* wk: w is not bound */
	{in_list, false, "호", "move.first, back"},     /* gh */
	{in_list, false, "5ㅓ", "5 move.down"},
	{in_list, false, "ㅃ", "quote.list"},           /* Q */
	{in_list, false, "ㅡㅁ", "mark.set a"},         /* m a: the letter by position too */
	{in_list, false, "о", "move.down"},             /* Cyrillic o: j */
	{in_list, false, "О", "outbox.retry"},          /* capital: J, bound below */
	{in_list, false, "п", "move.first"},
	{in_list, false, "П", "move.last"},
	{in_list, false, "йЙ", "quote.new, quote.list"},
	{in_list, false, "<C-в>", "move.half-down"},
	{in_list, false, "<M-ф>", "chat.next"},
	{in_list, false, "ｊ", "move.down"},
	{in_list, false, "５ｊ", "5 move.down"},
	{in_list, false, "漢", "(漢)"},
	{in_form, true, "ㅓо", "(ㅓ), (о)"},
	{in_form, true, "<C-ы>", "quote.send"},
};

static void keys_go_by_position(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");

	assert_int_equal(keymap_read(km, "", "bind list J outbox.retry", NULL), 0);
	check(km, position_keys, lengthof(position_keys));
	keymap_destroy(km);
}

static const char *const global_only[] = {"global", NULL};

static const struct pressing sequences[] = {
	{global_only, false, "gg", "move.first"},
	{global_only, false, "3gd", "3 move.down"},
	{global_only, false, "gx", "drop"},
	{global_only, false, "g<Esc>gg", "drop, move.first"},
	{global_only, false, "<C-x><C-s>", "quote.send"},
	{global_only, true, "<C-x>s", "quote.send --now"},
	{global_only, true, "gg", "(g), (g)"},
	{global_only, false, "abcdefgh", "undo"},
	{global_only, false, "abcdefgx", "drop"},
	{global_only, false, "ㅎㅎ", "move.first"},
	{global_only, false, "пп", "move.first"},
	{global_only, false, "<C-x>ы", "quote.send --now"},
	{global_only, false, "한글", "move.last, back, move.first"}, /* gks rmf */
};

static void sequences_and_counts(void **state)
{
	(void)state;
	struct keymap *km = map_of("bind global gg move.first\nbind global gd move.down\n"
		"bind global gk move.last\nbind global sr back\nbind global mf move.first\n"
		"bind global <C-x><C-s> quote.send\nbind global <C-x>s quote.send --now\n"
		"bind global abcdefgh undo\n");

	check(km, sequences, lengthof(sequences));
	keymap_destroy(km);
}

static void digits_wait_for_a_pause(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");
	struct keyseq seq = {0};
	struct str out = STR_INIT;
	struct arena a;
	struct verb_call c;

	arena_init(&a);
	assert_int_equal(keymap_pause(km, &seq, in_list, &a, &c), KEYRES_NONE);
	press(km, &seq, in_list, false, "2", &out);
	assert_true(keyseq_waits(&seq));
	assert_int_equal(keymap_pause(km, &seq, in_list, &a, &c), KEYRES_CALL);
	assert_int_equal(c.id, VERB_PLACE);
	assert_string_equal(call_arg(&c, "NUM"), "2");
	assert_false(keyseq_waits(&seq));
	press(km, &seq, in_list, false, "23", &out);
	assert_int_equal(keymap_pause(km, &seq, in_list, &a, &c), KEYRES_NONE);
	assert_true(keyseq_waits(&seq));
	keyseq_format(&seq, &out);
	assert_string_equal(str_c(&out), "23");
	arena_finish(&a);
	str_finish(&out);
	keymap_destroy(km);
}

static void recording_stops_without_a_letter(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");
	struct keyseq seq = {0};
	struct str out = STR_INIT;

	press(km, &seq, global_only, false, "Qa", &out);
	seq.stopping = VERB_RECORD;
	press(km, &seq, global_only, false, "Q", &out);
	assert_string_equal(str_c(&out), "record a, record");
	str_finish(&out);
	keymap_destroy(km);
}

static const struct { const char *text, *want; } bad_maps[] = {
	{"bind global j move.dwon", "t.keys:1: no verb is called \"move.dwon\""},
	{"\n# ok\nbnd global j move.down", "t.keys:3: \"bnd\": a line begins with"},
	{"bind global j", "t.keys:1: no verb given"},
	{"bind global", "t.keys:1: scope and keys are needed"},
	{"bind nowhere j move.down", "t.keys:1: there is no scope \"nowhere\""},
	{"bind global 123456789 move.down", "t.keys:1: \"123456789\" is no key, or more than 8"},
	{"bind global j move.down\nbind global j move.up", "t.keys:2: j is bound already (move.down, line 1)"},
	{"bind global g move.first\nbind global gg move.up", "t.keys:2: g begins or continues these keys"},
	{"bind global gg move.first\nbind global g move.up", "t.keys:2: gg begins or continues these keys"},
	{"bind global m mark.set\nbind global ma move.up", "t.keys:2: m begins or continues"},
	{"bind global j place two", "t.keys:1: place: \"two\" is not a number"},
	{"bind global j place", "t.keys:1: place: NUM is missing"},
	{"unbind global j", "t.keys:1: j is not bound in global"},
	{"include nothing", "t.keys:1: there is no keymap \"nothing\""},
};

static void names_file_and_line_of_errors(void **state)
{
	(void)state;

	for (size_t i = 0; i < lengthof(bad_maps); i++) {
		struct keymap *km = keymap_create();
		const char *const *problems;
		struct err e = ERR_NONE;
		keymap_scope(km, "global");
		assert_int_equal(keymap_read(km, "t.keys", bad_maps[i].text, &e), -1);
		if (strncmp(e.text, bad_maps[i].want, strlen(bad_maps[i].want)) != 0) {
			assert_string_equal(e.text, bad_maps[i].want);
		}
		assert_int_equal(keymap_problems(km, &problems), 1);
		keymap_destroy(km);
	}
}

static void an_error_does_not_stop_the_rest(void **state)
{
	(void)state;
	struct keymap *km = keymap_create();
	struct keyseq seq = {0};
	struct str out = STR_INIT;
	const char *const *problems;

	assert_int_equal(keymap_read(km, "u.keys", "bind global x nothing\r\nbind global j move.up\r\n"
		"bind global k move.down 2 # \"two\"\nbad", NULL), -1);
	assert_int_equal(keymap_problems(km, &problems), 2);
	assert_string_equal(problems[1], "u.keys:4: \"bad\": a line begins with bind, unbind, include or #");
	press(km, &seq, global_only, false, "jk", &out);
	assert_string_equal(str_c(&out), "move.up, move.down 2");
	str_finish(&out);
	keymap_destroy(km);
}

static void a_later_file_wins(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");
	struct keyseq seq = {0};
	struct str out = STR_INIT;
	const struct binding *b;
	size_t n = keymap_bindings(km, &b);

	assert_int_equal(keymap_read(km, "my.keys", "bind global j move.up # mine\nunbind global k\n", NULL), 0);
	assert_int_equal(keymap_bindings(km, &b), n - 1);
	assert_string_equal(b[n - 2].file, "my.keys");
	assert_string_equal(b[n - 2].note, "mine");
	press(km, &seq, global_only, false, "jk", &out);
	assert_string_equal(str_c(&out), "move.up, (k)");
	assert_int_equal(keymap_read(km, "", "bind global j undo\nbind global j redo", NULL), 0);
	str_clear(&out);
	press(km, &seq, global_only, false, "j", &out);
	assert_string_equal(str_c(&out), "redo");
	str_finish(&out);
	keymap_destroy(km);
}

static void hints_show_keys_that_work(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");
	char key[KEY_TEXT];

	assert_string_equal(keymap_hint(km, in_list, VERB_QUOTE_NEW, key), "q");
	assert_string_equal(keymap_hint(km, in_form, VERB_CLOSE, key), "q");
	/* q is the quote there, so it must not be named for close */
	assert_string_equal(keymap_hint(km, in_list, VERB_CLOSE, key), "");
	assert_string_equal(keymap_hint(km, in_list, VERB_OPEN, key), "Enter");
	assert_string_equal(keymap_hint(km, in_list, VERB_RECORD, key), "M-q");
	assert_string_equal(keymap_hint(km, in_form, VERB_QUOTE_SEND, key), "C-s");
	assert_string_equal(keymap_hint(km, in_list, VERB_LANG, key), "");
	assert_string_equal(keymap_hint(km, in_form, VERB_HELP, key), "?");
	assert_string_equal(keymap_hint_typing(km, in_form, VERB_HELP, key), "F1");
	assert_string_equal(keymap_hint_typing(km, in_form, VERB_QUOTE_SEND, key), "C-s");
	assert_string_equal(keymap_hint_typing(km, in_form, VERB_UNDO, key), "M-u");
	keymap_destroy(km);
	km = builtin("emacs");
	assert_string_equal(keymap_hint(km, in_form, VERB_QUOTE_SEND, key), "C-c C-c");
	keymap_destroy(km);
}

static void lists_what_continues(void **state)
{
	(void)state;
	struct keymap *km = builtin("vi");
	const struct binding *b[32];
	struct keyseq seq = {0};
	struct str out = STR_INIT;

	assert_int_equal(keymap_pending(km, &seq, in_list, b, lengthof(b)), 0);
	press(km, &seq, in_list, false, "Z", &out);
	assert_int_equal(keymap_pending(km, &seq, in_list, b, lengthof(b)), 1);
	assert_string_equal(b[0]->shown, "ZZ");
	assert_int_equal(b[0]->id, VERB_QUIT);
	keyseq_clear(&seq);
	press(km, &seq, in_list, false, "g", &out);
	assert_true(keymap_pending(km, &seq, in_list, b, lengthof(b)) > 5);
	str_finish(&out);
	keymap_destroy(km);
}

static void keys_read_back(void **state)
{
	(void)state;
	static const char *texts[] = {"ggG", "<lt>a<lt>", "<C-x><C-s>", "한ㅓо", "<Enter><Esc><F12><M-a>", "<C-a> b" };
	struct str out = STR_INIT;

	for (size_t i = 0; i < lengthof(texts); i++) {
		const char *s = texts[i];
		struct key k;
		str_clear(&out);
		while (keys_next(&s, &k)) {
			keys_add(&out, &k);
		}
		assert_string_equal(str_c(&out), texts[i]);
	}
	str_finish(&out);
}

UNIT_TESTS(keymap,
	cmocka_unit_test(default_keys_do_what_they_say),
	cmocka_unit_test(keys_go_by_position),
	cmocka_unit_test(sequences_and_counts),
	cmocka_unit_test(digits_wait_for_a_pause),
	cmocka_unit_test(recording_stops_without_a_letter),
	cmocka_unit_test(names_file_and_line_of_errors),
	cmocka_unit_test(an_error_does_not_stop_the_rest),
	cmocka_unit_test(a_later_file_wins),
	cmocka_unit_test(hints_show_keys_that_work),
	cmocka_unit_test(lists_what_continues),
	cmocka_unit_test(keys_read_back));
