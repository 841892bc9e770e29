#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/ulid.h"
#include "crypto/crypto.h"
#include "lib/script.h"
#include "wire/json.h"

enum { WORDS_MAX = 32 };

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
	char hex[65], size[24];
	const char *content = text;
	char *size_name = xasprintf("%s.size", w->v[1]);

	for (int i = 0; i < 4; i++) {
		content += strcspn(content, " ");
		content += strspn(content, " ");
	}
	sha256(content, strlen(content), sum);
	hex_encode(sum, sizeof(sum), hex);
	snprintf(size, sizeof(size), "%zu", strlen(content));
	script_set(s, w->v[1], hex);
	script_set(s, size_name, size);
	free(size_name);
	char *path = xasprintf("/v1/files/%s", hex);
	post(s, line, w->v[3], "PUT", path, content);
	free(path);
}

/* drawing NAME by LOGIN on RFQ [REPLACED]: a file of the request; NAME is its hash */
static void given_drawing(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	char *step = xasprintf("file %s by %s drawing %s", w->v[1], w->v[3], ulid_make(id));
	const struct words file = split(step);
	char *path = xasprintf("/v1/rfqs/%s/files", w->v[5]);

	given_file(s, line, &file, step);
	char *body = xasprintf("{\"name\":\"bracket.dxf\",\"hash\":\"%s\",\"size\":34,\"replaces\":\"%s\"}",
		script_get(s, w->v[1]), w->v[6]);
	post(s, line, w->v[3], "POST", path, body);
	free(body);
	free(path);
	free(file.text);
	free(step);
}

/* chat DEAL by LOGIN: opens it; the thread has the deal's id */
static void given_chat(struct script *s, int line, const struct words *w)
{
	char *path = xasprintf("/v1/deals/%s/chat", w->v[1]);

	post(s, line, w->v[3], "POST", path, "{}");
	free(path);
}

/* said NAME by LOGIN in THREAD [WORDS ...] */
static void given_said(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	struct str body = STR_INIT;

	script_set(s, w->v[1], ulid_make(id));
	str_addf(&body, "{\"id\":\"%s\",\"thread\":\"%s\",\"text\":\"%s", id, w->v[5], *w->v[6] ? "" : "Hello");
	for (size_t i = 6; i < w->n; i++) {
		str_addf(&body, "%s%s", i > 6 ? " " : "", w->v[i]);
	}
	str_add(&body, "\"}");
	post(s, line, w->v[3], "POST", "/v1/messages", str_c(&body));
	str_finish(&body);
}

/* note NAME by LOGIN in THREAD on HASH: at C4 "R5"; NAME.first is its message */
static void given_note(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE], first[ULID_SIZE];
	char *name = xasprintf("%s.first", w->v[1]);
	char *body = xasprintf("{\"id\":\"%s\",\"first\":\"%s\",\"thread\":\"%s\",\"file_hash\":\"%s\",\"page\":1,\"x\":400,\"y\":300,"
		"\"zone\":\"C4\",\"text\":\"R3 clashes with the boss\",\"selectors\":[{\"type\":\"TextQuoteSelector\",\"exact\":\"R5\","
		"\"prefix\":\"8H7\"},{\"type\":\"FragmentSelector\",\"value\":\"xywh=percent:40,30,0,0\"}]}",
		ulid_make(id), ulid_make(first), w->v[5], w->v[7]);

	script_set(s, w->v[1], id);
	script_set(s, name, first);
	post(s, line, w->v[3], "POST", "/v1/notes", body);
	free(body);
	free(name);
}

/* call NAME by LOGIN in THREAD: asked for, tomorrow */
static void given_call(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE], at[CLOCK_TEXT];
	char *path = xasprintf("/v1/threads/%s/calls", w->v[5]);
	char *body = xasprintf("{\"id\":\"%s\",\"at\":\"%s\"}", ulid_make(id), clock_format(clock_ms() + 86400000LL, at));

	script_set(s, w->v[1], id);
	post(s, line, w->v[3], "POST", path, body);
	free(body);
	free(path);
}

/* ticket NAME by LOGIN: something is asked of the desk */
static void given_ticket(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	char *body = xasprintf("{\"id\":\"%s\",\"subject\":\"Route\",\"task\":\"Step 3 is wrong\",\"cls\":\"wish\"}",
		ulid_make(id));

	script_set(s, w->v[1], id);
	post(s, line, w->v[3], "POST", "/v1/tickets", body);
	free(body);
}

/* change NAME by LOGIN on TICKET: asked of the site's admin */
static void given_change(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	char *path = xasprintf("/v1/tickets/%s/act", w->v[5]);
	char *body = xasprintf("{\"id\":\"%s\",\"action\":\"criterion\",\"target\":\"%s\",\"value\":\"60\",\"detail\":\"60 for the price\"}",
		ulid_make(id), id);

	script_set(s, w->v[1], id);
	post(s, line, w->v[3], "POST", path, body);
	free(body);
	free(path);
}

/* level NAME N by LOGIN: the site's policy for criteria */
static void given_level(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE];
	char *body = xasprintf("{\"id\":\"%s\",\"action\":\"%s\",\"level\":%s}", ulid_make(id), w->v[1], w->v[2]);

	post(s, line, w->v[4], "POST", "/v1/policies", body);
	free(body);
}

/* auction NAME by LOGIN SECONDS: has begun, ends in so many */
static void given_auction(struct script *s, int line, const struct words *w)
{
	char id[ULID_SIZE], from[CLOCK_TEXT], to[CLOCK_TEXT];
	long seconds = w->n > 4 ? strtol(w->v[4], NULL, 10) : 86400;
	char *body = xasprintf("{\"id\":\"%s\",\"title\":\"Steel\",\"starts\":\"%s\",\"ends\":\"%s\",\"currency\":\"KRW\"}",
		ulid_make(id), clock_format(clock_ms() - 60000, from), clock_format(clock_ms() + seconds * 1000, to));

	script_set(s, w->v[1], id);
	post(s, line, w->v[3], "POST", "/v1/auctions", body);
	free(body);
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

/* let NAME = TEXT */
static void given_let(struct script *s, const struct words *w, const char *text)
{
	script_set(s, w->v[1], strstr(text, " = ") ? strstr(text, " = ") + 3 : "");
}

void script_given(struct script *s, int line, const char *text)
{
	static const struct { const char *word; void (*fn)(struct script *s, int line, const struct words *w); } steps[] = {
		{"rfq", given_rfq}, {"deal", given_deal}, {"quote", given_quote}, {"token", given_token}, {"drawing", given_drawing},
		{"chat", given_chat}, {"said", given_said}, {"note", given_note}, {"call", given_call},
		{"ticket", given_ticket}, {"change", given_change}, {"level", given_level}, {"auction", given_auction},
	};
	struct words w = split(text);
	bool known = streq(w.v[0], "file") || streq(w.v[0], "let");

	if (streq(w.v[0], "file")) {
		given_file(s, line, &w, text);
	} else if (known) {
		given_let(s, &w, text);
	}
	for (size_t i = 0; i < lengthof(steps) && !known; i++) {
		if (streq(w.v[0], steps[i].word)) {
			steps[i].fn(s, line, &w);
			known = true;
		}
	}
	if (!known) {
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
