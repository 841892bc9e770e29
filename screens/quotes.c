#include <stdio.h>

#include "app/browse.h"
#include "app/screens.h"
#include "app/show.h"

/* Quotes: all of them, or those of one request (the screen's argument). */
struct quotes {
	struct browse_screen list;
	char rfq[ULID_SIZE];
};

static void *row(struct app *app, const char *id, struct arena *a)
{
	return store_get(app_store(app), KIND_QUOTE, id, a, NULL);
}

static const char *number(struct app *app, const void *q, struct arena *a, enum style *st)
{
	(void)app;
	(void)st;
	return arena_printf(a, "%lld", (long long)((const struct quote *)q)->number);
}

static const char *version(struct app *app, const void *q, struct arena *a, enum style *st)
{
	(void)app;
	(void)st;
	return arena_printf(a, "v%lld", (long long)((const struct quote *)q)->version);
}

static const char *title(struct app *app, const void *q, struct arena *a, enum style *st)
{
	(void)app;
	(void)a;
	(void)st;
	return ((const struct quote *)q)->title;
}

static const char *other(struct app *app, const void *q_, struct arena *a, enum style *st)
{
	const struct quote *q = q_;
	const struct reader *me = app_me(app);

	(void)a;
	(void)st;
	return me && me->role == ROLE_PARTNER ? q->customer_name : q->partner_name;
}

static const char *total(struct app *app, const void *q_, struct arena *a, enum style *st)
{
	const struct quote *q = q_;
	const struct reader *me = app_me(app);

	(void)st;
	return me && me->price_blind ? "-" : arena_printf(a, "%s %s", app_money(app, q->total, q->currency, a), q->currency);
}

static const char *sent(struct app *app, const void *q, struct arena *a, enum style *st)
{
	(void)st;
	return ((const struct quote *)q)->sent ? app_day(app, ((const struct quote *)q)->sent, a) : "";
}

static const char *state(struct app *app, const void *q_, struct arena *a, enum style *st)
{
	const struct quote *q = q_;

	(void)app;
	(void)a;
	*st = q->state == QUOTE_ORDERED ? STYLE_GOOD : q->state == QUOTE_REPLACED ? STYLE_DIM : STYLE_TEXT;
	return tr(enum_brief(&enum_quote_state, q->state));
}

static const struct column columns[] = {
	{N_("RFQ"), 5, false, 0, number},
	{N_("Ver"), 4, false, 0, version},
	{N_("Title"), 0, false, 0, title},
	{N_("Company"), 14, false, 0, other},
	{N_("Total"), 15, true, 0, total},
	{N_("Sent"), 9, true, 100, sent},
	{N_("State"), 8, false, 0, state},
};

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	const struct reader *me = app_me(app);
	bool writes = me && me->role == ROLE_PARTNER && !me->price_blind;
	struct browse_conf conf = {
		.kind = KIND_QUOTE, .name = "quotes", .title = N_("Quotes"), .columns = columns,
		.ncolumns = sizeof(columns) / sizeof(columns[0]), .row = row,
		.empty = writes ? N_("No quotes yet. On a request for quote, q writes one.") : N_("No quotes yet."),
		.query = {.order = ORDER_NEWEST},
		.orders = 1u << ORDER_NEWEST | 1u << ORDER_TITLE | 1u << ORDER_STATE | 1u << ORDER_NUMBER,
	};
	struct quotes *q = st;

	(void)e;
	q->list.app = app;
	snprintf(q->rfq, sizeof(q->rfq), "%s", arg);
	conf.query.rfq = *arg ? q->rfq : NULL;
	q->list.browse = browse_create(app, &conf);
	return 0;
}

static enum handled set_filter(struct quotes *q, const char *word)
{
	struct store_query query = *store_list_query(browse_list(q->list.browse));
	int state = enum_find(&enum_quote_state, word);

	if (state < 0) {
		app_say(q->list.app, STYLE_BAD, tr("There is no state \"%s\"."), word);
		return HANDLED;
	}
	query.state = 1u << state;
	browse_set(q->list.browse, &query);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct quotes *q = st;
	const char *id = call_arg(call, "ID") ? call_arg(call, "ID") : browse_id(q->list.browse);
	enum handled h;

	if (call->id == VERB_OPEN) {
		if (*id) {
			app_open(q->list.app, "quote", id);
		}
		return HANDLED;
	}
	if (call->id == VERB_QUOTE_LIST && call_arg(call, "--state") && !call_arg(call, "--rfq")) {
		return set_filter(q, call_arg(call, "--state"));
	}
	h = browse_verb(q->list.browse, call);
	return h == IGNORED && call->id == VERB_BACK && *q->rfq ? HANDLED_POP : h;
}

static int hint(void *st, char *out, size_t n)
{
	if (!*browse_id(((struct quotes *)st)->list.browse)) {
		return snprintf(out, n, "filter back");
	}
	return snprintf(out, n, "open quote.new order.place quote.decline quote.compare project.compare filter");
}

const struct screen screen_quotes = {
	.name = "quotes",
	.title = N_("Quotes"),
	.state_size = sizeof(struct quotes),
	BROWSE_SCREEN,
	.open = open_,
	.verb = verb,
	.hint = hint,
};
