#include "tty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* A stream that never ends must not hold the program for ever. */
#define READ_MOST 65536
#define TAKES 4

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts); /* allowed: bytes come in real time */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int tty_init(struct tty *t, int fd, struct err *e)
{
	struct epoll_event ev = {.events = EPOLLIN};

	*t = (struct tty){.fd = fd, .timer = -1};
	keyin_init(&t->keyin);
	t->ep = epoll_create1(EPOLL_CLOEXEC);
	if (t->ep < 0) {
		return err_errno(e, "epoll_create1");
	}
	t->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (t->timer < 0) {
		return err_errno(e, "timerfd_create");
	}
	if (epoll_ctl(t->ep, EPOLL_CTL_ADD, fd, &ev) != 0
		|| epoll_ctl(t->ep, EPOLL_CTL_ADD, t->timer, &ev) != 0) {
		return err_errno(e, "epoll_ctl");
	}
	return 0;
}

void tty_finish(struct tty *t)
{
	if (t->ep >= 0) {
		close(t->ep);
	}
	if (t->timer >= 0) {
		close(t->timer);
	}
	keyin_finish(&t->keyin);
}

static void set_timer(struct tty *t, long ns)
{
	struct itimerspec when = {.it_value = {.tv_nsec = ns}};

	timerfd_settime(t->timer, 0, &when, NULL);
	t->armed = ns > 0;
}

void tty_wake(struct tty *t)
{
	set_timer(t, 1);
}

/* The other end is away, and the kernel's own signal may have been ignored or lost. */
static void hang_up(struct tty *t)
{
	if (!t->gone) {
		t->gone = true;
		epoll_ctl(t->ep, EPOLL_CTL_DEL, t->fd, NULL);
		raise(SIGHUP);
	}
}

static bool take(struct tty *t)
{
	char buf[4096];
	struct pollfd p = {.fd = t->fd, .events = POLLIN};
	size_t total = 0;

	/* The descriptor is shared with the shell, so it cannot be made non-blocking. */
	while (!t->gone && !t->drained && total < READ_MOST && poll(&p, 1, 0) > 0) {
		ssize_t n = read(t->fd, buf, sizeof(buf));
		if (n > 0) {
			keyin_feed(&t->keyin, buf, (size_t)n);
			total += (size_t)n;
			/* asking again is dear: a tty's poll() flushes what is under way in the kernel */
			t->drained = (size_t)n < sizeof(buf);
		} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
			hang_up(t);
		}
	}
	if (total > 0) {
		t->last_ms = now_ms();
		t->asked = false;
	}
	return total > 0;
}

/* Whether the rest of a sequence is no longer waited for. */
static bool is_over(struct tty *t)
{
	int64_t left = t->last_ms + TTY_ESC_MS - now_ms();
	uint64_t fired;

	if (left > 0) {
		set_timer(t, left * 1000000);
		return false;
	}
	if (t->armed && read(t->timer, &fired, sizeof(fired)) < 0) {
		set_timer(t, 0);
	}
	t->armed = false;
	return true;
}

struct key tty_key(struct tty *t)
{
	struct key k;
	enum keyin_got got = keyin_next(&t->keyin, false, &k);

	for (int i = 0; i < TAKES && got != KEYIN_KEY && take(t); i++) {
		got = keyin_next(&t->keyin, false, &k);
	}
	if (got == KEYIN_KEY) {
		return k;
	}
	if (got == KEYIN_MORE && !t->keyin.pasting && !t->asked) {
		t->asked = is_over(t);
		if (t->asked && keyin_next(&t->keyin, true, &k) == KEYIN_KEY) {
			t->asked = false;
			return k;
		}
	} else if (t->armed) {
		set_timer(t, 0);
	}
	t->drained = false;
	return (struct key){0};
}

void tty_write(int fd, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, s, n);
		if (k > 0) {
			s += k;
			n -= (size_t)k;
		} else if (errno == EAGAIN) {
			struct pollfd p = {.fd = fd, .events = POLLOUT};
			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return;
		}
	}
}
