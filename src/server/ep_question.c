#include <string.h>

#include "ep.h"
#include "model/talk.h"
#include "talk.h"

/*
 * One question of a partner before there is a chat: it makes the deal, if need be, and its thread in
 * the state "asked". The customer's answer opens the chat.
 */
static int find_asked(struct request *rq, const struct rfq_question *q, struct message **out, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_MESSAGE, q->message, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	*out = obj;
	if (strcmp((*out)->author, rq->reader->account) || (*out)->kind != MESSAGE_QUESTION
		|| ((*out)->versions < 2 && strcmp((*out)->text, q->text))) {
		return err_field(e, ERR_EXISTS, "message", "another message has this id");
	}
	return 1;
}

static int ask(struct request *rq, const struct rfq *rfq, struct deal *deal, struct message *m, struct err *e)
{
	struct thread *t = talk_for_deal(deal, rfq, rq->arena);

	t->state = TALK_ASKED;
	deal->asked = rq->now;
	return data_put(rq->db, KIND_DEAL, deal, -1, rq->now, e) || talk_add(rq->db, t, NULL, m, rq->now, rq->arena, e) ? -1 : 0;
}

int ep_rfq_question(struct request *rq, struct err *e)
{
	const struct rfq_question *q = rq->body;
	struct rfq *rfq;
	struct deal *deal = NULL;
	struct message *m;
	enum deal_state next;

	if (ep_seen(rq, KIND_RFQ, rq->id, &rfq, e)) {
		return -1;
	}
	int found = find_asked(rq, q, &m, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_MESSAGE, m, false, e);
	}
	found = ep_deal_of(rq, rfq->id, rq->reader->org, &deal, e);
	if (found < 0 || deal_may(rq->reader, rfq, deal, ACT_QUESTION, rq->now, &next, e)
		|| (!found && ep_deal_new(rq, rfq, q->deal, &deal, e))) {
		return -1;
	}
	deal->state = (int)next;
	m = talk_message(rq, MESSAGE_QUESTION, q->message);
	m->text = q->text;
	m->contact_reason = q->contact_reason;
	if (ask(rq, rfq, deal, m, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_MESSAGE, m, true, e);
}
