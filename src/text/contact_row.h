#ifndef TEXT_CONTACT_ROW_H
#define TEXT_CONTACT_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contact_unit.h"

/*
 * Digits in a text as a phone number sees them: rows of groups, and windows on
 * a row, each of which may be one number. What a window looks like is answered
 * here; what to make of it, in contact_phone.c.
 */
#define GROUPS_MAX 24 /* of one row of numbers; a longer row goes on as the next */
#define DIGITS_LEAST 7
#define DIGITS_MOST 15 /* E.164 */

/* What stands before a group. */
struct gap {
	uint8_t units;
	bool space, hyphen, dot, slash, bracket, odd, comma;
};

struct group {
	size_t first, last; /* units, both inside */
	uint8_t n;          /* digits; 255 for more */
	uint8_t words, fancy, looks;
	struct gap gap;
};

/* A row of groups with nothing between them that surely parts numbers. */
struct row {
	struct units *us;
	struct group g[GROUPS_MAX];
	size_t n;
	bool plus;     /* stands before the first group */
	size_t start;  /* the first unit: the plus or bracket, or the group's */
};

/* Reads the row that begins at the digit at i; where to go on. */
size_t row_read(struct row *r, struct units *us, size_t i);

bool is_dash(int32_t c); /* of any kind */

/* Some groups of a row, looked at as one number. */
struct window {
	const struct row *r;
	size_t i, j; /* groups, both inside */
	bool plus;
	unsigned n, words, fancy, looks;
	/* its gaps */
	unsigned widest;
	bool comma;
	bool dot;       /* a dot alone, as in decimals and versions */
	bool stop;      /* a dot and a space: a sentence ended */
	bool one_space; /* a space alone */
	bool spaces;    /* nothing but those */
	bool dots;      /* nothing but dots and odd signs, one each */
	bool bracket;
	bool signs;     /* anything but spaces and hyphens */
	bool apart;     /* a slash with spaces, as between the entries of a row */
	char digits[DIGITS_MOST + 1];
	char groups[2 * DIGITS_MOST + 1]; /* joined by "-" */
};

/* False when the digits are too few or too many. */
bool window_init(struct window *w, const struct row *r, size_t i, size_t j);
/* The group's first and last unit. */
size_t window_first(const struct window *w);
size_t window_last(const struct window *w);
unsigned window_group(const struct window *w, size_t k); /* digits of group k */

/* A number may begin and end where it does, in its row. */
bool window_bordered(const struct window *w);
/* A calendar date among the groups, or a run that is one (with a time). */
bool window_holds_date(const struct window *w);
/* "00001", "000127": counters are filled up with zeros, numbers to call are not. */
bool window_padded(const struct window *w);
/* The check digit of EAN-13 and ISBN-13 is right. */
bool window_barcode(const struct window *w);
/* Part of a longer code: "RFQ-2024...", "...-A", "1Z99...", "...%", "#10...".
   called: the words say it is a number to call, so a word may touch it. */
bool window_in_code(const struct window *w, bool called);
/* Followed by a unit of measure or money (a sign of one too, unless called). */
bool window_measured(const struct window *w, bool called);
/* Groups as people set them in numbers to call, whatever the country. close: a
   word right next to it says that it is one. */
bool window_tidy(const struct window *w, bool close);
/* Every group is one more than the one before: somebody counts. */
bool window_counts(const struct window *w);
/* Digits written one by one, and no count ("1 2 3 4 ..."). */
bool window_one_by_one(const struct window *w);
/* Followed by "x" and a short number: an extension. */
bool window_extended(const struct window *w);
/* Nothing but this number in the text. */
bool window_alone(const struct window *w);

#endif
