#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "ui/key.h"
#include "ui/surface.h"

/*
 * The contract of a screen: one file in screens/, one table at its foot. The stage
 * draws row 1 (places), the prompt row and the status row; the screen draws row 2
 * (its view line) and the content between. It reads the local store, asks app, and
 * never waits.
 */
struct app;
struct verb_call;  /* cmd/verb.h */
struct event;      /* app/event.h */

enum handled { IGNORED /* travels on: global */, HANDLED, HANDLED_POP /* and close me */ };

struct screen {
	const char *name;      /* keymap scope, "projects" */
	const char *scopes;    /* further scopes looked up after name: "list", "pager", "form" */
	const char *title;     /* msgid */
	size_t state_size;     /* the stage allocates and zeroes it */
	/* arg: what was opened (an id), or "". May refuse. close accepts a half-opened state. */
	int (*open)(struct app *app, void *st, const char *arg, struct err *e);
	void (*close)(void *st);
	void (*layout)(void *st, int rows, int cols);     /* of the content area */
	void (*draw)(void *st, struct area view, struct area content);
	enum handled (*verb)(void *st, const struct verb_call *call);
	bool (*text)(void *st, const struct key *k);      /* keys no binding claimed: forms */
	bool (*typing)(void *st);                         /* a text field has the focus: plain keys are text */
	void (*event)(void *st, const struct event *ev);
	int (*hint)(void *st, char *out, size_t n);       /* keys that make sense now, for the status row: verb names parted by spaces */
	bool (*click)(void *st, int row, int col);        /* the mouse, in the content area; true: what is there is chosen now */
	const char *(*object)(void *st);                  /* id of the chosen object, for verbs without an argument; "" none */
	const char *(*notice)(void *st);                  /* for the message row while nothing else is said; "" nothing */
	bool (*choose)(void *st, const char *id);         /* lists: the cursor to this object; false: it is not here */
};

#endif
