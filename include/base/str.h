#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A growing byte string with a limit. Always NUL-terminated; may hold NULs.
 * Past its limit (STR_MAX unless set) additions are dropped whole and
 * str_failed() answers true: check once, at the end.
 */
#define STR_MAX ((size_t)64 << 20)

struct str {
	char *s;    /* never NULL after the first addition; "" from str_c() */
	size_t len;
	size_t cap;
	size_t max; /* 0 means STR_MAX */
	bool failed;
};

#define STR_INIT ((struct str){0})

void str_init(struct str *b, size_t max);
void str_finish(struct str *b);
void str_clear(struct str *b); /* keeps the memory */
void str_add(struct str *b, const char *s);
void str_addn(struct str *b, const void *s, size_t n);
void str_addc(struct str *b, char c);
void str_addi(struct str *b, long long i); /* decimal */
void str_addf(struct str *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
/* Replaces del bytes at pos by n bytes of s. */
void str_splice(struct str *b, size_t pos, size_t del, const void *s, size_t n);
void str_cut(struct str *b, size_t len); /* shortens to len */
const char *str_c(const struct str *b);  /* borrowed, valid until changed */
char *str_take(struct str *b);           /* caller frees; b is empty again */
bool str_failed(const struct str *b);

bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);
bool streq(const char *a, const char *b); /* NULL equals only NULL */
/* Whole-string decimal; false on anything else or overflow. */
bool parse_i64(const char *s, long long *out);

#endif
