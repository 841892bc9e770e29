#include <stdio.h>

#include "backup.h"
#include "base/i18n.h"
#include "cli.h"

typedef int backup_fn(const struct server_conf *conf, const char *dir, struct backup_facts *out, struct err *e);

static int run(struct cli *c, backup_fn *fn, const char *usage, struct backup_facts *facts)
{
	struct err e = ERR_NONE;
	int r = cli_rest(c, 1);

	if (r == 0 && c->nargs != 1) {
		fprintf(stderr, "fettled: %s\n", usage);
		r = CLI_USAGE;
	}
	if (r == 0) {
		r = cli_conf(c);
	}
	return r == 0 && fn(&c->conf, c->args[0], facts, &e) < 0 ? cli_fail(&e) : r;
}

int cli_backup(struct cli *c)
{
	struct backup_facts f;
	int r = run(c, backup_make, "backup DIR", &f);

	if (r == CLI_OK) {
		printf(tr("Change %lld and %lld files (%lld bytes) are in %s.\n"), (long long)f.change, (long long)f.files,
			(long long)f.bytes, c->args[0]);
		puts(tr("The keys (db_key, tls_key) are not in it: keep copies of them elsewhere."));
	}
	return r;
}

/* For a database that something else has brought back. */
static int anew(struct cli *c)
{
	struct err e = ERR_NONE;
	int r = cli_rest(c, 0);

	if (r == 0) {
		r = cli_conf(c);
	}
	return r == 0 && backup_anew(&c->conf, &e) < 0 ? cli_fail(&e) : r;
}

static int bring_back(struct cli *c)
{
	struct backup_facts f;
	int r = run(c, backup_restore, "restore DIR, or restore --anew", &f);

	if (r == CLI_OK) {
		printf(tr("%lld files (%lld bytes) and the database are back; every hash chain holds.\n"), (long long)f.files,
			(long long)f.bytes);
	}
	return r;
}

int cli_restore(struct cli *c)
{
	int r = cli_flag(c, "--anew") ? anew(c) : bring_back(c);

	if (r == CLI_OK) {
		puts(tr("Clients fetch all anew; all sign-ins have ended."));
	}
	return r;
}
