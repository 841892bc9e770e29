#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/log.h"
#include "priv.h"

/*
 * A file on its way. Up: asked how much of it is there, then the rest; the intent it belongs to tries again. Down: into a
 * blob; when the link breaks it waits for the next and goes on where it was, as the blob is still open.
 */
enum { ASK_MS = 30000, IDLE_MS = 45000, TRIES = 6, RESUME_MAX = 3 };

struct transfer {
	struct net *n;
	int id;                    /* downloads */
	char hash[BLOB_HASH];
	int64_t size, at;
	struct http_call *call;
	int timer, tries;
	/* up */
	struct blob_reader *reader;
	transfer_done_fn *done;
	/* down */
	struct blob_writer *writer;
	net_file_fn *file_done;
	bool fresh_start;          /* the server sent all of it again */
	struct err broke;
	void *arg;
};

static void transfer_free(struct transfer *t)
{
	struct net *n = t->n;

	for (size_t i = 0; i < n->transfers.n; i++) {
		if (n->transfers.v[i] == t) {
			vec_remove(&n->transfers, i);
			break;
		}
	}
	timer_stop(n, &t->timer);
	http_cancel(n->http, t->call);
	blob_close(t->reader);
	blob_abort(t->writer);
	free(t);
}

void transfer_drop(struct net *n, struct transfer *t)
{
	(void)n;
	if (t) {
		transfer_free(t);
	}
}

int64_t transfer_moved(const struct transfer *t)
{
	return t->at;
}

static struct transfer *transfer_create(struct net *n, const char *hash, void *arg)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->n = n;
	t->arg = arg;
	snprintf(t->hash, sizeof(t->hash), "%s", hash);
	*vec_add(&n->transfers) = t;
	return t;
}

/* ---- up ---- */
static void upload_end(struct transfer *t, enum outcome out, const struct err *e)
{
	transfer_done_fn *done = t->done;
	void *arg = t->arg;
	struct err copy = *e;
	bool sent = t->at > 0;

	transfer_free(t);
	done(arg, out, &copy, sent);
}

static void send_rest(struct transfer *t);

static int64_t read_piece(void *arg, void *p, size_t n)
{
	struct transfer *t = arg;
	int64_t got = blob_read(t->reader, t->at, p, n, &t->broke);

	t->at += got > 0 ? got : 0;
	return got;
}

static void on_put(void *arg, const struct http_answer *a)
{
	struct transfer *t = arg;
	struct json *j;
	struct err e;
	int wait;

	t->call = NULL;
	if (t->broke.code != ERR_OK) {
		upload_end(t, OUT_REFUSED, &t->broke);
		return;
	}
	enum outcome out = answer_read(a, &j, &e, &wait);
	json_free(j);
	/* not all of it arrived, or another try of ours got further */
	if (a->offset >= 0 && a->offset < t->size && (out == OUT_GOOD || e.code == ERR_CONFLICT) && t->tries++ < RESUME_MAX) {
		t->at = a->offset;
		send_rest(t);
		return;
	}
	/* the same file is being sent by another client of this account */
	if (out == OUT_REFUSED && (e.code == ERR_STATE || e.code == ERR_CONFLICT)) {
		out = OUT_AGAIN;
	}
	upload_end(t, out, &e);
}

static void send_rest(struct transfer *t)
{
	struct http_peer peer = net_peer(t->n);
	struct str path = STR_INIT, range = STR_INIT;

	str_addf(&path, "/v1/files/%s", t->hash);
	str_addf(&range, "Content-Range: bytes %lld-%lld/%lld", (long long)t->at, (long long)t->size - 1, (long long)t->size);
	t->call = http_begin(t->n->http, &peer, &(struct http_ask){.method = "PUT", .path = str_c(&path), .if_match = -1,
		.headers = {str_c(&range)}, .source = read_piece, .source_size = t->size - t->at, .idle_ms = IDLE_MS, .done = on_put, .arg = t});
	str_finish(&path);
	str_finish(&range);
}

