#ifndef SERVER_HTTPD_H
#define SERVER_HTTPD_H

#include "server.h"

/* libmicrohttpd: the daemon, and requests on their way into exchanges. */
int httpd_start(struct server *s, struct err *e);
/* No new connections; nothing may be suspended when httpd_stop() is called. */
void httpd_quiesce(struct server *s);
void httpd_stop(struct server *s);

#endif
