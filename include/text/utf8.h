#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * UTF-8 by code point and by grapheme cluster (what a person calls a
 * character: UAX #29, Unicode 15). Strings are pointer and length in bytes,
 * need no NUL, and may hold anything: each ill-formed part counts as one
 * U+FFFD (Unicode 15, table 3-7: the longest start of a good sequence).
 * Nothing here blocks, fails or keeps state; all of it is thread-safe.
 */
#define UTF8_BAD 0xfffd /* REPLACEMENT CHARACTER */
#define UTF8_MAX 4      /* bytes of the longest code point */

/*
 * Decodes the code point at s, n > 0 bytes left; returns the bytes it takes,
 * at least 1. An ill-formed part decodes to UTF8_BAD; it is told from a real
 * U+FFFD by utf8_valid().
 */
size_t utf8_decode(const char *s, size_t n, int32_t *cp);
/* Writes cp (UTF8_BAD when it is no scalar value), no NUL; returns the bytes. */
size_t utf8_encode(int32_t cp, char out[UTF8_MAX]);
void utf8_add(struct str *out, int32_t cp);
/* The start of the code point before pos (pos > 0). */
size_t utf8_back(const char *s, size_t pos);

bool utf8_valid(const char *s, size_t n);
size_t utf8_length(const char *s, size_t n); /* in code points */
/* The longest prefix of at most max bytes that cuts no code point. */
size_t utf8_limit(const char *s, size_t n, size_t max);

/*
 * Cluster borders. pos must be a border (0 and n always are); the next one
 * after it, n at the end; the one before it, 0 at the start. Their cost does
 * not grow with the length of the text.
 */
size_t utf8_next(const char *s, size_t n, size_t pos);
size_t utf8_prev(const char *s, size_t n, size_t pos);
/* The largest border that is not after pos: makes any offset safe. */
size_t utf8_border(const char *s, size_t n, size_t pos);
size_t utf8_clusters(const char *s, size_t n);

/*
 * Word borders as in a line editor: the end of the word at or after pos, the
 * start of the word before pos. A run of one CJK script is a word.
 */
size_t utf8_word_next(const char *s, size_t n, size_t pos);
size_t utf8_word_prev(const char *s, size_t n, size_t pos);

/* The code point's nature, for the other modules and for text fields. */
bool utf8_is_space(int32_t cp); /* blanks and line ends of every script */
bool utf8_is_word(int32_t cp);  /* letters, digits, marks */
bool utf8_is_digit(int32_t cp); /* decimal digits of every script */
bool utf8_is_upper(int32_t cp);
int32_t utf8_upper(int32_t cp); /* the letter as it begins a sentence; itself where a script has none */
bool utf8_is_cjk(int32_t cp);   /* Han, kana, Hangul, Bopomofo: no spaces between words */

/*
 * Appends s made equal for comparison: compatibility forms unified (NFKC:
 * full-width, half-width, ligatures, circled), case folded, invisible code
 * points dropped, ill-formed parts as U+FFFD. Folding twice changes nothing.
 */
void utf8_fold(struct str *out, const char *s, size_t n);
/* The same with the case kept. */
void utf8_compat(struct str *out, const char *s, size_t n);
/* Does s hold needle, both folded by utf8_fold()? An empty needle always. */
bool utf8_holds(const char *s, size_t n, const char *folded_needle);
/* Order for people: folded, digits by value, then bytes. As strcmp. */
int utf8_compare(const char *a, const char *b);

#endif
