#include "base/clock.h"
#include "priv.h"

int draft_write(struct store *s, const char *word, const char *id, const char *json, struct err *e)
{
	return store_exec(s, "INSERT INTO draft(account,word,id,json,updated) VALUES($1,$2,$3,$4,$5)"
		" ON CONFLICT(account,word,id) DO UPDATE SET json=excluded.json, updated=excluded.updated",
		DB_ARGS(val_text(s->account_id), val_text(word), val_text(id), val_text(json), val_int(clock_ms())), e) < 0 ? -1 : 0;
}

struct draft_args { const char *word, *id, *json; };

static int put_tx(struct store *s, void *arg, struct err *e)
{
	const struct draft_args *d = arg;

	return draft_write(s, d->word, d->id, d->json, e);
}

int store_draft_put(struct store *s, const char *word, const char *id, const char *json, struct err *e)
{
	struct draft_args d = {word, id, json};

	if (store_may_write(s, e) || store_tx(s, put_tx, &d, e)) {
		return -1;
	}
	event_send(s, STORE_DRAFT, KIND_NONE, id, word);
	return 0;
}

static int drop_tx(struct store *s, void *arg, struct err *e)
{
	const struct draft_args *d = arg;

	return store_exec(s, "DELETE FROM draft WHERE account=$1 AND word=$2 AND id=$3",
		DB_ARGS(val_text(s->account_id), val_text(d->word), val_text(d->id)), e) < 0 ? -1 : 0;
}

int store_draft_drop(struct store *s, const char *word, const char *id, struct err *e)
{
	struct draft_args d = {word, id, NULL};

	if (store_may_write(s, e) || store_tx(s, drop_tx, &d, e)) {
		return -1;
	}
	event_send(s, STORE_DRAFT, KIND_NONE, id, word);
	return 0;
}

struct one { struct arena *a; struct draft *d; };

static int take_one(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct one *o = arg;

	(void)ncols, (void)e;
	o->d = arena_alloc(o->a, sizeof(*o->d));
	o->d->word = arena_strdup(o->a, cols[0].s);
	o->d->id = arena_strdup(o->a, cols[1].s);
	o->d->json = arena_strdup(o->a, cols[2].s);
	o->d->updated = cols[3].i;
	return 1;
}

const struct draft *store_draft(struct store *s, const char *word, const char *id, struct arena *a)
{
	struct one o = {a, NULL};

	store_query(s, "SELECT word,id,json,updated FROM draft WHERE account=$1 AND word=$2 AND id=$3",
		DB_ARGS(val_text(s->account_id), val_text(word), val_text(id)), take_one, &o, NULL);
	return o.d;
}

struct each { store_draft_fn *fn; void *arg; };

static int each_row(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	const struct each *each = arg;
	struct draft d = {cols[0].s, cols[1].s, cols[2].s, cols[3].i};

	(void)ncols, (void)e;
	return each->fn(each->arg, &d) ? 1 : 0;
}

int store_drafts(struct store *s, const char *word, store_draft_fn *fn, void *arg, struct err *e)
{
	struct each each = {fn, arg};

	return store_query(s, "SELECT word,id,json,updated FROM draft WHERE account=$1 AND ($2='' OR word=$2)"
		" ORDER BY updated DESC, word, id", DB_ARGS(val_text(s->account_id), val_text(word ? word : "")),
		each_row, &each, e) < 0 ? -1 : 0;
}
