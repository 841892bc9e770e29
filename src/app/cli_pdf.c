#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "cli.h"
#include "pdf.h"
#include "text/clean.h"

struct waiting { struct cli *c; bool done; struct err e; };

static void made(void *arg, const char *said, const struct err *e)
{
	struct waiting *w = arg;
	struct str b = STR_INIT;

	w->done = true;
	w->e = *e;
	if (!e->code && *said) {
		clean(&b, said, strlen(said), 0);
		fprintf(stderr, "fettle: %s\n", str_c(&b));
	}
	str_finish(&b);
}

static int say_path(struct cli *c, const char *path)
{
	struct json *j;

	if (c->json) {
		j = json_new_object();
		json_set_text(j, "path", path);
		cli_json(j);
	} else {
		cli_line(path);
	}
	return CLI_OK;
}

int cli_quote_pdf(struct cli *c)
{
	struct waiting w = {.c = c};
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word, *path;
	const struct account *acc = store_account(c->store);
	const struct quote *q;

	if (code) {
		return code;
	}
	pdf_words(c->call, &word, &path);
	if (!word) {
		err_set(&e, ERR_USAGE, "which quote?");
		return cli_error(c, &e);
	}
	q = find_quote(c->store, word, &c->arena, &e);
	path = path ? path : q ? pdf_name(q, &c->arena) : NULL;
	if (!q || pdf_make(c->loop, q, acc ? acc->zone : "", path, made, &w, &e)) {
		return cli_error(c, &e);
	}
	while (!w.done) {
		loop_once(c->loop, -1);
	}
	return w.e.code ? cli_error(c, &w.e) : say_path(c, path);
}
