#include <string.h>

#include "lib/market.h"
#include "unit/unit.h"

static int64_t number(struct answer a, const char *name)
{
	return json_get_int(a.reply, name, -1);
}

static void reckons_by_itself(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false), *id = market_id(m);
	/* sums of the sender are of no interest */
	const char *body = arena_printf(&m->arena, "{'id':'%s','rfq':'%s','currency':'KRW','lead_days':12,"
		"'valid_days':30,'tax_bp':1000,'discount_kind':'percent','discount_bp':500,'list':1,'net':1,'total':1,"
		"'version':9,'state':'ordered','partner_name':'Somebody','customer':'01ARZ3NDEKTSV4RRFFQ69G5FAV',"
		"'lines':[{'text':'Bracket','qty':50,'setup':100000,'unit':4000},{'kind':'break','qty':100,'setup':0,'unit':3900}]}",
		id, rfq);
	struct answer a = GOES(market_call(m, "kim", "quote.send", "", body));

	assert_int_equal(a.status, 201);
	assert_int_equal(number(a, "list"), 300000);
	assert_int_equal(number(a, "discount"), 15000);
	assert_int_equal(number(a, "net"), 285000);
	assert_int_equal(number(a, "tax"), 28500);
	assert_int_equal(number(a, "total"), 313500);
	assert_int_equal(number(a, "version"), 1);
	assert_string_equal(said(a, "state"), "sent");
	assert_string_equal(said(a, "partner_name"), "Kim CNC");
	assert_string_equal(said(a, "customer_name"), "Anna Robotics");
	assert_string_equal(said(a, "customer"), market_org(m, "anna"));
	assert_string_equal(said(a, "site"), m->north);
	assert_string_equal(said(a, "valid_until"), "2027-02-14T08:00:00.000Z");

	/* the same again is answered with the stored one, another under its id is refused */
	m->now += 5000;
	a = GOES(market_call(m, "kim", "quote.send", "", body));
	assert_int_equal(a.status, 200);
	assert_int_equal(number(a, "version"), 1);
	assert_int_equal(a.etag, 1);
	REFUSED(market_call(m, "kim", "quote.send", "", market_quote_body(m, id, rfq, 1)), ERR_EXISTS);
	REFUSED(market_call(m, "mori", "quote.send", "", body), ERR_EXISTS);
	market_close(m);
}

static void keeps_every_version(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false);
	const char *v1 = market_quote(m, "kim", rfq, 4000), *v2 = market_quote(m, "kim", rfq, 3900);
	const char *v3 = market_quote(m, "kim", rfq, 3800);
	struct answer a = GOES(market_get(m, "anna", "quote.show", v1, NULL));

	assert_string_equal(said(a, "state"), "replaced");
	assert_int_equal(number(a, "version"), 1);
	assert_string_equal(said(GOES(market_get(m, "anna", "quote.show", v2, NULL)), "state"), "replaced");
	a = GOES(market_get(m, "anna", "quote.show", v3, NULL));
	assert_string_equal(said(a, "state"), "sent");
	assert_int_equal(number(a, "version"), 3);
	assert_int_equal(number(GOES(market_get(m, "anna", "rfq.show", rfq, NULL)), "quotes"), 1);
	const char *deal = market_deal(m, "kim", rfq);
	a = GOES(market_get(m, "kim", "deal.show", deal, NULL));
	assert_string_equal(said(a, "quote"), v3);
	assert_int_equal(number(a, "quote_version"), 3);

	const char *query = arena_printf(&m->arena, "deal=%s&state=replaced", deal);
	assert_int_equal(count_of(market_get(m, "kim", "quote.list", "", query), "items"), 2);
	query = arena_printf(&m->arena, "rfq=%s", rfq);
	assert_int_equal(count_of(market_get(m, "anna", "quote.list", "", query), "items"), 3);
	assert_int_equal(count_of(market_get(m, "mori", "quote.list", "", query), "items"), 0);
	/* a retry of an old version is that version still */
	assert_int_equal(number(GOES(market_call(m, "kim", "quote.send", "", market_quote_body(m, v1, rfq, 4000))), "version"), 1);
	market_close(m);
}

