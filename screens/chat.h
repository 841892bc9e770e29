#ifndef SCREENS_CHAT_H
#define SCREENS_CHAT_H

#include "app/guard.h"
#include "app/talk.h"
#include "base/vec.h"
#include "ui/edit.h"

/* One chat, for the files of its screen: the messages above, the line one writes in below. */
struct chat {
	struct app *app;
	struct talk talk;
	struct flow *flow;
	struct arena facts;            /* of row: taken anew when something changed */
	struct thread_row row;         /* thread NULL: it was asked for, and is not there yet */
	char deal[ULID_SIZE];          /* the thread's id, too */
	bool peek;                     /* nothing is marked as read */
	int64_t fresh;                 /* the last message that was read when this was opened; -1: all was */
	int64_t seen;                  /* the last one shown since */
	char bottom[FLOW_ID];
	int seen_timer;

	/* the search */
	char *words;                   /* as typed */
	int64_t *hits;                 /* numbers, ascending */
	int nhits;

	/* writing */
	bool writing;
	struct edit *edit;
	char reply[ULID_SIZE], change[ULID_SIZE]; /* what is answered; what is changed */
	struct items files;
	struct arena attached;
	unsigned saved, turn;
	int save_timer;
	bool touched;                  /* something but the text changed since it was saved */
	struct guard guard;
	char *why;                     /* a contact's reason, kept for the send that asked */
	int offered;                   /* the person Tab put in last */
	char notice[512];
};

/* chat_lay.c */
void chat_lay(void *arg, struct flow_item *it, const char *id, const char *above);
struct show chat_show(struct chat *c, struct arena *a);
void chat_about(struct chat *c, struct str *out); /* of the chosen message, for the message row */

/* chat_write.c */
void chat_write_init(struct chat *c);
void chat_write_finish(struct chat *c);
void chat_write(struct chat *c);                 /* the line gets the focus */
void chat_save(struct chat *c);                  /* the draft */
void chat_restore(struct chat *c);
bool chat_text(struct chat *c, const struct key *k);
enum handled chat_write_verb(struct chat *c, const struct verb_call *call);
void chat_reply(struct chat *c, const char *message);
void chat_change(struct chat *c, const char *message);
int chat_write_rows(struct chat *c, int rows, int cols);
void chat_write_draw(struct chat *c, struct area a);
const char *chat_write_notice(struct chat *c);

#endif
