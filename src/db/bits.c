#include <string.h>

#include "sqlite.h"

/* The set being made; SQLite zeroes it. */
struct bits {
	unsigned char *v;
	sqlite3_uint64 n; /* bytes */
};

enum { BITS_MIN = 1024 };

static int grow(struct bits *b, sqlite3_uint64 at)
{
	sqlite3_uint64 n = at + at / 2 + BITS_MIN;
	unsigned char *v = sqlite3_realloc64(b->v, n);

	if (!v) {
		return -1;
	}
	memset(v + b->n, 0, n - b->n);
	b->v = v;
	b->n = n;
	return 0;
}

static void step(sqlite3_context *ctx, int n, sqlite3_value **values)
{
	struct bits *b = sqlite3_aggregate_context(ctx, sizeof(*b));
	sqlite3_int64 i = sqlite3_value_int64(values[0]);

	(void)n;
	if (i < 0 || i > DB_BITS_MAX) {
		return;
	}
	if (!b || ((sqlite3_uint64)i / 8 >= b->n && grow(b, (sqlite3_uint64)i / 8) != 0)) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	b->v[i / 8] |= (unsigned char)(1u << i % 8);
}

static void final(sqlite3_context *ctx)
{
	struct bits *b = sqlite3_aggregate_context(ctx, 0);

	if (b && b->v) {
		sqlite3_result_blob64(ctx, b->v, b->n, sqlite3_free);
		b->v = NULL;
	}
}

int bits_register(sqlite3 *handle)
{
	return sqlite3_create_function_v2(handle, "bits", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, NULL, step, final, NULL);
}
