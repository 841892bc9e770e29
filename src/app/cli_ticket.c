#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/desk.h"
#include "app/talk.h"
#include "base/ulid.h"
#include "cli.h"
#include "text/cells.h"
#include "wire/wire.h"

/* fettle ticket, approval, macro, policy: from what is here after a sync; what is done goes through the outbox. */

static int say_usage(struct cli *c, const char *why)
{
	struct err e = ERR_NONE;

	err_set(&e, ERR_USAGE, "%s", why);
	return cli_error(c, &e);
}

static const struct ticket *the_ticket(struct cli *c, struct err *e)
{
	const char *word = call_arg(c->call, "TICKET");

	if (!word) {
		err_set(e, ERR_USAGE, "%s", tr("which ticket? name its number"));
		return NULL;
	}
	return find_ticket(c->store, word, &c->arena, e);
}

/* The value of an option out of an enum; dflt when it is not given, -1 with an error. */
static int word_of(struct cli *c, const char *name, const struct enum_names *names, int dflt, struct err *e)
{
	const char *word = call_arg(c->call, name);
	int v = word ? enum_find(names, word) : dflt;

	if (word && v < 0) {
		err_set(e, ERR_USAGE, tr("there is no \"%.40s\""), word);
	}
	return v;
}

static const struct site *site_of(struct cli *c, const char *word)
{
	const struct reader *me = store_reader(c->store);
	const struct site *found = NULL;

	for (size_t i = 0; me && i < me->nsites && !found; i++) {
		const struct site *s = store_get(c->store, KIND_SITE, me->sites[i], &c->arena, NULL);

		found = s && (!strcmp(s->id, word) || !strcmp(s->name, word)) ? s : NULL;
	}
	return found;
}

/* --site: by id or name; without it one's only one, else "". NULL: there is none of this name. */
static const char *the_site(struct cli *c, struct err *e)
{
	const char *word = call_arg(c->call, "--site");
	const struct reader *me = store_reader(c->store);
	const struct site *s = word ? site_of(c, word) : NULL;

	if (word && !s && !ulid_valid(word)) {
		err_set(e, ERR_NOT_FOUND, tr("no site \"%.60s\" here"), word);
		return NULL;
	}
	return s ? s->id : word ? word : me && me->nsites == 1 ? me->sites[0] : "";
}

/* ---- tickets ---- */

static void add_cell(struct str *b, const char *text, size_t width)
{
	cells_pad(b, text, strlen(text), width, CELLS_LEFT, 1);
	str_add(b, "  ");
}

static struct json *row_json(struct cli *c, const struct ticket_row *row)
{
	struct json *j = wire_write(&entity_ticket, row->ticket, store_reader(c->store)), *acts = json_new_array();
	unsigned may = desk_actions(store_reader(c->store), row->ticket);
	const char *policy = desk_policy(c->store, row->ticket, &c->arena);

	for (int i = 0; i < DESK_COUNT; i++) {
		if (may & 1u << i) {
			json_push(acts, json_text_value(desk_act_name((enum desk_act)i)));
		}
	}
	json_set(j, "actions", acts);
	json_set_bool(j, "unread", row->unread);
	json_set_bool(j, "draft", row->draft);
	json_set_text(j, "pending", show_intent_state(row->pending));
	if (*policy) {
		json_set_text(j, "policy", policy);
	}
	return j;
}

static void row_line(struct cli *c, const struct ticket_row *row)
{
	const struct ticket *t = row->ticket;
	struct str b = STR_INIT;

	add_cell(&b, t->hot ? "!" : "", 1);
	add_cell(&b, arena_printf(&c->arena, "%lld", (long long)t->number), 6);
	add_cell(&b, desk_left(t, cli_now(c), &c->arena), 8);
	add_cell(&b, tr(enum_brief(&enum_ticket_state, t->state)), 8);
	add_cell(&b, tr(enum_brief(&enum_ticket_side, t->side)), 4);
	add_cell(&b, t->site_name, 14);
	add_cell(&b, tr(enum_brief(&enum_ticket_class, t->cls)), 8);
	add_cell(&b, t->assignee_name, 14);
	str_add(&b, t->subject);
	cli_line(str_c(&b));
	str_finish(&b);
}

