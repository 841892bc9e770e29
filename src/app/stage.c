#include "app_impl.h"

#include <stdlib.h>
#include <string.h>

#include "app/desk.h"
#include "base/alloc.h"
#include "base/log.h"
#include "text/cells.h"
#include "text/wrap.h"

/* The stack of screens, the rows every screen shares, and what lies over them. */

#define MIN_ROWS 16
#define MIN_COLS 60
#define SAID_ROWS 3

static const struct screen *const registry[] = {
#define X_(name) &screen_##name,
	SCREENS(X_)
#undef X_
};

static const struct place places[] = {
	{"projects", N_("Projects"), 0},
	{"quotes", N_("Quotes"), 0},
	{"chats", N_("Chats"), 0},
	{"desk", N_("Desk"), 0},
	{NULL, NULL, 0},
	{"inbox", N_("Inbox"), 1u << ROLE_SITE_ADMIN},
};

static int64_t count_of(struct app *app, struct store_list **l, enum kind kind, unsigned states)
{
	struct store_query q = {.kind = kind, .state = states, .order = ORDER_NEWEST};

	if (!*l) {
		*l = store_list_create(app->store);
		store_list_set(*l, &q);
	}
	return store_list_count(*l);
}

static int64_t tickets(struct app *app)
{
	return count_of(app, &app->open_tickets, KIND_TICKET, TICKETS_LIVE);
}

/* Who never asked the desk has no need of its place; its number leads there all the same. */
static bool place_shown(struct app *app, int i)
{
	const struct reader *me = app_me(app);

	if (!places[i].screen || (places[i].role && !(me && places[i].role & 1u << me->role))) {
		return false;
	}
	return strcmp(places[i].screen, "desk") != 0 || (me && (reader_staff(me) || (tickets(app) >= 0 && store_list_total(app->open_tickets) > 0)));
}

int stage_places(struct app *app, const struct place **out)
{
	(void)app;
	*out = places;
	return (int)lengthof(places);
}

struct frame *stage_top(struct app *app)
{
	return app->stack.n ? &app->stack.v[app->stack.n - 1] : NULL;
}

static const struct screen *find(const char *name)
{
	for (size_t i = 0; i < lengthof(registry); i++) {
		if (!strcmp(registry[i]->name, name)) {
			return registry[i];
		}
	}
	return NULL;
}

/* ---- overlays ---- */

static void drop_overlay(struct app *app)
{
	if (app->has_over) {
		app->has_over = false;
		app->over.ops->destroy(app->over.o);
		app_dirty(app);
	}
}

void stage_overlay(struct app *app, struct overlay o)
{
	drop_overlay(app);
	app->over = o;
	app->has_over = true;
	app->over_owner = stage_top(app) ? stage_top(app)->st : NULL;
	app_dirty(app);
}

/* ---- opening and closing ---- */

static int content_rows(const struct app *app)
{
	return app->surface.rows - 4;
}

static void layout_frame(struct app *app, struct frame *f)
{
	if (f->s->layout) {
		f->s->layout(f->st, content_rows(app), app->surface.cols);
	}
}

/* A screen is known by its name and the first word of its argument: a second one of the same draft would overwrite the first. */
static int where(struct app *app, const char *name, const char *arg)
{
	size_t n = strcspn(arg, " ");

	for (size_t i = app->stack.n; i-- > 0;) {
		const struct frame *f = &app->stack.v[i];

		if (!strcmp(f->s->name, name) && strcspn(f->arg, " ") == n && !strncmp(f->arg, arg, n)) {
			return (int)i;
		}
	}
	return -1;
}

bool stage_has(struct app *app, const char *screen, const char *arg)
{
	return where(app, screen, arg) >= 0;
}

static void close_top(struct app *app);

static void back_to(struct app *app, int i)
{
	if (i != (int)app->stack.n - 1) {
		journal_leave(app);
	}
	while ((int)app->stack.n - 1 > i) {
		close_top(app);
	}
	app_dirty(app);
}

int app_open(struct app *app, const char *name, const char *arg)
{
	const struct screen *s = find(name);
	struct frame f = {.s = s};
	struct err e = ERR_NONE;

	if (!s) {
		app_say(app, STYLE_BAD, tr("There is no screen \"%s\"."), name);
		return -1;
	}
	if (where(app, name, arg ? arg : "") >= 0) {
		back_to(app, where(app, name, arg ? arg : ""));
		return 0;
	}
	f.st = xcalloc(1, s->state_size ? s->state_size : 1);
	f.arg = xstrdup(arg ? arg : "");
	if (s->open && s->open(app, f.st, f.arg, &e)) {
		if (s->close) {
			s->close(f.st);
		}
		free(f.st);
		free(f.arg);
		app_fail(app, &e, tr("This cannot be opened."), NULL);
		return -1;
	}
	drop_overlay(app);
	journal_leave(app);
	*vec_add(&app->stack) = f;
	log_debug("open %s", name);
	layout_frame(app, stage_top(app));
	app_dirty(app);
	return 0;
}

