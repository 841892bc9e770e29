#include "base/fs.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/unit.h"

static size_t files_in(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	assert_non_null(d);
	for (const struct dirent *e; (e = readdir(d)) != NULL;) {
		n += e->d_name[0] != '.';
	}
	closedir(d);
	return n;
}

static void assert_file(const char *path, const char *want)
{
	struct str got = STR_INIT;
	struct err e = ERR_NONE;

	assert_int_equal(fs_read(path, 1000, &got, &e), 0);
	assert_string_equal(str_c(&got), want);
	str_finish(&got);
}

static void writes_whole_or_not_at_all(void **state)
{
	(void)state;
	struct err e = ERR_NONE;
	const char *dir = unit_dir();
	char *path = fs_join(dir, "note");
	struct stat st;

	assert_int_equal(fs_write(path, "one", 3, 0600, &e), 0);
	assert_file(path, "one");
	assert_int_equal(fs_write(path, "", 0, 0644, &e), 0);
	assert_file(path, "");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_int_equal(files_in(dir), 1);

	/* a folder cannot be replaced: the temporary file goes away again */
	char *folder = fs_join(dir, "folder");
	char *inner = fs_join(folder, "x");
	assert_int_equal(fs_mkdirs(inner, 0700, &e), 0);
	assert_int_equal(fs_write(folder, "two", 3, 0600, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(files_in(dir), 2);

	char *nowhere = fs_join(dir, "no/such/folder");
	assert_int_equal(fs_write(nowhere, "x", 1, 0600, &e), -1);
	assert_non_null(strstr(e.text, "No such file"));
	free(nowhere);
	free(inner);
	free(folder);
	free(path);
}

static void writes_through_links(void **state)
{
	(void)state;
	struct err e = ERR_NONE;
	const char *dir = unit_dir();
	char *real = fs_join(dir, "real");
	char *link = fs_join(dir, "link");
	struct stat st;

	assert_int_equal(fs_write(real, "a", 1, 0600, &e), 0);
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(fs_write(link, "b", 1, 0600, &e), 0);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_file(real, "b");
	free(link);
	free(real);
}

static void reads_within_a_limit(void **state)
{
	(void)state;
	struct err e = ERR_NONE;
	struct str s = STR_INIT;
	char *path = fs_join(unit_dir(), "f");

	assert_int_equal(fs_write(path, "12345", 5, 0600, &e), 0);
	str_add(&s, ">");
	assert_int_equal(fs_read(path, 5, &s, &e), 0);
	assert_string_equal(str_c(&s), ">12345");
	assert_int_equal(fs_read(path, 4, &s, &e), -1);
	assert_int_equal(e.code, ERR_TOO_LARGE);
	assert_int_equal(fs_read("/no/such/file", 4, &s, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(fs_read("/", 4, &s, &e), -1);
	str_finish(&s);
	free(path);
}

static void makes_folders(void **state)
{
	(void)state;
	struct err e = ERR_NONE;
	const char *dir = unit_dir();
	char *deep = fs_join(dir, "a//b/c/");
	char *file = fs_join(dir, "file");
	char *under = fs_join(file, "x");
	struct stat st;

	assert_int_equal(fs_mkdirs(deep, 0700, &e), 0);
	assert_int_equal(fs_mkdirs(deep, 0700, &e), 0);
	assert_int_equal(stat(deep, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(fs_write(file, "", 0, 0600, &e), 0);
	assert_int_equal(fs_mkdirs(under, 0700, &e), -1);
	assert_non_null(strstr(e.text, "Not a directory"));
	free(under);
	free(file);
	free(deep);
}

static void assert_place(enum fs_place place, const char *want)
{
	char *got = fs_place(place);

	assert_string_equal(got, want);
	free(got);
}

static void knows_its_places(void **state)
{
	(void)state;
	char *home = strdup(getenv("HOME") ? getenv("HOME") : "/root");

	setenv("HOME", "/home/x", 1);
	unsetenv("FETTLE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_RUNTIME_DIR");
	setenv("XDG_DATA_HOME", "/xdg/data", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	assert_place(FS_CONFIG, "/home/x/.config/fettle");
	assert_place(FS_DATA, "/xdg/data/fettle");
	assert_place(FS_STATE, "/home/x/.local/state/fettle");
	assert_place(FS_CACHE, "/home/x/.cache/fettle");
	setenv("FETTLE_HOME", "/demo/", 1);
	assert_place(FS_CONFIG, "/demo/config");
	assert_place(FS_RUNTIME, "/demo/run");
	unsetenv("FETTLE_HOME");
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", home, 1);
	free(home);
}

UNIT_TESTS(fs,
	cmocka_unit_test(writes_whole_or_not_at_all),
	cmocka_unit_test(writes_through_links),
	cmocka_unit_test(reads_within_a_limit),
	cmocka_unit_test(makes_folders),
	cmocka_unit_test(knows_its_places));
