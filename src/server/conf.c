#include "conf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/i18n.h"

enum conf_type { CONF_TEXT, CONF_BOOL, CONF_INT, CONF_LEVEL };

struct conf_key {
	const char *name;
	enum conf_type type;
	size_t off;
	const char *dflt;
	int64_t min, max;
	const char *help;
};

#define TEXT(name, dflt, help) {#name, CONF_TEXT, offsetof(struct server_conf, name), dflt, 0, 0, help}
#define BOOL(name, help) {#name, CONF_BOOL, offsetof(struct server_conf, name), "no", 0, 1, help}
#define INT(name, dflt, min, max, help) \
	{#name, CONF_INT, offsetof(struct server_conf, name), dflt, min, max, help}

static const struct conf_key keys[] = {
	TEXT(data, ".", N_("folder for files, and for database and TLS key unless named")),
	TEXT(db, "", N_("sqlite:PATH or postgresql://...; default: fettled.db under data")),
	TEXT(db_key, "", N_("file with the key that seals the database (SQLite), made when absent; none: not sealed")),
	TEXT(listen, "127.0.0.1:8443", N_("address:port, [address]:port; port 0 takes a free one")),
	TEXT(tls_cert, "", N_("certificate chain, PEM; default: self-signed, made under data")),
	TEXT(tls_key, "", N_("private key, PEM, mode 0600")),
	BOOL(plain_http, N_("no TLS: only on the loopback, behind a proxy")),
	BOOL(forwarded, N_("with plain_http: the client's address is the last of X-Forwarded-For")),
	TEXT(log, "", N_("log file, reopened on SIGHUP; default: standard error")),
	{"log_level", CONF_LEVEL, offsetof(struct server_conf, log_level), "info", 0, 0,
		N_("debug, info, warn or error")},
	TEXT(metrics_token, "", N_("file with the token, mode 0600, for which /metrics answers; none: only admins may read it")),
	TEXT(ready, "", N_("file to write \"ADDRESS PORT PIN\" to when ready")),
	INT(threads, "2", 1, 64, N_("threads that serve connections")),
	INT(readers, "0", 0, 256, N_("database connections for reading; 0: as many as threads, and two")),
	INT(max_connections, "10000", 1, 1000000, N_("connections at once")),
	INT(max_per_address, "256", 1, 1000000, N_("connections at once from one address")),
	INT(connection_kib, "12", 8, 256, N_("memory for one connection's headers, KiB")),
	INT(answers_mib, "16", 0, 65536, N_("memory for answers to lists, kept while nothing is written, MiB")),
	INT(timeout, "60", 1, 3600, N_("seconds until an idle connection is closed")),
	INT(body_kib, "256", 1, 16384, N_("largest JSON request, KiB")),
	INT(file_mib, "64", 1, 4096, N_("largest file, MiB")),
	INT(files_mib_per_day, "4096", 1, 1000000, N_("what one account may upload in a day, MiB")),
	INT(keep_free_mib, "256", 0, 1000000, N_("room on the disk that files may not take, MiB")),
	INT(requests_per_minute, "3000", 1, 10000000, N_("requests of one account")),
	INT(public_per_minute, "600", 1, 10000000, N_("requests of one address that is not signed in")),
	INT(signin_free, "5", 1, 1000, N_("failed sign-ins of one user before a delay that doubles; of one address: four times as many")),
	INT(doorbells, "4", 1, 100000, N_("event streams of one account; one more closes the oldest")),
	INT(heartbeat, "20", 1, 300, N_("seconds between an event stream's signs of life")),
	INT(token_idle_days, "30", 1, 3650, N_("days until an unused sign-in ends")),
	INT(token_days, "90", 1, 3650, N_("days until any sign-in ends")),
};

_Static_assert(lengthof(keys) <= CONF_KEYS_MAX, "room for every key's line");

static char **text_at(struct server_conf *c, const struct conf_key *k)
{
	return (char **)(void *)((char *)c + k->off);
}

static int set_level(const char *value, int64_t *out)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};

	for (size_t i = 0; i < lengthof(names); i++) {
		if (strcmp(value, names[i]) == 0) {
			*out = (int64_t)i;
			return 0;
		}
	}
	return -1;
}

