#include <stdio.h>

#include "priv.h"

int seen_rev(struct store *s, enum kind kind, const char *id, int64_t *rev, struct err *e)
{
	long long v = 0;
	int r = db_int(s->db, "SELECT rev FROM seen WHERE account=$1 AND kind=$2 AND id=$3",
		DB_ARGS(val_text(s->account_id), val_int(kind), val_text(id)), &v, e);

	*rev = v;
	return r;
}

int seen_set(struct store *s, enum kind kind, const char *id, int64_t rev, struct err *e)
{
	return store_exec(s, "INSERT INTO seen(account,kind,id,rev) VALUES($1,$2,$3,$4)"
		" ON CONFLICT(account,kind,id) DO UPDATE SET rev=excluded.rev",
		DB_ARGS(val_text(s->account_id), val_int(kind), val_text(id), val_int(rev)), e) < 0 ? -1 : 0;
}

/* Of a thread it is its newest message that is seen. */
const char *seen_column(enum kind kind)
{
	return kind == KIND_THREAD ? "messages" : "rev";
}

struct mark { enum kind kind; const char *id; bool seen; };

/* rev 0: never seen; of a thread only the newest message is unread again. */
static int mark_table(struct store *s, enum kind kind, const char *where, const struct mark *m, struct err *e)
{
	char sql[320];

	snprintf(sql, sizeof(sql), "INSERT INTO seen(account,kind,id,rev) SELECT $1, $2, id, CASE WHEN $4=1 THEN %s ELSE %s END"
		" FROM %s WHERE %s=$3 ON CONFLICT(account,kind,id) DO UPDATE SET rev=excluded.rev", seen_column(kind),
		kind == KIND_THREAD ? "max(messages-1,0)" : "0", entities[kind]->name, where);
	return store_exec(s, sql, DB_ARGS(val_text(s->account_id), val_int(kind), val_text(m->id), val_int(m->seen)), e) < 0 ? -1 : 0;
}

struct parts { struct store *s; };

static int reindex_part(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	const struct parts *p = arg;

	(void)ncols;
	return index_row(p->s, (enum kind)cols[0].i, cols[1].s, e);
}

static int seen_parts(struct store *s, const struct mark *m, struct err *e)
{
	struct parts p = {s};

	if (mark_table(s, KIND_DEAL, "rfq", m, e) || mark_table(s, KIND_QUOTE, "rfq", m, e)) {
		return -1;
	}
	return store_query(s, "SELECT $2, id FROM deal WHERE rfq=$1 UNION ALL SELECT $3, id FROM quote WHERE rfq=$1",
		DB_ARGS(val_text(m->id), val_int(KIND_DEAL), val_int(KIND_QUOTE)), reindex_part, &p, e) < 0 ? -1 : 0;
}

static int seen_tx(struct store *s, void *arg, struct err *e)
{
	const struct mark *m = arg;
	struct arena a;
	int r;

	if (mark_table(s, m->kind, "id", m, e)) {
		return -1;
	}
	if (m->kind == KIND_RFQ && m->seen && seen_parts(s, m, e)) {
		return -1;
	}
	arena_init(&a);
	const char *rfq = store_rfq_of(s, m->id, &a);
	r = index_row(s, m->kind, m->id, e);
	if (r == 0 && *rfq && !streq(rfq, m->id)) {
		r = index_row(s, KIND_RFQ, rfq, e);
	}
	arena_finish(&a);
	return r;
}

int store_seen(struct store *s, enum kind kind, const char *id, bool seen, struct err *e)
{
	struct mark m = {kind, id, seen};

	if (store_may_write(s, e)) {
		return -1;
	}
	/* most visits are to what was read before: no write then */
	if (store_unread(s, kind, id) == !seen) {
		return 0;
	}
	if (store_tx(s, seen_tx, &m, e)) {
		return -1;
	}
	event_send(s, STORE_SEEN, kind, id, "");
	return 0;
}

static int all_of(struct store *s, enum kind kind, struct err *e)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "INSERT INTO seen(account,kind,id,rev) SELECT $1, $2, id, %s FROM %s WHERE true"
		" ON CONFLICT(account,kind,id) DO UPDATE SET rev=excluded.rev", seen_column(kind), entities[kind]->name);
	if (store_exec(s, sql, DB_ARGS(val_text(s->account_id), val_int(kind)), e) < 0 ||
			store_exec(s, "UPDATE list_row SET unread=0 WHERE kind=$1 AND unread=1", DB_ARGS(val_int(kind)), e) < 0) {
		return -1;
	}
	return store_exec(s, "UPDATE list_count SET unread=0 WHERE kind=$1", DB_ARGS(val_int(kind)), e) < 0 ? -1 : 0;
}

static int all_tx(struct store *s, void *arg, struct err *e)
{
	enum kind kind = *(enum kind *)arg;

	if (kind == KIND_RFQ && (all_of(s, KIND_DEAL, e) || all_of(s, KIND_QUOTE, e))) {
		return -1;
	}
	return all_of(s, kind, e);
}

int store_seen_all(struct store *s, enum kind kind, struct err *e)
{
	if (store_may_write(s, e) || store_tx(s, all_tx, &kind, e)) {
		return -1;
	}
	event_send(s, STORE_SEEN, KIND_NONE, "", "");
	return 0;
}

bool store_unread(struct store *s, enum kind kind, const char *id)
{
	return store_num(s, "SELECT unread FROM list_row WHERE kind=$1 AND id=$2", DB_ARGS(val_int(kind), val_text(id)), 0) == 1;
}

int64_t store_unread_count(struct store *s, enum kind kind)
{
	return store_known(s)->unread[kind];
}
