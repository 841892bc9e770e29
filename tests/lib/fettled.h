#ifndef LIB_FETTLED_H
#define LIB_FETTLED_H

#include <sys/types.h>

#include "base/map.h"
#include "lib/dbbench.h"
#include "lib/https.h"

/*
 * A real fettled for tests: the program in FETTLE_BUILD, in a folder of its own, on a free
 * port, with the people of lib/market.h, whose passwords are all FETTLED_PASSWORD. It is
 * waited for by its own "I am ready" (systemd's protocol), and dies with this process.
 */
#define FETTLED_PASSWORD "a wire password"

struct fettled {
	enum engine engine;
	char *dir, *url, *base, *pin;
	pid_t pid;
	int told;          /* socket: READY=1 */
	int handed;        /* a listening socket of the caller's that it gets as systemd would pass it; 0 none */
	struct map *ids;   /* "kim": account id, "org.kim", "site.north" ... */
};

extern const char *const fettled_people[]; /* ends with NULL */

/* options: "key=value" of the configuration, and "clock=still": its clock does not move. NULL when the engine is not installed. */
struct fettled *fettled_start(enum engine engine, const char *const *options, size_t n);
/* SIGTERM; answers the exit status, 128 + signal when it was killed. */
int fettled_stop(struct fettled *f);
/* Runs the program itself with these arguments (NULL-ended) on f's data, when it is stopped or
   not; its standard output is added to out (may be NULL). Answers the exit status. */
int fettled_run(struct fettled *f, const char *const *args, const char *input, struct str *out);
/* Serves again on the same data. */
void fettled_again(struct fettled *f, const char *const *options, size_t n);
void fettled_destroy(struct fettled *f); /* stopped */
const char *fettled_id(const struct fettled *f, const char *name); /* ends the test when unknown */
/* The log so far; the caller frees. */
char *fettled_log(const struct fettled *f);

#endif
