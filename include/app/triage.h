#ifndef APP_TRIAGE_H
#define APP_TRIAGE_H

#include "app/app.h"
#include "app/desk.h"

/*
 * What is done to tickets in a row: one key, one act, one intent a ticket; nothing waits. u takes all of the last act
 * back, what was sent already by setting it back.
 */
struct triage {
	struct app *app;
	const char *const *ids;
	int n;
	bool over;   /* out: they are dealt with, the next one is to be chosen */
};
/* A verb of triage that needs nothing more to be said; false: it is none. */
bool triage_verb(struct triage *t, const struct verb_call *call);

/* Dealt with: from the ticket to the queue, and there to the next one; counted. */
void triage_step(struct app *app, const char *ticket, int done);
/* "14 done, 1.2 /min"; "" nothing yet. */
const char *triage_meter(struct app *app, struct arena *a);

#endif
