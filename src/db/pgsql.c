#include "pgsql.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/str.h"

/* One lock for all writers of a database, in the key space of fettled ("fett"). */
#define WRITE_LOCK "1717924980"

enum { OLDEST_SERVER = 120000 };

/* Notices may quote what a user typed. */
static void ignore_notice(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int pg_listen_again(struct pgsql_db *p, const char *channel, struct err *e)
{
	enum pg_trouble why = PG_REFUSED;
	char *name = p->pq.PQescapeIdentifier(p->conn, channel, strlen(channel));

	if (!name) {
		return err_set(e, ERR_DB, "not a name for a channel");
	}
	char *sql = xasprintf("LISTEN %s", name);
	int r = pg_simple(p, sql, &why, e);
	free(sql);
	p->pq.PQfreemem(name);
	return r;
}

/*
 * The limits keep one stuck node from holding up the others: a lock not had in time
 * is a retry, a transaction left open is ended by the server.
 */
static int settle(struct pgsql_db *p, struct err *e)
{
	enum pg_trouble why = PG_REFUSED;
	struct str sql = STR_INIT;
	const char *encoding = p->pq.PQparameterStatus(p->conn, "server_encoding");

	if (p->pq.PQserverVersion(p->conn) < OLDEST_SERVER) {
		return err_set(e, ERR_DB, "PostgreSQL 12 or newer is needed");
	}
	if (!streq(encoding, "UTF8")) {
		return err_set(e, ERR_DB, "the database must be in UTF8, it is in %s",
			encoding ? encoding : "something else");
	}
	str_add(&sql, "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';"
		"SET bytea_output = 'hex'; SET standard_conforming_strings = on; SET jit = off;"
		"SET client_min_messages = 'warning'; SET timezone = 'UTC';");
	str_addf(&sql, "SET synchronous_commit = %s;", p->durable ? "on" : "off");
	str_addf(&sql, "SET default_transaction_read_only = %s;", p->read_only ? "on" : "off");
	int r = pg_simple(p, str_c(&sql), &why, e);
	str_finish(&sql);
	for (size_t i = 0; r == 0 && i < p->channels.n; i++) {
		r = pg_listen_again(p, p->channels.v[i], e);
	}
	return r;
}

int pg_reconnect(struct pgsql_db *p, struct err *e)
{
	pg_forget_all(p);
	p->pq.PQreset(p->conn);
	if (!pg_alive(p) || settle(p, e) != 0) {
		return err_set(e, ERR_DB_RETRY, "the database server does not answer");
	}
	log_info("connected to the database again");
	return 0;
}

static int begin_once(struct pgsql_db *p, enum db_mode mode, enum pg_trouble *why,
	struct err *e)
{
	/* in READ COMMITTED the snapshot is newer than the lock */
	return pg_simple(p, mode == DB_WRITE ?
		"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(" WRITE_LOCK ")" :
		"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", why, e);
}

static void pg_rollback(struct db *db)
{
	struct pgsql_db *p = (struct pgsql_db *)db;

	if (pg_alive(p) && p->pq.PQtransactionStatus(p->conn) != PQTRANS_IDLE) {
		p->pq.PQclear(p->pq.PQexec(p->conn, "ROLLBACK"));
	}
}

/* Nothing has been done yet, so a dead connection is simply replaced. */
static int pg_begin(struct db *db, enum db_mode mode, struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;
	enum pg_trouble why = PG_REFUSED;

	if (pg_ready(p, e) != 0) {
		return -1;
	}
	if (begin_once(p, mode, &why, e) == 0) {
		return 0;
	}
	if (why == PG_REFUSED || pg_reconnect(p, e) != 0) {
		pg_rollback(db);
		return -1;
	}
	return begin_once(p, mode, &why, e);
}

static int pg_commit(struct db *db, struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;
	PGresult *res = p->pq.PQexec(p->conn, "COMMIT");

	if (p->pq.PQresultStatus(res) != PGRES_COMMAND_OK) {
		if (pg_fail(p, res, e) == PG_LOST && db->state == DB_WRITING) {
			err_set(e, ERR_UNAVAILABLE, "the connection to the database was lost, "
				"it is not known whether the change was made");
		}
		return -1;
	}
	/* what the server answers when the transaction had failed */
	bool undone = starts_with(p->pq.PQcmdStatus(res), "ROLLBACK");
	p->pq.PQclear(res);
	return undone ? err_set(e, ERR_DB, "the transaction had failed") : 0;
}

static int pg_script(struct db *db, const char *sql, struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;
	enum pg_trouble why = PG_REFUSED;

	if (db->state == DB_IDLE && pg_ready(p, e) != 0) {
		return -1;
	}
	if (pg_simple(p, sql, &why, e) == 0) {
		return 0;
	}
	if (why == PG_LOST && db->state == DB_IDLE) {
		err_set(e, ERR_UNAVAILABLE, "the connection to the database was lost");
	}
	return -1;
}

static int pg_listen(struct db *db, const char *channel, struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;

	if (pg_ready(p, e) != 0) {
		return -1;
	}
	if (pg_listen_again(p, channel, e) != 0) {
		return -1;
	}
	*vec_add(&p->channels) = xstrdup(channel);
	return 0;
}

static int pg_notify(struct db *db, const char *channel, struct err *e)
{
	return pg_exec(db, "SELECT pg_notify($1, '')", DB_ARGS(val_text(channel)), e) < 0 ?
		-1 : 0;
}

static int pg_fd(const struct db *db)
{
	const struct pgsql_db *p = (const struct pgsql_db *)db;
	return p->pq.PQsocket(p->conn);
}

/* After a reconnection one is made up: some may have been missed. */
static int pg_notifications(struct db *db, struct err *e)
{
	struct pgsql_db *p = (struct pgsql_db *)db;
	PGnotify *n;
	int count = 0;

	if (!pg_still_there(p)) {
		return pg_reconnect(p, e) != 0 ? -1 : 1;
	}
	while ((n = p->pq.PQnotifies(p->conn))) {
		p->pq.PQfreemem(n);
		count++;
	}
	return count;
}

static int pg_integrity(struct db *db, struct err *e)
{
	return pg_exec(db, "SELECT 1", NULL, 0, e) < 0 ? -1 : 0;
}

static void pg_close(struct db *db)
{
	struct pgsql_db *p = (struct pgsql_db *)db;

	if (p->conn) {
		p->pq.PQfinish(p->conn);
	}
	map_destroy(p->stmts, free);
	for (size_t i = 0; i < p->channels.n; i++) {
		free(p->channels.v[i]);
	}
	vec_finish(&p->channels);
	libpq_unload(&p->pq);
	free(p);
}

static const struct db_ops pgsql_ops = {
	.close = pg_close,
	.exec = pg_exec,
	.query = pg_query,
	.script = pg_script,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.listen = pg_listen,
	.notify = pg_notify,
	.fd = pg_fd,
	.notifications = pg_notifications,
	.integrity = pg_integrity,
};

/* What stands before the address can be changed by it. */
static PGconn *start(struct pgsql_db *p, const char *conninfo)
{
	static const char *const names[] = {"connect_timeout", "tcp_user_timeout",
		"keepalives_idle", "keepalives_interval", "keepalives_count",
		"fallback_application_name", "dbname", "client_encoding", NULL};
	const char *const values[] = {"5", "20000", "10", "5", "3", "fettled", conninfo,
		"UTF8", NULL};

	return p->pq.PQconnectdbParams(names, values, 1);
}

int pgsql_open(struct db **out, const char *conninfo, const struct db_conf *conf,
	struct err *e)
{
	struct pgsql_db *p = xcalloc(1, sizeof(*p));

	p->db.ops = &pgsql_ops;
	p->db.engine = DB_PGSQL;
	p->durable = conf->durable;
	p->read_only = conf->read_only;
	p->stmts = map_create();
	if (libpq_load(&p->pq, e) != 0) {
		goto fail;
	}
	p->conn = start(p, conninfo);
	if (!p->conn || !pg_alive(p)) {
		const char *text = p->conn ? p->pq.PQerrorMessage(p->conn) : "no memory";
		err_set(e, ERR_DB, "%.*s", (int)strcspn(text, "\n"), text);
		goto fail;
	}
	p->pq.PQsetNoticeProcessor(p->conn, ignore_notice, NULL);
	if (settle(p, e) != 0) {
		goto fail;
	}
	*out = &p->db;
	return 0;
fail:
	pg_close(&p->db);
	return -1;
}
