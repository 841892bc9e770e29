#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"

#define BLOCK_MIN ((size_t)1024)
#define BLOCK_MAX ((size_t)1 << 20)

struct arena_block {
	struct arena_block *next;
	size_t used, cap;
	_Alignas(max_align_t) char data[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

static void free_from(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;
		free(b);
		b = next;
	}
}

void arena_finish(struct arena *a)
{
	free_from(a->head);
	arena_init(a);
}

void arena_reset(struct arena *a)
{
	if (a->head) {
		free_from(a->head->next);
		a->head->next = NULL;
		a->head->used = 0;
	}
	a->used = 0;
}

static struct arena_block *add_block(struct arena *a, size_t n)
{
	size_t cap = a->head ? a->head->cap * 2 : BLOCK_MIN;

	if (cap > BLOCK_MAX) {
		cap = BLOCK_MAX;
	}
	if (cap < n) {
		cap = n;
	}
	struct arena_block *b = xmalloc(sizeof(*b) + cap);
	b->next = a->head;
	b->used = 0;
	b->cap = cap;
	a->head = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	const size_t align = _Alignof(max_align_t);

	must(n < SIZE_MAX / 2);
	size_t room = n ? (n + align - 1) / align * align : align;
	struct arena_block *b = a->head;
	if (!b || b->cap - b->used < room) {
		b = add_block(a, room);
	}
	void *p = b->data + b->used;
	b->used += room;
	a->used += n;
	memset(p, 0, room);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	n = strnlen(s, n);
	char *p = arena_alloc(a, n + 1);
	memcpy(p, s, n);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	must(n >= 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}
