#include <stdio.h>
#include <string.h>

#include "app/filling.h"
#include "app/screens.h"

/* Signing in, when nobody is. */
struct login {
	struct filling f;
	struct app *app;
};

static const struct form_field fields[] = {
	{.name = "server", .label = N_("Server"), .max = 300, .rows = 1, .hint = N_("https://...")},
	{.name = "user", .label = N_("User"), .max = 64, .rows = 1},
	{.name = "password", .label = N_("Password"), .flags = EDIT_SECRET, .max = 200, .rows = 1},
	{.name = "pin", .label = N_("Key pin"), .max = 100, .rows = 1, .hint = N_("sha256//..., only for servers with their own key")},
};

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct login *l = st;
	struct arena a;
	const char *server, *pin;

	(void)arg;
	(void)e;
	l->app = app;
	arena_init(&a);
	server = store_kv(app_store(app), "server", &a);
	pin = store_kv(app_store(app), "pin", &a);
	filling_init(&l->f, app, fields, (int)(sizeof(fields) / sizeof(fields[0])), NULL, "");
	form_set(l->f.form, "server", server ? server : "");
	form_set(l->f.form, "pin", pin ? pin : "");
	form_focus(l->f.form, server ? "user" : "server");
	arena_finish(&a);
	return 0;
}

static void draw(void *st, struct area view, struct area content)
{
	area_text(view, 0, 1, -1, STYLE_BOLD, tr("Sign in"));
	filling_draw(&((struct login *)st)->f, content);
}

static enum handled sign_in(struct login *l)
{
	struct form *f = l->f.form;

	if (!*form_get(f, "server") || !*form_get(f, "user") || !*form_get(f, "password")) {
		form_focus(f, !*form_get(f, "server") ? "server" : !*form_get(f, "user") ? "user" : "password");
		app_say(l->app, STYLE_BAD, "%s", tr("Server, user and password are needed."));
		return HANDLED;
	}
	app_say(l->app, STYLE_TEXT, "%s", tr("Signing in ..."));
	app_sign_in(l->app, form_get(f, "server"), form_get(f, "pin"), form_get(f, "user"), form_get(f, "password"));
	form_set(f, "password", "");
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct login *l = st;

	switch (call->id) {
	case VERB_OPEN:
	case VERB_FORM_SEND: return sign_in(l);
	default: return filling_verb(&l->f, call);
	}
}

static bool text(void *st, const struct key *k)
{
	struct login *l = st;

	if (k->kind == KEYK_NAMED && k->name == KEYN_ENTER) {
		if (!strcmp(form_focused(l->f.form), "password")) {
			sign_in(l);
		} else {
			form_next(l->f.form, 1);
		}
		app_dirty(l->app);
		return true;
	}
	return filling_text(&l->f, k);
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "form.send pane.next quit");
}

const struct screen screen_login = {
	.name = "login",
	FILLING_SCREEN,
	.title = N_("Sign in"),
	.state_size = sizeof(struct login),
	.open = open_,
	.draw = draw,
	.verb = verb,
	.text = text,
	.hint = hint,
};