static void uses_the_deal_of_the_profile(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *deal = market_propose(m, "kim", rfq);
	const char *id = market_quote(m, "kim", rfq, 4000);

	assert_string_equal(said(GOES(market_get(m, "anna", "quote.show", id, NULL)), "deal"), deal);
	market_close(m);
}

static void prices_are_for_those_who_may(void **state)
{
	static const char *const prices[] = {"total", "net", "list", "tax", "discount", "lines", "discount_bp", "discount_note"};
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false), *id = market_quote(m, "kim", rfq, 4000);
	struct answer a = GOES(market_get(m, "lee", "quote.show", id, NULL));

	for (size_t i = 0; i < sizeof(prices) / sizeof(prices[0]); i++) {
		assert_null(json_get(a.reply, prices[i]));
		assert_non_null(json_get(GOES(market_get(m, "kim", "quote.show", id, NULL)).reply, prices[i]));
	}
	assert_string_equal(said(a, "title"), "Bracket 브래킷 모따기");
	assert_false(offers(market_get(m, "lee", "rfq.show", rfq, NULL), "quote"));
	REFUSED(market_call(m, "lee", "quote.send", "", market_quote_body(m, market_id(m), rfq, 10)), ERR_PRICE_BLIND);
	/* neither by a list, the feed, a search or a retry of another's quote */
	a = GOES(market_get(m, "lee", "quote.list", "", NULL));
	assert_null(json_get(json_at(json_get(a.reply, "items"), 0), "total"));
	a = GOES(market_get(m, "lee", "search", "", "q=bracket&kind=quote"));
	assert_null(json_get(json_get(json_at(json_get(a.reply, "items"), 0), "object"), "total"));
	REFUSED(market_call(m, "lee", "quote.send", "", market_quote_body(m, id, rfq, 4000)), ERR_PRICE_BLIND);
	REFUSED(market_call(m, "lee", "deal.decline", rfq, "{'reason':'no','counter_price':5}"), ERR_PRICE_BLIND);
	GOES(market_call(m, "lee", "deal.decline", rfq, "{'reason':'no time','counter_lead':30}"));
	market_close(m);
}

static void nobody_else_sees_a_quote(void **state)
{
	static const struct { const char *login; bool sees; } cases[] = {
		{"anna", true}, {"boris", false}, {"kim", true}, {"lee", true}, {"mori", false}, {"far", false},
		{"oper", true}, {"root", true},
	};
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false), *id = market_quote(m, "kim", rfq, 4000);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer a = market_get(m, cases[i].login, "quote.show", id, NULL);

		if (a.code != (cases[i].sees ? ERR_OK : ERR_NOT_FOUND)) {
			fail_msg("%s: %s", cases[i].login, err_slug(a.code));
		}
	}
	market_close(m);
}

