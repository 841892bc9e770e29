/* What every engine must do alike. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "lib/dbbench.h"

static void binds_by_name(void **state)
{
	struct db *db = bench_of(state)->db;
	char *got = bench_rows(db, "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)",
		DB_ARGS(val_text("one"), val_text("two")));

	assert_string_equal(got, "two|one|two;");
	free(got);
	got = bench_rows(db, "SELECT CAST($10 AS BIGINT) - CAST($1 AS BIGINT), CAST($2 AS BIGINT)"
		" WHERE $3 = 3 AND $4 = 4 AND $5 = 5 AND $6 = 6 AND $7 = 7 AND $8 = 8 AND $9 = 9",
		DB_ARGS(val_int(1), val_int(2), val_int(3), val_int(4), val_int(5), val_int(6),
			val_int(7), val_int(8), val_int(9), val_int(10)));
	assert_string_equal(got, "9|2;");
	free(got);
}

static void keeps_values_as_they_are(void **state)
{
	struct db *db = bench_of(state)->db;
	static const char bytes[] = "\0\xff\\x41'\0";

	SCRIPT(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT, b BYTEA, n BIGINT)");
	EXEC(db, "INSERT INTO t (id, s, b, n) VALUES ($1, $2, $3, $4)", val_int(1),
		val_text("모따기 面取り фаска ' \" \\ %"), val_bytes(bytes, sizeof(bytes) - 1),
		val_int(INT64_MIN));
	EXEC(db, "INSERT INTO t (id, s, b, n) VALUES ($1, $2, $3, $4)", val_int(2),
		val_text(""), val_bytes(NULL, 0), val_int(INT64_MAX));
	EXEC(db, "INSERT INTO t (id, s, b, n) VALUES ($1, $2, $3, $4)", val_int(3),
		val_null(), val_text(NULL), val_null());
	EXPECT(db, "SELECT s, b, n FROM t ORDER BY id",
		"모따기 面取り фаска ' \" \\ %|x00ff5c78343127" "00|-9223372036854775808;"
		"|x|9223372036854775807;"
		"~|~|~;");
	EXPECT(db, "SELECT count(*), sum(id), max(id) > 2 FROM t", "3|6|1;");
}

static void counts_changed_rows(void **state)
{
	struct db *db = bench_of(state)->db;

	assert_int_equal(EXEC0(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT)"), 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(EXEC(db, "INSERT INTO t (id, n) VALUES ($1, $2)", val_int(i),
			val_int(i * i)), 1);
	}
	assert_int_equal(EXEC(db, "UPDATE t SET n = n + 1 WHERE id >= $1", val_int(3)), 2);
	assert_int_equal(EXEC(db, "UPDATE t SET n = n + 1 WHERE id >= $1", val_int(9)), 0);
	assert_int_equal(EXEC0(db, "CREATE INDEX t_n ON t (n)"), 0);
	assert_int_equal(EXEC0(db, "DELETE FROM t WHERE n < 3"), 2);
	assert_int_equal(EXEC(db, "INSERT INTO t (id, n) VALUES ($1, $2) "
		"ON CONFLICT (id) DO NOTHING", val_int(4), val_int(0)), 0);
	assert_int_equal(EXEC(db, "INSERT INTO t (id, n) VALUES ($1, $2) "
		"ON CONFLICT (id) DO UPDATE SET n = excluded.n", val_int(4), val_int(77)), 1);
	assert_int_equal(bench_int(db, "SELECT n FROM t WHERE id = 4"), 77);
}

static void tells_errors_apart(void **state)
{
	struct db *db = bench_of(state)->db;
	static const struct {
		const char *sql;
		enum errcode code;
	} cases[] = {
		{"INSERT INTO t (id, u) VALUES (1, 9)", ERR_EXISTS},
		{"INSERT INTO t (id, u) VALUES (9, 1)", ERR_EXISTS},
		{"INSERT INTO t (id, u) VALUES (2, NULL)", ERR_DB},
		{"INSERT INTO t (id, u) VALUES (2, -1)", ERR_DB},
		{"INSERT INTO c (id, t) VALUES (2, 44)", ERR_DB},
		{"INSERT INTO nowhere (id) VALUES (1)", ERR_DB},
		{"SELEC 1", ERR_DB},
		{"SELECT \"no such column\" FROM t", ERR_DB},
		{"", ERR_DB},
		{"SELECT 1; SELECT 2", ERR_DB},
		{"SELECT $1", ERR_DB},
	};

	SCRIPT(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, u BIGINT NOT NULL UNIQUE CHECK (u > 0));"
		"CREATE TABLE c (id BIGINT PRIMARY KEY, t BIGINT REFERENCES t (id));"
		"INSERT INTO t (id, u) VALUES (1, 1);");
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct err e = ERR_NONE;
		if (db_exec(db, cases[i].sql, NULL, 0, &e) != -1 || e.code != cases[i].code) {
			fail_msg("%s: %s (%s)", cases[i].sql, e.text, err_slug(e.code));
		}
		assert_true(e.text[0] && !strchr(e.text, '\n'));
		assert_int_equal(db_exec(db, cases[i].sql, NULL, 0, NULL), -1);
	}
	EXPECT(db, "SELECT id, u FROM t", "1|1;");
}

static void wants_every_parameter(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	assert_int_equal(db_exec(db, "SELECT CAST($1 AS BIGINT)",
		DB_ARGS(val_int(1), val_int(2)), &e), -1);
	assert_int_equal(e.code, ERR_DB);
	assert_int_equal(db_exec(db, "SELECT CAST($2 AS BIGINT), CAST($1 AS TEXT)",
		DB_ARGS(val_int(1)), &e), -1);
	assert_int_equal(e.code, ERR_DB);
	EXPECT(db, "SELECT '$1', 'it''s $2' -- $3", "$1|it's $2;");
	assert_int_equal(db_exec(db, "SELECT CAST($1 AS TEXT)",
		DB_ARGS(((struct val){.type = VAL_TEXT, .s = "a\0b", .n = 3})), &e), -1);
	assert_int_equal(e.code, ERR_DB);
}

static void one_number(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;
	long long n = 5;

	assert_int_equal(db_int(db, "SELECT 7", NULL, 0, &n, &e), 1);
	assert_int_equal(n, 7);
	assert_int_equal(db_int(db, "SELECT 8 WHERE 1 = 0", NULL, 0, &n, &e), 0);
	assert_int_equal(db_int(db, "SELECT CAST(NULL AS BIGINT)", NULL, 0, &n, &e), 0);
	assert_int_equal(n, 7);
	assert_int_equal(db_int(db, "SELECT CAST('x' AS TEXT)", NULL, 0, &n, &e), -1);
	assert_int_equal(db_int(db, "SELECT count(*) FROM nowhere", NULL, 0, &n, &e), -1);
}

struct walk {
	struct db *db;
	int depth;
	int stop_at;
	long long sum;
};

static const char *const numbers = "SELECT id FROM t WHERE id > $1 ORDER BY id";

/* The same statement inside itself, four deep. */
static int step(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct walk *w = arg;

	assert_int_equal(ncols, 1);
	w->sum += cols[0].i;
	if (w->depth < 3) {
		struct walk inner = {.db = w->db, .depth = w->depth + 1};
		if (db_query(w->db, numbers, DB_ARGS(val_int(cols[0].i)), step, &inner, e) < 0) {
			return -1;
		}
		w->sum += inner.sum;
	}
	return 0;
}

