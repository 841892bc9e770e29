#include "model/money.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "text/format.h"

/* ISO 4217 codes in use on the marketplaces, with their exponents. */
static const struct { const char *code; int exponent; } currencies[] = {
	{"KRW", 0}, {"JPY", 0}, {"UAH", 2}, {"EUR", 2}, {"USD", 2}, {"GBP", 2}, {"PLN", 2}, {"CZK", 2},
	{"CHF", 2}, {"CNY", 2}, {"TWD", 2}, {"VND", 0}, {"INR", 2}, {"SEK", 2}, {"KWD", 3}, {"BHD", 3},
};

int currency_exponent(const char *code)
{
	for (size_t i = 0; code && i < lengthof(currencies); i++) {
		if (!strcmp(currencies[i].code, code)) {
			return currencies[i].exponent;
		}
	}
	return -1;
}

const char *currency_at(int i)
{
	return i >= 0 && (size_t)i < lengthof(currencies) ? currencies[i].code : NULL;
}

static int fits(__int128 v, int64_t *out, struct err *e)
{
	if (v > MONEY_MAX || v < -MONEY_MAX) {
		return err_set(e, ERR_OVERFLOW, "an amount is larger than can be handled");
	}
	*out = (int64_t)v;
	return 0;
}

int money_add(int64_t a, int64_t b, int64_t *out, struct err *e)
{
	return fits((__int128)a + b, out, e);
}

int money_mul(int64_t a, int64_t n, int64_t *out, struct err *e)
{
	return fits((__int128)a * n, out, e);
}

int money_share(int64_t amount, int64_t bp, int64_t *out, struct err *e)
{
	__int128 p = (__int128)amount * bp;

	return fits((p + (p < 0 ? -5000 : 5000)) / 10000, out, e);
}

static int64_t power10(int n)
{
	int64_t p = 1;

	while (n-- > 0) {
		p *= 10;
	}
	return p;
}

char *money_format(int64_t amount, const char *currency, enum lang lang, char out[MONEY_TEXT])
{
	int exponent = currency_exponent(currency);

	return format_decimal(out, amount, exponent > 0 ? exponent : 0, lang);
}

/*
 * The decimal separator is the last '.' or ',' unless exactly three digits follow it and
 * the currency could not have them (then it groups). A single '.' never groups where there are
 * decimals: who types 12.345 means 12 and a bit, and a price of 12,345 would go out.
 */
static const char *find_point(const char *s, int exponent)
{
	const char *dot = strrchr(s, '.'), *comma = strrchr(s, ','), *last = dot > comma ? dot : comma;
	const char other = last && *last == '.' ? ',' : '.';

	if (!last || exponent <= 0) {
		return NULL;
	}
	if (strspn(last + 1, "0123456789") == 3 && exponent != 3 && !strchr(s, other)) {
		return *last == '.' && strchr(s, '.') == last ? last : NULL;
	}
	return last;
}

/* Blanks people put between groups, the no-break ones too. */
static size_t skip_blank(const char *s)
{
	if (*s == ' ' || *s == '\'' || *s == '_') {
		return 1;
	}
	if (!strncmp(s, "\xc2\xa0", 2)) {
		return 2;
	}
	return !strncmp(s, "\xe2\x80\xaf", 3) ? 3 : 0;
}

/* A separator that groups: three digits follow it, and it is not the decimal one. */
static bool is_group(const char *s, const char *point)
{
	return (*s == ',' || *s == '.') && (!point || *s != *point) && strspn(s + 1, "0123456789") == 3;
}

static int read_digits(const char *s, const char *point, int exponent, int64_t *out, struct err *e)
{
	int64_t v = 0;
	int decimals = -1, digits = 0;

	while (*s) {
		size_t blank = skip_blank(s);

		if (blank) {
			s += blank;
			continue;
		}
		if (s == point) {
			decimals = 0;
		} else if (*s >= '0' && *s <= '9') {
			if (decimals >= exponent || v > MONEY_MAX / 10) {
				return decimals >= exponent
					? err_set(e, ERR_INVALID_FIELD, tr("this currency has %d decimals"), exponent)
					: err_set(e, ERR_OVERFLOW, "the amount is larger than can be handled");
			}
			v = v * 10 + (*s - '0');
			decimals += decimals >= 0;
			digits++;
		} else if (!is_group(s, point) || decimals >= 0) {
			return err_set(e, ERR_INVALID_FIELD, "this is not an amount");
		}
		s++;
	}
	if (!digits) {
		return err_set(e, ERR_INVALID_FIELD, "this is not an amount");
	}
	return money_mul(v, power10(exponent - (decimals > 0 ? decimals : 0)), out, e);
}

int money_parse(const char *s, const char *currency, int64_t *out, struct err *e)
{
	int exponent = currency_exponent(currency);
	int64_t v = 0;
	bool minus;

	if (exponent < 0) {
		return err_set(e, ERR_INVALID_FIELD, "unknown currency");
	}
	s += strspn(s, " ");
	minus = *s == '-';
	s += minus || *s == '+';
	if (read_digits(s, find_point(s, exponent), exponent, &v, e)) {
		return -1;
	}
	*out = minus ? -v : v;
	return 0;
}

int percent_parse(const char *s, int64_t *bp, struct err *e)
{
	char text[16];
	size_t n = strlen(s);
	int64_t v;

	while (n && (s[n - 1] == '%' || s[n - 1] == ' ')) {
		n--;
	}
	if (!n || n >= sizeof(text)) {
		return err_set(e, ERR_INVALID_FIELD, "this is not a percentage");
	}
	memcpy(text, s, n);
	text[n] = '\0';
	/* two decimals, as EUR has */
	if (money_parse(text, "EUR", &v, e)) {
		return -1;
	}
	if (v < 0 || v > 10000) {
		return err_set(e, ERR_INVALID_FIELD, "a percentage is between 0 and 100");
	}
	*bp = v;
	return 0;
}

char *percent_format(int64_t bp, char out[MONEY_TEXT])
{
	if (bp % 100 == 0) {
		snprintf(out, MONEY_TEXT, "%lld", (long long)(bp / 100));
	} else {
		snprintf(out, MONEY_TEXT, "%lld.%0*lld", (long long)(bp / 100), bp % 10 ? 2 : 1,
			(long long)(bp % 10 ? bp % 100 : bp % 100 / 10));
	}
	return out;
}
