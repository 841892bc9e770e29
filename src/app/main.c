#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/config.h"
#include "app_impl.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "cli.h"
#include "crypto/crypto.h"
#include "text/clean.h"

#ifndef FETTLE_VERSION
#define FETTLE_VERSION "0.1"
#endif

/* Options before the verb; what comes after it is the verb's own. */
struct options {
	struct app_conf app;
	const char *debug;
	bool help, version;
	const char *man;     /* --man WHAT: a generated part of a manual page */
};

/* Words of the command line come back in complaints, and may be anybody's. */
static void complain(const char *text)
{
	struct str b = STR_INIT;

	clean(&b, text, strlen(text), 0);
	fprintf(stderr, "%s\n", str_c(&b));
	str_finish(&b);
}

static int usage(const char *what)
{
	struct str b = STR_INIT;

	str_addf(&b, tr("fettle: %s; fettle --help shows what there is\n"), tr(what));
	str_cut(&b, b.len - 1);
	complain(str_c(&b));
	str_finish(&b);
	return CLI_USAGE;
}

static bool read_size(const char *s, struct app_conf *c)
{
	return sscanf(s, "%dx%d", &c->cols, &c->rows) == 2 /* allowed: two small numbers, checked below */
		&& c->cols >= 1 && c->cols <= 500 && c->rows >= 1 && c->rows <= 300;
}

/* Options that are settings too take the same values. */
static bool is_setting(const char *name)
{
	return !strcmp(name, "--keymap") || !strcmp(name, "--lang") || !strcmp(name, "--theme") || !strcmp(name, "--ambiguous");
}

/* Options with a value. Answers false when the value is bad. */
static bool option(struct options *o, const char *name, const char *value)
{
	if (!strcmp(name, "--headless")) {
		return read_size(value, &o->app);
	}
	if (!strcmp(name, "--clock")) {
		return clock_parse(value, &o->app.clock) == 0;
	}
	if (!strcmp(name, "--ambiguous")) {
		o->app.ambiguous = *value == 'a' ? AMBIGUOUS_ASK : value[0] - '0';
	}
	if (!strcmp(name, "--script")) {
		o->app.script = value;
	} else if (!strcmp(name, "--keymap")) {
		o->app.keymap = value;
	} else if (!strcmp(name, "--lang")) {
		o->app.lang = value;
	} else if (!strcmp(name, "--theme")) {
		o->app.theme = value;
	} else if (!strcmp(name, "--debug")) {
		o->debug = value;
	} else if (!strcmp(name, "--man")) {
		o->man = value;
	}
	return !is_setting(name) || config_takes(name + 2, value);
}

static const char *const valued[] = {"--headless", "--script", "--clock", "--keymap", "--lang", "--theme", "--ambiguous", "--debug", "--man"};

static bool takes_value(const char *name, size_t n)
{
	for (size_t i = 0; i < lengthof(valued); i++) {
		if (strlen(valued[i]) == n && !strncmp(valued[i], name, n)) {
			return true;
		}
	}
	return false;
}

static bool flag(struct options *o, const char *name)
{
	const struct { const char *name; bool *to; } flags[] = {
		{"--read-only", &o->app.read_only}, {"--ascii", &o->app.ascii}, {"--mouse", &o->app.mouse},
		{"--offline", &o->app.offline}, {"--help", &o->help}, {"-h", &o->help}, {"--version", &o->version},
	};

	for (size_t i = 0; i < lengthof(flags); i++) {
		if (!strcmp(flags[i].name, name)) {
			*flags[i].to = true;
			return true;
		}
	}
	return false;
}

/* Index of the first word that is no option, or -1 having said what is wrong. */
static int read_options(int argc, char **argv, struct options *o)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		size_t n = strcspn(argv[i], "=");
		char name[32], why[160];
		const char *value;

		if (flag(o, argv[i])) {
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)n, argv[i]);
		if (!takes_value(argv[i], n)) {
			snprintf(why, sizeof(why), tr("there is no option %.40s"), argv[i]);
			usage(why);
			return -1;
		}
		value = argv[i][n] ? argv[i] + n + 1 : i + 1 < argc ? argv[++i] : NULL;
		if (!value || !option(o, name, value)) {
			snprintf(why, sizeof(why), tr("%s has no good value"), name);
			usage(why);
			return -1;
		}
	}
	return i;
}

static int print_man(const char *what)
{
	struct str b = STR_INIT;
	struct keymap *km = keymap_create();
	int r;

	if (!strcmp(what, "verbs")) {
		verb_man(AT_SCREEN, &b);
	} else if (!strcmp(what, "cli")) {
		verb_man(AT_CLI, &b);
	} else if (!strcmp(what, "config")) {
		config_man(&b);
	} else if (!strcmp(what, "keys") && !keymap_builtin(km, "default", NULL)) {
		keymap_man(km, &b);
	}
	fputs(str_c(&b), stdout);
	r = b.len ? CLI_OK : usage(N_("--man takes verbs, cli, config or keys"));
	keymap_destroy(km);
	str_finish(&b);
	return r;
}

