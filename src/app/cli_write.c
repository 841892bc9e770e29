#include <stdio.h>
#include <string.h>

#include "app/act_talk.h"
#include "cli.h"
#include "store/blob.h"
#include "wire/wire.h"

/* Verbs that write: an intent into the outbox, then wait a little for its answer. */

#define ANSWER_MS 15000
#define STDIN_MAX (1 << 20)

const char *cli_text(struct cli *c, const char *value)
{
	struct str b = STR_INIT;
	char buf[4096];
	size_t n;

	if (!value || strcmp(value, "-") != 0) {
		return value;
	}
	while (b.len < STDIN_MAX && (n = fread(buf, 1, sizeof(buf), stdin)) > 0) {
		str_addn(&b, buf, n);
	}
	while (b.len && b.s[b.len - 1] == '\n') {
		str_cut(&b, b.len - 1);
	}
	value = arena_strndup(&c->arena, str_c(&b), b.len);
	str_finish(&b);
	return value;
}

struct act cli_act(struct cli *c)
{
	return (struct act){.store = c->store, .now = cli_now(c)};
}

struct act cli_act_saying(struct cli *c, const struct entity *e, const void *obj)
{
	struct act act = cli_act(c);

	act.contact_reason = cli_contacts(c, e, obj);
	return act;
}

static int say_queued(struct cli *c, const struct act *act, const struct err *why)
{
	if (c->json) {
		struct json *j = json_new_object();

		json_set_text(j, "intent", act->id);
		json_set_text(j, "state", "queued");
		cli_json(j);
	} else {
		fprintf(stderr, "fettle: %s (%s)\n", tr("no link: it is kept in the outbox and sent as soon as there is one"),
			tr(err_title(why->code)));
	}
	return CLI_QUEUED;
}

/* The intent is on disk. Now the answer, as far as it comes soon. */
static int finish(struct cli *c, const struct act *act)
{
	struct err e = ERR_NONE;
	const struct intent *in;
	struct json *reply;

	if (c->conf.offline) {
		e.code = ERR_OFFLINE;
	}
	if (c->conf.offline || net_wait_intent(c->net, act->id, ANSWER_MS, &e)) {
		in = store_intent(c->store, act->id, &c->arena);
		if (in && in->state != INTENT_REFUSED) {
			return say_queued(c, act, &e);
		}
		return cli_error(c, &e);
	}
	in = store_intent(c->store, act->id, &c->arena);
	reply = in && *in->reply ? json_parse(in->reply, strlen(in->reply), NULL) : NULL;
	if (c->json && reply) {
		cli_json(reply);
		return CLI_OK;
	}
	json_free(reply);
	if (c->json) {
		reply = json_new_object();
		json_set_text(reply, "intent", act->id);
		json_set_text(reply, "state", "accepted");
		cli_json(reply);
	} else {
		cli_line(tr("accepted"));
	}
	return CLI_OK;
}

int cli_done(struct cli *c, const struct act *act, int r, const struct err *e)
{
	return r ? cli_error(c, e) : finish(c, act);
}

int cli_say(struct cli *c, const char *what, const char *id)
{
	struct json *j;

	if (c->json) {
		j = json_new_object();
		json_set_text(j, what, id);
		cli_json(j);
	}
	return CLI_OK;
}

static const struct rfq *the_rfq(struct cli *c, const char *name, struct err *e)
{
	const char *word = call_arg(c->call, name);

	if (!word) {
		err_set(e, ERR_USAGE, "which request for quote?");
		return NULL;
	}
	return find_rfq(c->store, word, &c->arena, e);
}

int cli_project_optin(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct rfq *r = code ? NULL : the_rfq(c, "RFQ", &e);
	const char *state = call_arg(c->call, "STATE");
	struct act act;

	if (code || !r) {
		return code ? code : cli_error(c, &e);
	}
	if (strcmp(state, "on") != 0 && strcmp(state, "off") != 0) {
		err_set(&e, ERR_USAGE, "on or off");
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_takes_profile(&act, r->id, !strcmp(state, "on"), &e), &e);
}

/* ---- profile ---- */

