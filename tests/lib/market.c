#include "lib/market.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/ulid.h"
#include "server/contact.h"
#include "wire/wire.h"

const char *market_id(struct market *m)
{
	char id[ULID_SIZE];

	return arena_strdup(&m->arena, ulid_from(MARKET_NOW, ++m->ids, id));
}

static void must_go(int r, const struct err *e)
{
	if (r < 0) {
		fail_msg("%s: %s %s", err_slug(e->code), e->text, e->field);
	}
}

void market_put(struct market *m, enum kind kind, void *obj)
{
	struct err e = ERR_NONE;

	must_go(db_begin(m->db, DB_WRITE, &e), &e);
	must_go(data_put(m->db, kind, obj, -1, m->now, &e), &e);
	must_go(db_commit(m->db, &e), &e);
}

static const char *add_site(struct market *m, const char *name)
{
	struct site *s = entity_new(&entity_site, &m->arena);

	s->id = s->site = market_id(m);
	s->name = name;
	s->zone = "Asia/Seoul";
	s->currency = "KRW";
	s->vis = VIS_SITE;
	market_put(m, KIND_SITE, s);
	return s->id;
}

static const char *add_org(struct market *m, const char *name, enum org_kind kind, const char *site, const char *site2)
{
	struct org *o = entity_new(&entity_org, &m->arena);
	struct err e = ERR_NONE;

	o->id = market_id(m);
	o->site = site;
	o->name = name;
	o->kind = kind;
	o->vis = VIS_SITE;
	o->customer = kind == ORG_CUSTOMER ? o->id : "";
	o->partner = kind == ORG_PARTNER ? o->id : "";
	market_put(m, KIND_ORG, o);
	must_go(member_add(m->db, site, o->id, &e), &e);
	must_go(site2 ? member_add(m->db, site2, o->id, &e) : 0, &e);
	return o->id;
}

static void add_account(struct market *m, const char *login, enum role role, const char *org, bool blind)
{
	struct account *acc = entity_new(&entity_account, &m->arena);
	struct err e = ERR_NONE;

	acc->id = market_id(m);
	acc->site = m->north;
	acc->login = acc->name = login;
	acc->role = role;
	acc->org = org;
	acc->active = true;
	acc->price_blind = blind;
	acc->customer = role == ROLE_CUSTOMER ? org : "";
	acc->partner = role == ROLE_PARTNER ? org : "";
	must_go(db_begin(m->db, DB_WRITE, &e), &e);
	must_go(account_create(m->db, acc, m->password_hash, m->now, &e), &e);
	must_go(db_commit(m->db, &e), &e);
}

static void people(struct market *m)
{
	const char *kim = add_org(m, "Kim CNC", ORG_PARTNER, m->north, NULL);
	const char *desk = add_org(m, "Desk", ORG_DESK, m->north, NULL);

	add_account(m, "kim", ROLE_PARTNER, kim, false);
	add_account(m, "lee", ROLE_PARTNER, kim, true);
	add_account(m, "mori", ROLE_PARTNER, add_org(m, "Mori Seiki", ORG_PARTNER, m->north, NULL), false);
	add_account(m, "lysenko", ROLE_PARTNER, add_org(m, "Lysenko", ORG_PARTNER, m->north, m->south), false);
	add_account(m, "far", ROLE_PARTNER, add_org(m, "Far Away", ORG_PARTNER, m->south, NULL), false);
	add_account(m, "anna", ROLE_CUSTOMER, add_org(m, "Anna Robotics", ORG_CUSTOMER, m->north, NULL), false);
	add_account(m, "boris", ROLE_CUSTOMER, add_org(m, "Boris Motors", ORG_CUSTOMER, m->north, NULL), false);
	add_account(m, "oper", ROLE_OPERATOR, desk, false);
	add_account(m, "sadm", ROLE_SITE_ADMIN, desk, false);
	add_account(m, "root", ROLE_ADMIN, add_org(m, "House", ORG_DESK, m->north, NULL), false);
}

