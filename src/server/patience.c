#include "patience.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

enum { LOOK_MS = 500 };

/* One connection; in the list as long as its socket is open. */
struct guest {
	struct guest *prev, *next;
	int fd;
	atomic_int_fast64_t since; /* waited for since then; 0: not */
};

struct patience {
	int64_t most_ms;
	pthread_t thread;
	pthread_mutex_t lock; /* of the list: a socket is not closed while it is held */
	pthread_cond_t stop;
	bool stopping;
	struct guest *first;
};

static void look(struct patience *p, int64_t now)
{
	for (struct guest *g = p->first; g; g = g->next) {
		int64_t since = atomic_load(&g->since);

		if (since && now - since > p->most_ms) {
			/* the library sees the end and closes it */
			shutdown(g->fd, SHUT_RDWR);
			atomic_store(&g->since, 0);
			log_debug("a request took too long to be said");
		}
	}
}

static void *run(void *arg)
{
	struct patience *p = arg;

	pthread_mutex_lock(&p->lock);
	while (!p->stopping) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until); /* allowed: a condition wants the system's own */
		until.tv_nsec += LOOK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&p->stop, &p->lock, &until);
		look(p, clock_mono_ms());
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct patience *patience_create(int64_t most_ms)
{
	struct patience *p = xcalloc(1, sizeof(*p));
	pthread_condattr_t attr;

	p->most_ms = most_ms;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->stop, &attr);
	pthread_condattr_destroy(&attr);
	pthread_create(&p->thread, NULL, run, p);
	return p;
}

void patience_destroy(struct patience *p)
{
	if (!p) {
		return;
	}
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_signal(&p->stop);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->stop);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static struct guest *arrive(struct patience *p, int fd)
{
	struct guest *g = xcalloc(1, sizeof(*g));

	g->fd = fd;
	atomic_store(&g->since, clock_mono_ms());
	pthread_mutex_lock(&p->lock);
	g->next = p->first;
	if (g->next) {
		g->next->prev = g;
	}
	p->first = g;
	pthread_mutex_unlock(&p->lock);
	return g;
}

static void leave(struct patience *p, struct guest *g)
{
	pthread_mutex_lock(&p->lock);
	if (g->prev) {
		g->prev->next = g->next;
	} else {
		p->first = g->next;
	}
	if (g->next) {
		g->next->prev = g->prev;
	}
	pthread_mutex_unlock(&p->lock);
	free(g);
}

void patience_notify(void *cls, struct MHD_Connection *conn, void **slot, enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);

		*slot = info ? arrive(cls, info->connect_fd) : NULL;
	} else if (*slot) {
		leave(cls, *slot);
		*slot = NULL;
	}
}

static void wait_from(struct MHD_Connection *conn, int64_t since)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct guest *g = info ? info->socket_context : NULL;

	if (g) {
		atomic_store(&g->since, since);
	}
}

void patience_whole(struct MHD_Connection *conn)
{
	wait_from(conn, 0);
}

void patience_again(struct MHD_Connection *conn)
{
	wait_from(conn, clock_mono_ms());
}
