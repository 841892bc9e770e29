#include "base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"

void str_init(struct str *b, size_t max)
{
	*b = (struct str){.max = max};
}

void str_finish(struct str *b)
{
	free(b->s);
	*b = (struct str){.max = b->max};
}

void str_clear(struct str *b)
{
	b->len = 0;
	b->failed = false;
	if (b->s) {
		b->s[0] = '\0';
	}
}

/* Makes room for more bytes past len and the NUL. */
static bool reserve(struct str *b, size_t more)
{
	size_t max = b->max ? b->max : STR_MAX;

	if (b->failed || more > max || b->len > max - more) {
		b->failed = true;
		return false;
	}
	size_t need = b->len + more + 1;
	if (need <= b->cap) {
		return true;
	}
	size_t cap = b->cap ? b->cap : 32;
	while (cap < need) {
		cap *= 2;
	}
	/* who set a limit is ready to hear of failure; others die of it */
	char *s = b->max ? try_realloc(b->s, cap) : xrealloc(b->s, cap);
	if (!s) {
		b->failed = true;
		return false;
	}
	if (!b->s) {
		s[0] = '\0';
	}
	b->s = s;
	b->cap = cap;
	return true;
}

void str_add(struct str *b, const char *s)
{
	str_addn(b, s, strlen(s));
}

void str_addn(struct str *b, const void *s, size_t n)
{
	if (!reserve(b, n)) {
		return;
	}
	if (n) {
		memcpy(b->s + b->len, s, n);
	}
	b->len += n;
	b->s[b->len] = '\0';
}

void str_addc(struct str *b, char c)
{
	str_addn(b, &c, 1);
}

void str_addi(struct str *b, long long i)
{
	char digits[24], *p = digits + sizeof(digits);
	unsigned long long v = i < 0 ? 0 - (unsigned long long)i : (unsigned long long)i;

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	if (i < 0) {
		*--p = '-';
	}
	str_addn(b, p, (size_t)(digits + sizeof(digits) - p));
}

void str_addf(struct str *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(b, fmt, ap);
	va_end(ap);
}

void str_vaddf(struct str *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	if (n < 0) {
		b->failed = true;
	} else if (reserve(b, (size_t)n)) {
		vsnprintf(b->s + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void str_splice(struct str *b, size_t pos, size_t del, const void *s, size_t n)
{
	if (bug(pos <= b->len && del <= b->len - pos)) {
		b->failed = true;
		return;
	}
	if (!reserve(b, n > del ? n - del : 0)) {
		return;
	}
	memmove(b->s + pos + n, b->s + pos + del, b->len - pos - del);
	if (n) {
		memcpy(b->s + pos, s, n);
	}
	b->len = b->len - del + n;
	b->s[b->len] = '\0';
}

void str_cut(struct str *b, size_t len)
{
	if (len < b->len) {
		b->len = len;
		b->s[len] = '\0';
	}
}

const char *str_c(const struct str *b)
{
	return b->s ? b->s : "";
}

char *str_take(struct str *b)
{
	char *s = b->s ? b->s : xstrdup("");

	*b = (struct str){.max = b->max};
	return s;
}

bool str_failed(const struct str *b)
{
	return b->failed;
}

bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return m <= n && memcmp(s + n - m, suffix, m) == 0;
}

bool streq(const char *a, const char *b)
{
	if (!a || !b) {
		return a == b;
	}
	return strcmp(a, b) == 0;
}

bool parse_i64(const char *s, long long *out)
{
	const char *digits = s + (*s == '-' || *s == '+');

	/* strtoll would take leading blanks */
	if (*digits < '0' || *digits > '9') {
		return false;
	}
	char *end;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (errno || *end) {
		return false;
	}
	*out = v;
	return true;
}
