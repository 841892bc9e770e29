/*
 * What no well-behaved client sends, byte by byte, and what is answered: wire_raw [--pgsql].
 * Each request ends with "Connection: close" or must be met with the connection's end.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "lib/script.h"

#define HEAD "Host: x\r\nAuthorization: Bearer ${T}\r\nConnection: close\r\n"
#define KEY "Idempotency-Key: ${new}\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HEAD
#define POST "POST /v1/quotes HTTP/1.1\r\n" HEAD KEY
#define CHUNKS "2\r\n{}\r\n0\r\n\r\n"

static const struct row {
	const char *name, *bytes, *statuses; /* of the answers, in order */
} rows[] = {
	{"as it should be", GET("/v1/me") "\r\n", "200"},
	{"two lengths", POST "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}", "400"},
	{"the same length twice", POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "400"},
	{"a length and chunks", POST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" CHUNKS, "400"},
	{"a request behind chunks and a length", "POST /v1/quotes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${T}\r\n"
		"Transfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
	{"chunks", POST "Transfer-Encoding: chunked\r\n\r\n" CHUNKS, "400"},
	{"an encoding nobody knows", POST "Transfer-Encoding: xchunked\r\n\r\n" CHUNKS, "400"},
	{"an encoding over chunks", POST "Transfer-Encoding: gzip, chunked\r\n\r\n" CHUNKS, "400"},
	{"two encodings", POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" CHUNKS, "400"},
	{"a blank before the colon", POST "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}", "400"},
	{"two hosts", GET("/v1/me") "Host: y\r\n\r\n", "400"},
	{"two tokens", GET("/v1/me") "Authorization: Bearer ft_other\r\n\r\n", "400"},
	{"two keys", POST KEY "Content-Length: 2\r\n\r\n{}", "400"},
	{"a control byte in a value", GET("/v1/me") "X-A: a\x01z\r\n\r\n", "400"},
	{"a NUL in the address", GET("/v1/me%00") "\r\n", "404"},
	{"a NUL and more", GET("/v1/me%00/x") "\r\n", "404"},
	{"an escaped slash", GET("/v1%2fme") "\r\n", "404"},
	{"an escaped letter", GET("/v1/%6de") "\r\n", "404"},
	{"a line end in the address", GET("/v1/me%0d%0aX-A:%20b") "\r\n", "404"},
	{"up and down again", GET("/v1/files/%2e%2e/%2e%2e/tls-key.pem") "\r\n", "404"},
	{"escapes in the query", GET("/v1/rfqs?q=%6d%65") "\r\n", "200"},
	{"a NUL in the query", GET("/v1/rfqs?q=a%00b") "\r\n", "400"},
	{"a token in the query", "GET /v1/me?token=${T}&access_token=${T} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "401"},
	{"a token in a cookie", "GET /v1/me HTTP/1.1\r\nHost: x\r\nCookie: token=${T}\r\nConnection: close\r\n\r\n", "401"},
	{"two in one go", "GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${T}\r\n\r\n" GET("/v1/me") "\r\n", "200 200"},
	{"a method that is none", "G\x01T /v1/me HTTP/1.1\r\n" HEAD "\r\n", "405"},
	{"no HTTP", "hello\r\n\r\n", ""},
	{"a line of no header", GET("/v1/me") "nonsense\r\n\r\n", "400"},
	{"HTTP of long ago", "GET /v1/me HTTP/1.0\r\n" HEAD "\r\n", "200"},
};

static void add_statuses(struct str *out, const char *text)
{
	static const char begin[] = "HTTP/1.";

	for (const char *p = text; (p = strstr(p, begin)); p += sizeof(begin)) {
		/* the library writes the head of some refusals of its own twice */
		bool own = strstr(p, "<html>") && !strstr(p, "X-Request-Id");
		if (!own || out->len == 0) {
			str_addf(out, "%s%.3s", out->len ? " " : "", p + sizeof(begin) + 1);
		}
	}
}

static void send_raw(struct script *s, const char *bytes, struct str *statuses)
{
	struct str text = STR_INIT;
	char *expanded = script_expand(s, 0, bytes);

	str_clear(statuses);
	if (!https_raw(s->f->base, s->f->pin, expanded, strlen(expanded), &text)) {
		str_add(statuses, "open ");
	}
	add_statuses(statuses, str_c(&text));
	free(expanded);
	str_finish(&text);
}

static void try_row(struct script *s, const struct row *row)
{
	struct str got = STR_INIT;

	send_raw(s, row->bytes, &got);
	if (streq(str_c(&got), row->statuses)) {
		s->passed++;
	} else {
		printf("%s: \"%s\" instead of \"%s\"\n", row->name, str_c(&got), row->statuses);
		s->failed++;
	}
	str_finish(&got);
}

/* Who may not do it is written down, however they ask. */
static void refusals_are_written_down(struct script *s)
{
	static const struct row asks[] = {
		{"waiting to be told to send", "POST /v1/deals/${D}/order HTTP/1.1\r\n" HEAD KEY
			"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", "403"},
		{"with a body larger than can be", "POST /v1/deals/${D}/order HTTP/1.1\r\n" HEAD KEY
			"Content-Length: 9000000\r\n\r\n", "403"},
		{"with another kind of body", "POST /v1/deals/${D}/order HTTP/1.1\r\n" HEAD KEY
			"Content-Type: text/xml\r\nContent-Length: 2\r\n\r\n{}", "403"},
		{"without a key", "POST /v1/deals/${D}/order HTTP/1.1\r\n" HEAD "Content-Length: 2\r\n\r\n{}", "403"},
	};
	char *deal = script_expand(s, 0, "deal D by kim on ${R}"), *audit;

	script_given(s, 0, deal);
	for (size_t i = 0; i < lengthof(asks); i++) {
		try_row(s, &asks[i]);
	}
	audit = script_expand(s, 0, "audit ${D} order.place forbidden times 4");
	s->name = "refusals are written down";
	s->wrong = false;
	script_then(s, __LINE__, audit);
	s->passed += !s->wrong;
	s->failed += s->wrong;
	free(deal);
	free(audit);
}

/* A long address must not push what became of it out of the log. */
static void the_log_keeps_the_end(struct script *s)
{
	struct str bytes = STR_INIT, got = STR_INIT;

	str_add(&bytes, "GET /v1/");
	for (int i = 0; i < 6000; i++) {
		str_addc(&bytes, 'a');
	}
	str_add(&bytes, " HTTP/1.1\r\n" HEAD "\r\n");
	send_raw(s, str_c(&bytes), &got);
	char *log = fettled_log(s->f), *line = strstr(log, "/v1/aaaa");
	if (streq(str_c(&got), "404") && line && strcspn(line, "\n") < 400 && strstr(line, " status=404 ")) {
		s->passed++;
	} else {
		printf("a long address: %s, %.400s\n", str_c(&got), line ? line : "not in the log");
		s->failed++;
	}
	free(log);
	str_finish(&bytes);
	str_finish(&got);
}

int main(int argc, char **argv)
{
	enum engine engine = argc > 1 && streq(argv[1], "--pgsql") ? PGSQL : PLAIN;
	struct fettled *f = fettled_start(engine, NULL, 0);
	struct script s;

	if (!f) {
		printf("skipped: no PostgreSQL\n");
		return 0;
	}
	script_open(&s, f, "raw");
	char *rfq = script_expand(&s, 0, "rfq R by anna profile");
	script_given(&s, 0, rfq);
	script_set(&s, "T", script_token(&s, "mori"));
	for (size_t i = 0; i < lengthof(rows); i++) {
		try_row(&s, &rows[i]);
	}
	refusals_are_written_down(&s);
	the_log_keeps_the_end(&s);
	free(rfq);
	script_close(&s);
	printf("%d passed, %d failed\n", s.passed, s.failed);
	return s.failed ? 1 : 0;
}
