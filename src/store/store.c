#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/embed.h"
#include "base/fs.h"
#include "base/log.h"
#include "priv.h"

enum { CACHE_KIB = 768, MIGRATIONS = 64, FEW = 500 };

static int note(struct store *s, int r, const struct err *own, struct err *e)
{
	if (r < 0) {
		if (own->code == ERR_CORRUPT && !s->damaged) {
			log_error("the store is damaged: %s", own->text);
			s->damaged = true;
			watch_ring(s);
		}
		if (e) {
			*e = *own;
		}
	}
	return r;
}

/* ---- one transaction for the reads of a round: locks cost more than most of them ---- */

static void end_reading(struct store *s)
{
	if (s->reading) {
		s->reading = false;
		/* a query may still be under way further up: committing leaves it alone */
		db_commit(s->db, NULL);
	}
}

void store_hold(struct store *s)
{
	s->held = true;
}

void store_let_go(struct store *s)
{
	end_reading(s);
	s->held = false;
}

int store_exec(struct store *s, const char *sql, const struct val *args, size_t nargs, struct err *e)
{
	struct err own = ERR_NONE;

	if (!s->db) {
		return err_set(e, ERR_CORRUPT, "the store could not be made anew");
	}
	end_reading(s);
	s->writes++;
	int r = note(s, db_exec(s->db, sql, args, nargs, &own), &own, e);
	if (!s->writing && r > 0) {
		watch_ring(s);
	}
	return r;
}

int store_query(struct store *s, const char *sql, const struct val *args, size_t nargs, db_row_fn *row, void *arg, struct err *e)
{
	struct err own = ERR_NONE;

	if (!s->db) {
		return err_set(e, ERR_CORRUPT, "the store could not be made anew");
	}
	if (s->held && !s->reading && !s->writing) {
		s->reading = db_begin(s->db, DB_READ, NULL) == 0;
	}
	int r = note(s, db_query(s->db, sql, args, nargs, row, arg, &own), &own, e);
	if (r < 0) {
		/* a transaction in which something failed answers nothing more */
		end_reading(s);
	}
	return r;
}

struct tx { struct store *s; store_tx_fn *fn; void *arg; };

static int tx_run(struct db *db, void *arg, struct err *e)
{
	struct tx *tx = arg;

	(void)db;
	return tx->fn(tx->s, tx->arg, e);
}

int store_tx(struct store *s, store_tx_fn *fn, void *arg, struct err *e)
{
	struct tx tx = {s, fn, arg};
	struct err own = ERR_NONE;

	if (!s->db) {
		return err_set(e, ERR_CORRUPT, "the store could not be made anew");
	}
	end_reading(s);
	s->writing = true;
	int r = note(s, db_tx(s->db, DB_WRITE, tx_run, &tx, &own), &own, e);
	s->writing = false;
	s->writes++;
	if (r == 0) {
		watch_ring(s);
	}
	return r;
}

int store_may_write(const struct store *s, struct err *e)
{
	return s->read_only ? err_set(e, ERR_READ_ONLY, "%s", "") : 0;
}

struct text { struct arena *a; char *s; };

static int take_text(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct text *t = arg;

	(void)ncols, (void)e;
	t->s = cols[0].type == VAL_TEXT ? arena_strndup(t->a, cols[0].s, cols[0].n) : NULL;
	return 1;
}

char *store_text(struct store *s, const char *sql, const struct val *args, size_t nargs, struct arena *a, struct err *e)
{
	struct text t = {a, NULL};

	return store_query(s, sql, args, nargs, take_text, &t, e) < 0 ? NULL : t.s;
}

static int take_num(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	if (cols[0].type == VAL_INT) {
		*(int64_t *)arg = cols[0].i;
	}
	return 1;
}

int64_t store_num(struct store *s, const char *sql, const struct val *args, size_t nargs, int64_t dflt)
{
	int64_t v = dflt;

	return store_query(s, sql, args, nargs, take_num, &v, NULL) < 0 ? dflt : v;
}

static int migrate(struct db *db, struct err *e)
{
	struct db_migration list[MIGRATIONS];
	size_t n = 0;

	for (const struct embedded *f = embedded_sql; f->name && n < MIGRATIONS; f++) {
		int number = starts_with(f->name, "store/") ? (int)strtol(f->name + strlen("store/"), NULL, 10) : 0;

		if (number > 0) {
			list[n++] = (struct db_migration){number, f->name, f->text};
		}
	}
	return db_migrate(db, list, n, e);
}

int store_open_db(struct store *s, const char *name, struct err *e)
{
	char *path = fs_join(s->dir, name);
	char *url = xasprintf("sqlite:%s", path);
	struct db_conf conf = {.url = url, .durable = true, .key = s->keys->db, .cache_kib = CACHE_KIB};
	int r = -1;

	if (db_open(&s->db, &conf, e) == 0) {
		r = migrate(s->db, e) || schema_prepare(s, e) || account_load(s, e) ? -1 : 0;
		if (r) {
			db_close(s->db);
			s->db = NULL;
		}
	}
	free(url);
	free(path);
	return r;
}

