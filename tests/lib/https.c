#include "lib/https.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "unit/unit.h"

enum { WAIT_MS = 20000, STREAM_MS = 10000 };

struct https {
	CURL *curl;
	char *base, *pin;
};

static size_t on_data(char *p, size_t size, size_t n, void *arg)
{
	str_addn(arg, p, size * n);
	return size * n;
}

struct https *https_create(const char *base, const char *pin)
{
	struct https *h = xcalloc(1, sizeof(*h));

	h->curl = curl_easy_init();
	h->base = xstrdup(base);
	h->pin = xstrdup(pin);
	return h;
}

void https_destroy(struct https *h)
{
	if (h) {
		curl_easy_cleanup(h->curl);
		free(h->base);
		free(h->pin);
		free(h);
	}
}

struct upload {
	const char *p;
	size_t left;
};

static size_t on_read(char *buf, size_t size, size_t n, void *arg)
{
	struct upload *u = arg;
	size_t take = size * n < u->left ? size * n : u->left;

	memcpy(buf, u->p, take);
	u->p += take;
	u->left -= take;
	return take;
}

static struct curl_slist *headers_of(const struct https_request *q)
{
	struct curl_slist *list = NULL;

	if (q->token) {
		char *line = xasprintf("Authorization: Bearer %s", q->token);
		list = curl_slist_append(list, line);
		free(line);
	}
	for (size_t i = 0; i < q->nheaders; i++) {
		list = curl_slist_append(list, q->headers[i]);
	}
	/* neither is ours to say */
	list = curl_slist_append(list, "Expect:");
	return list;
}

static void set_up(CURL *c, const char *base, const char *pin, const struct https_request *q,
	struct curl_slist *headers, struct upload *u)
{
	char *url = xasprintf("%s%s", base, q->path);

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	if (*pin && *pin != '-') {
		curl_easy_setopt(c, CURLOPT_PINNEDPUBLICKEY, pin);
	}
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	if (q->body) {
		*u = (struct upload){q->body, q->nbody};
		curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)q->nbody);
		curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(c, CURLOPT_READDATA, u);
	}
	if (streq(q->method, "HEAD")) {
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	} else {
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method);
	}
	free(url);
}

static CURLcode perform(struct https *h, const struct https_request *q, struct https_reply *out)
{
	struct curl_slist *headers = headers_of(q);
	struct upload u;
	long status = 0;

	*out = (struct https_reply){.status = -1};
	set_up(h->curl, h->base, h->pin, q, headers, &u);
	curl_easy_setopt(h->curl, CURLOPT_TIMEOUT_MS, (long)WAIT_MS);
	curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, &out->body);
	curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, on_data);
	curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, &out->headers);
	CURLcode code = curl_easy_perform(h->curl);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	out->status = status ? (int)status : -1;
	curl_slist_free_all(headers);
	return code;
}

void https_call(struct https *h, const struct https_request *q, struct https_reply *out)
{
	CURLcode code = perform(h, q, out);

	if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_PINNEDPUBKEYNOTMATCH) {
		fprintf(stderr, "%s %s: %s\n", q->method, q->path, curl_easy_strerror(code));
		exit(1);
	}
}

void https_try(struct https *h, const struct https_request *q, struct https_reply *out)
{
	/* a status without the whole of its reply is no answer */
	if (perform(h, q, out) != CURLE_OK) {
		out->status = -1;
	}
}

bool https_pin_holds(const char *base, const char *pin)
{
	CURL *c = curl_easy_init();
	struct str body = STR_INIT;

	set_up(c, base, pin, &(struct https_request){.method = "GET", .path = "/healthz"}, NULL, NULL);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
	CURLcode code = curl_easy_perform(c);
	curl_easy_cleanup(c);
	str_finish(&body);
	return code == CURLE_OK;
}

void https_reply_finish(struct https_reply *r)
{
	str_finish(&r->headers);
	str_finish(&r->body);
}

