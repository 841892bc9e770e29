#include "app_impl.h"

#include <stdlib.h>

/* Questions on the prompt row. A question ends with its screen: then nobody is called. */

static bool owner_lives(struct app *app)
{
	return !app->over_owner || (stage_top(app) && stage_top(app)->st == app->over_owner);
}

static void changed(void *arg, const char *text)
{
	struct app *app = arg;

	if (app->ask_change && owner_lives(app)) {
		app->ask_change(app->ask_arg, text);
	}
}

static void answered(void *arg, const char *text)
{
	struct app *app = arg;

	if (app->ask_done && owner_lives(app)) {
		app->ask_done(app->ask_arg, text);
	}
}

static void ask(struct app *app, const char *label, const char *initial, question_offer_fn *offer)
{
	struct cmd_host host = dispatch_host(app);
	struct overlay o = question_create(&host, label, initial, 0, changed, answered, app);

	question_offers(&o, offer);
	stage_overlay(app, o);
}

void app_ask(struct app *app, const char *label, const char *initial, app_text_fn *change, app_text_fn *done, void *arg)
{
	app->ask_change = change;
	app->ask_done = done;
	app->ask_arg = arg;
	ask(app, label, initial, NULL);
}

void app_ask_offering(struct app *app, const char *label, question_offer_fn *offer, app_text_fn *done, void *arg)
{
	app->ask_change = NULL;
	app->ask_done = done;
	app->ask_arg = arg;
	ask(app, label, "", offer);
}

static void confirmed(void *arg, bool yes)
{
	struct app *app = arg;

	if (yes && owner_lives(app)) {
		app->ask_yes(app->ask_arg);
	}
}

void app_confirm(struct app *app, const char *question, app_yes_fn *yes, void *arg)
{
	struct cmd_host host = dispatch_host(app);
	struct overlay o = confirm_create(&host, question, NULL, confirmed, app);

	app->ask_yes = yes;
	app->ask_arg = arg;
	stage_overlay(app, o);
}
