#include "doorbell.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fault.h"
#include "crypto/crypto.h"

enum { LOOK_MS = 1000 };

struct ear {
	struct bell *bell;
	struct MHD_Connection *conn;
	struct server *server;
	/* the sign-in that opened it, and what was known of it last: its own thread's */
	char session[65];
	int64_t expires;
	uint64_t generation;
	char account[ULID_SIZE];
	int64_t heard;   /* last number written, -1 none */
	int64_t due;     /* monotonic ms of the next sign of life */
	int64_t check;   /* and of the next look at the sign-in */
	bool asleep, ended;
	struct ear *prev, *next; /* newest first */
};

struct bell {
	pthread_mutex_t lock;
	pthread_t thread;
	int rung; /* eventfd */
	struct auth *auth;
	struct ear *ears;
	int64_t n, told; /* newest number, and the one that sleepers were woken for */
	int64_t beat_ms, per_account;
	unsigned long long streams, opened;
	bool checking, closing;
};

static void wake(struct ear *ear)
{
	if (ear->asleep) {
		ear->asleep = false;
		MHD_resume_connection(ear->conn);
	}
}

static void wake_some(struct bell *b)
{
	int64_t now = clock_mono_ms();
	bool all = b->told < b->n || b->closing || b->checking;

	b->told = b->n;
	b->checking = false;
	for (struct ear *ear = b->ears; ear; ear = ear->next) {
		if (all || now >= ear->due || ear->ended) {
			wake(ear);
		}
	}
}

static void *run(void *arg)
{
	struct bell *b = arg;
	struct pollfd fd = {.fd = b->rung, .events = POLLIN};

	for (bool closing = false; !closing;) {
		poll(&fd, 1, LOOK_MS);
		eventfd_read(b->rung, &(eventfd_t){0});
		pthread_mutex_lock(&b->lock);
		closing = b->closing;
		wake_some(b);
		pthread_mutex_unlock(&b->lock);
	}
	return NULL;
}

struct bell *bell_create(const struct server_conf *conf, struct auth *auth, int64_t n)
{
	struct bell *b = xcalloc(1, sizeof(*b));

	pthread_mutex_init(&b->lock, NULL);
	b->rung = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	must(b->rung >= 0);
	b->auth = auth;
	b->n = b->told = n;
	b->beat_ms = conf->heartbeat * 1000;
	b->per_account = conf->doorbells;
	must(pthread_create(&b->thread, NULL, run, b) == 0);
	return b;
}

void bell_close(struct bell *b)
{
	if (!b || b->closing) {
		return;
	}
	pthread_mutex_lock(&b->lock);
	b->closing = true;
	eventfd_write(b->rung, 1);
	pthread_mutex_unlock(&b->lock);
	pthread_join(b->thread, NULL);
}

void bell_destroy(struct bell *b)
{
	if (b) {
		close(b->rung);
		pthread_mutex_destroy(&b->lock);
		free(b);
	}
}

void bell_ring(struct bell *b, int64_t n)
{
	pthread_mutex_lock(&b->lock);
	if (n > b->n) {
		b->n = n;
		eventfd_write(b->rung, 1);
	}
	pthread_mutex_unlock(&b->lock);
}

void bell_check(struct bell *b)
{
	pthread_mutex_lock(&b->lock);
	b->checking = true;
	eventfd_write(b->rung, 1);
	pthread_mutex_unlock(&b->lock);
}

void bell_facts(struct bell *b, struct bell_facts *out)
{
	pthread_mutex_lock(&b->lock);
	*out = (struct bell_facts){b->streams, b->opened, b->n};
	pthread_mutex_unlock(&b->lock);
}

static void know(struct ear *ear, const struct signed_in *who)
{
	ear->expires = who->session.expires;
	ear->generation = who->generation;
}

/* Does the sign-in that opened this stream still hold? Blocks on the database when
   sign-ins have changed, or may have been changed by another program; so without the lock. */
