#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/log.h"
#include "cli.h"
#include "man.h"
#include "server.h"

static const struct command {
	const char *name;
	int (*fn)(struct cli *c);
	const char *usage, *help;
} commands[] = {
	{"serve", cli_serve, "", N_("answers requests until SIGTERM; SIGHUP reopens the log and reloads the certificate")},
	{"init", cli_init, "[--login NAME] [--name TEXT] [--site TEXT] [--currency CODE] [--zone ZONE] [--lang CODE]",
		N_("makes the database, a site and the first admin; the password comes from the terminal or standard input")},
	{"user", cli_user, "add --login NAME --name TEXT --role ROLE --org NAME [--site NAME] [--price-blind] [--lang CODE] "
		"| list | disable LOGIN | enable LOGIN | password LOGIN", N_("accounts")},
	{"demo", cli_demo, "--dir DIR [--port N] [--scale K]", N_("a marketplace to try, in a folder of its own")},
	{"audit", cli_audit, "verify | show [--object ID] [--site ID] [--since N] [--limit N]",
		N_("checks the log's hash chains, shows rows")},
	{"backup", cli_backup, "DIR", N_("copies database and files into a new folder, while it serves (SQLite)")},
	{"restore", cli_restore, "DIR | --anew", N_("brings a backup back, where no database is")},
	{"check", cli_check, "[--audit] [--describe]", N_("says what is wrong with the configuration; --describe prints every key")},
};

static void usage(FILE *out)
{
	fprintf(out, tr("Usage: fettled [-c FILE] [-o KEY=VALUE] COMMAND\n\n"));
	for (size_t i = 0; i < lengthof(commands); i++) {
		fprintf(out, "  %s %s\n      %s\n", commands[i].name, commands[i].usage, tr(commands[i].help));
	}
	fprintf(out, tr("\nThe configuration is %s unless -c names another.\n"), CONF_PATH);
}

/* A generated part of a manual page; see src/mk/man.mk. */
static int print_man(const char *what)
{
	struct str text = STR_INIT;
	int r = man_part(what, &text);

	fputs(str_c(&text), stdout);
	str_finish(&text);
	return r < 0 ? CLI_USAGE : CLI_OK;
}

static int set_override(struct cli *c, const char *text)
{
	struct err e = ERR_NONE;
	const char *equals = strchr(text, '=');
	char *key = equals ? xstrndup(text, (size_t)(equals - text)) : NULL;
	int r = key ? conf_set(&c->conf, key, equals + 1, &e) : err_set(&e, ERR_USAGE, "-o takes KEY=VALUE");

	free(key);
	return r < 0 ? cli_fail(&e) : 0;
}

static int read_conf(struct cli *c, const char *path)
{
	struct err e = ERR_NONE;

	if (!path) {
		path = access(CONF_PATH, F_OK) == 0 ? CONF_PATH : NULL;
	}
	if (!path) {
		return 0;
	}
	c->conf_path = path;
	c->conf_problems = conf_read(&c->conf, path, &c->problems, &e);
	if (c->conf_problems < 0) {
		cli_fail(&e);
		return CLI_CONF;
	}
	return 0;
}

/* -c first, whatever the order, so that -o always wins. */
static int take_common(struct cli *c)
{
	const char *path = cli_option(c, "-c"), *set;
	int r = read_conf(c, path);

	while (r == 0 && (set = cli_option(c, "-o"))) {
		r = set_override(c, set) ? CLI_CONF : 0;
	}
	return r;
}

static int run(struct cli *c)
{
	if (c->nargs == 0) {
		usage(stderr);
		return CLI_USAGE;
	}
	const char *name = c->args[0];
	if (streq(name, "help") || streq(name, "--help") || streq(name, "-h")) {
		usage(stdout);
		return CLI_OK;
	}
	if (streq(name, "--version")) {
		printf("fettled %s\n", FETTLED_VERSION);
		return CLI_OK;
	}
	if (streq(name, "--man")) {
		return print_man(c->nargs > 1 ? c->args[1] : "");
	}
	for (size_t i = 0; i < lengthof(commands); i++) {
		if (streq(commands[i].name, name)) {
			c->args++;
			c->nargs--;
			return commands[i].fn(c);
		}
	}
	fprintf(stderr, tr("fettled: unknown command \"%s\"; \"fettled help\" lists them\n"), name);
	return CLI_USAGE;
}

int main(int argc, char **argv)
{
	struct cli c = {.args = argv + 1, .nargs = argc > 0 ? argc - 1 : 0};

	i18n_init(NULL);
	i18n_set(i18n_from_env());
	log_open(NULL, LOG_INFO);
	conf_init(&c.conf);
	int r = take_common(&c);
	if (r == 0) {
		r = run(&c);
	}
	conf_finish(&c.conf);
	str_finish(&c.problems);
	log_close();
	return r;
}
