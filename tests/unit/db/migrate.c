#include <string.h>

#include "base/alloc.h"
#include "lib/dbbench.h"

static const struct db_migration list[] = {
	{1, "0001-first", "CREATE TABLE a (id BIGINT PRIMARY KEY, s TEXT);"
		"CREATE INDEX a_s ON a (s);"},
	{2, "0002-second", "INSERT INTO a (id, s) VALUES (1, 'one; not two');\n"
		"-- a comment; with a semicolon\n"
		"ALTER TABLE a ADD COLUMN n BIGINT DEFAULT 7;"},
	{5, "0005-fifth", "CREATE TABLE b (id BIGINT PRIMARY KEY REFERENCES a (id));"
		"INSERT INTO b (id) SELECT id FROM a;"},
};

static void applies_each_once_in_order(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	assert_int_equal(db_migrate(db, list, 1, &e), 0);
	EXPECT(db, "SELECT n, name FROM migration ORDER BY n", "1|0001-first;");
	assert_int_equal(db_migrate(db, list, 3, &e), 0);
	assert_int_equal(db_migrate(db, list, 3, &e), 0);
	EXPECT(db, "SELECT n, name FROM migration ORDER BY n",
		"1|0001-first;2|0002-second;5|0005-fifth;");
	EXPECT(db, "SELECT a.id, s, n FROM a JOIN b ON a.id = b.id", "1|one; not two|7;");
	assert_true(bench_int(db, "SELECT min(at) FROM migration") > 1500000000000);
}

static void refuses_what_is_newer_or_other(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;
	struct db_migration other = list[0];

	assert_int_equal(db_migrate(db, NULL, 0, &e), 0);
	assert_int_equal(db_migrate(db, list, 3, &e), 0);
	assert_int_equal(db_migrate(db, list, 2, &e), -1);
	assert_int_equal(e.code, ERR_DB);
	assert_non_null(strstr(e.text, "newer"));
	struct db_migration renamed[] = {list[0], list[1], list[2]};
	renamed[1].name = "0002-something-else";
	assert_int_equal(db_migrate(db, renamed, 3, &e), -1);
	assert_int_equal(e.code, ERR_DB);
	struct db_migration jumbled[] = {list[1], other};
	assert_int_equal(db_migrate(db, jumbled, 2, &e), -1);
}

static void a_failing_one_leaves_nothing(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;
	const struct db_migration bad[] = {
		list[0],
		{2, "0002-bad", "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);"},
	};

	assert_int_equal(db_migrate(db, bad, 2, &e), -1);
	EXPECT(db, "SELECT n FROM migration", "1;");
	assert_int_equal(db_exec(db, "SELECT 1 FROM half", NULL, 0, NULL), -1);
	assert_int_equal(db_migrate(db, list, 3, &e), 0);
}

/* Nodes that start together: another one is between our look and our change. */
static void two_nodes_start_together(void **state)
{
	struct bench *b = bench_of(state);
	struct db *other = bench_open(b);
	struct err e = ERR_NONE;

	assert_int_equal(db_migrate(b->db, list, 1, &e), 0);
	assert_int_equal(db_migrate(other, list, 3, &e), 0);
	assert_int_equal(db_migrate(b->db, list, 3, &e), 0);
	EXPECT(b->db, "SELECT count(*) FROM b", "1;");
	db_close(other);
}

UNIT_TESTS(migrate,
	ON_ALL(applies_each_once_in_order),
	ON_ALL(refuses_what_is_newer_or_other),
	ON_ALL(a_failing_one_leaves_nothing),
	ON_ALL(two_nodes_start_together));
