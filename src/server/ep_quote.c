#include "base/ulid.h"
#include "ep.h"
#include "talk.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

int ep_quote_list(struct request *rq, struct err *e)
{
	/* not by id: whoever sends it chooses that, and could stand first for ever */
	struct listing l = {.kind = KIND_QUOTE, .key = "created", .down = true, .owned = true};

	if (ep_filter_id(rq, "rfq", &l, e) || ep_filter_id(rq, "deal", &l, e)
		|| ep_filter_word(rq, "state", "state", &enum_quote_state, &l, e)) {
		return -1;
	}
	return ep_answer_list(rq, &l, e);
}

int ep_quote_show(struct request *rq, struct err *e)
{
	struct quote *q;

	return ep_seen(rq, KIND_QUOTE, rq->id, &q, e) ? -1 : ep_answer(rq, KIND_QUOTE, q, false, e);
}

/* Sent before, by the same organisation, saying the same: the stored one is the answer. */
static int find_sent(struct request *rq, const struct quote *sent, struct quote **stored, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_QUOTE, sent->id, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	const struct quote *old = obj;
	if (strcmp(old->partner, rq->reader->org) || !ep_same_request(&entity_quote, sent, old, rq->arena)) {
		return err_field(e, ERR_EXISTS, "id", "another quote has this id");
	}
	*stored = obj;
	return 1;
}

struct sending {
	struct rfq *rfq;
	struct deal *deal;      /* NULL: none yet */
	struct quote *previous; /* NULL: none yet */
	enum deal_state next;
};

static int prepare(struct request *rq, struct quote *q, struct sending *s, struct err *e)
{
	void *obj;

	if (ep_seen(rq, KIND_RFQ, q->rfq, &s->rfq, e)) {
		return -1;
	}
	ep_about(rq, KIND_QUOTE, q->id);
	if (ep_deal_of(rq, s->rfq->id, rq->reader->org, &s->deal, e) < 0
		|| deal_may(rq->reader, s->rfq, s->deal, ACT_QUOTE, rq->now, &s->next, e)
		|| quote_check(q, s->rfq, e) || quote_totals(q, e)
		|| files_check(rq->db, rq->reader, q->files, "files", e)) {
		return -1;
	}
	if (s->deal && *s->deal->quote) {
		int found = data_get(rq->db, KIND_QUOTE, s->deal->quote, rq->arena, &obj, e);

		if (found < 0) {
			return -1;
		}
		s->previous = found ? obj : NULL;
	}
	return 0;
}

static struct deal *new_deal(struct request *rq, const struct rfq *rfq, const char *name)
{
	struct deal *d = entity_new(&entity_deal, rq->arena);
	char id[ULID_SIZE];

	d->id = arena_strdup(rq->arena, ulid_make(id));
	ep_deal_fill(d, rfq, rq->reader->org, name);
	return d;
}

static void fill_quote(const struct request *rq, struct quote *q, const struct sending *s)
{
	const struct rfq *rfq = s->rfq;

	q->site = rfq->site;
	q->customer = rfq->customer;
	q->partner = rq->reader->org;
	q->vis = VIS_PARTIES;
	q->deal = s->deal->id;
	q->number = rfq->number;
	q->title = rfq->title;
	q->customer_name = rfq->customer_name;
	q->partner_name = s->deal->partner_name;
	q->version = s->deal->quote_version + 1;
	q->state = QUOTE_SENT;
	q->sent = rq->now;
	q->valid_until = rq->now + q->valid_days * DAY_MS;
}

/* The version before is kept, marked as replaced. */
static int replace_previous(struct request *rq, struct quote *previous, struct err *e)
{
	if (!previous || previous->state != QUOTE_SENT) {
		return 0;
	}
	previous->state = QUOTE_REPLACED;
	return data_put(rq->db, KIND_QUOTE, previous, -1, rq->now, e);
}

/* What was said to the version before does not speak of this one. */
static void note_in_deal(struct deal *d, const struct quote *q, enum deal_state next)
{
	d->state = (int)next;
	d->quote = q->id;
	d->quote_version = q->version;
	d->reason = "";
	d->counter_price = 0;
	d->counter_lead = 0;
}

int ep_quote_send(struct request *rq, struct err *e)
{
	struct quote *q = rq->body, *stored = NULL;
	struct sending s = {0};
	struct org *org;

	ep_about(rq, KIND_QUOTE, q->id);
	if (rq->reader->price_blind) {
		return err_set(e, ERR_PRICE_BLIND, "%s", "");
	}
	int found = find_sent(rq, q, &stored, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_QUOTE, stored, false, e);
	}
	if (prepare(rq, q, &s, e) || ep_org(rq, rq->reader->org, &org, e)) {
		return -1;
	}
	bool first = !s.previous;
	if (!s.deal) {
		s.deal = new_deal(rq, s.rfq, org->name);
	}
	fill_quote(rq, q, &s);
	note_in_deal(s.deal, q, s.next);
	s.rfq->quotes += first;
	if (replace_previous(rq, s.previous, e) || data_put(rq->db, KIND_QUOTE, q, 0, rq->now, e)
		|| data_put(rq->db, KIND_DEAL, s.deal, -1, rq->now, e)
		|| (first && data_put(rq->db, KIND_RFQ, s.rfq, -1, rq->now, e))
		|| talk_record_quote(rq, q, RECORD_QUOTE_SENT, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_QUOTE, q, true, e);
}

static bool declined_so(const struct quote *q, const struct decline *d)
{
	return q->state == QUOTE_DECLINED && !strcmp(q->reason, d->reason)
		&& q->counter_price == d->counter_price && q->counter_lead == d->counter_lead;
}

static int decline(struct request *rq, struct quote *q, const struct decline *said, struct err *e)
{
	struct deal *deal;
	struct rfq *rfq;
	enum deal_state next;

	if (ep_seen(rq, KIND_DEAL, q->deal, &deal, e) || ep_seen(rq, KIND_RFQ, q->rfq, &rfq, e)) {
		return -1;
	}
	ep_about(rq, KIND_QUOTE, q->id);
	if (deal_may(rq->reader, rfq, deal, ACT_COUNTER, rq->now, &next, e)) {
		return -1;
	}
	if (strcmp(deal->quote, q->id)) {
		return err_set(e, ERR_QUOTE_REPLACED, tr("version %lld is the newest"), (long long)deal->quote_version);
	}
	q->state = QUOTE_DECLINED;
	deal->state = (int)next;
	q->reason = deal->reason = said->reason;
	q->counter_price = deal->counter_price = said->counter_price;
	q->counter_lead = deal->counter_lead = said->counter_lead;
	return data_put(rq->db, KIND_QUOTE, q, -1, rq->now, e) || data_put(rq->db, KIND_DEAL, deal, -1, rq->now, e)
		|| talk_record_quote(rq, q, RECORD_QUOTE_DECLINED, e) ? -1 : 0;
}

int ep_quote_decline(struct request *rq, struct err *e)
{
	struct quote *q;

	if (ep_seen(rq, KIND_QUOTE, rq->id, &q, e) || ep_check_prices(rq, e)) {
		return -1;
	}
	if (!declined_so(q, rq->body) && decline(rq, q, rq->body, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_QUOTE, q, false, e);
}
