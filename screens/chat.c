#include "chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/screens.h"
#include "base/alloc.h"
#include "text/utf8.h"

/*
 * One chat. Opened with a thread's (a deal's) id, then "peek" to leave it unread, or a message's number or id to
 * begin there. Typing, scrolling and drawing read nothing of the store but what comes onto the screen.
 */
#define SEEN_AFTER_MS 300

static void take_facts(struct chat *c)
{
	arena_reset(&c->facts);
	if (!store_thread(app_store(c->app), c->deal, app_now(c->app), &c->facts, &c->row)) {
		c->row = (struct thread_row){.thread = NULL};
	}
}

/* ---- what was seen ---- */

static void mark_seen(void *arg)
{
	struct chat *c = arg;

	c->seen_timer = 0;
	if (!c->peek && c->seen > store_read(app_store(c->app), c->deal)) {
		store_read_to(app_store(c->app), c->deal, c->seen, NULL);
	}
}

/* What was on the screen for a moment is read. */
static void note_seen(struct chat *c)
{
	const char *bottom = flow_bottom(c->flow);
	int64_t number;

	if (!strcmp(bottom, c->bottom)) {
		return;
	}
	snprintf(c->bottom, sizeof(c->bottom), "%s", bottom);
	number = store_message_number(app_store(c->app), bottom);
	/* below the last message stands what waits */
	number = number < 0 && c->row.thread && flow_at_end(c->flow) ? c->row.thread->messages : number;
	if (number > c->seen) {
		c->seen = number;
	}
	if (!c->peek && !app_read_only(c->app) && c->seen > c->row.read && !c->seen_timer) {
		c->seen_timer = app_clock_timer(c->app, SEEN_AFTER_MS, mark_seen, c);
	}
}

/* ---- going to ---- */

static bool to_number(struct chat *c, int64_t number, bool top)
{
	struct arena a;
	const struct message *m;
	bool there;

	arena_init(&a);
	m = store_message_at(app_store(c->app), c->deal, number, &a);
	there = m && (top ? flow_to_top : flow_to)(c->flow, m->id);
	arena_finish(&a);
	return there;
}

static void to_unread(struct chat *c)
{
	if (c->fresh < 0 || !to_number(c, c->fresh + 1, true)) {
		app_say(c->app, STYLE_TEXT, "%s", tr("Nothing unread here."));
	}
}

/* ---- searching ---- */

static void show_hit(struct chat *c, int at)
{
	char hit[64];

	to_number(c, c->hits[at], false);
	snprintf(hit, sizeof(hit), "%d", at + 1);
	/* TR: which of how many found messages this is */
	app_say(c->app, STYLE_TEXT, tr("%s of %d for \"%s\"; n the older one, N the newer"), hit, c->nhits, c->words);
}

/* The next one above (older) or below the cursor, around the ends. */
static void next_hit(struct chat *c, bool older, bool here)
{
	int64_t at = store_message_number(app_store(c->app), flow_at(c->flow));
	int i = 0;

	if (!c->nhits) {
		if (c->words && *c->words) {
			app_say(c->app, STYLE_TEXT, tr("\"%s\" was not found."), c->words);
		}
		return;
	}
	at = at < 0 ? INT64_MAX : at;
	while (i < c->nhits && (c->hits[i] < at || (older && here && c->hits[i] == at) || (!older && c->hits[i] == at))) {
		i++;
	}
	if (older) {
		i = i > 0 ? i - 1 : c->nhits - 1;
	} else if (i == c->nhits) {
		i = 0;
	}
	show_hit(c, i);
}

static void search_done(void *arg, const char *text)
{
	struct chat *c = arg;
	struct str folded = STR_INIT;
	struct arena a;
	int64_t *hits;

	if (!text) {
		return;
	}
	free(c->words);
	c->words = xstrdup(text);
	utf8_fold(&folded, text, strlen(text));
	flow_needle(c->flow, str_c(&folded));
	str_finish(&folded);
	arena_init(&a);
	c->nhits = store_thread_search(app_store(c->app), c->deal, text, &a, &hits);
	free(c->hits);
	c->hits = xcalloc((size_t)c->nhits + 1, sizeof(*c->hits));
	for (int i = 0; i < c->nhits; i++) {
		c->hits[i] = hits[i];
	}
	arena_finish(&a);
	if (*text) {
		next_hit(c, true, true);
	}
	app_dirty(c->app);
}

/* ---- life ---- */

