#ifndef DB_PGSQL_H
#define DB_PGSQL_H

#include "base/map.h"
#include "base/vec.h"
#include "libpq.h"
#include "ops.h"

struct pgsql_db {
	struct db db;
	struct libpq pq;
	PGconn *conn;
	bool durable;
	bool read_only;
	struct map *stmts; /* types of the arguments and SQL text -> struct prepared */
	unsigned long long uses;
	unsigned long long names;
	VEC(char *) channels;
};

/* What went wrong, in the words of db.h. */
enum pg_trouble {
	PG_REFUSED,  /* the statement is at fault */
	PG_LOST,     /* the connection is gone; unknown what the server still did */
	PG_DROPPED,  /* the connection is gone; the server said it gave up */
	PG_FORGOTTEN /* the prepared statement is of no use any more */
};

/* pgrun.c. Fills e from res (or the connection), frees res. */
enum pg_trouble pg_fail(struct pgsql_db *p, PGresult *res, struct err *e);
bool pg_alive(const struct pgsql_db *p);
/* The same, having looked: reads what has arrived, does not wait. */
bool pg_still_there(struct pgsql_db *p);
/* Between transactions: replaces a connection that is gone. */
int pg_ready(struct pgsql_db *p, struct err *e);
/* Simple protocol, no arguments, no rows. */
int pg_simple(struct pgsql_db *p, const char *sql, enum pg_trouble *why, struct err *e);
int pg_exec(struct db *db, const char *sql, const struct val *args, size_t nargs,
	struct err *e);
int pg_query(struct db *db, const char *sql, const struct val *args, size_t nargs,
	db_row_fn *row, void *arg, struct err *e);
void pg_forget_all(struct pgsql_db *p);

/* pgsql.c: a new connection in place of one that is gone; ERR_DB_RETRY. */
int pg_reconnect(struct pgsql_db *p, struct err *e);

#endif