static int set_bool(const char *value, bool *out)
{
	bool yes = streq(value, "yes") || streq(value, "on") || streq(value, "true");
	bool no = streq(value, "no") || streq(value, "off") || streq(value, "false");

	if (!yes && !no) {
		return -1;
	}
	*out = yes;
	return 0;
}

static int set_listen(struct server_conf *c, const char *value)
{
	const char *colon = strrchr(value, ':');
	long long port;
	unsigned char buf[16];

	if (!colon || !parse_i64(colon + 1, &port) || port < 0 || port > 65535) {
		return -1;
	}
	bool bracket = value[0] == '[' && colon[-1] == ']';
	char *address = bracket ? xstrndup(value + 1, (size_t)(colon - value) - 2)
		: xstrndup(value, (size_t)(colon - value));
	if (inet_pton(AF_INET, address, buf) != 1 && (!bracket || inet_pton(AF_INET6, address, buf) != 1)) {
		free(address);
		return -1;
	}
	free(c->address);
	c->address = address;
	c->port = (int)port;
	return 0;
}

static int set_key(struct server_conf *c, const struct conf_key *k, const char *value, struct err *e)
{
	void *at = (char *)c + k->off;
	long long n;

	switch (k->type) {
	case CONF_TEXT:
		if (streq(k->name, "listen") && set_listen(c, value) < 0) {
			return err_field(e, ERR_INVALID_FIELD, k->name, tr("listen: \"%s\" is not ADDRESS:PORT"), value);
		}
		free(*text_at(c, k));
		*text_at(c, k) = xstrdup(value);
		return 0;
	case CONF_BOOL:
		return set_bool(value, at) == 0 ? 0
			: err_field(e, ERR_INVALID_FIELD, k->name, tr("%s: \"%s\" is neither yes nor no"), k->name, value);
	case CONF_LEVEL:
		return set_level(value, at) == 0 ? 0
			: err_field(e, ERR_INVALID_FIELD, k->name, tr("%s: \"%s\" is not debug, info, warn or error"), k->name, value);
	case CONF_INT:
		break;
	}
	if (!parse_i64(value, &n) || n < k->min || n > k->max) {
		return err_field(e, ERR_INVALID_FIELD, k->name, tr("%s: \"%s\" is not a number from %lld to %lld"),
			k->name, value, (long long)k->min, (long long)k->max);
	}
	*(int64_t *)at = n;
	return 0;
}

static int row_of(const char *key)
{
	for (size_t i = 0; i < lengthof(keys); i++) {
		if (strcmp(keys[i].name, key) == 0) {
			return (int)i;
		}
	}
	return -1;
}

int conf_line(const struct server_conf *c, const char *key)
{
	int i = row_of(key);

	return i < 0 ? 0 : c->lines[i];
}

int conf_set(struct server_conf *c, const char *key, const char *value, struct err *e)
{
	int i = row_of(key);

	return i >= 0 ? set_key(c, &keys[i], value, e) : err_field(e, ERR_INVALID_FIELD, key, tr("unknown key \"%s\""), key);
}

void conf_init(struct server_conf *c)
{
	memset(c, 0, sizeof(*c));
	for (size_t i = 0; i < lengthof(keys); i++) {
		set_key(c, &keys[i], keys[i].dflt, NULL);
	}
}

void conf_finish(struct server_conf *c)
{
	for (size_t i = 0; i < lengthof(keys); i++) {
		if (keys[i].type == CONF_TEXT) {
			free(*text_at(c, &keys[i]));
		}
	}
	free(c->address);
	memset(c, 0, sizeof(*c));
}

