#include <stdio.h>

#include "app/browse.h"
#include "app/desk.h"
#include "app/screens.h"

/* Changes that wait for the site's admin. */
struct inbox {
	struct browse_screen list;
};

static void *row(struct app *app, const char *id, struct arena *a)
{
	return store_get(app_store(app), KIND_APPROVAL, id, a, NULL);
}

static const char *number(struct app *app, const void *p, struct arena *a, enum style *st)
{
	(void)app, (void)st;
	return arena_printf(a, "%lld", (long long)((const struct approval *)p)->number);
}

static const char *what(struct app *app, const void *p, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return tr(enum_label(&enum_policy_action, ((const struct approval *)p)->action));
}

static const char *detail(struct app *app, const void *p, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return ((const struct approval *)p)->detail;
}

static const char *by(struct app *app, const void *p, struct arena *a, enum style *st)
{
	(void)app, (void)a, (void)st;
	return ((const struct approval *)p)->asked_name;
}

static const char *asked(struct app *app, const void *p, struct arena *a, enum style *st)
{
	(void)st;
	return app_ago(app, ((const struct approval *)p)->asked, a);
}

/* What is on its way is told here; the answer decides. */
static const char *state(struct app *app, const void *p_, struct arena *a, enum style *st)
{
	const struct approval *p = p_;
	struct intent **all;
	int n = store_intents_of(app_store(app), KIND_APPROVAL, p->id, a, &all, NULL);

	for (int i = n - 1; i >= 0; i--) {
		if (all[i]->state != INTENT_ACCEPTED) {
			*st = all[i]->state == INTENT_REFUSED ? STYLE_BAD : STYLE_WARN;
			return tr(show_intent_state(all[i]->state));
		}
	}
	*st = p->state == APPROVAL_PENDING ? STYLE_WARN : STYLE_TEXT;
	return tr(enum_brief(&enum_approval_state, p->state));
}

static const struct column columns[] = {
	{N_("Ticket"), 6, false, 0, number, 6},
	{N_("Change"), 24, false, 0, what, 24},
	{N_("What will change"), 0, false, 0, detail, 0},
	{N_("Asked by"), 12, false, 100, by, 12},
	{N_("When"), 9, true, 0, asked, 9},
	{N_("State"), 8, false, 0, state, 8},
};

static int about(struct app *app, const void *p_, struct arena *a, const char **lines, int n)
{
	const struct approval *p = p_;
	const struct ticket *t = store_get(app_store(app), KIND_TICKET, p->ticket, a, NULL);
	int i = 0;

	if (i < n) {
		lines[i++] = arena_printf(a, "%lld  %s%s%s", (long long)p->number, t ? t->requester_name : p->asked_name, t ? ": " : "", t ? t->subject : "");
	}
	if (i < n) {
		/* TR: what is changed, and to what: "Of what: route "Budget"   To what: without step 3" */
		lines[i++] = arena_printf(a, tr("Of what: %s   To what: %s"), p->target, p->value);
	}
	if (i < n && (*p->note || (t && *t->wished))) {
		lines[i++] = *p->note ? arena_printf(a, "%s: %s", p->decided_name, p->note) : arena_printf(a, "%s%s", tr("Wished: "), t->wished);
	}
	return i;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct browse_conf conf = {
		.kind = KIND_APPROVAL, .name = "inbox", .title = N_("Changes to confirm"), .columns = columns,
		.ncolumns = sizeof(columns) / sizeof(columns[0]), .row = row, .about = about, .empty = N_("No change waits for you."),
		.query = {.order = ORDER_NEWEST, .state = 1u << APPROVAL_PENDING | 1u << APPROVAL_HANDED},
		.orders = 1u << ORDER_NEWEST | 1u << ORDER_STATE | 1u << ORDER_NUMBER,
	};
	struct inbox *p = st;

	(void)arg, (void)e;
	p->list.app = app;
	p->list.browse = browse_create(app, &conf);
	return 0;
}

static enum handled open_ticket(struct inbox *p, const char *id)
{
	struct arena a;
	const struct approval *ap;

	arena_init(&a);
	ap = *id ? store_get(app_store(p->list.app), KIND_APPROVAL, id, &a, NULL) : NULL;
	if (ap) {
		app_open(p->list.app, "ticket", ap->ticket);
	}
	arena_finish(&a);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct inbox *p = st;

	if (call->id == VERB_OPEN) {
		return open_ticket(p, call_arg(call, "ID") ? call_arg(call, "ID") : browse_id(p->list.browse));
	}
	return browse_verb(p->list.browse, call);
}

static int hint(void *st, char *out, size_t n)
{
	if (!*browse_id(((struct inbox *)st)->list.browse)) {
		return snprintf(out, n, "filter.clear palette");
	}
	return snprintf(out, n, "approval.agree approval.decline open filter");
}

const struct screen screen_inbox = {
	.name = "inbox",
	.title = N_("Inbox"),
	.state_size = sizeof(struct inbox),
	BROWSE_SCREEN,
	.open = open_,
	.verb = verb,
	.hint = hint,
};
