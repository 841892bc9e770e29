#include "app_impl.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"

/* Verbs that no screen took. */

#define REPLAY_DEPTH 5

static void quit(struct app *app)
{
	app_quit(app, 0);
}

static void close_one(struct app *app)
{
	if (app->stack.n > 1) {
		stage_pop(app);
	} else {
		quit(app);
	}
}

void global_suspend(struct app *app)
{
	struct sigaction stop = {.sa_handler = SIG_DFL}, was;

	if (term_fd(app->term) < 0) {
		return;
	}
	term_leave(app->term);
	/* the whole job, so that a shell script or make above us stops too */
	sigaction(SIGTSTP, &stop, &was);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &was, NULL);
	term_enter(app->term);
	term_redraw(app->term);
}

static void set_lang(struct app *app, const char *word)
{
	enum lang lang;

	if (!word || lang_parse(word, &lang)) {
		app_say(app, STYLE_TEXT, "%s", tr("Languages: en, ko, ja, uk."));
		return;
	}
	i18n_set(lang);
	store_kv_set(app->store, "set/lang", lang_code(lang), NULL);
	status_look(app);
}

static void set_theme(struct app *app, const char *word)
{
	static const char *const themes[] = {"auto", "mono", "8", "16", "256"};

	for (size_t i = 0; word && i < lengthof(themes); i++) {
		if (!strcmp(themes[i], word)) {
			store_kv_set(app->store, "set/theme", word, NULL);
			term_theme(app->term, (int)i);
			return;
		}
	}
	app_say(app, STYLE_TEXT, "%s", tr("Colours: auto, mono, 8, 16, 256."));
}

static void set_mouse(struct app *app, const char *word)
{
	bool on = word ? !strcmp(word, "on") : !app->conf.mouse;

	if (word && !on && strcmp(word, "off") != 0) {
		app_say(app, STYLE_TEXT, "%s", tr("Mouse: on, off."));
	} else if (!term_mouse(app->term, on)) {
		app_say(app, STYLE_TEXT, "%s", tr("This terminal tells nothing of a mouse."));
	} else {
		app->conf.mouse = on;
		app_say(app, STYLE_TEXT, "%s", tr(on ? N_("The mouse is on; Shift-drag still selects.") : N_("The mouse is off.")));
	}
}

static void bind_key(struct app *app, const struct verb_call *call)
{
	struct str b = STR_INIT;
	struct err e = ERR_NONE;

	str_addf(&b, "bind %s %s %s", call_arg(call, "SCOPE"), call_arg(call, "KEYS"), call_arg(call, "TEXT"));
	if (keymap_read(app->km, "", str_c(&b), &e)) {
		app_say(app, STYLE_BAD, "%s", e.text);
	} else {
		app_say(app, STYLE_TEXT, tr("%s is bound until you leave."), call_arg(call, "KEYS"));
	}
	str_finish(&b);
}

static void record(struct app *app, const char *letter)
{
	if (app->recording) {
		struct str *m = &app->macros[app->recording - 'a'];

		/* the keys that ended it are no part of it */
		str_cut(m, app->macro_mark < m->len ? app->macro_mark : m->len);
		app_say(app, STYLE_TEXT, tr("Recorded under %c: %s"), app->recording, str_c(m));
		app->recording = 0;
		app->seq.stopping = 0;
		return;
	}
	if (!letter || letter[0] < 'a' || letter[0] > 'z' || letter[1]) {
		app_say(app, STYLE_BAD, "%s", tr("A letter from a to z names a recording."));
		return;
	}
	app->recording = letter[0];
	app->seq.stopping = VERB_RECORD;
	str_clear(&app->macros[letter[0] - 'a']);
	app_say(app, STYLE_TEXT, tr("Recording under %c; Q ends it."), letter[0]);
}

