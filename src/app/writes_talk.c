#include "app_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/act_talk.h"
#include "app/talk.h"
#include "base/clock.h"

/* Verbs of chats that no screen took. */

static const char *word_of(struct app *app, const struct verb_call *call, const char *name)
{
	const char *word = call_arg(call, name) ? call_arg(call, name) : stage_object(app);

	if (!*word) {
		app_say(app, STYLE_TEXT, "%s", tr("Choose something first."));
	}
	return word;
}

/* ---- opening ---- */

/* A request's chats: the one there is; else those of all partners in a list. */
static int open_of_rfq(struct app *app, const struct rfq *r, struct arena *a)
{
	struct deal **deals;
	const char *only = NULL;
	int n = store_deals(app->store, r->id, a, &deals, NULL), threads = 0;

	for (int i = 0; i < n; i++) {
		if (store_get(app->store, KIND_THREAD, deals[i]->id, a, NULL)) {
			only = deals[i]->id;
			threads++;
		}
	}
	if (threads == 1) {
		app_open(app, "chat", only);
	} else if (threads) {
		app_open(app, "chats", r->id);
	}
	return threads;
}

static enum handled open_chat(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = word_of(app, call, "CHAT"), *of, *at = call_arg(call, "--at");
	const struct thread *t = *word ? store_get(app->store, KIND_THREAD, word, a, NULL) : NULL;
	struct err e = ERR_NONE;
	const struct rfq *r;

	if (!*word) {
		return HANDLED;
	}
	of = t ? "" : store_rfq_of(app->store, word, a);
	r = *of ? store_get(app->store, KIND_RFQ, of, a, NULL) : NULL;
	if (!r) {
		t = t ? t : find_thread(app->store, word, a, &e);
		if (t) {
			app_open(app, "chat", call->id == VERB_CHAT_PEEK ? arena_printf(a, "%s peek", t->id)
				: at ? arena_printf(a, "%s %s", t->id, at) : t->id);
			return HANDLED;
		}
		r = find_rfq(app->store, word, a, NULL);
	}
	if (!r) {
		app_fail(app, &e, tr("This cannot be opened."), NULL);
	} else if (!open_of_rfq(app, r, a)) {
		struct verb_who who = app_who(app);

		if (app_me(app) && app_me(app)->role == ROLE_CUSTOMER) {
			app_run(app, arena_printf(a, "chat.request %s", r->id));
		} else {
			app_say(app, STYLE_TEXT, "%s", verb_offered(VERB_PROJECT_ASK, &who)
				? tr("There is no chat yet: the customer opens it. a asks a question before.")
				: tr("There is no chat yet: the customer opens it."));
		}
	}
	return HANDLED;
}

static enum handled next(struct app *app, struct arena *a)
{
	struct frame *f = stage_top(app);
	bool in_chat = f && !strcmp(f->s->name, "chat");
	const char *here = in_chat ? arena_strndup(a, f->arg, strcspn(f->arg, " ")) : "", *id;

	id = store_next_thread(app->store, here, app_now(app), a);
	if (!id) {
		app_say(app, STYLE_TEXT, "%s", tr("Nothing new in any other chat."));
		return HANDLED;
	}
	if (in_chat) {
		stage_pop(app); /* from chat to chat, the way back stays short */
	}
	app_open(app, "chat", id);
	return HANDLED;
}

static enum handled list(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *of = call_arg(call, "--rfq");
	const struct rfq *r = of ? find_rfq(app->store, of, a, NULL) : NULL;

	if (r) {
		app_open(app, "chats", r->id);
		return HANDLED;
	}
	stage_place(app, stage_place_of("chats"));
	if (!strcmp(stage_top(app)->s->name, "chats") && (call_arg(call, "--text") || call_arg(call, "--state"))) {
		dispatch_call(app, call, NULL);
	}
	return HANDLED;
}

static void search_for(void *arg, const char *text)
{
	if (text && *text) {
		app_open(arg, "found", text);
	}
}

/* ---- writing without the screen of the chat ---- */

