#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/*
 * fettle.conf(5): lines "name = value", # begins a comment. One table of settings; the manual and
 * `fettle config check` are made from it.
 */
struct setting {
	const char *name, *values, *dflt, *help; /* values: the words it may be, parted by ", " */
};
extern const struct setting settings[];
extern const int nsettings;

/* May the setting have this value? False for names there are not, too. */
bool config_takes(const char *name, const char *value);

struct config_problem { int line; char text[400]; };

/* Reads text; fn gets each good setting, bad each problem (file line from 1). Answers the number of problems. */
int config_parse(const char *text, void (*fn)(void *arg, const struct setting *s, const char *value),
	void (*bad)(void *arg, const struct config_problem *p), void *arg);

/* An empty keymap that knows which scopes there are, so that it refuses lines with others. */
struct keymap;
struct keymap *config_keys_create(void);
/* The value of a setting in the user's file, or its default; caller frees. */
char *config_value(const char *name);

/* How many problems the user's files, settings and keys, have now. Blocks. */
int config_problems(void);
/* The file's path ("fettle.conf", "keys"); caller frees. */
char *config_path(const char *name);
void config_man(struct str *out);

#endif
