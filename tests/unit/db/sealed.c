/* What the sealing layer promises, tried on the files themselves. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "crypto/crypto.h"
#include "lib/dbbench.h"

static const char *const marker = "MARKER-unit-price-4711";

static char *beside(const char *path, const char *tail)
{
	return xasprintf("%s%s", path, tail);
}

static struct str slurp(const char *path)
{
	struct str s = STR_INIT;
	struct err e = ERR_NONE;

	if (fs_read(path, STR_MAX, &s, &e) != 0) {
		fail_msg("%s: %s", path, e.text);
	}
	return s;
}

static void spit(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static bool has(const char *path, const char *word)
{
	struct str s = slurp(path);
	bool found = s.len && memmem(s.s, s.len, word, strlen(word)) != NULL;

	str_finish(&s);
	return found;
}

static void fill(struct db *db, int rows)
{
	struct err e = ERR_NONE;

	SCRIPT(db, "CREATE TABLE secret_table (id BIGINT PRIMARY KEY, s TEXT, b BYTEA)");
	SCRIPT(db, "CREATE VIRTUAL TABLE words USING fts5(t, content='')");
	assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
	for (int i = 0; i < rows; i++) {
		char *s = xasprintf("%s row %d", marker, i);
		EXEC(db, "INSERT INTO secret_table (id, s, b) VALUES ($1, $2, $3)", val_int(i),
			val_text(s), val_bytes(s, strlen(s)));
		EXEC(db, "INSERT INTO words (rowid, t) VALUES ($1, $2)", val_int(i), val_text(s));
		free(s);
	}
	assert_int_equal(db_commit(db, &e), 0);
}

static void nothing_is_readable(void **state)
{
	struct bench *b = bench_of(state);
	static const char *const tails[] = {"", "-wal", "-shm"};
	static const char *const words[] = {"MARKER", "marker", "secret_table", "CREATE",
		"SQLite", "INSERT"};

	fill(b->db, 2000);
	for (int closed = 0; closed < 2; closed++) {
		for (size_t i = 0; i < lengthof(tails); i++) {
			char *path = beside(b->path, tails[i]);
			for (size_t k = 0; k < lengthof(words); k++) {
				if (access(path, F_OK) == 0 && has(path, words[k])) {
					fail_msg("%s shows %s", path, words[k]);
				}
			}
			free(path);
		}
		db_close(b->db);
		b->db = closed ? NULL : bench_open(b);
	}
	b->db = bench_open(b);
	assert_int_equal(bench_int(b->db, "SELECT count(*) FROM secret_table"), 2000);
}

/* The proof that the search above can find something. */
static void plain_files_are_readable(void **state)
{
	struct bench *b = bench_of(state);
	char *wal = beside(b->path, "-wal");

	fill(b->db, 10);
	assert_true(has(wal, marker));
	db_close(b->db);
	b->db = NULL;
	assert_true(has(b->path, marker));
	b->db = bench_open(b);
	free(wal);
}

