#include "http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "crypto/crypto.h"
#include "libcurl.h"

enum { BODY_MAX = 64 << 20, CONNECT_MS = 10000 };

struct http_call {
	struct http *h;
	CURL *easy;
	struct curl_slist *headers;
	struct str body, out, method, url;
	struct http_ask ask;
	struct http_answer a;
	int idle_timer;
	bool head_told, broken;
	const char *path;    /* of url */
	char request_id[40]; /* the server's name for it: its log has it too */
	char error[CURL_ERROR_SIZE];
};

struct http {
	struct loop *loop;
	CURLM *multi;
	int timer;
	VEC(struct http_call *) calls;
};

static void drain(struct http *h);

/* ---- curl's sockets and timer in the loop ---- */
static void on_socket_ready(void *arg, int fd, int events)
{
	struct http *h = arg;
	int bits = 0, running;

	bits |= events & LOOP_READ ? CURL_CSELECT_IN : 0;
	bits |= events & LOOP_WRITE ? CURL_CSELECT_OUT : 0;
	bits |= events & LOOP_ERROR ? CURL_CSELECT_ERR : 0;
	libcurl()->curl_multi_socket_action(h->multi, fd, bits, &running);
	drain(h);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *sock)
{
	struct http *h = arg;
	int events = 0;

	(void)easy, (void)sock;
	if (what == CURL_POLL_REMOVE) {
		loop_fd_remove(h->loop, fd);
		return 0;
	}
	events |= what & CURL_POLL_IN ? LOOP_READ : 0;
	events |= what & CURL_POLL_OUT ? LOOP_WRITE : 0;
	loop_fd(h->loop, fd, events, on_socket_ready, h);
	return 0;
}

static void on_timeout(void *arg)
{
	struct http *h = arg;
	int running;

	h->timer = 0;
	libcurl()->curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	drain(h);
}

static int on_timer(CURLM *multi, long ms, void *arg)
{
	struct http *h = arg;

	(void)multi;
	if (h->timer) {
		loop_timer_cancel(h->loop, h->timer);
		h->timer = 0;
	}
	if (ms >= 0) {
		h->timer = loop_timer(h->loop, LOOP_REAL, ms, on_timeout, h);
	}
	return 0;
}

struct http *http_create(struct loop *loop)
{
	struct http *h = xcalloc(1, sizeof(*h));

	h->loop = loop;
	return h;
}

