#ifndef UI_EDIT_IMPL_H
#define UI_EDIT_IMPL_H

#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"
#include "text/wrap.h"
#include "ui/edit.h"

/* A run is what one undo takes back; only neighbours of the same kind join. */
enum run_kind { RUN_NONE, RUN_TYPE, RUN_BACK, RUN_DELETE, RUN_ALONE };

struct change {
	size_t pos;
	char *gone, *come; /* what stood at pos, and what stands there now */
	size_t gone_len, come_len;
	size_t before;     /* the cursor, before it */
	enum run_kind kind;
};

struct edit {
	int flags;
	size_t max;
	struct str text;
	size_t cursor;
	unsigned changes, refused;
	VEC(struct change) past; /* those from done on were undone */
	size_t done;
	size_t past_bytes;
	bool joins;              /* the next change may join the last one */
	struct kills *kills, *own_kills;
	size_t yank_from;        /* where the last yank began, for M-y */
	bool yanked, killed;     /* the last key was one */
	int goal;                /* column Up and Down aim at, -1: the cursor's */
	int width, height;       /* columns and rows of the last draw */
	int amb;                 /* of the surface drawn on */
	int left, top;           /* first column, first line shown */
	VEC(struct edit_mark) marks;
	enum style mark_style;
};

/* Replaces text[from, to) by clean text; the one way anything changes. */
void edit_change(struct edit *ed, size_t from, size_t to, const char *s, size_t n, enum run_kind kind);
void edit_forget(struct edit *ed); /* the past */
bool edit_typed(struct edit *ed, const struct key *k); /* text, pasted or typed */

void kills_add(struct kills *k, const char *s, size_t n, bool join, bool before);
const char *kills_get(struct kills *k); /* NULL when there is none */
void kills_turn(struct kills *k);

/* The wrapped line that holds pos; its number. */
int edit_line_of(const struct edit *ed, size_t pos, struct wrap_line *line);
bool edit_line(const struct edit *ed, int n, struct wrap_line *line);

#endif
