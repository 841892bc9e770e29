#include "rescue.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS,
	SIGQUIT, SIGXCPU, SIGXFSZ};

static struct {
	atomic_bool armed;
	bool installed, at_exit;
	pid_t owner;
	int fd;
	char bytes[RESCUE_MAX];
	size_t n;
	struct termios shell;
	struct sigaction old[lengthof(fatal)];
	char stack[32768]; /* a signal may come because the usual one is full */
} rescue;

/* Async-signal-safe. */
static void give_back(void)
{
	if (!atomic_exchange(&rescue.armed, false) || getpid() != rescue.owner) {
		return;
	}
	size_t at = 0;
	while (at < rescue.n) {
		ssize_t k = write(rescue.fd, rescue.bytes + at, rescue.n - at);
		if (k <= 0 && errno != EINTR) {
			break;
		}
		at += k > 0 ? (size_t)k : 0;
	}
	tcsetattr(rescue.fd, TCSANOW, &rescue.shell);
}

/* Whoever had the signal before (a sanitizer, the default) gets it again. */
static void on_fatal(int signo)
{
	give_back();
	for (size_t i = 0; i < lengthof(fatal); i++) {
		if (fatal[i] == signo) {
			sigaction(signo, &rescue.old[i], NULL);
		}
	}
	raise(signo);
}

static void use_other_stack(void)
{
	stack_t now, own = {.ss_sp = rescue.stack, .ss_size = sizeof(rescue.stack)};

	if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_DISABLE) {
		sigaltstack(&own, NULL);
	}
}

static void install(void)
{
	struct sigaction sa = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};

	use_other_stack();
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < lengthof(fatal); i++) {
		sigaction(fatal[i], &sa, &rescue.old[i]);
	}
	fault_on_death(give_back);
	if (!rescue.at_exit) {
		rescue.at_exit = atexit(give_back) == 0;
	}
	rescue.installed = true;
}

void rescue_arm(int fd, const char *bytes, size_t n, const struct termios *shell)
{
	if (bug(n <= sizeof(rescue.bytes))) {
		n = 0;
	}
	atomic_store(&rescue.armed, false);
	memcpy(rescue.bytes, bytes, n);
	rescue.n = n;
	rescue.fd = fd;
	rescue.owner = getpid();
	rescue.shell = *shell;
	if (!rescue.installed) {
		install();
	}
	atomic_store(&rescue.armed, true);
}

void rescue_disarm(void)
{
	atomic_store(&rescue.armed, false);
}

void rescue_finish(void)
{
	rescue_disarm();
	if (!rescue.installed) {
		return;
	}
	fault_on_death(NULL);
	for (size_t i = 0; i < lengthof(fatal); i++) {
		sigaction(fatal[i], &rescue.old[i], NULL);
	}
	rescue.installed = false;
}
