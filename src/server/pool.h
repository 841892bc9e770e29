#ifndef SERVER_POOL_H
#define SERVER_POOL_H

#include "base/err.h"
#include "db/db.h"

/* Database connections for reading, lent to one thread at a time. */
struct pool;

int pool_create(struct pool **out, const struct db_conf *conf, size_t n, struct err *e);
void pool_destroy(struct pool *p); /* all given back */
/* Waits while all are lent: never long, as each is lent for one request's reading. */
struct db *pool_take(struct pool *p);
void pool_give(struct pool *p, struct db *db);

#endif
