#ifndef APP_ACT_TALK_H
#define APP_ACT_TALK_H

#include "app/act.h"
#include "store/talk.h"

/*
 * What is said in chats and pinned to drawings, as act.h: the rule here first, then an intent. Those of one
 * thread are delivered in the order they were made. Ids of what is made are the caller's (ulid_make).
 */

/* id, thread, text, reply_to, note, files of m; who is named with @ in its text is found here. Drops the draft. */
int act_message_send(struct act *c, const struct message *m, struct err *e);
int act_message_edit(struct act *c, const char *message, const char *text, struct err *e);
/* minutes 0: not said. */
int act_call_ask(struct act *c, const char *thread, int64_t at, int64_t minutes, const char *text, struct err *e);
int act_call_answer(struct act *c, const char *message, enum call_state to, const char *text, struct err *e);
/* One question before there is a chat; drops the draft "question" of the rfq. */
int act_question(struct act *c, const char *rfq, const char *text, struct err *e);

/* id, thread, first, text, file_hash, page, selectors, x, y, zone of n. */
int act_note_create(struct act *c, const struct note *n, struct err *e);
int act_note_state(struct act *c, const char *note, enum note_state to, struct err *e);
int act_note_place(struct act *c, const char *note, const struct note_place *place, struct err *e);

/* Takes a send back; what it said is a draft again. Where something else is being written already, before that. */
int act_recall(struct store *s, const char *intent, struct err *e);

/* "What is missing?" of a request, as a text to a customer in the language of now. */
const char *question_text(const struct rfq *rfq, const char *missing, struct arena *a);

/* A thread by its id, that of its deal, an RFQ's number ("2093", "2093/Dae"), or words of its title. */
const struct thread *find_thread(struct store *s, const char *word, struct arena *a, struct err *e);
/* "7" the message of this number in thread (may be NULL), "2093/7" in that chat, or an id. */
const struct message *find_message(struct store *s, const char *thread, const char *word, struct arena *a, struct err *e);

#endif
