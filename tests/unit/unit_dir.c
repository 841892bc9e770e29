#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "unit/unit.h"

/* Apart from main(), for the programs in tests/tools that have one of their own. */
static VEC(char *) dirs;

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static pid_t owner; /* children made by fork() must not remove them */

static void remove_dirs(void)
{
	if (getpid() != owner) {
		return;
	}
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

	if (!owner) {
		owner = getpid();
		atexit(remove_dirs);
	}
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
