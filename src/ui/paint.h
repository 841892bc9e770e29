#ifndef UI_PAINT_H
#define UI_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "ui/surface.h"
#include "ui/theme.h"

/*
 * From one picture to the next in few bytes, for terminals that take ANSI sequences in a
 * UTF-8 locale. ncurses knows more terminals, but a list's first frame takes it 2.5 kB where
 * 1.5 do, and a line scrolled twice what it costs here.
 */
struct paint {
	struct surface shown;           /* what the terminal has; a blank has no style it does not show */
	struct surface next;
	struct look looks[STYLE_COUNT];
	uint8_t same[STYLE_COUNT];      /* the first style that looks like it */
	bool lines;                     /* inserts and deletes lines */
	bool corner;                    /* the last cell can be written and nothing scrolls */
	bool newline;                   /* LF goes down and stays in its column */
	int row, col;                   /* where the terminal's cursor is; row -1: unknown */
	bool unsure;                    /* the column: a sign was written that terminals measure differently */
	int pen;                        /* the style that is set; -1: unknown */
	uint64_t *hashes;               /* of rows: shown, then next */
	struct str way[3];              /* ways to move, compared by their length */
};

void paint_init(struct paint *p);
void paint_finish(struct paint *p);
void paint_looks(struct paint *p, const struct look looks[STYLE_COUNT]);

/* The terminal is blank now, the cursor at its top left, the pen plain. */
void paint_blank(struct paint *p, int rows, int cols);
/* Appends what turns what is shown into s, which has the size given to paint_blank(). */
void paint_frame(struct paint *p, const struct surface *s, struct str *out);
/* The same picture once more: on a terminal that went blank, or where a row was spoilt. */
void paint_again(struct paint *p, struct str *out);
void paint_repair(struct paint *p, int row, struct str *out);
/* Back to the terminal's own pen. */
void paint_pen_off(struct paint *p, struct str *out);

#endif