struct market *market_open(void **state)
{
	struct bench *bench = bench_of(state);
	struct market *m = market_on(bench->db, "hash");

	m->bench = bench;
	return m;
}

struct market *market_on(struct db *db, const char *password_hash)
{
	struct market *m = xcalloc(1, sizeof(*m));
	struct err e = ERR_NONE;

	m->db = db;
	m->password_hash = password_hash;
	m->now = MARKET_NOW;
	arena_init(&m->arena);
	must_go(data_prepare(m->db, &e), &e);
	m->north = add_site(m, "North");
	m->south = add_site(m, "South");
	people(m);
	return m;
}

void market_close(struct market *m)
{
	for (size_t i = 0; i < m->replies.n; i++) {
		json_free(m->replies.v[i]);
	}
	vec_finish(&m->replies);
	arena_finish(&m->arena);
	free(m);
}

const struct reader *market_reader(struct market *m, const char *login)
{
	struct reader *r = arena_alloc(&m->arena, sizeof(*r));
	struct account *acc;
	const char *hash;
	struct err e = ERR_NONE;

	must_go(account_password(m->db, login, &m->arena, &acc, &hash, &e), &e);
	must_go(account_reader(m->db, acc, &m->arena, r, &e), &e);
	return r;
}

const char *market_org(struct market *m, const char *login)
{
	return market_reader(m, login)->org;
}

static const struct route *route_named(const char *name)
{
	for (size_t i = 0; i < nroutes; i++) {
		if (!strcmp(routes[i].name, name)) {
			return &routes[i];
		}
	}
	fail_msg("there is no route %s", name);
	return NULL;
}

static void add_query(struct market *m, struct request *rq, const char *text)
{
	struct query_arg *args = arena_alloc(&m->arena, 16 * sizeof(*args));
	char *s = arena_strdup(&m->arena, text), *rest = NULL;

	for (char *p = strtok_r(s, "&", &rest); p; p = strtok_r(NULL, "&", &rest)) {
		char *is = strchr(p, '=');

		*is = '\0';
		args[rq->nquery++] = (struct query_arg){p, is + 1};
	}
	rq->query = args;
}

static int read_body(struct market *m, struct request *rq, const char *body, struct err *e)
{
	char *s = arena_strdup(&m->arena, body);

	for (char *p = s; *p; p++) {
		*p = *p == '\'' ? '"' : *p;
	}
	rq->json = json_parse(s, strlen(s), e);
	if (!rq->json) {
		return -1;
	}
	rq->body = wire_read(rq->route->body, rq->json, WIRE_REQUEST, &m->arena, e);
	return rq->body ? 0 : -1;
}

