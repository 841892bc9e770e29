#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/ulid.h"
#include "crypto/crypto.h"
#include "lib/script.h"
#include "wire/json.h"

enum { WORDS_MAX = 12 };

struct words {
	char *text;
	const char *v[WORDS_MAX];
	size_t n;
};

static struct words split(const char *line)
{
	struct words w = {.text = xstrdup(line)};
	char *rest = w.text;

	for (char *word; w.n < WORDS_MAX && (word = strsep(&rest, " "));) {
		if (*word) {
			w.v[w.n++] = word;
		}
	}
	for (size_t i = w.n; i < WORDS_MAX; i++) {
		w.v[i] = "";
	}
	return w;
}

static bool post(struct script *s, int line, const char *login, const char *method, const char *path, const char *body)
{
	char id[ULID_SIZE];
	char *key = xasprintf("Idempotency-Key: %s", ulid_make(id));
	const char *const headers[] = {key, "Content-Type: application/json"};

	script_call(s, &(struct https_request){.method = method, .path = path, .token = script_token(s, login),
		.headers = headers, .nheaders = 2, .body = body, .nbody = strlen(body)});
	free(key);
	if (s->reply.status < 200 || s->reply.status > 299) {
		script_fail(s, line, "%s %s by %s", method, path, login);
		return false;
	}
	return true;
}

/* rfq NAME by LOGIN [profile] */
static void given_rfq(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE], due[CLOCK_TEXT];

	script_set(s, w->v[1], ulid_make(id));
	char *body = xasprintf("{\"id\":\"%s\",\"title\":\"Bracket\",\"process\":\"mill\",\"breaks\":[{\"qty\":50}],"
		"\"due\":\"%s\",\"currency\":\"KRW\",\"takes_profile\":%s}", id,
		clock_format(clock_ms() + 7 * 86400000LL, due), streq(w->v[4], "profile") ? "true" : "false");
	post(s, line, w->v[3], "POST", "/v1/rfqs", body);
	free(body);
}

/* deal NAME by LOGIN on RFQ: a profile-only proposal */
static void given_deal(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	char *path = xasprintf("/v1/rfqs/%s/proposal", w->v[5]);
	char *body = xasprintf("{\"deal\":\"%s\",\"text\":\"We mill.\"}", ulid_make(id));

	script_set(s, w->v[1], id);
	post(s, line, w->v[3], "POST", path, body);
	free(path);
	free(body);
}

/* quote NAME by LOGIN on RFQ: NAME.deal is its deal */
static void given_quote(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	char *deal_name = xasprintf("%s.deal", w->v[1]);
	char *body = xasprintf("{\"id\":\"%s\",\"rfq\":\"%s\",\"currency\":\"KRW\",\"lead_days\":12,\"valid_days\":30,"
		"\"lines\":[{\"text\":\"Bracket\",\"qty\":50,\"setup\":100000,\"unit\":14200}]}", ulid_make(id), w->v[5]);

	script_set(s, w->v[1], id);
	if (post(s, line, w->v[3], "POST", "/v1/quotes", body)) {
		const char *deal = json_get_text(s->json, "deal");
		script_set(s, deal_name, deal ? deal : "");
	}
	free(deal_name);
	free(body);
}

/* file NAME by LOGIN TEXT: NAME is its hash */
static void given_file(struct script *s, int line, const struct words *w, const char *text)
{
	unsigned char sum[CRYPTO_HASH];
	char hex[65];
	const char *content = text;

	for (int i = 0; i < 4; i++) {
		content += strcspn(content, " ");
		content += strspn(content, " ");
	}
	sha256(content, strlen(content), sum);
	hex_encode(sum, sizeof(sum), hex);
	script_set(s, w->v[1], hex);
	char *path = xasprintf("/v1/files/%s", hex);
	post(s, line, w->v[3], "PUT", path, content);
	free(path);
}

/* token NAME for LOGIN: a sign-in of its own */
static void given_token(struct script *s, int line, const struct words *w)
{
	char *kept = map_remove(s->tokens, w->v[3]);
	const char *token = script_token(s, w->v[3]);

	(void)line;
	script_set(s, w->v[1], token);
	free(map_remove(s->tokens, w->v[3]));
	if (kept) {
		map_set(s->tokens, w->v[3], kept);
	}
}

void script_given(struct script *s, int line, const char *text)
{
	struct words w = split(text);

	if (streq(w.v[0], "rfq")) {
		given_rfq(s, line, &w);
	} else if (streq(w.v[0], "deal")) {
		given_deal(s, line, &w);
	} else if (streq(w.v[0], "quote")) {
		given_quote(s, line, &w);
	} else if (streq(w.v[0], "file")) {
		given_file(s, line, &w, text);
	} else if (streq(w.v[0], "token")) {
		given_token(s, line, &w);
	} else if (streq(w.v[0], "let")) {
		script_set(s, w.v[1], strstr(text, " = ") ? strstr(text, " = ") + 3 : "");
	} else {
		script_fail(s, line, "not understood: %s", text);
	}
	free(w.text);
}

static void get(struct script *s, const char *login, const char *path)
{
	script_call(s, &(struct https_request){.method = "GET", .path = path, .token = script_token(s, login)});
}

/* audit OBJECT WHAT RESULT [times N]: such rows are in the log */
static void then_audit(struct script *s, int line, const struct words *w)
{
	char *path = xasprintf("/v1/audit?object=%s&limit=100", w->v[1]);
	const char *want = streq(w->v[4], "times") ? w->v[5] : "1";
	char got[24];
	int n = 0;

	get(s, "root", path);
	const struct json *items = s->json ? json_get(s->json, "items") : NULL;
	for (size_t i = 0; items && i < json_len(items); i++) {
		const struct json *row = json_at(items, i);
		n += streq(json_get_text(row, "what"), w->v[2]) && streq(json_get_text(row, "result"), w->v[3]);
	}
	snprintf(got, sizeof(got), "%d", n);
	if (!streq(got, want)) {
		script_fail(s, line, "%s rows of %s %s instead of %s", got, w->v[2], w->v[3], want);
	}
	free(path);
}

/* LOGIN's whole feed holds this id; gone counts as not. */
static bool in_feed(struct script *s, const char *login, const char *id)
{
	bool more = true, there = false;

	for (long long since = 0; more && !there;) {
		char *path = xasprintf("/v1/changes?since=%lld&limit=100", since);
		get(s, login, path);
		free(path);
		const struct json *rows = s->json ? json_get(s->json, "changes") : NULL;
		for (size_t i = 0; rows && i < json_len(rows); i++) {
			const struct json *row = json_at(rows, i);
			there = there || (streq(json_get_text(row, "id"), id) && !json_get_bool(row, "gone", false));
		}
		since = s->json ? json_get_int(s->json, "last", 0) : 0;
		more = s->json && json_get_bool(s->json, "more", false);
	}
	return there;
}

void script_then(struct script *s, int line, const char *text)
{
	struct words w = split(text);

	if (streq(w.v[0], "audit")) {
		then_audit(s, line, &w);
	} else if (streq(w.v[0], "feed") && (streq(w.v[2], "has") || streq(w.v[2], "lacks"))) {
		/* feed LOGIN has|lacks ID */
		if (in_feed(s, w.v[1], w.v[3]) != streq(w.v[2], "has")) {
			script_fail(s, line, "the feed is otherwise");
		}
	} else {
		script_fail(s, line, "not understood: %s", text);
	}
	free(w.text);
}