int cli_attach(struct cli *c, struct items *files, struct err *e)
{
	const char *path;

	for (size_t i = 0; (path = call_arg_at(c->call, "--attach", i)); i++) {
		if (attach_file(c->store, path, files, &c->arena, e)) {
			return -1;
		}
	}
	return 0;
}

static int detach_all(struct cli *c, struct items *files, struct err *e)
{
	const char *name;

	for (size_t i = 0; (name = call_arg_at(c->call, "--detach", i)); i++) {
		if (!detach_file(files, name)) {
			return err_set(e, ERR_NOT_FOUND, tr("there is no attached file \"%.60s\""), name);
		}
	}
	return 0;
}

int cli_profile_edit(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *text = cli_text(c, call_arg(c->call, "--text"));
	struct profile *p;
	struct act act;

	if (code) {
		return code;
	}
	if (!text && !call_arg(c->call, "--attach") && !call_arg(c->call, "--detach")) {
		err_set(&e, ERR_USAGE, "what is new: --text, --attach or --detach?");
		return cli_error(c, &e);
	}
	p = own_profile(c->store, store_reader(c->store), &c->arena);
	if (!p) {
		p = entity_new(&entity_profile, &c->arena);
		p->id = arena_strdup(&c->arena, store_reader(c->store)->org);
	}
	p->text = text ? text : p->text;
	if (detach_all(c, &p->files, &e) || cli_attach(c, &p->files, &e)) {
		return cli_error(c, &e);
	}
	act = cli_act_saying(c, &entity_profile, p);
	return cli_done(c, &act, act_profile_put(&act, p, &e), &e);
}

int cli_profile_send(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct rfq *r = code ? NULL : the_rfq(c, "RFQ", &e);
	const char *text = cli_text(c, call_arg(c->call, "--text"));
	struct profile *p;
	struct items files;
	struct act act;

	if (code || !r) {
		return code ? code : cli_error(c, &e);
	}
	p = own_profile(c->store, store_reader(c->store), &c->arena);
	files = p ? p->files : (struct items){0};
	if (!text && p) {
		text = arena_printf(&c->arena, "%s%s%s%s%s", p->text, *p->strengths ? "\n\n" : "", p->strengths,
			*p->works ? "\n\n" : "", p->works);
	}
	if (cli_attach(c, &files, &e)) {
		return cli_error(c, &e);
	}
	text = text ? text : "";
	act = cli_act_saying(c, &entity_proposal, &(struct proposal){.text = text, .files = files});
	return cli_done(c, &act, act_profile_send(&act, r->id, text, files, &e), &e);
}

/* ---- quotes ---- */

/* The draft a word names: its own id or its request. */
static struct quote_draft *the_draft(struct cli *c, struct err *e)
{
	const char *word = call_arg(c->call, "QUOTE");
	const char *of = word ? store_rfq_of(c->store, word, &c->arena) : "";
	const struct rfq *r;
	struct quote_draft *d;

	if (!word) {
		err_set(e, ERR_USAGE, "which draft? name its RFQ");
		return NULL;
	}
	r = of && *of ? store_get(c->store, KIND_RFQ, of, &c->arena, e) : find_rfq(c->store, word, &c->arena, e);
	d = r ? draft_load(c->store, r->id, &c->arena) : NULL;
	if (r && !d) {
		err_set(e, ERR_NOT_FOUND, tr("there is no draft for RFQ %lld; fettle quote new %lld makes one"), (long long)r->number,
			(long long)r->number);
	}
	return d;
}

static int say_draft(struct cli *c, const struct quote_draft *d)
{
	const struct rfq *r = store_get(c->store, KIND_RFQ, d->rfq, &c->arena, NULL);
	struct quote *q;
	struct err e = ERR_NONE;
	int r_code = quote_draft_read(d, r, true, &c->arena, &q, &e);
	struct json *j;

	if (!c->json) {
		cli_line(arena_printf(&c->arena, "RFQ %lld v%lld  %s %s%s%s", (long long)(r ? r->number : 0), (long long)d->version,
			show_money(q->total, q->currency, &c->arena), q->currency, r_code ? "  " : "", r_code ? tr(e.text) : ""));
		return CLI_OK;
	}
	j = wire_write(&entity_quote_draft, d, NULL);
	json_set(j, "quote", wire_write(&entity_quote, q, NULL));
	json_set_text(j, "missing", r_code ? e.text : "");
	cli_json(j);
	return CLI_OK;
}

