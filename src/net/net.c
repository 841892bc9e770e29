#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "crypto/crypto.h"
#include "priv.h"

/* Now and then even where it can be watched: not every file system tells. */
enum { POLL_STORE_MS = 1000, WATCHED_STORE_MS = 30000 };

const char *net_state_word(enum net_state st)
{
	static const char *const words[] = {
		[NET_SIGNED_OUT] = N_("signed out"), [NET_OFFLINE] = N_("offline"), [NET_CONNECTING] = N_("connecting"),
		[NET_ONLINE] = N_("online"), [NET_UNAUTHORISED] = N_("sign in again"), [NET_PIN_MISMATCH] = N_("wrong server key"),
	};

	return words[st];
}

void timer_stop(struct net *n, int *id)
{
	if (*id) {
		loop_timer_cancel(n->loop, *id);
		*id = 0;
	}
}

void timer_start(struct net *n, int *id, enum loop_clock clock, int64_t ms, loop_fn *fn)
{
	timer_stop(n, id);
	*id = loop_timer(n->loop, clock, ms, fn, n);
}

struct http_peer net_peer(const struct net *n)
{
	return (struct http_peer){.server = str_c(&n->server), .pin = str_c(&n->pin), .token = str_c(&n->token),
		.agent = n->agent, .lang = lang_code(i18n_get())};
}

static void load_one(struct net *n, const char *key, struct str *out)
{
	struct arena a;

	arena_init(&a);
	const char *v = store_kv(n->store, key, &a);
	if (out->s) {
		crypto_wipe(out->s, out->len);
	}
	str_clear(out);
	str_add(out, v ? v : "");
	arena_finish(&a);
}

void net_load(struct net *n)
{
	load_one(n, "server", &n->server);
	load_one(n, "pin", &n->pin);
	load_one(n, "token", &n->token);
}

static void tell_now(void *arg)
{
	struct net *n = arg;

	n->tell_timer = 0;
	if (n->conf.changed) {
		n->conf.changed(n->conf.arg, &n->st);
	}
}

void net_tell(struct net *n)
{
	if (!n->tell_timer) {
		n->tell_timer = loop_timer(n->loop, LOOP_REAL, 0, tell_now, n);
	}
}

void net_set_state(struct net *n, enum net_state state, const struct err *why)
{
	if (n->st.state != state) {
		n->st.since = clock_ms();
	}
	n->st.state = state;
	n->st.why = why ? *why : ERR_NONE;
	if (state != NET_ONLINE) {
		n->st.synced = false;
		n->st.syncing = false;
	}
	net_tell(n);
}

static void on_store(void *arg, const struct store_event *ev)
{
	struct net *n = arg;

	if (ev->what == STORE_OUTBOX) {
		deliver_kick(n);
	} else if (ev->what == STORE_KV && streq(ev->word, "account")) {
		/* another client signed in or out, or took a fresh token */
		struct arena a;

		arena_init(&a);
		const char *token = store_kv(n->store, "token", &a);
		if (n->started && !n->sign && !streq(token ? token : "", str_c(&n->token))) {
			link_restart(n);
		}
		arena_finish(&a);
	} else if (ev->what == STORE_REBUILT) {
		sync_want(n);
	}
}

static void poll_store(void *arg)
{
	struct net *n = arg;

	n->poll_timer = 0;
	timer_start(n, &n->poll_timer, LOOP_REAL, n->told ? WATCHED_STORE_MS : POLL_STORE_MS, poll_store);
	store_poll(n->store);
}

static void on_store_told(void *arg)
{
	struct net *n = arg;

	store_poll(n->store);
}

static void watch_store(struct net *n)
{
	loop_signal(n->loop, SIGIO, on_store_told, n);
	n->told = store_watch(n->store, SIGIO);
	timer_start(n, &n->poll_timer, LOOP_REAL, n->told ? WATCHED_STORE_MS : POLL_STORE_MS, poll_store);
}

struct net *net_create(const struct net_conf *conf)
{
	struct net *n = xcalloc(1, sizeof(*n));

	n->conf = *conf;
	n->loop = conf->loop;
	n->store = conf->store;
	n->agent = xstrdup(conf->agent ? conf->agent : "fettle");
	n->http = http_create(conf->loop);
	n->st = (struct net_status){.state = NET_SIGNED_OUT, .rtt_ms = -1, .since = clock_ms()};
	store_listen(n->store, on_store, n);
	watch_store(n);
	return n;
}

void net_destroy(struct net *n)
{
	if (!n) {
		return;
	}
	store_unlisten(n->store, on_store, n);
	n->conf.changed = NULL;
	link_finish(n);
	singles_stop(n, false);
	sign_stop(n);
	timer_stop(n, &n->poll_timer);
	store_watch(n->store, 0);
	loop_signal(n->loop, SIGIO, NULL, NULL);
	/* one that is still on its way must not end us */
	sigaction(SIGIO, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	http_destroy(n->http);
	timer_stop(n, &n->tell_timer);
	if (n->token.s) {
		crypto_wipe(n->token.s, n->token.len);
	}
	str_finish(&n->server);
	str_finish(&n->pin);
	str_finish(&n->token);
	vec_finish(&n->sendings);
	vec_finish(&n->transfers);
	vec_finish(&n->singles);
	free(n->agent);
	free(n);
}

void net_start(struct net *n)
{
	n->started = true;
	link_start(n);
}

void net_park(struct net *n, bool parked)
{
	n->st.parked = parked;
	if (parked) {
		struct err why = {.code = ERR_OFFLINE};

		link_stop(n);
		if (n->st.state != NET_SIGNED_OUT) {
			net_set_state(n, NET_OFFLINE, &why);
		}
	} else {
		link_start(n);
	}
}

const struct net_status *net_status(const struct net *n)
{
	return &n->st;
}

int64_t net_server_now(const struct net *n)
{
	return clock_ms() + (n->st.clock_known ? n->st.clock_offset : 0);
}

void net_sync_now(struct net *n)
{
	n->started = true;
	store_intent_hurry(n->store, NULL);
	if (link_up(n)) {
		n->st.synced = false;
		sync_want(n);
		deliver_kick(n);
		return;
	}
	timer_stop(n, &n->retry_timer);
	link_start(n);
}

bool net_idle(const struct net *n)
{
	struct net *m = (struct net *)n;

	if (n->probe || n->sign || n->singles.n || n->transfers.n || n->sendings.n || n->deliver_timer || n->refresh) {
		return false;
	}
	if (!link_up(n)) {
		return true;
	}
	return !n->sync && !n->sync_wanted && n->st.synced && deliver_idle(m);
}

void net_cancel(struct net *n, int id)
{
	if (id && !transfer_cancel(n, id)) {
		single_cancel(n, id);
	}
}
