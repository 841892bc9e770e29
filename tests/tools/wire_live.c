/*
 * What wire tests as data cannot say: open streams, signals, cuts, kills, two nodes.
 * wire_live [--pgsql]
 */
#include <curl/curl.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/ulid.h"
#include "lib/pg.h"
#include "lib/script.h"
#include "wire/json.h"

enum { WAIT_MS = 20000, MANY = 20 };

#define CHECK(s, what) ((what) ? (void)0 : script_fail((s), __LINE__, "%s", #what))

static void call(struct script *s, const char *method, const char *path, const char *token)
{
	script_call(s, &(struct https_request){.method = method, .path = path, .token = token});
}

static struct https_stream *listen_as(struct script *s, const char *token, const char *last)
{
	char *header = last ? xasprintf("Last-Event-ID: %s", last) : NULL;
	const char *const headers[] = {header};
	struct https_stream *stream = https_stream_open(s->f->base, s->f->pin, &(struct https_request){
		.method = "GET", .path = "/v1/doorbell", .token = token, .headers = headers, .nheaders = last ? 1 : 0});

	free(header);
	return stream;
}

static long long last_change(struct script *s)
{
	call(s, "GET", "/v1/me", script_token(s, "root"));
	return s->json ? json_get_int(s->json, "last_change", -1) : -1;
}

static void step(struct script *s, const char *text)
{
	char *expanded = script_expand(s, 0, text);

	script_given(s, 0, expanded);
	free(expanded);
}

static void rings_after_a_commit(struct script *s)
{
	char now[32], next[64];
	long long n = last_change(s);

	snprintf(now, sizeof(now), "%lld", n);
	struct https_stream *fresh = listen_as(s, script_token(s, "kim"), NULL);
	struct https_stream *known = listen_as(s, script_token(s, "kim"), now);
	snprintf(next, sizeof(next), "id: %lld\nevent: change\ndata: %lld\n\n", n, n);
	CHECK(s, https_stream_read(fresh, next));
	CHECK(s, https_stream_status(fresh) == 200);
	step(s, "rfq R by anna");
	n = last_change(s);
	snprintf(next, sizeof(next), "id: %lld\n", n);
	CHECK(s, https_stream_read(fresh, next));
	CHECK(s, https_stream_read(known, next));
	/* what was known was not told again */
	snprintf(next, sizeof(next), "id: %s\n", now);
	CHECK(s, !strstr(https_stream_text(known), next));
	https_stream_close(fresh);
	https_stream_close(known);
}

static void shows_signs_of_life(struct script *s)
{
	struct https_stream *stream = listen_as(s, script_token(s, "kim"), NULL);

	CHECK(s, https_stream_read(stream, ":\n\n"));
	https_stream_close(stream);
}

static void oldest_makes_room(struct script *s)
{
	struct https_stream *v[3];

	for (int i = 0; i < 3; i++) {
		v[i] = listen_as(s, script_token(s, "mori"), NULL);
		CHECK(s, https_stream_read(v[i], "id: "));
	}
	CHECK(s, !https_stream_read(v[0], NULL));
	CHECK(s, https_stream_read(v[1], ":\n\n"));
	CHECK(s, https_stream_read(v[2], ":\n\n"));
	for (int i = 0; i < 3; i++) {
		https_stream_close(v[i]);
	}
}

static void signing_out_ends_it(struct script *s)
{
	step(s, "token A for lysenko");
	struct https_stream *stream = listen_as(s, script_get(s, "A"), NULL);

	CHECK(s, https_stream_read(stream, "id: "));
	call(s, "DELETE", "/v1/session", script_get(s, "A"));
	CHECK(s, s->reply.status == 204);
	CHECK(s, !https_stream_read(stream, NULL));
	https_stream_close(stream);
}

static int open_files(const struct fettled *f)
{
	char *path = xasprintf("/proc/%d/fd", (int)f->pid);
	DIR *d = opendir(path);
	int n = 0;

	while (d && readdir(d)) {
		n++;
	}
	if (d) {
		closedir(d);
	}
	free(path);
	return n;
}

