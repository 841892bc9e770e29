#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "outbox.h"

#define INTENT_COLUMNS "seq,id,verb,title,method,path,body,kind,object,lane,answer,base_rev,files,draft_word,draft_id," \
	"draft,not_before,state,attempts,touched,next_try,problem_code,problem_text,problem_field,reply,created,updated"
const char intent_columns[] = INTENT_COLUMNS;

enum { KEEP_ACCEPTED_MS = 7 * 24 * 3600 * 1000 };

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static enum kind kind_of(const char *word)
{
	return *word ? kind_find(word) : KIND_NONE;
}

static const char *kind_word(enum kind kind)
{
	return kind == KIND_NONE ? "" : entities[kind]->name;
}

static void read_files(struct intent *in, const char *text, struct arena *a)
{
	struct json *j = *text ? json_parse(text, strlen(text), NULL) : NULL;
	size_t n = j ? json_len(j) : 0;
	struct intent_file *files = arena_alloc(a, (n + 1) * sizeof(*files));

	for (size_t i = 0; i < n; i++) {
		const struct json *one = json_at(j, i);

		files[i].hash = arena_strdup(a, or_empty(json_get_text(one, "hash")));
		files[i].name = arena_strdup(a, or_empty(json_get_text(one, "name")));
	}
	in->files = files;
	in->nfiles = n;
	json_free(j);
}

struct intent *intent_read(const struct val *c, struct arena *a)
{
	struct intent *in = arena_alloc(a, sizeof(*in));

	in->id = arena_strdup(a, c[1].s);
	in->verb = arena_strdup(a, c[2].s);
	in->title = arena_strdup(a, c[3].s);
	in->method = arena_strdup(a, c[4].s);
	in->path = arena_strdup(a, c[5].s);
	in->body = arena_strdup(a, c[6].s);
	in->kind = kind_of(c[7].s);
	in->object = arena_strdup(a, c[8].s);
	in->lane = arena_strdup(a, c[9].s);
	in->answer = kind_of(c[10].s);
	in->base_rev = c[11].i;
	read_files(in, c[12].s, a);
	in->draft_word = arena_strdup(a, c[13].s);
	in->draft_id = arena_strdup(a, c[14].s);
	in->draft = arena_strdup(a, c[15].s);
	in->not_before = c[16].i;
	in->state = (enum intent_state)c[17].i;
	in->attempts = (int)c[18].i;
	in->touched = c[19].i != 0;
	in->next_try = c[20].i;
	if (*c[21].s) {
		in->problem.code = err_by_slug(c[21].s);
		snprintf(in->problem.text, sizeof(in->problem.text), "%s", c[22].s);
		snprintf(in->problem.field, sizeof(in->problem.field), "%s", c[23].s);
	}
	in->reply = arena_strdup(a, c[24].s);
	in->created = c[25].i;
	in->updated = c[26].i;
	return in;
}

struct one { struct arena *a; struct intent *in; };

static int take_one(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct one *o = arg;

	(void)ncols, (void)e;
	o->in = intent_read(cols, o->a);
	return 1;
}

const struct intent *store_intent(struct store *s, const char *id, struct arena *a)
{
	struct one o = {a, NULL};

	store_query(s, "SELECT " INTENT_COLUMNS " FROM intent WHERE id=$1 AND account=$2",
		DB_ARGS(val_text(id), val_text(s->account_id)), take_one, &o, NULL);
	return o.in;
}

struct many { struct arena *a; VEC(struct intent *) v; };

static int take_many(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct many *m = arg;

	(void)ncols, (void)e;
	*vec_add(&m->v) = intent_read(cols, m->a);
	return 0;
}

static int hand_over(struct many *m, int rows, struct intent ***out)
{
	int n = rows < 0 ? -1 : (int)m->v.n;

	if (n >= 0) {
		*out = arena_alloc(m->a, (m->v.n + 1) * sizeof(**out));
		if (n > 0) {
			memcpy(*out, m->v.v, m->v.n * sizeof(**out));
		}
	}
	vec_finish(&m->v);
	return n;
}

