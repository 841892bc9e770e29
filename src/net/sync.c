#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "priv.h"

/*
 * A page is applied in one go, and keys wait that long; so its size follows what this machine takes for one. The next
 * page is asked for before this one is applied, so that the line is busy meanwhile.
 */
enum { PAGE_LEAST = 25, PAGE_MOST = 500, PAGE_START = 50, APPLY_MS = 12, PAGE_MS = 60000 };

static void ask(struct net *n, int64_t since);

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
		ask(n, store_feed(n->store));
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

static int check_page(const struct json *j, int64_t since, int64_t *last, bool *more, struct err *e)
{
	*last = json_get_int(j, "last", -1);
	*more = json_get_bool(j, "more", false);
	if (!json_is_array(json_get(j, "changes")) || *last < since) {
		return err_set(e, ERR_PROTOCOL, "a page of changes was not understood");
	}
	/* a page that goes nowhere and promises more would be asked for for ever */
	return *more && *last == since ? err_set(e, ERR_PROTOCOL, "the feed stands still") : 0;
}

static int apply(struct net *n, const struct json *j, int64_t since, int64_t last, struct err *e)
{
	const struct json *changes = json_get(j, "changes");
	const char *scope = json_get_text(j, "scope");
	int64_t start = clock_mono_ms();

	if ((last > since || json_len(changes) > 0) && store_apply(n->store, since, changes, last, e) < 0) {
		return -1;
	}
	int64_t took = clock_mono_ms() - start;
	if (took > APPLY_MS && n->sync_page > PAGE_LEAST) {
		n->sync_page /= 2;
	} else if (took < APPLY_MS / 3 && n->sync_page < PAGE_MOST && json_len(changes) >= (size_t)n->sync_page) {
		n->sync_page *= 2;
	}
	return scope && since == 0 ? store_kv_set(n->store, "scope", scope, e) : 0;
}

/* Answers whether another page was asked for. */
static int take_page(struct net *n, const struct json *j, bool *more, struct err *e)
{
	int64_t since = n->sync_since, last;

	*more = true;
	if (json_get_bool(j, "reset", false)) {
		if (start_over(n, j, e)) {
			return -1;
		}
		ask(n, 0);
		return 0;
	}
	if (check_page(j, since, &last, more, e)) {
		return -1;
	}
	if (*more) {
		ask(n, last);
	}
	if (apply(n, j, since, last, e)) {
		http_cancel(n->http, n->sync);
		n->sync = NULL;
		return -1;
	}
	/* another client of this store got further meanwhile */
	if (n->sync && store_feed(n->store) != last) {
		http_cancel(n->http, n->sync);
		ask(n, store_feed(n->store));
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
		} else if (!more) {
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

static void ask(struct net *n, int64_t since)
{
	struct http_peer peer = net_peer(n);
	struct str path = STR_INIT;
	struct arena a;

	arena_init(&a);
	const char *scope = store_kv(n->store, "scope", &a);
	n->sync_wanted = false;
	n->sync_since = since;
	n->sync_page = n->sync_page ? n->sync_page : PAGE_START;
	str_addf(&path, "/v1/changes?since=%lld&limit=%d", (long long)since, n->sync_page);
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
	ask(n, store_feed(n->store));
}

void sync_stop(struct net *n)
{
	http_cancel(n->http, n->sync);
	n->sync = NULL;
	n->sync_wanted = false;
	n->st.syncing = false;
	timer_stop(n, &n->sync_timer);
}
