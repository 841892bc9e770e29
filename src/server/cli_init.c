#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "base/ulid.h"
#include "cli.h"
#include "crypto/crypto.h"
#include "server.h"
#include "server/data.h"
#include "signin.h"
#include "text/utf8.h"

struct first {
	const char *login, *name, *site, *currency, *zone, *lang, *hash;
	struct arena a;
};

static const char *new_id(struct arena *a)
{
	char id[ULID_SIZE];

	return arena_strdup(a, ulid_make(id));
}

static int put_site(struct db *db, struct first *f, int64_t now, const char **id, struct err *e)
{
	struct site *site = entity_new(&entity_site, &f->a);

	*id = site->id = site->site = new_id(&f->a);
	site->name = f->site;
	site->zone = f->zone;
	site->currency = f->currency;
	site->vis = VIS_SITE;
	return data_put(db, KIND_SITE, site, 0, now, e);
}

static int put_desk(struct db *db, struct first *f, const char *site, int64_t now, const char **id, struct err *e)
{
	struct org *org = entity_new(&entity_org, &f->a);

	*id = org->id = new_id(&f->a);
	org->name = f->site;
	org->kind = ORG_DESK;
	org->site = site;
	org->vis = VIS_SITE;
	return data_put(db, KIND_ORG, org, 0, now, e) < 0 ? -1 : member_add(db, site, *id, e);
}

static int make_first(struct db *db, void *arg, struct err *e)
{
	struct first *f = arg;
	struct account *acc = entity_new(&entity_account, &f->a);
	int64_t now = clock_ms();
	const char *site, *desk;
	long long there;

	int found = db_int(db, "SELECT 1 FROM account WHERE role = $1 LIMIT 1", DB_ARGS(val_int(ROLE_ADMIN)), &there, e);
	if (found != 0) {
		return found < 0 ? -1 : err_set(e, ERR_EXISTS, "there is an admin already; see \"fettled user list\"");
	}
	if (put_site(db, f, now, &site, e) < 0 || put_desk(db, f, site, now, &desk, e) < 0) {
		return -1;
	}
	acc->id = new_id(&f->a);
	acc->site = site;
	acc->login = f->login;
	acc->name = f->name;
	acc->role = ROLE_ADMIN;
	acc->org = desk;
	acc->org_name = f->site;
	acc->lang = f->lang;
	acc->zone = f->zone;
	acc->active = true;
	acc->vis = VIS_STAFF;
	if (entity_check(&entity_account, acc, e) < 0 || account_create(db, acc, f->hash, now, e) < 0) {
		return -1;
	}
	return audit_append(db, &(struct audit_row){.site = "", .actor = "local", .role = "local", .what = "init",
		.kind = "account", .object = acc->id, .result = "ok", .request_id = "", .addr = "", .at = now}, e);
}

static int make_certificate(struct cli *c, struct err *e)
{
	const struct server_conf *conf = &c->conf;
	struct tls *t;

	if (conf->plain_http) {
		return 0;
	}
	if (access(conf->tls_cert, F_OK) != 0 && access(conf->tls_key, F_OK) != 0
		&& tls_make(conf->tls_cert, conf->tls_key, conf->address, e) < 0) {
		return -1;
	}
	if (tls_create(&t, conf->tls_cert, conf->tls_key, e) < 0) {
		return -1;
	}
	printf(tr("The key's pin: %s\n"), tls_pin(t));
	tls_destroy(t);
	return 0;
}

static int init_with(struct cli *c, struct first *f, struct err *e)
{
	struct cli_db d;
	int r;

	if (fs_mkdirs(c->conf.data, 0700, e) < 0 || cli_db_open(c, &d, e) < 0) {
		return -1;
	}
	r = db_tx(d.db, DB_WRITE, make_first, f, e);
	cli_db_close(&d);
	return r < 0 ? -1 : make_certificate(c, e);
}

static const char *or_else(const char *value, const char *dflt)
{
	return value ? value : dflt;
}

int cli_init(struct cli *c)
{
	struct first f = {
		.login = or_else(cli_option(c, "--login"), "admin"), .name = or_else(cli_option(c, "--name"), "Admin"),
		.site = or_else(cli_option(c, "--site"), "Main"), .currency = or_else(cli_option(c, "--currency"), "KRW"),
		.zone = or_else(cli_option(c, "--zone"), "Asia/Seoul"), .lang = or_else(cli_option(c, "--lang"), ""),
	};
	char hash[PASSWORD_HASH];
	struct err e = ERR_NONE;
	int r = cli_rest(c, 0);

	if (r == 0) {
		r = cli_conf(c);
	}
	if (r != 0) {
		return r;
	}
	char *password = crypto_init(&e) < 0 ? NULL : cli_password();
	if (!password) {
		return *e.text ? cli_fail(&e) : CLI_FAILED;
	}
	bool short_one = utf8_length(password, strlen(password)) < PASSWORD_LEAST;
	r = short_one ? err_set(&e, ERR_INVALID_FIELD, tr("a password has at least %d characters"), PASSWORD_LEAST)
		: password_hash(password, hash, &e);
	secret_free(password);
	f.hash = hash;
	arena_init(&f.a);
	if (r == 0) {
		r = init_with(c, &f, &e);
	}
	arena_finish(&f.a);
	if (r < 0) {
		return cli_fail(&e);
	}
	printf(tr("The database is ready; \"%s\" is the first admin.\n"), f.login);
	return CLI_OK;
}
