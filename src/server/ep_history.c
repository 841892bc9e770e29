#include <string.h>

#include "base/clock.h"
#include "base/vec.h"
#include "data_rows.h"
#include "ep.h"
#include "talk.h"
#include "wire/text.h"
#include "wire/wire.h"

/*
 * All there is to a deal, for a dispute: the request, every version of the quote, notes and messages
 * with every text they have had, and who did what when, with the audit chain's hashes.
 * Attempts that were refused are staff's to read.
 */
enum { MESSAGES = 20000 }; /* in one reply; the rest by after=NUMBER */

struct action {
	int64_t at, n;
	const char *actor, *role, *what, *kind, *object, *hash;
};

struct history {
	struct request *rq;
	VEC(struct action) actions;
	VEC(const char *) quotes;
	/* while messages and notes are put */
	const struct entity *en;
	void *obj;
	int64_t number; /* of the last message */
};

static int take_quote(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct history *h = arg;

	(void)ncols, (void)e;
	*vec_add(&h->quotes) = arena_strdup(h->rq->arena, col_text(cols, 0));
	return 0;
}

static int take_action(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct history *h = arg;
	const char *texts[6];

	(void)ncols, (void)e;
	for (size_t i = 0; i < 6; i++) {
		texts[i] = arena_strdup(h->rq->arena, col_text(cols, 3 + i));
	}
	*vec_add(&h->actions) = (struct action){cols[0].i, cols[2].i, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5]};
	return 0;
}

#define ACTIONS "SELECT at, site, n, actor, role, what, kind, object, hash FROM audit WHERE result = 'ok' AND object "

static int read_rows(struct history *h, const struct deal *d, struct err *e)
{
	if (db_query(h->rq->db, "SELECT id FROM quote WHERE deal = $1 ORDER BY version", DB_ARGS(val_text(d->id)),
			take_quote, h, e) < 0) {
		return -1;
	}
	return db_query(h->rq->db, ACTIONS "= $1 UNION ALL " ACTIONS "IN (SELECT id FROM quote WHERE deal = $1) AND kind = 'quote' UNION ALL "
		ACTIONS "IN (SELECT id FROM note WHERE thread = $1) AND kind = 'note' UNION ALL "
		ACTIONS "IN (SELECT id FROM message WHERE thread = $1) AND kind = 'message' AND what <> 'message.send' UNION ALL "
		ACTIONS "= $2 AND what LIKE 'rfq.%' ORDER BY 1, 2, 3",
		DB_ARGS(val_text(d->id), val_text(d->rfq)), take_action, h, e) < 0 ? -1 : 0;
}

static int put_quotes(struct history *h, struct str *out, struct err *e)
{
	void **objs = arena_alloc(h->rq->arena, (h->quotes.n + 1) * sizeof(*objs));

	if (h->quotes.n && data_get_many(h->rq->db, KIND_QUOTE, h->quotes.v, h->quotes.n, h->rq->arena, objs, e)) {
		return -1;
	}
	json_put_key(out, "quotes");
	json_put_open(out, '[');
	for (size_t i = 0; i < h->quotes.n; i++) {
		if (objs[i] && reader_sees(h->rq->reader, objs[i])) {
			wire_put(out, &entity_quote, objs[i], h->rq->reader);
		}
	}
	json_put_close(out, ']');
	return 0;
}

/* Whose act it was: the organisation to all, the person to their own side and to staff. */
static void put_actor(const struct history *h, struct str *out, const struct account *who)
{
	const struct reader *r = h->rq->reader;

	if (who) {
		json_put_key(out, "org");
		json_put_text(out, who->org);
		json_put_key(out, "name");
		json_put_text(out, reader_staff(r) || !strcmp(who->org, r->org) ? who->name : NULL);
	}
}

static void put(struct str *out, const char *key, const char *text)
{
	json_put_key(out, key);
	json_put_text(out, text);
}

static void put_action(const struct history *h, const struct action *a, const struct account *who, struct str *out)
{
	char time[CLOCK_TEXT];

	json_put_open(out, '{');
	put(out, "at", clock_format(a->at, time));
	put(out, "what", a->what);
	put(out, "role", a->role);
	put_actor(h, out, who);
	put(out, "kind", a->kind);
	put(out, "object", a->object);
	json_put_key(out, "n");
	json_put_int(out, a->n);
	put(out, "hash", a->hash);
	json_put_close(out, '}');
}

