#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "priv.h"
#include "talk_index.h"
#include "text/tokens.h"
#include "text/utf8.h"

/*
 * What lists are made of: for each object that can be listed one narrow row with the keys of every
 * order, and its words and properties in the text index. Derived: index_rebuild() makes it
 * all again from the objects.
 */
enum { TITLE_MAX = 96 };

struct row {
	int64_t state, process, deal, own, unread, number;
	int64_t k_deadline, k_newest, k_state, k_number;
	const char *rfq, *k_title, *assignee, *site, *lang;
	int64_t side, hot;
};

bool index_lists(enum kind kind)
{
	return kind != KIND_NONE && kind != KIND_SITE && kind != KIND_MESSAGE && kind != KIND_NOTE;
}

const char *index_key_column(enum store_order o)
{
	static const char *const names[ORDER_COUNT] = {"k_deadline", "k_newest", "k_title", "k_state", "k_number"};

	return names[o];
}

/* Folded, runs of digits by value: "M6" before "M10". */
static const char *title_key(const char *title, struct arena *a)
{
	struct str folded = STR_INIT, key = STR_INIT;
	const char *p;

	utf8_fold(&folded, title, strlen(title));
	for (p = str_c(&folded); *p && key.len < TITLE_MAX;) {
		size_t digits = strspn(p, "0123456789");

		if (digits) {
			str_addf(&key, "%0*d", digits < 9 ? (int)(9 - digits) : 0, 0);
			if (digits >= 9) {
				str_cut(&key, key.len - 1);
			}
			str_addn(&key, p, digits);
			p += digits;
		} else {
			str_addc(&key, *p++);
		}
	}
	str_cut(&key, utf8_limit(str_c(&key), key.len, TITLE_MAX));
	const char *out = arena_strdup(a, str_c(&key));
	str_finish(&key);
	str_finish(&folded);
	return out;
}

#define KEY_OVER (INT64_C(1) << 50) /* later than any deadline */
#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)

/* Open ones by the nearest deadline, those without one last; then what is over, the latest first. */
static int64_t deadline_key(int64_t due, bool open)
{
	if (open) {
		return due > 0 && due < KEY_OVER ? due : KEY_OVER - 1;
	}
	return KEY_OVER + (due > 0 && due < KEY_OVER ? KEY_OVER - due : KEY_OVER);
}

/* Hot ones, what is owed, the late first, what waits for somebody else, what is over. Nothing goes to the end for being late. */
static int64_t ticket_key(const struct ticket *t)
{
	if (t->state == TICKET_SOLVED || t->state == TICKET_CLOSED || *t->merged_into) {
		return KEY_OVER + (KEY_OVER - t->updated);
	}
	return (t->due > 0 && t->due < KEY_OVER ? t->due : KEY_OVER - 1) - (t->hot ? KEY_OVER : 0);
}

struct sweep { enum kind kind; int64_t now; };

/* What was over by a clock that went wrong may be open again. */
static int unsweep_tx(struct store *s, void *arg, struct err *e)
{
	(void)arg;
	return kv_put(s, "swept", NULL, e) || index_rebuild(s, e) ? -1 : 0;
}

static int sweep_tx(struct store *s, void *arg, struct err *e)
{
	const struct sweep *w = arg;
	char now[24];

	snprintf(now, sizeof(now), "%lld", (long long)w->now);
	return store_exec(s, "UPDATE list_row SET k_deadline=2*$3-k_deadline WHERE kind=$1 AND k_deadline<$2",
		DB_ARGS(val_int(w->kind), val_int(w->now), val_int(KEY_OVER)), e) < 0 || kv_put(s, "swept", now, e) ? -1 : 0;
}

static int64_t first_deadline(struct store *s, enum kind kind)
{
	return store_num(s, "SELECT coalesce(min(k_deadline), $2) FROM list_row WHERE kind=$1", DB_ARGS(val_int(kind), val_int(KEY_OVER)), KEY_OVER);
}

int64_t index_sweep(struct store *s, enum kind kind)
{
	struct sweep w = {kind, clock_ms()};
	int64_t first = kind == KIND_TICKET ? KEY_OVER : first_deadline(s, kind);

	if (kind == KIND_TICKET) {
		return first;
	}
	if (w.now + HOUR_MS < store_kv_int(s, "swept", 0) && !store_tx(s, unsweep_tx, NULL, NULL)) {
		s->gen++;
		first = first_deadline(s, kind);
	}
	if (first >= w.now) {
		return first;
	}
	if (store_tx(s, sweep_tx, &w, NULL)) {
		return w.now + MINUTE_MS;
	}
	s->gen++;
	return first_deadline(s, kind);
}

