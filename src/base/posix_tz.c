#include "posix_tz.h"

#include <ctype.h>
#include <string.h>

#include "calendar.h"

static bool skip_name(const char **s)
{
	const char *p = *s;

	if (*p == '<') {
		const char *end = strchr(p, '>');
		*s = end ? end + 1 : p;
		return end != NULL;
	}
	while (isalpha((unsigned char)*p)) {
		p++;
	}
	bool any = p > *s;
	*s = p;
	return any;
}

static bool number(const char **s, int max, int *out)
{
	int v = 0;

	if (!isdigit((unsigned char)**s)) {
		return false;
	}
	while (isdigit((unsigned char)**s) && v <= max) {
		v = v * 10 + (*(*s)++ - '0');
	}
	*out = v;
	return v <= max;
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool hours(const char **s, int *out)
{
	int sign = **s == '-' ? -1 : 1;
	int h, m = 0, sec = 0;

	if (**s == '-' || **s == '+') {
		(*s)++;
	}
	if (!number(s, 167, &h)) {
		return false;
	}
	if (**s == ':') {
		(*s)++;
		if (!number(s, 59, &m)) {
			return false;
		}
		if (**s == ':') {
			(*s)++;
			if (!number(s, 59, &sec)) {
				return false;
			}
		}
	}
	*out = sign * (h * 3600 + m * 60 + sec);
	return true;
}

static bool dotted(const char **s, int max, int *out)
{
	return *(*s)++ == '.' && number(s, max, out);
}

static bool change_day(const char **s, struct posix_tz_day *d)
{
	bool ok;

	*d = (struct posix_tz_day){.kind = 'N', .time = 2 * 3600};
	if (*(*s)++ != ',') {
		return false;
	}
	if (**s == 'M') {
		(*s)++;
		d->kind = 'M';
		ok = number(s, 12, &d->month) && d->month >= 1
			&& dotted(s, 5, &d->week) && d->week >= 1 && dotted(s, 6, &d->day);
	} else if (**s == 'J') {
		(*s)++;
		d->kind = 'J';
		ok = number(s, 365, &d->day) && d->day >= 1;
	} else {
		ok = number(s, 365, &d->day);
	}
	if (ok && **s == '/') {
		(*s)++;
		ok = hours(s, &d->time);
	}
	return ok;
}

int posix_tz_parse(const char *s, struct posix_tz *out)
{
	struct posix_tz z = {0};
	int west;

	if (!skip_name(&s) || !hours(&s, &west)) {
		return -1;
	}
	z.std = -west;
	z.dst = z.std + 3600;
	if (*s) {
		z.has_dst = true;
		if (!skip_name(&s)) {
			return -1;
		}
		if (*s != ',') {
			if (!hours(&s, &west)) {
				return -1;
			}
			z.dst = -west;
		}
		if (!change_day(&s, &z.start) || !change_day(&s, &z.end) || *s) {
			return -1;
		}
	}
	*out = z;
	return 0;
}

/* Local seconds since the epoch of the change in that year. */
static int64_t change_time(const struct posix_tz_day *d, int year)
{
	int64_t day;

	if (d->kind == 'M') {
		int64_t first = calendar_day(year, d->month, 1);
		int weekday = (calendar_weekday(first) + 1) % 7; /* 0 = Sunday */
		int in_month = (d->day - weekday + 7) % 7 + (d->week - 1) * 7;
		if (in_month >= calendar_month_days(year, d->month)) {
			in_month -= 7;
		}
		day = first + in_month;
	} else {
		day = calendar_day(year, 1, 1) + d->day;
		if (d->kind == 'J') {
			bool after_leap_day = calendar_month_days(year, 2) == 29 && d->day >= 60;
			day += after_leap_day ? 0 : -1;
		}
	}
	return day * 86400 + d->time;
}

int posix_tz_offset(const struct posix_tz *z, int64_t t)
{
	if (!z->has_dst) {
		return z->std;
	}
	struct civil c;
	calendar_split(t * 1000, z->std, &c);
	int64_t start = change_time(&z->start, c.year) - z->std;
	int64_t end = change_time(&z->end, c.year) - z->dst;
	bool dst = start < end ? t >= start && t < end : t >= start || t < end;
	return dst ? z->dst : z->std;
}
