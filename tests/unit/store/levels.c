#include "lib/levels.h"

#include <stdio.h>

#include "src/store/priv.h"
#include "unit/store/help.h"

/* Made anew from the objects, hence no data; or not filled with made-up rows. */
static const char *const not_filled[] = {"migration", "list_", "sqlite", NULL};

/* Takes away all there is, so that the file is one the program has yet to lay out. */
static void empty(struct db *db)
{
	struct err e = ERR_NONE;
	char *drops = bench_rows(db, "SELECT 'DROP TABLE IF EXISTS \"' || name || '\"' FROM sqlite_master WHERE type = 'table'"
		" AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'list_text_%'", NULL, 0);

	if (db_script(db, drops, &e) < 0) {
		fail_msg("%s: %s", drops, e.text);
	}
	free(drops);
}

static void from_level(const struct levels *l, size_t level)
{
	const char *dir = unit_dir();
	struct store *s = help_open(dir);
	struct level_rows rows;
	char where[32];

	snprintf(where, sizeof(where), "from level %zu", level);
	empty(s->db);
	levels_apply(l, s->db, level);
	level_rows_fill(&rows, s->db, 3, not_filled);
	assert_true(level == 0 || rows.tables.n >= 4);
	store_close(s);
	/* as the next start finds it */
	s = help_open(dir);
	assert_null(store_rebuilt(s));
	level_rows_check(&rows, s->db, where);
	store_close(s);
	s = help_store(dir);
	assert_int_equal(help_apply(s, 1, "[]"), 0);
	store_close(s);
	level_rows_finish(&rows);
}

static void opens_from_every_level(void **state)
{
	struct levels l;

	(void)state;
	levels_init(&l, "store", true);
	assert_true(l.list.n >= 1);
	for (size_t level = 0; level <= l.list.n; level++) {
		from_level(&l, level);
	}
	levels_finish(&l);
}

UNIT_TESTS(levels,
	cmocka_unit_test(opens_from_every_level));
