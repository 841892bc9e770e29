#include "app/show.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "model/draft.h"
#include "model/money.h"
#include "text/cells.h"
#include "text/format.h"

#define LABEL_CELLS 18 /* labels have 16 at most, in every language */

__attribute__((format(printf, 3, 4)))
static void say(const struct show *s, enum style st, const char *fmt, ...)
{
	struct str b = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&b, fmt, ap);
	va_end(ap);
	s->line(s->arg, st, arena_strdup(s->a, str_c(&b)));
	str_finish(&b);
}

/* "Material          Al 6061-T6": nothing when there is nothing to say. */
static void field(const struct show *s, const char *label, const char *value)
{
	struct str b = STR_INIT;

	if (*value) {
		cells_pad(&b, tr(label), strlen(tr(label)), LABEL_CELLS, CELLS_LEFT, 1);
		say(s, STYLE_TEXT, "%s%s", str_c(&b), value);
	}
	str_finish(&b);
}

/* A long text, one line of it a time. */
static void long_text(const struct show *s, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		s->line(s->arg, STYLE_TEXT, arena_strndup(s->a, text, n));
		text += n + (text[n] == '\n');
	}
}

const char *show_money(int64_t amount, const char *currency, struct arena *a)
{
	char text[FORMAT_SIZE];
	int decimals = currency_exponent(currency);

	return arena_strdup(a, format_decimal(text, amount, decimals > 0 ? decimals : 0, i18n_get()));
}

static const char *count(int64_t n, struct arena *a)
{
	char text[FORMAT_SIZE];

	return arena_strdup(a, format_int(text, n, i18n_get()));
}

const char *show_qty(const struct rfq *rfq, struct arena *a)
{
	struct str b = STR_INIT;
	const char *out;

	for (size_t i = 0; i < rfq->breaks.n; i++) {
		str_addf(&b, "%s%lld", i ? "/" : "", (long long)ITEM(const struct qty_break, rfq->breaks, i)->qty);
	}
	out = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return out;
}

const char *show_intent_state(enum intent_state st)
{
	static const char *const words[] = {"", N_("held"), N_("queued"), N_("sending"), N_("refused"), N_("accepted")};

	return words[st];
}

static const char *state_word(const struct show *s, const struct project_row *row, bool brief, enum style *st)
{
	const char *(*deal_word)(const struct enum_names *n, int v) = brief ? enum_brief : enum_label;
	const struct rfq *rfq = row->rfq;
	const char *word;

	if (row->pending != INTENT_NONE && row->pending != INTENT_ACCEPTED) {
		*st = row->pending == INTENT_REFUSED ? STYLE_BAD : STYLE_WARN;
		return tr(show_intent_state(row->pending));
	}
	if (row->draft) {
		return tr("draft");
	}
	if (row->deal && row->deal->state == DEAL_QUOTED && row->quote) {
		return arena_printf(s->a, "%s v%lld", tr(deal_word(&enum_deal_state, DEAL_QUOTED)), (long long)row->quote->version);
	}
	if (row->deal && row->deal->state != DEAL_NONE) {
		*st = row->deal->state == DEAL_ORDERED || row->deal->state == DEAL_CONTRACTED ? STYLE_GOOD : STYLE_TEXT;
		return tr(deal_word(&enum_deal_state, row->deal->state));
	}
	word = rfq->state != RFQ_OPEN ? enum_brief(&enum_rfq_state, rfq->state)
		: rfq->due && rfq->due < s->now ? N_("closed") : row->unread ? N_("new") : "";
	*st = row->unread ? STYLE_BOLD : STYLE_DIM;
	return tr(word);
}

const char *show_state(const struct show *s, const struct project_row *row, enum style *st)
{
	return state_word(s, row, false, st);
}

const char *show_state_brief(const struct show *s, const struct project_row *row, enum style *st)
{
	return state_word(s, row, true, st);
}

