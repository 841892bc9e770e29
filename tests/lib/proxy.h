#ifndef LIB_PROXY_H
#define LIB_PROXY_H

#include <stdbool.h>

/*
 * tests/tools/proxy.c at work: a process of its own, on a free loopback port, that does to
 * connections what bad networks do. It dies with the test.
 */
struct proxy;

struct proxy_conf {
	const char *host, *port;  /* where connections go */
	bool speaks_connect;      /* as an https_proxy: they go where they ask to */
	const char *listen;       /* NULL: 127.0.0.1 */
};
struct proxy *proxy_start(const struct proxy_conf *conf);
/* In front of a server's address, "https://127.0.0.1:8443". */
struct proxy *proxy_before(const char *base);
void proxy_stop(struct proxy *p); /* NULL is fine */
const char *proxy_port(const struct proxy *p);
/* "https://127.0.0.1:PORT" */
const char *proxy_url(const struct proxy *p);
/* One command of proxy.c's; answers its answer. Ends the test when there is none within ms. */
const char *proxy_say(struct proxy *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* After "after up|down N": whether that many bytes have gone within ms. */
bool proxy_reached(struct proxy *p, int ms);
/* New connections go to this address. */
void proxy_to(struct proxy *p, const char *base);
struct proxy_count { long long connections, up, down, asked; };
struct proxy_count proxy_count(struct proxy *p);

#endif
