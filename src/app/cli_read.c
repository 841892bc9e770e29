#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "cli.h"
#include "base/clock.h"
#include "text/cells.h"
#include "text/format.h"
#include "wire/wire.h"

/* Verbs that only look. A list is one JSON array, a thing one object. */

#define LIST_MAX 1000000

static struct json *actions_json(unsigned actions)
{
	struct json *arr = json_new_array();

	for (int i = 0; i < ACT_COUNT; i++) {
		if (actions & (1u << i)) {
			json_push(arr, json_text_value(deal_act_name((enum deal_act)i)));
		}
	}
	return arr;
}

/* Those of all partners, for who sees more than one. */
static struct json *deals_json(struct cli *c, const char *rfq)
{
	struct json *arr = json_new_array();
	struct deal **deals;
	struct arena a;
	int n;

	arena_init(&a);
	n = store_deals(c->store, rfq, &a, &deals, NULL);
	for (int i = 0; i < n; i++) {
		json_push(arr, wire_write(&entity_deal, deals[i], store_reader(c->store)));
	}
	arena_finish(&a);
	return arr;
}

/* What can be done with any of the deals there are to see. */
static unsigned all_actions(struct cli *c, const struct reader *me, const struct project_row *row)
{
	unsigned all = deal_actions(me, row->rfq, row->deal, cli_now(c));
	struct deal **deals;
	struct arena a;
	int n;

	arena_init(&a);
	n = store_deals(c->store, row->rfq->id, &a, &deals, NULL);
	for (int i = 0; i < n; i++) {
		all |= deal_actions(me, row->rfq, deals[i], cli_now(c));
	}
	arena_finish(&a);
	return all;
}

struct json *cli_project_json(struct cli *c, const struct project_row *row)
{
	const struct reader *me = store_reader(c->store);
	struct json *j = wire_write(&entity_rfq, row->rfq, me);
	bool badge = row->deal && row->deal->profile_sent && !row->deal->quote_version;

	json_set_text(j, "deal_state", enum_wire(&enum_deal_state, row->deal ? row->deal->state : DEAL_NONE));
	json_set_text(j, "badge", badge ? "profile_sent" : "");
	json_set_bool(j, "unread", row->unread);
	json_set_bool(j, "draft", row->draft);
	json_set_text(j, "pending", show_intent_state(row->pending));
	json_set(j, "deal", row->deal ? wire_write(&entity_deal, row->deal, me) : NULL);
	json_set(j, "quote", row->quote ? wire_write(&entity_quote, row->quote, me) : NULL);
	if (me && me->role != ROLE_PARTNER) {
		json_set(j, "deals", deals_json(c, row->rfq->id));
	}
	json_set(j, "actions", me ? actions_json(all_actions(c, me, row)) : json_new_array());
	return j;
}

/* ---- walking a list of the store ---- */

typedef void row_fn(struct cli *c, const char *id, struct json *arr);

static int walk(struct cli *c, const struct store_query *q, row_fn *fn)
{
	const char *limit = call_arg(c->call, "--limit"), *ids[100];
	struct err e = ERR_NONE;
	struct store_list *l;
	struct json *arr;
	long long left = LIST_MAX;
	char anchor[64] = "";
	int n = 1;

	if (limit && (!parse_i64(limit, &left) || left < 0)) {
		err_set(&e, ERR_USAGE, tr("--limit is a number, not \"%.40s\""), limit);
		return cli_error(c, &e);
	}
	l = store_list_create(c->store);
	arr = c->json ? json_new_array() : NULL;
	store_list_set(l, q);
	while (left > 0 && n > 0) {
		struct arena page;

		arena_init(&page);
		n = store_list_page(l, *anchor ? anchor : NULL, true, left < 100 ? (int)left : 100, ids, &page);
		for (int i = 0; i < n; i++) {
			fn(c, ids[i], arr);
		}
		if (n > 0) {
			snprintf(anchor, sizeof(anchor), "%s", ids[n - 1]);
		}
		left -= n;
		arena_finish(&page);
	}
	store_list_destroy(l);
	if (arr) {
		cli_json(arr);
	}
	return CLI_OK;
}

