#include "store/talk.h"

#include <stdio.h>
#include <string.h>

#include "priv.h"
#include "talk_index.h"
#include "text/tokens.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)

/* ---- by thread and number ---- */

struct keys { struct message_key *out; int n; };

static int take_key(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct keys *k = arg;
	struct message_key *one = &k->out[k->n++];

	(void)ncols, (void)e;
	snprintf(one->id, sizeof(one->id), "%s", cols[0].s);
	one->number = cols[1].i;
	one->stamp = (uint64_t)cols[2].i;
	return 0;
}

/* What a message shows of others counts, too: the note it is of, the message it answers. */
#define KEYS "SELECT id, number, rev + 1000003*coalesce((SELECT n.rev FROM note n WHERE n.id=m.note), 0)" \
	" + 7368787*coalesce((SELECT q.rev FROM message q WHERE q.id=m.reply_to), 0) FROM message m WHERE thread=$1 AND "

int store_message_keys(struct store *s, const char *thread, int64_t number, bool forward, int n, struct message_key *out)
{
	struct keys k = {out, 0};

	store_query(s, forward ? KEYS "number>$2 ORDER BY number LIMIT $3" : KEYS "number<$2 ORDER BY number DESC LIMIT $3",
		DB_ARGS(val_text(thread), val_int(number), val_int(n)), take_key, &k, NULL);
	for (int i = 0; !forward && i < k.n / 2; i++) {
		struct message_key keep = out[i];

		out[i] = out[k.n - 1 - i];
		out[k.n - 1 - i] = keep;
	}
	return k.n;
}

int64_t store_message_number(struct store *s, const char *id)
{
	return store_num(s, "SELECT number FROM message WHERE id=$1", DB_ARGS(val_text(id)), -1);
}

const struct message *store_message_at(struct store *s, const char *thread, int64_t number, struct arena *a)
{
	const char *id = store_text(s, "SELECT id FROM message WHERE thread=$1 AND number=$2", DB_ARGS(val_text(thread), val_int(number)), a, NULL);

	return id ? store_get(s, KIND_MESSAGE, id, a, NULL) : NULL;
}

/* ---- how far it was read ---- */

int64_t store_read(struct store *s, const char *thread)
{
	int64_t n = 0;

	seen_rev(s, KIND_THREAD, thread, &n, NULL);
	return n;
}

struct reading { const char *thread; int64_t number; };

static int read_tx(struct store *s, void *arg, struct err *e)
{
	const struct reading *r = arg;

	return seen_set(s, KIND_THREAD, r->thread, r->number, e) || index_row(s, KIND_THREAD, r->thread, e) ? -1 : 0;
}

int store_read_to(struct store *s, const char *thread, int64_t number, struct err *e)
{
	struct reading r = {thread, number < 0 ? 0 : number};

	if (store_may_write(s, e)) {
		return -1;
	}
	if (store_read(s, thread) == r.number) {
		return 0;
	}
	if (store_tx(s, read_tx, &r, e)) {
		return -1;
	}
	event_send(s, STORE_SEEN, KIND_THREAD, thread, "");
	return 0;
}

static bool is_mine(const struct store *s, const struct message *m)
{
	return *s->account_id && streq(m->author, s->account_id);
}

int talk_message_came(struct store *s, const struct message *m, struct err *e)
{
	bool named = false;

	for (size_t i = 0; i < m->mentions.n; i++) {
		named |= streq(ITEM(const struct mention, m->mentions, i)->account, s->account_id);
	}
	if (named && store_exec(s, "INSERT INTO mention(thread,number) VALUES($1,$2) ON CONFLICT DO NOTHING",
			DB_ARGS(val_text(m->thread), val_int(m->number)), e) < 0) {
		return -1;
	}
	if (is_mine(s, m) && message_is_said(m) && m->number > store_read(s, m->thread)) {
		return seen_set(s, KIND_THREAD, m->thread, m->number, e);
	}
	return 0;
}

/* ---- a row of the list ---- */

static enum intent_state pending_of(struct store *s, const char *thread)
{
	const struct intent_counts *c = &store_known(s)->intents;

	if (c->waiting + c->n[INTENT_REFUSED] == 0) {
		return INTENT_NONE;
	}
	return (enum intent_state)store_num(s, "SELECT state FROM intent WHERE account=$1 AND state<>$3 AND lane=$2"
		" ORDER BY CASE state WHEN $4 THEN 0 WHEN $5 THEN 1 WHEN $6 THEN 2 ELSE 3 END LIMIT 1",
		DB_ARGS(val_text(s->account_id), val_text(thread), val_int(INTENT_ACCEPTED), val_int(INTENT_REFUSED),
		val_int(INTENT_SENDING), val_int(INTENT_QUEUED)), INTENT_NONE);
}

/* The sign keeps the index by thread, of all that was said, from being taken for that of calls. */
#define HOT "(EXISTS(SELECT 1 FROM rfq r WHERE r.id=t.rfq AND r.state=$4 AND r.due>$2 AND r.due<$2+$3)" \
	" OR EXISTS(SELECT 1 FROM message c WHERE c.call_at>0 AND c.call_at>$2-$5 AND c.call_at<$2+$5 AND +c.thread=t.id AND c.call_state IN ($6,$7)))"