/* Suspended connections are not watched: only signs of life find who is gone. */
static void forgets_who_is_gone(struct script *s)
{
	struct https_stream *v[20];

	for (size_t i = 0; i < lengthof(v); i++) {
		const char *login = fettled_people[i % 10];
		v[i] = listen_as(s, script_token(s, login), NULL);
		CHECK(s, https_stream_read(v[i], "id: "));
	}
	int most = open_files(s->f);
	for (size_t i = 0; i < lengthof(v); i++) {
		https_stream_close(v[i]);
	}
	int64_t until = clock_mono_ms() + WAIT_MS;
	while (open_files(s->f) > most - 20 && clock_mono_ms() < until) {
		/* each answer is an event of the server's that may have closed one more */
		call(s, "GET", "/healthz", NULL);
	}
	CHECK(s, open_files(s->f) <= most - 20);
}

static void refuses_plain_http(struct script *s)
{
	char *plain = xasprintf("http%s", s->f->base + strlen("https"));
	struct https *h = https_create(plain, "-");
	struct https_reply r;

	https_call(h, &(struct https_request){.method = "GET", .path = "/healthz"}, &r);
	CHECK(s, r.status == -1);
	https_reply_finish(&r);
	https_destroy(h);
	free(plain);
	call(s, "GET", "/healthz", NULL);
	CHECK(s, s->reply.status == 200);
}

static size_t read_then_fail(char *buf, size_t size, size_t n, void *arg)
{
	size_t *sent = arg, take = size * n < 1000 ? size * n : 1000;

	if (*sent >= 200000) {
		return CURL_READFUNC_ABORT;
	}
	memset(buf, 'a', take);
	*sent += take;
	return take;
}

static size_t swallow(char *p, size_t size, size_t n, void *arg)
{
	(void)p, (void)arg;
	return size * n;
}

/* Sends some 200 KB of 300,000 bytes, then cuts the connection. */
static void cut_upload(struct script *s, const char *path)
{
	CURL *c = curl_easy_init();
	size_t sent = 0;
	char *url = xasprintf("%s%s", s->f->base, path);
	char *auth = xasprintf("Authorization: Bearer %s", script_token(s, "kim"));
	struct curl_slist *headers = curl_slist_append(curl_slist_append(NULL, auth), "Expect:");

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_INFILESIZE, 300000L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, read_then_fail);
	curl_easy_setopt(c, CURLOPT_READDATA, &sent);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	CHECK(s, curl_easy_perform(c) == CURLE_ABORTED_BY_CALLBACK);
	curl_easy_cleanup(c);
	curl_slist_free_all(headers);
	free(url);
	free(auth);
}

static long long offset_of(struct script *s, const char *path)
{
	char buf[32];
	long long n = -1;

	call(s, "HEAD", path, script_token(s, "kim"));
	const char *text = https_header(&s->reply, "Upload-Offset", buf, sizeof(buf));
	return text && parse_i64(text, &n) ? n : -1;
}

static int put_rest(struct script *s, const char *path, const char *all, long long offset)
{
	char *range = xasprintf("Content-Range: bytes %lld-299999/300000", offset);
	const char *const headers[] = {range};

	script_call(s, &(struct https_request){.method = "PUT", .path = path, .token = script_token(s, "kim"),
		.headers = headers, .nheaders = 1, .body = all + offset, .nbody = (size_t)(300000 - offset)});
	free(range);
	return s->reply.status;
}

static void resumes_a_cut_upload(struct script *s)
{
	char *all = xmalloc(300001);
	long long offset = -1;

	memset(all, 'a', 300000);
	all[300000] = '\0';
	char *name = xasprintf("/v1/files/${sha256 %s}", all);
	char *path = script_expand(s, __LINE__, name);
	cut_upload(s, path);
	int64_t until = clock_mono_ms() + WAIT_MS;
	while (offset <= 0 && clock_mono_ms() < until) {
		offset = offset_of(s, path);
	}
	CHECK(s, offset > 0 && offset < 300000);
	int status;
	/* the piece stays locked until the server has seen the cut */
	do {
		offset = offset_of(s, path);
		status = put_rest(s, path, all, offset);
	} while (status == 409 && clock_mono_ms() < until);
	CHECK(s, status == 201);
	call(s, "GET", path, script_token(s, "kim"));
	CHECK(s, streq(str_c(&s->reply.body), all));
	free(path);
	free(name);
	free(all);
}

