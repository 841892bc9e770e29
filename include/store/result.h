#ifndef STORE_RESULT_H
#define STORE_RESULT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

/*
 * What was made of a file at some cost and can be made again, such as a picture of a page: by the file's SHA-256, its
 * page, and what else it depends on. Kept in the sealed store; those whose file was used longest ago go first when there
 * are too many, all go with store_wipe(), for another account, and when the store was damaged. No events are sent.
 */
#define RESULT_BYTES ((size_t)256 << 10)  /* larger ones are not kept */
#define RESULTS_BYTES ((int64_t)8 << 20)  /* of all */
enum { RESULT_EACH = 256 };               /* counted for each beside its value */

struct result {
	const char *hash;   /* 64 hex characters */
	int page;
	const char *view;   /* at most 128 bytes */
	const void *value;
	size_t n;
};

/* All in one durable transaction (one fsync); each replaces what was there under its key, also when it is too large to be kept. */
int result_put(struct store *s, const struct result *v, size_t n, struct err *e);
/* The value in the arena, its bytes in *n; NULL: none, or it cannot be read. */
const void *result_get(struct store *s, const char *hash, int page, const char *view, struct arena *a, size_t *n);
/* Those of a file are used: the last to go. Writes only when they are not that already. */
int result_use(struct store *s, const char *hash, struct err *e);

#endif
