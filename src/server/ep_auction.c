#include <string.h>

#include "desk.h"
#include "model/money.h"

int ep_auction_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_AUCTION, .key = "ends", .down = true};

	return ep_answer_list(rq, &l, e);
}

int ep_auction_show(struct request *rq, struct err *e)
{
	struct auction *a;

	return ep_seen(rq, KIND_AUCTION, rq->id, &a, e) ? -1 : ep_answer(rq, KIND_AUCTION, a, false, e);
}

static int check_new(struct request *rq, struct auction *a, struct err *e)
{
	void *rfq;
	int found = *a->rfq ? data_get(rq->db, KIND_RFQ, a->rfq, rq->arena, &rfq, e) : -1;

	if (*a->rfq && (found < 1 || strcmp(((struct rfq *)rfq)->customer, rq->reader->org))) {
		return found < 0 ? -1 : err_field(e, ERR_NOT_FOUND, "rfq", "%s", "");
	}
	if (!*a->site && rq->reader->nsites == 1) {
		a->site = rq->reader->sites[0];
	}
	rq->site = a->site;
	if (!*a->site || !reader_in_site(rq->reader, a->site)) {
		return err_field(e, *a->site ? ERR_FORBIDDEN : ERR_MISSING_FIELD, "site", "%s", "");
	}
	if (a->ends <= a->starts || a->ends <= rq->now) {
		return err_field(e, ERR_INVALID_FIELD, "ends", "it ends before it begins, or has ended");
	}
	return currency_exponent(a->currency) < 0 ? err_field(e, ERR_INVALID_FIELD, "currency", "unknown currency") : 0;
}

int ep_auction_create(struct request *rq, struct err *e)
{
	struct auction *a = rq->body;
	void *old;

	ep_about(rq, KIND_AUCTION, a->id);
	int found = data_get(rq->db, KIND_AUCTION, a->id, rq->arena, &old, e);
	if (found > 0 && !strcmp(((struct auction *)old)->customer, rq->reader->org)) {
		return ep_answer(rq, KIND_AUCTION, old, false, e);
	}
	if (found) {
		return found < 0 ? -1 : err_field(e, ERR_EXISTS, "id", "another auction has this id");
	}
	if (check_new(rq, a, e) || data_next(rq->db, "auction", &a->number, e)) {
		return -1;
	}
	a->customer = rq->reader->org;
	a->partner = "";
	a->vis = VIS_SITE;
	a->soft_close = a->soft_close ? a->soft_close : 120;
	return data_put(rq->db, KIND_AUCTION, a, 0, rq->now, e) ? -1 : ep_answer(rq, KIND_AUCTION, a, true, e);
}

/* A late bid reaches whoever looks after those that asked about the auction, too. */
static int take(struct request *rq, struct auction *a, struct bid *b, struct err *e)
{
	struct org *org;

	if (ep_org(rq, rq->reader->org, &org, e)) {
		return -1;
	}
	b->put_off = auction_take(a, b->amount, rq->now);
	b->site = a->site;
	b->customer = a->customer;
	b->partner = rq->reader->org;
	b->vis = VIS_PARTIES;
	b->auction = a->id;
	b->number = a->bids;
	b->currency = a->currency;
	b->partner_name = org->name;
	b->at = rq->now;
	return data_put(rq->db, KIND_BID, b, 0, rq->now, e) || data_put(rq->db, KIND_AUCTION, a, -1, rq->now, e) ? -1 : 0;
}

int ep_auction_bid(struct request *rq, struct err *e)
{
	struct bid *b = rq->body;
	struct auction *a;
	void *old;

	if (ep_seen(rq, KIND_AUCTION, rq->id, &a, e)) {
		return -1;
	}
	int found = data_get(rq->db, KIND_BID, b->id, rq->arena, &old, e);
	if (found > 0 && !strcmp(((struct bid *)old)->partner, rq->reader->org) && !strcmp(((struct bid *)old)->auction, a->id)
		&& ((struct bid *)old)->amount == b->amount) {
		return ep_answer(rq, KIND_BID, old, false, e);
	}
	if (found) {
		return found < 0 ? -1 : err_field(e, ERR_EXISTS, "id", "another bid has this id");
	}
	if (!strcmp(a->customer, rq->reader->org)) {
		return err_set(e, ERR_FORBIDDEN, "one does not bid in one's own auction");
	}
	if (ep_check_prices(rq, e) || auction_may_bid(a, b->amount, rq->now, e) || take(rq, a, b, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_BID, b, true, e);
}

int ep_auction_log(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_BID, .key = "number", .down = true};
	struct auction *a;

	if (ep_seen(rq, KIND_AUCTION, rq->id, &a, e)) {
		return -1;
	}
	l.equal[l.nequal].column = "auction";
	l.equal[l.nequal++].value = val_text(a->id);
	return ep_answer_list(rq, &l, e);
}

int ep_auction_extend(struct request *rq, struct err *e)
{
	const struct extension *x = rq->body;
	struct auction *a;

	if (ep_seen(rq, KIND_AUCTION, rq->id, &a, e)) {
		return -1;
	}
	if (auction_may_extend(a, rq->now, e)) {
		return -1;
	}
	if (x->minutes < 1) {
		return err_field(e, ERR_INVALID_FIELD, "minutes", "%s", "");
	}
	/* one that has ended during the outage goes on from now */
	a->ends = (a->ends > rq->now ? a->ends : rq->now) + x->minutes * 60000;
	a->extended = x->reason;
	return data_put(rq->db, KIND_AUCTION, a, -1, rq->now, e) ? -1 : ep_answer(rq, KIND_AUCTION, a, false, e);
}
