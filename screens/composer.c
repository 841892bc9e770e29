#include "composer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "app/attach.h"
#include "app/screens.h"
#include "base/alloc.h"

/*
 * The quote composer: cells in rows. Tab and arrows choose a cell; Enter, i or the first
 * character of a number writes in it; Tab goes on writing in the next. Totals follow each
 * key. All texts live in a struct quote_draft, saved shortly after each change.
 */
const struct slot_info slot_info[SLOT_KINDS] = {
	[SLOT_VALID] = {"valid_days", N_("Valid, days"), &entity_quote_draft, false, false},
	[SLOT_LEAD] = {"lead_days", N_("Lead time, work days"), &entity_quote_draft, false, false},
	[SLOT_TEXT] = {"text", N_("Item"), &entity_draft_line, true, false},
	[SLOT_QTY] = {"qty", N_("Qty"), &entity_draft_line, true, true},
	[SLOT_SETUP] = {"setup", N_("Setup"), &entity_draft_line, true, true},
	[SLOT_UNIT] = {"unit", N_("Unit price"), &entity_draft_line, true, true},
	[SLOT_DISCOUNT] = {"discount", N_("Discount"), &entity_quote_draft, false, false},
	[SLOT_DISCOUNT_NOTE] = {"discount_note", N_("Discount for"), &entity_quote_draft, false, false},
	[SLOT_TAX] = {"tax", N_("Tax"), &entity_quote_draft, false, false},
	[SLOT_TERMS] = {"terms", N_("Terms"), &entity_quote_draft, false, false},
	[SLOT_NOTE] = {"note", N_("Note"), &entity_quote_draft, false, false},
};

#define UNDO_MAX 100
#define SAVE_AFTER_MS 150

/* ---- the draft behind the cells ---- */

const struct field *slot_field(struct slot s)
{
	return entity_field(slot_info[s.kind].entity, slot_info[s.kind].field);
}

void *slot_object(struct composer *c, struct slot s)
{
	return slot_info[s.kind].line ? (void *)ITEM(struct draft_line, c->d->lines, s.line) : (void *)c->d;
}

const char *slot_text(struct composer *c, struct slot s)
{
	bool here = c->edit && s.kind == c->at.kind && s.line == c->at.line;

	return here ? edit_text(c->edit) : field_text(slot_field(s), slot_object(c, s));
}

static void save(struct composer *c)
{
	struct err e = ERR_NONE;

	if (!c->dirty || c->sent || c->turn != app_turn(c->app)) {
		return;
	}
	if (draft_save(app_store(c->app), c->d, &e)) {
		app_fail(c->app, &e, tr("The draft could not be saved."), tr("What you typed is still on the screen."));
		return;
	}
	c->dirty = false;
}

static void take_text(struct composer *c)
{
	if (c->edit && strcmp(edit_text(c->edit), field_text(slot_field(c->at), slot_object(c, c->at))) != 0) {
		field_set_text(slot_field(c->at), slot_object(c, c->at), edit_text(c->edit), &c->arena);
		c->dirty = true;
	}
}

static void save_later(void *arg)
{
	struct composer *c = arg;

	c->timer = 0;
	take_text(c);
	save(c);
	app_dirty(c->app);
}

static void look_at(void *arg, const struct contact_text *t)
{
	struct composer *c = arg;
	bool here = c->edit && t->field == slot_field(c->at) && t->obj == slot_object(c, c->at);

	guard_text(&c->guard, guard_label(t), here ? edit_text(c->edit) : t->text);
}

static void look(struct composer *c)
{
	guard_begin(&c->guard);
	contact_texts(&entity_quote_draft, c->d, look_at, c);
	guard_end(&c->guard);
	if (c->edit) {
		guard_mark(&c->guard, c->edit);
	}
}

static void touched(struct composer *c)
{
	look(c);
	if (!c->timer) {
		c->timer = app_timer(c->app, SAVE_AFTER_MS, save_later, c);
	}
	app_dirty(c->app);
}

