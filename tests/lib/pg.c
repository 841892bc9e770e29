#include "lib/pg.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "db/db.h"
#include "unit/unit.h"

static struct {
	bool tried;
	char *bin;
	char *dir; /* NULL: not running */
	pid_t server;
	pid_t owner; /* children made by fork() must not stop it */
	int databases;
} pg;

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

/* postgres refuses to run as root */
static void become_postgres(void)
{
	struct passwd *pw = geteuid() == 0 ? getpwnam("postgres") : NULL;

	if (pw && (initgroups(pw->pw_name, pw->pw_gid) != 0 || setgid(pw->pw_gid) != 0 ||
			setuid(pw->pw_uid) != 0)) {
		_exit(126);
	}
}

static pid_t spawn(const char *const argv[])
{
	char *program = fs_join(pg.bin, argv[0]);
	char *log = fs_join(pg.dir, "log");
	pid_t pid = fork();

	if (pid == 0) {
		become_postgres();
		prctl(PR_SET_PDEATHSIG, SIGQUIT);
		int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
		int null = open("/dev/null", O_RDONLY);
		if (fd < 0 || null < 0 || chdir(pg.dir) != 0) {
			_exit(126);
		}
		dup2(null, 0);
		dup2(fd, 1);
		dup2(fd, 2);
		unsetenv("LD_PRELOAD");
		execv(program, (char *const *)argv);
		_exit(127);
	}
	free(program);
	free(log);
	return pid;
}

static bool is_ready(void)
{
	char text[512] = "";
	char *path = fs_join(pg.dir, "data/postmaster.pid");
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	if (fd < 0) {
		return false;
	}
	bool ok = read(fd, text, sizeof(text) - 1) > 0 && strstr(text, "\nready") &&
		strtol(text, NULL, 10) == pg.server;
	close(fd);
	return ok;
}

static void start_server(void)
{
	const struct timespec moment = {0, 5000000};

	pg.server = spawn((const char *[]){"postgres", "-D", "data", "-k", pg.dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60",
		"-c", "shared_buffers=16MB", "-c", "log_line_prefix=%m %d ", NULL});
	for (int i = 0; i < 6000 && !is_ready(); i++) {
		if (waitpid(pg.server, NULL, WNOHANG) == pg.server) {
			fail_msg("PostgreSQL did not start, see %s/log", pg.dir);
		}
		nanosleep(&moment, NULL); /* allowed: the server tells only by that file */
	}
}

static void stop_server(int sig)
{
	kill(pg.server, sig);
	waitpid(pg.server, NULL, 0);
	pg.server = 0;
}

static void finish(void)
{
	if (pg.dir && pg.owner == getpid()) {
		if (pg.server > 0) {
			stop_server(SIGQUIT);
		}
		nftw(pg.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		free(pg.dir);
	}
	free(pg.bin);
	pg.dir = pg.bin = NULL;
}

static char *find_programs(void)
{
	glob_t g = {0};
	char *bin = NULL;

	if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &g) == 0) {
		const char *newest = g.gl_pathv[g.gl_pathc - 1];
		bin = xstrndup(newest, strlen(newest) - strlen("/postgres"));
	}
	globfree(&g);
	return bin;
}

/* Not in TMPDIR: postgres must be able to reach it, and a socket's path is short. */
static void make_cluster(void)
{
	int status = 0;
	struct passwd *pw = geteuid() == 0 ? getpwnam("postgres") : NULL;

	pg.dir = xstrdup("/tmp/fettle-pg.XXXXXX");
	assert_non_null(mkdtemp(pg.dir));
	if (pw) {
		assert_int_equal(chown(pg.dir, pw->pw_uid, pw->pw_gid), 0);
	}
	pid_t pid = spawn((const char *[]){"initdb", "-D", "data", "-U", "fettle",
		"-A", "trust", "-E", "UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8",
		"--no-sync", "--no-instructions", NULL});
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0) {
		fail_msg("initdb failed, see %s/log", pg.dir);
	}
	start_server();
}

static bool is_there(void)
{
	if (!pg.tried) {
		pg.tried = true;
		pg.bin = find_programs();
		pg.owner = getpid();
		atexit(finish);
		if (pg.bin) {
			make_cluster();
		}
	}
	return pg.dir != NULL;
}

const char *pg_folder(void)
{
	return is_there() ? pg.dir : NULL;
}

static char *url_of(const char *name)
{
	return xasprintf("postgresql:///%s?host=%s&user=fettle", name, pg.dir);
}

char *pg_fresh(void)
{
	if (!is_there()) {
		return NULL;
	}
	char *all = url_of("postgres");
	char *name = xasprintf("test%d", ++pg.databases);
	char *sql = xasprintf("CREATE DATABASE %s", name);
	struct db *db = NULL;
	struct err e = ERR_NONE;

	if (db_open(&db, &(struct db_conf){.url = all}, &e) != 0 ||
			db_script(db, sql, &e) < 0) {
		fail_msg("%s: %s", sql, e.text);
	}
	db_close(db);
	char *url = url_of(name);
	free(all);
	free(name);
	free(sql);
	return url;
}

void pg_crash(void)
{
	stop_server(SIGQUIT);
}

void pg_restart(void)
{
	start_server();
}

void pg_crash_and_restart(void)
{
	pg_crash();
	pg_restart();
}
