#include <string.h>

#include "desk.h"

/* Putting tickets together and apart: nothing is moved, so all of it can be taken back. */

static const char *name_of(struct request *rq, const struct ticket *t)
{
	return arena_printf(rq->arena, "#%lld", (long long)t->number);
}

static int both(struct request *rq, struct ticket *t, struct ticket *into, enum record_kind what, struct err *e)
{
	return desk_record(rq, t, what, into->id, name_of(rq, into), e) || desk_record(rq, into, what, t->id, name_of(rq, t), e)
		|| data_put(rq->db, KIND_TICKET, t, -1, rq->now, e) || data_put(rq->db, KIND_TICKET, into, -1, rq->now, e) ? -1 : 0;
}

int ep_ticket_merge(struct request *rq, struct err *e)
{
	const struct merge *m = rq->body;
	struct ticket *t, *into;

	if (ep_seen(rq, KIND_TICKET, m->into, &into, e) || ep_seen(rq, KIND_TICKET, rq->id, &t, e)) {
		return -1;
	}
	if (!strcmp(t->merged_into, into->id)) {
		return ep_answer(rq, KIND_TICKET, t, false, e);
	}
	if (desk_may(rq->reader, t, DESK_MERGE, e) || desk_may(rq->reader, into, DESK_MERGE, e)) {
		return -1;
	}
	if (!strcmp(t->id, into->id) || strcmp(t->site, into->site) || *into->merged_into || *t->merged_into) {
		return err_field(e, ERR_INVALID_FIELD, "into", "it is merged into a live ticket of the same site that is not merged itself");
	}
	long long has = 0;
	int found = db_int(rq->db, "SELECT 1 FROM ticket WHERE merged_into = $1 LIMIT 1", DB_ARGS(val_text(t->id)), &has, e);
	if (found) {
		return found < 0 ? -1 : err_field(e, ERR_INVALID_FIELD, "into", "others are merged into this one: merge those first");
	}
	t->merged_into = into->id;
	t->due = t->time_left = 0;
	if (both(rq, t, into, RECORD_TICKET_MERGED, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_TICKET, t, false, e);
}

int ep_ticket_unmerge(struct request *rq, struct err *e)
{
	struct ticket *t, *into;
	struct site *site;
	struct hours h;
	void *obj;

	if (ep_seen(rq, KIND_TICKET, rq->id, &t, e)) {
		return -1;
	}
	if (!*t->merged_into) {
		return ep_answer(rq, KIND_TICKET, t, false, e);
	}
	if (desk_may(rq->reader, t, DESK_MERGE, e) || desk_site(rq, t->site, &site, &h, e)
		|| data_get(rq->db, KIND_TICKET, t->merged_into, rq->arena, &obj, e) < 1) {
		return -1;
	}
	into = obj;
	t->merged_into = "";
	desk_set_state(t, (enum ticket_state)t->state, &h, rq->now);
	if (both(rq, t, into, RECORD_TICKET_UNMERGED, e)) {
		return -1;
	}
	ep_about(rq, KIND_TICKET, t->id);
	return ep_answer(rq, KIND_TICKET, t, false, e);
}

static int message_numbered(struct request *rq, const struct ticket *t, int64_t number, struct message **out, struct err *e)
{
	char id[ULID_SIZE];
	void *obj;

	if (ep_find_id(rq, "SELECT id FROM message WHERE thread = $1 AND number = $2", DB_ARGS(val_text(t->id), val_int(number)), id, e) < 0) {
		return -1;
	}
	/* what the desk says among itself is not made a ticket that others read */
	if (!*id || data_get(rq->db, KIND_MESSAGE, id, rq->arena, &obj, e) < 1 || ((struct message *)obj)->kind != MESSAGE_SAID
		|| ((struct message *)obj)->vis == VIS_STAFF) {
		return err_field(e, ERR_INVALID_FIELD, "from", "there is no such message in this ticket");
	}
	*out = obj;
	return 0;
}

/* A second request in the same ticket becomes one of its own, of the same people. */
int ep_ticket_split(struct request *rq, struct err *e)
{
	const struct split *s = rq->body;
	struct message *m = NULL;
	struct ticket *t, *n;
	void *old;

	if (ep_seen(rq, KIND_TICKET, rq->id, &t, e)) {
		return -1;
	}
	int found = data_get(rq->db, KIND_TICKET, s->id, rq->arena, &old, e);
	if (found > 0 && !strcmp(((struct ticket *)old)->requester, t->requester) && !strcmp(((struct ticket *)old)->subject, s->subject)) {
		return ep_answer(rq, KIND_TICKET, old, false, e);
	}
	if (found) {
		return found < 0 ? -1 : err_field(e, ERR_EXISTS, "id", "another ticket has this id");
	}
	if (desk_may(rq->reader, t, DESK_SPLIT, e) || message_numbered(rq, t, s->from, &m, e)) {
		return -1;
	}
	n = entity_copy(&entity_ticket, t, rq->arena);
	n->id = s->id;
	n->rev = 0;
	n->subject = s->subject;
	n->task = m->text;
	n->files = m->files;
	n->wished = "";
	n->state = TICKET_OPEN;
	n->first_reply = n->solved = n->votes = n->messages = 0;
	if (ticket_begin(rq, n, m, e) || data_put(rq->db, KIND_TICKET, n, 0, rq->now, e) || both(rq, n, t, RECORD_TICKET_SPLIT, e)) {
		return -1;
	}
	ep_about(rq, KIND_TICKET, n->id);
	return ep_answer(rq, KIND_TICKET, n, true, e);
}

/* One voice an organisation. */
int ep_ticket_vote(struct request *rq, struct err *e)
{
	struct ticket *t;
	int added;

	if (ep_seen(rq, KIND_TICKET, rq->id, &t, e) || desk_may(rq->reader, t, DESK_VOTE, e)) {
		return -1;
	}
	added = db_exec(rq->db, "INSERT INTO ticket_vote (ticket, org) VALUES ($1, $2) ON CONFLICT (ticket, org) DO NOTHING",
		DB_ARGS(val_text(t->id), val_text(rq->reader->org)), e);
	if (added < 0) {
		return -1;
	}
	t->votes += added > 0;
	if (added > 0 && data_put(rq->db, KIND_TICKET, t, -1, rq->now, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_TICKET, t, false, e);
}
