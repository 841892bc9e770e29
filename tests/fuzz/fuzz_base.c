/* Times, languages, integers and zone names out of requests. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/ulid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = xstrndup((const char *)data, size);
	char text[CLOCK_TEXT];
	enum lang lang = LANG_EN;
	struct civil c;
	long long n;
	int64_t ms, again;

	if (clock_parse(s, &ms) == 0) {
		/* what is read and written is read the same */
		clock_format(ms, text);
		must(clock_parse(text, &again) == 0);
		must(again == ms || ms < -62167219200000 || ms > 253402300799999);
	}
	must(lang_parse(s, &lang) <= 0 && (unsigned)lang < LANG_COUNT);
	if (parse_i64(s, &n)) {
		clock_civil(n, "Europe/Kyiv", &c);
		must(c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= 31);
	}
	if (ulid_valid(s)) {
		must(strlen(s) == ULID_LEN && ulid_time(s) >= 0);
	}
	clock_civil(0, s, &c);
	free(s);
	return 0;
}
