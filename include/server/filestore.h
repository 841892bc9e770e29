#ifndef SERVER_FILESTORE_H
#define SERVER_FILESTORE_H

#include <stddef.h>
#include <stdint.h>

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

/*
 * Copies a file of this size from one such folder into another, durably; what is there whole
 * already stays. ERR_CORRUPT when it is not here, or not what its name says.
 */
int filestore_copy(const char *from_dir, const char *to_dir, const char *hash, int64_t size, struct err *e);

#endif