static const char *const serve_options[] = {"heartbeat=1", "doorbells=2", "public_per_minute=1000000",
	"requests_per_minute=1000000"};

static void restart(struct script *s)
{
	https_destroy(s->https);
	fettled_again(s->f, serve_options, lengthof(serve_options));
	s->https = https_create(s->f->base, s->f->pin);
}

static void stops_with_streams_open(struct script *s)
{
	struct https_stream *a = listen_as(s, script_token(s, "kim"), NULL), *b = listen_as(s, script_token(s, "anna"), NULL);

	CHECK(s, https_stream_read(a, "id: "));
	CHECK(s, https_stream_read(b, "id: "));
	CHECK(s, fettled_stop(s->f) == 0);
	CHECK(s, !https_stream_read(a, NULL));
	CHECK(s, !https_stream_read(b, NULL));
	https_stream_close(a);
	https_stream_close(b);
	restart(s);
}

static void keeps_what_it_answered(struct script *s)
{
	for (int i = 0; i < 5; i++) {
		step(s, "rfq R by anna");
		kill(s->f->pid, SIGKILL);
		waitpid(s->f->pid, NULL, 0);
		restart(s);
		char *path = script_expand(s, 0, "/v1/rfqs/${R}");
		call(s, "GET", path, script_token(s, "anna"));
		CHECK(s, s->reply.status == 200);
		free(path);
	}
}

static int run_program(struct script *s, struct str *out, const char *input, const char *const *args)
{
	str_clear(out);
	return fettled_run(s->f, args, input, out);
}

static void damage(struct script *s, const char *sql)
{
	struct db_conf conf = {.url = s->f->url};
	struct err e = ERR_NONE;
	struct db *db;

	CHECK(s, db_open(&db, &conf, &e) == 0 && db_exec(db, sql, NULL, 0, &e) >= 0);
	db_close(db);
}

static void command_line_reaches_a_running_server(struct script *s)
{
	struct str out = STR_INIT;
	int64_t until;

	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"audit", "verify", NULL}) == 0);
	CHECK(s, strstr(str_c(&out), "every hash chain holds"));
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"user", "list", NULL}) == 0);
	CHECK(s, strstr(str_c(&out), "lysenko"));
	CHECK(s, run_program(s, &out, "another password\n", (const char *const[]){"user", "password", "boris", NULL}) == 0);
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"user", "disable", "far", NULL}) == 0);
	step(s, "token A for oper");
	call(s, "GET", "/v1/me", script_get(s, "A"));
	CHECK(s, s->reply.status == 200);
	struct https_stream *stream = listen_as(s, script_get(s, "A"), NULL);
	CHECK(s, https_stream_read(stream, "id: "));
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"user", "disable", "oper", NULL}) == 0);
	for (until = clock_mono_ms() + WAIT_MS; s->reply.status == 200 && clock_mono_ms() < until;) {
		call(s, "GET", "/v1/me", script_get(s, "A"));
	}
	CHECK(s, s->reply.status == 401);
	CHECK(s, !https_stream_read(stream, NULL));
	https_stream_close(stream);
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"user", "enable", "oper", NULL}) == 0);
	str_finish(&out);
}

