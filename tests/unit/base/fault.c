#include "base/fault.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

static void give_terminal_back(void)
{
	static const char text[] = "given back\n";

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	must(0 == 1); /* dying while dying must not go round */
}

static void die(int out)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	signal(SIGABRT, SIG_DFL);
	dup2(out, STDERR_FILENO);
	fault_on_death(give_terminal_back);
	must(2 + 2 == 5);
	_exit(0);
}

static void gives_the_terminal_back_and_aborts(void **state)
{
	(void)state;
	int fds[2], status;
	char text[1000];
	size_t n = 0;

	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		die(fds[1]);
	}
	close(fds[1]);
	for (ssize_t got; (got = read(fds[0], text + n, sizeof(text) - 1 - n)) > 0;) {
		n += (size_t)got;
	}
	text[n] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(text, "given back\n"));
}

UNIT_TESTS(fault,
	cmocka_unit_test(gives_the_terminal_back_and_aborts));