const char *show_missing(const struct rfq *rfq, struct arena *a)
{
	const struct { const char *value, *label; } wanted[] = {
		{rfq->material, N_("Material")}, {rfq->finish, N_("Finish")}, {rfq->tolerance, N_("Tolerance class")},
		{rfq->files.n ? "x" : "", N_("drawing")}, {rfq->deliver_by ? "x" : "", N_("Delivery by")},
	};
	struct str b = STR_INIT;
	const char *out;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!*wanted[i].value) {
			str_addf(&b, "%s%s", b.len ? ", " : "", tr(wanted[i].label));
		}
	}
	out = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return out;
}

const char *show_actions(unsigned actions, struct arena *a)
{
	struct str b = STR_INIT;
	const char *out;

	for (int i = 0; i < ACT_COUNT; i++) {
		if (actions & (1u << i)) {
			str_addf(&b, "%s%s", b.len ? " " : "", deal_act_name((enum deal_act)i));
		}
	}
	out = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return out;
}

static void files(const struct show *s, const char *label, struct items list)
{
	char size[FORMAT_SIZE];

	for (size_t i = 0; i < list.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, list, i);

		field(s, i ? " " : label, arena_printf(s->a, "%zu. %s   %s", i + 1, f->name,
			format_size(size, (uint64_t)f->size, i18n_get())));
	}
}

static void show_requests(const struct show *s, const struct rfq *r)
{
	char text[FORMAT_SIZE], left[FORMAT_SIZE];

	field(s, N_("Customer"), *r->place ? arena_printf(s->a, "%s, %s", r->customer_name, r->place) : r->customer_name);
	field(s, N_("Process"), tr(enum_label(&enum_process, r->process)));
	field(s, N_("Material"), r->material);
	field(s, N_("Finish"), r->finish);
	field(s, N_("Tolerance class"), r->tolerance);
	field(s, N_("Quantities"), show_qty(r, s->a));
	field(s, N_("Currency"), r->currency);
	field(s, N_("Quotes due"), !r->due ? "" : arena_printf(s->a, "%s   (%s)", format_moment(text, r->due, s->zone, i18n_get()),
		format_left(left, r->due, s->now, false, s->zone, i18n_get())));
	field(s, N_("Delivery by"), r->deliver_by ? format_date(text, r->deliver_by, s->zone, i18n_get()) : "");
	field(s, N_("Posted"), r->posted ? format_ago(text, r->posted, s->now, s->zone, i18n_get()) : "");
	field(s, N_("Partners quoting"), r->quotes ? count(r->quotes, s->a) : "");
	files(s, N_("Files"), r->files);
	field(s, N_("Missing"), show_missing(r, s->a));
	field(s, N_("Profile-only"), tr(r->takes_profile ? N_("takes profile-only proposals") : N_("quotes only")));
}

static const char *deal_words(const struct show *s, const struct deal *d)
{
	char text[FORMAT_SIZE];
	const char *state = tr(enum_label(&enum_deal_state, d->state));

	if (d->quote_version) {
		state = arena_printf(s->a, "%s v%lld", state, (long long)d->quote_version);
	}
	if (d->chat_opened) {
		state = arena_printf(s->a, "%s, %s", state, tr("chat open"));
	}
	return arena_printf(s->a, "%s   %s", state, format_ago(text, d->updated, s->now, s->zone, i18n_get()));
}

/* What would have to be different. */
static void counter_offer(const struct show *s, int64_t price, int64_t lead, const char *currency)
{
	if (price) {
		field(s, N_("Counter-offer"), s->me && s->me->price_blind ? "-"
			: arena_printf(s->a, "%s %s", show_money(price, currency, s->a), currency));
	}
	if (lead) {
		field(s, N_("Lead, work days"), count(lead, s->a));
	}
}

static void show_deal(const struct show *s, const struct deal *d, bool other_side, const char *currency)
{
	field(s, other_side ? N_("Partner") : N_("Your deal"), other_side
		? arena_printf(s->a, "%s   %s", d->partner_name, deal_words(s, d)) : deal_words(s, d));
	if (other_side && *d->profile_text) {
		long_text(s, d->profile_text);
		files(s, N_("Files"), d->profile_files);
	}
	field(s, N_("Reason"), d->reason);
	counter_offer(s, d->counter_price, d->counter_lead, currency);
}

