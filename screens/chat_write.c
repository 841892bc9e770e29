#include "chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/attach.h"
#include "base/alloc.h"
#include "text/format.h"
#include "text/utf8.h"
#include "text/wrap.h"

/* The line one writes in: the draft of the thread, what it answers, its files; sending. */
#define SAVE_AFTER_MS 150
#define ROWS_MAX 6
#define PROMPT_COLS 2

void chat_write_init(struct chat *c)
{
	c->edit = edit_create(EDIT_MULTILINE, (size_t)entity_field(&entity_message, "text")->max);
	c->saved = edit_changes(c->edit);
	c->turn = app_turn(c->app);
	c->offered = -1;
	arena_init(&c->attached);
	chat_restore(c);
}

void chat_write_finish(struct chat *c)
{
	if (!c->edit) {
		return;
	}
	attach_stop(c->app, c);
	chat_save(c);
	if (c->save_timer) {
		app_timer_cancel(c->app, c->save_timer);
	}
	edit_destroy(c->edit);
	c->edit = NULL;
	guard_finish(&c->guard);
	arena_finish(&c->attached);
	free(c->why);
}

/* ---- the draft ---- */

void chat_save(struct chat *c)
{
	struct talk_draft d = {edit_text(c->edit), c->reply, c->change, c->files};
	struct err e = ERR_NONE;

	if ((c->saved == edit_changes(c->edit) && !c->touched) || c->turn != app_turn(c->app)) {
		return;
	}
	if (talk_draft_save(app_store(c->app), c->deal, &d, &e)) {
		app_fail(c->app, &e, tr("The draft could not be saved."), tr("What you typed is still on the screen."));
		return;
	}
	c->saved = edit_changes(c->edit);
	c->touched = false;
}

static void save_later(void *arg)
{
	struct chat *c = arg;

	c->save_timer = 0;
	chat_save(c);
}

static void look(struct chat *c)
{
	guard_begin(&c->guard);
	guard_text(&c->guard, N_("Message"), edit_text(c->edit));
	for (size_t i = 0; i < c->files.n; i++) {
		guard_text(&c->guard, N_("Files"), ITEM(const struct file_ref, c->files, i)->name);
	}
	guard_end(&c->guard);
	guard_mark(&c->guard, c->edit);
}

/* What another window of this account wrote, or what was taken back; where nothing was typed meanwhile. */
void chat_restore(struct chat *c)
{
	struct talk_draft d;

	if (c->saved != edit_changes(c->edit) || c->touched || c->turn != app_turn(c->app)) {
		return;
	}
	talk_draft_load(app_store(c->app), c->deal, &c->attached, &d);
	if (strcmp(edit_text(c->edit), d.text) != 0) {
		edit_set(c->edit, d.text);
	}
	snprintf(c->reply, sizeof(c->reply), "%s", d.reply);
	snprintf(c->change, sizeof(c->change), "%s", d.change);
	c->files = d.files;
	c->saved = edit_changes(c->edit);
	look(c);
}

static void changed(struct chat *c)
{
	look(c);
	if (!c->save_timer && (c->touched || c->saved != edit_changes(c->edit))) {
		c->save_timer = app_timer(c->app, SAVE_AFTER_MS, save_later, c);
	}
	app_dirty(c->app);
}

static void clear(struct chat *c)
{
	edit_set(c->edit, "");
	c->reply[0] = c->change[0] = '\0';
	c->files = (struct items){0};
	c->saved = edit_changes(c->edit);
	c->touched = false;
	look(c);
}

/* ---- what it answers, what it changes ---- */

void chat_write(struct chat *c)
{
	struct err e = ERR_NONE;

	if (app_read_only(c->app)) {
		app_say(c->app, STYLE_BAD, "%s", tr("fettle was started read-only: nothing is changed."));
	} else if (c->row.thread && app_me(c->app) && thread_may_write(app_me(c->app), c->row.thread, &e) && !edit_len(c->edit)) {
		app_fail(c->app, &e, tr("Nothing can be written here now."), NULL);
	} else {
		c->writing = true;
		app_dirty(c->app);
	}
}

void chat_reply(struct chat *c, const char *message)
{
	snprintf(c->reply, sizeof(c->reply), "%s", message);
	c->change[0] = '\0';
	c->touched = true;
	chat_write(c);
	changed(c);
}

