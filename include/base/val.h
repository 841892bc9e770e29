#ifndef BASE_VAL_H
#define BASE_VAL_H

#include <stddef.h>
#include <stdint.h>

/*
 * One value on its way to or from a table: what SQL columns hold, and no more.
 * Text and bytes are borrowed.
 */
enum val_type { VAL_NULL, VAL_INT, VAL_TEXT, VAL_BYTES };

struct val {
	enum val_type type;
	int64_t i;
	const char *s; /* NUL-terminated for VAL_TEXT */
	size_t n;      /* bytes in s */
};

struct val val_null(void);
struct val val_int(int64_t i);
struct val val_text(const char *s); /* NULL becomes VAL_NULL */
struct val val_bytes(const void *p, size_t n);

#endif
