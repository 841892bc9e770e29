#ifndef MODEL_DRAFT_H
#define MODEL_DRAFT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/entity.h"
#include "model/rules.h"

/*
 * A quote as it is typed (struct quote_draft: texts) and the quote it means. The same
 * code serves the composer and `fettle quote set`.
 */

/* A new draft for a request: its first quantity as the item, the others as price breaks,
   valid 30 days, tax of the currency's country. */
struct quote_draft *quote_draft_new(const struct rfq *rfq, const char *id, struct arena *a);
/* The next version of a quote, or a copy of an earlier one's lines and terms for rfq. */
struct quote_draft *quote_draft_from(const struct quote *q, const struct rfq *rfq, const char *id, struct arena *a);

/*
 * Reads the texts. Always answers a quote with totals of what could be read; -1 when
 * something could not, or is missing for sending: e names the field ("lines[1].unit") at
 * fault first. strict: also what only sending needs (quote_check).
 */
int quote_draft_read(const struct quote_draft *d, const struct rfq *rfq, bool strict, struct arena *a,
	struct quote **out, struct err *e);
/* Is this one text good? field: "qty", "unit", "discount", ... For marking it while typing. */
int quote_draft_check(const char *field, const char *text, const char *currency, struct err *e);

/* "5 %" or an amount; "" is none. */
int discount_parse(const char *s, const char *currency, enum discount_kind *kind, int64_t *value, struct err *e);

/* What differs between two versions, line by line; fn gets the label (msgid), both texts ("" = absent). */
typedef void quote_diff_fn(void *arg, const char *what, const char *was, const char *is);
void quote_diff(const struct quote *a, const struct quote *b, quote_diff_fn *fn, void *arg);

#endif