static enum handled read_all(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct err e = ERR_NONE;
	const char *word = word_of(app, call, "CHAT");
	const struct thread *t = *word ? find_thread(app->store, word, a, &e) : NULL;

	if (t) {
		store_seen(app->store, KIND_THREAD, t->id, true, NULL);
	} else if (*word) {
		app_fail(app, &e, tr("Nothing was done."), NULL);
	}
	return HANDLED;
}

static enum handled send(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app), .hold = !call_flag(call, "--now"), .contact_reason = call_arg(call, "--contact-reason")};
	const char *word = call_arg(call, "CHAT"), *text = call_arg(call, "TEXT");
	struct err e = ERR_NONE;
	const struct thread *t = word ? find_thread(app->store, word, a, &e) : NULL;
	struct message *m;
	char id[ULID_SIZE];

	if (!t || !text) {
		app_say(app, STYLE_TEXT, "%s", t || !word ? tr("Which chat, and what?") : err_words(&e, a));
		return HANDLED;
	}
	m = entity_new(&entity_message, a);
	m->id = ulid_make(id);
	m->thread = t->id;
	m->text = text;
	if (act_message_send(&act, m, &e)) {
		app_fail(app, &e, tr("The message was not sent."), NULL);
	} else if (act.hold) {
		app_held(app, act.id, tr("The message goes out"));
	}
	return HANDLED;
}

/* The message a verb is about, and its thread. */
static const struct message *message_of(struct app *app, const struct verb_call *call, struct arena *a, struct err *e)
{
	struct frame *f = stage_top(app);
	bool in_chat = f && !strcmp(f->s->name, "chat");
	const char *word = word_of(app, call, "MESSAGE");
	const char *thread = in_chat ? arena_strndup(a, f->arg, strcspn(f->arg, " ")) : NULL;

	return *word ? find_message(app->store, thread, word, a, e) : NULL;
}

static enum handled edit(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app), .contact_reason = call_arg(call, "--contact-reason")};
	struct err e = ERR_NONE;
	const struct message *m = message_of(app, call, a, &e);

	if (m && call_arg(call, "TEXT") && !act_message_edit(&act, m->id, call_arg(call, "TEXT"), &e)) {
		return HANDLED;
	}
	if (e.code) {
		app_fail(app, &e, tr("Nothing was done."), NULL);
	}
	return HANDLED;
}

/* ---- calls ---- */

static enum handled ask_call(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	struct frame *f = stage_top(app);
	const char *word = call_arg(call, "CHAT"), *minutes = call_arg(call, "--minutes");
	const char *here = f && !strcmp(f->s->name, "chat") ? arena_strndup(a, f->arg, strcspn(f->arg, " ")) : stage_object(app);
	struct err e = ERR_NONE;
	const struct thread *t = find_thread(app->store, word ? word : here, a, &e);
	long long n = 0;
	int64_t at;

	if (minutes && (!parse_i64(minutes, &n) || n < 0)) {
		err_set(&e, ERR_INVALID_FIELD, tr("--minutes is a number, not \"%.40s\""), minutes);
	} else if (t && !moment_read(call_arg(call, "TIME"), app_zone(app), app_now(app), &at, &e)
		&& !act_call_ask(&act, t->id, at, n, call_arg(call, "--text"), &e)) {
		app_say(app, STYLE_GOOD, tr("A call is asked for: %s"), app_moment(app, at, a));
		return HANDLED;
	}
	app_fail(app, &e, tr("No call was asked for."), NULL);
	return HANDLED;
}

static enum handled answer_call(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	struct err e = ERR_NONE;
	const struct message *m = message_of(app, call, a, &e);
	const struct reader *me = app_me(app);
	const struct thread *t = m ? store_get(app->store, KIND_THREAD, m->thread, a, NULL) : NULL;
	enum call_state to;

	if (t && me) {
		to = call->id == VERB_CHAT_CALL_ACCEPT ? CALL_ACCEPTED
			: thread_side(me, t) == side_of_role((enum role)m->side) ? CALL_WITHDRAWN : CALL_DECLINED;
		if (!act_call_answer(&act, m->id, to, call_arg(call, "--text"), &e)) {
			app_say(app, STYLE_TEXT, "%s", tr(enum_label(&enum_call_state, to)));
			return HANDLED;
		}
	}
	if (e.code) {
		app_fail(app, &e, tr("Nothing was done."), NULL);
	}
	return HANDLED;
}

