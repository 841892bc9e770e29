#include "base/loop.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "unit/unit.h"

struct trace {
	struct loop *l;
	char text[64];
	int fd, other;
	int timer;
	int count;
};

static void put(struct trace *t, char c)
{
	size_t n = strlen(t->text);

	assert_true(n + 1 < sizeof(t->text));
	t->text[n] = c;
}

static void on_a(void *arg) { put(arg, 'a'); }
static void on_b(void *arg) { put(arg, 'b'); }
static void on_c(void *arg) { put(arg, 'c'); }
static void on_after(void *arg) { put(arg, '.'); }

static int setup(void **state)
{
	struct trace *t = xcalloc(1, sizeof(*t));

	t->l = loop_create();
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct trace *t = *state;

	clock_freeze(-1);
	loop_destroy(t->l);
	free(t);
	return 0;
}

static void timers_fire_in_order(void **state)
{
	struct trace *t = *state;

	loop_timer(t->l, LOOP_REAL, 4, on_c, t);
	loop_timer(t->l, LOOP_REAL, 0, on_a, t);
	loop_timer(t->l, LOOP_REAL, 0, on_b, t);
	int gone = loop_timer(t->l, LOOP_REAL, 1, on_a, t);
	loop_timer_cancel(t->l, gone);
	loop_timer_cancel(t->l, gone);
	loop_timer_cancel(t->l, 0);
	while (strlen(t->text) < 3) {
		loop_once(t->l, -1);
	}
	assert_string_equal(t->text, "abc");
	assert_true(loop_idle(t->l));
}

static void frozen_clock_freezes_its_timers(void **state)
{
	struct trace *t = *state;

	clock_freeze(1000000);
	loop_timer(t->l, LOOP_CLOCK, 5000, on_a, t);
	loop_timer(t->l, LOOP_REAL, 8, on_b, t);
	while (!t->text[0]) {
		loop_once(t->l, -1);
	}
	assert_string_equal(t->text, "b");
	clock_advance(4999);
	loop_kick(t->l);
	loop_once(t->l, 0);
	assert_string_equal(t->text, "b");
	clock_advance(1);
	loop_kick(t->l);
	assert_false(loop_idle(t->l));
	loop_once(t->l, -1);
	assert_string_equal(t->text, "ba");
}

static void again_at_once(void *arg)
{
	struct trace *t = arg;

	put(t, 'x');
	t->timer = loop_timer(t->l, LOOP_REAL, 0, again_at_once, t);
}

static void timer_of_zero_does_not_starve(void **state)
{
	struct trace *t = *state;

	loop_timer(t->l, LOOP_REAL, 0, again_at_once, t);
	loop_defer(t->l, on_b, t);
	loop_once(t->l, 0);
	assert_string_equal(t->text, "xb");
}

static void on_read(void *arg, int fd, int events)
{
	struct trace *t = arg;
	char c;

	assert_true(events & LOOP_READ);
	assert_int_equal(read(fd, &c, 1), 1);
	put(t, c);
}

static void on_end(void *arg, int fd, int events)
{
	struct trace *t = arg;

	put(t, events & LOOP_ERROR ? 'E' : 'R');
	loop_fd_remove(t->l, fd);
}

static void descriptors_are_watched(void **state)
{
	struct trace *t = *state;
	int p[2];

	assert_int_equal(pipe(p), 0);
	loop_fd(t->l, p[0], LOOP_READ, on_read, t);
	assert_false(loop_once(t->l, 0));
	assert_int_equal(write(p[1], "q", 1), 1);
	assert_false(loop_idle(t->l));
	assert_true(loop_once(t->l, -1));
	assert_string_equal(t->text, "q");
	assert_int_equal(write(p[1], "r", 1), 1);
	loop_fd(t->l, p[0], 0, on_read, t);
	assert_false(loop_once(t->l, 0));
	loop_fd(t->l, p[0], LOOP_READ, on_read, t);
	loop_once(t->l, 0);
	assert_string_equal(t->text, "qr");
	close(p[1]);
	loop_fd(t->l, p[0], LOOP_READ, on_end, t);
	loop_once(t->l, 0);
	assert_string_equal(t->text, "qrE");
	assert_false(loop_once(t->l, 0));
	close(p[0]);
}

/* Whichever runs first removes the other. */
static void remove_other(void *arg, int fd, int events)
{
	struct trace *t = arg;

	(void)events;
	put(t, '1');
	loop_fd_remove(t->l, fd == t->fd ? t->other : t->fd);
	loop_fd_remove(t->l, fd);
}

