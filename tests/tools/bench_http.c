#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/str.h"
#include "base/ulid.h"
#include "lib/usage.h"

/*
 * Load for HTTPS servers on this machine, over kept-alive connections, one thread:
 *
 *	bench_http NAME load URL CONNECTIONS SECONDS METHOD BODY|- [HEADER...]
 *	bench_http NAME bell URL CONNECTIONS SERVER_PID RING_URL METHOD BODY|- [HEADER...]
 *
 * load: each connection sends its next request when the last is answered; one second goes by
 * before it counts. bell: opens so many event streams, then makes one request to RING_URL and
 * waits until each of the streams has told of it. "@ULID@" in BODY and HEADER becomes a
 * new id each time. Prints lines "NAME<tab>metric<tab>value". Certificates are not looked at.
 */
enum { SAMPLES = 4000000, WARM_MS = 1000, REPLY = 65536, OPENING = 64 };

enum phase { CONNECTING, SHAKING, WRITING, READING, LISTENING, DONE };

struct conn {
	int fd;
	enum phase phase;
	gnutls_session_t tls;
	struct str out;
	size_t sent;
	char in[REPLY];
	size_t got;
	double asked, heard;
};

/* A stream is small: thousands are held at once. */
struct target { struct sockaddr_in at; char host[64], path[512]; };

struct bench {
	const char *name, *method, *body;
	struct target to;
	char **headers;
	int nheaders, epoll;
	gnutls_certificate_credentials_t cred;
	double until, from;       /* counted between */
	float *ms;
	long nms, good, bad, bytes;
	int open, told;           /* bell: streams that are there; that have heard */
	bool ringing;
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void put(const struct bench *b, const char *metric, double v)
{
	printf("%s\t%s\t%.4f\n", b->name, metric, v);
}

static void die(const char *what)
{
	fprintf(stderr, "bench_http: %s\n", what);
	exit(1);
}

static struct target target_of(const char *url)
{
	struct target t = {.at.sin_family = AF_INET};
	const char *host = starts_with(url, "https://") ? url + 8 : NULL;
	size_t n = host ? strcspn(host, "/") : 0;
	char *colon;

	if (!host || n >= sizeof(t.host)) {
		die("a URL begins with https://ADDRESS:PORT");
	}
	snprintf(t.host, sizeof(t.host), "%.*s", (int)n, host);
	snprintf(t.path, sizeof(t.path), "%s", host[n] ? host + n : "/");
	colon = strchr(t.host, ':');
	t.at.sin_port = htons((uint16_t)(colon ? atoi(colon + 1) : 443));
	if (colon) {
		*colon = '\0';
	}
	if (inet_pton(AF_INET, t.host, &t.at.sin_addr) != 1) {
		die("the address is no IPv4 address");
	}
	return t;
}

/* ---- what is sent ---- */

static void add_text(struct str *out, const char *text)
{
	static const char hole[] = "@ULID@";
	char id[ULID_SIZE];

	for (const char *p; (p = strstr(text, hole)); text = p + strlen(hole)) {
		str_addn(out, text, (size_t)(p - text));
		ulid_make(id);
		str_add(out, id);
	}
	str_add(out, text);
}

static void make_request(const struct bench *b, const struct target *to, struct conn *c)
{
	struct str body = STR_INIT;

	str_clear(&c->out);
	c->sent = 0;
	if (b->body) {
		add_text(&body, b->body);
	}
	str_addf(&c->out, "%s %s HTTP/1.1\r\nHost: %s\r\n", b->method, to->path, to->host);
	for (int i = 0; i < b->nheaders; i++) {
		add_text(&c->out, b->headers[i]);
		str_add(&c->out, "\r\n");
	}
	if (b->body) {
		str_addf(&c->out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.len);
	}
	str_add(&c->out, "\r\n");
	str_addn(&c->out, str_c(&body), body.len);
	str_finish(&body);
	c->got = 0;
	c->asked = now_ms();
}

/* ---- connections ---- */

static void watch(struct bench *b, struct conn *c, unsigned events, int op)
{
	struct epoll_event ev = {.events = events, .data.ptr = c};

	must(epoll_ctl(b->epoll, op, c->fd, &ev) == 0);
}

static struct conn *open_conn(struct bench *b, const struct target *to)
{
	struct conn *c = xcalloc(1, sizeof(*c));
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	must(c->fd >= 0);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(c->fd, (const struct sockaddr *)&to->at, sizeof(to->at)) != 0 && errno != EINPROGRESS) {
		die("no connection");
	}
	must(gnutls_init(&c->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) == 0);
	gnutls_set_default_priority(c->tls);
	gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE, b->cred);
	gnutls_transport_set_int(c->tls, c->fd);
	watch(b, c, EPOLLOUT | EPOLLIN, EPOLL_CTL_ADD);
	return c;
}

