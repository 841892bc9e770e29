#include "base/ulid.h"
#include "ep.h"
#include "talk.h"

/* Who deals with a partner may read its profile, wherever the profile is at home. */
static int dealt_with(struct request *rq, const char *partner, struct err *e)
{
	long long there;

	if (rq->reader->role != ROLE_CUSTOMER) {
		return 0;
	}
	return db_int(rq->db, "SELECT 1 FROM deal WHERE customer = $1 AND partner = $2 LIMIT 1",
		DB_ARGS(val_text(rq->reader->org), val_text(partner)), &there, e);
}

int ep_profile_show(struct request *rq, struct err *e)
{
	void *obj;

	ep_about(rq, KIND_PROFILE, rq->id);
	int found = data_get(rq->db, KIND_PROFILE, rq->id, rq->arena, &obj, e);
	if (found > 0 && !reader_sees(rq->reader, obj)) {
		found = dealt_with(rq, rq->id, e);
	}
	if (found <= 0) {
		return found < 0 ? -1 : err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	return ep_answer(rq, KIND_PROFILE, obj, false, e);
}

static int fill_profile(struct request *rq, struct profile *p, const struct profile *old, struct err *e)
{
	struct org *org;

	if (ep_org(rq, rq->reader->org, &org, e)) {
		return -1;
	}
	p->name = org->name;
	p->partner = rq->reader->org;
	p->customer = "";
	p->vis = VIS_SITE;
	if (old) {
		p->site = old->site;
	} else if (!*p->site || !reader_in_site(rq->reader, p->site)) {
		p->site = rq->reader->nsites ? rq->reader->sites[0] : "";
	}
	return 0;
}

int ep_profile_put(struct request *rq, struct err *e)
{
	struct profile *p = rq->body, *old = NULL;
	void *obj;

	ep_about(rq, KIND_PROFILE, rq->id);
	if (strcmp(rq->id, rq->reader->org)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (strcmp(p->id, rq->id)) {
		return err_field(e, ERR_INVALID_FIELD, "id", "the id is not the one of the address");
	}
	int found = data_get(rq->db, KIND_PROFILE, rq->id, rq->arena, &obj, e);
	if (found < 0) {
		return -1;
	}
	old = found ? obj : NULL;
	if (rq->if_match >= 0 && rq->if_match != (old ? old->rev : 0)) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld"), old ? (long long)old->rev : 0LL);
	}
	if (old && ep_same_request(&entity_profile, p, old, rq->arena)) {
		return ep_answer(rq, KIND_PROFILE, old, false, e);
	}
	if (fill_profile(rq, p, old, e) || files_check(rq->db, rq->reader, p->files, "files", e)
		|| data_put(rq->db, KIND_PROFILE, p, rq->if_match, rq->now, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_PROFILE, p, !old, e);
}

static bool same_files(struct items a, struct items b)
{
	if (a.n != b.n) {
		return false;
	}
	for (size_t i = 0; i < a.n; i++) {
		if (!entity_equal(&entity_file_ref, ITEM(const struct file_ref, a, i), ITEM(const struct file_ref, b, i), true)) {
			return false;
		}
	}
	return true;
}

static bool sent_so(const struct deal *d, const struct proposal *p)
{
	return d->profile_sent && !strcmp(d->profile_text, p->text) && same_files(d->profile_files, p->files);
}

int ep_profile_send(struct request *rq, struct err *e)
{
	const struct proposal *p = rq->body;
	struct rfq *rfq;
	struct deal *deal = NULL;
	enum deal_state next;

	if (ep_seen(rq, KIND_RFQ, rq->id, &rfq, e)) {
		return -1;
	}
	int found = ep_deal_of(rq, rfq->id, rq->reader->org, &deal, e);
	if (found < 0) {
		return -1;
	}
	if (found && sent_so(deal, p)) {
		return ep_answer(rq, KIND_DEAL, deal, false, e);
	}
	if (deal_may(rq->reader, rfq, deal, ACT_SEND_PROFILE, rq->now, &next, e)
		|| files_check(rq->db, rq->reader, p->files, "files", e)
		|| (!found && ep_deal_new(rq, rfq, p->deal, &deal, e))) {
		return -1;
	}
	deal->state = (int)next;
	deal->profile_text = p->text;
	deal->profile_files = p->files;
	deal->profile_sent = rq->now;
	if (data_put(rq->db, KIND_DEAL, deal, found ? -1 : 0, rq->now, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_DEAL, deal, !found, e);
}

static bool declined_so(const struct deal *d, const struct decline *p)
{
	return d->state == DEAL_DECLINED && !strcmp(d->reason, p->reason) && d->counter_price == p->counter_price
		&& d->counter_lead == p->counter_lead;
}

/* Who declines takes back what they offered. */
static int take_back_quote(struct request *rq, const struct deal *deal, const struct decline *said, struct err *e)
{
	void *obj;
	int found = *deal->quote ? data_get(rq->db, KIND_QUOTE, deal->quote, rq->arena, &obj, e) : 0;

	if (found <= 0 || ((struct quote *)obj)->state != QUOTE_SENT) {
		return found < 0 ? -1 : 0;
	}
	struct quote *q = obj;
	q->state = QUOTE_DECLINED;
	q->reason = said->reason;
	return data_put(rq->db, KIND_QUOTE, q, -1, rq->now, e);
}

int ep_rfq_decline(struct request *rq, struct err *e)
{
	const struct decline *said = rq->body;
	struct rfq *rfq;
	struct deal *deal = NULL;
	enum deal_state next;
	char id[ULID_SIZE];

	if (ep_seen(rq, KIND_RFQ, rq->id, &rfq, e) || ep_check_prices(rq, e)) {
		return -1;
	}
	int found = ep_deal_of(rq, rfq->id, rq->reader->org, &deal, e);
	if (found < 0) {
		return -1;
	}
	if (found && declined_so(deal, said)) {
		return ep_answer(rq, KIND_DEAL, deal, false, e);
	}
	if (deal_may(rq->reader, rfq, deal, ACT_DECLINE, rq->now, &next, e)
		|| (!found && ep_deal_new(rq, rfq, arena_strdup(rq->arena, ulid_make(id)), &deal, e))) {
		return -1;
	}
	deal->state = (int)next;
	deal->reason = said->reason;
	deal->counter_price = said->counter_price;
	deal->counter_lead = said->counter_lead;
	if (take_back_quote(rq, deal, said, e) || data_put(rq->db, KIND_DEAL, deal, found ? -1 : 0, rq->now, e)
		|| talk_record(rq, deal->id, RECORD_DEAL_DECLINED, deal->id, "", e)) {
		return -1;
	}
	return ep_answer(rq, KIND_DEAL, deal, !found, e);
}
