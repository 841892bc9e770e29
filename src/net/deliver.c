#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "priv.h"

/*
 * Few at a time, so that a long upload does not hold up the rest. The store sees to it that the intents of a lane
 * come one after the other.
 */
enum { AT_ONCE = 3, LEASE_MS = 120000, ALIVE_MS = 30000, SEND_MS = 60000 };

struct sending {
	struct net *n;
	struct arena arena;
	const struct intent *in;
	size_t file;             /* the next of in->files */
	struct transfer *upload;
	struct http_call *call;
	int timer;
	int64_t moved;
	bool touched;
};

static void step(struct sending *s);

static void remove_sending(struct sending *s)
{
	struct net *n = s->n;

	for (size_t i = 0; i < n->sendings.n; i++) {
		if (n->sendings.v[i] == s) {
			vec_remove(&n->sendings, i);
			break;
		}
	}
	timer_stop(n, &s->timer);
	transfer_drop(n, s->upload);
	http_cancel(n->http, s->call);
	arena_finish(&s->arena);
	free(s);
	if (n->st.sending != (n->sendings.n > 0)) {
		n->st.sending = n->sendings.n > 0;
		net_tell(n);
	}
}

static void on_later(void *arg)
{
	struct net *n = arg;

	n->later_timer = 0;
	/* by now: a frozen clock would never reach what the store waits for */
	store_intent_hurry(n->store, NULL);
	deliver_kick(n);
}

static void again(struct sending *s, const struct err *why, int wait_ms)
{
	struct net *n = s->n;
	int64_t ms = wait_ms >= 0 ? wait_ms : pause_ms(n, s->in->attempts);
	struct err e = ERR_NONE;

	if (store_intent_later(n->store, s->in->id, why, clock_ms() + ms, s->touched, &e)) {
		log_error("outbox: %s %s", err_slug(e.code), e.text);
	}
	if (!n->later_timer) {
		timer_start(n, &n->later_timer, LOOP_REAL, ms, on_later);
	}
	remove_sending(s);
}

static void refuse(struct sending *s, const struct err *why)
{
	struct net *n = s->n;
	struct err e = ERR_NONE;

	log_info("%s refused: %s", s->in->verb, err_slug(why->code));
	if (store_intent_refuse(n->store, s->in->id, why, &e)) {
		log_error("outbox: %s %s", err_slug(e.code), e.text);
	}
	remove_sending(s);
	deliver_kick(n);
}

/* The reply first: should we die in between, the same key brings the same reply. */
static void accept(struct sending *s, const struct json *j)
{
	struct net *n = s->n;
	struct err e = ERR_NONE;
	void *obj = j && s->in->answer != KIND_NONE ? wire_read(entities[s->in->answer], j, WIRE_REPLY, &s->arena, &e) : NULL;

	if (obj && *((struct entity_head *)obj)->id && store_put(n->store, s->in->answer, obj, &e)) {
		log_error("reply of %s: %s %s", s->in->verb, err_slug(e.code), e.text);
	}
	if (store_intent_accept(n->store, s->in->id, j, &e)) {
		log_error("outbox: %s %s", err_slug(e.code), e.text);
	}
	remove_sending(s);
	/* what else it changed, should the doorbell be late */
	sync_want(n);
	deliver_kick(n);
}

static void on_answer(void *arg, const struct http_answer *a)
{
	struct sending *s = arg;
	struct net *n = s->n;
	struct json *j;
	struct err e;
	int wait;

	s->call = NULL;
	s->touched |= a->sent;
	switch (answer_read(a, &j, &e, &wait)) {
	case OUT_GOOD:
		accept(s, j);
		break;
	case OUT_REFUSED:
		refuse(s, &e);
		break;
	case OUT_AGAIN:
		again(s, &e, wait);
		break;
	case OUT_UNAUTHORISED:
		again(s, &e, 0);
		link_unauthorised(n, &e);
		break;
	case OUT_LINK:
		again(s, &e, -1);
		link_suspect(n, &e);
		break;
	}
	json_free(j);
}