static int64_t deal_of(struct store *s, const char *rfq, struct arena *a)
{
	const struct entity_head *h = NULL;
	char *id = store_text(s, "SELECT id FROM deal WHERE rfq=$1 ORDER BY updated DESC, id DESC LIMIT 1", DB_ARGS(val_text(rfq)), a, NULL);

	h = id ? store_get(s, KIND_DEAL, id, a, NULL) : NULL;
	return h ? ((const struct deal *)h)->state : -1;
}

static int unread_row(struct store *s, enum kind kind, const char *id, int64_t *out, struct err *e)
{
	char sql[512];
	long long v = 0;
	const char *more = kind != KIND_RFQ ? ""
		: " OR EXISTS(SELECT 1 FROM deal o LEFT JOIN seen m ON m.account=$1 AND m.kind=$4 AND m.id=o.id WHERE o.rfq=$3 AND o.rev > coalesce(m.rev,0))"
		" OR EXISTS(SELECT 1 FROM quote o LEFT JOIN seen m ON m.account=$1 AND m.kind=$5 AND m.id=o.id WHERE o.rfq=$3 AND o.rev > coalesce(m.rev,0))";

	snprintf(sql, sizeof(sql), "SELECT EXISTS(SELECT 1 FROM %s o LEFT JOIN seen m ON m.account=$1 AND m.kind=$2 AND m.id=o.id"
		" WHERE o.id=$3 AND o.%s > coalesce(m.rev,0))%s", entities[kind]->name, seen_column(kind), more);
	int r = kind == KIND_RFQ
		? db_int(s->db, sql, DB_ARGS(val_text(s->account_id), val_int(kind), val_text(id), val_int(KIND_DEAL), val_int(KIND_QUOTE)), &v, e)
		: db_int(s->db, sql, DB_ARGS(val_text(s->account_id), val_int(kind), val_text(id)), &v, e);
	*out = v;
	return r < 0 ? -1 : 0;
}

static const char *title_of(enum kind kind, const void *obj)
{
	const struct entity *ent = entities[kind];
	const struct field *f = entity_field(ent, "title");

	f = f ? f : entity_field(ent, "subject");
	f = f ? f : entity_field(ent, "name");
	f = f ? f : entity_field(ent, "partner_name");
	return f ? field_text(f, obj) : "";
}

static int64_t int_of(enum kind kind, const void *obj, const char *name, int64_t dflt)
{
	const struct field *f = entity_field(entities[kind], name);

	return f ? field_int(f, obj) : dflt;
}

static const char *process_field(enum kind kind)
{
	return kind == KIND_THREAD ? "kind" : kind == KIND_TICKET ? "cls" : kind == KIND_POLICY_RULE ? "action" : "process";
}

/* What a row can be asked for by. */
static const char *of_what(enum kind kind, const void *obj)
{
	const struct entity_head *h = obj;

	switch (kind) {
	case KIND_RFQ: return h->id;
	case KIND_THREAD: return ((const struct thread *)obj)->rfq;
	case KIND_APPROVAL: return ((const struct approval *)obj)->ticket;
	case KIND_POLICY_RULE:
	case KIND_MACRO: return h->site;
	default: return object_rfq(kind, obj);
	}
}

static void ticket_fill(const struct ticket *t, struct row *row)
{
	row->k_deadline = ticket_key(t);
	row->assignee = *t->assignee ? t->assignee : "none";
	row->site = t->site;
	row->lang = t->lang;
	row->side = t->side;
	row->hot = t->hot;
}

static void row_fill(struct store *s, enum kind kind, const void *obj, struct row *row, struct arena *a)
{
	const struct entity_head *h = obj;
	int64_t posted = int_of(kind, obj, kind == KIND_QUOTE ? "sent" : kind == KIND_THREAD ? "last_at" : "posted", 0);
	bool open = kind != KIND_RFQ || ((const struct rfq *)obj)->state == RFQ_OPEN;
	int64_t deal = kind == KIND_RFQ ? deal_of(s, h->id, a) : -1;

	row->state = int_of(kind, obj, "state", 0);
	row->process = int_of(kind, obj, process_field(kind), 0);
	row->deal = deal < 0 ? DEAL_NONE : deal;
	row->own = deal >= 0;
	row->number = int_of(kind, obj, "number", 0);
	row->rfq = of_what(kind, obj);
	row->k_deadline = deadline_key(int_of(kind, obj, kind == KIND_QUOTE ? "valid_until" : "due", 0), open);
	row->k_newest = -(posted ? posted : h->updated);
	row->k_title = title_key(title_of(kind, obj), a);
	row->k_state = deal >= 0 ? 100 + deal : row->state;
	row->k_number = -row->number;
	if (kind == KIND_TICKET) {
		ticket_fill(obj, row);
	}
}