static void close_conn(struct conn *c)
{
	gnutls_deinit(c->tls);
	close(c->fd);
	str_finish(&c->out);
	free(c);
}

static void begin(struct bench *b, struct conn *c)
{
	make_request(b, &b->to, c);
	c->phase = WRITING;
}

/* ---- answers ---- */

static const char *header_value(const char *head, const char *name)
{
	const char *p = strcasestr(head, name);

	return p ? p + strlen(name) : NULL;
}

/* -1 not yet, else the length of the whole answer. */
static long answer_length(struct conn *c)
{
	const char *end, *length;

	c->in[c->got] = '\0';
	end = strstr(c->in, "\r\n\r\n");
	if (!end) {
		return -1;
	}
	length = header_value(c->in, "\r\nContent-Length:");
	return end + 4 - c->in + (length && length < end ? atol(length) : 0);
}

static void count(struct bench *b, struct conn *c)
{
	double now = now_ms();
	int status = c->got > 12 ? atoi(c->in + 9) : 0;

	if (now < b->from || now >= b->until) {
		return;
	}
	b->good += status >= 200 && status < 400;
	b->bad += status < 200 || status >= 400;
	if (b->bad == 1 && (status < 200 || status >= 400)) {
		fprintf(stderr, "bench_http: %s: %.600s\n", b->name, c->in);
		b->bad++;
	}
	b->bytes += (long)c->got;
	if (b->nms < SAMPLES) {
		b->ms[b->nms++] = (float)(now - c->asked);
	}
}

/* ---- one connection goes on; false when it has to wait ---- */

static bool go_on(struct bench *b, struct conn *c)
{
	ssize_t n;

	switch (c->phase) {
	case CONNECTING:
		c->phase = SHAKING;
		return true;
	case SHAKING:
		n = gnutls_handshake(c->tls);
		if (n < 0 && gnutls_error_is_fatal((int)n)) {
			die(gnutls_strerror((int)n));
		}
		if (n < 0) {
			return false;
		}
		begin(b, c);
		return true;
	case WRITING:
		n = gnutls_record_send(c->tls, c->out.s + c->sent, c->out.len - c->sent);
		if (n < 0) {
			return false;
		}
		c->sent += (size_t)n;
		c->phase = c->sent == c->out.len ? READING : WRITING;
		return true;
	case READING:
	case LISTENING:
		n = gnutls_record_recv(c->tls, c->in + c->got, sizeof(c->in) - 1 - c->got);
		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED) {
			return false;
		}
		if (n <= 0) {
			die(n == 0 ? "a connection was closed" : gnutls_strerror((int)n));
		}
		c->got += (size_t)n;
		return true;
	case DONE:
		break;
	}
	return false;
}

static void run_load(struct bench *b, struct conn *c)
{
	while (go_on(b, c)) {
		long whole = c->phase == READING ? answer_length(c) : -1;
		if (whole >= 0 && c->got >= (size_t)whole) {
			count(b, c);
			begin(b, c);
		} else if (c->got >= sizeof(c->in) - 1) {
			die("an answer is longer than this program reads");
		}
	}
}

/* The head of the answer, then an event: "id:" comes with each. */
static void run_bell(struct bench *b, struct conn *c)
{
	while (go_on(b, c)) {
		c->in[c->got] = '\0';
		if (c->phase == READING && strstr(c->in, "\r\n\r\n")) {
			if (c->got < 12 || atoi(c->in + 9) != 200) {
				fprintf(stderr, "%s\n", c->in);
				die("no stream");
			}
			c->phase = LISTENING;
			c->got = 0;
			b->open++;
		} else if (c->phase == LISTENING) {
			if (b->ringing && c->heard == 0 && strstr(c->in, "id:")) {
				c->heard = now_ms();
				b->told++;
			}
			c->got = b->ringing ? c->got : 0;
			c->got = c->got > REPLY / 2 ? 0 : c->got;
		}
	}
}

static void serve(struct bench *b, void (*run)(struct bench *, struct conn *), int ms)
{
	struct epoll_event ev[256];
	int n = epoll_wait(b->epoll, ev, (int)lengthof(ev), ms);

	for (int i = 0; i < n; i++) {
		run(b, ev[i].data.ptr);
	}
}

/* ---- the two kinds ---- */

static int by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return x < y ? -1 : x > y;
}

