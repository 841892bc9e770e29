#include "app_impl.h"

#include <stdio.h>
#include <string.h>

/*
 * A line down costs a marker; the text about the object under it ten times as much, in bytes and in reading
 * it. A key held down would pay that for each row it only passes, so those texts follow a moment after
 * the last move. Without a terminal they follow at once.
 */
enum { REST_MS = 120 };

static void rested(void *arg)
{
	struct app *app = arg;

	app->rest_timer = 0;
	app_dirty(app);
}

bool app_rests(const struct app *app)
{
	return app->rest_timer == 0;
}

void rest_look(struct app *app)
{
	struct frame *f = stage_top(app);
	const char *id = stage_object(app);
	bool here = f && f->st == app->rest_state, was = app->rest_id[0] != '\0';

	if (here && strncmp(id, app->rest_id, sizeof(app->rest_id) - 1) == 0) {
		return;
	}
	rest_finish(app);
	app->rest_state = f ? f->st : NULL;
	snprintf(app->rest_id, sizeof(app->rest_id), "%s", id);
	if (here && was && *id && !app->conf.rows) {
		app->rest_timer = app_timer(app, REST_MS, rested, app);
	}
}

void rest_finish(struct app *app)
{
	if (app->rest_timer) {
		app_timer_cancel(app, app->rest_timer);
		app->rest_timer = 0;
	}
}
