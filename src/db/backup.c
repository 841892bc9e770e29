#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "crypto/crypto.h"
#include "sqlite.h"

enum { PATIENCE = 1000, PAUSE_MS = 5 };

static int fail(sqlite3 *h, struct err *e)
{
	int rc = sqlite3_errcode(h);

	return err_set(e, rc == SQLITE_FULL ? ERR_DISK_FULL :
		rc == SQLITE_BUSY ? ERR_DB_RETRY : ERR_DB, "%s", sqlite3_errmsg(h));
}

/* Without a journal: a copy that fails is thrown away. */
static int open_copy(struct sqlite_db *s, const char *path, sqlite3 **out, struct err *e)
{
	int reserve = CRYPTO_OVERHEAD;

	if (sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			s->vfs ? sealed_vfs_name(s->vfs) : NULL) != SQLITE_OK) {
		return fail(*out, e);
	}
	if (s->vfs && sqlite3_file_control(*out, "main", SQLITE_FCNTL_RESERVE_BYTES,
			&reserve) != SQLITE_OK) {
		return fail(*out, e);
	}
	if (sqlite3_exec(*out, "PRAGMA journal_mode = OFF; PRAGMA temp_store = MEMORY",
			NULL, NULL, NULL) != SQLITE_OK) {
		return fail(*out, e);
	}
	return 0;
}

/* In one step, so that a busy writer cannot make it begin again for ever. */
static int copy_pages(struct sqlite_db *s, sqlite3 *to, struct err *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", s->handle, "main");
	int rc = SQLITE_BUSY;

	if (!b) {
		return fail(to, e);
	}
	for (int try = 0; try < PATIENCE; try++) {
		rc = sqlite3_backup_step(b, -1);
		if (rc != SQLITE_BUSY && rc != SQLITE_LOCKED) {
			break;
		}
		sqlite3_sleep(PAUSE_MS);
	}
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? 0 : fail(to, e);
}

static int make_copy(struct sqlite_db *s, const char *path, struct err *e)
{
	sqlite3 *to = NULL;
	int r = -1;

	if (open_copy(s, path, &to, e) == 0 && copy_pages(s, to, e) == 0) {
		r = 0;
	}
	sqlite3_close(to);
	return r;
}

static int sync_file(int fd, const char *path, struct err *e)
{
	return fsync(fd) == 0 ? 0 : err_errno(e, path);
}

/* The name appears when the copy is whole, and never over another file. */
int sqlite_backup(struct db *db, const char *path, struct err *e)
{
	struct sqlite_db *s = (struct sqlite_db *)db;
	char *tmp = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(tmp, O_CLOEXEC);
	int r = -1;

	if (fd < 0) {
		err_errno(e, path);
		goto out;
	}
	if (make_copy(s, tmp, e) != 0 || sync_file(fd, path, e) != 0) {
		goto out;
	}
	if (link(tmp, path) != 0) {
		if (errno == EEXIST) {
			err_set(e, ERR_EXISTS, "%s exists already", path);
		} else {
			err_errno(e, path);
		}
		goto out;
	}
	if (fs_sync_dir_of(path) != 0) {
		err_errno(e, path);
		goto out;
	}
	r = 0;
out:
	if (fd >= 0) {
		unlink(tmp);
		close(fd);
	}
	free(tmp);
	return r;
}

static int see_finding(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)arg;
	(void)ncols;
	if (streq(cols[0].s, "ok")) {
		return 0;
	}
	return err_set(e, ERR_CORRUPT, "%s", cols[0].s ? cols[0].s : "damaged");
}

int sqlite_integrity(struct db *db, struct err *e)
{
	struct sqlite_db *s = (struct sqlite_db *)db;

	/* what the log still holds is newer than the file */
	if (db->state == DB_IDLE) {
		stmt_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, 0, NULL);
	}
	if (s->vfs && sealed_vfs_check(s->handle, e) != 0) {
		return -1;
	}
	return stmt_query(db, "PRAGMA integrity_check(1)", NULL, 0, see_finding, NULL, e) < 0 ?
		-1 : 0;
}
