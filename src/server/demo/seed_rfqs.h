#ifndef SERVER_DEMO_SEED_RFQS_H
#define SERVER_DEMO_SEED_RFQS_H

#include "seed.h"

/* The hand-written requests, a file for each language. */
extern const struct seed_rfq seed_rfqs_en[], seed_rfqs_ko[], seed_rfqs_ja[], seed_rfqs_uk[];
extern const size_t nseed_rfqs_en, nseed_rfqs_ko, nseed_rfqs_ja, nseed_rfqs_uk;

#endif
