#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "cli.h"
#include "files.h"
#include "server.h"
#include "server/data.h"
#include "systemd.h"

enum { SWEEP_S = 3600 };

static void wanted_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

void serve_block_signals(void)
{
	sigset_t set;

	wanted_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
}

static int sweep_run(struct write_job *j, struct db *db, int64_t now, int attempt, struct err *e)
{
	(void)j, (void)attempt;
	return http_sweep(db, now, e) < 0 || data_sweep(db, now, e) < 0 ? -1 : 0;
}

static void sweep_done(struct write_job *j)
{
	free(j);
}

static void sweep(struct server *s)
{
	struct write_job *j = xcalloc(1, sizeof(*j));

	files_sweep(s->files);
	*j = (struct write_job){.run = sweep_run, .done = sweep_done};
	if (writer_push(s->writer, j, NULL) < 0) {
		free(j);
	}
}

static void wait_for_stop(struct server *s)
{
	sigset_t set;

	wanted_signals(&set);
	sweep(s);
	for (;;) {
		int signo = sigtimedwait(&set, NULL, &(struct timespec){.tv_sec = SWEEP_S});
		if (signo == SIGHUP) {
			server_reload(s);
		} else if (signo > 0) {
			log_info("stopping (signal %d)", signo);
			return;
		} else if (errno == EAGAIN) {
			sweep(s);
		}
	}
}

int serve_until_stopped(const struct server_conf *conf, int (*ready)(void *arg, const char *address, int port,
	const char *pin, struct err *e), void *arg)
{
	struct server *s;
	struct err e = ERR_NONE;

	if (*conf->log && log_open(conf->log, (enum log_level)conf->log_level) < 0) {
		err_errno(&e, conf->log);
		return cli_fail(&e);
	}
	if (!*conf->log) {
		log_open(NULL, (enum log_level)conf->log_level);
	}
	if (server_start(&s, conf, &e) < 0) {
		return cli_fail(&e);
	}
	log_info("serving on %s port %d%s", server_address(s), server_port(s), conf->plain_http ? ", plain HTTP" : "");
	if (ready(arg, server_address(s), server_port(s), server_pin(s), &e) < 0) {
		server_stop(s);
		return cli_fail(&e);
	}
	systemd_tell("READY=1");
	wait_for_stop(s);
	systemd_tell("STOPPING=1");
	server_stop(s);
	log_info("stopped");
	return CLI_OK;
}

static int say_ready(void *arg, const char *address, int port, const char *pin, struct err *e)
{
	const struct server_conf *conf = arg;
	char *text;
	int r;

	if (!*conf->ready) {
		return 0;
	}
	text = xasprintf("%s %d %s\n", address, port, *pin ? pin : "-");
	r = fs_write(conf->ready, text, strlen(text), 0600, e);
	free(text);
	return r;
}

int cli_serve(struct cli *c)
{
	int r = cli_rest(c, 0);

	if (r == 0) {
		r = cli_conf(c);
	}
	if (r != 0) {
		return r;
	}
	serve_block_signals();
	return serve_until_stopped(&c->conf, say_ready, &c->conf);
}
