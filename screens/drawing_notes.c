#include "drawing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/cells.h"
#include "text/wrap.h"

/* Notes pinned to the sheet: pins, the list of them in one row, the thread of the chosen one beside the sheet. */

enum { SAVE_MS = 500 };

static bool is_mine(const struct drawing_screen *p, const struct note *n)
{
	const struct reader *me = app_me(p->app);

	return me && !strcmp(n->author, me->account);
}

static bool is_shown(const struct drawing_screen *p, const struct pin *pin)
{
	bool lost = !pin->here && pin->found.state >= ANCHOR_AMBIGUOUS;

	return p->show == NOTES_ALL || pin->waits || (p->show == NOTES_OPEN ? pin->note->state == NOTE_OPEN || lost : is_mine(p, pin->note));
}

const struct pin *drawing_note_chosen(const struct drawing_screen *p)
{
	for (size_t i = 0; *p->chosen && i < p->pins.n; i++) {
		if (!strcmp(p->pins.v[i].note->id, p->chosen)) {
			return &p->pins.v[i];
		}
	}
	return NULL;
}

int drawing_note_rows(const struct drawing_screen *p)
{
	return p->pins.n > 0;
}

int drawing_note_cols(const struct drawing_screen *p)
{
	int cols = p->cols * 2 / 5;

	return drawing_note_chosen(p) && p->cols >= 60 ? cols > 60 ? 60 : cols : 0;
}

/* ---- reading them ---- */

void drawing_notes_find(struct drawing_screen *p)
{
	bool old_there = p->old && sheet_state(p->old) == SHEET_READY && sheet_all_texts(p->old);
	bool old_comes = p->old && sheet_state(p->old) != SHEET_FAILED && !old_there;

	if (p->pins.n && sheet_all_texts(p->sheet) && !old_comes) {
		pins_find(&p->pins, sheet_index(p->sheet), old_there ? sheet_index(p->old) : NULL, p->old_hash);
		app_dirty(p->app);
		if (p->go && drawing_page(p)) {
			char id[ULID_SIZE];

			p->go = false;
			snprintf(id, sizeof(id), "%s", p->chosen);
			drawing_note_choose(p, id);
		}
	}
}

static void old_changed(void *arg)
{
	struct drawing_screen *p = arg;
	const struct drawing_info *info = p->old ? sheet_info(p->old) : NULL;

	for (size_t i = 0; info && i < info->npages && i < 32; i++) {
		sheet_want_texts(p->old, (int)i);
	}
	drawing_notes_find(p);
}

/* The revision that notes were made on, for its texts. */
static void open_old(struct drawing_screen *p)
{
	const char *hash = pins_other_file(&p->pins);
	const struct file_ref *f;
	struct arena a;

	if (!*hash || !strcmp(hash, p->old_hash)) {
		return;
	}
	sheet_close(p->old);
	p->old = NULL;
	snprintf(p->old_hash, sizeof(p->old_hash), "%s", hash);
	arena_init(&a);
	f = drawing_file(p, hash, &a);
	if (f) {
		p->old = sheet_open(p->app, &(struct sheet_source){.hash = hash, .size = f->size, .name = f->name}, old_changed, p);
		old_changed(p);
	}
	arena_finish(&a);
}

/* A chat may be long: not while drawing. */
static void read_said(struct drawing_screen *p)
{
	const struct pin *pin = drawing_note_chosen(p);
	struct talk t;

	arena_finish(&p->said_arena);
	arena_init(&p->said_arena);
	p->nsaid = 0;
	if (pin) {
		talk_init(&t, app_store(p->app), pin->note->thread);
		p->nsaid = pin_messages(&t, pin->note, p->said_ids, NOTE_SAID, &p->said_arena);
		talk_finish(&t);
	}
}

void drawing_notes_load(struct drawing_screen *p)
{
	if (!*p->object) {
		return;
	}
	pins_load(&p->pins, app_store(p->app), p->object, p->thread, p->hash);
	read_said(p);
	open_old(p);
	drawing_notes_find(p);
}

