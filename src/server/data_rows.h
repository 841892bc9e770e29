#ifndef SERVER_DATA_ROWS_H
#define SERVER_DATA_ROWS_H

#include "server/data.h"

/*
 * What data_put() keeps up to date beside the row, each in a file of its own. before
 * is NULL for a new object; both are inside the write transaction.
 */
int change_note(struct db *db, enum kind kind, const struct entity_head *before,
	const struct entity_head *after, struct err *e);
int search_note(struct db *db, enum kind kind, const void *obj, struct err *e);
int file_note(struct db *db, enum kind kind, const void *obj, struct err *e);

/* Makes the engine's index over search_doc.tokens; may be called again. */
int search_prepare(struct db *db, struct err *e);
/* Makes the entities' tables and what columns they lack. */
int tables_prepare(struct db *db, struct err *e);

/* The rows of many objects, in no order: columns of entity_sql_view(, VIEW_FULL). */
int data_each(struct db *db, enum kind kind, const char *const *ids, size_t n, db_row_fn *row, void *arg, struct err *e);

bool head_same_scope(const struct entity_head *a, const struct entity_head *b);
/* site, customer, partner, vis from four columns; texts go into the arena. */
void head_read_scope(struct entity_head *h, const struct val *cols, struct arena *a);

/* The text of column i, "" for NULL. */
const char *col_text(const struct val *cols, size_t i);

#endif
