#include "httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "exchange.h"
#include "metrics.h"
#include "patience.h"
#include "systemd.h"

/*
 * No address of ours has anything to escape, so one with escapes is not ours: what else "%2f"
 * or "%00" would mean to a proxy is not asked. Only the bytes as they came tell; a request
 * begins with this mark in its slot then.
 */
static char escaped;
/* What is in the slot of an event stream: thousands are held, and need nothing of their request. */
static char streaming;

static void *on_address(void *cls, const char *uri, struct MHD_Connection *conn)
{
	(void)cls, (void)conn;
	return memchr(uri, '%', strcspn(uri, "?")) ? &escaped : NULL;
}

/* Never the query: it may hold what somebody typed. Cut, so that a long address leaves room for
   what became of it. */
static void log_access(const struct exchange *x, int64_t us)
{
	char text[208];
	struct str s = STR_INIT;

	if (!log_wants(LOG_INFO)) {
		return;
	}
	str_addf(&s, "id=%s", x->request_id);
	/* the two that anybody can write what they like into */
	snprintf(text, sizeof(text), "%.16s", x->method);
	log_field(&s, "method", text);
	snprintf(text, sizeof(text), "%.200s", x->path);
	log_field(&s, "path", text);
	str_addf(&s, " route=%s status=%d bytes=%llu us=%lld addr=%s account=%s", x->rq.route ? x->rq.route->name : "none",
		x->sent_status, (unsigned long long)x->sent_bytes, (long long)us, x->rq.addr, x->account);
	log_fields(LOG_INFO, "access", str_c(&s));
	str_finish(&s);
}

/* It was answered; nobody needs it any more. */
static void over(struct exchange *x)
{
	int64_t us = clock_mono_us() - x->began;

	metrics_answer(x->server->metrics, x->rq.route, x->sent_status, us);
	log_access(x, us);
	exchange_destroy(x);
}

static enum MHD_Result run(struct exchange *x, void **slot)
{
	if (!exchange_run(x)) {
		return MHD_YES;
	}
	enum MHD_Result r = reply_send(x);
	if (x->lasting) {
		over(x);
		*slot = &streaming;
	}
	return r;
}

static enum MHD_Result begin(struct exchange *x)
{
	exchange_begin(x);
	if (!x->fatal) {
		return MHD_YES;
	}
	if (x->forbidden) {
		exchange_write(x);
		return MHD_YES; /* it may be answered by now, or gone */
	}
	return reply_send(x);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **slot)
{
	struct exchange *x = *slot;

	(void)version;
	if (*slot == &streaming) {
		*size = 0;
		return MHD_YES;
	}
	if (!x || *slot == &escaped) {
		x = exchange_create(cls, conn, method, url);
		x->escaped = *slot == &escaped;
		*slot = x;
		enum MHD_Result r = begin(x);
		if (x->rq.route && x->rq.route->flags & ROUTE_STREAM) {
			patience_whole(conn);
		}
		return r;
	}
	if (*size) {
		bool go_on = exchange_body(x, data, *size);
		*size = 0;
		return go_on ? MHD_YES : MHD_NO;
	}
	if (x->state == EX_BODY) {
		patience_whole(conn);
		return run(x, slot);
	}
	return x->state == EX_ANSWER ? reply_send(x) : MHD_YES;
}

static void on_completed(void *cls, struct MHD_Connection *conn, void **slot, enum MHD_RequestTerminationCode how)
{
	struct exchange *x = *slot == &escaped || *slot == &streaming ? NULL : *slot;

	(void)cls, (void)how;
	*slot = NULL;
	patience_again(conn);
	if (x) {
		over(x);
	}
}

static void on_log(void *cls, const char *fmt, va_list ap)
{
	char text[512];

	(void)cls;
	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	log_write(LOG_DEBUG, "microhttpd", "%s", text);
}

static void on_panic(void *cls, const char *file, unsigned line, const char *reason)
{
	(void)cls;
	fault_die(file, (int)line, reason ? reason : "microhttpd");
}

