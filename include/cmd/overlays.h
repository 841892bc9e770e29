#ifndef CMD_OVERLAYS_H
#define CMD_OVERLAYS_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/complete.h"
#include "cmd/history.h"
#include "cmd/keymap.h"
#include "ui/overlay.h"

/*
 * The overlays through which verbs are run and questions asked. Each function makes one that
 * the stage then owns (ui/overlay.h). What they call back is called from done(), that is after they are off the
 * stage, except change() of a question. The host and what it points to must outlive them; texts are copied.
 *
 * Their own keys are looked up in the scopes NAME and "overlay" (move.down, open, back, pane.next
 * ...), so they can be bound as any other; plain characters are text.
 */
struct palette_object {
	const char *label, *note; /* clean is not needed: surfaces clean */
	const char *line;         /* the verb line that Enter runs: "project.show 01J..." */
};

struct cmd_host {
	void *ctx;
	struct keymap *km;
	const char *const *scopes;  /* of the screen below, narrow first, NULL-ended */
	bool typing;                /* a field of that screen has the focus: help lists first what works then */
	bool (*valid)(void *ctx, enum verb_id id); /* offered here and now; NULL: all of the screen */
	complete_fn *complete;      /* NULL: no values */
	/* line is the call as typed, for the journal. The call lives until run() returns. */
	void (*run)(void *ctx, const struct verb_call *call, const char *line);
	/* Objects that match the query, best first, at most max; from memory. NULL: none. */
	size_t (*objects)(void *ctx, const char *query, struct arena *a, struct palette_object *out, size_t max);
	/* Keeps a "bind SCOPE KEYS VERB" line of help in the user's keymap file and reads it into km.
	   NULL: it is read into km and forgotten at the end. */
	int (*bind)(void *ctx, const char *line, struct err *e);
	struct history *history;    /* of the : line; NULL: none */
};

#define PALETTE_OBJECTS 50

struct overlay prompt_create(const struct cmd_host *host, const char *initial);  /* the : line */
struct overlay palette_create(const struct cmd_host *host);
struct overlay help_create(const struct cmd_host *host, const char *query);

/* One line of text. change (or NULL) is called in key() whenever the text changes, done with
   NULL when cancelled. edit_flags: EDIT_SECRET for a password. */
typedef void question_fn(void *arg, const char *text);
struct overlay question_create(const struct cmd_host *host, const char *label, const char *initial,
	int edit_flags, question_fn *change, question_fn *done, void *arg);

/* Texts that Tab puts in one after the other (S-Tab back), of those that begin with what is typed. offer
   answers the i-th, NULL at the end; borrowed until the next call. o: of question_create(). */
typedef const char *question_offer_fn(const char *prefix, int i);
void question_offers(struct overlay *o, question_offer_fn *offer);

/* y or n; word: not NULL for what cannot be taken back: that word must be typed. done: true for yes. */
typedef void confirm_fn(void *arg, bool yes);
struct overlay confirm_create(const struct cmd_host *host, const char *question, const char *word,
	confirm_fn *done, void *arg);

/* The which-key hint: not an overlay, it takes no keys. Rows it needs (0: nothing pending), and drawing them. */
int whichkey_rows(struct keymap *km, const struct keyseq *seq, const char *const *scopes, int screen_rows, int cols);
void whichkey_draw(struct keymap *km, const struct keyseq *seq, const char *const *scopes, struct area a);

#endif
