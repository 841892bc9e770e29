#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "exchange.h"
#include "files.h"
#include "framing.h"
#include "metrics.h"
#include "signin.h"
#include "text/utf8.h"

enum { QUERY_MAX = 32, KEY_MAX = 64 };

static const char *peer_address(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char *out = arena_alloc(&x->arena, INET6_ADDRSTRLEN);
	const struct sockaddr *sa = info ? info->client_addr : NULL;

	if (sa && sa->sa_family == AF_INET) {
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, out, INET6_ADDRSTRLEN);
	} else if (sa && sa->sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, out, INET6_ADDRSTRLEN);
	}
	return out;
}

static enum MHD_Result keep_last(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	if (value && strcasecmp(name, "X-Forwarded-For") == 0) {
		*(const char **)cls = value;
	}
	return MHD_YES;
}

/* Behind a proxy: the last address of the last such header, which the proxy itself has
   added; those before are what the client says. */
const char *exchange_address(struct exchange *x)
{
	const char *list = NULL;
	unsigned char buf[16];

	if (x->server->conf->forwarded) {
		MHD_get_connection_values(x->conn, MHD_HEADER_KIND, keep_last, &list);
	}
	if (!list) {
		return peer_address(x);
	}
	const char *last = strrchr(list, ',');
	last = last ? last + 1 : list;
	last += strspn(last, " ");
	char *addr = arena_strndup(&x->arena, last, strcspn(last, " "));
	if (inet_pton(AF_INET, addr, buf) == 1 || inet_pton(AF_INET6, addr, buf) == 1) {
		return addr;
	}
	return peer_address(x);
}

const char *exchange_network(struct exchange *x)
{
	static const unsigned char v4[12] = {[10] = 0xff, [11] = 0xff};
	unsigned char ip[16];
	char *out = arena_alloc(&x->arena, INET6_ADDRSTRLEN);

	if (inet_pton(AF_INET6, x->rq.addr, ip) != 1) {
		return x->rq.addr;
	}
	if (memcmp(ip, v4, sizeof(v4)) == 0) {
		inet_ntop(AF_INET, ip + sizeof(v4), out, INET6_ADDRSTRLEN);
	} else {
		memset(ip + 8, 0, 8);
		inet_ntop(AF_INET6, ip, out, INET6_ADDRSTRLEN);
	}
	return out;
}

static int check_text(const char *s, size_t n, struct err *e)
{
	if (strlen(s) != n || !utf8_valid(s, n)) {
		return err_set(e, ERR_INVALID, "the address is not valid UTF-8");
	}
	return 0;
}

struct query_walk {
	struct exchange *x;
	struct query_arg *args;
	size_t n;
	struct err *e;
	int r;
};

static enum MHD_Result on_query(void *cls, enum MHD_ValueKind kind, const char *name, size_t nname,
	const char *value, size_t nvalue)
{
	struct query_walk *w = cls;

	(void)kind;
	if (!value) {
		value = "", nvalue = 0;
	}
	w->r = check_text(name, nname, w->e) < 0 ? -1 : check_text(value, nvalue, w->e);
	if (w->r == 0 && w->n == QUERY_MAX) {
		w->r = err_set(w->e, ERR_INVALID, "too many query parameters");
	}
	if (w->r < 0) {
		return MHD_NO;
	}
	w->args[w->n++] = (struct query_arg){arena_strdup(&w->x->arena, name), arena_strdup(&w->x->arena, value)};
	return MHD_YES;
}

static int take_query(struct exchange *x, struct err *e)
{
	int n = MHD_get_connection_values(x->conn, MHD_GET_ARGUMENT_KIND, NULL, NULL);
	struct query_walk w = {.x = x, .e = e};

	if (n <= 0) {
		return 0;
	}
	w.args = arena_alloc(&x->arena, (size_t)(n < QUERY_MAX ? n : QUERY_MAX) * sizeof(*w.args));
	MHD_get_connection_values_n(x->conn, MHD_GET_ARGUMENT_KIND, on_query, &w);
	x->rq.query = w.args;
	x->rq.nquery = w.n;
	return w.r;
}

static int over_limit(struct exchange *x, const char *who, const char *name, int64_t per_minute, struct err *e)
{
	char *key = arena_printf(&x->arena, "%s %s", who, name);

	x->wait_ms = limits_request(x->server->limits, key, per_minute, clock_mono_ms());
	return x->wait_ms ? err_set(e, ERR_RATE, "%s", "") : 0;
}

static void take_language(struct exchange *x)
{
	const char *accept = exchange_header(x, "Accept-Language");

	x->rq.lang = LANG_EN;
	if (!x->who || !*x->who->account->lang || lang_parse(x->who->account->lang, &x->rq.lang) != 0) {
		if (accept && lang_parse(accept, &x->rq.lang) != 0) {
			x->rq.lang = LANG_EN;
		}
	}
	i18n_set_thread(x->rq.lang);
}

/* "Authorization: Bearer TOKEN": the token, NULL when there is none. */
static const char *bearer(const struct exchange *x)
{
	const char *header = exchange_header(x, "Authorization");

	return header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 + strspn(header + 7, " ") : NULL;
}