/*
 * Properties as words of the same text, so that the text index can intersect all. Words of people hold no code point of
 * private use, properties begin with one.
 */
static void facets(const struct row *row, struct str *out)
{
	str_addf(out, " " FACET "s%d " FACET "p%d " FACET "d%d", (int)row->state, (int)row->process, (int)row->deal);
	if (row->own) {
		str_add(out, " " FACET "o1");
	}
	if (*row->rfq) {
		str_addf(out, " " FACET "r%s", row->rfq);
	}
	if (row->assignee) {
		str_addf(out, " " FACET "a%s " FACET "w%s " FACET "i%d", row->assignee, row->site, (int)row->side);
		str_addf(out, "%s%s%s", *row->lang ? " " FACET "l" : "", row->lang, row->hot ? " " FACET "h1" : "");
	}
}

/* The text index is told of a change only when its words did. */
static int doc_write(struct store *s, int64_t n, bool is_new, const char *t, struct err *e)
{
	int64_t same = is_new ? 0 : store_num(s, "SELECT t=$2 FROM list_doc WHERE n=$1", DB_ARGS(val_int(n), val_text(t)), 0);

	if (same == 1) {
		return 0;
	}
	if (!is_new && store_exec(s, "DELETE FROM list_text WHERE rowid=$1", DB_ARGS(val_int(n)), e) < 0) {
		return -1;
	}
	if (store_exec(s, "INSERT INTO list_doc(n,t) VALUES($1,$2) ON CONFLICT(n) DO UPDATE SET t=excluded.t",
			DB_ARGS(val_int(n), val_text(t)), e) < 0) {
		return -1;
	}
	return store_exec(s, "INSERT INTO list_text(rowid,t) VALUES($1,$2)", DB_ARGS(val_int(n), val_text(t)), e) < 0 ? -1 : 0;
}

int doc_put(struct store *s, int64_t n, const char *t, struct err *e)
{
	return doc_write(s, n, store_num(s, "SELECT 1 FROM list_doc WHERE n=$1", DB_ARGS(val_int(n)), 0) != 1, t, e);
}

static int count_add(struct store *s, enum kind kind, int rows, int unread, struct err *e)
{
	if (!rows && !unread) {
		return 0;
	}
	return store_exec(s, "INSERT INTO list_count(kind,n,unread,last) VALUES($1,$2,$3,max($2,0))"
		" ON CONFLICT(kind) DO UPDATE SET n=n+excluded.n, unread=unread+excluded.unread, last=last+excluded.last",
		DB_ARGS(val_int(kind), val_int(rows), val_int(unread)), e) < 0 ? -1 : 0;
}

struct was { int64_t n, unread; struct store_gone *gone; };

static int take_was(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct was *w = arg;

	(void)ncols, (void)e;
	w->n = cols[0].i;
	w->unread = cols[1].i;
	return 1;
}

/* Rows of a kind are numbered one after the other, no number twice: what matches is one run of the text index. */
static int next_n(struct store *s, enum kind kind, int64_t *n, struct err *e)
{
	long long last = 0;

	if (db_int(s->db, "SELECT last FROM list_count WHERE kind=$1", DB_ARGS(val_int(kind)), &last, e) < 0) {
		return -1;
	}
	*n = index_first(kind) + last + 1;
	return 0;
}

static int row_write(struct store *s, enum kind kind, const char *id, const struct row *w, int64_t *n, struct err *e)
{
	if (*n < 0 && next_n(s, kind, n, e)) {
		return -1;
	}
	return store_exec(s, "INSERT INTO list_row(n,kind,id,unread,k_deadline,k_newest,k_title,k_state,k_number)"
		" VALUES($9,$1,$2,$3,$4,$5,$6,$7,$8)"
		" ON CONFLICT(n) DO UPDATE SET unread=excluded.unread, k_deadline=excluded.k_deadline, k_newest=excluded.k_newest,"
		" k_title=excluded.k_title, k_state=excluded.k_state, k_number=excluded.k_number",
		DB_ARGS(val_int(kind), val_text(id), val_int(w->unread), val_int(w->k_deadline), val_int(w->k_newest),
		val_text(w->k_title), val_int(w->k_state), val_int(w->k_number), val_int(*n)), e) < 0 ? -1 : 0;
}