static bool still_good(struct ear *ear)
{
	struct auth *auth = ear->bell->auth;
	struct signed_in *who;
	int64_t now = clock_ms();
	bool due = clock_mono_ms() >= ear->check;

	/* one that is over may have been extended since */
	if (!due && ear->expires > now && ear->generation == auth_generation(auth)) {
		return true;
	}
	ear->check = clock_mono_ms() + ear->bell->beat_ms;
	struct err e = ERR_NONE;
	if (auth_find_hash(auth, ear->session, now, &who, &e) < 0) {
		return e.code != ERR_TOKEN_EXPIRED;
	}
	know(ear, who);
	auth_release(who);
	return true;
}

static ssize_t on_read(void *cls, uint64_t pos, char *buf, size_t max)
{
	struct ear *ear = cls;
	struct bell *b = ear->bell;
	bool good = still_good(ear);
	int64_t now = clock_mono_ms();
	ssize_t n = 0;

	(void)pos;
	pthread_mutex_lock(&b->lock);
	if (!good || ear->ended || b->closing) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else if (ear->heard < b->n) {
		ear->heard = b->n;
		n = snprintf(buf, max, "id: %lld\nevent: change\ndata: %lld\n\n", (long long)b->n, (long long)b->n);
	} else if (now >= ear->due) {
		n = snprintf(buf, max, ":\n\n");
	} else {
		ear->asleep = true;
		MHD_suspend_connection(ear->conn);
	}
	if (n > 0) {
		ear->due = now + b->beat_ms;
	}
	pthread_mutex_unlock(&b->lock);
	return n;
}

static void on_free(void *cls)
{
	struct ear *ear = cls;
	struct bell *b = ear->bell;

	pthread_mutex_lock(&b->lock);
	if (ear->prev) {
		ear->prev->next = ear->next;
	} else if (b->ears == ear) {
		b->ears = ear->next;
	}
	if (ear->next) {
		ear->next->prev = ear->prev;
	}
	b->streams--;
	pthread_mutex_unlock(&b->lock);
	server_leave(ear->server);
	free(ear);
}

/* A client whose link died comes back before its old stream is known to be dead; so the
   oldest makes room instead of the newest being refused. */
static void make_room(struct bell *b, const char *account)
{
	struct ear *oldest = NULL;
	int64_t n = 0;

	for (struct ear *ear = b->ears; ear; ear = ear->next) {
		if (!ear->ended && streq(ear->account, account)) {
			oldest = ear;
			n++;
		}
	}
	if (n >= b->per_account) {
		oldest->ended = true;
		wake(oldest);
	}
}

static int64_t last_heard(const struct exchange *x)
{
	const char *id = exchange_header(x, "Last-Event-ID");
	long long n;

	return id && parse_i64(id, &n) && n >= 0 ? n : -1;
}

void bell_open(struct exchange *x)
{
	struct bell *b = x->server->bell;
	struct ear *ear = xcalloc(1, sizeof(*ear));
	uint32_t random;

	crypto_random(&random, sizeof(random));
	ear->bell = b;
	ear->conn = x->conn;
	ear->server = x->server;
	server_enter(ear->server);
	snprintf(ear->session, sizeof(ear->session), "%s", x->who->session.hash);
	snprintf(ear->account, sizeof(ear->account), "%s", x->who->reader.account);
	know(ear, x->who);
	ear->heard = last_heard(x);
	/* the first beat falls anywhere in the interval: they stay spread */
	ear->due = clock_mono_ms() + 1 + random % b->beat_ms;
	ear->check = ear->due;
	struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 128, on_read, ear, on_free);
	reply_header(r, "Content-Type", "text/event-stream");
	reply_header(r, "X-Accel-Buffering", "no");

	pthread_mutex_lock(&b->lock);
	make_room(b, ear->account);
	ear->next = b->ears;
	if (b->ears) {
		b->ears->prev = ear;
	}
	b->ears = ear;
	b->streams++;
	b->opened++;
	pthread_mutex_unlock(&b->lock);
	x->ready = r;
	x->ready_status = 200;
}
