#include "store/result.h"

#include <dirent.h>

#include "base/fs.h"
#include "help.h"

/* Results of files: found by their whole key, limited, and gone with what they were made of. */
static const char one[] = "1111111111111111111111111111111111111111111111111111111111111111";
static const char two[] = "2222222222222222222222222222222222222222222222222222222222222222";

static int put(struct store *s, const char *hash, int page, const char *view, const void *p, size_t n)
{
	return result_put(s, &(struct result){hash, page, view, p, n}, 1, NULL);
}

static bool has(struct store *s, const char *hash, int page, const char *view, const char *want)
{
	struct arena a;
	size_t n = 0;

	arena_init(&a);
	const void *p = result_get(s, hash, page, view, &a, &n);
	bool same = p && n == strlen(want) && memcmp(p, want, n) == 0;

	arena_finish(&a);
	return same;
}

static bool is_there(struct store *s, const char *hash, int page)
{
	struct arena a;
	size_t n = 0;

	arena_init(&a);
	bool there = result_get(s, hash, page, "v", &a, &n) != NULL;

	arena_finish(&a);
	return there;
}

static void found_by_the_whole_key(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	struct result both[] = {{one, 0, "a", "three", 5}, {one, 1, "a", "four", 4}};

	assert_int_equal(put(s, one, 0, "a", "first", 5), 0);
	assert_int_equal(put(s, one, 0, "b", "", 0), 0);
	assert_true(has(s, one, 0, "a", "first"));
	assert_true(has(s, one, 0, "b", ""));
	assert_false(is_there(s, one, 0));
	assert_false(has(s, one, 1, "a", "first"));
	assert_false(has(s, two, 0, "a", "first"));
	assert_int_equal(result_put(s, both, 2, NULL), 0);
	store_close(s);
	s = help_store(dir);
	assert_true(has(s, one, 0, "a", "three"));
	assert_true(has(s, one, 1, "a", "four"));
	/* one with a wrong key and none of them is there */
	both[0].value = "other";
	both[1].hash = "1111";
	assert_int_equal(result_put(s, both, 2, NULL), -1);
	assert_true(has(s, one, 0, "a", "three"));
	store_close(s);
}

/* What was used longest ago goes, and what is too large never comes. */
static void limits(void **state)
{
	(void)state;
	enum { FIT = RESULTS_BYTES / (RESULT_BYTES + RESULT_EACH) };
	struct store *s = help_store(unit_dir());
	char *big = xcalloc(1, RESULT_BYTES + 1);

	assert_int_equal(put(s, one, 0, "v", "small", 5), 0);
	assert_int_equal(put(s, one, 0, "v", big, RESULT_BYTES + 1), 0);
	assert_false(is_there(s, one, 0));
	for (int i = 0; i < FIT; i++) {
		assert_int_equal(put(s, i % 2 ? one : two, i, "v", big, RESULT_BYTES), 0);
	}
	for (int i = 0; i < FIT; i++) {
		assert_true(is_there(s, i % 2 ? one : two, i));
	}
	/* the file that was opened last keeps all of its own */
	assert_int_equal(result_use(s, two, NULL), 0);
	assert_int_equal(put(s, "3333333333333333333333333333333333333333333333333333333333333333", 0, "v", big, RESULT_BYTES), 0);
	int left = 0;
	for (int i = 0; i < FIT; i++) {
		left += is_there(s, i % 2 ? one : two, i);
		assert_true(i % 2 || is_there(s, two, i));
	}
	assert_int_equal(left, FIT - 1);
	assert_true(is_there(s, "3333333333333333333333333333333333333333333333333333333333333333", 0));
	free(big);
	store_close(s);
}

static void gone_with_the_account(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());

	assert_int_equal(put(s, one, 0, "v", "x", 1), 0);
	help_sign_in(s, "a1");
	assert_true(is_there(s, one, 0));
	help_sign_in(s, "a2");
	assert_false(is_there(s, one, 0));
	assert_int_equal(put(s, one, 0, "v", "x", 1), 0);
	assert_int_equal(store_wipe(s, NULL), 0);
	assert_false(is_there(s, one, 0));
	store_close(s);
}

static void nothing_readable_is_on_the_disk(void **state)
{
	(void)state;
	static const char marker[] = "MARKER 4x M8 through all";
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	struct dirent *ent;
	int files = 0;

	assert_int_equal(put(s, one, 0, marker, marker, strlen(marker)), 0);
	/* open, with its write-ahead log */
	DIR *d = opendir(dir);
	assert_non_null(d);
	while ((ent = readdir(d))) {
		char *path = fs_join(dir, ent->d_name);
		struct str b = STR_INIT;

		if (strstr(ent->d_name, "store.db") && fs_read(path, 64 << 20, &b, NULL) == 0 && b.len) {
			files++;
			assert_null(memmem(b.s, b.len, "MARKER", 6));
			assert_null(memmem(b.s, b.len, one, 16));
		}
		str_finish(&b);
		free(path);
	}
	closedir(d);
	assert_true(files >= 2);
	assert_true(has(s, one, 0, marker, marker));
	store_close(s);
}

UNIT_TESTS(result,
	cmocka_unit_test(found_by_the_whole_key),
	cmocka_unit_test(limits),
	cmocka_unit_test(gone_with_the_account),
	cmocka_unit_test(nothing_readable_is_on_the_disk));