static int put_actions(struct history *h, struct str *out, struct err *e)
{
	size_t n = h->actions.n;
	const char **ids = arena_alloc(h->rq->arena, (n + 1) * sizeof(*ids));
	void **who = arena_alloc(h->rq->arena, (n + 1) * sizeof(*who));

	for (size_t i = 0; i < n; i++) {
		ids[i] = h->actions.v[i].actor;
	}
	if (n && data_get_many(h->rq->db, KIND_ACCOUNT, ids, n, h->rq->arena, who, e)) {
		return -1;
	}
	json_put_key(out, "actions");
	json_put_open(out, '[');
	for (size_t i = 0; i < n; i++) {
		put_action(h, &h->actions.v[i], who[i], out);
	}
	json_put_close(out, ']');
	return 0;
}

static int put_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct history *h = arg;
	struct str *out = &h->rq->text;
	const struct message *m = h->obj;

	(void)ncols;
	wire_lend_row(h->en, VIEW_FULL, cols, h->obj);
	if (!reader_sees(h->rq->reader, h->obj)) {
		return 0;
	}
	json_put_open(out, '{');
	wire_put_row(out, h->en, VIEW_FULL, cols, h->rq->reader);
	if (h->en == &entity_message) {
		h->number = m->number;
		if (m->versions > 1) {
			json_put_key(out, "history");
			if (message_put_history(h->rq->db, m, out, e)) {
				return -1;
			}
		}
	}
	json_put_close(out, '}');
	return 0;
}

/* Those of the thread from a number on, at most so many; answers how many. */
static int put_rows(struct history *h, enum kind kind, const char *key, const char *thread, int64_t after, struct err *e)
{
	struct str *out = &h->rq->text;
	struct sql q = SQL_INIT;

	h->en = entities[kind];
	h->obj = entity_new(h->en, h->rq->arena);
	json_put_key(out, key);
	json_put_open(out, '[');
	sql_add(&q, "SELECT ");
	sql_add(&q, entity_sql_view(h->en, VIEW_FULL));
	sql_add(&q, " FROM ");
	sql_add(&q, h->en->name);
	sql_add(&q, " t WHERE t.thread = ");
	sql_arg(&q, val_text(thread));
	sql_add(&q, " AND t.number > ");
	sql_arg(&q, val_int(after));
	sql_add(&q, " ORDER BY t.number LIMIT ");
	sql_arg(&q, val_int(MESSAGES));
	int n = sql_query(h->rq->db, &q, put_row, h, e);
	sql_finish(&q);
	json_put_close(out, ']');
	return n;
}

static int put_talk(struct history *h, const struct deal *d, struct err *e)
{
	struct str *out = &h->rq->text;
	int64_t after = request_query_int(h->rq, "after", 0, 0, INT64_MAX);
	struct thread *t = NULL;
	int found = talk_of_deal(h->rq->db, d->id, h->rq->arena, &t, e);

	if (found < 0) {
		return -1;
	}
	json_put_key(out, "thread");
	if (found) {
		wire_put(out, &entity_thread, t, h->rq->reader);
	} else {
		json_put_text(out, NULL);
	}
	if (put_rows(h, KIND_NOTE, "notes", d->id, 0, e) < 0 || put_rows(h, KIND_MESSAGE, "messages", d->id, after, e) < 0) {
		return -1;
	}
	json_put_key(out, "more_after");
	if (found && h->number && h->number < t->messages) {
		json_put_int(out, h->number);
	} else {
		json_put_text(out, NULL);
	}
	return 0;
}

int ep_deal_history(struct request *rq, struct err *e)
{
	struct history h = {.rq = rq};
	char time[CLOCK_TEXT];
	struct deal *deal;
	void *rfq;
	int r = -1;

	if (ep_seen(rq, KIND_DEAL, rq->id, &deal, e) || data_get(rq->db, KIND_RFQ, deal->rfq, rq->arena, &rfq, e) < 1
		|| read_rows(&h, deal, e)) {
		goto out;
	}
	json_put_open(&rq->text, '{');
	put(&rq->text, "exported", clock_format(rq->now, time));
	json_put_key(&rq->text, "deal");
	wire_put(&rq->text, &entity_deal, deal, rq->reader);
	json_put_key(&rq->text, "rfq");
	wire_put(&rq->text, &entity_rfq, rfq, rq->reader);
	if (put_quotes(&h, &rq->text, e) || put_actions(&h, &rq->text, e) || put_talk(&h, deal, e)) {
		goto out;
	}
	json_put_close(&rq->text, '}');
	r = str_failed(&rq->text) ? err_set(e, ERR_TOO_LARGE, "the reply") : 0;
out:
	vec_finish(&h.actions);
	vec_finish(&h.quotes);
	return r;
}
