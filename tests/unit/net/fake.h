#ifndef UNIT_NET_FAKE_H
#define UNIT_NET_FAKE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/loop.h"
#include "base/str.h"
#include "base/vec.h"
#include "crypto/crypto.h"
#include "net/net.h"
#include "store/blob.h"
#include "unit/unit.h"

/*
 * A server in threads of the test: a handler answers each request, or breaks the connection, or holds it. All state is
 * under f->lock, which the handler has.
 */
struct fake_req { char method[16], path[512]; struct str head, body; };
enum fake_act { FAKE_ANSWER, FAKE_DROP /* no reply */, FAKE_HANG /* none, but stays open */, FAKE_STREAM /* events */, FAKE_HALF /* breaks off in the body */ };
struct fake_res { int status; const char *media; struct str body, head; enum fake_act act; };
struct fake;
typedef void fake_fn(struct fake *f, const struct fake_req *rq, struct fake_res *res);

struct fake {
	int fd, port;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	VEC(int) fds, streams;
	int threads;
	bool closing;
	fake_fn *fn;
	/* what the market handler knows */
	struct str changes;      /* "{...},{...}" numbered 1.. */
	int64_t last;
	int page;                /* changes a page; 0: all */
	int me, asked, posts, puts, signs;
	int lose_posts;          /* so many replies of POSTs get lost after the deed */
	int busy_posts;          /* so many POSTs are answered by 503 */
	int refuse_posts;        /* HTTP status of the next refusals' problem; 0 none */
	const char *refuse_code;
	bool down;               /* every request is dropped */
	bool expired, portal, reset;
	struct str log;          /* "POST /v1/quotes KEY;" */
	struct str keys;         /* keys done once */
	struct str file;         /* the uploaded one */
	int64_t part;            /* of it here already */
	int break_put;           /* cut the next upload after so many bytes */
	struct str down_file;
	int break_get;
};

struct fake_conn { struct fake *f; int fd; };

static inline bool fake_send(int fd, const void *p, size_t n)
{
	const char *s = p;

	while (n > 0) {
		ssize_t k = send(fd, s, n, MSG_NOSIGNAL);
		if (k <= 0) {
			return false;
		}
		s += k, n -= (size_t)k;
	}
	return true;
}

static inline const char *fake_header(const struct fake_req *rq, const char *name, char out[256])
{
	const char *p = str_c(&rq->head);
	size_t n = strlen(name);

	for (; (p = strstr(p, "\r\n")); ) {
		p += 2;
		if (strncasecmp(p, name, n) == 0 && p[n] == ':') {
			p += n + 1 + strspn(p + n + 1, " ");
			snprintf(out, 256, "%.*s", (int)strcspn(p, "\r"), p);
			return out;
		}
	}
	return "";
}

static inline bool fake_read(struct fake *f, int fd, struct fake_req *rq, struct str *in)
{
	char buf[65536], value[256];
	char *end = NULL;

	while (!(end = in->len ? strstr(in->s, "\r\n\r\n") : NULL)) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		if (n <= 0) {
			return false;
		}
		str_addn(in, buf, (size_t)n);
	}
	size_t nhead = (size_t)(end - in->s) + 4;
	str_clear(&rq->head);
	str_addn(&rq->head, in->s, nhead);
	sscanf(rq->head.s, "%15s %511s", rq->method, rq->path);
	size_t want = (size_t)atol(fake_header(rq, "Content-Length", value));
	while (in->len < nhead + want) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		if (n <= 0) {
			return false;
		}
		str_addn(in, buf, (size_t)n);
		pthread_mutex_lock(&f->lock);
		bool cut = strcmp(rq->method, "PUT") == 0 && f->break_put > 0 && in->len >= nhead + (size_t)f->break_put;
		if (cut) {
			f->part += f->break_put;
			f->break_put = 0;
		}
		pthread_mutex_unlock(&f->lock);
		if (cut) {
			return false;
		}
	}
	str_clear(&rq->body);
	str_addn(&rq->body, in->s + nhead, want);
	str_splice(in, 0, nhead + want, "", 0);
	return true;
}

