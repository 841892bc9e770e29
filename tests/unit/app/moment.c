#include "app/app.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "unit/unit.h"

/* A time as people write it, at 2026-11-21T09:00:00Z. */
static void reads_times(void **state)
{
	static const struct { const char *text, *zone, *want; } cases[] = {
		{"14:00", "Asia/Seoul", "2026-11-22T05:00:00.000Z"},          /* it is 18:00 there: tomorrow */
		{"18:01", "Asia/Seoul", "2026-11-21T09:01:00.000Z"},
		{"18:00", "Asia/Seoul", "2026-11-22T09:00:00.000Z"},
		{"2026-11-25 14:00", "Asia/Seoul", "2026-11-25T05:00:00.000Z"},
		{"2026-11-25T14:00", "Europe/Kyiv", "2026-11-25T12:00:00.000Z"},
		{"2026-07-01 09:30", "Europe/Kyiv", "2026-07-01T06:30:00.000Z"},
		{"2026-11-25T14:00:00Z", "Asia/Seoul", "2026-11-25T14:00:00.000Z"},
		{"2028-02-29 00:00", "UTC", "2028-02-29T00:00:00.000Z"},
		{"2026-03-29 03:30", "Europe/Kyiv", NULL},                     /* the clock jumps over it */
		{"2026-02-30 10:00", "UTC", NULL},
		{"2026-13-01 10:00", "UTC", NULL},
		{"24:00", "UTC", NULL}, {"9:00", "UTC", NULL}, {"12:60", "UTC", NULL}, {"12:00x", "UTC", NULL}, {"", "UTC", NULL},
		{"2026-11-25", "UTC", NULL}, {"tomorrow", "UTC", NULL}, {"99999999999999999999:00", "UTC", NULL},
	};
	int64_t now, at;
	char text[CLOCK_TEXT];

	(void)state;
	i18n_init(NULL);
	assert_int_equal(clock_parse("2026-11-21T09:00:00Z", &now), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = ERR_NONE;
		int r = moment_read(cases[i].text, cases[i].zone, now, &at, &e);

		if ((r == 0) != (cases[i].want != NULL)) {
			fail_msg("%s in %s: %d", cases[i].text, cases[i].zone, r);
		}
		if (cases[i].want) {
			assert_string_equal(clock_format(at, text), cases[i].want);
		} else {
			assert_int_equal(e.code, ERR_INVALID_FIELD);
		}
	}
}

UNIT_TESTS(moment,
	cmocka_unit_test(reads_times));
