#ifndef DB_OPS_H
#define DB_OPS_H

#include <string.h>

#include "db/db.h"

/*
 * What an engine offers to db.c. Its struct begins with a struct db. query answers
 * rows, -1 when the statement failed, DB_ROW_FAILED when the row function did.
 */
#define DB_ROW_FAILED (-2)

struct db_ops {
	void (*close)(struct db *db);
	int (*exec)(struct db *db, const char *sql, const struct val *args,
		size_t nargs, struct err *e);
	int (*query)(struct db *db, const char *sql, const struct val *args,
		size_t nargs, db_row_fn *row, void *arg, struct err *e);
	int (*script)(struct db *db, const char *sql, struct err *e);
	int (*begin)(struct db *db, enum db_mode mode, struct err *e);
	int (*commit)(struct db *db, struct err *e);
	void (*rollback)(struct db *db);
	int (*listen)(struct db *db, const char *channel, struct err *e);
	int (*notify)(struct db *db, const char *channel, struct err *e);
	int (*fd)(const struct db *db);
	int (*notifications)(struct db *db, struct err *e);
	int (*backup)(struct db *db, const char *path, struct err *e);
	int (*integrity)(struct db *db, struct err *e);
};

enum db_state { DB_IDLE, DB_READING, DB_WRITING };

struct db {
	const struct db_ops *ops;
	enum db_engine engine;
	enum db_state state;
	bool failed; /* a statement of this transaction failed: only rollback is left */
};

/* PostgreSQL cannot keep a NUL in a text; so no engine does. */
static inline bool val_fits(const struct val *v)
{
	return v->type != VAL_TEXT || v->n == 0 || !memchr(v->s, 0, v->n);
}

/* What stands behind "sqlite:" or "pgsql:"; the whole url for postgresql://. */
int sqlite_open(struct db **out, const char *path, const struct db_conf *conf,
	struct err *e);
int pgsql_open(struct db **out, const char *conninfo, const struct db_conf *conf,
	struct err *e);

#endif
