#ifndef SERVER_DEMO_PRICES_H
#define SERVER_DEMO_PRICES_H

#include <stdint.h>

#include "fill.h"

/* A price of the demo in minor units of a currency; krw is won. */
int64_t price_in(const char *currency, int64_t krw);
int price_tax(const char *currency); /* 1/100 % */

#endif
