#ifndef APP_PINS_H
#define APP_PINS_H

#include "app/act_talk.h"
#include "app/talk.h"
#include "draw/anchor.h"

/*
 * The notes of a drawing, those pinned to revisions before it too, with what became of them there. What waits to be
 * sent is among them. Numbers begin anew in each thread.
 */
struct pin {
	const struct note *note;
	struct anchor anchor;
	struct anchor_found found;  /* where it is on this drawing */
	bool here;                  /* it was made on this very file */
	bool waits;                 /* its note is not sent yet */
};
struct pins { struct arena a; struct pin *v; size_t n; };

/* thread "": of all threads of the request. Everything in p lives until the next load or pins_finish(). Unplaced: found is empty. */
void pins_load(struct pins *p, struct store *s, const char *rfq, const char *thread, const char *hash);
void pins_finish(struct pins *p);
/* The drawing its notes were made on last, when that is not this one: its hash, "" none needed. */
const char *pins_other_file(const struct pins *p);
/* old: the drawing of old_hash, NULL when it is not at hand. */
void pins_find(struct pins *p, const struct anchor_index *now, const struct anchor_index *old, const char *old_hash);
/* "kept", "moved 4.2 mm", "orphan"; of one made here its state: "still open". In the arena. */
const char *pin_state(const struct pin *p, struct arena *a);

/* What was said about a note, the first message of it first; ids for talk_item(). At most n. */
int pin_messages(const struct talk *t, const struct note *note, const char **ids, int n, struct arena *a);

/* Puts a new note, or places one anew. */
int pin_create(struct act *c, const char *thread, const char *hash, const struct anchor *an, const char *text, struct err *e);
int pin_place(struct act *c, const char *note, const char *hash, const struct anchor *an, struct err *e);
int pin_reply(struct act *c, const struct note *note, const char *text, struct err *e); /* the chat's own draft stays */

/* The text of a note that is being written on a drawing, or was taken back; "" none. */
const char *pin_draft(struct store *s, const char *hash, struct arena *a);
int pin_draft_save(struct store *s, const char *hash, const char *text, struct err *e); /* "": drops it */

#endif
