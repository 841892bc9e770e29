#include "exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "doorbell.h"
#include "files.h"
#include "signin.h"
#include "server/endpoints.h"
#include "text/utf8.h"
#include "wire/wire.h"

enum { QUERY_MAX = 32, KEY_MAX = 64, DROP_MOST = 4 << 20 };

const char *exchange_header(const struct exchange *x, const char *name)
{
	return MHD_lookup_connection_value(x->conn, MHD_HEADER_KIND, name);
}

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

/* Behind a proxy: the last address, which the proxy itself has added. */
static const char *client_address(struct exchange *x)
{
	const char *list = x->server->conf->forwarded ? exchange_header(x, "X-Forwarded-For") : NULL;
	unsigned char buf[16];

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

struct exchange *exchange_create(struct server *s, struct MHD_Connection *conn, const char *method,
	const char *path)
{
	struct exchange *x = xcalloc(1, sizeof(*x));

	arena_init(&x->arena);
	x->server = s;
	x->conn = conn;
	x->began = clock_mono_ms();
	x->upload_offset = -1;
	x->method = arena_strdup(&x->arena, method);
	x->path = arena_strdup(&x->arena, path);
	ulid_make(x->request_id);
	x->rq = (struct request){
		.server = s, .arena = &x->arena, .now = clock_ms(), .id = "", .key = "", .session = "",
		.account_name = "", .if_match = -1, .request_id = x->request_id, .addr = client_address(x),
	};
	str_init(&x->body, (size_t)s->conf->body_kib * 1024);
	atomic_fetch_add(&s->exchanges, 1);
	return x;
}

void exchange_destroy(struct exchange *x)
{
	if (!x) {
		return;
	}
	struct server *s = x->server;
	upload_abandon(x->upload);
	if (x->ready) {
		MHD_destroy_response(x->ready);
	}
	json_free(x->rq.json);
	json_free(x->rq.reply);
	str_finish(&x->body);
	str_finish(&x->text);
	auth_release(x->who);
	arena_finish(&x->arena);
	free(x);
	if (atomic_fetch_sub(&s->exchanges, 1) == 1 && atomic_load(&s->closing)) {
		eventfd_write(s->idle, 1);
	}
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
	struct query_walk w = {.x = x, .e = e,
		.args = arena_alloc(&x->arena, QUERY_MAX * sizeof(struct query_arg))};

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

static int sign_in(struct exchange *x, struct err *e)
{
	const char *header = exchange_header(x, "Authorization");
	const struct server_conf *conf = x->server->conf;

	if (!header || strncasecmp(header, "Bearer ", 7) != 0) {
		return over_limit(x, "addr", x->rq.addr, conf->public_per_minute, e) < 0 ? -1
			: err_set(e, ERR_UNAUTHORIZED, "%s", "");
	}
	if (auth_find(x->server->auth, header + 7 + strspn(header + 7, " "), x->rq.now, &x->who, e) < 0) {
		struct err limit = ERR_NONE;
		if (over_limit(x, "addr", x->rq.addr, conf->public_per_minute, &limit) < 0) {
			*e = limit;
		}
		return -1;
	}
	x->rq.reader = &x->who->reader;
	x->rq.account_name = x->who->account->name;
	x->rq.session = x->who->session.hash;
	take_language(x);
	signin_touch(x->server, x->who, x->rq.now);
	return over_limit(x, "account", x->who->reader.account, conf->requests_per_minute, e);
}

static int check_who(struct exchange *x, const struct route *route, struct err *e)
{
	if (route->flags & ROUTE_PUBLIC) {
		return over_limit(x, "addr", x->rq.addr, x->server->conf->public_per_minute, e);
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
		return err_field(e, ERR_INVALID_FIELD, "Idempotency-Key", "1 to %d visible characters", KEY_MAX);
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
		return err_set(e, ERR_TOO_LARGE, "at most %lld KiB", (long long)x->server->conf->body_kib);
	}
	if (route->body && n > 0 && type && strncasecmp(type, "application/json", 16) != 0) {
		return err_field(e, ERR_INVALID, "Content-Type", "a body is application/json");
	}
	return 0;
}

static int begin(struct exchange *x, struct err *e)
{
	struct str allow = STR_INIT;

	take_language(x);
	if (atomic_load(&x->server->closing)) {
		x->wait_ms = 1000;
		return err_set(e, ERR_CLOSING, "%s", "");
	}
	x->rq.route = route_find(x->method, x->path, x->id, &allow);
	x->allow = arena_strdup(&x->arena, str_c(&allow));
	str_finish(&allow);
	if (!x->rq.route) {
		return err_set(e, *x->allow ? ERR_METHOD : ERR_NOT_FOUND, "%s", "");
	}
	x->rq.id = x->id;
	if (check_body_headers(x, x->rq.route, e) < 0 || check_who(x, x->rq.route, e) < 0
		|| take_query(x, e) < 0 || take_key(x, x->rq.route, e) < 0 || take_if_match(x, e) < 0) {
		return -1;
	}
	return streq(x->rq.route->name, "file.put") ? upload_begin(x, e) : 0;
}

/*
 * A refusal before the body has come closes the connection, and who is still sending then
 * sees a reset instead of the answer. So a body of bearable size is read and dropped, unless
 * the client waits to be told to send it.
 */
static size_t drop_most(const struct exchange *x)
{
	size_t file = 2 * ((size_t)x->server->conf->file_mib << 20);

	return x->rq.route && x->rq.route->flags & ROUTE_STREAM ? file : DROP_MOST;
}

void exchange_begin(struct exchange *x)
{
	const char *length = exchange_header(x, "Content-Length");
	long long n = 0;

	int r = begin(x, &x->err);
	i18n_set_thread(LANG_COUNT);
	if (r < 0) {
		bool huge = length && (!parse_i64(length, &n) || (unsigned long long)n > drop_most(x));
		x->fatal = huge || (n > 0 && exchange_header(x, "Expect"));
	}
}

bool exchange_body(struct exchange *x, const char *data, size_t n)
{
	if (x->discard) {
		return true;
	}
	if (x->upload && x->err.code == ERR_OK) {
		return upload_data(x, data, n);
	}
	if (x->err.code == ERR_OK) {
		str_addn(&x->body, data, n);
		if (!str_failed(&x->body)) {
			return true;
		}
		err_set(&x->err, ERR_TOO_LARGE, "at most %lld KiB", (long long)x->server->conf->body_kib);
	}
	x->dropped += n;
	return x->dropped <= drop_most(x);
}

void exchange_away(struct exchange *x)
{
	x->state = EX_AWAY;
	MHD_suspend_connection(x->conn);
}

void exchange_back(struct exchange *x)
{
	x->state = EX_ANSWER;
	MHD_resume_connection(x->conn);
}

static int decode_body(struct exchange *x, struct err *e)
{
	const struct entity *body = x->rq.route->body;

	if (!body) {
		return 0;
	}
	x->rq.json = x->body.len == 0 && body->nfields == 0 ? json_new_object()
		: json_parse(str_c(&x->body), x->body.len, e);
	if (!x->rq.json) {
		return -1;
	}
	x->rq.body = wire_read(body, x->rq.json, WIRE_REQUEST, &x->arena, e);
	return x->rq.body ? 0 : -1;
}

struct reading {
	struct exchange *x;
	int (*fn)(struct exchange *x, struct db *db, struct err *e);
};

static int read_once(struct db *db, void *arg, struct err *e)
{
	struct reading *r = arg;

	json_free(r->x->rq.reply);
	r->x->rq.reply = NULL;
	r->x->rq.db = db;
	return r->fn(r->x, db, e);
}

int exchange_read(struct exchange *x, int (*fn)(struct exchange *x, struct db *db, struct err *e), struct err *e)
{
	struct reading r = {x, fn};
	struct db *db = pool_take(x->server->readers);
	int done = db_tx(db, DB_READ, read_once, &r, e);
	x->rq.db = NULL;
	pool_give(x->server->readers, db);
	return done;
}

static int run_endpoint(struct exchange *x, struct db *db, struct err *e)
{
	(void)db;
	return x->rq.route->fn(&x->rq, e);
}

static bool run_stream(struct exchange *x)
{
	const char *name = x->rq.route->name;

	if (streq(name, "file.put")) {
		return upload_end(x);
	}
	if (streq(name, "doorbell")) {
		bell_open(x);
	} else {
		file_send(x);
	}
	return true;
}

static bool run(struct exchange *x)
{
	const struct route *route = x->rq.route;

	x->state = EX_ANSWER;
	if (x->err.code == ERR_OK && atomic_load(&x->server->closing)) {
		err_set(&x->err, ERR_CLOSING, "%s", "");
		x->forbidden = false;
	}
	if (x->err.code != ERR_OK && x->forbidden) {
		exchange_write(x);
		return false;
	}
	if (x->err.code != ERR_OK || decode_body(x, &x->err) < 0) {
		return true;
	}
	if (route->flags & ROUTE_STREAM) {
		return run_stream(x);
	}
	if (route->fn == ep_session_open) {
		return signin_start(x);
	}
	if (route->fn == ep_account_create) {
		return newcomer_start(x);
	}
	if (route->flags & ROUTE_WRITE) {
		exchange_write(x);
		return false;
	}
	exchange_read(x, run_endpoint, &x->err);
	return true;
}

bool exchange_run(struct exchange *x)
{
	i18n_set_thread(x->rq.lang);
	bool ready = run(x);
	i18n_set_thread(LANG_COUNT);
	return ready;
}
