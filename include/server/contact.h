#ifndef SERVER_CONTACT_H
#define SERVER_CONTACT_H

#include "server/request.h"

/*
 * Counts the phone numbers and e-mail addresses in the body of a write that went well, in
 * its transaction: how many of which kind, where, and the reason that was given. The
 * text itself is not kept, and nothing is refused or changed by it.
 */
int contact_note(const struct request *rq, struct err *e);

#endif