static void the_customer_declines_or_counters(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false), *v1 = market_quote(m, "kim", rfq, 4000);
	const char *no = "{'reason':'too dear','counter_price':250000,'counter_lead':20}";

	REFUSED(market_call(m, "boris", "quote.decline", v1, no), ERR_NOT_FOUND);
	REFUSED(market_call(m, "kim", "quote.decline", v1, no), ERR_FORBIDDEN);
	REFUSED(market_call(m, "anna", "quote.decline", v1, "{'reason':''}"), ERR_MISSING_FIELD);
	struct answer a = GOES(market_call(m, "anna", "quote.decline", v1, no));
	assert_string_equal(said(a, "state"), "declined");
	assert_int_equal(number(a, "counter_price"), 250000);
	assert_int_equal(GOES(market_call(m, "anna", "quote.decline", v1, no)).etag, a.etag);
	const char *deal = market_deal(m, "kim", rfq);
	a = GOES(market_get(m, "kim", "deal.show", deal, NULL));
	assert_string_equal(said(a, "state"), "declined");
	assert_string_equal(said(a, "reason"), "too dear");
	assert_int_equal(number(a, "counter_lead"), 20);
	assert_true(offers(a, "quote"));

	/* the next version begins anew; what was declined stays declined */
	const char *v2 = market_quote(m, "kim", rfq, 3000);
	a = GOES(market_get(m, "kim", "deal.show", deal, NULL));
	assert_string_equal(said(a, "state"), "quoted");
	assert_string_equal(said(a, "reason"), "");
	assert_int_equal(number(a, "counter_price"), 0);
	assert_string_equal(said(GOES(market_get(m, "kim", "quote.show", v1, NULL)), "state"), "declined");
	REFUSED(market_call(m, "anna", "quote.decline", v1, "{'reason':'still'}"), ERR_QUOTE_REPLACED);
	GOES(market_call(m, "anna", "quote.decline", v2, "{'reason':'still'}"));
	market_close(m);
}

static void the_partner_declines_a_request(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false);
	struct answer a = GOES(market_call(m, "kim", "deal.decline", rfq, "{'reason':'no 5-axis','counter_lead':40}"));

	assert_int_equal(a.status, 201);
	assert_string_equal(said(a, "state"), "declined");
	assert_string_equal(said(a, "reason"), "no 5-axis");
	assert_string_equal(said(GOES(market_get(m, "anna", "deal.show", said(a, "id"), NULL)), "partner_name"), "Kim CNC");
	assert_int_equal(GOES(market_call(m, "kim", "deal.decline", rfq, "{'reason':'no 5-axis','counter_lead':40}")).status, 200);
	REFUSED(market_call(m, "kim", "deal.decline", rfq, "{'reason':'other'}"), ERR_STATE);
	REFUSED(market_call(m, "anna", "deal.decline", rfq, "{'reason':'other'}"), ERR_FORBIDDEN);
	REFUSED(market_call(m, "far", "deal.decline", rfq, "{'reason':'other'}"), ERR_NOT_FOUND);
	market_close(m);
}

static void declining_takes_the_quote_back(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false), *id = market_quote(m, "kim", rfq, 4000);

	GOES(market_call(m, "kim", "deal.decline", rfq, "{'reason':'machine broke'}"));
	struct answer a = GOES(market_get(m, "anna", "quote.show", id, NULL));
	assert_string_equal(said(a, "state"), "declined");
	assert_string_equal(said(a, "reason"), "machine broke");
	REFUSED(market_call(m, "anna", "order.place", market_deal(m, "kim", rfq),
		arena_printf(&m->arena, "{'quote':'%s'}", id)), ERR_STATE);
	const char *next = market_quote(m, "kim", rfq, 4100);
	assert_int_equal(number(GOES(market_get(m, "anna", "quote.show", next, NULL)), "version"), 2);
	market_close(m);
}

static int sweep(struct market *m)
{
	struct err e = ERR_NONE;

	assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
	int n = data_sweep(m->db, m->now, &e);
	assert_int_equal(db_commit(m->db, &e), 0);
	return n;
}

