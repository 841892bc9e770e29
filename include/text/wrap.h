#ifndef TEXT_WRAP_H
#define TEXT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Breaks a text (clean(), CLEAN_MULTILINE) into lines of at most width columns:
 * at line ends, at blanks, after a hyphen between letters, between Han or kana
 * letters; Hangul at blanks first. No line starts with closing punctuation or
 * ends with an opening bracket if that can be helped; a word longer than the
 * line is cut at a cluster border. Makes no copy and allocates nothing.
 *
 *	struct wrap w;
 *	wrap_init(&w, s, n, 78, 1);
 *	while (wrap_next(&w, &line)) draw(s + line.off, line.len);
 *
 * A text that ends in LF has no empty line after it, and an empty text has no
 * lines, unless keep is set (text fields: the cursor may stand there).
 * A width of 0 counts as 1; a wide letter in one column overflows it.
 */
struct wrap {
	const char *s;
	size_t n;
	size_t pos;
	size_t width;
	int amb;   /* as in cells.h */
	bool keep; /* set after wrap_init(): the last empty line counts */
	bool done;
};

struct wrap_line {
	size_t off;  /* bytes from the start of the text */
	size_t len;  /* bytes to show: no line end, no blanks at a soft break */
	size_t next; /* where the next line begins; off..next are all its bytes */
	bool hard;   /* ended by a line end or the end of the text */
};

void wrap_init(struct wrap *w, const char *s, size_t n, size_t width, int amb);
bool wrap_next(struct wrap *w, struct wrap_line *line);
/* How many lines there are (keep off); stops counting at max when max > 0. */
size_t wrap_count(const char *s, size_t n, size_t width, int amb, size_t max);

#endif
