#include "base/log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "unit/unit.h"

static void writes_one_clean_line(void **state)
{
	(void)state;
	static const char want[] =
		"time=2026-11-21T09:00:00.000Z level=info at=here msg=\"plain \xed\x95\x9c\"\n"
		"time=2026-11-21T09:00:00.000Z level=warn at=here msg=\"a\\x0Ab\\x1B[31m\\x7F \\\"q\\\"\"\n"
		"time=2026-11-21T09:00:00.000Z level=error at=here msg=\"\\xC2\\x9B \\xFF \\xE2\\x80\\xAE \\xC0\\x80 \\xED\\xA0\\x80\"\n"
		"time=2026-11-21T09:00:00.000Z level=info at=here id=1 path=\"/a b\" who=\"\" odd=\"a=\\\"\\x0A\\\\\"\n";
	char *path = fs_join(unit_dir(), "log");
	struct str got = STR_INIT, fields = STR_INIT;
	struct stat st;

	clock_freeze(1795251600000);
	log_info("lost: the log is not open yet");
	assert_int_equal(log_open(path, LOG_INFO), 0);
	log_write(LOG_DEBUG, "here", "not wanted");
	log_write(LOG_INFO, "here", "plain %s", "\xed\x95\x9c");
	log_write(LOG_WARN, "here", "a\nb\033[31m\x7f \"q\"");
	log_write(LOG_ERROR, "here", "\xc2\x9b \xff \xe2\x80\xae \xc0\x80 \xed\xa0\x80");
	log_field(&fields, "id", "1");
	log_field(&fields, "path", "/a b");
	log_field(&fields, "who", "");
	log_field(&fields, "odd", "a=\"\n\\");
	log_fields(LOG_INFO, "here", str_c(&fields));
	log_fields(LOG_DEBUG, "here", "not=wanted");
	str_finish(&fields);
	assert_false(log_wants(LOG_DEBUG));
	log_close();
	assert_false(log_wants(LOG_ERROR));
	log_error("lost: the log is closed");
	clock_freeze(-1);
	assert_int_equal(fs_read(path, 10000, &got, NULL), 0);
	assert_string_equal(str_c(&got), want);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	str_finish(&got);
	free(path);
}

static void tells_whose_fault(void **state)
{
	(void)state;
	char *path = fs_join(unit_dir(), "log");
	struct str got = STR_INIT;

	assert_int_equal(log_open(path, LOG_DEBUG), 0);
	assert_false(bug(1 + 1 == 2));
	assert_true(bug(1 + 1 == 3));
	assert_true(peer_fault(1 + 1 == 4));
	log_close();
	assert_int_equal(fs_read(path, 10000, &got, NULL), 0);
	assert_non_null(strstr(str_c(&got), " level=error at=bug "));
	assert_non_null(strstr(str_c(&got), ": 1 + 1 == 3\"\n"));
	assert_non_null(strstr(str_c(&got), " level=debug at=peer "));
	str_finish(&got);
	free(path);
}

static void says_that_it_cannot_open(void **state)
{
	(void)state;
	assert_int_equal(log_open("/no/such/folder/log", LOG_INFO), -1);
	assert_false(log_wants(LOG_ERROR));
}

UNIT_TESTS(log,
	cmocka_unit_test(writes_one_clean_line),
	cmocka_unit_test(tells_whose_fault),
	cmocka_unit_test(says_that_it_cannot_open));
