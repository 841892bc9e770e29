#include <string.h>

#include "unit/unit.h"

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
	return failed ? 1 : 0;
}
