#ifndef SERVER_DEMO_DEALS_H
#define SERVER_DEMO_DEALS_H

#include "attach.h"
#include "fill.h"

/*
 * What became of a request, as text: a word for each partner. "Dk2" is: partner D, code k,
 * version 2 of the quote.
 *	p  profile sent                       h  profile sent, chat open
 *	q  quoted                             k  as h, then quoted
 *	x  declined by the partner            y  the same, with a counter-offer
 *	r  the newest quote declined by the customer, with a counter-offer
 *	e  the newest quote ran out of time
 *	c  consent asked                      a  agreed
 *	u  a question asked, no answer yet
 *	o  ordered   t  contract confirmed    w  in work   s  shipped   f  accepted
 */
bool deal_code_quotes(char code);

struct deal_plan {
	const struct rfq *rfq;
	const struct fill_org *partner, *customer;
	const char *profile;    /* text that is sent with p, h, k */
	enum tongue customer_tongue;
	const struct pins *pins; /* of the first file; NULL: no notes */
	char code;
	int versions;
	int64_t price;          /* of one at the first quantity, KRW */
	int64_t from, to;       /* when things happened */
};
int fill_deal(struct fill *f, const struct deal_plan *p, struct err *e);

/* talk.c: the thread of a deal whose chat was opened or question asked, and what was said in it. */
int fill_talk(struct fill *f, const struct deal *d, const struct deal_plan *p, struct err *e);
/* Tells the threads of a request that its last file is a new revision, behind all that was said. */
int fill_revised(struct fill *f, const struct rfq *r, const struct fill_org *customer, int64_t at, struct err *e);

#endif