/* What is being written outlives a kill. */
static void save_typing(void *arg)
{
	struct drawing_screen *p = arg;
	struct err e = ERR_NONE;

	app_timer_cancel(p->app, p->typing_timer);
	p->typing_timer = 0;
	if (p->typing && pin_draft_save(app_store(p->app), p->hash, p->typing, &e)) {
		app_fail(p->app, &e, tr("The draft was not kept."), NULL);
	}
	free(p->typing);
	p->typing = NULL;
}

static void typing(void *arg, const char *text)
{
	struct drawing_screen *p = arg;

	free(p->typing);
	p->typing = xstrdup(text ? text : "");
	if (!p->typing_timer) {
		p->typing_timer = app_timer(p->app, SAVE_MS, save_typing, p);
	}
}

void drawing_notes_close(struct drawing_screen *p)
{
	sheet_close(p->old);
	pins_finish(&p->pins);
	arena_finish(&p->said_arena);
	arena_finish(&p->written_arena);
	guard_finish(&p->guard);
	save_typing(p);
}

/* ---- choosing ---- */

void drawing_note_choose(struct drawing_screen *p, const char *id)
{
	const struct pin *pin;

	snprintf(p->chosen, sizeof(p->chosen), "%s", id);
	pin = drawing_note_chosen(p);
	read_said(p);
	drawing_arrange(p);
	if (pin && drawing_page(p)) {
		drawing_page_to(p, pin->found.at.page - 1);
		drawing_to(p, (double)pin->found.at.x / 1000, (double)pin->found.at.y / 1000);
	}
	app_dirty(p->app);
}

static void step(struct drawing_screen *p, int by)
{
	int n = (int)p->pins.n, at = by > 0 ? -1 : n;

	for (int i = 0; i < n; i++) {
		at = !strcmp(p->pins.v[i].note->id, p->chosen) ? i : at;
	}
	for (int k = 0; k < n; k++) {
		at = ((at + by) % n + n) % n;
		if (is_shown(p, &p->pins.v[at])) {
			drawing_note_choose(p, p->pins.v[at].note->id);
			return;
		}
	}
	app_say(p->app, STYLE_TEXT, "%s", n ? tr("No note is shown by this filter.") : tr("There are no notes on this drawing."));
}

/* The pin under the cursor. */
static const struct pin *pin_here(const struct drawing_screen *p)
{
	double col, row, c, r;

	drawing_to_cell(&p->want, p->x, p->y, &col, &row);
	for (size_t i = 0; i < p->pins.n; i++) {
		const struct pin *pin = &p->pins.v[i];

		drawing_to_cell(&p->want, (double)pin->found.at.x / 1000, (double)pin->found.at.y / 1000, &c, &r);
		if (is_shown(p, pin) && pin->found.at.page == p->want.page + 1 && floor(r) == floor(row) && fabs(floor(c) - floor(col)) <= 1) {
			return pin;
		}
	}
	return NULL;
}

/* ---- acts ---- */

static struct act acting(struct drawing_screen *p, bool hold)
{
	return (struct act){.store = app_store(p->app), .now = app_now(p->app), .hold = hold};
}

/* In which thread a new note is: the one the drawing was opened from, else the only one. */
static bool find_thread_of(struct drawing_screen *p, char out[ULID_SIZE])
{
	struct thread_row row;
	struct deal **deals;
	struct arena a;
	int n, open = 0;

	snprintf(out, ULID_SIZE, "%s", p->thread);
	if (*out) {
		return true;
	}
	arena_init(&a);
	n = *p->object ? store_deals(app_store(p->app), p->object, &a, &deals, NULL) : 0;
	for (int i = 0; i < n; i++) {
		if (store_thread(app_store(p->app), deals[i]->id, app_now(p->app), &a, &row)) {
			snprintf(out, ULID_SIZE, "%s", deals[i]->id);
			open++;
		}
	}
	arena_finish(&a);
	if (open == 1) {
		return true;
	}
	app_say(p->app, STYLE_TEXT, "%s", !*p->object ? tr("A file of this machine has no notes: they belong to a chat.")
		: open ? tr("There are several chats: open the drawing from the one the note is for.") : tr("Notes are kept in a chat, and there is none yet."));
	return false;
}

