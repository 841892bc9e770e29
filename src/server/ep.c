#include "ep.h"

#include <stdio.h>

#include "base/ulid.h"
#include "data_rows.h"
#include "wire/wire.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };

void ep_about(struct request *rq, enum kind kind, const char *id)
{
	rq->object_kind = entities[kind]->name;
	rq->object_id = id;
}

int ep_seen(struct request *rq, enum kind kind, const char *id, void *out, struct err *e)
{
	void *obj;
	int seen = data_get_seen(rq->db, rq->reader, kind, id, rq->arena, &obj, e);

	ep_about(rq, kind, id);
	if (seen <= 0) {
		return seen < 0 ? -1 : err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	rq->site = ((struct entity_head *)obj)->site;
	*(void **)out = obj;
	return 0;
}

static int take_id(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	(void)ncols, (void)e;
	if (cols[0].type == VAL_TEXT) {
		snprintf(arg, ULID_SIZE, "%s", cols[0].s);
	}
	return 1;
}

int ep_deal_of(struct request *rq, const char *rfq, const char *partner, struct deal **out, struct err *e)
{
	char id[ULID_SIZE] = "";
	void *obj;

	if (db_query(rq->db, "SELECT id FROM deal WHERE rfq = $1 AND partner = $2",
			DB_ARGS(val_text(rfq), val_text(partner)), take_id, id, e) < 0) {
		return -1;
	}
	int found = *id ? data_get(rq->db, KIND_DEAL, id, rq->arena, &obj, e) : 0;
	if (found > 0) {
		*out = obj;
	}
	return found;
}

int ep_org(struct request *rq, const char *id, struct org **out, struct err *e)
{
	void *obj = NULL;

	if (data_get(rq->db, KIND_ORG, id, rq->arena, &obj, e) < 0) {
		return -1;
	}
	*out = obj ? obj : entity_new(&entity_org, rq->arena);
	return 0;
}

void ep_deal_fill(struct deal *d, const struct rfq *rfq, const char *partner, const char *partner_name)
{
	d->rfq = rfq->id;
	d->site = rfq->site;
	d->customer = rfq->customer;
	d->partner = partner;
	d->partner_name = partner_name;
	d->vis = VIS_PARTIES;
}

static const struct field *price_in(const struct entity *en, const void *obj)
{
	for (size_t i = 0; i < en->nfields; i++) {
		const struct field *f = &en->fields[i];
		struct items it = field_items(f, obj);
		bool given = it.n || field_int(f, obj) || *field_text(f, obj);

		if ((f->flags & FIELD_PRICE) && given && !(f->flags & FIELD_SRV)) {
			return f;
		}
		for (size_t j = 0; f->sub && j < it.n; j++) {
			if (price_in(f->sub, (const char *)it.v + j * f->sub->size)) {
				return f;
			}
		}
	}
	return NULL;
}

int ep_check_prices(const struct request *rq, struct err *e)
{
	const struct field *f = NULL;

	if (rq->reader->price_blind && rq->body && rq->route && rq->route->body) {
		f = price_in(rq->route->body, rq->body);
	}
	return f ? err_field(e, ERR_PRICE_BLIND, f->name, "%s", "") : 0;
}

bool ep_same_request(const struct entity *en, const void *a, const void *b, struct arena *arena)
{
	void *x = entity_copy(en, a, arena);

	for (size_t i = 0; i < en->nfields; i++) {
		const struct field *f = &en->fields[i];

		if (!(f->flags & FIELD_SRV)) {
			continue;
		}
		if (f->type == FIELD_LIST) {
			field_set_items(f, x, field_items(f, b));
		} else if (f->type == FIELD_ID || f->type == FIELD_TEXT || f->type == FIELD_LONG) {
			field_set_text(f, x, field_text(f, b), arena);
		} else {
			field_set_int(f, x, field_int(f, b));
		}
	}
	return entity_equal(en, x, b, false);
}

static void add_actions(struct json *j, unsigned actions)
{
	struct json *list = json_new_array();

	for (int i = 0; i < ACT_COUNT; i++) {
		if (actions & 1u << i) {
			json_push(list, json_text_value(deal_act_name((enum deal_act)i)));
		}
	}
	json_set(j, "actions", list);
}

static void describe_rfq(struct request *rq, struct json *j, const struct rfq *rfq, const struct deal *deal)
{
	if (deal) {
		json_set_text(j, "deal", deal->id);
		json_set_text(j, "deal_state", enum_wire(&enum_deal_state, deal->state));
	}
	/* a customer acts on deals; on the request itself only its patch */
	add_actions(j, rq->reader->role == ROLE_PARTNER ? deal_actions(rq->reader, rfq, deal, rq->now) : 0);
}

/* related: a request's deal with the reader, a deal's request; NULL: none. */
static struct json *write_with(struct request *rq, enum kind kind, const void *obj, const void *related)
{
	struct json *j = wire_write(entities[kind], obj, rq->reader);

	if (kind == KIND_RFQ) {
		describe_rfq(rq, j, obj, related);
	} else if (kind == KIND_DEAL && related) {
		add_actions(j, deal_actions(rq->reader, related, obj, rq->now));
	}
	return j;
}

struct json *ep_write(struct request *rq, enum kind kind, void *obj, struct err *e)
{
	struct deal *deal = NULL;
	void *related = NULL;
	int r = 0;

	if (kind == KIND_RFQ && rq->reader->role == ROLE_PARTNER) {
		r = ep_deal_of(rq, ((struct rfq *)obj)->id, rq->reader->org, &deal, e);
		related = deal;
	} else if (kind == KIND_DEAL) {
		r = data_get(rq->db, KIND_RFQ, ((struct deal *)obj)->rfq, rq->arena, &related, e);
	}
	return r < 0 ? NULL : write_with(rq, kind, obj, related);
}

/* What write_with() needs beside each object of a list, read at once. */
static int load_related(struct request *rq, enum kind kind, void **objs, size_t n, void **related, struct err *e)
{
	const char **ids = arena_alloc(rq->arena, (n + 1) * sizeof(*ids));
	bool deals = kind == KIND_RFQ && rq->reader->role == ROLE_PARTNER;

	if (!n || (kind != KIND_DEAL && !deals)) {
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		ids[i] = deals ? ((struct rfq *)objs[i])->id : ((struct deal *)objs[i])->rfq;
	}
	return deals ? data_deals_of(rq->db, rq->reader->org, ids, n, rq->arena, related, e)
		: data_get_many(rq->db, KIND_RFQ, ids, n, rq->arena, related, e);
}

int ep_answer(struct request *rq, enum kind kind, void *obj, bool created, struct err *e)
{
	const struct entity_head *h = obj;

	ep_about(rq, kind, h->id);
	rq->site = h->site;
	rq->reply = ep_write(rq, kind, obj, e);
	if (!rq->reply) {
		return -1;
	}
	rq->etag = h->rev;
	rq->unchanged = h->updated != rq->now;
	if (created) {
		rq->status = 201;
		rq->location = arena_printf(rq->arena, "/v1/%s/%s", entities[kind]->path, h->id);
	}
	return 0;
}

int ep_answer_list(struct request *rq, struct listing *l, struct err *e)
{
	const char *next = NULL;

	l->limit = (int)request_query_int(rq, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
	l->cursor = request_query(rq, "cursor");
	void **objs = arena_alloc(rq->arena, 2 * (size_t)l->limit * sizeof(*objs)), **related = objs + l->limit;
	int n = data_list(rq->db, rq->reader, l, rq->arena, objs, &next, e);
	if (n < 0 || load_related(rq, l->kind, objs, (size_t)n, related, e)) {
		return -1;
	}
	struct json *items = json_new_array();
	for (int i = 0; i < n; i++) {
		json_push(items, write_with(rq, l->kind, objs[i], related[i]));
	}
	rq->reply = json_new_object();
	json_set(rq->reply, "items", items);
	json_set_text(rq->reply, "next", next);
	return 0;
}

static void add_filter(struct listing *l, const char *column, struct val value)
{
	l->equal[l->nequal].column = column;
	l->equal[l->nequal++].value = value;
}

int ep_filter_id(const struct request *rq, const char *name, struct listing *l, struct err *e)
{
	const char *v = request_query(rq, name);

	if (v && *v && !ulid_valid(v)) {
		return err_field(e, ERR_INVALID_FIELD, name, tr("%s is not a ULID"), name);
	}
	if (v && *v) {
		add_filter(l, name, val_text(v));
	}
	return 0;
}

int ep_filter_word(const struct request *rq, const char *name, const struct enum_names *names,
	struct listing *l, struct err *e)
{
	const char *v = request_query(rq, name);
	int i = v && *v ? enum_find(names, v) : -1;

	if (v && *v && i < 0) {
		return err_field(e, ERR_INVALID_FIELD, name, tr("%.40s is not one of its words"), v);
	}
	if (i >= 0) {
		add_filter(l, name, val_int(i));
	}
	return 0;
}
