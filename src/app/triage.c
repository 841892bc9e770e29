#include "app/triage.h"

#include <stdio.h>
#include <string.h>

#include "app_impl.h"
#include "app/act_talk.h"
#include "base/alloc.h"
#include "base/ulid.h"

#define METER "desk/meter"

/* ---- taking back ---- */

/* What an act was, as the id of its undo: an array of these. */
static void remember(struct json *all, const struct act *act, const char *ticket, const char *field, const char *was)
{
	struct json *j = json_new_object();

	json_set_text(j, "intent", act->id);
	json_set_text(j, "ticket", ticket);
	json_set_text(j, "field", field);
	json_set_text(j, "was", was);
	json_push(all, j);
}

/* It has gone out: what it set is set back. */
static int set_back(struct app *app, const struct json *j, struct arena *a, struct err *e)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	const char *ticket = json_get_text(j, "ticket"), *field = json_get_text(j, "field"), *was = json_get_text(j, "was");
	struct ticket_change *to = entity_new(&entity_ticket_change, a);
	struct ticket_reply *r = entity_new(&entity_ticket_reply, a);
	char id[ULID_SIZE];

	if (!strcmp(field, "state")) {
		r->message = ulid_make(id);
		r->state = enum_find(&enum_ticket_state, was);
		r->state = r->state == TICKET_FRESH ? TICKET_OPEN : r->state;
		return act_ticket_reply(&act, ticket, r, true, e);
	}
	if (!strcmp(field, "cls")) {
		to->cls = enum_find(&enum_ticket_class, was);
	} else if (!strcmp(field, "assignee")) {
		to->assignee = was;
	} else {
		return err_set(e, ERR_STATE, "%s", tr("It has been sent already."));
	}
	return act_ticket_change(&act, ticket, field, to, e);
}

static int undo(struct app *app, const char *text, struct err *e)
{
	struct json *all = json_parse(text, strlen(text), e);
	struct arena a;
	int r = all ? 0 : -1;

	arena_init(&a);
	for (size_t i = json_len(all); i-- > 0 && !r;) {
		const struct json *j = json_at(all, i);
		struct err gone = ERR_NONE;

		if (act_recall(app->store, json_get_text(j, "intent"), &gone)) {
			r = set_back(app, j, &a, e);
		}
	}
	held_drop(app);
	arena_finish(&a);
	json_free(all);
	return r;
}

static void undoable(struct app *app, const struct json *all, const char *what)
{
	struct undo_entry u = {.what = what, .undo = undo};
	struct str b = STR_INIT;

	if (json_len(all)) {
		json_write(all, false, &b);
		u.id = str_c(&b);
		app_undoable(app, &u);
	}
	str_finish(&b);
}

/* ---- acts ---- */

struct doing_all {
	struct triage *t;
	struct arena a;
	struct json *did;      /* for undo */
	struct err e;          /* the first that failed */
	int64_t failed;        /* its number */
	int done;
	char intent[ULID_SIZE];
	const char *what;      /* "class: correction" */
};

static void note_failure(struct doing_all *d, const struct ticket *t, const struct err *e)
{
	if (!d->e.code) {
		d->e = *e;
		d->failed = t->number;
	}
}

static struct act act_of(struct doing_all *d, bool hold)
{
	return (struct act){.store = d->t->app->store, .now = app_now(d->t->app), .hold = hold};
}

static void change(struct doing_all *d, const struct ticket *t, const char *field, const struct ticket_change *to, const char *was)
{
	struct act act = act_of(d, false);
	struct err e = ERR_NONE;

	if (act_ticket_change(&act, t->id, field, to, &e)) {
		note_failure(d, t, &e);
		return;
	}
	remember(d->did, &act, t->id, field, was);
	d->done++;
}

static void set_class(struct doing_all *d, const struct ticket *t, enum ticket_class cls)
{
	struct ticket_change *to = entity_new(&entity_ticket_change, &d->a);

	to->cls = cls;
	change(d, t, "cls", to, enum_wire(&enum_ticket_class, t->cls));
}

