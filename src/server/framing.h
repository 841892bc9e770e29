#ifndef SERVER_FRAMING_H
#define SERVER_FRAMING_H

#include "exchange.h"

/*
 * Refuses headers that a proxy in front may read otherwise than we do: two lengths, a length
 * and chunks, an encoding of the transfer that is not "chunked", two tokens or keys, blanks and
 * control bytes in names and values. ERR_INVALID; the connection is not to be used further, for
 * nobody knows where the next request begins.
 */
int framing_check(const struct exchange *x, struct err *e);

#endif
