#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "answers.h"
#include "auth.h"
#include "conf.h"
#include "crew.h"
#include "limits.h"
#include "pool.h"
#include "tls.h"
#include "writer.h"

/*
 * A running fettled: its parts, made and ended in one order. Threads: the ones that serve
 * connections (and run reading endpoints), the writer, a small crew for slow work, the
 * ticker, and on PostgreSQL the listener for what other nodes write.
 */
struct MHD_Daemon;
struct bell;
struct files;
struct listener;
struct metrics;
struct patience;

struct server {
	const struct server_conf *conf;
	unsigned char *db_key;       /* locked memory, NULL: not sealed */
	struct db *writer_db;
	struct pool *readers;
	struct writer *writer;
	struct crew *crew;
	struct auth *auth;
	struct answers *answers;
	struct limits *limits;
	struct bell *bell;
	struct files *files;
	struct metrics *metrics;
	struct tls *tls;             /* NULL: plain HTTP */
	struct MHD_Daemon *mhd;
	char address[46];            /* INET6_ADDRSTRLEN */
	struct patience *patience;   /* as long as mhd */
	struct listener *listener;   /* PostgreSQL only */
	int64_t started;
	atomic_bool closing;
	atomic_int exchanges;        /* being answered now, and event streams */
	int idle;                    /* eventfd: there are none any more, while closing */
};

/*
 * Opens everything and serves. conf is complete and outlives the server. Makes a
 * self-signed certificate under data when none is configured and none is there.
 */
int server_start(struct server **out, const struct server_conf *conf, struct err *e);
/* Stops taking requests, answers those it has, ends the event streams, closes. */
void server_stop(struct server *s);
int server_port(const struct server *s);
const char *server_address(const struct server *s); /* that it listens on, as text */
/* Around what must be over before the server can stop; any thread. */
void server_enter(struct server *s);
void server_leave(struct server *s);
/* Could conf's address and port be listened on now? */
bool server_port_free(const struct server_conf *conf);
const char *server_pin(const struct server *s); /* "sha256//...", "" without TLS */
/* SIGHUP: reopens the log, loads the certificate again (keeping the old one on failure). */
void server_reload(struct server *s);

/* Opens the database that conf names, for reading or for the writer. */
int server_db_open(struct db **out, const struct server_conf *conf, const unsigned char *key,
	bool read_only, struct err *e);
/* The sealing key of conf, in locked memory; NULL with 0 when there is none. */
int server_db_key(const struct server_conf *conf, unsigned char **key, struct err *e);

/* PostgreSQL channels between nodes: something was written; sign-ins were ended. */
#define NOTIFY_CHANGE "fettle_change"
#define NOTIFY_AUTH "fettle_auth"

#define FETTLED_VERSION "0.1.0"

#endif
