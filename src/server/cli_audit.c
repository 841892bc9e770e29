#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "cli.h"
#include "server/data.h"
#include "server/endpoints.h"

static int verify(struct cli *c)
{
	struct cli_db d;
	struct err e = ERR_NONE;
	char bad[AUDIT_BAD] = "";
	int64_t rows = 0;

	if (cli_db_open(c, &d, &e) < 0) {
		return cli_fail(&e);
	}
	int r = audit_verify(d.db, bad, &rows, &e);
	cli_db_close(&d);
	if (r < 0) {
		return cli_fail(&e);
	}
	if (r > 0) {
		fprintf(stderr, tr("fettled: the audit log is broken at %s\n"), bad);
		return CLI_FAILED;
	}
	printf(trn("%lld row, every hash chain holds\n", "%lld rows, every hash chain holds\n", (unsigned long)rows),
		(long long)rows);
	return CLI_OK;
}

static const char *text_of(const struct json *row, const char *key)
{
	const char *s = json_get_text(row, key);

	return s ? s : "";
}

static void print_row(const struct json *row)
{
	printf("%s %-16s %-20s %-10s %s %s %s\n", text_of(row, "at"), text_of(row, "what"), text_of(row, "result"),
		text_of(row, "role"), text_of(row, "actor"), text_of(row, "kind"), text_of(row, "object"));
}

static int show_rows(struct request *rq, bool json, struct err *e)
{
	if (ep_audit_list(rq, e) < 0) {
		return -1;
	}
	const struct json *items = json_get(rq->reply, "items");
	if (json) {
		struct str s = STR_INIT;
		json_write(items, true, &s);
		puts(str_c(&s));
		str_finish(&s);
		return 0;
	}
	for (size_t i = 0; i < json_len(items); i++) {
		print_row(json_at(items, i));
	}
	return 0;
}

static int show(struct cli *c)
{
	static const char *const names[] = {"object", "site", "since", "limit"};
	const char *values[] = {cli_option(c, "--object"), cli_option(c, "--site"), cli_option(c, "--since"),
		cli_option(c, "--limit")};
	const struct reader root = {.account = "", .org = "", .lang = "", .role = ROLE_ADMIN, .all_sites = true};
	struct query_arg query[lengthof(names)];
	bool json = cli_flag(c, "--json");
	struct arena a;
	struct cli_db d;
	struct err e = ERR_NONE;
	struct request rq = {.arena = &a, .reader = &root, .now = clock_ms(), .id = "", .key = "", .if_match = -1,
		.query = query, .account_name = "", .request_id = "", .addr = "", .session = ""};

	if (cli_rest(c, 1) != 0) {
		return CLI_USAGE;
	}
	for (size_t i = 0; i < lengthof(names); i++) {
		if (values[i]) {
			query[rq.nquery++] = (struct query_arg){names[i], values[i]};
		}
	}
	if (cli_db_open(c, &d, &e) < 0) {
		return cli_fail(&e);
	}
	arena_init(&a);
	rq.db = d.db;
	int r = show_rows(&rq, json, &e);
	json_free(rq.reply);
	arena_finish(&a);
	cli_db_close(&d);
	return r < 0 ? cli_fail(&e) : CLI_OK;
}

int cli_audit(struct cli *c)
{
	int r = cli_conf(c);

	if (r != 0) {
		return r;
	}
	if (c->nargs > 0 && streq(c->args[0], "show")) {
		return show(c);
	}
	if (cli_rest(c, 1) != 0 || c->nargs != 1 || !streq(c->args[0], "verify")) {
		fputs(tr("fettled: audit verify, or audit show\n"), stderr);
		return CLI_USAGE;
	}
	return verify(c);
}