static int ticket_query(struct cli *c, struct store_query *q, struct err *e)
{
	const struct reader *me = store_reader(c->store);
	const char *view = call_arg(c->call, "--view");
	int state = word_of(c, "--state", &enum_ticket_state, -1, e), cls = word_of(c, "--class", &enum_ticket_class, -1, e);
	int side = word_of(c, "--side", &enum_ticket_side, -1, e);

	if (e->code) {
		return -1;
	}
	if (!desk_view(view ? view : reader_staff(me) && state < 0 ? "open" : "all", me, NULL, q)) {
		return err_set(e, ERR_USAGE, tr("there is no view \"%.40s\": open, mine, unassigned, hot, waiting, all"), view);
	}
	q->text = call_arg(c->call, "--text");
	q->state = state < 0 ? q->state : 1u << state;
	q->process = cls < 0 ? 0 : 1u << cls;
	q->side = side < 0 ? 0 : 1u << side;
	return 0;
}

int cli_ticket_list(struct cli *c)
{
	struct store_query q = {.kind = KIND_TICKET, .order = ORDER_DEADLINE};
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	long long limit = INT32_MAX;
	struct store_list *l;
	struct json *arr;
	char id[64];

	if (code || ticket_query(c, &q, &e)) {
		return code ? code : cli_error(c, &e);
	}
	if (call_arg(c->call, "--limit") && (!parse_i64(call_arg(c->call, "--limit"), &limit) || limit < 0)) {
		return say_usage(c, tr("--limit is a number"));
	}
	l = store_list_create(c->store);
	store_list_set(l, &q);
	arr = c->json ? json_new_array() : NULL;
	for (long long i = 0; i < limit && store_list_at(l, i, id); i++) {
		struct ticket_row row;

		if (!ticket_row(c->store, id, &c->arena, &row)) {
			continue;
		}
		if (arr) {
			json_push(arr, row_json(c, &row));
		} else {
			row_line(c, &row);
		}
	}
	store_list_destroy(l);
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

static void print_talk(struct cli *c, const struct ticket *t, struct json *out)
{
	enum { MOST = 500 };
	const struct thread *thread = store_get(c->store, KIND_THREAD, t->id, &c->arena, NULL);
	struct flow_row *rows = arena_alloc(&c->arena, MOST * sizeof(*rows));
	struct show s = cli_show(c);
	struct talk talk;
	int n;

	talk_init(&talk, c->store, t->id);
	n = thread ? talk_page(&talk, NULL, false, MOST, rows) : 0;
	for (int i = 0; i < n; i++) {
		struct talk_item it;

		if (!talk_item(&talk, rows[i].id, &c->arena, &it)) {
			continue;
		}
		if (out) {
			json_push(out, wire_write(&entity_message, it.m, s.me));
		} else {
			if (it.m->vis == VIS_STAFF) {
				cli_line(tr("Internal note, for the desk only:"));
			}
			talk_show(&s, thread, &it);
		}
	}
	talk_finish(&talk);
}

int cli_ticket_show(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e);
	struct show s = cli_show(c);
	struct ticket_row row;
	struct json *j, *said;

	if (code || !t || !ticket_row(c->store, t->id, &c->arena, &row)) {
		return code ? code : cli_error(c, &e);
	}
	if (!c->json) {
		cli_line(arena_printf(&c->arena, tr("Ticket %lld"), (long long)t->number));
		show_ticket(&s, &row);
		cli_line("");
		print_talk(c, t, NULL);
		return CLI_OK;
	}
	j = row_json(c, &row);
	said = json_new_array();
	print_talk(c, t, said);
	json_set(j, "said", said);
	cli_json(j);
	return CLI_OK;
}

static const char *option(struct cli *c, const char *name)
{
	const char *text = cli_text(c, call_arg(c->call, name));

	return text ? text : "";
}