static void assign(struct doing_all *d, const struct ticket *t, const char *who)
{
	struct ticket_change *to = entity_new(&entity_ticket_change, &d->a);

	to->assignee = who;
	change(d, t, "assignee", to, t->assignee);
}

/* What was seen is all that is here: the conversation is told below the list and on the ticket. */
static void say(struct doing_all *d, const struct ticket *t, const char *text, int state, bool internal)
{
	struct act act = act_of(d, *text != '\0');
	struct ticket_reply *r = entity_new(&entity_ticket_reply, &d->a);
	struct err e = ERR_NONE;
	char id[ULID_SIZE];

	r->message = ulid_make(id);
	r->text = text;
	r->seen = t->messages;
	r->internal = internal;
	r->state = state >= 0 ? state : 0;
	if (act_ticket_reply(&act, t->id, r, state >= 0, &e)) {
		note_failure(d, t, &e);
		return;
	}
	snprintf(d->intent, sizeof(d->intent), "%s", act.id);
	remember(d->did, &act, t->id, *text ? "text" : "state", enum_wire(&enum_ticket_state, t->state));
	d->done++;
}

static void macro(struct doing_all *d, const struct ticket *t, const char *letter)
{
	const struct macro *m = desk_macro(d->t->app->store, letter, t, &d->a);
	const struct account *me = store_account(d->t->app->store);
	struct err e = ERR_NONE;

	if (!m) {
		err_set(&e, ERR_NOT_FOUND, tr("there is no macro under %s"), letter);
		note_failure(d, t, &e);
		return;
	}
	if (m->cls != CLASS_GENERAL && m->cls != t->cls) {
		set_class(d, t, (enum ticket_class)m->cls);
		d->done--;
	}
	d->what = arena_printf(&d->a, tr("macro %s"), m->name);
	d->t->over = d->t->over || m->after != AFTER_STAY;
	say(d, t, desk_macro_text(m, t, me ? me->name : "", &d->a), m->after == AFTER_CLOSE ? TICKET_SOLVED : -1, false);
}

static void one(struct doing_all *d, const struct verb_call *call, const struct ticket *t, const char *value)
{
	switch (call->id) {
	case VERB_TICKET_TAKE:
	case VERB_TICKET_ASSIGN: assign(d, t, value); break;
	case VERB_TICKET_CLASS: set_class(d, t, (enum ticket_class)enum_find(&enum_ticket_class, value)); break;
	case VERB_TICKET_STATUS: say(d, t, "", enum_find(&enum_ticket_state, value), false); break;
	case VERB_TICKET_MACRO: macro(d, t, value); break;
	default:
		say(d, t, value, call_arg(call, "--state") ? enum_find(&enum_ticket_state, call_arg(call, "--state")) : -1, call->id == VERB_TICKET_NOTE);
		break;
	}
}

static const char *word_in(const struct enum_names *names, const char *word, const char *what, struct doing_all *d)
{
	int v = enum_find(names, word);

	if (v < 0) {
		app_say(d->t->app, STYLE_BAD, tr("There is no %s \"%s\"."), tr(what), word);
		return NULL;
	}
	d->what = arena_printf(&d->a, "%s: %s", tr(what), tr(enum_label(names, v)));
	return word;
}

/* What the verb sets; NULL: it cannot, said. */
static const char *value_of(struct doing_all *d, const struct verb_call *call)
{
	struct err e = ERR_NONE;
	const char *who = call->id == VERB_TICKET_TAKE ? "me" : call_arg(call, "NAME"), *state = call_arg(call, "--state"), *text;

	switch (call->id) {
	case VERB_TICKET_TAKE:
	case VERB_TICKET_ASSIGN:
		d->what = arena_printf(&d->a, tr("assigned to: %s"), who);
		text = find_assignee(d->t->app->store, who, &d->a, &e);
		if (!text) {
			app_fail(d->t->app, &e, tr("Nothing was done."), NULL);
		}
		return text;
	case VERB_TICKET_CLASS: return word_in(&enum_ticket_class, call_arg(call, "CLASS"), N_("class"), d);
	case VERB_TICKET_STATUS:
		d->t->over = strcmp(call_arg(call, "STATE"), "open") != 0;
		return word_in(&enum_ticket_state, call_arg(call, "STATE"), N_("state"), d);
	case VERB_TICKET_MACRO: return call_arg(call, "LETTER");
	default:
		d->what = tr(call->id == VERB_TICKET_NOTE ? N_("internal note") : N_("answer"));
		d->t->over = state != NULL;
		return state && !word_in(&enum_ticket_state, state, N_("state"), d) ? NULL : call_arg(call, "TEXT");
	}
}

