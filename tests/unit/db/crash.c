/* kill -9 in the middle of writing, and copies of a database in use. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "lib/dbbench.h"

enum { KILLS = 24, KEEP = 200 };

/* Commit n: row n, the oldest row away, and the sum of what is there in one row. */
static int write_one(struct db *db, void *arg, struct err *e)
{
	long long *n = arg;
	static char filler[3000];

	memset(filler, 'a' + (int)(*n % 26), sizeof(filler) - 1);
	if (db_exec(db, "INSERT INTO t (id, s) VALUES ($1, $2)", DB_ARGS(val_int(*n),
			val_text(filler + *n % 2000)), e) != 1 ||
			db_exec(db, "INSERT INTO words (rowid, t) VALUES ($1, $2)", DB_ARGS(val_int(*n),
				val_text("bolt nut washer")), e) != 1 ||
			db_exec(db, "DELETE FROM t WHERE id <= $1", DB_ARGS(val_int(*n - KEEP)), e) < 0) {
		return -1;
	}
	return db_exec(db, "UPDATE total SET n = (SELECT count(*) FROM t), "
		"bytes = (SELECT sum(length(s)) FROM t)", NULL, 0, e) == 1 ? 0 : -1;
}

/* Writes until it is killed; says on fd what is committed. */
static void write_for_ever(const struct bench *b, bool durable, int fd)
{
	struct db_conf conf = bench_conf(b);
	struct db *db = NULL;
	struct err e = ERR_NONE;
	long long n = 0;

	conf.durable = durable;
	if (db_open(&db, &conf, &e) != 0 ||
			db_script(db, "PRAGMA wal_autocheckpoint = 40; PRAGMA cache_size = 10", &e) < 0 ||
			db_int(db, "SELECT coalesce(max(id), 0) FROM t", NULL, 0, &n, &e) < 0) {
		_exit(1);
	}
	for (;;) {
		n++;
		if (db_tx(db, DB_WRITE, write_one, &n, &e) != 0 ||
				write(fd, &n, sizeof(n)) != sizeof(n)) {
			_exit(2);
		}
	}
}

/* Lets it commit some more, kills it, and answers the last commit it told of. */
static long long run_and_kill(const struct bench *b, int round)
{
	int fds[2], status = 0;
	long long told = 0, n = 0;

	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		write_for_ever(b, round % 2, fds[1]);
	}
	close(fds[1]);
	for (int i = 0; i < 3 + round * 7 % 50; i++) {
		assert_int_equal(read(fds[0], &told, sizeof(told)), sizeof(told));
	}
	for (volatile int spin = 0; spin < round * 9973 % 40000; spin++) {
	}
	kill(pid, SIGKILL);
	while (read(fds[0], &n, sizeof(n)) == sizeof(n)) {
		told = n;
	}
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return told;
}

static void survives_kill_9(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;

	SCRIPT(b->db, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT);"
		"CREATE TABLE total (n BIGINT, bytes BIGINT); INSERT INTO total VALUES (0, 0);"
		"CREATE VIRTUAL TABLE words USING fts5(t, content='')");
	db_close(b->db);
	b->db = NULL;
	for (int round = 0; round < KILLS; round++) {
		long long told = run_and_kill(b, round);
		b->db = bench_open(b);
		long long top = bench_int(b->db, "SELECT max(id) FROM t");
		if (top != told && top != told + 1) {
			fail_msg("round %d: told of %lld, found %lld", round, told, top);
		}
		if (db_integrity(b->db, &e) != 0) {
			fail_msg("round %d: %s", round, e.text);
		}
		assert_int_equal(bench_int(b->db, "SELECT count(*) FROM t, total WHERE total.n = "
			"(SELECT count(*) FROM t) AND bytes = (SELECT sum(length(s)) FROM t)"),
			top < KEEP ? top : KEEP);
		assert_int_equal(bench_int(b->db,
			"SELECT count(*) FROM words WHERE words MATCH 'nut'"), top);
		db_close(b->db);
		b->db = NULL;
	}
	b->db = bench_open(b);
}

/* Killed while it makes the file: what is left opens, or is made anew. */
static void survives_kill_9_while_opening(void **state)
{
	struct bench *b = bench_of(state);
	struct db_conf conf = bench_conf(b);
	struct err e = ERR_NONE;

	for (int round = 0; round < 40; round++) {
		char *url = xasprintf("%s.new%d", b->url, round);
		int fds[2];
		conf.url = url;
		assert_int_equal(pipe(fds), 0);
		pid_t pid = fork();
		if (pid == 0) {
			struct db *db = NULL;
			char go = 'g';
			if (write(fds[1], &go, 1) == 1) {
				db_open(&db, &conf, &e);
			}
			pause();
		}
		char go;
		assert_int_equal(read(fds[0], &go, 1), 1);
		for (volatile int spin = 0; spin < round * 12000; spin++) {
		}
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		close(fds[0]);
		close(fds[1]);
		struct db *db = NULL;
		if (db_open(&db, &conf, &e) != 0 || db_integrity(db, &e) != 0) {
			fail_msg("round %d: %s (%s)", round, e.text, err_slug(e.code));
		}
		db_close(db);
		free(url);
	}
}

/* --- a full disk --- */