static int start_library(struct http *h, struct err *e)
{
	if (h->multi) {
		return 0;
	}
	if (libcurl_load(e)) {
		return -1;
	}
	must(libcurl()->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	h->multi = libcurl()->curl_multi_init();
	must(h->multi);
	libcurl()->curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	libcurl()->curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	libcurl()->curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	libcurl()->curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	libcurl()->curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6L);
	libcurl()->curl_multi_setopt(h->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
	return 0;
}

/* ---- one call ---- */
static void call_free(struct http_call *c)
{
	if (c->idle_timer) {
		loop_timer_cancel(c->h->loop, c->idle_timer);
	}
	if (c->easy) {
		libcurl()->curl_multi_remove_handle(c->h->multi, c->easy);
		libcurl()->curl_easy_cleanup(c->easy);
	}
	for (struct curl_slist *l = c->headers; l; l = l->next) {
		crypto_wipe(l->data, strlen(l->data));
	}
	if (c->headers) {
		libcurl()->curl_slist_free_all(c->headers);
	}
	if (c->out.s) {
		/* it may have been a password */
		crypto_wipe(c->out.s, c->out.len);
	}
	str_finish(&c->body);
	str_finish(&c->out);
	str_finish(&c->method);
	str_finish(&c->url);
	free(c);
}

static void forget(struct http *h, struct http_call *c)
{
	for (size_t i = 0; i < h->calls.n; i++) {
		if (h->calls.v[i] == c) {
			vec_remove(&h->calls, i);
			return;
		}
	}
}

void http_destroy(struct http *h)
{
	if (!h) {
		return;
	}
	while (h->calls.n > 0) {
		struct http_call *c = h->calls.v[h->calls.n - 1];

		forget(h, c);
		call_free(c);
	}
	if (h->multi) {
		libcurl()->curl_multi_cleanup(h->multi);
		libcurl()->curl_global_cleanup();
	}
	if (h->timer) {
		loop_timer_cancel(h->loop, h->timer);
	}
	vec_finish(&h->calls);
	free(h);
}

int http_calls(const struct http *h)
{
	return (int)h->calls.n;
}

/* No query, body or header: they hold what people write, passwords and tokens. */
static void log_call(const struct http_call *c)
{
	struct str s = STR_INIT, path = STR_INIT;

	if (!log_wants(LOG_DEBUG)) {
		return;
	}
	str_addn(&path, c->path, strcspn(c->path, "?"));
	log_field(&s, "id", c->request_id);
	log_field(&s, "method", str_c(&c->method));
	log_field(&s, "path", str_c(&path));
	str_addf(&s, " status=%d rtt_ms=%d", c->a.status, c->a.rtt_ms);
	if (c->a.err.code != ERR_OK) {
		log_field(&s, "error", err_slug(c->a.err.code));
		log_field(&s, "msg", c->a.err.text);
	}
	log_fields(LOG_DEBUG, "http", str_c(&s));
	str_finish(&s);
	str_finish(&path);
}

static void on_idle(void *arg)
{
	struct http_call *c = arg;
	struct http *h = c->h;

	c->idle_timer = 0;
	c->a.err = ERR_NONE;
	err_set(&c->a.err, ERR_TIMEOUT, tr("nothing came for %d s"), c->ask.idle_ms / 1000);
	c->a.sent = true;
	c->a.status = 0;
	log_call(c);
	forget(h, c);
	c->ask.done(c->ask.arg, &c->a);
	call_free(c);
}

static void alive(struct http_call *c)
{
	if (!c->ask.idle_ms) {
		return;
	}
	if (c->idle_timer) {
		loop_timer_cancel(c->h->loop, c->idle_timer);
	}
	c->idle_timer = loop_timer(c->h->loop, LOOP_REAL, c->ask.idle_ms, on_idle, c);
}

static long status_of(struct http_call *c)
{
	long status = 0;

	libcurl()->curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct http_call *c = arg;
	long status = status_of(c);

	n *= size;
	alive(c);
	if (c->ask.stream && status >= 200 && status < 300) {
		if (c->ask.stream(c->ask.arg, p, n)) {
			c->broken = true;
			return 0;
		}
		return n;
	}
	str_addn(&c->body, p, n);
	return str_failed(&c->body) ? 0 : n;
}

static bool header_is(const char *p, size_t n, const char *name, char *out, size_t size)
{
	size_t k = strlen(name);

	if (n <= k || strncasecmp(p, name, k) != 0 || p[k] != ':') {
		return false;
	}
	p += k + 1, n -= k + 1;
	while (n > 0 && (*p == ' ' || *p == '\t')) {
		p++, n--;
	}
	while (n > 0 && (p[n - 1] == '\r' || p[n - 1] == '\n' || p[n - 1] == ' ')) {
		n--;
	}
	snprintf(out, size, "%.*s", (int)n, p);
	return true;
}

static int64_t number_of(const char *s)
{
	long long v;

	return parse_i64(s, &v) && v >= 0 ? v : -1;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct http_call *c = arg;
	char v[200];

	n *= size;
	alive(c);
	if (n > 5 && memcmp(p, "HTTP/", 5) == 0) {
		/* an interim answer (100, a proxy's 200) came before */
		c->a.media[0] = '\0';
		c->a.retry_after_s = -1;
		c->a.offset = c->a.length = -1;
	} else if (n <= 2 && status_of(c) >= 200 && c->ask.head && !c->head_told) {
		c->head_told = true;
		c->ask.head(c->ask.arg, (int)status_of(c));
	} else if (header_is(p, n, "Content-Type", v, sizeof(v))) {
		v[strcspn(v, "; ")] = '\0';
		snprintf(c->a.media, sizeof(c->a.media), "%.99s", v);
	} else if (header_is(p, n, "Retry-After", v, sizeof(v))) {
		int64_t s = number_of(v);
		c->a.retry_after_s = s >= 0 && s < 86400 ? (int)s : -1;
	} else if (header_is(p, n, "Upload-Offset", v, sizeof(v))) {
		c->a.offset = number_of(v);
	} else if (header_is(p, n, "Content-Length", v, sizeof(v))) {
		c->a.length = number_of(v);
	} else if (header_is(p, n, "X-Request-Id", v, sizeof(v))) {
		snprintf(c->request_id, sizeof(c->request_id), "%.39s", v);
	} else if (header_is(p, n, "Date", v, sizeof(v))) {
		time_t t = libcurl()->curl_getdate(v, NULL);
		c->a.date = t > 0 ? (int64_t)t * 1000 : -1;
	}
	return n;
}

static size_t on_source(char *p, size_t size, size_t n, void *arg)
{
	struct http_call *c = arg;

	alive(c);
	int64_t got = c->ask.source(c->ask.arg, p, n * size);
	if (got < 0) {
		c->broken = true;
		return CURL_READFUNC_ABORT;
	}
	return (size_t)got;
}

/* A broken keep-alive connection makes curl send again; the body must be readable anew then. It is not: the caller resumes. */
static int on_seek(void *arg, curl_off_t at, int origin)
{
	(void)arg, (void)at, (void)origin;
	return CURL_SEEKFUNC_FAIL;
}

static void add_header(struct http_call *c, const char *text)
{
	struct curl_slist *l = libcurl()->curl_slist_append(c->headers, text);

	must(l);
	c->headers = l;
}

static void add_headers(struct http_call *c, const struct http_peer *peer, const struct http_ask *ask)
{
	struct str h = STR_INIT;

	if (peer->token && *peer->token) {
		str_addf(&h, "Authorization: Bearer %s", peer->token);
		add_header(c, str_c(&h));
		crypto_wipe(h.s, h.len);
		str_clear(&h);
	}
	if (peer->lang) {
		str_addf(&h, "Accept-Language: %s", peer->lang);
		add_header(c, str_c(&h));
		str_clear(&h);
	}
	if (ask->key && *ask->key) {
		str_addf(&h, "Idempotency-Key: %s", ask->key);
		add_header(c, str_c(&h));
		str_clear(&h);
	}
	if (ask->if_match >= 0) {
		str_addf(&h, "If-Match: \"%lld\"", (long long)ask->if_match);
		add_header(c, str_c(&h));
	}
	for (size_t i = 0; i < lengthof(ask->headers) && ask->headers[i]; i++) {
		add_header(c, ask->headers[i]);
	}
	add_header(c, ask->body ? "Content-Type: application/json" : "Content-Type:");
	add_header(c, "Expect:");
	str_finish(&h);
}

static void set_peer(struct http_call *c, const struct http_peer *peer)
{
	CURL *x = c->easy;

	libcurl()->curl_easy_setopt(x, CURLOPT_PROTOCOLS_STR, "https,http");
	libcurl()->curl_easy_setopt(x, CURLOPT_NOSIGNAL, 1L);
	libcurl()->curl_easy_setopt(x, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	libcurl()->curl_easy_setopt(x, CURLOPT_USERAGENT, peer->agent ? peer->agent : "fettle");
	libcurl()->curl_easy_setopt(x, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	libcurl()->curl_easy_setopt(x, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	libcurl()->curl_easy_setopt(x, CURLOPT_TCP_KEEPALIVE, 1L);
	if (http_skips_proxy(peer->server)) {
		libcurl()->curl_easy_setopt(x, CURLOPT_PROXY, "");
	}
	/* the pin says more than any authority could, and holds for self-made keys */
	if (peer->pin && *peer->pin) {
		libcurl()->curl_easy_setopt(x, CURLOPT_PINNEDPUBLICKEY, peer->pin);
		libcurl()->curl_easy_setopt(x, CURLOPT_SSL_VERIFYPEER, 0L);
		libcurl()->curl_easy_setopt(x, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

static void set_body(struct http_call *c)
{
	CURL *x = c->easy;
	bool head = streq(str_c(&c->method), "HEAD");

	libcurl()->curl_easy_setopt(x, CURLOPT_CUSTOMREQUEST, str_c(&c->method));
	if (head) {
		libcurl()->curl_easy_setopt(x, CURLOPT_NOBODY, 1L);
	} else if (c->ask.source) {
		libcurl()->curl_easy_setopt(x, CURLOPT_UPLOAD, 1L);
		libcurl()->curl_easy_setopt(x, CURLOPT_INFILESIZE_LARGE, (curl_off_t)c->ask.source_size);
		libcurl()->curl_easy_setopt(x, CURLOPT_READFUNCTION, on_source);
		libcurl()->curl_easy_setopt(x, CURLOPT_READDATA, c);
		libcurl()->curl_easy_setopt(x, CURLOPT_SEEKFUNCTION, on_seek);
	} else if (c->ask.body || streq(str_c(&c->method), "POST") || streq(str_c(&c->method), "PUT")) {
		libcurl()->curl_easy_setopt(x, CURLOPT_POSTFIELDS, str_c(&c->out));
		libcurl()->curl_easy_setopt(x, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->out.len);
	}
}

static void on_no_library(void *arg)
{
	struct http_call *c = arg;

	c->idle_timer = 0;
	forget(c->h, c);
	c->ask.done(c->ask.arg, &c->a);
	call_free(c);
}

struct http_call *http_begin(struct http *h, const struct http_peer *peer, const struct http_ask *ask)
{
	struct http_call *c = xcalloc(1, sizeof(*c));

	c->h = h;
	c->ask = *ask;
	c->a = (struct http_answer){.retry_after_s = -1, .offset = -1, .length = -1, .date = -1, .rtt_ms = -1, .body = ""};
	str_init(&c->body, BODY_MAX);
	*vec_add(&h->calls) = c;
	if (start_library(h, &c->a.err)) {
		c->idle_timer = loop_timer(h->loop, LOOP_REAL, 0, on_no_library, c);
		return c;
	}
	str_add(&c->method, ask->method);
	str_addf(&c->url, "%s%s", peer->server, ask->path);
	c->path = str_c(&c->url) + strlen(peer->server);
	str_add(&c->out, ask->body ? ask->body : "");
	c->easy = libcurl()->curl_easy_init();
	must(c->easy);
	set_peer(c, peer);
	add_headers(c, peer, ask);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_URL, str_c(&c->url));
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->error);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, on_body);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_HEADERFUNCTION, on_header);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_HEADERDATA, c);
	libcurl()->curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, (long)ask->total_ms);
	set_body(c);
	alive(c);
	must(libcurl()->curl_multi_add_handle(h->multi, c->easy) == CURLM_OK);
	return c;
}

void http_cancel(struct http *h, struct http_call *c)
{
	if (c) {
		forget(h, c);
		call_free(c);
	}
}

/* ---- the end of a call ---- */
static enum errcode code_of(CURLcode rc)
{
	switch (rc) {
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
		return ERR_PIN;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return ERR_CERT;
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_BAD_CONTENT_ENCODING:
		return ERR_PROTOCOL;
	case CURLE_OUT_OF_MEMORY:
	case CURLE_ABORTED_BY_CALLBACK:
		return ERR_CANCELLED;
	default:
		return ERR_OFFLINE;
	}
}

/* Its first byte leaves once the connection, and the handshake on it, stands. */
static bool may_have_left(CURL *easy, CURLcode rc)
{
	curl_off_t ready = 0;

	switch (rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_PEER_FAILED_VERIFICATION:
		return false;
	default:
		libcurl()->curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
		return ready > 0;
	}
}

static void take_times(struct http_call *c)
{
	curl_off_t ready = 0, first = 0;

	libcurl()->curl_easy_getinfo(c->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	libcurl()->curl_easy_getinfo(c->easy, CURLINFO_STARTTRANSFER_TIME_T, &first);
	if (first > 0 && first >= ready) {
		c->a.rtt_ms = (int)((first - ready) / 1000);
	}
}

static void finish(struct http_call *c, CURLcode rc)
{
	struct http *h = c->h;

	c->a.sent = may_have_left(c->easy, rc);
	if (rc == CURLE_OK) {
		c->a.status = (int)status_of(c);
		take_times(c);
	} else if (c->broken) {
		err_set(&c->a.err, ERR_CANCELLED, "%s", "");
	} else {
		err_set(&c->a.err, code_of(rc), "%s", c->error[0] ? c->error : libcurl()->curl_easy_strerror(rc));
	}
	c->a.body = str_c(&c->body);
	c->a.nbody = c->body.len;
	log_call(c);
	forget(h, c);
	if (c->idle_timer) {
		loop_timer_cancel(h->loop, c->idle_timer);
		c->idle_timer = 0;
	}
	c->ask.done(c->ask.arg, &c->a);
	call_free(c);
}

static void drain(struct http *h)
{
	CURLMsg *msg;
	int left;

	while ((msg = libcurl()->curl_multi_info_read(h->multi, &left))) {
		if (msg->msg == CURLMSG_DONE) {
			struct http_call *c = NULL;
			CURLcode rc = msg->data.result;

			libcurl()->curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&c);
			finish(c, rc);
		}
	}
}
