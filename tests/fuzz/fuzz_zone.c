/* The rule at the foot of a zone file. */
#include <stdint.h>
#include <stdlib.h>

#include "../../src/base/posix_tz.h"
#include "base/alloc.h"
#include "base/fault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = xstrndup((const char *)data, size);
	struct posix_tz z;

	if (posix_tz_parse(s, &z) == 0) {
		for (int64_t t = -4000000000; t < 8000000000; t += 123456789) {
			int offset = posix_tz_offset(&z, t);
			must(offset == z.std || offset == z.dst);
		}
	}
	free(s);
	return 0;
}
