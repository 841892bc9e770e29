#ifndef SERVER_AUTH_H
#define SERVER_AUTH_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/rules.h"
#include "pool.h"
#include "server/data.h"

/*
 * Who a bearer token is. Answers are kept for a few seconds (AUTH_FRESH_MS), so that what
 * another process changes is seen soon; what this one changes is seen at once.
 */
#define AUTH_FRESH_MS 5000

struct auth;
struct signed_in {
	struct session session;
	struct account *account;
	struct reader reader;
	char scope[SCOPE_NAME]; /* of reader: data_scope_name() */
	uint64_t generation;  /* of the cache when it was read */
	/* private */
	struct arena arena;
	atomic_int refs;
	int64_t read_at;
	atomic_flag touched;  /* its use was written down */
};

struct auth *auth_create(struct pool *readers);
void auth_destroy(struct auth *a);
/* *out to be given back by auth_release(). ERR_TOKEN_EXPIRED when the token is unknown or over. */
int auth_find(struct auth *a, const char *token, int64_t now, struct signed_in **out, struct err *e);
int auth_find_hash(struct auth *a, const char *hash, int64_t now, struct signed_in **out, struct err *e);
void auth_release(struct signed_in *s);
/* Sign-ins or accounts have changed: forget everything. */
void auth_changed(struct auth *a);
uint64_t auth_generation(struct auth *a);
/* The hash under which a token is kept; 65 bytes. */
void auth_token_hash(const char *token, char hex[65]);

#endif
