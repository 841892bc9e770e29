#include "wire/json.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "text/clean.h"
#include "unit/unit.h"

/* JSONTestSuite: y_ must be read, n_ refused, i_ either way. */
static void takes_what_the_standard_takes(void **state)
{
	(void)state;
	const char *shared = unit_shared();
	char *folder;
	DIR *d;
	struct dirent *f;
	int seen = 0;

	if (!shared) {
		print_message("skipped: no shared data\n");
		skip();
	}
	folder = fs_join(shared, "data/json");
	d = opendir(folder);
	assert_non_null(d);
	while ((f = readdir(d))) {
		struct str text = STR_INIT;
		struct json *j;
		char *path;

		if (f->d_name[0] == '.' || (f->d_name[0] != 'y' && f->d_name[0] != 'n')) {
			continue;
		}
		path = fs_join(folder, f->d_name);
		assert_int_equal(fs_read(path, 1 << 20, &text, NULL), 0);
		j = json_parse(str_c(&text), text.len, NULL);
		/* a lone null has no object to hand out */
		if ((j != NULL) != (f->d_name[0] == 'y') && strcmp(f->d_name, "y_structure_lonely_null.json") != 0) {
			fail_msg("%s was %s", f->d_name, j ? "taken" : "refused");
		}
		json_free(j);
		free(path);
		str_finish(&text);
		seen++;
	}
	closedir(d);
	free(folder);
	assert_true(seen > 100);
}

static void limits_depth(void **state)
{
	(void)state;
	char deep[200];

	memset(deep, '[', JSON_DEPTH);
	memset(deep + JSON_DEPTH, ']', JSON_DEPTH);
	deep[2 * JSON_DEPTH] = '\0';
	struct json *j = json_parse(deep, 2 * JSON_DEPTH, NULL);
	assert_non_null(j);
	json_free(j);
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	assert_null(json_parse(deep, 200, NULL));
}

static void hides_no_nul(void **state)
{
	(void)state;
	const char *s = "{\"a\":\"x\\u0000y\",\"b\":12,\"c\":1.5,\"d\":true,\"e\":null}";
	struct json *j = json_parse(s, strlen(s), NULL);
	int64_t i;

	assert_null(json_get_text(j, "a"));
	assert_int_equal(json_get_int(j, "b", 0), 12);
	assert_false(json_as_int(json_get(j, "c"), &i));
	assert_true(json_get_bool(j, "d", false));
	assert_null(json_get(j, "e"));
	json_free(j);
}

/* The same JSON, of which a terminal sees only what it can show. */
static void shows_only_what_can_be_shown(void **state)
{
	static const char *const texts[] = {"plain, \xea\xb0\x80 \xe5\x9b\xb3 \xd1\x97 \xc3\xa9", "\xc2\x9b" "7m \xe2\x80\xae \xe2\x81\xa6 \x7f \xef\xbb\xbf \xe2\x80\x8b",
		"\x1b[7m \x07 \n \t \" \\", "\xf3\xa0\x81\x81 \xef\xbf\xbe", "\xcc\x81"};

	(void)state;
	i18n_init(NULL);
	for (size_t i = 0; i < lengthof(texts); i++) {
		struct json *j = json_new_object();
		struct str shown = STR_INIT;
		json_set_text(j, "a", texts[i]);
		json_write_shown(j, &shown);
		struct json *again = json_parse(str_c(&shown), shown.len, NULL);
		assert_non_null(again);
		assert_string_equal(json_get_text(again, "a"), texts[i]);
		assert_true(clean_already(str_c(&shown), shown.len, CLEAN_MULTILINE));
		assert_true(i != 0 || strstr(str_c(&shown), texts[0]));
		assert_true(i != 1 || strstr(str_c(&shown), "\\u009b7m \\u202e \\u2066 \\u007f"));
		json_free(j);
		json_free(again);
		str_finish(&shown);
	}
}

UNIT_TESTS(test_json,
	cmocka_unit_test(shows_only_what_can_be_shown),
	cmocka_unit_test(takes_what_the_standard_takes),
	cmocka_unit_test(limits_depth),
	cmocka_unit_test(hides_no_nul));
