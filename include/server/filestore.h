#ifndef SERVER_FILESTORE_H
#define SERVER_FILESTORE_H

#include <stddef.h>

#include "base/err.h"

/*
 * Files on disk by the SHA-256 of their content: DIR/ab/abcdef... (64 hex digits). dir is
 * the "files" folder under fettled's data. Blocks.
 */
char *filestore_path(const char *dir, const char *hash); /* caller frees */
/* Keeps n bytes; fills hash. Writing what is there already does nothing. */
int filestore_put(const char *dir, const void *p, size_t n, char hash[65], struct err *e);
/* Moves a finished file in, durably. The caller has checked its hash. */
int filestore_move(const char *dir, const char *from, const char *hash, struct err *e);

#endif
