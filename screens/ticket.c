#include "app/desk.h"
#include "app/reading.h"
#include "app/screens.h"
#include "app/talk.h"

#include <stdio.h>
#include <string.h>

/* One ticket: what it is, what the policy says, and the conversation; internal notes say so. */

#define SHOWN 200

struct ticket_screen {
	struct reading_screen read;
};

static void conversation(const struct show *s, const struct ticket *t)
{
	const struct thread *thread = store_get(s->store, KIND_THREAD, t->id, s->a, NULL);
	struct flow_row *rows = arena_alloc(s->a, SHOWN * sizeof(*rows));
	struct talk talk;
	int n;

	if (!thread) {
		/* not sent yet, or not come yet: the task is all there is */
		s->line(s->arg, STYLE_TEXT, t->task);
		return;
	}
	talk_init(&talk, s->store, t->id);
	n = talk_page(&talk, NULL, false, SHOWN, rows);
	for (int i = 0; i < n; i++) {
		struct talk_item it;

		if (talk_item(&talk, rows[i].id, s->a, &it)) {
			if (it.m->vis == VIS_STAFF || (it.in && !strcmp(it.in->verb, "ticket.note"))) {
				s->line(s->arg, STYLE_WARN, tr("Internal note, for the desk only:"));
			}
			talk_show(s, thread, &it);
		}
	}
	talk_finish(&talk);
}

static void fill(void *st, const struct show *s)
{
	struct ticket_screen *p = st;
	struct ticket_row row;

	if (!ticket_row(s->store, p->read.id, s->a, &row)) {
		s->line(s->arg, STYLE_DIM, tr("This ticket is no longer here, or is not for you to see any more."));
		return;
	}
	show_ticket(s, &row);
	s->line(s->arg, STYLE_TEXT, "");
	conversation(s, row.ticket);
	if (row.refused) {
		s->line(s->arg, STYLE_BAD, arena_printf(s->a, tr("Your answer was refused: %s. r writes it anew, with what was said meanwhile above it."),
			err_words(&row.refused->problem, s->a)));
	}
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct ticket_screen *p = st;
	struct ticket_row row;
	struct arena a;
	bool there;

	arena_init(&a);
	there = ticket_row(app_store(app), arg, &a, &row);
	arena_finish(&a);
	if (!there) {
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	reading_screen_open(p, app, arg, fill);
	store_seen(app_store(app), KIND_TICKET, arg, true, NULL);
	store_seen(app_store(app), KIND_THREAD, arg, true, NULL);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	struct ticket_screen *p = st;
	struct app *app = p->read.text.app;
	struct ticket_row row;
	struct arena a;

	arena_init(&a);
	if (ticket_row(app_store(app), p->read.id, &a, &row)) {
		const struct ticket *t = row.ticket;
		int col = 1 + area_printf(view, 0, 1, -1, STYLE_BOLD, tr("Ticket %lld"), (long long)t->number) + 3;

		if (t->hot) {
			col += 3 + area_text(view, 0, col, -1, STYLE_BAD, tr("HOT"));
		}
		col += 3 + area_text(view, 0, col, -1, STYLE_TEXT, tr(enum_label(&enum_ticket_state, t->state)));
		col += 3 + area_text(view, 0, col, -1, STYLE_TEXT, desk_left(t, app_now(app), &a));
		if (row.pending != INTENT_NONE) {
			area_text(view, 0, col, -1, row.pending == INTENT_REFUSED ? STYLE_BAD : STYLE_WARN, tr(show_intent_state(row.pending)));
		}
	}
	arena_finish(&a);
	reading_draw(&p->read.text, content);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct ticket_screen *p = st;

	if (call->id == VERB_OPEN) {
		app_run(p->read.text.app, "ticket.reply");
		return HANDLED;
	}
	return reading_screen_verb(st, call);
}

static int hint(void *st, char *out, size_t n)
{
	const struct reader *me = app_me(((struct ticket_screen *)st)->read.text.app);

	if (!me || !reader_staff(me)) {
		return snprintf(out, n, "ticket.reply ticket.status undo back");
	}
	return snprintf(out, n, "ticket.reply ticket.note ticket.macro ticket.take ticket.act undo back");
}

const struct screen screen_ticket = {
	.name = "ticket",
	.title = N_("Ticket"),
	.state_size = sizeof(struct ticket_screen),
	READING_SCREEN,
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
