#ifndef LIB_MARKET_H
#define LIB_MARKET_H

#include "base/arena.h"
#include "base/vec.h"
#include "lib/dbbench.h"
#include "server/data.h"
#include "server/endpoints.h"

/*
 * A very small marketplace to call endpoints on, without HTTP. Sites N and S; customers
 * "anna" (N) and "boris" (N); partners "kim" and "mori" (N), "lysenko" (N and S) and
 * "far" (S); "lee" works with kim and is price-blind; staff "oper" (N), "sadm" (N) and
 * "root". The clock stands at MARKET_NOW until a test moves it.
 */
#define MARKET_NOW INT64_C(1800000000000)
#define MARKET_DAY INT64_C(86400000)

struct market {
	struct bench *bench;
	struct db *db;
	const char *password_hash;
	struct arena arena;
	int64_t now;
	const char *north, *south; /* the sites */
	unsigned long long ids;
	VEC(struct json *) replies; /* all given, freed at the end */
};

/* state as ON_ALL gives it; skips where the engine is not installed. */
struct market *market_open(void **state);
/* The same on an empty database of the caller's, to serve it by HTTP: passwords
   have this hash. */
struct market *market_on(struct db *db, const char *password_hash);
void market_close(struct market *m);

/* A new id, the same in every run. */
const char *market_id(struct market *m);
const struct reader *market_reader(struct market *m, const char *login);
const char *market_org(struct market *m, const char *login);

/* One answer; the reply lives as long as the market. */
struct answer {
	int status;         /* as HTTP would say it */
	enum errcode code;  /* ERR_OK when it went well */
	const char *field;
	struct json *reply;
	int64_t etag;
	const char *object_kind, *object_id, *site;
};

/*
 * Calls a route by name as this user. id fills {id}, "" none. body is JSON with ' for ",
 * NULL none. query is "a=b&c=d" without escapes, NULL none. A write runs in a transaction that
 * is rolled back when refused. Role limits of the route are kept; idempotency
 * and the audit are the framework's.
 */
struct answer market_call(struct market *m, const char *login, const char *route, const char *id,
	const char *body);
struct answer market_get(struct market *m, const char *login, const char *route, const char *id,
	const char *query);
struct answer market_call_if(struct market *m, const char *login, const char *route, const char *id,
	const char *body, int64_t if_match);

/* Fails the test unless the answer is this code; answers it again. */
struct answer market_expect_at(struct answer a, enum errcode code, const char *file, int line);
#define REFUSED(a, code) market_expect_at(a, code, __FILE__, __LINE__)
#define GOES(a) market_expect_at(a, ERR_OK, __FILE__, __LINE__)

/* The text of a member of the reply, "" when it is not there. */
const char *said(struct answer a, const char *name);
/* Members of the list under name; -1 when there is none. */
int count_of(struct answer a, const char *name);
/* Whether the reply's "actions" hold this word. */
bool offers(struct answer a, const char *action);

/* Ready-made steps; fail the test when refused. They answer ids. */
const char *market_rfq(struct market *m, const char *customer, bool takes_profile);
const char *market_propose(struct market *m, const char *partner, const char *rfq);  /* the deal */
const char *market_quote(struct market *m, const char *partner, const char *rfq, int price); /* the quote */
const char *market_quote_body(struct market *m, const char *id, const char *rfq, int price);
const char *market_deal(struct market *m, const char *partner, const char *rfq);

/* data_put() in a transaction of its own; fails the test when it fails. */
void market_put(struct market *m, enum kind kind, void *obj);

#endif
