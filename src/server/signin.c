#include "signin.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "text/utf8.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

enum { TOUCH_MS = 3600 * 1000, LOGIN_MOST_MS = 60 * 1000, ADDR_MOST_MS = 15 * 60 * 1000, ADDR_SHARE = 4 };

static const char *login_key(struct exchange *x)
{
	const struct sign_in *in = x->rq.body;
	struct str s = STR_INIT;

	utf8_fold(&s, in->login, strlen(in->login));
	const char *key = arena_printf(&x->arena, "login %s", str_c(&s));
	str_finish(&s);
	return key;
}

static const char *addr_key(struct exchange *x)
{
	return arena_printf(&x->arena, "addr %s", exchange_network(x));
}

/* Unknown users take as long as known ones. */
static void verify_nobody(const char *password)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static char hash[PASSWORD_HASH];

	pthread_mutex_lock(&lock);
	if (!*hash && password_hash("nobody", hash, NULL) < 0) {
		*hash = '\0';
	}
	pthread_mutex_unlock(&lock);
	password_verify(password, hash);
}

static int find_password(struct exchange *x, struct account **acc, const char **hash, struct err *e)
{
	const struct sign_in *in = x->rq.body;
	struct db *db = pool_take(x->server->readers);
	int found = account_password(db, in->login, &x->arena, acc, hash, e);
	pool_give(x->server->readers, db);
	return found;
}

/* The body becomes the same without the password. */
static void wipe_password(struct exchange *x, const char **password)
{
	crypto_wipe((char *)(uintptr_t)*password, strlen(*password));
	*password = "";
	if (x->body.s) {
		crypto_wipe(x->body.s, x->body.len);
	}
	str_clear(&x->body);
	json_set_text(x->rq.json, "password", "-");
	json_write(x->rq.json, false, &x->body);
}

static void check_password(void *arg)
{
	struct exchange *x = arg;
	struct sign_in *in = x->rq.body;
	struct account *acc = NULL;
	const char *hash = NULL;
	struct err e = ERR_NONE;
	int found = find_password(x, &acc, &hash, &e);
	bool good = false;

	if (found > 0) {
		good = password_verify(in->password, hash) && acc->active;
		x->rq.object_kind = "account";
		x->rq.object_id = acc->id;
	} else if (found == 0) {
		verify_nobody(in->password);
	}
	wipe_password(x, &in->password);
	if (found < 0) {
		x->err = e;
		exchange_back(x);
		return;
	}
	if (good) {
		x->rq.prepared = acc;
		limits_forget(x->server->limits, login_key(x));
		limits_success(x->server->limits, addr_key(x));
	} else {
		err_set(&x->err, ERR_BAD_CREDENTIALS, "%s", "");
		x->forbidden = true;
	}
	exchange_write(x);
}

bool signin_start(struct exchange *x)
{
	struct server *s = x->server;
	int64_t now = clock_mono_ms(), free = s->conf->signin_free;

	x->wait_ms = limits_attempt(s->limits, addr_key(x), free * ADDR_SHARE, ADDR_MOST_MS, now);
	if (!x->wait_ms) {
		x->wait_ms = limits_attempt(s->limits, login_key(x), free, LOGIN_MOST_MS, now);
		if (x->wait_ms) {
			limits_success(s->limits, addr_key(x));
		}
	}
	if (x->wait_ms) {
		err_set(&x->err, ERR_RATE, "%s", "");
		return true;
	}
	exchange_away(x);
	if (crew_push(s->crew, check_password, x, &x->err) < 0) {
		limits_success(s->limits, addr_key(x));
		limits_success(s->limits, login_key(x));
		exchange_back(x);
	}
	return false;
}

static void hash_password(void *arg)
{
	struct exchange *x = arg;
	struct new_account *in = x->rq.body;
	char *hash = arena_alloc(&x->arena, PASSWORD_HASH);
	int r = password_hash(in->password, hash, &x->err);

	wipe_password(x, &in->password);
	if (r < 0) {
		exchange_back(x);
		return;
	}
	x->rq.prepared = hash;
	exchange_write(x);
}

bool newcomer_start(struct exchange *x)
{
	const struct new_account *in = x->rq.body;

	if (utf8_length(in->password, strlen(in->password)) < PASSWORD_LEAST) {
		err_field(&x->err, ERR_INVALID_FIELD, "password", tr("a password has at least %d characters"), PASSWORD_LEAST);
		return true;
	}
	exchange_away(x);
	if (crew_push(x->server->crew, hash_password, x, &x->err) < 0) {
		exchange_back(x);
	}
	return false;
}

int64_t signin_expiry(const struct server *s, int64_t created, int64_t now)
{
	int64_t idle = now + s->conf->token_idle_days * DAY_MS, most = created + s->conf->token_days * DAY_MS;

	return idle < most ? idle : most;
}

struct touch {
	struct write_job job;
	char hash[65];
	int64_t expires;
};

static int touch_run(struct write_job *j, struct db *db, int64_t now, int attempt, struct err *e)
{
	struct touch *t = (struct touch *)(void *)j;

	(void)attempt;
	return session_touch(db, t->hash, now, t->expires, e);
}

static void touch_done(struct write_job *j)
{
	free(j);
}

void signin_touch(struct server *s, struct signed_in *who, int64_t now)
{
	if (now - who->session.seen < TOUCH_MS || atomic_flag_test_and_set(&who->touched)) {
		return;
	}
	struct touch *t = xcalloc(1, sizeof(*t));
	t->job = (struct write_job){.run = touch_run, .done = touch_done};
	snprintf(t->hash, sizeof(t->hash), "%s", who->session.hash);
	t->expires = signin_expiry(s, who->session.created, now);
	if (writer_push(s->writer, &t->job, NULL) < 0) {
		free(t);
	}
}
