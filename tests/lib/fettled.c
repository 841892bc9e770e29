#include "lib/fettled.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "crypto/crypto.h"
#include "lib/market.h"
#include "lib/pg.h"

enum { ARGS_MAX = 64, START_MS = 30000 };

const char *const fettled_people[] = {"kim", "lee", "mori", "lysenko", "far", "anna", "boris", "oper", "sadm",
	"root", NULL};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "fettled: %s: %s\n", what, why);
	exit(1);
}

static void remember(struct fettled *f, const char *name, const char *id)
{
	free(map_set(f->ids, name, xstrdup(id)));
}

static void seed(struct fettled *f)
{
	char hash[PASSWORD_HASH];
	struct err e = ERR_NONE;
	struct db_conf conf = {.url = f->url, .key = f->engine == SEALED ? bench_key : NULL};
	struct db *db;

	if (crypto_init(&e) < 0 || password_hash_min(FETTLED_PASSWORD, hash, &e) < 0 || db_open(&db, &conf, &e) < 0) {
		die(f->url, e.text);
	}
	struct market *m = market_on(db, hash);
	remember(f, "site.north", m->north);
	remember(f, "site.south", m->south);
	for (size_t i = 0; fettled_people[i]; i++) {
		const struct reader *r = market_reader(m, fettled_people[i]);
		char *org = xasprintf("org.%s", fettled_people[i]);
		remember(f, fettled_people[i], r->account);
		remember(f, org, r->org);
		free(org);
	}
	market_close(m);
	db_close(db);
}

static char *program(const char *name)
{
	const char *build = getenv("FETTLE_BUILD");

	return fs_join(build ? build : "build/debug", name);
}

static void listen_for_ready(struct fettled *f)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/told", f->dir);
	unlink(at.sun_path);
	f->told = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (f->told < 0 || bind(f->told, (const void *)&at, sizeof(at)) < 0) {
		die(at.sun_path, "cannot be bound");
	}
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
}

static size_t add_option(char **argv, size_t n, const char *key, const char *value)
{
	argv[n++] = xstrdup("-o");
	argv[n++] = xasprintf("%s=%s", key, value);
	return n;
}

static void add_file(char **argv, size_t *n, const struct fettled *f, const char *key, const char *name)
{
	char *path = fs_join(f->dir, name);

	*n = add_option(argv, *n, key, path);
	free(path);
}

static size_t common_args(const struct fettled *f, char **argv)
{
	size_t n = 0;

	argv[n++] = program("fettled");
	n = add_option(argv, n, "data", f->dir);
	n = add_option(argv, n, "db", f->url);
	if (f->engine == SEALED) {
		add_file(argv, &n, f, "db_key", "key");
	}
	return n;
}

static void free_args(char **argv, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(argv[i]);
	}
}

static void wait_for_ready(struct fettled *f)
{
	int child = (int)syscall(SYS_pidfd_open, f->pid, 0);
	struct pollfd fds[2] = {{.fd = f->told, .events = POLLIN}, {.fd = child, .events = POLLIN}};
	char text[64] = "";

	if (poll(fds, 2, START_MS) <= 0 || fds[1].revents || recv(f->told, text, sizeof(text) - 1, 0) <= 0) {
		char *log = fettled_log(f);
		die("it did not start", log);
	}
	close(child);
}

static void read_address(struct fettled *f)
{
	char *path = fs_join(f->dir, "ready"), *rest;
	struct str text = STR_INIT;

	if (fs_read(path, 1024, &text, NULL) < 0) {
		die(path, "cannot be read");
	}
	rest = text.s;
	char *address = strsep(&rest, " "), *port = strsep(&rest, " "), *pin = strsep(&rest, "\n");
	free(f->base);
	free(f->pin);
	f->base = xasprintf("%s://%s:%s", *pin == '-' ? "http" : "https", address, port);
	f->pin = xstrdup(pin);
	str_finish(&text);
	free(path);
}

