#ifndef RENDER_CODEPAGE_H
#define RENDER_CODEPAGE_H

#include <stdint.h>

/*
 * The code pages of drawings older than UTF-8, as tables in the program: the sandbox has no files for iconv to read.
 * Made from iconv's at build time by src/mk/codepages.sh; the last row has no names.
 */
enum { CODEPAGE_PAIRS = 126 * 206 };
struct codepage {
	int number;
	const char *names;      /* as $DWGCODEPAGE has them, blanks between */
	const uint16_t *single; /* of the bytes 128 ...; 0: none */
	const uint16_t *pairs;  /* [(first - 129) * 206 + second - 49]; NULL: it has only single bytes */
};
extern const struct codepage codepages[];

#endif
