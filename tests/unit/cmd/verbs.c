#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cmd/keymap.h"
#include "unit/unit.h"

static const char *const builtin_keymaps[] = {"default", "vi", "emacs"};

/* The scopes of the screens in screens/, their kinds, and the overlays. */
static const char *const scopes[] = {
	"global", "list", "pager", "form", "projects", "project", "quotes", "quote", "compare",
	"composer", "profile", "decline", "login", "outbox", "messages",
	"drawing", "chats", "chat", "found", "history", "ask",
	"desk", "ticket", "answer", "intake", "inbox",
	"overlay", "prompt", "palette", "help", "confirm",
};

static struct keymap *builtin(const char *name)
{
	struct keymap *km = keymap_create();
	struct err e = ERR_NONE;

	for (size_t i = 0; i < lengthof(scopes); i++) {
		keymap_scope(km, scopes[i]);
	}
	if (keymap_builtin(km, name, &e) < 0) {
		fail_msg("%s", e.text);
	}
	return km;
}

static bool known_kind(const char *kind)
{
	static const char *const kinds[] = {"rfq", "quote", "deal", "order", "file", "role", "verb",
		"filter", "screen", "lang", "theme", "path", "text", "num", "state", "letter", "name",
		"key", "keys", "keymap", "scope", "field", "server", "intent", "time", "shell",
		"command", "id", "size", "dots", "chat", "message", "note", "old", "new", "zone", "point",
		"ticket", "class", "view", "side", "change", "into", "approval"};

	for (size_t i = 0; i < lengthof(kinds); i++) {
		if (strcmp(kinds[i], kind) == 0) {
			return true;
		}
	}
	return false;
}

static void argument_specs_are_sound(void **state)
{
	(void)state;

	for (int i = 0; i < VERB_COUNT; i++) {
		const char *p = verbs[i].args;
		struct verb_param x;
		bool rest = false;
		while (verb_param_next(&p, &x)) {
			if (x.flag ? !x.optional : rest) {
				fail_msg("%s: %s", verbs[i].name, x.name);
			}
			if (x.flag ? x.kind[0] && !known_kind(x.kind) : !known_kind(x.kind)) {
				fail_msg("%s: no kind %s", verbs[i].name, x.kind);
			}
			rest |= x.rest;
		}
		assert_int_equal(*p, '\0');
	}
}

static void names_and_help_are_in_order(void **state)
{
	(void)state;

	for (int i = 0; i < VERB_COUNT; i++) {
		const struct verb *v = &verbs[i];
		assert_int_equal(verb_find(v->name), i);
		assert_true(v->where & AT_BOTH);
		assert_true(v->help[0] && v->help[strlen(v->help) - 1] != '.');
		assert_true(strlen(v->help) <= 60);
		assert_int_equal(strspn(v->name, "abcdefghijklmnopqrstuvwxyz.-"), strlen(v->name));
		if (v->where & AT_CLI && !strstr(v->args, "[--json]") && !strstr(v->args, "PATH")
			&& !strstr(v->args, "SHELL")) {
			fail_msg("%s has no --json", v->name);
		}
	}
	assert_int_equal(verb_find("quote"), VERB_NONE);
	assert_int_equal(verb_find(""), VERB_NONE);
}

static void builtin_keymaps_are_right(void **state)
{
	(void)state;

	for (size_t m = 0; m < lengthof(builtin_keymaps); m++) {
		struct keymap *km = builtin(builtin_keymaps[m]);
		const struct binding *b;
		size_t n = keymap_bindings(km, &b);
		for (size_t i = 0; i < n; i++) {
			if (!(verbs[b[i].id].where & AT_SCREEN)) {
				fail_msg("%s:%d: not a verb of the screen", b[i].file, b[i].lineno);
			}
		}
		keymap_destroy(km);
	}
}

static bool is_bound(const struct keymap *km, enum verb_id id)
{
	const struct binding *b;
	size_t n = keymap_bindings(km, &b);

	for (size_t i = 0; i < n; i++) {
		if (b[i].id == id) {
			return true;
		}
	}
	return false;
}

static void every_verb_is_bound_or_says_why_not(void **state)
{
	(void)state;

	for (size_t m = 0; m < lengthof(builtin_keymaps); m++) {
		struct keymap *km = builtin(builtin_keymaps[m]);
		for (int i = 0; i < VERB_COUNT; i++) {
			bool unbound = verbs[i].flags & VF_UNBOUND || !(verbs[i].where & AT_SCREEN);
			if (is_bound(km, (enum verb_id)i) == unbound) {
				fail_msg("%s in %s is %s", verbs[i].name, builtin_keymaps[m],
					unbound ? "bound, but VF_UNBOUND" : "not bound and not VF_UNBOUND");
			}
		}
		keymap_destroy(km);
	}
}

