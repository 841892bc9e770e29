#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include <sqlite3.h>

#include "base/map.h"
#include "ops.h"
#include "vfs.h"

struct sqlite_db {
	struct db db;
	sqlite3 *handle;
	struct sealed_vfs *vfs; /* NULL: plain */
	struct map *stmts;      /* SQL text -> struct stmt */
	unsigned long long uses;
};

/* The last error of the handle, into e; answers -1. */
int sqlite_fail(struct sqlite_db *s, struct err *e);

/* stmt.c: prepared statements */
int stmt_exec(struct db *db, const char *sql, const struct val *args, size_t nargs,
	struct err *e);
int stmt_query(struct db *db, const char *sql, const struct val *args, size_t nargs,
	db_row_fn *row, void *arg, struct err *e);
void stmt_forget_all(struct sqlite_db *s);

/* bits.c: the function of db.h */
int bits_register(sqlite3 *handle);

/* backup.c */
int sqlite_backup(struct db *db, const char *path, struct err *e);
int sqlite_integrity(struct db *db, struct err *e);

#endif