void chat_change(struct chat *c, const char *message)
{
	struct talk_item it;
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	if (!talk_item(&c->talk, message, &a, &it) || !app_me(c->app)) {
		app_say(c->app, STYLE_TEXT, "%s", tr("Choose something first."));
	} else if (!it.m->number) {
		app_say(c->app, STYLE_TEXT, "%s", tr("It is not sent yet: take it back to change it."));
	} else if (message_may_edit(app_me(c->app), it.m, app_now(c->app), &e)) {
		app_fail(c->app, &e, tr("This cannot be changed."), NULL);
	} else if (edit_len(c->edit) && strcmp(c->change, message) != 0) {
		app_say(c->app, STYLE_TEXT, "%s", tr("Something is being written already: send it first, or clear it."));
	} else {
		snprintf(c->change, sizeof(c->change), "%s", message);
		c->reply[0] = '\0';
		if (!edit_len(c->edit)) {
			edit_set(c->edit, talk_body(&it, &a));
		}
		c->touched = true;
		chat_write(c);
		changed(c);
	}
	arena_finish(&a);
}

/* True when there was something to let go of. */
static bool let_go(struct chat *c)
{
	if (!*c->reply && !*c->change) {
		return false;
	}
	c->reply[0] = c->change[0] = '\0';
	c->touched = true;
	changed(c);
	return true;
}

/* ---- naming people ---- */

/* The "@..." before the cursor: where it begins, -1 none. */
static int at_sign(struct chat *c)
{
	const char *s = edit_text(c->edit);
	size_t cur = edit_cursor(c->edit), i = cur;

	while (i > 0 && cur - i < 120 && s[i - 1] != '\n') {
		i--;
		if (s[i] == '@' && (i == 0 || s[i - 1] == ' ' || s[i - 1] == '\n')) {
			return (int)i;
		}
	}
	return -1;
}

/* Those whose name begins with what stands behind the sign. */
static int matching(struct chat *c, const char *prefix, struct arena *a, const char **out, int max)
{
	struct person *all;
	struct str want = STR_INIT;
	int n = store_people(app_store(c->app), c->talk.thread, a, &all), got = 0;

	utf8_fold(&want, prefix, strlen(prefix));
	for (int i = 0; i < n && got < max; i++) {
		struct str name = STR_INIT;

		utf8_fold(&name, all[i].name, strlen(all[i].name));
		if (*all[i].name && starts_with(str_c(&name), str_c(&want))) {
			out[got++] = all[i].name;
		}
		str_finish(&name);
	}
	str_finish(&want);
	return got;
}

static bool complete(struct chat *c)
{
	int from = at_sign(c), n;
	const char *names[8];
	struct arena a;

	if (from < 0) {
		return false;
	}
	arena_init(&a);
	n = matching(c, arena_strndup(&a, edit_text(c->edit) + from + 1, edit_cursor(c->edit) - (size_t)from - 1), &a, names, 8);
	if (n > 0) {
		edit_replace(c->edit, (size_t)from, edit_cursor(c->edit), arena_printf(&a, "@%s ", names[0]));
		changed(c);
	}
	arena_finish(&a);
	return n > 0;
}

static void offers(struct chat *c)
{
	int from = at_sign(c), n;
	const char *names[6];
	struct str b = STR_INIT;
	struct arena a;

	if (from < 0) {
		return;
	}
	arena_init(&a);
	n = matching(c, arena_strndup(&a, edit_text(c->edit) + from + 1, edit_cursor(c->edit) - (size_t)from - 1), &a, names, 6);
	for (int i = 0; i < n; i++) {
		str_addf(&b, "%s@%s", i ? "   " : "", names[i]);
	}
	if (n) {
		/* TR: people who can be named: "@Kim Minji   @Lee Jiho" */
		snprintf(c->notice, sizeof(c->notice), tr("%s   Tab names the first"), str_c(&b));
	}
	str_finish(&b);
	arena_finish(&a);
}

const char *chat_write_notice(struct chat *c)
{
	c->notice[0] = '\0';
	if (guard_hits(&c->guard)) {
		return guard_line(&c->guard, edit_text(c->edit));
	}
	offers(c);
	return c->notice;
}

