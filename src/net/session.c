#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "crypto/crypto.h"
#include "priv.h"

enum { SIGN_MS = 20000, SIGN_OUT_MS = 5000 };

struct sign {
	struct net *n;
	struct http_call *call;
	struct str server, pin;
	net_done_fn *done;
	void *arg;
	int timer;
	struct err early;
};

static void sign_free(struct sign *s)
{
	str_finish(&s->server);
	str_finish(&s->pin);
	free(s);
}

void sign_stop(struct net *n)
{
	if (n->sign) {
		timer_stop(n, &n->sign->timer);
		http_cancel(n->http, n->sign->call);
		sign_free(n->sign);
		n->sign = NULL;
	}
}

static void sign_end(struct sign *s, const struct err *e)
{
	struct net *n = s->n;

	n->sign = NULL;
	if (s->done) {
		s->done(s->arg, e);
	}
	sign_free(s);
}

/* ---- what replies say of the account ---- */
static int64_t time_of(const struct json *j, const char *key)
{
	const char *text = json_get_text(j, key);
	int64_t ms = 0;

	return text && clock_parse(text, &ms) == 0 ? ms : json_get_int(j, key, 0);
}

static int take_token(struct net *n, const struct json *j, struct err *e)
{
	const char *token = json_get_text(j, "token");

	if (!token) {
		return 0;
	}
	if (strlen(token) > 512 || strpbrk(token, "\r\n ")) {
		return err_set(e, ERR_PROTOCOL, "the server's token was not understood");
	}
	return store_kv_set(n->store, "token", token, e) || store_kv_set_int(n->store, "token_expires", time_of(j, "expires"), e) ? -1 : 0;
}

static bool known_already(struct net *n, const struct json *fresh)
{
	struct str text = STR_INIT;
	struct arena a;

	arena_init(&a);
	json_write(fresh, false, &text);
	bool same = streq(store_kv(n->store, "account", &a), str_c(&text));
	arena_finish(&a);
	str_finish(&text);
	return same;
}

static struct json *site_ids(const struct net *n, const struct json *sites)
{
	struct json *ids = json_new_array();
	const struct reader *r = store_reader(n->store);

	/* the reply of signing in has none: those known until the server is asked */
	for (size_t i = 0; !sites && r && i < r->nsites; i++) {
		json_push(ids, json_text_value(r->sites[i]));
	}
	for (size_t i = 0; sites && i < json_len(sites); i++) {
		const struct json *one = json_at(sites, i);
		const char *id = json_is_object(one) ? json_get_text(one, "id") : json_as_text(one);

		if (id) {
			json_push(ids, json_text_value(id));
		}
	}
	return ids;
}

/* Written anew, so that what is the same has the same text. */
static int keep_account(struct net *n, const struct json *acc, const struct json *sites, struct err *e)
{
	struct arena a;
	int r = 0;

	arena_init(&a);
	const struct account *obj = wire_read(&entity_account, acc, WIRE_REPLY, &a, e);
	if (!obj || !*obj->id) {
		arena_finish(&a);
		return err_set(e, ERR_PROTOCOL, "the server did not say who is signed in");
	}
	const struct account *was = store_account(n->store);
	bool other = !was || !streq(was->id, obj->id);
	struct json *kept = json_new_object();
	json_set(kept, "account", wire_write(&entity_account, obj, NULL));
	json_set(kept, "sites", other && !sites ? json_new_array() : site_ids(n, sites));
	if (!known_already(n, kept)) {
		r = store_set_account(n->store, kept, e);
	}
	json_free(kept);
	arena_finish(&a);
	return r;
}

/* {"account":{...},"sites":[...]}, or the account's own fields with its sites among them; a fresh token alone will do. */
int account_take(struct net *n, const struct json *j, struct err *e)
{
	const struct json *acc = json_get(j, "account"), *sites = json_get(j, "sites");

	if (take_token(n, j, e)) {
		return -1;
	}
	if (!acc && json_get_text(j, "login")) {
		acc = j;
	}
	if (!acc && json_get_text(j, "token")) {
		return 0;
	}
	return acc ? keep_account(n, acc, sites, e) : err_set(e, ERR_PROTOCOL, "the server did not say who is signed in");
}

void clock_take(struct net *n, const struct json *j, const struct http_answer *a)
{
	int64_t now = time_of(j, "now");

	now = now ? now : a->date;
	if (now > 0) {
		n->st.clock_offset = now + (a->rtt_ms > 0 ? a->rtt_ms / 2 : 0) - clock_ms();
		n->st.clock_known = true;
	}
}

