#include <stdio.h>
#include <string.h>

#include "priv.h"
#include "talk_index.h"

struct found { const struct entity *ent; struct arena *a; void *obj; };

static int take_object(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct found *f = arg;

	(void)e;
	f->obj = wire_from_row(f->ent, cols, ncols, f->a);
	return 1;
}

void *store_get(struct store *s, enum kind kind, const char *id, struct arena *a, struct err *e)
{
	struct found f = {entities[kind], a, NULL};

	return store_query(s, entity_sql_get(f.ent), DB_ARGS(val_text(id)), take_object, &f, e) < 0 ? NULL : f.obj;
}

void *store_get_number(struct store *s, enum kind kind, int64_t number, struct arena *a, struct err *e)
{
	const char *sql = kind == KIND_RFQ ? "SELECT id FROM rfq WHERE number=$1"
		: kind == KIND_QUOTE ? "SELECT q.id FROM rfq r JOIN quote q ON q.rfq=r.id WHERE r.number=$1 ORDER BY q.version DESC, q.id DESC LIMIT 1"
		: kind == KIND_TICKET ? "SELECT id FROM ticket WHERE number=$1" : NULL;
	const char *id = sql ? store_text(s, sql, DB_ARGS(val_int(number)), a, e) : NULL;

	return id ? store_get(s, kind, id, a, e) : NULL;
}

const char *object_rfq(enum kind kind, const void *obj)
{
	return kind == KIND_DEAL ? ((const struct deal *)obj)->rfq
		: kind == KIND_QUOTE ? ((const struct quote *)obj)->rfq : "";
}

/* What else shows that an object changed: a request its deals and quotes, a thread its messages. */
static enum kind whole_of(enum kind kind, const void *obj, const char **id)
{
	*id = kind == KIND_MESSAGE ? ((const struct message *)obj)->thread : kind == KIND_NOTE ? ((const struct note *)obj)->thread
		: object_rfq(kind, obj);
	return kind == KIND_MESSAGE || kind == KIND_NOTE ? KIND_THREAD : KIND_RFQ;
}

/* That one more partner quoted is no news worth an unread mark. */
static int carry_mark(struct store *s, enum kind kind, const void *old, const void *obj, struct err *e)
{
	const struct entity_head *was = old, *is = obj;
	int64_t seen = 0;

	if (kind != KIND_RFQ || !was || seen_rev(s, kind, is->id, &seen, e) < 1 || seen != was->rev) {
		return e && e->code != ERR_OK ? -1 : 0;
	}
	struct rfq like = *(const struct rfq *)old;
	like.quotes = ((const struct rfq *)obj)->quotes;
	return entity_equal(&entity_rfq, &like, obj, false) ? seen_set(s, kind, is->id, is->rev, e) : 0;
}

int object_write(struct store *s, enum kind kind, const void *obj, bool *changed, struct err *e)
{
	const struct entity *ent = entities[kind];
	const struct entity_head *h = obj;
	struct val row[ENTITY_FIELDS_MAX];
	struct err own = ERR_NONE;
	struct arena a;
	int r = -1;

	*changed = false;
	arena_init(&a);
	const struct entity_head *old = store_get(s, kind, h->id, &a, &own);
	if (own.code != ERR_OK) {
		goto out;
	}
	if (old && (old->rev > h->rev || (old->rev == h->rev && entity_equal(ent, old, obj, true)))) {
		r = 0;
		goto out;
	}
	wire_to_row(ent, obj, row, &a);
	if (store_exec(s, entity_sql_upsert(ent), row, ent->nfields, &own) < 0 || carry_mark(s, kind, old, obj, &own) ||
			(kind == KIND_MESSAGE && talk_message_came(s, obj, &own))) {
		goto out;
	}
	*changed = true;
	r = 0;
out:
	if (r && e) {
		*e = own;
	}
	arena_finish(&a);
	return r;
}