/* ---- sending ---- */

/* Enter on an empty line: what is held goes out now. */
static void hurry(struct chat *c)
{
	bool any = false;

	for (size_t i = 0; i < c->talk.npending; i++) {
		if (c->talk.pending[i].state == INTENT_HELD) {
			any = true;
		}
	}
	if (any) {
		app_send_held(c->app, c->talk.thread);
	}
}

static void send(struct chat *c, bool now, const char *why);

static void asked(void *arg, const char *why)
{
	if (why) {
		send(arg, false, why);
	}
}

static int send_change(struct chat *c, struct act *act, struct err *e)
{
	return act_message_edit(act, c->change, edit_text(c->edit), e);
}

static int send_message(struct chat *c, struct act *act, bool now, struct err *e)
{
	char id[ULID_SIZE];
	struct message *m;
	struct arena a;
	int r;

	arena_init(&a);
	m = entity_new(&entity_message, &a);
	m->id = ulid_make(id);
	m->thread = c->talk.thread;
	m->text = edit_text(c->edit);
	m->reply_to = c->reply;
	if (*c->reply) {
		const struct message *to = store_get(app_store(c->app), KIND_MESSAGE, c->reply, &a, NULL);

		/* an answer to what was said about a note belongs to the note */
		m->note = to ? to->note : "";
	}
	m->files = c->files;
	act->hold = !now;
	r = act_message_send(act, m, e);
	arena_finish(&a);
	return r;
}

static void send(struct chat *c, bool now, const char *why)
{
	struct act act = {.store = app_store(c->app), .now = app_now(c->app), .contact_reason = why};
	struct err e = ERR_NONE;
	bool change = *c->change;

	if (!edit_len(c->edit) && !c->files.n) {
		hurry(c);
		return;
	}
	chat_save(c);
	if (attach_waits(c->app, c) || guard_asks(&c->guard, c->app, why, asked, c)) {
		return;
	}
	if (change ? send_change(c, &act, &e) : send_message(c, &act, now, &e)) {
		app_fail(c->app, &e, tr("The message was not sent."), tr("The text is kept as a draft."));
		return;
	}
	clear(c);
	if (change) {
		store_draft_drop(app_store(c->app), "message", c->deal, NULL);
	} else if (!now) {
		app_held(c->app, act.id, tr("The message goes out"));
	}
	flow_last(c->flow);
	app_dirty(c->app);
}

/* ---- keys and verbs ---- */

bool chat_text(struct chat *c, const struct key *k)
{
	bool page = k->kind == KEYK_NAMED && !k->mods && (k->name == KEYN_PGUP || k->name == KEYN_PGDN);

	if (!c->writing) {
		return false;
	}
	c->offered = -1;
	if (page) {
		flow_page(c->flow, k->name == KEYN_PGUP ? -1 : 1, false);
		app_dirty(c->app);
		return true;
	}
	if (!edit_key(c->edit, k)) {
		if (k->kind == KEYK_NAMED && k->name == KEYN_UP) {
			c->writing = false;
			app_dirty(c->app);
			return true;
		}
		return false;
	}
	changed(c);
	return true;
}

static void attached(void *owner, const struct file_ref *file)
{
	struct chat *c = owner;
	struct err e = ERR_NONE;

	if (!file) {
		return;
	}
	if (attach_put(&c->files, file, &c->attached, &e)) {
		app_fail(c->app, &e, tr("The file was not attached."), NULL);
		return;
	}
	c->touched = true;
	changed(c);
}

static void attach(struct chat *c, const char *path)
{
	chat_write(c);
	attach_start(c->app, path, attached, c);
}

static void detach(struct chat *c, const char *name)
{
	if (!detach_file(&c->files, name)) {
		app_say(c->app, STYLE_BAD, "%s", tr("There is no such file here; name its number or its name."));
		return;
	}
	c->touched = true;
	changed(c);
}

static void edited(void *arg, const char *text)
{
	struct chat *c = arg;

	if (text) {
		edit_set(c->edit, text);
		c->touched = true;
		changed(c);
	}
}

