#ifndef TEXT_JAMO_H
#define TEXT_JAMO_H

#include <stddef.h>
#include <stdint.h>

/* Most keys one code point can take on the 2-set layout (쀍). */
#define JAMO_MAX 5

/*
 * The keys of the Hangul 2-set layout (US letters, capitals with Shift) that
 * make cp, a syllable or a jamo of any kind, compounds taken apart: 쾅 "zhkd".
 * No NUL. Returns their number, 0 when cp is no modern Hangul.
 */
size_t jamo_keys(int32_t cp, char out[JAMO_MAX]);

#endif
