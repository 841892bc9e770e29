#include "app_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "text/format.h"

#define MINUTE_MS 60000

/* What store and net tell becomes events for screens; the left of the status row. */

static void take_account(struct app *app)
{
	const struct account *acc = store_account(app->store);

	snprintf(app->account, sizeof(app->account), "%s", acc ? acc->id : "");
}

/* Another account, signed in here or by another client of this store: nothing of the one before stays to be seen or sent. */
static void follow_account(struct app *app)
{
	const struct account *acc = store_account(app->store);

	if (!strcmp(app->account, acc ? acc->id : "")) {
		return;
	}
	take_account(app);
	app->turn++;
	stage_clear(app);
	journal_forget(app);
	held_drop(app);
	map_destroy(app->kept, free);
	app->kept = map_create();
	app_begin(app);
	if (acc) {
		app_say(app, STYLE_WARN, tr("%s is signed in now; what was open is closed."), acc->login);
	}
}

/* The server said no to something sent earlier, perhaps from another screen: once. */
static void tell_refusal(struct app *app, const char *id)
{
	struct arena a;
	const struct intent *in;
	char key[KEY_TEXT], told[64];

	arena_init(&a);
	in = store_intent(app->store, id, &a);
	snprintf(told, sizeof(told), "refused/%s", id);
	if (!in || in->state != INTENT_REFUSED) {
		app_keep(app, told, "");
	} else if (!app_kept(app, told) || !*app_kept(app, told)) {
		app_keep(app, told, "told");
		keymap_hint(app->km, stage_scopes(app), VERB_OUTBOX, key);
		/* TR: what was sent ("quote.send #2093 v1"), why (a text without its end), the key of the outbox */
		app_say(app, STYLE_BAD, tr("! Refused: %s %s. %s. What it said is kept; %s shows it."), in->verb, tr(in->title),
			err_words(&in->problem, &a), key);
	}
	arena_finish(&a);
}

static void from_store(void *arg, const struct store_event *ev)
{
	static const enum event_what what[] = {[STORE_ROW] = EVENT_ROW, [STORE_BULK] = EVENT_BULK, [STORE_OUTBOX] = EVENT_OUTBOX,
		[STORE_DRAFT] = EVENT_DRAFT, [STORE_SEEN] = EVENT_SEEN, [STORE_KV] = EVENT_ACCOUNT, [STORE_REBUILT] = EVENT_BULK};
	struct app *app = arg;
	struct event out = {.what = what[ev->what], .kind = ev->kind, .id = ev->id ? ev->id : "", .word = ev->word ? ev->word : ""};

	if (ev->what == STORE_KV && strcmp(out.word, "account") != 0) {
		return;
	}
	if (ev->what == STORE_REBUILT) {
		app_rebuilt(app);
	}
	if (ev->what == STORE_OUTBOX && *out.id) {
		tell_refusal(app, out.id);
	}
	if (ev->what == STORE_KV || ev->what == STORE_REBUILT) {
		follow_account(app);
	}
	stage_event(app, &out);
}

static void from_net(void *arg, const struct net_status *st)
{
	struct app *app = arg;
	struct event ev = {.what = EVENT_LINK, .kind = KIND_NONE, .id = "", .word = ""};

	if (st->state == NET_PIN_MISMATCH && st->state != app->link_told) {
		app_fail(app, &st->why, tr("The server was not used."), tr("What waits is kept."));
	} else if (st->state == NET_UNAUTHORISED && st->state != app->link_told) {
		app_fail(app, &st->why, tr("The server wants you to sign in again."), tr("What waits is kept; :login signs in."));
	}
	app->link_told = st->state;
	stage_event(app, &ev);
}

void status_listen(struct app *app)
{
	struct net_conf conf = {.loop = app->loop, .store = app->store, .agent = "fettle", .changed = from_net, .arg = app};

	take_account(app);
	store_listen(app->store, from_store, app);
	app->net = net_create(&conf);
}

void status_look(struct app *app)
{
	struct event look = {.what = EVENT_LOOK, .kind = KIND_NONE, .id = "", .word = ""};

	stage_event(app, &look);
}

/* What is due, and how long ago it was, goes on while nothing else happens. */
static void minute(void *arg)
{
	struct app *app = arg;

	app->minute_timer = loop_timer(app->loop, LOOP_REAL, MINUTE_MS, minute, app);
	status_look(app);
}

void status_start(struct app *app)
{
	app->minute_timer = loop_timer(app->loop, LOOP_REAL, MINUTE_MS, minute, app);
	app->net_started = true;
	if (!app->conf.offline) {
		net_start(app->net);
	}
}

void status_finish(struct app *app)
{
	if (app->store) {
		store_unlisten(app->store, from_store, app);
	}
	net_destroy(app->net);
	app->net = NULL;
}

static void sign_in_done(void *arg, const struct err *e)
{
	struct app *app = arg;

	if (e->code != ERR_OK) {
		app_fail(app, e, tr("Signing in failed."), NULL);
	} else {
		stage_close(app, "login");
		app_say(app, STYLE_GOOD, "%s", tr("Signed in."));
	}
}

void app_sign_in(struct app *app, const char *server, const char *pin, const char *user, const char *password)
{
	net_sign_in(app->net, server, pin, user, password, sign_in_done, app);
}

/* An account that is signed in is not signed out for want of a link that was not even tried. */
static const char *link_word(struct app *app, const struct net_status *st)
{
	if (st->state == NET_SIGNED_OUT && app_me(app)) {
		return net_state_word(app->conf.offline ? NET_OFFLINE : NET_CONNECTING);
	}
	return net_state_word(st->state);
}

/* "online 41ms  outbox 0", "offline since 14:02 (no route to host)   3 queued" */
void status_draw(struct app *app, struct area row, int *used)
{
	const struct net_status *st = net_status(app->net);
	struct intent_counts c;
	char clock[FORMAT_SIZE];
	int col = 1;

	store_intent_counts(app->store, &c);
	if (st->state == NET_OFFLINE && app->net_started) {
		col += area_printf(row, 0, col, row.cols / 2, STYLE_WARN, tr("offline since %s"), format_clock(clock, st->since, app_zone(app)));
	} else {
		col += area_text(row, 0, col, -1, st->state == NET_ONLINE ? STYLE_TEXT : STYLE_WARN, tr(link_word(app, st)));
	}
	if (st->state == NET_ONLINE && st->rtt_ms >= 0 && !app->script) {
		col += area_printf(row, 0, col, -1, STYLE_DIM, " %dms", st->rtt_ms);
	}
	col += 2 + area_printf(row, 0, col + 2, -1, c.waiting ? STYLE_WARN : STYLE_TEXT, tr("outbox %d"), c.waiting);
	if (c.n[INTENT_REFUSED]) {
		col += 2 + area_printf(row, 0, col + 2, -1, STYLE_BAD, tr("refused %d"), c.n[INTENT_REFUSED]);
	}
	if (app->recording) {
		col += 2 + area_printf(row, 0, col + 2, -1, STYLE_WARN, tr("recording %c"), app->recording);
	}
	if (app->conf.read_only) {
		col += 2 + area_text(row, 0, col + 2, -1, STYLE_WARN, tr("read-only"));
	}
	if (keyseq_waits(&app->seq)) {
		struct str b = STR_INIT;

		keyseq_format(&app->seq, &b);
		col += 2 + area_text(row, 0, col + 2, -1, STYLE_KEY, str_c(&b));
		str_finish(&b);
	}
	*used = col;
}
