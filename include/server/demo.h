#ifndef SERVER_DEMO_H
#define SERVER_DEMO_H

#include "base/err.h"
#include "db/db.h"

/* The demo's data. */
struct demo_conf {
	const char *files_dir; /* where files are kept by hash: see file_store_path() */
	int scale;             /* 1: a small marketplace of 60+ requests; 100: a large one */
	/* The accounts to make, one per role: login, password (both given), role word. */
	const struct demo_account *accounts;
	int naccounts;
};
struct demo_account {
	const char *role;      /* "partner", ..., "price_blind": a price-blind partner */
	const char *login, *password;
};

/*
 * Fills a new database, in transactions of its own. Blocks; a minute or two at
 * scale 100. Password hashes are made at the least cost (password_hash_min).
 */
int demo_fill(struct db *db, const struct demo_conf *conf, struct err *e);

#endif
