/*
 * What whoever runs a server relies on: signals, systemd, counts. wire_ops [--pgsql] [NAME]
 */
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "lib/script.h"
#include "src/server/tls.h"

enum { WAIT_MS = 20000 };

#define CHECK(s, what) ((what) ? (void)0 : script_fail((s), __LINE__, "%s", #what))

static void call(struct script *s, const char *method, const char *path, const char *token)
{
	script_call(s, &(struct https_request){.method = method, .path = path, .token = token});
}

static size_t swallow(char *p, size_t size, size_t n, void *arg)
{
	(void)p, (void)arg;
	return size * n;
}

static const char *const serve_options[] = {"heartbeat=1", "public_per_minute=1000000", "requests_per_minute=1000000"};

static void restart(struct script *s)
{
	https_destroy(s->https);
	fettled_again(s->f, serve_options, lengthof(serve_options));
	s->https = https_create(s->f->base, s->f->pin);
}

static void reloads_on_sighup(struct script *s)
{
	char *log = fs_join(s->f->dir, "log"), *old = fs_join(s->f->dir, "log.1"), *cert = fs_join(s->f->dir, "tls-cert.pem");
	char *key = fs_join(s->f->dir, "tls-key.pem");
	struct err e = ERR_NONE;

	call(s, "GET", "/healthz", NULL); /* a connection from before */
	CHECK(s, rename(log, old) == 0);
	CHECK(s, tls_make(cert, key, "127.0.0.1", &e) == 0);
	kill(s->f->pid, SIGHUP);
	/* a new connection meets the new key */
	for (int64_t until = clock_mono_ms() + WAIT_MS; access(log, F_OK) != 0 && clock_mono_ms() < until;) {
		call(s, "GET", "/healthz", NULL);
	}
	CHECK(s, access(log, F_OK) == 0);
	bool changed = false;
	for (int64_t until = clock_mono_ms() + WAIT_MS; !changed && clock_mono_ms() < until;) {
		changed = !https_pin_holds(s->f->base, s->f->pin);
	}
	CHECK(s, changed);
	/* the old connection lives on: a new one would not hold the old pin */
	call(s, "GET", "/healthz", NULL);
	CHECK(s, s->reply.status == 200);
	free(log);
	free(old);
	free(cert);
	free(key);
	fettled_stop(s->f);
	restart(s);
}

/* The value of a line of the counts, without its decimals; -1 when it is not there. */
static long long counted(struct script *s, const char *line)
{
	const char *text = str_c(&s->reply.body), *at = text;
	size_t n = strlen(line);
	char value[32];
	long long v;

	while ((at = strstr(at, line)) && ((at > text && at[-1] != '\n') || at[n] != ' ')) {
		at++;
	}
	if (!at) {
		return -1;
	}
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at + n + 1, ".\n"), at + n + 1);
	return parse_i64(value, &v) ? v : -1;
}

static bool is_value(const char *s)
{
	return *s && s[strspn(s, "0123456789.")] == '\0';
}

/* Every line is a comment or "name{labels} value"; every name has been introduced. */
static void is_exposition(struct script *s)
{
	char *text = xstrdup(str_c(&s->reply.body)), *rest = text, kind[80] = "";

	CHECK(s, *text && text[strlen(text) - 1] == '\n');
	for (char *line; (line = strsep(&rest, "\n")) && rest;) {
		if (starts_with(line, "# TYPE ")) {
			snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(line + 7, " "), line + 7);
		} else if (!starts_with(line, "# HELP ")) {
			const char *value = strrchr(line, ' ');
			CHECK(s, *kind && starts_with(line, kind) && value && is_value(value + 1));
			CHECK(s, value && (value[-1] == '}') == (strchr(line, '{') != NULL));
		}
	}
	free(text);
}

static void read_counts(struct script *s, const char *token)
{
	call(s, "GET", "/metrics", token);
}

static int listening(int *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const void *)&at, n) < 0 || listen(fd, 16) < 0 || getsockname(fd, (void *)&at, &n) < 0) {
		exit(1);
	}
	*port = ntohs(at.sin_port);
	return fd;
}

struct early { char *base; int status; };

/* Connects before there is a server. */
static void *ask_early(void *arg)
{
	struct early *e = arg;
	CURL *c = curl_easy_init();
	char *url = xasprintf("%s/healthz", e->base);
	long status = 0;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	e->status = (int)status;
	curl_easy_cleanup(c);
	free(url);
	return NULL;
}

