#ifndef LIB_SCRIPT_H
#define LIB_SCRIPT_H

#include "base/map.h"
#include "lib/fettled.h"

/*
 * Wire tests as data: tests/wire/README.md tells the format. A script runs against a fettled;
 * its variables and sign-ins live as long as the file.
 */
struct script {
	struct fettled *f;
	struct https *https;
	struct map *vars;     /* name -> text */
	struct map *tokens;   /* login -> token */
	const char *file;
	int passed, failed;
	/* of the test at hand */
	const char *name;
	struct https_reply reply;
	struct json *json;    /* the reply's, NULL when it is none */
	bool wrong;
};

/* Runs a file's tests on an engine; false when the engine is not installed. */
bool script_run(const char *path, enum engine engine, int *passed, int *failed);

/* For tests in C that use the same words. f is the script's: script_close() stops it, counting
   an exit other than 0 as a failure. */
void script_open(struct script *s, struct fettled *f, const char *file);
void script_close(struct script *s);

/*
 * The main() of a tool made of scenarios: [--pgsql] [NAME], those with NAME in their name; all share one fettled. Prints
 * the totals; answers the exit code.
 */
struct scenario { const char *name; void (*fn)(struct script *s); };
int script_scenarios(const char *file, const struct scenario *list, size_t n, const char *const *options, size_t noptions, int argc,
	char **argv);

/* For script_steps.c. line is where to point at. */
void script_fail(struct script *s, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void script_set(struct script *s, const char *name, const char *value);
const char *script_get(struct script *s, const char *name); /* NULL: not set */
const char *script_token(struct script *s, const char *login);
void script_call(struct script *s, const struct https_request *q);
/* One line of a "given" or "then" section, its variables filled in. */
void script_given(struct script *s, int line, const char *text);
void script_then(struct script *s, int line, const char *text);
/* ${...} filled in; the caller frees. */
char *script_expand(struct script *s, int line, const char *text);
/* A value of the reply by JSON pointer as text, NULL when absent; the caller frees. */
char *script_value(const struct json *j, const char *pointer);
const struct json *script_at(const struct json *j, const char *pointer);

#endif
