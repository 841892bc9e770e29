#include "base/err.h"

#include <errno.h>
#include <string.h>

#include "base/str.h"
#include "unit/unit.h"

static void fills(void **state)
{
	(void)state;
	struct err e = ERR_NONE;

	assert_int_equal(err_set(NULL, ERR_IO, "x"), -1);
	assert_int_equal(err_set(&e, ERR_NOT_FOUND, "quote %d", 7), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_string_equal(e.text, "quote 7");
	assert_string_equal(e.field, "");
	assert_int_equal(err_field(&e, ERR_INVALID_FIELD, "price", "it says: %s", e.text), -1);
	assert_string_equal(e.text, "it says: quote 7");
	assert_string_equal(e.field, "price");
}

static void cuts_between_characters(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	struct err e;

	/* every place of the border within a character of three bytes */
	for (size_t lead = 0; lead < 3; lead++) {
		str_clear(&s);
		str_addn(&s, "aaa", lead);
		while (s.len < ERR_TEXT_MAX * 2) {
			str_add(&s, "\xed\x95\x9c"); /* U+D55C */
		}
		err_set(&e, ERR_INVALID, "%s", str_c(&s));
		size_t n = strlen(e.text);
		assert_true(n > ERR_TEXT_MAX - 4 && n < ERR_TEXT_MAX);
		assert_int_equal((n - lead) % 3, 0);
	}
	str_finish(&s);
}

static void keeps_whole_characters_only(void **state)
{
	(void)state;
	struct err e;
	struct str s = STR_INIT;

	for (int i = 0; i < 40; i++) {
		str_add(&s, "\xed\x95\x9c");
	}
	/* 40 bytes are 13 characters and a piece */
	err_field(&e, ERR_INVALID_FIELD, str_c(&s), "no %.40s here", str_c(&s));
	assert_int_equal(strlen(e.text), strlen("no ") + 39 + strlen(" here"));
	assert_string_equal(e.text + strlen(e.text) - 5, " here");
	assert_int_equal(strlen(e.field), (sizeof(e.field) - 1) / 3 * 3);
	err_set(&e, ERR_INVALID, "%s", "a\xff\x80z\xf0\x9f\x98");
	assert_string_equal(e.text, "az");
	str_finish(&s);
}

static void reads_errno(void **state)
{
	(void)state;
	struct err e;

	errno = ENOSPC;
	assert_int_equal(err_errno(&e, "draft"), -1);
	assert_int_equal(e.code, ERR_DISK_FULL);
	assert_string_equal(e.text, "draft: No space left on device");
	errno = EDQUOT;
	err_errno(&e, "draft");
	assert_int_equal(e.code, ERR_DISK_FULL);
	errno = EACCES;
	err_errno(&e, "draft");
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(errno, EACCES);
}

static void has_a_complete_table(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_COUNT; i++) {
		enum errcode code = (enum errcode)i;
		assert_int_equal(err_by_slug(err_slug(code)), code);
		assert_true(strlen(err_title(code)) > 0);
		int http = err_http(code);
		assert_true(http == 0 || (http >= 400 && http < 600));
		assert_int_equal(strspn(err_slug(code), "abcdefghijklmnopqrstuvwxyz-"),
			strlen(err_slug(code)));
	}
	assert_int_equal(err_by_slug("no-such-slug"), ERR_INTERNAL);
	assert_int_equal(err_by_slug(NULL), ERR_INTERNAL);
	assert_string_equal(err_slug((enum errcode)9999), "internal");
}

UNIT_TESTS(err,
	cmocka_unit_test(fills),
	cmocka_unit_test(cuts_between_characters),
	cmocka_unit_test(keeps_whole_characters_only),
	cmocka_unit_test(reads_errno),
	cmocka_unit_test(has_a_complete_table));
