#include "db/db.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops.h"

/* Eight pauses that double make 1.3 s; a try that itself waited long ends it earlier. */
enum { TRIES = 9, FIRST_PAUSE_MS = 5, LONGEST_MS = 15000 };

int db_open(struct db **out, const struct db_conf *conf, struct err *e)
{
	const char *url = conf->url ? conf->url : "";

	if (starts_with(url, "sqlite:")) {
		return sqlite_open(out, url + strlen("sqlite:"), conf, e);
	}
	if (conf->key) {
		return err_set(e, ERR_INVALID, "only SQLite databases can be sealed");
	}
	if (starts_with(url, "pgsql:")) {
		return pgsql_open(out, url + strlen("pgsql:"), conf, e);
	}
	if (starts_with(url, "postgresql://") || starts_with(url, "postgres://")) {
		return pgsql_open(out, url, conf, e);
	}
	return err_set(e, ERR_INVALID,
		"a database address begins with sqlite:, pgsql: or postgresql://");
}

void db_close(struct db *db)
{
	if (db) {
		db_rollback(db);
		db->ops->close(db);
	}
}

enum db_engine db_engine(const struct db *db)
{
	return db->engine;
}

/*
 * PostgreSQL refuses everything after a failed statement; SQLite would go on. The
 * stricter rule holds on both, so that what passes on one passes on the other.
 */
static int may_run(const struct db *db, struct err *e)
{
	if (db->state != DB_IDLE && db->failed) {
		return err_set(e, ERR_DB, "an earlier statement of this transaction failed");
	}
	return 0;
}

static int note(struct db *db, int r)
{
	if (r == -1 && db->state != DB_IDLE) {
		db->failed = true;
	}
	return r < 0 ? -1 : r;
}

int db_exec(struct db *db, const char *sql, const struct val *args, size_t nargs,
	struct err *e)
{
	if (may_run(db, e) != 0) {
		return -1;
	}
	return note(db, db->ops->exec(db, sql, args, nargs, e));
}

int db_script(struct db *db, const char *sql, struct err *e)
{
	if (may_run(db, e) != 0) {
		return -1;
	}
	return note(db, db->ops->script(db, sql, e));
}

int db_query(struct db *db, const char *sql, const struct val *args, size_t nargs,
	db_row_fn *row, void *arg, struct err *e)
{
	if (may_run(db, e) != 0) {
		return -1;
	}
	return note(db, db->ops->query(db, sql, args, nargs, row, arg, e));
}

struct int_cell {
	bool found;
	long long value;
};

static int take_int(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct int_cell *cell = arg;

	if (ncols && cols[0].type == VAL_NULL) {
		return 1;
	}
	if (!ncols || cols[0].type != VAL_INT) {
		return err_set(e, ERR_DB, "the query answered something else than a number");
	}
	cell->found = true;
	cell->value = cols[0].i;
	return 1;
}

int db_int(struct db *db, const char *sql, const struct val *args, size_t nargs,
	long long *out, struct err *e)
{
	struct int_cell cell = {0};

	if (db_query(db, sql, args, nargs, take_int, &cell, e) < 0) {
		return -1;
	}
	if (!cell.found) {
		return 0;
	}
	*out = cell.value;
	return 1;
}

int db_begin(struct db *db, enum db_mode mode, struct err *e)
{
	if (db->state != DB_IDLE) {
		return err_set(e, ERR_DB, "a transaction is open already");
	}
	if (db->ops->begin(db, mode, e) < 0) {
		return -1;
	}
	db->state = mode == DB_WRITE ? DB_WRITING : DB_READING;
	db->failed = false;
	return 0;
}

int db_commit(struct db *db, struct err *e)
{
	int r = -1;

	if (db->state == DB_IDLE) {
		return err_set(e, ERR_DB, "no transaction is open");
	}
	if (may_run(db, e) == 0) {
		r = db->ops->commit(db, e);
	}
	if (r < 0) {
		db->ops->rollback(db);
	}
	db->state = DB_IDLE;
	db->failed = false;
	return r < 0 ? -1 : 0;
}