int store_intents(struct store *s, unsigned mask, struct arena *a, struct intent ***out, struct err *e)
{
	struct many m = {.a = a};
	int n = store_query(s, "SELECT " INTENT_COLUMNS " FROM intent WHERE account=$1 AND ($2=0 OR (1 << state) & $2) ORDER BY seq",
		DB_ARGS(val_text(s->account_id), val_int(mask)), take_many, &m, e);

	return hand_over(&m, n, out);
}

int store_intents_of(struct store *s, enum kind kind, const char *object, struct arena *a, struct intent ***out, struct err *e)
{
	struct many m = {.a = a};
	int n = store_query(s, "SELECT " INTENT_COLUMNS " FROM intent WHERE account=$1 AND ((object=$2 AND ($3='' OR kind=$3)) OR ($3='' AND lane=$2))"
		" ORDER BY seq", DB_ARGS(val_text(s->account_id), val_text(object), val_text(kind_word(kind))), take_many, &m, e);

	return hand_over(&m, n, out);
}

void store_intent_counts(struct store *s, struct intent_counts *out)
{
	*out = store_known(s)->intents;
}

/* ---- making one ---- */
struct put { const struct intent *in; const char *id; };

static const char *files_text(const struct intent *in, struct arena *a)
{
	struct json *arr = json_new_array();
	struct str b = STR_INIT;

	for (size_t i = 0; i < in->nfiles; i++) {
		struct json *one = json_new_object();

		json_set_text(one, "hash", in->files[i].hash);
		json_set_text(one, "name", or_empty(in->files[i].name));
		json_push(arr, one);
	}
	json_write(arr, false, &b);
	const char *out = arena_strdup(a, str_c(&b));
	str_finish(&b);
	json_free(arr);
	return out;
}

static int put_tx(struct store *s, void *arg, struct err *e)
{
	const struct put *p = arg;
	const struct intent *in = p->in;
	int64_t now = clock_ms();
	const char *lane = in->lane && *in->lane ? in->lane : or_empty(in->object);
	struct arena a;

	arena_init(&a);
	int r = store_exec(s, "INSERT INTO intent(id,account,verb,title,method,path,body,kind,object,lane,answer,base_rev,files,"
		"draft_word,draft_id,draft,not_before,state,created,updated)"
		" VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$19)",
		DB_ARGS(val_text(p->id), val_text(s->account_id), val_text(or_empty(in->verb)), val_text(or_empty(in->title)), val_text(in->method),
		val_text(in->path), val_text(or_empty(in->body)), val_text(kind_word(in->kind)), val_text(or_empty(in->object)), val_text(lane),
		val_text(kind_word(in->answer)), val_int(in->base_rev), val_text(files_text(in, &a)), val_text(or_empty(in->draft_word)),
		val_text(or_empty(in->draft_id)), val_text(or_empty(in->draft)), val_int(in->not_before),
		val_int(in->not_before > now ? INTENT_HELD : INTENT_QUEUED), val_int(now)), e);
	if (r >= 0 && *or_empty(in->draft_word)) {
		r = store_exec(s, "DELETE FROM draft WHERE account=$1 AND word=$2 AND id=$3",
			DB_ARGS(val_text(s->account_id), val_text(in->draft_word), val_text(or_empty(in->draft_id))), e);
	}
	arena_finish(&a);
	return r < 0 ? -1 : 0;
}

void outbox_tell(struct store *s, const struct intent *in)
{
	event_send(s, STORE_OUTBOX, in->kind, in->id, in->object);
	if (in->draft_word && *in->draft_word) {
		event_send(s, STORE_DRAFT, KIND_NONE, in->draft_id, in->draft_word);
	}
}

int store_intent_put(struct store *s, const struct intent *in, char id[ULID_SIZE], struct err *e)
{
	char made[ULID_SIZE];
	struct put p = {in, in->id ? in->id : ulid_make(made)};

	if (store_may_write(s, e)) {
		return -1;
	}
	if (!s->account) {
		return err_set(e, ERR_UNAUTHORIZED, "%s", "");
	}
	if (store_tx(s, put_tx, &p, e)) {
		return -1;
	}
	if (id) {
		snprintf(id, ULID_SIZE, "%s", p.id);
	}
	struct intent told = *in;
	told.id = p.id;
	outbox_tell(s, &told);
	return 0;
}

/* ---- what the user may still do with it ---- */
struct act { const char *id; struct arena a; const struct intent *in; };

