#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/talk.h"
#include "base/clock.h"
#include "cli.h"
#include "text/cells.h"
#include "text/format.h"
#include "wire/wire.h"

/* fettle chat ...: threads and messages, from what is here after a sync; what is said goes through the outbox. */
#define SHOWN 50

static int number_arg(struct cli *c, const char *name, int64_t *out, struct err *e)
{
	const char *word = call_arg(c->call, name);
	long long v;

	if (!word) {
		return 0;
	}
	if (!parse_i64(word, &v) || v < 0) {
		return err_set(e, ERR_USAGE, tr("%s is a number, not \"%.40s\""), name, word);
	}
	*out = v;
	return 0;
}

static const struct thread *the_thread(struct cli *c, const char *name, struct err *e)
{
	const char *word = call_arg(c->call, name);

	if (!word) {
		err_set(e, ERR_USAGE, "%s", tr("which chat? name its RFQ number"));
		return NULL;
	}
	return find_thread(c->store, word, &c->arena, e);
}

static const struct message *the_message(struct cli *c, struct err *e)
{
	const char *word = call_arg(c->call, "MESSAGE");

	if (!word) {
		err_set(e, ERR_USAGE, "%s", tr("which message? 2093/12 is message 12 of the chat of RFQ 2093"));
		return NULL;
	}
	return find_message(c->store, NULL, word, &c->arena, e);
}

/* ---- lists ---- */

static struct json *thread_json(struct cli *c, const struct thread_row *row)
{
	struct json *j = wire_write(&entity_thread, row->thread, store_reader(c->store));

	json_set_int(j, "read", row->read);
	json_set_int(j, "unread", row->unread);
	json_set_bool(j, "mentioned", row->mentioned);
	json_set_bool(j, "hot", row->hot);
	json_set_bool(j, "draft", row->draft);
	json_set_text(j, "pending", show_intent_state(row->pending));
	return j;
}

static void add_cell(struct str *b, const char *text, size_t width, enum cells_align align)
{
	cells_pad(b, text, strlen(text), width, align, 1);
	str_add(b, "  ");
}

static void thread_line(struct cli *c, const struct thread_row *row)
{
	struct show s = cli_show(c);
	const struct thread *t = row->thread;
	struct str b = STR_INIT;
	char ago[FORMAT_SIZE];

	add_cell(&b, t->number ? arena_printf(&c->arena, "%lld", (long long)t->number) : tr(enum_brief(&enum_thread_kind, t->kind)), 6, CELLS_LEFT);
	add_cell(&b, t->title, 28, CELLS_LEFT);
	add_cell(&b, talk_with(s.me, t), 18, CELLS_LEFT);
	add_cell(&b, row->unread ? arena_printf(&c->arena, "%s%lld", row->mentioned ? "@" : "", (long long)row->unread) : "", 6, CELLS_RIGHT);
	add_cell(&b, t->last_at ? format_ago(ago, t->last_at, s.now, s.zone, i18n_get()) : "", 9, CELLS_RIGHT);
	str_add(&b, talk_last(t, &c->arena));
	cli_line(str_c(&b));
	str_finish(&b);
}

static int thread_query(struct cli *c, struct store_query *q, struct err *e)
{
	const char *state = call_arg(c->call, "--state"), *rfq = call_arg(c->call, "--rfq");
	const struct rfq *r = rfq ? find_rfq(c->store, rfq, &c->arena, e) : NULL;
	int kind = state ? enum_find(&enum_thread_kind, state) : -1, talk = state ? enum_find(&enum_talk_state, state) : -1;

	if (rfq && !r) {
		return -1;
	}
	q->text = call_arg(c->call, "--text");
	q->rfq = r ? r->id : NULL;
	q->unread = state && !strcmp(state, "unread");
	q->process = kind >= 0 ? 1u << kind : 0;
	q->state = talk >= 0 ? 1u << talk : 0;
	return state && !q->unread && kind < 0 && talk < 0 ? err_set(e, ERR_USAGE, tr("there is no state \"%.40s\""), state) : 0;
}

