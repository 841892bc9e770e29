#ifndef SERVER_PATIENCE_H
#define SERVER_PATIENCE_H

#include <microhttpd.h>
#include <stdint.h>

/*
 * How long a client may take to say one request. The library closes connections on which nothing comes, but a
 * byte now and then keeps one for days; here a handshake, a head and a JSON body must be whole within `most_ms`
 * of the connection's start or the request before it, else the connection is shut. Uploads are let go once their
 * head is there.
 */
struct patience;

struct patience *patience_create(int64_t most_ms);
void patience_destroy(struct patience *p); /* after the daemon; NULL is fine */

/* MHD_OPTION_NOTIFY_CONNECTION, with the patience as its argument. */
void patience_notify(void *cls, struct MHD_Connection *conn, void **slot, enum MHD_ConnectionNotificationCode code);
/* Its request is whole, or needs no hurry; and: it was answered, the next may come. */
void patience_whole(struct MHD_Connection *conn);
void patience_again(struct MHD_Connection *conn);

#endif