/* Whoever rebuilds holds it alone, for a moment. */
static int lock_open(const char *dir, struct err *e)
{
	char *path = fs_join(dir, STORE_LOCK);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		err_errno(e, path);
	} else if (flock(fd, LOCK_SH | LOCK_NB)) {
		err_set(e, ERR_LOCKED, "another fettle is repairing this store");
		close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

/* Field 22 of its stat: tells a process from a later one with the same number. */
static const char *start_of(const char *pid, struct arena *a)
{
	struct str b = STR_INIT;
	const char *start = "";

	if (fs_read(arena_printf(a, "/proc/%s/stat", pid), 4096, &b, NULL) == 0) {
		const char *p = strrchr(str_c(&b), ')');

		for (int i = 0; p && i < 20; i++) {
			p = strchr(p + 1, ' ');
		}
		start = p ? arena_strndup(a, p + 1, strcspn(p + 1, " ")) : "";
	}
	str_finish(&b);
	return start;
}

static const char *host_name(struct arena *a)
{
	char host[65] = "";

	gethostname(host, sizeof(host) - 1);
	return arena_strdup(a, host);
}

static void own_name(struct store *s)
{
	struct arena a;

	arena_init(&a);
	const char *pid = arena_printf(&a, "%ld", (long)getpid());
	snprintf(s->owner, sizeof(s->owner), "%s/%s/%s", pid, start_of(pid, &a), host_name(&a));
	arena_finish(&a);
}

bool owner_alive(const struct store *s, const char *owner)
{
	const char *start = strchr(owner, '/'), *host = start ? strchr(start + 1, '/') : NULL;
	struct arena a;
	bool alive = true;

	if (!host || streq(owner, s->owner)) {
		return host != NULL;
	}
	arena_init(&a);
	if (streq(host + 1, host_name(&a))) {
		const char *now = start_of(arena_strndup(&a, owner, (size_t)(start - owner)), &a);

		alive = *now && strncmp(now, start + 1, (size_t)(host - start - 1)) == 0 && strlen(now) == (size_t)(host - start - 1);
	}
	arena_finish(&a);
	return alive;
}

bool store_has_file(const char *dir, const char *name)
{
	char *path = fs_join(dir, name);
	bool yes = access(path, F_OK) == 0;

	free(path);
	return yes;
}

static off_t size_of(const struct store *s, const char *name)
{
	char *path = fs_join(s->dir, name);
	struct stat st;
	off_t size = stat(path, &st) ? -1 : st.st_size;

	free(path);
	return size;
}

/* SQLite takes a file of less than a page for a new one and throws its log away. An empty one is new only when its maker
   died at once: that a store was made stands in the file of the lock. */
int store_check_size(const struct store *s, struct err *e)
{
	off_t size = size_of(s, STORE_DB);
	bool was_made = size_of(s, STORE_LOCK) > 0 || size_of(s, STORE_DB "-wal") > 0;

	if (size < 0 || size >= 512 || (size == 0 && !was_made)) {
		return 0;
	}
	return err_set(e, ERR_CORRUPT, "the file was cut short");
}

/* Should it fail, the next to open the store does it. */
static void note_made(const struct store *s)
{
	if (size_of(s, STORE_LOCK) == 0 && pwrite(s->lock, "made\n", 5, 0) == 5) {
		fdatasync(s->lock);
	}
}

static int open_all(struct store *s, const struct store_conf *conf, struct err *e)
{
	struct err own = ERR_NONE;
	bool there = store_has_file(conf->dir, STORE_DB) || store_has_file(conf->dir, STORE_MENDED);

	if (crypto_init(e) || fs_mkdirs(conf->dir, 0700, e)) {
		return -1;
	}
	s->lock = lock_open(conf->dir, e);
	if (s->lock < 0 || keys_load(conf->dir, conf->passphrase, there, &s->keys, e)) {
		return -1;
	}
	own_name(s);
	if (rebuild_finish(s, e)) {
		return -1;
	}
	if (s->db) {
		return 0;
	}
	if (store_check_size(s, &own) == 0 && store_open_db(s, STORE_DB, &own) == 0 && !s->damaged) {
		s->data_version = store_num(s, "PRAGMA data_version", NULL, 0, 0);
		note_made(s);
		return 0;
	}
	if (s->damaged) {
		err_set(&own, ERR_CORRUPT, "a page of the store cannot be read");
	}
	if (own.code != ERR_CORRUPT) {
		if (e) {
			*e = own;
		}
		return -1;
	}
	return rebuild_run(s, &own, e);
}

int store_open(struct store **out, const struct store_conf *conf, struct err *e)
{
	struct store *s = xcalloc(1, sizeof(*s));

	s->lock = s->watch = -1;
	s->few = FEW;
	s->writes = 1;
	s->dir = xstrdup(conf->dir);
	s->read_only = conf->read_only;
	arena_init(&s->account_arena);
	if (open_all(s, conf, e)) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void store_close(struct store *s)
{
	if (!s) {
		return;
	}
	store_let_go(s);
	db_close(s->db);
	keys_drop(s->keys);
	if (s->lock >= 0) {
		close(s->lock);
	}
	store_watch(s, 0);
	vec_finish(&s->listeners);
	arena_finish(&s->account_arena);
	free(s->dir);
	free(s);
}

const char *store_dir(const struct store *s)
{
	return s->dir;
}

int store_rekey(struct store *s, const char *passphrase, struct err *e)
{
	return keys_save(s->dir, passphrase, s->keys, e);
}