int cli_chat_list(struct cli *c)
{
	struct store_query q = {.kind = KIND_THREAD, .order = ORDER_NEWEST};
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	int64_t limit = INT32_MAX;
	struct store_list *l;
	struct json *arr;
	char id[64];

	if (code || thread_query(c, &q, &e) || number_arg(c, "--limit", &limit, &e)) {
		return code ? code : cli_error(c, &e);
	}
	l = store_list_create(c->store);
	store_list_set(l, &q);
	arr = c->json ? json_new_array() : NULL;
	for (int64_t i = 0; i < limit && store_list_at(l, i, id); i++) {
		struct thread_row row;

		if (store_thread(c->store, id, cli_now(c), &c->arena, &row) && arr) {
			json_push(arr, thread_json(c, &row));
		} else if (!arr && row.thread) {
			thread_line(c, &row);
		}
	}
	store_list_destroy(l);
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

/* ---- one chat ---- */

static struct json *item_json(struct cli *c, const struct talk_item *it)
{
	struct json *j = wire_write(&entity_message, it->m, store_reader(c->store));

	if (it->note) {
		json_set(j, "note_object", wire_write(&entity_note, it->note, store_reader(c->store)));
	}
	if (it->in) {
		json_set_text(j, "pending", show_intent_state(it->in->state));
		json_set_text(j, "intent", it->in->id);
		json_set_text(j, "text", talk_body(it, &c->arena));
	}
	return j;
}

/* Where to begin, and which way; before a number upwards, else the newest. */
struct part { int64_t after, before, at, limit; };

static int read_part(struct cli *c, struct part *p, struct err *e)
{
	*p = (struct part){.after = -1, .before = -1, .at = -1, .limit = SHOWN};
	return number_arg(c, "--after", &p->after, e) || number_arg(c, "--before", &p->before, e) || number_arg(c, "--at", &p->at, e)
		|| number_arg(c, "--limit", &p->limit, e) ? -1 : 0;
}

static int take_part(struct cli *c, const struct talk *t, const struct part *p, struct flow_row *rows)
{
	const struct message *m;
	int n = (int)(p->limit < 100000 ? p->limit : 100000);

	if (p->before >= 0) {
		m = store_message_at(c->store, t->thread, p->before, &c->arena);
		return talk_page(t, m ? m->id : NULL, false, n, rows);
	}
	if (p->after >= 0 || p->at >= 0) {
		m = store_message_at(c->store, t->thread, p->at >= 0 ? p->at - 1 : p->after, &c->arena);
		return talk_page(t, m ? m->id : NULL, true, p->at >= 0 ? 1 : n, rows);
	}
	return talk_page(t, NULL, false, n, rows);
}

int cli_chat_show(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c), n;
	const struct thread *t = code ? NULL : the_thread(c, "CHAT", &e);
	struct show s = cli_show(c);
	struct thread_row row;
	struct flow_row *rows;
	struct json *arr = NULL, *j;
	struct talk talk;
	struct part part;

	if (code || !t || read_part(c, &part, &e)) {
		return code ? code : cli_error(c, &e);
	}
	talk_init(&talk, c->store, t->id);
	rows = arena_alloc(&c->arena, (size_t)(part.limit < 100000 ? part.limit + 1 : 100000) * sizeof(*rows));
	n = take_part(c, &talk, &part, rows);
	arr = c->json ? json_new_array() : NULL;
	for (int i = 0; i < n; i++) {
		struct talk_item it;

		if (talk_item(&talk, rows[i].id, &c->arena, &it) && arr) {
			json_push(arr, item_json(c, &it));
		} else if (!arr && it.m) {
			talk_show(&s, t, &it);
		}
	}
	talk_finish(&talk);
	if (arr && store_thread(c->store, t->id, cli_now(c), &c->arena, &row)) {
		j = thread_json(c, &row);
		json_set(j, "said", arr);
		cli_json(j);
	}
	return CLI_OK;
}

int cli_chat_search(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c), n;
	const char *text = call_arg(c->call, "TEXT"), **ids;
	int64_t limit = 100;
	struct show s = cli_show(c);
	struct json *arr;

	if (code) {
		return code;
	}
	if (!text || number_arg(c, "--limit", &limit, &e)) {
		err_set(&e, ERR_USAGE, "%s", text ? e.text : tr("search for what?"));
		return cli_error(c, &e);
	}
	n = store_talk_search(c->store, text, (int)(limit < 100000 ? limit : 100000), &c->arena, &ids);
	arr = c->json ? json_new_array() : NULL;
	for (int i = 0; i < n; i++) {
		const struct message *m = store_get(c->store, KIND_MESSAGE, ids[i], &c->arena, NULL);
		const struct thread *t = m ? store_get(c->store, KIND_THREAD, m->thread, &c->arena, NULL) : NULL;
		struct talk_item it = {.m = m};
		char at[FORMAT_SIZE];

		if (t && arr) {
			json_push(arr, item_json(c, &it));
		} else if (t) {
			cli_line(arena_printf(&c->arena, "%lld/%lld  %s  %s: %s", (long long)t->number, (long long)m->number,
				format_moment(at, m->created, s.zone, i18n_get()), m->author_name, talk_line(&s, &it)));
		}
	}
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

/* ---- saying something ---- */

