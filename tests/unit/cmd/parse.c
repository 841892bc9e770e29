#include <string.h>

#include "base/alloc.h"
#include "cmd/verb.h"
#include "unit/unit.h"

/* A call as one line: id|count|name=value|... */
static const char *shown(const struct verb_call *c, struct str *s)
{
	str_clear(s);
	str_add(s, verbs[c->id].name);
	for (size_t i = 0; i < c->nargs; i++) {
		str_addf(s, "|%s=%s", c->args[i].name, c->args[i].value);
	}
	return str_c(s);
}

static const struct { const char *line, *want; } lines[] = {
	{"open", "open"},
	{"  open  2093 ", "open|ID=2093"},
	{"42", "goto|TEXT=42"},
	{"q", "quit"},
	{"h quo te", "help|TEXT=quo te"},
	{"filter", "filter"},
	{"filter anodised  6061", "filter|TEXT=anodised  6061"},
	{"filter \"a  b\"", "filter|TEXT=a  b"},
	{"filter don't \"x\"", "filter|TEXT=don't \"x\""},
	{"filter 5\" pipe", "filter|TEXT=5\" pipe"},
	{"filter --what", "filter|TEXT=--what"},
	{"filter -- --what", "filter|TEXT=--what"},
	{"filter a -- b", "filter|TEXT=a -- b"},
	{"filter 모따기 C1", "filter|TEXT=모따기 C1"},
	{"project.list --json --text='two words' --limit 5",
		"project.list|--json=|--text=two words|--limit=5"},
	{"quote.attach a\\ b.pdf", "quote.attach|PATH=a b.pdf"},
	{"quote.attach Q1 a.pdf", "quote.attach|QUOTE=Q1|PATH=a.pdf"},
	{"project.profile-only on", "project.profile-only|STATE=on"},
	{"project.profile-only 2093 off", "project.profile-only|RFQ=2093|STATE=off"},
	{"quote.set Q1 note as  ISO 2768-m", "quote.set|QUOTE=Q1|FIELD=note|TEXT=as  ISO 2768-m"},
	{"quote.set Q1 unit 14200 --line=2", "quote.set|--line=2|QUOTE=Q1|FIELD=unit|TEXT=14200"},
	{"quote.set Q1 --line 2 unit 1 4", "quote.set|--line=2|QUOTE=Q1|FIELD=unit|TEXT=1 4"},
	{"bind global x quote.set a note \"b c\"",
		"bind|SCOPE=global|KEYS=x|TEXT=quote.set a note \"b c\""},
	{"login --user=\"\" -", "login|--user=|SERVER=-"},
	{"mark.set \"'\"", "mark.set|LETTER='"},
	{"outbox.drop '-x'", "outbox.drop|INTENT=-x"},
	{"move.down -3", "move.down|NUM=-3"},
};

static void parses_lines(void **state)
{
	(void)state;
	struct str s = STR_INIT;

	for (size_t i = 0; i < lengthof(lines); i++) {
		struct arena a;
		struct verb_call c;
		struct err e = ERR_NONE;
		arena_init(&a);
		if (verb_parse(lines[i].line, &a, &c, &e) < 0) {
			fail_msg("%s: %s", lines[i].line, e.text);
		}
		assert_string_equal(shown(&c, &s), lines[i].want);
		arena_finish(&a);
	}
	str_finish(&s);
}

static void formats_what_parses_the_same(void **state)
{
	(void)state;
	struct str s = STR_INIT, again = STR_INIT;

	for (size_t i = 0; i < lengthof(lines); i++) {
		struct arena a;
		struct verb_call c, d;
		struct err e = ERR_NONE;
		arena_init(&a);
		assert_int_equal(verb_parse(lines[i].line, &a, &c, NULL), 0);
		str_clear(&s);
		call_format(&c, &s);
		if (verb_parse(str_c(&s), &a, &d, &e) < 0) {
			fail_msg("%s: %s", str_c(&s), e.text);
		}
		call_format(&d, &again);
		assert_string_equal(str_c(&again), str_c(&s));
		assert_int_equal(c.nargs, d.nargs);
		for (size_t k = 0; k < c.nargs; k++) {
			assert_string_equal(call_arg(&d, c.args[k].name), call_arg(&c, c.args[k].name));
		}
		str_clear(&again);
		arena_finish(&a);
	}
	str_finish(&s);
	str_finish(&again);
}

static const struct { const char *line, *want; } bad_lines[] = {
	{"", "no verb given"},
	{"   ", "no verb given"},
	{"quote.sned", "no verb is called \"quote.sned\""},
	{"quote", "no verb is called \"quote\""},
	{"place", "place: NUM is missing (usage: :place NUM)"},
	{"place two", "place: \"two\" is not a number (usage: :place NUM)"},
	{"close now", "close: \"now\" is one word too many (usage: :close)"},
	{"sync --jsn", "sync: unknown option --jsn (usage: :sync [--json])"},
	{"sync -j", "sync: unknown option -j (usage: :sync [--json])"},
	{"sync --json=yes", "sync: --json takes no value (usage: :sync [--json])"},
	{"project.list --limit=x", "project.list: \"x\" is not a number"},
	{"project.list --limit", "project.list: --limit needs a value"},
	{"open \"a", "open: a quote is not closed (usage: :open [ID])"},
	{"mark.set", "mark.set: LETTER is missing"},
};

