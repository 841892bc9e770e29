/*
 * What strangers do: requests that never end, bodies without measure, crowds of connections.
 * survive_crowd [TEST]
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/vec.h"
#include "lib/survive.h"
#include "text/utf8.h"
#include "unit/text/help.h"
#include "wire/json.h"

static struct survive *world(void **state, size_t rfqs)
{
	struct survive *w = survive_open(PLAIN, rfqs);

	assert_non_null(w);
	*state = w;
	return w;
}

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

/* ---- too much, too slow, too many ---- */

/* A request of somebody's at another address is answered soon: in ms. */
static long ask_health(struct survive *w)
{
	int64_t from = clock_mono_ms();

	assert_int_equal(survive_get(w, "kim", "/v1/rfqs?limit=50"), 200);
	return (long)(clock_mono_ms() - from);
}

static void serves_others(struct survive *w, const char *while_what)
{
	long worst = 0;

	for (int i = 0; i < 20; i++) {
		long ms = ask_health(w);
		worst = ms > worst ? ms : worst;
	}
	/* and somebody new, handshake and all */
	assert_true(https_pin_holds(w->f->base, w->f->pin));
	printf("%s: slowest answer to others %ld ms\n", while_what, worst);
	assert_true(worst < 5000);
}

static struct sockaddr_in address_of(const struct survive *w)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	at.sin_port = htons((uint16_t)strtol(strrchr(w->f->base, ':') + 1, NULL, 10));
	return at;
}

/* From an address of its own, so that the limit of one address is not ours. */
static int dial(const struct survive *w, unsigned last)
{
	struct sockaddr_in at = address_of(w), from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000 | last)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
		if (bind(fd, (void *)&from, sizeof(from)) || connect(fd, (void *)&at, sizeof(at))) {
			close(fd);
			fd = -1;
		}
	}
	return fd;
}

static void raise_files(void)
{
	struct rlimit r;

	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
}

/* Those that the server has not closed yet. */
static int still_open(const int *fds, int n)
{
	int open = 0;

	for (int i = 0; i < n; i++) {
		char buf[256]; /* of an alert, before the end */
		ssize_t got = 0;
		while (fds[i] >= 0 && (got = recv(fds[i], buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		}
		open += fds[i] >= 0 && got < 0 && errno == EAGAIN;
	}
	return open;
}

static void one_address_does_not_take_all(void **state)
{
	int many = survive_count(5000, 2000);
	struct survive *w = world(state, 30);
	int *fds = xcalloc((size_t)many, sizeof(*fds));

	raise_files();
	for (int i = 0; i < many; i++) {
		fds[i] = dial(w, 9);
		if (i % (many / 4) == many / 8) {
			serves_others(w, "connections come in");
		}
	}
	serves_others(w, "thousands of connections from one address");
	/* closed by the server, all but its limit for one address */
	int open = many;
	for (int64_t until = clock_mono_ms() + 20000; open > 256 && clock_mono_ms() < until;) {
		open = still_open(fds, many);
		ask_health(w);
	}
	printf("%d of %d connections are left\n", open, many);
	assert_in_range(open, 1, 256);
	/* they stay silent, and are not waited for for ever: see slow_requests_end */
	for (int i = 0; i < many; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
		}
	}
	free(fds);
	serves_others(w, "after it");
}

/* A TLS connection that speaks as slowly as it likes. */
struct slow { int fd; gnutls_session_t tls; gnutls_certificate_credentials_t cred; };

static bool slow_open(const struct survive *w, struct slow *s, unsigned last)
{
	s->fd = dial(w, last);
	if (s->fd < 0) {
		return false;
	}
	gnutls_certificate_allocate_credentials(&s->cred);
	gnutls_init(&s->tls, GNUTLS_CLIENT);
	gnutls_set_default_priority(s->tls);
	gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, s->cred);
	gnutls_transport_set_int(s->tls, s->fd);
	gnutls_handshake_set_timeout(s->tls, 20000);
	int r;
	do {
		r = gnutls_handshake(s->tls);
	} while (r < 0 && !gnutls_error_is_fatal(r));
	return r == 0;
}