static int load(struct bench *b, int conns, double seconds)
{
	struct conn **all = xcalloc((size_t)conns, sizeof(*all));

	b->ms = xcalloc(SAMPLES, sizeof(*b->ms));
	b->from = now_ms() + WARM_MS;
	b->until = b->from + seconds * 1e3;
	for (int i = 0; i < conns; i++) {
		all[i] = open_conn(b, &b->to);
	}
	while (now_ms() < b->until) {
		serve(b, run_load, 10);
	}
	qsort(b->ms, (size_t)b->nms, sizeof(*b->ms), by_size);
	put(b, "per_s", (double)b->good / seconds);
	put(b, "refused", (double)b->bad);
	if (b->nms > 0) {
		put(b, "p50_ms", (double)b->ms[b->nms / 2]);
		put(b, "p99_ms", (double)b->ms[b->nms * 99 / 100]);
		put(b, "reply_bytes", (double)b->bytes / (double)b->nms);
	}
	for (int i = 0; i < conns; i++) {
		close_conn(all[i]);
	}
	free(all);
	free(b->ms);
	return 0;
}

/* As many files as may be had. */
static void raise_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

/* A stream needs but the end of what came: its buffer is as large as the others', in pages never touched. */
static int bell(struct bench *b, int conns, pid_t server, const struct bench *ring, const char *ring_url)
{
	struct conn **all = xcalloc((size_t)conns, sizeof(*all));
	struct usage before = usage_of(server, true), after;
	double from = now_ms(), last = 0, first = 0;
	struct bench bell = *ring;

	for (int i = 0; i < conns; i++) {
		while (i - b->open >= OPENING) {
			serve(b, run_bell, 100);
		}
		all[i] = open_conn(b, &b->to);
	}
	while (b->open < conns && now_ms() - from < 120000) {
		serve(b, run_bell, 100);
	}
	put(b, "held", b->open);
	put(b, "open_s", (now_ms() - from) / 1e3);
	for (double until = now_ms() + 500; now_ms() < until;) {
		serve(b, run_bell, 10); /* what streams say at their start is over */
	}
	after = usage_of(server, true);
	put(b, "kib_each", (double)(after.rss_kb - before.rss_kb) / conns);
	b->ringing = true;
	bell.to = target_of(ring_url);
	bell.epoll = epoll_create1(EPOLL_CLOEXEC);
	bell.from = 0;
	bell.until = 1e300;
	bell.ms = xcalloc(SAMPLES, sizeof(*bell.ms));
	struct conn *one = open_conn(&bell, &bell.to);
	while (one->phase < WRITING) {
		serve(&bell, run_load, 10);
	}
	from = one->asked;
	while (b->told < b->open && now_ms() - from < 20000) {
		serve(b, run_bell, 1);
		if (bell.good == 0) {
			serve(&bell, run_load, 0);
		}
	}
	for (int i = 0; i < conns; i++) {
		first = first == 0 || (all[i]->heard > 0 && all[i]->heard < first) ? all[i]->heard : first;
		last = all[i]->heard > last ? all[i]->heard : last;
	}
	put(b, "told", b->told);
	put(b, "first_ms", first - from);
	put(b, "all_ms", last - from);
	_exit(fflush(stdout)); /* thousands of good-byes would be timed by nobody */
}

int main(int argc, char **argv)
{
	struct bench b = {.method = "GET"};
	bool rings = argc > 2 && strcmp(argv[2], "bell") == 0;
	int at = rings ? 7 : 6;

	if (argc < at + 2 || (!rings && strcmp(argv[2], "load") != 0)) {
		fprintf(stderr, "bench_http NAME load URL CONNECTIONS SECONDS METHOD BODY|- [HEADER...]\n"
			"bench_http NAME bell URL CONNECTIONS SERVER_PID RING_URL METHOD BODY|- [HEADER...]\n");
		return 2;
	}
	raise_limit();
	b.name = argv[1];
	b.to = target_of(argv[3]);
	b.headers = argv + at + 2;
	b.nheaders = argc - at - 2;
	b.epoll = epoll_create1(EPOLL_CLOEXEC);
	must(gnutls_certificate_allocate_credentials(&b.cred) == 0);
	if (!rings) {
		b.method = argv[at];
		b.body = strcmp(argv[at + 1], "-") ? argv[at + 1] : NULL;
		return load(&b, atoi(argv[4]), atof(argv[5]));
	}
	struct bench ring = b;
	ring.method = argv[at];
	ring.body = strcmp(argv[at + 1], "-") ? argv[at + 1] : NULL;
	return bell(&b, atoi(argv[4]), (pid_t)atoi(argv[5]), &ring, argv[6]);
}
