#include "lib/proxy.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "unit/unit.h"

enum { ANSWER_MS = 20000 };

struct proxy {
	pid_t pid;
	int in, out;
	char port[16], url[64];
	struct str got;    /* read and not yet taken */
	char answer[128];
	bool reached;
};

static void run_it(const struct proxy_conf *conf, int in, int out)
{
	const char *build = getenv("FETTLE_BUILD");
	char *program = fs_join(build ? build : "build/debug", "tools/proxy");
	const char *argv[8] = {program};
	size_t n = 1;

	if (conf->speaks_connect) {
		argv[n++] = "--connect";
	}
	if (conf->listen) {
		argv[n++] = "--listen";
		argv[n++] = conf->listen;
	}
	argv[n++] = conf->host;
	argv[n++] = conf->port;
	dup2(in, 0);
	dup2(out, 1);
	execv(program, (char *const *)argv);
	_exit(127);
}

static bool take_line(struct proxy *p, int ms)
{
	struct pollfd fd = {.fd = p->out, .events = POLLIN};
	char buf[256];
	const char *nl;

	while (!(nl = strchr(str_c(&p->got), '\n'))) {
		if (poll(&fd, 1, ms) <= 0) {
			return false;
		}
		ssize_t n = read(p->out, buf, sizeof(buf));
		if (n <= 0) {
			return false;
		}
		str_addn(&p->got, buf, (size_t)n);
	}
	size_t len = (size_t)(nl - p->got.s);
	snprintf(p->answer, sizeof(p->answer), "%.*s", (int)len, p->got.s);
	str_splice(&p->got, 0, len + 1, "", 0);
	return true;
}

struct proxy *proxy_start(const struct proxy_conf *conf)
{
	struct proxy *p = xcalloc(1, sizeof(*p));
	int in[2], out[2];

	assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	p->pid = fork();
	if (p->pid == 0) {
		run_it(conf, in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	p->in = in[1];
	p->out = out[0];
	if (!take_line(p, ANSWER_MS)) {
		fail_msg("the proxy did not start");
	}
	snprintf(p->port, sizeof(p->port), "%.15s", p->answer);
	snprintf(p->url, sizeof(p->url), "https://127.0.0.1:%.15s", p->port);
	return p;
}

static char *host_of(const char *base, char port[16])
{
	const char *host = strstr(base, "://") + 3, *colon = strrchr(host, ':');
	bool bracket = *host == '[';

	snprintf(port, 16, "%s", colon + 1);
	return xstrndup(host + bracket, (size_t)(colon - host) - 2 * (size_t)bracket);
}

struct proxy *proxy_before(const char *base)
{
	char port[16], *host = host_of(base, port);
	struct proxy *p = proxy_start(&(struct proxy_conf){.host = host, .port = port});

	free(host);
	return p;
}

void proxy_stop(struct proxy *p)
{
	if (!p) {
		return;
	}
	/* the end of its input is the end of it */
	close(p->in);
	waitpid(p->pid, NULL, 0);
	close(p->out);
	str_finish(&p->got);
	free(p);
}

const char *proxy_port(const struct proxy *p)
{
	return p->port;
}

const char *proxy_url(const struct proxy *p)
{
	return p->url;
}

const char *proxy_say(struct proxy *p, const char *fmt, ...)
{
	struct str line = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&line, fmt, ap);
	va_end(ap);
	str_addc(&line, '\n');
	assert_int_equal(write(p->in, line.s, line.len), (ssize_t)line.len);
	p->reached &= !starts_with(line.s, "after");
	do {
		if (!take_line(p, ANSWER_MS)) {
			fail_msg("the proxy said nothing to %s", line.s);
		}
		p->reached |= streq(p->answer, "reached");
	} while (streq(p->answer, "reached"));
	str_finish(&line);
	return p->answer;
}

bool proxy_reached(struct proxy *p, int ms)
{
	if (!p->reached && take_line(p, ms)) {
		p->reached = streq(p->answer, "reached");
	}
	return p->reached;
}

void proxy_to(struct proxy *p, const char *base)
{
	char port[16], *host = host_of(base, port);

	proxy_say(p, "to %s %s", host, port);
	free(host);
}

struct proxy_count proxy_count(struct proxy *p)
{
	struct proxy_count c = {0};

	sscanf(proxy_say(p, "count"), "%lld %lld %lld %lld", &c.connections, &c.up, &c.down, &c.asked);
	return c;
}
