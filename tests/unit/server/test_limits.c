#include <stdio.h>

#include "src/server/limits.h"
#include "unit/unit.h"

enum { MOST = 60000 };

static void lets_a_burst_and_then_a_rate(void **state)
{
	struct limits *l = limits_create();
	int64_t now = 5000000;

	(void)state;
	for (int i = 0; i < 12; i++) {
		assert_int_equal(limits_request(l, "a", 60, now), 0);
	}
	int64_t wait = limits_request(l, "a", 60, now);
	assert_in_range(wait, 1, 1001);
	assert_int_equal(limits_request(l, "b", 60, now), 0);
	assert_int_equal(limits_request(l, "a", 60, now + wait), 0);
	assert_true(limits_request(l, "a", 60, now + wait) > 0);
	/* a minute of quiet fills it again, and no further */
	now += 3600000;
	for (int i = 0; i < 12; i++) {
		assert_int_equal(limits_request(l, "a", 60, now), 0);
	}
	assert_true(limits_request(l, "a", 60, now) > 0);
	limits_destroy(l);
}

static void least_is_one_request(void **state)
{
	struct limits *l = limits_create();

	(void)state;
	assert_int_equal(limits_request(l, "a", 1, 1000), 0);
	assert_in_range(limits_request(l, "a", 1, 1000), 1, 60001);
	limits_destroy(l);
}

static void waits_grow(void **state)
{
	struct limits *l = limits_create();
	int64_t now = 5000000, want = 1000;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(limits_attempt(l, "kim", 3, MOST, now), 0);
	}
	for (int i = 0; i < 10; i++) {
		int64_t wait = limits_attempt(l, "kim", 3, MOST, now);
		assert_int_equal(wait, want);
		assert_int_equal(limits_attempt(l, "kim", 3, MOST, now + wait - 1), 1);
		now += wait;
		assert_int_equal(limits_attempt(l, "kim", 3, MOST, now), 0);
		want = want * 2 > MOST ? MOST : want * 2;
	}
	limits_destroy(l);
}

static void success_gives_back(void **state)
{
	struct limits *l = limits_create();

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(limits_attempt(l, "addr", 3, MOST, 1000), 0);
		limits_success(l, "addr");
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(limits_attempt(l, "kim", 3, MOST, 1000), 0);
	}
	assert_true(limits_attempt(l, "kim", 3, MOST, 1000) > 0);
	limits_forget(l, "kim");
	assert_int_equal(limits_attempt(l, "kim", 3, MOST, 1000), 0);
	limits_destroy(l);
}

static void forgets_after_half_an_hour(void **state)
{
	struct limits *l = limits_create();

	(void)state;
	for (int i = 0; i < 4; i++) {
		limits_attempt(l, "kim", 3, MOST, 1000);
	}
	assert_int_equal(limits_attempt(l, "kim", 3, MOST, 1000 + 31 * 60000), 0);
	assert_int_equal(limits_attempt(l, "kim", 3, MOST, 1000 + 31 * 60000), 0);
	limits_destroy(l);
}

/* However many names come, memory stays, and the newest is remembered. */
static void stays_small(void **state)
{
	struct limits *l = limits_create();
	char name[32];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "name %d", i);
		limits_attempt(l, name, 1, MOST, i);
	}
	assert_true(limits_attempt(l, name, 1, MOST, 99999) > 0);
	limits_destroy(l);
}

UNIT_TESTS(test_limits,
	cmocka_unit_test(lets_a_burst_and_then_a_rate),
	cmocka_unit_test(least_is_one_request),
	cmocka_unit_test(waits_grow),
	cmocka_unit_test(success_gives_back),
	cmocka_unit_test(forgets_after_half_an_hour),
	cmocka_unit_test(stays_small));
