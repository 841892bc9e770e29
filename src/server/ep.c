#include "ep.h"

#include <stdio.h>
#include <string.h>

#include "base/ulid.h"
#include "data_rows.h"
#include "routes.h"
#include "talk.h"
#include "wire/text.h"
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

int ep_find_id(struct request *rq, const char *sql, const struct val *args, size_t nargs, char out[ULID_SIZE], struct err *e)
{
	*out = '\0';
	return db_query(rq->db, sql, args, nargs, take_id, out, e) < 0 ? -1 : *out != '\0';
}

int ep_deal_of(struct request *rq, const char *rfq, const char *partner, struct deal **out, struct err *e)
{
	char id[ULID_SIZE];
	void *obj;
	int found = ep_find_id(rq, "SELECT id FROM deal WHERE rfq = $1 AND partner = $2", DB_ARGS(val_text(rfq), val_text(partner)), id, e);

	found = found > 0 ? data_get(rq->db, KIND_DEAL, id, rq->arena, &obj, e) : found;
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

int ep_deal_new(struct request *rq, const struct rfq *rfq, const char *id, struct deal **out, struct err *e)
{
	struct deal *d = entity_new(&entity_deal, rq->arena);
	struct org *org;

	if (talk_id_free(rq->db, id, "deal", rq->arena, e) || ep_org(rq, rq->reader->org, &org, e)) {
		return -1;
	}
	d->id = id;
	ep_deal_fill(d, rfq, rq->reader->org, org->name);
	*out = d;
	return 0;
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

static void put_actions(struct str *out, unsigned actions)
{
	json_put_key(out, "actions");
	json_put_open(out, '[');
	for (int i = 0; i < ACT_COUNT; i++) {
		if (actions & 1u << i) {
			json_put_text(out, deal_act_name((enum deal_act)i));
		}
	}
	json_put_close(out, ']');
}

static unsigned actions_of(struct request *rq, const struct rfq *rfq, const struct deal *deal)
{
	int64_t turn = deal_turn(rfq, rq->now);

	if (turn < rq->same_until) {
		rq->same_until = turn;
	}
	return deal_actions(rq->reader, rfq, deal, rq->now);
}

/* The members beside an object's own. related: a request's deal with the reader, a deal's
   request; NULL: none. */
static void put_beside(struct request *rq, enum kind kind, enum entity_view view, const void *obj,
	const void *related, struct str *out)
{
	const struct deal *deal = related;

	if (kind == KIND_RFQ && deal) {
		json_put_key(out, "deal");
		json_put_text(out, deal->id);
		json_put_key(out, "deal_state");
		json_put_text(out, enum_wire(&enum_deal_state, deal->state));
	}
	if (view != VIEW_FULL) {
		return;
	}
	if (kind == KIND_RFQ) {
		/* a customer acts on deals; on the request itself only its patch */
		put_actions(out, rq->reader->role == ROLE_PARTNER ? actions_of(rq, obj, deal) : 0);
	} else if (kind == KIND_DEAL && related) {
		put_actions(out, actions_of(rq, related, obj));
	}
}

int ep_put(struct request *rq, enum kind kind, const void *obj, struct str *out, struct err *e)
{
	struct deal *deal = NULL;
	void *related = NULL;
	int r = 0;

	if (kind == KIND_RFQ && rq->reader->role == ROLE_PARTNER) {
		r = ep_deal_of(rq, ((const struct rfq *)obj)->id, rq->reader->org, &deal, e);
		related = deal;
	} else if (kind == KIND_DEAL) {
		r = data_get(rq->db, KIND_RFQ, ((const struct deal *)obj)->rfq, rq->arena, &related, e);
	}
	if (r < 0) {
		return -1;
	}
	json_put_open(out, '{');
	wire_put_members(out, entities[kind], VIEW_FULL, obj, rq->reader);
	put_beside(rq, kind, VIEW_FULL, obj, related, out);
	json_put_close(out, '}');
	return 0;
}

int ep_answer(struct request *rq, enum kind kind, void *obj, bool created, struct err *e)
{
	const struct entity_head *h = obj;

	ep_about(rq, kind, h->id);
	rq->site = h->site;
	if (ep_put(rq, kind, obj, &rq->text, e)) {
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

struct putting {
	struct request *rq;
	const struct listing *l;
};

static void put_row(void *arg, const struct list_row *row, struct str *out)
{
	const struct putting *p = arg;
	enum kind kind = p->l->kind;

	json_put_open(out, '{');
	wire_put_row(out, entities[kind], p->l->view, row->cols, p->rq->reader);
	put_beside(p->rq, kind, p->l->view, row->obj, row->related, out);
	json_put_close(out, '}');
}

static int take_view(struct request *rq, struct listing *l, struct err *e)
{
	const char *view = request_query(rq, "view");

	if (view && *view && strcmp(view, "brief") && strcmp(view, "full")) {
		return err_field(e, ERR_INVALID_FIELD, "view", "the view is full or brief");
	}
	l->view = view && !strcmp(view, "brief") ? VIEW_BRIEF : VIEW_FULL;
	l->related = l->kind == KIND_RFQ || l->view == VIEW_FULL;
	return 0;
}

int ep_answer_list(struct request *rq, struct listing *l, struct err *e)
{
	struct putting p = {rq, l};
	const char *next = NULL;

	l->limit = (int)request_query_int(rq, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
	l->cursor = request_query(rq, "cursor");
	rq->same_until = INT64_MAX;
	if (take_view(rq, l, e)) {
		return -1;
	}
	json_put_open(&rq->text, '{');
	json_put_key(&rq->text, "items");
	if (data_list(rq->db, rq->reader, l, rq->arena, put_row, &p, &rq->text, &next, e) < 0) {
		return -1;
	}
	json_put_key(&rq->text, "next");
	json_put_text(&rq->text, next);
	json_put_close(&rq->text, '}');
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

int ep_filter_hash(const struct request *rq, const char *name, const char *column, struct listing *l, struct err *e)
{
	const char *v = request_query(rq, name);

	if (v && *v && !hash_valid(v)) {
		return err_field(e, ERR_INVALID_FIELD, name, tr("%.40s is not the hash of a file"), name);
	}
	if (v && *v) {
		add_filter(l, column, val_text(v));
	}
	return 0;
}

int ep_filter_word(const struct request *rq, const char *name, const char *column, const struct enum_names *names,
	struct listing *l, struct err *e)
{
	const char *v = request_query(rq, name);
	int i = v && *v ? enum_find(names, v) : -1;

	if (v && *v && i < 0) {
		return err_field(e, ERR_INVALID_FIELD, name, tr("%.40s is not one of its words"), v);
	}
	if (i >= 0) {
		add_filter(l, column, val_int(i));
	}
	return 0;
}
