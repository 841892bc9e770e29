#include "exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "doorbell.h"
#include "files.h"
#include "signin.h"
#include "server/data.h"
#include "server/endpoints.h"
#include "wire/wire.h"

enum { DROP_MOST = 4 << 20, ANSWER_KEY = 1024 };

const char *exchange_header(const struct exchange *x, const char *name)
{
	return MHD_lookup_connection_value(x->conn, MHD_HEADER_KIND, name);
}

struct exchange *exchange_create(struct server *s, struct MHD_Connection *conn, const char *method,
	const char *path)
{
	struct exchange *x = xcalloc(1, sizeof(*x));

	arena_init(&x->arena);
	x->server = s;
	x->conn = conn;
	x->began = clock_mono_us();
	x->upload_offset = -1;
	x->method = arena_strdup(&x->arena, method);
	x->path = arena_strdup(&x->arena, path);
	x->account = "-";
	ulid_make(x->request_id);
	x->rq = (struct request){
		.server = s, .arena = &x->arena, .now = clock_ms(), .id = "", .key = "", .session = "",
		.account_name = "", .if_match = -1, .request_id = x->request_id, .addr = exchange_address(x),
	};
	str_init(&x->body, (size_t)s->conf->body_kib * 1024);
	server_enter(s);
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
	str_finish(&x->rq.text);
	answer_release(x->kept);
	auth_release(x->who);
	arena_finish(&x->arena);
	free(x);
	server_leave(s);
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

	int r = exchange_headers(x, &x->err);
	i18n_set_thread(LANG_COUNT);
	if (r < 0) {
		bool huge = length && (!parse_i64(length, &n) || (unsigned long long)n > drop_most(x));
		x->fatal = x->fatal || huge || (n > 0 && exchange_header(x, "Expect"));
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
		err_set(&x->err, ERR_TOO_LARGE, tr("at most %lld KiB"), (long long)x->server->conf->body_kib);
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
	str_clear(&r->x->rq.text);
	answer_release(r->x->kept);
	r->x->kept = NULL;
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

static void add_netstring(struct str *b, const char *s)
{
	str_addi(b, (long long)strlen(s));
	str_addc(b, ':');
	str_add(b, s);
}

/* Who asks what: the same key gets the same answer. NULL: too long to be asked again. */
static const char *answer_key(struct exchange *x)
{
	const struct request *rq = &x->rq;
	struct str key = STR_INIT;
	char *out = NULL;

	str_init(&key, ANSWER_KEY);
	add_netstring(&key, rq->scope);
	add_netstring(&key, rq->reader->account);
	add_netstring(&key, x->path);
	for (size_t i = 0; i < rq->nquery; i++) {
		add_netstring(&key, rq->query[i].name);
		add_netstring(&key, rq->query[i].value);
	}
	if (!str_failed(&key)) {
		out = arena_strdup(&x->arena, str_c(&key));
	}
	str_finish(&key);
	return out;
}

/* The position is read first, so the answer is not older than it. */
static int run_list(struct exchange *x, struct db *db, struct err *e)
{
	struct answers *all = x->server->answers;
	const char *key = answer_key(x);
	int64_t position;

	if (!key) {
		return x->rq.route->fn(&x->rq, e);
	}
	if (data_last_change(db, &position, e) < 0) {
		return -1;
	}
	x->kept = answers_find(all, key, position, x->rq.now);
	if (x->kept) {
		return 0;
	}
	int r = x->rq.route->fn(&x->rq, e);
	if (r == 0 && x->rq.same_until > x->rq.now && !str_failed(&x->rq.text)) {
		x->kept = answers_keep(all, key, position, x->rq.same_until, &x->rq.text);
	}
	return r;
}

static int run_endpoint(struct exchange *x, struct db *db, struct err *e)
{
	return x->rq.route->list && x->rq.scope ? run_list(x, db, e) : x->rq.route->fn(&x->rq, e);
}

static bool run_stream(struct exchange *x)
{
	const char *name = x->rq.route->name;

	if (streq(name, "file.put")) {
		return upload_end(x);
	}
	if (streq(name, "doorbell")) {
		bell_open(x);
		x->lasting = true;
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
	if (route->flags & ROUTE_NO_DB) {
		route->fn(&x->rq, &x->err);
	} else {
		exchange_read(x, run_endpoint, &x->err);
	}
	return true;
}

bool exchange_run(struct exchange *x)
{
	i18n_set_thread(x->rq.lang);
	bool ready = run(x);
	i18n_set_thread(LANG_COUNT);
	return ready;
}