static int keep(struct cli *c, const struct quote_draft *d)
{
	struct err e = ERR_NONE;

	return draft_save(c->store, d, &e) ? cli_error(c, &e) : say_draft(c, d);
}

int cli_quote_new(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct rfq *r = code ? NULL : the_rfq(c, "RFQ", &e);
	const char *from = call_arg(c->call, "--from");
	const struct quote *q = NULL;
	struct quote_draft *d;
	struct project_row row;

	if (code || !r) {
		return code ? code : cli_error(c, &e);
	}
	if (!store_project(c->store, r->id, &c->arena, &row)
		|| deal_may(store_reader(c->store), r, row.deal, ACT_QUOTE, cli_now(c), NULL, &e)) {
		return cli_error(c, &e);
	}
	if (from && !(q = find_quote(c->store, from, &c->arena, &e))) {
		return cli_error(c, &e);
	}
	if (q && draft_load(c->store, r->id, &c->arena)) {
		err_set(&e, ERR_STATE, tr("there is a draft for RFQ %lld already; fettle quote discard %lld throws it away"),
			(long long)r->number, (long long)r->number);
		return cli_error(c, &e);
	}
	d = draft_begin(c->store, r->id, q ? q->id : NULL, &c->arena, &e);
	return d ? keep(c, d) : cli_error(c, &e);
}

static bool settable(const struct entity *e, const char *name)
{
	const struct field *f = entity_field(e, name);

	return f && (f->type == FIELD_TEXT || f->type == FIELD_LONG) && strcmp(name, "id") != 0 && strcmp(name, "rfq") != 0;
}

int cli_quote_set(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_need_account(c);
	struct quote_draft *d = code ? NULL : the_draft(c, &e);
	const char *field = call_arg(c->call, "FIELD"), *text = cli_text(c, call_arg(c->call, "TEXT")), *line = call_arg(c->call, "--line");
	const struct entity *entity = line ? &entity_draft_line : &entity_quote_draft;
	long long n = 1;
	void *obj = d;

	if (code || !d) {
		return code ? code : cli_error(c, &e);
	}
	if (line && (!parse_i64(line, &n) || n < 1 || n > (long long)d->lines.n)) {
		err_set(&e, ERR_USAGE, tr("the draft has lines 1 to %zu"), d->lines.n);
		return cli_error(c, &e);
	}
	if (!settable(entity, field)) {
		err_set(&e, ERR_USAGE, line ? tr("a line has no field \"%.40s\" to set")
			: tr("there is no field \"%.40s\" to set; text, qty, setup and unit want --line=N"), field);
		return cli_error(c, &e);
	}
	if (quote_draft_check(field, text, d->currency, &e)) {
		return cli_error(c, &e);
	}
	obj = line ? (void *)ITEM(struct draft_line, d->lines, n - 1) : (void *)d;
	field_set_text(entity_field(entity, field), obj, text, &c->arena);
	if (entity_check(&entity_quote_draft, d, &e)) {
		return cli_error(c, &e);
	}
	return keep(c, d);
}

int cli_quote_line(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_need_account(c);
	struct quote_draft *d = code ? NULL : the_draft(c, &e);
	const char *drop = call_arg(c->call, "--drop");
	struct draft_line *l;
	long long n;

	if (code || !d) {
		return code ? code : cli_error(c, &e);
	}
	if (drop) {
		if (!parse_i64(drop, &n) || n < 1 || n > (long long)d->lines.n) {
			err_set(&e, ERR_USAGE, tr("the draft has lines 1 to %zu"), d->lines.n);
			return cli_error(c, &e);
		}
		items_remove(&entity_draft_line, &d->lines, (size_t)n - 1);
		return keep(c, d);
	}
	l = items_add(&entity_draft_line, &d->lines, &c->arena);
	l->kind = call_flag(c->call, "--break") ? LINE_PRICE_BREAK : LINE_ITEM;
	return keep(c, d);
}

