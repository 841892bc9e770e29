#include "app/filling.h"

#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/attach.h"
#include "text/format.h"
#include "wire/wire.h"

#define SAVE_AFTER_MS 150

void filling_init(struct filling *f, struct app *app, const struct form_field *fields, int n, const char *word, const char *id)
{
	memset(f, 0, sizeof(*f));
	f->app = app;
	f->fields = fields;
	f->nfields = n;
	f->form = form_create(fields, n);
	f->word = word;
	f->no_files = !word;
	f->turn = app_turn(app);
	snprintf(f->id, sizeof(f->id), "%s", id);
	arena_init(&f->arena);
	f->saved = form_changes(f->form);
}

void filling_finish(struct filling *f)
{
	if (!f->form) {
		return;
	}
	attach_stop(f->app, f);
	filling_save(f);
	if (f->timer) {
		app_timer_cancel(f->app, f->timer);
	}
	form_destroy(f->form);
	guard_finish(&f->guard);
	arena_finish(&f->arena);
	f->form = NULL;
}

static struct json *files_json(const struct filling *f)
{
	struct json *arr = json_new_array();

	for (size_t i = 0; i < f->files.n; i++) {
		json_push(arr, wire_write(&entity_file_ref, ITEM(const struct file_ref, f->files, i), NULL));
	}
	return arr;
}

void filling_save(struct filling *f)
{
	struct json *j;
	struct str s = STR_INIT;
	struct err e = ERR_NONE;

	if (!f->word || f->saved == form_changes(f->form) || f->turn != app_turn(f->app)) {
		return;
	}
	j = json_new_object();
	for (int i = 0; i < f->nfields; i++) {
		if (!(f->fields[i].flags & EDIT_SECRET)) {
			json_set_text(j, f->fields[i].name, form_get(f->form, f->fields[i].name));
		}
	}
	json_set(j, "files", files_json(f));
	json_write(j, false, &s);
	if (store_draft_put(app_store(f->app), f->word, f->id, str_c(&s), &e)) {
		app_fail(f->app, &e, tr("The draft could not be saved."), tr("What you typed is still on the screen."));
	} else {
		f->saved = form_changes(f->form);
	}
	str_finish(&s);
	json_free(j);
}

bool filling_restore(struct filling *f)
{
	struct arena a;
	const struct draft *d;
	struct json *j, *files;
	bool there;

	if (!f->word) {
		return false;
	}
	arena_init(&a);
	d = store_draft(app_store(f->app), f->word, f->id, &a);
	j = d ? json_parse(d->json, strlen(d->json), NULL) : NULL;
	for (int i = 0; j && i < f->nfields; i++) {
		const char *text = json_get_text(j, f->fields[i].name);

		if (text && strcmp(text, form_get(f->form, f->fields[i].name)) != 0) {
			form_set(f->form, f->fields[i].name, text);
		}
	}
	files = j ? json_get(j, "files") : NULL;
	if (j) {
		f->files = (struct items){0};
	}
	for (size_t i = 0; i < json_len(files); i++) {
		const struct file_ref *one = wire_read(&entity_file_ref, json_at(files, i), WIRE_REPLY, &f->arena, NULL);

		if (one) {
			*(struct file_ref *)items_add(&entity_file_ref, &f->files, &f->arena) = *one;
		}
	}
	f->saved = form_changes(f->form);
	there = j != NULL;
	json_free(j);
	arena_finish(&a);
	return there;
}

void filling_event(struct filling *f, const struct event *ev)
{
	bool ours = f->word && (!*ev->word || (!strcmp(ev->word, f->word) && !strcmp(ev->id, f->id)));

	if (ev->what == EVENT_DRAFT && ours && f->saved == form_changes(f->form) && f->turn == app_turn(f->app)) {
		filling_restore(f);
		app_dirty(f->app);
	}
}

void filling_forget(struct filling *f)
{
	f->word = NULL;
}

static void save_later(void *arg)
{
	struct filling *f = arg;

	f->timer = 0;
	filling_save(f);
}

static bool is_said(const struct filling *f, int i)
{
	const struct field *d = f->said ? entity_field(f->said, f->fields[i].name) : NULL;

	return d && (d->flags & FIELD_SAID);
}

static void look(struct filling *f)
{
	guard_begin(&f->guard);
	for (int i = 0; i < f->nfields; i++) {
		if (is_said(f, i)) {
			guard_text(&f->guard, f->fields[i].label, form_get(f->form, f->fields[i].name));
		}
	}
	for (size_t i = 0; f->said && i < f->files.n; i++) {
		guard_text(&f->guard, N_("Files"), ITEM(const struct file_ref, f->files, i)->name);
	}
	guard_end(&f->guard);
	for (int i = 0; i < f->nfields; i++) {
		if (is_said(f, i)) {
			guard_mark(&f->guard, form_edit(f->form, f->fields[i].name));
		}
	}
}

