#include <stdio.h>
#include <string.h>

#include "model/draft.h"
#include "model/money.h"

/*
 * Versions are compared line by line in their order; what was put in or taken out at
 * the end shows as absent on the other side.
 */
struct diff {
	const struct quote *was, *is;
	quote_diff_fn *fn;
	void *arg;
};

static void line_text(const struct quote *q, size_t i, char *out, size_t n)
{
	const struct quote_line *l;
	char setup[MONEY_TEXT], unit[MONEY_TEXT];

	*out = '\0';
	if (i >= q->lines.n) {
		return;
	}
	l = ITEM(const struct quote_line, q->lines, i);
	snprintf(out, n, "%s %lld x %s + %s", l->text, (long long)l->qty,
		money_format(l->unit, q->currency, i18n_get(), unit), money_format(l->setup, q->currency, i18n_get(), setup));
}

static void diff_lines(const struct diff *d)
{
	size_t n = d->was->lines.n > d->is->lines.n ? d->was->lines.n : d->is->lines.n;

	for (size_t i = 0; i < n; i++) {
		char was[320], is[320];

		line_text(d->was, i, was, sizeof(was));
		line_text(d->is, i, is, sizeof(is));
		if (strcmp(was, is) != 0) {
			d->fn(d->arg, N_("Line"), was, is);
		}
	}
}

static void diff_money(const struct diff *d, const char *what, int64_t was, int64_t is)
{
	char a[MONEY_TEXT], b[MONEY_TEXT];

	if (was != is) {
		d->fn(d->arg, what, money_format(was, d->was->currency, i18n_get(), a),
			money_format(is, d->is->currency, i18n_get(), b));
	}
}

static void diff_number(const struct diff *d, const char *what, int64_t was, int64_t is)
{
	char a[24], b[24];

	if (was != is) {
		snprintf(a, sizeof(a), "%lld", (long long)was);
		snprintf(b, sizeof(b), "%lld", (long long)is);
		d->fn(d->arg, what, a, b);
	}
}

static void diff_text(const struct diff *d, const char *what, const char *was, const char *is)
{
	if (strcmp(was, is) != 0) {
		d->fn(d->arg, what, was, is);
	}
}

void quote_diff(const struct quote *a, const struct quote *b, quote_diff_fn *fn, void *arg)
{
	struct diff d = {a, b, fn, arg};

	diff_lines(&d);
	diff_money(&d, N_("List"), a->list, b->list);
	diff_money(&d, N_("Discount"), a->discount, b->discount);
	diff_money(&d, N_("Net"), a->net, b->net);
	diff_money(&d, N_("Tax"), a->tax, b->tax);
	diff_money(&d, N_("Total"), a->total, b->total);
	diff_number(&d, N_("Lead time, work days"), a->lead_days, b->lead_days);
	diff_number(&d, N_("Valid, days"), a->valid_days, b->valid_days);
	diff_text(&d, N_("Terms"), a->terms, b->terms);
	diff_text(&d, N_("Note"), a->note, b->note);
}
