#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * Errors: a function that can fail returns int, 0 or more on success and -1 on
 * failure, and fills the struct err its caller passed (which may be NULL). The
 * text is for people, in English, with no line end; the code is what programs
 * and translations go by.
 */
enum errcode {
#define ERRCODE(name, slug, http, text) ERR_##name,
#include "base/errcode.def"
#undef ERRCODE
	ERR_COUNT
};

#define ERR_TEXT_MAX 256

struct err {
	enum errcode code;
	char text[ERR_TEXT_MAX]; /* detail; "" when the code says it all */
	char field[64];          /* which field or argument, "" when none */
};

#define ERR_NONE ((struct err){.code = ERR_OK})

/* Fills e and returns -1. What is not a whole UTF-8 character in text or field is left out. */
int err_set(struct err *e, enum errcode code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, naming the field at fault. */
int err_field(struct err *e, enum errcode code, const char *field,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* From errno: DISK_FULL for ENOSPC and EDQUOT, else IO. what is a file name or call. */
int err_errno(struct err *e, const char *what);

const char *err_slug(enum errcode code);
int err_http(enum errcode code);
/* English title, a msgid: pass it through tr(). */
const char *err_title(enum errcode code);
/* The code of a slug; ERR_INTERNAL when unknown. */
enum errcode err_by_slug(const char *slug);

#endif
