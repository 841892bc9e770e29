#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void reads_rfc3339(void **state)
{
	(void)state;
	static const struct {
		const char *s, *want; /* NULL: not one */
	} cases[] = {
		{"2026-11-21T09:00:00Z", "2026-11-21T09:00:00.000Z"},
		{"2026-11-21t09:00:00.5z", "2026-11-21T09:00:00.500Z"},
		{"2026-11-21 09:00:00.123456789Z", "2026-11-21T09:00:00.123Z"},
		{"2026-11-21T18:00:00+09:00", "2026-11-21T09:00:00.000Z"},
		{"2026-11-20T23:30:00-09:30", "2026-11-21T09:00:00.000Z"},
		{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
		{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"},
		{"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
		{"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"},
		{"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
		{"2023-02-29T00:00:00Z", NULL},
		{"1900-02-29T00:00:00Z", NULL},
		{"2026-13-01T00:00:00Z", NULL},
		{"2026-00-01T00:00:00Z", NULL},
		{"2026-04-31T00:00:00Z", NULL},
		{"2026-11-21T24:00:00Z", NULL},
		{"2026-11-21T09:60:00Z", NULL},
		{"2026-11-21T09:00:61Z", NULL},
		{"2026-11-21T09:00:00", NULL},
		{"2026-11-21T09:00:00.Z", NULL},
		{"2026-11-21T09:00:00Z ", NULL},
		{" 2026-11-21T09:00:00Z", NULL},
		{"2026-11-21T09:00Z", NULL},
		{"2026-11-21", NULL},
		{"26-11-21T09:00:00Z", NULL},
		{"2026-11-21T09:00:00+0900", NULL},
		{"2026-11-21T09:00:00+24:00", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t ms = 42;
		char text[CLOCK_TEXT];
		int r = clock_parse(cases[i].s, &ms);
		if (!cases[i].want) {
			assert_int_equal(r, -1);
			assert_true(ms == 42);
		} else {
			assert_int_equal(r, 0);
			assert_string_equal(clock_format(ms, text), cases[i].want);
		}
	}
}

static void clamps_what_has_no_text(void **state)
{
	(void)state;
	char text[CLOCK_TEXT];

	assert_string_equal(clock_format(INT64_MAX, text), "9999-12-31T23:59:59.999Z");
	assert_string_equal(clock_format(INT64_MIN, text), "0000-01-01T00:00:00.000Z");
}

static void freezes(void **state)
{
	(void)state;
	int64_t before = clock_mono_ms();

	clock_freeze(1000);
	int64_t mono = clock_mono_ms();
	assert_true(mono >= before);
	assert_true(clock_ms() == 1000);
	clock_advance(50);
	assert_true(clock_ms() == 1050);
	assert_true(clock_mono_ms() == mono + 50);
	/* set back: the wall goes, the monotonic one does not */
	clock_freeze(10);
	assert_true(clock_ms() == 10);
	assert_true(clock_mono_ms() == mono + 50);
	clock_advance(1000000000);
	mono = clock_mono_ms();
	clock_freeze(-1);
	assert_true(clock_ms() > 1700000000000);
	assert_true(clock_mono_ms() >= mono);
	/* thawed twice is thawed once */
	clock_freeze(-1);
	assert_true(clock_mono_ms() >= mono);
}

static void knows_zones_and_their_changes(void **state)
{
	(void)state;
	static const struct {
		const char *zone, *at, *want;
	} cases[] = {
		{"", "2026-11-21T09:00:00Z", "2026-11-21 09:00:00 w5 +0"},
		{"UTC", "2026-11-21T09:00:00Z", "2026-11-21 09:00:00 w5 +0"},
		{"Asia/Seoul", "2026-11-21T15:00:00Z", "2026-11-22 00:00:00 w6 +32400"},
		{"Asia/Tokyo", "2026-12-31T15:00:00Z", "2027-01-01 00:00:00 w4 +32400"},
		{"Asia/Kolkata", "2026-11-21T09:00:00Z", "2026-11-21 14:30:00 w5 +19800"},
		{"Asia/Kathmandu", "2026-11-21T09:00:00Z", "2026-11-21 14:45:00 w5 +20700"},
		/* Kyiv: last Sundays of March and October, 01:00 UTC */
		{"Europe/Kyiv", "2026-03-29T00:59:59Z", "2026-03-29 02:59:59 w6 +7200"},
		{"Europe/Kyiv", "2026-03-29T01:00:00Z", "2026-03-29 04:00:00 w6 +10800"},
		{"Europe/Kyiv", "2026-10-25T00:59:59Z", "2026-10-25 03:59:59 w6 +10800"},
		{"Europe/Kyiv", "2026-10-25T01:00:00Z", "2026-10-25 03:00:00 w6 +7200"},
		/* far past the table: the rule at the file's foot */
		{"Europe/Kyiv", "2099-07-01T00:00:00Z", "2099-07-01 03:00:00 w2 +10800"},
		{"Europe/Kyiv", "2099-12-01T00:00:00Z", "2099-12-01 02:00:00 w1 +7200"},
		/* before it: local mean time */
		{"Europe/Kyiv", "1850-01-01T00:00:00Z", "1850-01-01 02:02:04 w1 +7324"},
		/* south of the equator the year begins in summer */
		{"Australia/Sydney", "2099-01-01T00:00:00Z", "2099-01-01 11:00:00 w3 +39600"},
		{"Australia/Sydney", "2099-07-01T00:00:00Z", "2099-07-01 10:00:00 w2 +36000"},
		/* half an hour of saving; negative saving */
		{"Australia/Lord_Howe", "2050-01-01T00:00:00Z", "2050-01-01 11:00:00 w5 +39600"},
		{"Australia/Lord_Howe", "2050-07-01T00:00:00Z", "2050-07-01 10:30:00 w4 +37800"},
		{"Europe/Dublin", "2050-07-01T00:00:00Z", "2050-07-01 01:00:00 w4 +3600"},
		{"Europe/Dublin", "2050-12-01T00:00:00Z", "2050-12-01 00:00:00 w3 +0"},
		{"America/New_York", "2026-03-08T06:59:59Z", "2026-03-08 01:59:59 w6 +-18000"},
		{"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00:00 w6 +-14400"},
		{"Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01 00:00:00 w4 +50400"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t ms;
		struct civil c;
		char text[160];
		assert_int_equal(clock_parse(cases[i].at, &ms), 0);
		assert_int_equal(clock_civil(ms, cases[i].zone, &c), 0);
		snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d:%02d w%d +%d", c.year,
			c.month, c.day, c.hour, c.minute, c.second, c.weekday, c.offset);
		assert_string_equal(text, cases[i].want);
	}
}

static void refuses_unknown_zones(void **state)
{
	(void)state;
	static const char *const names[] = {
		"Asia/Nowhere", "../../../etc/passwd", "/etc/localtime", "Asia", "tzdata.zi",
		"Asia/Seoul\n", "right/Asia/Seoul", "Asia/../Asia/Seoul", " ",
	};
	struct civil c;

	for (size_t i = 0; i < lengthof(names); i++) {
		assert_int_equal(clock_civil(0, names[i], &c), -1);
		assert_int_equal(c.year, 1970);
		assert_int_equal(c.offset, 0);
	}
}

/* libc is the oracle: every change of some zones, a second before and after. */
static void agrees_with_libc(void **state)
{
	(void)state;
	static const char *const names[] = {
		"Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Asia/Seoul",
		"Africa/Casablanca", "Europe/Dublin", "America/Santiago", "Asia/Gaza",
		"America/Nuuk", "Antarctica/Troll", "Pacific/Apia",
	};
	const char *old = getenv("TZ");
	char *saved = old ? xstrdup(old) : NULL;

	for (size_t i = 0; i < lengthof(names); i++) {
		setenv("TZ", names[i], 1);
		tzset();
		for (time_t t = -3000000000; t < 6000000000; t += 40009) {
			struct civil c;
			struct tm tm;
			localtime_r(&t, &tm);
			assert_int_equal(clock_civil((int64_t)t * 1000, names[i], &c), 0);
			if (c.offset != tm.tm_gmtoff || c.hour != tm.tm_hour
				|| c.day != tm.tm_mday || c.month != tm.tm_mon + 1
				|| c.year != tm.tm_year + 1900
				|| c.weekday != (tm.tm_wday + 6) % 7) {
				fail_msg("%s at %lld: %d, libc %ld", names[i], (long long)t,
					c.offset, tm.tm_gmtoff);
			}
		}
	}
	if (saved) {
		setenv("TZ", saved, 1);
	} else {
		unsetenv("TZ");
	}
	tzset();
	free(saved);
}

UNIT_TESTS(clock,
	cmocka_unit_test(reads_rfc3339),
	cmocka_unit_test(clamps_what_has_no_text),
	cmocka_unit_test(freezes),
	cmocka_unit_test(knows_zones_and_their_changes),
	cmocka_unit_test(refuses_unknown_zones),
	cmocka_unit_test(agrees_with_libc));
