#include "app/act_talk.h"

#include <string.h>

#include "act_impl.h"
#include "base/alloc.h"
#include "model/talk.h"
#include "wire/wire.h"

static const char *reason_of(const struct act *c)
{
	return c->contact_reason ? c->contact_reason : "";
}

static const struct thread *need_thread(struct act *c, const char *id, struct arena *a, struct err *e)
{
	const struct thread *t = store_get(c->store, KIND_THREAD, id, a, NULL);

	if (!t) {
		err_set(e, ERR_NOT_FOUND, tr("no chat %s here"), id);
	}
	return t;
}

/* May I write into this thread? */
static const struct thread *writable(struct act *c, const char *id, const struct reader **me, struct arena *a, struct err *e)
{
	const struct thread *t = act_signed_in(c, me, e) ? NULL : need_thread(c, id, a, e);

	return t && !thread_may_write(*me, t, e) ? t : NULL;
}

/* Whoever stands with @ in the text, of those who have spoken. */
static struct items mentions_of(struct act *c, const char *thread, const char *text, struct arena *a)
{
	struct items found = {0};
	struct person *all;
	int n = strchr(text, '@') ? store_people(c->store, thread, a, &all) : 0;

	for (int i = 0; i < n && found.n < (size_t)entity_field(&entity_message, "mentions")->max; i++) {
		if (*all[i].name && strstr(text, arena_printf(a, "@%s", all[i].name))) {
			*(struct mention *)items_add(&entity_mention, &found, a) = (struct mention){.account = all[i].account, .name = all[i].name};
		}
	}
	return found;
}

static const char *title_of(const struct thread *t, struct arena *a)
{
	return t->number ? arena_printf(a, "#%lld", (long long)t->number) : t->title;
}

static int message_send(struct act *c, const struct message *said, struct arena *a, struct err *e)
{
	const struct reader *me;
	const struct thread *t = writable(c, said->thread, &me, a, e);
	struct message *m = entity_copy(&entity_message, said, a);
	struct doing d = {.route = "message.send", .verb = "chat.send", .body = &entity_message, .obj = m, .kind = KIND_MESSAGE,
		.object = m->id, .lane = m->thread, .answer = KIND_MESSAGE, .base_rev = -1, .files = m->files,
		.draft_word = "message", .draft_id = m->thread};

	if (!t) {
		return -1;
	}
	if (!*m->text && !m->files.n) {
		return err_set(e, ERR_INVALID, "%s", tr("There is nothing to send."));
	}
	m->mentions = mentions_of(c, m->thread, m->text, a);
	m->contact_reason = reason_of(c);
	d.title = title_of(t, a);
	return entity_check(&entity_message, m, e) ? -1 : act_put(c, &d, a, e);
}

int act_message_send(struct act *c, const struct message *m, struct err *e)
{
	struct arena a;
	int r;

	arena_init(&a);
	r = message_send(c, m, &a, e);
	arena_finish(&a);
	return r;
}

static const struct message *need_message(struct act *c, const char *id, struct arena *a, struct err *e)
{
	const struct message *m = store_get(c->store, KIND_MESSAGE, id, a, NULL);

	if (!m) {
		err_set(e, ERR_NOT_FOUND, tr("no message %s here"), id);
	}
	return m;
}