static int find(struct store *s, struct act *act, struct err *e)
{
	act->in = store_intent(s, act->id, &act->a);
	return act->in ? 0 : err_set(e, ERR_NOT_FOUND, "there is no such entry in the outbox");
}

static int delete_row(struct store *s, const char *id, struct err *e)
{
	return store_exec(s, "DELETE FROM intent WHERE id=$1", DB_ARGS(val_text(id)), e) < 0 ? -1 : 0;
}

static int run(struct store *s, store_tx_fn *fn, const char *id, struct err *e)
{
	struct act act = {.id = id};
	int r = -1;

	if (store_may_write(s, e)) {
		return -1;
	}
	arena_init(&act.a);
	if (store_tx(s, fn, &act, e) == 0) {
		outbox_tell(s, act.in);
		r = 0;
	}
	arena_finish(&act.a);
	return r;
}

static int recall_tx(struct store *s, void *arg, struct err *e)
{
	struct act *act = arg;

	if (find(s, act, e)) {
		return -1;
	}
	const struct intent *in = act->in;
	bool open = in->state == INTENT_HELD || in->state == INTENT_REFUSED || (in->state == INTENT_QUEUED && !in->touched);
	if (!open) {
		return err_set(e, ERR_STATE, "it may have reached the server already");
	}
	if (*in->draft_word) {
		const struct draft *newer = store_draft(s, in->draft_word, in->draft_id, &act->a);

		const char *json = *in->draft ? in->draft : in->body;

		if (newer && !streq(newer->json, json)) {
			return err_set(e, ERR_EXISTS, "a newer draft is there already; send or discard it first");
		}
		if (draft_write(s, in->draft_word, in->draft_id, json, e)) {
			return -1;
		}
	}
	return delete_row(s, in->id, e);
}

int store_intent_recall(struct store *s, const char *id, struct err *e)
{
	return run(s, recall_tx, id, e);
}

static int drop_tx(struct store *s, void *arg, struct err *e)
{
	struct act *act = arg;

	if (find(s, act, e)) {
		return -1;
	}
	return act->in->state == INTENT_SENDING ? err_set(e, ERR_STATE, "it is being sent just now") : delete_row(s, act->id, e);
}

int store_intent_drop(struct store *s, const char *id, struct err *e)
{
	return run(s, drop_tx, id, e);
}

static int retry_tx(struct store *s, void *arg, struct err *e)
{
	struct act *act = arg;

	if (find(s, act, e)) {
		return -1;
	}
	if (act->in->state == INTENT_ACCEPTED) {
		return err_set(e, ERR_STATE, "it was accepted already");
	}
	if (act->in->state == INTENT_SENDING) {
		return 0;
	}
	return store_exec(s, "UPDATE intent SET state=$2, not_before=0, next_try=0, problem_code='', problem_text='', problem_field='', updated=$3"
		" WHERE id=$1", DB_ARGS(val_text(act->id), val_int(INTENT_QUEUED), val_int(clock_ms())), e) < 0 ? -1 : 0;
}

static int retry_all_tx(struct store *s, void *arg, struct err *e)
{
	(void)arg;
	return store_exec(s, "UPDATE intent SET state=$2, next_try=0, updated=$4 WHERE account=$1 AND state IN ($2, $3)",
		DB_ARGS(val_text(s->account_id), val_int(INTENT_QUEUED), val_int(INTENT_REFUSED), val_int(clock_ms())), e) < 0 ? -1 : 0;
}

int store_intent_retry(struct store *s, const char *id, struct err *e)
{
	if (id) {
		return run(s, retry_tx, id, e);
	}
	if (store_may_write(s, e) || store_tx(s, retry_all_tx, NULL, e)) {
		return -1;
	}
	event_send(s, STORE_OUTBOX, KIND_NONE, "", "");
	return 0;
}

static int prune_tx(struct store *s, void *arg, struct err *e)
{
	(void)arg;
	return store_exec(s, "DELETE FROM intent WHERE account=$1 AND state=$2 AND updated < $3",
		DB_ARGS(val_text(s->account_id), val_int(INTENT_ACCEPTED), val_int(clock_ms() - KEEP_ACCEPTED_MS)), e) < 0 ? -1 : 0;
}

int store_intent_prune(struct store *s, struct err *e)
{
	return store_tx(s, prune_tx, NULL, e);
}
