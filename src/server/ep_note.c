#include <stdio.h>

#include "data_rows.h"
#include "ep.h"
#include "model/talk.h"
#include "routes.h"
#include "talk.h"

enum { NAME = 160 };

int ep_note_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_NOTE, .key = "created", .down = true};
	const char *thread = request_query(rq, "thread");
	struct thread *t;

	if (ep_filter_id(rq, "thread", &l, e) || ep_filter_id(rq, "rfq", &l, e) || ep_filter_hash(rq, "file", "file_hash", &l, e)
		|| ep_filter_word(rq, "state", "state", &enum_note_state, &l, e)) {
		return -1;
	}
	if (thread && *thread) {
		if (ep_seen(rq, KIND_THREAD, thread, &t, e)) {
			return -1;
		}
		/* in the order of their pins, which is an index of the thread's */
		l.inside = true;
		l.key = "number";
		l.down = false;
	}
	return ep_answer_list(rq, &l, e);
}

int ep_note_show(struct request *rq, struct err *e)
{
	struct note *n;

	return ep_seen(rq, KIND_NOTE, rq->id, &n, e) ? -1 : ep_answer(rq, KIND_NOTE, n, false, e);
}

static int check_selectors(struct items selectors, struct err *e)
{
	for (size_t i = 0; i < selectors.n; i++) {
		const struct selector *s = ITEM(const struct selector, selectors, i);

		if (s->type == SELECTOR_FRAGMENT ? !*s->value : !*s->exact) {
			return err_field(e, ERR_MISSING_FIELD, "selectors", "a selector says where: a fragment its value, a quote its text");
		}
	}
	return 0;
}

struct shown {
	char name[201], rev[9];
};

static int take_ref(void *arg, struct items files, const char *hash)
{
	struct shown *s = arg;

	for (size_t i = 0; i < files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, files, i);

		if (!strcmp(f->hash, hash)) {
			snprintf(s->name, sizeof(s->name), "%s", f->name);
			snprintf(s->rev, sizeof(s->rev), "%s", f->rev);
			return 1;
		}
	}
	return 0;
}

struct using {
	struct request *rq;
	const char *hash;
	struct shown *shown;
};

static int take_use(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	const struct using *u = arg;
	void *obj;

	(void)ncols;
	int found = data_get(u->rq->db, KIND_MESSAGE, col_text(cols, 0), u->rq->arena, &obj, e);
	return found <= 0 ? found : take_ref(u->shown, ((struct message *)obj)->files, u->hash);
}

/* A note is on a file that both sides have: one of the request's, or one sent in the thread. */
static int find_file(struct request *rq, const struct thread *t, const char *hash, struct shown *out, struct err *e)
{
	struct using u = {rq, hash, out};
	void *rfq = NULL;

	if (!hash_valid(hash)) {
		return err_field(e, ERR_INVALID_FIELD, "file_hash", tr("%.40s is not the hash of a file"), "file_hash");
	}
	if (*t->rfq && data_get(rq->db, KIND_RFQ, t->rfq, rq->arena, &rfq, e) < 0) {
		return -1;
	}
	if (rfq && take_ref(out, ((struct rfq *)rfq)->files, hash)) {
		return 0;
	}
	if (db_query(rq->db, "SELECT m.id FROM file_use u JOIN message m ON m.id = u.id WHERE u.hash = $1 AND u.kind = 'message'"
			" AND m.thread = $2 ORDER BY m.number", DB_ARGS(val_text(hash), val_text(t->id)), take_use, &u, e) < 0) {
		return -1;
	}
	return *out->name ? 0 : err_field(e, ERR_NOT_FOUND, "file_hash", "this drawing is not in this chat");
}

/* Made before by the same person in the same place: the stored one is the answer. */
static int find_made(struct request *rq, const struct note *sent, struct note **stored, struct err *e)
{
	void *obj;
	int found = data_get(rq->db, KIND_NOTE, sent->id, rq->arena, &obj, e);

	if (found > 0) {
		*stored = obj;
		return strcmp((*stored)->author, rq->reader->account) || strcmp((*stored)->first, sent->first)
			? err_field(e, ERR_EXISTS, "id", "another note has this id") : 1;
	}
	if (found == 0 && data_get(rq->db, KIND_MESSAGE, sent->first, rq->arena, &obj, e) > 0) {
		return err_field(e, ERR_EXISTS, "first", "another message has this id");
	}
	return found == 0 && e->code != ERR_OK ? -1 : found;
}

static void fill(struct request *rq, struct note *n, struct thread *t, const struct shown *file)
{
	n->site = t->site;
	n->customer = t->customer;
	n->partner = t->partner;
	n->vis = t->vis;
	n->rfq = t->rfq;
	n->number = ++t->notes;
	n->state = NOTE_OPEN;
	n->file_name = arena_strdup(rq->arena, file->name);
	n->file_rev = arena_strdup(rq->arena, file->rev);
	n->author = rq->reader->account;
	n->author_name = rq->account_name;
	n->side = (int)rq->reader->role;
}

