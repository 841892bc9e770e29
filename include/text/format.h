#ifndef TEXT_FORMAT_H
#define TEXT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/i18n.h"

/*
 * Numbers, times and dates as people of a language write them; the C library's
 * own need locales that may not be installed. All write into the caller's
 * buffer of FORMAT_SIZE bytes and return it. Instants are ms since 1970 UTC;
 * zone is an IANA name, NULL is UTC. Widths differ by language: measure with
 * cells_text().
 */
#define FORMAT_SIZE 64

/* 1,234,567 (en, ko, ja); 1 234 567 with U+00A0 (uk). The minus is "-". */
char *format_int(char out[FORMAT_SIZE], int64_t v, enum lang lang);
/* v / 10^decimals, e.g. money in minor units: 1,234.50; 1 234,50 (uk). decimals 0-9. */
char *format_decimal(char out[FORMAT_SIZE], int64_t v, int decimals, enum lang lang);
/* 950 B, 12.3 KiB, 4.0 MiB; the unit is the same in every language. */
char *format_size(char out[FORMAT_SIZE], uint64_t bytes, enum lang lang);

/*
 * Time left until at, as in list columns; the widest is format_left_cells():
 *	under an hour   18m     (hot: 01:42, minutes and seconds)
 *	under a day     1h 10   2h  (the minutes up to 10 h and when not 0)
 *	under 4 days    2d 04h
 *	under 7 days    5d
 *	later           the day, as format_day(); 2027-05 when over half a year
 *	past            "-" (hot: 00:00)
 */
char *format_left(char out[FORMAT_SIZE], int64_t at, int64_t now, bool hot,
	const char *zone, enum lang lang);
int format_left_cells(enum lang lang);
/* Time gone by: 2s ago, 18m ago, 3h ago, 3d ago (to 6 days), then the date.
   The future counts as now. */
char *format_ago(char out[FORMAT_SIZE], int64_t at, int64_t now,
	const char *zone, enum lang lang);

/* Nov 18, 11월 18일, 11月18日, 18 лист.; 2025-11-18 when over half a year from now. */
char *format_day(char out[FORMAT_SIZE], int64_t at, int64_t now,
	const char *zone, enum lang lang);
/* With the year: Nov 18, 2026; 2026년 11월 18일; 2026年11月18日; 18 лист. 2026 р. */
char *format_date(char out[FORMAT_SIZE], int64_t at, const char *zone, enum lang lang);
/* 09:05 */
char *format_clock(char out[FORMAT_SIZE], int64_t at, const char *zone);
/* format_date() and format_clock(). */
char *format_moment(char out[FORMAT_SIZE], int64_t at, const char *zone, enum lang lang);

/* Mon, 월, 月, пн; 0 = Monday. Jan, 1월, 1月, січ.; 1-12. "" when out of range. */
const char *format_weekday(int weekday, enum lang lang);
const char *format_month(int month, enum lang lang);

#endif
