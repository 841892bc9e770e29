#include "app_impl.h"

#include <stdlib.h>
#include <string.h>

/* What can be taken back, and where one has been. */

#define UNDO_MAX 100
#define JUMPS_MAX 100

static void kept_free(struct undo_kept *k)
{
	free(k->what);
	free(k->id);
}

static void spot_free(struct spot *s)
{
	free(s->screen);
	free(s->arg);
	free(s->object);
	*s = (struct spot){0};
}

void app_undoable(struct app *app, const struct undo_entry *u)
{
	while (app->undone) {
		kept_free(&app->undo.v[--app->undo.n]);
		app->undone--;
	}
	if (app->undo.n == UNDO_MAX) {
		kept_free(&app->undo.v[0]);
		vec_remove(&app->undo, 0);
	}
	*vec_add(&app->undo) = (struct undo_kept){xstrdup(u->what), xstrdup(u->id), u->undo, u->redo};
}

void journal_undo(struct app *app, bool redo)
{
	struct undo_kept *k;
	struct err e = ERR_NONE;

	if (redo ? !app->undone : app->undo.n == app->undone) {
		app_say(app, STYLE_TEXT, "%s", tr(redo ? N_("Nothing to do again.") : N_("Nothing to undo.")));
		return;
	}
	k = &app->undo.v[app->undo.n - app->undone - !redo];
	if (redo && !k->redo) {
		app_say(app, STYLE_TEXT, tr("This cannot be done again: %s"), k->what);
		return;
	}
	if ((redo ? k->redo : k->undo)(app, k->id, &e)) {
		app_fail(app, &e, tr(redo ? N_("This could not be done again.") : N_("This could not be undone.")), k->what);
	} else {
		app_say(app, STYLE_TEXT, tr(redo ? N_("Done again: %s") : N_("Undone: %s")), k->what);
	}
	app->undone += redo ? (size_t)-1 : 1;
}

static struct spot spot_here(struct app *app)
{
	struct frame *f = stage_top(app);

	return f ? (struct spot){xstrdup(f->s->name), xstrdup(f->arg), xstrdup(stage_object(app))} : (struct spot){0};
}

static void spot_go(struct app *app, const struct spot *s)
{
	int place = *s->arg ? 0 : stage_place_of(s->screen);
	struct frame *f;

	app->going = true;
	if (place) {
		stage_place(app, place);
	} else {
		app_open(app, s->screen, s->arg);
	}
	app->going = false;
	f = stage_top(app);
	if (f && f->s->choose && *s->object && !strcmp(f->s->name, s->screen) && f->s->choose(f->st, s->object)) {
		app_dirty(app);
	}
}

static bool same_spot(const struct spot *a, const struct spot *b)
{
	return !strcmp(a->screen, b->screen) && !strcmp(a->arg, b->arg) && !strcmp(a->object, b->object);
}

void journal_leave(struct app *app)
{
	struct spot here;

	if (app->going || !stage_top(app)) {
		return;
	}
	here = spot_here(app);
	while (app->jumps.n > app->jump_at) {
		spot_free(&app->jumps.v[--app->jumps.n]);
	}
	if (app->jumps.n && same_spot(&app->jumps.v[app->jumps.n - 1], &here)) {
		spot_free(&here);
		return;
	}
	if (app->jumps.n == JUMPS_MAX) {
		spot_free(&app->jumps.v[0]);
		vec_remove(&app->jumps, 0);
	}
	*vec_add(&app->jumps) = here;
	app->jump_at = app->jumps.n;
}

void journal_jump(struct app *app, int by)
{
	long to = (long)app->jump_at + by;

	if (by < 0 && app->jump_at == app->jumps.n) {
		journal_leave(app);
		app->jump_at = app->jumps.n - 1;
		to = (long)app->jump_at + by;
	}
	if (to < 0 || to >= (long)app->jumps.n) {
		app_say(app, STYLE_TEXT, "%s", tr(by < 0 ? N_("This is the oldest place.") : N_("This is the newest place.")));
		return;
	}
	app->jump_at = (size_t)to;
	spot_go(app, &app->jumps.v[to]);
}

void journal_mark(struct app *app, char letter)
{
	if (letter < 'a' || letter > 'z') {
		app_say(app, STYLE_BAD, "%s", tr("A letter from a to z names a mark."));
		return;
	}
	spot_free(&app->marks[letter - 'a']);
	app->marks[letter - 'a'] = spot_here(app);
	app_say(app, STYLE_TEXT, tr("Marked %c."), letter);
}

void journal_go(struct app *app, char letter)
{
	if (letter < 'a' || letter > 'z' || !app->marks[letter - 'a'].screen) {
		app_say(app, STYLE_TEXT, tr("Nothing is marked %c."), letter);
		return;
	}
	journal_leave(app);
	spot_go(app, &app->marks[letter - 'a']);
}

void journal_forget(struct app *app)
{
	for (size_t i = 0; i < app->undo.n; i++) {
		kept_free(&app->undo.v[i]);
	}
	vec_finish(&app->undo);
	app->undone = 0;
	for (size_t i = 0; i < app->jumps.n; i++) {
		spot_free(&app->jumps.v[i]);
	}
	vec_finish(&app->jumps);
	app->jump_at = 0;
	for (int i = 0; i < 26; i++) {
		spot_free(&app->marks[i]);
	}
}
