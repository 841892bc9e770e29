#include "lib/client.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"

enum { ARGS = 32, OUT_MAX = 64 << 20 };

static char *program_named(const char *name)
{
	const char *build = getenv("FETTLE_BUILD");
	char *bin = realpath(build ? build : "build/debug", NULL), *path;

	assert_non_null(bin);
	path = fs_join(bin, name);
	free(bin);
	return path;
}

struct client *client_create(void)
{
	struct client *c = xcalloc(1, sizeof(*c));

	c->home = xstrdup(unit_dir());
	c->program = program_named("fettle");
	return c;
}

struct client *client_beside(const struct client *c)
{
	struct client *beside = xcalloc(1, sizeof(*beside));

	beside->home = xstrdup(c->home);
	beside->program = xstrdup(c->program);
	return beside;
}

void client_destroy(struct client *c)
{
	if (c) {
		str_finish(&c->out);
		str_finish(&c->err);
		free(c->home);
		free(c->program);
		free(c);
	}
}

/* ---- runs ---- */

static int file_in(const char *dir, const char *name, int flags)
{
	char *path = fs_join(dir, name);
	int fd = open(path, flags | O_CLOEXEC, 0600);

	free(path);
	return fd;
}

/* Files and not pipes: nobody must read while it runs. */
static void become(const struct client *c, const char *side, const char *const *args)
{
	char *argv[ARGS] = {c->program};
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	for (size_t i = 0; args[i] && i < ARGS - 2; i++) {
		argv[i + 1] = (char *)args[i];
	}
	setenv("FETTLE_HOME", c->home, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("LANGUAGE");
	for (size_t i = 0; c->env && c->env[i]; i++) {
		putenv((char *)c->env[i]);
	}
	int in = file_in(side, "in", O_RDONLY);
	dup2(in >= 0 ? in : null, 0);
	dup2(file_in(side, "out", O_WRONLY | O_CREAT | O_TRUNC), 1);
	dup2(file_in(side, "err", O_WRONLY | O_CREAT | O_TRUNC), 2);
	execv(argv[0], argv);
	_exit(127);
}

static void take_file(const char *side, const char *name, struct str *out)
{
	char *path = fs_join(side, name);

	str_clear(out);
	fs_read(path, OUT_MAX, out, NULL);
	free(path);
}

/* A folder for what it says; not in its home, which tests fill and break. */
static const char *aside(void)
{
	static char *dir;

	if (!dir) {
		dir = (char *)unit_dir();
	}
	return dir;
}

static void give_input(const char *side, const char *input)
{
	char *path = fs_join(side, "in");

	if (input) {
		assert_int_equal(fs_write(path, input, strlen(input), 0600, NULL), 0);
	} else {
		unlink(path);
	}
	free(path);
}

static int status_of(int st)
{
	return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}

int client_run(struct client *c, const char *input, const char *const *args)
{
	const char *side = aside();
	int st = 0;

	give_input(side, input);
	pid_t pid = fork();
	if (pid == 0) {
		become(c, side, args);
	}
	waitpid(pid, &st, 0);
	take_file(side, "out", &c->out);
	take_file(side, "err", &c->err);
	return status_of(st);
}

/* Follows it from system call to system call; each is two stops, on the way in and out. */
static int follow(struct client *c, pid_t pid, long nth)
{
	long stops = 0;
	int st = 0;

	c->calls = 0;
	if (waitpid(pid, &st, 0) != pid || !WIFSTOPPED(st)) {
		return status_of(st);
	}
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	for (int give = 0;; give = 0) {
		ptrace(PTRACE_SYSCALL, pid, 0, give);
		if (waitpid(pid, &st, 0) != pid || !WIFSTOPPED(st)) {
			return status_of(st);
		}
		if (WSTOPSIG(st) != (SIGTRAP | 0x80)) {
			give = WSTOPSIG(st) == SIGTRAP ? 0 : WSTOPSIG(st);
		} else if (++stops % 2) {
			c->calls++;
		}
		if (nth && c->calls >= nth) {
			kill(pid, SIGKILL);
			waitpid(pid, &st, 0);
			return status_of(st);
		}
	}
}

int client_kill_at(struct client *c, long nth, const char *const *args)
{
	const char *side = aside();

	give_input(side, NULL);
	pid_t pid = fork();
	if (pid == 0) {
		/* leaks are looked for by another tracer, and there can be only one */
		setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		become(c, side, args);
	}
	int status = follow(c, pid, nth);
	take_file(side, "out", &c->out);
	take_file(side, "err", &c->err);
	return status;
}

void client_sign_in(struct client *c, const char *server, const char *pin, const char *login)
{
	char *user = xasprintf("--user=%s", login), *key = xasprintf("--pin=%s", pin);
	int status = client_run(c, FETTLED_PASSWORD "\n", (const char *const[]){"login", server, user, key, NULL});

	if (status) {
		fail_msg("%s cannot sign in at %s: %d %s", login, server, status, str_c(&c->err));
	}
	free(user);
	free(key);
}

/* ---- full-screen ---- */

struct pty *client_screen(struct client *c, int rows, int cols)
{
	char *home = xasprintf("FETTLE_HOME=%s", c->home);
	const char *env[16] = {home, "LANG=en_US.UTF-8"};
	const char *argv[] = {c->program, NULL};

	for (size_t i = 0; c->env && c->env[i] && i < 12; i++) {
		env[i + 2] = c->env[i];
	}
	struct pty *p = pty_start(rows, cols, c->home, env, argv);
	free(home);
	return p;
}

void client_left(struct pty *p)
{
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	assert_false(pty_alternate(p));
	assert_true(pty_cursor_visible(p));
	assert_true(pty_same_termios(p));
	pty_close(p);
}

struct store *client_store(const struct client *c)
{
	char *dir = fs_join(c->home, "data");
	struct store *s = NULL;
	struct err e = ERR_NONE;

	if (store_open(&s, &(struct store_conf){.dir = dir}, &e)) {
		fail_msg("the store of %s: %s %s", dir, err_slug(e.code), e.text);
	}
	free(dir);
	return s;
}

/* ---- how much ---- */

int survive_count(int many, int few)
{
	const char *text = getenv("SURVIVE_LONG");

	return text && *text ? many : few;
}

void dice_init(struct dice *d, unsigned salt)
{
	const char *text = getenv("SURVIVE_SEED");
	long long seed = 1;

	if (text) {
		parse_i64(text, &seed);
	}
	d->state = (uint64_t)seed * 6364136223846793005ULL + salt * 1442695040888963407ULL + 88172645463325252ULL;
	dice_below(d, 2);
}

unsigned dice_below(struct dice *d, unsigned n)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return (unsigned)((d->state * 0x2545f4914f6cdd1dULL) >> 33) % n;
}
