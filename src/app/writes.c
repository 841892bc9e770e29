#include "app_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/act_talk.h"
#include "paths.h"
#include "pdf.h"
#include "store/blob.h"

/* Verbs that write: those that need more to be said open a form, the others put an intent. */

/* The object a verb is about: its argument, else what the screen has chosen. "" with a message when none. */
static const char *about(struct app *app, const struct verb_call *call, const char *name)
{
	const char *word = name && call_arg(call, name) ? call_arg(call, name) : stage_object(app);

	if (!*word) {
		app_say(app, STYLE_TEXT, "%s", tr("Choose something first."));
	}
	return word;
}

/* The request a word means: itself, or that of a quote or deal. NULL with a message. */
static const char *rfq_id(struct app *app, const char *word, struct arena *a)
{
	struct err e = ERR_NONE;
	const struct rfq *r;
	const char *of = store_rfq_of(app->store, word, a);

	if (of && *of) {
		return of;
	}
	r = *word ? find_rfq(app->store, word, a, &e) : NULL;
	if (!r && *word) {
		app_fail(app, &e, tr("This cannot be opened."), NULL);
	}
	return r ? r->id : NULL;
}

static enum handled open_form(struct app *app, const char *screen, const char *arg)
{
	app_open(app, screen, arg);
	return HANDLED;
}

static enum handled quote_new(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = about(app, call, "RFQ"), *from = call_arg(call, "--from");
	const char *rfq = *word ? rfq_id(app, word, a) : NULL;
	struct err e = ERR_NONE;
	const struct quote *q;

	if (!rfq) {
		return HANDLED;
	}
	if (from) {
		q = find_quote(app->store, from, a, &e);
		if (!q) {
			app_fail(app, &e, tr("This cannot be opened."), NULL);
			return HANDLED;
		}
		if (stage_has(app, "composer", rfq)) {
			app_open(app, "composer", rfq);
			app_run(app, arena_printf(a, "quote.copy %s", q->id));
			return HANDLED;
		}
		return open_form(app, "composer", arena_printf(a, "%s %s", rfq, q->id));
	}
	return open_form(app, "composer", rfq);
}

static enum handled profile(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = about(app, call, "RFQ");
	const char *rfq = *word ? rfq_id(app, word, a) : NULL;

	return rfq ? open_form(app, "profile", rfq) : HANDLED;
}

static enum handled side_by_side(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = about(app, call, "RFQ"), *rfq = *word ? rfq_id(app, word, a) : NULL;

	return rfq ? open_form(app, "compare", rfq) : HANDLED;
}

static enum handled show(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = about(app, call, call->id == VERB_QUOTE_SHOW ? "QUOTE" : "RFQ");
	struct err e = ERR_NONE;
	const struct quote *q;
	const char *rfq;

	if (!*word) {
		return HANDLED;
	}
	if (call->id == VERB_QUOTE_SHOW) {
		q = find_quote(app->store, word, a, &e);
		if (q) {
			app_open(app, "quote", q->id);
		} else {
			app_fail(app, &e, tr("This cannot be opened."), NULL);
		}
		return HANDLED;
	}
	rfq = rfq_id(app, word, a);
	if (rfq) {
		app_open(app, "project", rfq);
	}
	return HANDLED;
}

/* ---- acts ---- */

static void act_now(void *arg)
{
	struct app *app = arg;
	const char *object = app->asked_object;
	struct act act = {.store = app->store, .now = app_now(app), .hold = true};
	struct err e = ERR_NONE;
	int r = -1;

	switch (app->asked_verb) {
	case VERB_ORDER_PLACE: r = act_order_place(&act, object, &e); break;
	case VERB_ORDER_CONFIRM: r = act_order_confirm(&act, object, &e); break;
	case VERB_CHAT_REQUEST:
		act.hold = false;
		r = act_chat_request(&act, object, &e);
		if (!r) {
			app_open(app, "chat", object);
		}
		break;
	default: break;
	}
	if (r) {
		app_fail(app, &e, tr("Nothing was done."), NULL);
	} else if (act.hold) {
		app_held(app, act.id, tr(app->asked_verb == VERB_ORDER_PLACE ? N_("The order goes out")
			: N_("The confirmation goes out")));
	}
}

static void about_this(struct app *app, enum verb_id id, const char *object)
{
	app->asked_verb = id;
	snprintf(app->asked_object, sizeof(app->asked_object), "%s", object);
}

static enum handled act_on(struct app *app, const struct verb_call *call, const char *object, const char *question)
{
	about_this(app, call->id, object);
	if (question) {
		app_confirm(app, question, act_now, app);
	} else {
		act_now(app);
	}
	return HANDLED;
}