static int run(struct market *m, struct request *rq, const char *body, struct err *e)
{
	bool write = rq->route->flags & ROUTE_WRITE;

	if (!(rq->route->roles & 1u << rq->reader->role)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (body && read_body(m, rq, body, e)) {
		return -1;
	}
	if (write && db_begin(m->db, DB_WRITE, e)) {
		return -1;
	}
	int r = rq->route->fn(rq, e) || (write && contact_note(rq, e)) ? -1 : 0;
	if (write && r) {
		db_rollback(m->db);
	} else if (write) {
		r = db_commit(m->db, e);
	}
	return r;
}

static struct answer call(struct market *m, const char *login, const char *route, const char *id,
	const char *query, const char *body, int64_t if_match)
{
	struct request rq = {.route = route_named(route), .db = m->db, .arena = &m->arena,
		.reader = market_reader(m, login), .account_name = login, .now = m->now, .id = id,
		.key = "k", .if_match = if_match, .request_id = "r", .addr = "", .site = ""};
	struct err e = ERR_NONE;

	if (query) {
		add_query(m, &rq, query);
	}
	int r = run(m, &rq, body, &e);
	json_free(rq.json);
	struct answer a = {
		.status = r ? err_http(e.code) : rq.status ? rq.status : 200, .code = r ? e.code : ERR_OK,
		.field = arena_strdup(&m->arena, e.field), .etag = rq.etag,
		.object_kind = rq.object_kind, .object_id = rq.object_id, .site = rq.site,
	};
	if (r && *e.text) {
		print_message("  %s %s: %s, %s\n", login, route, err_slug(e.code), e.text);
	}
	if (rq.text.len && !r) {
		rq.reply = json_parse(str_c(&rq.text), rq.text.len, &e);
		assert_non_null(rq.reply);
	}
	str_finish(&rq.text);
	if (rq.reply) {
		*vec_add(&m->replies) = rq.reply;
	}
	a.reply = r ? NULL : rq.reply;
	return a;
}

struct answer market_call(struct market *m, const char *login, const char *route, const char *id,
	const char *body)
{
	return call(m, login, route, id, NULL, body, -1);
}

struct answer market_call_if(struct market *m, const char *login, const char *route, const char *id,
	const char *body, int64_t if_match)
{
	return call(m, login, route, id, NULL, body, if_match);
}

struct answer market_get(struct market *m, const char *login, const char *route, const char *id,
	const char *query)
{
	return call(m, login, route, id, query, NULL, -1);
}

struct answer market_expect_at(struct answer a, enum errcode code, const char *file, int line)
{
	if (a.code != code) {
		print_error("%s:%d: %s instead of %s (%s)\n", file, line, err_slug(a.code), err_slug(code), a.field);
		_fail(file, line);
	}
	return a;
}

const char *said(struct answer a, const char *name)
{
	const char *s = a.reply ? json_get_text(a.reply, name) : NULL;

	return s ? s : "";
}

int count_of(struct answer a, const char *name)
{
	const struct json *list = a.reply ? json_get(a.reply, name) : NULL;

	return list && json_is_array(list) ? (int)json_len(list) : -1;
}

bool offers(struct answer a, const char *action)
{
	const struct json *list = a.reply ? json_get(a.reply, "actions") : NULL;

	for (size_t i = 0; list && i < json_len(list); i++) {
		if (streq(json_as_text(json_at(list, i)), action)) {
			return true;
		}
	}
	return false;
}

const char *market_rfq(struct market *m, const char *customer, bool takes_profile)
{
	const char *id = market_id(m);
	char due[CLOCK_TEXT];

	GOES(market_call(m, customer, "rfq.create", "", arena_printf(&m->arena,
		"{'id':'%s','title':'Bracket 브래킷 모따기','process':'mill','breaks':[{'qty':50}],'due':'%s',"
		"'currency':'KRW','takes_profile':%s,'material':'6061-T6'}",
		id, clock_format(m->now + 7 * MARKET_DAY, due), takes_profile ? "true" : "false")));
	return id;
}

const char *market_propose(struct market *m, const char *partner, const char *rfq)
{
	const char *deal = market_id(m);

	return said(GOES(market_call(m, partner, "profile.send", rfq,
		arena_printf(&m->arena, "{'deal':'%s','text':'We mill.'}", deal))), "id");
}

const char *market_quote_body(struct market *m, const char *id, const char *rfq, int price)
{
	return arena_printf(&m->arena, "{'id':'%s','rfq':'%s','currency':'KRW','lead_days':12,'valid_days':30,"
		"'tax_bp':1000,'discount_kind':'percent','discount_bp':500,"
		"'lines':[{'text':'Bracket','qty':50,'setup':100000,'unit':%d},"
		"{'kind':'break','qty':100,'setup':0,'unit':%d}]}", id, rfq, price, price - price / 40);
}

const char *market_quote(struct market *m, const char *partner, const char *rfq, int price)
{
	const char *id = market_id(m);

	GOES(market_call(m, partner, "quote.send", "", market_quote_body(m, id, rfq, price)));
	return id;
}

const char *market_deal(struct market *m, const char *partner, const char *rfq)
{
	struct answer a = market_get(m, partner, "rfq.show", rfq, NULL);

	return said(GOES(a), "deal");
}
