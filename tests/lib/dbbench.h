#ifndef LIB_DBBENCH_H
#define LIB_DBBENCH_H

#include <stdlib.h>

#include "db/db.h"
#include "unit/unit.h"

/*
 * One suite for all engines: ON_ALL(test) makes a row of the test for plain SQLite,
 * sealed SQLite and PostgreSQL. A test gets a struct bench with an empty database,
 * open for writing.
 */
enum engine { PLAIN, SEALED, PGSQL };

struct bench {
	enum engine engine;
	char *url;
	char *path; /* of the file; NULL on PostgreSQL */
	struct db *db;
};

extern const unsigned char bench_key[32];

int bench_setup(void **state); /* *state: the engine, by its pointer below */
int bench_teardown(void **state);
extern enum engine bench_plain, bench_sealed, bench_pgsql;

/* The test's bench; skips the test, saying so, where PostgreSQL is not installed. */
struct bench *bench_of(void **state);
/* One more connection to the same database; fails the test when it cannot. */
struct db *bench_open(const struct bench *b);
struct db_conf bench_conf(const struct bench *b);

#define ON_PLAIN(t) {#t " on sqlite", t, bench_setup, bench_teardown, &bench_plain}
#define ON_SEALED(t) {#t " on sealed sqlite", t, bench_setup, bench_teardown, &bench_sealed}
#define ON_PGSQL(t) {#t " on postgresql", t, bench_setup, bench_teardown, &bench_pgsql}
#define ON_SQLITE(t) ON_PLAIN(t), ON_SEALED(t)
#define ON_ALL(t) ON_SQLITE(t), ON_PGSQL(t)

/* Assertions that show what the database said. */
int bench_run_at(struct db *db, const char *sql, const struct val *args, size_t n,
	const char *file, int line);
#define EXEC(db, sql, ...) \
	bench_run_at(db, sql, DB_ARGS(__VA_ARGS__), __FILE__, __LINE__)
#define EXEC0(db, sql) bench_run_at(db, sql, NULL, 0, __FILE__, __LINE__)
#define SCRIPT(db, sql) bench_script_at(db, sql, __FILE__, __LINE__)
void bench_script_at(struct db *db, const char *sql, const char *file, int line);
/* The one integer a query answers; NULL and no row are -1. */
long long bench_int(struct db *db, const char *sql);
/* All rows as "a|b;c|d;", NULL as "~", bytes in hex behind an x; caller frees. */
char *bench_rows(struct db *db, const char *sql, const struct val *args, size_t n);
void bench_expect_at(struct db *db, const char *sql, const char *want,
	const char *file, int line);
#define EXPECT(db, sql, want) bench_expect_at(db, sql, want, __FILE__, __LINE__)

#endif
