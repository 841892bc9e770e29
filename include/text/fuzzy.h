#ifndef TEXT_FUZZY_H
#define TEXT_FUZZY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Fuzzy matching for the palette and completion: the letters of the pattern
 * occur in the text in this order, ignoring case and width. Words of the
 * pattern (separated by blanks) may match in any order and all must. Hangul is
 * compared by jamo, so a syllable still being typed (브랔, 브라ㅋ) and initials
 * (ㅂㄹㅋ) find 브라켓.
 *
 * The score is higher for starts of words, runs, and matches near the start;
 * only scores for one pattern compare. Never allocates.
 */
#define FUZZY_PATTERN 64 /* units of the pattern that count */
#define FUZZY_TEXT 512   /* units of the text that count */

struct fuzzy {
	int32_t unit[FUZZY_PATTERN];
	size_t n;
	size_t word[FUZZY_PATTERN + 1]; /* where each word starts in unit; the end */
	size_t words;
};

void fuzzy_init(struct fuzzy *f, const char *pattern);
/*
 * Returns the score, > 0 when it matches, 0 when not; an empty pattern matches
 * all with 1. If at is given, it gets the byte offsets of the matched code
 * points, ascending and without doubles, at most max; their number in *count.
 */
int fuzzy_match(const struct fuzzy *f, const char *s, size_t n,
	size_t *at, size_t max, size_t *count);

#endif
