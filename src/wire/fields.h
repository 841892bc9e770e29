#ifndef WIRE_FIELDS_H
#define WIRE_FIELDS_H

#include <stdbool.h>

#include "base/val.h"
#include "model/entity.h"
#include "model/rules.h"

/* May r (NULL: everybody) not see this field of an object of this partner? The one rule for
   all that is written. */
bool field_hidden(const struct entity *e, const struct field *f, const char *partner, const struct reader *r);

/* A stored list, all of it. */
void wire_put_items(struct str *b, const struct entity *sub, struct items it);
/* The members of a stored list, in the arena; none when it is not one. */
struct items wire_items(const struct field *f, const struct val *v, struct arena *a);

#endif
