#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/*
 * Allocation that does not fail: the process dies by must() instead, with the
 * terminal restored. Sizes that come from outside are bounded before they get
 * here. Memory is released with free().
 */
void *xmalloc(size_t n) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t n) __attribute__((returns_nonnull));
/* p grown to n members of size bytes; the product is overflow-checked. */
void *xreallocarray(void *p, size_t n, size_t size)
	__attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t n)
	__attribute__((malloc, returns_nonnull));
char *xasprintf(const char *fmt, ...)
	__attribute__((malloc, returns_nonnull, format(printf, 1, 2)));

/*
 * Torture: the Nth allocation from now fails once (1 = the next). 0 = never.
 * Only try_malloc/try_realloc answer NULL then; they serve the layers that must
 * survive (base/str with a limit, store).
 */
void alloc_fail_at(unsigned long n);
void *try_malloc(size_t n);
void *try_realloc(void *p, size_t n);

#define lengthof(a) (sizeof(a) / sizeof((a)[0]))

#endif
