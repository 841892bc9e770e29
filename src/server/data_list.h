#ifndef SERVER_DATA_LIST_H
#define SERVER_DATA_LIST_H

#include <string.h>

#include "data_sql.h"
#include "server/data.h"

/*
 * Pages of objects a reader may see, in the order of one column (and id), by
 * keyset: a page costs the same wherever it is. limit objects at most; next is the
 * cursor of what follows (arena), NULL at the end. A cursor is opaque to
 * clients: base64url of the order's letter, the last key and the last id.
 */
struct listing {
	enum kind kind;
	enum entity_view view;
	const char *key;         /* an integer column; NULL: by id alone */
	bool down;               /* greatest first */
	bool owned;              /* see scope_count() */
	bool related;            /* also read what stands beside each object, see list_row */
	struct { const char *column; struct val value; } equal[4];
	size_t nequal;
	bool inside;             /* all of them belong to what the reader was let into: no narrowing by scope */
	bool bounded;            /* only keys beyond bound (greater; less when down) */
	int64_t bound;
	const char *words;       /* search, NULL or "": none */
	const char *cursor;      /* NULL or "": from the start */
	int limit;
};

/* One object as it comes from the table; nothing of it outlives the call. */
struct list_row {
	const struct val *cols;  /* of entity_sql_view() */
	const void *obj;         /* without its lists, and without what the view lacks */
	const void *related;     /* of a request, the reader's deal on it (id, state, partner, quote); of a
	                            deal, its request (id, customer, state, due, takes_profile); else NULL */
};
typedef void list_put_fn(void *arg, const struct list_row *row, struct str *out);
/* Puts the page into out, a JSON array of what put() makes of each object. Answers how many, -1. */
int data_list(struct db *db, const struct reader *r, const struct listing *l, struct arena *a,
	list_put_fn *put, void *arg, struct str *out, const char **next, struct err *e);

/*
 * Appends the condition on "search_doc d" that its tokens match what a person typed: 1; 0 when
 * there is nothing to search for (nothing appended); -1.
 */
int search_add_condition(struct db *db, struct sql *q, const char *words, struct arena *a, struct err *e);

#endif
