#include "model/desk.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "unit/unit.h"

#define HOUR INT64_C(3600000)

static struct ticket *ticket(struct arena *a)
{
	struct ticket *t = entity_new(&entity_ticket, a);

	t->site = "north";
	t->customer = "buyer";
	t->subject = "Route";
	t->task = "Step 3 of the budget route";
	return t;
}

static struct reader person(enum role role, const char *org)
{
	static const char *const sites[] = {"north"};

	return (struct reader){.account = "x", .org = org, .lang = "en", .role = role, .sites = sites, .nsites = 1};
}

static void lets_each_side_do_its_part(void **state)
{
	(void)state;
	struct arena a;
	struct reader desk = person(ROLE_OPERATOR, "desk"), asker = person(ROLE_CUSTOMER, "buyer"), other = person(ROLE_CUSTOMER, "else");
	static const char *const elsewhere[] = {"south"};
	struct err e = ERR_NONE;

	arena_init(&a);
	struct ticket *t = ticket(&a);
	for (int act = 0; act < DESK_COUNT; act++) {
		bool both = act == DESK_REPLY || act == DESK_OPEN || act == DESK_SOLVE;

		assert_int_equal(desk_may(&desk, t, (enum desk_act)act, NULL) == 0, act != DESK_VOTE);
		assert_int_equal(desk_may(&asker, t, (enum desk_act)act, NULL) == 0, both);
		assert_int_equal(desk_may(&other, t, (enum desk_act)act, NULL), -1);
	}
	t->cls = CLASS_WISH;
	assert_int_equal(desk_may(&other, t, DESK_VOTE, NULL), 0);
	desk.sites = elsewhere;
	assert_int_equal(desk_may(&desk, t, DESK_REPLY, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	t->merged_into = "another";
	assert_int_equal(desk_may(&asker, t, DESK_REPLY, &e), -1);
	assert_int_equal(e.code, ERR_TICKET_MERGED);
	t->merged_into = "";
	t->state = TICKET_CLOSED;
	assert_int_equal(desk_may(&asker, t, DESK_OPEN, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	arena_finish(&a);
}

static void refuses_to_be_incomplete(void **state)
{
	(void)state;
	struct arena a;
	struct err e = ERR_NONE;

	arena_init(&a);
	struct ticket *t = ticket(&a);
	assert_int_equal(ticket_check(t, &e), 0);
	t->action = CHANGE_APPROVAL_ROUTE;
	assert_int_equal(ticket_check(t, &e), -1);
	assert_string_equal(e.field, "docs_checked");
	t->docs_checked = true;
	assert_int_equal(ticket_check(t, &e), -1);
	assert_string_equal(e.field, "wished");
	t->wished = "without step 3";
	assert_int_equal(ticket_check(t, &e), 0);
	t->cls = CLASS_HOT;
	assert_int_equal(ticket_check(t, &e), -1);
	assert_string_equal(e.field, "auction");
	t->task = " \n";
	assert_int_equal(ticket_check(t, &e), -1);
	assert_string_equal(e.field, "task");
	arena_finish(&a);
}

static void owes_in_business_time(void **state)
{
	(void)state;
	struct arena a;
	struct hours h;
	int64_t friday = 0, monday = 0;

	arena_init(&a);
	struct site *s = entity_new(&entity_site, &a);
	struct ticket *t = ticket(&a);
	s->zone = "Europe/Kyiv";
	s->hours = "mon-fri 09:00-18:00";
	s->holidays = "2026-12-25, 2026-01-01 nonsense 2026-11-24";
	desk_hours(s, &a, &h);
	assert_int_equal(h.nholidays, 3);
	assert_int_equal(h.holidays[0], 20260101);
	clock_parse("2026-11-20T15:00:00Z", &friday); /* 17:00: an hour is left of the week */
	clock_parse("2026-11-23T07:00:00Z", &monday);
	t->cls = CLASS_CORRECTION;
	desk_owe(t, &h, friday);
	assert_int_equal(t->due, monday + 3 * HOUR);
	assert_int_equal(desk_escalation(t, &h, friday), 0);
	assert_int_equal(desk_escalation(t, &h, friday + 3 * HOUR), 0);      /* the week end counts for nothing */
	assert_int_equal(desk_escalation(t, &h, monday + HOUR), 1);
	assert_int_equal(desk_escalation(t, &h, monday + 2 * HOUR + HOUR / 2), 2);
	desk_pause(t, &h, monday + HOUR);
	assert_int_equal(t->due, 0);
	assert_int_equal(desk_escalation(t, &h, monday + 99 * HOUR), 0);
	/* Tuesday is a holiday: what was left begins on Wednesday */
	desk_resume(t, &h, monday + 24 * HOUR);
	assert_int_equal(t->due, monday + 50 * HOUR);
	assert_int_equal(desk_escalation(t, &h, t->due), 3);
	/* every second of an auction counts, on Sunday too */
	t->cls = CLASS_HOT;
	desk_owe(t, &h, monday - 20 * HOUR);
	assert_int_equal(t->due, monday - 20 * HOUR + 5 * HOUR / 60);
	arena_finish(&a);
}

static void finds_who_speaks_the_language(void **state)
{
	(void)state;
	const struct desk_operator ops[] = {
		{"a", "A", "en,ko", 0, true}, {"b", "B", "uk ru", 7, true}, {"c", "C", "uk,en", 2, true}, {"d", "D", "uk", 0, false},
	};

	assert_int_equal(desk_route(ops, lengthof(ops), "uk"), 2);
	assert_int_equal(desk_route(ops, lengthof(ops), "ko"), 0);
	assert_int_equal(desk_route(ops, lengthof(ops), "ja"), -1);
	assert_int_equal(desk_route(ops, lengthof(ops), ""), -1);
	assert_false(desk_speaks("en,ukr", "uk"));
}

static void goes_by_the_policy(void **state)
{
	(void)state;
	const struct policy_rule anyone = {.level = 2}, customers = {.level = 1, .who = WHO_CUSTOMER}, admins = {.level = 3, .who = WHO_SITE_ADMIN};

	assert_int_equal(policy_way(0), POLICY_DO);
	assert_int_equal(policy_way(1), POLICY_DO);
	assert_int_equal(policy_way(2), POLICY_ASK);
	assert_int_equal(policy_way(3), POLICY_HAND_OVER);
	assert_true(policy_may_ask(NULL, ROLE_PARTNER));
	assert_true(policy_may_ask(&anyone, ROLE_PARTNER));
	assert_false(policy_may_ask(&customers, ROLE_PARTNER));
	assert_true(policy_may_ask(&customers, ROLE_SITE_ADMIN));
	assert_false(policy_may_ask(&admins, ROLE_CUSTOMER));
}

static void puts_the_end_off(void **state)
{
	(void)state;
	struct arena arena;
	struct err e = ERR_NONE;

	arena_init(&arena);
	struct auction *a = entity_new(&entity_auction, &arena);
	a->starts = 1000;
	a->ends = 1000 + 10 * 60000;
	a->soft_close = 120;
	assert_int_equal(auction_may_bid(a, 500, 999, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	assert_int_equal(auction_may_bid(a, 500, 1000, NULL), 0);
	assert_false(auction_take(a, 500, 1000));
	assert_int_equal(auction_may_bid(a, 500, 2000, &e), -1);
	assert_int_equal(e.code, ERR_BID_TOO_HIGH);
	int64_t late = a->ends - 1;
	assert_int_equal(auction_may_bid(a, 499, late, NULL), 0);
	assert_true(auction_take(a, 499, late));
	assert_int_equal(a->ends, late + 120000);
	assert_int_equal(auction_may_bid(a, 1, a->ends, &e), -1);
	assert_int_equal(e.code, ERR_AUCTION_OVER);
	assert_true(auction_last_minutes(a, late));
	assert_false(auction_last_minutes(a, a->ends));
	/* what is long over is not opened again */
	assert_int_equal(auction_may_extend(a, a->ends + AUCTION_LATE_MS, NULL), 0);
	assert_int_equal(auction_may_extend(a, a->ends + AUCTION_LATE_MS + 1, &e), -1);
	assert_int_equal(e.code, ERR_AUCTION_OVER);
	a->cancelled = true;
	assert_int_equal(auction_may_extend(a, late, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	arena_finish(&arena);
}

UNIT_TESTS(test_desk,
	cmocka_unit_test(puts_the_end_off),
	cmocka_unit_test(lets_each_side_do_its_part),
	cmocka_unit_test(refuses_to_be_incomplete),
	cmocka_unit_test(owes_in_business_time),
	cmocka_unit_test(finds_who_speaks_the_language),
	cmocka_unit_test(goes_by_the_policy));
