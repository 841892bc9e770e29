#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

/*
 * A file of unit tests, tests/unit/<room>/<file>.c, ends with
 *
 *	UNIT_TESTS(<file>,
 *		cmocka_unit_test(adds),
 *		cmocka_unit_test(refuses_too_long));
 *
 * and that is all: the binary build/<mode>/unit-<room> finds it. Run by hand with
 * names of files as arguments, only those are run.
 */
/* in cmocka.h's own order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define UNIT_TESTS(file, ...) \
	extern const struct CMUnitTest tests_##file[]; \
	const struct CMUnitTest tests_##file[] = {__VA_ARGS__, {NULL, NULL, NULL, NULL, NULL}}

struct unit_group {
	const char *name;
	const struct CMUnitTest *tests; /* ends with a NULL name */
};

extern const struct unit_group unit_groups[]; /* generated; ends with a NULL name */

/* A new empty folder, removed with what is in it when the test program ends. */
const char *unit_dir(void);
/* The folder of shared test data (FETTLE_SHARED, else ../shared), NULL when it is
   not there; then print "skipped: no shared data" and skip(). */
const char *unit_shared(void);

#endif
