#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "src/server/answers.h"
#include "unit/unit.h"

static struct answer *keep(struct answers *a, const char *key, int64_t position, int64_t until, const char *text)
{
	struct str b = STR_INIT;

	str_add(&b, text);
	return answers_keep(a, key, position, until, &b);
}

/* Is it there, and this? */
static bool finds(struct answers *a, const char *key, int64_t position, int64_t now, const char *text)
{
	struct answer *got = answers_find(a, key, position, now);
	bool is = got && got->n == strlen(text) && !memcmp(got->text, text, got->n);

	assert_true(!got || is);
	answer_release(got);
	return is;
}

static void holds_at_one_position_and_until_then(void **state)
{
	struct answers *a = answers_create(1 << 20);

	(void)state;
	assert_false(finds(a, "anna rfqs", 0, 100, "[1]"));
	answer_release(keep(a, "anna rfqs", 7, 200, "[1]"));
	answer_release(keep(a, "boris rfqs", 7, 300, "[2]"));
	assert_true(finds(a, "anna rfqs", 7, 100, "[1]"));
	assert_true(finds(a, "anna rfqs", 7, 199, "[1]"));
	assert_false(finds(a, "anna rfqs", 7, 200, "[1]"));
	assert_true(finds(a, "boris rfqs", 7, 200, "[2]"));
	assert_false(finds(a, "kim rfqs", 7, 100, "[1]"));
	assert_false(finds(a, "anna rfqs", 8, 100, "[1]"));
	assert_false(finds(a, "anna rfqs", 6, 100, "[1]"));
	answers_destroy(a);
}

static void newer_ends_all_that_is_older(void **state)
{
	struct answers *a = answers_create(1 << 20);

	(void)state;
	answer_release(keep(a, "anna rfqs", 7, 200, "[1]"));
	answer_release(keep(a, "anna deals", 8, 200, "[2]"));
	assert_false(finds(a, "anna rfqs", 7, 100, "[1]"));
	assert_true(finds(a, "anna deals", 8, 100, "[2]"));
	/* a slow reader is answered, but nothing of it stays */
	struct answer *late = keep(a, "anna deals", 7, 200, "[1]");
	assert_string_equal(late->text, "[1]");
	answer_release(late);
	assert_true(finds(a, "anna deals", 8, 100, "[2]"));
	/* the last one said at a position counts */
	answer_release(keep(a, "anna deals", 8, 400, "[3]"));
	assert_true(finds(a, "anna deals", 8, 300, "[3]"));
	answers_destroy(a);
}

static void keeps_no_more_than_it_may(void **state)
{
	struct answers *a = answers_create(8192), *none = answers_create(0);
	char *much = xcalloc(1, 9001), key[16];
	int there = 0;

	(void)state;
	memset(much, 'x', 9000);
	answer_release(keep(a, "much", 1, 200, much));
	assert_false(finds(a, "much", 1, 100, much));
	much[1000] = '\0';
	for (int i = 0; i < 20; i++) {
		snprintf(key, sizeof(key), "%d", i);
		answer_release(keep(a, key, 1, 200, much));
		assert_true(finds(a, key, 1, 100, much));
	}
	for (int i = 0; i < 20; i++) {
		snprintf(key, sizeof(key), "%d", i);
		there += finds(a, key, 1, 100, much);
	}
	assert_in_range(there, 1, 8);
	answer_release(keep(none, "a", 1, 200, ""));
	assert_false(finds(none, "a", 1, 100, ""));
	free(much);
	answers_destroy(a);
	answers_destroy(none);
}

static void outlives_what_ends_it(void **state)
{
	struct answers *a = answers_create(1 << 20);

	(void)state;
	answer_release(keep(a, "anna rfqs", 7, 200, "[1]"));
	struct answer *held = answers_find(a, "anna rfqs", 7, 100);
	answer_release(keep(a, "anna rfqs", 8, 200, "[2]"));
	assert_string_equal(held->text, "[1]");
	answers_destroy(a);
	assert_string_equal(held->text, "[1]");
	answer_release(held);
}

UNIT_TESTS(test_answers,
	cmocka_unit_test(holds_at_one_position_and_until_then),
	cmocka_unit_test(newer_ends_all_that_is_older),
	cmocka_unit_test(keeps_no_more_than_it_may),
	cmocka_unit_test(outlives_what_ends_it));
