#ifndef APP_TALK_H
#define APP_TALK_H

#include "app/act_talk.h"
#include "app/show.h"
#include "model/talk.h"
#include "ui/flow.h"

/*
 * A thread as it is read: its messages by number and, below them, what waits to be sent, in one order and in one
 * shape. The same for screens and the command line. Nothing is kept but what waits.
 */
struct talk_pending { char id[64], intent[64], of[64]; enum intent_state state; int64_t stamp; bool edits; };
struct talk {
	struct store *store;
	char thread[ULID_SIZE];
	struct talk_pending *pending;  /* those of this thread; edits: it is one of message of */
	size_t npending;
};
void talk_init(struct talk *t, struct store *s, const char *thread);
void talk_finish(struct talk *t);
void talk_read(struct talk *t);   /* what waits, anew */

/* As struct flow_source's page; in order, the newest last. */
int talk_page(const struct talk *t, const char *anchor, bool forward, int n, struct flow_row *out);

struct talk_item {
	const struct message *m;        /* of what waits: as it will be, number 0 */
	const struct note *note;        /* of a message of a note */
	bool opens;                     /* it is the note's first */
	const struct message *reply_to; /* NULL: none, or it is not here */
	const struct intent *in;        /* what waits: itself, or an edit of it */
	bool mine;
};
bool talk_item(const struct talk *t, const char *id, struct arena *a, struct talk_item *out);

/* What is being written in a thread: kept under word "message" and the thread's id. */
struct talk_draft {
	const char *text, *reply, *change;  /* ids of what is answered, what is changed; "" none */
	struct items files;                 /* of struct file_ref */
};
int talk_draft_save(struct store *s, const char *thread, const struct talk_draft *d, struct err *e); /* an empty one is dropped */
/* Texts and files in the arena; an empty one when there is none. */
void talk_draft_load(struct store *s, const char *thread, struct arena *a, struct talk_draft *out);

/* ---- words, in the arena ---- */
const char *talk_title(const struct thread *t, struct arena *a);        /* "RFQ 2093  Bracket", or the direct one's title */
const char *talk_with(const struct reader *me, const struct thread *t); /* the other side's name */
const char *talk_by(const struct talk_item *it, const struct thread *t, struct arena *a); /* "Kim Minji, Daesung CNC (partner)" */
const char *talk_last(const struct thread *t, struct arena *a);         /* what its newest message says, in a line */
const char *talk_state(const struct show *s, const struct intent *in);  /* "queued", "refused: why" */
const char *talk_note(const struct note *n, struct arena *a);           /* `(2) C4 "R5"` */
const char *talk_record(const struct message *m, struct arena *a);      /* "A drawing has a new revision: bracket.dxf B" */
const char *talk_call(const struct show *s, const struct message *m, const char *zone); /* "call asked for: Nov 25, 2026 14:00, 30 min" */
const char *talk_line(const struct show *s, const struct talk_item *it); /* all of it in one line: quotes, lists */
const char *talk_body(const struct talk_item *it, struct arena *a);      /* what it says, an edit that waits taken as done; clean */

/* One message as lines for the command line and exports. */
void talk_show(const struct show *s, const struct thread *t, const struct talk_item *it);

#endif