int act_message_edit(struct act *c, const char *id, const char *text, struct err *e)
{
	struct message_edit body = {.text = text, .contact_reason = reason_of(c)};
	struct doing d = {.route = "message.edit", .verb = "chat.edit", .path_id = id, .body = &entity_message_edit, .obj = &body,
		.kind = KIND_MESSAGE, .object = id, .answer = KIND_MESSAGE, .base_rev = -1};
	const struct reader *me;
	const struct message *m;
	const struct thread *t;
	struct arena a;
	int r = -1;

	arena_init(&a);
	m = act_signed_in(c, &me, e) ? NULL : need_message(c, id, &a, e);
	t = m ? need_thread(c, m->thread, &a, e) : NULL;
	if (t && !message_may_edit(me, m, c->now, e) && !entity_check(&entity_message_edit, &body, e)) {
		d.lane = m->thread;
		d.title = title_of(t, &a);
		r = act_put(c, &d, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_call_ask(struct act *c, const char *thread, int64_t at, int64_t minutes, const char *text, struct err *e)
{
	char id[ULID_SIZE];
	struct call_slot body = {.id = ulid_make(id), .at = at, .minutes = minutes, .text = text ? text : "", .contact_reason = reason_of(c)};
	struct doing d = {.route = "call.ask", .verb = "chat.call", .path_id = thread, .body = &entity_call_slot, .obj = &body,
		.kind = KIND_MESSAGE, .object = id, .lane = thread, .answer = KIND_MESSAGE, .base_rev = -1};
	const struct reader *me;
	const struct thread *t;
	struct arena a;
	int r = -1;

	arena_init(&a);
	t = writable(c, thread, &me, &a, e);
	if (t && at <= c->now) {
		err_field(e, ERR_INVALID_FIELD, "at", "%s", tr("This time is over."));
	} else if (t && !entity_check(&entity_call_slot, &body, e)) {
		d.title = title_of(t, &a);
		r = act_put(c, &d, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_call_answer(struct act *c, const char *message, enum call_state to, const char *text, struct err *e)
{
	char id[ULID_SIZE];
	struct call_reply body = {.id = ulid_make(id), .state = to, .text = text ? text : "", .contact_reason = reason_of(c)};
	struct doing d = {.route = "call.answer", .verb = "chat.call-accept", .path_id = message, .body = &entity_call_reply, .obj = &body,
		.kind = KIND_MESSAGE, .object = id, .answer = KIND_MESSAGE, .base_rev = -1};
	const struct reader *me;
	const struct message *m;
	const struct thread *t;
	struct arena a;
	int r = -1;

	arena_init(&a);
	m = act_signed_in(c, &me, e) ? NULL : need_message(c, message, &a, e);
	t = m ? need_thread(c, m->thread, &a, e) : NULL;
	if (t && !call_may(me, t, m, to, e) && !entity_check(&entity_call_reply, &body, e)) {
		d.verb = to == CALL_ACCEPTED ? "chat.call-accept" : "chat.call-cancel";
		d.lane = m->thread;
		d.title = title_of(t, &a);
		r = act_put(c, &d, &a, e);
	}
	arena_finish(&a);
	return r;
}

static int question(struct act *c, const char *id, const char *text, struct arena *a, struct err *e)
{
	const struct rfq *rfq = act_need_rfq(c, id, a, e);
	const struct deal *deal = rfq ? act_own_deal(c, id, a) : NULL;
	char deal_id[ULID_SIZE], message[ULID_SIZE];
	struct rfq_question body = {.text = text, .message = ulid_make(message), .contact_reason = reason_of(c)};
	struct doing d = {.route = "rfq.question", .verb = "project.ask", .path_id = id, .body = &entity_rfq_question, .obj = &body,
		.kind = KIND_MESSAGE, .object = message, .lane = id, .answer = KIND_MESSAGE, .base_rev = -1,
		.draft_word = "question", .draft_id = id};

	if (!rfq || act_allowed(c, rfq, deal, ACT_QUESTION, e)) {
		return -1;
	}
	if (act_waits(c, "project.ask", id, a)) {
		return err_set(e, ERR_STATE, "%s", tr("a question waits in the outbox already"));
	}
	body.deal = deal && *deal->id ? deal->id : ulid_make(deal_id);
	d.title = arena_printf(a, "#%lld", (long long)rfq->number);
	return entity_check(&entity_rfq_question, &body, e) ? -1 : act_put(c, &d, a, e);
}

int act_question(struct act *c, const char *rfq, const char *text, struct err *e)
{
	struct arena a;
	int r;

	arena_init(&a);
	r = question(c, rfq, text, &a, e);
	arena_finish(&a);
	return r;
}

const char *question_text(const struct rfq *rfq, const char *missing, struct arena *a)
{
	if (!*missing) {
		return arena_printf(a, tr("We have a question about \"%s\": "), rfq->title);
	}
	/* TR: the title of a request for quote, and what it does not say: "tolerance class, finish" */
	return arena_printf(a, tr("To quote \"%s\" we still need: %s. Could you add it, please?"), rfq->title, missing);
}

/* ---- notes on drawings ---- */

static int note_create(struct act *c, const struct note *said, struct arena *a, struct err *e)
{
	const struct reader *me;
	const struct thread *t = writable(c, said->thread, &me, a, e);
	struct note *n = entity_copy(&entity_note, said, a);
	struct doing d = {.route = "note.create", .verb = "note.add", .body = &entity_note, .obj = n, .kind = KIND_NOTE, .object = n->id,
		.lane = n->thread, .answer = KIND_NOTE, .base_rev = -1, .draft_word = "note", .draft_id = n->file_hash};

	if (!t) {
		return -1;
	}
	n->contact_reason = reason_of(c);
	d.title = title_of(t, a);
	return entity_check(&entity_note, n, e) ? -1 : act_put(c, &d, a, e);
}

int act_note_create(struct act *c, const struct note *n, struct err *e)
{
	struct arena a;
	int r;

	arena_init(&a);
	r = note_create(c, n, &a, e);
	arena_finish(&a);
	return r;
}

static int on_note(struct act *c, const char *id, struct doing *d, const enum note_state *to, struct err *e)
{
	const struct reader *me;
	const struct thread *t;
	const struct note *n;
	struct arena a;
	int r = -1;

	arena_init(&a);
	n = act_signed_in(c, &me, e) ? NULL : store_get(c->store, KIND_NOTE, id, &a, NULL);
	t = n ? need_thread(c, n->thread, &a, e) : NULL;
	if (!n && me) {
		err_set(e, ERR_NOT_FOUND, tr("no note %s here"), id);
	} else if (t && !(to ? note_may(me, t, n, *to, e) : thread_may_write(me, t, e)) && !entity_check(d->body, d->obj, e)) {
		d->path_id = d->object = id;
		d->kind = d->answer = KIND_NOTE;
		d->base_rev = -1;
		d->lane = n->thread;
		d->title = title_of(t, &a);
		r = act_put(c, d, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_note_state(struct act *c, const char *note, enum note_state to, struct err *e)
{
	struct note_change body = {.state = to};
	struct doing d = {.route = "note.state", .verb = "note.state", .body = &entity_note_change, .obj = &body};

	return on_note(c, note, &d, &to, e);
}

int act_note_place(struct act *c, const char *note, const struct note_place *place, struct err *e)
{
	struct doing d = {.route = "note.place", .verb = "note.place", .body = &entity_note_place, .obj = place};

	return on_note(c, note, &d, NULL, e);
}

/* ---- taking back ---- */

/* What was being written stands behind what comes back; its own answer-to and files give way. */
static int merge(struct store *s, const struct intent *in, const char *later, struct err *e)
{
	struct json *j = json_parse(in->draft, strlen(in->draft), NULL), *k = json_parse(later, strlen(later), NULL);
	const char *was = j ? json_get_text(j, "text") : NULL, *is = k ? json_get_text(k, "text") : NULL;
	struct str text = STR_INIT, b = STR_INIT;
	int r = 0;

	if (was && is && *is) {
		str_addf(&text, "%s\n%s", was, is);
		json_set_text(j, "text", str_c(&text));
		json_write(j, false, &b);
		r = store_draft_put(s, in->draft_word, in->draft_id, str_c(&b), e);
	}
	str_finish(&text);
	str_finish(&b);
	json_free(j);
	json_free(k);
	return r;
}

int act_recall(struct store *s, const char *intent, struct err *e)
{
	const struct intent *in;
	const struct draft *later;
	struct arena a;
	int r;

	arena_init(&a);
	in = store_intent(s, intent, &a);
	later = in && streq(in->draft_word, "message") ? store_draft(s, "message", in->draft_id, &a) : NULL;
	r = store_intent_recall(s, intent, e);
	if (!r && later) {
		r = merge(s, in, later->json, e);
	}
	arena_finish(&a);
	return r;
}

/* ---- finding ---- */

static const struct thread *by_words(struct store *s, const char *word, struct arena *a, int *n)
{
	struct store_list *l = store_list_create(s);
	struct store_query q = {.kind = KIND_THREAD, .text = word, .order = ORDER_NEWEST};
	const char *ids[2];

	store_list_set(l, &q);
	*n = store_list_page(l, NULL, true, 2, ids, a);
	store_list_destroy(l);
	return *n == 1 ? store_get(s, KIND_THREAD, ids[0], a, NULL) : NULL;
}

const struct thread *find_thread(struct store *s, const char *word, struct arena *a, struct err *e)
{
	const struct thread *t = ulid_valid(word) ? store_get(s, KIND_THREAD, word, a, NULL) : NULL;
	struct err why = ERR_NONE;
	const struct deal *d;
	int n = 0;

	if (t) {
		return t;
	}
	d = find_deal(s, word, NULL, a, &why);
	t = d ? store_get(s, KIND_THREAD, d->id, a, NULL) : NULL;
	if (t || why.code == ERR_USAGE) {
		if (!t && e) {
			*e = why;
		}
		return t;
	}
	t = d ? NULL : by_words(s, word, a, &n);
	if (!t) {
		err_set(e, n > 1 ? ERR_USAGE : ERR_NOT_FOUND, n > 1 ? tr("\"%.60s\" is in several chats; name one by its RFQ number")
			: tr("no chat \"%.60s\" here; try fettle sync"), word);
	}
	return t;
}

const struct message *find_message(struct store *s, const char *thread, const char *word, struct arena *a, struct err *e)
{
	const struct message *m = ulid_valid(word) ? store_get(s, KIND_MESSAGE, word, a, NULL) : NULL;
	const char *slash = m ? NULL : strrchr(word, '/');
	const struct thread *t = slash ? find_thread(s, arena_strndup(a, word, (size_t)(slash - word)), a, e) : NULL;
	long long n;

	if (slash && !t) {
		return NULL;
	}
	if (t) {
		thread = t->id;
		word = slash + 1;
	}
	if (!m && thread && parse_i64(*word == '#' ? word + 1 : word, &n)) {
		m = store_message_at(s, thread, n, a);
	}
	if (!m) {
		err_set(e, ERR_NOT_FOUND, tr("no message \"%.60s\" here"), word);
	}
	return m;
}
