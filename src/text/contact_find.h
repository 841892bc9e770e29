#ifndef TEXT_CONTACT_FIND_H
#define TEXT_CONTACT_FIND_H

#include "base/vec.h"
#include "contact_unit.h"
#include "text/contact.h"

struct hits {
	VEC(struct contact_hit) h;
};

/* Adds the hits of one kind, in order. */
void contact_emails(struct units *us, struct hits *out);
void contact_phones(struct units *us, struct hits *out);

#endif