/* False: the connection ends. */
static inline bool fake_answer(struct fake *f, int fd, const struct fake_req *rq, struct fake_res *res)
{
	struct str out = STR_INIT;
	bool head = strcmp(rq->method, "HEAD") == 0, go = true;

	if (res->act == FAKE_DROP) {
		return false;
	}
	str_addf(&out, "HTTP/1.1 %d X\r\n%s", res->status, str_c(&res->head));
	if (res->act == FAKE_STREAM) {
		str_add(&out, "Content-Type: text/event-stream\r\n\r\n:\n\n");
	} else if (res->status == 204) {
		str_add(&out, "\r\n");
	} else {
		size_t n = res->body.len;
		str_addf(&out, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", res->media, n);
		if (!head) {
			str_addn(&out, str_c(&res->body), res->act == FAKE_HALF ? (size_t)f->break_get : n);
		}
		go = res->act != FAKE_HALF;
	}
	go = fake_send(fd, str_c(&out), out.len) && go;
	str_finish(&out);
	return go;
}

static inline void *fake_serve(void *arg)
{
	struct fake_conn *c = arg;
	struct fake *f = c->f;
	struct fake_req rq = {.method = ""};
	struct str in = STR_INIT;
	int fd = c->fd;
	bool go = true;

	free(c);
	while (go && fake_read(f, fd, &rq, &in)) {
		struct fake_res res = {.status = 200, .media = "application/json"};

		pthread_mutex_lock(&f->lock);
		f->fn(f, &rq, &res);
		if (res.act == FAKE_STREAM) {
			*vec_add(&f->streams) = fd;
		}
		pthread_cond_broadcast(&f->changed);
		if (res.act == FAKE_HANG) {
			while (!f->closing && !f->down) {
				pthread_cond_wait(&f->changed, &f->lock);
			}
			go = false;
		} else {
			go = fake_answer(f, fd, &rq, &res);
		}
		pthread_mutex_unlock(&f->lock);
		str_finish(&res.body);
		str_finish(&res.head);
	}
	str_finish(&in);
	str_finish(&rq.head);
	str_finish(&rq.body);
	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < f->streams.n; i++) {
		if (f->streams.v[i] == fd) {
			vec_remove(&f->streams, i--);
		}
	}
	for (size_t i = 0; i < f->fds.n; i++) {
		if (f->fds.v[i] == fd) {
			vec_remove(&f->fds, i--);
		}
	}
	close(fd);
	f->threads--;
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

static inline void *fake_accept(void *arg)
{
	struct fake *f = arg;
	int fd, one = 1;

	while ((fd = accept(f->fd, NULL, NULL)) >= 0) {
		struct fake_conn *c = xmalloc(sizeof(*c));
		pthread_t t;

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		*c = (struct fake_conn){f, fd};
		pthread_mutex_lock(&f->lock);
		*vec_add(&f->fds) = fd;
		f->threads++;
		pthread_mutex_unlock(&f->lock);
		pthread_create(&t, NULL, fake_serve, c);
		pthread_detach(t);
	}
	return NULL;
}

static inline void fake_start(struct fake *f, fake_fn *fn)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);

	*f = (struct fake){.fn = fn};
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->changed, NULL);
	f->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(f->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(f->fd, 16), 0);
	getsockname(f->fd, (struct sockaddr *)&at, &n);
	f->port = ntohs(at.sin_port);
	pthread_create(&f->thread, NULL, fake_accept, f);
}

/* Breaks every connection there is. */
static inline void fake_cut(struct fake *f)
{
	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < f->fds.n; i++) {
		shutdown(f->fds.v[i], SHUT_RDWR);
	}
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->lock);
}

static inline void fake_stop(struct fake *f)
{
	shutdown(f->fd, SHUT_RDWR);
	pthread_join(f->thread, NULL);
	close(f->fd);
	pthread_mutex_lock(&f->lock);
	f->closing = true;
	for (size_t i = 0; i < f->fds.n; i++) {
		shutdown(f->fds.v[i], SHUT_RDWR);
	}
	pthread_cond_broadcast(&f->changed);
	while (f->threads > 0) {
		pthread_cond_wait(&f->changed, &f->lock);
	}
	pthread_mutex_unlock(&f->lock);
	vec_finish(&f->fds);
	vec_finish(&f->streams);
	str_finish(&f->changes);
	str_finish(&f->log);
	str_finish(&f->keys);
	str_finish(&f->file);
	str_finish(&f->down_file);
}

static inline int64_t fake_rfq(struct fake *f, const char *id, const char *title)
{
	pthread_mutex_lock(&f->lock);
	f->last++;
	str_addf(&f->changes, "%s{\"n\":%lld,\"kind\":\"rfq\",\"id\":\"%s\",\"rev\":%lld,\"object\":{\"id\":\"%s\",\"rev\":%lld,\"title\":\"%s\",\"state\":\"open\"}}",
		f->changes.len ? "," : "", (long long)f->last, id, (long long)f->last, id, (long long)f->last, title);
	int64_t n = f->last;
	pthread_mutex_unlock(&f->lock);
	return n;
}