/* ---- in ---- */
static int signed_in(struct sign *s, const struct json *j, struct err *e)
{
	struct net *n = s->n;

	if (!json_get_text(j, "token")) {
		return err_set(e, ERR_PROTOCOL, "the server gave no token");
	}
	if (store_kv_set(n->store, "server", str_c(&s->server), e) || store_kv_set(n->store, "pin", s->pin.len ? str_c(&s->pin) : NULL, e)) {
		return -1;
	}
	return account_take(n, j, e);
}

static void on_signed_in(void *arg, const struct http_answer *a)
{
	struct sign *s = arg;
	struct net *n = s->n;
	struct json *j;
	struct err e;
	int wait;

	s->call = NULL;
	if (answer_read(a, &j, &e, &wait) == OUT_GOOD) {
		link_stop(n);
		n->st.state = NET_OFFLINE;
		if (signed_in(s, j, &e) == 0) {
			e = ERR_NONE;
			n->started = true;
			n->st.parked = false;
			net_set_state(n, NET_CONNECTING, NULL);
			n->tries = 0;
			link_start(n);
		}
	}
	json_free(j);
	sign_end(s, &e);
}

static void fail_soon(void *arg)
{
	struct sign *s = ((struct net *)arg)->sign;

	s->timer = 0;
	sign_end(s, &s->early);
}

static struct sign *sign_create(struct net *n, net_done_fn *done, void *arg)
{
	struct sign *s = xcalloc(1, sizeof(*s));

	sign_stop(n);
	s->n = n;
	s->done = done;
	s->arg = arg;
	n->sign = s;
	return s;
}

static void body_of(const char *login, const char *password, struct str *out)
{
	struct json *j = json_new_object();
	char host[65] = "";

	gethostname(host, sizeof(host) - 1);
	json_set_text(j, "login", login);
	json_set_text(j, "password", password);
	json_set_text(j, "device", host);
	json_write(j, false, out);
	json_free(j);
}

void net_sign_in(struct net *n, const char *server, const char *pin, const char *login, const char *password, net_done_fn *done, void *arg)
{
	struct sign *s = sign_create(n, done, arg);
	struct str body = STR_INIT;

	s->early = ERR_NONE;
	if (http_server(server, &s->server, &s->early) || (pin && http_pin_ok(pin, &s->early))) {
		timer_start(n, &s->timer, LOOP_REAL, 0, fail_soon);
		return;
	}
	if (pin && *pin && !starts_with(str_c(&s->server), "https://")) {
		err_field(&s->early, ERR_INVALID_FIELD, "pin", "only an https:// server has a key to pin");
		timer_start(n, &s->timer, LOOP_REAL, 0, fail_soon);
		return;
	}
	str_add(&s->pin, pin ? pin : "");
	body_of(login, password, &body);
	struct http_peer peer = {.server = str_c(&s->server), .pin = str_c(&s->pin), .agent = n->agent, .lang = net_peer(n).lang};
	s->call = http_begin(n->http, &peer, &(struct http_ask){.method = "POST", .path = "/v1/session", .body = str_c(&body), .if_match = -1,
		.total_ms = SIGN_MS, .done = on_signed_in, .arg = s});
	crypto_wipe(body.s, body.len);
	str_finish(&body);
}

/* ---- out ---- */
static void signed_out(struct sign *s)
{
	struct net *n = s->n;
	struct err e = ERR_NONE;

	link_stop(n);
	if (store_kv_set(n->store, "token", NULL, &e) == 0) {
		store_set_account(n->store, NULL, &e);
	}
	net_load(n);
	net_set_state(n, NET_SIGNED_OUT, NULL);
	sign_end(s, &e);
}

static void on_signed_out(void *arg, const struct http_answer *a)
{
	struct sign *s = arg;

	(void)a;
	s->call = NULL;
	signed_out(s);
}

static void sign_out_soon(void *arg)
{
	struct sign *s = ((struct net *)arg)->sign;

	s->timer = 0;
	signed_out(s);
}

void net_sign_out(struct net *n, net_done_fn *done, void *arg)
{
	struct sign *s = sign_create(n, done, arg);

	net_load(n);
	if (!n->token.len || !n->server.len) {
		timer_start(n, &s->timer, LOOP_REAL, 0, sign_out_soon);
		return;
	}
	struct http_peer peer = net_peer(n);
	s->call = http_begin(n->http, &peer, &(struct http_ask){.method = "DELETE", .path = "/v1/session", .if_match = -1,
		.total_ms = SIGN_OUT_MS, .done = on_signed_out, .arg = s});
}