static void command_line_makes_accounts(struct script *s)
{
	static const char *const type[] = {"Content-Type: application/json"};
	const char *body = "{\"login\":\"newcomer\",\"password\":\"brand new word\"}";
	struct str out = STR_INIT;

	CHECK(s, run_program(s, &out, "brand new word\n", (const char *const[]){"user", "add", "--login", "newcomer", "--name", "New",
		"--role", "partner", "--org", "Newcomers", "--site", "North", "--lang", "uk", NULL}) == 0);
	script_call(s, &(struct https_request){.method = "POST", .path = "/v1/session", .headers = type, .nheaders = 1,
		.body = body, .nbody = strlen(body)});
	CHECK(s, s->reply.status == 201);
	call(s, "GET", "/v1/me", json_get_text(s->json, "token"));
	char *site = script_value(s->json, "/sites/0/name");
	CHECK(s, streq(site, "North"));
	free(site);
	/* what others wrote does not steer the terminal */
	damage(s, "UPDATE account SET name = 'N\x1b[2Jew' WHERE login = 'newcomer'");
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"user", "list", NULL}) == 0);
	CHECK(s, strstr(str_c(&out), "newcomer") && !strchr(str_c(&out), '\x1b'));
	/* refused: twice the same, a short password, a second first admin, nonsense */
	CHECK(s, run_program(s, &out, "brand new word\n", (const char *const[]){"user", "add", "--login", "Newcomer", "--name", "N",
		"--role", "partner", "--org", "Newcomers", NULL}) == 1);
	CHECK(s, run_program(s, &out, "short\n", (const char *const[]){"user", "password", "newcomer", NULL}) == 1);
	CHECK(s, run_program(s, &out, "brand new word\n", (const char *const[]){"init", NULL}) == 1);
	CHECK(s, strstr(str_c(&out), "admin"));
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"user", "promote", "kim", NULL}) == 2);
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"serve", "--fast", NULL}) == 2);
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"-o", "threads=none", "check", NULL}) == 3);
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"check", "--audit", NULL}) == 0);
	str_finish(&out);
}

static long long number(struct script *s, const char *sql)
{
	struct db_conf conf = {.url = s->f->url};
	struct err e = ERR_NONE;
	struct db *db;
	long long n = -1;

	CHECK(s, db_open(&db, &conf, &e) == 0 && db_int(db, sql, NULL, 0, &n, &e) >= 0);
	db_close(db);
	return n;
}

/* What is refreshed ends when it would have ended. */
static void refreshing_makes_nothing_younger(struct script *s)
{
	static const char old_ones[] = "SELECT MAX(expires) FROM session WHERE expires < (SELECT MIN(expires) FROM session) + 60000";
	int64_t expires = 0;

	damage(s, "DELETE FROM session");
	map_destroy(s->tokens, free);
	s->tokens = map_create();
	step(s, "token A for lysenko");
	/* signed in 89 days ago; any sign-in ends after 90 */
	damage(s, "UPDATE session SET created = created - 7689600000");
	call(s, "POST", "/v1/session/refresh", script_get(s, "A"));
	CHECK(s, s->reply.status == 201);
	CHECK(s, s->json && clock_parse(json_get_text(s->json, "expires"), &expires) == 0);
	CHECK(s, expires > clock_ms() && expires < clock_ms() + 2 * INT64_C(86400000));
	/* the token before has a minute, however often it is refreshed */
	long long end = number(s, old_ones);
	call(s, "POST", "/v1/session/refresh", script_get(s, "A"));
	CHECK(s, s->reply.status == 201);
	CHECK(s, number(s, old_ones) == end);
}

static void audit_names_the_first_bad_row(struct script *s)
{
	struct str out = STR_INIT;

	damage(s, "UPDATE audit SET actor = 'someone' WHERE site = '' AND n = 3");
	CHECK(s, run_program(s, &out, NULL, (const char *const[]){"audit", "verify", NULL}) == 1);
	CHECK(s, strstr(str_c(&out), "3"));
	str_finish(&out);
}

struct crowd {
	struct script *s;
	int who, made;
};

/* Each of the crowd posts ten requests, some twice. */
static void *post_many(void *arg)
{
	struct crowd *c = arg;
	struct https *h = https_create(c->s->f->base, c->s->f->pin);

	for (int i = 0; i < 12; i++) {
		char id[ULID_SIZE];
		struct https_reply r;
		char *body = xasprintf("{\"id\":\"%s\",\"title\":\"T\",\"process\":\"mill\",\"breaks\":[{\"qty\":1}],"
			"\"due\":\"2027-06-01T00:00:00Z\",\"currency\":\"KRW\"}", ulid_make(id));
		char *key = xasprintf("Idempotency-Key: crowd-%s", id);
		const char *const headers[] = {key, "Content-Type: application/json"};
		for (int twice = 0; twice < 1 + (i % 4 == 0); twice++) {
			https_call(h, &(struct https_request){.method = "POST", .path = "/v1/rfqs",
				.token = map_get(c->s->tokens, "anna"), .headers = headers, .nheaders = 2,
				.body = body, .nbody = strlen(body)}, &r);
			c->made += r.status == 201 && !twice;
			https_reply_finish(&r);
		}
		free(body);
		free(key);
	}
	https_destroy(h);
	return NULL;
}

