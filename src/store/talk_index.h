#ifndef STORE_TALK_INDEX_H
#define STORE_TALK_INDEX_H

#include "model/talk.h"
#include "priv.h"

/* What object.c and index.c ask talk.c, inside a transaction. */
/* A message was written: what one says oneself is read; who is named is kept. */
int talk_message_came(struct store *s, const struct message *m, struct err *e);
int talk_index_message(struct store *s, const char *id, struct err *e);
int talk_forget_message(struct store *s, const char *id, struct err *e); /* before it is removed */
int64_t talk_unread(struct store *s); /* messages, of all threads */
/* index.c: the words of a document; told to the text index when they changed */
int doc_put(struct store *s, int64_t n, const char *t, struct err *e);

#endif
