#include "app_impl.h"
#include "unlock.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "model/money.h"
#include "rebuilt.h"
#include "text/clean.h"
#include "text/format.h"
#include "text/utf8.h"

#define MESSAGES_MAX 500

struct store *app_store(struct app *app)
{
	return app->store;
}

const struct reader *app_me(struct app *app)
{
	return store_reader(app->store);
}

int64_t app_now(struct app *app)
{
	return app->net ? net_server_now(app->net) : clock_ms();
}

const char *app_zone(struct app *app)
{
	const struct account *acc = store_account(app->store);

	return acc ? acc->zone : "";
}

unsigned app_turn(struct app *app)
{
	return app->turn;
}

bool app_read_only(const struct app *app)
{
	return app->conf.read_only;
}

bool app_ascii(const struct app *app)
{
	return app->conf.ascii || term_is_ascii(app->term);
}

void app_dirty(struct app *app)
{
	app->dirty = true;
}

/* ---- saying ---- */

static void forget_oldest(struct app *app)
{
	free((char *)app->messages.v[0].text);
	vec_remove(&app->messages, 0);
}

void app_say(struct app *app, enum style st, const char *fmt, ...)
{
	struct str b = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&b, fmt, ap);
	va_end(ap);
	if (app->messages.n >= MESSAGES_MAX) {
		forget_oldest(app);
	}
	*vec_add(&app->messages) = (struct shown_message){clock_ms(), st, str_take(&b)};
	app->said = app->messages.v[app->messages.n - 1].text;
	app->said_style = st;
	log_debug("said: %zu messages", app->messages.n);
	app_dirty(app);
}

const char *err_words(const struct err *e, struct arena *a)
{
	const char *title = tr(err_title(e->code));

	/* our own words say more than the code's title; the server's words come with the title */
	if (*e->field && *e->text) {
		return arena_strdup(a, tr(e->text));
	}
	return *e->text ? arena_printf(a, "%s: %s", title, tr(e->text)) : title;
}

/* Its first word in the spelling that begins a sentence, unless it is a name ("lines[1].unit", "a.dxf"). */
static const char *sentence(const char *text, struct arena *a)
{
	int32_t first = 0;
	size_t n = utf8_decode(text, strlen(text), &first);
	char letter[UTF8_MAX + 1] = "";

	if (!n || text[strcspn(text, "./[_=\"0123456789 ,;:")] != ' ') {
		return text;
	}
	utf8_encode(utf8_upper(first), letter);
	return arena_printf(a, "%s%s", letter, text + n);
}

void app_fail(struct app *app, const struct err *e, const char *what, const char *kept)
{
	struct arena a;

	arena_init(&a);
	/* TR: what failed (a sentence), why (one without its end), what was kept (a sentence) */
	app_say(app, STYLE_BAD, kept ? tr("! %s %s. %s") : tr("! %s %s."), what, sentence(err_words(e, &a), &a), kept);
	arena_finish(&a);
}

size_t app_messages(struct app *app, const struct shown_message **out)
{
	*out = app->messages.v;
	return app->messages.n;
}

/* ---- keeping ---- */

bool app_drafted(struct app *app, const char *word, const char *id, const struct err *why)
{
	struct arena a;
	bool there;

	arena_init(&a);
	there = app_me(app) && store_draft(app->store, word, id, &a);
	arena_finish(&a);
	if (there) {
		app_fail(app, why, tr("This can no longer be sent."), tr("What was typed is kept."));
	}
	return there;
}

void app_keep(struct app *app, const char *key, const char *text)
{
	free(map_set(app->kept, key, xstrdup(text)));
}

const char *app_kept(struct app *app, const char *key)
{
	return map_get(app->kept, key);
}

/* ---- timers ---- */

bool app_progress(struct app *app, const char *hash, int64_t *done, int64_t *size)
{
	return net_file_progress(app->net, hash, done, size);
}

