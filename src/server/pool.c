#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct db **all, **free;
	size_t n, nfree;
};

int pool_create(struct pool **out, const struct db_conf *conf, size_t n, struct err *e)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given, NULL);
	p->all = xcalloc(n, sizeof(struct db *));
	p->free = xcalloc(n, sizeof(struct db *));
	for (; p->n < n; p->n++) {
		if (db_open(&p->all[p->n], conf, e) < 0) {
			pool_destroy(p);
			return -1;
		}
		p->free[p->nfree++] = p->all[p->n];
	}
	*out = p;
	return 0;
}

void pool_destroy(struct pool *p)
{
	if (!p) {
		return;
	}
	for (size_t i = 0; i < p->n; i++) {
		db_close(p->all[i]);
	}
	pthread_cond_destroy(&p->given);
	pthread_mutex_destroy(&p->lock);
	free(p->all);
	free(p->free);
	free(p);
}

struct db *pool_take(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	while (p->nfree == 0) {
		pthread_cond_wait(&p->given, &p->lock);
	}
	struct db *db = p->free[--p->nfree];
	pthread_mutex_unlock(&p->lock);
	return db;
}

void pool_give(struct pool *p, struct db *db)
{
	pthread_mutex_lock(&p->lock);
	p->free[p->nfree++] = db;
	pthread_cond_signal(&p->given);
	pthread_mutex_unlock(&p->lock);
}
