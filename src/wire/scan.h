#ifndef WIRE_SCAN_H
#define WIRE_SCAN_H

#include <stddef.h>

/*
 * Is it JSON to the letter (RFC 8259)? Answers -1 when it is, else the byte at which it stops
 * being JSON; n when it ends too early. UTF-8 is checked, depth is limited to max_depth.
 */
long json_scan(const char *s, size_t n, int max_depth);

#endif