int cli_quote_attach(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_need_account(c);
	struct quote_draft *d = code ? NULL : the_draft(c, &e);

	if (code || !d) {
		return code ? code : cli_error(c, &e);
	}
	return attach_file(c->store, call_arg(c->call, "PATH"), &d->files, &c->arena, &e) ? cli_error(c, &e) : keep(c, d);
}

int cli_quote_send(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	struct quote_draft *d = code ? NULL : the_draft(c, &e);
	struct act act;

	if (code || !d) {
		return code ? code : cli_error(c, &e);
	}
	act = cli_act_saying(c, &entity_quote_draft, d);
	return cli_done(c, &act, act_quote_send(&act, d, &e), &e);
}

int cli_quote_discard(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_need_account(c);
	struct quote_draft *d = code ? NULL : the_draft(c, &e);

	if (code || !d) {
		return code ? code : cli_error(c, &e);
	}
	return draft_drop(c->store, d->rfq, &e) ? cli_error(c, &e) : cli_say(c, "discarded", d->id);
}

static int counter_offer(struct cli *c, const char *currency, int64_t *price, int64_t *lead, struct err *e)
{
	const char *p = call_arg(c->call, "--price"), *l = call_arg(c->call, "--lead");
	enum discount_kind kind;
	long long days = -1;

	*price = *lead = -1;
	if (p && (discount_parse(p, currency, &kind, price, e) || kind != DISCOUNT_AMOUNT)) {
		return err_set(e, ERR_INVALID_FIELD, tr("--price is an amount in %s"), currency);
	}
	if (l && (!parse_i64(l, &days) || days < 1)) {
		return err_set(e, ERR_INVALID_FIELD, "--lead is a number of work days");
	}
	*lead = days;
	return 0;
}

int cli_quote_decline(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "ID"), *reason = cli_text(c, call_arg(c->call, "--reason"));
	bool customer = !code && store_reader(c->store)->role == ROLE_CUSTOMER;
	const struct quote *q;
	const struct rfq *r;
	int64_t price = -1, lead = -1;
	struct act act;
	int done_r;

	if (code) {
		return code;
	}
	if (!word || !reason) {
		err_set(&e, ERR_USAGE, "what is declined, and --reason=TEXT");
		return cli_error(c, &e);
	}
	q = customer ? find_quote(c->store, word, &c->arena, &e) : NULL;
	r = customer ? NULL : find_rfq(c->store, word, &c->arena, &e);
	if ((!q && !r) || counter_offer(c, q ? q->currency : r->currency, &price, &lead, &e)) {
		return cli_error(c, &e);
	}
	act = cli_act_saying(c, &entity_decline, &(struct decline){.reason = reason});
	done_r = q ? act_quote_decline(&act, q->id, reason, price, lead, &e) : act_rfq_decline(&act, r->id, reason, price, lead, &e);
	return cli_done(c, &act, done_r, &e);
}

/* ---- deals ---- */

static int on_deal(struct cli *c, enum deal_act wanted, int (*fn)(struct act *, const char *, struct err *))
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "DEAL");
	const struct deal *d;
	struct act act;

	if (code) {
		return code;
	}
	if (!word) {
		err_set(&e, ERR_USAGE, "which deal?");
		return cli_error(c, &e);
	}
	d = find_deal(c->store, word, &(struct wanted_act){store_reader(c->store), wanted, cli_now(c)}, &c->arena, &e);
	if (!d) {
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, fn(&act, d->id, &e), &e);
}

int cli_chat_request(struct cli *c)
{
	return on_deal(c, ACT_ASK_CHAT, act_chat_request);
}

int cli_order_confirm(struct cli *c)
{
	return on_deal(c, ACT_CONTRACT, act_order_confirm);
}

