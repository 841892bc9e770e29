#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/str.h"

static const struct {
	const char *slug;
	int http;
	const char *title;
} codes[] = {
#define ERRCODE(name, slug, http, text) {slug, http, text},
#include "base/errcode.def"
#undef ERRCODE
};

/* Bytes of the character at s; 0 when it is not whole. */
static size_t whole(const unsigned char *s)
{
	size_t n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			return 0;
		}
	}
	return n;
}

/* A cut at a number of bytes ("%.40s", the end of the buffer) may be inside a character:
   what is left of it goes. */
static void drop_pieces(char *s)
{
	char *to = s;

	while (*s) {
		size_t n = whole((const unsigned char *)s);
		memmove(to, s, n);
		to += n;
		s += n ? n : 1;
	}
	*to = '\0';
}

__attribute__((format(printf, 4, 0)))
static int fill(struct err *e, enum errcode code, const char *field,
	const char *fmt, va_list ap)
{
	if (e) {
		char text[ERR_TEXT_MAX];
		/* fmt's arguments may point into *e itself */
		int n = vsnprintf(text, sizeof(text), fmt, ap);
		if (n < 0) {
			text[0] = '\0';
		}
		drop_pieces(text);
		snprintf(e->field, sizeof(e->field), "%s", field);
		drop_pieces(e->field);
		memcpy(e->text, text, strlen(text) + 1);
		e->code = code;
	}
	return -1;
}

int err_set(struct err *e, enum errcode code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, code, "", fmt, ap);
	va_end(ap);
	return -1;
}

int err_field(struct err *e, enum errcode code, const char *field,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, code, field, fmt, ap);
	va_end(ap);
	return -1;
}

int err_errno(struct err *e, const char *what)
{
	int no = errno;
	/* not strerror(): it translates into the first language of LANGUAGE */
	const char *text = strerrordesc_np(no);

	err_set(e, no == ENOSPC || no == EDQUOT ? ERR_DISK_FULL : ERR_IO,
		"%s: %s", what, text ? text : "unknown error");
	errno = no;
	return -1;
}

static int known(enum errcode code)
{
	return (unsigned)code < ERR_COUNT;
}

const char *err_slug(enum errcode code)
{
	return codes[known(code) ? code : ERR_INTERNAL].slug;
}

int err_http(enum errcode code)
{
	return codes[known(code) ? code : ERR_INTERNAL].http;
}

const char *err_title(enum errcode code)
{
	return codes[known(code) ? code : ERR_INTERNAL].title;
}

enum errcode err_by_slug(const char *slug)
{
	for (size_t i = 0; i < lengthof(codes); i++) {
		if (streq(codes[i].slug, slug)) {
			return (enum errcode)i;
		}
	}
	return ERR_INTERNAL;
}
