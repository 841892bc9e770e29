#include <string.h>

#include "base/clock.h"
#include "lib/market.h"
#include "unit/unit.h"

static const char *body_with(struct market *m, const char *id, const char *more)
{
	char due[CLOCK_TEXT];

	return arena_printf(&m->arena, "{'id':'%s','title':'Shaft','process':'turn','breaks':[{'qty':5}],"
		"'due':'%s','currency':'KRW'%s}", id, clock_format(m->now + MARKET_DAY, due), more);
}

static void makes_a_request(void **state)
{
	struct market *m = market_open(state);
	const char *id = market_id(m);
	struct answer a = GOES(market_call(m, "anna", "rfq.create", "", body_with(m, id, "")));

	assert_int_equal(a.status, 201);
	assert_int_equal(a.etag, 1);
	assert_string_equal(a.object_kind, "rfq");
	assert_string_equal(a.site, m->north);
	assert_string_equal(said(a, "state"), "open");
	assert_string_equal(said(a, "vis"), "site");
	assert_string_equal(said(a, "customer_name"), "Anna Robotics");
	assert_string_equal(said(a, "site"), m->north);
	assert_int_equal(json_get_int(a.reply, "number", 0), 1);
	a = GOES(market_call(m, "boris", "rfq.create", "", body_with(m, market_id(m), "")));
	assert_int_equal(json_get_int(a.reply, "number", 0), 2);

	/* sent again: the same answer; another text or another's: refused */
	a = GOES(market_call(m, "anna", "rfq.create", "", body_with(m, id, "")));
	assert_int_equal(a.status, 200);
	assert_int_equal(json_get_int(a.reply, "number", 0), 1);
	REFUSED(market_call(m, "anna", "rfq.create", "", body_with(m, id, ",'material':'steel'")), ERR_EXISTS);
	REFUSED(market_call(m, "boris", "rfq.create", "", body_with(m, id, "")), ERR_EXISTS);
	market_close(m);
}

static void refuses_what_cannot_be(void **state)
{
	static const struct { const char *more; enum errcode code; const char *field; } cases[] = {
		{",'currency':'XXQ'", ERR_INVALID_FIELD, "currency"},
		{",'breaks':[{'qty':0}]", ERR_INVALID_FIELD, "breaks"},
		{",'breaks':[]", ERR_MISSING_FIELD, "breaks"},
		{",'due':'2020-01-01T00:00:00Z'", ERR_INVALID_FIELD, "due"},
		{",'deliver_by':'2020-01-01T00:00:00Z'", ERR_INVALID_FIELD, "deliver_by"},
		{",'files':[{'name':'a.dxf','hash':'00','size':1}]", ERR_NOT_FOUND, "files"},
		{",'nonsense':1", ERR_INVALID_FIELD, "nonsense"},
		{",'site':'01ARZ3NDEKTSV4RRFFQ69G5FAV'", ERR_FORBIDDEN, "site"},
	};
	struct market *m = market_open(state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer a = market_call(m, "anna", "rfq.create", "", body_with(m, market_id(m), cases[i].more));

		if (a.code != cases[i].code || strcmp(a.field, cases[i].field)) {
			fail_msg("%s: %s at %s", cases[i].more, err_slug(a.code), a.field);
		}
	}
	REFUSED(market_call(m, "kim", "rfq.create", "", body_with(m, market_id(m), "")), ERR_FORBIDDEN);
	/* nothing of it is there */
	assert_int_equal(count_of(market_get(m, "root", "rfq.list", "", NULL), "items"), 0);
	market_close(m);
}

static void shows_it_to_whom_it_concerns(void **state)
{
	static const struct { const char *login; bool sees; } cases[] = {
		{"anna", true}, {"boris", false}, {"kim", true}, {"lee", true}, {"mori", true}, {"lysenko", true},
		{"far", false}, {"oper", true}, {"sadm", true}, {"root", true},
	};
	struct market *m = market_open(state);
	const char *id = market_rfq(m, "anna", true);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer a = market_get(m, cases[i].login, "rfq.show", id, NULL);
		int listed = count_of(market_get(m, cases[i].login, "rfq.list", "", NULL), "items");

		if (a.code != (cases[i].sees ? ERR_OK : ERR_NOT_FOUND) || listed != cases[i].sees) {
			fail_msg("%s: %s, %d listed", cases[i].login, err_slug(a.code), listed);
		}
	}
	REFUSED(market_get(m, "root", "rfq.show", market_id(m), NULL), ERR_NOT_FOUND);
	market_close(m);
}