static void begin_at(struct chat *c, const char *where)
{
	struct arena a;
	const struct message *m;

	if (!*where && c->fresh >= 0) {
		to_number(c, c->fresh + 1, true);
	} else if (*where) {
		arena_init(&a);
		m = find_message(app_store(c->app), c->deal, where, &a, NULL);
		if (m) {
			flow_to(c->flow, m->id);
			c->writing = false;
		}
		arena_finish(&a);
	}
}

static int page(void *arg, const char *anchor, bool forward, int n, struct flow_row *out)
{
	return talk_page(&((struct chat *)arg)->talk, anchor, forward, n, out);
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	static const struct flow_source source = {page, chat_lay};
	struct chat *c = st;
	size_t n = strcspn(arg, " ");
	const char *where = arg[n] ? arg + n + 1 : "";
	struct arena a;

	c->app = app;
	arena_init(&c->facts);
	snprintf(c->deal, sizeof(c->deal), "%.*s", (int)(n < sizeof(c->deal) - 1 ? n : sizeof(c->deal) - 1), arg);
	take_facts(c);
	arena_init(&a);
	if (!c->row.thread && !store_get(app_store(app), KIND_DEAL, c->deal, &a, NULL)) {
		arena_finish(&a);
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	arena_finish(&a);
	talk_init(&c->talk, app_store(app), c->deal);
	c->flow = flow_create(&source, c);
	c->peek = !strcmp(where, "peek");
	c->fresh = c->row.unread ? c->row.read : -1;
	c->writing = !c->peek && !app_read_only(app) && c->row.thread && app_me(app) && !thread_may_write(app_me(app), c->row.thread, NULL);
	chat_write_init(c);
	begin_at(c, c->peek ? "" : where);
	return 0;
}

static void close_(void *st)
{
	struct chat *c = st;

	if (c->seen_timer) {
		app_timer_cancel(c->app, c->seen_timer);
		mark_seen(c);
	}
	chat_write_finish(c);
	if (c->flow) {
		flow_destroy(c->flow);
		talk_finish(&c->talk);
	}
	arena_finish(&c->facts);
	free(c->words);
	free(c->hits);
}

/* ---- drawing ---- */

static int open_notes(const struct chat *c)
{
	return c->row.thread ? (int)c->row.thread->notes : 0;
}

static void draw_view(struct chat *c, struct area view)
{
	const struct thread *t = c->row.thread;
	struct arena a;
	int col = 1;

	if (!t) {
		area_text(view, 0, 1, -1, STYLE_BOLD, tr("Chat"));
		return;
	}
	arena_init(&a);
	col += area_text(view, 0, col, view.cols / 2, STYLE_BOLD, talk_title(t, &a)) + 3;
	col += area_text(view, 0, col, view.cols / 4, STYLE_TEXT, talk_with(app_me(c->app), t)) + 3;
	if (c->row.unread) {
		/* TR: how many messages of how many are unread */
		col += area_printf(view, 0, col, -1, STYLE_WARN, tr("%s of %s unread"), app_int(c->row.unread, &a), app_int(t->messages, &a)) + 3;
	} else {
		col += area_printf(view, 0, col, -1, STYLE_TEXT, trn("%s message", "%s messages", (unsigned long)t->messages),
			app_int(t->messages, &a)) + 3;
	}
	if (open_notes(c)) {
		col += area_printf(view, 0, col, -1, STYLE_NOTE, trn("%d note", "%d notes", (unsigned long)open_notes(c)), open_notes(c)) + 3;
	}
	if (c->peek) {
		col += area_text(view, 0, col, -1, STYLE_DIM, tr("peeking")) + 3;
	}
	if (t->state == TALK_ASKED) {
		area_text(view, 0, col, -1, STYLE_WARN, tr(enum_label(&enum_talk_state, t->state)));
	}
	arena_finish(&a);
}

static void draw(void *st, struct area view, struct area content)
{
	struct chat *c = st;
	int below = chat_write_rows(c, content.rows, content.cols);

	draw_view(c, view);
	flow_draw(c->flow, area_part(content, 0, 0, content.rows - below, content.cols - 1), !c->writing);
	if (!*flow_at(c->flow)) {
		area_text(content, content.rows - below - 2, 2, -1, STYLE_DIM, c->row.thread ? tr("Nothing was said yet.")
			: tr("The chat was asked for; it opens as soon as the server has it."));
	}
	chat_write_draw(c, area_part(content, content.rows - below, 0, below, content.cols));
	note_seen(c);
}

static const char *notice(void *st)
{
	struct chat *c = st;
	struct str b = STR_INIT;

	if (c->writing) {
		return chat_write_notice(c);
	}
	chat_about(c, &b);
	snprintf(c->notice, sizeof(c->notice), "%s", str_c(&b));
	str_finish(&b);
	return c->notice;
}

/* ---- verbs ---- */

static const char *meant(struct chat *c, const struct verb_call *call, struct arena *a)
{
	const char *word = call_arg(call, "MESSAGE");
	const struct message *m = word ? find_message(app_store(c->app), c->deal, word, a, NULL) : NULL;

	return m ? m->id : word ? word : flow_at(c->flow);
}

static void mark_unread(struct chat *c, const char *id)
{
	int64_t number = store_message_number(app_store(c->app), id);

	if (number < 1) {
		return;
	}
	c->peek = true; /* or it would be read at once */
	c->fresh = number - 1;
	store_read_to(app_store(c->app), c->deal, number - 1, NULL);
	flow_relay(c->flow);
	take_facts(c);
}

static void to_line(struct chat *c, const struct verb_call *call)
{
	const char *num = call_arg(call, call->id == VERB_GOTO ? "TEXT" : "NUM");
	long long n = call->count;

	if (num && !parse_i64(num, &n)) {
		n = 0;
	}
	if (n > 0 && !to_number(c, n, false)) {
		app_say(c->app, STYLE_TEXT, "%s", tr("There is no such message."));
	}
}

static bool moves(struct chat *c, const struct verb_call *call)
{
	const char *num = call_arg(call, "NUM");
	long long n = call->count ? call->count : 1;

	if (num && (!parse_i64(num, &n) || n < 0 || n > 100000000)) {
		n = 1;
	}
	switch (call->id) {
	case VERB_MOVE_DOWN: num ? flow_scroll(c->flow, (int)n) : flow_move(c->flow, n); return true;
	case VERB_MOVE_UP: num ? flow_scroll(c->flow, (int)-n) : flow_move(c->flow, -n); return true;
	case VERB_MOVE_PAGE_DOWN: flow_page(c->flow, (int)n, false); return true;
	case VERB_MOVE_PAGE_UP: flow_page(c->flow, (int)-n, false); return true;
	case VERB_MOVE_HALF_DOWN: flow_page(c->flow, (int)n, true); return true;
	case VERB_MOVE_HALF_UP: flow_page(c->flow, (int)-n, true); return true;
	case VERB_MOVE_FIRST: flow_first(c->flow); return true;
	case VERB_MOVE_LAST:
		if (call->count) {
			to_line(c, call);
		} else {
			flow_last(c->flow);
		}
		return true;
	case VERB_GOTO: to_line(c, call); return true;
	case VERB_MOVE_NEXT_UNREAD: to_unread(c); return true;
	default: return false;
	}
}

/* A note leads to its place on the drawing, a message with files to the first of them. */
static void open_message(struct chat *c, const char *id)
{
	struct talk_item it;
	struct arena a;

	arena_init(&a);
	if (talk_item(&c->talk, id, &a, &it)) {
		if (it.note || it.m->files.n) {
			app_run(c->app, "drawing.open");
		} else if (it.m->record == RECORD_FILE_REVISED || it.m->record == RECORD_FILE_ADDED) {
			app_run(c->app, arena_printf(&a, "project.show %s", c->row.thread->rfq));
		} else {
			chat_reply(c, it.m->number ? id : "");
		}
	}
	arena_finish(&a);
}

static bool searches(struct chat *c, const struct verb_call *call)
{
	switch (call->id) {
	case VERB_SEARCH:
	case VERB_FILTER:
		if (call_arg(call, "TEXT")) {
			search_done(c, call_arg(call, "TEXT"));
		} else {
			app_ask(c->app, "/", "", NULL, search_done, c);
		}
		return true;
	case VERB_SEARCH_NEXT: next_hit(c, true, false); return true;
	case VERB_SEARCH_PREV: next_hit(c, false, false); return true;
	default: return false;
	}
}

static enum handled on_message(struct chat *c, const struct verb_call *call)
{
	struct arena a;
	const char *id;
	enum handled h = HANDLED;

	arena_init(&a);
	id = meant(c, call, &a);
	switch (call->id) {
	case VERB_CHAT_REPLY: chat_reply(c, id); break;
	case VERB_CHAT_EDIT:
		if (call_arg(call, "TEXT")) {
			h = IGNORED;
		} else {
			chat_change(c, id);
		}
		break;
	case VERB_CHAT_UNREAD: mark_unread(c, id); break;
	case VERB_OPEN: open_message(c, id); break;
	default: h = IGNORED; break;
	}
	arena_finish(&a);
	return h;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct chat *c = st;
	bool own = !call_arg(call, "CHAT");

	if (moves(c, call) || searches(c, call)) {
		app_dirty(c->app);
		return HANDLED;
	}
	switch (call->id) {
	case VERB_CHAT_SEND:
		/* Enter on a message opens what it is about */
		if (own && !c->writing && !edit_len(c->edit) && !c->files.n) {
			open_message(c, flow_at(c->flow));
			return HANDLED;
		}
		return own ? chat_write_verb(c, call) : IGNORED;
	case VERB_CHAT_WRITE: chat_write(c); return HANDLED;
	case VERB_CHAT_READ:
		if (!own) {
			return IGNORED;
		}
		c->peek = false;
		c->fresh = -1;
		flow_relay(c->flow);
		store_seen(app_store(c->app), KIND_THREAD, c->deal, true, NULL);
		return HANDLED;
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_BACK:
		if (c->writing) {
			return chat_write_verb(c, call);
		}
		if (c->words && *c->words) {
			search_done(c, "");
			return HANDLED;
		}
		return HANDLED_POP;
	case VERB_CHAT_REPLY:
	case VERB_CHAT_EDIT:
	case VERB_CHAT_UNREAD:
	case VERB_OPEN: return on_message(c, call);
	default: return chat_write_verb(c, call);
	}
}

static bool text(void *st, const struct key *k)
{
	return chat_text(st, k);
}

static bool typing(void *st)
{
	return ((struct chat *)st)->writing;
}

static void event(void *st, const struct event *ev)
{
	struct chat *c = st;

	switch (ev->what) {
	case EVENT_ROW:
		if (ev->kind != KIND_THREAD || strcmp(ev->id, c->deal) != 0) {
			return;
		}
		break;
	case EVENT_SEEN:
		take_facts(c);
		app_dirty(c->app);
		return;
	case EVENT_DRAFT:
		chat_restore(c);
		app_dirty(c->app);
		return;
	case EVENT_LOOK:
		take_facts(c);
		flow_relay(c->flow);
		app_dirty(c->app);
		return;
	case EVENT_LINK: return;
	default: break;
	}
	take_facts(c);
	talk_read(&c->talk);
	flow_reload(c->flow);
	c->bottom[0] = '\0';
	app_dirty(c->app);
}

static bool click(void *st, int row, int col)
{
	struct chat *c = st;

	(void)col;
	if (!*flow_click(c->flow, row)) {
		chat_write(c);
		return true;
	}
	c->writing = false;
	app_dirty(c->app);
	return true;
}

static const char *object(void *st)
{
	struct chat *c = st;

	return c->writing ? c->deal : flow_at(c->flow);
}

static bool choose(void *st, const char *id)
{
	return flow_to(((struct chat *)st)->flow, id);
}

static int hint(void *st, char *out, size_t n)
{
	struct chat *c = st;
	struct talk_item it;
	struct arena a;
	const char *more = "";

	if (c->writing) {
		return snprintf(out, n, "chat.send chat.newline form.attach editor back chat.next");
	}
	arena_init(&a);
	if (talk_item(&c->talk, flow_at(c->flow), &a, &it)) {
		bool asked = it.m->kind == MESSAGE_CALL_ASKED && it.m->call_state <= CALL_ACCEPTED && it.m->number;

		more = asked && !it.mine && it.m->call_state == CALL_ASKED ? "chat.call-accept chat.call-cancel" : asked ? "chat.call-cancel"
			: it.mine && it.m->number ? "chat.edit" : "chat.reply";
	}
	arena_finish(&a);
	return snprintf(out, n, "%s chat.write search chat.call chat.next back", more);
}

const struct screen screen_chat = {
	.name = "chat",
	.scopes = "pager",
	.title = N_("Chat"),
	.state_size = sizeof(struct chat),
	.open = open_,
	.close = close_,
	.draw = draw,
	.verb = verb,
	.text = text,
	.typing = typing,
	.event = event,
	.hint = hint,
	.click = click,
	.object = object,
	.notice = notice,
	.choose = choose,
};