static void callback_may_remove_another(void **state)
{
	struct trace *t = *state;
	int p[2], q[2];

	assert_int_equal(pipe(p), 0);
	assert_int_equal(pipe(q), 0);
	t->fd = p[0];
	t->other = q[0];
	loop_fd(t->l, p[0], LOOP_READ, remove_other, t);
	loop_fd(t->l, q[0], LOOP_READ, remove_other, t);
	assert_int_equal(write(p[1], "x", 1), 1);
	assert_int_equal(write(q[1], "x", 1), 1);
	loop_once(t->l, -1);
	loop_once(t->l, 0);
	assert_string_equal(t->text, "1");
	for (int i = 0; i < 2; i++) {
		close(p[i]);
		close(q[i]);
	}
}

/* The same number, another owner: what poll said was not meant for it. */
static void replace_other(void *arg, int fd, int events)
{
	struct trace *t = arg;

	(void)events;
	put(t, '1');
	loop_fd_remove(t->l, fd);
	loop_fd_remove(t->l, t->other);
	loop_fd(t->l, t->other, LOOP_WRITE | LOOP_READ, on_end, t);
}

static void new_owner_gets_no_old_events(void **state)
{
	struct trace *t = *state;
	int p[2], q[2];

	assert_int_equal(pipe(p), 0);
	assert_int_equal(pipe(q), 0);
	t->other = q[0];
	loop_fd(t->l, p[0], LOOP_READ, replace_other, t);
	loop_fd(t->l, q[0], LOOP_READ, on_read, t);
	assert_int_equal(write(p[1], "x", 1), 1);
	assert_int_equal(write(q[1], "x", 1), 1);
	loop_once(t->l, -1);
	assert_string_equal(t->text, "1");
	loop_once(t->l, 0);
	assert_string_equal(t->text, "1R");
	for (int i = 0; i < 2; i++) {
		close(p[i]);
		close(q[i]);
	}
}

static void defer_again(void *arg)
{
	struct trace *t = arg;

	put(t, 'd');
	if (++t->count < 3) {
		loop_defer(t->l, defer_again, t);
	}
}

static void deferred_and_after(void **state)
{
	struct trace *t = *state;

	loop_after(t->l, on_after, t);
	loop_defer(t->l, defer_again, t);
	loop_once(t->l, -1);
	assert_string_equal(t->text, ".d.");
	loop_once(t->l, -1);
	loop_once(t->l, -1);
	assert_string_equal(t->text, ".d.d.d.");
	assert_false(loop_once(t->l, 0));
}

static void signals_come_through_the_loop(void **state)
{
	struct trace *t = *state;

	loop_signal(t->l, SIGUSR1, on_a, t);
	loop_signal(t->l, SIGUSR2, on_b, t);
	raise(SIGUSR1);
	raise(SIGUSR1);
	assert_string_equal(t->text, "");
	assert_false(loop_idle(t->l));
	loop_once(t->l, -1);
	assert_string_equal(t->text, "a");
	raise(SIGUSR2);
	loop_once(t->l, -1);
	assert_string_equal(t->text, "ab");
	signal(SIGUSR1, SIG_DFL);
	loop_signal(t->l, SIGUSR1, NULL, NULL);
	loop_signal(t->l, SIGUSR2, NULL, NULL);
	struct sigaction sa;
	sigaction(SIGUSR2, NULL, &sa);
	assert_true(sa.sa_handler == SIG_DFL);
}

static void *waker(void *arg)
{
	loop_wake(arg);
	return NULL;
}

static void another_thread_wakes_it(void **state)
{
	struct trace *t = *state;
	pthread_t thread;

	pthread_create(&thread, NULL, waker, t->l);
	while (!loop_once(t->l, -1)) {
	}
	pthread_join(thread, NULL);
}

static void quit(void *arg)
{
	struct trace *t = arg;

	put(t, 'q');
	loop_quit(t->l);
}

static void runs_until_quit(void **state)
{
	struct trace *t = *state;

	loop_after(t->l, on_after, t);
	loop_timer(t->l, LOOP_REAL, 1, quit, t);
	loop_run(t->l);
	assert_non_null(strstr(t->text, "q."));
	loop_defer(t->l, quit, t);
	loop_run(t->l);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_TESTS(loop,
	T(timers_fire_in_order),
	T(frozen_clock_freezes_its_timers),
	T(timer_of_zero_does_not_starve),
	T(descriptors_are_watched),
	T(callback_may_remove_another),
	T(new_owner_gets_no_old_events),
	T(deferred_and_after),
	T(signals_come_through_the_loop),
	T(another_thread_wakes_it),
	T(runs_until_quit));
