#ifndef SERVER_DOORBELL_H
#define SERVER_DOORBELL_H

#include <stdint.h>

#include "exchange.h"

/*
 * The doorbell: server-sent events (HTML standard, section 9.2) that say only "there is a
 * change numbered N". A thread of its own wakes the sleeping connections, so that neither
 * the writer nor a commit waits for thousands of them; commits meanwhile become one event.
 *
 * A sleeping connection is suspended, and a suspended one is not watched for the
 * client's going away: so each writes a comment every conf.heartbeat seconds.
 */
struct bell;

struct bell *bell_create(const struct server_conf *conf, struct auth *auth, int64_t n);
/* Ends every stream; bell_open() refuses from here on. Before the daemon stops. */
void bell_close(struct bell *b);
void bell_destroy(struct bell *b);
/* Change n is committed. From any thread, does not block. */
void bell_ring(struct bell *b, int64_t n);
/* Sign-ins have changed: every stream looks whether its own still holds. */
void bell_check(struct bell *b);
struct bell_facts { unsigned long long streams, opened; int64_t n; };
void bell_facts(struct bell *b, struct bell_facts *out);
/* Fills x->ready with the stream. */
void bell_open(struct exchange *x);

#endif