/* u: a message that is still held, else what was typed. */
static enum handled undo(struct chat *c, bool redo)
{
	chat_save(c);
	for (size_t i = 0; !redo && i < c->talk.npending; i++) {
		if (c->talk.pending[i].state == INTENT_HELD) {
			return IGNORED;
		}
	}
	if (!c->writing) {
		return IGNORED;
	}
	(void)(redo ? edit_redo(c->edit) : edit_undo(c->edit));
	changed(c);
	return HANDLED;
}

enum handled chat_write_verb(struct chat *c, const struct verb_call *call)
{
	switch (call->id) {
	case VERB_CHAT_SEND: send(c, call_flag(call, "--now"), call_arg(call, "--contact-reason")); break;
	case VERB_CHAT_NEWLINE:
		chat_write(c);
		edit_insert(c->edit, "\n", 1);
		changed(c);
		break;
	case VERB_PANE_NEXT:
	case VERB_PANE_PREV:
		if (!c->writing) {
			chat_write(c);
		} else if (!complete(c)) {
			c->writing = false;
		}
		break;
	case VERB_FORM_ATTACH: attach(c, call_arg(call, "PATH")); break;
	case VERB_FORM_DETACH: detach(c, call_arg(call, "NAME")); break;
	case VERB_FORM_SEND: send(c, false, NULL); break;
	case VERB_EDITOR:
		chat_save(c);
		app_editor(c->app, "message", edit_text(c->edit), (size_t)entity_field(&entity_message, "text")->max, edited, c);
		break;
	case VERB_UNDO: return undo(c, false);
	case VERB_REDO: return undo(c, true);
	case VERB_BACK:
		if (!c->writing) {
			return IGNORED;
		}
		if (!let_go(c)) {
			c->writing = false;
		}
		break;
	default: return IGNORED;
	}
	app_dirty(c->app);
	return HANDLED;
}

/* ---- drawing ---- */

/* What it answers or changes, and its files, in a line above it. */
static const char *context(struct chat *c, struct arena *a)
{
	struct str b = STR_INIT;
	struct show s = chat_show(c, a);
	struct talk_item it;
	char size[FORMAT_SIZE];
	const char *out;

	if (*c->change) {
		str_add(&b, tr("changing your message"));
	} else if (*c->reply && talk_item(&c->talk, c->reply, a, &it)) {
		str_addf(&b, tr("answer to %s: %s"), *it.m->author_name ? it.m->author_name : tr("Support desk"), talk_line(&s, &it));
	}
	for (size_t i = 0; i < c->files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, c->files, i);

		str_addf(&b, "%s%s %s", b.len ? "   " : "", f->name, format_size(size, (uint64_t)f->size, i18n_get()));
	}
	out = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return out;
}

int chat_write_rows(struct chat *c, int rows, int cols)
{
	const char *s = edit_text(c->edit);
	int most = rows / 3 < ROWS_MAX ? rows / 3 : ROWS_MAX;
	struct wrap w;
	struct wrap_line l;
	int n = 0;

	/* as many as the text needs, a cell for the cursor behind it */
	wrap_init(&w, s, edit_len(c->edit), (size_t)(cols > PROMPT_COLS + 2 ? cols - PROMPT_COLS - 1 : 1), 1);
	w.keep = true;
	while (n < most && wrap_next(&w, &l)) {
		n++;
	}
	return (n > 0 ? n : 1) + (*c->reply || *c->change || c->files.n ? 1 : 0);
}

void chat_write_draw(struct chat *c, struct area a)
{
	struct arena tmp;
	const char *above;
	int row = 0;
	struct area line;

	arena_init(&tmp);
	above = *c->reply || *c->change || c->files.n ? context(c, &tmp) : "";
	if (*c->reply || *c->change || c->files.n) {
		area_text(a, row++, 2, a.cols - 3, STYLE_NOTE, above);
	}
	area_text(a, row, 0, 1, c->writing ? STYLE_CURSOR : STYLE_DIM, ">");
	line = area_part(a, row, PROMPT_COLS, a.rows - row, a.cols - PROMPT_COLS - 1);
	edit_draw(c->edit, line, STYLE_INPUT, c->writing);
	if (!edit_len(c->edit)) {
		area_text(line, 0, 1, -1, STYLE_DIM, tr(c->writing ? N_("Write a message") : N_("i writes a message")));
	}
	arena_finish(&tmp);
}
