#include "lib/survive.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/ulid.h"
#include "wire/json.h"

/* Limits are another test's. */
static const char *const options[] = {"heartbeat=1", "doorbells=50", "public_per_minute=1000000",
	"requests_per_minute=1000000"};

static void read_number(struct survive *w, struct survive_rfq *r)
{
	char *path = xasprintf("/v1/rfqs/%s", r->id);

	assert_int_equal(survive_get(w, "kim", path), 200);
	snprintf(r->number, sizeof(r->number), "%lld", (long long)json_get_int(w->s.json, "number", -1));
	free(path);
}

const struct survive_rfq *survive_rfq(struct survive *w, const char *title, const char *text)
{
	struct survive_rfq *r = vec_add(&w->rfqs);
	struct json *j = json_new_object(), *breaks = json_new_array(), *one = json_new_object();
	struct str body = STR_INIT;
	char due[CLOCK_TEXT];

	ulid_make(r->id);
	json_set_int(one, "qty", 50);
	json_push(breaks, one);
	json_set_text(j, "id", r->id);
	json_set_text(j, "title", title ? title : "Bracket");
	json_set_text(j, "text", text ? text : "");
	json_set_text(j, "process", "mill");
	json_set(j, "breaks", breaks);
	json_set_text(j, "due", clock_format(clock_ms() + 7 * INT64_C(86400000), due));
	json_set_text(j, "currency", "KRW");
	json_set_bool(j, "takes_profile", true);
	json_write(j, false, &body);
	json_free(j);
	int status = survive_write(w, "anna", NULL, "POST", "/v1/rfqs", str_c(&body));
	if (status != 201) {
		fail_msg("POST /v1/rfqs: %d %s", status, str_c(&w->s.reply.body));
	}
	str_finish(&body);
	read_number(w, r);
	return r;
}

struct survive *survive_open(enum engine engine, size_t rfqs)
{
	struct fettled *f = fettled_start(engine, options, lengthof(options));
	struct survive *w = f ? xcalloc(1, sizeof(*w)) : NULL;

	if (!f) {
		return NULL;
	}
	w->f = f;
	script_open(&w->s, f, "survive");
	w->s.name = "survive";
	w->proxy = proxy_before(f->base);
	w->kim = client_create();
	for (size_t i = 0; i < rfqs; i++) {
		survive_rfq(w, NULL, NULL);
	}
	client_sign_in(w->kim, proxy_url(w->proxy), f->pin, "kim");
	return w;
}

void survive_close(struct survive *w)
{
	if (!w) {
		return;
	}
	client_destroy(w->kim);
	proxy_stop(w->proxy);
	script_close(&w->s);
	assert_int_equal(w->s.failed, 0);
	vec_finish(&w->rfqs);
	free(w);
}

void survive_serve(struct survive *w)
{
	https_destroy(w->s.https);
	fettled_again(w->f, options, lengthof(options));
	w->s.https = https_create(w->f->base, w->f->pin);
	proxy_to(w->proxy, w->f->base);
}

void survive_crash(struct survive *w)
{
	kill(w->f->pid, SIGKILL);
	waitpid(w->f->pid, NULL, 0);
	survive_serve(w);
}

int survive_get(struct survive *w, const char *login, const char *path)
{
	script_call(&w->s, &(struct https_request){.method = "GET", .path = path, .token = login ? script_token(&w->s, login) : NULL});
	return w->s.reply.status;
}

int survive_write(struct survive *w, const char *login, const char *key, const char *method, const char *path, const char *body)
{
	char id[ULID_SIZE];
	char *line = xasprintf("Idempotency-Key: %s", key ? key : ulid_make(id));
	const char *const headers[] = {line, "Content-Type: application/json"};

	script_call(&w->s, &(struct https_request){.method = method, .path = path, .token = login ? script_token(&w->s, login) : NULL,
		.headers = headers, .nheaders = 2, .body = body, .nbody = strlen(body)});
	free(line);
	return w->s.reply.status;
}

void survive_audit(struct survive *w)
{
	struct str out = STR_INIT;
	int status = fettled_run(w->f, (const char *const[]){"audit", "verify", NULL}, NULL, &out);

	if (status || !strstr(str_c(&out), "every hash chain holds")) {
		fail_msg("audit verify: %d %s", status, str_c(&out));
	}
	str_finish(&out);
}

