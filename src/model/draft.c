#include "model/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/money.h"

/* The usual tax on goods where the currency is used, in 1/100 %. */
static const char *usual_tax(const char *currency)
{
	static const struct { const char *currency, *tax; } rates[] = {
		{"KRW", "10 %"}, {"JPY", "10 %"}, {"UAH", "20 %"}, {"EUR", "20 %"}, {"GBP", "20 %"}, {"PLN", "23 %"},
	};

	for (size_t i = 0; i < lengthof(rates); i++) {
		if (!strcmp(rates[i].currency, currency)) {
			return rates[i].tax;
		}
	}
	return "0 %";
}

static char *number(struct arena *a, int64_t v)
{
	return arena_printf(a, "%lld", (long long)v);
}

static const char *amount(struct arena *a, int64_t v, const char *currency)
{
	char text[MONEY_TEXT];

	return v ? arena_strdup(a, money_format(v, currency, i18n_get(), text)) : "";
}

struct quote_draft *quote_draft_new(const struct rfq *rfq, const char *id, struct arena *a)
{
	struct quote_draft *d = entity_new(&entity_quote_draft, a);

	d->id = arena_strdup(a, id);
	d->rfq = arena_strdup(a, rfq->id);
	d->version = 1;
	d->currency = arena_strdup(a, *rfq->currency ? rfq->currency : "EUR");
	d->valid_days = "30";
	d->tax = usual_tax(d->currency);
	for (size_t i = 0; i < rfq->breaks.n; i++) {
		struct draft_line *l = items_add(&entity_draft_line, &d->lines, a);

		l->kind = i ? LINE_PRICE_BREAK : LINE_ITEM;
		l->text = i ? "" : arena_strdup(a, rfq->title);
		l->qty = number(a, ITEM(const struct qty_break, rfq->breaks, i)->qty);
	}
	if (!d->lines.n) {
		struct draft_line *l = items_add(&entity_draft_line, &d->lines, a);

		l->text = arena_strdup(a, rfq->title);
		l->qty = "1";
	}
	return d;
}

static void copy_lines(const struct quote *q, struct quote_draft *d, struct arena *a)
{
	for (size_t i = 0; i < q->lines.n; i++) {
		const struct quote_line *from = ITEM(const struct quote_line, q->lines, i);
		struct draft_line *l = items_add(&entity_draft_line, &d->lines, a);

		l->kind = from->kind;
		l->text = arena_strdup(a, from->text);
		l->qty = number(a, from->qty);
		l->setup = amount(a, from->setup, q->currency);
		l->unit = amount(a, from->unit, q->currency);
	}
}

static const char *discount_text(const struct quote *q, struct arena *a)
{
	char text[MONEY_TEXT];

	switch ((enum discount_kind)q->discount_kind) {
	case DISCOUNT_PERCENT:
		return arena_printf(a, "%s %%", percent_format(q->discount_bp, text));
	case DISCOUNT_AMOUNT:
		return amount(a, q->discount_amount, q->currency);
	default:
		return "";
	}
}

struct quote_draft *quote_draft_from(const struct quote *q, const struct rfq *rfq, const char *id, struct arena *a)
{
	struct quote_draft *d = entity_new(&entity_quote_draft, a);
	char text[MONEY_TEXT];

	d->id = arena_strdup(a, id);
	d->rfq = arena_strdup(a, rfq->id);
	d->version = strcmp(q->rfq, rfq->id) ? 1 : q->version + 1;
	d->currency = arena_strdup(a, *rfq->currency ? rfq->currency : q->currency);
	d->valid_days = number(a, q->valid_days);
	d->lead_days = number(a, q->lead_days);
	d->discount = discount_text(q, a);
	d->discount_note = arena_strdup(a, q->discount_note);
	d->tax = arena_printf(a, "%s %%", percent_format(q->tax_bp, text));
	d->terms = arena_strdup(a, q->terms);
	d->note = arena_strdup(a, q->note);
	copy_lines(q, d, a);
	if (!strcmp(q->rfq, rfq->id)) {
		struct quote *copy = entity_copy(&entity_quote, q, a);

		d->files = copy->files;
	}
	return d;
}

static int whole_parse(const char *s, int64_t max, int64_t *out, struct err *e)
{
	/* as money without decimals: "1,000" and "1 000" are numbers */
	if (money_parse(s, "JPY", out, e) || *out < 0 || *out > max) {
		return err_set(e, ERR_INVALID_FIELD, tr("this is not a number between 0 and %lld"), (long long)max);
	}
	return 0;
}

int discount_parse(const char *s, const char *currency, enum discount_kind *kind, int64_t *value, struct err *e)
{
	*kind = DISCOUNT_NONE;
	*value = 0;
	if (!*(s + strspn(s, " "))) {
		return 0;
	}
	*kind = strchr(s, '%') ? DISCOUNT_PERCENT : DISCOUNT_AMOUNT;
	if (*kind == DISCOUNT_PERCENT) {
		return percent_parse(s, value, e);
	}
	if (money_parse(s, currency, value, e)) {
		return -1;
	}
	return *value >= 0 ? 0 : err_set(e, ERR_INVALID_FIELD, "a discount is not negative");
}

static int price_parse(const char *s, const char *currency, int64_t *out, struct err *e)
{
	*out = 0;
	if (!*(s + strspn(s, " "))) {
		return 0;
	}
	if (money_parse(s, currency, out, e)) {
		return -1;
	}
	return *out >= 0 ? 0 : err_set(e, ERR_INVALID_FIELD, "a price is not negative");
}