void db_rollback(struct db *db)
{
	if (db->state != DB_IDLE) {
		db->ops->rollback(db);
		db->state = DB_IDLE;
		db->failed = false;
	}
}

static void pause_before(int try)
{
	struct timespec t = {0};
	long ms = FIRST_PAUSE_MS << try;

	t.tv_sec = ms / 1000;
	t.tv_nsec = ms % 1000 * 1000000;
	nanosleep(&t, NULL); /* allowed: nobody tells when another writer is done */
}

static int run_once(struct db *db, enum db_mode mode,
	int (*fn)(struct db *, void *, struct err *), void *arg, struct err *e)
{
	if (db_begin(db, mode, e) != 0) {
		return -1;
	}
	if (fn(db, arg, e) < 0) {
		db_rollback(db);
		return -1;
	}
	return db_commit(db, e);
}

int db_tx(struct db *db, enum db_mode mode, int (*fn)(struct db *, void *, struct err *),
	void *arg, struct err *e)
{
	struct err own = ERR_NONE;
	int64_t start = clock_mono_ms();
	int r = -1;

	for (int try = 0; try < TRIES; try++) {
		if (try) {
			pause_before(try - 1);
		}
		own = ERR_NONE;
		r = run_once(db, mode, fn, arg, &own);
		if (r == 0 || own.code != ERR_DB_RETRY || clock_mono_ms() - start > LONGEST_MS) {
			break;
		}
	}
	if (r != 0 && e) {
		*e = own;
	}
	return r;
}

static int savepoint(struct db *db, const char *verb, const char *name,
	struct err *e)
{
	char sql[96];

	if (db->state == DB_IDLE) {
		return err_set(e, ERR_DB, "a savepoint needs a transaction");
	}
	for (const char *p = name; *p || p == name; p++) {
		if (!isalnum((unsigned char)*p) && *p != '_') {
			return err_set(e, ERR_DB, "not a name for a savepoint");
		}
	}
	if ((size_t)snprintf(sql, sizeof(sql), "%s %s", verb, name) >= sizeof(sql)) {
		return err_set(e, ERR_DB, "the savepoint's name is too long");
	}
	return db->ops->script(db, sql, e);
}

int db_savepoint(struct db *db, const char *name, struct err *e)
{
	return may_run(db, e) != 0 ? -1 : note(db, savepoint(db, "SAVEPOINT", name, e));
}

int db_release(struct db *db, const char *name, struct err *e)
{
	return may_run(db, e) != 0 ? -1 :
		note(db, savepoint(db, "RELEASE SAVEPOINT", name, e));
}

int db_rollback_to(struct db *db, const char *name, struct err *e)
{
	if (savepoint(db, "ROLLBACK TO SAVEPOINT", name, e) < 0) {
		return note(db, -1);
	}
	db->failed = false;
	return 0;
}

int db_listen(struct db *db, const char *channel, struct err *e)
{
	return db->ops->listen ? db->ops->listen(db, channel, e) : 0;
}

int db_notify(struct db *db, const char *channel, struct err *e)
{
	if (!db->ops->notify) {
		return 0;
	}
	return may_run(db, e) != 0 ? -1 : note(db, db->ops->notify(db, channel, e));
}

int db_fd(const struct db *db)
{
	return db->ops->fd ? db->ops->fd(db) : -1;
}

int db_notifications(struct db *db, struct err *e)
{
	return db->ops->notifications ? db->ops->notifications(db, e) : 0;
}

int db_backup(struct db *db, const char *path, struct err *e)
{
	if (!db->ops->backup) {
		return err_set(e, ERR_INVALID, "use the database server's own backup (pg_dump)");
	}
	return db->ops->backup(db, path, e);
}

int db_integrity(struct db *db, struct err *e)
{
	return db->ops->integrity(db, e);
}
