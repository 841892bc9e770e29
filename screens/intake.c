#include <stdio.h>
#include <string.h>

#include "app/act_desk.h"
#include "app/filling.h"
#include "app/screens.h"
#include "base/alloc.h"

/* A new request to the support desk. It is sent when it is complete: what is missing is asked for by name. */
struct intake {
	struct filling f;
	struct app *app;
};

static const char *word_at(const struct enum_names *names, const char *prefix, int i)
{
	for (int v = 0; v < names->n; v++) {
		const char *word = tr(enum_label(names, v));

		if (!strncmp(word, prefix, strlen(prefix)) && i-- == 0) {
			return word;
		}
	}
	return NULL;
}

static const char *modules(const char *prefix, int i) { return word_at(&enum_ticket_module, prefix, i); }
static const char *classes(const char *prefix, int i) { return word_at(&enum_ticket_class, prefix, i); }
static const char *changes(const char *prefix, int i) { return word_at(&enum_policy_action, prefix, i); }

static const char *yes(const char *prefix, int i)
{
	const char *word = tr("yes");

	return i == 0 && !strncmp(word, prefix, strlen(prefix)) ? word : NULL;
}

static const struct form_field fields[] = {
	{.name = "subject", .label = N_("Subject"), .max = 200, .rows = 1, .hint = N_("what it is about, in a line")},
	{.name = "task", .label = N_("Task"), .flags = EDIT_MULTILINE, .max = 8000, .rows = 4, .hint = N_("what you did, what happened")},
	{.name = "cls", .label = N_("Class"), .max = 60, .rows = 1, .hint = N_("a letter and Tab; may stay empty"), .complete = classes},
	{.name = "module", .label = N_("Module"), .max = 60, .rows = 1, .hint = N_("a letter and Tab; may stay empty"), .complete = modules},
	{.name = "action", .label = N_("Change asked for"), .max = 60, .rows = 1, .hint = N_("a letter and Tab; empty: none"), .complete = changes},
	{.name = "docs_checked", .label = N_("Base documents checked"), .max = 16, .rows = 1, .hint = N_("yes, when you looked into the contract"), .complete = yes},
	{.name = "wished", .label = N_("Wished result"), .flags = EDIT_MULTILINE, .max = 4000, .rows = 2, .hint = N_("what it shall be like afterwards")},
};

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct intake *s = st;

	(void)arg;
	s->app = app;
	if (!app_me(app)) {
		return err_set(e, ERR_UNAUTHORIZED, "%s", "");
	}
	filling_init(&s->f, app, fields, (int)(sizeof(fields) / sizeof(fields[0])), "ticket", "new");
	filling_restore(&s->f);
	filling_guard(&s->f, &entity_ticket);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	area_text(view, 0, 1, -1, STYLE_BOLD, tr("Ask the support desk"));
	filling_draw(&((struct intake *)st)->f, content);
}

/* By its word, or the beginning of its label. */
static int read_word(struct intake *s, const char *field, const struct enum_names *names, int *out, struct err *e)
{
	const char *text = form_get(s->f.form, field);
	int v = enum_find(names, text);

	for (int i = 0; v < 0 && i < names->n; i++) {
		v = !strncmp(tr(enum_label(names, i)), text, strlen(text)) ? i : -1;
	}
	*out = v;
	return v < 0 ? err_field(e, ERR_INVALID_FIELD, field, tr("There is no \"%s\"; a letter and Tab offers what there is."), text) : 0;
}

static int read_ticket(struct intake *s, struct ticket *t, struct err *e)
{
	const struct reader *me = app_me(s->app);

	t->subject = form_get(s->f.form, "subject");
	t->task = form_get(s->f.form, "task");
	t->wished = form_get(s->f.form, "wished");
	t->docs_checked = *form_get(s->f.form, "docs_checked") != '\0';
	t->files = s->f.files;
	t->site = me && me->nsites ? me->sites[0] : "";
	return read_word(s, "cls", &enum_ticket_class, &t->cls, e) || read_word(s, "module", &enum_ticket_module, &t->module, e)
		|| read_word(s, "action", &enum_policy_action, &t->action, e) ? -1 : ticket_check(t, e);
}

static enum handled send(struct intake *s, const char *why)
{
	struct act act = {.store = app_store(s->app), .now = app_now(s->app), .hold = true, .contact_reason = why};
	struct err e = ERR_NONE;
	struct arena a;
	struct ticket *t;
	char id[ULID_SIZE];
	int failed;

	arena_init(&a);
	filling_save(&s->f);
	t = entity_new(&entity_ticket, &a);
	t->id = ulid_make(id);
	failed = read_ticket(s, t, &e) || act_ticket_new(&act, t, &e);
	arena_finish(&a);
	if (failed) {
		form_focus(s->f.form, e.field);
		app_fail(s->app, &e, tr("The request was not sent."), tr("The text is kept as a draft."));
		return HANDLED;
	}
	filling_forget(&s->f);
	app_held(s->app, act.id, tr("The request goes out"));
	return HANDLED_POP;
}

static void asked(void *arg, const char *why)
{
	struct intake *s = arg;

	if (why && send(s, why) == HANDLED_POP) {
		app_close_screen(s->app, s);
	}
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct intake *s = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_FORM_SEND:
		return guard_asks(&s->f.guard, s->app, call_arg(call, "--contact-reason"), asked, s) ? HANDLED : send(s, call_arg(call, "--contact-reason"));
	default: return filling_verb(&s->f, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "form.send editor form.attach back");
}

const struct screen screen_intake = {
	.name = "intake",
	FILLING_SCREEN,
	.text = filling_screen_text,
	.title = N_("New ticket"),
	.state_size = sizeof(struct intake),
	.open = open_,
	.draw = draw,
	.verb = verb,
	.hint = hint,
};
