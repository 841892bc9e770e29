#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fault.h"

/*
 * What SQLite itself does here, as a yardstick for a server's writes: bench_sqlite FILE SECONDS
 * makes a new database (WAL, synchronous FULL, one table with one index) and prints how
 * many inserts a second it commits one by one, and how many a hundred at a time.
 */
static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void run(sqlite3 *db, const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static double inserts(sqlite3 *db, int each, double seconds)
{
	static const char text[] = "{\"id\":\"01KAF000000000000000000010\",\"name\":\"Daesung CNC\",\"text\":\"5-axis since 2004\"}";
	sqlite3_stmt *insert;
	double from = now_s();
	long n = 0;

	must(sqlite3_prepare_v2(db, "INSERT INTO t(k, body) VALUES(?, ?)", -1, &insert, NULL) == SQLITE_OK);
	while (now_s() - from < seconds) {
		run(db, "BEGIN IMMEDIATE");
		for (int i = 0; i < each; i++, n++) {
			sqlite3_bind_int64(insert, 1, (long)(n * 2654435761u % 1000003));
			sqlite3_bind_text(insert, 2, text, (int)strlen(text), SQLITE_STATIC);
			must(sqlite3_step(insert) == SQLITE_DONE);
			sqlite3_reset(insert);
		}
		run(db, "COMMIT");
	}
	sqlite3_finalize(insert);
	return (double)n / (now_s() - from);
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	double seconds = argc > 2 ? atof(argv[2]) : 2;

	if (argc < 2) {
		fprintf(stderr, "bench_sqlite FILE SECONDS\n");
		return 2;
	}
	remove(argv[1]);
	must(sqlite3_open(argv[1], &db) == SQLITE_OK);
	run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		"CREATE TABLE t(id INTEGER PRIMARY KEY, k INTEGER NOT NULL, body TEXT NOT NULL); CREATE INDEX tk ON t(k)");
	printf("sqlite\tper_s\t%.4f\n", inserts(db, 1, seconds));
	printf("sqlite\thundred_per_s\t%.4f\n", inserts(db, 100, seconds));
	sqlite3_close(db);
	return 0;
}