/* Keeps what was typed until it is sent: a question may come between. */
static void keep_written(struct drawing_screen *p, const char *text, const struct anchor *an)
{
	struct arena a;

	arena_init(&a);
	p->written = arena_strdup(&a, text);
	p->answers = !an;
	if (an) {
		p->written_at = *an;
		p->written_at.exact = arena_strdup(&a, an->exact);
		p->written_at.prefix = arena_strdup(&a, an->prefix);
		p->written_at.suffix = arena_strdup(&a, an->suffix);
	}
	/* text and anchor may be those kept before */
	arena_finish(&p->written_arena);
	p->written_arena = a;
}

static void send_note(struct drawing_screen *p, struct act *act)
{
	char thread[ULID_SIZE];
	struct err e = ERR_NONE;

	if (!find_thread_of(p, thread)) {
		return;
	}
	/* a note that is taken back is a draft again */
	pin_draft_save(app_store(p->app), p->hash, p->written, NULL);
	if (pin_create(act, thread, p->hash, &p->written_at, p->written, &e)) {
		app_fail(p->app, &e, tr("The note was not sent."), NULL);
		return;
	}
	snprintf(p->said, sizeof(p->said), tr("Note at %s goes"), p->written_at.zone);
	app_held(p->app, act->id, p->said);
	p->stale = true;
}

static void send_answer(struct drawing_screen *p, struct act *act)
{
	const struct pin *pin = drawing_note_chosen(p);
	int number = pin ? (int)pin->note->number : 0;
	struct err e = ERR_NONE;

	if (!pin) {
		return;
	}
	if (pin_reply(act, pin->note, p->written, &e)) {
		app_fail(p->app, &e, tr("The answer was not sent."), NULL);
		return;
	}
	snprintf(p->said, sizeof(p->said), tr("Answer to note %d goes"), number);
	app_held(p->app, act->id, p->said);
}

static void typed(void *arg, const char *text);

/* why: the reason for a phone number or address in it; NULL: not asked for yet. */
static void send_written(struct drawing_screen *p, const char *why);

static void reason_given(void *arg, const char *why)
{
	struct drawing_screen *p = arg;

	if (why) {
		send_written(p, why);
	} else {
		app_ask(p->app, p->label, p->written, p->answers ? NULL : typing, typed, p);
	}
}

static void send_written(struct drawing_screen *p, const char *why)
{
	struct act act = acting(p, true);

	guard_begin(&p->guard);
	guard_text(&p->guard, N_("Note"), p->written);
	guard_end(&p->guard);
	if (guard_asks(&p->guard, p->app, why, reason_given, p)) {
		return;
	}
	act.contact_reason = why;
	(p->answers ? send_answer : send_note)(p, &act);
}

/* Written on the prompt row: where it belongs was kept when it began. */
static void typed(void *arg, const char *text)
{
	struct drawing_screen *p = arg;

	save_typing(p);
	if (text && *text) {
		keep_written(p, text, p->answers ? NULL : &p->written_at);
		send_written(p, NULL);
	}
}

static void anchor_here(const struct drawing_screen *p, struct arena *a, struct anchor *out)
{
	anchor_make(sheet_index(p->sheet), p->want.page + 1, llround(p->x * 1000), llround(p->y * 1000), a, out);
}

/* `C4 "R5" text`: moves the cursor to the zone, and to the text in it; answers what is left. */
static const char *go_where(struct drawing_screen *p, const char *s, struct arena *a)
{
	const char *space = strchr(s, ' '), *close;
	struct zone z;
	struct anchor an;

	if (space && !zone_parse(&p->zones, s, (size_t)(space - s), &z, NULL)) {
		struct box b = zone_box(&p->zones, z);

		drawing_to(p, (double)(b.x0 + b.x1) / 2000, (double)(b.y0 + b.y1) / 2000);
		s = space + 1;
	}
	close = *s == '"' ? strchr(s + 1, '"') : NULL;
	if (close && !anchor_make_at_text(sheet_index(p->sheet), p->want.page + 1, arena_strndup(a, s + 1, (size_t)(close - s - 1)), 0, a, &an)) {
		drawing_to(p, (double)an.x / 1000, (double)an.y / 1000);
	}
	s = close ? close + 1 : s;
	return s + strspn(s, " ");
}