static bool holds_metrics_token(const struct exchange *x, const struct route *route)
{
	const char *token = route->flags & ROUTE_METRICS ? bearer(x) : NULL;

	return token && metrics_token_is(x->server->metrics, token);
}

static int sign_in(struct exchange *x, struct err *e)
{
	const char *token = bearer(x);
	const struct server_conf *conf = x->server->conf;

	if (!token) {
		return over_limit(x, "addr", exchange_network(x), conf->public_per_minute, e) < 0 ? -1
			: err_set(e, ERR_UNAUTHORIZED, "%s", "");
	}
	if (auth_find(x->server->auth, token, x->rq.now, &x->who, e) < 0) {
		struct err limit = ERR_NONE;
		if (over_limit(x, "addr", exchange_network(x), conf->public_per_minute, &limit) < 0) {
			*e = limit;
		}
		return -1;
	}
	x->rq.reader = &x->who->reader;
	x->account = arena_strdup(&x->arena, x->who->account->id);
	x->rq.scope = x->who->scope;
	x->rq.account_name = x->who->account->name;
	x->rq.session = x->who->session.hash;
	take_language(x);
	signin_touch(x->server, x->who, x->rq.now);
	return over_limit(x, "account", x->who->reader.account, conf->requests_per_minute, e);
}

static int check_who(struct exchange *x, const struct route *route, struct err *e)
{
	if (route->flags & ROUTE_PUBLIC) {
		return over_limit(x, "addr", exchange_network(x), x->server->conf->public_per_minute, e);
	}
	if (holds_metrics_token(x, route)) {
		return 0;
	}
	if (sign_in(x, e) < 0) {
		return -1;
	}
	if (!(route->roles & 1u << x->who->reader.role)) {
		x->forbidden = route->flags & ROUTE_WRITE;
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	return 0;
}

static bool key_fits(const char *key)
{
	size_t n = strlen(key);

	for (size_t i = 0; i < n; i++) {
		if (key[i] <= ' ' || key[i] > '~') {
			return false;
		}
	}
	return n > 0 && n <= KEY_MAX;
}

static int take_key(struct exchange *x, const struct route *route, struct err *e)
{
	const char *key = exchange_header(x, "Idempotency-Key");

	if (!(route->flags & ROUTE_WRITE) || route->flags & ROUTE_NO_KEY) {
		return 0;
	}
	if (!key) {
		return err_field(e, ERR_MISSING_FIELD, "Idempotency-Key", "a write needs an Idempotency-Key");
	}
	if (!key_fits(key)) {
		return err_field(e, ERR_INVALID_FIELD, "Idempotency-Key", tr("1 to %d visible characters"), KEY_MAX);
	}
	x->rq.key = arena_strdup(&x->arena, key);
	return 0;
}

/* "12" with its quotes; what is no revision of ours can match nothing. */
static int take_if_match(struct exchange *x, struct err *e)
{
	const char *value = exchange_header(x, "If-Match");
	size_t n = value ? strlen(value) : 0;
	long long rev;

	if (!value || strcmp(value, "*") == 0) {
		return 0;
	}
	if (n < 3 || value[0] != '"' || value[n - 1] != '"'
		|| !parse_i64(arena_strndup(&x->arena, value + 1, n - 2), &rev) || rev < 0) {
		return err_field(e, ERR_PRECONDITION, "If-Match", "no revision is called that");
	}
	x->rq.if_match = rev;
	return 0;
}

static int check_body_headers(struct exchange *x, const struct route *route, struct err *e)
{
	const char *length = exchange_header(x, "Content-Length"), *type = exchange_header(x, "Content-Type");
	long long n = 0;

	if (route->flags & ROUTE_STREAM) {
		return 0;
	}
	if (length && (!parse_i64(length, &n) || n > x->server->conf->body_kib * 1024)) {
		return err_set(e, ERR_TOO_LARGE, tr("at most %lld KiB"), (long long)x->server->conf->body_kib);
	}
	if (route->body && n > 0 && type && strncasecmp(type, "application/json", 16) != 0) {
		return err_field(e, ERR_INVALID, "Content-Type", "a body is application/json");
	}
	return 0;
}

int exchange_headers(struct exchange *x, struct err *e)
{
	struct str allow = STR_INIT;

	take_language(x);
	if (atomic_load(&x->server->closing)) {
		x->wait_ms = 1000;
		return err_set(e, ERR_CLOSING, "%s", "");
	}
	if (framing_check(x, e) < 0) {
		x->fatal = true;
		return -1;
	}
	x->rq.route = x->escaped ? NULL : route_find(x->method, x->path, x->id, &allow);
	x->allow = arena_strdup(&x->arena, str_c(&allow));
	str_finish(&allow);
	if (!x->rq.route) {
		return err_set(e, *x->allow ? ERR_METHOD : ERR_NOT_FOUND, "%s", "");
	}
	x->rq.id = x->id;
	if (check_who(x, x->rq.route, e) < 0 || check_body_headers(x, x->rq.route, e) < 0
		|| take_query(x, e) < 0 || take_key(x, x->rq.route, e) < 0 || take_if_match(x, e) < 0) {
		return -1;
	}
	return streq(x->rq.route->name, "file.put") ? upload_begin(x, e) : 0;
}