static void add_cell(struct str *b, const char *text, size_t width, enum cells_align align)
{
	cells_pad(b, text, strlen(text), width, align, 1);
	str_add(b, "  ");
}

static void project_row(struct cli *c, const char *id, struct json *arr)
{
	struct arena a;
	struct project_row row;
	struct show s;
	struct str b = STR_INIT;
	char left[FORMAT_SIZE];
	enum style st = STYLE_TEXT;

	arena_init(&a);
	s = cli_show(c);
	s.a = &a;
	if (!store_project(c->store, id, &a, &row)) {
		goto out;
	}
	if (arr) {
		json_push(arr, cli_project_json(c, &row));
		goto out;
	}
	add_cell(&b, arena_printf(&a, "%lld", (long long)row.rfq->number), 6, CELLS_LEFT);
	add_cell(&b, row.rfq->title, 32, CELLS_LEFT);
	add_cell(&b, tr(enum_brief(&enum_process, row.rfq->process)), 6, CELLS_LEFT);
	add_cell(&b, show_qty(row.rfq, &a), 12, CELLS_LEFT);
	add_cell(&b, row.rfq->due ? format_left(left, row.rfq->due, s.now, false, s.zone, i18n_get()) : "", 9, CELLS_RIGHT);
	str_add(&b, show_state(&s, &row, &st));
	cli_line(str_c(&b));
out:
	str_finish(&b);
	arena_finish(&a);
}

static int saved_filter(struct cli *c, const char *name, struct store_query *q, struct err *e)
{
	const char *text = store_kv(c->store, arena_printf(&c->arena, "filter/projects/%s", name), &c->arena);
	struct json *j = text ? json_parse(text, strlen(text), e) : NULL;
	int r = j ? store_query_read(j, KIND_RFQ, &c->arena, q, e) : err_set(e, ERR_NOT_FOUND, tr("there is no filter \"%.60s\""), name);

	json_free(j);
	return r;
}

/* --state takes the request's own states, those of your deal, and "unread". */
static int state_word(const char *word, struct store_query *q, struct err *e)
{
	int own = enum_find(q->kind == KIND_QUOTE ? &enum_quote_state : &enum_rfq_state, word);
	int deal = q->kind == KIND_RFQ ? enum_find(&enum_deal_state, word) : -1;

	if (own >= 0) {
		q->state = 1u << own;
	} else if (deal >= 0) {
		q->deal = 1u << deal;
	} else if (!strcmp(word, "unread")) {
		q->unread = true;
	} else {
		return err_set(e, ERR_USAGE, tr("there is no state \"%.40s\""), word);
	}
	return 0;
}

int cli_project_list(struct cli *c)
{
	struct store_query q = {.kind = KIND_RFQ, .order = ORDER_DEADLINE};
	const char *filter = call_arg(c->call, "--filter"), *state = call_arg(c->call, "--state");
	const char *order = call_arg(c->call, "--order"), *text = call_arg(c->call, "--text");
	struct err e = ERR_NONE;
	int r = cli_fresh(c);

	if (r) {
		return r;
	}
	if ((filter && saved_filter(c, filter, &q, &e)) || (state && state_word(state, &q, &e))) {
		return cli_error(c, &e);
	}
	if (order && store_order_find(order) < 0) {
		err_set(&e, ERR_USAGE, tr("there is no order \"%.40s\""), order);
		return cli_error(c, &e);
	}
	q.order = order ? (enum store_order)store_order_find(order) : q.order;
	q.text = text ? text : q.text;
	return walk(c, &q, project_row);
}