/* Fills the disk; 0 when that was told and what was committed is whole. */
static int fill_disk(const struct bench *b)
{
	struct db_conf conf = bench_conf(b);
	struct db *db = NULL;
	struct err e = ERR_NONE;
	long long n = 0, top = 0;

	if (db_open(&db, &conf, &e) != 0 ||
			db_script(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT);"
				"CREATE TABLE total (n BIGINT, bytes BIGINT); INSERT INTO total VALUES (0, 0);"
				"CREATE VIRTUAL TABLE words USING fts5(t, content='')", &e) < 0) {
		return 3;
	}
	do {
		n++;
	} while (n < 5000 && db_tx(db, DB_WRITE, write_one, &n, &e) == 0);
	if (n < 10 || e.code != ERR_DISK_FULL) {
		fprintf(stderr, "row %lld: %s (%s)\n", n, e.text, err_slug(e.code));
		return 4;
	}
	db_close(db);
	if (db_open(&db, &conf, &e) != 0 || db_integrity(db, &e) != 0 ||
			db_int(db, "SELECT max(id) FROM t", NULL, 0, &top, &e) != 1 || top != n - 1) {
		fprintf(stderr, "%lld of %lld: %s (%s)\n", top, n - 1, e.text, err_slug(e.code));
		return 5;
	}
	db_close(db);
	return 0;
}

enum { NO_DISK = 77 };

/* A disk of its own for a child process: a small tmpfs that no one else sees. */
static void a_full_disk_is_told(void **state)
{
	struct bench *b = bench_of(state);
	char *dir = fs_join(unit_dir(), "disk");
	int status = 0;

	assert_int_equal(mkdir(dir, 0700), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct bench small = {.engine = b->engine};
		if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0 ||
				mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
				mount("none", dir, "tmpfs", 0, "size=1m") != 0) {
			_exit(NO_DISK);
		}
		small.url = xasprintf("sqlite:%s/test.db", dir);
		_exit(fill_disk(&small));
	}
	free(dir);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_DISK) {
		print_message("skipped: no mount namespaces here\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* --- copies --- */

struct writer {
	struct bench *b;
	atomic_bool stop;
	atomic_int commits;
};

static int add_pair(struct db *db, void *arg, struct err *e)
{
	(void)arg;
	return db_exec(db, "INSERT INTO p (n) VALUES (1)", NULL, 0, e) == 1 &&
		db_exec(db, "INSERT INTO p (n) VALUES (-1)", NULL, 0, e) == 1 ? 0 : -1;
}

static void *keep_writing(void *arg)
{
	struct writer *w = arg;
	struct db *db = bench_open(w->b);
	struct err e = ERR_NONE;

	while (!w->stop) {
		assert_int_equal(db_tx(db, DB_WRITE, add_pair, NULL, &e), 0);
		w->commits++;
	}
	db_close(db);
	return NULL;
}

static void copies_while_in_use(void **state)
{
	struct bench *b = bench_of(state);
	struct writer w = {.b = b};
	struct err e = ERR_NONE;
	pthread_t thread;

	SCRIPT(b->db, "CREATE TABLE p (n BIGINT); CREATE TABLE t (id BIGINT, b BYTEA);"
		"INSERT INTO t VALUES (1, zeroblob(500000)); DROP TABLE t;");
	assert_int_equal(pthread_create(&thread, NULL, keep_writing, &w), 0);
	for (int i = 0; i < 5; i++) {
		int before = w.commits;
		while (w.commits < before + 5) {
			sched_yield();
		}
		struct bench copy = {.engine = b->engine};
		copy.path = xasprintf("%s.copy%d", b->path, i);
		copy.url = xasprintf("sqlite:%s", copy.path);
		if (db_backup(b->db, copy.path, &e) != 0) {
			fail_msg("%s", e.text);
		}
		copy.db = bench_open(&copy);
		assert_true(bench_int(copy.db, "SELECT count(*) FROM p") >= 2 * (before + 5));
		assert_int_equal(bench_int(copy.db, "SELECT sum(n) FROM p"), 0);
		assert_int_equal(db_integrity(copy.db, &e), 0);
		EXEC0(copy.db, "INSERT INTO p (n) VALUES (3)"); /* a database like any other */
		EXPECT(copy.db, "PRAGMA journal_mode", "wal;");
		db_close(copy.db);
		free(copy.path);
		free(copy.url);
	}
	w.stop = true;
	pthread_join(thread, NULL);
}

static void a_copy_never_replaces_a_file(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;

	if (b->engine == PGSQL) {
		assert_int_equal(db_backup(b->db, "/nowhere/copy", &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		return;
	}
	assert_int_equal(db_backup(b->db, b->path, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(db_backup(b->db, "/no/such/folder/copy", &e), -1);
	assert_int_equal(e.code, ERR_IO);
}

static void a_sealed_copy_is_sealed(void **state)
{
	struct bench *b = bench_of(state);
	char *path = xasprintf("%s.copy", b->path);
	struct str text = STR_INIT;
	struct err e = ERR_NONE;

	SCRIPT(b->db, "CREATE TABLE t (s TEXT); INSERT INTO t VALUES ('MARKER')");
	assert_int_equal(db_backup(b->db, path, &e), 0);
	assert_int_equal(fs_read(path, STR_MAX, &text, &e), 0);
	assert_true(text.len >= 8192);
	assert_null(memmem(text.s, text.len, "MARKER", 6));
	assert_null(memmem(text.s, text.len, "SQLite", 6));
	str_finish(&text);
	free(path);
}

UNIT_TESTS(crash,
	ON_SQLITE(survives_kill_9),
	ON_SQLITE(survives_kill_9_while_opening),
	ON_SQLITE(a_full_disk_is_told),
	ON_SQLITE(copies_while_in_use),
	ON_ALL(a_copy_never_replaces_a_file),
	ON_SEALED(a_sealed_copy_is_sealed));
