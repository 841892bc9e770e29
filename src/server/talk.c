#include "talk.h"

#include <stdio.h>
#include <string.h>

#include "base/ulid.h"
#include "base/vec.h"
#include "data_rows.h"
#include "text/utf8.h"

enum { SNIPPET = 160, DETAIL = 300, CATCH_UP = 200 };

int talk_of_deal(struct db *db, const char *deal, struct arena *a, struct thread **out, struct err *e)
{
	void *obj;
	int found = data_get(db, KIND_THREAD, deal, a, &obj, e);

	if (found > 0) {
		*out = obj;
	}
	return found;
}

int talk_id_free(struct db *db, const char *id, const char *field, struct arena *a, struct err *e)
{
	static const enum kind kinds[] = {KIND_THREAD, KIND_DEAL, KIND_TICKET};
	void *other;

	for (size_t i = 0; i < lengthof(kinds); i++) {
		int taken = data_get(db, kinds[i], id, a, &other, e);

		if (taken) {
			return taken < 0 ? -1 : err_field(e, ERR_EXISTS, field, "another thread has this id");
		}
	}
	return 0;
}

struct thread *talk_for_deal(const struct deal *deal, const struct rfq *rfq, struct arena *a)
{
	struct thread *t = entity_new(&entity_thread, a);

	t->id = deal->id;
	t->site = deal->site;
	t->customer = deal->customer;
	t->partner = deal->partner;
	t->vis = VIS_PARTIES;
	t->kind = THREAD_PROJECT;
	t->deal = deal->id;
	t->rfq = rfq->id;
	t->number = rfq->number;
	t->title = rfq->title;
	t->customer_name = rfq->customer_name;
	t->partner_name = deal->partner_name;
	return t;
}

struct message *talk_message(const struct request *rq, enum message_kind kind, const char *id)
{
	struct message *m = entity_new(&entity_message, rq->arena);
	char made[ULID_SIZE];

	m->id = id ? id : arena_strdup(rq->arena, ulid_make(made));
	m->kind = (int)kind;
	m->author = rq->reader->account;
	m->author_name = rq->account_name;
	m->side = (int)rq->reader->role;
	return m;
}

/* The beginning of a text, in one line. */
static const char *one_line(const char *s, size_t max, struct arena *a)
{
	char *out = arena_strndup(a, s, utf8_limit(s, strlen(s), max));

	for (char *p = out; *p; p++) {
		*p = *p == '\n' || *p == '\t' ? ' ' : *p;
	}
	return out;
}

/* The beginning of what was said. */
static const char *snippet(const struct message *m, struct arena *a)
{
	const char *s = *m->text ? m->text : m->detail;
	const char *name = m->files.n ? ITEM(const struct file_ref, m->files, 0)->name : "";

	return one_line(*s ? s : name, SNIPPET, a);
}

static int move_note(struct db *db, struct note *n, const struct message *m, int64_t now, struct err *e)
{
	n->messages += m->kind != MESSAGE_RECORD;
	n->last_at = now;
	return data_put(db, KIND_NOTE, n, -1, now, e);
}

int talk_shows(struct db *db, struct thread *t, const struct message *m, int64_t now, struct arena *a, struct err *e)
{
	t->last_by = m->author_name;
	t->last_kind = m->kind;
	t->last_text = snippet(m, a);
	return data_put(db, KIND_THREAD, t, -1, now, e);
}

int talk_add(struct db *db, struct thread *t, struct note *note, struct message *m, int64_t now, struct arena *a, struct err *e)
{
	m->site = t->site;
	m->customer = t->customer;
	m->partner = t->partner;
	bool inside = m->vis == VIS_STAFF;

	m->vis = inside ? VIS_STAFF : t->vis;
	m->thread = t->id;
	m->note = note ? note->id : "";
	m->number = ++t->messages;
	m->versions = 1;
	t->last_at = now;
	/* what the desk says among itself is not shown to who asked, in a list neither */
	if (data_put(db, KIND_MESSAGE, m, 0, now, e)
		|| (inside ? data_put(db, KIND_THREAD, t, -1, now, e) : talk_shows(db, t, m, now, a, e))) {
		return -1;
	}
	return note ? move_note(db, note, m, now, e) : 0;
}