int cli_ticket_new(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	struct ticket *t = entity_new(&entity_ticket, &c->arena);
	const char *site;
	struct act act;
	char id[ULID_SIZE];

	if (code) {
		return code;
	}
	site = the_site(c, &e);
	t->id = ulid_make(id);
	t->site = site ? site : "";
	t->subject = option(c, "--subject");
	t->task = option(c, "--task");
	t->wished = option(c, "--wished");
	t->auction = option(c, "--auction");
	t->docs_checked = call_flag(c->call, "--documents-checked");
	t->module = word_of(c, "--module", &enum_ticket_module, 0, &e);
	t->cls = word_of(c, "--class", &enum_ticket_class, 0, &e);
	t->action = word_of(c, "--change", &enum_policy_action, 0, &e);
	if (e.code || cli_attach(c, &t->files, &e)) {
		return cli_error(c, &e);
	}
	act = cli_act_saying(c, &entity_ticket, t);
	return cli_done(c, &act, act_ticket_new(&act, t, &e), &e);
}

/* ---- triage ---- */

static int assign_to(struct cli *c, const struct ticket *t, const char *who)
{
	struct ticket_change *to = entity_new(&entity_ticket_change, &c->arena);
	struct act act = cli_act(c);
	struct err e = ERR_NONE;

	to->assignee = find_assignee(c->store, who, &c->arena, &e);
	return to->assignee ? cli_done(c, &act, act_ticket_change(&act, t->id, "assignee", to, &e), &e) : cli_error(c, &e);
}

int cli_ticket_assign(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e);

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	return assign_to(c, t, c->call->id == VERB_TICKET_TAKE ? "me" : call_arg(c->call, "NAME"));
}

int cli_ticket_next(struct cli *c)
{
	struct store_query q = {.kind = KIND_TICKET, .state = TICKETS_LIVE, .assignee = "none", .order = ORDER_DEADLINE};
	int code = cli_fresh(c);
	struct store_list *l;
	const char *id = NULL;
	const struct ticket *t;
	struct err e = ERR_NONE;

	if (code) {
		return code;
	}
	l = store_list_create(c->store);
	store_list_set(l, &q);
	store_list_page(l, NULL, true, 1, &id, &c->arena);
	store_list_destroy(l);
	t = id ? store_get(c->store, KIND_TICKET, id, &c->arena, &e) : NULL;
	if (!t) {
		err_set(&e, ERR_NOT_FOUND, "%s", tr("every open ticket has somebody"));
		return cli_error(c, &e);
	}
	if (!c->json) {
		cli_line(arena_printf(&c->arena, "%lld  %s", (long long)t->number, t->subject));
	}
	return assign_to(c, t, "me");
}

int cli_ticket_class(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e);
	struct ticket_change *to = entity_new(&entity_ticket_change, &c->arena);
	struct act act;

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	to->cls = word_of(c, "CLASS", &enum_ticket_class, 0, &e);
	if (e.code) {
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_ticket_change(&act, t->id, "cls", to, &e), &e);
}

static int read_seen(struct cli *c, const struct ticket *t, int64_t *seen)
{
	const char *word = call_arg(c->call, "--seen");
	long long n = t->messages;

	if (word && (!parse_i64(word, &n) || n < 0)) {
		return -1;
	}
	*seen = n;
	return 0;
}

/* An answer, an internal note, a state. */
int cli_ticket_reply(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c), state;
	const struct ticket *t = code ? NULL : the_ticket(c, &e);
	bool status = c->call->id == VERB_TICKET_STATUS, note = c->call->id == VERB_TICKET_NOTE;
	const char *text = call_arg(c->call, "TEXT");
	struct ticket_reply *r = entity_new(&entity_ticket_reply, &c->arena);
	struct act act;
	char id[ULID_SIZE];

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	state = word_of(c, status ? "STATE" : "--state", &enum_ticket_state, -1, &e);
	if (e.code || (!status && cli_attach(c, &r->files, &e))) {
		return cli_error(c, &e);
	}
	if (read_seen(c, t, &r->seen)) {
		return say_usage(c, tr("--seen is the number of a message"));
	}
	/* from a pipe when it is not given */
	text = status ? "" : cli_text(c, text ? text : r->files.n || state >= 0 ? "" : isatty(0) ? NULL : "-");
	if (!text) {
		return say_usage(c, tr("say what?"));
	}
	r->message = ulid_make(id);
	r->text = text;
	r->internal = note;
	r->state = state >= 0 ? state : 0;
	act = note ? cli_act(c) : cli_act_saying(c, &entity_ticket_reply, r);
	return cli_done(c, &act, act_ticket_reply(&act, t->id, r, state >= 0, &e), &e);
}

