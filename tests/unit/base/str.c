#include "base/str.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void grows_and_formats(void **state)
{
	(void)state;
	struct str b = STR_INIT;

	assert_string_equal(str_c(&b), "");
	for (int i = 0; i < 1000; i++) {
		str_addf(&b, "%d,", i % 10);
	}
	assert_int_equal(b.len, 2000);
	assert_int_equal(strlen(str_c(&b)), 2000);
	str_cut(&b, 4);
	assert_string_equal(str_c(&b), "0,1,");
	str_clear(&b);
	assert_string_equal(str_c(&b), "");
	str_finish(&b);
}

static void writes_integers(void **state)
{
	(void)state;
	static const long long numbers[] = {0, 7, -1, 10, 1234567890123, -1234567890123, LLONG_MAX, LLONG_MIN};

	for (size_t i = 0; i < lengthof(numbers); i++) {
		struct str b = STR_INIT, want = STR_INIT;

		str_addi(&b, numbers[i]);
		str_addf(&want, "%lld", numbers[i]);
		assert_string_equal(str_c(&b), str_c(&want));
		str_finish(&b);
		str_finish(&want);
	}
}

static void holds_nul_bytes(void **state)
{
	(void)state;
	struct str b = STR_INIT;

	str_addn(&b, "a\0b", 3);
	str_addc(&b, '\0');
	assert_int_equal(b.len, 4);
	assert_memory_equal(b.s, "a\0b\0", 5);
	str_finish(&b);
}

static void drops_whole_additions_past_the_limit(void **state)
{
	(void)state;
	struct str b;

	str_init(&b, 5);
	str_add(&b, "abc");
	str_add(&b, "def");
	assert_string_equal(str_c(&b), "abc");
	assert_true(str_failed(&b));
	str_add(&b, "d"); /* would fit, but an earlier one is missing */
	assert_string_equal(str_c(&b), "abc");
	str_clear(&b);
	assert_false(str_failed(&b));
	str_add(&b, "abcde");
	assert_false(str_failed(&b));
	str_addf(&b, "%s", "");
	assert_false(str_failed(&b));
	str_addf(&b, "%d", 1);
	assert_true(str_failed(&b));
	str_finish(&b);
}

static void splices(void **state)
{
	(void)state;
	static const struct {
		size_t pos, del;
		const char *put, *want;
	} cases[] = {
		{0, 0, "x", "xhello"},
		{5, 0, "x", "hellox"},
		{1, 3, "", "ho"},
		{1, 3, "ipp", "hippo"},
		{0, 5, "a longer text than there was", "a longer text than there was"},
		{2, 1, "LL", "heLLlo"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct str b = STR_INIT;
		str_add(&b, "hello");
		str_splice(&b, cases[i].pos, cases[i].del, cases[i].put, strlen(cases[i].put));
		assert_string_equal(str_c(&b), cases[i].want);
		str_finish(&b);
	}
}

static void takes(void **state)
{
	(void)state;
	struct str b = STR_INIT;

	char *s = str_take(&b);
	assert_string_equal(s, "");
	free(s);
	str_add(&b, "abc");
	s = str_take(&b);
	assert_string_equal(s, "abc");
	assert_string_equal(str_c(&b), "");
	free(s);
}

static void survives_want_of_memory_when_limited(void **state)
{
	(void)state;
	struct str b;

	str_init(&b, 100);
	str_add(&b, "abc");
	alloc_fail_at(1);
	str_add(&b, "a text that needs more room than the first piece");
	alloc_fail_at(0);
	assert_true(str_failed(&b));
	assert_string_equal(str_c(&b), "abc");
	str_finish(&b);
}

static void compares(void **state)
{
	(void)state;
	assert_true(starts_with("abc", "ab"));
	assert_true(starts_with("abc", ""));
	assert_false(starts_with("ab", "abc"));
	assert_true(ends_with("abc", "bc"));
	assert_false(ends_with("c", "bc"));
	assert_true(streq(NULL, NULL));
	assert_false(streq("", NULL));
	assert_true(streq("a", "a"));
}

static void parses_integers(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		bool ok;
		long long want;
	} cases[] = {
		{"0", true, 0},
		{"-17", true, -17},
		{"+5", true, 5},
		{"9223372036854775807", true, 9223372036854775807LL},
		{"9223372036854775808", false, 0},
		{"-9223372036854775808", true, -9223372036854775807LL - 1},
		{"", false, 0},
		{"-", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"0x10", false, 0},
		{"1e3", false, 0},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		long long v = 42;
		assert_int_equal(parse_i64(cases[i].s, &v), cases[i].ok);
		assert_true(v == (cases[i].ok ? cases[i].want : 42));
	}
}

UNIT_TESTS(str,
	cmocka_unit_test(grows_and_formats),
	cmocka_unit_test(writes_integers),
	cmocka_unit_test(holds_nul_bytes),
	cmocka_unit_test(drops_whole_additions_past_the_limit),
	cmocka_unit_test(splices),
	cmocka_unit_test(takes),
	cmocka_unit_test(survives_want_of_memory_when_limited),
	cmocka_unit_test(compares),
	cmocka_unit_test(parses_integers));