/* What was remembered for a change that did not come is no step of undo. */
static void forget_step(struct composer *c)
{
	if (c->undo.n && !c->undone && draft_same(c->undo.v[c->undo.n - 1], c->d)) {
		c->undo.n--;
	}
}

/* Remembers the draft as it is before a change. */
static void remember(struct composer *c)
{
	struct quote_draft *copy = entity_copy(&entity_quote_draft, c->d, &c->arena);

	c->undo.n -= c->undone;
	c->undone = 0;
	if (c->undo.n == UNDO_MAX) {
		vec_remove(&c->undo, 0);
	}
	*vec_add(&c->undo) = copy;
}

static void clamp(struct composer *c)
{
	if (c->at.line >= (int)c->d->lines.n) {
		c->at.line = (int)c->d->lines.n - 1;
	}
	if (c->at.line < 0) {
		c->at = (struct slot){SLOT_VALID, 0};
	}
}

static void undo(struct composer *c, bool redo)
{
	struct quote_draft *other;
	size_t i;

	if (redo ? !c->undone : c->undo.n == c->undone) {
		app_say(c->app, STYLE_TEXT, "%s", tr(redo ? N_("Nothing to do again.") : N_("Nothing to undo.")));
		return;
	}
	/* the entry changes places with what is on the screen */
	i = c->undo.n - c->undone - !redo;
	other = c->undo.v[i];
	c->undo.v[i] = c->d;
	c->d = other;
	c->undone += redo ? (size_t)-1 : 1;
	c->dirty = true;
	clamp(c);
	touched(c);
}

/* ---- choosing and writing ---- */

static void stop_writing(struct composer *c)
{
	if (!c->edit) {
		return;
	}
	if (strcmp(edit_text(c->edit), field_text(slot_field(c->at), slot_object(c, c->at))) != 0) {
		take_text(c);
	}
	edit_destroy(c->edit);
	c->edit = NULL;
	c->fresh = false;
	forget_step(c);
	touched(c);
}

static bool is_number(struct slot s)
{
	return s.kind != SLOT_TEXT && s.kind != SLOT_DISCOUNT_NOTE && s.kind != SLOT_TERMS && s.kind != SLOT_NOTE;
}

static void write_here(struct composer *c, const struct key *first)
{
	bool many = slot_field(c->at)->type == FIELD_LONG;

	if (c->edit) {
		return;
	}
	remember(c);
	c->edit = edit_create(many ? EDIT_MULTILINE : 0, (size_t)slot_field(c->at)->max);
	/* a number that is typed replaces the one there; a text is added to */
	edit_set(c->edit, first && is_number(c->at) ? "" : field_text(slot_field(c->at), slot_object(c, c->at)));
	if (first) {
		edit_key(c->edit, first);
	}
	look(c);
	app_dirty(c->app);
}

/* All cells in reading order. */
static int all_slots(struct composer *c, struct slot *out)
{
	int n = 0;

	out[n++] = (struct slot){SLOT_VALID, 0};
	out[n++] = (struct slot){SLOT_LEAD, 0};
	for (int i = 0; i < (int)c->d->lines.n; i++) {
		for (int k = SLOT_TEXT; k <= SLOT_UNIT; k++) {
			out[n++] = (struct slot){(enum slot_kind)k, i};
		}
	}
	for (int k = SLOT_DISCOUNT; k < SLOT_KINDS; k++) {
		out[n++] = (struct slot){(enum slot_kind)k, 0};
	}
	return n;
}

#define SLOTS_MAX (4 * 100 + SLOT_KINDS)