static void new_note(struct drawing_screen *p, const char *text)
{
	char thread[ULID_SIZE];
	struct anchor an;
	struct arena a;

	if (!drawing_page(p) || !find_thread_of(p, thread)) {
		return;
	}
	arena_init(&a);
	text = text ? go_where(p, text, &a) : NULL;
	anchor_here(p, &a, &an);
	keep_written(p, text ? text : "", &an);
	if (text && *text) {
		snprintf(p->label, sizeof(p->label), tr("Note at %s: "), an.zone);
		send_written(p, NULL);
	} else {
		snprintf(p->label, sizeof(p->label), *an.exact ? tr("Note at %s \"%.40s\": ") : tr("Note at %s: "), an.zone, an.exact);
		app_ask(p->app, p->label, pin_draft(app_store(p->app), p->hash, &a), typing, typed, p);
	}
	arena_finish(&a);
}

static void set_state(void *arg, const char *word)
{
	struct drawing_screen *p = arg;
	const struct pin *pin = drawing_note_chosen(p);
	struct act act = acting(p, false);
	struct err e = ERR_NONE;
	int to = word ? enum_find(&enum_note_state, word) : -1;

	if (!word || !pin) {
		return;
	}
	if (to < 0) {
		app_say(p->app, STYLE_BAD, "%s", tr("States: open, accepted, rejected, done."));
	} else if (act_note_state(&act, pin->note->id, (enum note_state)to, &e)) {
		app_fail(p->app, &e, tr("The note keeps its state."), NULL);
	} else {
		app_say(p->app, STYLE_GOOD, tr("Note %d: %s"), (int)pin->note->number, tr(enum_label(&enum_note_state, to)));
	}
}

static const char *offer_state(const char *prefix, int i)
{
	for (int k = 0; k < NOTE_COUNT; k++) {
		if (starts_with(enum_wire(&enum_note_state, k), prefix) && i-- == 0) {
			return enum_wire(&enum_note_state, k);
		}
	}
	return NULL;
}

static void place_here(struct drawing_screen *p)
{
	const struct pin *pin = drawing_note_chosen(p);
	struct act act = acting(p, false);
	struct err e = ERR_NONE;
	struct anchor an;
	struct arena a;

	arena_init(&a);
	anchor_here(p, &a, &an);
	if (pin_place(&act, pin->note->id, p->hash, &an, &e)) {
		app_fail(p->app, &e, tr("The note was not placed."), NULL);
	} else {
		app_say(p->app, STYLE_GOOD, tr("Note %d is placed at %s."), (int)pin->note->number, an.zone);
	}
	arena_finish(&a);
}

static const char *show_word(enum notes_shown s)
{
	return s == NOTES_OPEN ? N_("Open notes are shown.") : s == NOTES_MINE ? N_("Your notes are shown.") : N_("All notes are shown.");
}

/* What needs a chosen note. */
static void on_chosen(struct drawing_screen *p, const struct verb_call *call)
{
	const struct pin *pin = drawing_note_chosen(p);
	const char *text = call_arg(call, "TEXT");

	if (!pin) {
		const struct pin *under = drawing_page(p) ? pin_here(p) : NULL;

		if (!under) {
			app_say(p->app, STYLE_TEXT, "%s", tr("Choose a note first: Tab goes from one to the next."));
			return;
		}
		drawing_note_choose(p, under->note->id);
		pin = drawing_note_chosen(p);
	}
	if (pin->waits) {
		app_say(p->app, STYLE_TEXT, "%s", tr("This note is not sent yet."));
	} else if (call->id == VERB_DRAWING_PLACE) {
		place_here(p);
	} else if (call->id == VERB_DRAWING_REPLY) {
		snprintf(p->label, sizeof(p->label), tr("Answer to note %d: "), (int)pin->note->number);
		keep_written(p, text ? text : "", NULL);
		if (text) {
			send_written(p, NULL);
		} else {
			app_ask(p->app, p->label, "", NULL, typed, p);
		}
	} else if (call_arg(call, "STATE")) {
		set_state(p, call_arg(call, "STATE"));
	} else {
		app_ask_offering(p->app, tr("State (Tab offers): "), offer_state, set_state, p);
	}
}

