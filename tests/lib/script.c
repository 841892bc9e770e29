#include "lib/script.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/ulid.h"
#include "crypto/crypto.h"
#include "wire/json.h"

enum { HEADERS_MAX = 16, OPTIONS_MAX = 16 };

void script_fail(struct script *s, int line, const char *fmt, ...)
{
	va_list ap;

	printf("%s:%d: %s: ", s->file, line, s->name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n    %d %s\n", s->reply.status, str_c(&s->reply.body));
	s->wrong = true;
}

void script_set(struct script *s, const char *name, const char *value)
{
	free(map_set(s->vars, name, xstrdup(value)));
}

const char *script_get(struct script *s, const char *name)
{
	return map_get(s->vars, name);
}

static const char *made_now(struct script *s, const char *name)
{
	char id[ULID_SIZE];

	script_set(s, name, ulid_make(id));
	return script_get(s, name);
}

/* now, now+7d, now-1h */
static const char *time_of(struct script *s, const char *text)
{
	static const struct { char unit; int64_t ms; } units[] = {{'d', 86400000}, {'h', 3600000}, {'m', 60000}, {'s', 1000}};
	int64_t at = clock_ms();
	char out[CLOCK_TEXT];
	size_t n = strlen(text);

	for (size_t i = 0; n > 5 && i < lengthof(units); i++) {
		long long count;
		char *number = xstrndup(text + 4, n - 5);
		if (text[n - 1] == units[i].unit && parse_i64(number, &count)) {
			at += (text[3] == '-' ? -count : count) * units[i].ms;
		}
		free(number);
	}
	script_set(s, "(time)", clock_format(at, out));
	return script_get(s, "(time)");
}

static const char *hash_of(struct script *s, const char *text)
{
	unsigned char sum[CRYPTO_HASH];
	char hex[65];

	sha256(text, strlen(text), sum);
	hex_encode(sum, sizeof(sum), hex);
	script_set(s, "(hash)", hex);
	return script_get(s, "(hash)");
}

/* So many of one letter. */
static const char *many_of(struct script *s, const char *text)
{
	long long n = 0;

	parse_i64(text, &n);
	char *out = xmalloc((size_t)n + 1);
	memset(out, 'x', (size_t)n);
	out[n] = '\0';
	script_set(s, "(many)", out);
	free(out);
	return script_get(s, "(many)");
}

static const char *variable(struct script *s, const char *name)
{
	const char *known = script_get(s, name);

	if (known) {
		return known;
	}
	if (starts_with(name, "new")) {
		return made_now(s, name[3] == ' ' ? name + 4 : "(new)");
	}
	if (starts_with(name, "now")) {
		return time_of(s, name);
	}
	if (starts_with(name, "sha256 ")) {
		return hash_of(s, name + 7);
	}
	if (starts_with(name, "many ")) {
		return many_of(s, name + 5);
	}
	if (starts_with(name, "token ")) {
		return script_token(s, name + 6);
	}
	return map_get(s->f->ids, name);
}

char *script_expand(struct script *s, int line, const char *text)
{
	struct str out = STR_INIT;

	for (const char *p = text; *p;) {
		const char *end = starts_with(p, "${") ? strchr(p, '}') : NULL;
		if (!end) {
			str_addc(&out, *p++);
			continue;
		}
		char *name = xstrndup(p + 2, (size_t)(end - p) - 2);
		const char *value = variable(s, name);
		if (!value) {
			script_fail(s, line, "nothing is called ${%s}", name);
		}
		str_add(&out, value ? value : "");
		free(name);
		p = end + 1;
	}
	str_addn(&out, "", 0);
	return str_take(&out);
}

void script_call(struct script *s, const struct https_request *q)
{
	struct https_reply old = s->reply;
	struct json *old_json = s->json;

	/* the request may hold parts of the last reply */
	https_call(s->https, q, &s->reply);
	https_reply_finish(&old);
	json_free(old_json);
	s->json = json_parse(str_c(&s->reply.body), s->reply.body.len, NULL);
}

const char *script_token(struct script *s, const char *login)
{
	static const char *const type[] = {"Content-Type: application/json"};
	const char *token = map_get(s->tokens, login);

	if (token) {
		return token;
	}
	char *body = xasprintf("{\"login\":\"%s\",\"password\":\"%s\"}", login, FETTLED_PASSWORD);
	script_call(s, &(struct https_request){.method = "POST", .path = "/v1/session", .headers = type, .nheaders = 1,
		.body = body, .nbody = strlen(body)});
	free(body);
	token = s->json ? json_get_text(s->json, "token") : NULL;
	if (!token) {
		script_fail(s, 0, "%s cannot sign in", login);
		return "";
	}
	map_set(s->tokens, login, xstrdup(token));
	return map_get(s->tokens, login);
}

const struct json *script_at(const struct json *j, const char *pointer)
{
	while (j && *pointer == '/' && pointer[1]) {
		size_t n = strcspn(++pointer, "/");
		char *part = xstrndup(pointer, n);
		long long i;
		if (json_is_array(j)) {
			j = parse_i64(part, &i) && i >= 0 && (size_t)i < json_len(j) ? json_at(j, (size_t)i) : NULL;
		} else {
			j = json_is_object(j) ? json_get(j, part) : NULL;
		}
		free(part);
		pointer += n;
	}
	return j;
}

char *script_value(const struct json *j, const char *pointer)
{
	size_t n = strlen(pointer);
	struct str out = STR_INIT;

	if (n > 2 && streq(pointer + n - 2, "/#")) {
		char *list = xstrndup(pointer, n - 2);
		j = script_at(j, list);
		free(list);
		return j && json_is_array(j) ? xasprintf("%zu", json_len(j)) : NULL;
	}
	j = script_at(j, pointer);
	if (!j) {
		return NULL;
	}
	if (json_as_text(j)) {
		return xstrdup(json_as_text(j));
	}
	json_write(j, false, &out);
	return str_take(&out);
}

/* the parts of a file */

enum part { PART_NONE, PART_GIVEN, PART_REQUEST, PART_REPLY, PART_THEN };

struct request_text {
	int line;
	char *first, *headers[HEADERS_MAX];
	size_t nheaders;
	struct str body;
	bool in_body;
};

static void clear_request(struct request_text *q)
{
	free(q->first);
	for (size_t i = 0; i < q->nheaders; i++) {
		free(q->headers[i]);
	}
	str_finish(&q->body);
	*q = (struct request_text){0};
}

static bool has_header(const struct request_text *q, const char *name)
{
	for (size_t i = 0; i < q->nheaders; i++) {
		if (starts_with(q->headers[i], name)) {
			return true;
		}
	}
	return false;
}

static void add_header(struct request_text *q, char *line)
{
	if (q->nheaders < HEADERS_MAX) {
		q->headers[q->nheaders++] = line;
	} else {
		free(line);
	}
}

/* What every write needs; "Idempotency-Key: -" leaves it out. */
static void complete_headers(struct script *s, struct request_text *q, const char *method)
{
	if (q->body.len && !has_header(q, "Content-Type:")) {
		add_header(q, xstrdup("Content-Type: application/json"));
	}
	for (size_t i = 0; i < q->nheaders; i++) {
		if (streq(q->headers[i], "Idempotency-Key: -")) {
			free(q->headers[i]);
			q->headers[i] = xstrdup("Idempotency-Key:");
			return;
		}
	}
	if (!has_header(q, "Idempotency-Key:") && !streq(method, "GET") && !streq(method, "HEAD")) {
		add_header(q, xasprintf("Idempotency-Key: %s", made_now(s, "(key)")));
	}
}

/* "POST /v1/quotes as kim", "... as nobody", "... with TOKEN" */
static void send_request(struct script *s, struct request_text *q)
{
	char *text = xstrdup(q->first), *rest = text;
	const char *method = strsep(&rest, " "), *path = strsep(&rest, " "), *how = strsep(&rest, " ");

	if (!path || !how || !rest) {
		script_fail(s, q->line, "not \"METHOD PATH as NAME\": %s", q->first);
	} else {
		const char *token = streq(how, "with") ? rest : streq(rest, "nobody") ? NULL : script_token(s, rest);
		complete_headers(s, q, method);
		script_call(s, &(struct https_request){.method = method, .path = path, .token = token,
			.headers = (const char *const *)q->headers, .nheaders = q->nheaders,
			.body = q->body.len ? str_c(&q->body) : NULL, .nbody = q->body.len});
	}
	free(text);
}

static void request_line(struct script *s, struct request_text *q, int line, const char *text)
{
	if (!q->first) {
		q->line = line;
		q->first = script_expand(s, line, text);
	} else if (!*text) {
		q->in_body = true;
	} else if (q->in_body || *text == '{') {
		q->in_body = true;
		char *more = script_expand(s, line, text);
		str_addf(&q->body, "%s%s", q->body.len ? "\n" : "", more);
		free(more);
	} else {
		add_header(q, script_expand(s, line, text));
	}
}

static void check_status(struct script *s, int line, char *text)
{
	char *code = text;
	const char *status = strsep(&code, " ");
	char *said = script_value(s->json, "/code");
	char got[16];

	snprintf(got, sizeof(got), "%d", s->reply.status);
	if (!streq(got, status) || (code && !streq(said, code))) {
		script_fail(s, line, "wanted %s %s", status, code ? code : "");
	}
	free(said);
}

static void check_value(struct script *s, int line, char *text)
{
	char *rest = text;
	const char *pointer = strsep(&rest, " "), *how = rest ? strsep(&rest, " ") : "";
	char *got = script_value(s->json, pointer);

	if (streq(how, "absent")) {
		if (got && !streq(got, "null")) {
			script_fail(s, line, "%s is there: %s", pointer, got);
		}
	} else if (!got || (streq(how, "~") ? fnmatch(rest ? rest : "", got, 0) != 0 : !streq(got, rest ? rest : ""))) {
		script_fail(s, line, "%s is %s instead of %s", pointer, got ? got : "absent", rest ? rest : "");
	}
	free(got);
}

static void check_header(struct script *s, int line, char *text)
{
	char buf[512];
	char *colon = strchr(text, ':');

	*colon = '\0';
	const char *want = colon + 1 + strspn(colon + 1, " ");
	const char *got = https_header(&s->reply, text, buf, sizeof(buf));
	if (streq(want, "absent") ? got != NULL : !got || fnmatch(want, got, 0) != 0) {
		script_fail(s, line, "%s is %s instead of %s", text, got ? got : "absent", want);
	}
}

/* "NAME <- /pointer" or "NAME <- Header" */
static void take_value(struct script *s, int line, char *text)
{
	char *from = strstr(text, " <- "), buf[512];

	*from = '\0';
	from += 4;
	char *got = *from == '/' ? script_value(s->json, from) : NULL;
	const char *header = *from == '/' ? NULL : https_header(&s->reply, from, buf, sizeof(buf));
	if (!got && !header) {
		script_fail(s, line, "there is no %s", from);
	}
	script_set(s, text, got ? got : header ? header : "");
	free(got);
}

static void reply_line(struct script *s, int line, const char *text)
{
	char *expanded = script_expand(s, line, text);

	if (isdigit((unsigned char)*expanded)) {
		check_status(s, line, expanded);
	} else if (*expanded == '/') {
		check_value(s, line, expanded);
	} else if (strstr(expanded, " <- ")) {
		take_value(s, line, expanded);
	} else if (starts_with(expanded, "body =")) {
		if (!streq(str_c(&s->reply.body), expanded[6] ? expanded + 7 : "")) {
			script_fail(s, line, "another body");
		}
	} else if (strchr(expanded, ':')) {
		check_header(s, line, expanded);
	} else {
		script_fail(s, line, "not understood: %s", expanded);
	}
	free(expanded);
}

static void end_test(struct script *s)
{
	if (s->name) {
		s->passed += !s->wrong;
		s->failed += s->wrong;
		if (!s->wrong && getenv("WIRE_VERBOSE")) {
			printf("ok %s: %s\n", s->file, s->name);
		}
	}
	s->name = NULL;
	s->wrong = false;
}

static enum part part_named(const char *word)
{
	static const char *const names[] = {"", "given", "request", "reply", "then"};

	for (int i = 1; i < (int)lengthof(names); i++) {
		if (streq(names[i], word)) {
			return (enum part)i;
		}
	}
	return PART_NONE;
}

static void run_line(struct script *s, enum part part, struct request_text *q, int line, const char *text)
{
	if (s->wrong) {
		return;
	}
	if (part == PART_REQUEST) {
		request_line(s, q, line, text);
		return;
	}
	if (!*text) {
		return;
	}
	if (part == PART_REPLY) {
		reply_line(s, line, text);
		return;
	}
	char *expanded = script_expand(s, line, text);
	if (part == PART_GIVEN) {
		script_given(s, line, expanded);
	} else {
		script_then(s, line, expanded);
	}
	free(expanded);
}

static void run_text(struct script *s, char *text)
{
	struct request_text q = {0};
	enum part part = PART_NONE;
	int number = 0;
	char *rest = text;

	for (char *line; (line = strsep(&rest, "\n"));) {
		number++;
		if (*line == '\t' || !*line) {
			run_line(s, part, &q, number, *line ? line + 1 : line);
			continue;
		}
		if (*line == '#' || starts_with(line, "options ")) {
			continue;
		}
		if (q.first && !s->wrong) {
			send_request(s, &q);
		}
		clear_request(&q);
		if (starts_with(line, "test ")) {
			end_test(s);
			s->name = line + 5;
			part = PART_NONE;
		} else {
			part = part_named(line);
			if (part == PART_NONE) {
				script_fail(s, number, "not understood: %s", line);
			}
		}
	}
	if (q.first && !s->wrong) {
		send_request(s, &q);
	}
	clear_request(&q);
	end_test(s);
}

/* "options key=value key=value", before the first test. */
static size_t read_options(const char *text, char **options)
{
	size_t n = 0;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!starts_with(line, "options ")) {
			continue;
		}
		char *copy = xstrndup(line + 8, strcspn(line + 8, "\n")), *rest = copy;
		for (char *word; n < OPTIONS_MAX && (word = strsep(&rest, " "));) {
			options[n++] = xstrdup(word);
		}
		free(copy);
	}
	return n;
}

