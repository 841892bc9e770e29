#include <string.h>

#include "base/clock.h"
#include "base/vec.h"
#include "data_rows.h"
#include "ep.h"
#include "wire/wire.h"

/*
 * All there is to a deal, for a dispute: the request, every version of the quote, and who did
 * what when, with the audit chain's hashes. Attempts that were refused are staff's to read.
 */
struct action {
	int64_t at, n;
	const char *actor, *role, *what, *kind, *object, *hash;
};

struct history {
	struct request *rq;
	VEC(struct action) actions;
	VEC(const char *) quotes;
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
	return db_query(h->rq->db, ACTIONS "= $1 UNION ALL " ACTIONS "IN (SELECT id FROM quote WHERE deal = $1) UNION ALL "
		ACTIONS "= $2 AND what LIKE 'rfq.%' ORDER BY 1, 2, 3",
		DB_ARGS(val_text(d->id), val_text(d->rfq)), take_action, h, e) < 0 ? -1 : 0;
}

static int add_quotes(struct history *h, struct json *out, struct err *e)
{
	void **objs = arena_alloc(h->rq->arena, (h->quotes.n + 1) * sizeof(*objs));
	struct json *list = json_new_array();

	json_set(out, "quotes", list);
	if (h->quotes.n && data_get_many(h->rq->db, KIND_QUOTE, h->quotes.v, h->quotes.n, h->rq->arena, objs, e)) {
		return -1;
	}
	for (size_t i = 0; i < h->quotes.n; i++) {
		if (objs[i] && reader_sees(h->rq->reader, objs[i])) {
			json_push(list, wire_write(&entity_quote, objs[i], h->rq->reader));
		}
	}
	return 0;
}

/* Whose act it was: the organisation to all, the person to their own side and to staff. */
static void add_actor(const struct history *h, struct json *j, const struct account *who)
{
	const struct reader *r = h->rq->reader;

	if (who) {
		json_set_text(j, "org", who->org);
		json_set_text(j, "name", reader_staff(r) || !strcmp(who->org, r->org) ? who->name : NULL);
	}
}

static int add_actions(struct history *h, struct json *out, struct err *e)
{
	size_t n = h->actions.n;
	const char **ids = arena_alloc(h->rq->arena, (n + 1) * sizeof(*ids));
	void **who = arena_alloc(h->rq->arena, (n + 1) * sizeof(*who));
	struct json *list = json_new_array();
	char time[CLOCK_TEXT];

	json_set(out, "actions", list);
	for (size_t i = 0; i < n; i++) {
		ids[i] = h->actions.v[i].actor;
	}
	if (n && data_get_many(h->rq->db, KIND_ACCOUNT, ids, n, h->rq->arena, who, e)) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		const struct action *a = &h->actions.v[i];
		struct json *j = json_new_object();

		json_set_text(j, "at", clock_format(a->at, time));
		json_set_text(j, "what", a->what);
		json_set_text(j, "role", a->role);
		add_actor(h, j, who[i]);
		json_set_text(j, "kind", a->kind);
		json_set_text(j, "object", a->object);
		json_set_int(j, "n", a->n);
		json_set_text(j, "hash", a->hash);
		json_push(list, j);
	}
	return 0;
}

int ep_deal_history(struct request *rq, struct err *e)
{
	struct history h = {.rq = rq};
	struct json *out = NULL;
	char time[CLOCK_TEXT];
	struct deal *deal;
	void *rfq;
	int r = -1;

	if (ep_seen(rq, KIND_DEAL, rq->id, &deal, e) || data_get(rq->db, KIND_RFQ, deal->rfq, rq->arena, &rfq, e) < 1
		|| read_rows(&h, deal, e)) {
		goto out;
	}
	out = json_new_object();
	json_set_text(out, "exported", clock_format(rq->now, time));
	json_set(out, "deal", wire_write(&entity_deal, deal, rq->reader));
	json_set(out, "rfq", wire_write(&entity_rfq, rfq, rq->reader));
	if (add_quotes(&h, out, e) || add_actions(&h, out, e)) {
		goto out;
	}
	rq->reply = out;
	out = NULL;
	r = 0;
out:
	json_free(out);
	vec_finish(&h.actions);
	vec_finish(&h.quotes);
	return r;
}
