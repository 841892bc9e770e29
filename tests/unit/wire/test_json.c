#include "wire/json.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
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

UNIT_TESTS(test_json,
	cmocka_unit_test(takes_what_the_standard_takes),
	cmocka_unit_test(limits_depth),
	cmocka_unit_test(hides_no_nul));