int object_remove(struct store *s, enum kind kind, const char *id, bool *changed, struct err *e)
{
	char sql[96];

	if (kind == KIND_MESSAGE && talk_forget_message(s, id, e)) {
		return -1;
	}
	snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE id=$1", entities[kind]->name);
	int n = store_exec(s, sql, DB_ARGS(val_text(id)), e);
	*changed = n > 0;
	return n < 0 ? -1 : 0;
}

/* ---- one object from a reply ---- */
struct single { enum kind kind; const void *obj; const char *id; enum kind whole; const char *of; bool changed; };

static int reindex(struct store *s, const struct single *p, const char *id, struct err *e)
{
	if (index_row(s, p->kind, id, e)) {
		return -1;
	}
	return *p->of ? index_row(s, p->whole, p->of, e) : 0;
}

/* Of a thread it is messages that are seen, and of those no mark each is kept. */
static bool has_mark(enum kind kind)
{
	return kind != KIND_THREAD && kind != KIND_MESSAGE && kind != KIND_NOTE;
}

static int put_tx(struct store *s, void *arg, struct err *e)
{
	struct single *p = arg;
	const struct entity_head *h = p->obj;

	if (object_write(s, p->kind, p->obj, &p->changed, e) || (has_mark(p->kind) && seen_set(s, p->kind, h->id, h->rev, e))) {
		return -1;
	}
	return reindex(s, p, h->id, e);
}

static void tell(struct store *s, const struct single *p, const char *id)
{
	event_send(s, STORE_ROW, p->kind, id, "");
	if (*p->of) {
		event_send(s, STORE_ROW, p->whole, p->of, "");
	}
}

int store_put(struct store *s, enum kind kind, const void *obj, struct err *e)
{
	struct single p = {.kind = kind, .obj = obj};

	p.whole = whole_of(kind, obj, &p.of);
	if (store_tx(s, put_tx, &p, e)) {
		return -1;
	}
	tell(s, &p, ((const struct entity_head *)obj)->id);
	return 0;
}

static int drop_tx(struct store *s, void *arg, struct err *e)
{
	struct single *p = arg;

	if (object_remove(s, p->kind, p->id, &p->changed, e)) {
		return -1;
	}
	return reindex(s, p, p->id, e);
}

int store_drop(struct store *s, enum kind kind, const char *id, struct err *e)
{
	struct single p = {.kind = kind, .id = id, .of = ""};
	struct arena a;
	int r = -1;

	arena_init(&a);
	void *old = store_get(s, kind, id, &a, e);
	if (old) {
		p.whole = whole_of(kind, old, &p.of);
	}
	if (store_tx(s, drop_tx, &p, e) == 0) {
		tell(s, &p, id);
		r = 0;
	}
	arena_finish(&a);
	return r;
}

/* ---- the feed ---- */
struct touched { enum kind kind; char id[64]; };

struct page {
	int64_t since, last;
	const struct json *changes;
	VEC(struct touched) rows;
	int changed;
};

static void touch(struct page *p, enum kind kind, const char *id)
{
	for (size_t i = p->rows.n; i-- > 0 && p->rows.n - i < 64;) {
		if (p->rows.v[i].kind == kind && streq(p->rows.v[i].id, id)) {
			return;
		}
	}
	struct touched *t = vec_add(&p->rows);
	t->kind = kind;
	snprintf(t->id, sizeof(t->id), "%s", id);
}

static void touch_all(struct page *p, enum kind kind, const char *id, const void *obj)
{
	const char *of;
	enum kind whole = whole_of(kind, obj, &of);

	touch(p, kind, id);
	if (*of) {
		touch(p, whole, of);
	}
}

/* An object that cannot be read must not stop the feed for ever: it is skipped, and said. */
static int apply_object(struct store *s, struct page *p, enum kind kind, const char *id, const struct json *j, struct arena *a, struct err *e)
{
	struct err own = ERR_NONE;
	bool changed = false;
	void *obj = wire_read(entities[kind], j, WIRE_REPLY, a, &own);

	if (!obj || !streq(((struct entity_head *)obj)->id, id)) {
		return 0;
	}
	if (object_write(s, kind, obj, &changed, e)) {
		return -1;
	}
	if (changed) {
		touch_all(p, kind, id, obj);
		p->changed++;
	}
	return 0;
}

