#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "cmd/complete.h"
#include "cmd/keymap.h"
#include "cmd/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What parses must come back the same from its own text. */
static void parse(const char *line)
{
	struct str s = STR_INIT, again = STR_INIT;
	struct verb_call call, back;
	struct arena a;

	arena_init(&a);
	if (verb_parse(line, &a, &call, NULL) == 0) {
		call_format(&call, &s);
		must(verb_parse(str_c(&s), &a, &back, NULL) == 0);
		call_format(&back, &again);
		must(streq(str_c(&s), str_c(&again)));
	}
	str_finish(&s);
	str_finish(&again);
	arena_finish(&a);
}

static void complete(const char *line)
{
	struct complete_host host = {0};
	struct completion c;
	struct arena a;

	arena_init(&a);
	for (size_t at = 0; at <= strlen(line); at += 1 + at / 4) {
		complete_line(&host, line, at, &a, &c);
		must(c.from <= c.to && c.to == at);
	}
	arena_finish(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	const struct script_item *items;
	struct arena a;
	size_t n;

	arena_init(&a);
	if (script_parse(text, &a, &items, &n, NULL) == 0) {
		for (size_t i = 0; i < n; i++) {
			const char *keys = items[i].text;
			for (struct key k; !items[i].verb && keys_next(&keys, &k);) {
			}
		}
	}
	parse(text);
	complete(text);
	arena_finish(&a);
	free(text);
	return 0;
}