static void step(struct composer *c, int by)
{
	struct slot all[SLOTS_MAX];
	int n = all_slots(c, all), i = 0;
	bool writing = c->edit != NULL;

	stop_writing(c);
	while (i < n && (all[i].kind != c->at.kind || (slot_info[c->at.kind].line && all[i].line != c->at.line))) {
		i++;
	}
	c->at = all[((i + by) % n + n) % n];
	if (writing) {
		write_here(c, NULL);
		c->fresh = is_number(c->at); /* as in any sheet of cells */
	}
	app_dirty(c->app);
}

/* Rows of cells, from the top: terms of time, the lines, discount, tax, terms, note. */
static int row_of(struct composer *c, struct slot s)
{
	int lines = (int)c->d->lines.n;

	switch (s.kind) {
	case SLOT_VALID:
	case SLOT_LEAD: return 0;
	case SLOT_TEXT:
	case SLOT_QTY:
	case SLOT_SETUP:
	case SLOT_UNIT: return 1 + s.line;
	case SLOT_DISCOUNT:
	case SLOT_DISCOUNT_NOTE: return 1 + lines;
	case SLOT_TAX: return 2 + lines;
	case SLOT_TERMS: return 3 + lines;
	default: return 4 + lines;
	}
}

static void move_rows(struct composer *c, int by)
{
	int lines = (int)c->d->lines.n, row = row_of(c, c->at) + by, last = 4 + lines;
	static const enum slot_kind below[] = {SLOT_DISCOUNT, SLOT_TAX, SLOT_TERMS, SLOT_NOTE};

	row = row < 0 ? 0 : row > last ? last : row;
	if (row == 0) {
		c->at = (struct slot){SLOT_VALID, 0};
	} else if (row <= lines) {
		c->at = (struct slot){slot_info[c->at.kind].line ? c->at.kind : SLOT_UNIT, row - 1};
	} else {
		c->at = (struct slot){below[row - lines - 1], 0};
	}
	app_dirty(c->app);
}

static void add_line(struct composer *c, bool price_break)
{
	struct items rest, *lines = &c->d->lines;
	int after = slot_info[c->at.kind].line ? c->at.line + 1 : (int)lines->n;
	struct draft_line *l;

	stop_writing(c);
	if (lines->n >= (size_t)entity_field(&entity_quote_draft, "lines")->max) {
		app_say(c->app, STYLE_BAD, "%s", tr("There is no room for more lines."));
		return;
	}
	remember(c);
	rest = c->d->lines;
	/* a line of one's own, not between an item and its price breaks */
	while (!price_break && after < (int)rest.n && ITEM(struct draft_line, rest, after)->kind == LINE_PRICE_BREAK) {
		after++;
	}
	items_add(&entity_draft_line, lines, &c->arena);
	for (int i = (int)rest.n; i > after; i--) {
		*ITEM(struct draft_line, *lines, i) = *ITEM(struct draft_line, *lines, i - 1);
	}
	l = ITEM(struct draft_line, *lines, after);
	*l = (struct draft_line){.kind = price_break ? LINE_PRICE_BREAK : LINE_ITEM, .text = "", .qty = "", .setup = "", .unit = ""};
	if (!price_break && after) {
		l->qty = ITEM(struct draft_line, *lines, 0)->qty;
	}
	c->at = (struct slot){price_break ? SLOT_QTY : SLOT_TEXT, after};
	c->dirty = true;
	touched(c);
	write_here(c, NULL);
}

static void drop_line(struct composer *c, const char *which)
{
	long long n = c->at.line + 1;

	stop_writing(c);
	/* 0: the one under the cursor */
	if (strcmp(which, "0") != 0) {
		n = parse_i64(which, &n) ? n : 0;
	} else if (!slot_info[c->at.kind].line) {
		n = 0;
	}
	if (n < 1 || n > (long long)c->d->lines.n) {
		app_say(c->app, STYLE_BAD, "%s", tr("There is no such line."));
		return;
	}
	remember(c);
	items_remove(&entity_draft_line, &c->d->lines, (size_t)n - 1);
	app_say(c->app, STYLE_TEXT, "%s", tr("The line is gone; u brings it back."));
	c->dirty = true;
	clamp(c);
	touched(c);
}