static int days_parse(const char *s, int64_t *out, struct err *e)
{
	*out = 0;
	return *s ? whole_parse(s, 3650, out, e) : 0;
}

int quote_draft_check(const char *field, const char *text, const char *currency, struct err *e)
{
	enum discount_kind kind;
	int64_t v;

	if (!strcmp(field, "qty")) {
		return *text ? whole_parse(text, 100000000, &v, e) : 0;
	}
	if (!strcmp(field, "setup") || !strcmp(field, "unit")) {
		return price_parse(text, currency, &v, e);
	}
	if (!strcmp(field, "discount")) {
		return discount_parse(text, currency, &kind, &v, e);
	}
	if (!strcmp(field, "tax")) {
		return *text ? percent_parse(text, &v, e) : 0;
	}
	if (!strcmp(field, "valid_days") || !strcmp(field, "lead_days")) {
		return days_parse(text, &v, e);
	}
	return 0;
}

/* Keeps the first fault, naming its field; goes on reading the rest. */
static void fault(struct err *first, const char *field, const struct err *why)
{
	if (first->code == ERR_OK) {
		err_field(first, why->code, field, "%s", why->text);
	}
}

static void read_line(const struct quote_draft *d, size_t i, struct quote *q, struct arena *a, struct err *first)
{
	const struct draft_line *from = ITEM(const struct draft_line, d->lines, i);
	struct quote_line *l = items_add(&entity_quote_line, &q->lines, a);
	struct err e = ERR_NONE;
	char name[32];

	l->kind = from->kind;
	l->text = from->text;
	snprintf(name, sizeof(name), "lines[%zu].qty", i);
	if (*from->qty && whole_parse(from->qty, 100000000, &l->qty, &e)) {
		fault(first, name, &e);
	}
	snprintf(name, sizeof(name), "lines[%zu].setup", i);
	if (price_parse(from->setup, d->currency, &l->setup, &e)) {
		fault(first, name, &e);
	}
	snprintf(name, sizeof(name), "lines[%zu].unit", i);
	if (price_parse(from->unit, d->currency, &l->unit, &e)) {
		fault(first, name, &e);
	}
}

static bool unpriced_break(const struct draft_line *l)
{
	return l->kind == LINE_PRICE_BREAK && !l->unit[strspn(l->unit, " ")] && !l->setup[strspn(l->setup, " ")];
}

static void read_terms(const struct quote_draft *d, struct quote *q, struct err *first)
{
	struct err e = ERR_NONE;
	enum discount_kind kind;
	int64_t v;

	if (days_parse(d->valid_days, &q->valid_days, &e)) {
		fault(first, "valid_days", &e);
	}
	if (days_parse(d->lead_days, &q->lead_days, &e)) {
		fault(first, "lead_days", &e);
	}
	if (discount_parse(d->discount, d->currency, &kind, &v, &e)) {
		fault(first, "discount", &e);
	} else {
		q->discount_kind = (int)kind;
		q->discount_bp = kind == DISCOUNT_PERCENT ? v : 0;
		q->discount_amount = kind == DISCOUNT_AMOUNT ? v : 0;
	}
	if (*d->tax && percent_parse(d->tax, &q->tax_bp, &e)) {
		fault(first, "tax", &e);
	}
}

/* The quote's line is not the draft's when quantities before it were left out. */
static void name_as_drafted(const struct quote_draft *d, struct err *e)
{
	char name[sizeof(e->field)];
	char *end;
	size_t k, i;

	if (strncmp(e->field, "lines[", strlen("lines[")) != 0) {
		return;
	}
	k = strtoul(e->field + strlen("lines["), &end, 10);
	for (i = 0; i < d->lines.n; i++) {
		if (!unpriced_break(ITEM(const struct draft_line, d->lines, i)) && k-- == 0) {
			break;
		}
	}
	snprintf(name, sizeof(name), "lines[%zu%s", i, end);
	snprintf(e->field, sizeof(e->field), "%s", name);
}

int quote_draft_read(const struct quote_draft *d, const struct rfq *rfq, bool strict, struct arena *a,
	struct quote **out, struct err *e)
{
	struct quote *q = entity_new(&entity_quote, a);
	struct err first = ERR_NONE, sums = ERR_NONE;

	q->id = d->id;
	q->rfq = d->rfq;
	q->site = rfq ? rfq->site : "";
	q->version = d->version;
	q->currency = d->currency;
	q->discount_note = d->discount_note;
	q->terms = d->terms;
	q->note = d->note;
	q->files = d->files;
	for (size_t i = 0; i < d->lines.n; i++) {
		/* a quantity nobody priced is no offer: it is not sent */
		if (!strict || !unpriced_break(ITEM(const struct draft_line, d->lines, i))) {
			read_line(d, i, q, a, &first);
		}
	}
	read_terms(d, q, &first);
	if (quote_totals(q, &sums)) {
		fault(&first, sums.field, &sums);
	}
	if (strict && first.code == ERR_OK && quote_check(q, rfq, &first)) {
		name_as_drafted(d, &first);
	}
	*out = q;
	if (first.code != ERR_OK) {
		if (e) {
			*e = first;
		}
		return -1;
	}
	return 0;
}