static int apply_gone(struct store *s, struct page *p, enum kind kind, const char *id, struct arena *a, struct err *e)
{
	bool changed = false;
	void *old = store_get(s, kind, id, a, e);

	if (!old) {
		return 0;
	}
	if (object_remove(s, kind, id, &changed, e)) {
		return -1;
	}
	touch_all(p, kind, id, old);
	p->changed++;
	return 0;
}

static int apply_one(struct store *s, struct page *p, const struct json *c, struct err *e)
{
	const char *word = json_get_text(c, "kind"), *id = json_get_text(c, "id");
	enum kind kind = word ? kind_find(word) : KIND_NONE;
	const struct json *obj = json_get(c, "object");
	struct arena a;
	int r = 0;

	/* kinds of a newer server are none of ours */
	if (kind == KIND_NONE || !id || strlen(id) >= sizeof(((struct touched *)0)->id)) {
		return 0;
	}
	arena_init(&a);
	if (json_get_bool(c, "gone", false)) {
		r = apply_gone(s, p, kind, id, &a, e);
	} else if (obj) {
		r = apply_object(s, p, kind, id, obj, &a, e);
	}
	arena_finish(&a);
	return r;
}

static int apply_tx(struct store *s, void *arg, struct err *e)
{
	struct page *p = arg;
	char text[24];

	p->changed = 0;
	p->rows.n = 0;
	if (store_feed(s) != p->since) {
		return 0;
	}
	for (size_t i = 0; i < json_len(p->changes); i++) {
		if (apply_one(s, p, json_at(p->changes, i), e)) {
			return -1;
		}
	}
	for (size_t i = 0; i < p->rows.n; i++) {
		if (index_row(s, p->rows.v[i].kind, p->rows.v[i].id, e)) {
			return -1;
		}
	}
	snprintf(text, sizeof(text), "%lld", (long long)p->last);
	return kv_put(s, "feed", text, e);
}

/* A screen that shows one object would redraw for each of many; above this it is told once. */
enum { BULK = 16 };

int store_apply(struct store *s, int64_t since, const struct json *changes, int64_t last, struct err *e)
{
	struct page p = {.since = since, .last = last, .changes = changes};
	int r = -1;

	if (store_tx(s, apply_tx, &p, e)) {
		goto out;
	}
	for (size_t i = 0; i < p.rows.n && p.rows.n <= BULK; i++) {
		event_send(s, STORE_ROW, p.rows.v[i].kind, p.rows.v[i].id, "");
	}
	if (p.rows.n > BULK) {
		event_send(s, STORE_BULK, KIND_NONE, "", "");
	}
	r = p.changed;
out:
	vec_finish(&p.rows);
	return r;
}

int64_t store_feed(struct store *s)
{
	return store_kv_int(s, "feed", 0);
}

int objects_forget(struct store *s, struct err *e)
{
	for (int k = 0; k < KIND_COUNT; k++) {
		char sql[96];

		snprintf(sql, sizeof(sql), "DELETE FROM %s", entities[k]->name);
		if (store_exec(s, sql, NULL, 0, e) < 0) {
			return -1;
		}
	}
	if (store_exec(s, "DELETE FROM mention", NULL, 0, e) < 0) {
		return -1;
	}
	return kv_put(s, "feed", NULL, e) || index_rebuild(s, e) ? -1 : 0;
}

static int forget_tx(struct store *s, void *arg, struct err *e)
{
	(void)arg;
	return objects_forget(s, e);
}

int store_forget(struct store *s, struct err *e)
{
	if (store_tx(s, forget_tx, NULL, e)) {
		return -1;
	}
	event_send(s, STORE_BULK, KIND_NONE, "", "");
	return 0;
}