int app_timer(struct app *app, int64_t ms, void (*fn)(void *arg), void *arg)
{
	return loop_timer(app->loop, LOOP_REAL, ms, fn, arg);
}

int app_clock_timer(struct app *app, int64_t ms, void (*fn)(void *arg), void *arg)
{
	return loop_timer(app->loop, LOOP_CLOCK, ms, fn, arg);
}

void app_timer_cancel(struct app *app, int id)
{
	loop_timer_cancel(app->loop, id);
}

/* ---- texts ---- */

const char *app_money(struct app *app, int64_t amount, const char *currency, struct arena *a)
{
	char text[FORMAT_SIZE];
	int decimals = currency_exponent(currency);

	(void)app;
	return arena_strdup(a, format_decimal(text, amount, decimals > 0 ? decimals : 0, i18n_get()));
}

const char *app_int(int64_t v, struct arena *a)
{
	char text[FORMAT_SIZE];

	return arena_strdup(a, format_int(text, v, i18n_get()));
}

const char *app_left(struct app *app, int64_t at, struct arena *a)
{
	char text[FORMAT_SIZE];

	return arena_strdup(a, format_left(text, at, app_now(app), false, app_zone(app), i18n_get()));
}

const char *app_ago(struct app *app, int64_t at, struct arena *a)
{
	char text[FORMAT_SIZE];

	return arena_strdup(a, format_ago(text, at, app_now(app), app_zone(app), i18n_get()));
}

const char *app_day(struct app *app, int64_t at, struct arena *a)
{
	char text[FORMAT_SIZE];

	return arena_strdup(a, format_day(text, at, app_now(app), app_zone(app), i18n_get()));
}

const char *app_moment(struct app *app, int64_t at, struct arena *a)
{
	char text[FORMAT_SIZE];

	return arena_strdup(a, format_moment(text, at, app_zone(app), i18n_get()));
}

bool app_copy(struct app *app, const char *text)
{
	bool done = term_clipboard(app->term, text, strlen(text));

	if (done) {
		app_say(app, STYLE_TEXT, trn("%zu byte is in the clipboard.", "%zu bytes are in the clipboard.", strlen(text)), strlen(text));
	} else {
		app_say(app, STYLE_BAD, "%s", tr("This terminal takes no clipboard text, or it is too long."));
	}
	return done;
}

/* ---- life ---- */

static struct term *make_term(const struct app_conf *conf, struct err *e)
{
	struct term_conf tc = {.mouse = conf->mouse, .ascii = conf->ascii, .ambiguous = conf->ambiguous == AMBIGUOUS_ASK ? 0 : conf->ambiguous ? conf->ambiguous : 1};
	static const char *const themes[] = {"auto", "mono", "8", "16", "256"};

	for (int i = 0; i < 5; i++) {
		if (conf->theme && !strcmp(conf->theme, themes[i])) {
			tc.theme = i;
		}
	}
	return conf->rows ? term_create_memory(conf->rows, conf->cols) : term_create_curses(&tc, e);
}

static void load_history(struct app *app);

struct app *app_create(const struct app_conf *conf, struct err *e)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->conf = *conf;
	arena_init(&app->texts);
	app->loop = loop_create();
	app->km = keymap_create();
	app->history = history_create();
	app->kept = map_create();
	if (unlock_store(conf->read_only, &app->store, e)) {
		goto fail;
	}
	if (config_load(app, e)) {
		goto fail;
	}
	app->term = make_term(&app->conf, e);
	if (!app->term) {
		goto fail;
	}
	load_history(app);
	term_fit(app->term, &app->surface);
	status_listen(app);
	return app;
fail:
	app_destroy(app);
	return NULL;
}

/* ---- history of the : line ---- */

static void save_history(void *arg, struct history *h)
{
	struct app *app = arg;
	struct str b = STR_INIT;

	history_write(h, &b);
	store_kv_set(app->store, "history/command", str_c(&b), NULL);
	str_finish(&b);
}

