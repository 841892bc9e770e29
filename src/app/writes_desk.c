#include "app_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/triage.h"
#include "base/alloc.h"

/* Verbs of the support desk that no screen took. */

static const struct ticket *ticket_of(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = call_arg(call, "TICKET") ? call_arg(call, "TICKET") : stage_object(app);
	struct err e = ERR_NONE;
	struct ticket_row row;
	const struct ticket *t;

	if (!*word) {
		app_say(app, STYLE_TEXT, "%s", tr("Choose something first."));
		return NULL;
	}
	if (ticket_row(app->store, word, a, &row)) {
		return row.ticket;
	}
	t = find_ticket(app->store, word, a, &e);
	if (!t) {
		app_fail(app, &e, tr("Nothing was done."), NULL);
	}
	return t;
}

static void finished(struct app *app, int r, const struct err *e, const char *what)
{
	if (r) {
		app_fail(app, e, tr("Nothing was done."), NULL);
	} else {
		app_say(app, STYLE_GOOD, "%s", what);
	}
}

/* ---- the queue ---- */

static enum handled to_queue(struct app *app, const struct verb_call *call)
{
	stage_place(app, stage_place_of("desk"));
	if (stage_top(app) && !strcmp(stage_top(app)->s->name, "desk") && call->nargs) {
		dispatch_call(app, call, NULL);
	}
	return HANDLED;
}

static enum handled take_next(struct app *app, struct arena *a)
{
	struct store_list *l = store_list_create(app->store);
	struct store_query q = {.kind = KIND_TICKET, .state = TICKETS_LIVE, .assignee = "none", .order = ORDER_DEADLINE};
	const char *id = NULL;

	store_list_set(l, &q);
	if (store_list_page(l, NULL, true, 1, &id, a) == 1) {
		struct triage t = {.app = app, .ids = &id, .n = 1};
		struct verb_call take = {.id = VERB_TICKET_TAKE};

		triage_verb(&t, &take);
		app_open(app, "ticket", id);
	} else {
		app_say(app, STYLE_TEXT, "%s", tr("Every open ticket has somebody."));
	}
	store_list_destroy(l);
	return HANDLED;
}

/* ---- one ticket ---- */

static enum handled answer(struct app *app, const struct verb_call *call, const struct ticket *t, struct arena *a)
{
	const char *state = call_arg(call, "--state");

	app_open(app, "answer", arena_printf(a, "%s %s%s%s", t->id, call->id == VERB_TICKET_NOTE ? "note" : "reply", state ? " " : "", state ? state : ""));
	return HANDLED;
}

static enum handled triage(struct app *app, const struct verb_call *call, const struct ticket *t, struct arena *a)
{
	struct triage tr = {.app = app, .ids = &t->id, .n = 1};

	if (!triage_verb(&tr, call)) {
		return answer(app, call, t, a);
	}
	if (tr.over) {
		triage_step(app, t->id, 1);
	}
	return HANDLED;
}

static enum handled merge(struct app *app, const struct verb_call *call, const struct ticket *t, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	struct err e = ERR_NONE;
	const struct ticket *into = find_ticket(app->store, call_arg(call, "INTO"), a, &e);

	finished(app, into ? act_ticket_merge(&act, t->id, into->id, &e) : -1, &e,
		into ? arena_printf(a, tr("%lld is merged into %lld."), (long long)t->number, (long long)into->number) : "");
	return HANDLED;
}

static enum handled split(struct app *app, const struct verb_call *call, const struct ticket *t)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	struct err e = ERR_NONE;
	const char *subject = call_arg(call, "--subject");
	long long n = 0;
	int r = parse_i64(call_arg(call, "NUM"), &n) ? act_ticket_split(&act, t->id, n, subject ? subject : t->subject, &e)
		: err_set(&e, ERR_USAGE, "%s", tr("which message? name its number"));

	finished(app, r, &e, tr("The message becomes a ticket of its own."));
	return HANDLED;
}

struct acting { struct app *app; char ticket[ULID_SIZE], target[201], value[401]; int action; };

static void act_with(void *arg, const char *detail)
{
	struct acting *p = arg;
	struct act act = {.store = p->app->store, .now = app_now(p->app)};
	struct err e = ERR_NONE;
	struct arena a;
	struct approval *what;

	arena_init(&a);
	if (detail && *detail) {
		what = entity_new(&entity_approval, &a);
		what->action = p->action;
		what->target = p->target;
		what->value = p->value;
		what->detail = detail;
		finished(p->app, act_ticket_act(&act, p->ticket, what, &e), &e, tr("The change is on its way; the ticket shows what became of it."));
	}
	arena_finish(&a);
	free(p);
}