static enum handled on_quote(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct err e = ERR_NONE;
	const char *word = about(app, call, "QUOTE");
	const struct quote *q = *word ? find_quote(app->store, word, a, &e) : NULL;

	if (!q) {
		if (*word) {
			app_fail(app, &e, tr("Nothing was done."), NULL);
		}
		return HANDLED;
	}
	return act_on(app, call, q->id, arena_printf(a, tr("Order quote v%lld of %s for %s %s?"), (long long)q->version,
		q->partner_name, app_money(app, q->total, q->currency, a), q->currency));
}

/* Several partners' deals: the line stands there, Tab offers them. */
static bool ask_which(struct app *app, enum verb_id id, const char *word, struct arena *a)
{
	const struct rfq *r = find_rfq(app->store, word, a, NULL);

	if (r) {
		app_run(app, arena_printf(a, "command \"%s %lld/\"", verbs[id].name, (long long)r->number));
	}
	return r;
}

static enum handled on_deal(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct err e = ERR_NONE;
	const char *word = about(app, call, "DEAL");
	struct wanted_act w = {app_me(app), call->id == VERB_ORDER_CONFIRM ? ACT_CONTRACT : ACT_ASK_CHAT, app_now(app)};
	const struct deal *d = *word && w.me ? find_deal(app->store, word, &w, a, &e) : NULL;

	if (!d) {
		if (*word && (e.code != ERR_USAGE || !ask_which(app, call->id, word, a))) {
			app_fail(app, &e, tr("Nothing was done."), NULL);
		}
		return HANDLED;
	}
	return act_on(app, call, d->id, call->id == VERB_ORDER_CONFIRM ? tr("Confirm this order? It makes the contract.") : NULL);
}

/* The quote's own screen shows what changed. */
static enum handled compare(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct err e = ERR_NONE;
	const char *word = about(app, call, "QUOTE");
	const struct quote *q = *word ? find_quote(app->store, word, a, &e) : NULL;

	if (q && !app_open(app, "quote", q->id)) {
		app_run(app, "quote.compare");
	} else if (!q && *word) {
		app_fail(app, &e, tr("This cannot be opened."), NULL);
	}
	return HANDLED;
}

static enum handled decline(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word = about(app, call, "ID");
	bool customer = app_me(app) && app_me(app)->role == ROLE_CUSTOMER;
	struct err e = ERR_NONE;
	const struct quote *q = customer && *word ? find_quote(app->store, word, a, &e) : NULL;
	const char *rfq = !customer && *word ? rfq_id(app, word, a) : NULL;

	if (customer && *word && !q) {
		app_fail(app, &e, tr("This cannot be opened."), NULL);
	}
	if (q || rfq) {
		return open_form(app, "decline", q ? q->id : rfq);
	}
	return HANDLED;
}

static enum handled takes_profile(struct app *app, const struct verb_call *call, struct arena *a)
{
	struct act act = {.store = app->store, .now = app_now(app)};
	const char *word = about(app, call, "RFQ"), *rfq = *word ? rfq_id(app, word, a) : NULL;
	struct err e = ERR_NONE;

	if (rfq && act_takes_profile(&act, rfq, !strcmp(call_arg(call, "STATE"), "on"), &e)) {
		app_fail(app, &e, tr("Nothing was done."), NULL);
	}
	return HANDLED;
}

/* ---- outbox ---- */

static void drop(void *arg)
{
	struct app *app = arg;
	struct err e = ERR_NONE;

	if (store_intent_drop(app->store, app->asked_object, &e)) {
		app_fail(app, &e, tr("It was not dropped."), NULL);
	}
}

static void retry(struct app *app, const struct intent *in)
{
	struct err e = ERR_NONE;

	if (store_intent_retry(app->store, in->id, &e)) {
		app_fail(app, &e, tr("It was not tried again."), NULL);
	} else if (!app->conf.offline) {
		net_sync_now(app->net);
	}
}

static const char *arg_of_answer(const struct intent *in, struct arena *a)
{
	return arena_printf(a, "%s %s", in->draft_id, strcmp(in->verb, "ticket.note") ? "reply" : "note");
}