static void many_write_at_once(struct script *s)
{
	enum { CROWD = 12 };
	struct crowd crowd[CROWD];
	pthread_t threads[CROWD];
	long long before;
	int made = 0;

	script_token(s, "anna");
	before = last_change(s);
	for (int i = 0; i < CROWD; i++) {
		crowd[i] = (struct crowd){s, i, 0};
		pthread_create(&threads[i], NULL, post_many, &crowd[i]);
	}
	for (int i = 0; i < CROWD; i++) {
		pthread_join(threads[i], NULL);
		made += crowd[i].made;
	}
	CHECK(s, made == CROWD * 12);
	/* one change for each, none twice, none lost */
	CHECK(s, last_change(s) == before + made);
}

struct buyer {
	struct script *s;
	char *path, *body;
	int status;
};

static void *order(void *arg)
{
	static int n;
	struct buyer *b = arg;
	struct https *h = https_create(b->s->f->base, b->s->f->pin);
	char *key = xasprintf("Idempotency-Key: buyer-%d-%p", __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED), arg);
	const char *const headers[] = {key, "Content-Type: application/json"};
	struct https_reply r;

	https_call(h, &(struct https_request){.method = "POST", .path = b->path, .token = map_get(b->s->tokens, "anna"),
		.headers = headers, .nheaders = 2, .body = b->body, .nbody = strlen(b->body)}, &r);
	b->status = r.status;
	https_reply_finish(&r);
	https_destroy(h);
	free(key);
	return NULL;
}

static struct buyer buyer_of(struct script *s, const char *quote)
{
	char *path = xasprintf("/v1/quotes/%s", quote);

	call(s, "GET", path, script_token(s, "anna"));
	free(path);
	return (struct buyer){s, xasprintf("/v1/deals/%s/order", s->json ? json_get_text(s->json, "deal") : ""),
		xasprintf("{\"quote\":\"%s\"}", quote), 0};
}

/* Two quotes for one request, ordered by many at the same moment. */
static void one_of_two_is_ordered(struct script *s)
{
	enum { BUYERS = 8 };
	struct buyer all[BUYERS];
	pthread_t threads[BUYERS];

	for (int round = 0; round < 5; round++) {
		int won[2] = {0}, late[2] = {0};
		step(s, "rfq R by anna");
		step(s, "quote P by kim on ${R}");
		step(s, "quote Q by mori on ${R}");
		for (int i = 0; i < BUYERS; i++) {
			all[i] = buyer_of(s, script_get(s, i % 2 ? "P" : "Q"));
		}
		for (int i = 0; i < BUYERS; i++) {
			pthread_create(&threads[i], NULL, order, &all[i]);
		}
		for (int i = 0; i < BUYERS; i++) {
			pthread_join(threads[i], NULL);
			won[i % 2] += all[i].status == 200;
			late[i % 2] += all[i].status == 409;
			free(all[i].path);
			free(all[i].body);
		}
		CHECK(s, won[0] + won[1] == BUYERS / 2 && (won[0] == 0 || won[1] == 0));
		CHECK(s, late[0] + late[1] == BUYERS / 2);
	}
}

/* A second program on the same database, in a folder of its own. */
static void open_second(struct script *s, struct fettled *other, const char *const *options, size_t n)
{
	*other = *s->f;
	other->dir = xstrdup(unit_dir());
	other->base = other->pin = NULL;
	other->told = -1;
	fettled_again(other, options, n);
}

static void close_second(struct script *s, struct fettled *other)
{
	CHECK(s, fettled_stop(other) == 0);
	close(other->told);
	free(other->dir);
	free(other->base);
	free(other->pin);
}

/* On PostgreSQL the other is told at once. */
static void nodes_hear_of_each_other(struct script *s)
{
	struct fettled other;

	if (s->f->engine != PGSQL) {
		return;
	}
	open_second(s, &other, serve_options, lengthof(serve_options));
	step(s, "token A for kim");
	struct https_stream *there = https_stream_open(other.base, other.pin, &(struct https_request){
		.method = "GET", .path = "/v1/doorbell", .token = script_get(s, "A")});
	char next[64];
	CHECK(s, https_stream_read(there, "id: "));
	step(s, "rfq R by anna");
	snprintf(next, sizeof(next), "id: %lld\n", last_change(s));
	CHECK(s, https_stream_read(there, next));
	/* signed out here, the stream there ends */
	call(s, "DELETE", "/v1/session", script_get(s, "A"));
	CHECK(s, !https_stream_read(there, NULL));
	https_stream_close(there);
	close_second(s, &other);
}

