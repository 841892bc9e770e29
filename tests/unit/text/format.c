#include "text/format.h"

#include <inttypes.h>

#include "base/clock.h"
#include "help.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static int64_t at(const char *s)
{
	int64_t ms;
	assert_int_equal(clock_parse(s, &ms), 0);
	return ms;
}

static void numbers(void **state)
{
	(void)state;
	static const struct { int64_t v; int decimals; const char *en, *uk; } cases[] = {
		{0, 0, "0", "0"}, {-1, 0, "-1", "-1"}, {999, 0, "999", "999"},
		{1234, 0, "1,234", "1\u00a0234"}, {-123456, 0, "-123,456", "-123\u00a0456"},
		{1234567, 2, "12,345.67", "12\u00a0345,67"}, {-5, 2, "-0.05", "-0,05"},
		{INT64_MAX, 0, "9,223,372,036,854,775,807",
			"9\u00a0223\u00a0372\u00a0036\u00a0854\u00a0775\u00a0807"},
		{INT64_MIN, 9, "-9,223,372,036.854775808",
			"-9\u00a0223\u00a0372\u00a0036,854775808"},
	};
	char out[FORMAT_SIZE];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(format_decimal(out, cases[i].v, cases[i].decimals, LANG_EN), cases[i].en);
		assert_string_equal(format_decimal(out, cases[i].v, cases[i].decimals, LANG_KO), cases[i].en);
		assert_string_equal(format_decimal(out, cases[i].v, cases[i].decimals, LANG_UK), cases[i].uk);
	}
	assert_string_equal(format_int(out, 1204, LANG_JA), "1,204");
}

static void sizes(void **state)
{
	(void)state;
	static const struct { uint64_t v; const char *want; } cases[] = {
		{0, "0 B"}, {1023, "1023 B"}, {1024, "1.0 KiB"}, {1536, "1.5 KiB"},
		{1048575, "1.0 MiB"}, {12 * 1024 * 1024 + 400000, "12.4 MiB"},
		{UINT64_MAX, "16.0 EiB"},
	};
	char out[FORMAT_SIZE];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(format_size(out, cases[i].v, LANG_EN), cases[i].want);
	}
	assert_string_equal(format_size(out, 1536, LANG_UK), "1,5 KiB");
}

static void time_left(void **state)
{
	(void)state;
	static const struct { int64_t left; const char *text[LANG_COUNT]; } cases[] = {
		{-5, {"-", "-", "-", "-"}}, {0, {"-", "-", "-", "-"}},
		{59999, {"0m", "0분", "0分", "0 хв"}},
		{18 * MINUTE, {"18m", "18분", "18分", "18 хв"}},
		{HOUR, {"1h", "1시간", "1時間", "1 год"}},
		{HOUR + 10 * MINUTE, {"1h 10", "1시간10분", "1時間10分", "1 год 10"}},
		{9 * HOUR + 59 * MINUTE, {"9h 59", "9시간59분", "9時間59分", "9 год 59"}},
		{14 * HOUR + 5 * MINUTE, {"14h", "14시간", "14時間", "14 год"}},
		{2 * DAY + 4 * HOUR, {"2d 04h", "2일04시간", "2日04時間", "2д 04г"}},
		{3 * DAY + 11 * HOUR + 59 * MINUTE, {"3d 11h", "3일11시간", "3日11時間", "3д 11г"}},
		{5 * DAY + 9 * HOUR, {"5d", "5일", "5日", "5 дн"}},
		{13 * DAY, {"Dec 04", "12월 4일", "12月4日", "4 груд."}},
		{300 * DAY, {"2027-09", "2027-09", "2027-09", "2027-09"}},
	};
	int64_t now = at("2026-11-21T09:00:00Z");
	char out[FORMAT_SIZE];
	help_locale();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (enum lang l = 0; l < LANG_COUNT; l++) {
			format_left(out, now + cases[i].left, now, false, NULL, l);
			assert_string_equal(out, cases[i].text[l]);
			assert_true((int)cells_text(out, 1) <= format_left_cells(l));
		}
	}
	assert_string_equal(format_left(out, now + 102500, now, true, NULL, LANG_KO), "01:42");
	assert_string_equal(format_left(out, now - 1, now, true, NULL, LANG_EN), "00:00");
	assert_string_equal(format_left(out, now + 2 * HOUR, now, true, NULL, LANG_EN), "2h");
	format_left(out, INT64_MAX, INT64_MIN, true, NULL, LANG_EN);
	format_ago(out, INT64_MIN, INT64_MAX, NULL, LANG_EN);
}

static void left_never_outgrows_its_column(void **state)
{
	(void)state;
	int64_t now = at("2026-11-21T09:00:00Z");
	char out[FORMAT_SIZE];
	help_locale();
	for (int64_t left = 0; left < 400 * DAY; left += 37 * MINUTE) {
		for (enum lang l = 0; l < LANG_COUNT; l++) {
			format_left(out, now + left, now, left % 2, NULL, l);
			assert_true((int)cells_text(out, 1) <= format_left_cells(l));
		}
	}
}

static void time_gone(void **state)
{
	(void)state;
	static const struct { int64_t gone; const char *text[LANG_COUNT]; } cases[] = {
		{-5, {"now", "방금", "今", "щойно"}},
		{2000, {"2s ago", "2초 전", "2秒前", "2 с тому"}},
		{18 * MINUTE, {"18m ago", "18분 전", "18分前", "18 хв тому"}},
		{3 * HOUR, {"3h ago", "3시간 전", "3時間前", "3 год тому"}},
		{3 * DAY, {"3d ago", "3일 전", "3日前", "3 дн тому"}},
		{8 * DAY, {"Nov 13", "11월 13일", "11月13日", "13 лист."}},
		{400 * DAY, {"2025-10-17", "2025-10-17", "2025-10-17", "2025-10-17"}},
	};
	int64_t now = at("2026-11-21T09:00:00Z");
	char out[FORMAT_SIZE];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (enum lang l = 0; l < LANG_COUNT; l++) {
			format_ago(out, now - cases[i].gone, now, NULL, l);
			assert_string_equal(out, cases[i].text[l]);
		}
	}
}

static void dates(void **state)
{
	(void)state;
	int64_t t = at("2026-11-18T15:04:05Z");
	char out[FORMAT_SIZE];
	static const char *const want[] = {"Nov 18, 2026", "2026년 11월 18일", "2026年11月18日",
		"18 лист. 2026 р."};
	for (enum lang l = 0; l < LANG_COUNT; l++) {
		assert_string_equal(format_date(out, t, NULL, l), want[l]);
	}
	assert_string_equal(format_date(out, t, "Asia/Seoul", LANG_EN), "Nov 19, 2026");
	assert_string_equal(format_clock(out, t, "Asia/Seoul"), "00:04");
	assert_string_equal(format_moment(out, t, NULL, LANG_UK), "18 лист. 2026 р. 15:04");
	assert_string_equal(format_weekday(0, LANG_UK), "пн");
	assert_string_equal(format_weekday(7, LANG_UK), "");
	assert_string_equal(format_month(12, LANG_EN), "Dec");
	assert_string_equal(format_month(0, LANG_EN), "");
}

UNIT_TESTS(format,
	cmocka_unit_test(numbers),
	cmocka_unit_test(sizes),
	cmocka_unit_test(time_left),
	cmocka_unit_test(left_never_outgrows_its_column),
	cmocka_unit_test(time_gone),
	cmocka_unit_test(dates));
