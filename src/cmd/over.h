#ifndef CMD_OVER_H
#define CMD_OVER_H

/* Inside the room: what all overlays have. */
#include "cmd/overlays.h"
#include "ui/edit.h"

struct over {
	struct cmd_host host;
	struct arena a;         /* lives as long as the overlay */
	struct keyseq seq;
	const char *scopes[3];  /* its own keys: name, "overlay" */
	struct edit *edit;
};

/* name: the scope of its keys. */
void over_init(struct over *o, const struct cmd_host *host, const char *name, int edit_flags, const char *initial);
void over_finish(struct over *o);

enum over_input {
	OVER_TEXT,  /* the edit took it and the text may have changed */
	OVER_VERB,  /* *call */
	OVER_MINE,  /* swallowed */
	OVER_OTHER, /* nobody's */
};
/* What a key means. list: the focus is not in the text, so plain characters are looked up too. */
enum over_input over_key(struct over *o, const struct key *k, bool list, struct verb_call *call);

/* Rows that one can be chosen of, of which rows are shown. */
struct picker {
	size_t n, cursor, top;
	int first, rows;   /* where they were drawn last: screen row, how many */
	bool in_list;      /* the focus is on the row, not in the text */
};
void picker_set(struct picker *p, size_t n); /* the rows are others now: back to the first */
bool picker_move(struct picker *p, const struct verb_call *call); /* move.*; false: another verb */
/* Scrolls so that the cursor is shown in a; then rows top.. are drawn there. */
void picker_place(struct picker *p, struct area a);
/* The row under the mouse, -1 when none. */
int picker_hit(const struct picker *p, const struct key *k);
/* Draws the marker of row i and, when the focus is there, puts the hardware cursor. */
void picker_mark(const struct picker *p, struct area a, int row, size_t i);

#endif
