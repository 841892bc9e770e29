#ifndef STORE_TALK_H
#define STORE_TALK_H

#include "store/store.h"

/*
 * Threads and what is said in them. Messages are asked for by thread and number, by an index: what a
 * question costs does not depend on how many there are. How far a thread was read is one
 * number; what one says oneself reads what stands above it.
 */
struct thread_row {
	const struct thread *thread;
	int64_t read;                /* the number of the last message read */
	int64_t unread;              /* how many came after it */
	bool mentioned;              /* one of them names you */
	bool hot;                    /* a call within the hour, or quotes are due within a day: now is asked for */
	bool draft;
	enum intent_state pending;   /* the most urgent of what waits to be sent to it */
};
bool store_thread(struct store *s, const char *id, int64_t now, struct arena *a, struct thread_row *out);

/* Where a message stands, and what is another when it looks different: it, its note or what it answers changed. */
struct message_key { char id[64]; int64_t number; uint64_t stamp; };
/* Up to n after (forward) or before a number, in order; answers how many. */
int store_message_keys(struct store *s, const char *thread, int64_t number, bool forward, int n, struct message_key *out);
int64_t store_message_number(struct store *s, const char *id);  /* -1: it is not here */
const struct message *store_message_at(struct store *s, const char *thread, int64_t number, struct arena *a);

/* Read up to number, or only up to it: the rest is unread again. Durable; nothing is written when nothing changes. */
int store_read_to(struct store *s, const char *thread, int64_t number, struct err *e);
int64_t store_read(struct store *s, const char *thread);

/*
 * The thread to go to next: those with something unread, hot ones first, then where you are named, then direct
 * ones, then the longest unread. but: not this one. NULL: none.
 */
const char *store_next_thread(struct store *s, const char *but, int64_t now, struct arena *a);

/* Numbers of the messages of a thread that have all words of the text, ascending; answers how many, *out in the arena. */
int store_thread_search(struct store *s, const char *thread, const char *text, struct arena *a, int64_t **out);
/* Ids of those of all threads, newest first, at most n. */
int store_talk_search(struct store *s, const char *text, int n, struct arena *a, const char ***out);

/* Who has said something in a thread, newest first, without yourself. */
struct person { const char *account, *name; enum role side; };
int store_people(struct store *s, const char *thread, struct arena *a, struct person **out);

/* The notes of a thread by their number (of a file, when hash is given). */
int store_notes(struct store *s, const char *thread, const char *hash, struct arena *a, struct note ***out);
const struct note *store_note_number(struct store *s, const char *thread, int64_t number, struct arena *a);

#endif
