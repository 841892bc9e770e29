#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/ulid.h"
#include "cli.h"
#include "crypto/crypto.h"
#include "server/data.h"
#include "signin.h"
#include "text/clean.h"
#include "text/utf8.h"

/* One command on the accounts, in one write transaction with its audit row. */
struct user_cmd {
	const char *what;  /* "user.add" */
	int (*fn)(struct user_cmd *u, struct db *db, int64_t now, struct err *e);
	const char *login, *name, *role, *org, *site, *lang, *hash;
	bool price_blind, active;
	const char *object; /* the account it was about */
	struct arena a;
};

static const char *new_id(struct arena *a)
{
	char id[ULID_SIZE];

	return arena_strdup(a, ulid_make(id));
}

static int take_id(void *arg, const struct val *cols, size_t n, struct err *e)
{
	(void)n, (void)e;
	snprintf(arg, ULID_SIZE, "%s", cols[0].s);
	return 1;
}

/* By id, or by a name that only one has. */
static int find_named(struct db *db, const char *sql, const char *name, char id[ULID_SIZE], struct err *e)
{
	int n = db_query(db, sql, DB_ARGS(val_text(name)), take_id, id, e);

	return n < 0 ? -1 : n > 0;
}

static int find_site(struct user_cmd *u, struct db *db, char id[ULID_SIZE], struct err *e)
{
	if (!u->site) {
		return err_field(e, ERR_MISSING_FIELD, "--site", "a new organisation needs --site");
	}
	int found = find_named(db, "SELECT id FROM site WHERE id = $1 OR name = $1", u->site, id, e);
	return found > 0 ? 0 : found < 0 ? -1 : err_set(e, ERR_NOT_FOUND, tr("no site is called %s"), u->site);
}

static int make_org(struct user_cmd *u, struct db *db, enum role role, int64_t now, struct org **out, struct err *e)
{
	struct org *org = entity_new(&entity_org, &u->a);
	char site[ULID_SIZE];

	if (find_site(u, db, site, e) < 0) {
		return -1;
	}
	org->id = new_id(&u->a);
	org->site = arena_strdup(&u->a, site);
	org->name = u->org;
	org->kind = role == ROLE_CUSTOMER ? ORG_CUSTOMER : role == ROLE_PARTNER ? ORG_PARTNER : ORG_DESK;
	org->vis = VIS_SITE;
	if (role == ROLE_CUSTOMER) {
		org->customer = org->id;
	} else if (role == ROLE_PARTNER) {
		org->partner = org->id;
	}
	*out = org;
	return data_put(db, KIND_ORG, org, 0, now, e) < 0 ? -1 : member_add(db, site, org->id, e);
}

static int find_org(struct user_cmd *u, struct db *db, enum role role, int64_t now, struct org **out, struct err *e)
{
	char id[ULID_SIZE];
	void *obj;
	int found = find_named(db, "SELECT id FROM org WHERE id = $1 OR name = $1", u->org, id, e);

	if (found <= 0) {
		return found < 0 ? -1 : make_org(u, db, role, now, out, e);
	}
	found = data_get(db, KIND_ORG, id, &u->a, &obj, e);
	*out = obj;
	return found > 0 ? 0 : -1;
}

static int add(struct user_cmd *u, struct db *db, int64_t now, struct err *e)
{
	struct account *acc = entity_new(&entity_account, &u->a);
	int role = enum_find(&enum_role, u->role);
	struct org *org = NULL;

	if (role < 0) {
		return err_field(e, ERR_INVALID_FIELD, "--role", "customer, partner, operator, site_admin or admin");
	}
	if (find_org(u, db, (enum role)role, now, &org, e) < 0) {
		return -1;
	}
	u->object = acc->id = new_id(&u->a);
	acc->site = org->site;
	acc->login = u->login;
	acc->name = u->name;
	acc->role = role;
	acc->org = org->id;
	acc->org_name = org->name;
	acc->price_blind = u->price_blind;
	acc->lang = u->lang ? u->lang : "";
	acc->active = true;
	acc->vis = VIS_STAFF;
	return entity_check(&entity_account, acc, e) < 0 ? -1 : account_create(db, acc, u->hash, now, e);
}

static int find_account(struct user_cmd *u, struct db *db, struct account **acc, struct err *e)
{
	const char *hash;
	int found = account_password(db, u->login, &u->a, acc, &hash, e);

	if (found <= 0) {
		return found < 0 ? -1 : err_set(e, ERR_NOT_FOUND, tr("no user is called %s"), u->login);
	}
	u->object = (*acc)->id;
	return 0;
}

static int set_active(struct user_cmd *u, struct db *db, int64_t now, struct err *e)
{
	struct account *acc;

	if (find_account(u, db, &acc, e) < 0) {
		return -1;
	}
	acc->active = u->active;
	if (data_put(db, KIND_ACCOUNT, acc, -1, now, e) < 0) {
		return -1;
	}
	return u->active ? 0 : session_revoke_all(db, acc->id, e);
}