void script_open(struct script *s, struct fettled *f, const char *file)
{
	*s = (struct script){.f = f, .file = file, .name = ""};
	s->https = https_create(f->base, f->pin);
	s->vars = map_create();
	s->tokens = map_create();
}

void script_close(struct script *s)
{
	int status = fettled_stop(s->f);
	if (status != 0) {
		char *log = fettled_log(s->f);
		printf("%s: fettled ended with %d\n%s\n", s->file, status, log);
		free(log);
		s->failed++;
	}
	https_reply_finish(&s->reply);
	json_free(s->json);
	map_destroy(s->vars, free);
	map_destroy(s->tokens, free);
	https_destroy(s->https);
	fettled_destroy(s->f);
}

bool script_run(const char *path, enum engine engine, int *passed, int *failed)
{
	struct script s;
	char *options[OPTIONS_MAX];
	struct str text = STR_INIT;
	struct err e = ERR_NONE;

	if (fs_read(path, 1 << 20, &text, &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	size_t n = read_options(str_c(&text), options);
	struct fettled *f = fettled_start(engine, (const char *const *)options, n);
	if (f) {
		script_open(&s, f, path);
		s.name = NULL;
		run_text(&s, text.s);
		script_close(&s);
		*passed += s.passed;
		*failed += s.failed;
	}
	for (size_t i = 0; i < n; i++) {
		free(options[i]);
	}
	str_finish(&text);
	return f != NULL;
}

int script_scenarios(const char *file, const struct scenario *list, size_t n, const char *const *options, size_t noptions, int argc,
	char **argv)
{
	enum engine engine = PLAIN;
	const char *only = NULL;
	int passed = 0, failed = 0;
	struct fettled *f;
	struct script s;

	for (int i = 1; i < argc; i++) {
		if (streq(argv[i], "--pgsql")) {
			engine = PGSQL;
		} else {
			only = argv[i];
		}
	}
	f = fettled_start(engine, options, noptions);
	if (!f) {
		printf("skipped: no PostgreSQL\n");
		return 0;
	}
	script_open(&s, f, file);
	for (size_t i = 0; i < n; i++) {
		if (only && !strstr(list[i].name, only)) {
			continue;
		}
		s.name = list[i].name;
		s.wrong = false;
		list[i].fn(&s);
		passed += !s.wrong;
		failed += s.wrong;
	}
	script_close(&s);
	failed += s.failed;
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
