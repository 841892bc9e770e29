#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "cmd/verb.h"

/*
 * What could stand at the cursor of a : line: names of verbs, their flags, and values. Values
 * of a kind ("rfq", "filter", see struct verb) come from the app: at most max that begin
 * with or are meant by prefix, best first, from memory. Fixed ones (verb_values) do not ask it.
 */
typedef size_t complete_fn(void *ctx, const char *kind, const char *prefix,
	struct arena *a, const char **out, size_t max);

#define COMPLETE_MAX 200

struct complete_host {
	void *ctx;
	complete_fn *values;                       /* NULL: none */
	bool (*valid)(void *ctx, enum verb_id id); /* offered here and now; NULL: all of the screen */
};

struct complete_item {
	const char *text; /* what replaces the bytes, quoted where needed */
	const char *note; /* one line about it in the current language, or "" */
	bool open;        /* more belongs right behind it: no space ("--state=") */
};

struct completion {
	size_t from, to;  /* bytes of the line that are replaced */
	const struct complete_item *items;
	size_t n;
	enum verb_id id;  /* the verb the line begins with, VERB_NONE while there is none */
};

void complete_line(const struct complete_host *host, const char *line, size_t cursor,
	struct arena *a, struct completion *out);

#endif
