#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/filling.h"
#include "app/screens.h"
#include "model/money.h"

/* Declining with a reason, or with a counter-offer: a request (partner) or a quote (customer). */
struct decline_screen {
	struct filling f;
	struct app *app;
	char id[ULID_SIZE];
	char currency[4];
	bool quote;
};

/* The usual reasons, offered by Tab. */
static const char *reasons(const char *prefix, int i)
{
	static const char *const usual[] = {
		N_("No capacity at this time."), N_("Outside what our machines can do."), N_("The tolerances cannot be held."),
		N_("The delivery date cannot be met."), N_("The material is not available."), N_("The price is too high."),
		N_("Ordered elsewhere."),
	};

	for (size_t k = 0; k < sizeof(usual) / sizeof(usual[0]); k++) {
		const char *word = tr(usual[k]);

		if (!strncmp(word, prefix, strlen(prefix)) && i-- == 0) {
			return word;
		}
	}
	return NULL;
}

static const struct form_field fields[] = {
	{.name = "reason", .label = N_("Reason"), .flags = EDIT_MULTILINE, .max = 2000, .rows = 5,
		.hint = N_("what should differ; a letter and Tab: the usual"), .complete = reasons},
	{.name = "price", .label = N_("Counter-offer, total"), .max = 32, .rows = 1, .hint = N_("may stay empty")},
	{.name = "lead", .label = N_("Counter-offer, work days"), .max = 8, .rows = 1, .hint = N_("may stay empty")},
};

static int may_decline(struct app *app, const struct quote *q, const struct rfq *r, struct err *e)
{
	struct project_row row;
	struct arena a;
	int result;

	arena_init(&a);
	if (!app_me(app)) {
		result = err_set(e, ERR_UNAUTHORIZED, "%s", "");
	} else if (!store_project(app_store(app), q ? q->rfq : r ? r->id : "", &a, &row)) {
		result = err_set(e, ERR_NOT_FOUND, "%s", "");
	} else if (q) {
		result = deal_may(app_me(app), row.rfq, store_get(app_store(app), KIND_DEAL, q->deal, &a, NULL), ACT_COUNTER, app_now(app), NULL, e);
	} else {
		result = deal_may(app_me(app), row.rfq, row.deal, ACT_DECLINE, app_now(app), NULL, e);
	}
	arena_finish(&a);
	return result;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct decline_screen *s = st;
	struct arena a;
	const struct quote *q;
	const struct rfq *r;
	int refused;

	arena_init(&a);
	q = store_get(app_store(app), KIND_QUOTE, arg, &a, NULL);
	r = q ? NULL : store_get(app_store(app), KIND_RFQ, arg, &a, NULL);
	s->app = app;
	s->quote = q != NULL;
	snprintf(s->id, sizeof(s->id), "%s", arg);
	snprintf(s->currency, sizeof(s->currency), "%s", q ? q->currency : r ? r->currency : "");
	refused = may_decline(app, q, r, e);
	arena_finish(&a);
	if (refused && !((q || r) && app_drafted(app, "decline", arg, e))) {
		return -1;
	}
	filling_init(&s->f, app, fields, (int)(sizeof(fields) / sizeof(fields[0])), "decline", s->id);
	s->f.no_files = true; /* a refusal has none */
	filling_restore(&s->f);
	filling_guard(&s->f, &entity_decline);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	struct decline_screen *s = st;

	area_printf(view, 0, 1, -1, STYLE_BOLD, "%s   %s", tr(s->quote ? N_("Decline this quote") : N_("Decline this request")),
		s->currency);
	filling_draw(&s->f, content);
}

static int read_counter(struct decline_screen *s, int64_t *price, int64_t *lead, struct err *e)
{
	const char *p = form_get(s->f.form, "price"), *l = form_get(s->f.form, "lead");
	long long days = 0;

	*price = -1;
	if (*p && money_parse(p, s->currency, price, e)) {
		form_focus(s->f.form, "price");
		return -1;
	}
	if (*l && (!parse_i64(l, &days) || days < 1 || days > 3650)) {
		form_focus(s->f.form, "lead");
		return err_set(e, ERR_INVALID_FIELD, "%s", tr("This is not a number of days."));
	}
	*lead = *l ? days : -1;
	return 0;
}

static enum handled send(struct decline_screen *s, const char *why);

static void asked(void *arg, const char *why)
{
	struct decline_screen *s = arg;

	if (why && send(s, why) == HANDLED_POP) {
		app_close_screen(s->app, s);
	}
}

static enum handled send(struct decline_screen *s, const char *why)
{
	struct act act = {.store = app_store(s->app), .now = app_now(s->app), .hold = true, .contact_reason = why};
	struct err e = ERR_NONE;
	int64_t price = -1, lead = -1;
	const char *reason = form_get(s->f.form, "reason");
	int bad;

	filling_save(&s->f);
	bad = read_counter(s, &price, &lead, &e);
	if (!bad && *reason && guard_asks(&s->f.guard, s->app, why, asked, s)) {
		return HANDLED;
	}
	if (bad || (s->quote ? act_quote_decline(&act, s->id, reason, price, lead, &e)
		: act_rfq_decline(&act, s->id, reason, price, lead, &e))) {
		app_fail(s->app, &e, tr("Nothing was declined."), tr("The text is kept as a draft."));
		return HANDLED;
	}
	filling_forget(&s->f);
	app_held(s->app, act.id, tr("The answer goes out"));
	return HANDLED_POP;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct decline_screen *s = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_FORM_SEND: return send(s, NULL);
	default: return filling_verb(&s->f, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "form.send editor pane.next back");
}

const struct screen screen_decline = {
	.name = "decline",
	FILLING_SCREEN,
	.text = filling_screen_text,
	.title = N_("Decline"),
	.state_size = sizeof(struct decline_screen),
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
