#include <stdio.h>

#include "priv.h"

/*
 * The doorbell only says that there is something; what it is, the feed tells. Where a proxy
 * swallows the stream, asking every half minute does instead.
 */
enum { SILENCE_MS = 75000, ASK_MS = 30000 };

static void on_bell_timer(void *arg)
{
	struct net *n = arg;

	n->bell_timer = 0;
	if (link_up(n)) {
		bell_start(n);
		if (!n->bell_up) {
			sync_want(n);
		}
	}
}

static void look(void *arg)
{
	struct net *n = arg;

	n->look_timer = 0;
	if (link_up(n) && n->rung > store_feed(n->store)) {
		sync_want(n);
	}
}

static void on_event(void *arg, const struct sse_event *ev)
{
	struct net *n = arg;
	long long at;

	if (parse_i64(ev->data, &at) && at > n->rung) {
		n->rung = at;
	}
	/* not here: the library is inside a callback of its own */
	timer_start(n, &n->look_timer, LOOP_REAL, 0, look);
}

static int on_bytes(void *arg, const void *p, size_t len)
{
	struct net *n = arg;

	sse_feed(&n->sse, p, len);
	return 0;
}

static void on_head(void *arg, int status)
{
	struct net *n = arg;

	n->bell_up = status == 200;
	if (n->bell_up) {
		n->bell_tries = 0;
	}
}

static void on_end(void *arg, const struct http_answer *a)
{
	struct net *n = arg;
	bool was_up = n->bell_up;
	struct json *j;
	struct err e;
	int wait;

	n->bell = NULL;
	n->bell_up = false;
	enum outcome out = answer_read(a, &j, &e, &wait);
	json_free(j);
	if (out == OUT_UNAUTHORISED) {
		link_unauthorised(n, &e);
		return;
	}
	int64_t ms = wait > 0 ? wait : pause_ms(n, n->bell_tries++);
	timer_start(n, &n->bell_timer, LOOP_REAL, n->bell_tries > 3 && ms > ASK_MS ? ASK_MS : ms, on_bell_timer);
	/* it rang until now: is the server still there? */
	if (out == OUT_LINK || was_up) {
		link_suspect(n, &e);
	}
}

void bell_start(struct net *n)
{
	struct http_peer peer = net_peer(n);
	char last[64];

	if (n->bell) {
		return;
	}
	timer_stop(n, &n->bell_timer);
	if (!n->sse.fn) {
		sse_init(&n->sse, on_event, n);
	}
	sse_restart(&n->sse);
	n->rung = 0;
	snprintf(last, sizeof(last), "Last-Event-ID: %lld", (long long)store_feed(n->store));
	n->bell = http_begin(n->http, &peer, &(struct http_ask){.method = "GET", .path = "/v1/doorbell", .if_match = -1,
		.headers = {"Accept: text/event-stream", last}, .head = on_head, .stream = on_bytes, .idle_ms = SILENCE_MS,
		.done = on_end, .arg = n});
}

void bell_stop(struct net *n)
{
	http_cancel(n->http, n->bell);
	n->bell = NULL;
	n->bell_up = false;
	timer_stop(n, &n->bell_timer);
	timer_stop(n, &n->look_timer);
	if (n->sse.fn) {
		sse_finish(&n->sse);
		n->sse.fn = NULL;
	}
}
