/*
 * fettled with a clock that stands still, for limits by time: what counts is how often, not how
 * long the test took. fettled_still [-o KEY=VALUE]... serve
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"
#include "src/server/cli.h"

static void set(struct cli *c, const char *option)
{
	struct err e = ERR_NONE;
	size_t n = strcspn(option, "=");
	char *key = xstrndup(option, n);

	if (!option[n] || conf_set(&c->conf, key, option + n + 1, &e) < 0) {
		fprintf(stderr, "fettled_still: %s: %s\n", option, e.text);
		exit(2);
	}
	free(key);
}

int main(int argc, char **argv)
{
	struct cli c = {0};
	int i = 1;

	clock_freeze(clock_ms());
	conf_init(&c.conf);
	for (; i + 1 < argc && streq(argv[i], "-o"); i += 2) {
		set(&c, argv[i + 1]);
	}
	if (i + 1 != argc || !streq(argv[i], "serve")) {
		fprintf(stderr, "usage: fettled_still [-o KEY=VALUE]... serve\n");
		return 2;
	}
	int r = cli_serve(&c);
	conf_finish(&c.conf);
	return r;
}