static void replay(struct app *app, const struct verb_call *call)
{
	const char *letter = call_arg(call, "LETTER");
	char *keys;

	if (!letter || letter[0] < 'a' || letter[0] > 'z' || letter[1]) {
		app_say(app, STYLE_BAD, "%s", tr("A letter from a to z names a recording."));
		return;
	}
	if (!app->macros[letter[0] - 'a'].len || app->replaying >= REPLAY_DEPTH) {
		app_say(app, STYLE_TEXT, app->replaying ? tr("Recording %c was not played: it plays itself.") : tr("Nothing is recorded under %c."),
			letter[0]);
		return;
	}
	keys = xstrdup(str_c(&app->macros[letter[0] - 'a']));
	app->replaying++;
	for (int i = 0; i < (call->count ? call->count : 1) && !app->quit; i++) {
		const char *p = keys;
		struct key k;

		while (!app->quit && keys_next(&p, &k)) {
			dispatch_key(app, &k);
		}
	}
	app->replaying--;
	free(keys);
}

static void copy_object(struct app *app, const char *text)
{
	const char *id = text ? text : stage_object(app);

	if (*id) {
		app_copy(app, id);
	} else {
		app_say(app, STYLE_TEXT, "%s", tr("There is nothing to copy here."));
	}
}

static void set_clock(struct app *app, const char *word)
{
	int64_t ms;
	long long seconds;

	if (*word == '+' && parse_i64(word + 1, &seconds)) {
		clock_advance(seconds * 1000);
	} else if (*word == '+' && ends_with(word, "s")) {
		char *digits = xstrndup(word + 1, strlen(word) - 2);

		if (parse_i64(digits, &seconds)) {
			clock_advance(seconds * 1000);
		}
		free(digits);
	} else if (!clock_parse(word, &ms)) {
		clock_freeze(ms);
	} else {
		app_say(app, STYLE_BAD, "%s", tr("A time is 2026-11-21T09:00:00Z or +10s."));
	}
	loop_kick(app->loop);
	status_look(app);
}

static void save_picture(struct app *app, const char *name)
{
	struct str b = STR_INIT;
	struct err e = ERR_NONE;
	char *path;

	stage_draw(app);
	surface_picture(&app->surface, &b);
	path = strchr(name, '/') || ends_with(name, ".txt") ? xstrdup(name) : xasprintf("%s.txt", name);
	if (fs_write(path, str_c(&b), b.len, 0644, &e)) {
		app_fail(app, &e, tr("The picture was not saved."), NULL);
	}
	free(path);
	str_finish(&b);
}

static void ask_line(struct app *app, const struct verb_call *call)
{
	struct cmd_host host = dispatch_host(app);

	stage_overlay(app, prompt_create(&host, call_arg(call, "TEXT") ? call_arg(call, "TEXT") : ""));
}

static void whoami(struct app *app)
{
	const struct account *acc = store_account(app->store);

	if (acc) {
		app_say(app, STYLE_TEXT, "%s, %s, %s", acc->login, tr(enum_label(&enum_role, acc->role)), acc->org_name);
	} else {
		app_say(app, STYLE_TEXT, "%s", tr("Nobody is signed in."));
	}
}

static void wipe(void *arg, const struct err *why)
{
	struct app *app = arg;
	struct err e = ERR_NONE;

	(void)why; /* a server that cannot be reached keeps nobody signed in here */
	if (store_wipe(app->store, &e)) {
		app_fail(app, &e, tr("What is kept here could not be wiped."), NULL);
	} else {
		app_say(app, STYLE_GOOD, "%s", tr("Signed out; nothing of it is kept here."));
	}
}

static void sign_out(void *arg)
{
	struct app *app = arg;

	net_sign_out(app->net, wipe, app);
}

static void ask_sign_out(struct app *app)
{
	struct intent_counts c;
	struct arena a;

	if (!app_me(app)) {
		app_say(app, STYLE_TEXT, "%s", tr("Nobody is signed in."));
		return;
	}
	arena_init(&a);
	store_intent_counts(app->store, &c);
	app_confirm(app, c.waiting ? arena_printf(&a, trn("Sign out? %d in the outbox was not sent yet and is lost, drafts too.",
		"Sign out? %d in the outbox were not sent yet and are lost, drafts too.", (unsigned long)c.waiting), c.waiting)
		: tr("Sign out? What is kept here is wiped, drafts too."), sign_out, app);
	arena_finish(&a);
}

