#ifndef SERVER_CONF_H
#define SERVER_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"

/*
 * What fettled runs by: /etc/fettled.conf, lines "key = value", '#' starts a comment
 * line. Every key is a row of one table in conf.c; man/fettled.8 lists them from
 * conf_describe(). Relative paths are relative to the current folder.
 */
#define CONF_PATH "/etc/fettled.conf"
#define CONF_KEYS_MAX 40

struct server_conf {
	char *db, *db_key, *data, *listen, *tls_cert, *tls_key, *log, *ready, *metrics_token;
	bool plain_http, forwarded;
	int64_t log_level;
	int64_t threads, readers, max_connections, max_per_address, connection_kib, answers_mib, timeout;
	int64_t body_kib, file_mib, files_mib_per_day, keep_free_mib;
	int64_t requests_per_minute, public_per_minute;
	int64_t signin_free, doorbells, token_idle_days, token_days, heartbeat;
	char *address; /* from listen */
	int port;
	int lines[CONF_KEYS_MAX]; /* where each key was set, by its row; 0: not in the file */
};

void conf_init(struct server_conf *c); /* the defaults */
void conf_finish(struct server_conf *c);
/* Sets one key. ERR_INVALID_FIELD naming the key when the value does not fit. */
int conf_set(struct server_conf *c, const char *key, const char *value, struct err *e);
/*
 * Reads a file over c, adding "FILE:LINE: what is wrong" lines to problems. Answers how
 * many there were, or -1 when the file cannot be read. Blocks.
 */
int conf_read(struct server_conf *c, const char *path, struct str *problems, struct err *e);
/* The line of the file that set this key, 0 none did. */
int conf_line(const struct server_conf *c, const char *key);
/* What only shows when all keys are known: missing halves, plain HTTP off the loopback. */
int conf_check(const struct server_conf *c, struct err *e);
/* Fills in what follows from the others (paths under data); call once, after all keys. */
void conf_complete(struct server_conf *c);
bool conf_loopback(const struct server_conf *c);
/* Is there a password in the database's address? */
bool conf_holds_password(const struct server_conf *c);
/* "key = default   # help" lines. */
void conf_describe(struct str *out);

#endif