static void close_top(struct app *app)
{
	struct frame f = *stage_top(app);

	if (app->has_over && app->over_owner == f.st) {
		drop_overlay(app);
	}
	app->stack.n--;
	if (f.s->close) {
		f.s->close(f.st);
	}
	free(f.st);
	free(f.arg);
	app_dirty(app);
}

void stage_pop(struct app *app)
{
	if (app->stack.n > 1) {
		close_top(app);
	}
}

void app_close_screen(struct app *app, void *st)
{
	if (stage_top(app) && stage_top(app)->st == st) {
		stage_pop(app);
	}
}

int stage_place_of(const char *screen)
{
	for (int i = 0; i < (int)lengthof(places); i++) {
		if (places[i].screen && !strcmp(places[i].screen, screen)) {
			return i + 1;
		}
	}
	return 0;
}

void stage_place(struct app *app, int n)
{
	if (n < 1 || n > (int)lengthof(places) || !places[n - 1].screen) {
		app_say(app, STYLE_TEXT, tr("There is no place %d."), n);
		return;
	}
	if (app->stack.n && !strcmp(app->stack.v[0].s->name, places[n - 1].screen)) {
		back_to(app, 0);
		return;
	}
	journal_leave(app);
	while (app->stack.n) {
		close_top(app);
	}
	app_open(app, places[n - 1].screen, "");
}

void stage_close(struct app *app, const char *screen)
{
	if (stage_top(app) && !strcmp(stage_top(app)->s->name, screen)) {
		stage_pop(app);
	}
}

void stage_clear(struct app *app)
{
	drop_overlay(app);
	while (app->stack.n) {
		close_top(app);
	}
}

void stage_finish(struct app *app)
{
	stage_clear(app);
	rest_finish(app);
	free(app->hints);
	store_list_destroy(app->open_tickets);
	store_list_destroy(app->open_approvals);
	vec_finish(&app->stack);
}

/* ---- who hears what ---- */

/* Scopes of keys, narrow first: the screen, its kind, global. */
const char *const *stage_scopes(struct app *app)
{
	struct frame *f = stage_top(app);
	int n = 0;

	if (f) {
		app->scopes[n++] = f->s->name;
		if (f->s->scopes && *f->s->scopes) {
			app->scopes[n++] = f->s->scopes;
		}
	}
	app->scopes[n++] = "global";
	app->scopes[n] = NULL;
	return app->scopes;
}

bool stage_typing(struct app *app)
{
	struct frame *f = stage_top(app);

	return f && f->s->typing && f->s->typing(f->st);
}

const char *stage_object(struct app *app)
{
	struct frame *f = stage_top(app);

	return f && f->s->object ? f->s->object(f->st) : "";
}

void stage_event(struct app *app, const struct event *ev)
{
	/* a screen may close itself (login): walk from the top by index */
	for (size_t i = app->stack.n; i-- > 0;) {
		if (i < app->stack.n && app->stack.v[i].s->event) {
			app->stack.v[i].s->event(app->stack.v[i].st, ev);
		}
	}
	app_dirty(app);
}

void stage_layout(struct app *app)
{
	for (size_t i = 0; i < app->stack.n; i++) {
		layout_frame(app, &app->stack.v[i]);
	}
	app_dirty(app);
}

/* ---- drawing ---- */

static bool in_place(struct app *app, int i)
{
	return app->stack.n && places[i].screen && !strcmp(app->stack.v[0].s->name, places[i].screen);
}

static int64_t place_count(struct app *app, int i)
{
	static const enum kind kinds[] = {KIND_RFQ, KIND_QUOTE, KIND_THREAD};

	if (i >= (int)lengthof(kinds)) {
		return !strcmp(places[i].screen, "desk") ? tickets(app) : count_of(app, &app->open_approvals, KIND_APPROVAL, 1u << APPROVAL_PENDING);
	}
	return store_unread_count(app->store, kinds[i]);
}

