#include "model/hours.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "unit/unit.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static int64_t at(const char *s)
{
	int64_t ms = 0;

	assert_int_equal(clock_parse(s, &ms), 0);
	return ms;
}

static struct hours office(const char *zone, const char *s)
{
	struct hours h = {.zone = zone};

	assert_int_equal(hours_parse(s, &h), 0);
	return h;
}

static void reads_hours(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "mon", "mon-fri", "mon-fri 9:00-18:00", "mon-fri 18:00-09:00", "xyz 09:00-10:00",
		"mon, tue 09:00-10:00", "mon 09:00-24:01", "mon 09:00-10:00 ", "mon 09:60-10:00", "mon-fri09:00-18:00", "mon- 09:00-10:00"};
	struct hours h = office("", "fri-mon,wed 00:00-24:00");

	assert_int_equal(h.days, 0x71 | 0x04);
	assert_int_equal(h.to, 1440);
	for (size_t i = 0; i < lengthof(bad); i++) {
		if (hours_parse(bad[i], &h) == 0) {
			fail_msg("\"%s\" was taken", bad[i]);
		}
	}
}

static void is_never_due_at_midnight(void **state)
{
	(void)state;
	static const int32_t holidays[] = {20261225, 20270101};
	struct hours h = office("Europe/Kyiv", "mon-fri 09:00-18:00");
	static const struct { const char *from; int hours; const char *due; } cases[] = {
		{"2026-11-23T08:00:00Z", 2, "2026-11-23T10:00:00Z"},          /* Monday 10:00 in Kyiv */
		{"2026-11-20T15:30:00Z", 1, "2026-11-23T07:30:00Z"},          /* Friday 17:30: half an hour on Monday */
		{"2026-11-21T12:00:00Z", 4, "2026-11-23T11:00:00Z"},          /* a Saturday */
		{"2026-12-24T15:00:00Z", 9, "2026-12-28T15:00:00Z"},          /* over Christmas and a week end */
		{"2026-11-23T03:00:00Z", 9, "2026-11-23T16:00:00Z"},          /* to the last minute of the day */
		{"2026-10-23T14:00:00Z", 2, "2026-10-26T08:00:00Z"},          /* the clocks go back in between */
	};

	h.holidays = holidays;
	h.nholidays = lengthof(holidays);
	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t due = hours_after(&h, at(cases[i].from), cases[i].hours * HOUR);
		char text[CLOCK_TEXT];

		if (due != at(cases[i].due)) {
			fail_msg("%s + %d h: %s, not %s", cases[i].from, cases[i].hours, clock_format(due, text), cases[i].due);
		}
		assert_int_equal(hours_between(&h, at(cases[i].from), due), cases[i].hours * HOUR);
	}
	assert_false(hours_open(&h, at("2026-12-25T10:00:00Z")));
	assert_int_equal(hours_next(&h, at("2026-12-25T10:00:00Z")), at("2026-12-28T07:00:00Z"));
}

/* Minute by minute, with nothing but the zone's own clock. */
static bool open_by_the_clock(const struct hours *h, int64_t t)
{
	struct civil c;
	int minute;

	clock_civil(t, h->zone, &c);
	minute = c.hour * 60 + c.minute;
	return h->days & 1u << c.weekday && minute >= h->from && minute < h->to;
}

static void agrees_with_the_clock_on_the_wall(void **state)
{
	(void)state;
	static const struct { const char *zone, *hours, *from; } cases[] = {
		{"Europe/Kyiv", "mon-sun 00:00-24:00", "2026-03-28T00:00:00Z"}, /* an hour is skipped */
		{"Europe/Kyiv", "sat-sun 02:30-05:15", "2026-03-28T00:00:00Z"},
		{"Europe/Kyiv", "sun 02:00-04:30", "2026-10-24T00:00:00Z"},     /* an hour comes twice */
		{"Asia/Kolkata", "mon-fri 09:30-18:00", "2026-11-19T00:00:00Z"},
		{"Australia/Lord_Howe", "mon-sun 01:45-02:15", "2026-10-03T00:00:00Z"}, /* half an hour is skipped */
		{"America/St_Johns", "fri,sun 08:15-23:45", "2026-10-30T00:00:00Z"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct hours h = office(cases[i].zone, cases[i].hours);
		int64_t from = at(cases[i].from), sum = 0;

		for (int m = 0; m < 3 * 1440; m++) {
			int64_t t = from + m * MINUTE;
			bool open = open_by_the_clock(&h, t);

			if (hours_open(&h, t) != open) {
				fail_msg("%s %s, minute %d: not %d", cases[i].zone, cases[i].hours, m, open);
			}
			sum += open ? MINUTE : 0;
		}
		assert_int_equal(hours_between(&h, from, from + 3 * 1440 * MINUTE), sum);
	}
}

static void ends_where_nothing_is_ever_open(void **state)
{
	(void)state;
	struct hours h = {.days = 0x100, .from = 0, .to = 60}; /* a day no week has */

	assert_int_equal(hours_next(&h, 5), 5);
	assert_int_equal(hours_after(&h, 5, HOUR), 5);
	h.days = 0;
	assert_int_equal(hours_after(&h, 5, HOUR), 5 + HOUR);
	assert_true(hours_open(&h, 5));
}

UNIT_TESTS(test_hours,
	cmocka_unit_test(reads_hours),
	cmocka_unit_test(is_never_due_at_midnight),
	cmocka_unit_test(agrees_with_the_clock_on_the_wall),
	cmocka_unit_test(ends_where_nothing_is_ever_open));
