#include <stdio.h>

#include "base/clock.h"
#include "data_rows.h"
#include "ep.h"
#include "model/talk.h"
#include "talk.h"
#include "wire/text.h"

/*
 * Newest first, or with after= upwards from there; each page begins by number, so it
 * costs the same anywhere in a thread of any length.
 */
int ep_message_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_MESSAGE, .key = "number", .down = true, .inside = true};
	const char *before = request_query(rq, "before"), *after = request_query(rq, "after");
	struct thread *t;

	if (ep_seen(rq, KIND_THREAD, rq->id, &t, e)) {
		return -1;
	}
	l.equal[l.nequal].column = "thread";
	l.equal[l.nequal++].value = val_text(t->id);
	if (after && *after) {
		l.down = false;
		l.bounded = true;
		l.bound = request_query_int(rq, "after", 0, 0, INT64_MAX);
	} else if (before && *before) {
		l.bounded = true;
		l.bound = request_query_int(rq, "before", 0, 0, INT64_MAX);
	}
	return ep_filter_id(rq, "note", &l, e) ? -1 : ep_answer_list(rq, &l, e);
}

int ep_message_show(struct request *rq, struct err *e)
{
	struct message *m;

	return ep_seen(rq, KIND_MESSAGE, rq->id, &m, e) ? -1 : ep_answer(rq, KIND_MESSAGE, m, false, e);
}

/* Sent before by the same person, saying the same, or changed since: the stored one is the answer. */
static int find_sent(struct request *rq, const struct message *sent, struct message **stored, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_MESSAGE, sent->id, rq->arena, &obj, e);

	if (found <= 0) {
		return found;
	}
	const struct message *old = obj;
	if (strcmp(old->author, rq->reader->account) || strcmp(old->thread, sent->thread) || strcmp(old->reply_to, sent->reply_to)
		|| (old->versions < 2 && strcmp(old->text, sent->text))) {
		return err_field(e, ERR_EXISTS, "id", "another message has this id");
	}
	*stored = obj;
	return 1;
}

/* What it answers, and the note it belongs to, are of the same thread. An answer within a note
   stays with the note. */
static int check_place(struct request *rq, struct message *m, struct note **note, struct err *e)
{
	void *obj;
	int found = 1;

	if (*m->reply_to) {
		found = data_get(rq->db, KIND_MESSAGE, m->reply_to, rq->arena, &obj, e);
		if (found > 0 && strcmp(((struct message *)obj)->thread, m->thread)) {
			found = 0;
		}
		if (found <= 0) {
			return found < 0 ? -1 : err_field(e, ERR_NOT_FOUND, "reply_to", "%s", "");
		}
		m->note = *m->note ? m->note : ((struct message *)obj)->note;
	}
	if (*m->note) {
		found = data_get(rq->db, KIND_NOTE, m->note, rq->arena, &obj, e);
		if (found > 0 && strcmp(((struct note *)obj)->thread, m->thread)) {
			found = 0;
		}
		*note = found > 0 ? obj : NULL;
	}
	return found > 0 ? 0 : found < 0 ? -1 : err_field(e, ERR_NOT_FOUND, "note", "%s", "");
}

static int take_name(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	snprintf(arg, 121, "%s", col_text(cols, 0));
	return 1;
}

/* One may name one's own side, and who has spoken here. */
static int name_mentions(struct request *rq, struct message *m, struct err *e)
{
	for (size_t i = 0; i < m->mentions.n; i++) {
		struct mention *who = ITEM(struct mention, m->mentions, i);
		char name[121] = "";

		if (db_query(rq->db, "SELECT name FROM account WHERE id = $1 AND active = 1 AND (org = $2"
				" OR EXISTS (SELECT 1 FROM message s WHERE s.thread = $3 AND s.author = account.id))",
				DB_ARGS(val_text(who->account), val_text(rq->reader->org), val_text(m->thread)), take_name, name, e) < 0) {
			return -1;
		}
		if (!*name) {
			return err_field(e, ERR_INVALID_FIELD, "mentions", "who is named here is not in this chat");
		}
		who->name = arena_strdup(rq->arena, name);
	}
	return 0;
}

/* The customer's answer to a partner's question opens the chat. */
static int answer_question(struct request *rq, struct thread *t, struct err *e)
{
	void *obj;

	if (t->state != TALK_ASKED || thread_side(rq->reader, t) != ROLE_CUSTOMER) {
		return 0;
	}
	if (data_get(rq->db, KIND_DEAL, t->deal, rq->arena, &obj, e) < 1) {
		return -1;
	}
	struct deal *deal = obj;
	t->state = TALK_OPEN;
	deal->chat_opened = rq->now;
	if (deal->state == DEAL_ASKED || deal->state == DEAL_PROFILE_SENT) {
		deal->state = DEAL_CHAT;
	}
	return data_put(rq->db, KIND_DEAL, deal, -1, rq->now, e);
}

/* What is stored: the reason for a contact is the partner's own side's to read, else only the report's. */
static struct message *to_store(struct request *rq, const struct message *sent)
{
	struct message *m = talk_message(rq, MESSAGE_SAID, sent->id);

	m->thread = sent->thread;
	m->text = sent->text;
	m->reply_to = sent->reply_to;
	m->note = sent->note;
	m->files = sent->files;
	m->mentions = sent->mentions;
	m->contact_reason = rq->reader->role == ROLE_PARTNER ? sent->contact_reason : "";
	return m;
}

