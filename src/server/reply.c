#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "exchange.h"
#include "metrics.h"
#include "wire/wire.h"

void reply_header(struct MHD_Response *r, const char *name, const char *value)
{
	MHD_add_response_header(r, name, value);
}

void reply_common_headers(const struct exchange *x, struct MHD_Response *r)
{
	reply_header(r, "X-Request-Id", x->request_id);
	reply_header(r, "Cache-Control", "no-store");
	reply_header(r, "X-Content-Type-Options", "nosniff");
	reply_header(r, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
	reply_header(r, "Referrer-Policy", "no-referrer");
	if (!x->server->conf->plain_http) {
		reply_header(r, "Strict-Transport-Security", "max-age=31536000");
	}
}

static void log_failure(const struct exchange *x)
{
	struct str s = STR_INIT;

	log_field(&s, "id", x->request_id);
	log_field(&s, "route", x->rq.route ? x->rq.route->name : "none");
	log_field(&s, "code", err_slug(x->err.code));
	log_field(&s, "msg", x->err.text);
	log_fields(LOG_ERROR, "failure", str_c(&s));
	str_finish(&s);
}

/* What must not cross the wire is logged and told without its details. */
static void hide_internal(struct exchange *x)
{
	int status = err_http(x->err.code);
	bool busy = x->err.code == ERR_DB_RETRY; /* says where the database is */

	if (status == 0 || status >= 500 || busy) {
		metrics_fault(x->server->metrics, x->err.code);
	}
	if (status == 0 || status == 500 || busy) {
		log_failure(x);
		enum errcode code = busy ? ERR_DB_RETRY : x->err.code == ERR_DISK_FULL ? ERR_UNAVAILABLE : ERR_INTERNAL;
		x->err = ERR_NONE;
		x->err.code = code;
	}
}

static void problem_headers(const struct exchange *x, struct MHD_Response *r)
{
	char seconds[24];

	if (x->err.code == ERR_RATE || err_http(x->err.code) == 503) {
		int64_t ms = x->wait_ms > 0 ? x->wait_ms : 1000;
		snprintf(seconds, sizeof(seconds), "%lld", (long long)((ms + 999) / 1000));
		reply_header(r, "Retry-After", seconds);
	}
	if (err_http(x->err.code) == 401) {
		reply_header(r, "WWW-Authenticate", x->err.code == ERR_TOKEN_EXPIRED
			? "Bearer error=\"invalid_token\"" : "Bearer");
	}
	if (x->err.code == ERR_METHOD) {
		reply_header(r, "Allow", x->allow);
	}
}

static struct MHD_Response *problem(struct exchange *x, int *status)
{
	struct str text = STR_INIT;
	char instance[64];

	hide_internal(x);
	snprintf(instance, sizeof(instance), "urn:fettle:request:%s", x->request_id);
	struct json *j = wire_problem(&x->err, x->rq.lang, instance);
	json_write(j, false, &text);
	json_free(j);
	*status = err_http(x->err.code);
	x->sent_bytes = text.len;
	struct MHD_Response *r = MHD_create_response_from_buffer(x->sent_bytes, str_take(&text), MHD_RESPMEM_MUST_FREE);
	reply_header(r, "Content-Type", "application/problem+json");
	reply_header(r, "Content-Language", lang_code(x->rq.lang));
	problem_headers(x, r);
	return r;
}

static bool unchanged(const struct exchange *x, const char *etag)
{
	const char *known = exchange_header(x, "If-None-Match");
	bool get = streq(x->method, "GET") || streq(x->method, "HEAD");

	return get && known && strstr(known, etag);
}

static void release(void *kept)
{
	answer_release(kept);
}

static struct MHD_Response *response_of(struct exchange *x)
{
	struct answer *kept = x->kept;

	x->sent_bytes = kept ? kept->n : x->rq.text.len;
	if (!kept) {
		return MHD_create_response_from_buffer(x->sent_bytes, str_take(&x->rq.text), MHD_RESPMEM_MUST_FREE);
	}
	x->kept = NULL;
	return MHD_create_response_from_buffer_with_free_callback_cls(kept->n, kept->text, release, kept);
}

static struct MHD_Response *answer(struct exchange *x, int *status)
{
	char etag[32] = "";

	if (!x->rq.text.len && x->rq.reply) {
		json_write(x->rq.reply, false, &x->rq.text);
	}
	if (x->rq.etag) {
		snprintf(etag, sizeof(etag), "\"%lld\"", (long long)x->rq.etag);
	}
	*status = x->rq.status ? x->rq.status : x->rq.text.len || x->kept ? 200 : 204;
	if (*etag && *status == 200 && unchanged(x, etag)) {
		str_clear(&x->rq.text);
		*status = 304;
	}
	struct MHD_Response *r = response_of(x);
	if (x->sent_bytes) {
		reply_header(r, "Content-Type", x->rq.media ? x->rq.media : "application/json");
	}
	if (*etag) {
		reply_header(r, "ETag", etag);
	}
	if (x->rq.location) {
		reply_header(r, "Location", x->rq.location);
	}
	if (x->replayed) {
		reply_header(r, "Idempotent-Replay", "true");
	}
	return r;
}

enum MHD_Result reply_send(struct exchange *x)
{
	struct MHD_Response *r = x->ready;
	int status = x->ready_status;
	char offset[24];

	x->ready = NULL;
	if (!r) {
		r = x->err.code != ERR_OK ? problem(x, &status) : answer(x, &status);
	}
	if (x->upload_offset >= 0) {
		snprintf(offset, sizeof(offset), "%lld", (long long)x->upload_offset);
		reply_header(r, "Upload-Offset", offset);
	}
	reply_common_headers(x, r);
	if (x->fatal || atomic_load(&x->server->closing)) {
		reply_header(r, "Connection", "close");
	}
	x->sent_status = status;
	enum MHD_Result queued = MHD_queue_response(x->conn, (unsigned)status, r);
	MHD_destroy_response(r);
	return queued;
}
