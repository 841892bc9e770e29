/* Runs wire tests: wire_data [--pgsql|--sealed] FILE.test... */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "lib/script.h"

int main(int argc, char **argv)
{
	enum engine engine = PLAIN;
	int passed = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		if (streq(argv[i], "--pgsql")) {
			engine = PGSQL;
		} else if (streq(argv[i], "--sealed")) {
			engine = SEALED;
		} else if (!script_run(argv[i], engine, &passed, &failed)) {
			printf("skipped: no PostgreSQL\n");
			return 0;
		}
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
