#include "base/ulid.h"

#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/map.h"
#include "unit/unit.h"

static void sorts_in_order_of_making(void **state)
{
	(void)state;
	char last[ULID_SIZE] = "", id[ULID_SIZE];

	clock_freeze(1800000000000);
	for (int i = 0; i < 20000; i++) {
		ulid_make(id);
		assert_true(strcmp(last, id) < 0);
		assert_true(ulid_valid(id));
		assert_true(ulid_time(id) == 1800000000000);
		memcpy(last, id, sizeof(id));
	}
	clock_advance(1);
	ulid_make(id);
	assert_true(strcmp(last, id) < 0);
	/* a clock corrected by a little does not break the order */
	clock_freeze(1800000000000 - 500);
	memcpy(last, id, sizeof(id));
	ulid_make(id);
	assert_true(strcmp(last, id) < 0);
	/* one set to another day does */
	clock_freeze(1700000000000);
	assert_true(ulid_time(ulid_make(id)) == 1700000000000);
	clock_freeze(-1);
}

static void is_as_the_specification_has_it(void **state)
{
	(void)state;
	char id[ULID_SIZE];

	/* time 1469918176385 is the example of github.com/ulid/spec */
	assert_memory_equal(ulid_from(1469918176385, 0, id), "01ARYZ6S41", 10);
	assert_string_equal(ulid_from(0, 0, id), "00000000000000000000000000");
	assert_string_equal(ulid_from(0, 31, id), "0000000000000000000000000Z");
	assert_string_equal(ulid_from((1LL << 48) - 1, UINT64_MAX, id),
		"7ZZZZZZZZZ000FZZZZZZZZZZZZ");
	assert_true(ulid_time("7ZZZZZZZZZZZZZZZZZZZZZZZZZ") == (1LL << 48) - 1);
}

static void knows_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		bool want;
	} cases[] = {
		{"01ARZ3NDEKTSV4RRFFQ69G5FAV", true},
		{"01arz3ndektsv4rrffq69g5fav", false},
		{"01ARZ3NDEKTSV4RRFFQ69G5FA", false},
		{"01ARZ3NDEKTSV4RRFFQ69G5FAVX", false},
		{"01ARZ3NDEKTSV4RRFFQ69G5FAU", false}, /* no I L O U */
		{"81ARZ3NDEKTSV4RRFFQ69G5FAV", false}, /* more than 128 bits */
		{"", false},
		{NULL, false},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_int_equal(ulid_valid(cases[i].s), cases[i].want);
	}
}

#define PER_THREAD 2000

static void *make_many(void *arg)
{
	char (*ids)[ULID_SIZE] = arg;

	for (int i = 0; i < PER_THREAD; i++) {
		ulid_make(ids[i]);
	}
	return NULL;
}

static void is_unique_across_threads(void **state)
{
	(void)state;
	static char ids[4][PER_THREAD][ULID_SIZE];
	pthread_t threads[4];
	struct map *seen = map_create();

	for (int t = 0; t < 4; t++) {
		assert_int_equal(pthread_create(&threads[t], NULL, make_many, ids[t]), 0);
	}
	for (int t = 0; t < 4; t++) {
		pthread_join(threads[t], NULL);
		for (int i = 0; i < PER_THREAD; i++) {
			assert_null(map_set(seen, ids[t][i], seen));
		}
	}
	map_destroy(seen, NULL);
}

UNIT_TESTS(ulid,
	cmocka_unit_test(sorts_in_order_of_making),
	cmocka_unit_test(is_as_the_specification_has_it),
	cmocka_unit_test(knows_its_own),
	cmocka_unit_test(is_unique_across_threads));
