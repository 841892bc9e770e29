#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/val.h"
#include "model/entity.h"
#include "model/rules.h"
#include "wire/json.h"

/*
 * Objects on the wire: JSON both ways and rows of a table both ways, by description. Times are
 * RFC 3339 UTC, money an integer in minor units, enums their wire words, absent texts "".
 */

/* r: leaves out what this reader may not see (prices); NULL: everything. New object. */
struct json *wire_write(const struct entity *e, const void *obj, const struct reader *r);

/*
 * The same as text, without a tree. The members alone can be followed by the caller's own
 * ones: put '{' before and '}' after them (wire/text.h).
 */
void wire_put(struct str *b, const struct entity *e, const void *obj, const struct reader *r);
void wire_put_members(struct str *b, const struct entity *e, enum entity_view view, const void *obj, const struct reader *r);
/*
 * The members from a row of entity_sql_view(), the quickest way: nothing is copied, and a list,
 * which is stored as JSON, is passed on as it is (a member added to its description since is
 * absent there, and absent means default).
 */
void wire_put_row(struct str *b, const struct entity *e, enum entity_view view, const struct val *cols, const struct reader *r);
/* Fills obj, from entity_new(), with what such a row holds, except lists; texts stay the row's. */
void wire_lend_row(const struct entity *e, enum entity_view view, const struct val *cols, void *obj);

enum wire_from {
	WIRE_REQUEST,  /* unknown fields are errors, SRV fields are skipped, then entity_check() */
	WIRE_REPLY     /* unknown fields are skipped, everything is read leniently */
};
/* NULL with e filled (naming the field) when it does not fit. */
void *wire_read(const struct entity *e, const struct json *j, enum wire_from from, struct arena *a, struct err *err);

/* Rows: nfields values in field order; lists as JSON text in the arena. */
void wire_to_row(const struct entity *e, const void *obj, struct val *out, struct arena *a);
void *wire_from_row(const struct entity *e, const struct val *cols, size_t ncols, struct arena *a);

/* Problem details (RFC 9457): type, title (in lang), status, detail, code, field, instance. */
struct json *wire_problem(const struct err *e, enum lang lang, const char *instance);
void wire_problem_read(const struct json *j, int status, struct err *out);

#endif