#define HOT_ARGS(now) val_int(now), val_int(DAY_MS), val_int(RFQ_OPEN), val_int(HOUR_MS), val_int(CALL_ASKED), val_int(CALL_ACCEPTED)
#define NAMED "EXISTS(SELECT 1 FROM mention n WHERE n.thread=t.id AND n.number>coalesce(m.rev,0))"

bool store_thread(struct store *s, const char *id, int64_t now, struct arena *a, struct thread_row *out)
{
	const struct thread *t = store_get(s, KIND_THREAD, id, a, NULL);
	struct thread_row row = {.thread = t};

	if (!t) {
		return false;
	}
	row.read = store_read(s, id);
	row.unread = t->messages > row.read ? t->messages - row.read : 0;
	row.mentioned = row.unread && store_num(s, "SELECT EXISTS(SELECT 1 FROM mention WHERE thread=$1 AND number>$2)",
		DB_ARGS(val_text(id), val_int(row.read)), 0) == 1;
	row.hot = row.unread && store_num(s, "SELECT " HOT " FROM thread t WHERE t.id=$1", DB_ARGS(val_text(id), HOT_ARGS(now)), 0) == 1;
	row.draft = store_known(s)->drafts && store_num(s, "SELECT 1 FROM draft WHERE account=$1 AND word='message' AND id=$2",
		DB_ARGS(val_text(s->account_id), val_text(id)), 0) == 1;
	row.pending = pending_of(s, id);
	*out = row;
	return true;
}

const char *store_next_thread(struct store *s, const char *but, int64_t now, struct arena *a)
{
	return store_text(s, "SELECT t.id FROM list_row l JOIN thread t ON t.id=l.id"
		" LEFT JOIN seen m ON m.account=$8 AND m.kind=$9 AND m.id=t.id"
		" WHERE l.kind=$9 AND l.unread=1 AND t.id<>$1"
		" ORDER BY " HOT " DESC, " NAMED " DESC, t.kind=$10 DESC,"
		" coalesce((SELECT f.created FROM message f WHERE f.thread=t.id AND f.number=coalesce(m.rev,0)+1), t.last_at), t.id LIMIT 1",
		DB_ARGS(val_text(but ? but : ""), HOT_ARGS(now), val_text(s->account_id), val_int(KIND_THREAD), val_int(THREAD_DIRECT)), a, NULL);
}

int64_t talk_unread(struct store *s)
{
	return store_num(s, "SELECT coalesce(sum(t.messages-coalesce(m.rev,0)),0) FROM list_row l JOIN thread t ON t.id=l.id"
		" LEFT JOIN seen m ON m.account=$1 AND m.kind=$2 AND m.id=t.id WHERE l.kind=$2 AND l.unread=1",
		DB_ARGS(val_text(s->account_id), val_int(KIND_THREAD)), 0);
}

/* ---- search ---- */

/* Messages stand in the text index by their own row numbers, above those of lists. */
#define DOC_BASE (INT64_C(1) << 40)

int talk_index_message(struct store *s, const char *id, struct err *e)
{
	struct str find = STR_INIT, t = STR_INIT;
	struct err own = ERR_NONE;
	struct arena a;
	int r = -1;

	arena_init(&a);
	int64_t n = store_num(s, "SELECT rowid FROM message WHERE id=$1", DB_ARGS(val_text(id)), -1);
	const struct message *m = n < 0 ? NULL : store_get(s, KIND_MESSAGE, id, &a, &own);
	if (!m) {
		r = own.code == ERR_OK ? 0 : -1;
		goto out;
	}
	entity_find_text(&entity_message, m, &find);
	for (size_t i = 0; i < m->files.n; i++) {
		str_addf(&find, " %s", ITEM(const struct file_ref, m->files, i)->name);
	}
	str_addf(&find, " %s", m->detail);
	tokens_index(&t, str_c(&find), find.len);
	str_addf(&t, " " FACET "k%d " FACET "t%s", (int)KIND_MESSAGE, m->thread);
	r = doc_put(s, DOC_BASE + n, str_c(&t), &own);
out:
	if (r && e) {
		*e = own;
	}
	str_finish(&find);
	str_finish(&t);
	arena_finish(&a);
	return r;
}

int talk_forget_message(struct store *s, const char *id, struct err *e)
{
	int64_t n = store_num(s, "SELECT rowid FROM message WHERE id=$1", DB_ARGS(val_text(id)), -1);

	if (n < 0) {
		return 0;
	}
	return store_exec(s, "DELETE FROM list_text WHERE rowid=$1", DB_ARGS(val_int(DOC_BASE + n)), e) < 0 ||
		store_exec(s, "DELETE FROM list_doc WHERE n=$1", DB_ARGS(val_int(DOC_BASE + n)), e) < 0 ? -1 : 0;
}

