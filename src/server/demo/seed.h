#ifndef SERVER_DEMO_SEED_H
#define SERVER_DEMO_SEED_H

#include "draw.h"
#include "fill.h"

/* What is written by hand: constant tables. */
struct seed_site { const char *name, *zone, *currency; enum tongue tongue; };
extern const struct seed_site seed_sites[];
extern const size_t nseed_sites;

struct seed_org {
	char letter;        /* partners: what the deals of a request call it */
	const char *name, *country, *place;
	enum tongue tongue;
	const char *sites;  /* digits; the first is home */
	const char *person, *login;
};
extern const struct seed_org seed_customers[], seed_partners[];
extern const size_t nseed_customers, nseed_partners;

struct seed_profile { char letter; const char *text, *strengths, *works; };
extern const struct seed_profile seed_profiles[];
extern const size_t nseed_profiles;

struct seed_rfq {
	const char *customer;   /* name of a seed_customers row */
	const char *title;
	enum process process;
	const char *material, *finish, *tolerance;
	int qty[4];             /* 0 ends */
	int price;              /* of one, in KRW; 0 when nobody quotes */
	int posted, due;        /* hours ago, hours from now (less than 0: over) */
	int deliver;            /* days from due, 0: not said */
	bool takes_profile;
	enum rfq_state state;
	struct part part;
	const char *files;      /* letters: d DXF, s SVG, p PDF; R: the DXF, first of them, is revised later; "" none */
	const char *deals;      /* see rfqs.c */
	const char *text;
};
/* Sentences for what the two sides tell each other, by language. */
struct seed_talk {
	const char *setup, *finishing, *terms, *note, *revised, *discount, *counter;
	const char *partner_no[4], *customer_no[4];
};
extern const struct seed_talk seed_talk[TONGUES];

#endif
