#include "model/rules.h"

#include "base/alloc.h"
#include "unit/unit.h"

#define CUSTOMER "01JA0000000000000000000001"
#define PARTNER "01JA0000000000000000000002"
#define OTHER "01JA0000000000000000000003"
#define SITE "01JA000000000000000000000S"
#define QUOTE "01JA000000000000000000000Q"
#define NOW 1000000

static const char *const sites[] = {SITE};

static struct reader reader(enum role role, const char *org)
{
	return (struct reader){.account = "", .org = org, .lang = "en", .role = role, .sites = sites, .nsites = 1};
}

static struct rfq rfq(enum rfq_state state, bool takes_profile, int64_t due)
{
	return (struct rfq){.id = "", .customer = CUSTOMER, .partner = "", .site = SITE, .vis = VIS_SITE,
		.state = state, .takes_profile = takes_profile, .due = due, .currency = "KRW"};
}

static struct deal deal(enum deal_state state, const char *quote)
{
	return (struct deal){.id = "", .customer = CUSTOMER, .partner = PARTNER, .site = SITE, .state = (int)state, .quote = quote};
}

/* What every state allows; all else must be refused with the code that names why. */
static void walks_the_state_machine(void **state)
{
	(void)state;
	static const struct { enum deal_act act; enum deal_state from; int code; enum deal_state to; } cases[] = {
		{ACT_SEND_PROFILE, DEAL_NONE, ERR_OK, DEAL_PROFILE_SENT},
		{ACT_SEND_PROFILE, DEAL_PROFILE_SENT, ERR_STATE, 0},
		{ACT_SEND_PROFILE, DEAL_QUOTED, ERR_STATE, 0},
		{ACT_ASK_CHAT, DEAL_NONE, ERR_STATE, 0},
		{ACT_ASK_CHAT, DEAL_PROFILE_SENT, ERR_OK, DEAL_CHAT},
		{ACT_ASK_CHAT, DEAL_QUOTED, ERR_OK, DEAL_QUOTED},
		{ACT_QUOTE, DEAL_NONE, ERR_OK, DEAL_QUOTED},
		{ACT_QUOTE, DEAL_PROFILE_SENT, ERR_OK, DEAL_QUOTED},
		{ACT_QUOTE, DEAL_CHAT, ERR_OK, DEAL_QUOTED},
		{ACT_QUOTE, DEAL_QUOTED, ERR_OK, DEAL_QUOTED},
		{ACT_QUOTE, DEAL_ORDERED, ERR_STATE, 0},
		{ACT_ORDER, DEAL_NONE, ERR_QUOTE_NEEDED, 0},
		{ACT_ORDER, DEAL_PROFILE_SENT, ERR_QUOTE_NEEDED, 0},
		{ACT_ORDER, DEAL_CHAT, ERR_QUOTE_NEEDED, 0},
		{ACT_ORDER, DEAL_QUOTED, ERR_OK, DEAL_ORDERED},
		{ACT_ORDER, DEAL_DECLINED, ERR_STATE, 0},
		{ACT_CONTRACT, DEAL_QUOTED, ERR_STATE, 0},
		{ACT_CONTRACT, DEAL_ORDERED, ERR_OK, DEAL_CONTRACTED},
		{ACT_DECLINE, DEAL_CONTRACTED, ERR_STATE, 0},
		{ACT_COUNTER, DEAL_QUOTED, ERR_OK, DEAL_DECLINED},
	};
	struct reader customer = reader(ROLE_CUSTOMER, CUSTOMER), partner = reader(ROLE_PARTNER, PARTNER);
	struct rfq r = rfq(RFQ_OPEN, true, NOW + 1);

	for (size_t i = 0; i < lengthof(cases); i++) {
		enum deal_act act = cases[i].act;
		bool by_customer = act == ACT_ASK_CHAT || act == ACT_ORDER || act == ACT_COUNTER;
		struct deal d = deal(cases[i].from, cases[i].from == DEAL_QUOTED ? QUOTE : "");
		enum deal_state next = DEAL_COUNT;
		struct err e = ERR_NONE;
		int got = deal_may(by_customer ? &customer : &partner, &r, &d, act, NOW, &next, &e);

		if ((got == 0) != (cases[i].code == ERR_OK) || (int)e.code != cases[i].code || (!got && next != cases[i].to)) {
			fail_msg("%s from %s: %d, code %s, next %d", deal_act_name(act),
				enum_wire(&enum_deal_state, (int)cases[i].from), got, err_slug(e.code), (int)next);
		}
		assert_int_equal(deal_may(by_customer ? &partner : &customer, &r, &d, act, NOW, NULL, &e), -1);
		assert_int_equal(e.code, ERR_FORBIDDEN);
	}
}

