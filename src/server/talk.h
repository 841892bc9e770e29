#ifndef SERVER_TALK_H
#define SERVER_TALK_H

#include "server/data.h"
#include "server/request.h"

/*
 * Threads and what is written into them, inside the write transaction. The thread of a deal has the
 * deal's id. Messages of a thread are numbered 1, 2, 3 ... without gaps: the number
 * is the thread's count, taken in the transaction that writes the message.
 */

/* The thread of a deal: 1, 0 there is none (no chat yet), -1. */
int talk_of_deal(struct db *db, const char *deal, struct arena *a, struct thread **out, struct err *e);

/* Deals, threads and tickets share their ids with their conversations: 0 when none of them has this one, or ERR_EXISTS
   of the field. */
int talk_id_free(struct db *db, const char *id, const char *field, struct arena *a, struct err *e);

/* A new thread, not written yet: talk_add() writes it with its first message. */
struct thread *talk_for_deal(const struct deal *deal, const struct rfq *rfq, struct arena *a);

/* A new message of the reader, with an id made here when id is NULL. */
struct message *talk_message(const struct request *rq, enum message_kind kind, const char *id);

/*
 * Writes m as the next message of t, and t with it; a message of a note moves the note too
 * (note: that one, or NULL). Both must not have been written by others in between: the
 * writer is alone, so reading them in the same transaction is enough. One whose vis is VIS_STAFF stays the
 * desk's own; else it has the thread's.
 */
int talk_add(struct db *db, struct thread *t, struct note *note, struct message *m, int64_t now, struct arena *a, struct err *e);

/* Writes t with m as the newest it shows, in lists. */
int talk_shows(struct db *db, struct thread *t, const struct message *m, int64_t now, struct arena *a, struct err *e);

/* Every text that m has had: [{"version","at","text"}], the newest last. */
int message_put_history(struct db *db, const struct message *m, struct str *out, struct err *e);

/* What happened, for the record, in the thread of this deal if it has one. */
int talk_record(struct request *rq, const char *deal, enum record_kind what, const char *object, const char *detail, struct err *e);
int talk_record_quote(struct request *rq, const struct quote *q, enum record_kind what, struct err *e);
/* The same in a thread that was read; note and files may be NULL. */
int talk_record_in(struct request *rq, struct thread *t, struct note *note, enum record_kind what, const char *object,
	const char *detail, const struct items *files, struct err *e);

/* Opens the chat of a deal: its thread, made when there is none, and a record in it. The deal's own
   fields are the caller's. */
int talk_open(struct request *rq, const struct deal *deal, const struct rfq *rfq, struct err *e);

/* Threads for chats opened before there were any: those sql/0010-talk.sql has listed. Some a call;
   answers how many, -1. */
int talk_catch_up(struct db *db, struct err *e);

#endif