/* ---- sending ---- */

/* Goes to the cell an error names: "lines[1].unit", "lead_days". */
static void go_to_fault(struct composer *c, const char *field)
{
	const char *dot = strchr(field, '.');
	int line = starts_with(field, "lines[") ? (int)strtol(field + strlen("lines["), NULL, 10) : 0;

	field = dot ? dot + 1 : field;
	for (int k = 0; k < SLOT_KINDS; k++) {
		if (!strcmp(slot_info[k].field, field)) {
			c->at = (struct slot){(enum slot_kind)k, line};
			clamp(c);
			return;
		}
	}
	c->at = (struct slot){SLOT_UNIT, 0};
	clamp(c);
}

static enum handled send(struct composer *c, bool now, const char *why);

static void asked(void *arg, const char *why)
{
	struct composer *c = arg;

	if (why && send(c, c->now, why) == HANDLED_POP) {
		app_close_screen(c->app, c);
	}
}

/* What cannot be sent yet is not worth a question. */
static bool asks(struct composer *c, bool now, const char *why)
{
	struct arena tmp;
	struct quote *q;
	bool asking;

	arena_init(&tmp);
	asking = !quote_draft_read(c->d, c->rfq, true, &tmp, &q, NULL) && guard_asks(&c->guard, c->app, why, asked, c);
	arena_finish(&tmp);
	c->now = now;
	return asking;
}

static enum handled send(struct composer *c, bool now, const char *why)
{
	struct act act = {.store = app_store(c->app), .now = app_now(c->app), .hold = !now, .contact_reason = why};
	struct err e = ERR_NONE;

	stop_writing(c);
	c->dirty = true;
	save(c);
	if (attach_waits(c->app, c) || asks(c, now, why)) {
		return HANDLED;
	}
	if (act_quote_send(&act, c->d, &e)) {
		app_fail(c->app, &e, tr("The quote was not sent."), tr("It is kept as a draft."));
		go_to_fault(c, e.field);
		app_dirty(c->app);
		return HANDLED;
	}
	c->sent = true;
	if (now) {
		app_say(c->app, STYLE_TEXT, "%s", tr("The quote is on its way."));
	} else {
		/* TR: "Quote v3 goes to Hanbit Robotics", followed by " in 8 s" */
		app_held(c->app, act.id, arena_printf(&c->arena, tr("Quote v%lld goes to %s"), (long long)c->d->version,
			c->rfq->customer_name));
	}
	return HANDLED_POP;
}

static void discard(void *arg)
{
	struct composer *c = arg;

	draft_drop(app_store(c->app), c->rfq->id, NULL);
	c->sent = true;
	app_say(c->app, STYLE_TEXT, "%s", tr("The draft is thrown away."));
	app_close_screen(c->app, c);
}

static void take_from(struct composer *c, const char *word)
{
	struct err e = ERR_NONE;
	const struct quote *q = find_quote(app_store(c->app), word, &c->arena, &e);
	struct quote_draft *from;

	if (!q) {
		app_fail(c->app, &e, tr("Nothing was copied."), NULL);
		return;
	}
	stop_writing(c);
	remember(c);
	from = quote_draft_from(q, c->rfq, c->d->id, &c->arena);
	from->version = c->d->version;
	from->files = c->d->files;
	c->d = from;
	c->at = (struct slot){SLOT_UNIT, 0};
	clamp(c);
	c->dirty = true;
	touched(c);
}

static void copy_done(void *arg, const char *text)
{
	if (text && *text) {
		take_from(arg, text);
	}
}

static void attached(void *owner, const struct file_ref *f)
{
	struct composer *c = owner;
	struct err e = ERR_NONE;

	if (!f) {
		return;
	}
	remember(c);
	if (attach_put(&c->d->files, f, &c->arena, &e)) {
		app_fail(c->app, &e, tr("The file was not attached."), NULL);
		forget_step(c);
		return;
	}
	c->dirty = true;
	touched(c);
}