static char *trim(char *s)
{
	s += strspn(s, " \t\r");
	size_t n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1])) {
		s[--n] = '\0';
	}
	return s;
}

static int read_line(struct server_conf *c, char *line, int number, struct err *e)
{
	line = trim(line);
	if (*line == '\0' || *line == '#') {
		return 0;
	}
	char *equals = strchr(line, '=');
	if (!equals) {
		return err_set(e, ERR_INVALID, tr("not \"key = value\": %s"), line);
	}
	*equals = '\0';
	char *key = trim(line);
	int i = row_of(key);
	if (i >= 0) {
		c->lines[i] = number;
	}
	return conf_set(c, key, trim(equals + 1), e);
}

int conf_read(struct server_conf *c, const char *path, struct str *problems, struct err *e)
{
	struct str text = STR_INIT;
	int wrong = 0, number = 0;

	if (fs_read(path, 1 << 20, &text, e) < 0) {
		str_finish(&text);
		return -1;
	}
	char *rest = (char *)(uintptr_t)str_c(&text);
	for (char *line; (line = strsep(&rest, "\n"));) {
		struct err own = ERR_NONE;
		number++;
		if (read_line(c, line, number, &own) < 0) {
			str_addf(problems, "%s:%d: %s\n", path, number, own.text);
			wrong++;
		}
	}
	str_finish(&text);
	return wrong;
}

bool conf_loopback(const struct server_conf *c)
{
	return starts_with(c->address, "127.") || streq(c->address, "::1");
}

bool conf_holds_password(const struct server_conf *c)
{
	const char *user = strstr(c->db, "://"), *colon = user ? strchr(user + 3, ':') : NULL, *at = strchr(c->db, '@');

	return !starts_with(c->db, "sqlite:") && (strstr(c->db, "password=") || (colon && at && colon < at));
}

int conf_check(const struct server_conf *c, struct err *e)
{
	if (!*c->data) {
		return err_field(e, ERR_INVALID_FIELD, "data", "it names no folder");
	}
	if (c->plain_http && !conf_loopback(c)) {
		return err_field(e, ERR_INVALID_FIELD, "plain_http",
			"without TLS, listen must be on the loopback, not %s", c->address);
	}
	if (c->forwarded && !c->plain_http) {
		return err_field(e, ERR_INVALID_FIELD, "forwarded", "only with plain_http");
	}
	if (!*c->tls_cert != !*c->tls_key) {
		return err_field(e, ERR_INVALID_FIELD, *c->tls_cert ? "tls_key" : "tls_cert",
			"tls_cert and tls_key: one without the other");
	}
	if (*c->db && !starts_with(c->db, "sqlite:") && !starts_with(c->db, "postgresql://")
		&& !starts_with(c->db, "postgres://") && !starts_with(c->db, "pgsql:")) {
		return err_field(e, ERR_INVALID_FIELD, "db", "neither sqlite:PATH nor postgresql://...");
	}
	if (*c->db_key && *c->db && !starts_with(c->db, "sqlite:")) {
		return err_field(e, ERR_INVALID_FIELD, "db_key", "only with sqlite");
	}
	return 0;
}

static void fill(char **at, char *value)
{
	if (**at) {
		free(value);
		return;
	}
	free(*at);
	*at = value;
}

void conf_complete(struct server_conf *c)
{
	fill(&c->db, xasprintf("sqlite:%s/fettled.db", c->data));
	fill(&c->tls_cert, xasprintf("%s/tls-cert.pem", c->data));
	fill(&c->tls_key, xasprintf("%s/tls-key.pem", c->data));
	if (c->readers == 0) {
		c->readers = c->threads + 2;
	}
}

void conf_describe(struct str *out)
{
	for (size_t i = 0; i < lengthof(keys); i++) {
		str_addf(out, "# %s\n#%s = %s\n", tr(keys[i].help), keys[i].name, keys[i].dflt);
	}
}