/* "[1 Projects 12]  2 Quotes ... Daesung" */
static void draw_places(struct app *app, struct area a)
{
	const struct account *acc = store_account(app->store);
	int col = 0, who = acc ? (int)cells_text(acc->org_name, term_amb(app->term)) : 0;
	struct arena tmp;

	arena_init(&tmp);
	for (int i = 0; i < (int)lengthof(places); i++) {
		int64_t n = place_shown(app, i) ? place_count(app, i) : 0;
		bool here = in_place(app, i);
		const char *count = n > 0 ? arena_printf(&tmp, " %s", app_int(n, &tmp)) : "";

		app->place_col[i] = col;
		if (!place_shown(app, i) && !here) {
			continue;
		}
		col += area_printf(a, 0, col, -1, here ? STYLE_PLACE : STYLE_TEXT, "%s%d %s%s%s", here ? "[" : " ", i + 1,
			tr(places[i].title), count, here ? "]" : " ");
	}
	app->place_col[lengthof(places)] = col;
	if (app->stack.n > 1) {
		col += 2 + area_text(a, 0, col + 2, -1, STYLE_PLACE, tr(stage_top(app)->s->title));
	}
	if (acc && col + 2 < a.cols - who) {
		area_right(a, 0, col + 2, a.cols - col - 2, STYLE_DIM, acc->org_name);
	}
	arena_finish(&tmp);
}

void stage_click_places(struct app *app, int col)
{
	for (int i = 0; i < (int)lengthof(places); i++) {
		if (col >= app->place_col[i] && col < app->place_col[i + 1]) {
			stage_place(app, i + 1);
		}
	}
}

/* One word for the status row; a verb without one shows its own name's end. */
static const char *hint_word(enum verb_id id)
{
	static const struct { enum verb_id id; const char *word; } words[] = {
		{VERB_OPEN, N_("open")}, {VERB_BACK, N_("back")}, {VERB_FILTER, N_("filter")}, {VERB_PALETTE, N_("all")},
		{VERB_QUOTE_NEW, N_("quote")}, {VERB_QUOTE_SEND, N_("send")}, {VERB_FORM_SEND, N_("send")}, {VERB_QUOTE_LIST, N_("quotes")},
		{VERB_QUOTE_LINE, N_("line")}, {VERB_QUOTE_COMPARE, N_("compare")}, {VERB_QUOTE_DECLINE, N_("decline")},
		{VERB_PROFILE_SEND, N_("profile")}, {VERB_EDITOR, N_("editor")}, {VERB_FORM_ATTACH, N_("attach")}, {VERB_PANE_NEXT, N_("next")},
		{VERB_UNDO, N_("undo")}, {VERB_PROJECT_COMPARE, N_("side by side")}, {VERB_ORDER_CONFIRM, N_("confirm")}, {VERB_ORDER_PLACE, N_("order")}, {VERB_CHAT_REQUEST, N_("chat")},
		{VERB_CHAT_SHOW, N_("chat")}, {VERB_CHAT_SEND, N_("send")}, {VERB_CHAT_WRITE, N_("write")}, {VERB_CHAT_REPLY, N_("reply")},
		{VERB_CHAT_EDIT, N_("change")}, {VERB_CHAT_NEXT, N_("next new")}, {VERB_CHAT_PEEK, N_("peek")}, {VERB_CHAT_SEARCH, N_("search")},
		{VERB_CHAT_CALL, N_("call")}, {VERB_CHAT_CALL_ACCEPT, N_("accept")}, {VERB_CHAT_CALL_CANCEL, N_("decline")},
		{VERB_CHAT_HISTORY, N_("versions")}, {VERB_PROJECT_ASK, N_("ask")}, {VERB_CHAT_NEWLINE, N_("new line")},
		{VERB_OUTBOX_RETRY, N_("again")}, {VERB_OUTBOX_RECALL, N_("take back")}, {VERB_OUTBOX_DROP, N_("drop")},
		{VERB_DRAWING_NOTE, N_("note")}, {VERB_DRAWING_REPLY, N_("reply")}, {VERB_DRAWING_STATE, N_("state")}, {VERB_DRAWING_OPEN, N_("drawing")}, {VERB_DRAWING_ZOOM_IN, N_("nearer")}, {VERB_DRAWING_ZOOM_OUT, N_("away")},
		{VERB_DRAWING_FIT, N_("all")}, {VERB_DRAWING_TEXTS, N_("texts")}, {VERB_DRAWING_LAYERS, N_("layers")}, {VERB_DRAWING_MEASURE, N_("measure")},
		{VERB_TICKET_NEW, N_("new ticket")}, {VERB_TICKET_TAKE, N_("take")}, {VERB_TICKET_MACRO, N_("macro")}, {VERB_TICKET_REPLY, N_("reply")},
		{VERB_TICKET_NOTE, N_("note")}, {VERB_TICKET_STATUS, N_("state")}, {VERB_TICKET_ACT, N_("change it")}, {VERB_SELECT, N_("mark")},
		{VERB_REPEAT, N_("again")}, {VERB_APPROVAL_AGREE, N_("agree")}, {VERB_APPROVAL_DECLINE, N_("decline")},
		{VERB_SEARCH, N_("search")}, {VERB_QUIT, N_("leave")},
	};
	const char *dot = strchr(verbs[id].name, '.');

	for (size_t i = 0; i < lengthof(words); i++) {
		if (words[i].id == id) {
			return tr(words[i].word);
		}
	}
	return dot ? dot + 1 : verbs[id].name;
}