int cli_project_show(struct cli *c)
{
	struct err e = ERR_NONE;
	const struct rfq *r;
	struct project_row row;
	struct show s;
	int code = cli_fresh(c);

	if (code) {
		return code;
	}
	if (!call_arg(c->call, "RFQ")) {
		err_set(&e, ERR_USAGE, "which request for quote?");
		return cli_error(c, &e);
	}
	r = find_rfq(c->store, call_arg(c->call, "RFQ"), &c->arena, &e);
	if (!r || !store_project(c->store, r->id, &c->arena, &row)) {
		return cli_error(c, &e);
	}
	if (c->json) {
		cli_json(cli_project_json(c, &row));
		return CLI_OK;
	}
	s = cli_show(c);
	show_project(&s, &row);
	return CLI_OK;
}

static int one_filter(void *arg, const char *key, const char *value)
{
	struct cli *c = ((void **)arg)[0];
	struct json *arr = ((void **)arg)[1], *j, *q;
	const char *name = key + strlen("filter/projects/");

	if (!c->json) {
		cli_line(arena_printf(&c->arena, "%s  %s", name, value));
		return 0;
	}
	j = json_new_object();
	q = json_parse(value, strlen(value), NULL);
	json_set_text(j, "name", name);
	json_set(j, "filter", q);
	json_push(arr, j);
	return 0;
}

int cli_project_filter(struct cli *c)
{
	struct json *arr = json_new_array();
	void *arg[2] = {c, arr};

	store_kv_each(c->store, "filter/projects/", one_filter, arg, NULL);
	if (c->json) {
		cli_json(arr);
	} else {
		json_free(arr);
	}
	return CLI_OK;
}

static void quote_row(struct cli *c, const char *id, struct json *arr)
{
	struct arena a;
	const struct reader *me = store_reader(c->store);
	struct str b = STR_INIT;
	const struct quote *q;

	arena_init(&a);
	q = store_get(c->store, KIND_QUOTE, id, &a, NULL);
	if (q && arr) {
		json_push(arr, wire_write(&entity_quote, q, me));
	} else if (q) {
		add_cell(&b, arena_printf(&a, "%lld/%lld", (long long)q->number, (long long)q->version), 9, CELLS_LEFT);
		add_cell(&b, q->title, 28, CELLS_LEFT);
		add_cell(&b, me && me->role == ROLE_PARTNER ? q->customer_name : q->partner_name, 16, CELLS_LEFT);
		add_cell(&b, me && me->price_blind ? "-" : arena_printf(&a, "%s %s", show_money(q->total, q->currency, &a), q->currency),
			16, CELLS_RIGHT);
		str_add(&b, tr(enum_brief(&enum_quote_state, q->state)));
		cli_line(str_c(&b));
	}
	str_finish(&b);
	arena_finish(&a);
}

int cli_quote_list(struct cli *c)
{
	struct store_query q = {.kind = KIND_QUOTE, .order = ORDER_NEWEST};
	const char *rfq = call_arg(c->call, "--rfq"), *state = call_arg(c->call, "--state");
	struct err e = ERR_NONE;
	const struct rfq *r;
	int code = cli_fresh(c);

	if (code) {
		return code;
	}
	if (rfq) {
		r = find_rfq(c->store, rfq, &c->arena, &e);
		if (!r) {
			return cli_error(c, &e);
		}
		q.rfq = r->id;
	}
	if (state && state_word(state, &q, &e)) {
		return cli_error(c, &e);
	}
	return walk(c, &q, quote_row);
}

/* A draft of ours by its request, as the quote it would be. */
static int show_draft(struct cli *c, const char *word)
{
	const struct rfq *r = find_rfq(c->store, word, &c->arena, NULL);
	struct quote_draft *d = r ? draft_load(c->store, r->id, &c->arena) : NULL;
	struct quote *q;
	struct show s;

	if (!d) {
		return -1;
	}
	quote_draft_read(d, r, false, &c->arena, &q, NULL);
	q->number = r->number;
	q->title = r->title;
	q->customer_name = r->customer_name;
	if (c->json) {
		struct json *j = wire_write(&entity_quote_draft, d, NULL);

		json_set(j, "quote", wire_write(&entity_quote, q, store_reader(c->store)));
		cli_json(j);
	} else {
		s = cli_show(c);
		show_quote(&s, q);
	}
	return CLI_OK;
}

