#include <stdio.h>
#include <string.h>

#include "app/act_talk.h"
#include "app/filling.h"
#include "app/screens.h"
#include "app/talk.h"
#include "app/triage.h"

/*
 * An answer to a ticket, or an internal note ("ID note"), with the state it then gets ("ID reply solved"). What was
 * said last stands above, also what came while it was written: that is what has been seen when it goes out.
 */
#define SAID 8

struct answer {
	struct filling f;
	struct app *app;
	char ticket[ULID_SIZE];
	bool internal;
	int state;      /* -1: as it is */
	int64_t seen;   /* the newest message drawn */
};

static const struct form_field fields[] = {
	{.name = "text", .label = N_("Answer"), .flags = EDIT_MULTILINE, .max = 8000, .rows = 8},
};

/* One that was refused comes back to be sent anew, with the state it was to set. */
static void take_refused(struct answer *s)
{
	struct ticket_row row;
	struct arena a;

	arena_init(&a);
	if (ticket_row(app_store(s->app), s->ticket, &a, &row) && row.refused && !strcmp(row.refused->verb, "ticket.note") == s->internal) {
		struct json *j = json_parse(row.refused->body, strlen(row.refused->body), NULL);
		const char *state = j ? json_get_text(j, "state") : NULL;

		s->state = s->state < 0 && state ? enum_find(&enum_ticket_state, state) : s->state;
		json_free(j);
		act_recall(app_store(s->app), row.refused->id, NULL);
	}
	arena_finish(&a);
}

static int may_answer(struct answer *s, struct err *e)
{
	struct ticket_row row;
	struct arena a;
	int r;

	arena_init(&a);
	r = !app_me(s->app) ? err_set(e, ERR_UNAUTHORIZED, "%s", "") : !ticket_row(app_store(s->app), s->ticket, &a, &row)
		? err_set(e, ERR_NOT_FOUND, "%s", "") : desk_may(app_me(s->app), row.ticket, s->internal ? DESK_NOTE : DESK_REPLY, e);
	arena_finish(&a);
	return r;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct answer *s = st;
	char what[8] = "", state[32] = "";

	s->app = app;
	sscanf(arg, "%26s %7s %31s", s->ticket, what, state); /* allowed: sized, from our own verbs */
	s->internal = !strcmp(what, "note");
	s->state = *state ? enum_find(&enum_ticket_state, state) : -1;
	if (*state && s->state < 0) {
		return err_set(e, ERR_INVALID, tr("There is no state \"%s\"."), state);
	}
	if (may_answer(s, e) && !app_drafted(app, "answer", s->ticket, e)) {
		return -1;
	}
	take_refused(s);
	filling_init(&s->f, app, fields, (int)(sizeof(fields) / sizeof(fields[0])), "answer", s->ticket);
	filling_restore(&s->f);
	filling_guard(&s->f, &entity_ticket_reply);
	return 0;
}

/* The end of the conversation; answers how many rows. */
static int draw_said(struct answer *s, struct area area)
{
	struct show show = {.store = app_store(s->app), .me = app_me(s->app), .zone = app_zone(s->app), .now = app_now(s->app)};
	struct message_key keys[SAID];
	struct talk talk;
	struct arena a;
	int n;

	arena_init(&a);
	show.a = &a;
	n = area.rows > 0 ? store_message_keys(show.store, s->ticket, INT64_MAX, false, area.rows < SAID ? area.rows : SAID, keys) : 0;
	talk_init(&talk, show.store, s->ticket);
	for (int i = 0; i < n; i++) {
		struct talk_item it;

		if (talk_item(&talk, keys[i].id, &a, &it)) {
			area_printf(area, i, 1, -1, STYLE_DIM, "%s: %s%s", it.m->author_name, it.m->vis == VIS_STAFF ? tr("(internal) ") : "", talk_line(&show, &it));
			s->seen = it.m->number > s->seen ? it.m->number : s->seen;
		}
	}
	talk_finish(&talk);
	arena_finish(&a);
	return n;
}

static void draw(void *st, struct area view, struct area content)
{
	struct answer *s = st;
	struct ticket_row row;
	struct arena a;
	int n;

	arena_init(&a);
	if (ticket_row(app_store(s->app), s->ticket, &a, &row)) {
		area_printf(view, 0, 1, -1, STYLE_BOLD, "%s %lld   %s%s%s   %s", tr(s->internal ? N_("Internal note") : N_("Answer")), (long long)row.ticket->number,
			s->state < 0 ? "" : "> ", s->state < 0 ? "" : tr(enum_label(&enum_ticket_state, s->state)), s->state < 0 ? "" : "  ", row.ticket->subject);
	}
	arena_finish(&a);
	n = draw_said(s, area_part(content, 0, 0, content.rows - 6 < SAID ? content.rows - 6 : SAID, content.cols));
	filling_draw(&s->f, area_part(content, n + 1, 0, content.rows - n - 1, content.cols));
}

static enum handled send(struct answer *s, const char *why)
{
	struct app *app = s->app;
	struct act act = {.store = app_store(app), .now = app_now(app), .hold = true, .contact_reason = why};
	struct err e = ERR_NONE;
	struct arena a;
	struct ticket_reply *r;
	char id[ULID_SIZE], ticket[ULID_SIZE];
	bool over = s->state >= 0, internal = s->internal;
	int failed;

	arena_init(&a);
	s->f.saved--;
	filling_save(&s->f);
	r = entity_new(&entity_ticket_reply, &a);
	r->message = ulid_make(id);
	r->text = form_get(s->f.form, "text");
	r->files = s->f.files;
	r->seen = s->seen;
	r->internal = s->internal;
	r->state = over ? s->state : 0;
	failed = act_ticket_reply(&act, s->ticket, r, over, &e);
	arena_finish(&a);
	if (failed) {
		app_fail(app, &e, tr("The answer was not sent."), tr("The text is kept as a draft."));
		return HANDLED;
	}
	memcpy(ticket, s->ticket, sizeof(ticket));
	filling_forget(&s->f);
	app_held(app, act.id, tr(internal ? N_("The internal note goes out") : N_("The answer goes out")));
	app_close_screen(app, s);
	if (over) {
		triage_step(app, ticket, 1);
	}
	return HANDLED;
}

static void asked(void *arg, const char *why)
{
	if (why) {
		send(arg, why);
	}
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct answer *s = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_FORM_SEND:
		if (!s->internal && guard_asks(&s->f.guard, s->app, call_arg(call, "--contact-reason"), asked, s)) {
			filling_save(&s->f);
			return HANDLED;
		}
		return send(s, call_arg(call, "--contact-reason"));
	default: return filling_verb(&s->f, call);
	}
}

static const char *object(void *st)
{
	return ((struct answer *)st)->ticket;
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "form.send editor form.attach back");
}

const struct screen screen_answer = {
	.name = "answer",
	FILLING_SCREEN,
	.text = filling_screen_text,
	.title = N_("Answer"),
	.state_size = sizeof(struct answer),
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
	.object = object,
};