/* "" when there is no word in it. */
static void make_match(const char *text, const char *thread, struct str *out)
{
	struct str words = STR_INIT;

	if (tokens_match(&words, text, strlen(text), true) > 0) {
		str_addf(out, "\"" FACET "k%d\" AND ", (int)KIND_MESSAGE);
		if (thread) {
			str_add(out, "\"" FACET "t");
			for (const char *p = thread; *p; p++) {
				str_addc(out, *p == '"' ? ' ' : *p);
			}
			str_add(out, "\" AND ");
		}
		str_addf(out, "(%s)", str_c(&words));
	}
	str_finish(&words);
}

struct numbers { VEC(int64_t) v; };

static int take_number(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	*vec_add(&((struct numbers *)arg)->v) = cols[0].i;
	return 0;
}

int store_thread_search(struct store *s, const char *thread, const char *text, struct arena *a, int64_t **out)
{
	struct numbers found = {0};
	struct str match = STR_INIT;
	int n;

	make_match(text, thread, &match);
	if (match.len) {
		store_query(s, "SELECT m.number FROM list_text x JOIN message m ON m.rowid=x.rowid-$2 WHERE list_text MATCH $1 ORDER BY m.number",
			DB_ARGS(val_text(str_c(&match)), val_int(DOC_BASE)), take_number, &found, NULL);
	}
	n = (int)found.v.n;
	*out = arena_alloc(a, (found.v.n + 1) * sizeof(**out));
	if (n) {
		memcpy(*out, found.v.v, found.v.n * sizeof(**out));
	}
	vec_finish(&found.v);
	str_finish(&match);
	return n;
}

struct ids { VEC(const char *) v; struct arena *a; };

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct ids *ids = arg;

	(void)ncols, (void)e;
	*vec_add(&ids->v) = arena_strndup(ids->a, cols[0].s, cols[0].n);
	return 0;
}

static int hand_over(struct ids *ids, const char ***out)
{
	int n = (int)ids->v.n;

	*out = arena_alloc(ids->a, (ids->v.n + 1) * sizeof(**out));
	if (n) {
		memcpy(*out, ids->v.v, ids->v.n * sizeof(**out));
	}
	vec_finish(&ids->v);
	return n;
}

int store_talk_search(struct store *s, const char *text, int n, struct arena *a, const char ***out)
{
	struct ids ids = {.a = a};
	struct str match = STR_INIT;

	make_match(text, NULL, &match);
	if (match.len) {
		store_query(s, "SELECT m.id FROM list_text x JOIN message m ON m.rowid=x.rowid-$2 WHERE list_text MATCH $1"
			" ORDER BY m.created DESC, m.id DESC LIMIT $3",
			DB_ARGS(val_text(str_c(&match)), val_int(DOC_BASE), val_int(n)), take_id, &ids, NULL);
	}
	str_finish(&match);
	return hand_over(&ids, out);
}

/* ---- people, notes ---- */

struct people { VEC(struct person) v; struct arena *a; const char *me; };

static int take_person(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct people *p = arg;

	(void)ncols, (void)e;
	if (*cols[0].s && !streq(cols[0].s, p->me)) {
		*vec_add(&p->v) = (struct person){arena_strdup(p->a, cols[0].s), arena_strdup(p->a, cols[1].s), (enum role)cols[2].i};
	}
	return 0;
}

/* Of the last thousand messages: who was there long ago is not spoken to. */
int store_people(struct store *s, const char *thread, struct arena *a, struct person **out)
{
	struct people p = {.a = a, .me = s->account_id};
	int n;

	store_query(s, "SELECT author, author_name, side FROM (SELECT author, author_name, side, number FROM message WHERE thread=$1"
		" ORDER BY number DESC LIMIT 1000) GROUP BY author ORDER BY max(number) DESC", DB_ARGS(val_text(thread)), take_person, &p, NULL);
	n = (int)p.v.n;
	*out = arena_alloc(a, (p.v.n + 1) * sizeof(**out));
	if (n) {
		memcpy(*out, p.v.v, p.v.n * sizeof(**out));
	}
	vec_finish(&p.v);
	return n;
}

int store_notes(struct store *s, const char *thread, const char *hash, struct arena *a, struct note ***out)
{
	struct ids ids = {.a = a};
	const char **all;
	int n, got = 0;

	store_query(s, "SELECT id FROM note WHERE thread=$1 AND ($2='' OR file_hash=$2) ORDER BY number, id",
		DB_ARGS(val_text(thread), val_text(hash ? hash : "")), take_id, &ids, NULL);
	n = hand_over(&ids, &all);
	*out = arena_alloc(a, (size_t)(n + 1) * sizeof(**out));
	for (int i = 0; i < n; i++) {
		(*out)[got] = store_get(s, KIND_NOTE, all[i], a, NULL);
		got += (*out)[got] != NULL;
	}
	return got;
}

const struct note *store_note_number(struct store *s, const char *thread, int64_t number, struct arena *a)
{
	const char *id = store_text(s, "SELECT id FROM note WHERE thread=$1 AND number=$2", DB_ARGS(val_text(thread), val_int(number)), a, NULL);

	return id ? store_get(s, KIND_NOTE, id, a, NULL) : NULL;
}
