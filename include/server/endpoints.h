#ifndef SERVER_ENDPOINTS_H
#define SERVER_ENDPOINTS_H

#include "server/request.h"

/* Every endpoint of routes.def, declared from that table. ep_stream stands for what httpd
   answers by the byte; called, it fails. */
#define ROUTE(name, method, path, roles, flags, body, answer, list, fn, help) endpoint_fn fn;
#include "wire/routes.def"
#undef ROUTE

#endif
