#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"
#include "model/entity.h"
#include "model/rules.h"
#include "wire/json.h"

/*
 * One request as an endpoint sees it: who asks, what was sent (already checked against the
 * route's body description), and where the answer goes. An endpoint knows nothing of HTTP's bytes,
 * threads or sockets; the same function is called by the server and by tests.
 *
 * A route flagged ROUTE_WRITE runs on the writer, inside a transaction and a savepoint: rule, rows,
 * change, audit and the idempotency record commit together or not at all. The
 * framework writes the audit row (attempt and result) and the idempotency record.
 */
struct server;
struct route;

struct query_arg { const char *name, *value; };

struct request {
	struct server *server;         /* may be NULL in tests of endpoints */
	const struct route *route;
	struct db *db;                 /* a reader's connection, or the writer's for ROUTE_WRITE */
	struct arena *arena;           /* lives until the answer is sent */
	const struct reader *reader;   /* role, org, sites; NULL when signed out (ROUTE_PUBLIC) */
	const char *scope;             /* of reader, by name (data_scope_name()); NULL: not worked out */
	const char *account_name;
	enum lang lang;
	int64_t now;                   /* the one instant of this request */
	const char *id;                /* {id} of the path, "" when it has none; checked to be a ULID or hash */
	const struct query_arg *query;
	size_t nquery;
	void *body;                    /* decoded body entity or part, NULL when the route has none */
	struct json *json;             /* the body as sent */
	const char *key;               /* Idempotency-Key, "" none (ROUTE_WRITE requires one) */
	int64_t if_match;              /* revision from If-Match, -1 none */
	const char *request_id;
	const char *addr;
	const void *prepared;          /* what a slow step before the writer found; see http.h */
	const char *session;           /* hash of the token in use, "" none */

	/* the answer */
	int status;                    /* 0: 200, or 204 without reply */
	struct json *reply;            /* given over; or else the answer is in text */
	struct str text;               /* as JSON text; freed by who asked */
	const char *media;             /* of text when it is no JSON; else NULL */
	int64_t same_until;            /* a reading: whoever sees the same gets the same answer until then (ms),
	                                  as long as the feed stands still. 0: not so */
	int64_t etag;                  /* revision, 0 none */
	bool unchanged;                /* a write that was done before: the object is as it was */
	const char *location;
	const char *object_kind, *object_id; /* what it was about, for the audit row */
	const char *site;              /* audit chain it belongs to; "" = the server's own */
};

typedef int endpoint_fn(struct request *rq, struct err *e);

const char *request_query(const struct request *rq, const char *name);  /* NULL: not given */
int64_t request_query_int(const struct request *rq, const char *name, int64_t dflt, int64_t min, int64_t max);

enum {
	ROUTE_WRITE = 1, ROUTE_PUBLIC = 2, ROUTE_STREAM = 4 /* body or answer by the byte: files, doorbell */,
	ROUTE_NO_KEY = 8 /* a write that needs no Idempotency-Key */,
	ROUTE_SIGN_INS = 64 /* it may end somebody's sign-ins */,
	ROUTE_NO_DB = 16 /* answered without the database, also when that is gone */,
	ROUTE_METRICS = 32 /* also for who holds metrics_token, without a sign-in */,
};
enum { ROLES_NONE = 0, ROLES_CUSTOMER = 1 << ROLE_CUSTOMER, ROLES_PARTNER = 1 << ROLE_PARTNER,
	ROLES_OPERATOR = 1 << ROLE_OPERATOR, ROLES_SITE_ADMIN = 1 << ROLE_SITE_ADMIN, ROLES_ADMIN = 1 << ROLE_ADMIN,
	ROLES_STAFF = ROLES_OPERATOR | ROLES_SITE_ADMIN | ROLES_ADMIN,
	ROLES_ALL = ROLES_STAFF | ROLES_CUSTOMER | ROLES_PARTNER };

struct route {
	const char *name;              /* "quote.send": also the audit's word */
	const char *method, *path;     /* "/v1/quotes/{id}" */
	unsigned roles;
	unsigned flags;
	const struct entity *body;     /* NULL: none */
	const struct entity *answer;   /* for the description; NULL: none or free */
	bool list;                     /* answers {"items":[answer], "next":cursor} */
	endpoint_fn *fn;               /* ep_stream for ROUTE_STREAM, which httpd serves by name */
	const char *help;
};
extern const struct route routes[];
extern const size_t nroutes;

#endif
