#ifndef MODEL_TALK_H
#define MODEL_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/entity.h"
#include "model/rules.h"

/*
 * The rules of threads, messages, notes and revisions, the same code on both sides. Pure.
 * Each answers 0, or -1 with the code the server answers.
 */

/* Which side of a thread a reader speaks for: ROLE_CUSTOMER, ROLE_PARTNER, ROLE_OPERATOR (the desk,
   where a thread has one side only), or -1: none, they read at most. */
int thread_side(const struct reader *r, const struct thread *t);
/* The same of a role that wrote: operators and administrators all are the desk. */
int side_of_role(enum role role);

/* May r write here now? FORBIDDEN; STATE: their question has no answer yet. */
int thread_may_write(const struct reader *r, const struct thread *t, struct err *e);

/* One's own words, while they are fresh. FORBIDDEN, STATE. */
#define MESSAGE_EDIT_MS INT64_C(86400000)
#define MESSAGE_VERSIONS 100
int message_may_edit(const struct reader *r, const struct message *m, int64_t now, struct err *e);
bool message_is_said(const struct message *m); /* by a person, in their own words */

/* A call that was asked for: the other side accepts or declines, who asked withdraws. */
int call_may(const struct reader *r, const struct thread *t, const struct message *asked, enum call_state to, struct err *e);

/*
 * The states of a note: the side that did not write it accepts or rejects; either says
 * done, or opens it again.
 */
int note_may(const struct reader *r, const struct thread *t, const struct note *n, enum note_state to, struct err *e);

/* The letter behind another in drawing offices: A, B, ... Y, AA; never I, O, Q, S, X, Z. What is no
   such letter (7, P2) counts up its last digit or gets a letter behind it. */
#define REV_SIZE 9
void rev_next(const char *rev, char out[REV_SIZE]);

/* What identifies a note in a line: 2 C4 "R5". */
void note_name(const struct note *n, char *out, size_t size);

#endif