int cli_chat_send(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct thread *t = code ? NULL : the_thread(c, "CHAT", &e);
	const char *text = call_arg(c->call, "TEXT"), *reply = call_arg(c->call, "--reply");
	const struct message *to = NULL;
	struct message *m;
	struct act act;
	char id[ULID_SIZE];

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	/* from a pipe when it is not given */
	text = cli_text(c, text ? text : call_arg(c->call, "--attach") ? "" : isatty(0) ? NULL : "-");
	m = entity_new(&entity_message, &c->arena);
	if (!text) {
		err_set(&e, ERR_USAGE, "%s", tr("say what?"));
		return cli_error(c, &e);
	}
	if ((reply && !(to = find_message(c->store, t->id, reply, &c->arena, &e))) || cli_attach(c, &m->files, &e)) {
		return cli_error(c, &e);
	}
	m->id = ulid_make(id);
	m->thread = t->id;
	m->text = text;
	m->reply_to = to ? to->id : "";
	m->note = to ? to->note : "";
	act = cli_act_saying(c, &entity_message, m);
	return cli_done(c, &act, act_message_send(&act, m, &e), &e);
}

int cli_chat_edit(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct message *m = code ? NULL : the_message(c, &e);
	const char *text = m ? cli_text(c, call_arg(c->call, "TEXT") ? call_arg(c->call, "TEXT") : isatty(0) ? NULL : "-") : NULL;
	struct act act;

	if (code || !m) {
		return code ? code : cli_error(c, &e);
	}
	if (!text) {
		err_set(&e, ERR_USAGE, "%s", tr("say what?"));
		return cli_error(c, &e);
	}
	act = cli_act_saying(c, &entity_message_edit, &(struct message_edit){.text = text});
	return cli_done(c, &act, act_message_edit(&act, m->id, text, &e), &e);
}

int cli_chat_history(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct message *m = code ? NULL : the_message(c, &e);
	struct json *reply = NULL;
	const struct json *all;
	struct show s = cli_show(c);

	if (code || !m || cli_get(c, arena_printf(&c->arena, "/v1/messages/%s/history", m->id), &reply, &e)) {
		return code ? code : cli_error(c, &e);
	}
	if (c->json) {
		cli_json(reply);
		return CLI_OK;
	}
	all = json_get(reply, "items") ? json_get(reply, "items") : reply;
	for (size_t i = 0; i < json_len(all); i++) {
		const char *at = json_get_text(json_at(all, i), "at"), *text = json_get_text(json_at(all, i), "text");
		char when[FORMAT_SIZE] = "";
		int64_t ms;

		if (at && !clock_parse(at, &ms)) {
			format_moment(when, ms, s.zone, i18n_get());
		}
		cli_line(arena_printf(&c->arena, "%zu  %s  %s", i + 1, when, text ? text : ""));
	}
	json_free(reply);
	return CLI_OK;
}

int cli_chat_read(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct thread *t = code ? NULL : the_thread(c, "CHAT", &e);

	if (code || !t || store_seen(c->store, KIND_THREAD, t->id, true, &e)) {
		return code ? code : cli_error(c, &e);
	}
	return cli_say(c, "read", t->id);
}

/* ---- calls, questions ---- */

int cli_chat_call(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct thread *t = code ? NULL : the_thread(c, "CHAT", &e);
	int64_t minutes = 0, at;
	struct act act;

	if (code || !t || number_arg(c, "--minutes", &minutes, &e)
		|| moment_read(call_arg(c->call, "TIME"), cli_show(c).zone, cli_now(c), &at, &e)) {
		return code ? code : cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_call_ask(&act, t->id, at, minutes, cli_text(c, call_arg(c->call, "--text")), &e), &e);
}

int cli_chat_answer(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct message *m = code ? NULL : the_message(c, &e);
	const struct thread *t = m ? store_get(c->store, KIND_THREAD, m->thread, &c->arena, &e) : NULL;
	const struct reader *me = store_reader(c->store);
	enum call_state to;
	struct act act;

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	to = c->call->id == VERB_CHAT_CALL_ACCEPT ? CALL_ACCEPTED
		: thread_side(me, t) == side_of_role((enum role)m->side) ? CALL_WITHDRAWN : CALL_DECLINED;
	act = cli_act(c);
	return cli_done(c, &act, act_call_answer(&act, m->id, to, cli_text(c, call_arg(c->call, "--text")), &e), &e);
}

int cli_project_ask(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "RFQ"), *text;
	const struct rfq *r;
	struct act act;

	if (code) {
		return code;
	}
	if (!word) {
		err_set(&e, ERR_USAGE, "%s", tr("which request for quote?"));
		return cli_error(c, &e);
	}
	r = find_rfq(c->store, word, &c->arena, &e);
	if (!r) {
		return cli_error(c, &e);
	}
	text = cli_text(c, call_arg(c->call, "--text"));
	text = text ? text : question_text(r, show_missing(r, &c->arena), &c->arena);
	act = cli_act_saying(c, &entity_rfq_question, &(struct rfq_question){.text = text});
	return cli_done(c, &act, act_question(&act, r->id, text, &e), &e);
}
