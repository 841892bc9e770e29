#ifndef SERVER_WRITER_H
#define SERVER_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

/*
 * The one thread that writes. It takes all waiting jobs (bounded) into one transaction,
 * each behind a savepoint, and commits once for all: a durable commit costs the same for
 * one as for sixty. A soft failure runs the whole batch again.
 */
struct write_job {
	/* Inside the savepoint; -1 undoes what it did. May be run again: attempt counts from 0. */
	int (*run)(struct write_job *j, struct db *db, int64_t now, int attempt, struct err *e);
	/* After the savepoint, whatever the result (in j->result): audit and the like. -1 fails
	   the batch. NULL: nothing. */
	int (*record)(struct write_job *j, struct db *db, int64_t now, struct err *e);
	/* After the commit, or when there will be none (result says so). The job is the
	   callee's again. */
	void (*done)(struct write_job *j);
	struct err result;
	struct write_job *next;
};

struct writer;
/* Called on the writer after a commit, before any done(). */
typedef void writer_commit_fn(void *arg, struct db *db);

/* db is the writer's from here on, until destroyed. */
struct writer *writer_create(struct db *db, writer_commit_fn *committed, void *arg);
/* Does what is waiting, then ends its thread; pushing is refused from here on. */
void writer_close(struct writer *w);
void writer_destroy(struct writer *w);
/* ERR_UNAVAILABLE when too much is waiting or the writer is ending. */
int writer_push(struct writer *w, struct write_job *j, struct err *e);
/* groups[i]: commits of at most 2^i writes, and of more than 2^(i-1). */
enum { WRITER_GROUPS = 7 };
struct writer_facts { unsigned long long waiting, jobs, failed, retried, groups[WRITER_GROUPS]; };
void writer_facts(struct writer *w, struct writer_facts *out);
/* False when the last commit failed, or a job has waited for ten seconds. */
bool writer_healthy(struct writer *w);

#endif
