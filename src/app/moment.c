#include "app/app.h"
#include "base/clock.h"

#define DAY_MS INT64_C(86400000)

/* Days since 1970 of a date (Howard Hinnant, days_from_civil). */
static int64_t days_of(int y, int m, int d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

/* The instant of a wall clock; -1: the clock of that day jumps over it, or there is no such day. */
static int local(const struct civil *want, const char *zone, int64_t *out)
{
	int64_t wall = (days_of(want->year, want->month, want->day) * 24 + want->hour) * 3600000 + want->minute * INT64_C(60000), at = wall;
	struct civil t;

	for (int i = 0; i < 3; i++) {
		clock_civil(at, zone, &t);
		at = wall - t.offset * INT64_C(1000);
	}
	clock_civil(at, zone, &t);
	if (t.hour != want->hour || t.minute != want->minute || t.day != want->day || t.month != want->month) {
		return -1;
	}
	*out = at;
	return 0;
}

/* So many digits; -1 when there are others. */
static int digits(const char **p, int n)
{
	int v = 0;

	for (; n > 0 && **p >= '0' && **p <= '9'; n--) {
		v = v * 10 + *(*p)++ - '0';
	}
	return n ? -1 : v;
}

static bool takes(const char **p, char c)
{
	if (**p != c) {
		return false;
	}
	(*p)++;
	return true;
}

/* "14:00", all of it. */
static bool read_clock(const char *p, int *hour, int *minute)
{
	*hour = digits(&p, 2);
	return takes(&p, ':') && (*minute = digits(&p, 2), !*p) && *hour >= 0 && *hour <= 23 && *minute >= 0 && *minute <= 59;
}

/* "2026-11-25 14:00" or with a T. */
static bool read_day(const char *p, struct civil *t)
{
	t->year = digits(&p, 4);
	if (!takes(&p, '-')) {
		return false;
	}
	t->month = digits(&p, 2);
	if (!takes(&p, '-')) {
		return false;
	}
	t->day = digits(&p, 2);
	return (takes(&p, ' ') || takes(&p, 'T')) && read_clock(p, &t->hour, &t->minute) && t->year >= 1970 && t->month >= 1 && t->month <= 12
		&& t->day >= 1 && t->day <= 31;
}

int moment_read(const char *text, const char *zone, int64_t now, int64_t *out, struct err *e)
{
	struct civil t, today;
	int hour, minute;

	if (!clock_parse(text, out)) {
		return 0;
	}
	if (read_clock(text, &hour, &minute)) {
		clock_civil(now, zone, &today);
		/* the next one */
		clock_civil(hour < today.hour || (hour == today.hour && minute <= today.minute) ? now + DAY_MS : now, zone, &t);
		t.hour = hour;
		t.minute = minute;
	} else if (!read_day(text, &t)) {
		return err_set(e, ERR_INVALID_FIELD, tr("\"%.40s\" is no time; 14:00 or 2026-11-25 14:00 is one"), text);
	}
	return local(&t, zone, out) ? err_set(e, ERR_INVALID_FIELD, tr("There is no %.40s on that day."), text) : 0;
}
