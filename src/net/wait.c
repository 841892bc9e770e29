#include "priv.h"

/* The functions that run the loop until something is so. */
struct waiting { bool over; int timer; };

static void on_over(void *arg)
{
	((struct waiting *)arg)->over = true;
}

static void begin(struct net *n, struct waiting *w, int timeout_ms)
{
	w->over = false;
	w->timer = loop_timer(n->loop, LOOP_REAL, timeout_ms, on_over, w);
}

static void end(struct net *n, struct waiting *w)
{
	loop_timer_cancel(n->loop, w->timer);
}

bool net_reached(const struct net *n, enum net_wait what)
{
	struct intent_counts c;

	switch (what) {
	case NET_WAIT_ONLINE:
		return link_up(n);
	case NET_WAIT_OFFLINE:
		return !link_up(n) && n->st.state != NET_CONNECTING;
	case NET_WAIT_SYNCED:
		return link_up(n) && n->st.synced && !n->sync && !n->sync_wanted;
	case NET_WAIT_OUTBOX:
		store_intent_counts(n->store, &c);
		return c.waiting == 0 && n->sendings.n == 0;
	case NET_WAIT_IDLE:
		return net_idle(n) && !n->tell_timer;
	}
	return false;
}

/* Why it cannot become so without somebody doing something. */
static bool hopeless(struct net *n, enum net_wait what, unsigned failures, struct err *e)
{
	bool once = what == NET_WAIT_ONLINE || what == NET_WAIT_SYNCED;

	switch (n->st.state) {
	case NET_SIGNED_OUT:
		if (once && !n->sign) {
			err_set(e, ERR_UNAUTHORIZED, "%s", "");
			return true;
		}
		return false;
	case NET_UNAUTHORISED:
	case NET_PIN_MISMATCH:
		if (what != NET_WAIT_OFFLINE && what != NET_WAIT_IDLE) {
			*e = n->st.why;
			return true;
		}
		return false;
	case NET_OFFLINE:
		if (once && (n->failures != failures || n->st.parked)) {
			*e = n->st.why;
			return true;
		}
		return false;
	case NET_CONNECTING:
	case NET_ONLINE:
		return false;
	}
	return false;
}

int net_wait(struct net *n, enum net_wait what, int timeout_ms, struct err *e)
{
	unsigned failures = n->failures;
	struct err own = ERR_NONE;
	struct waiting w;
	int r = 0;

	begin(n, &w, timeout_ms);
	while (r == 0 && !net_reached(n, what)) {
		if (hopeless(n, what, failures, &own)) {
			r = -1;
		} else if (w.over) {
			r = err_set(&own, n->st.state == NET_OFFLINE ? ERR_OFFLINE : ERR_TIMEOUT, "%s", n->st.why.text);
		} else {
			loop_once(n->loop, -1);
		}
	}
	end(n, &w);
	if (r && e) {
		*e = own;
	}
	return r;
}

int net_wait_intent(struct net *n, const char *id, int timeout_ms, struct err *e)
{
	struct waiting w;
	unsigned failures = n->failures;
	int r = 1;

	begin(n, &w, timeout_ms);
	while (r > 0) {
		struct err own = ERR_NONE;
		struct arena a;

		arena_init(&a);
		const struct intent *in = store_intent(n->store, id, &a);
		if (!in) {
			r = err_set(e, ERR_NOT_FOUND, "there is no such entry in the outbox");
		} else if (in->state == INTENT_ACCEPTED) {
			r = 0;
		} else if (in->state == INTENT_REFUSED) {
			r = -1;
			own = in->problem;
		} else if (hopeless(n, NET_WAIT_ONLINE, failures, &own)) {
			r = -1;
		} else if (w.over) {
			r = err_set(&own, ERR_TIMEOUT, "%s", in->problem.text);
		}
		arena_finish(&a);
		if (r < 0 && e && own.code != ERR_OK) {
			*e = own;
		}
		if (r > 0) {
			loop_once(n->loop, -1);
		}
	}
	end(n, &w);
	return r;
}

struct outcome_of { bool done; struct err e; struct json *j; };

static void on_done(void *arg, const struct err *e)
{
	struct outcome_of *o = arg;

	o->done = true;
	o->e = *e;
}

static int until_done(struct net *n, struct outcome_of *o, int timeout_ms, struct err *e)
{
	struct waiting w;
	int r = -1;

	begin(n, &w, timeout_ms);
	while (!o->done && !w.over) {
		loop_once(n->loop, -1);
	}
	end(n, &w);
	if (!o->done) {
		err_set(&o->e, ERR_TIMEOUT, "%s", "");
	} else if (o->e.code == ERR_OK) {
		r = 0;
	}
	if (r && e) {
		*e = o->e;
	}
	return r;
}

int net_sign_in_wait(struct net *n, const char *server, const char *pin, const char *login, const char *password, int timeout_ms, struct err *e)
{
	struct outcome_of o = {0};

	net_sign_in(n, server, pin, login, password, on_done, &o);
	int r = until_done(n, &o, timeout_ms, e);
	if (!o.done) {
		sign_stop(n);
	}
	return r;
}

int net_sign_out_wait(struct net *n, int timeout_ms, struct err *e)
{
	struct outcome_of o = {0};

	net_sign_out(n, on_done, &o);
	int r = until_done(n, &o, timeout_ms, e);
	if (!o.done) {
		sign_stop(n);
	}
	return r;
}

static void on_reply(void *arg, int status, const struct json *j, const struct err *e)
{
	struct outcome_of *o = arg;

	(void)status;
	o->done = true;
	o->e = *e;
	o->j = j ? json_keep((struct json *)j) : NULL;
}

int net_get_wait(struct net *n, const char *path, int timeout_ms, struct json **reply, struct err *e)
{
	struct outcome_of o = {0};
	int id = net_get(n, path, on_reply, &o);

	if (until_done(n, &o, timeout_ms, e)) {
		if (!o.done) {
			net_cancel(n, id);
		}
		json_free(o.j);
		return -1;
	}
	*reply = o.j;
	return 0;
}

static void on_file(void *arg, const char *hash, const struct err *e)
{
	(void)hash;
	on_done(arg, e);
}

int net_file_wait(struct net *n, const char *hash, int64_t size, int timeout_ms, struct err *e)
{
	struct outcome_of o = {0};
	int id = net_file_get(n, hash, size, on_file, &o);
	int r = until_done(n, &o, timeout_ms, e);

	if (!o.done) {
		net_cancel(n, id);
	}
	return r;
}
