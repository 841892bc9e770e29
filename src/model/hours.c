#include "model/hours.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define MINUTE INT64_C(60000)
#define DAY (1440 * MINUTE)
enum { DAYS_MOST = 3700 }; /* looked at: ten years of waiting are enough */

/* A calendar day of the zone. */
struct day { int year, month, day, weekday; };

static bool leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
	static const int n[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return n[m - 1] + (m == 2 && leap(y));
}

static void next_day(struct day *d)
{
	d->weekday = (d->weekday + 1) % 7;
	if (++d->day > month_days(d->year, d->month)) {
		d->day = 1;
		if (++d->month > 12) {
			d->month = 1;
			d->year++;
		}
	}
}

/* Days since 1970-01-01 of the Gregorian calendar (Howard Hinnant's days_from_civil). */
static int64_t day_number(const struct day *d)
{
	int y = d->month <= 2 ? d->year - 1 : d->year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400, doy = (153 * (d->month + (d->month > 2 ? -3 : 9)) + 2) / 5 + d->day - 1;

	return (int64_t)era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int64_t offset_at(const struct hours *h, int64_t at)
{
	struct civil c;

	clock_civil(at, h->zone, &c);
	return (int64_t)c.offset * 1000;
}

/* When the clocks are changed, the offset being another at the two ends. */
static int64_t change_between(const struct hours *h, int64_t a, int64_t b)
{
	int64_t before = offset_at(h, a);

	while (b - a > 1) {
		int64_t middle = a + (b - a) / 2;

		if (offset_at(h, middle) == before) {
			a = middle;
		} else {
			b = middle;
		}
	}
	return b;
}

/* When the zone's clocks show that minute of the day; where they skip it, when they have skipped it. */
static int64_t instant(const struct hours *h, const struct day *d, int minute)
{
	int64_t local = day_number(d) * DAY + minute * MINUTE;
	int64_t before = offset_at(h, local - DAY), after = offset_at(h, local + DAY);
	int64_t at = local - before;

	if (before == after || offset_at(h, at) == before) {
		return at;
	}
	int64_t late = local - after;
	return offset_at(h, late) == after ? late : change_between(h, late, at);
}

static struct day day_of(const struct hours *h, int64_t at)
{
	struct civil c;

	clock_civil(at, h->zone, &c);
	return (struct day){c.year, c.month, c.day, c.weekday};
}

static int by_value(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

static bool works(const struct hours *h, const struct day *d)
{
	int32_t date = d->year * 10000 + d->month * 100 + d->day;

	return h->days & 1u << d->weekday &&
		!(h->nholidays && bsearch(&date, h->holidays, h->nholidays, sizeof(date), by_value));
}

/* Walks the open spells from `at` on until one says that it is enough. */
typedef bool spell_fn(void *arg, int64_t from, int64_t to);

static void each_spell(const struct hours *h, int64_t at, spell_fn *fn, void *arg)
{
	struct day d = day_of(h, at);

	for (int i = 0; i < DAYS_MOST; i++, next_day(&d)) {
		int64_t from, to;

		if (!works(h, &d)) {
			continue;
		}
		from = instant(h, &d, h->from);
		if (h->to == 1440) {
			struct day next = d;
			next_day(&next);
			to = instant(h, &next, 0);
		} else {
			to = instant(h, &d, h->to);
		}
		if (to > at && fn(arg, from > at ? from : at, to)) {
			return;
		}
	}
}

static bool take_first(void *arg, int64_t from, int64_t to)
{
	(void)to;
	*(int64_t *)arg = from;
	return true;
}

int64_t hours_next(const struct hours *h, int64_t at)
{
	int64_t first = at;

	if (h->days) {
		each_spell(h, at, take_first, &first);
	}
	return first;
}

bool hours_open(const struct hours *h, int64_t at)
{
	int64_t first = -1;

	if (!h->days) {
		return true;
	}
	each_spell(h, at, take_first, &first);
	return first == at;
}

struct sum { int64_t until, total; };

static bool add_spell(void *arg, int64_t from, int64_t to)
{
	struct sum *s = arg;

	if (from >= s->until) {
		return true;
	}
	s->total += (to < s->until ? to : s->until) - from;
	return to >= s->until;
}

int64_t hours_between(const struct hours *h, int64_t a, int64_t b)
{
	struct sum s = {.until = b};

	if (b <= a) {
		return 0;
	}
	if (!h->days) {
		return b - a;
	}
	each_spell(h, a, add_spell, &s);
	return s.total;
}

struct wait { int64_t left, end; };

static bool use_spell(void *arg, int64_t from, int64_t to)
{
	struct wait *w = arg;

	if (to - from < w->left) {
		w->left -= to - from;
		w->end = to;
		return false;
	}
	w->end = from + w->left;
	w->left = 0;
	return true;
}

int64_t hours_after(const struct hours *h, int64_t at, int64_t work)
{
	struct wait w = {.left = work, .end = at};

	if (work <= 0) {
		return at;
	}
	if (!h->days) {
		return at + work;
	}
	each_spell(h, at, use_spell, &w);
	return w.end;
}

/* ---- as people write it ---- */

static int weekday_of(const char *s)
{
	static const char names[] = "montuewedthufrisatsun";

	for (int i = 0; i < 7; i++) {
		if (!strncmp(s, names + 3 * i, 3)) {
			return i;
		}
	}
	return -1;
}

/* "mon-fri,sun"; where it ends, NULL when it is wrong. */
static const char *read_days(const char *s, unsigned *days)
{
	for (;;) {
		int a = weekday_of(s), b = a;

		if (a < 0) {
			return NULL;
		}
		s += 3;
		if (*s == '-') {
			b = weekday_of(s + 1);
			s += 4;
		}
		if (b < 0) {
			return NULL;
		}
		for (int d = a;; d = (d + 1) % 7) {
			*days |= 1u << d;
			if (d == b) {
				break;
			}
		}
		if (*s != ',') {
			return s;
		}
		s++;
	}
}

static const char *read_minute(const char *s, int *out)
{
	int hour = 0, minute = 0;

	for (int i = 0; i < 5; i++) {
		if (i == 2 ? s[i] != ':' : s[i] < '0' || s[i] > '9') {
			return NULL;
		}
	}
	hour = (s[0] - '0') * 10 + s[1] - '0';
	minute = (s[3] - '0') * 10 + s[4] - '0';
	*out = hour * 60 + minute;
	return minute < 60 && *out <= 1440 ? s + 5 : NULL;
}

int hours_parse(const char *s, struct hours *h)
{
	unsigned days = 0;
	int from, to;

	if (!strcmp(s, "always")) {
		h->days = 0;
		return 0;
	}
	s = read_days(s, &days);
	if (!s || *s != ' ' || !(s = read_minute(s + 1, &from)) || *s != '-' || !(s = read_minute(s + 1, &to)) || *s || from >= to) {
		return -1;
	}
	h->days = days;
	h->from = from;
	h->to = to;
	return 0;
}