static void detach(struct composer *c, const char *name)
{
	remember(c);
	if (detach_file(&c->d->files, name)) {
		c->dirty = true;
		touched(c);
	} else {
		forget_step(c);
		app_say(c->app, STYLE_BAD, "%s", tr("There is no such file here; name its number or its name."));
	}
}

static void edited(void *arg, const char *text)
{
	struct composer *c = arg;

	if (text) {
		stop_writing(c);
		remember(c);
		field_set_text(slot_field(c->at), slot_object(c, c->at), text, &c->arena);
		c->dirty = true;
		touched(c);
	}
}

static void edit_outside(struct composer *c)
{
	take_text(c);
	save(c);
	app_editor(c->app, slot_info[c->at.kind].field, slot_text(c, c->at), (size_t)slot_field(c->at)->max, edited, c);
}

static void show_changes(struct composer *c)
{
	struct project_row row;
	struct arena tmp;
	struct quote *is;
	struct show s;

	stop_writing(c);
	c->compare = !c->compare;
	if (!c->compare) {
		return;
	}
	arena_init(&tmp);
	reading_clear(&c->changes);
	s = reading_show(&c->changes, &tmp);
	if (store_project(app_store(c->app), c->rfq->id, &tmp, &row) && row.quote) {
		quote_draft_read(c->d, c->rfq, false, &tmp, &is, NULL);
		show_diff(&s, row.quote, is);
	} else {
		app_say(c->app, STYLE_TEXT, "%s", tr("This is the first version."));
		c->compare = false;
	}
	arena_finish(&tmp);
}

/* ---- the screen ---- */

static int may_quote(struct app *app, const char *rfq, struct err *e)
{
	struct project_row row;
	struct arena a;
	int r;

	arena_init(&a);
	if (!app_me(app)) {
		r = err_set(e, ERR_UNAUTHORIZED, "%s", "");
	} else if (!store_project(app_store(app), rfq, &a, &row)) {
		r = err_set(e, ERR_NOT_FOUND, "%s", "");
	} else {
		r = deal_may(app_me(app), row.rfq, row.deal, ACT_QUOTE, app_now(app), NULL, e);
	}
	arena_finish(&a);
	return r;
}

/* arg: the RFQ's id, and perhaps a blank and the quote to start from. */
static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct composer *c = st;
	char rfq[ULID_SIZE];
	const char *from = strchr(arg, ' ');

	c->app = app;
	c->turn = app_turn(app);
	snprintf(rfq, sizeof(rfq), "%.*s", (int)strcspn(arg, " "), arg);
	if (may_quote(app, rfq, e) && !app_drafted(app, "quote", rfq, e)) {
		return -1;
	}
	arena_init(&c->arena);
	reading_init(&c->changes, app);
	c->d = draft_begin(app_store(app), rfq, NULL, &c->arena, e);
	c->rfq = c->d ? store_get(app_store(app), KIND_RFQ, rfq, &c->arena, e) : NULL;
	if (!c->rfq) {
		return -1;
	}
	c->at = (struct slot){SLOT_UNIT, 0};
	clamp(c);
	if (from) {
		take_from(c, from + 1); /* a draft there was is one undo away */
	}
	look(c);
	return 0;
}

static void close_(void *st)
{
	struct composer *c = st;

	attach_stop(c->app, c);
	if (c->d) {
		stop_writing(c);
		save(c);
	}
	if (c->timer) {
		app_timer_cancel(c->app, c->timer);
	}
	vec_finish(&c->undo);
	guard_finish(&c->guard);
	if (c->app && c->changes.pager) {
		reading_finish(&c->changes);
		arena_finish(&c->arena);
	}
}

