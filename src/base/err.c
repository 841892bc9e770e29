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

/* A text cut by vsnprintf may end inside a character. */
static void drop_broken_tail(char *s)
{
	size_t n = strlen(s);
	size_t back = 0;

	while (back < 3 && back < n && ((unsigned char)s[n - 1 - back] & 0xc0) == 0x80) {
		back++;
	}
	if (back >= n) {
		return;
	}
	unsigned char lead = (unsigned char)s[n - 1 - back];
	size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (lead >= 0xc0 && back + 1 < need) {
		s[n - 1 - back] = '\0';
	}
}

__attribute__((format(printf, 4, 0)))
static int fill(struct err *e, enum errcode code, const char *field,
	const char *fmt, va_list ap)
{
	if (e) {
		char text[ERR_TEXT_MAX];
		/* fmt's arguments may point into *e itself */
		int n = vsnprintf(text, sizeof(text), fmt, ap);
		if (n >= (int)sizeof(text)) {
			drop_broken_tail(text);
		}
		snprintf(e->field, sizeof(e->field), "%s", field);
		memcpy(e->text, n < 0 ? "" : text, n < 0 ? 1 : strlen(text) + 1);
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