int ep_message_send(struct request *rq, struct err *e)
{
	struct message *sent = rq->body, *m = NULL;
	struct note *note = NULL;
	struct thread *t;

	if (ep_seen(rq, KIND_THREAD, sent->thread, &t, e)) {
		return -1;
	}
	ep_about(rq, KIND_MESSAGE, sent->id);
	int found = find_sent(rq, sent, &m, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_MESSAGE, m, false, e);
	}
	if (!*sent->text && !sent->files.n) {
		return err_field(e, ERR_MISSING_FIELD, "text", "there is nothing in this message");
	}
	m = to_store(rq, sent);
	if (thread_may_write(rq->reader, t, e) || check_place(rq, m, &note, e) || name_mentions(rq, m, e)
		|| files_check(rq->db, rq->reader, m->files, "files", e) || answer_question(rq, t, e)
		|| talk_add(rq->db, t, note, m, rq->now, rq->arena, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_MESSAGE, m, true, e);
}

static int keep_version(struct request *rq, const struct message *m, struct err *e)
{
	return db_exec(rq->db, "INSERT INTO message_version (message, version, at, text) VALUES ($1, $2, $3, $4)",
		DB_ARGS(val_text(m->id), val_int(m->versions), val_int(m->edited ? m->edited : m->created), val_text(m->text)), e) < 0
		? -1 : 0;
}

/* Is m the newest of what everybody in its thread reads? 1, 0, -1. */
static int is_shown(struct request *rq, const struct message *m, struct err *e)
{
	long long newer = 0;
	int found = m->vis == VIS_STAFF ? 1 : db_int(rq->db, "SELECT 1 FROM message WHERE thread = $1 AND number > $2 AND vis <> $3 LIMIT 1",
		DB_ARGS(val_text(m->thread), val_int(m->number), val_int(VIS_STAFF)), &newer, e);

	return found < 0 ? -1 : !found;
}

/* A note shows its first message, a thread its last. */
static int follow(struct request *rq, const struct message *m, struct err *e)
{
	void *note = NULL, *thread;

	if (*m->note && data_get(rq->db, KIND_NOTE, m->note, rq->arena, &note, e) < 0) {
		return -1;
	}
	if (note && !strcmp(((struct note *)note)->first, m->id)) {
		((struct note *)note)->text = m->text;
		if (data_put(rq->db, KIND_NOTE, note, -1, rq->now, e)) {
			return -1;
		}
	}
	int shown = is_shown(rq, m, e);
	if (shown < 0 || data_get(rq->db, KIND_THREAD, m->thread, rq->arena, &thread, e) < 1) {
		return -1;
	}
	return shown ? talk_shows(rq->db, thread, m, rq->now, rq->arena, e) : 0;
}

int ep_message_edit(struct request *rq, struct err *e)
{
	const struct message_edit *edit = rq->body;
	struct message *m;

	if (ep_seen(rq, KIND_MESSAGE, rq->id, &m, e)) {
		return -1;
	}
	if (!strcmp(m->author, rq->reader->account) && !strcmp(m->text, edit->text)) {
		return ep_answer(rq, KIND_MESSAGE, m, false, e);
	}
	if (message_may_edit(rq->reader, m, rq->now, e)) {
		return -1;
	}
	if (rq->if_match >= 0 && rq->if_match != m->rev) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld"), (long long)m->rev);
	}
	if (keep_version(rq, m, e)) {
		return -1;
	}
	m->text = edit->text;
	m->edited = rq->now;
	m->versions++;
	m->contact_reason = rq->reader->role == ROLE_PARTNER ? edit->contact_reason : "";
	if (data_put(rq->db, KIND_MESSAGE, m, -1, rq->now, e) || follow(rq, m, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_MESSAGE, m, false, e);
}

static void put_version(struct str *out, int64_t version, int64_t at, const char *text)
{
	char time[CLOCK_TEXT];

	json_put_open(out, '{');
	json_put_key(out, "version");
	json_put_int(out, version);
	json_put_key(out, "at");
	json_put_text(out, clock_format(at, time));
	json_put_key(out, "text");
	json_put_text(out, text);
	json_put_close(out, '}');
}

static int take_version(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	put_version(arg, cols[0].i, cols[1].i, col_text(cols, 2));
	return 0;
}

int message_put_history(struct db *db, const struct message *m, struct str *out, struct err *e)
{
	json_put_open(out, '[');
	if (m->versions > 1 && db_query(db, "SELECT version, at, text FROM message_version WHERE message = $1 ORDER BY version",
			DB_ARGS(val_text(m->id)), take_version, out, e) < 0) {
		return -1;
	}
	put_version(out, m->versions, m->edited ? m->edited : m->created, m->text);
	json_put_close(out, ']');
	return 0;
}

int ep_message_history(struct request *rq, struct err *e)
{
	struct message *m;

	if (ep_seen(rq, KIND_MESSAGE, rq->id, &m, e)) {
		return -1;
	}
	json_put_open(&rq->text, '{');
	json_put_key(&rq->text, "items");
	if (message_put_history(rq->db, m, &rq->text, e)) {
		return -1;
	}
	json_put_close(&rq->text, '}');
	return 0;
}
