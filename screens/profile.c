#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/attach.h"
#include "app/filling.h"
#include "app/screens.h"

/*
 * The company profile: your own (no argument), or the one about to go to a customer (argument: the
 * RFQ), which can be changed just for this one.
 */
struct profile_screen {
	struct filling f;
	struct app *app;
	char rfq[ULID_SIZE];
};

static const struct form_field own_fields[] = {
	{.name = "text", .label = N_("Introduction"), .flags = EDIT_MULTILINE, .max = 8000, .rows = 7},
	{.name = "strengths", .label = N_("Strengths"), .flags = EDIT_MULTILINE, .max = 4000, .rows = 4},
	{.name = "works", .label = N_("Past projects"), .flags = EDIT_MULTILINE, .max = 4000, .rows = 4},
};
static const struct form_field send_fields[] = {
	{.name = "text", .label = N_("Profile text"), .flags = EDIT_MULTILINE, .max = 8000, .rows = 12},
};

/* What is sent: introduction, strengths and past projects as one text, to be changed at will. */
static void fill_from_own(struct profile_screen *s)
{
	struct arena a;
	const struct profile *p;

	arena_init(&a);
	p = own_profile(app_store(s->app), app_me(s->app), &a);
	if (p && *s->rfq) {
		form_set(s->f.form, "text", arena_printf(&a, "%s%s%s%s%s", p->text, *p->strengths ? "\n\n" : "", p->strengths,
			*p->works ? "\n\n" : "", p->works));
	} else if (p) {
		form_set(s->f.form, "text", p->text);
		form_set(s->f.form, "strengths", p->strengths);
		form_set(s->f.form, "works", p->works);
	}
	if (p) {
		struct profile *copy = entity_copy(&entity_profile, p, &s->f.arena);

		s->f.files = copy->files;
	}
	s->f.saved = form_changes(s->f.form);
	arena_finish(&a);
}

static int may_send(struct app *app, const char *id, struct err *e)
{
	struct project_row row;
	struct arena a;
	int r;

	arena_init(&a);
	r = store_project(app_store(app), id, &a, &row)
		? deal_may(app_me(app), row.rfq, row.deal, ACT_SEND_PROFILE, app_now(app), NULL, e)
		: err_set(e, ERR_NOT_FOUND, "%s", "");
	arena_finish(&a);
	return r;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct profile_screen *s = st;
	bool sending = *arg;

	s->app = app;
	snprintf(s->rfq, sizeof(s->rfq), "%s", arg);
	if (!app_me(app) || app_me(app)->role != ROLE_PARTNER) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (sending && may_send(app, arg, e) && !app_drafted(app, "profile", arg, e)) {
		return -1;
	}
	filling_init(&s->f, app, sending ? send_fields : own_fields,
		sending ? (int)(sizeof(send_fields) / sizeof(send_fields[0])) : (int)(sizeof(own_fields) / sizeof(own_fields[0])),
		"profile", sending ? arg : "own");
	if (!filling_restore(&s->f)) {
		fill_from_own(s);
	}
	filling_guard(&s->f, sending ? &entity_proposal : &entity_profile);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	struct profile_screen *s = st;
	const struct rfq *r;
	struct arena a;

	arena_init(&a);
	r = *s->rfq ? store_get(app_store(s->app), KIND_RFQ, s->rfq, &a, NULL) : NULL;
	if (r) {
		area_printf(view, 0, 1, -1, STYLE_BOLD, "%s   %s %s   %s", tr("Send profile only"),
			arena_printf(&a, tr("RFQ %lld"), (long long)r->number), r->title, r->customer_name);
	} else {
		area_text(view, 0, 1, -1, STYLE_BOLD, tr("Your company profile"));
	}
	arena_finish(&a);
	filling_draw(&s->f, content);
}

static enum handled send(struct profile_screen *s, const char *why)
{
	struct act act = {.store = app_store(s->app), .now = app_now(s->app), .hold = true, .contact_reason = why};
	struct err e = ERR_NONE;

	filling_save(&s->f);
	if (act_profile_send(&act, s->rfq, form_get(s->f.form, "text"), s->f.files, &e)) {
		app_fail(s->app, &e, tr("The profile was not sent."), tr("The text is kept as a draft."));
		return HANDLED;
	}
	filling_forget(&s->f);
	app_held(s->app, act.id, tr("The profile goes out"));
	return HANDLED_POP;
}

static enum handled keep(struct profile_screen *s, const char *why)
{
	struct act act = {.store = app_store(s->app), .now = app_now(s->app), .contact_reason = why};
	struct err e = ERR_NONE;
	struct arena a;
	const struct profile *was;
	struct profile *p;
	int r;

	filling_save(&s->f);
	arena_init(&a);
	was = own_profile(app_store(s->app), app_me(s->app), &a);
	p = was ? entity_copy(&entity_profile, was, &a) : entity_new(&entity_profile, &a);
	p->id = app_me(s->app)->org;
	p->text = form_get(s->f.form, "text");
	p->strengths = form_get(s->f.form, "strengths");
	p->works = form_get(s->f.form, "works");
	p->files = s->f.files;
	r = act_profile_put(&act, p, &e);
	arena_finish(&a);
	if (r) {
		app_fail(s->app, &e, tr("The profile was not saved."), tr("The text is kept as a draft."));
		return HANDLED;
	}
	filling_forget(&s->f);
	app_say(s->app, STYLE_TEXT, "%s", tr("The profile is on its way."));
	return HANDLED_POP;
}

static void asked(void *arg, const char *why)
{
	struct profile_screen *s = arg;

	if (why && (*s->rfq ? send(s, why) : keep(s, why)) == HANDLED_POP) {
		app_close_screen(s->app, s);
	}
}

static enum handled send_or_keep(struct profile_screen *s, const char *why)
{
	if (attach_waits(s->app, &s->f) || guard_asks(&s->f.guard, s->app, why, asked, s)) {
		filling_save(&s->f);
		return HANDLED;
	}
	return *s->rfq ? send(s, why) : keep(s, why);
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct profile_screen *s = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_PROFILE_SEND:
	case VERB_FORM_SEND: return send_or_keep(s, call_arg(call, "--contact-reason"));
	default: return filling_verb(&s->f, call);
	}
}

static const char *object(void *st)
{
	return ((struct profile_screen *)st)->rfq;
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "form.send form.attach editor pane.next back");
}

const struct screen screen_profile = {
	.name = "profile",
	FILLING_SCREEN,
	.text = filling_screen_text,
	.title = N_("Profile"),
	.state_size = sizeof(struct profile_screen),
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
	.object = object,
};
