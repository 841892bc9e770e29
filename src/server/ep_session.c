#include <stdlib.h>

#include "base/clock.h"
#include "crypto/crypto.h"
#include "server.h"
#include "server/data.h"
#include "server/endpoints.h"
#include "signin.h"
#include "wire/wire.h"

/* A reply that got lost must not lose the sign-in with it. */
enum { REFRESH_GRACE_MS = 60 * 1000, SESSIONS_MAX = 200 };

/* created: when the password was given; what is refreshed does not become younger. */
static int open_session(struct request *rq, const char *account, const char *device, int64_t created,
	const char **token, int64_t *expires, struct err *e)
{
	char text[TOKEN_TEXT], hash[65];

	token_make(text);
	auth_token_hash(text, hash);
	*token = arena_strdup(rq->arena, text);
	*expires = signin_expiry(rq->server, created, rq->now);
	crypto_wipe(text, sizeof(text));
	if (session_add(rq->db, &(struct session){.hash = hash, .account = account, .created = created,
			.seen = rq->now, .expires = *expires, .device = device, .addr = rq->addr}, e) < 0) {
		return -1;
	}
	return session_keep_newest(rq->db, account, SESSIONS_MAX, e);
}

static void answer_token(struct request *rq, const char *token, int64_t expires)
{
	char time[CLOCK_TEXT];

	rq->reply = json_new_object();
	json_set_text(rq->reply, "token", token);
	json_set_text(rq->reply, "expires", clock_format(expires, time));
}

int ep_session_open(struct request *rq, struct err *e)
{
	const struct sign_in *in = rq->body;
	const struct account *who = rq->prepared;
	const char *token;
	int64_t expires;
	void *obj;

	if (!who) {
		return err_set(e, ERR_BAD_CREDENTIALS, "%s", "");
	}
	/* it may have been disabled since the password was checked */
	int found = data_get(rq->db, KIND_ACCOUNT, who->id, rq->arena, &obj, e);
	if (found < 0) {
		return -1;
	}
	if (!found || !((struct account *)obj)->active) {
		return err_set(e, ERR_BAD_CREDENTIALS, "%s", "");
	}
	if (open_session(rq, who->id, in->device, rq->now, &token, &expires, e) < 0) {
		return -1;
	}
	rq->object_kind = "account";
	rq->object_id = who->id;
	rq->site = who->site;
	answer_token(rq, token, expires);
	json_set(rq->reply, "account", wire_write(&entity_account, obj, NULL));
	rq->status = 201;
	return 0;
}

int ep_session_close(struct request *rq, struct err *e)
{
	rq->object_kind = "account";
	rq->object_id = rq->reader->account;
	return session_revoke(rq->db, rq->session, e);
}

int ep_session_refresh(struct request *rq, struct err *e)
{
	const char *token;
	int64_t expires;
	struct session old;
	struct account *acc;
	struct reader r;

	rq->object_kind = "account";
	rq->object_id = rq->reader->account;
	int found = session_find(rq->db, rq->session, rq->now, rq->arena, &old, &acc, &r, e);
	if (found <= 0) {
		return found < 0 ? -1 : err_set(e, ERR_TOKEN_EXPIRED, "%s", "");
	}
	/* refreshed before: its last minute runs already */
	int64_t end = old.expires < rq->now + REFRESH_GRACE_MS ? old.expires : rq->now + REFRESH_GRACE_MS;
	if (open_session(rq, old.account, old.device, old.created, &token, &expires, e) < 0
		|| session_touch(rq->db, rq->session, rq->now, end, e) < 0) {
		return -1;
	}
	answer_token(rq, token, expires);
	rq->status = 201;
	return 0;
}
