#ifndef MODEL_DESK_H
#define MODEL_DESK_H

#include "model/hours.h"
#include "model/rules.h"

/*
 * The rules of the support desk, the same code on both sides. Pure.
 *
 * A ticket's life: new -> open -> waiting for the requester | waiting for the site admin's confirmation |
 * handed over to the site admin -> solved -> closed. "hot" is a lane and merged_into a pointer: neither hides a text.
 */
enum desk_act {
	DESK_REPLY,   /* say something both sides read */
	DESK_NOTE,    /* say something only the desk reads */
	DESK_CHANGE,  /* class, module, assignee, snooze */
	DESK_OPEN, DESK_WAIT, DESK_SOLVE, DESK_CLOSE, /* set the state */
	DESK_ACT,     /* make the change that is asked for, as far as the policy lets the desk */
	DESK_MERGE, DESK_SPLIT,
	DESK_VOTE,    /* for a wish */
	DESK_COUNT
};
const char *desk_act_name(enum desk_act act); /* "reply", for --json "actions" */

/* 0, or -1 with what the server answers: FORBIDDEN, STATE, TICKET_MERGED. */
int desk_may(const struct reader *r, const struct ticket *t, enum desk_act act, struct err *e);
unsigned desk_actions(const struct reader *r, const struct ticket *t); /* 1 << act */
/* The act that sets this state; DESK_COUNT: no request may set it. */
enum desk_act desk_act_of_state(enum ticket_state to);

/* What an intake needs before it is taken; names the field. */
int ticket_check(const struct ticket *t, struct err *e);

/*
 * What a client site's policy says of a change: level 1 the desk makes it, 2 the site admin
 * confirms first, 3 the site admin makes it; without a rule it is free.
 */
enum policy_way { POLICY_DO, POLICY_ASK, POLICY_HAND_OVER };
enum policy_way policy_way(int64_t level);
/* May somebody of this role ask for the change at all? rule NULL: there is none. */
bool policy_may_ask(const struct policy_rule *rule, enum role requester);

/*
 * When an answer is owed: due is counted in the site's business time from the moment something is owed, by
 * class. It stops while the requester or the site admin is asked, and goes on with what was left.
 */
int64_t desk_promise(enum ticket_class cls); /* ms of business time; hot ones run round the clock */
void desk_owe(struct ticket *t, const struct hours *h, int64_t now);   /* something new is owed from now */
void desk_pause(struct ticket *t, const struct hours *h, int64_t now);
void desk_resume(struct ticket *t, const struct hours *h, int64_t now);
/* 0 in time, 1 half of it is gone, 2 four fifths, 3 it is late. */
int desk_escalation(const struct ticket *t, const struct hours *h, int64_t now);
/* Business hours of a site; holidays go into the arena. What cannot be read is round the clock. */
void desk_hours(const struct site *s, struct arena *a, struct hours *out);

/*
 * Auctions run on the server's clock. A bid in the last soft_close seconds puts the end off, so that there is
 * always so much time to answer it.
 */
#define AUCTION_LAST_MS INT64_C(900000)  /* the last minutes, in which a request about it is hot */
int auction_may_bid(const struct auction *a, int64_t amount, int64_t now, struct err *e); /* STATE, AUCTION_OVER, BID_TOO_HIGH */
bool auction_take(struct auction *a, int64_t amount, int64_t now);   /* counts the bid; true: it has put the end off */
#define AUCTION_LATE_MS INT64_C(86400000) /* so long after its end an outage may still be told of */
int auction_may_extend(const struct auction *a, int64_t now, struct err *e); /* STATE, AUCTION_OVER */
bool auction_last_minutes(const struct auction *a, int64_t now);

/* Whom a new ticket goes to: who speaks its language, then who has the least open, then who is online. */
struct desk_operator { const char *id, *name, *speaks; int64_t load; bool online; };
/* The index, or -1: nobody online speaks it (then it waits where all can see it). */
int desk_route(const struct desk_operator *ops, size_t n, const char *lang);
/* "uk,en ru": is it one of them? */
bool desk_speaks(const char *speaks, const char *lang);

#endif
