#include "writer.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

enum { BATCH = 64, WAITING = 2048, TRIES = 6, FIRST_PAUSE_MS = 5, STUCK_MS = 10000 };

struct writer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct write_job *first, **last;
	size_t n;
	bool closing, failing, joined;
	int64_t busy_since; /* monotonic ms, 0 idle */
	struct writer_facts facts; /* but what waits */
	struct db *db;
	writer_commit_fn *committed;
	void *arg;
};

static int run_job(struct writer *w, struct write_job *j, int64_t now, int attempt, struct err *e)
{
	struct err own = ERR_NONE;

	j->result = ERR_NONE;
	if (db_savepoint(w->db, "job", e) < 0) {
		return -1;
	}
	if (j->run(j, w->db, now, attempt, &own) < 0) {
		if (own.code == ERR_DB_RETRY) {
			*e = own;
			return -1;
		}
		if (own.code == ERR_OK) {
			err_set(&own, ERR_INTERNAL, "an endpoint failed without saying why");
		}
		j->result = own;
		if (db_rollback_to(w->db, "job", e) < 0) {
			return -1;
		}
	}
	if (db_release(w->db, "job", e) < 0) {
		return -1;
	}
	return j->record ? j->record(j, w->db, now, e) : 0;
}

static int run_batch_once(struct writer *w, struct write_job *batch, int attempt, struct err *e)
{
	int64_t now = clock_ms();

	if (db_begin(w->db, DB_WRITE, e) < 0) {
		return -1;
	}
	for (struct write_job *j = batch; j; j = j->next) {
		if (run_job(w, j, now, attempt, e) < 0) {
			db_rollback(w->db);
			return -1;
		}
	}
	if (db_commit(w->db, e) < 0) {
		db_rollback(w->db);
		return -1;
	}
	return 0;
}

/* n writes were committed together; or failed, after so many attempts. */
static void count(struct writer *w, size_t n, bool committed, int again)
{
	int group = 0;

	w->facts.retried += (unsigned)again;
	if (!committed) {
		w->facts.failed++;
		return;
	}
	while (group < WRITER_GROUPS - 1 && n > (size_t)1 << group) {
		group++;
	}
	w->facts.groups[group]++;
	w->facts.jobs += n;
}

void writer_facts(struct writer *w, struct writer_facts *out)
{
	pthread_mutex_lock(&w->lock);
	*out = w->facts;
	out->waiting = w->n;
	pthread_mutex_unlock(&w->lock);
}

/* *again: how many times it was run again. */
static int run_batch(struct writer *w, struct write_job *batch, int *again, struct err *e)
{
	for (int attempt = 0;; attempt++) {
		*e = ERR_NONE;
		*again = attempt;
		if (run_batch_once(w, batch, attempt, e) == 0) {
			return 0;
		}
		if (e->code != ERR_DB_RETRY || attempt + 1 == TRIES) {
			log_error("a batch of writes failed: %s: %s", err_slug(e->code), e->text);
			return -1;
		}
		poll(NULL, 0, FIRST_PAUSE_MS << attempt);
	}
}

static void finish_batch(struct write_job *batch, const struct err *e)
{
	while (batch) {
		struct write_job *j = batch;
		batch = j->next;
		j->next = NULL;
		if (e->code != ERR_OK) {
			j->result = *e;
		}
		j->done(j);
	}
}

/* Takes at most BATCH jobs off the queue; the lock is held. */
static struct write_job *take(struct writer *w)
{
	struct write_job *batch = w->first, **end = &w->first;

	for (int i = 0; i < BATCH && *end; i++) {
		end = &(*end)->next;
		w->n--;
	}
	w->first = *end;
	*end = NULL;
	if (!w->first) {
		w->last = &w->first;
	}
	return batch;
}

static void *writer_run(void *arg)
{
	struct writer *w = arg;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (!w->first && !w->closing) {
			pthread_cond_wait(&w->some, &w->lock);
		}
		if (!w->first) {
			break;
		}
		size_t waiting = w->n;
		struct write_job *batch = take(w);
		size_t n = waiting - w->n;
		w->busy_since = clock_mono_ms();
		pthread_mutex_unlock(&w->lock);

		struct err e = ERR_NONE;
		int again, r = run_batch(w, batch, &again, &e);
		/* before anybody is answered: who asks then hears how it is */
		pthread_mutex_lock(&w->lock);
		w->failing = r < 0;
		count(w, n, r == 0, again);
		pthread_mutex_unlock(&w->lock);
		if (r == 0) {
			w->committed(w->arg, w->db);
		} else if (e.code == ERR_DISK_FULL || e.code == ERR_DB_RETRY) {
			err_set(&e, ERR_UNAVAILABLE, "nothing was written; try again");
		}
		finish_batch(batch, &e);

		pthread_mutex_lock(&w->lock);
		w->busy_since = 0;
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct writer *writer_create(struct db *db, writer_commit_fn *committed, void *arg)
{
	struct writer *w = xcalloc(1, sizeof(*w));

	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->some, NULL);
	w->last = &w->first;
	w->db = db;
	w->committed = committed;
	w->arg = arg;
	must(pthread_create(&w->thread, NULL, writer_run, w) == 0);
	return w;
}

void writer_close(struct writer *w)
{
	if (!w || w->joined) {
		return;
	}
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_signal(&w->some);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	w->joined = true;
}

void writer_destroy(struct writer *w)
{
	if (!w) {
		return;
	}
	writer_close(w);
	pthread_cond_destroy(&w->some);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

int writer_push(struct writer *w, struct write_job *j, struct err *e)
{
	int r = 0;

	j->next = NULL;
	pthread_mutex_lock(&w->lock);
	if (w->closing) {
		r = err_set(e, ERR_CLOSING, "nothing was written");
	} else if (w->n >= WAITING) {
		r = err_set(e, ERR_UNAVAILABLE, "too many writes are waiting");
	} else {
		*w->last = j;
		w->last = &j->next;
		w->n++;
		pthread_cond_signal(&w->some);
	}
	pthread_mutex_unlock(&w->lock);
	return r;
}

bool writer_healthy(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	bool stuck = w->busy_since && clock_mono_ms() - w->busy_since > STUCK_MS;
	bool ok = !w->failing && !stuck;
	pthread_mutex_unlock(&w->lock);
	return ok;
}
