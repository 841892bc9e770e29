#ifndef APP_PDF_H
#define APP_PDF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/loop.h"
#include "cmd/verb.h"
#include "model/entity.h"

/*
 * A quote as PDF, made by fettle-pdf (beside this program, else in PATH) while the loop goes on.
 * Refuses a path that is there already. done is called once, from the loop, when 0 was answered: with the
 * error, or with what the helper said all the same ("" nothing).
 */
typedef void pdf_done_fn(void *arg, const char *said, const struct err *e);
int pdf_make(struct loop *loop, const struct quote *q, const char *zone, const char *path, pdf_done_fn *done, void *arg, struct err *e);
/* The name it gets when none is given: "quote-2093-v2.pdf". */
const char *pdf_name(const struct quote *q, struct arena *a);
/* What a call names: a lone word that ends in ".pdf" is the path. NULL: not given. */
void pdf_words(const struct verb_call *call, const char **quote, const char **path);

#endif