static void on_asked(void *arg, const struct http_answer *a)
{
	struct transfer *t = arg;
	struct err e = a->err;

	t->call = NULL;
	if (a->err.code != ERR_OK) {
		upload_end(t, OUT_LINK, &e);
	} else if (a->status >= 200 && a->status < 300) {
		upload_end(t, OUT_GOOD, &e);
	} else if (a->status == 404) {
		t->at = a->offset > 0 && a->offset < t->size ? a->offset : 0;
		send_rest(t);
	} else if (a->status == 401) {
		err_set(&e, ERR_UNAUTHORIZED, "%s", "");
		upload_end(t, OUT_UNAUTHORISED, &e);
	} else {
		/* HEAD has no body that would say more */
		wire_problem_read(NULL, a->status, &e);
		upload_end(t, a->status == 403 || a->status == 413 ? OUT_REFUSED : OUT_AGAIN, &e);
	}
}

static void on_missing(void *arg)
{
	struct transfer *t = arg;

	t->timer = 0;
	upload_end(t, OUT_REFUSED, &t->broke);
}

struct transfer *upload_begin(struct net *n, const char *hash, transfer_done_fn *done, void *arg)
{
	struct transfer *t = transfer_create(n, hash, arg);
	struct http_peer peer = net_peer(n);
	struct str path = STR_INIT;

	t->done = done;
	if (blob_open(n->store, hash, &t->reader, &t->size, &t->broke)) {
		t->timer = loop_timer(n->loop, LOOP_REAL, 0, on_missing, t);
		return t;
	}
	str_addf(&path, "/v1/files/%s", t->hash);
	t->call = http_begin(n->http, &peer, &(struct http_ask){.method = "HEAD", .path = str_c(&path), .if_match = -1,
		.total_ms = ASK_MS, .done = on_asked, .arg = t});
	str_finish(&path);
	return t;
}

/* ---- down ---- */
static void download_end(struct transfer *t, const struct err *e)
{
	net_file_fn *done = t->file_done;
	void *arg = t->arg;
	struct err copy = *e;
	char hash[BLOB_HASH];

	memcpy(hash, t->hash, sizeof(hash));
	transfer_free(t);
	if (done) {
		done(arg, hash, &copy);
	}
}

static void fetch(struct transfer *t);

static void on_fetch_timer(void *arg)
{
	struct transfer *t = arg;

	t->timer = 0;
	if (link_up(t->n)) {
		fetch(t);
	}
}

static int begin_again(struct transfer *t)
{
	blob_abort(t->writer);
	t->writer = NULL;
	t->at = 0;
	return blob_begin(t->n->store, &t->writer, &t->broke);
}

/* A server that knows no ranges sends all of it again. */
static void on_fetch_head(void *arg, int status)
{
	struct transfer *t = arg;

	t->fresh_start = status == 200 && t->at > 0;
}

static int on_fetched(void *arg, const void *p, size_t n)
{
	struct transfer *t = arg;

	if (t->fresh_start) {
		t->fresh_start = false;
		if (begin_again(t)) {
			return -1;
		}
	}
	t->tries = 0;
	t->at += (int64_t)n;
	return blob_add(t->writer, p, n, &t->broke);
}

static void wait_for_link(struct transfer *t, const struct err *e, int wait_ms)
{
	struct net *n = t->n;

	if (t->tries++ >= TRIES) {
		download_end(t, e);
		return;
	}
	timer_stop(n, &t->timer);
	t->timer = loop_timer(n->loop, LOOP_REAL, wait_ms >= 0 ? wait_ms : pause_ms(n, t->tries), on_fetch_timer, t);
}

static void keep(struct transfer *t)
{
	struct err e = ERR_NONE;
	struct blob_writer *w = t->writer;

	t->writer = NULL;
	blob_end(w, t->hash, NULL, &e);
	download_end(t, &e);
}