static void sync_now(struct app *app)
{
	if (!app_me(app)) {
		app_say(app, STYLE_TEXT, "%s", tr("Nobody is signed in; :login signs in."));
	} else if (app->conf.offline) {
		app_say(app, STYLE_TEXT, "%s", tr("fettle was started offline: what is sent waits for the next start."));
	} else {
		net_sync_now(app->net);
		app_say(app, STYLE_TEXT, "%s", tr("Sending and fetching ..."));
	}
}

static void back(struct app *app)
{
	if (held_active(app)) {
		held_drop(app);
	}
}

enum handled global_verb(struct app *app, const struct verb_call *call)
{
	struct cmd_host host = dispatch_host(app);
	long long n = 0;

	switch (call->id) {
	case VERB_QUIT: quit(app); break;
	case VERB_CLOSE: close_one(app); break;
	case VERB_BACK: back(app); break;
	case VERB_PLACE:
		if (parse_i64(call_arg(call, "NUM"), &n)) {
			stage_place(app, (int)n);
		}
		break;
	case VERB_HELP: stage_overlay(app, help_create(&host, call_arg(call, "TEXT") ? call_arg(call, "TEXT") : "")); break;
	case VERB_PALETTE: stage_overlay(app, palette_create(&host)); break;
	case VERB_COMMAND: ask_line(app, call); break;
	case VERB_REDRAW: term_redraw(app->term); break;
	case VERB_SUSPEND: global_suspend(app); break;
	case VERB_MESSAGES: app_open(app, "messages", ""); break;
	case VERB_LANG: set_lang(app, call_arg(call, "LANG")); break;
	case VERB_THEME: set_theme(app, call_arg(call, "THEME")); break;
	case VERB_KEYMAP: config_keymap(app, call_arg(call, "NAME")); break;
	case VERB_BIND: bind_key(app, call); break;
	case VERB_MOUSE: set_mouse(app, call_arg(call, "STATE")); break;
	case VERB_COPY: copy_object(app, call_arg(call, "TEXT")); break;
	case VERB_PIPE: pipe_object(app, call_arg(call, "COMMAND")); break;
	case VERB_UNDO: journal_undo(app, false); break;
	case VERB_REDO: journal_undo(app, true); break;
	case VERB_REPEAT:
		if (app->last_line) {
			char *line = xstrdup(app->last_line);

			dispatch_line(app, line);
			free(line);
		} else {
			app_say(app, STYLE_TEXT, "%s", tr("There is nothing to repeat yet."));
		}
		break;
	case VERB_RECORD: record(app, call_arg(call, "LETTER")); break;
	case VERB_REPLAY: replay(app, call); break;
	case VERB_MARK_SET: journal_mark(app, call_arg(call, "LETTER")[0]); break;
	case VERB_MARK_GO: journal_go(app, call_arg(call, "LETTER")[0]); break;
	case VERB_JUMP_BACK: journal_jump(app, -(call->count ? call->count : 1)); break;
	case VERB_JUMP_FORWARD: journal_jump(app, call->count ? call->count : 1); break;
	case VERB_SAVE: save_picture(app, call_arg(call, "NAME")); break;
	case VERB_WAIT: script_wait(app, call_arg(call, "STATE")); break;
	case VERB_CLOCK: set_clock(app, call_arg(call, "TIME")); break;
	case VERB_WHOAMI: whoami(app); break;
	case VERB_LOGIN: app_open(app, "login", ""); break;
	case VERB_LOGOUT: ask_sign_out(app); break;
	case VERB_SYNC: sync_now(app); break;
	case VERB_PROJECT_LIST:
		stage_place(app, 1);
		if (!strcmp(stage_top(app)->s->name, "projects")) {
			dispatch_call(app, call, NULL);
		}
		break;
	case VERB_OPEN:
	case VERB_SELECT:
	case VERB_FILTER_CLEAR:
	case VERB_PANE_NEXT:
	case VERB_PANE_PREV:
		break;
	default:
		app_say(app, STYLE_TEXT, tr("%s does nothing on this screen."), verbs[call->id].name);
		return IGNORED;
	}
	return HANDLED;
}