static void tell(struct doing_all *d)
{
	struct app *app = d->t->app;

	undoable(app, d->did, d->what);
	if (d->done == 1 && *d->intent && d->t->n == 1) {
		const struct intent *in = store_intent(app->store, d->intent, &d->a);

		if (in && in->state == INTENT_HELD) {
			/* TR: "answer", "macro register", and the ticket's number "#80397" */
			held_show(app, d->intent, arena_printf(&d->a, tr("%s to %s goes out"), d->what, in->title));
			return;
		}
	}
	if (d->e.code) {
		app_say(app, STYLE_BAD, tr("%lld: %s. Done: %d of %d."), (long long)d->failed, err_words(&d->e, &d->a), d->done, d->t->n);
	} else if (d->t->n > 1) {
		app_say(app, STYLE_GOOD, trn("%s: %d ticket", "%s: %d tickets", (unsigned long)d->done), d->what, d->done);
	}
}

static void do_all(struct doing_all *d, const struct verb_call *call, const char *value)
{
	for (int i = 0; i < d->t->n; i++) {
		struct ticket_row row;

		if (ticket_row(d->t->app->store, d->t->ids[i], &d->a, &row)) {
			one(d, call, row.ticket, value);
		}
	}
	d->t->over = d->t->over && d->done > 0;
	tell(d);
}

bool triage_verb(struct triage *t, const struct verb_call *call)
{
	struct doing_all d = {.t = t, .e = ERR_NONE, .what = ""};
	const char *value;

	switch (call->id) {
	case VERB_TICKET_TAKE:
	case VERB_TICKET_ASSIGN:
	case VERB_TICKET_CLASS:
	case VERB_TICKET_STATUS:
	case VERB_TICKET_MACRO: break;
	case VERB_TICKET_REPLY:
	case VERB_TICKET_NOTE:
		if (call_arg(call, "TEXT")) {
			break;
		}
		return false;
	default: return false;
	}
	arena_init(&d.a);
	d.did = json_new_array();
	t->over = false;
	value = t->n ? value_of(&d, call) : NULL;
	if (!t->n) {
		app_say(t->app, STYLE_TEXT, "%s", tr("Choose something first."));
	} else if (value) {
		do_all(&d, call, value);
	}
	json_free(d.did);
	arena_finish(&d.a);
	return true;
}

/* ---- the pace ---- */

void triage_step(struct app *app, const char *ticket, int done)
{
	const char *kept = app_kept(app, METER);
	long long n = 0, since = app_now(app);
	char text[64];

	if (kept) {
		sscanf(kept, "%lld %lld", &n, &since); /* allowed: what is written below */
	}
	snprintf(text, sizeof(text), "%lld %lld", n + done, since);
	app_keep(app, METER, text);
	stage_close(app, "ticket");
	if (stage_top(app) && !strcmp(stage_top(app)->s->name, "desk") && !strcmp(stage_object(app), ticket)) {
		app_run(app, "move.down");
	}
}

const char *triage_meter(struct app *app, struct arena *a)
{
	const char *kept = app_kept(app, METER);
	long long n = 0, since = 0;
	int64_t ms;

	if (!kept || sscanf(kept, "%lld %lld", &n, &since) != 2) { /* allowed: written by triage_step() */
		return "";
	}
	ms = app_now(app) - since;
	ms = ms < 60000 ? 60000 : ms;
	/* TR: how many tickets were dealt with, and how many a minute: "14 done, 1.2 /min" */
	return arena_printf(a, tr("%lld done, %lld.%lld /min"), n, n * 60000 / (long long)ms, n * 600000 / (long long)ms % 10);
}