/* ---- what a message was ---- */

struct asking { struct app *app; char id[ULID_SIZE]; };

/* For the screen: when, then what it said, indented. */
static void write_history(struct app *app, const struct json *all, struct str *out)
{
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < json_len(all); i++) {
		const char *at = json_get_text(json_at(all, i), "at"), *text = json_get_text(json_at(all, i), "text");
		int64_t ms = 0;

		str_addf(out, "%zu   %s\n  ", i + 1, at && !clock_parse(at, &ms) ? app_moment(app, ms, &a) : "");
		for (const char *p = text ? text : ""; *p; p++) {
			str_addc(out, *p);
			str_add(out, *p == '\n' ? "  " : "");
		}
		str_addc(out, '\n');
	}
	arena_finish(&a);
}

static void history_came(void *arg, int status, const struct json *reply, const struct err *e)
{
	struct asking *h = arg;
	const struct json *all = reply ? json_get(reply, "items") : NULL;
	char key[64];
	struct str b = STR_INIT;

	(void)status;
	snprintf(key, sizeof(key), "history/%s", h->id);
	if (e->code || !reply) {
		app_fail(h->app, e, tr("What it said before was not fetched."), NULL);
	} else {
		write_history(h->app, all ? all : reply, &b);
		app_keep(h->app, key, str_c(&b));
		app_open(h->app, "history", h->id);
	}
	str_finish(&b);
	free(h);
}

static enum handled history(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct err e = ERR_NONE;
	const struct message *m = message_of(app, call, a, &e);
	struct asking *h;

	if (!m) {
		if (e.code) {
			app_fail(app, &e, tr("This cannot be opened."), NULL);
		}
	} else if (m->versions < 2) {
		app_say(app, STYLE_TEXT, "%s", tr("It was never changed."));
	} else {
		h = xcalloc(1, sizeof(*h));
		h->app = app;
		snprintf(h->id, sizeof(h->id), "%s", m->id);
		net_get(app->net, arena_printf(a, "/v1/messages/%s/history", m->id), history_came, h);
	}
	return HANDLED;
}

static enum handled ask_customer(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = word_of(app, call, "RFQ");
	const char *of = *word ? store_rfq_of(app->store, word, a) : "";
	struct err e = ERR_NONE;
	const struct rfq *r = *of ? store_get(app->store, KIND_RFQ, of, a, &e) : *word ? find_rfq(app->store, word, a, &e) : NULL;

	if (r) {
		app_open(app, "ask", r->id);
	} else if (*word) {
		app_fail(app, &e, tr("This cannot be opened."), NULL);
	}
	return HANDLED;
}

enum handled talk_verb(struct app *app, const struct verb_call *call)
{
	struct arena a;
	enum handled h = HANDLED;

	arena_init(&a);
	switch (call->id) {
	case VERB_CHAT_SHOW:
	case VERB_CHAT_PEEK: h = open_chat(app, call, &a); break;
	case VERB_CHAT_NEXT: h = next(app, &a); break;
	case VERB_CHAT_LIST: h = list(app, call, &a); break;
	case VERB_CHAT_READ: h = read_all(app, call, &a); break;
	case VERB_CHAT_SEND: h = send(app, call, &a); break;
	case VERB_CHAT_EDIT: h = edit(app, call, &a); break;
	case VERB_CHAT_CALL: h = ask_call(app, call, &a); break;
	case VERB_CHAT_CALL_ACCEPT:
	case VERB_CHAT_CALL_CANCEL: h = answer_call(app, call, &a); break;
	case VERB_CHAT_HISTORY: h = history(app, call, &a); break;
	case VERB_PROJECT_ASK: h = ask_customer(app, call, &a); break;
	case VERB_CHAT_SEARCH:
		if (call_arg(call, "TEXT")) {
			search_for(app, call_arg(call, "TEXT"));
		} else {
			app_ask(app, tr("In all chats: "), "", NULL, search_for, app);
		}
		break;
	default: h = IGNORED; break;
	}
	arena_finish(&a);
	return h;
}
