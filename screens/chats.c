#include "app/browse.h"
#include "app/screens.h"
#include "app/talk.h"

#include <stdio.h>
#include <string.h>

/* The chats: of projects, and direct ones. With an RFQ's id: those of that request. */
struct chats {
	struct browse_screen list;
	char rfq[ULID_SIZE];
};

static void *row(struct app *app, const char *id, struct arena *a)
{
	struct thread_row *r = arena_alloc(a, sizeof(*r));

	return store_thread(app_store(app), id, app_now(app), a, r) ? r : NULL;
}

static const char *number(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct thread_row *r = row_;

	(void)app;
	*st = r->unread ? STYLE_BOLD : STYLE_TEXT;
	return r->thread->number ? arena_printf(a, "%lld", (long long)r->thread->number) : tr(enum_brief(&enum_thread_kind, r->thread->kind));
}

static const char *title(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct thread_row *r = row_;

	(void)app;
	(void)a;
	*st = r->unread ? STYLE_BOLD : STYLE_TEXT;
	return r->thread->title;
}

static const char *with(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	(void)a;
	(void)st;
	return talk_with(app_me(app), ((const struct thread_row *)row_)->thread);
}

static const char *unread(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct thread_row *r = row_;

	(void)app;
	*st = r->mentioned || r->hot ? STYLE_WARN : STYLE_BOLD;
	return r->unread ? arena_printf(a, "%s%s%s", r->hot ? "!" : "", r->mentioned ? "@" : "", app_int(r->unread, a)) : "";
}

static const char *when(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct thread *t = ((const struct thread_row *)row_)->thread;

	(void)st;
	return t->last_at ? app_ago(app, t->last_at, a) : "";
}

static const char *state(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct thread_row *r = row_;

	(void)app;
	(void)a;
	if (r->pending != INTENT_NONE) {
		*st = r->pending == INTENT_REFUSED ? STYLE_BAD : STYLE_WARN;
		return tr(show_intent_state(r->pending));
	}
	if (r->draft) {
		return tr("draft");
	}
	return r->thread->state == TALK_ASKED ? tr(enum_brief(&enum_talk_state, r->thread->state)) : "";
}

static const char *last(struct app *app, const void *row_, struct arena *a, enum style *st)
{
	const struct thread_row *r = row_;

	(void)app;
	*st = r->unread ? STYLE_TEXT : STYLE_DIM;
	return talk_last(r->thread, a);
}

static const struct column columns[] = {
	{N_("RFQ"), 6, false, 0, number, 8},
	{N_("Title"), 0, false, 0, title, 0},
	{N_("With"), 16, false, 0, with, 16},
	{N_("Newest message"), 40, false, 200, last, 40},
	{N_("New"), 6, true, 0, unread, 6},
	{N_("When"), 9, true, 0, when, 9},
	{N_("State"), 8, false, 0, state, 8},
};

static int add(const char **lines, int i, int n, const char *text)
{
	if (i < n && *text) {
		lines[i++] = text;
	}
	return i;
}

/* At the right of a wide screen: what was said last, the newest at the bottom. */
static int pane(struct app *app, const struct thread_row *r, struct arena *a, const char **lines, int n)
{
	struct show s = {.store = app_store(app), .me = app_me(app), .zone = app_zone(app), .now = app_now(app), .a = a};
	struct message_key keys[20];
	struct talk t;
	int got, i = 0;

	i = add(lines, i, n, talk_title(r->thread, a));
	i = add(lines, i, n, talk_with(app_me(app), r->thread));
	lines[i++] = "";
	talk_init(&t, app_store(app), r->thread->id);
	got = store_message_keys(app_store(app), r->thread->id, INT64_MAX, false, n - i < 20 ? n - i : 20, keys);
	for (int k = 0; k < got; k++) {
		struct talk_item it;

		if (talk_item(&t, keys[k].id, a, &it)) {
			const char *who = it.mine ? tr("you") : it.m->author_name;

			i = add(lines, i, n, it.m->kind == MESSAGE_RECORD ? talk_line(&s, &it) : arena_printf(a, "%s: %s", who, talk_line(&s, &it)));
		}
	}
	talk_finish(&t);
	return i;
}