/* What everybody gets from a server that keeps no answers, and twice from the one that does. */
static void compare(struct script *s, struct https *fresh, const char *path)
{
	struct https_reply reply = {0};

	for (size_t who = 0; fettled_people[who]; who++) {
		const char *token = script_token(s, fettled_people[who]);

		https_call(fresh, &(struct https_request){.method = "GET", .path = path, .token = token}, &reply);
		for (int twice = 0; twice < 2; twice++) {
			call(s, "GET", path, token);
			CHECK(s, s->reply.status == reply.status && (reply.status == 200 || reply.status == 404));
			CHECK(s, reply.status != 200 || streq(str_c(&s->reply.body), str_c(&reply.body)));
		}
		https_reply_finish(&reply);
	}
}

static void compare_lists(struct script *s, struct https *fresh)
{
	static const char *const paths[] = {"/v1/rfqs", "/v1/rfqs?view=brief", "/v1/rfqs?limit=2&order=deadline",
		"/v1/rfqs?q=bracket", "/v1/rfqs?q=bracke%74&state=open", "/v1/deals", "/v1/quotes", "/v1/quotes?view=brief", "/v1/notes"};

	for (size_t i = 0; i < lengthof(paths); i++) {
		compare(s, fresh, paths[i]);
	}
	compare(s, fresh, "/v1/threads");
	call(s, "GET", "/v1/threads", script_token(s, "root"));
	size_t n = s->json ? json_len(json_get(s->json, "items")) : 0;
	char *messages[MANY];
	for (size_t i = 0; i < n && i < MANY; i++) {
		messages[i] = xasprintf("/v1/threads/%s/messages", json_get_text(json_at(json_get(s->json, "items"), i), "id"));
	}
	for (size_t i = 0; i < n && i < MANY; i++) {
		compare(s, fresh, messages[i]);
		free(messages[i]);
	}
}

static void ask_for_chat(struct script *s, const char *customer, const char *rfq)
{
	char key[ULID_SIZE];
	char *path = xasprintf("/v1/deals?rfq=%s", script_get(s, rfq));

	call(s, "GET", path, script_token(s, customer));
	free(path);
	const char *deal = s->json ? json_get_text(json_at(json_get(s->json, "items"), 0), "id") : NULL;
	path = xasprintf("/v1/deals/%s/chat", deal ? deal : "");
	char *header = xasprintf("Idempotency-Key: %s", ulid_make(key));
	script_call(s, &(struct https_request){.method = "POST", .path = path, .token = script_token(s, customer),
		.headers = (const char *const []){header}, .nheaders = 1, .body = "{}", .nbody = 2});
	CHECK(s, s->reply.status == 200 || s->reply.status == 201);
	free(header);
	free(path);
}

/* Whoever writes what, and through whichever of two programs: no kept answer shows what is no more,
   or what is not for who asks. */
static void keeps_no_answer_too_long(struct script *s)
{
	static const char *const options[] = {"answers_mib=0", "requests_per_minute=1000000"};
	static const char *const writes[] = {
		"rfq R by anna profile", "deal D by kim on ${R}", "rfq S by boris profile", "quote Q by kim on ${R}",
		"deal E by lee on ${S}", "quote P by kim on ${S}",
	};
	struct fettled other;

	open_second(s, &other, options, lengthof(options));
	struct https *here = s->https, *there = https_create(other.base, other.pin);
	compare_lists(s, there);
	for (size_t i = 0; i < lengthof(writes); i++) {
		s->https = i % 2 ? there : here;
		step(s, writes[i]);
		s->https = here;
		compare_lists(s, there);
	}
	ask_for_chat(s, "anna", "R");
	ask_for_chat(s, "boris", "S");
	compare_lists(s, there);
	https_destroy(there);
	close_second(s, &other);
}

