#ifndef SERVER_DEMO_BULK_H
#define SERVER_DEMO_BULK_H

#include "bulk_words.h"

/* Parts drawn once and asked for by many: by language and kind. */
enum { BULK_VARIANTS = 6 };
struct bulk_drawing {
	struct part part;
	const char *name;             /* of the part */
	const char *file[2], *hash[2], *media[2];
	int64_t size[2];
};
struct bulk_drawings { struct bulk_drawing v[TONGUES][PART_COUNT][BULK_VARIANTS]; };

/* bulk_rfqs.c */
int bulk_draw(struct fill *f, struct bulk_drawings *out, struct err *e);
/* One site's requests; its customers and partners are in f. */
int bulk_rfqs(struct fill *f, const struct fill_site *site, int n, const struct bulk_drawings *drawings, struct err *e);

/* One of a list of bulk_words; NULL ends it. */
const char *bulk_pick(struct fill *f, const char *const *list);

#endif
