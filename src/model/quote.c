#include <stdio.h>
#include <string.h>

#include "model/money.h"
#include "model/rules.h"

int quote_line_amount(const struct quote_line *l, int64_t *out, struct err *e)
{
	int64_t v;

	return money_mul(l->unit, l->qty, &v, e) || money_add(v, l->setup, out, e) ? -1 : 0;
}

static int sum_lines(const struct quote *q, int64_t *out, struct err *e)
{
	int64_t sum = 0;

	for (size_t i = 0; i < q->lines.n; i++) {
		const struct quote_line *l = ITEM(const struct quote_line, q->lines, i);
		int64_t amount;

		if (l->kind != LINE_ITEM) {
			continue;
		}
		if (quote_line_amount(l, &amount, e) || money_add(sum, amount, &sum, e)) {
			return -1;
		}
	}
	*out = sum;
	return 0;
}

static int find_discount(const struct quote *q, int64_t list, int64_t *out, struct err *e)
{
	*out = 0;
	if (q->discount_kind == DISCOUNT_PERCENT) {
		return money_share(list, q->discount_bp, out, e);
	}
	if (q->discount_kind == DISCOUNT_AMOUNT) {
		*out = q->discount_amount;
	}
	return *out <= list ? 0
		: err_field(e, ERR_INVALID_FIELD, "discount_amount", "the discount is larger than the list price");
}

int quote_totals(struct quote *q, struct err *e)
{
	int64_t list, discount, tax, total;

	if (sum_lines(q, &list, e) || find_discount(q, list, &discount, e)
		|| money_share(list - discount, q->tax_bp, &tax, e)
		|| money_add(list - discount, tax, &total, e)) {
		return -1;
	}
	q->list = list;
	q->discount = discount;
	q->net = list - discount;
	q->tax = tax;
	q->total = total;
	return 0;
}

static int line_fault(struct err *e, enum errcode code, size_t i, const char *field, const char *what)
{
	char name[48];

	snprintf(name, sizeof(name), "lines[%zu].%s", i, field);
	return err_field(e, code, name, "%s", what);
}

static int check_line(const struct quote_line *l, size_t i, struct err *e)
{
	if (i == 0 && l->kind != LINE_ITEM) {
		return err_field(e, ERR_INVALID_FIELD, "lines", "a price break needs an item before it");
	}
	if (l->qty < 1) {
		return line_fault(e, ERR_INVALID_FIELD, i, "qty", N_("a line needs a quantity of at least 1"));
	}
	if (l->kind == LINE_ITEM && !*l->text) {
		return line_fault(e, ERR_MISSING_FIELD, i, "text", N_("a line has no text"));
	}
	if (l->kind == LINE_PRICE_BREAK && l->unit < 1) {
		return line_fault(e, ERR_MISSING_FIELD, i, "unit", N_("a price break has no unit price"));
	}
	return 0;
}

int quote_check(const struct quote *q, const struct rfq *rfq, struct err *e)
{
	struct quote sums = *q;

	if (currency_exponent(q->currency) < 0) {
		return err_field(e, ERR_INVALID_FIELD, "currency", "unknown currency");
	}
	if (rfq && *rfq->currency && strcmp(rfq->currency, q->currency)) {
		return err_field(e, ERR_INVALID_FIELD, "currency", tr("the request asks for prices in %s"), rfq->currency);
	}
	if (!q->lines.n) {
		return err_field(e, ERR_MISSING_FIELD, "lines", "a quote needs at least one line");
	}
	for (size_t i = 0; i < q->lines.n; i++) {
		if (check_line(ITEM(const struct quote_line, q->lines, i), i, e)) {
			return -1;
		}
	}
	if (q->lead_days < 1) {
		return err_field(e, ERR_MISSING_FIELD, "lead_days", "the lead time is missing");
	}
	if (q->valid_days < 1) {
		return err_field(e, ERR_MISSING_FIELD, "valid_days", "the quote must be valid for at least a day");
	}
	if (quote_totals(&sums, e)) {
		return -1;
	}
	return sums.total > 0 ? 0 : err_field(e, ERR_INVALID_FIELD, "lines", "the quote has no price");
}
