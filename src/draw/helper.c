#include "helper.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"

/* A stranger's bytes are read there: nothing of our environment goes along but what sanitizers need. */
static void environment(char *out[8])
{
	static const char *const kept[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS"};
	size_t n = 0;

	out[n++] = xstrdup("LC_ALL=C.UTF-8");
	for (size_t i = 0; i < lengthof(kept); i++) {
		if (getenv(kept[i])) {
			out[n++] = xasprintf("%s=%s", kept[i], getenv(kept[i]));
		}
	}
	out[n] = NULL;
}

static void become(const char *program, char *const argv[], char *const env[], int fd, int sock, int log_fd)
{
	int from[3] = {fcntl(fd, F_DUPFD, 10), fcntl(sock, F_DUPFD, 10), log_fd > 0 ? fcntl(log_fd, F_DUPFD, 10) : open("/dev/null", O_WRONLY)};

	for (int i = 0; i < 3; i++) {
		if (from[i] < 0 || dup2(from[i], i) < 0) {
			_exit(126);
		}
	}
	for (int i = 1; i < NSIG; i++) {
		sigaction(i, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	}
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	syscall(SYS_close_range, 3u, ~0u, 0u);
	execve(program, argv, env);
	_exit(127);
}

int helper_start(const struct drawing_conf *conf, pid_t *pid, int *sock, struct err *e)
{
	int ends[2];
	char *env[8], memory[24], time_ms[24];
	char *argv[] = {(char *)"fettle-draw", memory, time_ms, NULL};

	if (access(conf->program, X_OK)) {
		return err_errno(e, conf->program);
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		return err_errno(e, "socketpair");
	}
	snprintf(memory, sizeof(memory), "%lld", (long long)conf->memory);
	snprintf(time_ms, sizeof(time_ms), "%d", conf->time_ms);
	environment(env);
	*pid = fork();
	if (*pid == 0) {
		become(conf->program, argv, env, conf->fd, ends[1], conf->log_fd);
	}
	for (size_t i = 0; env[i]; i++) {
		free(env[i]);
	}
	close(ends[1]);
	if (*pid < 0) {
		err_errno(e, "fork");
		close(ends[0]);
		return -1;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*sock = ends[0];
	return 0;
}
