#include "deals.h"

#include <string.h>

#include "prices.h"
#include "seed.h"

enum { VALID_DAYS = 60, VALID_SHORT = 7 };

bool deal_code_quotes(char code)
{
	return code != 'p' && code != 'h' && code != 'u' && code != 'x' && code != 'y';
}

static enum deal_state state_of(char code)
{
	static const struct { char code; enum deal_state state; } states[] = {
		{'p', DEAL_PROFILE_SENT}, {'u', DEAL_ASKED}, {'h', DEAL_CHAT}, {'q', DEAL_QUOTED}, {'k', DEAL_QUOTED}, {'x', DEAL_DECLINED},
		{'y', DEAL_DECLINED}, {'r', DEAL_DECLINED}, {'e', DEAL_QUOTED}, {'c', DEAL_CONSENT_PENDING}, {'a', DEAL_AGREED},
		{'o', DEAL_ORDERED}, {'t', DEAL_CONTRACTED}, {'w', DEAL_IN_WORK}, {'s', DEAL_SHIPPED}, {'f', DEAL_ACCEPTED},
	};

	for (size_t i = 0; i < lengthof(states); i++) {
		if (states[i].code == code) {
			return states[i].state;
		}
	}
	return DEAL_NONE;
}

static enum quote_state newest_state(char code)
{
	if (strchr("otwsf", code)) {
		return QUOTE_ORDERED;
	}
	return code == 'r' ? QUOTE_DECLINED : code == 'e' ? QUOTE_EXPIRED : QUOTE_SENT;
}

static int64_t moment(const struct deal_plan *p, int percent)
{
	return p->from + (p->to - p->from) * percent / 100;
}

static void add_line(struct fill *f, struct quote *q, enum line_kind kind, const char *text, int64_t qty,
	int64_t setup, int64_t unit)
{
	struct quote_line *l = items_add(&entity_quote_line, &q->lines, &f->a);

	l->kind = (int)kind;
	l->text = text;
	l->qty = qty;
	l->setup = setup;
	l->unit = unit;
}

/* The part at its quantities, what it is covered with, and what the first set-up takes. */
static void add_lines(struct fill *f, struct quote *q, const struct deal_plan *p, int64_t price)
{
	const struct seed_talk *talk = &seed_talk[p->partner->tongue];
	const struct rfq *r = p->rfq;
	const char *cur = r->currency;
	int64_t qty = 1, at = price, setup = price_in(cur, (price * 9 / 1000 + 60) * 1000);

	for (size_t i = 0; i < r->breaks.n; i++) {
		qty = ITEM(const struct qty_break, r->breaks, i)->qty;
		add_line(f, q, i ? LINE_PRICE_BREAK : LINE_ITEM, i ? "" : r->title, qty, setup, price_in(cur, at));
		at = at * (91 + (int64_t)fill_random(f, 4)) / 100;
	}
	qty = ITEM(const struct qty_break, r->breaks, 0)->qty;
	if (*r->finish && fill_random(f, 3)) {
		add_line(f, q, LINE_ITEM, arena_printf(&f->a, "%s: %s", talk->finishing, r->finish), qty, 0, price_in(cur, price / 8));
	}
	if (fill_random(f, 3) == 0) {
		add_line(f, q, LINE_ITEM, talk->setup, 1, 0, price_in(cur, (price / 50 + 40) * 1000 / 10));
	}
}

static void add_terms(struct fill *f, struct quote *q, const struct deal_plan *p, int version)
{
	const struct seed_talk *talk = &seed_talk[p->partner->tongue];

	q->tax_bp = price_tax(p->rfq->currency);
	q->lead_days = 6 + (int64_t)fill_random(f, 20);
	q->terms = talk->terms;
	q->note = version > 1 ? talk->revised : talk->note;
	if (version > 1) {
		q->discount_kind = DISCOUNT_PERCENT;
		q->discount_bp = 300 + 100 * (int64_t)fill_random(f, 4);
		q->discount_note = talk->discount;
	} else if (fill_random(f, 5) == 0) {
		q->discount_kind = DISCOUNT_AMOUNT;
		q->discount_amount = price_in(p->rfq->currency, p->price / 2);
	}
}