/* In the child: sd_listen_fds(3). */
static void hand_over(int fd)
{
	char pid[24];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	if (fd == 3) {
		fcntl(3, F_SETFD, 0);
	} else {
		dup2(fd, 3);
	}
}

void fettled_again(struct fettled *f, const char *const *options, size_t noptions)
{
	char *argv[ARGS_MAX] = {NULL};
	size_t n = common_args(f, argv);

	if (f->told >= 0) {
		close(f->told);
	}
	listen_for_ready(f);
	n = add_option(argv, n, "listen", "127.0.0.1:0");
	add_file(argv, &n, f, "ready", "ready");
	add_file(argv, &n, f, "log", "log");
	for (size_t i = 0; i < noptions && n < ARGS_MAX - 4; i++) {
		if (streq(options[i], "clock=still")) {
			free(argv[0]);
			argv[0] = program("tools/fettled_still");
			continue;
		}
		argv[n++] = xstrdup("-o");
		argv[n++] = xstrdup(options[i]);
	}
	argv[n++] = xstrdup("serve");
	f->pid = fork();
	if (f->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (f->handed) {
			hand_over(f->handed);
		}
		execv(argv[0], argv);
		_exit(127);
	}
	free_args(argv, n);
	wait_for_ready(f);
	read_address(f);
}

struct fettled *fettled_start(enum engine engine, const char *const *options, size_t n)
{
	struct fettled *f = xcalloc(1, sizeof(*f));

	f->engine = engine;
	f->told = -1;
	f->dir = xstrdup(unit_dir());
	f->ids = map_create();
	f->url = engine == PGSQL ? pg_fresh() : xasprintf("sqlite:%s/fettled.db", f->dir);
	if (!f->url) {
		fettled_destroy(f);
		return NULL;
	}
	if (engine == SEALED) {
		char *path = fs_join(f->dir, "key");
		fs_write(path, bench_key, sizeof(bench_key), 0600, NULL);
		free(path);
	}
	seed(f);
	fettled_again(f, options, n);
	return f;
}

static int status_of(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int fettled_stop(struct fettled *f)
{
	kill(f->pid, SIGTERM);
	return status_of(f->pid);
}

static pid_t spawn(char **argv, int in, int out)
{
	pid_t pid = fork();

	if (pid == 0) {
		dup2(in, STDIN_FILENO);
		dup2(out, STDOUT_FILENO);
		dup2(out, STDERR_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	return pid;
}

int fettled_run(struct fettled *f, const char *const *args, const char *input, struct str *out)
{
	char *argv[ARGS_MAX] = {NULL}, buf[4096];
	size_t n = common_args(f, argv);
	int in[2], from[2];
	ssize_t got;

	for (size_t i = 0; args[i] && n < ARGS_MAX - 1; i++) {
		argv[n++] = xstrdup(args[i]);
	}
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0) {
		die("pipe", "failed");
	}
	pid_t pid = spawn(argv, in[0], from[1]);
	close(in[0]);
	close(from[1]);
	if (input && write(in[1], input, strlen(input)) < 0) {
		die(args[0], "does not read");
	}
	close(in[1]);
	while ((got = read(from[0], buf, sizeof(buf))) > 0) {
		if (out) {
			str_addn(out, buf, (size_t)got);
		}
	}
	close(from[0]);
	free_args(argv, n);
	return status_of(pid);
}

void fettled_destroy(struct fettled *f)
{
	map_destroy(f->ids, free);
	if (f->told >= 0) {
		close(f->told);
	}
	free(f->dir);
	free(f->url);
	free(f->base);
	free(f->pin);
	free(f);
}

const char *fettled_id(const struct fettled *f, const char *name)
{
	const char *id = map_get(f->ids, name);

	if (!id) {
		die(name, "nobody is called that");
	}
	return id;
}

char *fettled_log(const struct fettled *f)
{
	char *path = fs_join(f->dir, "log");
	struct str text = STR_INIT;

	if (fs_read(path, 16 << 20, &text, NULL) < 0) {
		str_add(&text, "(no log)");
	}
	free(path);
	return str_take(&text);
}
