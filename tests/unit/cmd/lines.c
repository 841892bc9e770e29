/* History, completion and scripts: what is done with lines. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "cmd/complete.h"
#include "cmd/history.h"
#include "cmd/keymap.h"
#include "cmd/script.h"
#include "unit/unit.h"

static void count_saves(void *arg, struct history *h)
{
	(void)h;
	++*(int *)arg;
}

static void history_keeps_each_line_once(void **state)
{
	(void)state;
	struct history *h = history_create();
	struct str s = STR_INIT;
	int saves = 0;

	history_on_change(h, count_saves, &saves);
	history_read(h, "one\n\ntwo\none");
	assert_int_equal(saves, 0);
	history_add(h, "three");
	history_add(h, "two");
	history_add(h, "");
	history_add(h, "four\nlines");
	history_write(h, &s);
	assert_string_equal(str_c(&s), "one\nthree\ntwo\nfour\n");
	assert_int_equal(saves, 3);
	str_finish(&s);
	history_destroy(h);
	history_destroy(NULL);
}

static void history_forgets_the_oldest(void **state)
{
	(void)state;
	struct history *h = history_create();
	char line[32];
	size_t pos = 0;

	for (int i = 0; i < HISTORY_MAX + 10; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		history_add(h, line);
	}
	assert_int_equal(history_count(h), HISTORY_MAX);
	for (int i = 0; i < HISTORY_MAX; i++) {
		assert_non_null(history_older(h, "line", &pos));
	}
	assert_null(history_older(h, "line", &pos));
	assert_int_equal(pos, HISTORY_MAX);
	history_destroy(h);
}

static void history_walks_by_prefix(void **state)
{
	(void)state;
	struct history *h = history_create();
	size_t pos = 0;

	history_read(h, "open 1\ntheme 8\nopen 2\nquit\n");
	assert_string_equal(history_older(h, "open", &pos), "open 2");
	assert_string_equal(history_older(h, "open", &pos), "open 1");
	assert_null(history_older(h, "open", &pos));
	assert_string_equal(history_newer(h, "open", &pos), "open 2");
	assert_null(history_newer(h, "open", &pos));
	assert_int_equal(pos, 0);
	assert_null(history_newer(h, "open", &pos));
	assert_null(history_older(h, "x", &pos));
	assert_string_equal(history_older(h, "", &pos), "quit");
	history_destroy(h);
}

static size_t values(void *ctx, const char *kind, const char *prefix, struct arena *a,
	const char **out, size_t max)
{
	assert_ptr_equal(ctx, &values);
	assert_true(max > 0);
	out[0] = arena_printf(a, "%s:%s", kind, prefix);
	return 1;
}

static bool not_quit(void *ctx, enum verb_id id)
{
	(void)ctx;
	return id != VERB_QUIT;
}

/* | is the cursor; want: from..to and the items */
static const struct { const char *line, *want; } completions[] = {
	{"qui|", "0-3"},                                        /* not offered */
	{"them|", "0-4 theme"},
	{"|", "0-0 *"},
	{" the|x", "1-4 theme"},
	{"profile-o|", "0-9 project.profile-only"},
	{"theme |", "6-6 auto mono 8 16 256"},
	{"theme 1|", "6-7 16"},
	{"theme auto |", "11-11"},
	{"nothing |", "8-8"},
	{"open |", "5-5 id:"},
	{"open 20|", "5-7 id:20"},
	{"project.list --|", "13-15 --filter= --text= --state= --order= --limit="},
	{"project.list --text=x --s|", "22-25 --state="},
	{"project.list --order=d|", "13-22 --order=deadline"},
	{"project.list --order d|", "21-22 deadline"},
	{"project.list --rfq=2|", "13-20"},
	{"quote.list --rfq=2|", "11-18 --rfq=rfq:2"},
	{"project.profile-only |", "21-21 rfq: on off"},
	{"project.profile-only 2093 |", "26-26 on off"},
	{"quote.attach |", "13-13 quote: path:"},
	{"quote.attach Q1 /t|", "16-18 path:/t"},
	{"filter.use \"due t|", "11-17 \"filter:due t\""},
	{"bind global x qu|", "14-16 quote.list quote.show quote.new quote.set quote.line quote.attach "
		"quote.copy quote.send quote.pdf quote.discard quote.compare quote.decline"},
	{"quote.send --now |", "17-17 quote:"},
	{"quote.send --now 1 2 |", "21-21"},
	{"ㅅㅗㄷㅡ|", "0-12 theme"},
	{"еру|", "0-6 theme"},
};

