/* FTS5 through db_exec and db_query: contentless, our own tokens. */
#include <string.h>

#include "lib/dbbench.h"

static const char *const match =
	"SELECT rowid FROM words WHERE words MATCH $1 AND rowid > $2 ORDER BY rowid";

static void expect(struct db *db, const char *query, const char *want)
{
	char *got = bench_rows(db, match, DB_ARGS(val_text(query), val_int(0)));

	assert_string_equal(got ? got : "", want);
	free(got);
}

static void contentless_tables(void **state)
{
	struct db *db = bench_of(state)->db;
	struct err e = ERR_NONE;

	SCRIPT(db, "CREATE VIRTUAL TABLE words USING fts5(t, content='', "
		"tokenize=\"unicode61 remove_diacritics 0 tokenchars '-'\")");
	EXEC(db, "INSERT INTO words (rowid, t) VALUES ($1, $2)", val_int(1),
		val_text("모따 따기 chamfer a-113"));
	EXEC(db, "INSERT INTO words (rowid, t) VALUES ($2, $1)",
		val_text("面取 取り фаска chamfer"), val_int(2));
	expect(db, "chamfer", "1;2;");
	expect(db, "\"모따 따기\"", "1;");
	expect(db, "面*", "2;");
	expect(db, "фаск*", "2;");
	expect(db, "\"a-113\"", "1;");
	/* a contentless row is taken out by the words it was put in with */
	EXEC(db, "INSERT INTO words (words, rowid, t) VALUES ('delete', $1, $2)", val_int(1),
		val_text("모따 따기 chamfer a-113"));
	expect(db, "chamfer", "2;");
	assert_int_equal(db_query(db, match, DB_ARGS(val_text("\"unbalanced"), val_int(0)),
		NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_DB);
	EXEC0(db, "INSERT INTO words (words) VALUES ('integrity-check')");
}

UNIT_TESTS(search,
	ON_SQLITE(contentless_tables));
