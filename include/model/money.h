#ifndef MODEL_MONEY_H
#define MODEL_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/i18n.h"

/*
 * Money is an integer in minor units of an ISO 4217 currency (KRW and JPY have none). No
 * float anywhere. Every operation is overflow-checked; amounts stay below 10^15.
 * Rounding, stated once: half away from zero, at the one place where a share is taken
 * (money_share); sums are never rounded.
 */
#define MONEY_MAX INT64_C(1000000000000000)
#define MONEY_TEXT 64 /* as FORMAT_SIZE of text/format.h */

int currency_exponent(const char *code);  /* -1: not a currency we know */
const char *currency_at(int i);           /* NULL at the end: for completion */

int money_add(int64_t a, int64_t b, int64_t *out, struct err *e);
int money_mul(int64_t a, int64_t n, int64_t *out, struct err *e);
/* amount * bp / 10000, rounded half away from zero. bp = hundredths of a percent. */
int money_share(int64_t amount, int64_t bp, int64_t *out, struct err *e);

/* "1,234.50" as the language writes it (uk: "1 234,50"), sign first; no currency. */
char *money_format(int64_t amount, const char *currency, enum lang lang, char out[MONEY_TEXT]);
/* What people type: "1,234.5", "1 234,50", "1234"; a third decimal ("12.345" too), letters, or over MONEY_MAX are errors. */
int money_parse(const char *s, const char *currency, int64_t *out, struct err *e);
/* "5", "5.25" percent to bp and back; 0..100. */
int percent_parse(const char *s, int64_t *bp, struct err *e);
char *percent_format(int64_t bp, char out[MONEY_TEXT]);

#endif
