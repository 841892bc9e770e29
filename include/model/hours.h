#ifndef MODEL_HOURS_H
#define MODEL_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Business time: the hours in which somebody answers. What is due is counted in it, so that
 * nothing is late at midnight or on a holiday. Instants are ms since 1970, UTC; the hours are those
 * of the zone's clocks, daylight saving days included (such a day may be an hour longer or shorter;
 * hours that a clock skips do not exist, those it shows twice count twice).
 */
struct hours {
	const char *zone;          /* IANA name; NULL or "" is UTC */
	unsigned days;             /* a bit each, 1 << 0 is Monday; 0: round the clock, every day */
	int from, to;              /* minutes after midnight, from < to <= 1440 */
	const int32_t *holidays;   /* yyyymmdd, in order; closed all day */
	size_t nholidays;
};

/* "mon-fri 09:00-18:00", "mon,wed,sat 10:00-14:30", "always". 0, or -1 with nothing changed but h's times. */
int hours_parse(const char *s, struct hours *h);

bool hours_open(const struct hours *h, int64_t at);
/* The first instant not before `at` at which it is open; `at` itself when it is. Without an open hour within two years: `at`. */
int64_t hours_next(const struct hours *h, int64_t at);
/* Business time between two instants, ms; 0 when b <= a. */
int64_t hours_between(const struct hours *h, int64_t a, int64_t b);
/* The instant at which `work` ms of business time have passed since `at`. */
int64_t hours_after(const struct hours *h, int64_t at, int64_t work);

#endif
