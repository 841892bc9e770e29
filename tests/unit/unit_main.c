#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "unit/unit.h"

static VEC(char *) dirs;

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static void remove_dirs(void)
{
	for (size_t i = 0; i < dirs.n; i++) {
		nftw(dirs.v[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
		free(dirs.v[i]);
	}
	vec_finish(&dirs);
}

const char *unit_dir(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = xasprintf("%s/fettle-unit.XXXXXX", tmp && *tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(dir));
	*vec_add(&dirs) = dir;
	return dir;
}

const char *unit_shared(void)
{
	const char *env = getenv("FETTLE_SHARED");
	const char *dir = env && *env ? env : "../shared";

	return access(dir, R_OK) == 0 ? dir : NULL;
}

static int wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0) {
			return 1;
		}
	}
	return argc < 2;
}

static size_t count(const struct CMUnitTest *tests)
{
	size_t n = 0;

	while (tests[n].name) {
		n++;
	}
	return n;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (const struct unit_group *g = unit_groups; g->name; g++) {
		if (wanted(g->name, argc, argv)) {
			failed += _cmocka_run_group_tests(g->name, g->tests,
				count(g->tests), NULL, NULL);
		}
	}
	remove_dirs();
	return failed ? 1 : 0;
}
