#ifndef SERVER_OPENAPI_H
#define SERVER_OPENAPI_H

#include "wire/json.h"

/* The OpenAPI 3.1 description, made from the tables of routes, entities and errors.
   x-roles: who may; x-name: the route's name; x-flags. The caller frees. */
struct json *openapi_describe(void);

#endif
