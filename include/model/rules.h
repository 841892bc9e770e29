#ifndef MODEL_RULES_H
#define MODEL_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/entity.h"

/*
 * The rules of a deal, the same code on both sides: the client offers what they allow, the
 * server refuses what they do not. Pure.
 */

/* Who asks: what an account may see and do. */
struct reader {
	const char *account, *org, *lang;
	enum role role;
	bool price_blind;
	bool all_sites;          /* admin: no site limit */
	const char *const *sites; /* ids the org or the account belongs to */
	size_t nsites;
};
bool reader_staff(const struct reader *r);           /* operator, site admin, admin */
bool reader_in_site(const struct reader *r, const char *site);
/* May r see this row? The one rule for lists, changes, search and files. */
bool reader_sees(const struct reader *r, const struct entity_head *h);

/* What can happen to a deal. */
enum deal_act { ACT_SEND_PROFILE, ACT_ASK_CHAT, ACT_QUOTE, ACT_DECLINE, ACT_COUNTER, ACT_ORDER, ACT_CONTRACT, ACT_QUESTION, ACT_COUNT };
const char *deal_act_name(enum deal_act act);  /* "send_profile", for --json "actions" */

/*
 * Whether r may do act on this request and deal (deal NULL: none yet); answers 0 with the
 * state that follows in *next (may be NULL), or -1 with the code the server answers:
 * PROFILE_NOT_ACCEPTED, QUOTE_NEEDED, RFQ_CLOSED, STATE, FORBIDDEN, PRICE_BLIND. now: ms.
 */
int deal_may(const struct reader *r, const struct rfq *rfq, const struct deal *deal, enum deal_act act,
	int64_t now, enum deal_state *next, struct err *e);
unsigned deal_actions(const struct reader *r, const struct rfq *rfq, const struct deal *deal, int64_t now); /* 1 << act */

/* When time alone may next change what deal_actions() says: an instant after now, INT64_MAX never. */
int64_t deal_turn(const struct rfq *rfq, int64_t now);

/*
 * Totals. List = sum over item lines of setup + qty * unit (price-break lines are offers for
 * other quantities and are not summed); discount = share of the list or an amount, at most the list;
 * net = list - discount; tax = share of net; total = net + tax.
 */
int quote_line_amount(const struct quote_line *l, int64_t *out, struct err *e);
int quote_totals(struct quote *q, struct err *e); /* fills list, discount, net, tax, total */
/* What a quote needs beyond its description: a line that is an item, a known currency equal to
   the request's, breaks after an item, positive quantities. */
int quote_check(const struct quote *q, const struct rfq *rfq, struct err *e);

/* What a badge says of a project for this reader: the deal's state, or "missed", "due". */
const char *deal_badge(const struct deal *deal); /* msgid, brief */

#endif
