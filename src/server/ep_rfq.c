#include "base/ulid.h"
#include "ep.h"
#include "model/money.h"

int ep_rfq_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_RFQ, .key = "posted", .down = true, .owned = true};
	const char *order = request_query(rq, "order");

	if (order && !strcmp(order, "deadline")) {
		l.key = "due";
		l.down = false;
	} else if (order && *order && strcmp(order, "newest")) {
		return err_field(e, ERR_INVALID_FIELD, "order", "the order is deadline or newest");
	}
	l.words = request_query(rq, "q");
	if (ep_filter_word(rq, "state", "state", &enum_rfq_state, &l, e)
		|| ep_filter_word(rq, "process", "process", &enum_process, &l, e)) {
		return -1;
	}
	return ep_answer_list(rq, &l, e);
}

int ep_rfq_show(struct request *rq, struct err *e)
{
	struct rfq *rfq;

	return ep_seen(rq, KIND_RFQ, rq->id, &rfq, e) ? -1 : ep_answer(rq, KIND_RFQ, rfq, false, e);
}

/* The site a customer means: the one given, or the only one there is. */
static int choose_site(struct request *rq, struct rfq *rfq, struct err *e)
{
	const struct reader *r = rq->reader;

	if (!*rfq->site && r->nsites == 1) {
		rfq->site = r->sites[0];
	}
	if (!*rfq->site) {
		return err_field(e, ERR_MISSING_FIELD, "site", "which site is this for?");
	}
	if (!reader_in_site(r, rfq->site)) {
		return err_field(e, ERR_FORBIDDEN, "site", "you are not a member of this site");
	}
	return 0;
}

static int check_new(const struct request *rq, const struct rfq *rfq, struct err *e)
{
	if (rfq->due <= rq->now) {
		return err_field(e, ERR_INVALID_FIELD, "due", "the time for quotes has passed already");
	}
	if (rfq->deliver_by && rfq->deliver_by < rfq->due) {
		return err_field(e, ERR_INVALID_FIELD, "deliver_by", "delivery is before quotes are due");
	}
	if (currency_exponent(rfq->currency) < 0) {
		return err_field(e, ERR_INVALID_FIELD, "currency", "unknown currency");
	}
	for (size_t i = 0; i < rfq->breaks.n; i++) {
		if (ITEM(const struct qty_break, rfq->breaks, i)->qty < 1) {
			return err_field(e, ERR_INVALID_FIELD, "breaks", "a quantity is at least 1");
		}
	}
	return 0;
}

static int fill_new(struct request *rq, struct rfq *rfq, struct err *e)
{
	struct org *org;

	if (ep_org(rq, rq->reader->org, &org, e) || data_next(rq->db, "rfq", &rfq->number, e)) {
		return -1;
	}
	rfq->customer = rq->reader->org;
	rfq->partner = "";
	rfq->vis = VIS_SITE;
	rfq->state = RFQ_OPEN;
	rfq->customer_name = org->name;
	rfq->place = org->place;
	rfq->quotes = 0;
	rfq->posted = rq->now;
	if (!*rfq->lang) {
		rfq->lang = rq->reader->lang ? rq->reader->lang : "";
	}
	return 0;
}

/* Sent before, by the same organisation, saying the same: the stored one is the answer. */
static int find_sent(struct request *rq, struct rfq *sent, struct rfq **stored, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_RFQ, sent->id, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	struct rfq *old = obj;
	if (!*sent->lang) {
		sent->lang = old->lang;
	}
	if (strcmp(old->customer, rq->reader->org) || !ep_same_request(&entity_rfq, sent, old, rq->arena)) {
		return err_field(e, ERR_EXISTS, "id", "another request has this id");
	}
	*stored = old;
	return 1;
}

int ep_rfq_create(struct request *rq, struct err *e)
{
	struct rfq *rfq = rq->body, *stored = NULL;

	ep_about(rq, KIND_RFQ, rfq->id);
	int found = find_sent(rq, rfq, &stored, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_RFQ, stored, false, e);
	}
	if (choose_site(rq, rfq, e)) {
		return -1;
	}
	rq->site = rfq->site;
	if (check_new(rq, rfq, e) || files_check(rq->db, rq->reader, rfq->files, "files", e)
		|| fill_new(rq, rfq, e) || data_put(rq->db, KIND_RFQ, rfq, 0, rq->now, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_RFQ, rfq, true, e);
}

int ep_rfq_patch(struct request *rq, struct err *e)
{
	const struct rfq_patch *patch = rq->body;
	struct rfq *rfq;

	if (ep_seen(rq, KIND_RFQ, rq->id, &rfq, e)) {
		return -1;
	}
	if (rq->reader->role == ROLE_CUSTOMER && strcmp(rfq->customer, rq->reader->org)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (rfq->state != RFQ_OPEN && rfq->state != RFQ_DRAFT) {
		return err_set(e, ERR_RFQ_CLOSED, tr("the request is: %s"), tr(enum_label(&enum_rfq_state, rfq->state)));
	}
	if (rq->if_match >= 0 && rq->if_match != rfq->rev) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld"), (long long)rfq->rev);
	}
	if (rfq->takes_profile != patch->takes_profile) {
		rfq->takes_profile = patch->takes_profile;
		if (data_put(rq->db, KIND_RFQ, rfq, rq->if_match, rq->now, e)) {
			return -1;
		}
	}
	return ep_answer(rq, KIND_RFQ, rfq, false, e);
}
