#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "text/utf8.h"

#define COMPAT_OPTIONS (UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_IGNORE)
#define FOLD_OPTIONS (COMPAT_OPTIONS | UTF8PROC_CASEFOLD)

static void fold_ascii(struct str *out, const char *s, size_t n)
{
	char part[256];
	while (n > 0) {
		size_t len = n < sizeof(part) ? n : sizeof(part);
		for (size_t i = 0; i < len; i++) {
			char c = s[i];
			part[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
		str_addn(out, part, len);
		s += len;
		n -= len;
	}
}

/* One round over good UTF-8. */
static void fold_round(struct str *out, const char *s, size_t n, int options)
{
	const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t room = (utf8proc_ssize_t)n + 16;
	utf8proc_int32_t *buf = NULL;
	utf8proc_ssize_t len;
	for (;;) {
		/* One more than told: reencode() ends the text with a NUL. */
		buf = xreallocarray(buf, (size_t)room + 1, sizeof(*buf));
		len = utf8proc_decompose(in, (utf8proc_ssize_t)n, buf, room,
			(utf8proc_option_t)options);
		if (len <= room) {
			break;
		}
		room = len;
	}
	must(len >= 0);
	len = utf8proc_reencode(buf, len, (utf8proc_option_t)options);
	must(len >= 0);
	str_addn(out, buf, (size_t)len);
	free(buf);
}

static void fold_segment(struct str *out, const char *s, size_t n, int options)
{
	struct str good = STR_INIT, once = STR_INIT;
	for (size_t i = 0; i < n;) {
		int32_t cp;
		i += utf8_decode(s + i, n - i, &cp);
		utf8_add(&good, cp);
	}
	/* Folding can undo composition and the other way round; twice settles it. */
	fold_round(&once, str_c(&good), good.len, options);
	fold_round(out, str_c(&once), once.len, options);
	str_finish(&good);
	str_finish(&once);
}

void utf8_fold(struct str *out, const char *s, size_t n)
{
	size_t i = 0;
	while (i < n) {
		size_t start = i;
		while (i < n && (unsigned char)s[i] < 0x80) {
			i++;
		}
		/* The last one may carry a mark. */
		if (i < n && i > start) {
			i--;
		}
		fold_ascii(out, s + start, i - start);
		start = i;
		while (i < n && (i == start || (unsigned char)s[i] >= 0x80
			|| (i + 1 < n && (unsigned char)s[i + 1] >= 0x80))) {
			i++;
		}
		if (i > start) {
			fold_segment(out, s + start, i - start, FOLD_OPTIONS);
		}
	}
}

void utf8_compat(struct str *out, const char *s, size_t n)
{
	fold_segment(out, s, n, COMPAT_OPTIONS);
}

bool utf8_holds(const char *s, size_t n, const char *folded_needle)
{
	size_t len = strlen(folded_needle);
	if (len == 0) {
		return true;
	}
	struct str folded = STR_INIT;
	utf8_fold(&folded, s, n);
	bool found = memmem(str_c(&folded), folded.len, folded_needle, len) != NULL;
	str_finish(&folded);
	return found;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Compares the runs of digits at *a and *b by value and moves past them. */
static int compare_digits(const char **a, const char **b)
{
	while (**a == '0') {
		++*a;
	}
	while (**b == '0') {
		++*b;
	}
	const char *x = *a, *y = *b;
	while (digit(**a)) {
		++*a;
	}
	while (digit(**b)) {
		++*b;
	}
	size_t nx = (size_t)(*a - x), ny = (size_t)(*b - y);
	if (nx != ny) {
		return nx < ny ? -1 : 1;
	}
	return memcmp(x, y, nx);
}

static int compare_natural(const char *a, const char *b)
{
	while (*a && *b) {
		if (digit(*a) && digit(*b)) {
			int r = compare_digits(&a, &b);
			if (r) {
				return r;
			}
			continue;
		}
		if (*a != *b) {
			break;
		}
		a++;
		b++;
	}
	return (int)(unsigned char)*a - (int)(unsigned char)*b;
}

int utf8_compare(const char *a, const char *b)
{
	struct str x = STR_INIT, y = STR_INIT;
	utf8_fold(&x, a, strlen(a));
	utf8_fold(&y, b, strlen(b));
	int r = compare_natural(str_c(&x), str_c(&y));
	str_finish(&x);
	str_finish(&y);
	return r ? r : strcmp(a, b);
}
