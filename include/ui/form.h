#ifndef UI_FORM_H
#define UI_FORM_H

#include <stdbool.h>

#include "ui/edit.h"

/*
 * A form: labelled fields, one focused, each a text edit with optional check and
 * completion. Rows are laid out by the screen or one below the other. What is killed in
 * one field can be yanked in another.
 */
struct form;
struct form_field {
	const char *name;    /* stable key */
	const char *label;   /* msgid */
	int flags;           /* EDIT_* */
	size_t max;
	int rows;            /* 1, more for multi-line */
	const char *hint;    /* msgid, dim when empty; NULL none */
	/* Fills why (msgid or text) and answers false when text is not acceptable; NULL: anything. */
	bool (*check)(const char *text, char why[128]);
	/* The i-th text that could stand in place of the one before the cursor, NULL at the
	   end. Borrowed until the next call. */
	const char *(*complete)(const char *prefix, int i);
};

struct form *form_create(const struct form_field *fields, int n); /* fields outlive it */
void form_destroy(struct form *f);
struct edit *form_edit(struct form *f, const char *name); /* NULL: no such field */
const char *form_get(struct form *f, const char *name);
void form_set(struct form *f, const char *name, const char *text);
const char *form_focused(const struct form *f);
bool form_focus(struct form *f, const char *name);
bool form_next(struct form *f, int step); /* wraps; Tab, S-Tab */
/*
 * Editing keys to the focused field; Up and Down beyond its ends go to the next. Tab
 * completes as far as all completions agree, then takes one after the other (S-Tab
 * back); with nothing typed or nothing to complete it moves on. A mouse press focuses a
 * field. Enter in one line is not taken.
 */
bool form_key(struct form *f, const struct key *k);
/* First field that fails its check gets the focus; its name, or NULL when all are right. */
const char *form_check(struct form *f, char why[128]);
unsigned form_changes(const struct form *f);
/* Labels in a column, aligned, with ">" at the focus; scrolls so that it is inside. */
void form_draw(struct form *f, struct area a);
int form_rows(const struct form *f); /* that all fields need */

#endif