int cli_ticket_merge(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e), *into = t ? find_ticket(c->store, call_arg(c->call, "INTO"), &c->arena, &e) : NULL;
	struct act act;

	if (code || !into) {
		return code ? code : cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_ticket_merge(&act, t->id, into->id, &e), &e);
}

int cli_ticket_split(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e);
	const char *subject = call_arg(c->call, "--subject");
	struct act act;
	long long n;

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	if (!parse_i64(call_arg(c->call, "NUM"), &n)) {
		return say_usage(c, tr("which message? name its number"));
	}
	act = cli_act(c);
	return cli_done(c, &act, act_ticket_split(&act, t->id, n, subject ? subject : t->subject, &e), &e);
}

/* Those that need no more than the ticket. */
int cli_ticket_plain(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e);
	struct act act;

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, (c->call->id == VERB_TICKET_VOTE ? act_ticket_vote : act_ticket_unmerge)(&act, t->id, &e), &e);
}

int cli_ticket_act(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct ticket *t = code ? NULL : the_ticket(c, &e);
	struct approval *what = entity_new(&entity_approval, &c->arena);
	struct ticket as;
	struct act act;

	if (code || !t) {
		return code ? code : cli_error(c, &e);
	}
	what->action = word_of(c, "--change", &enum_policy_action, t->action, &e);
	what->target = option(c, "--target");
	what->value = option(c, "--value");
	what->detail = *option(c, "--detail") ? option(c, "--detail") : *t->wished ? t->wished : t->subject;
	if (e.code) {
		return cli_error(c, &e);
	}
	as = *t;
	as.action = what->action;
	if (!c->json && as.action != CHANGE_NONE) {
		cli_line(desk_policy(c->store, &as, &c->arena));
	}
	act = cli_act(c);
	return cli_done(c, &act, act_ticket_act(&act, t->id, what, &e), &e);
}

/* ---- approvals, macros, policy ---- */

int cli_approval_list(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c), state, n;
	const struct approval **all;
	struct show s = cli_show(c);
	struct json *arr;

	if (code) {
		return code;
	}
	state = word_of(c, "--state", &enum_approval_state, APPROVAL_PENDING, &e);
	if (e.code) {
		return cli_error(c, &e);
	}
	n = desk_approvals(c->store, NULL, 1u << state, &c->arena, &all);
	arr = c->json ? json_new_array() : NULL;
	for (int i = 0; i < n; i++) {
		if (arr) {
			json_push(arr, wire_write(&entity_approval, all[i], store_reader(c->store)));
		} else {
			cli_line(arena_printf(&c->arena, "%s  %lld", all[i]->id, (long long)all[i]->number));
			show_approval(&s, all[i]);
		}
	}
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

/* By its id, or a ticket's number when one waits there. */
static const struct approval *the_approval(struct cli *c, struct err *e)
{
	const char *word = call_arg(c->call, "APPROVAL");
	const struct approval *p, **all;
	const struct ticket *t;

	if (!word) {
		err_set(e, ERR_USAGE, "%s", tr("which change? name its id or the ticket's number"));
		return NULL;
	}
	p = ulid_valid(word) ? store_get(c->store, KIND_APPROVAL, word, &c->arena, NULL) : NULL;
	t = p ? NULL : find_ticket(c->store, word, &c->arena, e);
	if (t && desk_approvals(c->store, t->id, 1u << APPROVAL_PENDING, &c->arena, &all) == 1) {
		return all[0];
	}
	if (t) {
		err_set(e, ERR_NOT_FOUND, tr("no single change of %.60s waits; name its id"), word);
	}
	return p;
}

int cli_approval_decide(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct approval *p = code ? NULL : the_approval(c, &e);
	bool agree = c->call->id == VERB_APPROVAL_AGREE;
	struct act act;

	if (code || !p) {
		return code ? code : cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_approval_decide(&act, p->id, agree, cli_text(c, call_arg(c->call, agree ? "--note" : "TEXT")), &e), &e);
}

