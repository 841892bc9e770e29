#include "ep.h"
#include "model/talk.h"
#include "talk.h"

/*
 * A call through the marketplace: one side asks for a time, the other accepts or declines, and the
 * thread keeps all of it. No number is ever shown.
 */
enum { MINUTES = 15 };

/* Said before by the same person, the same: the kind tells what, to says in answer to which. */
static int stored(struct request *rq, const char *id, enum message_kind kind, const char *thread, const char *to, struct message **out,
	struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_MESSAGE, id, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	*out = obj;
	if (strcmp((*out)->author, rq->reader->account) || strcmp((*out)->thread, thread) || (*out)->kind != (int)kind
		|| strcmp((*out)->reply_to, to)) {
		return err_field(e, ERR_EXISTS, "id", "another message has this id");
	}
	return 1;
}

int ep_call_ask(struct request *rq, struct err *e)
{
	const struct call_slot *slot = rq->body;
	struct message *m;
	struct thread *t;

	if (ep_seen(rq, KIND_THREAD, rq->id, &t, e)) {
		return -1;
	}
	ep_about(rq, KIND_MESSAGE, slot->id);
	int found = stored(rq, slot->id, MESSAGE_CALL_ASKED, t->id, "", &m, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_MESSAGE, m, false, e);
	}
	if (thread_may_write(rq->reader, t, e)) {
		return -1;
	}
	if (t->state == TALK_ASKED) {
		return err_set(e, ERR_STATE, "answer the question first: that opens the chat");
	}
	if (slot->at <= rq->now) {
		return err_field(e, ERR_INVALID_FIELD, "at", "this time has passed already");
	}
	m = talk_message(rq, MESSAGE_CALL_ASKED, slot->id);
	m->text = slot->text;
	m->call_at = slot->at;
	m->call_minutes = slot->minutes ? slot->minutes : MINUTES;
	m->call_state = CALL_ASKED;
	if (talk_add(rq->db, t, NULL, m, rq->now, rq->arena, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_MESSAGE, m, true, e);
}

static enum message_kind kind_of(enum call_state to)
{
	return to == CALL_ACCEPTED ? MESSAGE_CALL_ACCEPTED : to == CALL_DECLINED ? MESSAGE_CALL_DECLINED : MESSAGE_CALL_WITHDRAWN;
}

/* What the answer is to: the path's message, and its thread. */
static int read_asked(struct request *rq, struct message **asked, struct thread **t, struct err *e)
{
	return ep_seen(rq, KIND_MESSAGE, rq->id, asked, e) || ep_seen(rq, KIND_THREAD, (*asked)->thread, t, e) ? -1 : 0;
}

int ep_call_answer(struct request *rq, struct err *e)
{
	const struct call_reply *said = rq->body;
	struct message *asked, *m;
	struct thread *t;

	if (read_asked(rq, &asked, &t, e)) {
		return -1;
	}
	ep_about(rq, KIND_MESSAGE, asked->id);
	int found = stored(rq, said->id, kind_of((enum call_state)said->state), t->id, asked->id, &m, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_MESSAGE, m, false, e);
	}
	if (call_may(rq->reader, t, asked, (enum call_state)said->state, e)) {
		return -1;
	}
	if (said->state == CALL_ACCEPTED && asked->call_at <= rq->now) {
		return err_set(e, ERR_STATE, "the time of this call has passed");
	}
	asked->call_state = said->state;
	m = talk_message(rq, kind_of((enum call_state)said->state), said->id);
	m->text = said->text;
	m->reply_to = asked->id;
	m->call_at = asked->call_at;
	m->call_minutes = asked->call_minutes;
	m->call_state = said->state;
	if (data_put(rq->db, KIND_MESSAGE, asked, -1, rq->now, e) || talk_add(rq->db, t, NULL, m, rq->now, rq->arena, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_MESSAGE, m, true, e);
}
