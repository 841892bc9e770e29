#ifndef APP_APP_H
#define APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/event.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
#include "cmd/verb.h"
#include "model/entity.h"
#include "model/rules.h"
#include "store/store.h"
#include "ui/edit.h"
#include "ui/screen.h"
#include "ui/surface.h"

/*
 * What a screen may ask. Nothing here waits for the network; writes become intents in the
 * outbox (app/act.h).
 */
struct app;

struct store *app_store(struct app *app);
const struct reader *app_me(struct app *app);   /* NULL: signed out */
unsigned app_turn(struct app *app);             /* counts accounts: what was typed under another one is not saved under this */
int64_t app_now(struct app *app);               /* the server's clock, ms */
const char *app_zone(struct app *app);          /* the reader's time zone */
bool app_read_only(const struct app *app);
bool app_ascii(const struct app *app);

/* Change now, draw later. */
void app_dirty(struct app *app);

/* False while the cursor is on its way from object to object: what tells about the chosen one may stay as it was, and is
   drawn again when it has come to rest. */
bool app_rests(const struct app *app);

/* The message row; kept in :messages. st tells how it is meant, the text says it. */
void app_say(struct app *app, enum style st, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* A failure: what happened to which object, what was kept, what to do next. what and kept are
   translated texts, kept may be NULL. */
void app_fail(struct app *app, const struct err *e, const char *what, const char *kept);
/* The error's title in the current language and, when it adds something, its text; in the arena. */
const char *err_words(const struct err *e, struct arena *a);

/* Is there a draft of it? Then its form is opened though why forbids to send it (said): what was typed can be seen. */
bool app_drafted(struct app *app, const char *word, const char *id, const struct err *why);

/* What a screen leaves for its next opening, until fettle ends or another account comes. NULL: nothing. */
void app_keep(struct app *app, const char *key, const char *text);
const char *app_kept(struct app *app, const char *key);

/* Opens a screen by name on top, or goes back to it where it is open already; 0, or -1 having said why. */
int app_open(struct app *app, const char *screen, const char *arg);
void app_close_screen(struct app *app, void *st); /* when that screen is on top */
/* Runs a verb line as if typed after ":". */
void app_run(struct app *app, const char *line);

/* Asks one line on the prompt row. change (may be NULL) is called as the text changes; done with
   NULL when cancelled. arg must outlive the question: it is dropped when its screen closes. */
typedef void app_text_fn(void *arg, const char *text);
void app_ask(struct app *app, const char *label, const char *initial, app_text_fn *change, app_text_fn *done, void *arg);
/* The same with texts that Tab offers; see question_offers(). */
void app_ask_offering(struct app *app, const char *label, const char *(*offer)(const char *prefix, int i), app_text_fn *done, void *arg);
typedef void app_yes_fn(void *arg);
void app_confirm(struct app *app, const char *question, app_yes_fn *yes, void *arg);

/* Edits text in $VISUAL or $EDITOR (terminal given over and back); done gets NULL when nothing changed, or it failed
   or was longer than max bytes (said; the file is kept then). name: a hint for the temporary file's name. */
void app_editor(struct app *app, const char *name, const char *text, size_t max, app_text_fn *done, void *arg);
bool app_copy(struct app *app, const char *text); /* OSC 52, with a toast */

/* Text in the arena, in the reader's language and zone. */
const char *app_money(struct app *app, int64_t amount, const char *currency, struct arena *a);
const char *app_int(int64_t v, struct arena *a);
const char *app_left(struct app *app, int64_t at, struct arena *a);  /* until at */
const char *app_ago(struct app *app, int64_t at, struct arena *a);
const char *app_day(struct app *app, int64_t at, struct arena *a);
const char *app_moment(struct app *app, int64_t at, struct arena *a);

/* How far the bytes of a file have come, up or down; false: none are under way. */
bool app_progress(struct app *app, const char *hash, int64_t *done, int64_t *size);

/* Calls fn once, ms from now by the machine's clock; answers an id for app_timer_cancel. */
int app_timer(struct app *app, int64_t ms, void (*fn)(void *arg), void *arg);
/* The same by the clock of clock.h, which scripts let stand still: what it does is in no picture by chance. */
int app_clock_timer(struct app *app, int64_t ms, void (*fn)(void *arg), void *arg);
void app_timer_cancel(struct app *app, int id);

/* The messages so far, oldest first. */
struct shown_message { int64_t at; enum style style; const char *text; };
size_t app_messages(struct app *app, const struct shown_message **out);

/* An intent was put with a hold: shows it on the message row with the time left; u takes it back, Enter
   sends now. what: translated, "Quote v3 goes to Hanbit". */
void app_held(struct app *app, const char *intent, const char *what);
/* All that is held in a lane goes out now. */
void app_send_held(struct app *app, const char *lane);
/* A time as people write it, in the reader's zone: "14:00" (the next one), "2026-11-25 14:00", RFC 3339. */
int moment_read(const char *text, const char *zone, int64_t now, int64_t *out, struct err *e);

/* Signs in; done by events (EVENT_ACCOUNT, EVENT_LINK) and messages. */
void app_sign_in(struct app *app, const char *server, const char *pin, const char *user, const char *password);

/* Undo: something that can be taken back; u runs undo, C-r redo. Texts and id are copied. */
struct undo_entry {
	const char *what;  /* translated: "send of quote v3" */
	int (*undo)(struct app *app, const char *id, struct err *e);
	int (*redo)(struct app *app, const char *id, struct err *e); /* NULL: cannot be done again */
	const char *id;
};
void app_undoable(struct app *app, const struct undo_entry *u);

#endif
