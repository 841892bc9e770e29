#ifndef TEXT_ESCAPE_H
#define TEXT_ESCAPE_H

#include <stddef.h>

/*
 * Bytes of the terminal sequence at s (ECMA-48, with xterm's strings), which
 * begins with ESC or a C1 control in UTF-8. A sequence that does not end, or
 * is none, gives the bytes of its first control alone.
 */
size_t escape_length(const char *s, size_t n);

#endif
