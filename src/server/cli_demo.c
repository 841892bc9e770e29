#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "cli.h"
#include "crypto/crypto.h"
#include "server.h"
#include "server/data.h"
#include "server/demo.h"

/*
 * DIR: fettled.db, files/, tls-*.pem, accounts (roles, users and passwords, written when the
 * data is complete), port, lock, log, demo.env and demo.pid (while it serves).
 */
static const char *const roles[] = {"partner", "customer", "operator", "site_admin", "admin", "price_blind"};
enum { ROLES = lengthof(roles), PASSWORD_BYTES = 12, SCALE_MAX = 1000 };

struct demo {
	char *dir;
	struct server_conf *conf;
	int scale;
	struct demo_account accounts[ROLES];
	struct arena a;
};

static int write_text(const struct demo *d, const char *name, const struct str *text, struct err *e)
{
	char *path = fs_join(d->dir, name);
	int r = fs_write(path, str_c(text), text->len, 0600, e);

	free(path);
	return r;
}

/* One demo a folder: two would write one database without knowing of each other. */
static int lock_folder(const struct demo *d, struct err *e)
{
	char *path = fs_join(d->dir, "lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int r = fd < 0 ? err_errno(e, path) : 0;

	if (r == 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		r = err_set(e, ERR_EXISTS, tr("a demo runs in %s already; see demo.env and demo.pid there"), d->dir);
		close(fd);
	}
	free(path);
	return r;
}

static void make_accounts(struct demo *d)
{
	unsigned char bytes[PASSWORD_BYTES];
	char text[PASSWORD_BYTES * 2];

	for (int i = 0; i < ROLES; i++) {
		crypto_random(bytes, sizeof(bytes));
		b64_encode(bytes, sizeof(bytes), text, sizeof(text));
		d->accounts[i] = (struct demo_account){roles[i], roles[i], arena_strdup(&d->a, text)};
	}
}

static int save_accounts(struct demo *d, struct err *e)
{
	struct str text = STR_INIT;

	for (int i = 0; i < ROLES; i++) {
		str_addf(&text, "%s %s %s\n", d->accounts[i].role, d->accounts[i].login, d->accounts[i].password);
	}
	int r = write_text(d, "accounts", &text, e);
	str_finish(&text);
	return r;
}

/* "role login password" */
static bool take_account(struct demo *d, int i, char *line)
{
	char *role = strsep(&line, " "), *login = strsep(&line, " "), *password = strsep(&line, " ");

	if (!streq(role, roles[i]) || !login || !password) {
		return false;
	}
	d->accounts[i] = (struct demo_account){roles[i], arena_strdup(&d->a, login), arena_strdup(&d->a, password)};
	return true;
}

/* 1 read, 0 not there or not of this version. */
static int load_accounts(struct demo *d)
{
	char *path = fs_join(d->dir, "accounts");
	struct str text = STR_INIT;
	int n = 0;

	if (access(path, F_OK) == 0 && fs_read(path, 1 << 16, &text, NULL) == 0) {
		char *rest = text.s;
		for (char *line; n < ROLES && (line = strsep(&rest, "\n")) && take_account(d, n, line);) {
			n++;
		}
	}
	str_finish(&text);
	free(path);
	return n == ROLES;
}

static void remove_database(const struct demo *d)
{
	static const char *const names[] = {"fettled.db", "fettled.db-wal", "fettled.db-shm"};

	for (size_t i = 0; i < lengthof(names); i++) {
		char *path = fs_join(d->dir, names[i]);
		unlink(path);
		free(path);
	}
}

static int fill_new(struct demo *d, struct err *e)
{
	char *files = fs_join(d->dir, "files");
	struct demo_conf conf = {.files_dir = files, .scale = d->scale, .accounts = d->accounts, .naccounts = ROLES};
	struct db *db = NULL;

	remove_database(d); /* one that was never finished */
	make_accounts(d);
	int r = server_db_open(&db, d->conf, NULL, false, e) < 0 || data_prepare(db, e) < 0
		|| demo_fill(db, &conf, e) < 0 ? -1 : 0;
	db_close(db);
	free(files);
	return r < 0 ? -1 : save_accounts(d, e);
}

static int last_port(const struct demo *d)
{
	char *path = fs_join(d->dir, "port");
	struct str text = STR_INIT;
	long long port = 0;

	if (fs_read(path, 16, &text, NULL) < 0 || !parse_i64(str_c(&text), &port) || port < 1 || port > 65535) {
		port = 0;
	}
	str_finish(&text);
	free(path);
	return (int)port;
}

static void add_env(struct str *out, const struct demo_account *acc)
{
	char name[32];
	size_t n = 0;

	for (; acc->role[n] && n < sizeof(name) - 1; n++) {
		char ch = acc->role[n];
		name[n] = ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch;
	}
	name[n] = '\0';
	str_addf(out, "FETTLE_%s_USER=%s\nFETTLE_%s_PASSWORD=%s\n", name, acc->login, name, acc->password);
}

static int say_ready(void *arg, const char *address, int port, const char *pin, struct err *e)
{
	struct demo *d = arg;
	struct str text = STR_INIT;
	int r;

	str_addf(&text, "%d", port);
	r = write_text(d, "port", &text, e);
	str_clear(&text);
	str_addf(&text, "%d\n", (int)getpid());
	r = r < 0 ? -1 : write_text(d, "demo.pid", &text, e);
	str_clear(&text);
	str_addf(&text, "FETTLE_SERVER=https://%s:%d\nFETTLE_PIN=%s\n", address, port, pin);
	for (int i = 0; i < ROLES; i++) {
		add_env(&text, &d->accounts[i]);
	}
	r = r < 0 ? -1 : write_text(d, "demo.env", &text, e);
	str_finish(&text);
	if (r == 0) {
		printf(tr("The demo serves on https://%s:%d; users and passwords are in %s/demo.env\n"), address, port, d->dir);
		fflush(stdout);
	}
	return r;
}

static int set(struct demo *d, const char *key, const char *value, struct err *e)
{
	return conf_set(d->conf, key, value, e);
}

static int configure(struct demo *d, int port, struct err *e)
{
	char *listen = xasprintf("127.0.0.1:%d", port), *log = fs_join(d->dir, "log");
	/* everybody comes from one address */
	int r = set(d, "data", d->dir, e) < 0 || set(d, "listen", listen, e) < 0 || set(d, "log", log, e) < 0
		|| set(d, "max_per_address", "20000", e) < 0 || set(d, "public_per_minute", "100000", e) < 0 ? -1 : 0;

	free(listen);
	free(log);
	return r;
}

static bool port_is_free(int port)
{
	char *url = xasprintf("127.0.0.1:%d", port);
	struct server_conf probe;

	conf_init(&probe);
	bool ok = conf_set(&probe, "listen", url, NULL) == 0 && server_port_free(&probe);
	conf_finish(&probe);
	free(url);
	return ok;
}

/* demo.env and demo.pid say that it serves; one that was killed has left them. */
static void remove_signs(const struct demo *d)
{
	static const char *const names[] = {"demo.env", "demo.pid"};

	for (size_t i = 0; i < lengthof(names); i++) {
		char *path = fs_join(d->dir, names[i]);
		unlink(path);
		free(path);
	}
}

static int run(struct demo *d, int port, struct err *e)
{
	if (fs_mkdirs(d->dir, 0700, e) < 0 || lock_folder(d, e) < 0 || crypto_init(e) < 0) {
		return cli_fail(e);
	}
	remove_signs(d);
	if (port == 0) {
		port = last_port(d);
		port = port && port_is_free(port) ? port : 0;
	}
	if (configure(d, port, e) < 0) {
		return cli_fail(e);
	}
	conf_complete(d->conf);
	if (!load_accounts(d)) {
		fputs(tr("Filling a new demo...\n"), stderr);
		if (fill_new(d, e) < 0) {
			return cli_fail(e);
		}
	}
	serve_block_signals();
	int r = serve_until_stopped(d->conf, say_ready, d);
	remove_signs(d);
	return r;
}

static bool number(const char *text, long long min, long long max, int *out)
{
	long long n;

	if (!text) {
		return true;
	}
	if (!parse_i64(text, &n) || n < min || n > max) {
		return false;
	}
	*out = (int)n;
	return true;
}

int cli_demo(struct cli *c)
{
	const char *dir = cli_option(c, "--dir"), *port_text = cli_option(c, "--port"), *scale = cli_option(c, "--scale");
	struct demo d = {.conf = &c->conf, .scale = 1};
	struct err e = ERR_NONE;
	int port = 0, r = cli_rest(c, 0);

	if (r == 0 && (!dir || !number(port_text, 0, 65535, &port) || !number(scale, 1, SCALE_MAX, &d.scale))) {
		fprintf(stderr, tr("fettled: demo --dir DIR [--port N] [--scale 1..%d]\n"), SCALE_MAX);
		r = CLI_USAGE;
	}
	if (r != 0) {
		return r;
	}
	/* a demo never runs on what /etc/fettled.conf names */
	conf_finish(&c->conf);
	conf_init(&c->conf);
	d.dir = xstrdup(dir);
	arena_init(&d.a);
	r = run(&d, port, &e);
	arena_finish(&d.a);
	free(d.dir);
	return r;
}
