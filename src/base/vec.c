#include "base/vec.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"

void vec_grow(void **v, size_t *cap, size_t n, size_t size)
{
	if (n < *cap) {
		return;
	}
	*cap = *cap ? *cap * 2 : 8;
	*v = xreallocarray(*v, *cap, size);
}

void vec_close(void *v, size_t *n, size_t i, size_t size)
{
	if (bug(i < *n)) {
		return;
	}
	char *at = (char *)v + i * size;
	memmove(at, at + size, (*n - i - 1) * size);
	(*n)--;
}
