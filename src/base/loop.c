#include "base/loop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/vec.h"

struct watch {
	int fd;
	int events;
	loop_fd_fn *fn;
	void *arg;
	bool dead; /* swept after the round: others may be walking the vector */
};

struct timer {
	int64_t due;
	uint64_t seq; /* order of making: same instant fires in that order */
	int id;
	loop_fn *fn;
	void *arg;
};

struct call {
	loop_fn *fn;
	void *arg;
};

struct handler {
	int signo;
	loop_fn *fn;
	void *arg;
	struct sigaction old;
};

struct polls {
	struct pollfd *v;
	size_t n, cap;
};

struct loop {
	int wake;
	bool quit;
	bool started;
	VEC(struct watch) watches;
	struct polls polled;
	VEC(struct timer) timers[2];
	VEC(struct call) defers;
	VEC(struct call) afters;
	VEC(struct handler) handlers;
	int last_id;
	uint64_t last_seq;
	int64_t seen_clock, seen_real; /* to notice a frozen clock */
	bool frozen;
};

/* A handler is told nothing but the number, so what it needs is global. */
static atomic_int signal_wake[NSIG];
static volatile sig_atomic_t signal_seen[NSIG];

static int64_t real_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t now_of(enum loop_clock clock)
{
	return clock == LOOP_REAL ? real_ms() : clock_mono_ms();
}

static void wake_fd(int fd)
{
	uint64_t one = 1;
	int keep = errno;

	while (write(fd, &one, sizeof(one)) < 0 && errno == EINTR) {
	}
	errno = keep;
}

struct loop *loop_create(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));

	l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	must(l->wake >= 0);
	return l;
}

static void handler_restore(struct handler *h)
{
	sigaction(h->signo, &h->old, NULL);
	atomic_store(&signal_wake[h->signo], 0);
	signal_seen[h->signo] = 0;
}

void loop_destroy(struct loop *l)
{
	if (!l) {
		return;
	}
	for (size_t i = 0; i < l->handlers.n; i++) {
		handler_restore(&l->handlers.v[i]);
	}
	close(l->wake);
	vec_finish(&l->watches);
	vec_finish(&l->polled);
	vec_finish(&l->timers[LOOP_REAL]);
	vec_finish(&l->timers[LOOP_CLOCK]);
	vec_finish(&l->defers);
	vec_finish(&l->afters);
	vec_finish(&l->handlers);
	free(l);
}

static struct watch *watch_find(struct loop *l, int fd)
{
	for (size_t i = 0; i < l->watches.n; i++) {
		if (l->watches.v[i].fd == fd && !l->watches.v[i].dead) {
			return &l->watches.v[i];
		}
	}
	return NULL;
}

void loop_fd(struct loop *l, int fd, int events, loop_fd_fn *fn, void *arg)
{
	struct watch *w = watch_find(l, fd);

	if (w && w->fn == fn && w->arg == arg) {
		w->events = events;
		return;
	}
	/* Another owner: what poll said of the fd was not meant for it. */
	if (w) {
		w->dead = true;
	}
	*vec_add(&l->watches) = (struct watch){
		.fd = fd, .events = events, .fn = fn, .arg = arg};
}

void loop_fd_remove(struct loop *l, int fd)
{
	struct watch *w = watch_find(l, fd);

	if (w) {
		w->dead = true;
	}
}

static int next_id(struct loop *l)
{
	l->last_id = l->last_id == INT_MAX ? 1 : l->last_id + 1;
	return l->last_id;
}

int loop_timer(struct loop *l, enum loop_clock clock, int64_t ms, loop_fn *fn, void *arg)
{
	struct timer t = {.seq = ++l->last_seq, .id = next_id(l), .fn = fn, .arg = arg};
	size_t at = l->timers[clock].n;

	t.due = now_of(clock) + (ms > 0 ? ms : 0);
	vec_add(&l->timers[clock]);
	struct timer *v = l->timers[clock].v;
	while (at > 0 && v[at - 1].due > t.due) {
		v[at] = v[at - 1];
		at--;
	}
	v[at] = t;
	return t.id;
}