int cli_quote_show(struct cli *c)
{
	struct err e = ERR_NONE;
	const char *word = call_arg(c->call, "QUOTE");
	const struct quote *q;
	struct show s;
	int code = cli_fresh(c);

	if (code) {
		return code;
	}
	if (!word) {
		err_set(&e, ERR_USAGE, "which quote?");
		return cli_error(c, &e);
	}
	q = find_quote(c->store, word, &c->arena, &e);
	if (!q) {
		return show_draft(c, word) == CLI_OK ? CLI_OK : cli_error(c, &e);
	}
	if (c->json) {
		cli_json(wire_write(&entity_quote, q, store_reader(c->store)));
		return CLI_OK;
	}
	s = cli_show(c);
	show_quote(&s, q);
	return CLI_OK;
}

int cli_profile_show(struct cli *c)
{
	const struct reader *me;
	struct err e = ERR_NONE;
	struct profile *p = NULL;
	struct show s;
	int code = cli_fresh(c);

	if (code) {
		return code;
	}
	me = store_reader(c->store);
	p = own_profile(c->store, me, &c->arena);
	if (!p) {
		err_set(&e, ERR_NOT_FOUND, "there is no profile yet; fettle profile edit makes it");
		return cli_error(c, &e);
	}
	if (c->json) {
		cli_json(wire_write(&entity_profile, p, me));
		return CLI_OK;
	}
	s = cli_show(c);
	show_profile(&s, p);
	return CLI_OK;
}

static struct json *intent_json(const struct intent *in)
{
	struct json *j = json_new_object();
	char time[CLOCK_TEXT];

	json_set_text(j, "id", in->id);
	json_set_text(j, "verb", in->verb);
	json_set_text(j, "title", in->title);
	json_set_text(j, "state", show_intent_state(in->state));
	json_set_text(j, "kind", in->kind == KIND_NONE ? NULL : entities[in->kind]->name);
	json_set_text(j, "object", in->object);
	json_set_int(j, "attempts", in->attempts);
	json_set_text(j, "created", clock_format(in->created, time));
	json_set(j, "problem", in->problem.code ? wire_problem(&in->problem, i18n_get(), "") : NULL);
	return j;
}

int cli_outbox_list(struct cli *c)
{
	struct json *arr = json_new_array();
	struct intent **all;
	int n = store_intents(c->store, 0, &c->arena, &all, NULL);

	for (int i = 0; i < n; i++) {
		const struct intent *in = all[i];

		if (c->json) {
			json_push(arr, intent_json(in));
		} else {
			struct str b = STR_INIT;

			add_cell(&b, tr(show_intent_state(in->state)), 10, CELLS_LEFT);
			cli_line(arena_printf(&c->arena, "%s  %s%-16s  %s%s%s", in->id, str_c(&b), in->verb,
				tr(in->title), in->problem.code ? "  " : "", in->problem.code ? tr(err_title(in->problem.code)) : ""));
			str_finish(&b);
		}
	}
	if (c->json) {
		cli_json(arr);
	} else {
		json_free(arr);
	}
	return CLI_OK;
}

int cli_whoami(struct cli *c)
{
	const struct account *acc = store_account(c->store);
	const char *server = store_kv(c->store, "server", &c->arena);
	int code = cli_need_account(c);

	if (code) {
		return code;
	}
	if (c->json) {
		struct json *j = wire_write(&entity_account, acc, NULL);

		json_set_text(j, "server", server);
		cli_json(j);
	} else {
		cli_line(arena_printf(&c->arena, "%s  %s  %s  %s", acc->login, tr(enum_label(&enum_role, acc->role)), acc->org_name,
			server ? server : ""));
	}
	return CLI_OK;
}
