#ifndef NET_PROBE_H
#define NET_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Asks a server whether it is there, by a link of its own and without a sign-in or a store: for
 * somebody who looks for what is wrong. Blocks until the answer, at most timeout_ms. pin "": none.
 */
struct net_probe {
	int rtt_ms;            /* -1 unknown */
	bool clock_known;
	int64_t clock_offset;  /* server's clock - ours, ms */
	char version[40];      /* the server's; foreign text */
};
int net_probe(const char *server, const char *pin, int timeout_ms, struct net_probe *out, struct err *e);

#endif
