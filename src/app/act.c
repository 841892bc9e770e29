#include "act_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "store/blob.h"
#include "wire/wire.h"

/* Method and path of a write, from the one table of routes. */
static const struct act_route { const char *name, *method, *path; } act_routes[] = {
#define ROUTE(name, method, path, roles, flags, body, answer, list, fn, help) {name, method, path},
#include "wire/routes.def"
#undef ROUTE
};

static const struct act_route *route_of(const char *name)
{
	for (size_t i = 0; i < lengthof(act_routes); i++) {
		if (!strcmp(act_routes[i].name, name)) {
			return &act_routes[i];
		}
	}
	return NULL;
}

static const char *fill_path(const char *path, const char *id, struct arena *a)
{
	const char *hole = strstr(path, "{id}");

	return hole ? arena_printf(a, "%.*s%s%s", (int)(hole - path), path, id, hole + 4) : path;
}

/* Is it one of the words of only? */
static bool said(const struct doing *d, const char *name)
{
	size_t n = strlen(name);
	const char *p = d->only;

	while (p && (strncmp(p, name, n) != 0 || (p[n] && p[n] != ' '))) {
		p = strchr(p, ' ');
		p = p ? p + 1 : NULL;
	}
	return !d->only || p;
}

static const char *body_text(const struct doing *d, struct arena *a)
{
	struct str b = STR_INIT;
	struct json *j = d->body ? wire_write(d->body, d->obj, NULL) : json_new_object();
	const char *text;

	if (d->body) {
		/* what the server sets is not ours to send */
		struct json *slim = json_new_object();

		for (size_t i = 0; i < d->body->nfields; i++) {
			struct json *v = json_get(j, d->body->fields[i].name);

			if (v && !(d->body->fields[i].flags & FIELD_SRV) && said(d, d->body->fields[i].name)) {
				json_set(slim, d->body->fields[i].name, json_keep(v));
			}
		}
		json_free(j);
		j = slim;
	}
	json_write(j, false, &b);
	json_free(j);
	text = arena_strndup(a, str_c(&b), b.len);
	str_finish(&b);
	return text;
}

int act_put(struct act *c, const struct doing *d, struct arena *a, struct err *e)
{
	const struct act_route *r = route_of(d->route);
	struct intent in = {.verb = d->verb, .title = d->title, .kind = d->kind, .object = d->object,
		.lane = d->lane ? d->lane : "", .answer = d->answer, .base_rev = d->base_rev, .draft_word = "", .draft_id = "", .draft = ""};
	struct intent_file *files = arena_alloc(a, (d->files.n + 1) * sizeof(*files));

	in.method = r->method;
	in.path = fill_path(r->path, d->path_id ? d->path_id : "", a);
	in.body = body_text(d, a);
	for (size_t i = 0; i < d->files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, d->files, i);

		files[i] = (struct intent_file){f->hash, f->name};
	}
	in.files = files;
	in.nfiles = d->files.n;
	in.not_before = c->hold ? clock_ms() + UNDO_HOLD_MS : 0;
	if (d->draft_word) {
		const struct draft *kept = store_draft(c->store, d->draft_word, d->draft_id, a);

		in.draft_word = kept ? d->draft_word : "";
		in.draft_id = kept ? d->draft_id : "";
		in.draft = kept ? kept->json : "";
	}
	return store_intent_put(c->store, &in, c->id, e);
}

int act_signed_in(struct act *c, const struct reader **me, struct err *e)
{
	*me = store_reader(c->store);
	return *me ? 0 : err_set(e, ERR_UNAUTHORIZED, "%s", "");
}

const struct deal *act_own_deal(struct act *c, const char *rfq, struct arena *a)
{
	struct project_row row;

	return store_project(c->store, rfq, a, &row) ? row.deal : NULL;
}

int act_allowed(struct act *c, const struct rfq *rfq, const struct deal *deal, enum deal_act act, struct err *e)
{
	const struct reader *me;

	if (act_signed_in(c, &me, e)) {
		return -1;
	}
	return deal_may(me, rfq, deal, act, c->now, NULL, e);
}

const struct rfq *act_need_rfq(struct act *c, const char *id, struct arena *a, struct err *e)
{
	const struct rfq *rfq = store_get(c->store, KIND_RFQ, id, a, NULL);

	if (!rfq) {
		err_set(e, ERR_NOT_FOUND, tr("no request for quote %s here"), id);
	}
	return rfq;
}

/* Is something of this kind on its way already? Sending a profile twice is no wish of anybody's. */
bool act_waits(struct act *c, const char *verb, const char *lane, struct arena *a)
{
	struct intent **in;
	int n = store_intents_of(c->store, KIND_NONE, lane, a, &in, NULL);

	for (int i = 0; i < n; i++) {
		if (!strcmp(in[i]->verb, verb) && in[i]->state >= INTENT_HELD && in[i]->state <= INTENT_SENDING) {
			return true;
		}
	}
	return false;
}

