#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "calendar.h"

static atomic_bool frozen;
static atomic_int_fast64_t frozen_wall, frozen_mono;
/* How far our monotonic time runs before the system's, after thawing. */
static atomic_int_fast64_t mono_lead;

static int64_t read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_ms(void)
{
	return atomic_load(&frozen) ? atomic_load(&frozen_wall)
				    : read_ms(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void)
{
	return atomic_load(&frozen) ? atomic_load(&frozen_mono)
				    : read_ms(CLOCK_MONOTONIC) + atomic_load(&mono_lead);
}

int64_t clock_mono_us(void)
{
	struct timespec ts;

	if (atomic_load(&frozen)) {
		return atomic_load(&frozen_mono) * 1000;
	}
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000 + atomic_load(&mono_lead) * 1000;
}

void clock_freeze(int64_t ms)
{
	int64_t mono = clock_mono_ms();

	if (ms < 0) {
		int64_t lead = mono - read_ms(CLOCK_MONOTONIC);
		if (lead > atomic_load(&mono_lead)) {
			atomic_store(&mono_lead, lead);
		}
		atomic_store(&frozen, false);
		return;
	}
	int64_t step = atomic_load(&frozen) ? ms - atomic_load(&frozen_wall) : 0;
	atomic_store(&frozen_mono, mono + (step > 0 ? step : 0));
	atomic_store(&frozen_wall, ms);
	atomic_store(&frozen, true);
}

void clock_advance(int64_t ms)
{
	clock_freeze(clock_ms() + ms);
}

/* n digits of v, and what follows them. Pages of a list hold hundreds of times, so no printf. */
static char *put(char *p, unsigned v, int n, char after)
{
	for (int i = n - 1; i >= 0; i--) {
		p[i] = (char)('0' + v % 10);
		v /= 10;
	}
	p[n] = after;
	return p + n + 1;
}

char *clock_format(int64_t ms, char out[CLOCK_TEXT])
{
	static const int64_t least = -62167219200000; /* 0000-01-01T00:00:00Z */
	static const int64_t most = 253402300799999;  /* 9999-12-31T23:59:59.999Z */
	struct civil c;
	char *p = out;

	ms = ms < least ? least : ms > most ? most : ms;
	calendar_split(ms, 0, &c);
	p = put(p, (unsigned)c.year, 4, '-');
	p = put(p, (unsigned)c.month, 2, '-');
	p = put(p, (unsigned)c.day, 2, 'T');
	p = put(p, (unsigned)c.hour, 2, ':');
	p = put(p, (unsigned)c.minute, 2, ':');
	p = put(p, (unsigned)c.second, 2, '.');
	p = put(p, (unsigned)(((ms % 1000) + 1000) % 1000), 3, 'Z');
	*p = '\0';
	return out;
}

/* Reads exactly n digits. */
static bool digits(const char **s, int n, int *out)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9') {
			return false;
		}
		v = v * 10 + (**s - '0');
	}
	*out = v;
	return true;
}

static bool one_of(const char **s, const char *set)
{
	if (!**s || !strchr(set, **s)) {
		return false;
	}
	(*s)++;
	return true;
}

static bool parse_date(const char **s, int64_t *day)
{
	int y, m, d;

	if (!digits(s, 4, &y) || !one_of(s, "-") || !digits(s, 2, &m)
		|| !one_of(s, "-") || !digits(s, 2, &d)) {
		return false;
	}
	if (m < 1 || m > 12 || d < 1 || d > calendar_month_days(y, m)) {
		return false;
	}
	*day = calendar_day(y, m, d);
	return true;
}

static bool parse_time(const char **s, int64_t *ms)
{
	int h, m, sec, scale = 100;

	if (!digits(s, 2, &h) || !one_of(s, ":") || !digits(s, 2, &m)
		|| !one_of(s, ":") || !digits(s, 2, &sec)) {
		return false;
	}
	/* 60 is a leap second; our instants have none, so it is the next second */
	if (h > 23 || m > 59 || sec > 60) {
		return false;
	}
	*ms = ((int64_t)h * 3600 + m * 60 + sec) * 1000;
	if (!one_of(s, ".")) {
		return true;
	}
	int digit;
	if (!digits(s, 1, &digit)) {
		return false;
	}
	do {
		*ms += digit * scale;
		scale /= 10;
	} while (digits(s, 1, &digit));
	return true;
}

static bool parse_offset(const char **s, int64_t *ms)
{
	*ms = 0;
	if (one_of(s, "Zz")) {
		return true;
	}
	bool west = **s == '-';
	int h, m;
	if (!one_of(s, "+-") || !digits(s, 2, &h) || !one_of(s, ":")
		|| !digits(s, 2, &m) || h > 23 || m > 59) {
		return false;
	}
	*ms = ((int64_t)h * 3600 + m * 60) * (west ? -1000 : 1000);
	return true;
}

int clock_parse(const char *s, int64_t *ms)
{
	int64_t day, time, offset;

	if (!parse_date(&s, &day) || !one_of(&s, "Tt ") || !parse_time(&s, &time)
		|| !parse_offset(&s, &offset) || *s) {
		return -1;
	}
	*ms = day * 86400000 + time - offset;
	return 0;
}
