#ifndef SERVER_SYSTEMD_H
#define SERVER_SYSTEMD_H

#include <stdbool.h>

#include "base/err.h"

/* systemd's protocols, spoken by hand: they are a datagram and two variables. */

/* sd_notify(3): tells what NOTIFY_SOCKET's owner wants to hear; nothing without one. */
void systemd_tell(const char *text);
/*
 * sd_listen_fds(3): the listening TCP socket that was passed to this very process as descriptor 3, once:
 * the variables are taken out of the environment. -1 with e->code ERR_OK when none was
 * passed; -1 with e filled when what was passed is not one listening TCP socket.
 */
int systemd_socket(struct err *e);

#endif
