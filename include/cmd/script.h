#ifndef CMD_SCRIPT_H
#define CMD_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * A script: a line that begins with ":" is a verb, any other line is keys as in a keymap, where
 * <Enter> <C-d> <lt> <Space> <Esc> are named and all else, blanks inside the line too, is
 * itself. Blanks at its ends do not count; empty lines and lines that begin with "#" are
 * skipped; a backslash before the first key makes ":", "#" or "\" the key itself.
 *
 * To run keys: keys_next() (cmd/keymap.h) one by one, and keymap_pause() at the line's end.
 */
struct script_item {
	int line;          /* from 1 */
	bool verb;         /* text is a verb line without its ":", known to parse */
	const char *text;
};

/* Texts are in the arena. -1 names the first wrong line ("12: no verb is called ..."). */
int script_parse(const char *text, struct arena *a, const struct script_item **items, size_t *n, struct err *e);

#endif
