#ifndef APP_ACT_DESK_H
#define APP_ACT_DESK_H

#include "app/act.h"
#include "model/desk.h"

/*
 * What is done at the support desk, as act.h: the rule here first, then an intent. Those of one ticket are delivered
 * in the order they were made; messages are the caller's to name (ulid_make).
 */

/* Refuses to be incomplete, naming the field; drops the draft "ticket" of "new". id and site are the caller's. */
int act_ticket_new(struct act *c, const struct ticket *t, struct err *e);
/* Sets one field of a ticket: "cls", "module", "action", "assignee", "snoozed", "inattentive". */
int act_ticket_change(struct act *c, const char *ticket, const char *field, const struct ticket_change *to, struct err *e);
/* Says r->text to both sides, or to the desk alone (r->internal); state: also sets r->state. Drops the draft "answer". */
int act_ticket_reply(struct act *c, const char *ticket, const struct ticket_reply *r, bool state, struct err *e);
int act_ticket_merge(struct act *c, const char *ticket, const char *into, struct err *e);
int act_ticket_unmerge(struct act *c, const char *ticket, struct err *e);
int act_ticket_split(struct act *c, const char *ticket, int64_t from, const char *subject, struct err *e);
int act_ticket_vote(struct act *c, const char *ticket, struct err *e);
/* Makes the change that is asked for as far as the policy lets the desk: action, target, value, detail of a. */
int act_ticket_act(struct act *c, const char *ticket, const struct approval *what, struct err *e);

int act_approval_decide(struct act *c, const char *approval, bool agree, const char *note, struct err *e);
int act_policy_set(struct act *c, const struct policy_rule *rule, struct err *e); /* site, action, level, who */
int act_macro_put(struct act *c, const struct macro *m, struct err *e);

/* A ticket by its id or number, "#80397" too. */
const struct ticket *find_ticket(struct store *s, const char *word, struct arena *a, struct err *e);
/* "me", "none" (its id is ""), a user's name, or a beginning of a person's name. NULL: there is none, or several. */
const char *find_assignee(struct store *s, const char *word, struct arena *a, struct err *e);

#endif