static int stop(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct walk *w = arg;

	(void)ncols;
	w->sum += cols[0].i;
	if (cols[0].i == w->stop_at) {
		return w->depth ? err_set(e, ERR_STATE, "enough") : 1;
	}
	return 0;
}

static void rows_may_ask_again(void **state)
{
	struct db *db = bench_of(state)->db;
	struct walk w = {.db = db};
	struct err e = ERR_NONE;

	SCRIPT(db, "CREATE TABLE t (id BIGINT PRIMARY KEY);"
		"INSERT INTO t (id) VALUES (1), (2), (3), (4), (5);");
	assert_int_equal(db_query(db, numbers, DB_ARGS(val_int(0)), step, &w, &e), 5);
	/* all rising chains of up to four numbers out of 1..5, their last ones summed */
	assert_int_equal(w.sum, 124);
	w = (struct walk){.db = db, .stop_at = 3};
	assert_int_equal(db_query(db, numbers, DB_ARGS(val_int(0)), stop, &w, &e), 3);
	assert_int_equal(w.sum, 6);
	w = (struct walk){.db = db, .stop_at = 2, .depth = 1};
	assert_int_equal(db_query(db, numbers, DB_ARGS(val_int(0)), stop, &w, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	assert_string_equal(e.text, "enough");
	/* and the statement is whole again */
	assert_int_equal(bench_int(db, "SELECT count(*) FROM t"), 5);
}

static void like_minds_case(void **state)
{
	struct db *db = bench_of(state)->db;

	EXPECT(db, "SELECT 'Bolt' LIKE 'bolt', 'Bolt' LIKE 'B%', 'a_b' LIKE 'a!_b' ESCAPE '!'",
		"0|1|1;");
}

static void orders_text_by_bytes(void **state)
{
	struct db *db = bench_of(state)->db;

	SCRIPT(db, "CREATE TABLE t (s TEXT);"
		"INSERT INTO t (s) VALUES ('b'), ('B'), ('a'), ('é'), ('-'), ('Z'), ('9');");
	EXPECT(db, "SELECT s FROM t ORDER BY s", "-;9;B;Z;a;b;é;");
}

static void schema_may_change(void **state)
{
	struct db *db = bench_of(state)->db;

	SCRIPT(db, "CREATE TABLE t (a BIGINT); INSERT INTO t (a) VALUES (1);");
	EXPECT(db, "SELECT * FROM t", "1;");
	SCRIPT(db, "ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'");
	EXPECT(db, "SELECT * FROM t", "1|x;");
	SCRIPT(db, "DROP TABLE t; CREATE TABLE t (c TEXT, d TEXT, a BIGINT);");
	EXPECT(db, "SELECT * FROM t", "");
}

static void answers_returning(void **state)
{
	struct db *db = bench_of(state)->db;

	SCRIPT(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, rev BIGINT)");
	char *got = bench_rows(db, "INSERT INTO t (id, rev) VALUES ($1, 1) RETURNING rev, id",
		DB_ARGS(val_int(4)));
	assert_string_equal(got, "1|4;");
	free(got);
	got = bench_rows(db, "UPDATE t SET rev = rev + 1 WHERE id = $2 AND rev = $1 RETURNING rev",
		DB_ARGS(val_int(1), val_int(4)));
	assert_string_equal(got, "2;");
	free(got);
	assert_int_equal(EXEC(db, "UPDATE t SET rev = 9 WHERE id = $1 RETURNING rev",
		val_int(4)), 1);
}

/* More texts than are kept prepared, the first still in use. */
static int run_many(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct db *db = arg;
	char sql[64];

	(void)ncols;
	assert_int_equal(cols[0].i, 1);
	for (int i = 0; i < 600; i++) {
		long long n = 0;
		snprintf(sql, sizeof(sql), "SELECT CAST($1 AS BIGINT) + %d", i);
		assert_int_equal(db_int(db, sql, DB_ARGS(val_int(1)), &n, e), 1);
		assert_int_equal(n, i + 1);
	}
	return 0;
}

static void keeps_many_statements(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	assert_int_equal(db_query(db, "SELECT 1", NULL, 0, run_many, db, &e), 1);
	assert_int_equal(db_query(db, "SELECT 1", NULL, 0, run_many, db, &e), 1);
}

static void large_values(void **state)
{
	struct db *db = bench_of(state)->db;
	enum { N = 3 << 20 };
	char *text = xmalloc(N + 1);

	memset(text, 'm', N);
	text[N] = '\0';
	SCRIPT(db, "CREATE TABLE t (s TEXT, b BYTEA)");
	EXEC(db, "INSERT INTO t (s, b) VALUES ($1, $2)", val_text(text), val_bytes(text, N));
	assert_int_equal(bench_int(db, "SELECT length(s) FROM t"), N);
	char *got = bench_rows(db, "SELECT s FROM t WHERE b = $1", DB_ARGS(val_bytes(text, N)));
	assert_int_equal(strlen(got), N + 1);
	assert_memory_equal(got, text, N);
	free(got);
	free(text);
}

static int take_set(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct str *hex = arg;

	(void)ncols, (void)e;
	str_clear(hex);
	for (size_t i = 0; cols[0].type == VAL_BYTES && i < cols[0].n; i++) {
		unsigned byte = (unsigned char)cols[0].s[i];
		if (byte) {
			str_addf(hex, "%zu:%02x ", i, byte);
		}
	}
	return 0;
}

static void makes_sets_of_numbers(void **state)
{
	(void)state;
	static const struct { const char *sql, *want; } table[] = {
		{"SELECT bits(n) FROM (SELECT 0 AS n UNION ALL SELECT 9 UNION ALL SELECT 8 UNION ALL SELECT 9)", "0:01 1:03 "},
		{"SELECT bits(n) FROM (SELECT -1 AS n UNION ALL SELECT 2147483648 UNION ALL SELECT 7)", "0:80 "},
		{"SELECT bits(n) FROM (SELECT 90000 AS n UNION ALL SELECT 1)", "0:02 11250:01 "},
		{"SELECT bits(n) FROM (SELECT 1 AS n) WHERE n > 1", ""},
	};
	char *url = xasprintf("sqlite:%s/sets.db", unit_dir());
	struct err e = ERR_NONE;
	struct str got = STR_INIT;
	struct db *db = NULL;

	assert_int_equal(db_open(&db, &(struct db_conf){.url = url}, &e), 0);
	for (size_t i = 0; i < lengthof(table); i++) {
		assert_int_equal(db_query(db, table[i].sql, NULL, 0, take_set, &got, &e), 1);
		assert_string_equal(str_c(&got), table[i].want);
	}
	db_close(db);
	str_finish(&got);
	free(url);
}

static void refuses_other_addresses(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "mysql://x", "/tmp/x.db", "sqlite:",
		"sqlite:/no/such/folder/x.db"};
	struct db *db = NULL;

	for (size_t i = 0; i < lengthof(bad); i++) {
		struct err e = ERR_NONE;
		assert_int_equal(db_open(&db, &(struct db_conf){.url = bad[i]}, &e), -1);
		assert_true(e.code == ERR_INVALID || e.code == ERR_IO);
		assert_null(db);
	}
	assert_int_equal(db_open(&db, &(struct db_conf){0}, NULL), -1);
	db_close(NULL);
}

UNIT_TESTS(sql,
	ON_ALL(binds_by_name),
	ON_ALL(keeps_values_as_they_are),
	ON_ALL(counts_changed_rows),
	ON_ALL(tells_errors_apart),
	ON_ALL(wants_every_parameter),
	ON_ALL(one_number),
	ON_ALL(rows_may_ask_again),
	ON_ALL(like_minds_case),
	ON_ALL(orders_text_by_bytes),
	ON_ALL(schema_may_change),
	ON_ALL(answers_returning),
	ON_ALL(keeps_many_statements),
	ON_ALL(large_values),
	cmocka_unit_test(makes_sets_of_numbers),
	cmocka_unit_test(refuses_other_addresses));