static inline void fake_ring(struct fake *f)
{
	char text[96];

	pthread_mutex_lock(&f->lock);
	int n = snprintf(text, sizeof(text), "id: %lld\nevent: change\ndata: %lld\n\n", (long long)f->last, (long long)f->last);
	for (size_t i = 0; i < f->streams.n; i++) {
		fake_send(f->streams.v[i], text, (size_t)n);
	}
	pthread_mutex_unlock(&f->lock);
}

static inline void fake_problem(struct fake_res *res, int status, const char *code)
{
	res->status = status;
	res->media = "application/problem+json";
	str_addf(&res->body, "{\"type\":\"urn:fettle:problem:%s\",\"title\":\"t\",\"status\":%d,\"code\":\"%s\",\"detail\":\"said so\"}", code, status, code);
}

static inline void fake_changes(struct fake *f, const struct fake_req *rq, struct fake_res *res)
{
	const char *q = strstr(rq->path, "since=");
	int64_t since = q ? atoll(q + 6) : 0, last = f->last, at = 0;
	int sent = 0;

	f->asked++;
	if (f->reset && since > 0) {
		f->reset = false;
		str_add(&res->body, "{\"changes\":[],\"last\":0,\"more\":true,\"reset\":true,\"scope\":\"s2\"}");
		return;
	}
	str_add(&res->body, "{\"changes\":[");
	const char *p = str_c(&f->changes);
	while (*p) {
		const char *end = strstr(p, "}}");
		at = atoll(p + 5);
		if (at > since && (!f->page || sent < f->page)) {
			str_addf(&res->body, "%s%.*s", sent ? "," : "", (int)(end + 2 - p), p);
			last = at;
			sent++;
		} else if (at > since) {
			break;
		}
		p = end + 2 + (end[2] == ',');
	}
	if (!sent) {
		last = f->last;
	}
	str_addf(&res->body, "],\"last\":%lld,\"more\":%s,\"scope\":\"s1\"}", (long long)last, last < f->last ? "true" : "false");
}

static inline void fake_post(struct fake *f, const struct fake_req *rq, struct fake_res *res)
{
	char key[256], find[300];

	fake_header(rq, "Idempotency-Key", key);
	str_addf(&f->log, "%s %s %s;", rq->method, rq->path, key);
	f->posts++;
	if (f->busy_posts > 0) {
		f->busy_posts--;
		fake_problem(res, 503, "unavailable");
		str_add(&res->head, "Retry-After: 0\r\n");
		return;
	}
	if (f->refuse_posts) {
		fake_problem(res, f->refuse_posts, f->refuse_code);
		return;
	}
	snprintf(find, sizeof(find), "%s;", key);
	if (!strstr(str_c(&f->keys), find)) {
		str_add(&f->keys, find);
	}
	if (f->lose_posts > 0) {
		f->lose_posts--;
		res->act = FAKE_DROP;
		return;
	}
	res->status = 201;
	str_add(&res->body, "{\"id\":\"q1\",\"rev\":5,\"rfq\":\"r1\",\"deal\":\"d1\",\"version\":1,\"state\":\"sent\",\"total\":100}");
}

static inline void fake_file(struct fake *f, const struct fake_req *rq, struct fake_res *res)
{
	char value[256];

	if (strcmp(rq->method, "HEAD") == 0) {
		res->status = f->file.len ? 200 : 404;
		str_addf(&res->head, "Upload-Offset: %lld\r\n", (long long)f->part);
		return;
	}
	if (strcmp(rq->method, "PUT") == 0) {
		long long from = 0, to = 0, size = 0;

		f->puts++;
		sscanf(fake_header(rq, "Content-Range", value), "bytes %lld-%lld/%lld", &from, &to, &size);
		str_addf(&f->log, "PUT %lld-%lld/%lld;", from, to, size);
		if (from != f->part) {
			fake_problem(res, 409, "conflict");
			return;
		}
		f->part = to + 1;
		str_add(&f->file, "x");
		res->status = 201;
		str_add(&res->body, "{}");
		return;
	}
	size_t from = 0;
	if (*fake_header(rq, "Range", value)) {
		from = (size_t)atol(value + 6);
		res->status = 206;
	}
	str_addf(&f->log, "GET %zu;", from);
	res->media = "application/octet-stream";
	str_addn(&res->body, f->down_file.s + from, f->down_file.len - from);
	if (f->break_get && from == 0) {
		res->act = FAKE_HALF;
	}
}

