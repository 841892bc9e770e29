#include <string.h>

#include "crypto/crypto.h"
#include "priv.h"

static bool is_json(const struct http_answer *a)
{
	return streq(a->media, "application/json") || streq(a->media, "application/problem+json");
}

/* A page of a hotel's network, a proxy's excuse: not our server's word. */
static enum outcome foreign(const struct http_answer *a, struct err *e)
{
	err_set(e, a->status == 502 || a->status == 503 || a->status == 504 ? ERR_UNAVAILABLE : ERR_PROTOCOL,
		tr("status %d without an answer of the server's"), a->status);
	return OUT_LINK;
}

static enum outcome read_problem(const struct http_answer *a, const struct json *j, struct err *e, int *wait_ms)
{
	wire_problem_read(j, a->status, e);
	if (a->status == 401) {
		return OUT_UNAUTHORISED;
	}
	if (a->status == 408 || a->status == 425 || a->status == 429 || a->status >= 500) {
		*wait_ms = a->retry_after_s >= 0 ? a->retry_after_s * 1000 : -1;
		return OUT_AGAIN;
	}
	return OUT_REFUSED;
}

enum outcome answer_read(const struct http_answer *a, struct json **j, struct err *e, int *wait_ms)
{
	struct err own = ERR_NONE;
	struct json *read = NULL;
	enum outcome out;

	*j = NULL;
	*wait_ms = -1;
	*e = ERR_NONE;
	if (a->err.code != ERR_OK) {
		*e = a->err;
		return OUT_LINK;
	}
	if (a->nbody > 0 && is_json(a)) {
		read = json_parse(a->body, a->nbody, &own);
	}
	if (a->status >= 200 && a->status < 300) {
		if (read || a->nbody == 0) {
			*j = read;
			return OUT_GOOD;
		}
		return foreign(a, e);
	}
	if (!read || !json_get_text(read, "code")) {
		json_free(read);
		return foreign(a, e);
	}
	out = read_problem(a, read, e, wait_ms);
	json_free(read);
	return out;
}

int64_t pause_ms(const struct net *n, int tries)
{
	int64_t most = n->conf.hold_retry_ms > 0 ? n->conf.hold_retry_ms : 60000;
	int64_t ms = 1000;
	uint32_t random;

	for (int i = 0; i < tries && ms < most; i++) {
		ms *= 2;
	}
	ms = ms < most ? ms : most;
	crypto_random(&random, sizeof(random));
	return ms / 2 + (int64_t)(random % (uint32_t)(ms / 2 + 1));
}