static void names_verb_and_usage(void **state)
{
	(void)state;

	for (size_t i = 0; i < lengthof(bad_lines); i++) {
		struct arena a;
		struct verb_call c = {.id = VERB_NONE};
		struct err e = ERR_NONE;
		arena_init(&a);
		assert_int_equal(verb_parse(bad_lines[i].line, &a, &c, &e), -1);
		assert_int_equal(e.code, ERR_USAGE);
		assert_int_equal(c.id, VERB_NONE);
		if (strncmp(e.text, bad_lines[i].want, strlen(bad_lines[i].want)) != 0) {
			assert_string_equal(e.text, bad_lines[i].want);
		}
		arena_finish(&a);
	}
}

/* words parted by |, the first ones name the verb */
static const struct { const char *argv; int used; const char *want; } commands[] = {
	{"project|list|--json", 2, "project.list|--json="},
	{"project.list|--json", 1, "project.list|--json="},
	{"whoami", 1, "whoami"},
	{"sync|--json", 1, "sync|--json="},
	{"outbox|list", 2, "outbox.list"},
	{"quote|set|Q1|note|as  ISO|2768", 2, "quote.set|QUOTE=Q1|FIELD=note|TEXT=as  ISO 2768"},
	{"quote|set|Q1|note|--line|2|x y", 2, "quote.set|--line=2|QUOTE=Q1|FIELD=note|TEXT=x y"},
	{"quote|set|Q1|note|--|--line", 2, "quote.set|QUOTE=Q1|FIELD=note|TEXT=--line"},
	{"quote|attach|a b", 2, "quote.attach|PATH=a b"},
	{"profile|edit|--attach=a|--attach|b|--text=-", 2,
		"profile.edit|--attach=a|--attach=b|--text=-"},
	{"login|https://x:1|--user=kim", 1, "login|--user=kim|SERVER=https://x:1"},
	{"open|x", 0, NULL},
	{"project", 0, NULL},
	{"outbox", 0, NULL},
	{"project|lists", 0, NULL},
};

static int split(char *s, char **argv)
{
	int n = 0;

	for (char *w; (w = strsep(&s, "|")); n++) {
		argv[n] = w;
	}
	return n;
}

static void parses_command_lines(void **state)
{
	(void)state;
	struct str s = STR_INIT;

	for (size_t i = 0; i < lengthof(commands); i++) {
		char *argv[16];
		struct arena a;
		struct verb_call c;
		struct err e = ERR_NONE;
		int used = -1;
		arena_init(&a);
		int argc = split(arena_strdup(&a, commands[i].argv), argv);
		enum verb_id id = verb_find_cli(argc, argv, &used);
		assert_int_equal(used, commands[i].used);
		if (!commands[i].want) {
			assert_int_equal(id, VERB_NONE);
		} else if (verb_parse_argv(id, argc - used, argv + used, &a, &c, &e) < 0) {
			fail_msg("%s: %s", commands[i].argv, e.text);
		} else {
			assert_string_equal(shown(&c, &s), commands[i].want);
		}
		arena_finish(&a);
	}
	str_finish(&s);
}

static void refuses_bad_command_lines(void **state)
{
	(void)state;
	static const char *cases[] = {
		"quote|set|Q1|note|--jsno",
		"quote|show|a|b|c",
		"project|list|--limit=1x",
		"project|list|-j",
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		char *argv[16];
		struct arena a;
		struct verb_call c;
		struct err e = ERR_NONE;
		int used;
		arena_init(&a);
		int argc = split(arena_strdup(&a, cases[i]), argv);
		enum verb_id id = verb_find_cli(argc, argv, &used);
		assert_int_equal(verb_parse_argv(id, argc - used, argv + used, &a, &c, &e), -1);
		assert_int_equal(e.code, ERR_USAGE);
		assert_non_null(strstr(e.text, "(usage: fettle "));
		arena_finish(&a);
	}
}

static void tells_options_given_twice(void **state)
{
	(void)state;
	struct arena a;
	struct verb_call c;

	arena_init(&a);
	assert_int_equal(verb_parse("profile.edit --attach=a --attach=b --json", &a, &c, NULL), 0);
	assert_string_equal(call_arg(&c, "--attach"), "a");
	assert_string_equal(call_arg_at(&c, "--attach", 1), "b");
	assert_null(call_arg_at(&c, "--attach", 2));
	assert_true(call_flag(&c, "--json"));
	assert_string_equal(call_arg(&c, "--json"), "");
	assert_false(call_flag(&c, "--text"));
	assert_null(call_arg(&c, "--text"));
	arena_finish(&a);
}

UNIT_TESTS(parse,
	cmocka_unit_test(parses_lines),
	cmocka_unit_test(formats_what_parses_the_same),
	cmocka_unit_test(names_verb_and_usage),
	cmocka_unit_test(parses_command_lines),
	cmocka_unit_test(refuses_bad_command_lines),
	cmocka_unit_test(tells_options_given_twice));
