#include "crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fault.h"

struct crew_work {
	void (*fn)(void *arg);
	void *arg;
};

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct crew_work *ring;
	size_t size, first, n;
	pthread_t *threads;
	size_t nthreads;
	bool closing;
};

static void *run(void *arg)
{
	struct crew *c = arg;

	pthread_mutex_lock(&c->lock);
	for (;;) {
		while (c->n == 0 && !c->closing) {
			pthread_cond_wait(&c->some, &c->lock);
		}
		if (c->n == 0) {
			break;
		}
		struct crew_work work = c->ring[c->first];
		c->first = (c->first + 1) % c->size;
		c->n--;
		pthread_mutex_unlock(&c->lock);
		work.fn(work.arg);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct crew *crew_create(size_t threads, size_t max_waiting)
{
	struct crew *c = xcalloc(1, sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->some, NULL);
	c->size = max_waiting;
	c->ring = xcalloc(max_waiting, sizeof(*c->ring));
	c->threads = xcalloc(threads, sizeof(*c->threads));
	for (; c->nthreads < threads; c->nthreads++) {
		must(pthread_create(&c->threads[c->nthreads], NULL, run, c) == 0);
	}
	return c;
}

void crew_close(struct crew *c)
{
	if (!c) {
		return;
	}
	pthread_mutex_lock(&c->lock);
	c->closing = true;
	pthread_cond_broadcast(&c->some);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < c->nthreads; i++) {
		pthread_join(c->threads[i], NULL);
	}
	c->nthreads = 0;
}

void crew_destroy(struct crew *c)
{
	if (!c) {
		return;
	}
	crew_close(c);
	pthread_cond_destroy(&c->some);
	pthread_mutex_destroy(&c->lock);
	free(c->threads);
	free(c->ring);
	free(c);
}

int crew_push(struct crew *c, void (*fn)(void *arg), void *arg, struct err *e)
{
	int r = 0;

	pthread_mutex_lock(&c->lock);
	if (c->n == c->size || c->closing) {
		r = err_set(e, ERR_UNAVAILABLE, "too many requests are waiting");
	} else {
		c->ring[(c->first + c->n++) % c->size] = (struct crew_work){fn, arg};
		pthread_cond_signal(&c->some);
	}
	pthread_mutex_unlock(&c->lock);
	return r;
}
