/* Transactions, savepoints, retries, other connections. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "lib/dbbench.h"
#include "lib/pg.h"

struct plan {
	int runs;
	int fail_first; /* how often to ask for another try */
	enum errcode code;
};

static int insert_then(struct db *db, void *arg, struct err *e)
{
	struct plan *plan = arg;

	plan->runs++;
	EXEC(db, "INSERT INTO t (id, n) VALUES ($1, 0)", val_int(plan->runs));
	if (plan->runs <= plan->fail_first) {
		return err_set(e, plan->code, "for the test");
	}
	return 0;
}

static void make_t(struct db *db)
{
	SCRIPT(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
}

static void commits_rolls_back_and_tries_again(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;
	struct plan plan = {.fail_first = 3, .code = ERR_DB_RETRY};

	make_t(db);
	assert_int_equal(db_tx(db, DB_WRITE, insert_then, &plan, &e), 0);
	assert_int_equal(plan.runs, 4);
	EXPECT(db, "SELECT id FROM t", "4;");

	plan = (struct plan){.runs = 10, .fail_first = 99, .code = ERR_STATE};
	assert_int_equal(db_tx(db, DB_WRITE, insert_then, &plan, &e), -1);
	assert_int_equal(plan.runs, 11);
	assert_int_equal(e.code, ERR_STATE);
	assert_int_equal(db_tx(db, DB_WRITE, insert_then, &plan, NULL), -1);

	plan = (struct plan){.runs = 20, .fail_first = 99, .code = ERR_DB_RETRY};
	assert_int_equal(db_tx(db, DB_WRITE, insert_then, &plan, &e), -1);
	assert_int_equal(e.code, ERR_DB_RETRY);
	assert_in_range(plan.runs, 22, 40);
	EXPECT(db, "SELECT id FROM t", "4;");
}

/* The stricter rule of PostgreSQL, on all. */
static void a_failed_statement_ends_the_transaction(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	make_t(db);
	assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
	EXEC0(db, "INSERT INTO t (id, n) VALUES (1, 1)");
	assert_int_equal(db_exec(db, "INSERT INTO t (id, n) VALUES (1, 2)", NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(db_exec(db, "INSERT INTO t (id, n) VALUES (2, 2)", NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_DB);
	assert_int_equal(db_commit(db, &e), -1);
	assert_int_equal(e.code, ERR_DB);
	EXPECT(db, "SELECT count(*) FROM t", "0;");
}

static void savepoints(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	make_t(db);
	assert_int_equal(db_savepoint(db, "a", &e), -1);
	assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
	EXEC0(db, "INSERT INTO t (id, n) VALUES (1, 1)");
	assert_int_equal(db_savepoint(db, "a", &e), 0);
	EXEC0(db, "INSERT INTO t (id, n) VALUES (2, 1)");
	assert_int_equal(db_savepoint(db, "b", &e), 0);
	assert_int_equal(db_exec(db, "INSERT INTO t (id, n) VALUES (2, 1)", NULL, 0, &e), -1);
	assert_int_equal(db_rollback_to(db, "b", &e), 0);
	EXEC0(db, "INSERT INTO t (id, n) VALUES (3, 1)");
	assert_int_equal(db_release(db, "b", &e), 0);
	EXPECT(db, "SELECT id FROM t ORDER BY id", "1;2;3;");
	assert_int_equal(db_rollback_to(db, "a", &e), 0);
	assert_int_equal(db_release(db, "a", &e), 0);
	EXEC0(db, "INSERT INTO t (id, n) VALUES (4, 1)");
	assert_int_equal(db_commit(db, &e), 0);
	EXPECT(db, "SELECT id FROM t ORDER BY id", "1;4;");

	assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
	assert_int_equal(db_savepoint(db, "a; DROP TABLE t", &e), -1);
	db_rollback(db);
	assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
	assert_int_equal(db_rollback_to(db, "nowhere", &e), -1);
	db_rollback(db);
	EXPECT(db, "SELECT count(*) FROM t", "2;");
}

static void one_transaction_at_a_time(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	make_t(db);
	assert_int_equal(db_commit(db, &e), -1);
	db_rollback(db);
	assert_int_equal(db_begin(db, DB_READ, &e), 0);
	assert_int_equal(db_begin(db, DB_WRITE, &e), -1);
	assert_int_equal(db_commit(db, &e), 0);
}

static void reading_transactions_do_not_write(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;

	make_t(b->db);
	assert_int_equal(db_begin(b->db, DB_READ, &e), 0);
	assert_int_equal(db_exec(b->db, "INSERT INTO t (id, n) VALUES (1, 1)", NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_READ_ONLY);
	db_rollback(b->db);
	EXEC0(b->db, "INSERT INTO t (id, n) VALUES (1, 1)");

	struct db_conf conf = bench_conf(b);
	struct db *reader = NULL;
	conf.read_only = true;
	assert_int_equal(db_open(&reader, &conf, &e), 0);
	assert_int_equal(db_exec(reader, "DELETE FROM t", NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_READ_ONLY);
	assert_int_equal(db_begin(reader, DB_READ, &e), 0);
	EXPECT(reader, "SELECT id FROM t", "1;");
	EXEC0(b->db, "INSERT INTO t (id, n) VALUES (2, 1)");
	EXPECT(reader, "SELECT id FROM t", "1;"); /* the same snapshot */
	assert_int_equal(db_commit(reader, &e), 0);
	EXPECT(reader, "SELECT id FROM t ORDER BY id", "1;2;");
	db_close(reader);
}

static void closing_rolls_back(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;
	struct db *other = bench_open(b);

	make_t(b->db);
	assert_int_equal(db_begin(other, DB_WRITE, &e), 0);
	EXEC0(other, "INSERT INTO t (id, n) VALUES (1, 1)");
	db_close(other);
	EXPECT(b->db, "SELECT count(*) FROM t", "0;");
}

/* --- several threads, each with a connection of its own --- */

enum { WRITERS = 3, READERS = 3, ROUNDS = 40, ACCOUNTS = 20 };

struct crew {
	struct bench *b;
	atomic_int writing;
	atomic_int bad;
	atomic_int reads;
	int id;
};

/* Moves one from account to account; the sum never changes. */
static int move(struct db *db, void *arg, struct err *e)
{
	int *k = arg;
	long long from = 0;

	if (db_int(db, "SELECT n FROM t WHERE id = $1", DB_ARGS(val_int(*k % ACCOUNTS)), &from,
			e) != 1 ||
			db_exec(db, "UPDATE t SET n = $2 WHERE id = $1",
				DB_ARGS(val_int(*k % ACCOUNTS), val_int(from - 1)), e) != 1 ||
			db_exec(db, "UPDATE t SET n = n + 1 WHERE id = $1",
				DB_ARGS(val_int((*k * 7 + 1) % ACCOUNTS)), e) != 1) {
		return -1;
	}
	/* a number without gaps, as change numbers are */
	return db_exec(db, "INSERT INTO log (n) SELECT coalesce(max(n), 0) + 1 FROM log",
		NULL, 0, e) == 1 ? 0 : -1;
}

static void *write_much(void *arg)
{
	struct crew *crew = arg;
	struct db *db = bench_open(crew->b);
	struct err e = ERR_NONE;
	static atomic_int next;

	for (int i = 0; i < ROUNDS; i++) {
		int k = atomic_fetch_add(&next, 1);
		if (db_tx(db, DB_WRITE, move, &k, &e) != 0) {
			print_error("writer: %s\n", e.text);
			crew->bad++;
		}
	}
	db_close(db);
	crew->writing--;
	return NULL;
}

static int check_sum(struct db *db, void *arg, struct err *e)
{
	struct crew *crew = arg;
	long long sum = -1, n = -1, top = -1;

	if (db_int(db, "SELECT sum(n) FROM t", NULL, 0, &sum, e) < 0 ||
			db_int(db, "SELECT count(*) FROM log", NULL, 0, &n, e) < 0 ||
			db_int(db, "SELECT coalesce(max(n), 0) FROM log", NULL, 0, &top, e) < 0) {
		return -1;
	}
	if (sum != 0 || n != top) {
		print_error("reader: sum %lld, %lld of %lld\n", sum, n, top);
		crew->bad++;
	}
	crew->reads++;
	return 0;
}

static void *read_much(void *arg)
{
	struct crew *crew = arg;
	struct db *db = bench_open(crew->b);
	struct err e = ERR_NONE;

	do {
		if (db_tx(db, DB_READ, check_sum, crew, &e) != 0) {
			print_error("reader: %s\n", e.text);
			crew->bad++;
		}
	} while (crew->writing > 0);
	db_close(db);
	return NULL;
}

static void writers_and_readers_together(void **state)
{
	struct bench *b = bench_of(state);
	struct crew crew = {.b = b, .writing = WRITERS};
	pthread_t threads[WRITERS + READERS];
	struct err e = ERR_NONE;

	make_t(b->db);
	SCRIPT(b->db, "CREATE TABLE log (n BIGINT PRIMARY KEY)");
	for (int i = 0; i < ACCOUNTS; i++) {
		EXEC(b->db, "INSERT INTO t (id, n) VALUES ($1, 0)", val_int(i));
	}
	if (b->engine != PGSQL) {
		SCRIPT(b->db, "PRAGMA wal_autocheckpoint = 20");
	}
	for (int i = 0; i < WRITERS + READERS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL,
			i < WRITERS ? write_much : read_much, &crew), 0);
	}
	for (int i = 0; i < WRITERS + READERS; i++) {
		pthread_join(threads[i], NULL);
	}
	assert_int_equal(crew.bad, 0);
	assert_true(crew.reads >= READERS);
	assert_int_equal(bench_int(b->db, "SELECT count(*) FROM log"), WRITERS * ROUNDS);
	assert_int_equal(db_integrity(b->db, &e), 0);
}

/* All open a new file at the same moment. */
static void *open_only(void *arg)
{
	struct crew *crew = arg;
	struct db_conf conf = bench_conf(crew->b);
	struct db *db = NULL;
	struct err e = ERR_NONE;

	if (db_open(&db, &conf, &e) != 0) {
		print_error("%s (%s)\n", e.text, err_slug(e.code));
		crew->bad++;
	}
	db_close(db);
	return NULL;
}

static void many_open_a_new_file(void **state)
{
	struct bench *b = bench_of(state);
	pthread_t threads[6];

	for (int round = 0; round < 10; round++) {
		struct crew crew = {.b = b};
		free(b->url);
		b->url = xasprintf("sqlite:%s.%d", b->path, round);
		for (size_t i = 0; i < lengthof(threads); i++) {
			assert_int_equal(pthread_create(&threads[i], NULL, open_only, &crew), 0);
		}
		for (size_t i = 0; i < lengthof(threads); i++) {
			pthread_join(threads[i], NULL);
		}
		assert_int_equal(crew.bad, 0);
	}
}

/* --- PostgreSQL: what a network and a second node can do --- */

struct trouble {
	struct db *other; /* to do harm with */
	int runs;
	int harm; /* how often */
};

static void kill_all_but(struct db *other)
{
	EXEC0(other, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
		"WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

static int lose_connection(struct db *db, void *arg, struct err *e)
{
	struct trouble *t = arg;

	EXEC(db, "INSERT INTO t (id, n) VALUES ($1, 0)", val_int(++t->runs));
	if (t->runs <= t->harm) {
		kill_all_but(t->other);
	}
	return db_exec(db, "UPDATE t SET n = n + 1", NULL, 0, e) < 0 ? -1 : 0;
}

static void a_lost_connection_is_tried_again(void **state)
{
	struct bench *b = bench_of(state);
	struct trouble t = {.other = bench_open(b), .harm = 2};
	struct err e = ERR_NONE;

	make_t(b->db);
	if (db_tx(b->db, DB_WRITE, lose_connection, &t, &e) != 0) {
		fail_msg("%s (%s)", e.text, err_slug(e.code));
	}
	assert_int_equal(t.runs, 3);
	EXPECT(b->db, "SELECT id, n FROM t", "3|1;");
	/* idle connections that died are replaced without a word */
	kill_all_but(t.other);
	EXPECT(b->db, "SELECT id, n FROM t", "3|1;");
	kill_all_but(t.other);
	EXEC0(b->db, "UPDATE t SET n = 5");
	kill_all_but(t.other);
	assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
	EXPECT(b->db, "SELECT id, n FROM t", "3|5;");
	/* but not inside a transaction */
	kill_all_but(t.other);
	assert_int_equal(db_exec(b->db, "UPDATE t SET n = 6", NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_DB_RETRY);
	db_rollback(b->db);
	/* a commit that was refused for sure */
	assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
	EXEC0(b->db, "UPDATE t SET n = 7");
	kill_all_but(t.other);
	assert_int_equal(db_commit(b->db, &e), -1);
	assert_true(e.code == ERR_DB_RETRY || e.code == ERR_UNAVAILABLE);
	EXPECT(b->db, "SELECT id, n FROM t", "3|5;");
	db_close(t.other);
}

static void a_server_that_restarts(void **state)
{
	struct bench *b = bench_of(state);
	struct err e = ERR_NONE;
	struct plan plan = {0};
	struct db_conf conf = bench_conf(b);

	db_close(b->db);
	conf.durable = true; /* else the server may lose what it has committed */
	assert_int_equal(db_open(&b->db, &conf, &e), 0);
	make_t(b->db);
	pg_crash_and_restart();
	if (db_tx(b->db, DB_WRITE, insert_then, &plan, &e) != 0) {
		fail_msg("%s (%s)", e.text, err_slug(e.code));
	}
	assert_int_equal(plan.runs, 1);
	EXPECT(b->db, "SELECT id FROM t", "1;");
	assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
	EXEC0(b->db, "UPDATE t SET n = 9");
	pg_crash_and_restart();
	assert_int_equal(db_commit(b->db, &e), -1);
	assert_true(e.code == ERR_DB_RETRY || e.code == ERR_UNAVAILABLE);
	EXPECT(b->db, "SELECT id, n FROM t", "1|0;");
}

/* db_tx writes in READ COMMITTED under a lock, where none arises: so by hand. */
static void a_serialization_failure_asks_for_a_retry(void **state)
{
	struct bench *b = bench_of(state);
	struct db *other = bench_open(b);
	int tries = 0, r;

	make_t(b->db);
	SCRIPT(b->db, "INSERT INTO t (id, n) VALUES (1, 0)");
	do {
		struct err e = ERR_NONE;
		SCRIPT(b->db, "BEGIN ISOLATION LEVEL REPEATABLE READ");
		assert_true(bench_int(b->db, "SELECT n FROM t") >= 0);
		if (tries++ < 3) {
			EXEC0(other, "UPDATE t SET n = n + 100");
		}
		r = db_exec(b->db, "UPDATE t SET n = n + 1", NULL, 0, &e);
		assert_true(r == 1 || e.code == ERR_DB_RETRY);
		SCRIPT(b->db, r == 1 ? "COMMIT" : "ROLLBACK");
	} while (r != 1);
	assert_int_equal(tries, 4);
	EXPECT(b->db, "SELECT n FROM t", "301;");
	db_close(other);
}

/* --- LISTEN and NOTIFY --- */

static int wait_for_some(struct db *db)
{
	struct err e = ERR_NONE;
	struct pollfd p = {.fd = db_fd(db), .events = POLLIN};

	assert_int_equal(poll(&p, 1, 10000), 1);
	return db_notifications(db, &e);
}

static void notifications_come_with_the_commit(void **state)
{
	struct bench *b = bench_of(state);
	struct db *ear = bench_open(b);
	struct err e = ERR_NONE;

	if (b->engine != PGSQL) {
		assert_int_equal(db_listen(ear, "changes", &e), 0);
		assert_int_equal(db_notify(b->db, "changes", &e), 0);
		assert_int_equal(db_fd(ear), -1);
		assert_int_equal(db_notifications(ear, &e), 0);
		db_close(ear);
		return;
	}
	assert_int_equal(db_listen(ear, "changes", &e), 0);
	assert_int_equal(db_listen(ear, "odd \"name", &e), 0);
	assert_int_equal(db_notifications(ear, &e), 0);
	assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
	assert_int_equal(db_notify(b->db, "changes", &e), 0);
	db_rollback(b->db);
	assert_int_equal(db_begin(b->db, DB_WRITE, &e), 0);
	assert_int_equal(db_notify(b->db, "changes", &e), 0);
	assert_int_equal(db_notify(b->db, "odd \"name", &e), 0);
	assert_int_equal(db_notify(b->db, "other", &e), 0);
	assert_int_equal(db_notifications(ear, &e), 0);
	assert_int_equal(db_commit(b->db, &e), 0);
	assert_int_equal(wait_for_some(ear), 2);
	/* a connection that was lost listens again, and makes one up */
	kill_all_but(b->db);
	assert_int_equal(wait_for_some(ear), 1);
	assert_int_equal(db_notify(b->db, "changes", &e), 0);
	assert_int_equal(wait_for_some(ear), 1);
	db_close(ear);
}

UNIT_TESTS(tx,
	ON_ALL(commits_rolls_back_and_tries_again),
	ON_ALL(a_failed_statement_ends_the_transaction),
	ON_ALL(savepoints),
	ON_ALL(one_transaction_at_a_time),
	ON_ALL(reading_transactions_do_not_write),
	ON_ALL(closing_rolls_back),
	ON_ALL(writers_and_readers_together),
	ON_SQLITE(many_open_a_new_file),
	ON_PGSQL(a_lost_connection_is_tried_again),
	ON_PGSQL(a_server_that_restarts),
	ON_PGSQL(a_serialization_failure_asks_for_a_retry),
	ON_ALL(notifications_come_with_the_commit));