static void draw(void *st, struct area view, struct area content)
{
	struct composer *c = st;

	area_printf(view, 0, 1, -1, STYLE_BOLD, tr("Quote v%lld for %s   RFQ %lld %s   %s"), (long long)c->d->version,
		c->rfq->customer_name, (long long)c->rfq->number, c->rfq->title, c->d->currency);
	if (c->compare) {
		reading_draw(&c->changes, content);
		return;
	}
	composer_draw(c, content);
}

static enum handled write_or_next(struct composer *c)
{
	if (c->edit) {
		stop_writing(c);
		move_rows(c, 1);
	} else {
		write_here(c, NULL);
	}
	return HANDLED;
}

static enum handled back(struct composer *c)
{
	if (c->compare) {
		c->compare = false;
		app_dirty(c->app);
		return HANDLED;
	}
	if (c->edit) {
		stop_writing(c);
		app_dirty(c->app);
		return HANDLED;
	}
	return HANDLED_POP;
}

static enum handled move(struct composer *c, const struct verb_call *call)
{
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN: break;
	case VERB_MOVE_UP: n = -n; break;
	case VERB_MOVE_PAGE_DOWN: n *= 10; break;
	case VERB_MOVE_PAGE_UP: n *= -10; break;
	case VERB_MOVE_FIRST: n = -SLOTS_MAX; break;
	case VERB_MOVE_LAST: n = SLOTS_MAX; break;
	default: return IGNORED;
	}
	stop_writing(c);
	move_rows(c, n);
	return HANDLED;
}

static enum handled on_lines(struct composer *c, const struct verb_call *call)
{
	if (call_arg(call, "--drop")) {
		drop_line(c, call_arg(call, "--drop"));
	} else {
		add_line(c, call_flag(call, "--break"));
	}
	return HANDLED;
}

static enum handled from_earlier(struct composer *c, const struct verb_call *call)
{
	if (call_arg(call, "QUOTE")) {
		take_from(c, call_arg(call, "QUOTE"));
	} else {
		app_ask(c->app, tr("Take lines and terms from RFQ: "), "", NULL, copy_done, c);
	}
	return HANDLED;
}

/* A verb that names another request than this one is not about this draft. */
static bool names_another(struct composer *c, const struct verb_call *call)
{
	const char *word = call->id == VERB_QUOTE_COPY ? NULL : call_arg(call, "QUOTE");
	const struct rfq *r;
	const char *of;
	struct arena a;
	bool other;

	if (!word) {
		return false;
	}
	arena_init(&a);
	of = store_rfq_of(app_store(c->app), word, &a);
	r = of && *of ? NULL : find_rfq(app_store(c->app), word, &a, NULL);
	other = strcmp(word, c->d->id) && strcmp(r ? r->id : of && *of ? of : "", c->rfq->id);
	arena_finish(&a);
	return other;
}

static const char *notice(void *st)
{
	struct composer *c = st;

	return c->compare ? "" : guard_line(&c->guard, slot_text(c, c->at));
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct composer *c = st;

	if ((verbs[call->id].flags & VF_PRICE) && call->id != VERB_QUOTE_NEW && call->id != VERB_QUOTE_COMPARE && names_another(c, call)) {
		app_say(c->app, STYLE_BAD, tr("%s: this draft is for RFQ %lld; open the other one first."), verbs[call->id].name,
			(long long)c->rfq->number);
		return HANDLED;
	}
	switch (call->id) {
	case VERB_BACK: return back(c);
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_OPEN: return write_or_next(c);
	case VERB_PANE_NEXT: step(c, 1); return HANDLED;
	case VERB_PANE_PREV: step(c, -1); return HANDLED;
	case VERB_QUOTE_LINE: return on_lines(c, call);
	case VERB_QUOTE_COPY: return from_earlier(c, call);
	case VERB_FORM_ATTACH:
	case VERB_QUOTE_ATTACH: attach_start(c->app, call_arg(call, "PATH"), attached, c); return HANDLED;
	case VERB_FORM_DETACH: detach(c, call_arg(call, "NAME")); return HANDLED;
	case VERB_FORM_SEND:
	case VERB_QUOTE_SEND: return send(c, call_flag(call, "--now"), call_arg(call, "--contact-reason"));
	case VERB_QUOTE_DISCARD: app_confirm(c->app, tr("Throw this draft away?"), discard, c); return HANDLED;
	case VERB_QUOTE_COMPARE:
		if (call_arg(call, "QUOTE")) {
			return IGNORED;
		}
		show_changes(c);
		app_dirty(c->app);
		return HANDLED;
	case VERB_UNDO: undo(c, false); return HANDLED;
	case VERB_REDO: undo(c, true); return HANDLED;
	case VERB_EDITOR: edit_outside(c); return HANDLED;
	default: return c->compare ? reading_verb(&c->changes, call) : move(c, call);
	}
}