void loop_timer_cancel(struct loop *l, int id)
{
	for (int c = 0; c < 2; c++) {
		for (size_t i = 0; i < l->timers[c].n; i++) {
			if (l->timers[c].v[i].id == id) {
				vec_remove(&l->timers[c], i);
				return;
			}
		}
	}
}

void loop_defer(struct loop *l, loop_fn *fn, void *arg)
{
	*vec_add(&l->defers) = (struct call){fn, arg};
}

void loop_after(struct loop *l, loop_fn *fn, void *arg)
{
	*vec_add(&l->afters) = (struct call){fn, arg};
}

static void on_signal(int signo)
{
	int fd = atomic_load(&signal_wake[signo]);

	signal_seen[signo] = 1;
	if (fd > 0) {
		wake_fd(fd - 1);
	}
}

void loop_signal(struct loop *l, int signo, loop_fn *fn, void *arg)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	for (size_t i = 0; i < l->handlers.n; i++) {
		struct handler *h = &l->handlers.v[i];
		if (h->signo == signo && fn) {
			h->fn = fn;
			h->arg = arg;
			return;
		}
		if (h->signo == signo) {
			handler_restore(h);
			vec_remove(&l->handlers, i);
			return;
		}
	}
	if (!fn) {
		return;
	}
	struct handler *h = vec_add(&l->handlers);
	*h = (struct handler){.signo = signo, .fn = fn, .arg = arg};
	sigfillset(&sa.sa_mask);
	/* 0 means nobody, so the fd is kept one higher. */
	atomic_store(&signal_wake[signo], l->wake + 1);
	sigaction(signo, &sa, &h->old);
}

void loop_wake(struct loop *l)
{
	wake_fd(l->wake);
}

void loop_kick(struct loop *l)
{
	l->frozen = false;
	wake_fd(l->wake);
}

void loop_quit(struct loop *l)
{
	l->quit = true;
	wake_fd(l->wake);
}

/*
 * A frozen clock never makes its timers due by waiting: waiting for them would spin.
 * The machine's clock is read on both sides of ours, so that being preempted in
 * between cannot make a running clock look frozen.
 */
static void notice_frozen(struct loop *l)
{
	int64_t before = real_ms(), clock = clock_mono_ms();

	if (clock != l->seen_clock) {
		l->frozen = false;
	} else if (before - l->seen_real < 3) {
		return;
	} else {
		l->frozen = true;
	}
	l->seen_clock = clock;
	l->seen_real = real_ms();
}

static int wait_ms(struct loop *l, int ms)
{
	if (l->defers.n > 0 || l->quit) {
		return 0;
	}
	notice_frozen(l);
	for (int c = 0; c < 2; c++) {
		if (l->timers[c].n == 0 || (c == LOOP_CLOCK && l->frozen)) {
			continue;
		}
		int64_t left = l->timers[c].v[0].due - now_of((enum loop_clock)c);
		left = left < 0 ? 0 : left;
		if (ms < 0 || left < ms) {
			ms = left > INT_MAX ? INT_MAX : (int)left;
		}
	}
	return ms;
}

static short poll_bits(const struct watch *w)
{
	short bits = 0;

	bits |= w->events & LOOP_READ ? POLLIN : 0;
	bits |= w->events & LOOP_WRITE ? POLLOUT : 0;
	return bits;
}

static int loop_bits(short revents)
{
	int ev = 0;

	ev |= revents & (POLLIN | POLLHUP) ? LOOP_READ : 0;
	ev |= revents & POLLOUT ? LOOP_WRITE : 0;
	ev |= revents & (POLLERR | POLLHUP | POLLNVAL) ? LOOP_ERROR : 0;
	return ev;
}

