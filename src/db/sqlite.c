#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"
#include "crypto/crypto.h"

enum { BUSY_MS = 5000, WAL_KEEP = 64 << 20 };

static int sqlite_script(struct db *db, const char *sql, struct err *e)
{
	struct sqlite_db *s = (struct sqlite_db *)db;

	if (sqlite3_exec(s->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
		return sqlite_fail(s, e);
	}
	return 0;
}

static int sqlite_begin(struct db *db, enum db_mode mode, struct err *e)
{
	return stmt_exec(db, mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, e);
}

static int sqlite_commit(struct db *db, struct err *e)
{
	return stmt_exec(db, "COMMIT", NULL, 0, e);
}

/* After some errors SQLite has rolled back by itself. */
static void sqlite_rollback(struct db *db)
{
	struct sqlite_db *s = (struct sqlite_db *)db;

	if (!sqlite3_get_autocommit(s->handle)) {
		stmt_exec(db, "ROLLBACK", NULL, 0, NULL);
	}
}

static void sqlite_close(struct db *db)
{
	struct sqlite_db *s = (struct sqlite_db *)db;

	stmt_forget_all(s);
	map_destroy(s->stmts, NULL);
	sqlite3_close(s->handle);
	sealed_vfs_destroy(s->vfs);
	free(s);
}

static const struct db_ops sqlite_ops = {
	.close = sqlite_close,
	.exec = stmt_exec,
	.query = stmt_query,
	.script = sqlite_script,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.backup = sqlite_backup,
	.integrity = sqlite_integrity,
};

/* The engine's words, unless the sealing layer knows better. */
static int open_failed(struct sqlite_db *s, const char *path, struct err *e)
{
	switch (s->vfs ? sealed_vfs_fault(s->vfs) : SEALED_OK) {
	case SEALED_WRONG_KEY:
		return err_set(e, ERR_KEY, "the key does not open %s", path);
	case SEALED_NOT_SEALED:
		return err_set(e, ERR_KEY, "%s is not sealed", path);
	case SEALED_DAMAGED:
		return err_set(e, ERR_CORRUPT, "%s is damaged", path);
	case SEALED_OK:
		break;
	}
	sqlite_fail(s, e);
	if (e && sqlite3_errcode(s->handle) == SQLITE_NOTADB) {
		err_set(e, ERR_CORRUPT, "%s is damaged, or sealed and opened without its key",
			path);
	}
	return -1;
}

/* The files beside it (-wal, -shm) take over its mode. */
static int make_private(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		return errno == EEXIST ? 0 : err_errno(e, path);
	}
	close(fd);
	return 0;
}

static int open_handle(struct sqlite_db *s, const char *path,
	const struct db_conf *conf, struct err *e)
{
	int reserve = CRYPTO_OVERHEAD;

	if (conf->key) {
		s->vfs = sealed_vfs_create(conf->key, conf->log_cut, e);
		if (!s->vfs) {
			return -1;
		}
	}
	int rc = sqlite3_open_v2(path, &s->handle, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		s->vfs ? sealed_vfs_name(s->vfs) : NULL);
	if (rc == SQLITE_OK && conf->key) {
		rc = sqlite3_file_control(s->handle, "main", SQLITE_FCNTL_RESERVE_BYTES,
			&reserve);
	}
	if (rc == SQLITE_OK) {
		rc = bits_register(s->handle);
	}
	if (rc != SQLITE_OK) {
		return open_failed(s, path, e);
	}
	sqlite3_busy_timeout(s->handle, BUSY_MS);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (conf->log_cut) {
		/* closing must not do away with the rest of a damaged log */
		sqlite3_db_config(s->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	}
	return 0;
}

static int see_mode(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols;
	(void)e;
	*(bool *)arg = streq(cols[0].s, "wal");
	return 0;
}

static int ask_mode(struct sqlite_db *s, const char *sql, bool *wal, struct err *e)
{
	return stmt_query(&s->db, sql, NULL, 0, see_mode, wal, e) < 0 ? -1 : 0;
}

/*
 * The switch to WAL writes page 1 under the mode before it, so a rollback journal
 * must not be that mode: it would not be sealed. Two that open a new file at once
 * get in each other's way without the busy handler being asked.
 */
static int enter_wal(struct sqlite_db *s, const char *path, bool read_only,
	struct err *e)
{
	bool wal = false;
	int r = -1;

	for (int try = 0; try < 200; try++) {
		struct err own = ERR_NONE;
		r = ask_mode(s, "PRAGMA journal_mode", &wal, &own);
		if (r == 0 && !wal && !read_only) {
			r = s->vfs ? ask_mode(s, "PRAGMA journal_mode = MEMORY", &wal, &own) : 0;
			r = r || wal ? r : ask_mode(s, "PRAGMA journal_mode = WAL", &wal, &own);
		}
		if (r == 0 || own.code != ERR_DB_RETRY) {
			break;
		}
		sqlite3_sleep(5);
	}
	if (r != 0) {
		return open_failed(s, path, e);
	}
	return wal || read_only ? 0 : err_set(e, ERR_DB, "%s cannot use a write-ahead log", path);
}

static int settle(struct sqlite_db *s, const struct db_conf *conf, struct err *e)
{
	struct str sql = STR_INIT;
	int r;

	str_add(&sql, "PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON;");
	str_addf(&sql, "PRAGMA synchronous = %s;", conf->durable ? "FULL" : "NORMAL");
	str_addf(&sql, "PRAGMA journal_size_limit = %d;", WAL_KEEP);
	if (conf->cache_kib > 0) {
		str_addf(&sql, "PRAGMA cache_size = -%d;", conf->cache_kib);
	}
	if (conf->read_only) {
		str_add(&sql, "PRAGMA query_only = ON;");
	}
	r = sqlite_script(&s->db, str_c(&sql), e);
	str_finish(&sql);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return r;
}

static struct sqlite_db *sqlite_create(void)
{
	struct sqlite_db *s = xcalloc(1, sizeof(*s));

	s->db.ops = &sqlite_ops;
	s->db.engine = DB_SQLITE;
	s->stmts = map_create();
	return s;
}

/* "file:" at the head would be read as a URI. */
static char *plain_path(const char *path)
{
	return path[0] == '/' ? xstrdup(path) : xasprintf("./%s", path);
}

/* Counting memory takes one lock for all threads, at every allocation; nobody asks for the count. */
static void set_up_once(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int sqlite_open(struct db **out, const char *name, const struct db_conf *conf,
	struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char *path = plain_path(name);
	int r = -1;

	pthread_once(&once, set_up_once);
	struct sqlite_db *s = sqlite_create();

	if (!*name) {
		err_set(e, ERR_INVALID, "the database address names no file");
		goto out;
	}
	if (!conf->read_only && make_private(path, e) != 0) {
		goto out;
	}
	if (open_handle(s, path, conf, e) != 0 ||
			sqlite_script(&s->db, "PRAGMA page_size = 4096; PRAGMA temp_store = MEMORY",
				e) != 0 ||
			enter_wal(s, path, conf->read_only, e) != 0 || settle(s, conf, e) != 0) {
		goto out;
	}
	*out = &s->db;
	s = NULL;
	r = 0;
out:
	if (s) {
		sqlite_close(&s->db);
	}
	free(path);
	return r;
}