/* A deal that has no quote yet has none to name: then the rule says so, not "not found". */
static int no_quote(struct cli *c, const char *word, struct err *e)
{
	const struct deal *d = find_deal(c->store, word, NULL, &c->arena, NULL);
	const struct rfq *r = d ? store_get(c->store, KIND_RFQ, d->rfq, &c->arena, NULL) : NULL;

	return r ? deal_may(store_reader(c->store), r, d, ACT_ORDER, cli_now(c), NULL, e) : -1;
}

int cli_order_place(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "QUOTE");
	const struct quote *q;
	struct act act;

	if (code) {
		return code;
	}
	if (!word) {
		err_set(&e, ERR_USAGE, "which quote?");
		return cli_error(c, &e);
	}
	q = find_quote(c->store, word, &c->arena, &e);
	if (!q) {
		if (e.code == ERR_NOT_FOUND) {
			no_quote(c, word, &e);
		}
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_order_place(&act, q->id, &e), &e);
}

/* ---- outbox ---- */

int cli_outbox_retry(struct cli *c)
{
	struct err e = ERR_NONE;
	const char *id = call_arg(c->call, "INTENT");
	int code = cli_need_account(c);

	if (code) {
		return code;
	}
	if (store_intent_retry(c->store, id, &e)) {
		return cli_error(c, &e);
	}
	net_start(c->net);
	if (id) {
		struct act act = cli_act(c);

		snprintf(act.id, sizeof(act.id), "%s", id);
		return finish(c, &act);
	}
	return net_wait(c->net, NET_WAIT_OUTBOX, ANSWER_MS, &e) ? cli_error(c, &e) : CLI_OK;
}

static int on_intent(struct cli *c, int (*fn)(struct store *, const char *, struct err *), const char *what)
{
	struct err e = ERR_NONE;
	const char *id = call_arg(c->call, "INTENT");
	int code = cli_need_account(c);

	if (code) {
		return code;
	}
	if (!id) {
		err_set(&e, ERR_USAGE, "which entry? fettle outbox list names them");
		return cli_error(c, &e);
	}
	return fn(c->store, id, &e) ? cli_error(c, &e) : cli_say(c, what, id);
}

int cli_outbox_drop(struct cli *c)
{
	return on_intent(c, store_intent_drop, "dropped");
}

int cli_outbox_recall(struct cli *c)
{
	return on_intent(c, act_recall, "recalled");
}

/* ---- files ---- */

/* "2093/bracket.dxf", of what was sent about it too; "2093/2/capability.pdf": of version 2. */
static const struct file_ref *named_file(struct cli *c, const char *word)
{
	const char *slash = strrchr(word, '/'), *of;
	const struct rfq *r;
	const struct quote *q;

	if (!slash) {
		return NULL;
	}
	of = arena_strndup(&c->arena, word, (size_t)(slash - word));
	r = find_rfq(c->store, of, &c->arena, NULL);
	q = r ? NULL : find_quote(c->store, of, &c->arena, NULL);
	return r || q ? find_file(c->store, r ? r->id : q->id, slash + 1, &c->arena) : NULL;
}

static int say_saved(struct cli *c, const struct file_ref *f, const char *path)
{
	struct json *j;

	if (!c->json) {
		cli_line(path);
		return CLI_OK;
	}
	j = json_new_object();
	json_set_text(j, "path", path);
	json_set_text(j, "hash", f->hash);
	json_set_int(j, "size", f->size);
	cli_json(j);
	return CLI_OK;
}

int cli_file_save(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "FILE"), *path = call_arg(c->call, "PATH");
	const struct file_ref *f;

	if (code) {
		return code;
	}
	f = word ? named_file(c, word) : NULL;
	if (!f) {
		err_set(&e, word ? ERR_NOT_FOUND : ERR_USAGE, "name a file as RFQ/NAME, for example 2093/bracket.dxf");
		return cli_error(c, &e);
	}
	/* only the name's last part, so that nothing lands elsewhere */
	path = path ? path : strrchr(f->name, '/') ? strrchr(f->name, '/') + 1 : f->name;
	if (net_file_wait(c->net, f->hash, f->size, 60000, &e) || blob_export(c->store, f->hash, path, false, &e)) {
		return cli_error(c, &e);
	}
	return say_saved(c, f, path);
}