static void files_are_private(void **state)
{
	struct bench *b = bench_of(state);
	static const char *const tails[] = {"", "-wal", "-shm"};
	struct stat st;

	fill(b->db, 1);
	for (size_t i = 0; i < lengthof(tails); i++) {
		char *path = beside(b->path, tails[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		free(path);
	}
}

static int open_with(const struct bench *b, const unsigned char *key, struct err *e)
{
	struct db *db = NULL;
	int r = db_open(&db, &(struct db_conf){.url = b->url, .key = key}, e);

	db_close(db);
	return r;
}

static void tells_a_wrong_key(void **state)
{
	struct bench *b = bench_of(state);
	unsigned char key[32];

	memcpy(key, bench_key, sizeof(key));
	key[31] ^= 1;
	fill(b->db, 10);
	for (int closed = 0; closed < 2; closed++) {
		struct err e = ERR_NONE;
		assert_int_equal(open_with(b, key, &e), -1);
		assert_int_equal(e.code, ERR_KEY);
		assert_int_equal(open_with(b, NULL, &e), -1);
		assert_int_equal(e.code, ERR_CORRUPT);
		assert_non_null(strstr(e.text, "sealed"));
		assert_int_equal(open_with(b, bench_key, &e), 0);
		db_close(b->db);
		b->db = NULL;
	}
	b->db = bench_open(b);
	EXPECT(b->db, "SELECT count(*) FROM secret_table", "10;");
}

static void key_for_a_plain_file(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;

	fill(b->db, 10);
	assert_int_equal(open_with(b, bench_key, &e), -1);
	assert_int_equal(e.code, ERR_KEY);
	assert_non_null(strstr(e.text, "not sealed"));
}

/* Everything a file holds, in one text; NULL and e when it does not say. */
static int gather(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)e;
	for (size_t i = 0; i < ncols; i++) {
		str_addf(arg, "%lld ", (long long)cols[i].i);
		str_addn(arg, cols[i].s ? cols[i].s : "", cols[i].n);
	}
	return 0;
}

static char *contents(struct bench *b, const char *sql, struct err *e)
{
	struct db_conf conf = bench_conf(b);
	struct db *db = NULL;
	struct str out = STR_INIT;
	char *r = NULL;

	if (db_open(&db, &conf, e) == 0 && db_query(db, sql, NULL, 0, gather, &out, e) >= 0) {
		r = str_take(&out);
	}
	str_finish(&out);
	db_close(db);
	return r;
}

static const char *const all_rows = "SELECT id, s, b FROM secret_table ORDER BY id";

static enum errcode integrity(struct bench *b)
{
	struct db_conf conf = bench_conf(b);
	struct db *db = NULL;
	struct err e = ERR_NONE;

	if (db_open(&db, &conf, &e) == 0) {
		db_integrity(db, &e);
	}
	db_close(db);
	return e.code;
}

/* The next place to flip: every byte at the head, then some of every page. */
static size_t next_flip(size_t at)
{
	return at < 48 ? at + 1 : at % 4096 >= 4050 ? at + 7 : at + 397 + at % 97;
}

static void a_flipped_byte_is_an_error(void **state)
{
	struct bench *b = bench_of(state);
	size_t wrong = 0, seen = 0;

	fill(b->db, 150);
	EXEC0(b->db, "UPDATE secret_table SET s = s || s || s, b = b || b");
	EXEC0(b->db, "DELETE FROM secret_table WHERE id % 3 = 1");
	db_close(b->db);
	b->db = NULL;
	struct str file = slurp(b->path);
	struct err e = ERR_NONE;
	char *want = contents(b, all_rows, &e);
	assert_non_null(want);
	assert_int_equal(integrity(b), ERR_OK);
	assert_int_equal(file.len % 4096, 0);

	for (size_t at = 0; at < file.len; at = next_flip(at)) {
		file.s[at] = (char)(file.s[at] ^ (1 << at % 8));
		spit(b->path, file.s, file.len);
		file.s[at] = (char)(file.s[at] ^ (1 << at % 8));
		e = ERR_NONE;
		char *got = contents(b, all_rows, &e);
		seen++;
		if (got ? strcmp(got, want) != 0 : e.code != ERR_CORRUPT) {
			print_error("byte %zu: %s\n", at, got ? "wrong data" : e.text);
			wrong++;
		}
		free(got);
		if (integrity(b) != ERR_CORRUPT) {
			print_error("byte %zu: not noticed\n", at);
			wrong++;
		}
	}
	assert_true(seen > 120);
	assert_int_equal(wrong, 0);
	spit(b->path, file.s, file.len);
	b->db = bench_open(b);
	str_finish(&file);
	free(want);
}

static void moved_and_cut_pages_are_errors(void **state)
{
	struct bench *b = bench_of(state);

	fill(b->db, 300);
	db_close(b->db);
	b->db = NULL;
	struct str file = slurp(b->path);
	char *copy = xmalloc(file.len);
	memcpy(copy, file.s, file.len);
	/* two pages changed for each other */
	memcpy(copy + 2 * 4096, file.s + 3 * 4096, 4096);
	memcpy(copy + 3 * 4096, file.s + 2 * 4096, 4096);
	spit(b->path, copy, file.len);
	assert_int_equal(integrity(b), ERR_CORRUPT);
	/* a page of zeros, a page cut short, a page lost */
	memcpy(copy, file.s, file.len);
	memset(copy + 4096, 0, 4096);
	spit(b->path, copy, file.len);
	assert_int_equal(integrity(b), ERR_CORRUPT);
	spit(b->path, file.s, file.len - 1);
	assert_int_equal(integrity(b), ERR_CORRUPT);
	spit(b->path, file.s, file.len - 4096);
	assert_int_equal(integrity(b), ERR_CORRUPT);
	spit(b->path, file.s, file.len);
	assert_int_equal(integrity(b), ERR_OK);
	b->db = bench_open(b);
	str_finish(&file);
	free(copy);
}

/* --- the write-ahead log --- */

enum { COMMITS = 12 };

struct shot { /* database and log as a crash would leave them */
	struct str db, wal;
	size_t ends[COMMITS + 1]; /* size of the log after each commit */
};

static size_t size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

/* Commit n leaves 3n rows whose sum tells that none is missing. */
static void take_shot(struct bench *b, bool durable, struct shot *shot)
{
	struct db_conf conf = bench_conf(b);
	struct db *db = NULL;
	struct err e = ERR_NONE;
	char *wal = beside(b->path, "-wal");

	db_close(b->db);
	b->db = NULL;
	conf.durable = durable;
	assert_int_equal(db_open(&db, &conf, &e), 0);
	SCRIPT(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
	EXEC0(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	shot->ends[0] = 0;
	for (int n = 1; n <= COMMITS; n++) {
		assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
		for (int k = 0; k < 3; k++) {
			char *s = xasprintf("%0*d", 900 * n, n);
			EXEC(db, "INSERT INTO t (id, s) VALUES ($1, $2)", val_int(n * 3 + k), val_text(s));
			free(s);
		}
		assert_int_equal(db_commit(db, &e), 0);
		shot->ends[n] = size_of(wal);
	}
	shot->db = slurp(b->path);
	shot->wal = slurp(wal);
	assert_int_equal(shot->wal.len, shot->ends[COMMITS]);
	db_close(db);
	free(wal);
}

static void lay_out(struct bench *b, const struct shot *shot, const void *wal, size_t n)
{
	char *path = beside(b->path, "-wal");
	char *shm = beside(b->path, "-shm");

	unlink(shm);
	spit(b->path, shot->db.s, shot->db.len);
	spit(path, wal, n);
	free(path);
	free(shm);
}

/* The number of whole commits seen, -1 on ERR_CORRUPT; anything else fails. */
static int commits_seen(struct bench *b)
{
	struct db_conf conf = bench_conf(b);
	struct db *db = NULL;
	struct err e = ERR_NONE;
	long long rows = -1, top = 0;
	int n = -1;

	if (db_open(&db, &conf, &e) == 0 &&
			db_int(db, "SELECT count(*) FROM t WHERE length(s) = 900 * (id / 3)", NULL, 0,
				&rows, &e) >= 0 &&
			db_int(db, "SELECT coalesce(max(id), 2) FROM t", NULL, 0, &top, &e) >= 0 &&
			db_integrity(db, &e) == 0) {
		assert_int_equal(rows % 3, 0);
		assert_int_equal(top, rows + 2);
		n = (int)(rows / 3);
	} else if (e.code != ERR_CORRUPT) {
		fail_msg("%s (%s)", e.text, err_slug(e.code));
	}
	db_close(db);
	return n;
}

static int commit_of(const struct shot *shot, size_t at)
{
	int n = 1;

	while (shot->ends[n] <= at) {
		n++;
	}
	return n;
}

static void drop_shot(struct bench *b, struct shot *shot)
{
	lay_out(b, shot, shot->wal.s, shot->wal.len);
	assert_int_equal(commits_seen(b), COMMITS);
	b->db = bench_open(b);
	str_finish(&shot->db);
	str_finish(&shot->wal);
}

/* Damage to what was synced is an error; damage to the last commit cannot be told
   from a torn write, so it may lose that commit, whole. */
static void a_flipped_byte_in_the_log(void **state)
{
	struct bench *b = bench_of(state);
	struct shot shot;
	int errors = 0;

	take_shot(b, true, &shot);
	for (size_t at = 0; at < shot.wal.len; at += at < 150 ? 1 : 907 + at % 89) {
		shot.wal.s[at] = (char)(shot.wal.s[at] ^ (1 << at % 8));
		lay_out(b, &shot, shot.wal.s, shot.wal.len);
		shot.wal.s[at] = (char)(shot.wal.s[at] ^ (1 << at % 8));
		int n = commits_seen(b), in = commit_of(&shot, at);
		errors += n == -1;
		if (n != -1 && (in < COMMITS || n != COMMITS - 1)) {
			fail_msg("byte %zu, of commit %d: saw %d commits", at, in, n);
		}
	}
	assert_true(errors > 200);
	drop_shot(b, &shot);
}

/* Connections that commit once each, while one keeps the log from being emptied: each vouches for those before. */
static void damage_to_what_many_wrote_is_seen(void **state)
{
	struct bench *b = bench_of(state);
	struct db_conf conf = bench_conf(b);
	struct shot shot = {.ends = {0}};
	char *wal = beside(b->path, "-wal");
	struct err e = ERR_NONE;
	int errors = 0, saved = 0;

	conf.durable = true;
	SCRIPT(b->db, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
	EXEC0(b->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	for (int n = 1; n <= COMMITS; n++) {
		struct db *db = NULL;
		assert_int_equal(db_open(&db, &conf, &e), 0);
		char *s = xasprintf("%0*d", 900 * n, n);
		EXEC(db, "INSERT INTO t (id, s) VALUES ($1, $2), ($3, $2), ($4, $2)", val_int(n * 3), val_text(s), val_int(n * 3 + 1),
			val_int(n * 3 + 2));
		free(s);
		db_close(db);
		shot.ends[n] = size_of(wal);
	}
	shot.db = slurp(b->path);
	shot.wal = slurp(wal);
	db_close(b->db);
	b->db = NULL;
	for (size_t at = 73; at < shot.wal.len; at += 907 + at % 89) {
		int in = commit_of(&shot, at);
		bool cut = false;

		shot.wal.s[at] = (char)(shot.wal.s[at] ^ 4);
		lay_out(b, &shot, shot.wal.s, shot.wal.len);
		int n = commits_seen(b);
		errors += n == -1;
		assert_true(n == -1 || (in == COMMITS && n == COMMITS - 1));
		/* what came before can be saved */
		lay_out(b, &shot, shot.wal.s, shot.wal.len);
		conf.log_cut = &cut;
		long long rows = 0;
		assert_int_equal(db_open(&b->db, &conf, &e), 0);
		assert_true(db_int(b->db, "SELECT count(*) FROM t", NULL, 0, &rows, &e) >= 0);
		assert_int_equal(cut, n == -1);
		assert_int_equal(rows, 3 * (in - 1));
		saved += rows > 0;
		db_close(b->db);
		b->db = NULL;
		conf.log_cut = NULL;
		shot.wal.s[at] = (char)(shot.wal.s[at] ^ 4);
	}
	assert_true(errors > 50 && saved > 50);
	drop_shot(b, &shot);
	free(wal);
}

/* A log that was never synced may be torn anywhere: the commits before it stay. */
static void a_torn_log_ends_early(void **state)
{
	struct bench *b = bench_of(state);
	struct shot shot;

	for (int how = 0; how < 3; how++) {
		take_shot(b, false, &shot);
		for (size_t at = 73; at < shot.wal.len; at += 2311 + at % 183) {
			char *torn = xmalloc(shot.wal.len);
			memcpy(torn, shot.wal.s, shot.wal.len);
			size_t n = how == 0 ? at : shot.wal.len;
			if (how == 1) {
				memset(torn + at, 0, n - at);
			} else if (how == 2) {
				crypto_random(torn + at, n - at < 512 ? n - at : 512);
			}
			lay_out(b, &shot, torn, n);
			assert_int_equal(commits_seen(b), commit_of(&shot, at) - 1);
			free(torn);
		}
		drop_shot(b, &shot);
		SCRIPT(b->db, "DROP TABLE t");
	}
}

/* The same for a log whose commits were synced, torn in the one being written. */
static void a_torn_last_commit_is_lost_whole(void **state)
{
	struct bench *b = bench_of(state);
	struct shot shot;

	take_shot(b, true, &shot);
	for (size_t n = shot.ends[COMMITS - 1]; n < shot.wal.len; n += 397) {
		lay_out(b, &shot, shot.wal.s, n);
		assert_int_equal(commits_seen(b), COMMITS - 1);
	}
	drop_shot(b, &shot);
}

/* Page 1 torn while it was being copied back: the log still has it. */
static void a_torn_first_page_is_in_the_log(void **state)
{
	struct bench *b = bench_of(state);
	struct shot shot;

	db_close(b->db);
	b->db = bench_open(b);
	take_shot(b, true, &shot);
	shot.db.s[2000] = (char)(shot.db.s[2000] ^ 1);
	lay_out(b, &shot, shot.wal.s, shot.wal.len);
	/* page 1 changes with every commit that grows the file, so the log has it */
	assert_int_equal(commits_seen(b), COMMITS);
	lay_out(b, &shot, "", 0);
	assert_int_equal(commits_seen(b), -1);
	shot.db.s[2000] = (char)(shot.db.s[2000] ^ 1);
	drop_shot(b, &shot);
}

/* --- what SQLite would like to write elsewhere --- */

static void nothing_spills_into_other_files(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;

	SCRIPT(b->db, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT NOT NULL UNIQUE);"
		"PRAGMA cache_size = 20; PRAGMA wal_autocheckpoint = 50;");
	EXEC0(b->db, "INSERT INTO t (id, s) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		"SELECT i + 1 FROM n WHERE i < 20000) SELECT i, 'row ' || i FROM n");
	EXPECT(b->db, "SELECT count(*) FROM (SELECT s FROM t ORDER BY s || s DESC LIMIT 19999)",
		"19999;");
	/* fails at its last row and must be undone from the statement journal */
	assert_int_equal(db_exec(b->db, "UPDATE t SET s = CASE id WHEN 20000 THEN 'row 1' "
		"ELSE s || '!' END WHERE id > 1", NULL, 0, &e), -1);
	assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
	EXEC0(b->db, "UPDATE t SET s = s || ' changed'");
	assert_int_equal(db_savepoint(b->db, "half", &e), 0);
	EXEC0(b->db, "DELETE FROM t WHERE id % 2 = 0");
	assert_int_equal(db_rollback_to(b->db, "half", &e), 0);
	db_rollback(b->db);
	EXPECT(b->db, "SELECT count(*), sum(id), max(s) FROM t", "20000|200010000|row 9999;");
	SCRIPT(b->db, "CREATE INDEX t_long ON t (s, id)");
	SCRIPT(b->db, "DELETE FROM t WHERE id % 4 > 0; VACUUM;");
	if (db_integrity(b->db, &e) != 0) {
		fail_msg("%s", e.text);
	}
	if (b->engine == SEALED) {
		assert_false(has(b->path, "row 400"));
	}
}

static void a_planted_journal_is_not_played_back(void **state)
{
	struct bench *b = bench_of(state);
	char *journal = beside(b->path, "-journal");

	fill(b->db, 10);
	db_close(b->db);
	spit(journal, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\0\0\0\1 and so on", 22);
	b->db = bench_open(b);
	EXPECT(b->db, "SELECT count(*) FROM secret_table", "10;");
	assert_int_equal(access(journal, F_OK), 0);
	free(journal);
}

/* Pages taken and given back within one transaction are never written by SQLite. */
static void unused_pages_are_whole_too(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;
	char *copy = beside(b->path, ".copy");

	SCRIPT(b->db, "CREATE TABLE t (id BIGINT PRIMARY KEY, b BYTEA)");
	for (int round = 0; round < 5; round++) {
		assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
		EXEC(b->db, "INSERT INTO t (id, b) VALUES ($1, zeroblob(400000))", val_int(round));
		EXEC0(b->db, "INSERT INTO t (id, b) VALUES (99, zeroblob(300000))");
		EXEC0(b->db, "DELETE FROM t WHERE id = 99");
		if (round % 2) {
			EXEC0(b->db, "DELETE FROM t WHERE id < 3");
		}
		assert_int_equal(db_commit(b->db, &e), 0);
		if (db_integrity(b->db, &e) != 0) {
			fail_msg("round %d: %s", round, e.text);
		}
	}
	assert_int_equal(db_backup(b->db, copy, &e), 0);
	free(copy);
}

UNIT_TESTS(sealed,
	ON_SEALED(nothing_is_readable),
	ON_PLAIN(plain_files_are_readable),
	ON_SQLITE(files_are_private),
	ON_SEALED(tells_a_wrong_key),
	ON_PLAIN(key_for_a_plain_file),
	ON_SEALED(a_flipped_byte_is_an_error),
	ON_SEALED(moved_and_cut_pages_are_errors),
	ON_SEALED(a_flipped_byte_in_the_log),
	ON_SEALED(damage_to_what_many_wrote_is_seen),
	ON_SEALED(a_torn_log_ends_early),
	ON_SEALED(a_torn_last_commit_is_lost_whole),
	ON_SEALED(a_torn_first_page_is_in_the_log),
	ON_SQLITE(nothing_spills_into_other_files),
	ON_SEALED(a_planted_journal_is_not_played_back),
	ON_SQLITE(unused_pages_are_whole_too));
