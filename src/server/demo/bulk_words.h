#ifndef SERVER_DEMO_BULK_WORDS_H
#define SERVER_DEMO_BULK_WORDS_H

#include "draw.h"
#include "fill.h"

/* What the texts of a large demo are put together from, by language. NULL ends a list. */
#define BULK_LIST 24
struct bulk_words {
	const char *cities[BULK_LIST], *markets[BULK_LIST];
	const char *firms[BULK_LIST];                            /* the company's own name */
	const char *makers[BULK_LIST], *buyers[BULK_LIST];       /* what such a company does */
	const char *family[BULK_LIST], *given[BULK_LIST];
	bool given_first;
	const char *country, *zone, *currency;
	const char *parts[PART_COUNT][6];                        /* what such a part is called */
	const char *metal[BULK_LIST], *plastic[8], *sheet[8], *finishes[12], *tolerances[8];
	const char *uses[10], *wishes[12], *profile[8];
	const char *joint;                                       /* between words of a name */
};
extern const struct bulk_words bulk_words[TONGUES];

#endif
