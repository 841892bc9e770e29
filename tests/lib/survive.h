#ifndef LIB_SURVIVE_H
#define LIB_SURVIVE_H

#include "base/vec.h"
#include "lib/client.h"
#include "lib/proxy.h"
#include "lib/script.h"

/*
 * A fettled, a proxy before it, and a signed-in partner "kim" whose client goes through the proxy;
 * requests for quote of the customer "anna". For tests of what survives.
 */
struct survive_rfq {
	char id[ULID_SIZE];
	char number[16];
};

struct survive {
	struct fettled *f;
	struct script s;           /* calls of the API, straight */
	struct proxy *proxy;
	struct client *kim;
	VEC(struct survive_rfq) rfqs;
};

/* NULL when the engine is not installed: skip. rfqs: so many requests for quote. */
struct survive *survive_open(enum engine engine, size_t rfqs);
void survive_close(struct survive *w);
/* The server dies by SIGKILL, and serves again at once. */
void survive_crash(struct survive *w);
/* It stops, or is dead already; it serves again: the proxy goes there, sign-ins hold. */
void survive_serve(struct survive *w);

/* One GET by login, its reply in w->s.json (NULL when it is none). Answers the status. */
int survive_get(struct survive *w, const char *login, const char *path);
/* A write by login with a key of its own unless given. Answers the status. */
int survive_write(struct survive *w, const char *login, const char *key, const char *method, const char *path, const char *body);
/* A new request for quote by anna; its title, or NULL for one. */
const struct survive_rfq *survive_rfq(struct survive *w, const char *title, const char *text);

/* "fettled audit verify" says that every chain holds; else the test ends. */
void survive_audit(struct survive *w);
/*
 * The feed as login reads it, from its start, page by page: numbers that only grow, no object behind an older
 * revision of its own, all that the lists show and nothing else. Answers the last number.
 */
long long survive_feed(struct survive *w, const char *login, size_t page);

#endif
