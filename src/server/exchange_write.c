#include <string.h>

#include "base/log.h"
#include "crypto/crypto.h"
#include "doorbell.h"
#include "exchange.h"
#include "server/contact.h"
#include "server/data.h"
#include "wire/wire.h"

static struct exchange *of_job(struct write_job *j)
{
	return (struct exchange *)(void *)((char *)j - offsetof(struct exchange, job));
}

static void hash_part(struct sha256 *h, const char *s)
{
	sha256_add(h, s, strlen(s) + 1);
}

static void hash_request(struct exchange *x)
{
	unsigned char hash[CRYPTO_HASH];
	struct sha256 h;

	sha256_init(&h);
	hash_part(&h, x->method);
	hash_part(&h, x->path);
	hash_part(&h, arena_printf(&x->arena, "%lld", (long long)x->rq.if_match));
	/* a body with a password was wiped by now: a stored hash of one could be guessed at */
	sha256_add(&h, str_c(&x->body), x->body.len);
	sha256_end(&h, hash);
	hex_encode(hash, sizeof(hash), x->asked);
}

/* Whose token was good on arrival may be signed out by a job before this one. */
static int still_signed_in(struct exchange *x, struct db *db, int64_t now, struct err *e)
{
	struct session s;
	struct account *acc;
	struct reader *r;

	if (!x->who || x->who->generation == auth_generation(x->server->auth)) {
		return 0;
	}
	r = arena_alloc(&x->arena, sizeof(*r));
	int found = session_find(db, x->who->session.hash, now, &x->arena, &s, &acc, r, e);
	if (found <= 0) {
		return found < 0 ? -1 : err_set(e, ERR_TOKEN_EXPIRED, "%s", "");
	}
	x->rq.reader = r;
	x->rq.scope = NULL;
	if (!(x->rq.route->roles & 1u << r->role)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	return 0;
}

/* 1: answered from the record, 0: not known. */
static int replay(struct exchange *x, struct db *db, struct err *e)
{
	struct idem known;
	int found;

	if (!*x->rq.key) {
		return 0;
	}
	found = idem_find(db, x->rq.reader->account, x->rq.key, &x->arena, &known, e);
	if (found <= 0) {
		return found;
	}
	if (strcmp(known.request, x->asked) != 0) {
		return err_field(e, ERR_KEY_REUSED, "Idempotency-Key", "%s", "");
	}
	x->replayed = true;
	x->rq.status = known.status;
	x->rq.etag = known.etag;
	x->rq.location = *known.location ? known.location : NULL;
	str_add(&x->rq.text, known.reply);
	return 1;
}

/* What an earlier run of this job has left behind. */
static int reset(struct exchange *x, int attempt, struct err *e)
{
	struct request *rq = &x->rq;

	json_free(rq->reply);
	rq->reply = NULL;
	rq->status = 0;
	rq->etag = 0;
	rq->unchanged = false;
	rq->location = rq->object_kind = rq->object_id = rq->site = NULL;
	str_clear(&x->rq.text);
	x->replayed = false;
	if (attempt > 0 && rq->json && rq->route->body) {
		rq->body = wire_read(rq->route->body, rq->json, WIRE_REQUEST, &x->arena, e);
		return rq->body ? 0 : -1;
	}
	return 0;
}

static int run_once(struct exchange *x, struct db *db, int64_t now, int attempt, struct err *e)
{
	if (x->forbidden) {
		*e = x->err;
		return -1;
	}
	x->rq.db = db;
	x->rq.now = now;
	if (reset(x, attempt, e) < 0 || still_signed_in(x, db, now, e) < 0) {
		return -1;
	}
	int known = replay(x, db, e);
	if (known != 0) {
		return known < 0 ? -1 : 0;
	}
	if (x->fn(&x->rq, e) < 0 || contact_note(&x->rq, e) < 0) {
		return -1;
	}
	if (x->rq.reply) {
		json_write(x->rq.reply, false, &x->rq.text);
	}
	return str_failed(&x->rq.text) ? err_set(e, ERR_TOO_LARGE, "the reply") : 0;
}

static int run(struct write_job *j, struct db *db, int64_t now, int attempt, struct err *e)
{
	struct exchange *x = of_job(j);

	i18n_set_thread(x->rq.lang);
	int r = run_once(x, db, now, attempt, e);
	i18n_set_thread(LANG_COUNT);
	return r;
}

/* Who did it; whoever has just signed in has no reader yet. */
static void name_actor(const struct request *rq, struct audit_row *row)
{
	const struct account *newly = streq(rq->route->name, "session.open") ? rq->prepared : NULL;

	if (rq->reader) {
		row->actor = rq->reader->account;
		row->role = enum_wire(&enum_role, rq->reader->role);
	} else if (newly) {
		row->actor = newly->id;
		row->role = enum_wire(&enum_role, newly->role);
	}
}

static int record(struct write_job *j, struct db *db, int64_t now, struct err *e)
{
	struct exchange *x = of_job(j);
	const struct request *rq = &x->rq;
	bool ok = j->result.code == ERR_OK;

	if (x->replayed) {
		return 0; /* the first time is in the log */
	}
	struct audit_row row = {
		.site = rq->site, .what = rq->route->name, .kind = rq->object_kind,
		.object = rq->object_id ? rq->object_id : x->id, .result = ok ? "ok" : err_slug(j->result.code),
		.request_id = x->request_id, .addr = rq->addr, .at = now,
	};
	name_actor(rq, &row);
	if (audit_append(db, &row, e) < 0) {
		return -1;
	}
	if (ok && (rq->route->flags & ROUTE_SIGN_INS)) {
		/* now, so that the jobs behind this one are checked; again in done(), since
		   readers may meanwhile have read what was before the commit */
		auth_changed(x->server->auth);
		if (db_notify(db, NOTIFY_AUTH, e) < 0) {
			return -1;
		}
	}
	if (!ok || !*rq->key) {
		return 0;
	}
	return idem_add(db, &(struct idem){
		.account = row.actor, .key = rq->key, .request = x->asked, .status = rq->status, .etag = rq->etag,
		.at = now, .location = rq->location ? rq->location : "", .reply = str_c(&x->rq.text)}, e);
}

static void done(struct write_job *j)
{
	struct exchange *x = of_job(j);

	x->err = j->result;
	x->rq.db = NULL;
	if (x->err.code == ERR_OK && (x->rq.route->flags & ROUTE_SIGN_INS)) {
		auth_changed(x->server->auth);
		bell_check(x->server->bell);
	}
	exchange_back(x);
}

void exchange_write(struct exchange *x)
{
	struct err e = ERR_NONE;

	hash_request(x);
	if (!x->fn) {
		x->fn = x->rq.route->fn;
	}
	x->job = (struct write_job){.run = run, .record = record, .done = done};
	if (x->state != EX_AWAY) {
		exchange_away(x);
	}
	if (writer_push(x->server->writer, &x->job, &e) < 0) {
		x->err = e;
		x->wait_ms = 1000;
		exchange_back(x);
	}
}
