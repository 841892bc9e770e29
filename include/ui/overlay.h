#ifndef UI_OVERLAY_H
#define UI_OVERLAY_H

#include "ui/key.h"
#include "ui/surface.h"

/*
 * What covers the bottom part of a screen for a while: the : line, the palette, help, a
 * question. Never a loop of its own: the stage gives it keys and asks it to draw.
 *
 * Its area is the rows it wants above the last row of the screen (the status row stays), as
 * wide as the screen: its last row is the prompt row. All keys go to it first.
 * When key() answers OVERLAY_DONE the stage takes it off, then calls done(), then
 * destroy(): done() does what the overlay was for, so that this may open another overlay. An
 * overlay taken off for another reason (its screen closed) is only destroyed.
 */
enum overlay_result {
	OVERLAY_STAY,
	OVERLAY_DONE, /* close me */
	OVERLAY_PASS, /* not mine: look it up in the scope global as while typing (C-l, C-z, F1) */
};

struct overlay_ops {
	const char *name;                       /* keymap scope of its own keys, or NULL */
	int (*rows)(void *o, int screen_rows);  /* how many rows it wants, never the one it is about */
	void (*draw)(void *o, struct area a);   /* puts the hardware cursor */
	enum overlay_result (*key)(void *o, const struct key *k);
	void (*done)(void *o);                  /* NULL: nothing to do */
	void (*destroy)(void *o);
};

struct overlay { const struct overlay_ops *ops; void *o; };

#endif