static int set_password(struct user_cmd *u, struct db *db, int64_t now, struct err *e)
{
	struct account *acc;

	(void)now;
	if (find_account(u, db, &acc, e) < 0 || account_set_password(db, acc->id, u->hash, e) < 0) {
		return -1;
	}
	return session_revoke_all(db, acc->id, e);
}

static int run_in_tx(struct db *db, void *arg, struct err *e)
{
	struct user_cmd *u = arg;
	int64_t now = clock_ms();

	if (u->fn(u, db, now, e) < 0) {
		return -1;
	}
	return audit_append(db, &(struct audit_row){.site = "", .actor = "local", .role = "local", .what = u->what,
		.kind = "account", .object = u->object, .result = "ok", .request_id = "", .addr = "", .at = now}, e);
}

static int run(struct cli *c, struct user_cmd *u)
{
	struct err e = ERR_NONE;
	struct cli_db d;

	if (cli_db_open(c, &d, &e) < 0) {
		return cli_fail(&e);
	}
	arena_init(&u->a);
	int r = db_tx(d.db, DB_WRITE, run_in_tx, u, &e);
	arena_finish(&u->a);
	cli_db_close(&d);
	return r < 0 ? cli_fail(&e) : CLI_OK;
}

static int run_with_password(struct cli *c, struct user_cmd *u)
{
	char hash[PASSWORD_HASH];
	struct err e = ERR_NONE;
	int r = crypto_init(&e);
	char *password = r < 0 ? NULL : cli_password();

	if (!password) {
		return r < 0 ? cli_fail(&e) : CLI_FAILED;
	}
	if (utf8_length(password, strlen(password)) < PASSWORD_LEAST) {
		r = err_set(&e, ERR_INVALID_FIELD, tr("a password has at least %d characters"), PASSWORD_LEAST);
	} else {
		r = password_hash(password, hash, &e);
	}
	secret_free(password);
	u->hash = hash;
	return r < 0 ? cli_fail(&e) : run(c, u);
}

static int print_account(void *arg, const struct val *cols, size_t n, struct err *e)
{
	(void)n, (void)e;
	printf("%-20s %-10s %-8s %-12s %s, %s\n", clean_arena(arg, cols[0].s), enum_wire(&enum_role, (int)cols[1].i),
		cols[2].i ? tr("active") : tr("disabled"), cols[3].i ? tr("price-blind") : "", clean_arena(arg, cols[4].s),
		clean_arena(arg, cols[5].s));
	return 0;
}

static int list(struct cli *c)
{
	struct err e = ERR_NONE;
	struct cli_db d;
	struct arena a;

	if (cli_rest(c, 1) != 0) {
		return CLI_USAGE;
	}
	if (cli_db_open(c, &d, &e) < 0) {
		return cli_fail(&e);
	}
	arena_init(&a);
	int r = db_query(d.db, "SELECT login, role, active, price_blind, name, org_name FROM account ORDER BY login",
		NULL, 0, print_account, &a, &e);
	arena_finish(&a);
	cli_db_close(&d);
	return r < 0 ? cli_fail(&e) : CLI_OK;
}

static int cli_user_add(struct cli *c)
{
	struct user_cmd u = {
		.what = "user.add", .fn = add, .login = cli_option(c, "--login"), .name = cli_option(c, "--name"),
		.role = cli_option(c, "--role"), .org = cli_option(c, "--org"), .site = cli_option(c, "--site"),
		.lang = cli_option(c, "--lang"), .price_blind = cli_flag(c, "--price-blind"),
	};

	if (cli_rest(c, 1) != 0) {
		return CLI_USAGE;
	}
	if (!u.login || !u.name || !u.role || !u.org) {
		fputs(tr("fettled: user add needs --login, --name, --role and --org\n"), stderr);
		return CLI_USAGE;
	}
	return run_with_password(c, &u);
}

int cli_user(struct cli *c)
{
	const char *verb = c->nargs > 0 ? c->args[0] : "";
	int r = cli_conf(c);

	if (r != 0) {
		return r;
	}
	if (streq(verb, "add")) {
		return cli_user_add(c);
	}
	if (streq(verb, "list")) {
		return list(c);
	}
	if (cli_rest(c, 2) != 0) {
		return CLI_USAGE;
	}
	struct user_cmd u = {.login = c->nargs > 1 ? c->args[1] : NULL};
	if (u.login && (streq(verb, "disable") || streq(verb, "enable"))) {
		u.active = streq(verb, "enable");
		u.what = u.active ? "user.enable" : "user.disable";
		u.fn = set_active;
		return run(c, &u);
	}
	if (u.login && streq(verb, "password")) {
		u.what = "user.password";
		u.fn = set_password;
		return run_with_password(c, &u);
	}
	fputs(tr("fettled: user add, list, disable LOGIN, enable LOGIN, or password LOGIN\n"), stderr);
	return CLI_USAGE;
}
