#ifndef APP_FILLING_H
#define APP_FILLING_H

#include "app/app.h"
#include "app/guard.h"
#include "ui/form.h"
#include "ui/screen.h"

/*
 * What screens that are a form share: the form, its attached files, and a draft that is saved
 * shortly after each change, read back at the next opening, and dropped when it was sent.
 */
struct filling {
	struct app *app;
	struct form *form;
	const struct form_field *fields;
	int nfields;
	const char *word;        /* draft word; NULL: no draft */
	char id[ULID_SIZE];      /* what the draft is about */
	struct items files;      /* of struct file_ref */
	struct arena arena;      /* of the files */
	bool no_files;           /* nothing can be attached */
	unsigned turn;           /* app_turn() at the start */
	unsigned saved;          /* form_changes at the last save */
	int timer;
	const struct entity *said; /* see filling_guard() */
	struct guard guard;
};

void filling_init(struct filling *f, struct app *app, const struct form_field *fields, int n, const char *word, const char *id);
void filling_finish(struct filling *f);  /* saves */
/* Reads the draft into the form; false: there is none. */
bool filling_restore(struct filling *f);
void filling_save(struct filling *f);
void filling_forget(struct filling *f);  /* sent or thrown away: no more saving; the draft is the intent's now */
/* Looks for contacts in the fields that this object, with fields of these names, says to others, from now on. */
void filling_guard(struct filling *f, const struct entity *said);
const char *filling_notice(struct filling *f);  /* for struct screen's notice */
/* The draft changed elsewhere: where nothing was typed meanwhile, it is read anew. */
void filling_event(struct filling *f, const struct event *ev);
bool filling_text(struct filling *f, const struct key *k);
/* Tab, S-Tab, $EDITOR, attach; else IGNORED. */
enum handled filling_verb(struct filling *f, const struct verb_call *call);
void filling_attach(struct filling *f, const char *path);
void filling_draw(struct filling *f, struct area content);

/* A screen that is a form begins its state with its struct filling, and its table with FILLING_SCREEN and .text. */
#define FILLING_SCREEN \
	.scopes = "form", .close = filling_screen_close, .typing = filling_screen_typing, \
	.event = filling_screen_event, .notice = filling_screen_notice
void filling_screen_close(void *st);
bool filling_screen_text(void *st, const struct key *k);
bool filling_screen_typing(void *st); /* always: plain keys are text */
void filling_screen_event(void *st, const struct event *ev);
const char *filling_screen_notice(void *st);

#endif
