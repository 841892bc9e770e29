#ifndef TEXT_CELLS_H
#define TEXT_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Columns on the screen. The width of a code point is glibc's wcwidth(), since
 * that is what ncurses places text by; a string's is the sum. The locale must be
 * a UTF-8 one. Text should be clean() already; what has no width counts 0.
 *
 * amb: the columns of East Asian "ambiguous" code points (Greek, Cyrillic,
 * arrows, "…", "°" ...), 1 for nearly every terminal, 2 for some of Korean,
 * Japanese and Chinese users; a setting of the screen. Anything but 2 means 1.
 */
int cells_cp(int32_t cp, int amb);
size_t cells_width(const char *s, size_t n, int amb);
size_t cells_text(const char *s, int amb); /* of a NUL-terminated string */

/*
 * Walks the pieces to draw. A piece is a cluster; one that would take more than
 * two columns comes in parts, so width is 0, 1 or 2 (0 only for text that was
 * not cleaned, and for LF).
 *	struct cells_iter it = {.s = s, .n = n, .amb = 1};
 *	while (cells_next(&it, &piece)) { ... }
 */
struct cells_iter {
	const char *s;
	size_t n;
	size_t pos;
	int amb;
};

struct cells_piece {
	const char *s; /* borrowed from the text */
	size_t len;    /* bytes */
	int width;     /* columns */
};

bool cells_next(struct cells_iter *it, struct cells_piece *out);

/* The longest prefix, in bytes, that takes at most max columns and ends at a
   cluster border; its columns in *width (may be NULL). */
size_t cells_fit(const char *s, size_t n, size_t max, int amb, size_t *width);

/* Appends s; when it is wider than max columns, as much as leaves room for the
   ellipsis, and the ellipsis ("…", "..", ""). Returns the columns appended. */
size_t cells_cut(struct str *out, const char *s, size_t n, size_t max,
	const char *ellipsis, int amb);
/* The same, keeping the end of s instead ("…long/path/name.dxf"). */
size_t cells_cut_left(struct str *out, const char *s, size_t n, size_t max,
	const char *ellipsis, int amb);

enum cells_align { CELLS_LEFT, CELLS_RIGHT, CELLS_CENTRE };

/* Appends s cut with "…" and filled with spaces to exactly width columns. */
void cells_pad(struct str *out, const char *s, size_t n, size_t width,
	enum cells_align align, int amb);

/* Column of the cluster that byte pos lies in. */
size_t cells_column(const char *s, size_t n, size_t pos, int amb);
/* Byte offset of the cluster that covers the column; n when past the end. */
size_t cells_byte(const char *s, size_t n, size_t column, int amb);

#endif
