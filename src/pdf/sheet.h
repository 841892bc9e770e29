#ifndef PDF_SHEET_H
#define PDF_SHEET_H

#include "base/err.h"
#include "base/str.h"
#include "model/entity.h"

/* A quote as a document. zone: an IANA name. The language is that of the program. */
struct sheet {
	const struct quote *quote;
	const char *zone;
};

/* Appends the PDF to out. *unknown: how many signs no font here has. */
int sheet_make(const struct sheet *s, struct str *out, int *unknown, struct err *e);

#endif
