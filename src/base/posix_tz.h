#ifndef BASE_POSIX_TZ_H
#define BASE_POSIX_TZ_H

#include <stdbool.h>
#include <stdint.h>

/* The rule at the foot of a zone file: POSIX TZ (with RFC 8536's wider hours),
   "EET-2EEST,M3.5.0/3,M10.5.0/4". Offsets are seconds east of UTC. */
struct posix_tz_day {
	char kind;            /* 'M' month.week.day, 'J' 1-365 without leap day, 'N' 0-365 */
	int month, week, day; /* day: of the week (0 = Sunday) or of the year */
	int time;             /* seconds after local midnight */
};

struct posix_tz {
	int std, dst;
	bool has_dst;
	struct posix_tz_day start, end; /* of daylight saving */
};

/* 0, or -1 when s is not one. */
int posix_tz_parse(const char *s, struct posix_tz *out);
/* The offset at t, seconds since the epoch. */
int posix_tz_offset(const struct posix_tz *z, int64_t t);

#endif