static int take_gone(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct store_gone *g = arg;

	(void)ncols, (void)e;
	g->n = cols[0].i;
	g->k[ORDER_DEADLINE] = cols[1].i;
	g->k[ORDER_NEWEST] = cols[2].i;
	snprintf(g->title, sizeof(g->title), "%s", cols[3].s);
	g->k[ORDER_STATE] = cols[4].i;
	g->k[ORDER_NUMBER] = cols[5].i;
	return 1;
}

static int row_drop(struct store *s, enum kind kind, const char *id, const struct was *was, struct err *e)
{
	struct store_gone *g = &s->gone[s->ngone % GONE_KEPT];

	if (was->n < 0) {
		return 0;
	}
	g->kind = kind;
	snprintf(g->id, sizeof(g->id), "%s", id);
	if (store_query(s, "SELECT n,k_deadline,k_newest,k_title,k_state,k_number FROM list_row WHERE n=$1",
			DB_ARGS(val_int(was->n)), take_gone, g, e) < 0 ||
			store_exec(s, "DELETE FROM list_text WHERE rowid=$1", DB_ARGS(val_int(was->n)), e) < 0 ||
			store_exec(s, "DELETE FROM list_doc WHERE n=$1", DB_ARGS(val_int(was->n)), e) < 0 ||
			store_exec(s, "DELETE FROM list_row WHERE n=$1", DB_ARGS(val_int(was->n)), e) < 0) {
		return -1;
	}
	s->ngone++;
	return count_add(s, kind, -1, was->unread ? -1 : 0, e);
}

static int row_put(struct store *s, enum kind kind, const void *obj, const struct was *was, struct arena *a, struct err *e)
{
	const char *id = ((const struct entity_head *)obj)->id;
	struct str find = STR_INIT, t = STR_INIT;
	struct row row = {0};
	int64_t n = was->n;
	int r = -1;

	row_fill(s, kind, obj, &row, a);
	if (unread_row(s, kind, id, &row.unread, e) || row_write(s, kind, id, &row, &n, e) ||
			count_add(s, kind, was->n < 0, (int)(row.unread - was->unread), e)) {
		goto out;
	}
	entity_find_text(entities[kind], obj, &find);
	tokens_index(&t, str_c(&find), find.len);
	facets(&row, &t);
	r = doc_write(s, n, was->n < 0, str_c(&t), e);
out:
	str_finish(&find);
	str_finish(&t);
	return r;
}

int index_row(struct store *s, enum kind kind, const char *id, struct err *e)
{
	struct was was = {.n = -1};
	struct err own = ERR_NONE;
	struct arena a;
	int r = -1;

	if (kind == KIND_MESSAGE) {
		return talk_index_message(s, id, e);
	}
	if (!index_lists(kind)) {
		return 0;
	}
	arena_init(&a);
	if (store_query(s, "SELECT n, unread FROM list_row WHERE kind=$1 AND id=$2",
			DB_ARGS(val_int(kind), val_text(id)), take_was, &was, &own) < 0) {
		goto out;
	}
	void *obj = store_get(s, kind, id, &a, &own);
	if (own.code != ERR_OK) {
		goto out;
	}
	r = obj ? row_put(s, kind, obj, &was, &a, &own) : row_drop(s, kind, id, &was, &own);
out:
	if (r && e) {
		*e = own;
	}
	arena_finish(&a);
	return r;
}

struct rebuild { struct store *s; enum kind kind; };

static int rebuild_one(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct rebuild *b = arg;

	(void)ncols;
	return index_row(b->s, b->kind, cols[0].s, e);
}

int index_rebuild(struct store *s, struct err *e)
{
	s->ngone = 0;
	if (db_script(s->db, "INSERT INTO list_text(list_text) VALUES('delete-all');"
			"DELETE FROM list_doc; DELETE FROM list_row; DELETE FROM list_count", e) < 0) {
		return -1;
	}
	for (int k = 0; k < KIND_COUNT; k++) {
		struct rebuild b = {s, (enum kind)k};
		char sql[96];

		snprintf(sql, sizeof(sql), "SELECT id FROM %s", entities[k]->name);
		if ((index_lists(b.kind) || b.kind == KIND_MESSAGE) && store_query(s, sql, NULL, 0, rebuild_one, &b, e) < 0) {
			return -1;
		}
	}
	return 0;
}
