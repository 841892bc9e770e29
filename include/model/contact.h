#ifndef MODEL_CONTACT_H
#define MODEL_CONTACT_H

#include <stddef.h>

#include "model/entity.h"
#include "text/contact.h"

/*
 * The contact guard over an object: its texts that people write for others (FIELD_SAID),
 * found by description, empty ones and those of its lists' members too. The same walk serves the client,
 * which warns, and the server, which counts. Pure.
 */
struct contact_text {
	const char *path;           /* "note", "lines[2].text"; borrowed until fn returns */
	const struct field *field;
	const void *obj;            /* that has the field */
	const char *text;
};
typedef void contact_text_fn(void *arg, const struct contact_text *t);
void contact_texts(const struct entity *e, const void *obj, contact_text_fn *fn, void *arg);

/* Each phone number and address in them, in order; at most CONTACT_HITS of one text. Answers how many. */
#define CONTACT_HITS 32
typedef void contact_hit_fn(void *arg, const struct contact_text *t, const struct contact_hit *hit);
size_t contact_each(const struct entity *e, const void *obj, contact_hit_fn *fn, void *arg);

const char *contact_kind_name(enum contact_kind kind);  /* "phone", "email": in --json and reports */

#endif