/* Says no, and what would do instead, on both the deal and its newest quote. */
static void customer_declines(struct fill *f, struct deal *d, struct quote *q, const struct deal_plan *p)
{
	q->reason = d->reason = seed_talk[p->customer_tongue].customer_no[fill_random(f, 2)];
	q->counter_price = d->counter_price = q->net - q->net * 12 / 100;
	q->counter_lead = d->counter_lead = q->lead_days > 8 ? q->lead_days - 3 : q->lead_days;
}

static void partner_declines(struct fill *f, struct deal *d, const struct deal_plan *p)
{
	const struct seed_talk *talk = &seed_talk[p->partner->tongue];

	d->reason = p->code == 'y' ? talk->counter : talk->partner_no[fill_random(f, lengthof(talk->partner_no))];
	if (p->code == 'y') {
		d->counter_lead = 40 + (int64_t)fill_random(f, 20);
		d->counter_price = price_in(p->rfq->currency, p->price ? p->price : 20000);
	}
}

static struct quote *new_quote(struct fill *f, const struct deal *d, const struct deal_plan *p, int version, int64_t price)
{
	struct quote *q = entity_new(&entity_quote, &f->a);
	const struct rfq *r = p->rfq;
	bool newest = version == p->versions;

	q->sent = moment(p, 35 + version * 40 / p->versions);
	q->id = fill_id(f, q->sent);
	q->site = r->site;
	q->customer = r->customer;
	q->partner = p->partner->id;
	q->rfq = r->id;
	q->deal = d->id;
	q->number = r->number;
	q->title = r->title;
	q->customer_name = r->customer_name;
	q->partner_name = p->partner->name;
	q->currency = r->currency;
	q->version = version;
	q->state = (int)(newest ? newest_state(p->code) : QUOTE_REPLACED);
	q->valid_days = p->code == 'e' ? VALID_SHORT : VALID_DAYS;
	q->valid_until = q->sent + q->valid_days * DAY;
	add_lines(f, q, p, price);
	add_terms(f, q, p, version);
	return q;
}

static int add_quotes(struct fill *f, struct deal *d, const struct deal_plan *p, struct err *e)
{
	int64_t price = p->price * (92 + (int64_t)fill_random(f, 22)) / 100;

	/* the same choices for each version: only the price and the discount move */
	uint64_t seed = f->seed;

	for (int version = 1; version <= p->versions; version++) {
		f->seed = seed;
		struct quote *q = new_quote(f, d, p, version, price);

		if (quote_check(q, p->rfq, e) || quote_totals(q, e)) {
			return -1;
		}
		d->quote = q->id;
		d->quote_version = version;
		if (version == p->versions && p->code == 'r') {
			customer_declines(f, d, q, p);
		}
		if (data_put(f->db, KIND_QUOTE, q, 0, q->sent, e)) {
			return -1;
		}
		price = price * 97 / 100;
	}
	return 0;
}

static void tell_story(struct fill *f, struct deal *d, const struct deal_plan *p)
{
	if (strchr("phk", p->code)) {
		d->profile_text = p->profile;
		d->profile_sent = moment(p, 12);
	}
	if (strchr("hk", p->code)) {
		d->chat_opened = moment(p, 30);
	}
	if (p->code == 'u') {
		d->asked = moment(p, 30);
	}
	if (strchr("xy", p->code)) {
		partner_declines(f, d, p);
	}
	if (strchr("otwsf", p->code)) {
		d->ordered = moment(p, 85);
	}
	if (strchr("twsf", p->code)) {
		d->contracted = moment(p, 90);
	}
}

int fill_deal(struct fill *f, const struct deal_plan *p, struct err *e)
{
	struct deal *d = entity_new(&entity_deal, &f->a);

	d->created = moment(p, 10);
	d->id = fill_id(f, d->created);
	d->site = p->rfq->site;
	d->customer = p->rfq->customer;
	d->partner = p->partner->id;
	d->partner_name = p->partner->name;
	d->rfq = p->rfq->id;
	d->state = (int)state_of(p->code);
	tell_story(f, d, p);
	if (deal_code_quotes(p->code) && add_quotes(f, d, p, e)) {
		return -1;
	}
	return data_put(f->db, KIND_DEAL, d, 0, moment(p, 92), e) || fill_talk(f, d, p, e) ? -1 : 0;
}
