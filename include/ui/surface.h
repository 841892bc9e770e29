#ifndef UI_SURFACE_H
#define UI_SURFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a screen draws on: a grid of cells with a style each. Every text put here
 * is cleaned (text/clean.h) on its way in, so no foreign byte can pass. Cells are
 * counted from 0. Writing outside is cut, never an error.
 */
enum style {
	STYLE_TEXT,    /* the terminal's own */
	STYLE_DIM, STYLE_BOLD, STYLE_TITLE, STYLE_PLACE /* the place one is in */,
	STYLE_CURSOR /* the > and what it points at */, STYLE_MARK,
	STYLE_GOOD, STYLE_WARN, STYLE_BAD, STYLE_LINK, STYLE_KEY, STYLE_MATCH /* found text */,
	STYLE_INPUT, STYLE_SELECT /* reversed part of a text */, STYLE_NOTE, STYLE_COUNT
};

struct cell {
	char text[16];  /* a grapheme cluster, NUL-terminated; "" continues a wide cell at its left */
	uint8_t width;  /* 1 or 2; 0 for the right half of a wide cell */
	uint8_t style;
};

struct surface {
	int rows, cols;
	struct cell *cells;      /* rows * cols */
	int cursor_row, cursor_col; /* hardware cursor: always on what has the focus */
	bool cursor_bar;         /* in a text field: a bar where the terminal can */
	int amb;                 /* columns of ambiguous characters, as in text/cells.h; 1 at first */
	bool ascii;              /* signs beyond ASCII that we draw ourselves come out as ASCII */
};

/* A part of a surface: screens get one and cannot draw beside it. */
struct area { struct surface *s; int row, col, rows, cols; };

void surface_init(struct surface *s, int rows, int cols);
void surface_finish(struct surface *s);
void surface_resize(struct surface *s, int rows, int cols);
void surface_clear(struct surface *s); /* all blank, the cursor at 0, 0 as a block */
void surface_copy(struct surface *to, const struct surface *from); /* size and all */
struct area surface_area(struct surface *s);
struct area area_part(struct area a, int row, int col, int rows, int cols); /* clipped */

/* Draws text at row, col in at most width cells (cut with an ellipsis at a cell
   border; width < 0: to the area's edge). What was there beyond the text stays.
   Line ends become blanks. Answers the cells used. */
int area_text(struct area a, int row, int col, int width, enum style st, const char *text);
int area_textn(struct area a, int row, int col, int width, enum style st, const char *text, size_t n);
int area_right(struct area a, int row, int col, int width, enum style st, const char *text); /* right-aligned in width */
int area_printf(struct area a, int row, int col, int width, enum style st, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
void area_fill(struct area a, int row, int col, int rows, int cols, enum style st);
void area_style(struct area a, int row, int col, int cols, enum style st); /* restyle what is there */
void area_cursor(struct area a, int row, int col);

/* The picture as text, rows parted by \n, right blanks cut; for tests and :save.
   Appends to out. */
struct str;
void surface_picture(const struct surface *s, struct str *out);
/* The styles as letters in the same grid, a line "NN: letters" for each row that has any
   but STYLE_TEXT (a blank). The letters: style_letter(). */
void surface_styles(const struct surface *s, struct str *out);
char style_letter(enum style st);

#endif
