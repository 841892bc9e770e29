#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "priv.h"

struct ids { VEC(const char *) v; struct arena *a; };

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct ids *ids = arg;

	(void)ncols, (void)e;
	*vec_add(&ids->v) = arena_strndup(ids->a, cols[0].s, cols[0].n);
	return 0;
}

/* Objects of an id query, in the arena. */
static int get_all(struct store *s, enum kind kind, const char *sql, const char *arg, struct arena *a, void ***out, struct err *e)
{
	struct ids ids = {.a = a};
	int n = -1;

	if (store_query(s, sql, DB_ARGS(val_text(arg)), take_id, &ids, e) >= 0) {
		void **objs = arena_alloc(a, (ids.v.n + 1) * sizeof(*objs));

		n = 0;
		for (size_t i = 0; i < ids.v.n; i++) {
			objs[n] = store_get(s, kind, ids.v.v[i], a, e);
			n += objs[n] != NULL;
		}
		*out = objs;
	}
	vec_finish(&ids.v);
	return n;
}

int store_quotes(struct store *s, const char *rfq, struct arena *a, struct quote ***out, struct err *e)
{
	return get_all(s, KIND_QUOTE, "SELECT id FROM quote WHERE rfq=$1 ORDER BY version DESC, updated DESC, id DESC", rfq, a, (void ***)out, e);
}

int store_deals(struct store *s, const char *rfq, struct arena *a, struct deal ***out, struct err *e)
{
	return get_all(s, KIND_DEAL, "SELECT id FROM deal WHERE rfq=$1 ORDER BY updated DESC, id DESC", rfq, a, (void ***)out, e);
}

const char *store_rfq_of(struct store *s, const char *id, struct arena *a)
{
	const char *rfq = store_text(s, "SELECT id FROM rfq WHERE id=$1 UNION ALL SELECT rfq FROM deal WHERE id=$1"
		" UNION ALL SELECT rfq FROM quote WHERE id=$1", DB_ARGS(val_text(id)), a, NULL);

	return rfq ? rfq : "";
}

static const struct quote *latest_quote(struct store *s, const struct deal *deal, struct arena *a)
{
	const char *id = store_text(s, "SELECT id FROM quote WHERE deal=$1 ORDER BY version DESC, id DESC LIMIT 1",
		DB_ARGS(val_text(deal->id)), a, NULL);

	return id ? store_get(s, KIND_QUOTE, id, a, NULL) : NULL;
}

/* Refused, sending, queued, held: in this order of urgency. */
static enum intent_state pending_of(struct store *s, const char *rfq)
{
	const struct intent_counts *c = &store_known(s)->intents;

	if (c->waiting + c->n[INTENT_REFUSED] == 0) {
		return INTENT_NONE;
	}
	return (enum intent_state)store_num(s, "SELECT state FROM intent WHERE account=$1 AND state<>$3 AND"
		" (lane=$2 OR object=$2 OR object IN (SELECT id FROM deal WHERE rfq=$2) OR object IN (SELECT id FROM quote WHERE rfq=$2))"
		" ORDER BY CASE state WHEN $4 THEN 0 WHEN $5 THEN 1 WHEN $6 THEN 2 ELSE 3 END LIMIT 1",
		DB_ARGS(val_text(s->account_id), val_text(rfq), val_int(INTENT_ACCEPTED), val_int(INTENT_REFUSED),
		val_int(INTENT_SENDING), val_int(INTENT_QUEUED)), INTENT_NONE);
}

static bool has_draft(struct store *s, const char *rfq)
{
	return store_known(s)->drafts && store_num(s, "SELECT 1 FROM draft WHERE account=$1 AND (id=$2 OR id IN (SELECT id FROM deal WHERE rfq=$2)"
		" OR id IN (SELECT id FROM quote WHERE rfq=$2)) LIMIT 1", DB_ARGS(val_text(s->account_id), val_text(rfq)), 0) == 1;
}

/* A request and two facts about it, in one statement: pages are made of these. */
struct facts { struct arena *a; const struct rfq *rfq; bool unread; const char *deal; };

static int take_facts(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct facts *f = arg;
	const struct val *unread = &cols[ncols - 2], *deal = &cols[ncols - 1];

	(void)e;
	f->rfq = wire_from_row(&entity_rfq, cols, ncols - 2, f->a);
	f->unread = unread->type == VAL_INT && unread->i == 1;
	f->deal = deal->type == VAL_TEXT ? arena_strndup(f->a, deal->s, deal->n) : NULL;
	return 1;
}

/* where: of the list row */
static bool read_facts(struct store *s, const char *where, const struct val *args, size_t nargs, struct facts *f)
{
	const char *get = entity_sql_get(&entity_rfq), *from = strstr(get, " FROM ");
	char sql[1024];

	if (bug(from)) {
		return false;
	}
	snprintf(sql, sizeof(sql), "%.*s, (SELECT unread FROM list_row WHERE %s),"
		" (SELECT id FROM deal WHERE rfq=rfq.id ORDER BY updated DESC, id DESC LIMIT 1)"
		" FROM rfq WHERE id=(SELECT id FROM list_row WHERE %s)", (int)(from - get), get, where, where);
	return store_query(s, sql, args, nargs, take_facts, f, NULL) >= 0 && f->rfq;
}

static void fill_row(struct store *s, const struct facts *f, struct arena *a, struct project_row *out)
{
	struct project_row row = {.rfq = f->rfq, .unread = f->unread};

	if (f->deal) {
		row.deal = store_get(s, KIND_DEAL, f->deal, a, NULL);
		row.deals = (int)store_num(s, "SELECT count(*) FROM deal WHERE rfq=$1", DB_ARGS(val_text(f->rfq->id)), 0);
		row.quote = row.deal ? latest_quote(s, row.deal, a) : NULL;
	}
	row.pending = pending_of(s, f->rfq->id);
	row.draft = has_draft(s, f->rfq->id);
	*out = row;
}

const char *project_at(struct store *s, int64_t n, struct arena *a, struct project_row *out)
{
	struct facts f = {.a = a};

	if (!read_facts(s, "n=$1", DB_ARGS(val_int(n)), &f)) {
		return NULL;
	}
	fill_row(s, &f, a, out);
	return f.rfq->id;
}

bool store_project(struct store *s, const char *rfq, struct arena *a, struct project_row *out)
{
	struct facts f = {.a = a};

	if (!read_facts(s, "kind=$1 AND id=$2", DB_ARGS(val_int(KIND_RFQ), val_text(rfq)), &f)) {
		return false;
	}
	fill_row(s, &f, a, out);
	return true;
}