void filling_guard(struct filling *f, const struct entity *said)
{
	f->said = said;
	look(f);
}

const char *filling_notice(struct filling *f)
{
	return guard_line(&f->guard, form_get(f->form, form_focused(f->form)));
}

static void changed(struct filling *f)
{
	look(f);
	if (!f->timer && f->word && f->saved != form_changes(f->form)) {
		f->timer = app_timer(f->app, SAVE_AFTER_MS, save_later, f);
	}
	app_dirty(f->app);
}

bool filling_text(struct filling *f, const struct key *k)
{
	bool taken = form_key(f->form, k);

	changed(f);
	return taken;
}

static void attached(void *owner, const struct file_ref *file)
{
	struct filling *f = owner;
	struct err e = ERR_NONE;

	if (!file) {
		return;
	}
	if (attach_put(&f->files, file, &f->arena, &e)) {
		app_fail(f->app, &e, tr("The file was not attached."), NULL);
		return;
	}
	f->saved--; /* files are part of the draft */
	changed(f);
}

void filling_attach(struct filling *f, const char *path)
{
	if (f->no_files) {
		app_say(f->app, STYLE_TEXT, "%s", tr("No file goes with this."));
		return;
	}
	attach_start(f->app, path, attached, f);
}

static void detach(struct filling *f, const char *name)
{
	if (detach_file(&f->files, name)) {
		f->saved--;
		changed(f);
		return;
	}
	app_say(f->app, STYLE_BAD, "%s", tr("There is no such file here; name its number or its name."));
}

static void edited(void *arg, const char *text)
{
	struct filling *f = arg;

	if (text) {
		form_set(f->form, form_focused(f->form), text);
		changed(f);
	}
}

static void edit_outside(struct filling *f)
{
	const char *name = form_focused(f->form);
	const struct form_field *field = f->fields;

	while (strcmp(field->name, name)) {
		field++;
	}
	if (field->flags & EDIT_SECRET) {
		app_say(f->app, STYLE_TEXT, "%s", tr("A password is not given to an editor."));
		return;
	}
	filling_save(f);
	app_editor(f->app, name, form_get(f->form, name), field->max, edited, f);
}

enum handled filling_verb(struct filling *f, const struct verb_call *call)
{
	switch (call->id) {
	case VERB_PANE_NEXT:
		/* as the key: completes where something can be */
		form_key(f->form, &(struct key){.kind = KEYK_NAMED, .name = KEYN_TAB});
		changed(f);
		break;
	case VERB_PANE_PREV: form_next(f->form, -1); break;
	case VERB_UNDO: edit_undo(form_edit(f->form, form_focused(f->form))); changed(f); break;
	case VERB_REDO: edit_redo(form_edit(f->form, form_focused(f->form))); changed(f); break;
	case VERB_FORM_ATTACH: filling_attach(f, call_arg(call, "PATH")); break;
	case VERB_FORM_DETACH: detach(f, call_arg(call, "NAME")); break;
	case VERB_EDITOR: edit_outside(f); break;
	default: return IGNORED;
	}
	app_dirty(f->app);
	return HANDLED;
}

void filling_draw(struct filling *f, struct area content)
{
	int below = f->files.n ? (int)f->files.n + 1 : 0;
	char size[FORMAT_SIZE];

	if (below > content.rows / 3) {
		below = content.rows / 3;
	}
	form_draw(f->form, area_part(content, 0, 1, content.rows - below, content.cols - 2));
	for (int i = 0; i + 1 < below; i++) {
		const struct file_ref *one = ITEM(const struct file_ref, f->files, i);

		area_printf(content, content.rows - below + 1 + i, 1, -1, STYLE_TEXT, "%s %s   %s", tr("File"), one->name,
			format_size(size, (uint64_t)one->size, i18n_get()));
	}
}

/* ---- a screen that is a form ---- */

void filling_screen_close(void *st)
{
	filling_finish(st);
}

bool filling_screen_text(void *st, const struct key *k)
{
	return filling_text(st, k);
}

bool filling_screen_typing(void *st)
{
	(void)st;
	return true;
}

void filling_screen_event(void *st, const struct event *ev)
{
	filling_event(st, ev);
}

const char *filling_screen_notice(void *st)
{
	return filling_notice(st);
}
