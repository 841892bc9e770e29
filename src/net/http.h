#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/loop.h"
#include "base/str.h"

/*
 * HTTP over curl's multi interface inside the loop: the only file that knows curl. Started at the first call. A
 * callback runs in the loop's thread; done may begin and cancel calls, the others only take note (loop_defer).
 */
struct http;
struct http_call;

/* Where and as whom; borrowed during http_begin. */
struct http_peer { const char *server, *pin, *token, *agent, *lang; };

struct http_answer {
	int status;              /* 0: no answer */
	const char *body;        /* "" when streamed */
	size_t nbody;
	char media[100];         /* content type without parameters */
	int retry_after_s;       /* -1: not said */
	int64_t offset;          /* Upload-Offset, -1: not said */
	int64_t length;          /* Content-Length, -1 */
	int64_t date;            /* the server's Date, ms; -1 */
	int rtt_ms;              /* from the last byte sent to the first received; -1 */
	struct err err;          /* of the link: OFFLINE, TIMEOUT, PIN, CERT, PROTOCOL; OK when there is an answer */
	bool sent;               /* bytes of the request may have reached the server */
};

typedef void http_done_fn(void *arg, const struct http_answer *a);
/* Bytes of a good (2xx) answer as they come; -1 breaks off with ERR_CANCELLED. */
typedef int http_stream_fn(void *arg, const void *p, size_t n);
/* The next bytes of an upload; 0 at the end, -1 breaks off. */
typedef int64_t http_source_fn(void *arg, void *p, size_t n);
/* The head of the answer is here; for streams that do not end. */
typedef void http_head_fn(void *arg, int status);

struct http_ask {
	const char *method, *path;      /* path and query */
	const char *body;               /* JSON; NULL none */
	const char *key;                /* Idempotency-Key */
	int64_t if_match;               /* -1 */
	const char *headers[4];         /* "Name: value"; NULL at the end */
	http_head_fn *head;
	http_stream_fn *stream;
	http_source_fn *source;
	int64_t source_size;
	int total_ms;                   /* whole call; 0: no limit */
	int idle_ms;                    /* without a byte either way; 0: no limit */
	http_done_fn *done;
	void *arg;
};

struct http *http_create(struct loop *loop);
void http_destroy(struct http *h);   /* calls under way end without a word */

/* Copies what it needs. done is always called, and never before http_begin returns. */
struct http_call *http_begin(struct http *h, const struct http_peer *peer, const struct http_ask *ask);
void http_cancel(struct http *h, struct http_call *c);  /* done is not called; NULL ok */
int http_calls(const struct http *h);

/* "https://host[:port]" made uniform: no path, lower case. http only on loopback. */
int http_server(const char *text, struct str *out, struct err *e);
/* A server on this machine, and a proxy on another, which could not reach it. */
bool http_skips_proxy(const char *server);
int http_pin_ok(const char *pin, struct err *e);
/* For a segment of a path. */
void http_escape(const char *s, struct str *out);

#endif
