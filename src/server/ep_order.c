#include "ep.h"
#include "talk.h"

/* The quote that is ordered must be the deal's newest, and still hold. */
static int check_quote(const struct request *rq, const struct deal *deal, const struct quote *q, struct err *e)
{
	if (strcmp(q->deal, deal->id)) {
		return err_field(e, ERR_INVALID_FIELD, "quote", "this quote belongs to another deal");
	}
	if (strcmp(q->id, deal->quote) || q->state == QUOTE_REPLACED) {
		return err_set(e, ERR_QUOTE_REPLACED, tr("version %lld is the newest"), (long long)deal->quote_version);
	}
	if (q->state == QUOTE_EXPIRED || q->valid_until < rq->now) {
		return err_set(e, ERR_QUOTE_EXPIRED, "%s", "");
	}
	if (q->state != QUOTE_SENT) {
		return err_set(e, ERR_STATE, tr("the quote is: %s"), tr(enum_label(&enum_quote_state, q->state)));
	}
	return 0;
}

static int place(struct request *rq, struct deal *deal, struct err *e)
{
	const struct order *order = rq->body;
	struct rfq *rfq;
	struct quote *q;
	enum deal_state next;

	if (ep_seen(rq, KIND_RFQ, deal->rfq, &rfq, e)) {
		return -1;
	}
	ep_about(rq, KIND_DEAL, deal->id);
	if (deal_may(rq->reader, rfq, deal, ACT_ORDER, rq->now, &next, e)
		|| ep_seen(rq, KIND_QUOTE, order->quote, &q, e)) {
		return -1;
	}
	ep_about(rq, KIND_DEAL, deal->id);
	if (check_quote(rq, deal, q, e)) {
		return -1;
	}
	q->state = QUOTE_ORDERED;
	deal->state = (int)next;
	deal->ordered = rq->now;
	rfq->state = RFQ_ORDERED;
	return data_put(rq->db, KIND_QUOTE, q, -1, rq->now, e) || data_put(rq->db, KIND_DEAL, deal, -1, rq->now, e)
		|| data_put(rq->db, KIND_RFQ, rfq, -1, rq->now, e)
		|| talk_record_quote(rq, q, RECORD_ORDER_PLACED, e) ? -1 : 0;
}

int ep_order_place(struct request *rq, struct err *e)
{
	const struct order *order = rq->body;
	struct deal *deal;

	if (ep_seen(rq, KIND_DEAL, rq->id, &deal, e)) {
		return -1;
	}
	bool done = !strcmp(deal->customer, rq->reader->org) && deal->ordered && !strcmp(deal->quote, order->quote);
	if (!done && place(rq, deal, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_DEAL, deal, false, e);
}
