#ifndef APP_GUARD_H
#define APP_GUARD_H

#include "app/app.h"
#include "base/vec.h"
#include "model/contact.h"
#include "ui/edit.h"

/*
 * The contact guard of a screen on which something is written: it keeps what was found in
 * which text, so that after a key only the text that changed is searched again. It
 * warns and asks for the reason; it never holds anything back.
 *
 *	guard_begin(g); guard_text(g, N_("Note"), text) ...; guard_end(g);
 */
struct guard_text {
	char *text;
	const char *label;  /* msgid */
	struct contact_hit hits[CONTACT_HITS];
	size_t n;
};
struct guard {
	VEC(struct guard_text) texts;  /* in the order of the last look */
	size_t at;                     /* looked at so far */
	char line[512];
};

void guard_finish(struct guard *g);  /* a zeroed guard needs no beginning */
void guard_begin(struct guard *g);
void guard_text(struct guard *g, const char *label, const char *text);
void guard_end(struct guard *g);
size_t guard_hits(const struct guard *g);

/* For the message row: `! "010-1234-5678" in Note looks like a phone number. ...`; "" when there is nothing. About
   the text that is being written, if it has one, else the first. Borrowed until the next call. */
const char *guard_line(struct guard *g, const char *writing);
/* Marks in an edit what was found in its text. */
void guard_mark(const struct guard *g, struct edit *ed);
/* The same where a text is drawn as one line from column col. */
void guard_style(const struct guard *g, const char *text, struct area a, int row, int col, int width);

/*
 * Before sending: when something was found and no reason was given yet, asks for it on the
 * prompt row (Tab offers the usual ones) and answers true; done gets the reason, "" for none given, NULL when the
 * writer goes back to writing.
 */
bool guard_asks(const struct guard *g, struct app *app, const char *given, app_text_fn *done, void *arg);

/* `"010-1234-5678" in Note looks like a phone number. ...`, the same for screens and the command line. */
void guard_words(const char *text, const struct contact_hit *hit, const char *label, struct str *out);
/* What a text found in an object is called there: msgid. */
const char *guard_label(const struct contact_text *t);

#endif
