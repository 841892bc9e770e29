#include "base/val.h"

#include <string.h>

struct val val_null(void)
{
	return (struct val){.type = VAL_NULL};
}

struct val val_int(int64_t i)
{
	return (struct val){.type = VAL_INT, .i = i};
}

struct val val_text(const char *s)
{
	if (!s) {
		return val_null();
	}
	return (struct val){.type = VAL_TEXT, .s = s, .n = strlen(s)};
}

struct val val_bytes(const void *p, size_t n)
{
	return (struct val){.type = VAL_BYTES, .s = p ? p : "", .n = n};
}
