#include "listener.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/log.h"
#include "doorbell.h"
#include "metrics.h"
#include "server/data.h"

enum { LOOK_MS = 5000 };

/* A connection for each channel: a notification does not say which it was. */
struct line {
	const char *channel;
	int (*heard)(struct server *s, struct db *db, struct err *e);
	struct db *db; /* NULL while the connection is lost */
};

enum { LINES = 2 };

struct listener {
	struct server *server;
	struct line lines[LINES];
	pthread_t thread;
	int stop_fd;
	bool running;
};

static int heard_change(struct server *s, struct db *db, struct err *e)
{
	int64_t n;

	if (data_last_change(db, &n, e) < 0) {
		return -1;
	}
	bell_ring(s->bell, n);
	return 0;
}

static int heard_auth(struct server *s, struct db *db, struct err *e)
{
	(void)db, (void)e;
	auth_changed(s->auth);
	bell_check(s->bell);
	return 0;
}

/* A new connection may have missed something, so it counts as having heard. */
static int look(struct server *s, struct line *line, struct err *e)
{
	bool fresh = !line->db;

	if (fresh && (server_db_open(&line->db, s->conf, s->db_key, false, e) < 0
			|| db_listen(line->db, line->channel, e) < 0)) {
		return -1;
	}
	int n = db_notifications(line->db, e);
	return n < 0 ? -1 : n > 0 || fresh ? line->heard(s, line->db, e) : 0;
}

static void look_at_all(struct listener *l)
{
	for (int i = 0; i < LINES; i++) {
		struct err e = ERR_NONE;
		if (look(l->server, &l->lines[i], &e) < 0) {
			metrics_fault(l->server->metrics, e.code);
			log_warn("the listener lost the database: %s", e.text);
			db_close(l->lines[i].db);
			l->lines[i].db = NULL;
		}
	}
}

static void *run(void *arg)
{
	struct listener *l = arg;
	struct pollfd fds[LINES + 1] = {{.fd = l->stop_fd, .events = POLLIN}};

	for (;;) {
		look_at_all(l);
		for (int i = 0; i < LINES; i++) {
			struct db *db = l->lines[i].db;
			fds[i + 1] = (struct pollfd){.fd = db ? db_fd(db) : -1, .events = POLLIN};
		}
		poll(fds, LINES + 1, LOOK_MS);
		if (fds[0].revents) {
			return NULL;
		}
	}
}

int listener_create(struct listener **out, struct server *s, struct err *e)
{
	struct listener *l;

	if (db_engine(s->writer_db) == DB_SQLITE) {
		return 0;
	}
	l = xcalloc(1, sizeof(*l));
	l->server = s;
	l->lines[0] = (struct line){.channel = NOTIFY_CHANGE, .heard = heard_change};
	l->lines[1] = (struct line){.channel = NOTIFY_AUTH, .heard = heard_auth};
	l->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (l->stop_fd < 0) {
		listener_destroy(l);
		return err_errno(e, "eventfd");
	}
	must(pthread_create(&l->thread, NULL, run, l) == 0);
	l->running = true;
	*out = l;
	return 0;
}

void listener_destroy(struct listener *l)
{
	uint64_t one = 1;

	if (!l) {
		return;
	}
	if (l->running && write(l->stop_fd, &one, sizeof(one)) == sizeof(one)) {
		pthread_join(l->thread, NULL);
	}
	for (int i = 0; i < LINES; i++) {
		db_close(l->lines[i].db);
	}
	close(l->stop_fd);
	free(l);
}