static int poll_all(struct loop *l, struct polls *p, int ms)
{
	p->n = 0;
	for (size_t i = 0; i < l->watches.n; i++) {
		struct watch *w = &l->watches.v[i];
		*vec_add(p) = (struct pollfd){
			.fd = w->events && !w->dead ? w->fd : -1, .events = poll_bits(w)};
	}
	*vec_add(p) = (struct pollfd){.fd = l->wake, .events = POLLIN};
	int n = poll(p->v, p->n, ms);
	if (n >= 0) {
		return n;
	}
	must(errno == EINTR || errno == EAGAIN);
	for (size_t i = 0; i < p->n; i++) {
		p->v[i].revents = 0;
	}
	return 0;
}

static bool run_signals(struct loop *l)
{
	bool ran = false;

	for (size_t i = 0; i < l->handlers.n; i++) {
		struct handler h = l->handlers.v[i];
		if (signal_seen[h.signo]) {
			signal_seen[h.signo] = 0;
			h.fn(h.arg);
			ran = true;
		}
	}
	return ran;
}

/* Those made meanwhile wait for the next round, or a timer of 0 ms would starve the rest. */
static bool run_timers(struct loop *l)
{
	uint64_t last = l->last_seq;
	bool ran = false;

	for (int c = 0; c < 2; c++) {
		int64_t now = now_of((enum loop_clock)c);
		while (l->timers[c].n > 0) {
			struct timer t = l->timers[c].v[0];
			if (t.due > now || t.seq > last) {
				break;
			}
			vec_remove(&l->timers[c], 0);
			t.fn(t.arg);
			ran = true;
		}
	}
	return ran;
}

static bool run_fds(struct loop *l, size_t n)
{
	bool ran = false;

	for (size_t i = 0; i < n; i++) {
		struct watch w = l->watches.v[i];
		short revents = l->polled.v[i].revents;
		int ev = loop_bits(revents) & (w.events | LOOP_ERROR);
		if (w.dead || !w.events || !ev) {
			continue;
		}
		w.fn(w.arg, w.fd, ev);
		ran = true;
		/* Closed without a word to us: poll would answer at once for ever. */
		if (revents & POLLNVAL && bug(l->watches.v[i].dead)) {
			l->watches.v[i].dead = true;
		}
	}
	return ran;
}

static bool run_defers(struct loop *l)
{
	size_t n = l->defers.n;

	for (size_t i = 0; i < n; i++) {
		struct call c = l->defers.v[i];
		c.fn(c.arg);
	}
	if (n > 0) {
		memmove(l->defers.v, l->defers.v + n, (l->defers.n - n) * sizeof(*l->defers.v));
		l->defers.n -= n;
	}
	return n > 0;
}

static void run_afters(struct loop *l)
{
	for (size_t i = 0; i < l->afters.n; i++) {
		struct call c = l->afters.v[i];
		c.fn(c.arg);
	}
}

static void sweep(struct loop *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->watches.n; i++) {
		if (!l->watches.v[i].dead) {
			l->watches.v[kept++] = l->watches.v[i];
		}
	}
	l->watches.n = kept;
}

bool loop_once(struct loop *l, int ms)
{
	bool ran = false;

	if (!l->started) {
		l->started = true;
		run_afters(l);
	}
	sweep(l);
	size_t n = l->watches.n;
	poll_all(l, &l->polled, wait_ms(l, ms));
	if (l->polled.v[n].revents) {
		uint64_t count;
		ran = read(l->wake, &count, sizeof(count)) > 0;
	}
	ran |= run_signals(l);
	ran |= run_timers(l);
	ran |= run_fds(l, n);
	ran |= run_defers(l);
	run_afters(l);
	return ran;
}

void loop_run(struct loop *l)
{
	while (!l->quit) {
		loop_once(l, -1);
	}
	l->quit = false;
}

bool loop_idle(struct loop *l)
{
	if (l->defers.n > 0) {
		return false;
	}
	for (int c = 0; c < 2; c++) {
		if (l->timers[c].n > 0 && l->timers[c].v[0].due <= now_of((enum loop_clock)c)) {
			return false;
		}
	}
	for (size_t i = 0; i < l->handlers.n; i++) {
		if (signal_seen[l->handlers.v[i].signo]) {
			return false;
		}
	}
	struct polls now = {0};
	int ready = poll_all(l, &now, 0);
	vec_finish(&now);
	return ready == 0;
}
