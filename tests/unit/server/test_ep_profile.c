#include <string.h>

#include "lib/market.h"
#include "unit/unit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void has_file(struct market *m, const char *login, const char *hash, int64_t size)
{
	struct err e = ERR_NONE;

	assert_int_equal(file_add(m->db, hash, size, market_reader(m, login)->account, m->now, &e), 0);
}

static const char *profile(struct market *m, const char *login, const char *text, const char *more)
{
	return arena_printf(&m->arena, "{'id':'%s','text':'%s','strengths':'5-axis, 용접'%s}",
		market_org(m, login), text, more);
}

static void is_written_by_its_own_partner(void **state)
{
	struct market *m = market_open(state);
	const char *kim = market_org(m, "kim");

	REFUSED(market_get(m, "kim", "profile.show", kim, NULL), ERR_NOT_FOUND);
	struct answer a = GOES(market_call(m, "kim", "profile.put", kim, profile(m, "kim", "We mill.", "")));
	assert_int_equal(a.status, 201);
	assert_string_equal(said(a, "name"), "Kim CNC");
	assert_int_equal(a.etag, 1);
	REFUSED(market_call(m, "mori", "profile.put", kim, profile(m, "kim", "Bad shop.", "")), ERR_FORBIDDEN);
	REFUSED(market_call(m, "mori", "profile.put", market_org(m, "mori"), profile(m, "kim", "Bad.", "")), ERR_INVALID_FIELD);
	REFUSED(market_call(m, "anna", "profile.put", kim, profile(m, "kim", "x", "")), ERR_FORBIDDEN);

	/* edits say what they were based on */
	REFUSED(market_call_if(m, "kim", "profile.put", kim, profile(m, "kim", "New.", ""), 5), ERR_PRECONDITION);
	a = GOES(market_call_if(m, "kim", "profile.put", kim, profile(m, "kim", "New.", ""), 1));
	assert_int_equal(a.etag, 2);
	REFUSED(market_call_if(m, "kim", "profile.put", kim, profile(m, "kim", "Old.", ""), 1), ERR_PRECONDITION);
	assert_int_equal(GOES(market_call(m, "kim", "profile.put", kim, profile(m, "kim", "New.", ""))).etag, 2);
	assert_string_equal(said(GOES(market_get(m, "anna", "profile.show", kim, NULL)), "text"), "New.");
	market_close(m);
}

static void is_read_in_its_site_and_by_whom_it_deals_with(void **state)
{
	struct market *m = market_open(state);
	const char *far = market_org(m, "far"), *lys = market_org(m, "lysenko");

	GOES(market_call(m, "far", "profile.put", far, profile(m, "far", "South.", "")));
	REFUSED(market_get(m, "anna", "profile.show", far, NULL), ERR_NOT_FOUND);
	REFUSED(market_get(m, "oper", "profile.show", far, NULL), ERR_NOT_FOUND);
	GOES(market_get(m, "lysenko", "profile.show", far, NULL));
	GOES(market_get(m, "root", "profile.show", far, NULL));

	/* at home in the south, dealing in the north */
	GOES(market_call(m, "lysenko", "profile.put", lys,
		profile(m, "lysenko", "Both.", arena_printf(&m->arena, ",'site':'%s'", m->south))));
	REFUSED(market_get(m, "anna", "profile.show", lys, NULL), ERR_NOT_FOUND);
	market_propose(m, "lysenko", market_rfq(m, "anna", true));
	GOES(market_get(m, "anna", "profile.show", lys, NULL));
	REFUSED(market_get(m, "boris", "profile.show", lys, NULL), ERR_NOT_FOUND);
	market_close(m);
}

static void goes_with_its_files(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *deal = market_id(m);
	const char *body = arena_printf(&m->arena,
		"{'deal':'%s','text':'We mill.','files':[{'name':'shop.jpg','hash':'" HASH "','size':11}]}", deal);
	int64_t size = 0;
	struct err e = ERR_NONE;

	REFUSED(market_call(m, "kim", "profile.send", rfq, body), ERR_NOT_FOUND);
	has_file(m, "mori", HASH, 11);
	/* knowing the hash of another's file gives nothing */
	REFUSED(market_call(m, "kim", "profile.send", rfq, body), ERR_NOT_FOUND);
	assert_int_equal(file_may_read(m->db, market_reader(m, "kim"), HASH, NULL, &e), 0);
	has_file(m, "kim", HASH, 11);
	struct answer a = GOES(market_call(m, "kim", "profile.send", rfq, body));
	assert_int_equal(a.status, 201);
	assert_string_equal(said(a, "id"), deal);
	assert_int_equal(GOES(market_call(m, "kim", "profile.send", rfq, body)).status, 200);

	assert_int_equal(file_may_read(m->db, market_reader(m, "anna"), HASH, &size, &e), 1);
	assert_int_equal(size, 11);
	assert_int_equal(file_may_read(m->db, market_reader(m, "oper"), HASH, NULL, &e), 1);
	assert_int_equal(file_may_read(m->db, market_reader(m, "lee"), HASH, NULL, &e), 1);
	assert_int_equal(file_may_read(m->db, market_reader(m, "boris"), HASH, NULL, &e), 0);
	assert_int_equal(file_may_read(m->db, market_reader(m, "far"), HASH, NULL, &e), 0);
	market_close(m);
}

static void says_the_right_size(void **state)
{
	struct market *m = market_open(state);
	const char *kim = market_org(m, "kim");

	has_file(m, "kim", HASH, 11);
	REFUSED(market_call(m, "kim", "profile.put", kim,
		profile(m, "kim", "x", ",'files':[{'name':'a','hash':'" HASH "','size':12}]")), ERR_INVALID_FIELD);
	market_close(m);
}

static void is_no_way_into_anothers_deal(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *deal = market_propose(m, "kim", rfq);

	REFUSED(market_call(m, "mori", "profile.send", rfq,
		arena_printf(&m->arena, "{'deal':'%s','text':'Mine now.'}", deal)), ERR_EXISTS);
	struct answer a = GOES(market_get(m, "anna", "deal.show", deal, NULL));
	assert_string_equal(said(a, "profile_text"), "We mill.");
	REFUSED(market_get(m, "mori", "deal.show", deal, NULL), ERR_NOT_FOUND);
	REFUSED(market_call(m, "far", "profile.send", rfq,
		arena_printf(&m->arena, "{'deal':'%s','text':'x'}", market_id(m))), ERR_NOT_FOUND);
	market_close(m);
}

UNIT_TESTS(test_ep_profile,
	ON_ALL(is_written_by_its_own_partner),
	ON_ALL(is_read_in_its_site_and_by_whom_it_deals_with),
	ON_ALL(goes_with_its_files),
	ON_ALL(says_the_right_size),
	ON_ALL(is_no_way_into_anothers_deal));
