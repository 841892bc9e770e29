#include "app_impl.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * A program of the user's own that has the terminal for a while, as a shell runs it: C-c is its
 * alone, C-z stops it and us together, so that the shell below us gets the terminal.
 */
static const struct { int signo; void (*ours)(int); } handed[] = {
	{SIGINT, SIG_IGN}, {SIGQUIT, SIG_IGN}, {SIGTSTP, SIG_DFL},
};

void child_begin(struct child *c)
{
	for (size_t i = 0; i < lengthof(handed); i++) {
		sigaction(handed[i].signo, &(struct sigaction){.sa_handler = handed[i].ours}, &c->was[i]);
	}
}

void child_end(const struct child *c)
{
	for (size_t i = 0; i < lengthof(handed); i++) {
		sigaction(handed[i].signo, &c->was[i], NULL);
	}
}

void child_is(void)
{
	static const int plain[] = {SIGINT, SIGQUIT, SIGTSTP, SIGPIPE};

	for (size_t i = 0; i < lengthof(plain); i++) {
		sigaction(plain[i], &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	}
	i18n_restore_env();
}

/*
 * Most programs stop their whole job, us too; after fg the news of it may still be there for a moment. One that
 * stopped itself alone would leave nobody at the terminal: then we stop as well, and fg lets both go on.
 */
static void stop_too(pid_t pid)
{
	siginfo_t si = {0};

	nanosleep(&(struct timespec){.tv_nsec = 100 * 1000000}, NULL); /* allowed: nothing tells that we are not stopped */
	if (!waitid(P_PID, (id_t)pid, &si, WSTOPPED | WNOHANG | WNOWAIT) && si.si_pid == pid) {
		waitid(P_PID, (id_t)pid, &si, WSTOPPED | WNOHANG);
		raise(SIGSTOP);
	}
}

int child_wait(pid_t pid)
{
	siginfo_t si = {0};
	int status = 0;

	while (pid > 0) {
		if (waitid(P_PID, (id_t)pid, &si, WEXITED | WSTOPPED | WNOWAIT) < 0) {
			if (errno != EINTR) {
				return -1;
			}
		} else if (si.si_code == CLD_STOPPED) {
			stop_too(pid);
		} else if (waitpid(pid, &status, 0) == pid) {
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
	}
	return -1;
}