static void takes_the_opt_in(void **state)
{
	struct market *m = market_open(state);
	const char *id = market_rfq(m, "anna", false);

	assert_false(offers(market_get(m, "kim", "rfq.show", id, NULL), "send_profile"));
	REFUSED(market_call(m, "kim", "profile.send", id,
		arena_printf(&m->arena, "{'deal':'%s','text':'Hello'}", market_id(m))), ERR_PROFILE_NOT_ACCEPTED);
	REFUSED(market_call(m, "kim", "rfq.patch", id, "{'takes_profile':true}"), ERR_FORBIDDEN);
	REFUSED(market_call(m, "boris", "rfq.patch", id, "{'takes_profile':true}"), ERR_NOT_FOUND);
	REFUSED(market_call_if(m, "anna", "rfq.patch", id, "{'takes_profile':true}", 7), ERR_PRECONDITION);
	struct answer a = GOES(market_call_if(m, "anna", "rfq.patch", id, "{'takes_profile':true}", 1));
	assert_int_equal(a.etag, 2);
	assert_true(offers(market_get(m, "kim", "rfq.show", id, NULL), "send_profile"));
	a = GOES(market_call(m, "sadm", "rfq.patch", id, "{'takes_profile':false}"));
	assert_int_equal(a.etag, 3);
	/* nothing to change is no change */
	assert_int_equal(GOES(market_call(m, "root", "rfq.patch", id, "{'takes_profile':false}")).etag, 3);
	market_close(m);
}

static void offers_end_with_the_time_for_quotes(void **state)
{
	struct market *m = market_open(state);
	const char *id = market_rfq(m, "anna", true);

	m->now += 7 * MARKET_DAY + 1;
	assert_int_equal(count_of(market_get(m, "kim", "rfq.show", id, NULL), "actions"), 1);
	assert_true(offers(market_get(m, "kim", "rfq.show", id, NULL), "decline"));
	REFUSED(market_call(m, "kim", "quote.send", "", market_quote_body(m, market_id(m), id, 10)), ERR_RFQ_CLOSED);
	market_close(m);
}

static const char *title_at(struct answer a, size_t i)
{
	return json_get_text(json_at(json_get(a.reply, "items"), i), "title");
}

static void lists_by_filter_order_and_page(void **state)
{
	struct market *m = market_open(state);
	static const char *const titles[] = {"one", "two", "three", "four", "five"};

	for (int i = 0; i < 5; i++) {
		char due[CLOCK_TEXT];

		GOES(market_call(m, i % 2 ? "boris" : "anna", "rfq.create", "", arena_printf(&m->arena,
			"{'id':'%s','title':'%s','process':'%s','breaks':[{'qty':5}],'due':'%s','currency':'KRW'}",
			market_id(m), titles[i], i < 2 ? "sls" : "mill",
			clock_format(m->now + (10 - i) * MARKET_DAY, due))));
		m->now += 1000;
	}
	struct answer a = GOES(market_get(m, "kim", "rfq.list", "", "limit=2"));
	assert_string_equal(title_at(a, 0), "five");
	assert_string_equal(title_at(a, 1), "four");
	a = GOES(market_get(m, "kim", "rfq.list", "", arena_printf(&m->arena, "limit=2&cursor=%s", said(a, "next"))));
	assert_string_equal(title_at(a, 0), "three");
	a = GOES(market_get(m, "kim", "rfq.list", "", arena_printf(&m->arena, "limit=2&cursor=%s", said(a, "next"))));
	assert_int_equal(count_of(a, "items"), 1);
	assert_string_equal(said(a, "next"), "");
	a = GOES(market_get(m, "kim", "rfq.list", "", "order=deadline&process=mill&state=open"));
	assert_int_equal(count_of(a, "items"), 3);
	assert_string_equal(title_at(a, 0), "five");
	assert_string_equal(title_at(a, 2), "three");
	a = GOES(market_get(m, "anna", "rfq.list", "", "q=thr"));
	assert_int_equal(count_of(a, "items"), 1);
	assert_int_equal(count_of(market_get(m, "anna", "rfq.list", "", "q=four"), "items"), 0);
	assert_int_equal(count_of(market_get(m, "kim", "rfq.list", "", "state=closed"), "items"), 0);
	REFUSED(market_get(m, "kim", "rfq.list", "", "order=price"), ERR_INVALID_FIELD);
	REFUSED(market_get(m, "kim", "rfq.list", "", "process=magic"), ERR_INVALID_FIELD);
	REFUSED(market_get(m, "kim", "rfq.list", "", "cursor=xyz"), ERR_INVALID_FIELD);
	market_close(m);
}

UNIT_TESTS(test_ep_rfq,
	ON_ALL(makes_a_request),
	ON_ALL(refuses_what_cannot_be),
	ON_ALL(shows_it_to_whom_it_concerns),
	ON_ALL(takes_the_opt_in),
	ON_ALL(offers_end_with_the_time_for_quotes),
	ON_ALL(lists_by_filter_order_and_page));
