#ifndef LIB_CLIENT_H
#define LIB_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "lib/fettled.h"
#include "lib/pty.h"
#include "store/store.h"

/*
 * The real fettle with folders of its own (FETTLE_HOME), by its command line, killed at a
 * chosen system call, or full-screen in a pseudo-terminal.
 */
struct client {
	char *home, *program;
	struct str out, err;         /* of the last run */
	const char *const *env;      /* more "NAME=value" for it, NULL-ended; NULL: none */
	long calls;                  /* system calls of the last watched run */
};

struct client *client_create(void);
/* The same folders, as a second user of them would have. */
struct client *client_beside(const struct client *c);
void client_destroy(struct client *c);

/* Exit status, 128 + signal when killed. args end with NULL. */
int client_run(struct client *c, const char *input, const char *const *args);
#define CLIENT(c, ...) client_run(c, NULL, (const char *const[]){__VA_ARGS__, NULL})
/*
 * The same, killed by SIGKILL as it enters its nth system call after start-up: the same moment in every
 * run, however fast the machine is. 0: only counted (c->calls). 137 when it was killed.
 */
int client_kill_at(struct client *c, long nth, const char *const *args);
/* Signs in as one of lib/fettled.h's people; ends the test when that fails. */
void client_sign_in(struct client *c, const char *server, const char *pin, const char *login);
/* Full-screen. */
struct pty *client_screen(struct client *c, int rows, int cols);
/* Ended well, terminal given back; closes it. */
void client_left(struct pty *p);

/* Its store, opened beside whoever else has it open; ends the test when that fails. */
struct store *client_store(const struct client *c);

/* Long counts (make survive) or the short ones of make check. */
int survive_count(int many, int few);
/* Seeded by SURVIVE_SEED (1), so that a failure can be met again. */
struct dice { uint64_t state; };
void dice_init(struct dice *d, unsigned salt);
unsigned dice_below(struct dice *d, unsigned n);

#endif
