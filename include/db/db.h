#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/val.h"

/*
 * SQL engines behind one interface: SQLite (optionally sealed page by page) and
 * PostgreSQL (libpq, loaded when first asked for). Both take the same SQL texts:
 * parameters are $1..$n and are bound by name, ids and times are made by us,
 * types are BIGINT, TEXT, BYTEA; no engine's dialect. All calls may block. A
 * struct db belongs to one thread at a time.
 *
 * Outcomes: >= 0 rows; -1 with ERR_DB_RETRY (soft: serialization, lost
 * connection before commit, busy), ERR_EXISTS (unique violation), ERR_DISK_FULL,
 * ERR_CORRUPT, ERR_MEMORY, ERR_READ_ONLY, ERR_IO, ERR_UNAVAILABLE (PostgreSQL: the connection
 * broke while a write was being committed, so it is not known whether it was made),
 * or ERR_DB (hard).
 *
 * Alike on both: LIKE minds case, text sorts by bytes (PostgreSQL: make the database
 * with collation C), foreign keys hold, a text holds no NUL, true is 1, a statement
 * takes exactly as many arguments as its highest $n. Mind PostgreSQL's types: an
 * integer does not compare with TEXT; where it cannot tell a type, say
 * CAST($1 AS TEXT). Numbers that are no whole 64-bit ones come as text.
 */
struct db;

struct db_conf {
	const char *url;   /* "sqlite:/path/file.db" or "postgresql://..." / "host=... dbname=..." behind "pgsql:" */
	bool read_only;
	bool durable;      /* commit reaches the disk before it returns (SQLite FULL) */
	const unsigned char *key; /* 32 bytes: seal every page (SQLite only); NULL: plain */
	int cache_kib;     /* SQLite page cache; 0 = engine's default */
	bool *log_cut;     /* to save what can be: a damaged log ends at the damage, and this is set; NULL: it is an error */
};

/* Makes the file (mode 0600) when absent. A wrong key answers ERR_KEY, a damaged file
   ERR_CORRUPT. */
int db_open(struct db **out, const struct db_conf *conf, struct err *e);
void db_close(struct db *db);

enum db_engine { DB_SQLITE, DB_PGSQL };
enum db_engine db_engine(const struct db *db);

/*
 * Runs one statement. The text should be a constant (statements are prepared once
 * and kept, found by their text). Answers rows changed.
 */
int db_exec(struct db *db, const char *sql, const struct val *args, size_t nargs,
	struct err *e);
/* Several statements parted by ';', without parameters: schemas. Not undone by itself
   when one fails: run it in a transaction. */
int db_script(struct db *db, const char *sql, struct err *e);

/*
 * Runs a query, calling row for every row; cols are valid only during the call.
 * row answers 0 to go on, 1 to stop, -1 to fail (having filled e). Answers the
 * number of rows seen. row may run other statements on the same db.
 */
typedef int db_row_fn(void *arg, const struct val *cols, size_t ncols, struct err *e);
int db_query(struct db *db, const char *sql, const struct val *args, size_t nargs,
	db_row_fn *row, void *arg, struct err *e);
/* First column of the first row as an integer; 1 found, 0 no row or NULL (out is left
   as it was), -1. */
int db_int(struct db *db, const char *sql, const struct val *args, size_t nargs,
	long long *out, struct err *e);

#define DB_ARGS(...) (const struct val[]){__VA_ARGS__}, \
	sizeof((const struct val[]){__VA_ARGS__}) / sizeof(struct val)

/*
 * SQLite only: the aggregate bits(n), a set of whole numbers from 0 to DB_BITS_MAX as bytes, n being bit n % 8 of byte n / 8
 * (others are left out; NULL: none). For sets of many rows, which to hand over one by one costs more than to find them.
 */
#define DB_BITS_MAX 0x7fffffff

/*
 * Transactions. db_tx() runs fn inside one, commits when it answers 0, rolls back
 * when it answers -1, and runs it again (bounded, with growing pauses) when the
 * failure was ERR_DB_RETRY; so fn must have no effect outside the database.
 * DB_WRITE takes the right to write at once: SQLite BEGIN IMMEDIATE; PostgreSQL
 * an advisory transaction lock, so that many nodes write in one order and change
 * numbers have no gaps for readers.
 * DB_READ sees one snapshot and refuses to write (ERR_READ_ONLY).
 * Nested use inside fn: db_savepoint/db_release/db_rollback_to with a name. On both
 * engines a failed statement ends the transaction: all but rolling back, wholly or to
 * a savepoint, is then refused with ERR_DB. So expect a unique violation only behind
 * a savepoint, or write ON CONFLICT.
 */
enum db_mode { DB_READ, DB_WRITE };
int db_tx(struct db *db, enum db_mode mode, int (*fn)(struct db *, void *, struct err *),
	void *arg, struct err *e);
int db_begin(struct db *db, enum db_mode mode, struct err *e);
int db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db);
int db_savepoint(struct db *db, const char *name, struct err *e);
int db_release(struct db *db, const char *name, struct err *e);
int db_rollback_to(struct db *db, const char *name, struct err *e);

/*
 * PostgreSQL LISTEN/NOTIFY; on SQLite notify is a no-op and the fd is -1. Inside a
 * transaction a notification goes out with the commit. Listen on a connection that
 * runs nothing else (what arrives during another call does not wake the fd).
 * A lost connection is replaced by db_notifications(), which then answers 1, since
 * some may have been missed; ask db_fd() again after it.
 */
int db_listen(struct db *db, const char *channel, struct err *e);
int db_notify(struct db *db, const char *channel, struct err *e);
int db_fd(const struct db *db);
/* Reads what has arrived; answers how many notifications there were. */
int db_notifications(struct db *db, struct err *e);

/* Copies a SQLite database while it is in use, into a new file (plain or sealed as
   the source), which appears when it is whole. ERR_EXISTS when path is there,
   ERR_INVALID on PostgreSQL. Not inside a transaction. */
int db_backup(struct db *db, const char *path, struct err *e);
/* The engine's own check of the whole file, and of every page of a sealed one;
   PostgreSQL is only asked whether it answers. ERR_CORRUPT. */
int db_integrity(struct db *db, struct err *e);

/*
 * Numbered migrations: texts "NNNN-name.sql" applied once each, in order, each in
 * one transaction, and remembered in table migration(n, name, at). A database
 * newer than the program is refused.
 */
struct db_migration { int n; const char *name; const char *sql; };
int db_migrate(struct db *db, const struct db_migration *list, size_t n, struct err *e);

#endif