/* What it is about, for the outbox and a refusal: the request, as people name it. */
static const char *number_of(const struct rfq *rfq, struct arena *a)
{
	return arena_printf(a, "#%lld", (long long)rfq->number);
}

static const char *reason_of(const struct act *c)
{
	return c->contact_reason ? c->contact_reason : "";
}

static int profile_send(struct act *c, const char *id, const char *text, struct items files, struct arena *a, struct err *e)
{
	const struct rfq *rfq = act_need_rfq(c, id, a, e);
	const struct deal *deal = rfq ? act_own_deal(c, id, a) : NULL;
	struct proposal p = {.text = text, .files = files, .contact_reason = reason_of(c)};
	struct doing d = {.route = "profile.send", .verb = "profile.send", .path_id = id,
		.body = &entity_proposal, .obj = &p, .kind = KIND_RFQ, .object = id, .lane = id, .answer = KIND_DEAL,
		.base_rev = -1, .files = files, .draft_word = "profile", .draft_id = id};
	char deal_id[ULID_SIZE];

	if (!rfq || act_allowed(c, rfq, deal, ACT_SEND_PROFILE, e)) {
		return -1;
	}
	if (act_waits(c, "profile.send", id, a)) {
		return err_set(e, ERR_STATE, "the profile waits in the outbox already");
	}
	p.deal = deal && *deal->id ? deal->id : ulid_make(deal_id);
	d.title = number_of(rfq, a);
	return entity_check(&entity_proposal, &p, e) ? -1 : act_put(c, &d, a, e);
}

int act_profile_send(struct act *c, const char *rfq, const char *text, struct items files, struct err *e)
{
	struct arena a;
	int r;

	arena_init(&a);
	r = profile_send(c, rfq, text, files, &a, e);
	arena_finish(&a);
	return r;
}

int act_profile_put(struct act *c, const struct profile *p, struct err *e)
{
	const struct reader *me;
	struct profile with = *p;
	struct doing d = {.route = "profile.put", .verb = "profile.edit", .title = N_("profile"), .body = &entity_profile,
		.obj = &with, .kind = KIND_PROFILE, .object = p->id, .lane = p->id, .answer = KIND_PROFILE,
		.base_rev = p->rev ? p->rev : -1, .files = p->files, .draft_word = "profile", .draft_id = "own"};
	struct arena a;
	int r;

	if (act_signed_in(c, &me, e)) {
		return -1;
	}
	d.path_id = me->org;
	with.contact_reason = reason_of(c);
	if (entity_check(&entity_profile, &with, e)) {
		return -1;
	}
	arena_init(&a);
	r = act_put(c, &d, &a, e);
	arena_finish(&a);
	return r;
}

static int quote_send(struct act *c, const struct quote_draft *d, struct arena *a, struct err *e)
{
	const struct rfq *rfq = act_need_rfq(c, d->rfq, a, e);
	struct quote *q;
	struct doing doing = {.route = "quote.send", .verb = "quote.send", .body = &entity_quote, .kind = KIND_QUOTE,
		.object = d->id, .lane = d->rfq, .answer = KIND_QUOTE, .base_rev = -1, .files = d->files,
		.draft_word = "quote", .draft_id = d->rfq};

	if (!rfq || act_allowed(c, rfq, act_own_deal(c, d->rfq, a), ACT_QUOTE, e) || quote_draft_read(d, rfq, true, a, &q, e)
		|| entity_check(&entity_quote, q, e)) {
		return -1;
	}
	q->contact_reason = reason_of(c);
	doing.obj = q;
	doing.title = arena_printf(a, "#%lld v%lld", (long long)rfq->number, (long long)d->version);
	return act_put(c, &doing, a, e);
}

int act_quote_send(struct act *c, const struct quote_draft *d, struct err *e)
{
	struct arena a;
	int r;

	arena_init(&a);
	r = quote_send(c, d, &a, e);
	arena_finish(&a);
	return r;
}

static int decline(struct act *c, struct doing *d, const char *reason, int64_t price, int64_t lead, struct arena *a, struct err *e)
{
	struct decline body = {.reason = reason, .counter_price = price > 0 ? price : 0, .counter_lead = lead > 0 ? lead : 0,
		.contact_reason = reason_of(c)};

	d->body = &entity_decline;
	d->obj = &body;
	return entity_check(&entity_decline, &body, e) ? -1 : act_put(c, d, a, e);
}