static int print_help(void)
{
	struct str b = STR_INIT;

	verb_cli_help(&b);
	fputs(str_c(&b), stdout);
	str_finish(&b);
	return CLI_OK;
}

static int run_screens(struct options *o)
{
	struct err e = ERR_NONE;
	struct app *app;
	int code;

	if (!o->app.rows && (!isatty(0) || !isatty(1))) {
		return usage(N_("without a terminal, name a verb or use --headless"));
	}
	if (!o->app.rows != !o->app.script) {
		return usage(N_("--headless and --script go together"));
	}
	app = app_create(&o->app, &e);
	if (!app && e.code == ERR_USAGE) {
		fprintf(stderr, "fettle: %s\n", tr(e.text)); /* the terminal */
		return CLI_USAGE;
	}
	if (!app) {
		char *text = xasprintf("fettle: %s%s%s", tr(err_title(e.code)), *e.text ? ": " : "", tr(e.text));

		complain(text);
		free(text);
		return CLI_STORE;
	}
	if (o->app.script && script_start(app, o->app.script, &e)) {
		char *text = xasprintf("fettle: %s:%s", o->app.script, e.text);

		complain(text);
		free(text);
		app_destroy(app);
		return CLI_USAGE;
	}
	code = app_main(app);
	app_destroy(app);
	return code;
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			return true;
		}
	}
	return false;
}

/* What one can do with a noun: asked for by --help, else with what was not understood. */
static bool explain(enum verb_id id, const char *noun, FILE *to)
{
	struct str b = STR_INIT;
	bool known = true;

	if (id != VERB_NONE) {
		verb_help(id, true, &b);
	} else {
		known = verb_noun_help(noun, &b);
	}
	fputs(str_c(&b), to);
	str_finish(&b);
	return known;
}

static int run_verb(struct options *o, int argc, char **argv)
{
	struct cli_conf conf = {.read_only = o->app.read_only, .offline = o->app.offline, .lang = o->app.lang};
	int used = 0;
	enum verb_id id = verb_find_cli(argc, argv, &used);
	char why[200];

	if (asks_for_help(argc, argv) && explain(id, argv[0], stdout)) {
		return CLI_OK;
	}
	if (id == VERB_NONE) {
		const char *second = argc > 1 && argv[1][0] != '-' ? argv[1] : "";

		snprintf(why, sizeof(why), tr("there is no verb \"%.40s%s%.40s\""), argv[0], *second ? " " : "", second);
		if (cli_usage_json(argc, argv, why)) {
			return CLI_USAGE;
		}
		explain(id, argv[0], stderr);
		return usage(why);
	}
	return cli_run(&conf, id, argc - used, argv + used);
}

/* Where 0 to 2 are closed, files of ours would get their numbers and be printed into. */
static void hold_standard_files(void)
{
	static const int flags[] = {O_RDONLY, O_RDONLY /* so that writing fails */, O_WRONLY};

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", flags[fd]) != fd) {
			_exit(CLI_FAILED);
		}
	}
}

/* Output that did not arrive is a failure, whatever the verb did. */
static int close_output(int code)
{
	if ((fflush(stdout) || ferror(stdout)) && code == CLI_OK) {
		fprintf(stderr, "fettle: %s\n", tr("the output could not be written"));
		return CLI_FAILED;
	}
	return code;
}

static int run(int argc, char **argv)
{
	struct options o = {.app = {.clock = -1}};
	struct err e = ERR_NONE;
	int first, code;

	first = read_options(argc, argv, &o);
	if (first < 0) {
		return CLI_USAGE;
	}
	if (o.version) {
		puts("fettle " FETTLE_VERSION);
		return CLI_OK;
	}
	if (o.help || o.man) {
		return o.man ? print_man(o.man) : print_help();
	}
	if (o.debug && log_open(o.debug, LOG_DEBUG)) {
		return usage(N_("the log file cannot be written"));
	}
	if (crypto_init(&e)) {
		fprintf(stderr, "fettle: %s\n", tr(e.text));
		return CLI_FAILED;
	}
	if (o.app.clock >= 0) {
		clock_freeze(o.app.clock);
	}
	code = first < argc ? run_verb(&o, argc - first, argv + first) : run_screens(&o);
	log_close();
	return code;
}

int main(int argc, char **argv)
{
	hold_standard_files();
	i18n_init(NULL);
	i18n_set(i18n_from_env());
	return close_output(run(argc, argv));
}
