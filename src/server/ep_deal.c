#include "ep.h"
#include "talk.h"

int ep_deal_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_DEAL, .key = "created", .down = true, .owned = true};

	if (ep_filter_id(rq, "rfq", &l, e) || ep_filter_word(rq, "state", "state", &enum_deal_state, &l, e)) {
		return -1;
	}
	return ep_answer_list(rq, &l, e);
}

int ep_deal_show(struct request *rq, struct err *e)
{
	struct deal *deal;

	return ep_seen(rq, KIND_DEAL, rq->id, &deal, e) ? -1 : ep_answer(rq, KIND_DEAL, deal, false, e);
}

/* The deal of the path with its request, and whether the reader may do act on it now. */
static int may(struct request *rq, enum deal_act act, struct deal *deal, struct rfq **of, enum deal_state *next, struct err *e)
{
	struct rfq *rfq;

	if (ep_seen(rq, KIND_RFQ, deal->rfq, &rfq, e)) {
		return -1;
	}
	ep_about(rq, KIND_DEAL, deal->id);
	*of = rfq;
	return deal_may(rq->reader, rfq, deal, act, rq->now, next, e);
}

int ep_chat_request(struct request *rq, struct err *e)
{
	struct deal *deal;
	struct rfq *rfq;
	enum deal_state next;

	if (ep_seen(rq, KIND_DEAL, rq->id, &deal, e)) {
		return -1;
	}
	bool mine = !strcmp(deal->customer, rq->reader->org);
	if (!mine || !deal->chat_opened) {
		if (may(rq, ACT_ASK_CHAT, deal, &rfq, &next, e)) {
			return -1;
		}
		deal->state = (int)next;
		deal->chat_opened = rq->now;
		if (data_put(rq->db, KIND_DEAL, deal, -1, rq->now, e) || talk_open(rq, deal, rfq, e)) {
			return -1;
		}
	}
	return ep_answer(rq, KIND_DEAL, deal, false, e);
}

int ep_order_confirm(struct request *rq, struct err *e)
{
	struct deal *deal;
	struct rfq *rfq;
	enum deal_state next;

	if (ep_seen(rq, KIND_DEAL, rq->id, &deal, e)) {
		return -1;
	}
	bool mine = !strcmp(deal->partner, rq->reader->org);
	if (!mine || deal->state != DEAL_CONTRACTED) {
		if (may(rq, ACT_CONTRACT, deal, &rfq, &next, e)) {
			return -1;
		}
		deal->state = (int)next;
		deal->contracted = rq->now;
		if (data_put(rq->db, KIND_DEAL, deal, -1, rq->now, e)
			|| talk_record(rq, deal->id, RECORD_ORDER_CONFIRMED, deal->id, "", e)) {
			return -1;
		}
	}
	return ep_answer(rq, KIND_DEAL, deal, false, e);
}