static void on_got(void *arg, const struct http_answer *a)
{
	struct transfer *t = arg;
	struct net *n = t->n;
	struct json *j;
	struct err e;
	int wait;

	t->call = NULL;
	if (t->broke.code != ERR_OK) {
		download_end(t, &t->broke);
		return;
	}
	if (a->err.code == ERR_OK && (a->status == 200 || a->status == 206)) {
		keep(t);
		return;
	}
	enum outcome out = answer_read(a, &j, &e, &wait);
	json_free(j);
	switch (out) {
	case OUT_GOOD:
	case OUT_REFUSED:
		if (e.code == ERR_OK) {
			err_set(&e, ERR_PROTOCOL, tr("status %d for a file"), a->status);
		}
		download_end(t, &e);
		break;
	case OUT_AGAIN:
		wait_for_link(t, &e, wait);
		break;
	case OUT_LINK:
		wait_for_link(t, &e, -1);
		link_suspect(n, &e);
		break;
	case OUT_UNAUTHORISED:
		wait_for_link(t, &e, -1);
		link_unauthorised(n, &e);
		break;
	}
}

static void fetch(struct transfer *t)
{
	struct http_peer peer = net_peer(t->n);
	struct str path = STR_INIT, range = STR_INIT;

	str_addf(&path, "/v1/files/%s", t->hash);
	str_addf(&range, "Range: bytes=%lld-", (long long)t->at);
	t->call = http_begin(t->n->http, &peer, &(struct http_ask){.method = "GET", .path = str_c(&path), .if_match = -1,
		.headers = {t->at > 0 ? str_c(&range) : NULL}, .head = on_fetch_head, .stream = on_fetched, .idle_ms = IDLE_MS,
		.done = on_got, .arg = t});
	str_finish(&path);
	str_finish(&range);
}

static void on_there(void *arg)
{
	struct transfer *t = arg;

	t->timer = 0;
	download_end(t, &t->broke);
}

int net_file_get(struct net *n, const char *hash, int64_t size, net_file_fn *done, void *arg)
{
	struct transfer *t = transfer_create(n, hash, arg);

	t->id = ++n->last_id;
	t->size = size;
	t->file_done = done;
	if (blob_have(n->store, hash, NULL) || strlen(hash) != BLOB_HASH - 1 || begin_again(t)) {
		if (t->broke.code == ERR_OK && strlen(hash) != BLOB_HASH - 1) {
			err_set(&t->broke, ERR_INVALID, "not the hash of a file");
		}
		t->timer = loop_timer(n->loop, LOOP_REAL, 0, on_there, t);
	} else if (!n->token.len) {
		err_set(&t->broke, ERR_UNAUTHORIZED, "%s", "");
		t->timer = loop_timer(n->loop, LOOP_REAL, 0, on_there, t);
	} else if (link_up(n)) {
		fetch(t);
	}
	return t->id;
}

bool net_file_progress(const struct net *n, const char *hash, int64_t *done, int64_t *size)
{
	for (size_t i = 0; i < n->transfers.n; i++) {
		const struct transfer *t = n->transfers.v[i];

		if (strcasecmp(t->hash, hash) == 0) {
			*done = t->at;
			*size = t->size;
			return true;
		}
	}
	return false;
}

bool transfer_cancel(struct net *n, int id)
{
	for (size_t i = 0; i < n->transfers.n; i++) {
		if (n->transfers.v[i]->id == id) {
			transfer_free(n->transfers.v[i]);
			return true;
		}
	}
	return false;
}

void transfers_kick(struct net *n)
{
	for (size_t i = 0; i < n->transfers.n; i++) {
		struct transfer *t = n->transfers.v[i];

		if (t->file_done && !t->call && t->writer) {
			timer_stop(n, &t->timer);
			fetch(t);
		}
	}
}

/* Downloads wait for the next link; uploads were dropped by their intents. */
void transfers_stop(struct net *n)
{
	for (size_t i = 0; i < n->transfers.n; i++) {
		http_cancel(n->http, n->transfers.v[i]->call);
		n->transfers.v[i]->call = NULL;
	}
}