/* Back to where it was written. */
static void recall(struct app *app, const struct intent *in, struct arena *a)
{
	struct err e = ERR_NONE;

	if (act_recall(app->store, in->id, &e)) {
		app_fail(app, &e, tr("It was not taken back."), NULL);
		return;
	}
	if (!strcmp(app->held_id, in->id)) {
		held_drop(app);
	}
	if (!*in->draft_word) {
		app_say(app, STYLE_TEXT, "%s", tr("Taken back."));
		return;
	}
	app_say(app, STYLE_TEXT, "%s", tr("Taken back: it is a draft again."));
	if (!strcmp(in->draft_word, "quote")) {
		app_open(app, "composer", in->draft_id);
	} else if (!strcmp(in->draft_word, "profile")) {
		app_open(app, "profile", strcmp(in->draft_id, "own") ? in->draft_id : "");
	} else if (!strcmp(in->draft_word, "decline")) {
		app_open(app, "decline", in->draft_id);
	} else if (!strcmp(in->draft_word, "message")) {
		app_open(app, "chat", in->draft_id);
	} else if (!strcmp(in->draft_word, "question")) {
		app_open(app, "ask", in->draft_id);
	} else if (!strcmp(in->draft_word, "answer")) {
		app_open(app, "answer", arg_of_answer(in, a));
	} else if (!strcmp(in->draft_word, "ticket")) {
		app_open(app, "intake", "");
	}
}

static enum handled outbox(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *id = about(app, call, "INTENT");
	const struct intent *in = *id ? store_intent(app->store, id, a) : NULL;

	if (!*id) {
		return HANDLED;
	}
	if (!in) {
		app_say(app, STYLE_TEXT, "%s", tr("There is no such entry in the outbox."));
	} else if (call->id == VERB_OUTBOX_RETRY) {
		retry(app, in);
	} else if (call->id == VERB_OUTBOX_RECALL) {
		recall(app, in, a);
	} else {
		about_this(app, call->id, id);
		app_confirm(app, in->state == INTENT_ACCEPTED ? tr("Forget this entry? What it did stays.")
			: tr("Forget this? It will not be sent, and what it said is lost."), drop, app);
	}
	return HANDLED;
}

/* ---- files ---- */

struct saving { struct app *app; char hash[BLOB_HASH], *path; };

static void file_here(void *arg, const char *hash, const struct err *e)
{
	struct saving *s = arg;
	struct err why = *e;

	(void)hash;
	if (why.code != ERR_OK || blob_export(s->app->store, s->hash, s->path, false, &why)) {
		app_fail(s->app, &why, tr("The file was not saved."), NULL);
	} else {
		app_say(s->app, STYLE_GOOD, tr("Saved: %s"), s->path);
	}
	free(s->path);
	free(s);
}

static enum handled file_save(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *object = stage_object(app), *path = call_arg(call, "PATH");
	const char *word = call_arg(call, "FILE");
	const struct file_ref *f = *object ? find_file(app->store, object, word ? word : "1", a) : NULL;
	struct saving *s;

	if (!f) {
		app_say(app, STYLE_TEXT, "%s", tr("There is no such file here; name its number or its name."));
		return HANDLED;
	}
	s = xcalloc(1, sizeof(*s));
	s->app = app;
	snprintf(s->hash, sizeof(s->hash), "%s", f->hash);
	/* only the name's last part, so that nothing lands elsewhere */
	s->path = xstrdup(path ? path_meant(path, a) : strrchr(f->name, '/') ? strrchr(f->name, '/') + 1 : f->name);
	app_say(app, STYLE_TEXT, tr("Fetching %s ..."), f->name);
	net_file_get(app->net, f->hash, f->size, file_here, s);
	return HANDLED;
}

struct printing { struct app *app; char *path; };

static void pdf_made(void *arg, const char *said, const struct err *e)
{
	struct printing *p = arg;

	if (e->code) {
		app_fail(p->app, e, tr("The PDF was not made."), NULL);
	} else {
		app_say(p->app, *said ? STYLE_WARN : STYLE_GOOD, tr("Saved: %s%s%s"), p->path, *said ? "   " : "", said);
	}
	free(p->path);
	free(p);
}

static enum handled quote_pdf(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *word, *path;
	struct err e = ERR_NONE;
	const struct quote *q;
	struct printing *p;

	pdf_words(call, &word, &path);
	word = word ? word : about(app, call, NULL);
	q = *word ? find_quote(app->store, word, a, &e) : NULL;
	if (!q) {
		if (*word) {
			app_fail(app, &e, tr("The PDF was not made."), NULL);
		}
		return HANDLED;
	}
	p = xcalloc(1, sizeof(*p));
	p->app = app;
	p->path = xstrdup(path ? path : pdf_name(q, a));
	if (pdf_make(app->loop, q, app_zone(app), p->path, pdf_made, p, &e)) {
		pdf_made(p, "", &e);
	}
	return HANDLED;
}

/* ---- what is offered ---- */

