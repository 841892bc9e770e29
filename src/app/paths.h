#ifndef APP_PATHS_H
#define APP_PATHS_H

#include <stddef.h>

#include "base/arena.h"

/* "~/x" as the file in the home folder, any other path as it is. */
const char *path_meant(const char *path, struct arena *a);
/* A program installed beside this one; only its name when that cannot be told. The caller frees. */
char *path_beside(const char *program);
/* Paths that begin so, folders with a slash at their end; hidden ones only when a dot is typed. */
size_t paths_complete(const char *prefix, struct arena *a, const char **out, size_t max);

#endif
