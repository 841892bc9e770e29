#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * Memory that is released all at once: one request, one page of a list, one
 * decoded object. Never fails (see alloc.h).
 */
struct arena_block;
struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out, for limits and tests */
};

void arena_init(struct arena *a);
void arena_finish(struct arena *a);
void arena_reset(struct arena *a); /* keeps the newest block for reuse */
void *arena_alloc(struct arena *a, size_t n);  /* zeroed, aligned for any type */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