static void slow_close(struct slow *s)
{
	if (s->tls) {
		gnutls_deinit(s->tls);
		gnutls_certificate_free_credentials(s->cred);
	}
	if (s->fd >= 0) {
		close(s->fd);
	}
}

/* What the server says before it closes, within ms; "" nothing. */
static void slow_read(struct slow *s, struct str *out, int ms)
{
	char buf[4096];
	ssize_t n;

	gnutls_record_set_timeout(s->tls, (unsigned)ms);
	while ((n = gnutls_record_recv(s->tls, buf, sizeof(buf))) > 0) {
		str_addn(out, buf, (size_t)n);
	}
}

/* Waits for those the server ends, until then; a byte more from each of the others, how many there are. */
static int dribble(struct slow *s, int n, char c, int64_t until)
{
	struct pollfd *fds = xcalloc((size_t)n, sizeof(*fds));
	int open = 0, ready = 1;

	while (ready > 0) {
		int64_t left = until - clock_mono_ms();
		for (int i = 0; i < n; i++) {
			fds[i] = (struct pollfd){.fd = s[i].fd, .events = POLLIN};
		}
		ready = poll(fds, (nfds_t)n, left > 0 ? (int)left : 0);
		for (int i = 0; ready > 0 && i < n; i++) {
			if (fds[i].revents) {
				slow_close(&s[i]);
				s[i] = (struct slow){.fd = -1};
			}
		}
	}
	for (int i = 0; i < n; i++) {
		if (s[i].fd >= 0 && gnutls_record_send(s[i].tls, &c, 1) > 0) {
			open++;
		}
	}
	free(fds);
	return open;
}

static const char *const slow_options[] = {"timeout=2", "body_kib=256", "public_per_minute=1000000", "requests_per_minute=1000000"};

static void serve_impatiently(struct survive *w)
{
	assert_int_equal(fettled_stop(w->f), 0);
	https_destroy(w->s.https);
	fettled_again(w->f, slow_options, lengthof(slow_options));
	w->s.https = https_create(w->f->base, w->f->pin);
}

/* Slow-loris: heads that never end, bodies that never come, handshakes that never begin. */
static void slow_requests_end(void **state)
{
	enum { MANY = 120 };
	static const char head[] = "POST /v1/rfqs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
	struct survive *w = world(state, 30);
	struct slow *s = xcalloc(MANY, sizeof(*s));
	int silent[64];

	raise_files();
	serve_impatiently(w);
	for (size_t i = 0; i < lengthof(silent); i++) {
		silent[i] = dial(w, 10);
	}
	for (int i = 0; i < MANY; i++) {
		assert_true(slow_open(w, &s[i], 20 + (unsigned)i % 4));
		if (i % 2) {
			/* a head and half of a body; else the head does not end */
			gnutls_record_send(s[i].tls, head, strlen(head));
			gnutls_record_send(s[i].tls, "Content-Length: 1000\r\n\r\n{", 26);
		}
	}
	/* a byte a second, so that none is ever idle; the server's patience runs out, others are served meanwhile */
	int64_t until = clock_mono_ms() + 30000;
	int open = MANY;
	for (size_t k = 0; open > 0 && clock_mono_ms() < until; k++) {
		open = dribble(s, MANY, 'a' + (char)(k % 26), clock_mono_ms() + 1000);
		long ms = ask_health(w);
		assert_true(ms < 5000);
	}
	int mute = lengthof(silent);
	while (mute > 0 && clock_mono_ms() < until) {
		mute = still_open(silent, lengthof(silent));
		ask_health(w);
	}
	for (size_t i = 0; i < lengthof(silent); i++) {
		close(silent[i]);
	}
	printf("%d of %d slow ones are left, %d of %zu that said nothing\n", open, MANY, mute, lengthof(silent));
	for (int i = 0; i < MANY; i++) {
		if (s[i].fd >= 0) {
			slow_close(&s[i]);
		}
	}
	free(s);
	assert_int_equal(open + mute, 0);
	serves_others(w, "after it");
	assert_int_equal(fettled_stop(w->f), 0);
	survive_serve(w);
}

