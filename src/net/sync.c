#include <stdio.h>

#include "base/log.h"
#include "priv.h"

enum { PAGE = 200, PAGE_MS = 60000 };

static void ask(struct net *n);

static void on_again(void *arg)
{
	struct net *n = arg;

	n->sync_timer = 0;
	sync_want(n);
}

static void later(struct net *n, int wait_ms)
{
	n->sync_wanted = false;
	n->st.syncing = false;
	timer_start(n, &n->sync_timer, LOOP_REAL, wait_ms >= 0 ? wait_ms : pause_ms(n, n->sync_tries++), on_again);
	net_tell(n);
}

static void at_end(struct net *n)
{
	n->sync_tries = 0;
	if (n->sync_wanted) {
		ask(n);
		return;
	}
	n->st.syncing = false;
	n->st.synced = true;
	net_tell(n);
}

/* The feed begins anew: the account's scope is another, or the server's data is older than ours. */
static int start_over(struct net *n, const struct json *j, struct err *e)
{
	log_info("the feed begins anew");
	n->rung = 0;
	return store_forget(n->store, e) || store_kv_set(n->store, "scope", json_get_text(j, "scope"), e) ? -1 : 0;
}

static int take_page(struct net *n, const struct json *j, bool *more, struct err *e)
{
	const struct json *changes = json_get(j, "changes"), *scope = json_get(j, "scope");
	int64_t last = json_get_int(j, "last", -1);

	*more = json_get_bool(j, "more", false);
	if (json_get_bool(j, "reset", false)) {
		*more = true;
		return start_over(n, j, e);
	}
	if (!json_is_array(changes) || last < n->sync_since) {
		return err_set(e, ERR_PROTOCOL, "a page of changes was not understood");
	}
	/* a page that goes nowhere and promises more would be asked for for ever */
	if (*more && last == n->sync_since) {
		return err_set(e, ERR_PROTOCOL, "the feed stands still");
	}
	if ((last > n->sync_since || json_len(changes) > 0) && store_apply(n->store, n->sync_since, changes, last, e) < 0) {
		return -1;
	}
	if (scope && n->sync_since == 0) {
		return store_kv_set(n->store, "scope", json_as_text(scope), e);
	}
	return 0;
}

static void on_page(void *arg, const struct http_answer *a)
{
	struct net *n = arg;
	struct json *j;
	struct err e;
	bool more = false;
	int wait;

	n->sync = NULL;
	switch (answer_read(a, &j, &e, &wait)) {
	case OUT_GOOD:
		n->st.rtt_ms = a->rtt_ms >= 0 ? a->rtt_ms : n->st.rtt_ms;
		if (take_page(n, j, &more, &e)) {
			log_warn("changes: %s %s", err_slug(e.code), e.text);
			n->st.why = e;
			later(n, -1);
		} else if (more) {
			ask(n);
		} else {
			at_end(n);
		}
		break;
	case OUT_UNAUTHORISED:
		link_unauthorised(n, &e);
		break;
	case OUT_REFUSED:
	case OUT_AGAIN:
		n->st.why = e;
		later(n, wait);
		break;
	case OUT_LINK:
		later(n, -1);
		link_suspect(n, &e);
		break;
	}
	json_free(j);
}

static void ask(struct net *n)
{
	struct http_peer peer = net_peer(n);
	struct str path = STR_INIT;
	struct arena a;

	arena_init(&a);
	const char *scope = store_kv(n->store, "scope", &a);
	n->sync_wanted = false;
	n->sync_since = store_feed(n->store);
	str_addf(&path, "/v1/changes?since=%lld&limit=%d", (long long)n->sync_since, PAGE);
	if (scope) {
		str_add(&path, "&scope=");
		http_escape(scope, &path);
	}
	n->sync = http_begin(n->http, &peer, &(struct http_ask){.method = "GET", .path = str_c(&path), .if_match = -1,
		.total_ms = PAGE_MS, .done = on_page, .arg = n});
	str_finish(&path);
	arena_finish(&a);
}

void sync_want(struct net *n)
{
	if (!link_up(n)) {
		return;
	}
	n->sync_wanted = true;
	if (n->sync) {
		return;
	}
	timer_stop(n, &n->sync_timer);
	if (!n->st.syncing) {
		n->st.syncing = true;
		net_tell(n);
	}
	ask(n);
}

void sync_stop(struct net *n)
{
	http_cancel(n->http, n->sync);
	n->sync = NULL;
	n->sync_wanted = false;
	n->st.syncing = false;
	timer_stop(n, &n->sync_timer);
}
