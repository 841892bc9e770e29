#include "app_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "cmd/script.h"

/*
 * A script on the memory terminal: one item when the loop has come to rest after the one
 * before; ":wait" holds it until the link is where it should be.
 */
#define SCRIPT_MAX (1 << 20)
#define WAIT_MS 30000

struct script_run {
	struct arena arena;
	const struct script_item *items;
	size_t n, at;
	char *path, *waiting;
	int deadline;       /* timer */
	bool failed;
};

int script_start(struct app *app, const char *path, struct err *e)
{
	struct script_run *s = xcalloc(1, sizeof(*s));
	struct str text = STR_INIT;
	int r = -1;

	arena_init(&s->arena);
	app->script = s;
	s->path = xstrdup(path);
	if (fs_read(path, SCRIPT_MAX, &text, e) || script_parse(str_c(&text), &s->arena, &s->items, &s->n, e)) {
		goto out;
	}
	r = 0;
out:
	str_finish(&text);
	return r;
}

static void complain(struct app *app, const char *what)
{
	struct script_run *s = app->script;

	fprintf(stderr, "%s:%d: %s\n", s->path, s->items[s->at ? s->at - 1 : 0].line, what);
	s->failed = true;
}

static void waited_too_long(void *arg)
{
	struct app *app = arg;
	struct script_run *s = app->script;
	char what[96];

	s->deadline = 0;
	snprintf(what, sizeof(what), "it did not become \"%.40s\" in %d s", s->waiting, WAIT_MS / 1000);
	complain(app, what);
	free(s->waiting);
	s->waiting = NULL;
	loop_kick(app->loop);
	loop_wake(app->loop);
}

static const struct { const char *word; enum net_wait what; } waits[] = {
	{"idle", NET_WAIT_IDLE}, {"online", NET_WAIT_SYNCED}, {"offline", NET_WAIT_OFFLINE}, {"outbox", NET_WAIT_OUTBOX},
};

bool script_wait(struct app *app, const char *what)
{
	struct script_run *s = app->script;

	for (size_t i = 0; i < lengthof(waits); i++) {
		if (s && !strcmp(waits[i].word, what)) {
			s->waiting = xstrdup(what);
			s->deadline = loop_timer(app->loop, LOOP_REAL, WAIT_MS, waited_too_long, app);
			return true;
		}
	}
	app_say(app, STYLE_BAD, "%s", tr("wait takes idle, online, offline or outbox."));
	return false;
}

static bool still_waiting(struct app *app)
{
	struct script_run *s = app->script;

	for (size_t i = 0; s->waiting && i < lengthof(waits); i++) {
		bool there = !strcmp(waits[i].word, "idle") ? net_idle(app->net) && !app->drawing : net_reached(app->net, waits[i].what);

		if (!strcmp(waits[i].word, s->waiting) && there) {
			loop_timer_cancel(app->loop, s->deadline);
			s->deadline = 0;
			free(s->waiting);
			s->waiting = NULL;
		}
	}
	return s->waiting != NULL;
}

static void type_keys(struct app *app, const char *keys)
{
	struct key k;

	while (!app->quit && keys_next(&keys, &k)) {
		dispatch_key(app, &k);
	}
	if (!app->quit) {
		dispatch_pause(app);
	}
}

void script_step(struct app *app)
{
	struct script_run *s = app->script;
	const struct script_item *item;

	if (still_waiting(app)) {
		return;
	}
	if (s->at >= s->n) {
		app_quit(app, 0);
		return;
	}
	item = &s->items[s->at++];
	if (item->verb) {
		dispatch_line(app, item->text);
	} else {
		type_keys(app, item->text);
	}
	loop_wake(app->loop);
}

int script_exit(const struct app *app)
{
	return app->script->failed ? 1 : app->exit_code;
}

void script_finish(struct app *app)
{
	struct script_run *s = app->script;

	if (s) {
		arena_finish(&s->arena);
		free(s->path);
		free(s->waiting);
		free(s);
		app->script = NULL;
	}
}
