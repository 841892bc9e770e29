#include "base/alloc.h"
#include "src/server/files.h"
#include "unit/unit.h"

static void ranges(void **state)
{
	static const struct { const char *text; int64_t size; int kind; int64_t from, n; } cases[] = {
		{NULL, 10, 0, 0, 0}, {"bytes=0-3", 10, 1, 0, 4}, {"bytes=3-", 10, 1, 3, 7}, {"bytes=-4", 10, 1, 6, 4},
		{"bytes=-40", 10, 1, 0, 10}, {"bytes=8-99", 10, 1, 8, 2}, {"bytes=9-9", 10, 1, 9, 1}, {"bytes=10-", 10, -1, 0, 0},
		{"bytes=-0", 10, -1, 0, 0}, {"bytes=0-", 0, -1, 0, 0}, {"bytes=5-4", 10, 0, 0, 0}, {"bytes=a-b", 10, 0, 0, 0},
		{"bytes=0-1,3-4", 10, 0, 0, 0}, {"items=0-1", 10, 0, 0, 0}, {"bytes=", 10, 0, 0, 0}, {"bytes=1", 10, 0, 0, 0},
		{"bytes=99999999999999999999-", 10, 0, 0, 0}, {"bytes=0-99999999999999999999", 10, 0, 0, 0},
		{"bytes=--1", 10, 0, 0, 0}, {"bytes=-9223372036854775807", 10, 1, 0, 10},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t from = 0, n = 0;
		int kind = range_parse(cases[i].text, cases[i].size, &from, &n);
		if (kind != cases[i].kind || (kind > 0 && (from != cases[i].from || n != cases[i].n))) {
			fail_msg("%s: %d %lld %lld", cases[i].text ? cases[i].text : "none", kind, (long long)from, (long long)n);
		}
	}
}

static void content_ranges(void **state)
{
	static const struct { const char *text; int r; int64_t from, to, size; } cases[] = {
		{"bytes 0-9/10", 0, 0, 9, 10}, {"bytes 3-5/100", 0, 3, 5, 100}, {"bytes 5-3/100", -1, 0, 0, 0},
		{"bytes 0-10/10", -1, 0, 0, 0}, {"bytes 0-9/*", -1, 0, 0, 0}, {"bytes */10", -1, 0, 0, 0},
		{"bytes 0-9/10 ", -1, 0, 0, 0}, {"bytes=0-9/10", -1, 0, 0, 0}, {"", -1, 0, 0, 0},
		{"bytes -1-9/10", -1, 0, 0, 0}, {"bytes 0-9/1000000000000000000", -1, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t from, to, size;
		int r = content_range_parse(cases[i].text, &from, &to, &size);
		if (r != cases[i].r || (r == 0 && (from != cases[i].from || to != cases[i].to || size != cases[i].size))) {
			fail_msg("%s: %d", cases[i].text, r);
		}
	}
}

UNIT_TESTS(test_ranges,
	cmocka_unit_test(ranges),
	cmocka_unit_test(content_ranges));
