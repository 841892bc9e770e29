#ifndef APP_DESK_H
#define APP_DESK_H

#include "app/act_desk.h"
#include "app/show.h"

/* Tickets as they are shown, the same for screens and the command line. */

/* A ticket with what waits to be sent taken as done. */
struct ticket_row {
	struct ticket *ticket;
	enum intent_state pending;      /* the most urgent of what waits; NONE: nothing */
	const struct intent *refused;   /* the answer that was refused last; NULL: none */
	bool unread, draft;
};
bool ticket_row(struct store *s, const char *id, struct arena *a, struct ticket_row *out);

/* The states in which something is still to be done. */
#define TICKETS_LIVE (1u << TICKET_FRESH | 1u << TICKET_OPEN | 1u << TICKET_WAITING | 1u << TICKET_WAITING_ADMIN | 1u << TICKET_HANDED)

/* Views of the queue: "open", "mine", "unassigned", "hot", "waiting", "all", or "site", "lang", "class", "side" of a ticket
   (NULL: not those); false: there is none of this name. */
bool desk_view(const char *name, const struct reader *me, const struct ticket *like, struct store_query *q);
const char *desk_view_title(const char *name); /* msgid */

/* What the site's policy says of the change a ticket asks for; NULL: there is no rule. */
const struct policy_rule *desk_rule_of(struct store *s, const char *site, enum policy_action action, struct arena *a);
const char *desk_policy(struct store *s, const struct ticket *t, struct arena *a); /* "Policy: level 2, ...", "" no change */
const char *desk_left(const struct ticket *t, int64_t now, struct arena *a);       /* "18m", "-5m", "paused" */

/* The macro under a key for this ticket: one in its language and of its site comes first. NULL: none. */
const struct macro *desk_macro(struct store *s, const char *hotkey, const struct ticket *t, struct arena *a);
const char *desk_macro_text(const struct macro *m, const struct ticket *t, const char *operator_name, struct arena *a);
/* All of a site (NULL: any), by name; answers how many. */
int desk_macros(struct store *s, const char *site, struct arena *a, const struct macro ***out);
/* All of a ticket (NULL: any) in these states (1 << APPROVAL_...; 0: all), newest first. */
int desk_approvals(struct store *s, const char *ticket, unsigned states, struct arena *a, const struct approval ***out);

void show_ticket(const struct show *s, const struct ticket_row *row); /* what it is, without the conversation */
void show_approval(const struct show *s, const struct approval *p);

#endif
