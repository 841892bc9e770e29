#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>

/* Hash map from byte strings (copied) to pointers (not owned). */
struct map;

struct map *map_create(void);
/* drop, if given, is called for every value. NULL map is fine. */
void map_destroy(struct map *m, void (*drop)(void *));
void *map_get(const struct map *m, const char *key);
/* Sets key to value; returns the value it replaced, or NULL. */
void *map_set(struct map *m, const char *key, void *value);
/* Removes key; returns its value, or NULL. */
void *map_remove(struct map *m, const char *key);
size_t map_count(const struct map *m);
/* Walks in no order: *it starts at 0; NULL key at the end. No changes meanwhile. */
const char *map_next(const struct map *m, size_t *it, void **value);

#endif
