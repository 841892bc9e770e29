#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "lib/levels.h"
#include "src/server/data_rows.h"

#define NOW INT64_C(1800000000000)

/* Filled by the real functions; not data; or what a migration leaves for data_prepare() to work off. */
static const char *const not_filled[] = {"migration", "entity_column", "counter", "audit", "search_", "thread_due", NULL};

static int write_audit(struct db *db, void *arg, struct err *e)
{
	(void)arg;
	for (int i = 0; i < 5; i++) {
		if (audit_append(db, &(struct audit_row){.site = i % 2 ? "s" : "", .actor = "a", .role = "admin", .what = "try",
				.result = "ok", .at = NOW + i}, e)) {
			return -1;
		}
	}
	return 0;
}

/* A database that the program left at this level, with rows; brought to now. */
static void from_level(struct bench *b, const struct levels *l, size_t level)
{
	struct level_rows rows;
	struct err e = ERR_NONE;
	char where[32], bad[AUDIT_BAD];
	int64_t audits = 0;

	snprintf(where, sizeof(where), "from level %zu", level);
	assert_int_equal(tables_prepare(b->db, &e), 0);
	levels_apply(l, b->db, level);
	if (level > 0 && db_tx(b->db, DB_WRITE, write_audit, NULL, &e)) {
		fail_msg("%s: %s", where, e.text);
	}
	level_rows_fill(&rows, b->db, 3, not_filled);
	assert_true(rows.tables.n >= (level ? 10u : 5u));
	if (data_prepare(b->db, &e)) {
		fail_msg("%s: %s", where, e.text);
	}
	/* again changes nothing */
	assert_int_equal(data_prepare(b->db, &e), 0);
	level_rows_check(&rows, b->db, where);
	assert_int_equal(bench_int(b->db, "SELECT count(*) FROM migration"), (long long)l->list.n);
	assert_int_equal(audit_verify(b->db, bad, &audits, &e), 0);
	assert_int_equal(audits, level ? 5 : 0);
	level_rows_finish(&rows);
}

static void migrates_from_every_level(void **state)
{
	struct levels l;

	levels_init(&l, "server", false);
	assert_true(l.list.n >= 5);
	for (size_t level = 0; level <= l.list.n; level++) {
		/* an empty database for each */
		struct bench *b = bench_of(state);
		from_level(b, &l, level);
		if (level < l.list.n) {
			enum engine *of = b->engine == PGSQL ? &bench_pgsql : b->engine == SEALED ? &bench_sealed : &bench_plain;
			bench_teardown(state);
			*state = of;
			bench_setup(state);
		}
	}
	levels_finish(&l);
}

/* Takes a column away as if its description had come later; false where an index needs it. */
static bool take_away(struct db *db, const struct entity *en, const struct field *f)
{
	char *sql = xasprintf("ALTER TABLE \"%s\" DROP COLUMN \"%s\"", en->name, f->name);
	struct err e = ERR_NONE;
	bool gone;

	assert_int_equal(db_begin(db, DB_WRITE, &e), 0);
	gone = db_script(db, sql, &e) >= 0;
	if (gone) {
		EXEC(db, "DELETE FROM entity_column WHERE entity = $1 AND name = $2", val_text(en->name), val_text(f->name));
		assert_int_equal(db_commit(db, &e), 0);
	} else {
		db_rollback(db);
	}
	free(sql);
	return gone;
}

static void widens_older_entities(void **state)
{
	struct bench *b = bench_of(state);
	struct level_rows rows;
	struct err e = ERR_NONE;
	int gone = 0;

	assert_int_equal(data_prepare(b->db, &e), 0);
	for (int k = 0; k < KIND_COUNT; k++) {
		const struct entity *en = entities[k];
		for (size_t i = en->nfields; i > en->nfields / 2; i--) {
			gone += take_away(b->db, en, &en->fields[i - 1]);
		}
	}
	assert_true(gone > KIND_COUNT);
	level_rows_fill(&rows, b->db, 1, not_filled);
	if (data_prepare(b->db, &e)) {
		fail_msg("%s", e.text);
	}
	level_rows_check(&rows, b->db, "older entities");
	for (int k = 0; k < KIND_COUNT; k++) {
		struct arena a;
		void *obj;
		arena_init(&a);
		assert_int_equal(data_get(b->db, (enum kind)k, "t1", &a, &obj, &e), 1);
		arena_finish(&a);
	}
	level_rows_finish(&rows);
}

UNIT_TESTS(test_levels,
	ON_ALL(migrates_from_every_level),
	ON_ALL(widens_older_entities));
