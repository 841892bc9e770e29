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
 * What a reader of the feed makes of it: numbers that only grow, no revision twice or behind a newer one.
 * Read from the start it must hold all that the lists show, and nothing else.
 */
struct feed_reader {
	long long last;
	size_t listed;      /* requests, deals and quotes it was told of */
	struct map *revs;
	char wrong[200];    /* "" while all is well; also from threads, where a test cannot fail */
};
void feed_reader_init(struct feed_reader *r);
void feed_reader_finish(struct feed_reader *r);
/* Takes a page; answers whether there are more. */
bool feed_reader_take(struct feed_reader *r, const struct json *page);
/* Reads to the end, in pages of so many. */
void feed_reader_catch_up(struct feed_reader *r, struct survive *w, const char *login, size_t page);
/* Nothing wrong, and the lists hold just that; else the test ends. */
void feed_reader_check(const struct feed_reader *r, struct survive *w, const char *login);
/* All of that from the start. */
void survive_feed(struct survive *w, const char *login, size_t page);

#endif
