#include "base/embed.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "unit/unit.h"

/* The tests run in the project's folder. */
static size_t compare(const struct embedded *table, char *(*path_of)(const char *name))
{
	size_t n = 0;

	for (; table[n].name; n++) {
		struct str file = STR_INIT;
		char *path = path_of(table[n].name);
		assert_int_equal(fs_read(path, 1 << 20, &file, NULL), 0);
		assert_string_equal(table[n].text, str_c(&file));
		assert_true(n == 0 || strcmp(table[n - 1].name, table[n].name) < 0);
		str_finish(&file);
		free(path);
	}
	return n;
}

static char *keymap_path(const char *name)
{
	return xasprintf("keymaps/%s", name);
}

static char *sql_path(const char *name)
{
	const char *slash = strchr(name, '/');

	assert_non_null(slash);
	return xasprintf("src/%.*s/sql%s", (int)(slash - name), name, slash);
}

static void holds_the_files_unchanged(void **state)
{
	(void)state;
	assert_true(compare(embedded_keymaps, keymap_path) > 0);
	assert_true(compare(embedded_sql, sql_path) > 0);
}

UNIT_TESTS(embed,
	cmocka_unit_test(holds_the_files_unchanged));
