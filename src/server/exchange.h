#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <microhttpd.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/ulid.h"
#include "routes.h"
#include "server.h"

/*
 * One request and its answer on their way through the server. Its life:
 *
 *	begin    headers are here: route, who asks, limits (a serving thread)
 *	body     bytes are collected, or streamed to a file
 *	run      the body is whole: decoded and run in place, or handed to the
 *	         writer or the crew with the connection suspended
 *	answer   the connection is resumed; reply_send() makes the response of it
 *	destroy  the response is sent, or the client gone
 *
 * Between hand-over and answer only the writer or the crew touches it.
 */
enum exchange_state { EX_BODY, EX_AWAY, EX_ANSWER };

struct upload;

struct exchange {
	struct request rq;           /* rq.reader points into who */
	struct server *server;
	struct MHD_Connection *conn;
	enum exchange_state state;
	struct arena arena;
	struct signed_in *who;       /* NULL: signed out */
	struct str body;
	bool fatal;                  /* err is answered before the body has come; then the end */
	bool escaped;                /* the path came with escapes */
	bool lasting;                /* the answer goes on without the exchange */
	size_t dropped;              /* bytes of body not kept */

	struct answer *kept;         /* the answer, when it is one that others share */
	struct err err;              /* ERR_OK: the answer is in kept or rq */
	int64_t wait_ms;             /* for Retry-After */
	const char *allow;           /* for 405 */
	bool replayed;
	struct MHD_Response *ready;  /* made by a stream: sent as it is, with ready_status */
	int ready_status;
	int64_t upload_offset;       /* for the header; -1 none */

	struct write_job job;
	char asked[65];              /* hash of what was asked, for the idempotency record */
	endpoint_fn *fn;             /* what the writer runs: the route's, or the upload's end */
	bool forbidden;              /* refused already; the writer only writes it down */
	struct upload *upload;
	bool discard;                /* the body is not needed: the file is here */

	const char *method, *path;
	const char *account;         /* who asked, for the log; "-" */
	char request_id[ULID_SIZE], id[ROUTE_ID];
	int64_t began;               /* monotonic microseconds */
	int sent_status;
	uint64_t sent_bytes;
};

struct exchange *exchange_create(struct server *s, struct MHD_Connection *conn, const char *method,
	const char *path);
void exchange_destroy(struct exchange *x);
void exchange_begin(struct exchange *x);
/* False: cut the connection. */
bool exchange_body(struct exchange *x, const char *data, size_t n);
/* True: the answer is there. False: x was handed over and may be answered by now, or gone;
   the connection is resumed when it is. */
bool exchange_run(struct exchange *x);

/* Reads what the headers say: route, who asks, limits, key. exchange_headers.c. */
int exchange_headers(struct exchange *x, struct err *e);
/* Where the client is; in the arena. */
const char *exchange_address(struct exchange *x);
/* The same as limits see it: whoever has one IPv6 address has 2^64 of them. */
const char *exchange_network(struct exchange *x);

/* Suspends the connection; after it the exchange is no longer the caller's once handed over. */
void exchange_away(struct exchange *x);
/* From any thread: the answer is there. */
void exchange_back(struct exchange *x);

/* Hands the exchange to the writer; exchange_write.c. */
void exchange_write(struct exchange *x);

/* A request header, NULL when absent. */
const char *exchange_header(const struct exchange *x, const char *name);
/* Runs fn on a reader's connection in a reading transaction; again after a soft failure. */
int exchange_read(struct exchange *x, int (*fn)(struct exchange *x, struct db *db, struct err *e), struct err *e);

/* reply.c */
enum MHD_Result reply_send(struct exchange *x);
void reply_common_headers(const struct exchange *x, struct MHD_Response *r);
void reply_header(struct MHD_Response *r, const char *name, const char *value);

#endif
