#ifndef SERVER_DESK_H
#define SERVER_DESK_H

#include "ep.h"
#include "model/desk.h"
#include "talk.h"

/* What the endpoints of the support desk share; inside the write transaction. */

/* The site of a ticket and its business hours. */
int desk_site(struct request *rq, const char *site, struct site **out, struct hours *h, struct err *e);
/* The policy of a site for a change: 1, 0 there is no rule (*out NULL), -1. */
int desk_rule(struct request *rq, const char *site, enum policy_action action, struct policy_rule **out, struct err *e);
/* The thread of a ticket, which has its id. */
int desk_thread(struct request *rq, const struct ticket *t, struct thread **out, struct err *e);

/* The thread of a new ticket, with its task as the first message; the ticket is not written. Numbers it, too.
   by: the words of whoever said this before, NULL: the reader's. */
int ticket_begin(struct request *rq, struct ticket *t, const struct message *by, struct err *e);

/* Something the desk or the requester says; internal: only the desk reads it. The ticket's count goes
   along, the ticket is not written. */
struct desk_words { const char *id, *text; struct items files; const char *contact_reason; bool internal; const struct message *by; };
int desk_say(struct request *rq, struct ticket *t, const struct desk_words *w, struct err *e);
/* What happened to a ticket, in its thread. */
int desk_record(struct request *rq, struct ticket *t, enum record_kind what, const char *object, const char *detail, struct err *e);

/* Its state, the clock with it; not written. */
void desk_set_state(struct ticket *t, enum ticket_state to, const struct hours *h, int64_t now);

/* Gives a ticket to whoever speaks its language and is online; else it waits where all see it. */
int desk_give(struct request *rq, struct ticket *t, struct err *e);
/* An account that may be given tickets of this site: 1, 0, -1. */
int desk_staff_of(struct request *rq, const char *account, const char *site, struct account **out, struct err *e);

/* The level of a change, raised to 2 where it is about one of the desk or the site's admins themselves: who
   confirms is not put out of the way without being asked. */
int desk_level(struct request *rq, struct approval *c, struct err *e);

/* Makes a change that was allowed. ERR_INVALID_FIELD or ERR_NOT_FOUND when it cannot be made; try: only look. */
int desk_effect(struct request *rq, const struct approval *c, bool try, struct err *e);

#endif