static void keeps_to_the_request(void **state)
{
	(void)state;
	struct reader partner = reader(ROLE_PARTNER, PARTNER), blind = partner, own = reader(ROLE_PARTNER, CUSTOMER);
	struct rfq no_optin = rfq(RFQ_OPEN, false, 0), closed = rfq(RFQ_CLOSED, true, 0), late = rfq(RFQ_OPEN, true, NOW - 1);
	struct err e = ERR_NONE;

	blind.price_blind = true;
	assert_int_equal(deal_may(&partner, &no_optin, NULL, ACT_SEND_PROFILE, NOW, NULL, &e), -1);
	assert_int_equal(e.code, ERR_PROFILE_NOT_ACCEPTED);
	assert_int_equal(deal_may(&partner, &closed, NULL, ACT_QUOTE, NOW, NULL, &e), -1);
	assert_int_equal(e.code, ERR_RFQ_CLOSED);
	struct reader customer = reader(ROLE_CUSTOMER, CUSTOMER);
	struct rfq ordered = rfq(RFQ_ORDERED, true, 0);
	struct deal quoted = deal(DEAL_QUOTED, QUOTE);
	assert_int_equal(deal_may(&customer, &closed, &quoted, ACT_ORDER, NOW, NULL, &e), 0);
	assert_int_equal(deal_may(&customer, &ordered, &quoted, ACT_ORDER, NOW, NULL, &e), -1);
	assert_int_equal(e.code, ERR_RFQ_CLOSED);
	assert_int_equal(deal_may(&partner, &late, NULL, ACT_QUOTE, NOW, NULL, &e), -1);
	assert_int_equal(e.code, ERR_RFQ_CLOSED);
	assert_int_equal(deal_may(&blind, &no_optin, NULL, ACT_QUOTE, NOW, NULL, &e), -1);
	assert_int_equal(e.code, ERR_PRICE_BLIND);
	assert_int_equal(deal_may(&own, &no_optin, NULL, ACT_QUOTE, NOW, NULL, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	assert_int_equal(deal_actions(&partner, &no_optin, NULL, NOW), (1 << ACT_QUOTE) | (1 << ACT_DECLINE) | (1 << ACT_QUESTION));
}

static void shows_rows_to_whom_they_belong(void **state)
{
	(void)state;
	static const struct { enum role role; const char *org; bool in_site; enum visibility vis; bool sees; } cases[] = {
		{ROLE_PARTNER, PARTNER, true, VIS_PARTIES, true}, {ROLE_PARTNER, OTHER, true, VIS_PARTIES, false},
		{ROLE_PARTNER, OTHER, true, VIS_SITE, true}, {ROLE_PARTNER, OTHER, false, VIS_SITE, false},
		{ROLE_CUSTOMER, CUSTOMER, false, VIS_CUSTOMER, true}, {ROLE_PARTNER, PARTNER, true, VIS_CUSTOMER, false},
		{ROLE_OPERATOR, OTHER, true, VIS_STAFF, true}, {ROLE_OPERATOR, OTHER, false, VIS_STAFF, false},
		{ROLE_CUSTOMER, CUSTOMER, true, VIS_STAFF, false}, {ROLE_ADMIN, "", false, VIS_STAFF, true},
	};
	struct entity_head h = {.id = "", .site = SITE, .customer = CUSTOMER, .partner = PARTNER};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct reader r = reader(cases[i].role, cases[i].org);

		r.nsites = cases[i].in_site;
		h.vis = (int)cases[i].vis;
		if (reader_sees(&r, &h) != cases[i].sees) {
			fail_msg("case %zu", i);
		}
	}
}

UNIT_TESTS(test_rules,
	cmocka_unit_test(walks_the_state_machine),
	cmocka_unit_test(keeps_to_the_request),
	cmocka_unit_test(shows_rows_to_whom_they_belong));