/* Where the chat lies below on the stage this screen closes: p is gone then. */
static enum handled to_chat(struct drawing_screen *p)
{
	const struct pin *pin = drawing_note_chosen(p);
	char thread[ULID_SIZE];

	if (pin) {
		snprintf(thread, sizeof(thread), "%s", pin->note->thread);
	} else if (!find_thread_of(p, thread)) {
		return HANDLED;
	}
	app_open(p->app, "chat", thread);
	return HANDLED;
}

enum handled drawing_notes_verb(struct drawing_screen *p, const struct verb_call *call)
{
	const struct pin *under;

	switch (call->id) {
	case VERB_PANE_NEXT: step(p, 1); break;
	case VERB_PANE_PREV: step(p, -1); break;
	case VERB_OPEN:
		under = drawing_page(p) ? pin_here(p) : NULL;
		if (under && strcmp(under->note->id, p->chosen) != 0) {
			drawing_note_choose(p, under->note->id);
		} else if (under) {
			return to_chat(p);
		} else {
			return IGNORED;
		}
		break;
	case VERB_DRAWING_NOTE: new_note(p, call_arg(call, "TEXT")); break;
	case VERB_DRAWING_REPLY:
	case VERB_DRAWING_STATE:
	case VERB_DRAWING_PLACE:
		on_chosen(p, call);
		break;
	case VERB_DRAWING_NOTES:
		p->show = (p->show + 1) % NOTES_SHOWN;
		app_say(p->app, STYLE_TEXT, "%s", tr(show_word(p->show)));
		break;
	case VERB_DRAWING_CHAT: return to_chat(p);
	default: return IGNORED;
	}
	app_dirty(p->app);
	return HANDLED;
}

/* ---- drawing ---- */

void drawing_notes_count(const struct drawing_screen *p, char *out, size_t n)
{
	int open = 0, moved = 0, lost = 0;

	*out = '\0';
	for (size_t i = 0; i < p->pins.n; i++) {
		const struct pin *pin = &p->pins.v[i];

		open += pin->note->state == NOTE_OPEN;
		moved += !pin->here && pin->found.state == ANCHOR_MOVED;
		lost += !pin->here && pin->found.state >= ANCHOR_AMBIGUOUS;
	}
	if (p->pins.n) {
		int used = snprintf(out, n, tr("notes %d open"), open);

		if (moved && used > 0 && (size_t)used < n) {
			used += snprintf(out + used, n - (size_t)used, tr(", %d moved"), moved);
		}
		if (lost && used > 0 && (size_t)used < n) {
			snprintf(out + used, n - (size_t)used, tr(", %d to place"), lost);
		}
	}
}

static void sign_of(const struct pin *pin, char *out, size_t n)
{
	bool lost = !pin->here && pin->found.state >= ANCHOR_AMBIGUOUS;

	if (pin->waits) {
		snprintf(out, n, "(+)");
	} else {
		snprintf(out, n, "(%d%s)", (int)pin->note->number, lost ? "?" : "");
	}
}

static enum style look_of(const struct drawing_screen *p, const struct pin *pin)
{
	if (!strcmp(pin->note->id, p->chosen)) {
		return STYLE_SELECT;
	}
	return !pin->here && pin->found.state >= ANCHOR_AMBIGUOUS ? STYLE_WARN : pin->note->state == NOTE_OPEN ? STYLE_NOTE : STYLE_DIM;
}

void drawing_notes_pins(struct drawing_screen *p, const struct drawing_view *v, struct area a)
{
	for (size_t i = 0; i < p->pins.n; i++) {
		const struct pin *pin = &p->pins.v[i];
		double col, row;
		char sign[16];

		if (!is_shown(p, pin) || pin->found.at.page != v->page + 1) {
			continue;
		}
		drawing_to_cell(v, (double)pin->found.at.x / 1000, (double)pin->found.at.y / 1000, &col, &row);
		if (col >= 0 && row >= 0 && col < v->cols && row < v->rows) {
			sign_of(pin, sign, sizeof(sign));
			area_text(a, (int)row, col >= 1 ? (int)col - 1 : 0, -1, look_of(p, pin), sign);
		}
	}
}