int act_rfq_decline(struct act *c, const char *id, const char *reason, int64_t price, int64_t lead, struct err *e)
{
	struct doing d = {.route = "deal.decline", .verb = "quote.decline", .path_id = id,
		.kind = KIND_RFQ, .object = id, .lane = id, .answer = KIND_DEAL, .base_rev = -1, .draft_word = "decline", .draft_id = id};
	const struct rfq *rfq;
	struct arena a;
	int r = -1;

	arena_init(&a);
	rfq = act_need_rfq(c, id, &a, e);
	if (rfq && !act_allowed(c, rfq, act_own_deal(c, id, &a), ACT_DECLINE, e)) {
		d.title = number_of(rfq, &a);
		r = decline(c, &d, reason, price, lead, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_quote_decline(struct act *c, const char *id, const char *reason, int64_t price, int64_t lead, struct err *e)
{
	struct doing d = {.route = "quote.decline", .verb = "quote.decline", .path_id = id,
		.kind = KIND_QUOTE, .object = id, .answer = KIND_QUOTE, .base_rev = -1, .draft_word = "decline", .draft_id = id};
	const struct quote *q;
	const struct rfq *rfq;
	struct arena a;
	int r = -1;

	arena_init(&a);
	q = store_get(c->store, KIND_QUOTE, id, &a, NULL);
	rfq = q ? act_need_rfq(c, q->rfq, &a, e) : NULL;
	if (!q) {
		err_set(e, ERR_NOT_FOUND, tr("no quote %s here"), id);
	} else if (rfq && !act_allowed(c, rfq, store_get(c->store, KIND_DEAL, q->deal, &a, NULL), ACT_COUNTER, e)) {
		d.lane = q->rfq;
		d.title = number_of(rfq, &a);
		r = decline(c, &d, reason, price, lead, &a, e);
	}
	arena_finish(&a);
	return r;
}

/* An act on a deal whose body says nothing more, or an order. */
static int on_deal(struct act *c, const char *id, enum deal_act act, struct doing *d, struct err *e)
{
	const struct deal *deal;
	const struct rfq *rfq;
	struct arena a;
	int r = -1;

	arena_init(&a);
	deal = store_get(c->store, KIND_DEAL, id, &a, NULL);
	rfq = deal ? act_need_rfq(c, deal->rfq, &a, e) : NULL;
	if (!deal) {
		err_set(e, ERR_NOT_FOUND, tr("no deal %s here"), id);
	} else if (rfq && !act_allowed(c, rfq, deal, act, e)) {
		d->path_id = id;
		d->object = id;
		d->kind = d->answer = KIND_DEAL;
		d->lane = deal->rfq;
		d->title = number_of(rfq, &a);
		d->base_rev = -1;
		r = act_put(c, d, &a, e);
	}
	arena_finish(&a);
	return r;
}

int act_chat_request(struct act *c, const char *deal, struct err *e)
{
	struct doing d = {.route = "chat.request", .verb = "chat.request"};

	return on_deal(c, deal, ACT_ASK_CHAT, &d, e);
}

int act_order_place(struct act *c, const char *quote, struct err *e)
{
	struct order body = {.quote = quote};
	struct doing d = {.route = "order.place", .verb = "order.place", .body = &entity_order, .obj = &body};
	const struct quote *q;
	struct arena a;
	int r;

	arena_init(&a);
	q = store_get(c->store, KIND_QUOTE, quote, &a, NULL);
	if (!q) {
		r = err_set(e, ERR_NOT_FOUND, tr("no quote %s here"), quote);
	} else if (q->state == QUOTE_REPLACED) {
		r = err_set(e, ERR_QUOTE_REPLACED, "%s", "");
	} else {
		r = on_deal(c, q->deal, ACT_ORDER, &d, e);
	}
	arena_finish(&a);
	return r;
}

int act_order_confirm(struct act *c, const char *deal, struct err *e)
{
	struct doing d = {.route = "order.confirm", .verb = "order.confirm"};

	return on_deal(c, deal, ACT_CONTRACT, &d, e);
}

int act_takes_profile(struct act *c, const char *id, bool on, struct err *e)
{
	struct rfq_patch body = {.takes_profile = on};
	struct doing d = {.route = "rfq.patch", .verb = "project.profile-only", .path_id = id,
		.body = &entity_rfq_patch, .obj = &body, .kind = KIND_RFQ, .object = id, .lane = id, .answer = KIND_RFQ, .base_rev = -1};
	const struct reader *me;
	const struct rfq *rfq;
	struct arena a;
	int r = -1;

	arena_init(&a);
	rfq = act_need_rfq(c, id, &a, e);
	if (rfq && !act_signed_in(c, &me, e)) {
		d.title = number_of(rfq, &a);
		r = strcmp(me->org, rfq->customer) && !reader_staff(me) ? err_set(e, ERR_FORBIDDEN, "%s", "") : act_put(c, &d, &a, e);
	}
	arena_finish(&a);
	return r;
}
