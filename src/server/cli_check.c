#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli.h"
#include "crypto/crypto.h"
#include "metrics.h"
#include "server.h"
#include "server/data.h"

struct checking {
	struct cli *c;
	int wrong;
};

static void say(struct checking *k, const char *key, const struct err *e)
{
	cli_conf_fault(k->c, key, e);
	k->wrong++;
}

static void check_tls(struct checking *k)
{
	const struct server_conf *conf = &k->c->conf;
	struct err e = ERR_NONE;
	struct tls *t;

	/* neither there: made at the first start */
	if (conf->plain_http || (access(conf->tls_cert, F_OK) != 0 && access(conf->tls_key, F_OK) != 0)) {
		return;
	}
	if (tls_create(&t, conf->tls_cert, conf->tls_key, &e) < 0) {
		say(k, e.code == ERR_KEY ? "tls_key" : "tls_cert", &e);
		return;
	}
	printf(tr("The key's pin: %s\n"), tls_pin(t));
	tls_destroy(t);
}

static void check_data(struct checking *k)
{
	const char *data = k->c->conf.data;
	struct err e = ERR_NONE;

	if (access(data, F_OK) == 0 && access(data, W_OK | X_OK) != 0) {
		err_errno(&e, data);
		say(k, "data", &e);
	}
}

static void check_db_key(struct checking *k)
{
	const char *path = k->c->conf.db_key;
	struct stat st;
	struct err e = ERR_NONE;

	if (*path && stat(path, &st) == 0 && st.st_mode & (S_IRWXG | S_IRWXO)) {
		err_set(&e, ERR_KEY, tr("%s: others than its owner may read this key"), path);
		say(k, "db_key", &e);
	}
}

static void check_metrics(struct checking *k)
{
	struct metrics *m = metrics_create();
	struct err e = ERR_NONE;

	if (metrics_token_load(m, k->c->conf.metrics_token, &e) < 0) {
		say(k, "metrics_token", &e);
	}
	metrics_destroy(m);
}

static void check_conf_mode(struct checking *k)
{
	const char *path = k->c->conf_path;
	struct stat st;
	struct err e = ERR_NONE;

	if (path && conf_line(&k->c->conf, "db") && conf_holds_password(&k->c->conf) && stat(path, &st) == 0
		&& st.st_mode & S_IRWXO) {
		err_set(&e, ERR_KEY, "the address holds a password, and everybody may read this file");
		say(k, "db", &e);
	}
}

static bool database_is_new(const struct server_conf *conf)
{
	return starts_with(conf->db, "sqlite:") && access(conf->db + strlen("sqlite:"), F_OK) != 0;
}

static void check_audit(struct checking *k, struct db *db)
{
	char bad[AUDIT_BAD] = "";
	struct err e = ERR_NONE;
	int64_t rows = 0;
	int r = audit_verify(db, bad, &rows, &e);

	if (r > 0) {
		err_set(&e, ERR_CORRUPT, tr("the audit log is broken at %s"), bad);
	}
	if (r != 0) {
		say(k, "db", &e);
	}
}

static void check_db(struct checking *k, bool audit)
{
	struct server_conf *conf = &k->c->conf;
	struct err e = ERR_NONE;
	unsigned char *key = NULL;
	struct db *db = NULL;
	int64_t n;

	if (database_is_new(conf)) {
		puts(tr("There is no database yet; \"fettled init\" makes it."));
		return;
	}
	if (crypto_init(&e) < 0 || server_db_key(conf, &key, &e) < 0
		|| server_db_open(&db, conf, key, true, &e) < 0 || data_last_change(db, &n, &e) < 0) {
		say(k, "db", &e);
	} else if (db_engine(db) == DB_SQLITE && db_integrity(db, &e) < 0) {
		say(k, "db", &e);
	} else if (audit) {
		check_audit(k, db);
	}
	db_close(db);
	secret_free(key);
}

static int describe(void)
{
	struct str s = STR_INIT;

	conf_describe(&s);
	fputs(str_c(&s), stdout);
	str_finish(&s);
	return CLI_OK;
}

int cli_check(struct cli *c)
{
	struct checking k = {.c = c};
	bool audit = cli_flag(c, "--audit"), only_describe = cli_flag(c, "--describe");

	if (cli_rest(c, 0) != 0) {
		return CLI_USAGE;
	}
	if (only_describe) {
		return describe();
	}
	int r = cli_conf(c);
	if (r != 0) {
		return r;
	}
	check_data(&k);
	check_db_key(&k);
	check_conf_mode(&k);
	check_tls(&k);
	check_metrics(&k);
	if (k.wrong == 0) {
		check_db(&k, audit);
	}
	if (k.wrong) {
		return CLI_CONF;
	}
	puts(tr("Nothing is wrong."));
	return CLI_OK;
}
