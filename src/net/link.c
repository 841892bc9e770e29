#include "base/clock.h"
#include "base/log.h"
#include "priv.h"

enum { PROBE_MS = 15000, SLOW_MS = 5 * 60000, REFRESH_CHECK_MS = 3600 * 1000 };
#define BLOBS_KEPT (INT64_C(512) << 20)
#define FRESH_MS (INT64_C(3) * 24 * 3600 * 1000)

bool link_up(const struct net *n)
{
	return n->st.state == NET_ONLINE;
}

static void on_retry(void *arg)
{
	struct net *n = arg;

	n->retry_timer = 0;
	link_start(n);
}

static void drop_calls(struct net *n)
{
	http_cancel(n->http, n->probe);
	n->probe = NULL;
	http_cancel(n->http, n->refresh);
	n->refresh = NULL;
	timer_stop(n, &n->retry_timer);
	timer_stop(n, &n->refresh_timer);
	bell_stop(n);
	sync_stop(n);
}

void link_stop(struct net *n)
{
	drop_calls(n);
	deliver_stop(n);
	transfers_stop(n);
	n->st.next_try = 0;
}

void link_finish(struct net *n)
{
	link_stop(n);
}

/* Calls that are still under way find out by themselves; they may yet succeed. */
static void link_down(struct net *n, const struct err *why)
{
	bool pin = why->code == ERR_PIN;
	int64_t ms = pin ? SLOW_MS : pause_ms(n, n->tries);

	n->tries += n->tries < 30;
	n->failures++;
	http_cancel(n->http, n->probe);
	n->probe = NULL;
	bell_stop(n);
	sync_stop(n);
	if (n->st.state != (pin ? NET_PIN_MISMATCH : NET_OFFLINE)) {
		log_info("no link: %s %s", err_slug(why->code), why->text);
	}
	net_set_state(n, pin ? NET_PIN_MISMATCH : NET_OFFLINE, why);
	n->st.next_try = clock_ms() + ms;
	timer_start(n, &n->retry_timer, LOOP_REAL, ms, on_retry);
}

/* Another client may have taken a fresh token meanwhile: then ours only was old. */
void link_unauthorised(struct net *n, const struct err *why)
{
	struct str used = STR_INIT;

	if (n->refresh) {
		n->reauth = true;
		return;
	}
	str_add(&used, str_c(&n->token));
	net_load(n);
	bool same = streq(str_c(&used), str_c(&n->token));
	str_finish(&used);
	if (!same) {
		link_restart(n);
		return;
	}
	link_stop(n);
	n->failures++;
	net_set_state(n, NET_UNAUTHORISED, why);
}

static void on_refreshed(void *arg, const struct http_answer *a)
{
	struct net *n = arg;
	struct json *j;
	struct err e;
	int wait;

	n->refresh = NULL;
	if (answer_read(a, &j, &e, &wait) == OUT_GOOD && j && json_get_text(j, "token")) {
		account_take(n, j, &e);
	}
	json_free(j);
	if (n->reauth) {
		n->reauth = false;
		link_unauthorised(n, &e);
	} else {
		net_load(n);
	}
}

/* Old records and files that were only looked at make room. */
static void keep_house(struct net *n)
{
	struct err e = ERR_NONE;

	if (store_intent_prune(n->store, &e) || blob_trim(n->store, BLOBS_KEPT, &e)) {
		log_warn("making room: %s %s", err_slug(e.code), e.text);
	}
}

/* Once online, and every hour. */
static void check_refresh(void *arg)
{
	struct net *n = arg;
	int64_t expires = store_kv_int(n->store, "token_expires", 0);

	n->refresh_timer = 0;
	timer_start(n, &n->refresh_timer, LOOP_REAL, REFRESH_CHECK_MS, check_refresh);
	keep_house(n);
	if (!link_up(n) || n->refresh || expires == 0 || expires - net_server_now(n) > FRESH_MS) {
		return;
	}
	struct http_peer peer = net_peer(n);
	n->refresh = http_begin(n->http, &peer, &(struct http_ask){.method = "POST", .path = "/v1/session/refresh", .if_match = -1,
		.total_ms = PROBE_MS, .done = on_refreshed, .arg = n});
}

static void came_up(struct net *n)
{
	bool was = link_up(n);

	n->tries = 0;
	n->st.next_try = 0;
	net_set_state(n, NET_ONLINE, NULL);
	if (was) {
		return;
	}
	log_info("online");
	store_intent_hurry(n->store, NULL);
	bell_start(n);
	sync_want(n);
	deliver_kick(n);
	transfers_kick(n);
	check_refresh(n);
}

static void on_probe(void *arg, const struct http_answer *a)
{
	struct net *n = arg;
	struct json *j;
	struct err e;
	int wait;

	n->probe = NULL;
	switch (answer_read(a, &j, &e, &wait)) {
	case OUT_GOOD:
		n->st.rtt_ms = a->rtt_ms;
		clock_take(n, j, a);
		if (account_take(n, j, &e)) {
			link_down(n, &e);
		} else {
			came_up(n);
		}
		break;
	case OUT_UNAUTHORISED:
		link_unauthorised(n, &e);
		break;
	case OUT_REFUSED:
	case OUT_AGAIN:
	case OUT_LINK:
		link_down(n, &e);
		break;
	}
	json_free(j);
}

static void probe(struct net *n)
{
	struct http_peer peer = net_peer(n);

	n->probe = http_begin(n->http, &peer, &(struct http_ask){.method = "GET", .path = "/v1/me", .if_match = -1,
		.total_ms = PROBE_MS, .done = on_probe, .arg = n});
}

void link_start(struct net *n)
{
	if (!n->started || n->st.parked || n->probe || link_up(n)) {
		return;
	}
	net_load(n);
	if (!n->token.len || !n->server.len) {
		net_set_state(n, NET_SIGNED_OUT, NULL);
		return;
	}
	timer_stop(n, &n->retry_timer);
	/* a retry in the background is not worth a flicker */
	if (n->st.state != NET_OFFLINE && n->st.state != NET_PIN_MISMATCH) {
		net_set_state(n, NET_CONNECTING, NULL);
	}
	probe(n);
}

void link_restart(struct net *n)
{
	link_stop(n);
	/* a link that counts as up would not be made anew */
	if (link_up(n)) {
		net_set_state(n, NET_CONNECTING, NULL);
	}
	link_start(n);
}

void link_suspect(struct net *n, const struct err *why)
{
	if (why->code == ERR_PIN) {
		link_down(n, why);
	} else if (link_up(n) && !n->probe) {
		probe(n);
	}
}