static const char *completed(const struct completion *c, struct str *s)
{
	str_clear(s);
	str_addf(s, "%zu-%zu", c->from, c->to);
	if (c->n > 50) {
		str_add(s, " *");
		return str_c(s);
	}
	for (size_t i = 0; i < c->n; i++) {
		str_addf(s, " %s", c->items[i].text);
	}
	return str_c(s);
}

static void completes(void **state)
{
	(void)state;
	struct complete_host host = {(void *)&values, values, not_quit};
	struct str s = STR_INIT;

	i18n_init(NULL);
	for (size_t i = 0; i < lengthof(completions); i++) {
		struct completion c;
		struct arena a;
		arena_init(&a);
		char *line = arena_strdup(&a, completions[i].line);
		char *bar = strchr(line, '|');
		memmove(bar, bar + 1, strlen(bar));
		complete_line(&host, line, (size_t)(bar - line), &a, &c);
		if (strcmp(completed(&c, &s), completions[i].want) != 0) {
			fail_msg("%s: %s", completions[i].line, str_c(&s));
		}
		arena_finish(&a);
	}
	str_finish(&s);
}

static void completes_without_an_app(void **state)
{
	(void)state;
	struct complete_host host = {0};
	struct completion c;
	struct arena a;

	arena_init(&a);
	complete_line(&host, "open ", 5, &a, &c);
	assert_int_equal(c.n, 0);
	assert_int_equal(c.id, VERB_OPEN);
	complete_line(&host, "", 0, &a, &c);
	assert_true(c.n > 50);
	assert_int_equal(c.id, VERB_NONE);
	arena_finish(&a);
}

static void scripts_are_read(void **state)
{
	(void)state;
	const struct script_item *items;
	struct arena a;
	size_t n;

	arena_init(&a);
	assert_int_equal(script_parse("# a script\n\n:wait idle\r\n  jj<Enter> \n\t:filter a b\n\\:w\n\\n\n"
		"/Ti tle<Enter>\n:42", &a, &items, &n, NULL), 0);
	static const struct script_item want[] = {
		{3, true, "wait idle"}, {4, false, "jj<Enter>"}, {5, true, "filter a b"},
		{6, false, ":w"}, {7, false, "\\n"}, {8, false, "/Ti tle<Enter>"}, {9, true, "42"},
	};
	assert_int_equal(n, lengthof(want));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(items[i].line, want[i].line);
		assert_int_equal(items[i].verb, want[i].verb);
		assert_string_equal(items[i].text, want[i].text);
	}
	assert_int_equal(script_parse("", &a, &items, &n, NULL), 0);
	assert_int_equal(n, 0);
	arena_finish(&a);
}

static void scripts_name_the_wrong_line(void **state)
{
	(void)state;
	static const struct { const char *text, *want; } cases[] = {
		{"j\n:opne\n:close now", "2: no verb is called \"opne\""},
		{":", "1: no verb given"},
		{"\n\n:place x", "3: place: \"x\" is not a number (usage: :place NUM)"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		const struct script_item *items;
		struct err e = ERR_NONE;
		struct arena a;
		size_t n;
		arena_init(&a);
		assert_int_equal(script_parse(cases[i].text, &a, &items, &n, &e), -1);
		assert_string_equal(e.text, cases[i].want);
		arena_finish(&a);
	}
}

static void keys_of_a_line(void **state)
{
	(void)state;
	static const struct { const char *text, *want; } cases[] = {
		{"a b", "a Space b"}, {":w", ": w"}, {"<lt>", "<"},
		{"<C-d><Esc>", "C-d Esc"}, {"End", "E n d"}, {"<nokey>", "< n o k e y >"},
		{"한о", "한 о"}, {"a\xff", "a \xff"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct str s = STR_INIT;
		const char *p = cases[i].text;
		char text[KEY_TEXT];
		for (struct key k; keys_next(&p, &k);) {
			str_addf(&s, "%s%s", s.len ? " " : "", key_format(&k, text));
		}
		assert_string_equal(str_c(&s), cases[i].want);
		str_finish(&s);
	}
}

UNIT_TESTS(lines,
	cmocka_unit_test(history_keeps_each_line_once),
	cmocka_unit_test(history_forgets_the_oldest),
	cmocka_unit_test(history_walks_by_prefix),
	cmocka_unit_test(completes),
	cmocka_unit_test(completes_without_an_app),
	cmocka_unit_test(scripts_are_read),
	cmocka_unit_test(scripts_name_the_wrong_line),
	cmocka_unit_test(keys_of_a_line));