/* Before the act it is said what will happen. */
static enum handled make_change(struct app *app, const struct verb_call *call, const struct ticket *found, struct arena *a)
{
	const char *word = call_arg(call, "--change"), *detail = call_arg(call, "--detail"), *target = call_arg(call, "--target");
	int action = word ? enum_find(&enum_policy_action, word) : found->action;
	struct ticket t = *found;
	struct acting *p;

	if (action <= CHANGE_NONE) {
		app_say(app, STYLE_BAD, "%s", word ? tr("There is no such change.") : tr("This ticket asks for no change; --change= names one."));
		return HANDLED;
	}
	p = xcalloc(1, sizeof(*p));
	p->app = app;
	p->action = t.action = action;
	snprintf(p->ticket, sizeof(p->ticket), "%s", t.id);
	snprintf(p->target, sizeof(p->target), "%s", target ? target : "");
	snprintf(p->value, sizeof(p->value), "%s", call_arg(call, "--value") ? call_arg(call, "--value") : "");
	if (detail) {
		act_with(p, detail);
	} else {
		app_say(app, STYLE_WARN, "%s", desk_policy(app->store, &t, a));
		app_ask(app, tr("What will change: "), *t.wished ? t.wished : t.subject, NULL, act_with, p);
	}
	return HANDLED;
}

static enum handled on_ticket(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	struct err e = ERR_NONE;
	const struct ticket *t = ticket_of(app, call, a);

	if (!t) {
		return HANDLED;
	}
	switch (call->id) {
	case VERB_TICKET_SHOW: app_open(app, "ticket", t->id); break;
	case VERB_TICKET_MERGE: return merge(app, call, t, a);
	case VERB_TICKET_SPLIT: return split(app, call, t);
	case VERB_TICKET_ACT: return make_change(app, call, t, a);
	case VERB_TICKET_UNMERGE: finished(app, act_ticket_unmerge(&act, t->id, &e), &e, tr("The merge is taken back.")); break;
	case VERB_TICKET_VOTE: finished(app, act_ticket_vote(&act, t->id, &e), &e, tr("Your voice is given.")); break;
	default: return triage(app, call, t, a);
	}
	return HANDLED;
}

/* ---- approvals ---- */

struct declining { struct app *app; char id[ULID_SIZE]; };

static void decline(void *arg, const char *note)
{
	struct declining *d = arg;
	struct act act = {.store = d->app->store, .now = app_now(d->app)};
	struct err e = ERR_NONE;

	if (note) {
		finished(d->app, act_approval_decide(&act, d->id, false, note, &e), &e, tr("Declined; the ticket says why."));
	}
	free(d);
}

static enum handled decide(struct app *app, const struct verb_call *call)
{
	const char *id = call_arg(call, "APPROVAL") ? call_arg(call, "APPROVAL") : stage_object(app), *note = call_arg(call, "TEXT");
	struct act act = {.store = app->store, .now = app_now(app)};
	struct declining *d;
	struct err e = ERR_NONE;

	if (!*id) {
		app_say(app, STYLE_TEXT, "%s", tr("Choose something first."));
	} else if (call->id == VERB_APPROVAL_AGREE) {
		finished(app, act_approval_decide(&act, id, true, call_arg(call, "--note"), &e), &e, tr("Agreed: the change is made."));
	} else if (ulid_valid(id)) {
		d = xcalloc(1, sizeof(*d));
		d->app = app;
		snprintf(d->id, sizeof(d->id), "%s", id);
		if (note) {
			decline(d, note);
		} else {
			app_ask(app, tr("Declined, because: "), "", NULL, decline, d);
		}
	}
	return HANDLED;
}

enum handled desk_verb(struct app *app, const struct verb_call *call)
{
	struct arena a;
	enum handled h = HANDLED;

	arena_init(&a);
	switch (call->id) {
	case VERB_TICKET_LIST:
	case VERB_TICKET_VIEW: h = to_queue(app, call); break;
	case VERB_TICKET_NEW: app_open(app, "intake", ""); break;
	case VERB_TICKET_NEXT: h = take_next(app, &a); break;
	case VERB_TICKET_SHOW:
	case VERB_TICKET_TAKE:
	case VERB_TICKET_ASSIGN:
	case VERB_TICKET_CLASS:
	case VERB_TICKET_MACRO:
	case VERB_TICKET_REPLY:
	case VERB_TICKET_NOTE:
	case VERB_TICKET_STATUS:
	case VERB_TICKET_ACT:
	case VERB_TICKET_MERGE:
	case VERB_TICKET_UNMERGE:
	case VERB_TICKET_SPLIT:
	case VERB_TICKET_VOTE: h = on_ticket(app, call, &a); break;
	case VERB_APPROVAL_LIST: stage_place(app, stage_place_of("inbox")); break;
	case VERB_APPROVAL_AGREE:
	case VERB_APPROVAL_DECLINE: h = decide(app, call); break;
	default: h = IGNORED; break;
	}
	arena_finish(&a);
	return h;
}
