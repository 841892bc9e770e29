#ifndef TEXT_CLEAN_H
#define TEXT_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * THE sanitiser: every string that comes from outside passes it before it is
 * drawn, printed to a terminal, or put in a title, clipboard or link. It is for
 * showing only: what is stored, sent and compared stays as it was written.
 *
 * What it makes of each input:
 *	ESC and C1 sequences      one U+241B "␛" for the whole sequence (CSI, OSC,
 *	                          DCS, SOS, PM, APC, charset, two-letter); a
 *	                          sequence that does not end is not swallowed: only
 *	                          its first byte becomes "␛"
 *	other C0, DEL             their control picture (U+2400+c, U+2421)
 *	other C1                  U+FFFD
 *	line ends                 LF, CR, CRLF, VT, FF, NEL, U+2028, U+2029: see flags
 *	tab                       see flags
 *	ill-formed UTF-8,
 *	noncharacters, private
 *	use, unassigned, or of
 *	no known width            U+FFFD
 *	format controls (all of
 *	bidi, zero-width, joiners,
 *	soft hyphen, BOM, tags),
 *	fillers, variation
 *	selectors                 dropped
 *	emoji                     a ZWJ sequence is its first emoji, without skin
 *	                          tone; half a flag is its letter
 *	combining marks           at most 4 of no width after a code point that has
 *	                          one (what a curses cell holds); composed (NFC);
 *	                          a mark at a line's start is dropped
 *	lone Hangul jamo          the letter that stands alone (U+3131...)
 *
 * The result is valid UTF-8, has no byte below 0x20 (but LF when asked for) and
 * no 0x7f, no code point U+0080-U+009F; every code point has a wcwidth() of 0,
 * 1 or 2 and the sum is the columns it takes. Cleaning twice changes nothing.
 * Tabs aside, at most three times as long as the input.
 *
 * The locale must be a UTF-8 one (i18n_init() sees to it).
 */
enum clean_flag {
	CLEAN_LINE = 0,           /* line ends and tabs become one space each */
	CLEAN_MULTILINE = 1 << 0, /* line ends become LF; tabs go to the next 8th column */
	CLEAN_SIGN = 1 << 1,      /* without MULTILINE: line ends become "⏎" */
};

/* Appends the safe form of s to out. Linear in n. */
void clean(struct str *out, const char *s, size_t n, unsigned flags);
/* One line; NULL gives "". The result lives in a. */
const char *clean_arena(struct arena *a, const char *s);
/* True when clean() with these flags would change nothing. */
bool clean_already(const char *s, size_t n, unsigned flags);

#endif
