#include "model/rules.h"

#include <string.h>

#include "base/alloc.h"

bool reader_staff(const struct reader *r)
{
	return r->role == ROLE_OPERATOR || r->role == ROLE_SITE_ADMIN || r->role == ROLE_ADMIN;
}

bool reader_in_site(const struct reader *r, const char *site)
{
	if (r->all_sites) {
		return true;
	}
	for (size_t i = 0; i < r->nsites; i++) {
		if (!strcmp(r->sites[i], site)) {
			return true;
		}
	}
	return false;
}

bool reader_sees(const struct reader *r, const struct entity_head *h)
{
	bool mine = *r->org && (!strcmp(h->customer, r->org) || (h->vis != VIS_CUSTOMER && !strcmp(h->partner, r->org)));

	if (r->role == ROLE_ADMIN) {
		return true;
	}
	if (reader_staff(r)) {
		return reader_in_site(r, h->site);
	}
	if (h->vis == VIS_STAFF) {
		return false;
	}
	/* customers of one site compete: they do not see each other's requests */
	if (r->role == ROLE_CUSTOMER && *h->customer) {
		return mine;
	}
	return mine || (h->vis == VIS_SITE && reader_in_site(r, h->site));
}

/*
 * The deal's state machine (which side may do what from where). What is not here
 * cannot happen; there is no way from profile_sent to ordered.
 */
#define FROM(s) (1u << DEAL_##s)
static const struct rule {
	const char *name;
	enum role side;
	unsigned from;
	enum deal_state to;
	bool keeps; /* the state stays what it was, when it is beyond what comes before */
	bool price;
} rules[ACT_COUNT] = {
	[ACT_SEND_PROFILE] = {"send_profile", ROLE_PARTNER, FROM(NONE) | FROM(ASKED), DEAL_PROFILE_SENT, false, false},
	[ACT_ASK_CHAT] = {"ask_chat", ROLE_CUSTOMER, FROM(PROFILE_SENT) | FROM(QUOTED) | FROM(ASKED), DEAL_CHAT, true, false},
	[ACT_QUOTE] = {"quote", ROLE_PARTNER,
		FROM(NONE) | FROM(PROFILE_SENT) | FROM(CHAT) | FROM(QUOTED) | FROM(DECLINED) | FROM(ASKED), DEAL_QUOTED, false, true},
	[ACT_DECLINE] = {"decline", ROLE_PARTNER, FROM(NONE) | FROM(PROFILE_SENT) | FROM(CHAT) | FROM(QUOTED) | FROM(ASKED),
		DEAL_DECLINED, false, false},
	[ACT_COUNTER] = {"decline_quote", ROLE_CUSTOMER, FROM(QUOTED), DEAL_DECLINED, false, false},
	[ACT_ORDER] = {"order", ROLE_CUSTOMER, FROM(QUOTED) | FROM(AGREED), DEAL_ORDERED, false, true},
	[ACT_CONTRACT] = {"confirm_order", ROLE_PARTNER, FROM(ORDERED), DEAL_CONTRACTED, false, false},
	[ACT_QUESTION] = {"ask_question", ROLE_PARTNER, FROM(NONE) | FROM(PROFILE_SENT) | FROM(QUOTED) | FROM(DECLINED),
		DEAL_ASKED, true, false},
};

const char *deal_act_name(enum deal_act act)
{
	return rules[act].name;
}

static bool is_side(const struct reader *r, const struct rfq *rfq, const struct deal *deal, enum role side)
{
	if (r->role != side) {
		return false;
	}
	if (side == ROLE_CUSTOMER) {
		return !strcmp(rfq->customer, r->org);
	}
	return strcmp(rfq->customer, r->org) && (!deal || !*deal->partner || !strcmp(deal->partner, r->org));
}

/* What the request itself must be for this act. */
static int rfq_allows(const struct rfq *rfq, enum deal_act act, int64_t now, struct err *e)
{
	bool offers = act == ACT_SEND_PROFILE || act == ACT_QUOTE || act == ACT_QUESTION;

	if (act == ACT_CONTRACT) {
		return 0;
	}
	/* past its deadline a request takes no more offers, but those made can be answered */
	if (rfq->state != RFQ_OPEN && (offers || rfq->state != RFQ_CLOSED)) {
		return err_set(e, ERR_RFQ_CLOSED, tr("the request is: %s"), tr(enum_label(&enum_rfq_state, rfq->state)));
	}
	if (offers && rfq->due && rfq->due < now) {
		return err_set(e, ERR_RFQ_CLOSED, "the time for quotes is over");
	}
	if (act == ACT_SEND_PROFILE && !rfq->takes_profile) {
		return err_set(e, ERR_PROFILE_NOT_ACCEPTED, "%s", "");
	}
	return 0;
}

static int refuse_state(enum deal_act act, enum deal_state state, struct err *e)
{
	if (act == ACT_ORDER && (state == DEAL_NONE || state == DEAL_PROFILE_SENT || state == DEAL_CHAT || state == DEAL_ASKED)) {
		return err_set(e, ERR_QUOTE_NEEDED, "%s", "");
	}
	return err_set(e, ERR_STATE, tr("the deal is: %s"), tr(enum_label(&enum_deal_state, (int)state)));
}

/* A chat or a question does not undo what was offered or answered. */
static enum deal_state follows(enum deal_act act, enum deal_state state)
{
	bool early = state == DEAL_NONE || (act == ACT_ASK_CHAT && (state == DEAL_PROFILE_SENT || state == DEAL_ASKED));

	return rules[act].keeps && !early ? state : rules[act].to;
}

int deal_may(const struct reader *r, const struct rfq *rfq, const struct deal *deal, enum deal_act act,
	int64_t now, enum deal_state *next, struct err *e)
{
	const struct rule *rule = &rules[act];
	enum deal_state state = deal ? (enum deal_state)deal->state : DEAL_NONE;

	if (!is_side(r, rfq, deal, rule->side)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (rule->price && r->price_blind) {
		return err_set(e, ERR_PRICE_BLIND, "%s", "");
	}
	if (rfq_allows(rfq, act, now, e)) {
		return -1;
	}
	if (!(rule->from & (1u << state))) {
		return refuse_state(act, state, e);
	}
	if (act == ACT_ORDER && !*deal->quote) {
		return err_set(e, ERR_QUOTE_NEEDED, "%s", "");
	}
	/* one question, and none where there is a chat to ask in */
	if (act == ACT_QUESTION && deal && deal->chat_opened) {
		return err_set(e, ERR_STATE, "the chat is open: write there");
	}
	if (act == ACT_QUESTION && deal && deal->asked) {
		return err_set(e, ERR_STATE, "your question has no answer yet");
	}
	if (next) {
		*next = follows(act, state);
	}
	return 0;
}

unsigned deal_actions(const struct reader *r, const struct rfq *rfq, const struct deal *deal, int64_t now)
{
	unsigned out = 0;

	for (int i = 0; i < ACT_COUNT; i++) {
		if (deal_may(r, rfq, deal, (enum deal_act)i, now, NULL, NULL) == 0) {
			out |= 1u << i;
		}
	}
	return out;
}

int64_t deal_turn(const struct rfq *rfq, int64_t now)
{
	/* rfq_allows() is the only one to look at the clock */
	return rfq->due && rfq->due >= now ? rfq->due + 1 : INT64_MAX;
}

const char *deal_badge(const struct deal *deal)
{
	return enum_label(&enum_deal_state, deal ? deal->state : DEAL_NONE);
}
