#ifndef UI_MARKS_H
#define UI_MARKS_H

#include <stdbool.h>

#include "base/map.h"
#include "base/vec.h"

/* A set of ids that remembers the order in which they came. */
struct marks {
	struct map *places; /* id -> its place in ids, counted from 1 */
	VEC(char *) ids;
};

void marks_init(struct marks *m);
void marks_finish(struct marks *m);
void marks_clear(struct marks *m);
void marks_set(struct marks *m, const char *id, bool on);
bool marks_has(const struct marks *m, const char *id);
int marks_all(const struct marks *m, const char ***ids); /* borrowed until a change */

#endif