static void serves_a_socket_of_systemd(struct script *s)
{
	/* an address nobody here has: only the socket can be what it serves */
	static const char *const options[] = {"listen=192.0.2.1:1", "requests_per_minute=1000000"};
	int port;
	pthread_t asking;

	CHECK(s, fettled_stop(s->f) == 0);
	https_destroy(s->https);
	s->f->handed = listening(&port);
	struct early early = {.base = xasprintf("https://127.0.0.1:%d", port)};
	must(pthread_create(&asking, NULL, ask_early, &early) == 0);
	fettled_again(s->f, options, lengthof(options));
	pthread_join(asking, NULL);
	CHECK(s, early.status == 200);
	CHECK(s, streq(s->f->base, early.base));
	s->https = https_create(s->f->base, s->f->pin);
	call(s, "GET", "/v1/rfqs", script_token(s, "kim"));
	CHECK(s, s->reply.status == 200);
	/* the socket outlives a restart, and who connects meanwhile waits */
	CHECK(s, fettled_stop(s->f) == 0);
	https_destroy(s->https);
	must(pthread_create(&asking, NULL, ask_early, &early) == 0);
	fettled_again(s->f, options, lengthof(options));
	pthread_join(asking, NULL);
	CHECK(s, early.status == 200);
	CHECK(s, fettled_stop(s->f) == 0);
	close(s->f->handed);
	s->f->handed = 0;
	free(early.base);
	s->https = https_create(s->f->base, s->f->pin);
	restart(s);
}

static void counts_for_prometheus(struct script *s)
{
	char *path = fs_join(s->f->dir, "metrics-token"), *option = xasprintf("metrics_token=%s", path), buf[80];
	const char *const options[] = {"requests_per_minute=1000000", option};
	struct err e = ERR_NONE;

	CHECK(s, fs_write(path, "prometheus-reads-this\n", 22, 0600, &e) == 0);
	CHECK(s, fettled_stop(s->f) == 0);
	https_destroy(s->https);
	fettled_again(s->f, options, lengthof(options));
	s->https = https_create(s->f->base, s->f->pin);
	/* strangers, and who may sign in but not administer */
	read_counts(s, NULL);
	CHECK(s, s->reply.status == 401);
	read_counts(s, "prometheus-reads-thiz");
	CHECK(s, s->reply.status == 401);
	read_counts(s, script_token(s, "sadm"));
	CHECK(s, s->reply.status == 403);
	read_counts(s, script_token(s, "root"));
	CHECK(s, s->reply.status == 200);
	/* the token opens nothing else */
	call(s, "GET", "/v1/me", "prometheus-reads-this");
	CHECK(s, s->reply.status == 401);
	read_counts(s, "prometheus-reads-this");
	CHECK(s, s->reply.status == 200);
	CHECK(s, streq(https_header(&s->reply, "Content-Type", buf, sizeof(buf)), "text/plain; version=0.0.4; charset=utf-8"));
	is_exposition(s);
	long long lists = counted(s, "fettled_requests_total{route=\"rfq.list\",status=\"200\"}");
	long long jobs = counted(s, "fettled_commit_group_sum"), feed = counted(s, "fettled_feed_position");
	CHECK(s, lists < 0 && counted(s, "fettled_requests_total{route=\"metrics\",status=\"401\"}") == 2);

	struct https_stream *ear = https_stream_open(s->f->base, s->f->pin, &(struct https_request){
		.method = "GET", .path = "/v1/doorbell", .token = script_token(s, "kim")});
	CHECK(s, https_stream_read(ear, "id: "));
	call(s, "GET", "/v1/rfqs", script_token(s, "kim"));
	call(s, "GET", "/nothing", NULL);
	script_given(s, 0, "rfq R by anna");
	read_counts(s, "prometheus-reads-this");
	is_exposition(s);
	CHECK(s, counted(s, "fettled_requests_total{route=\"rfq.list\",status=\"200\"}") == 1);
	CHECK(s, counted(s, "fettled_requests_total{route=\"none\",status=\"404\"}") == 1);
	CHECK(s, counted(s, "fettled_request_seconds_count{route=\"rfq.list\"}") == 1);
	CHECK(s, counted(s, "fettled_request_seconds_bucket{route=\"rfq.list\",le=\"+Inf\"}") == 1);
	CHECK(s, counted(s, "fettled_request_seconds_sum{route=\"rfq.list\"}") >= 0);
	CHECK(s, !strstr(str_c(&s->reply.body), "seconds_sum{route=\"rfq.list\"} 0.000000"));
	CHECK(s, counted(s, "fettled_doorbells") == 1);
	CHECK(s, counted(s, "fettled_write_queue") == 0);
	CHECK(s, counted(s, "fettled_writable") == 1);
	CHECK(s, counted(s, "fettled_commit_group_sum") > jobs);
	CHECK(s, counted(s, "fettled_feed_position") > feed);
	CHECK(s, counted(s, "fettled_faults_total{code=\"database\"}") == 0);
	snprintf(buf, sizeof(buf), "fettled_build_info{version=\"%s\",database=\"%s\"}", "0.1.0",
		s->f->engine == PGSQL ? "postgresql" : "sqlite");
	CHECK(s, counted(s, buf) == 1);
	https_stream_close(ear);
	CHECK(s, fettled_stop(s->f) == 0);
	free(path);
	free(option);
	restart(s);
}

static const struct scenario scenarios[] = {
	{"SIGHUP reopens the log and reloads the certificate", reloads_on_sighup},
	{"it serves the socket that systemd passes", serves_a_socket_of_systemd},
	{"it counts for Prometheus, and for nobody else", counts_for_prometheus},
};

int main(int argc, char **argv)
{
	return script_scenarios("ops", scenarios, lengthof(scenarios), serve_options, lengthof(serve_options), argc, argv);
}