const char *https_header(const struct https_reply *r, const char *name, char *buf, size_t size)
{
	size_t n = strlen(name);

	for (const char *line = str_c(&r->headers); line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			line += n + 1;
			line += strspn(line, " ");
			snprintf(buf, size, "%.*s", (int)strcspn(line, "\r\n"), line);
			return buf;
		}
	}
	return NULL;
}

static void wait_for(CURL *c, bool read)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	curl_easy_getinfo(c, CURLINFO_ACTIVESOCKET, &fd);
	poll(&(struct pollfd){.fd = fd, .events = read ? POLLIN : POLLOUT}, 1, 1000);
}

static bool send_all(CURL *c, const char *p, size_t n, int64_t until)
{
	while (n > 0 && clock_mono_ms() < until) {
		size_t done = 0;
		CURLcode code = curl_easy_send(c, p, n, &done);
		if (code == CURLE_AGAIN) {
			wait_for(c, false);
		} else if (code != CURLE_OK) {
			return false;
		}
		p += done;
		n -= done;
	}
	return n == 0;
}

bool https_raw(const char *base, const char *pin, const char *bytes, size_t n, struct str *out)
{
	CURL *c = curl_easy_init();
	int64_t until = clock_mono_ms() + STREAM_MS;
	char buf[4096];
	bool ended = false;

	set_up(c, base, pin, &(struct https_request){.method = "GET", .path = "/"}, NULL, NULL);
	curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	if (curl_easy_perform(c) != CURLE_OK) {
		fprintf(stderr, "%s: no connection\n", base);
		exit(1);
	}
	/* what it says to half a request counts too */
	send_all(c, bytes, n, until);
	while (!ended && clock_mono_ms() < until) {
		size_t got = 0;
		CURLcode code = curl_easy_recv(c, buf, sizeof(buf), &got);
		if (code == CURLE_AGAIN) {
			wait_for(c, true);
		} else {
			ended = code != CURLE_OK || got == 0;
		}
		str_addn(out, buf, got);
	}
	curl_easy_cleanup(c);
	return ended;
}

struct https_stream {
	CURLM *multi;
	CURL *curl;
	struct curl_slist *headers;
	struct upload u;
	struct str text;
	bool ended;
};

struct https_stream *https_stream_open(const char *base, const char *pin, const struct https_request *q)
{
	struct https_stream *s = xcalloc(1, sizeof(*s));

	s->multi = curl_multi_init();
	s->curl = curl_easy_init();
	s->headers = headers_of(q);
	set_up(s->curl, base, pin, q, s->headers, &s->u);
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, &s->text);
	curl_multi_add_handle(s->multi, s->curl);
	return s;
}

bool https_stream_read(struct https_stream *s, const char *until)
{
	int64_t end = clock_mono_ms() + STREAM_MS;
	int running = 1;

	while (!(until && strstr(str_c(&s->text), until))) {
		curl_multi_perform(s->multi, &running);
		if (running == 0) {
			s->ended = true;
			return until && strstr(str_c(&s->text), until);
		}
		if (until && strstr(str_c(&s->text), until)) {
			return true;
		}
		if (clock_mono_ms() > end) {
			fprintf(stderr, "the stream said only: %s\n", str_c(&s->text));
			exit(1);
		}
		curl_multi_poll(s->multi, NULL, 0, 1000, NULL);
	}
	return true;
}

const char *https_stream_text(const struct https_stream *s)
{
	return str_c(&s->text);
}

int https_stream_status(const struct https_stream *s)
{
	long status = 0;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

void https_stream_close(struct https_stream *s)
{
	curl_multi_remove_handle(s->multi, s->curl);
	curl_easy_cleanup(s->curl);
	curl_multi_cleanup(s->multi);
	curl_slist_free_all(s->headers);
	str_finish(&s->text);
	free(s);
}
