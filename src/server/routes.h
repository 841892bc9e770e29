#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "server/request.h"

#define ROUTE_ID 68

/*
 * Finds the route of a method and a path. NULL with allow empty: no such path (404); NULL
 * with allow "GET, POST": the path answers other methods (405). HEAD goes where GET goes,
 * unless the table has it. id gets what stands for {id}, "" when nothing does.
 */
const struct route *route_find(const char *method, const char *path, char id[ROUTE_ID], struct str *allow);
const struct route *route_named(const char *name);
/* An id as it may stand in a path: a ULID, or 64 lower-case hex digits. */
bool route_id_valid(const char *s, size_t n);
bool hash_valid(const char *s);

#endif
