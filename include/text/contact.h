#ifndef TEXT_CONTACT_H
#define TEXT_CONTACT_H

#include <stddef.h>

/*
 * Finds phone numbers and e-mail addresses in what people write to each other,
 * disguised ones too: other digits (full width, circled, mathematical, Arabic),
 * digits as words (en, ko, ja, uk and a few more), letters in their place, signs
 * and spaces between, "at" and "dot" in words, character references. It keeps
 * quiet on part, order and drawing numbers, dates, sizes, tolerances, threads,
 * G-code, prices and versions.
 *
 * It is a guess to warn by, never to block by. A number is judged by the shapes
 * of numbering plans (E.164 country codes; Korea, Japan, Ukraine and North
 * America in full, others in outline), by the words next to it, and by whether
 * it is all there is in the text.
 *
 * Pure and thread-safe; the text may be anything, unclean too. Cost is linear:
 * well under a millisecond for a message.
 */
enum contact_kind { CONTACT_PHONE, CONTACT_EMAIL };

struct contact_hit {
	enum contact_kind kind;
	size_t start; /* bytes in the text */
	size_t len;
};

/* Writes the first max hits, in order, none overlapping; returns how many it wrote. */
size_t contact_find(const char *s, size_t n, struct contact_hit *out, size_t max);

#endif