static void load_history(struct app *app)
{
	struct arena a;
	const char *text;

	arena_init(&a);
	text = store_kv(app->store, "history/command", &a);
	if (text) {
		history_read(app->history, text);
	}
	arena_finish(&a);
	history_on_change(app->history, save_history, app);
}

void app_destroy(struct app *app)
{
	if (!app) {
		return;
	}
	script_finish(app);
	stage_finish(app);
	journal_forget(app);
	status_finish(app);
	held_drop(app);
	term_destroy(app->term);
	surface_finish(&app->surface);
	keymap_destroy(app->km);
	history_destroy(app->history);
	store_close(app->store);
	loop_destroy(app->loop);
	while (app->messages.n) {
		forget_oldest(app);
	}
	vec_finish(&app->messages);
	vec_finish(&app->attaching);
	map_destroy(app->kept, free);
	arena_finish(&app->texts);
	for (int i = 0; i < 26; i++) {
		str_finish(&app->macros[i]);
	}
	free(app->last_line);
	free(app);
}

void app_quit(struct app *app, int code)
{
	app->quit = true;
	app->exit_code = code;
	loop_quit(app->loop);
}

/* ---- the loop ---- */

static void resized(void *arg)
{
	struct app *app = arg;

	term_resized(app->term);
}

static void stopped(void *arg)
{
	global_suspend(arg);
}

/* Stopped from outside (SIGSTOP) and let go on: the terminal may be anybody's by now. */
static void goes_on(void *arg)
{
	struct app *app = arg;

	term_enter(app->term);
	term_redraw(app->term);
	app_dirty(app);
}

static void hang_up(void *arg)
{
	/* drafts are saved as the screens close */
	app_quit(arg, 0);
}

static void read_keys(void *arg, int fd, int events)
{
	struct app *app = arg;
	struct key k;

	(void)fd;
	(void)events;
	/* all that waits, before one drawing */
	store_hold(app->store);
	while (!app->quit && (k = term_key(app->term)).kind != KEYK_NONE) {
		dispatch_key(app, &k);
	}
}

static void after_round(void *arg)
{
	struct app *app = arg;

	if (app->dirty && !app->quit) {
		app->dirty = false;
		store_hold(app->store);
		stage_draw(app);
	}
	store_let_go(app->store);
	if (!app->painted) {
		app->painted = true;
		status_start(app);
	}
	if (app->script && !app->quit) {
		script_step(app);
	}
}

void app_begin(struct app *app)
{
	stage_place(app, 1);
	if (!app_me(app)) {
		app->going = true; /* nobody was at the list yet */
		app_open(app, "login", "");
		app->going = false;
	}
}

void app_rebuilt(struct app *app)
{
	struct arena a;
	const char *words;

	arena_init(&a);
	words = rebuilt_words(app->store, &a);
	if (words) {
		app_say(app, STYLE_WARN, "%s", words);
	}
	arena_finish(&a);
}

int app_main(struct app *app)
{
	app_begin(app);
	app_rebuilt(app);
	if (term_fd(app->term) >= 0) {
		loop_fd(app->loop, term_fd(app->term), LOOP_READ, read_keys, app);
		loop_signal(app->loop, SIGWINCH, resized, app);
		loop_signal(app->loop, SIGTSTP, stopped, app);
		loop_signal(app->loop, SIGCONT, goes_on, app);
		loop_signal(app->loop, SIGHUP, hang_up, app);
		loop_signal(app->loop, SIGTERM, hang_up, app);
		loop_signal(app->loop, SIGINT, hang_up, app);
	}
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	loop_after(app->loop, after_round, app);
	app_dirty(app);
	loop_kick(app->loop);
	loop_wake(app->loop);
	loop_run(app->loop);
	return app->script ? script_exit(app) : app->exit_code;
}
