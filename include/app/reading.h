#ifndef APP_READING_H
#define APP_READING_H

#include "app/app.h"
#include "app/show.h"
#include "base/ulid.h"
#include "ui/pager.h"
#include "ui/screen.h"

/* What screens that show a long text share: lines from show.h into a pager, scrolling, search. */
struct reading { struct app *app; struct pager *pager; char *needle; };

void reading_init(struct reading *r, struct app *app);
void reading_finish(struct reading *r);
void reading_clear(struct reading *r);
/* The text anew, by fill; the place in it stays. */
void reading_fill(struct reading *r, void (*fill)(void *arg, const struct show *s), void *arg);
/* A struct show whose lines go into the pager. */
struct show reading_show(struct reading *r, struct arena *a);
enum handled reading_verb(struct reading *r, const struct verb_call *call);
void reading_draw(struct reading *r, struct area content);

/*
 * A screen that shows one object as a text begins its state with this; reading_screen_open() keeps the id and reads
 * the text, reading_screen_event() reads it anew.
 */
struct reading_screen {
	struct reading text;
	char id[ULID_SIZE];
	void (*fill)(void *st, const struct show *s);
};
#define READING_SCREEN \
	.scopes = "pager", .close = reading_screen_close, .event = reading_screen_event, .object = reading_screen_object
void reading_screen_open(void *st, struct app *app, const char *id, void (*fill)(void *st, const struct show *s));
void reading_screen_fill(void *st);
void reading_screen_close(void *st);
void reading_screen_event(void *st, const struct event *ev);
const char *reading_screen_object(void *st);
/* back and close leave; the rest as reading_verb(). */
enum handled reading_screen_verb(void *st, const struct verb_call *call);

#endif
