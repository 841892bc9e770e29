#include "backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "crypto/crypto.h"
#include "server.h"
#include "server/data.h"
#include "server/filestore.h"

#define MANIFEST "manifest"
#define FIRST_LINE "fettled-backup 1\n"
enum { MANIFEST_MAX = 4096 };

/* A database and the files of its rows, on their way from one folder into another. */
struct moving {
	const struct server_conf *conf;
	unsigned char *key;
	char *from_files, *to_files, *db_path, *manifest;
	struct backup_facts *facts;
};

static int begin(struct moving *m, const struct server_conf *conf, const char *dir, struct err *e)
{
	*m = (struct moving){.conf = conf, .manifest = fs_join(dir, MANIFEST)};
	if (!starts_with(conf->db, "sqlite:")) {
		return err_set(e, ERR_INVALID, tr("PostgreSQL is backed up by pg_dump, then %s/files by any copy; see BACKUP in fettled(8)"),
			conf->data);
	}
	return crypto_init(e) < 0 || server_db_key(conf, &m->key, e) < 0 ? -1 : 0;
}

static void end(struct moving *m)
{
	secret_free(m->key);
	free(m->from_files);
	free(m->to_files);
	free(m->db_path);
	free(m->manifest);
}

static int open_at(struct moving *m, const char *path, bool read_only, struct db **out, struct err *e)
{
	char *url = xasprintf("sqlite:%s", path);
	int r = db_open(out, &(struct db_conf){.url = url, .read_only = read_only, .durable = true, .key = m->key}, e);

	free(url);
	return r;
}

static int copy_file(void *arg, const char *hash, int64_t size, struct err *e)
{
	struct moving *m = arg;

	m->facts->files++;
	m->facts->bytes += size;
	return filestore_copy(m->from_files, m->to_files, hash, size, e);
}

/* ---- backup ---- */

static int make_empty(const char *dir, struct err *e)
{
	int names = 0;

	if (fs_mkdirs(dir, 0700, e) < 0) {
		return -1;
	}
	DIR *d = opendir(dir);
	if (!d) {
		return err_errno(e, dir);
	}
	for (const struct dirent *at; (at = readdir(d));) {
		names += !streq(at->d_name, ".") && !streq(at->d_name, "..");
	}
	closedir(d);
	return names ? err_set(e, ERR_EXISTS, tr("%s is not empty; a backup takes a folder of its own"), dir) : 0;
}

static int copy_database(struct moving *m, struct err *e)
{
	struct db *db;

	if (server_db_open(&db, m->conf, m->key, true, e) < 0) {
		return -1;
	}
	int r = db_backup(db, m->db_path, e);
	db_close(db);
	return r;
}

/* Files are there before a row tells of them and are never taken away: so the copy's rows are
   read after it was made, and what they know is here. */
static int copy_files(struct moving *m, struct err *e)
{
	struct db *db;

	if (open_at(m, m->db_path, false, &db, e) < 0) {
		return -1;
	}
	int r = db_integrity(db, e) < 0 || data_last_change(db, &m->facts->change, e) < 0
		|| file_each(db, copy_file, m, e) < 0 ? -1 : 0;
	db_close(db);
	return r;
}

static int write_manifest(const struct moving *m, int64_t began, struct err *e)
{
	struct str s = STR_INIT;
	char at[CLOCK_TEXT];

	str_addf(&s, FIRST_LINE "program %s\nbegan %s\nchange %lld\nfiles %lld\nbytes %lld\nsealed %s\n", FETTLED_VERSION,
		clock_format(began, at), (long long)m->facts->change, (long long)m->facts->files, (long long)m->facts->bytes,
		m->key ? "yes" : "no");
	int r = fs_write(m->manifest, str_c(&s), s.len, 0600, e);
	str_finish(&s);
	return r;
}

int backup_make(const struct server_conf *conf, const char *dir, struct backup_facts *out, struct err *e)
{
	struct moving m;
	int64_t began = clock_ms();
	int r = -1;

	*out = (struct backup_facts){0};
	if (begin(&m, conf, dir, e) == 0 && make_empty(dir, e) == 0) {
		m.facts = out;
		m.from_files = fs_join(conf->data, "files");
		m.to_files = fs_join(dir, "files");
		m.db_path = fs_join(dir, "fettled.db");
		r = copy_database(&m, e) < 0 || copy_files(&m, e) < 0 ? -1 : write_manifest(&m, began, e);
	}
	end(&m);
	return r;
}

/* ---- restore ---- */

