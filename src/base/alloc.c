#include "base/alloc.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

static atomic_ulong fail_in;

void *xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	must(p != NULL);
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);
	must(p != NULL);
	return p;
}

void *xrealloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	must(q != NULL);
	return q;
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;
	must(!__builtin_mul_overflow(n, size, &bytes));
	return xrealloc(p, bytes);
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t n)
{
	n = strnlen(s, n);
	char *p = xmalloc(n + 1);
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *xasprintf(const char *fmt, ...)
{
	char *p = NULL;
	va_list ap;

	va_start(ap, fmt);
	int n = vasprintf(&p, fmt, ap);
	va_end(ap);
	must(n >= 0);
	return p;
}

void alloc_fail_at(unsigned long n)
{
	atomic_store(&fail_in, n);
}

static int fails_now(void)
{
	unsigned long left = atomic_load_explicit(&fail_in, memory_order_relaxed);

	while (left > 0) {
		if (atomic_compare_exchange_weak(&fail_in, &left, left - 1)) {
			return left == 1;
		}
	}
	return 0;
}

void *try_malloc(size_t n)
{
	return fails_now() ? NULL : malloc(n ? n : 1);
}

void *try_realloc(void *p, size_t n)
{
	return fails_now() ? NULL : realloc(p, n ? n : 1);
}