/* A marketplace with one account. */
static inline void fake_market(struct fake *f, const struct fake_req *rq, struct fake_res *res)
{
	static const char acc[] = "\"account\":{\"id\":\"a1\",\"login\":\"dae\",\"role\":\"partner\",\"org\":\"o1\"},\"sites\":[{\"id\":\"s1\"}]";
	char value[256];

	if (f->down) {
		res->act = FAKE_DROP;
		return;
	}
	if (f->portal) {
		res->media = "text/html";
		str_add(&res->body, "<html>Welcome to the guest network</html>");
		return;
	}
	if (strcmp(rq->path, "/v1/session") == 0 && strcmp(rq->method, "POST") == 0) {
		f->signs++;
		if (!strstr(str_c(&rq->body), "right")) {
			fake_problem(res, 401, "bad-credentials");
			return;
		}
		f->expired = false;
		str_addf(&res->body, "{\"token\":\"ft_%d\",\"expires\":\"2999-01-01T00:00:00.000Z\",%s}", f->signs, acc);
		return;
	}
	if (f->expired || !starts_with(fake_header(rq, "Authorization", value), "Bearer ft_")) {
		fake_problem(res, 401, "token-expired");
		return;
	}
	if (strcmp(rq->path, "/v1/me") == 0) {
		f->me++;
		str_addf(&res->body, "{%s,\"now\":\"2030-01-01T00:00:00.000Z\"}", acc);
	} else if (starts_with(rq->path, "/v1/changes")) {
		fake_changes(f, rq, res);
	} else if (strcmp(rq->path, "/v1/doorbell") == 0) {
		res->act = FAKE_STREAM;
	} else if (starts_with(rq->path, "/v1/files/")) {
		fake_file(f, rq, res);
	} else if (strcmp(rq->method, "POST") == 0) {
		fake_post(f, rq, res);
	} else if (strcmp(rq->method, "DELETE") == 0) {
		str_add(&f->log, "DELETE;");
		res->status = 204;
	} else {
		fake_problem(res, 404, "not-found");
	}
}

/* ---- a client of it ---- */
struct client { struct loop *loop; struct store *store; struct net *net; struct fake *f; char server[64]; };

static inline void client_open(struct client *c, struct fake *f, const char *dir)
{
	struct err e = ERR_NONE;

	*c = (struct client){.f = f};
	c->loop = loop_create();
	if (store_open(&c->store, &(struct store_conf){.dir = dir}, &e)) {
		fail_msg("store: %s", e.text);
	}
	c->net = net_create(&(struct net_conf){.loop = c->loop, .store = c->store, .agent = "test", .hold_retry_ms = 40});
	snprintf(c->server, sizeof(c->server), "http://127.0.0.1:%d", f ? f->port : 9);
}

static inline void client_close(struct client *c)
{
	net_destroy(c->net);
	store_close(c->store);
	loop_destroy(c->loop);
}

static inline void client_sign_in(struct client *c)
{
	struct err e = ERR_NONE;

	if (net_sign_in_wait(c->net, c->server, NULL, "dae", "right", 10000, &e)) {
		fail_msg("sign in: %s %s", err_slug(e.code), e.text);
	}
}

static inline void client_wait(struct client *c, enum net_wait what)
{
	struct err e = ERR_NONE;

	if (net_wait(c->net, what, 20000, &e)) {
		fail_msg("wait %d: %s %s (state %d)", (int)what, err_slug(e.code), e.text, (int)net_status(c->net)->state);
	}
}

/* Runs the loop until the condition; fails after some seconds. */
#define CLIENT_UNTIL(c, cond) do { \
	int rounds = 0; \
	while (!(cond)) { \
		assert_true(++rounds < 4000); \
		loop_once((c)->loop, 5); \
	} \
} while (0)

static inline void client_intent(struct client *c, const char *object, char id[ULID_SIZE])
{
	struct err e = ERR_NONE;
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .body = "{\"a\":1}", .kind = KIND_RFQ, .object = object,
		.answer = KIND_QUOTE, .base_rev = -1};

	if (store_intent_put(c->store, &in, id, &e)) {
		fail_msg("intent: %s", e.text);
	}
}

static inline enum intent_state client_state(struct client *c, const char *id)
{
	struct arena a;

	arena_init(&a);
	const struct intent *in = store_intent(c->store, id, &a);
	enum intent_state st = in ? in->state : INTENT_NONE;
	arena_finish(&a);
	return st;
}

#endif
