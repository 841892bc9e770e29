#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Search tokens, the same for SQLite's FTS5 and PostgreSQL's 'simple' text
 * search, and for the client and the server. All is folded by utf8_fold().
 *
 *	words           letters and digits; an apostrophe inside is dropped
 *	CJK runs        every two neighbours (모따기: 모따 따기), then the last letter
 *	                alone, so that each letter starts some token
 *	numbers, codes  joined by - . _ / or a comma with a digit in the whole:
 *	                once without the signs, then the parts
 *	                a113 a 113; 1.4301: 14301 1 4301)
 *	"×" between digits is "x"
 *
 * Tokens hold letters, digits and marks only, at most TOKENS_LONGEST bytes.
 */
#define TOKENS_LONGEST 96

/* Appends the tokens of s, separated by spaces: for an FTS5 column (any
   tokenizer but trigram) or to_tsvector('simple', ...). */
void tokens_index(struct str *out, const char *s, size_t n);
/* The same as a tsvector literal, for CAST($n AS tsvector): no parser between. */
void tokens_tsvector(struct str *out, const char *s, size_t n);

/*
 * Appends the query for what a person typed; all its words must occur, CJK runs
 * as a phrase, codes as a whole or as their parts side by side. prefix_last: the
 * last word may still be growing. A single CJK letter is always a prefix. At most 32 words count. Every token is quoted, so
 * no text can be an operator. Returns the number of words; 0 (and nothing
 * appended) when there is nothing to search for: then do not filter.
 */
int tokens_match(struct str *out, const char *s, size_t n, bool prefix_last); /* FTS5 MATCH */
int tokens_tsquery(struct str *out, const char *s, size_t n, bool prefix_last); /* CAST($n AS tsquery) */

#endif
