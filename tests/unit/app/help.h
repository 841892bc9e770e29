#ifndef UNIT_APP_HELP_H
#define UNIT_APP_HELP_H

#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/str.h"
#include "unit/unit.h"
#include "wire/json.h"

/* A store in a folder of the test, filled from a world of the screen tests. */
struct world { struct store *s; struct arena a; };

static inline void world_open(struct world *w, const char *name)
{
	char *path = xasprintf("tests/screen/%s.json", name);
	struct str text = STR_INIT;
	struct err e = ERR_NONE;
	struct json *j;

	clock_freeze(INT64_C(1795251600000)); /* 2026-11-21T09:00:00Z */
	arena_init(&w->a);
	assert_int_equal(fs_read(path, 1 << 20, &text, &e), 0);
	j = json_parse(str_c(&text), text.len, &e);
	assert_non_null(j);
	assert_int_equal(store_open(&w->s, &(struct store_conf){.dir = unit_dir()}, &e), 0);
	assert_int_equal(store_set_account(w->s, j, &e), 0);
	assert_true(store_apply(w->s, 0, json_get(j, "changes"), json_get_int(j, "last", 0), &e) > 0);
	json_free(j);
	str_finish(&text);
	free(path);
}

static inline void world_close(struct world *w)
{
	store_close(w->s);
	arena_finish(&w->a);
}

#endif
