#ifndef SERVER_DEMO_H
#define SERVER_DEMO_H

#include "base/err.h"
#include "db/db.h"

/*
 * The demo marketplace: invented sites, companies, requests, deals and quotes in English,
 * Korean, Japanese and Ukrainian, with drawings made here (DXF, SVG, PDF). Times are relative
 * to clock_ms(); all else but ids and passwords is the same in every filling.
 */
struct demo_conf {
	const char *files_dir; /* where files are kept by hash: see server/filestore.h */
	/*
	 * 1: the small marketplace, 5 sites and 60+ requests written by hand. K > 1: the same, and
	 * K sites, 400 K accounts, 230 K requests in all, with text put together from words.
	 * Scale 100 takes about a minute. Blocks.
	 */
	int scale;
	/* The accounts to make, one per role: login, password (both given), role word. */
	const struct demo_account *accounts;
	int naccounts;
};
struct demo_account {
	const char *role;      /* "partner", ..., "price_blind": a price-blind partner */
	const char *login, *password;
};

/*
 * Fills a new database (after data_prepare()), in transactions of its own; when it fails,
 * start over with an empty one. Only the accounts given can sign in, their hashes at the
 * least cost (password_hash_min); the others have no password that fits. The audit chain of
 * each site tells of the filling in one row, "demo.fill": nobody did these things.
 */
int demo_fill(struct db *db, const struct demo_conf *conf, struct err *e);

#endif