/* ---- the feed ---- */

void feed_reader_init(struct feed_reader *r)
{
	*r = (struct feed_reader){.revs = map_create()};
}

void feed_reader_finish(struct feed_reader *r)
{
	map_destroy(r->revs, NULL);
}

static void wrong(struct feed_reader *r, const char *what, long long n, const struct json *c, long long before)
{
	if (!*r->wrong) {
		snprintf(r->wrong, sizeof(r->wrong), "change %lld (%s %s, revision %lld) %s %lld", n, json_get_text(c, "kind"),
			json_get_text(c, "id"), (long long)json_get_int(c, "rev", -1), what, before);
	}
}

static bool is_listed(const char *kind)
{
	return streq(kind, "rfq") || streq(kind, "deal") || streq(kind, "quote");
}

static void take_change(struct feed_reader *r, const struct json *c)
{
	long long n = json_get_int(c, "n", -1), rev = json_get_int(c, "rev", 0);
	const char *id = json_get_text(c, "id");

	if (n <= r->last) {
		wrong(r, "comes after", n, c, r->last);
	}
	r->last = n;
	long long known = (long long)(intptr_t)map_get(r->revs, id) - 1;
	if (known >= rev) {
		wrong(r, "comes after revision", n, c, known);
	}
	map_set(r->revs, id, (void *)(intptr_t)(rev + 1));
	r->listed += known < 0 && is_listed(json_get_text(c, "kind"));
}

bool feed_reader_take(struct feed_reader *r, const struct json *page)
{
	const struct json *changes = json_get(page, "changes");
	long long last = json_get_int(page, "last", -1);

	for (size_t i = 0; i < json_len(changes); i++) {
		take_change(r, json_at(changes, i));
	}
	if (last < r->last) {
		wrong(r, "is followed by the page's last", r->last, NULL, last);
	}
	r->last = last;
	return json_get_bool(page, "more", false);
}

void feed_reader_catch_up(struct feed_reader *r, struct survive *w, const char *login, size_t page)
{
	bool more = true;

	while (more) {
		char *path = xasprintf("/v1/changes?since=%lld&limit=%zu", r->last, page);
		assert_int_equal(survive_get(w, login, path), 200);
		more = feed_reader_take(r, w->s.json);
		free(path);
	}
}

static size_t check_list(const struct feed_reader *r, struct survive *w, const char *login, const char *path)
{
	struct str next = STR_INIT;
	size_t seen = 0;

	str_add(&next, path);
	while (next.len) {
		assert_int_equal(survive_get(w, login, str_c(&next)), 200);
		const struct json *items = json_get(w->s.json, "items");
		const char *cursor = json_get_text(w->s.json, "next");
		for (size_t i = 0; i < json_len(items); i++, seen++) {
			const char *id = json_get_text(json_at(items, i), "id");
			long long rev = json_get_int(json_at(items, i), "rev", 0);
			long long told = (long long)(intptr_t)map_get(r->revs, id) - 1;
			if (told != rev) {
				fail_msg("%s %s is at revision %lld, the feed told %lld", path, id, rev, told);
			}
		}
		str_clear(&next);
		if (cursor) {
			str_addf(&next, "%s&cursor=%s", path, cursor);
		}
	}
	str_finish(&next);
	return seen;
}

void feed_reader_check(const struct feed_reader *r, struct survive *w, const char *login)
{
	if (*r->wrong) {
		fail_msg("%s", r->wrong);
	}
	size_t listed = check_list(r, w, login, "/v1/rfqs?limit=100") + check_list(r, w, login, "/v1/deals?limit=100")
		+ check_list(r, w, login, "/v1/quotes?limit=100");
	if (listed != r->listed) {
		fail_msg("the lists hold %zu objects, the feed told of %zu", listed, r->listed);
	}
}

void survive_feed(struct survive *w, const char *login, size_t page)
{
	struct feed_reader r;

	feed_reader_init(&r);
	feed_reader_catch_up(&r, w, login, page);
	feed_reader_check(&r, w, login);
	feed_reader_finish(&r);
}
