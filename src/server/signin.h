#ifndef SERVER_SIGNIN_H
#define SERVER_SIGNIN_H

#include "exchange.h"

#define PASSWORD_LEAST 8 /* characters */

/*
 * Signing in: attempts are limited, the password is checked on the crew (never on the
 * writer or a serving thread), then the writer makes the session or writes the refusal
 * down. rq.prepared is the account whose password was right. Answers as exchange_run().
 */
bool signin_start(struct exchange *x);
/* A new account: its password is hashed on the crew; rq.prepared is the hash. */
bool newcomer_start(struct exchange *x);
/* Remembers, at most once an hour, that a sign-in is in use; its end slides. */
void signin_touch(struct server *s, struct signed_in *who, int64_t now);
/* When a sign-in made at created and used at now ends. */
int64_t signin_expiry(const struct server *s, int64_t created, int64_t now);

#endif