/* "1 A2 "⌀8H7" kept   2 C4 "R5" still open": from the chosen one on where they do not all fit. */
void drawing_notes_list(struct drawing_screen *p, struct area a)
{
	struct arena tmp;
	int col = 1;
	bool reached = !drawing_note_chosen(p);

	arena_init(&tmp);
	for (size_t i = 0; i < p->pins.n && col < a.cols - 4; i++) {
		const struct pin *pin = &p->pins.v[i];
		bool here = !strcmp(pin->note->id, p->chosen);
		char number[16] = "+";

		reached = reached || here || p->pins.n <= 3;
		if (!reached || !is_shown(p, pin)) {
			continue;
		}
		if (!pin->waits) {
			snprintf(number, sizeof(number), "%d", (int)pin->note->number);
		}
		col += area_printf(a, 0, col, -1, here ? STYLE_BOLD : look_of(p, pin), "%s %s%s%s%s %s", number, pin->found.zone, *pin->anchor.exact ? " \"" : "",
			pin->anchor.exact, *pin->anchor.exact ? "\"" : "", pin_state(pin, &tmp)) + 3;
	}
	arena_finish(&tmp);
}

static int put_wrapped(struct area a, int row, enum style st, const char *text)
{
	struct wrap w;
	struct wrap_line line;

	wrap_init(&w, text, strlen(text), (size_t)(a.cols > 1 ? a.cols : 1), a.s->amb);
	while (row < a.rows && wrap_next(&w, &line)) {
		area_textn(a, row++, 0, a.cols, st, text + line.off, line.len);
	}
	return row;
}

static int put_said(struct drawing_screen *p, const struct talk *t, const char *id, struct area a, int row, struct arena *tmp)
{
	struct show s = {.store = app_store(p->app), .me = app_me(p->app), .zone = app_zone(p->app), .now = app_now(p->app), .a = tmp};
	const struct thread *thread = store_get(app_store(p->app), KIND_THREAD, t->thread, tmp, NULL);
	struct talk_item it;

	if (!thread || !talk_item(t, id, tmp, &it)) {
		return row;
	}
	if (it.m->kind == MESSAGE_RECORD) {
		return put_wrapped(a, row, STYLE_DIM, talk_record(it.m, tmp));
	}
	row = put_wrapped(a, row, STYLE_DIM, arena_printf(tmp, "%s  %s", it.mine ? tr("you") : it.m->author_name,
		it.in ? talk_state(&s, it.in) : app_day(p->app, it.m->created, tmp)));
	return put_wrapped(a, row, STYLE_TEXT, talk_body(&it, tmp));
}

void drawing_notes_pane(struct drawing_screen *p, struct area all)
{
	const struct pin *pin = drawing_note_chosen(p);
	struct area a = area_part(all, 0, 2, all.rows, all.cols - 3);
	struct arena tmp;
	struct talk t;
	int row;

	arena_init(&tmp);
	for (int i = 0; i < all.rows; i++) {
		area_text(all, i, 0, 1, STYLE_DIM, all.s->ascii ? "|" : "│");
	}
	row = put_wrapped(a, 0, STYLE_BOLD, arena_printf(&tmp, "%s  %s%s%s%s  %s", pin->waits ? "+" : app_int(pin->note->number, &tmp), pin->found.zone,
		*pin->anchor.exact ? " \"" : "", pin->anchor.exact, *pin->anchor.exact ? "\"" : "", pin_state(pin, &tmp)));
	if (!pin->here && pin->found.state >= ANCHOR_AMBIGUOUS) {
		row = put_wrapped(a, row, STYLE_WARN, *pin->found.here ? arena_printf(&tmp, tr("Here now: \"%s\". P places it at the cursor."), pin->found.here)
			: tr("P places it at the cursor."));
	}
	row++;
	talk_init(&t, app_store(p->app), pin->note->thread);
	if (!p->nsaid) {
		row = put_wrapped(a, row, STYLE_TEXT, pin->note->text);
	}
	for (int i = 0; i < p->nsaid && row < a.rows; i++) {
		row = put_said(p, &t, p->said_ids[i], a, row, &tmp);
	}
	talk_finish(&t);
	arena_finish(&tmp);
}