static const char *hint_key(struct app *app, enum verb_id id, char key[KEY_TEXT])
{
	return (stage_typing(app) ? keymap_hint_typing : keymap_hint)(app->km, stage_scopes(app), id, key);
}

static char *make_hints(struct app *app, int room)
{
	struct frame *f = stage_top(app);
	char names[256] = "", key[KEY_TEXT];
	struct str b = STR_INIT;
	struct verb_who who = app_who(app);

	if (f && f->s->hint) {
		f->s->hint(f->st, names, sizeof(names));
	}
	for (char *save = NULL, *w = strtok_r(names, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		enum verb_id id = verb_find(w);
		size_t before = b.len;

		if (id == VERB_NONE || !verb_offered(id, &who) || !writes_offered(app, id) || !*hint_key(app, id, key)) {
			continue;
		}
		str_addf(&b, "%s%s %s", b.len ? "  " : "", key, hint_word(id));
		if ((int)cells_text(str_c(&b), 1) > room - 6) {
			str_cut(&b, before);
			break;
		}
	}
	str_addf(&b, "%s%s", b.len ? "  " : "", hint_key(app, VERB_HELP, key));
	return str_take(&b);
}

/* The keys that make sense now, at the right of the last row. */
static void draw_hints(struct app *app, struct area a, int from)
{
	int room = a.cols - from - 2;

	if (app_rests(app) || !app->hints) {
		free(app->hints);
		app->hints = make_hints(app, a.cols - from);
	}
	if (room > 0) {
		area_right(a, 0, from + 1, room, STYLE_DIM, app->hints);
	}
}

/* What was said: on the message row, and upward from it as far as it needs, three rows at most. */
static void draw_said(struct app *app, struct area all)
{
	struct wrap w;
	struct wrap_line lines[SAID_ROWS];
	int n = 0;

	wrap_init(&w, app->said, strlen(app->said), (size_t)all.cols - 2, term_amb(app->term));
	while (n < SAID_ROWS && wrap_next(&w, &lines[n])) {
		n++;
	}
	for (int i = 0; i < n; i++) {
		int row = all.rows - 1 - n + i;

		area_fill(all, row, 0, 1, all.cols, STYLE_TEXT);
		area_textn(all, row, 1, all.cols - 2, app->said_style, app->said + lines[i].off, lines[i].len);
	}
}

static void draw_rows(struct app *app, struct area all)
{
	const struct frame *f = stage_top(app);
	struct area message = area_part(all, all.rows - 2, 0, 1, all.cols), status = area_part(all, all.rows - 1, 0, 1, all.cols);
	int used = 0;

	draw_places(app, area_part(all, 0, 0, 1, all.cols));
	if (app->said) {
		draw_said(app, all);
	} else if (held_active(app)) {
		held_draw(app, message);
	} else if (f && f->s->notice) {
		area_text(message, 0, 1, -1, STYLE_WARN, f->s->notice(f->st));
	}
	status_draw(app, status, &used);
	draw_hints(app, status, used);
}

static void draw_over(struct app *app, struct area all)
{
	int rows;
	struct area a;

	if (app->has_over) {
		rows = app->over.ops->rows(app->over.o, all.rows);
		rows = rows > all.rows - 2 ? all.rows - 2 : rows;
		a = area_part(all, all.rows - 1 - rows, 0, rows, all.cols);
		area_fill(a, 0, 0, rows, a.cols, STYLE_TEXT);
		app->over.ops->draw(app->over.o, a);
	} else if (app->which) {
		rows = whichkey_rows(app->km, &app->seq, stage_scopes(app), all.rows, all.cols);
		a = area_part(all, all.rows - 1 - rows, 0, rows, all.cols);
		area_fill(a, 0, 0, rows, a.cols, STYLE_TEXT);
		whichkey_draw(app->km, &app->seq, stage_scopes(app), a);
	}
}

void stage_draw(struct app *app)
{
	struct frame *f = stage_top(app);
	struct area all;

	rest_look(app);
	term_fit(app->term, &app->surface);
	surface_clear(&app->surface);
	all = surface_area(&app->surface);
	if (all.rows < MIN_ROWS || all.cols < MIN_COLS) {
		area_text(all, all.rows / 2, 0, -1, STYLE_TEXT, tr("fettle needs 60 columns and 16 rows."));
		area_cursor(all, all.rows / 2, 0);
		term_show(app->term, &app->surface);
		return;
	}
	if (f) {
		f->s->draw(f->st, area_part(all, 1, 0, 1, all.cols), area_part(all, 2, 0, content_rows(app), all.cols));
	}
	draw_rows(app, all);
	draw_over(app, all);
	term_show(app->term, &app->surface);
}
