#include "app/attach.h"

#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "app_impl.h"
#include "base/alloc.h"
#include "paths.h"
#include "store/blob.h"

/* What is copied before a key is waited for again; more than one step at first, so that a drawing is in at once. */
enum { STEP = 256 << 10, AT_ONCE = 1 << 20 };

struct attaching {
	struct app *app;
	struct blob_import *import;
	char *name;
	attach_fn *done;
	void *owner;
	int timer;
	bool slow; /* it was said that it takes a while */
};

static void take_off(struct attaching *at)
{
	struct app *app = at->app;

	for (size_t i = 0; i < app->attaching.n; i++) {
		if (app->attaching.v[i] == at) {
			vec_remove(&app->attaching, i);
			break;
		}
	}
	app_timer_cancel(app, at->timer);
}

static void attaching_destroy(struct attaching *at)
{
	blob_import_destroy(at->import);
	free(at->name);
	free(at);
}

static void failed(struct attaching *at, const struct err *e)
{
	take_off(at);
	app_fail(at->app, e, tr("The file was not attached."), NULL);
	at->done(at->owner, NULL);
	attaching_destroy(at);
}

static void finished(struct attaching *at)
{
	struct file_ref f;
	struct err e = ERR_NONE;

	if (attach_check(app_store(at->app), at->import, at->name, &f, &e)) {
		failed(at, &e);
		return;
	}
	take_off(at);
	if (at->slow) {
		app_say(at->app, STYLE_GOOD, tr("%s is attached."), at->name);
	}
	at->done(at->owner, &f);
	attaching_destroy(at);
}

static void go_on(void *arg)
{
	struct attaching *at = arg;
	struct err e = ERR_NONE;
	int r = blob_import_step(at->import, STEP, &e);

	at->timer = 0;
	if (r < 0) {
		failed(at, &e);
	} else if (r > 0) {
		finished(at);
	} else {
		at->timer = app_timer(at->app, 0, go_on, at);
	}
}

void attach_start(struct app *app, const char *path, attach_fn *done, void *owner)
{
	struct attaching *at = xcalloc(1, sizeof(*at));
	struct err e = ERR_NONE;

	*at = (struct attaching){.app = app, .done = done, .owner = owner};
	at->name = xstrdup(attach_name(path));
	*vec_add(&app->attaching) = at;
	if (attach_open(app_store(app), path, &at->import, &e)) {
		failed(at, &e);
		return;
	}
	int r = blob_import_step(at->import, AT_ONCE, &e);
	if (r < 0) {
		failed(at, &e);
	} else if (r > 0) {
		finished(at);
	} else {
		at->slow = true;
		app_say(app, STYLE_TEXT, tr("%s is being copied in; go on meanwhile."), at->name);
		at->timer = app_timer(app, 0, go_on, at);
	}
}

static struct attaching *find(struct app *app, const void *owner)
{
	for (size_t i = 0; i < app->attaching.n; i++) {
		if (app->attaching.v[i]->owner == owner) {
			return app->attaching.v[i];
		}
	}
	return NULL;
}

bool attach_waits(struct app *app, const void *owner)
{
	const struct attaching *at = find(app, owner);

	if (at) {
		app_say(app, STYLE_BAD, tr("%s is still being copied in; send when it is attached."), at->name);
	}
	return at != NULL;
}

void attach_stop(struct app *app, const void *owner)
{
	struct attaching *at;

	while ((at = find(app, owner))) {
		app_say(app, STYLE_BAD, tr("%s was not copied in to its end and is not attached."), at->name);
		take_off(at);
		attaching_destroy(at);
	}
}
