#ifndef LIB_LEVELS_H
#define LIB_LEVELS_H

#include <stdbool.h>

#include "base/vec.h"
#include "lib/dbbench.h"

/*
 * Databases as they were at an earlier level of a room's numbered migrations, with rows in each
 * table there was. What is new in src/ROOM/sql is covered by itself.
 */
struct level { int n; const char *name, *sql; };
struct levels { VEC(struct level) list; };

/* whole: the program remembers them with the room's name. */
void levels_init(struct levels *l, const char *room, bool whole);
void levels_finish(struct levels *l);
/* The first n migrations, as the program itself applies them. */
void levels_apply(const struct levels *l, struct db *db, size_t n);

/* What was put into each table, to be found again. */
struct level_table { char *name, *columns, *rows; };
struct level_rows { VEC(struct level_table) tables; };

/* n rows of made-up values into each table but those that begin with one of except (NULL-ended). */
void level_rows_fill(struct level_rows *r, struct db *db, int n, const char *const *except);
/* They are all there, in all their columns, whatever has come to them; else the test ends. */
void level_rows_check(const struct level_rows *r, struct db *db, const char *where);
void level_rows_finish(struct level_rows *r);

#endif