static bool writes_itself(const struct composer *c, const struct key *k)
{
	bool plain = (k->kind == KEYK_CHAR && !k->mods) || k->kind == KEYK_PASTE;
	bool number = k->kind == KEYK_PASTE || (k->text[0] >= '0' && k->text[0] <= '9');

	return plain && (number || !strcmp(k->text, "i")) && !c->compare;
}

static bool text(void *st, const struct key *k)
{
	struct composer *c = st;

	if (c->edit && k->kind == KEYK_NAMED && k->name == KEYN_ENTER && slot_field(c->at)->type != FIELD_LONG) {
		write_or_next(c);
		return true;
	}
	if (c->edit && c->fresh && ((k->kind == KEYK_CHAR && !k->mods) || k->kind == KEYK_PASTE)) {
		edit_set(c->edit, "");
	}
	c->fresh = false;
	if (c->edit && edit_key(c->edit, k)) {
		c->dirty = true;
		touched(c);
		return true;
	}
	if (!c->edit && writes_itself(c, k)) {
		write_here(c, !strcmp(k->text, "i") && k->kind == KEYK_CHAR ? NULL : k);
		touched(c);
		return true;
	}
	return false;
}

static bool typing(void *st)
{
	return ((struct composer *)st)->edit != NULL;
}

/* The draft came back from the outbox, or another client wrote it: where nothing is being written here, it counts. */
static void take_newer(struct composer *c)
{
	struct quote_draft *d = c->dirty || c->edit || c->sent ? NULL : draft_load(app_store(c->app), c->rfq->id, &c->arena);

	if (d && !draft_same(d, c->d)) {
		remember(c);
		c->d = d;
		clamp(c);
		app_dirty(c->app);
	}
}

static void event(void *st, const struct event *ev)
{
	struct composer *c = st;
	const struct rfq *now;

	if (ev->what == EVENT_BULK || (ev->what == EVENT_ROW && ev->kind == KIND_RFQ && !strcmp(ev->id, c->rfq->id))) {
		now = store_get(app_store(c->app), KIND_RFQ, c->rfq->id, &c->arena, NULL);
		c->rfq = now ? now : c->rfq;
		app_dirty(c->app);
	}
	if (ev->what == EVENT_DRAFT && (!*ev->word || (!strcmp(ev->word, "quote") && !strcmp(ev->id, c->rfq->id)))) {
		take_newer(c);
	}
}

static const char *object(void *st)
{
	return ((struct composer *)st)->rfq->id;
}

static int hint(void *st, char *out, size_t n)
{
	struct composer *c = st;

	return snprintf(out, n, "%s", c->edit ? "pane.next quote.send editor back"
		: "quote.send quote.line editor quote.compare undo back");
}

const struct screen screen_composer = {
	.name = "composer",
	.scopes = "form",
	.title = N_("Quote"),
	.state_size = sizeof(struct composer),
	.open = open_,
	.close = close_,
	.draw = draw,
	.verb = verb,
	.text = text,
	.typing = typing,
	.event = event,
	.hint = hint,
	.notice = notice,
	.object = object,
};