static void show_deals(const struct show *s, const struct project_row *row)
{
	struct deal **deals;
	struct quote **quotes;
	bool other_side = s->me && s->me->role != ROLE_PARTNER;
	int nd = store_deals(s->store, row->rfq->id, s->a, &deals, NULL);
	int nq = store_quotes(s->store, row->rfq->id, s->a, &quotes, NULL);
	char text[FORMAT_SIZE];

	if (nd > 0 || nq > 0) {
		say(s, STYLE_TEXT, "%s", "");
	}
	for (int i = 0; i < nd; i++) {
		show_deal(s, deals[i], other_side, row->rfq->currency);
	}
	for (int i = 0; i < nq; i++) {
		const struct quote *q = quotes[i];

		field(s, i ? " " : N_("Quotes"), arena_printf(s->a, "v%lld  %s%s%s %s  %s  %s", (long long)q->version,
			other_side ? q->partner_name : "", other_side ? "  " : "", s->me && s->me->price_blind ? "-" : show_money(q->total, q->currency, s->a),
			q->currency, tr(enum_brief(&enum_quote_state, q->state)),
			q->sent ? format_day(text, q->sent, s->now, s->zone, i18n_get()) : ""));
	}
}

static void show_waiting(const struct show *s, const char *object)
{
	struct intent **in;
	int n = store_intents_of(s->store, KIND_NONE, object, s->a, &in, NULL);

	for (int i = 0; i < n; i++) {
		if (in[i]->state != INTENT_ACCEPTED) {
			field(s, N_("Outbox"), arena_printf(s->a, "%s %s: %s%s%s", in[i]->verb, tr(in[i]->title),
				tr(show_intent_state(in[i]->state)), in[i]->problem.code ? ", " : "",
				in[i]->problem.code ? tr(err_title(in[i]->problem.code)) : ""));
		}
	}
}

void show_project(const struct show *s, const struct project_row *row)
{
	const struct rfq *r = row->rfq;

	say(s, STYLE_BOLD, "%lld  %s", (long long)r->number, r->title);
	show_requests(s, r);
	show_deals(s, row);
	show_waiting(s, r->id);
	if (*r->text) {
		say(s, STYLE_TEXT, "%s", "");
		long_text(s, r->text);
	}
}

static void right(struct str *b, const char *text, size_t cells)
{
	cells_pad(b, text, strlen(text), cells, CELLS_RIGHT, 1);
}

static void line_of(const struct show *s, const struct quote *q, const struct quote_line *l)
{
	int64_t amount = 0;
	struct str b = STR_INIT;
	const char *text = l->kind == LINE_PRICE_BREAK && !*l->text ? tr("price break") : l->text;
	const char *indent = l->kind == LINE_PRICE_BREAK ? "  " : "";

	quote_line_amount(l, &amount, NULL);
	str_add(&b, indent);
	cells_pad(&b, text, strlen(text), 34 - strlen(indent), CELLS_LEFT, 1);
	right(&b, count(l->qty, s->a), 9);
	right(&b, show_money(l->setup, q->currency, s->a), 11);
	right(&b, show_money(l->unit, q->currency, s->a), 11);
	right(&b, show_money(amount, q->currency, s->a), 13);
	say(s, l->kind == LINE_PRICE_BREAK ? STYLE_DIM : STYLE_TEXT, "%s", str_c(&b));
	str_finish(&b);
}

static void sum_line(const struct show *s, const char *label, const char *note, int64_t amount, const struct quote *q, enum style st)
{
	struct str b = STR_INIT;

	cells_pad(&b, tr(label), strlen(tr(label)), LABEL_CELLS, CELLS_LEFT, 1);
	cells_pad(&b, note, strlen(note), 34 + 9 + 11 + 11 - LABEL_CELLS, CELLS_LEFT, 1);
	right(&b, show_money(amount, q->currency, s->a), 13);
	say(s, st, "%s", str_c(&b));
	str_finish(&b);
}

static void column_head(const struct show *s)
{
	static const struct { const char *label; int width; enum cells_align align; } heads[] = {
		{N_("Item"), 34, CELLS_LEFT}, {N_("Qty"), 9, CELLS_RIGHT}, {N_("Setup"), 11, CELLS_RIGHT},
		{N_("Unit price"), 11, CELLS_RIGHT}, {N_("Amount"), 13, CELLS_RIGHT},
	};
	struct str b = STR_INIT;

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		cells_pad(&b, tr(heads[i].label), strlen(tr(heads[i].label)), (size_t)heads[i].width, heads[i].align, 1);
	}
	say(s, STYLE_DIM, "%s", str_c(&b));
	str_finish(&b);
}