static int check_manifest(const struct moving *m, const char *dir, struct err *e)
{
	struct str s = STR_INIT;
	int r = 0;

	if (access(m->manifest, F_OK) != 0) {
		r = err_set(e, ERR_INVALID, tr("%s is no whole backup: there is no manifest in it"), dir);
	} else if (fs_read(m->manifest, MANIFEST_MAX, &s, e) < 0) {
		r = -1;
	} else if (!starts_with(str_c(&s), FIRST_LINE)) {
		r = err_set(e, ERR_INVALID, tr("%s is not a backup that this program knows"), dir);
	} else if (!strstr(str_c(&s), "\nsealed no\n") == !m->key) {
		r = err_set(e, ERR_KEY, m->key ? tr("the backup is not sealed: leave out db_key")
			: tr("the backup is sealed: db_key must name its key"));
	}
	str_finish(&s);
	return r;
}

static int note_restore(struct db *db, void *arg, struct err *e)
{
	(void)arg;
	return data_feed_anew(db, e) < 0 || session_end_all(db, e) < 0 || audit_append(db, &(struct audit_row){.site = "", .actor = "local", .role = "local",
		.what = "restore", .result = "ok", .at = clock_ms()}, e) < 0 ? -1 : 0;
}

/* The copy, not yet under its name: whatever is wrong with it is found here. */
static int prepare(struct moving *m, struct db *db, struct err *e)
{
	char bad[AUDIT_BAD] = "";
	int64_t rows;

	if (db_integrity(db, e) < 0 || data_prepare(db, e) < 0) {
		return -1;
	}
	int r = audit_verify(db, bad, &rows, e);
	if (r != 0) {
		return r < 0 ? -1 : err_set(e, ERR_CORRUPT, tr("the audit log is broken at %s"), bad);
	}
	return file_each(db, copy_file, m, e) < 0 || db_tx(db, DB_WRITE, note_restore, NULL, e) < 0 ? -1
		: data_last_change(db, &m->facts->change, e);
}

static int prepare_at(struct moving *m, const char *path, struct err *e)
{
	struct db *db;

	if (open_at(m, path, false, &db, e) < 0) {
		return -1;
	}
	int r = prepare(m, db, e);
	db_close(db);
	return r;
}

static void forget(const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < lengthof(tails); i++) {
		char *name = xasprintf("%s%s", path, tails[i]);
		unlink(name);
		free(name);
	}
}

static int copy_back(struct moving *m, const char *path, struct err *e)
{
	struct db *db;

	if (open_at(m, m->db_path, false, &db, e) < 0) {
		return -1;
	}
	int r = db_backup(db, path, e);
	db_close(db);
	return r;
}

static int restore_to(struct moving *m, const char *path, struct err *e)
{
	char *temp = xasprintf("%s.restoring", path);
	int r = 0;

	if (access(path, F_OK) == 0) {
		r = err_set(e, ERR_EXISTS, tr("%s is there already; move it away first, with its -wal"), path);
	} else {
		forget(temp);
		r = copy_back(m, temp, e) < 0 ? -1 : prepare_at(m, temp, e);
		/* a name that has come up meanwhile is not written over */
		if (r == 0 && (link(temp, path) < 0 || fs_sync_dir_of(path) < 0)) {
			r = err_errno(e, path);
		}
		forget(temp);
	}
	free(temp);
	return r;
}

int backup_anew(const struct server_conf *conf, struct err *e)
{
	unsigned char *key = NULL;
	struct db *db = NULL;
	int r = -1;

	if (crypto_init(e) == 0 && server_db_key(conf, &key, e) == 0 && server_db_open(&db, conf, key, false, e) == 0
		&& data_prepare(db, e) == 0) {
		r = db_tx(db, DB_WRITE, note_restore, NULL, e);
	}
	db_close(db);
	secret_free(key);
	return r;
}

int backup_restore(const struct server_conf *conf, const char *dir, struct backup_facts *out, struct err *e)
{
	struct moving m;
	int r = -1;

	*out = (struct backup_facts){0};
	if (begin(&m, conf, dir, e) == 0 && check_manifest(&m, dir, e) == 0 && fs_mkdirs(conf->data, 0700, e) == 0) {
		m.facts = out;
		m.from_files = fs_join(dir, "files");
		m.to_files = fs_join(conf->data, "files");
		m.db_path = fs_join(dir, "fettled.db");
		r = restore_to(&m, conf->db + strlen("sqlite:"), e);
	}
	end(&m);
	return r;
}
