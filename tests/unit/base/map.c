#include "base/map.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void sets_gets_and_removes(void **state)
{
	(void)state;
	struct map *m = map_create();
	int a, b;
	char key[] = "one";

	assert_null(map_get(m, "one"));
	assert_null(map_set(m, key, &a));
	key[0] = 'x'; /* the map has its own copy */
	assert_ptr_equal(map_get(m, "one"), &a);
	assert_ptr_equal(map_set(m, "one", &b), &a);
	assert_int_equal(map_count(m), 1);
	assert_null(map_remove(m, "two"));
	assert_ptr_equal(map_remove(m, "one"), &b);
	assert_null(map_get(m, "one"));
	assert_int_equal(map_count(m), 0);
	assert_null(map_set(m, "", &a));
	assert_ptr_equal(map_get(m, ""), &a);
	map_destroy(m, NULL);
	map_destroy(NULL, free);
}

/* Against a plain array, with many removals, so that runs are closed and split. */
static void agrees_with_an_array(void **state)
{
	(void)state;
	enum { KEYS = 500, STEPS = 50000 };
	static char values[KEYS];
	bool there[KEYS] = {false};
	struct map *m = map_create();
	unsigned r = 1;
	size_t n = 0;

	for (int step = 0; step < STEPS; step++) {
		r = r * 1664525u + 1013904223u;
		unsigned k = (r >> 8) % KEYS;
		char key[32];
		snprintf(key, sizeof(key), "key number %u", k);
		void *want = there[k] ? &values[k] : NULL;
		assert_ptr_equal(map_get(m, key), want);
		if (r >> 31) {
			assert_ptr_equal(map_set(m, key, &values[k]), want);
			n += !there[k];
			there[k] = true;
		} else {
			assert_ptr_equal(map_remove(m, key), want);
			n -= there[k];
			there[k] = false;
		}
		assert_int_equal(map_count(m), n);
	}
	size_t it = 0, seen = 0;
	void *value;
	for (const char *key; (key = map_next(m, &it, &value)) != NULL; seen++) {
		size_t k = (size_t)((char *)value - values);
		assert_true(there[k]);
		there[k] = false;
		assert_int_equal(strtoul(key + strlen("key number "), NULL, 10), k);
	}
	assert_int_equal(seen, n);
	map_destroy(m, NULL);
}

static void drops_values(void **state)
{
	(void)state;
	struct map *m = map_create();

	for (int i = 0; i < 100; i++) {
		char key[16];
		snprintf(key, sizeof(key), "%d", i);
		assert_null(map_set(m, key, xstrdup(key)));
	}
	map_destroy(m, free); /* the leak checker watches */
}

UNIT_TESTS(map,
	cmocka_unit_test(sets_gets_and_removes),
	cmocka_unit_test(agrees_with_an_array),
	cmocka_unit_test(drops_values));