/* Function and named keys alone, with arrows in the palette, reach everything. */
static void help_and_palette_need_no_letters(void **state)
{
	(void)state;
	static const struct { const char *key; enum verb_id id; } keys[] = {
		{"F1", VERB_HELP}, {"F2", VERB_PALETTE}, {"F9", VERB_COMMAND}, {"F10", VERB_QUIT},
		{"Up", VERB_MOVE_UP}, {"Down", VERB_MOVE_DOWN}, {"Enter", VERB_OPEN},
		{"Esc", VERB_BACK}, {"Tab", VERB_PANE_NEXT},
	};
	static const char *const global[] = {"global", NULL};

	for (size_t m = 0; m < lengthof(builtin_keymaps); m++) {
		struct keymap *km = builtin(builtin_keymaps[m]);
		for (size_t i = 0; i < lengthof(keys); i++) {
			struct key k[KEYSEQ_MAX];
			int n = keys_parse(keys[i].key, k);
			assert_int_equal(keymap_lookup(km, global, k, n), keys[i].id);
		}
		keymap_destroy(km);
	}
}

/* What cannot be taken back has no neighbour on the keyboard that is pressed in passing. */
static void nothing_destructive_is_pressed_by_a_slip(void **state)
{
	(void)state;

	for (size_t m = 0; m < lengthof(builtin_keymaps); m++) {
		struct keymap *km = builtin(builtin_keymaps[m]);
		const struct binding *b;
		size_t n = keymap_bindings(km, &b);
		for (size_t i = 0; i < n; i++) {
			if (verbs[b[i].id].flags & VF_CONFIRM && strlen(b[i].shown) == 1
				&& (b[i].shown[0] < 'A' || b[i].shown[0] > 'Z')) {
				fail_msg("%s: %s", b[i].shown, b[i].line);
			}
		}
		keymap_destroy(km);
	}
}

static void offers_by_role(void **state)
{
	(void)state;
	static const struct { enum verb_id id; struct verb_who who; bool want; } cases[] = {
		{VERB_OPEN, {0, false, false}, true},
		{VERB_QUOTE_NEW, {VF_PARTNER, false, false}, true},
		{VERB_QUOTE_NEW, {VF_PARTNER, true, false}, false},
		{VERB_QUOTE_NEW, {VF_PARTNER, false, true}, false},
		{VERB_QUOTE_NEW, {VF_CUSTOMER, false, false}, false},
		{VERB_QUOTE_NEW, {0, false, false}, false},
		{VERB_ORDER_PLACE, {VF_CUSTOMER, false, false}, true},
		{VERB_QUOTE_LIST, {VF_CUSTOMER, true, true}, true},
		{VERB_NONE, {VF_CUSTOMER, false, false}, false},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_int_equal(verb_offered(cases[i].id, &cases[i].who), cases[i].want);
	}
}

static void help_fits_one_screen(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	size_t lines = 0;

	verb_cli_help(&s);
	for (const char *p = str_c(&s); *p; p++) {
		size_t n = strcspn(p, "\n");
		assert_true(n <= 80);
		lines++;
		p += n;
	}
	assert_true(lines < 24);
	assert_non_null(strstr(str_c(&s), "\n  project    list show filter profile-only compare ask\n"));
	assert_non_null(strstr(str_c(&s), "login logout whoami"));
	str_finish(&s);
}

static void usage_names_every_part(void **state)
{
	(void)state;
	struct str s = STR_INIT;

	verb_usage(VERB_QUOTE_SEND, true, &s);
	assert_string_equal(str_c(&s), "fettle quote send [QUOTE] [--now] [--contact-reason=TEXT] [--json]");
	str_clear(&s);
	verb_usage(VERB_MARK_SET, false, &s);
	assert_string_equal(str_c(&s), ":mark.set LETTER");
	str_clear(&s);
	verb_help(VERB_OUTBOX_DROP, true, &s);
	assert_string_equal(str_c(&s), "fettle outbox drop [INTENT] [--json]\n"
		"    forget one that was refused or still waits\n");
	str_clear(&s);
	assert_true(verb_noun_help("config", &s));
	assert_string_equal(str_c(&s), "fettle config check [--json]\n"
		"    checks the configuration, naming file and line\n");
	assert_false(verb_noun_help("conf", &s));
	assert_false(verb_noun_help("", &s));
	assert_false(verb_noun_help("move", &s));
	str_finish(&s);
}