/* The note and its first message are made together, or not at all. */
static int make(struct request *rq, struct note *n, struct thread *t, struct err *e)
{
	struct message *m = talk_message(rq, MESSAGE_SAID, n->first);

	m->text = n->text;
	if (rq->reader->role == ROLE_PARTNER) {
		m->contact_reason = n->contact_reason;
	}
	if (data_put(rq->db, KIND_NOTE, n, 0, rq->now, e)) {
		return -1;
	}
	return talk_add(rq->db, t, n, m, rq->now, rq->arena, e);
}

int ep_note_create(struct request *rq, struct err *e)
{
	struct note *sent = rq->body, *n = NULL;
	struct shown file = {.name = ""};
	struct thread *t;

	if (ep_seen(rq, KIND_THREAD, sent->thread, &t, e)) {
		return -1;
	}
	ep_about(rq, KIND_NOTE, sent->id);
	int found = find_made(rq, sent, &n, e);
	if (found) {
		return found < 0 ? -1 : ep_answer(rq, KIND_NOTE, n, false, e);
	}
	if (thread_may_write(rq->reader, t, e) || check_selectors(sent->selectors, e)
		|| find_file(rq, t, sent->file_hash, &file, e)) {
		return -1;
	}
	if (t->state == TALK_ASKED) {
		return err_set(e, ERR_STATE, "answer the question first: that opens the chat");
	}
	n = entity_copy(&entity_note, sent, rq->arena);
	if (rq->reader->role != ROLE_PARTNER) {
		n->contact_reason = "";
	}
	fill(rq, n, t, &file);
	if (make(rq, n, t, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_NOTE, n, true, e);
}

static int read_note(struct request *rq, struct note **n, struct thread **t, struct err *e)
{
	if (ep_seen(rq, KIND_NOTE, rq->id, n, e) || ep_seen(rq, KIND_THREAD, (*n)->thread, t, e)) {
		return -1;
	}
	ep_about(rq, KIND_NOTE, (*n)->id);
	if (rq->if_match >= 0 && rq->if_match != (*n)->rev) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld"), (long long)(*n)->rev);
	}
	return 0;
}

static int record(struct request *rq, struct thread *t, struct note *n, enum record_kind what, struct err *e)
{
	char name[NAME];

	note_name(n, name, sizeof(name));
	return talk_record_in(rq, t, n, what, n->id, arena_strdup(rq->arena, name), NULL, e);
}

int ep_note_state(struct request *rq, struct err *e)
{
	static const enum record_kind records[] = {[NOTE_OPEN] = RECORD_NOTE_OPENED, [NOTE_ACCEPTED] = RECORD_NOTE_ACCEPTED,
		[NOTE_REJECTED] = RECORD_NOTE_REJECTED, [NOTE_DONE] = RECORD_NOTE_DONE};
	const struct note_change *change = rq->body;
	struct thread *t;
	struct note *n;

	if (read_note(rq, &n, &t, e)) {
		return -1;
	}
	if (n->state != change->state) {
		if (note_may(rq->reader, t, n, (enum note_state)change->state, e)) {
			return -1;
		}
		n->state = change->state;
		n->decided_by = rq->account_name;
		n->decided = rq->now;
		if (record(rq, t, n, records[n->state], e)) {
			return -1;
		}
	}
	return ep_answer(rq, KIND_NOTE, n, false, e);
}

static bool placed_so(const struct note *n, const struct note_place *p)
{
	if (strcmp(n->file_hash, p->file_hash) || n->page != p->page || n->x != p->x || n->y != p->y || strcmp(n->zone, p->zone)
		|| n->selectors.n != p->selectors.n) {
		return false;
	}
	for (size_t i = 0; i < p->selectors.n; i++) {
		if (!entity_equal(&entity_selector, ITEM(const struct selector, n->selectors, i), ITEM(const struct selector, p->selectors, i), true)) {
			return false;
		}
	}
	return true;
}

static void place(struct request *rq, struct note *n, const struct note_place *p, const struct shown *file)
{
	n->file_hash = p->file_hash;
	n->file_name = arena_strdup(rq->arena, file->name);
	n->file_rev = arena_strdup(rq->arena, file->rev);
	n->page = p->page;
	n->selectors = p->selectors;
	n->x = p->x;
	n->y = p->y;
	n->zone = p->zone;
	n->placed = rq->now;
}

int ep_note_place(struct request *rq, struct err *e)
{
	const struct note_place *p = rq->body;
	struct shown file = {.name = ""};
	struct thread *t;
	struct note *n;

	if (read_note(rq, &n, &t, e)) {
		return -1;
	}
	if (!placed_so(n, p)) {
		if (thread_may_write(rq->reader, t, e) || check_selectors(p->selectors, e) || find_file(rq, t, p->file_hash, &file, e)) {
			return -1;
		}
		place(rq, n, p, &file);
		if (record(rq, t, n, RECORD_NOTE_PLACED, e)) {
			return -1;
		}
	}
	return ep_answer(rq, KIND_NOTE, n, false, e);
}