/* The database goes away and comes back. */
static void outlives_its_database(struct script *s)
{
	struct https_stream *stream;
	char next[64];
	int64_t until = clock_mono_ms() + WAIT_MS;

	if (s->f->engine != PGSQL) {
		return;
	}
	stream = listen_as(s, script_token(s, "kim"), NULL);
	CHECK(s, https_stream_read(stream, "id: "));
	const char *token = script_token(s, "kim");
	pg_crash();
	/* nothing of where the database is and what it says */
	call(s, "GET", "/v1/rfqs", token);
	CHECK(s, s->reply.status == 503 && !strstr(str_c(&s->reply.body), "\"detail\""));
	pg_restart();
	do {
		call(s, "GET", "/healthz", NULL);
	} while (s->reply.status != 200 && clock_mono_ms() < until);
	CHECK(s, s->reply.status == 200);
	step(s, "rfq R by anna");
	snprintf(next, sizeof(next), "id: %lld\n", last_change(s));
	CHECK(s, https_stream_read(stream, next));
	https_stream_close(stream);
}

/* Behind a proxy: no TLS, the client's address from the proxy. */
static void serves_plain_http_behind_a_proxy(struct script *s)
{
	static const char *const options[] = {"plain_http=yes", "forwarded=yes"};
	static const char *const from[] = {"X-Forwarded-For: 10.1.1.1, 203.0.113.7"};

	CHECK(s, fettled_stop(s->f) == 0);
	https_destroy(s->https);
	fettled_again(s->f, options, lengthof(options));
	s->https = https_create(s->f->base, s->f->pin);
	CHECK(s, starts_with(s->f->base, "http://"));
	script_call(s, &(struct https_request){.method = "GET", .path = "/healthz", .headers = from, .nheaders = 1});
	CHECK(s, s->reply.status == 200);
	char buf[8];
	CHECK(s, !https_header(&s->reply, "Strict-Transport-Security", buf, sizeof(buf)));
	CHECK(s, fettled_stop(s->f) == 0);
	char *log = fettled_log(s->f);
	CHECK(s, strstr(log, "203.0.113.7"));
	free(log);
	restart(s);
}

static void log_holds_no_secrets(struct script *s)
{
	call(s, "GET", "/v1/rfqs?q=typedword", script_token(s, "kim"));
	CHECK(s, fettled_stop(s->f) == 0);
	char *log = fettled_log(s->f);
	CHECK(s, !strstr(log, FETTLED_PASSWORD));
	CHECK(s, !strstr(log, "ft_"));
	CHECK(s, !strstr(log, "typedword"));
	CHECK(s, strstr(log, " method=GET path=/v1/rfqs route=rfq.list status=200 "));
	free(log);
	restart(s);
}

static const struct scenario scenarios[] = {
	{"the doorbell rings after a commit", rings_after_a_commit},
	{"the doorbell shows signs of life", shows_signs_of_life},
	{"the oldest stream makes room", oldest_makes_room},
	{"signing out ends the stream", signing_out_ends_it},
	{"who is gone is forgotten", forgets_who_is_gone},
	{"plain HTTP to the TLS port does no harm", refuses_plain_http},
	{"a cut upload is resumed", resumes_a_cut_upload},
	{"many write at once", many_write_at_once},
	{"one of two quotes is ordered", one_of_two_is_ordered},
	{"nodes hear of each other", nodes_hear_of_each_other},
	{"no answer is kept too long", keeps_no_answer_too_long},
	{"it outlives its database", outlives_its_database},
	{"it stops with streams open", stops_with_streams_open},
	{"what it answered outlives a kill", keeps_what_it_answered},
	{"the command line reaches a running server", command_line_reaches_a_running_server},
	{"the command line makes accounts", command_line_makes_accounts},
	{"the log holds no secrets", log_holds_no_secrets},
	{"it serves plain HTTP behind a proxy", serves_plain_http_behind_a_proxy},
	{"refreshing makes nothing younger", refreshing_makes_nothing_younger},
	{"the audit names the first bad row", audit_names_the_first_bad_row},
};

int main(int argc, char **argv)
{
	return script_scenarios("live", scenarios, lengthof(scenarios), serve_options, lengthof(serve_options), argc, argv);
}