int talk_record_in(struct request *rq, struct thread *t, struct note *note, enum record_kind what, const char *object,
	const char *detail, const struct items *files, struct err *e)
{
	struct message *m = talk_message(rq, MESSAGE_RECORD, NULL);

	m->record = (int)what;
	m->object = object;
	m->detail = one_line(detail, DETAIL, rq->arena);
	if (files) {
		m->files = *files;
	}
	return talk_add(rq->db, t, note, m, rq->now, rq->arena, e);
}

int talk_record(struct request *rq, const char *deal, enum record_kind what, const char *object, const char *detail, struct err *e)
{
	struct thread *t;
	int found = talk_of_deal(rq->db, deal, rq->arena, &t, e);

	return found <= 0 ? found : talk_record_in(rq, t, NULL, what, object, detail, NULL, e);
}

int talk_record_quote(struct request *rq, const struct quote *q, enum record_kind what, struct err *e)
{
	return talk_record(rq, q->deal, what, q->id, arena_printf(rq->arena, "v%lld", (long long)q->version), e);
}

int talk_open(struct request *rq, const struct deal *deal, const struct rfq *rfq, struct err *e)
{
	struct thread *t;
	int found = talk_of_deal(rq->db, deal->id, rq->arena, &t, e);

	if (found < 0) {
		return -1;
	}
	if (!found) {
		t = talk_for_deal(deal, rfq, rq->arena);
	}
	t->state = TALK_OPEN;
	return talk_record_in(rq, t, NULL, RECORD_CHAT_OPENED, deal->id, "", NULL, e);
}

struct due {
	struct arena a;
	VEC(const char *) deals;
};

static int take_due(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct due *d = arg;

	(void)ncols, (void)e;
	*vec_add(&d->deals) = arena_strdup(&d->a, col_text(cols, 0));
	return 0;
}

/* As it would have been: dated when the chat was opened, by the customer's organisation. */
static int make_up(struct db *db, const char *id, struct arena *a, struct err *e)
{
	struct message *m = entity_new(&entity_message, a);
	struct thread *t;
	void *deal, *rfq;
	char made[ULID_SIZE];

	if (talk_of_deal(db, id, a, &t, e) || data_get(db, KIND_DEAL, id, a, &deal, e) < 1
		|| data_get(db, KIND_RFQ, ((struct deal *)deal)->rfq, a, &rfq, e) < 1) {
		return e->code == ERR_OK ? 0 : -1;
	}
	int64_t at = ((struct deal *)deal)->chat_opened;
	t = talk_for_deal(deal, rfq, a);
	t->created = at;
	m->id = arena_strdup(a, ulid_make(made));
	m->created = at;
	m->kind = MESSAGE_RECORD;
	m->record = RECORD_CHAT_OPENED;
	m->object = id;
	m->author_name = t->customer_name;
	m->side = ROLE_CUSTOMER;
	return talk_add(db, t, NULL, m, at, a, e);
}

static int catch_up(struct db *db, void *arg, struct err *e)
{
	struct due d = {0};
	int *n = arg, r = -1;

	arena_init(&d.a);
	if (db_query(db, "SELECT deal FROM thread_due ORDER BY deal LIMIT $1", DB_ARGS(val_int(CATCH_UP)), take_due, &d, e) < 0) {
		goto out;
	}
	for (size_t i = 0; i < d.deals.n; i++) {
		if (make_up(db, d.deals.v[i], &d.a, e)
			|| db_exec(db, "DELETE FROM thread_due WHERE deal = $1", DB_ARGS(val_text(d.deals.v[i])), e) < 0) {
			goto out;
		}
	}
	*n = (int)d.deals.n;
	r = 0;
out:
	vec_finish(&d.deals);
	arena_finish(&d.a);
	return r;
}

int talk_catch_up(struct db *db, struct err *e)
{
	int n = 0;

	return db_tx(db, DB_WRITE, catch_up, &n, e) ? -1 : n;
}