int cli_macro_list(struct cli *c)
{
	int code = cli_fresh(c), n;
	const char *text = call_arg(c->call, "--text");
	const struct macro **all;
	struct json *arr;

	if (code) {
		return code;
	}
	n = desk_macros(c->store, NULL, &c->arena, &all);
	arr = c->json ? json_new_array() : NULL;
	for (int i = 0; i < n; i++) {
		if (text && !strstr(all[i]->name, text) && !strstr(all[i]->text, text)) {
			continue;
		}
		if (arr) {
			json_push(arr, wire_write(&entity_macro, all[i], store_reader(c->store)));
		} else {
			cli_line(arena_printf(&c->arena, "%s  %s  %s  %s: %.*s", *all[i]->hotkey ? all[i]->hotkey : "-", *all[i]->lang ? all[i]->lang : "-",
				tr(enum_brief(&enum_macro_after, all[i]->after)), all[i]->name, (int)strcspn(all[i]->text, "\n"), all[i]->text));
		}
	}
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

int cli_macro_add(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	struct macro *m = entity_new(&entity_macro, &c->arena);
	const char *site;
	struct act act;
	char id[ULID_SIZE];

	if (code) {
		return code;
	}
	site = the_site(c, &e);
	m->id = ulid_make(id);
	m->site = site ? site : "";
	m->name = call_arg(c->call, "NAME");
	m->text = option(c, "TEXT");
	m->hotkey = option(c, "--key");
	m->lang = option(c, "--lang");
	m->after = word_of(c, "--after", &enum_macro_after, 0, &e);
	m->cls = word_of(c, "--class", &enum_ticket_class, 0, &e);
	if (e.code) {
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_macro_put(&act, m, &e), &e);
}

static const char *site_name(struct cli *c, const char *id)
{
	const struct site *s = store_get(c->store, KIND_SITE, id, &c->arena, NULL);

	return s && *s->name ? s->name : id;
}

static void print_rule(struct cli *c, const struct policy_rule *r, struct json *arr)
{
	struct str b = STR_INIT;

	if (arr) {
		json_push(arr, wire_write(&entity_policy_rule, r, store_reader(c->store)));
		return;
	}
	add_cell(&b, site_name(c, r->site), 20);
	add_cell(&b, enum_wire(&enum_policy_action, r->action), 16);
	str_addf(&b, "%lld  %s", (long long)r->level, tr(enum_label(&enum_policy_who, r->who)));
	cli_line(str_c(&b));
	str_finish(&b);
}

int cli_policy_list(struct cli *c)
{
	struct store_query q = {.kind = KIND_POLICY_RULE, .order = ORDER_NUMBER};
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	struct store_list *l;
	struct json *arr;
	char id[64];

	if (code) {
		return code;
	}
	q.rfq = call_arg(c->call, "--site") ? the_site(c, &e) : NULL;
	if (e.code) {
		return cli_error(c, &e);
	}
	l = store_list_create(c->store);
	store_list_set(l, &q);
	arr = c->json ? json_new_array() : NULL;
	for (int64_t i = 0; store_list_at(l, i, id); i++) {
		const struct policy_rule *r = store_get(c->store, KIND_POLICY_RULE, id, &c->arena, NULL);

		if (r) {
			print_rule(c, r, arr);
		}
	}
	store_list_destroy(l);
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

int cli_policy_set(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	struct policy_rule *r = entity_new(&entity_policy_rule, &c->arena);
	const char *site;
	struct act act;
	long long level;

	if (code) {
		return code;
	}
	if (!parse_i64(call_arg(c->call, "NUM"), &level) || level < 1 || level > 3) {
		return say_usage(c, tr("the level is 1, 2 or 3"));
	}
	site = the_site(c, &e);
	r->site = site ? site : "";
	r->level = level;
	r->action = word_of(c, "CHANGE", &enum_policy_action, 0, &e);
	r->who = word_of(c, "--who", &enum_policy_who, 0, &e);
	if (e.code) {
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_policy_set(&act, r, &e), &e);
}
