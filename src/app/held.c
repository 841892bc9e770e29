#include "app_impl.h"

#include <stdlib.h>
#include <string.h>

#include "app/act_talk.h"
#include "base/clock.h"

/* A send that waits for second thoughts: shown with the time left on the message row. */

#define TICK_MS 1000

static int recall(struct app *app, const char *id, struct err *e)
{
	if (held_active(app) && !strcmp(app->held_id, id)) {
		held_drop(app);
	}
	return act_recall(app->store, id, e);
}

/* Nothing holds it any more: without a link it waits for one, and is said to. */
static void end_hold(struct app *app)
{
	struct arena a;
	const struct intent *in;

	arena_init(&a);
	in = store_intent(app->store, app->held_id, &a);
	if (in && in->state == INTENT_HELD && in->not_before <= clock_ms()) {
		store_intent_retry(app->store, app->held_id, NULL);
	}
	arena_finish(&a);
}

static void tick(void *arg)
{
	struct app *app = arg;

	app->held_timer = 0;
	app_dirty(app);
	if (held_active(app)) {
		app->held_timer = loop_timer(app->loop, LOOP_CLOCK, TICK_MS, tick, app);
	} else {
		end_hold(app);
		held_drop(app);
	}
}

void held_show(struct app *app, const char *intent, const char *what)
{
	held_drop(app);
	app->held_what = xstrdup(what);
	memcpy(app->held_id, intent, ULID_SIZE);
	app->held_timer = loop_timer(app->loop, LOOP_CLOCK, TICK_MS, tick, app);
	app_dirty(app);
}

void app_held(struct app *app, const char *intent, const char *what)
{
	struct undo_entry u = {.what = what, .id = intent, .undo = recall};

	held_show(app, intent, what);
	app_undoable(app, &u);
}

void held_drop(struct app *app)
{
	if (app->held_timer) {
		loop_timer_cancel(app->loop, app->held_timer);
	}
	app->held_timer = 0;
	free(app->held_what);
	app->held_what = NULL;
}

static int64_t left_ms(struct app *app)
{
	struct arena a;
	const struct intent *in;
	int64_t left = 0;

	arena_init(&a);
	in = store_intent(app->store, app->held_id, &a);
	if (in && in->state == INTENT_HELD) {
		left = in->not_before - clock_ms();
	}
	arena_finish(&a);
	return left;
}

bool held_active(struct app *app)
{
	return app->held_what && left_ms(app) > 0;
}

void held_draw(struct app *app, struct area row)
{
	int64_t left = left_ms(app);
	char key[KEY_TEXT];

	/* in the outbox the same key takes back the chosen one */
	if (!(stage_typing(app) ? keymap_hint_typing : keymap_hint)(app->km, stage_scopes(app), VERB_UNDO, key)[0]) {
		keymap_hint(app->km, stage_scopes(app), VERB_OUTBOX_RECALL, key);
	}
	/* TR: what goes out (a sentence without its end), seconds, the key that undoes */
	area_printf(row, 0, 1, row.cols - 2, STYLE_WARN, tr("%s in %lld s    %s take it back    Enter send now"),
		app->held_what, (long long)((left + 999) / 1000), key);
}

bool held_key(struct app *app, const struct key *k)
{
	struct err e = ERR_NONE;

	if (k->kind != KEYK_NAMED || k->name != KEYN_ENTER || k->mods) {
		return false;
	}
	if (store_intent_retry(app->store, app->held_id, &e)) {
		app_fail(app, &e, tr("It could not be sent now."), NULL);
	}
	held_drop(app);
	net_sync_now(app->net);
	app_dirty(app);
	return true;
}

void app_send_held(struct app *app, const char *lane)
{
	struct intent **all;
	struct err e = ERR_NONE;
	struct arena a;
	int n;

	arena_init(&a);
	n = store_intents(app->store, 1u << INTENT_HELD, &a, &all, NULL);
	for (int i = 0; i < n; i++) {
		if (!strcmp(all[i]->lane, lane) && store_intent_retry(app->store, all[i]->id, &e)) {
			app_fail(app, &e, tr("It could not be sent now."), NULL);
		}
	}
	arena_finish(&a);
	held_drop(app);
	net_sync_now(app->net);
	app_dirty(app);
}