static void a_quote_expires(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false), *id = market_quote(m, "kim", rfq, 4000);
	const char *other = market_quote(m, "mori", market_rfq(m, "boris", false), 4000);
	int64_t before, after;
	struct err e = ERR_NONE;

	GOES(market_call(m, "boris", "quote.decline", other, "{'reason':'no'}"));
	m->now += 30 * MARKET_DAY;
	/* both requests are past their deadline: closed to new offers, not to answers */
	assert_int_equal(sweep(m), 2);
	assert_string_equal(said(GOES(market_get(m, "kim", "rfq.show", rfq, NULL)), "state"), "closed");
	REFUSED(market_call(m, "mori", "quote.send", "", market_quote_body(m, market_id(m), rfq, 10)), ERR_RFQ_CLOSED);
	assert_int_equal(sweep(m), 0);
	assert_int_equal(data_last_change(m->db, &before, &e), 0);
	m->now++;
	assert_int_equal(sweep(m), 1);
	assert_int_equal(sweep(m), 0);
	assert_int_equal(data_last_change(m->db, &after, &e), 0);
	assert_int_equal(after, before + 1);
	assert_string_equal(said(GOES(market_get(m, "kim", "quote.show", id, NULL)), "state"), "expired");
	assert_string_equal(said(GOES(market_get(m, "mori", "quote.show", other, NULL)), "state"), "declined");
	REFUSED(market_call(m, "anna", "order.place", market_deal(m, "kim", rfq),
		arena_printf(&m->arena, "{'quote':'%s'}", id)), ERR_QUOTE_EXPIRED);
	assert_int_equal(count_of(market_get(m, "oper", "audit.list", "", arena_printf(&m->arena, "object=%s", id)), "items"), 1);
	market_close(m);
}

static void refuses_what_is_no_quote(void **state)
{
	static const struct { const char *rest; enum errcode code; } cases[] = {
		{"'currency':'EUR','lead_days':1,'valid_days':1,'lines':[{'text':'a','qty':1,'unit':1}]", ERR_INVALID_FIELD},
		{"'currency':'KRW','lead_days':0,'valid_days':1,'lines':[{'text':'a','qty':1,'unit':1}]", ERR_MISSING_FIELD},
		{"'currency':'KRW','lead_days':1,'valid_days':1,'lines':[]", ERR_MISSING_FIELD},
		{"'currency':'KRW','lead_days':1,'valid_days':1,'lines':[{'kind':'break','qty':1,'unit':1}]", ERR_INVALID_FIELD},
		{"'currency':'KRW','lead_days':1,'valid_days':1,'lines':[{'text':'a','qty':100000000,'unit':100000000000}]", ERR_OVERFLOW},
		{"'currency':'KRW','lead_days':1,'valid_days':1,'discount_kind':'amount','discount_amount':2,"
			"'lines':[{'text':'a','qty':1,'unit':1}]", ERR_INVALID_FIELD},
		{"'currency':'KRW','lead_days':1,'valid_days':1,'lines':[{'text':'a','qty':1,'unit':-1}]", ERR_INVALID_FIELD},
		{"'currency':'KRW','lead_days':1,'valid_days':1,'lines':[{'text':'a','qty':1,'unit':1.5}]", ERR_INVALID_FIELD},
	};
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer a = market_call(m, "kim", "quote.send", "",
			arena_printf(&m->arena, "{'id':'%s','rfq':'%s',%s}", market_id(m), rfq, cases[i].rest));

		if (a.code != cases[i].code) {
			fail_msg("%s: %s", cases[i].rest, err_slug(a.code));
		}
	}
	REFUSED(market_call(m, "far", "quote.send", "", market_quote_body(m, market_id(m), rfq, 10)), ERR_NOT_FOUND);
	assert_int_equal(number(GOES(market_get(m, "anna", "rfq.show", rfq, NULL)), "quotes"), 0);
	assert_int_equal(count_of(market_get(m, "root", "deal.list", "", NULL), "items"), 0);
	market_close(m);
}

UNIT_TESTS(test_ep_quote,
	ON_ALL(reckons_by_itself),
	ON_ALL(keeps_every_version),
	ON_ALL(uses_the_deal_of_the_profile),
	ON_ALL(prices_are_for_those_who_may),
	ON_ALL(nobody_else_sees_a_quote),
	ON_ALL(the_customer_declines_or_counters),
	ON_ALL(the_partner_declines_a_request),
	ON_ALL(declining_takes_the_quote_back),
	ON_ALL(a_quote_expires),
	ON_ALL(refuses_what_is_no_quote));