static void on_uploaded(void *arg, enum outcome out, const struct err *e, bool sent)
{
	struct sending *s = arg;
	struct net *n = s->n;

	(void)sent;
	s->upload = NULL;
	switch (out) {
	case OUT_GOOD:
		s->file++;
		step(s);
		break;
	case OUT_REFUSED:
		refuse(s, e);
		break;
	case OUT_AGAIN:
		again(s, e, -1);
		break;
	case OUT_UNAUTHORISED:
		again(s, e, 0);
		link_unauthorised(n, e);
		break;
	case OUT_LINK:
		again(s, e, -1);
		link_suspect(n, e);
		break;
	}
}

static void keep_lease(struct sending *s);

/* Its timer, so that the lease of a long upload is renewed as long as bytes move. */
static void on_alive(void *arg)
{
	struct sending *s = arg;

	s->timer = 0;
	if (s->upload && transfer_moved(s->upload) != s->moved) {
		s->moved = transfer_moved(s->upload);
		store_intent_lease(s->n->store, s->in->id, LEASE_MS, NULL);
	}
	keep_lease(s);
}

static void keep_lease(struct sending *s)
{
	timer_stop(s->n, &s->timer);
	s->timer = loop_timer(s->n->loop, LOOP_REAL, ALIVE_MS, on_alive, s);
}

static void step(struct sending *s)
{
	struct net *n = s->n;
	const struct intent *in = s->in;

	if (s->file < in->nfiles) {
		s->upload = upload_begin(n, in->files[s->file].hash, on_uploaded, s);
		return;
	}
	struct http_peer peer = net_peer(n);
	s->call = http_begin(n->http, &peer, &(struct http_ask){.method = in->method, .path = in->path, .body = *in->body ? in->body : NULL,
		.key = in->id, .if_match = in->base_rev, .total_ms = SEND_MS, .done = on_answer, .arg = s});
}

static bool send_next(struct net *n, int64_t *wait)
{
	struct sending *s = xcalloc(1, sizeof(*s));
	struct err e = ERR_NONE;

	s->n = n;
	arena_init(&s->arena);
	s->in = store_intent_take(n->store, LEASE_MS, &s->arena, wait, &e);
	if (!s->in) {
		if (e.code != ERR_OK) {
			log_error("outbox: %s %s", err_slug(e.code), e.text);
			*wait = 5000;
		}
		arena_finish(&s->arena);
		free(s);
		return false;
	}
	s->touched = s->in->touched;
	*vec_add(&n->sendings) = s;
	keep_lease(s);
	step(s);
	return true;
}

static void on_hold(void *arg)
{
	struct net *n = arg;

	n->hold_timer = 0;
	deliver_kick(n);
}

static void deliver(void *arg)
{
	struct net *n = arg;
	int64_t wait = -1;

	n->deliver_timer = 0;
	while (link_up(n) && n->sendings.n < AT_ONCE && send_next(n, &wait)) {
	}
	timer_stop(n, &n->hold_timer);
	if (link_up(n) && n->sendings.n < AT_ONCE && wait >= 0) {
		timer_start(n, &n->hold_timer, LOOP_CLOCK, wait, on_hold);
	}
	if (n->st.sending != (n->sendings.n > 0)) {
		n->st.sending = n->sendings.n > 0;
		net_tell(n);
	}
}

void deliver_kick(struct net *n)
{
	if (!n->deliver_timer && link_up(n)) {
		timer_start(n, &n->deliver_timer, LOOP_REAL, 0, deliver);
	}
}

void deliver_stop(struct net *n)
{
	struct err why = {.code = ERR_OFFLINE};

	timer_stop(n, &n->deliver_timer);
	timer_stop(n, &n->hold_timer);
	while (n->sendings.n > 0) {
		struct sending *s = n->sendings.v[n->sendings.n - 1];

		/* cut in the middle: nobody knows how far it came */
		s->touched |= s->call != NULL;
		again(s, &why, 0);
	}
	timer_stop(n, &n->later_timer);
}

bool deliver_idle(struct net *n)
{
	return n->sendings.n == 0 && !n->deliver_timer && !n->later_timer;
}