static const struct { enum verb_id id; enum deal_act act; } acts[] = {
	{VERB_PROFILE_SEND, ACT_SEND_PROFILE}, {VERB_PROJECT_ASK, ACT_QUESTION}, {VERB_QUOTE_NEW, ACT_QUOTE}, {VERB_CHAT_REQUEST, ACT_ASK_CHAT},
	{VERB_ORDER_PLACE, ACT_ORDER}, {VERB_ORDER_CONFIRM, ACT_CONTRACT}, {VERB_QUOTE_DECLINE, ACT_DECLINE}, {VERB_QUOTE_DECLINE, ACT_COUNTER},
};

/* Of one's own deals (a customer has one with each partner) any that allows it is enough. */
static bool any_deal_may(struct app *app, const struct rfq *rfq, enum deal_act act, struct arena *a)
{
	struct deal **deals;
	int n = store_deals(app->store, rfq->id, a, &deals, NULL);

	if (n <= 0) {
		return deal_may(app_me(app), rfq, NULL, act, app_now(app), NULL, NULL) == 0;
	}
	for (int i = 0; i < n; i++) {
		if (!deal_may(app_me(app), rfq, deals[i], act, app_now(app), NULL, NULL)) {
			return true;
		}
	}
	return false;
}

/* A quote speaks of its own deal only. */
static bool allows(struct app *app, const char *object, enum deal_act act)
{
	struct arena a;
	const struct quote *q;
	const struct deal *d;
	const struct rfq *rfq;
	bool r = true;

	arena_init(&a);
	q = store_get(app->store, KIND_QUOTE, object, &a, NULL);
	rfq = store_get(app->store, KIND_RFQ, q ? q->rfq : object, &a, NULL);
	d = q ? store_get(app->store, KIND_DEAL, q->deal, &a, NULL) : NULL;
	if (rfq) {
		r = d ? deal_may(app_me(app), rfq, d, act, app_now(app), NULL, NULL) == 0 : any_deal_may(app, rfq, act, &a);
	}
	arena_finish(&a);
	return r;
}

bool writes_offered(struct app *app, enum verb_id id)
{
	const char *object = stage_object(app);
	bool about_deals = false, offered = false;

	for (size_t i = 0; i < lengthof(acts) && *object && app_me(app) && !offered; i++) {
		if (acts[i].id == id) {
			about_deals = true;
			offered = allows(app, object, acts[i].act);
		}
	}
	return offered || !about_deals;
}

/* Those of the chosen request; of all when they are named by their state. */
static enum handled quotes(struct app *app, const struct verb_call *call, struct arena *a)
{
	const char *of = call_arg(call, "--rfq"), *state = call_arg(call, "--state");
	const char *word = of ? of : state ? "" : stage_object(app), *rfq = *word ? rfq_id(app, word, a) : "";
	char line[80];

	if (rfq && !app_open(app, "quotes", rfq) && state) {
		snprintf(line, sizeof(line), "quote.list \"--state=%.40s\"", state);
		app_run(app, line);
	}
	return HANDLED;
}

enum handled writes_verb(struct app *app, const struct verb_call *call)
{
	struct arena a;
	enum handled h = HANDLED;

	arena_init(&a);
	switch (call->id) {
	case VERB_QUOTE_NEW: h = quote_new(app, call, &a); break;
	case VERB_PROFILE_SEND: h = profile(app, call, &a); break;
	case VERB_PROFILE_EDIT:
	case VERB_PROFILE_SHOW: h = open_form(app, "profile", ""); break;
	case VERB_PROJECT_COMPARE: h = side_by_side(app, call, &a); break;
	case VERB_PROJECT_SHOW:
	case VERB_QUOTE_SHOW: h = show(app, call, &a); break;
	case VERB_QUOTE_LIST: h = quotes(app, call, &a); break;
	case VERB_QUOTE_COMPARE: h = compare(app, call, &a); break;
	case VERB_QUOTE_PDF: h = quote_pdf(app, call, &a); break;
	case VERB_QUOTE_DECLINE: h = decline(app, call, &a); break;
	case VERB_ORDER_PLACE: h = on_quote(app, call, &a); break;
	case VERB_ORDER_CONFIRM:
	case VERB_CHAT_REQUEST: h = on_deal(app, call, &a); break;
	case VERB_PROJECT_OPTIN: h = takes_profile(app, call, &a); break;
	case VERB_OUTBOX_RETRY:
	case VERB_OUTBOX_RECALL:
	case VERB_OUTBOX_DROP: h = outbox(app, call, &a); break;
	case VERB_FILE_SAVE: h = file_save(app, call, &a); break;
	case VERB_DRAWING_OPEN: h = sheet_verb(app, call, &a); break;
	case VERB_OUTBOX: h = open_form(app, "outbox", ""); break;
	default: h = IGNORED; break;
	}
	arena_finish(&a);
	return h;
}
