/* fettle.conf: each line is a good setting, nothing, or a problem that names its line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "app/config.h"

struct seen { int good, bad, lines; };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void good(void *arg, const struct setting *s, const char *value)
{
	struct seen *seen = arg;

	must(s >= settings && s < settings + nsettings);
	must(config_takes(s->name, value));
	seen->good++;
}

static void bad(void *arg, const struct config_problem *p)
{
	struct seen *seen = arg;

	must(p->line > 0 && p->line <= seen->lines && *p->text && strlen(p->text) < sizeof(p->text));
	seen->bad++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	struct seen seen = {.lines = 1};

	for (const char *p = text; *p; p++) {
		seen.lines += *p == '\n';
	}
	int problems = config_parse(text, good, bad, &seen);
	must(problems == seen.bad && seen.good + seen.bad <= seen.lines);
	free(text);
	return 0;
}