static void write_file(const char *text, const char *name, struct str *path)
{
	FILE *f;

	str_addf(path, "%s/%s", unit_dir(), name);
	f = fopen(str_c(path), "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static int run(const char *a, const char *b, const char *c)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		execlp(a, a, b, c, (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

/* The shell reads it; a shell that is not installed is not asked. */
static void shells_read_their_completions(void **state)
{
	(void)state;
	static const char *const shells[] = {"bash", "zsh", "fish"};

	for (size_t i = 0; i < lengthof(shells); i++) {
		struct str text = STR_INIT, path = STR_INIT;
		struct err e = ERR_NONE;
		assert_int_equal(verb_completions(shells[i], &text, &e), 0);
		write_file(str_c(&text), shells[i], &path);
		int status = run(shells[i], "-n", str_c(&path));
		if (status != 0 && status != 127) {
			fail_msg("%s -n: %d", shells[i], status);
		}
		str_finish(&text);
		str_finish(&path);
	}
	assert_int_equal(verb_completions("csh", NULL, NULL), -1);
}

static const struct { const char *words, *want; } completed[] = {
	{"pro", "project profile"},
	{"project li", "list"},
	{"quote ", "list show new set line attach send pdf discard decline"},
	{"completions ", "bash zsh fish"},
	{"login --as = op", "operator"},
	{"project list --order = ", "deadline newest title state"},
	{"project list --j", "--json"},
	{"project profile-only 2093 o", "on off"},
	{"whoami --", "--json"},
};

/* What bash offers for a line; words are parted as bash does, at "=" too. */
static void bash_completes(void **state)
{
	(void)state;
	struct str text = STR_INIT, path = STR_INIT;

	verb_completions("bash", &text, NULL);
	str_add(&text, "compopt() { :; }\ncheck() {\n\tlocal want=$1; shift\n\tCOMP_WORDS=(fettle \"$@\")\n"
		"\tCOMP_CWORD=$#\n\t_fettle\n\t[[ \"${COMPREPLY[*]}\" == \"$want\" ]] && return\n"
		"\techo \"$*: ${COMPREPLY[*]}\"; exit 1\n}\n");
	for (size_t i = 0; i < lengthof(completed); i++) {
		const char *w = completed[i].words;
		bool empty = w[strlen(w) - 1] == ' ';
		str_addf(&text, "check '%s' %s%s\n", completed[i].want, w, empty ? "''" : "");
	}
	write_file(str_c(&text), "check.bash", &path);
	assert_int_equal(run("bash", "--norc", str_c(&path)), 0);
	str_finish(&text);
	str_finish(&path);
}

static void manuals_are_well_formed(void **state)
{
	(void)state;
	struct keymap *km = builtin("default");
	struct str text = STR_INIT, path = STR_INIT;

	str_add(&text, ".Dd November 20, 2025\n.Dt FETTLE 1\n.Os\n.Sh NAME\n.Nm fettle\n.Nd test\n"
		".Sh COMMANDS\n");
	verb_man(AT_CLI, &text);
	str_add(&text, ".Sh VERBS\n");
	verb_man(AT_BOTH, &text);
	str_add(&text, ".Sh KEYS\n");
	keymap_man(km, &text);
	write_file(str_c(&text), "fettle.1", &path);
	assert_non_null(strstr(str_c(&text), ".It Ic quote send Oo Ar QUOTE Oc Oo Fl \\-now Oc Oo Fl \\-contact-reason Ns = Ns Ar TEXT Oc Oo Fl \\-json Oc\n"));
	assert_non_null(strstr(str_c(&text), ".Ss global\n"));
	int status = run("mandoc", "-Tlint", str_c(&path));
	if (status != 127) {
		assert_true(status < 2); /* 0 and 1 are style */
	}
	str_finish(&text);
	str_finish(&path);
	keymap_destroy(km);
}

UNIT_TESTS(verbs,
	cmocka_unit_test(argument_specs_are_sound),
	cmocka_unit_test(names_and_help_are_in_order),
	cmocka_unit_test(builtin_keymaps_are_right),
	cmocka_unit_test(every_verb_is_bound_or_says_why_not),
	cmocka_unit_test(help_and_palette_need_no_letters),
	cmocka_unit_test(nothing_destructive_is_pressed_by_a_slip),
	cmocka_unit_test(offers_by_role),
	cmocka_unit_test(help_fits_one_screen),
	cmocka_unit_test(usage_names_every_part),
	cmocka_unit_test(shells_read_their_completions),
	cmocka_unit_test(bash_completes),
	cmocka_unit_test(manuals_are_well_formed));