static void raise_file_limit(int64_t connections)
{
	struct rlimit l;
	rlim_t want = (rlim_t)connections + 256;

	if (getrlimit(RLIMIT_NOFILE, &l) < 0 || l.rlim_cur >= want) {
		return;
	}
	l.rlim_cur = want < l.rlim_max ? want : l.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &l) < 0 || l.rlim_cur < want) {
		log_warn("max_connections wants %lld open files, the system allows %llu",
			(long long)want, (unsigned long long)l.rlim_cur);
	}
}

static int listen_on(const struct server_conf *c, struct err *e)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)c->port)};
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->port)};
	bool is_v4 = inet_pton(AF_INET, c->address, &v4.sin_addr) == 1;
	int one = 1;

	if (!is_v4) {
		inet_pton(AF_INET6, c->address, &v6.sin6_addr);
	}
	int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return err_errno(e, "socket");
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	const struct sockaddr *sa = is_v4 ? (const void *)&v4 : (const void *)&v6;
	if (bind(fd, sa, is_v4 ? sizeof(v4) : sizeof(v6)) < 0 || listen(fd, 1024) < 0) {
		char what[96];
		snprintf(what, sizeof(what), "listen on %s port %d", c->address, c->port);
		err_errno(e, what);
		close(fd);
		return -1;
	}
	return fd;
}

bool server_port_free(const struct server_conf *conf)
{
	int fd = listen_on(conf, NULL);

	if (fd >= 0) {
		close(fd);
	}
	return fd >= 0;
}

/* Where it came to listen; without TLS only the loopback will do, whoever opened the socket. */
static int take_address(struct server *s, int fd, struct err *e)
{
	struct sockaddr_in6 v6 = {0};
	socklen_t n = sizeof(v6);

	if (getsockname(fd, (void *)&v6, &n) < 0) {
		return err_errno(e, "getsockname");
	}
	const void *ip = v6.sin6_family == AF_INET6 ? (const void *)&v6.sin6_addr
		: (const void *)&((const struct sockaddr_in *)(const void *)&v6)->sin_addr;
	inet_ntop(v6.sin6_family, ip, s->address, sizeof(s->address));
	bool loopback = starts_with(s->address, "127.") || streq(s->address, "::1");
	return s->conf->plain_http && !loopback
		? err_set(e, ERR_INVALID, "without TLS, the socket must be on the loopback, not %s", s->address) : 0;
}

/* systemd's socket, else one of our own. */
static int open_socket(struct server *s, struct err *e)
{
	struct err own = ERR_NONE;
	int fd = systemd_socket(&own);

	if (fd < 0 && own.code != ERR_OK) {
		if (e) {
			*e = own;
		}
		return -1;
	}
	if (fd < 0) {
		fd = listen_on(s->conf, e);
	}
	if (fd >= 0 && take_address(s, fd, e) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int httpd_start(struct server *s, struct err *e)
{
	const struct server_conf *c = s->conf;
	int fd = open_socket(s, e);
	static char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_CERT_CALLBACK, 0, tls_callback()},
		{MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
		{MHD_OPTION_END, 0, NULL},
	};
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};

	if (fd < 0) {
		return -1;
	}
	raise_file_limit(c->max_connections);
	MHD_set_panic_func(on_panic, NULL);
	/* behind a proxy all come from one address */
	unsigned per_address = c->plain_http ? 0 : (unsigned)c->max_per_address;
	s->patience = patience_create(2 * c->timeout * 1000);
	s->mhd = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (s->tls ? MHD_USE_TLS : 0),
		0, NULL, NULL, on_request, s,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)c->threads,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->max_connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)c->connection_kib * 1024,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)c->timeout,
		MHD_OPTION_URI_LOG_CALLBACK, on_address, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, patience_notify, s->patience,
		MHD_OPTION_ARRAY, s->tls ? tls : none,
		MHD_OPTION_END);
	if (!s->mhd) {
		close(fd);
		patience_destroy(s->patience);
		s->patience = NULL;
		return err_set(e, ERR_IO, "the HTTP server did not start (see the log)");
	}
	return 0;
}

void httpd_quiesce(struct server *s)
{
	int fd = MHD_quiesce_daemon(s->mhd);

	if (fd >= 0) {
		close(fd);
	}
}

void httpd_stop(struct server *s)
{
	MHD_stop_daemon(s->mhd);
	s->mhd = NULL;
	patience_destroy(s->patience);
	s->patience = NULL;
}
