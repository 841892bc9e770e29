#include <stdio.h>
#include <string.h>

#include "app/act_talk.h"
#include "app/filling.h"
#include "app/screens.h"
#include "app/show.h"

/* One question to the customer of a request, about what it does not say; before there is a chat. */
struct ask {
	struct filling f;
	struct app *app;
	char rfq[ULID_SIZE];
};

static const struct form_field fields[] = {
	{.name = "text", .label = N_("Question"), .flags = EDIT_MULTILINE, .max = 8000, .rows = 8},
};

static int may_ask(struct app *app, const char *id, struct err *e)
{
	struct project_row row;
	struct arena a;
	int r;

	arena_init(&a);
	r = !app_me(app) ? err_set(e, ERR_UNAUTHORIZED, "%s", "") : store_project(app_store(app), id, &a, &row)
		? deal_may(app_me(app), row.rfq, row.deal, ACT_QUESTION, app_now(app), NULL, e) : err_set(e, ERR_NOT_FOUND, "%s", "");
	arena_finish(&a);
	return r;
}

static void prepare(struct ask *s)
{
	struct arena a;
	const struct rfq *r;

	arena_init(&a);
	r = store_get(app_store(s->app), KIND_RFQ, s->rfq, &a, NULL);
	if (r) {
		form_set(s->f.form, "text", question_text(r, show_missing(r, &a), &a));
	}
	s->f.saved = form_changes(s->f.form);
	arena_finish(&a);
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct ask *s = st;

	s->app = app;
	snprintf(s->rfq, sizeof(s->rfq), "%s", arg);
	if (may_ask(app, arg, e) && !app_drafted(app, "question", arg, e)) {
		return -1;
	}
	filling_init(&s->f, app, fields, (int)(sizeof(fields) / sizeof(fields[0])), "question", arg);
	s->f.no_files = true;
	if (!filling_restore(&s->f)) {
		prepare(s);
	}
	filling_guard(&s->f, &entity_rfq_question);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	struct ask *s = st;
	const struct rfq *r;
	const char *missing;
	struct arena a;

	arena_init(&a);
	r = store_get(app_store(s->app), KIND_RFQ, s->rfq, &a, NULL);
	if (r) {
		missing = show_missing(r, &a);
		area_printf(view, 0, 1, -1, STYLE_BOLD, "%s   %s %s   %s", tr("Ask the customer"), arena_printf(&a, tr("RFQ %lld"), (long long)r->number),
			r->title, r->customer_name);
		if (*missing) {
			area_printf(content, content.rows - 1, 1, -1, STYLE_DIM, "%s: %s", tr("missing"), missing);
		}
	}
	arena_finish(&a);
	filling_draw(&s->f, area_part(content, 0, 0, content.rows - 2, content.cols));
}

static enum handled send(struct ask *s, const char *why)
{
	struct act act = {.store = app_store(s->app), .now = app_now(s->app), .hold = true, .contact_reason = why};
	struct err e = ERR_NONE;

	/* as prepared is a draft, too: what is taken back must be there again */
	s->f.saved--;
	filling_save(&s->f);
	if (act_question(&act, s->rfq, form_get(s->f.form, "text"), &e)) {
		app_fail(s->app, &e, tr("The question was not sent."), tr("The text is kept as a draft."));
		return HANDLED;
	}
	filling_forget(&s->f);
	app_held(s->app, act.id, tr("The question goes out"));
	return HANDLED_POP;
}

static void asked(void *arg, const char *why)
{
	struct ask *s = arg;

	if (why && send(s, why) == HANDLED_POP) {
		app_close_screen(s->app, s);
	}
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct ask *s = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_PROJECT_ASK:
	case VERB_FORM_SEND:
		if (guard_asks(&s->f.guard, s->app, call_arg(call, "--contact-reason"), asked, s)) {
			filling_save(&s->f);
			return HANDLED;
		}
		return send(s, call_arg(call, "--contact-reason"));
	default: return filling_verb(&s->f, call);
	}
}

static const char *object(void *st)
{
	return ((struct ask *)st)->rfq;
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "form.send editor back");
}

const struct screen screen_ask = {
	.name = "ask",
	FILLING_SCREEN,
	.text = filling_screen_text,
	.title = N_("Question"),
	.state_size = sizeof(struct ask),
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
	.object = object,
};
