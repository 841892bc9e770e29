#ifndef SERVER_DEMO_FILL_H
#define SERVER_DEMO_FILL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "server/data.h"
#include "server/demo.h"

/*
 * What the parts of the filling share. Ids and texts live in the arena until the end.
 */
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

enum tongue { EN, KO, JA, UK, TONGUES };
extern const char *const tongue_tags[TONGUES]; /* "en", ... */

struct fill_site {
	const char *id, *name, *zone, *currency;
	enum tongue tongue;
	int accounts, rfqs; /* made by hand */
};
struct fill_org {
	const char *id, *name, *place;
	enum tongue tongue;
	size_t site;        /* at home */
	const char *poster, *person; /* an account of it, owner of its files, and its name */
};

struct fill {
	struct db *db;
	const struct demo_conf *conf;
	struct arena a;
	int64_t now;
	uint64_t seed;
	const char *desk;   /* the organisation of the operator */
	VEC(struct fill_site) sites;
	VEC(struct fill_org) customers, partners;
};

/* The same numbers in every filling: 0 <= result < n. */
uint64_t fill_random(struct fill *f, uint64_t n);
/* A new id that sorts as if made at this time. */
const char *fill_id(struct fill *f, int64_t at);

/* people.c: sites, organisations, accounts, profiles, by hand. */
int fill_people(struct fill *f, struct err *e);
const struct fill_org *fill_partner(const struct fill *f, char letter);

/* rfqs.c: requests with their drawings, and what became of them, by hand. */
int fill_rfqs(struct fill *f, struct err *e);

/* desk.c: tickets, macros, policies of three levels, by hand. */
int fill_desk(struct fill *f, struct err *e);

/* bulk.c: as many more as the scale asks for. Transactions of its own. */
int fill_bulk(struct fill *f, struct err *e);

#endif
