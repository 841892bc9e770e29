#ifndef SERVER_DATA_SQL_H
#define SERVER_DATA_SQL_H

#include <stddef.h>

#include "base/str.h"
#include "base/vec.h"
#include "db/db.h"
#include "model/rules.h"

/*
 * SQL put together from constant pieces: the text with $1..$n and what they stand
 * for. Values never get into the text, so the number of texts stays small.
 */
struct sql {
	struct str text;
	VEC(struct val) args;
};
#define SQL_INIT ((struct sql){0})

void sql_finish(struct sql *q);
void sql_add(struct sql *q, const char *s);
void sql_arg(struct sql *q, struct val v); /* appends "$n" */
int sql_query(struct db *db, const struct sql *q, db_row_fn *row, void *arg, struct err *e);

/*
 * What a reader may see, as SQL over the columns site, customer, partner and vis: the
 * one place where this rule is SQL; it says what reader_sees() says. A scope is
 * alternatives; a row is seen when any of them holds. Each alone can be
 * read in the order of an index, which is how lists page.
 */
enum { SCOPE_ALTERNATIVES = 10 };

/*
 * How many alternatives there are, at most SCOPE_ALTERNATIVES (a reader of more sites
 * gets a single one that tells it all); 0: sees nothing. owned: rows always have a customer.
 */
size_t scope_count(const struct reader *r, bool owned);
/* Appends alternative i; prefix is the table's alias with a dot, or "". */
void scope_add(struct sql *q, const struct reader *r, bool owned, size_t i, const char *prefix);
/* Appends all of them, in brackets. */
void scope_add_all(struct sql *q, const struct reader *r, const char *prefix);

#endif
