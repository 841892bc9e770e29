#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
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