static int status_said(const struct str *s)
{
	int status = -1;

	sscanf(str_c(s), "HTTP/1.1 %d", &status);
	return status;
}

/* Sends until it is told to stop. Answers the status, -1 when the connection just ends. */
static int send_much(struct survive *w, const char *head, const char *piece, size_t n, size_t most, size_t *sent)
{
	struct slow s = {.fd = -1};
	struct str said = STR_INIT;

	assert_true(slow_open(w, &s, 30));
	gnutls_record_send(s.tls, head, strlen(head));
	for (*sent = 0; *sent < most; *sent += n) {
		struct pollfd pfd = {.fd = s.fd, .events = POLLIN};
		if (poll(&pfd, 1, 0) > 0 || gnutls_record_send(s.tls, piece, n) < 0) {
			break;
		}
	}
	slow_read(&s, &said, 10000);
	int status = status_said(&said);
	slow_close(&s);
	str_finish(&said);
	return status;
}

static void more_than_allowed_is_refused(void **state)
{
	struct survive *w = world(state, 5);
	const size_t big = 10 << 20;
	char *auth = xasprintf("Host: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nIdempotency-Key: abcdefghij\r\n", script_token(&w->s, "anna"));
	char *text = xmalloc(big + 100);
	size_t sent;

	/* 10 MB in one text */
	memset(text, 'A', big);
	text[big] = '\0';
	char *body = xasprintf("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"title\":\"%s\"}", text);
	/* -1: who still sends when the answer and the end come may meet the end first (RFC 9112, 9.6) */
	int told = survive_write(w, "anna", NULL, "POST", "/v1/rfqs", body);
	assert_true(told == 413 || told == -1);
	free(body);
	/* as long as a body may be: the text itself is too long */
	text[200 << 10] = '\0';
	body = xasprintf("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"title\":\"%s\"}", text);
	assert_int_equal(survive_write(w, "anna", NULL, "POST", "/v1/rfqs", body), 400);
	assert_int_equal(survive_write(w, NULL, NULL, "POST", "/v1/session", body), 400);
	free(body);
	/* a length that is promised, chunks that never end, a head and a path without end */
	char *head = xasprintf("POST /v1/rfqs HTTP/1.1\r\n%sContent-Length: 99999999999\r\n\r\n", auth);
	int status = send_much(w, head, text, 4096, 64 << 20, &sent);
	printf("a promise of 100 GB: %d after %zu bytes\n", status, sent);
	assert_true(status == 413 || status == -1);
	assert_true(sent < 16 << 20);
	free(head);
	head = xasprintf("POST /v1/rfqs HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n", auth);
	char *chunk = xasprintf("1000\r\n%.4096s\r\n", text);
	status = send_much(w, head, chunk, strlen(chunk), 64 << 20, &sent);
	printf("chunks: %d after %zu bytes\n", status, sent);
	assert_true(status == 413 || status == -1);
	assert_true(sent < 16 << 20);
	free(head);
	status = send_much(w, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ", text, 1000, 1 << 20, &sent);
	assert_true(status == 431 || status == 413 || status == 400 || status == -1);
	status = send_much(w, "GET /v1/rfqs?q=", text, 1000, 1 << 20, &sent);
	assert_true(status == 414 || status == 431 || status == 413 || status == 400 || status == -1);
	for (int i = 0; i < 200; i++) {
		/* nonsense instead of TLS */
		int fd = dial(w, 40);
		if (fd >= 0) {
			assert_true(send(fd, text, 1 + (size_t)i * 7, MSG_NOSIGNAL) >= -1);
			close(fd);
		}
	}
	serves_others(w, "after it");
	char *log = fettled_log(w->f);
	assert_null(strstr(log, "AAAAAAAAAAAAAAAA"));
	free(log);
	free(chunk);
	free(auth);
	free(text);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(one_address_does_not_take_all),
		TEST(slow_requests_end),
		TEST(more_than_allowed_is_refused),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_crowd", tests, NULL, NULL);
}
