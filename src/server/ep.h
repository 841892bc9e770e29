#ifndef SERVER_EP_H
#define SERVER_EP_H

#include "base/ulid.h"
#include "data_list.h"
#include "server/data.h"
#include "server/endpoints.h"

/* What the endpoints of requests, deals and quotes share. */

/* Also names the object for the audit row; id may be one that is not there. */
void ep_about(struct request *rq, enum kind kind, const char *id);
/* The object, if the reader may see it; else ERR_NOT_FOUND. Sets what the audit row says. */
int ep_seen(struct request *rq, enum kind kind, const char *id, void *out, struct err *e);
/* The deal of a partner on a request: 1, 0, -1. */
int ep_deal_of(struct request *rq, const char *rfq, const char *partner, struct deal **out, struct err *e);
/* ERR_PRICE_BLIND when the body holds a price and the reader may not write one. */
int ep_check_prices(const struct request *rq, struct err *e);
/* The id that a query finds: 1, 0 and "", -1. Used as db_query() is, with DB_ARGS(). */
int ep_find_id(struct request *rq, const char *sql, const struct val *args, size_t nargs, char out[ULID_SIZE], struct err *e);
/* The name of an organisation, "" when it is not there. */
int ep_org(struct request *rq, const char *id, struct org **out, struct err *e);

/* The parts of a deal that come from its request and its partner. */
void ep_deal_fill(struct deal *d, const struct rfq *rfq, const char *partner, const char *partner_name);

/* A new deal of the reader with the id the client chose, not written yet; ERR_EXISTS when it is anyone's. */
int ep_deal_new(struct request *rq, const struct rfq *rfq, const char *id, struct deal **out, struct err *e);

/* Whether two objects say the same where a request may say something. */
bool ep_same_request(const struct entity *en, const void *a, const void *b, struct arena *arena);

/*
 * Puts an object as the reader sees it; requests and deals with the member "actions" (words of
 * deal_act_name); a request with the partner's own "deal" and "deal_state" too.
 */
int ep_put(struct request *rq, enum kind kind, const void *obj, struct str *out, struct err *e);
/* The answer is this object: 200, or 201 with its address. */
int ep_answer(struct request *rq, enum kind kind, void *obj, bool created, struct err *e);
/* {"items":[...], "next":cursor or null}; limit, cursor and view come from the query. A brief view has
   no "actions". */
int ep_answer_list(struct request *rq, struct listing *l, struct err *e);

/* Adds column = value when the query gives name: an id, the hash of a file, or a word of names. */
int ep_filter_id(const struct request *rq, const char *name, struct listing *l, struct err *e);
int ep_filter_hash(const struct request *rq, const char *name, const char *column, struct listing *l, struct err *e);
int ep_filter_word(const struct request *rq, const char *name, const char *column, const struct enum_names *names,
	struct listing *l, struct err *e);

#endif