static void show_prices(const struct show *s, const struct quote *q)
{
	char percent[MONEY_TEXT];
	const char *note = q->discount_note;

	column_head(s);
	for (size_t i = 0; i < q->lines.n; i++) {
		line_of(s, q, ITEM(const struct quote_line, q->lines, i));
	}
	say(s, STYLE_TEXT, "%s", "");
	sum_line(s, N_("List"), "", q->list, q, STYLE_TEXT);
	if (q->discount) {
		if (q->discount_kind == DISCOUNT_PERCENT) {
			note = arena_printf(s->a, "%s %%   %s", percent_format(q->discount_bp, percent), note);
		}
		sum_line(s, N_("Discount"), note, -q->discount, q, STYLE_TEXT);
		sum_line(s, N_("Net"), "", q->net, q, STYLE_TEXT);
	}
	sum_line(s, N_("Tax"), arena_printf(s->a, "%s %%", percent_format(q->tax_bp, percent)), q->tax, q, STYLE_TEXT);
	sum_line(s, N_("Total"), q->currency, q->total, q, STYLE_BOLD);
	say(s, STYLE_TEXT, "%s", "");
}

void show_quote(const struct show *s, const struct quote *q)
{
	char text[FORMAT_SIZE];

	say(s, STYLE_BOLD, "%lld  %s   v%lld   %s", (long long)q->number, q->title, (long long)q->version,
		tr(enum_label(&enum_quote_state, q->state)));
	field(s, N_("Customer"), q->customer_name);
	field(s, N_("Partner"), q->partner_name);
	field(s, N_("Sent"), q->sent ? format_moment(text, q->sent, s->zone, i18n_get()) : "");
	say(s, STYLE_TEXT, "%s", "");
	if (s->me && s->me->price_blind) {
		say(s, STYLE_DIM, "%s", tr("This account does not see prices."));
	} else {
		show_prices(s, q);
	}
	field(s, N_("Lead, work days"), count(q->lead_days, s->a));
	field(s, N_("Valid until"), q->valid_until ? format_date(text, q->valid_until, s->zone, i18n_get()) : "");
	field(s, N_("Terms"), q->terms);
	field(s, N_("Note"), q->note);
	files(s, N_("Files"), q->files);
	field(s, N_("Reason"), q->reason);
	counter_offer(s, q->counter_price, q->counter_lead, q->currency);
	field(s, N_("Contact, why"), q->contact_reason);
	show_waiting(s, q->id);
}

void show_profile(const struct show *s, const struct profile *p)
{
	say(s, STYLE_BOLD, "%s", p->name);
	long_text(s, p->text);
	if (*p->strengths) {
		say(s, STYLE_TEXT, "%s", "");
		say(s, STYLE_BOLD, "%s", tr("Strengths"));
		long_text(s, p->strengths);
	}
	if (*p->works) {
		say(s, STYLE_TEXT, "%s", "");
		say(s, STYLE_BOLD, "%s", tr("Past projects"));
		long_text(s, p->works);
	}
	files(s, N_("Files"), p->files);
}

static void diff_line(void *arg, const char *what, const char *was, const char *is)
{
	const struct show *s = arg;

	say(s, STYLE_BOLD, "%s", tr(what));
	if (*was) {
		say(s, STYLE_BAD, "- %s", was);
	}
	if (*is) {
		say(s, STYLE_GOOD, "+ %s", is);
	}
}

void show_diff(const struct show *s, const struct quote *was, const struct quote *is)
{
	say(s, STYLE_TITLE, tr("What changed from v%lld to v%lld"), (long long)was->version, (long long)is->version);
	if (s->me && s->me->price_blind) {
		say(s, STYLE_DIM, "%s", tr("This account does not see prices."));
		return;
	}
	quote_diff(was, is, diff_line, (void *)s);
	say(s, STYLE_TEXT, "%s", "");
}