static int about(struct app *app, const void *row_, struct arena *a, const char **lines, int n)
{
	const struct thread_row *r = row_;
	const struct thread *t = r->thread;
	int i = 0;

	if (n > 8) {
		return pane(app, r, a, lines, n);
	}
	i = add(lines, i, n, arena_printf(a, "%s   %s", talk_title(t, a), talk_with(app_me(app), t)));
	i = add(lines, i, n, talk_last(t, a));
	return add(lines, i, n, arena_printf(a, "%s%s%s%s%s", arena_printf(a, trn("%s message", "%s messages", (unsigned long)t->messages),
		app_int(t->messages, a)), t->notes ? "   " : "", t->notes ? arena_printf(a, trn("%d note", "%d notes", (unsigned long)t->notes), (int)t->notes) : "",
		r->mentioned ? "   " : "", r->mentioned ? tr("you are named") : ""));
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct browse_conf conf = {
		.kind = KIND_THREAD, .name = "chats", .title = N_("Chats"), .columns = columns,
		.ncolumns = sizeof(columns) / sizeof(columns[0]), .row = row, .about = about,
		.empty = N_("No chats yet. A customer opens one from a profile or a quote; partners ask with a in Projects."),
		.query = {.order = ORDER_NEWEST},
		.orders = 1u << ORDER_NEWEST | 1u << ORDER_TITLE | 1u << ORDER_STATE | 1u << ORDER_NUMBER,
	};
	struct chats *p = st;

	(void)e;
	p->list.app = app;
	snprintf(p->rfq, sizeof(p->rfq), "%s", arg);
	conf.query.rfq = *p->rfq ? p->rfq : NULL;
	p->list.browse = browse_create(app, &conf);
	return 0;
}

/* A ticket is answered on its own screen: its state and clock go along with what is said. */
static bool open_ticket(struct chats *p, const char *id)
{
	const struct thread *t;
	struct arena a;
	bool is;

	arena_init(&a);
	t = store_get(app_store(p->list.app), KIND_THREAD, id, &a, NULL);
	is = t && t->kind == THREAD_TICKET;
	arena_finish(&a);
	return is && app_open(p->list.app, "ticket", id) == 0;
}

static void open_chat(struct chats *p, const char *id, bool peek)
{
	char arg[64];

	if (*id && !peek && open_ticket(p, id)) {
		return;
	}
	if (*id) {
		snprintf(arg, sizeof(arg), "%.40s%s", id, peek ? " peek" : "");
		app_open(p->list.app, "chat", arg);
	}
}

static enum handled read_all(struct chats *p)
{
	const char *id = browse_id(p->list.browse);
	const char **marks;
	int n = browse_marks(p->list.browse, &marks);

	for (int i = 0; i < n; i++) {
		store_seen(app_store(p->list.app), KIND_THREAD, marks[i], true, NULL);
	}
	if (!n && *id) {
		store_seen(app_store(p->list.app), KIND_THREAD, id, store_unread(app_store(p->list.app), KIND_THREAD, id), NULL);
	}
	return HANDLED;
}

static enum handled set_filter(struct chats *p, const struct verb_call *call)
{
	struct store_query q = *store_list_query(browse_list(p->list.browse));
	const char *text = call_arg(call, "--text"), *word = call_arg(call, "--state");
	int kind = word ? enum_find(&enum_thread_kind, word) : -1, state = word ? enum_find(&enum_talk_state, word) : -1;

	q.text = text ? text : q.text;
	if (word) {
		q.unread = !strcmp(word, "unread");
		q.process = kind >= 0 ? 1u << kind : 0;
		q.state = state >= 0 ? 1u << state : 0;
		if (!q.unread && !q.process && !q.state) {
			app_say(p->list.app, STYLE_BAD, tr("There is no state \"%s\"."), word);
			return HANDLED;
		}
	}
	browse_set(p->list.browse, &q);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct chats *p = st;
	const char *id = call_arg(call, "ID") ? call_arg(call, "ID") : browse_id(p->list.browse);

	switch (call->id) {
	case VERB_OPEN: open_chat(p, id, false); return HANDLED;
	case VERB_CHAT_PEEK:
		if (call_arg(call, "CHAT")) {
			return IGNORED;
		}
		open_chat(p, id, true);
		return HANDLED;
	case VERB_CHAT_READ: return call_arg(call, "CHAT") ? IGNORED : read_all(p);
	case VERB_CHAT_LIST: return set_filter(p, call);
	case VERB_CLOSE:
	case VERB_BACK:
		if (browse_verb(p->list.browse, call) == HANDLED) {
			return HANDLED;
		}
		return *p->rfq ? HANDLED_POP : IGNORED;
	default: return browse_verb(p->list.browse, call);
	}
}

static int hint(void *st, char *out, size_t n)
{
	if (!*browse_id(((struct chats *)st)->list.browse)) {
		return snprintf(out, n, "filter palette");
	}
	return snprintf(out, n, "open chat.peek chat.next chat.search filter palette");
}

const struct screen screen_chats = {
	.name = "chats",
	.title = N_("Chats"),
	.state_size = sizeof(struct chats),
	BROWSE_SCREEN,
	.open = open_,
	.verb = verb,
	.hint = hint,
};
