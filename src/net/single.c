#include <stdlib.h>

#include "base/alloc.h"
#include "priv.h"

enum { GET_MS = 30000 };

/* One question that is neither the feed's nor the outbox's. */
struct single {
	struct net *n;
	int id, timer;
	struct http_call *call;
	net_reply_fn *done;
	void *arg;
};

static void single_free(struct single *s)
{
	struct net *n = s->n;

	for (size_t i = 0; i < n->singles.n; i++) {
		if (n->singles.v[i] == s) {
			vec_remove(&n->singles, i);
			break;
		}
	}
	timer_stop(n, &s->timer);
	http_cancel(n->http, s->call);
	free(s);
}

static void end(struct single *s, int status, const struct json *j, const struct err *e)
{
	net_reply_fn *done = s->done;
	void *arg = s->arg;

	single_free(s);
	done(arg, status, j, e);
}

static void on_reply(void *arg, const struct http_answer *a)
{
	struct single *s = arg;
	struct net *n = s->n;
	struct json *j;
	struct err e;
	int wait;

	s->call = NULL;
	enum outcome out = answer_read(a, &j, &e, &wait);
	end(s, a->status, j, &e);
	json_free(j);
	if (out == OUT_UNAUTHORISED) {
		link_unauthorised(n, &e);
	} else if (out == OUT_LINK) {
		link_suspect(n, &e);
	}
}

static void on_nobody(void *arg)
{
	struct single *s = arg;
	struct err e = {.code = ERR_UNAUTHORIZED};

	s->timer = 0;
	end(s, 0, NULL, &e);
}

int net_get(struct net *n, const char *path, net_reply_fn *done, void *arg)
{
	struct single *s = xcalloc(1, sizeof(*s));

	s->n = n;
	s->done = done;
	s->arg = arg;
	s->id = ++n->last_id;
	*vec_add(&n->singles) = s;
	if (!n->token.len) {
		net_load(n);
	}
	if (!n->token.len) {
		s->timer = loop_timer(n->loop, LOOP_REAL, 0, on_nobody, s);
		return 0;
	}
	struct http_peer peer = net_peer(n);
	s->call = http_begin(n->http, &peer, &(struct http_ask){.method = "GET", .path = path, .if_match = -1, .total_ms = GET_MS,
		.done = on_reply, .arg = s});
	return s->id;
}

bool single_cancel(struct net *n, int id)
{
	for (size_t i = 0; i < n->singles.n; i++) {
		if (n->singles.v[i]->id == id) {
			single_free(n->singles.v[i]);
			return true;
		}
	}
	return false;
}

void singles_stop(struct net *n, bool tell)
{
	struct err e = {.code = ERR_CANCELLED};

	while (n->singles.n > 0) {
		if (tell) {
			end(n->singles.v[0], 0, NULL, &e);
		} else {
			single_free(n->singles.v[0]);
		}
	}
}
