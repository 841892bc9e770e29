#ifndef SERVER_LISTENER_H
#define SERVER_LISTENER_H

#include "server.h"

/*
 * With many nodes on one PostgreSQL: hears what the others have written (LISTEN), rings
 * this node's doorbell, and forgets sign-ins that they ended. On SQLite: nothing (*out NULL).
 */
struct listener;

int listener_create(struct listener **out, struct server *s, struct err *e);
void listener_destroy(struct listener *l);

#endif
