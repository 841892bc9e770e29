#ifndef UI_ASCII_H
#define UI_ASCII_H

#include <stddef.h>

/*
 * The ASCII character that stands for a sign of one column (lines, blocks, arrows,
 * dashes, quotes, the ellipsis) on a terminal without them; NULL for letters and what
 * has no stand-in. s is one cluster of n bytes.
 */
const char *ascii_sign(const char *s, size_t n);

#endif
