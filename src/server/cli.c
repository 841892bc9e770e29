#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "server.h"
#include "server/data.h"

enum { PASSWORD_MAX = 201 }; /* what a sign-in may carry, and a NUL */

static void drop_args(struct cli *c, int at, int n)
{
	memmove(&c->args[at], &c->args[at + n], (size_t)(c->nargs - at - n) * sizeof(char *));
	c->nargs -= n;
}

const char *cli_option(struct cli *c, const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < c->nargs; i++) {
		char *arg = c->args[i];
		if (streq(arg, name) && i + 1 < c->nargs) {
			char *value = c->args[i + 1];
			drop_args(c, i, 2);
			return value;
		}
		if (strncmp(arg, name, n) == 0 && arg[n] == '=') {
			drop_args(c, i, 1);
			return arg + n + 1;
		}
	}
	return NULL;
}

bool cli_flag(struct cli *c, const char *name)
{
	for (int i = 0; i < c->nargs; i++) {
		if (streq(c->args[i], name)) {
			drop_args(c, i, 1);
			return true;
		}
	}
	return false;
}

int cli_rest(struct cli *c, int max)
{
	for (int i = 0; i < c->nargs; i++) {
		if (c->args[i][0] == '-' || i >= max) {
			fprintf(stderr, tr("fettled: \"%s\" was not understood; see \"fettled help\"\n"), c->args[i]);
			return CLI_USAGE;
		}
	}
	return 0;
}

int cli_fail(const struct err *e)
{
	if (*e->text) {
		fprintf(stderr, "fettled: %s\n", e->text);
	} else {
		fprintf(stderr, "fettled: %s\n", tr(err_title(e->code)));
	}
	return CLI_FAILED;
}

void cli_conf_fault(const struct cli *c, const char *key, const struct err *e)
{
	const char *text = *e->text ? e->text : tr(err_title(e->code));
	int line = conf_line(&c->conf, key);

	if (c->conf_path && line) {
		fprintf(stderr, "%s:%d: %s\n", c->conf_path, line, text);
	} else {
		fprintf(stderr, "fettled: %s: %s\n", key, text);
	}
}

int cli_conf(struct cli *c)
{
	struct err e = ERR_NONE;

	if (c->conf_problems) {
		fputs(str_c(&c->problems), stderr);
		return CLI_CONF;
	}
	if (conf_check(&c->conf, &e) < 0) {
		cli_conf_fault(c, e.field, &e);
		return CLI_CONF;
	}
	conf_complete(&c->conf);
	return 0;
}

static bool read_secret(char *out)
{
	size_t n = 0;
	char byte;

	while (n < PASSWORD_MAX - 1 && read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
		out[n++] = byte;
	}
	if (n > 0 && out[n - 1] == '\r') {
		n--;
	}
	out[n] = '\0';
	return n > 0;
}

static bool ask(const char *prompt, char *out)
{
	struct termios old, quiet;

	fputs(prompt, stderr);
	tcgetattr(STDIN_FILENO, &old);
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	bool ok = read_secret(out);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
	fputc('\n', stderr);
	return ok;
}

char *cli_password(void)
{
	char *first = secret_alloc(PASSWORD_MAX), *second = secret_alloc(PASSWORD_MAX);
	bool ok;

	if (!isatty(STDIN_FILENO)) {
		ok = read_secret(first);
	} else {
		ok = ask(tr("Password: "), first) && ask(tr("Once more: "), second) && streq(first, second);
	}
	secret_free(second);
	if (!ok) {
		fputs(tr("fettled: no password, or not the same one twice\n"), stderr);
		secret_free(first);
		return NULL;
	}
	return first;
}

int cli_db_open(struct cli *c, struct cli_db *out, struct err *e)
{
	*out = (struct cli_db){0};
	if (crypto_init(e) < 0 || server_db_key(&c->conf, &out->key, e) < 0
		|| server_db_open(&out->db, &c->conf, out->key, false, e) < 0 || data_prepare(out->db, e) < 0) {
		cli_db_close(out);
		return -1;
	}
	return 0;
}

void cli_db_close(struct cli_db *d)
{
	db_close(d->db);
	secret_free(d->key);
	*d = (struct cli_db){0};
}
