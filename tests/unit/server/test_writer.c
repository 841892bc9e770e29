#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dbbench.h"
#include "src/server/writer.h"
#include "unit/unit.h"

/* A job that inserts its number; what it does besides is in how. */
enum how { GOES, REFUSED, RETRIES, BREAKS_RECORD };

struct insert {
	struct write_job job;
	int n, runs, records;
	enum how how;
	struct gate *gate;
};

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int done, commits;
	bool open;
};

static void gate_init(struct gate *g)
{
	*g = (struct gate){.open = true};
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->changed, NULL);
}

static void gate_wait(struct gate *g, int done)
{
	pthread_mutex_lock(&g->lock);
	while (g->done < done) {
		pthread_cond_wait(&g->changed, &g->lock);
	}
	pthread_mutex_unlock(&g->lock);
}

static void gate_open(struct gate *g)
{
	pthread_mutex_lock(&g->lock);
	g->open = true;
	pthread_cond_broadcast(&g->changed);
	pthread_mutex_unlock(&g->lock);
}

static int run(struct write_job *j, struct db *db, int64_t now, int attempt, struct err *e)
{
	struct insert *in = (struct insert *)(void *)j;

	(void)now;
	pthread_mutex_lock(&in->gate->lock);
	while (!in->gate->open) {
		pthread_cond_wait(&in->gate->changed, &in->gate->lock);
	}
	pthread_mutex_unlock(&in->gate->lock);
	assert_int_equal(attempt, in->runs);
	in->runs++;
	if (db_exec(db, "INSERT INTO t (n) VALUES ($1)", DB_ARGS(val_int(in->n)), e) < 0) {
		return -1;
	}
	if (in->how == REFUSED) {
		return err_set(e, ERR_STATE, "refused");
	}
	return in->how == RETRIES && attempt < 2 ? err_set(e, ERR_DB_RETRY, "busy") : 0;
}

static int record(struct write_job *j, struct db *db, int64_t now, struct err *e)
{
	struct insert *in = (struct insert *)(void *)j;

	(void)now;
	in->records++;
	if (in->how == BREAKS_RECORD) {
		return err_set(e, ERR_DB, "broken");
	}
	return db_exec(db, "INSERT INTO log (n, code) VALUES ($1, $2)",
		DB_ARGS(val_int(in->n), val_text(err_slug(j->result.code))), e) < 0 ? -1 : 0;
}

static void done(struct write_job *j)
{
	struct insert *in = (struct insert *)(void *)j;

	pthread_mutex_lock(&in->gate->lock);
	in->gate->done++;
	pthread_cond_broadcast(&in->gate->changed);
	pthread_mutex_unlock(&in->gate->lock);
}

static void committed(void *arg, struct db *db)
{
	struct gate *g = arg;

	(void)db;
	pthread_mutex_lock(&g->lock);
	g->commits++;
	pthread_mutex_unlock(&g->lock);
}

static struct insert job(struct gate *g, int n, enum how how)
{
	return (struct insert){.job = {.run = run, .record = record, .done = done}, .n = n, .how = how, .gate = g};
}

static struct writer *start(struct bench *b, struct gate *g)
{
	SCRIPT(b->db, "CREATE TABLE t (n BIGINT); CREATE TABLE log (n BIGINT, code TEXT)");
	gate_init(g);
	return writer_create(b->db, committed, g);
}

static void writes_and_refuses(void **state)
{
	struct bench *b = bench_of(state);
	struct gate g;
	struct writer *w = start(b, &g);
	struct insert jobs[] = {job(&g, 1, GOES), job(&g, 2, REFUSED), job(&g, 3, GOES)};

	for (int i = 0; i < 3; i++) {
		assert_int_equal(writer_push(w, &jobs[i].job, NULL), 0);
	}
	gate_wait(&g, 3);
	assert_true(writer_healthy(w));
	writer_destroy(w);
	EXPECT(b->db, "SELECT n FROM t ORDER BY n", "1;3;");
	EXPECT(b->db, "SELECT n, code FROM log ORDER BY n", "1|ok;2|wrong-state;3|ok;");
	assert_int_equal(jobs[1].job.result.code, ERR_STATE);
	assert_int_equal(jobs[2].job.result.code, ERR_OK);
}

/* While one is at work the others gather, and are committed together. */
static void commits_a_group(void **state)
{
	struct bench *b = bench_of(state);
	struct gate g;
	struct writer *w = start(b, &g);
	struct insert jobs[31];

	g.open = false;
	for (int i = 0; i < 31; i++) {
		jobs[i] = job(&g, i, GOES);
		assert_int_equal(writer_push(w, &jobs[i].job, NULL), 0);
	}
	gate_open(&g);
	gate_wait(&g, 31);
	writer_destroy(w);
	assert_int_equal(bench_int(b->db, "SELECT count(*) FROM t"), 31);
	assert_in_range(g.commits, 1, 2);
}

/* A soft failure runs the batch again, and leaves nothing of the first run. */
static void runs_again(void **state)
{
	struct bench *b = bench_of(state);
	struct gate g;
	struct writer *w = start(b, &g);
	struct insert jobs[] = {job(&g, 1, GOES), job(&g, 2, RETRIES)};

	g.open = false;
	writer_push(w, &jobs[0].job, NULL);
	writer_push(w, &jobs[1].job, NULL);
	gate_open(&g);
	gate_wait(&g, 2);
	writer_destroy(w);
	EXPECT(b->db, "SELECT n FROM t ORDER BY n", "1;2;");
	EXPECT(b->db, "SELECT n FROM log ORDER BY n", "1;2;");
	assert_int_equal(jobs[1].runs, 3);
}

/* What cannot be written down did not happen. */
static void nothing_without_its_record(void **state)
{
	struct bench *b = bench_of(state);
	struct gate g;
	struct writer *w = start(b, &g);
	struct insert bad = job(&g, 1, BREAKS_RECORD), good = job(&g, 2, GOES);

	writer_push(w, &bad.job, NULL);
	gate_wait(&g, 1);
	assert_int_equal(bad.job.result.code, ERR_DB);
	writer_push(w, &good.job, NULL);
	gate_wait(&g, 2);
	writer_destroy(w);
	EXPECT(b->db, "SELECT n FROM t", "2;");
}

static void refuses_when_closed(void **state)
{
	struct bench *b = bench_of(state);
	struct gate g;
	struct writer *w = start(b, &g);
	struct insert first = job(&g, 1, GOES), late = job(&g, 2, GOES);
	struct err e = ERR_NONE;

	writer_push(w, &first.job, NULL);
	writer_close(w);
	assert_int_equal(g.done, 1);
	assert_int_equal(writer_push(w, &late.job, &e), -1);
	assert_int_equal(e.code, ERR_CLOSING);
	writer_destroy(w);
}

UNIT_TESTS(test_writer,
	ON_ALL(writes_and_refuses),
	ON_ALL(commits_a_group),
	ON_ALL(runs_again),
	ON_ALL(nothing_without_its_record),
	ON_ALL(refuses_when_closed));
