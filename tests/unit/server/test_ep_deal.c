#include <string.h>

#include "lib/market.h"
#include "unit/unit.h"

static const char *order_of(struct market *m, const char *quote)
{
	return arena_printf(&m->arena, "{'quote':'%s'}", quote);
}

static void only_the_profile_then_a_quote_then_an_order(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true);

	assert_true(offers(GOES(market_get(m, "kim", "rfq.show", rfq, NULL)), "send_profile"));
	const char *deal = market_propose(m, "kim", rfq);
	struct answer a = GOES(market_get(m, "kim", "rfq.show", rfq, NULL));
	assert_string_equal(said(a, "deal_state"), "profile_sent");
	assert_false(offers(a, "send_profile"));
	assert_true(offers(a, "quote"));

	/* no order without a quote, before and after the chat is open */
	const char *quote = market_id(m);
	const char *order = order_of(m, quote);
	REFUSED(market_call(m, "anna", "order.place", deal, order), ERR_QUOTE_NEEDED);
	a = GOES(market_call(m, "anna", "chat.request", deal, "{}"));
	assert_string_equal(said(a, "state"), "chat");
	assert_true(*said(a, "chat_opened"));
	REFUSED(market_call(m, "anna", "order.place", deal, order), ERR_QUOTE_NEEDED);

	GOES(market_call(m, "kim", "quote.send", "", market_quote_body(m, quote, rfq, 4000)));
	a = GOES(market_get(m, "anna", "deal.show", deal, NULL));
	assert_string_equal(said(a, "state"), "quoted");
	assert_string_equal(said(a, "quote"), quote);
	assert_true(offers(a, "order"));

	a = GOES(market_call(m, "anna", "order.place", deal, order));
	assert_string_equal(said(a, "state"), "ordered");
	assert_string_equal(said(GOES(market_get(m, "anna", "quote.show", quote, NULL)), "state"), "ordered");
	assert_string_equal(said(GOES(market_get(m, "mori", "rfq.show", rfq, NULL)), "state"), "ordered");
	a = GOES(market_call(m, "kim", "order.confirm", deal, "{}"));
	assert_string_equal(said(a, "state"), "contracted");
	assert_true(*said(a, "contracted"));
	market_close(m);
}

/* What each side may do to a deal in each state, by the raw call. */
enum step { ASK, PROPOSE, QUOTE, DECLINE, REFUSE, ORDER, CONFIRM, STEPS };

static struct answer step(struct market *m, enum step s, const char *rfq, const char *deal, const char *quote)
{
	const char *id = market_id(m);
	const char *text;

	switch (s) {
	case ASK:
		return market_call(m, "anna", "chat.request", deal, "{}");
	case PROPOSE:
		text = arena_printf(&m->arena, "{'deal':'%s','text':'I am %s.'}", id, id);
		return market_call(m, "kim", "profile.send", rfq, text);
	case QUOTE:
		return market_call(m, "kim", "quote.send", "", market_quote_body(m, id, rfq, 3000));
	case DECLINE:
		return market_call(m, "kim", "deal.decline", rfq, "{'reason':'too busy'}");
	case REFUSE:
		return market_call(m, "anna", "quote.decline", *quote ? quote : id, "{'reason':'too dear','counter_price':1000}");
	case ORDER:
		return market_call(m, "anna", "order.place", deal, order_of(m, *quote ? quote : id));
	case CONFIRM:
	case STEPS:
		break;
	}
	return market_call(m, "kim", "order.confirm", deal, "{}");
}

static void walks_the_whole_table(void **state)
{
	/* how a deal gets into a state, and what then is the answer to every step */
	static const struct { const char *name; enum step way[3]; int n; enum errcode then[STEPS]; } rows[] = {
		{"profile_sent", {PROPOSE}, 1,
			{ERR_OK, ERR_STATE, ERR_OK, ERR_OK, ERR_NOT_FOUND, ERR_QUOTE_NEEDED, ERR_STATE}},
		{"chat", {PROPOSE, ASK}, 2,
			{ERR_OK, ERR_STATE, ERR_OK, ERR_OK, ERR_NOT_FOUND, ERR_QUOTE_NEEDED, ERR_STATE}},
		{"quoted", {QUOTE}, 1,
			{ERR_OK, ERR_STATE, ERR_OK, ERR_OK, ERR_OK, ERR_OK, ERR_STATE}},
		{"declined", {DECLINE}, 1,
			{ERR_STATE, ERR_STATE, ERR_OK, ERR_OK, ERR_NOT_FOUND, ERR_STATE, ERR_STATE}},
		{"declined", {QUOTE, REFUSE}, 2,
			{ERR_STATE, ERR_STATE, ERR_OK, ERR_STATE, ERR_OK, ERR_STATE, ERR_STATE}},
		{"ordered", {QUOTE, ORDER}, 2,
			{ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_OK, ERR_OK}},
		{"contracted", {QUOTE, ORDER, CONFIRM}, 3,
			{ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_RFQ_CLOSED, ERR_OK, ERR_OK}},
	};
	struct market *m = market_open(state);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int s = 0; s < STEPS; s++) {
			const char *rfq = market_rfq(m, "anna", true), *deal = "", *quote = "";

			for (int w = 0; w < rows[i].n; w++) {
				GOES(step(m, rows[i].way[w], rfq, deal, quote));
				deal = market_deal(m, "kim", rfq);
				quote = said(GOES(market_get(m, "kim", "deal.show", deal, NULL)), "quote");
			}
			assert_string_equal(said(GOES(market_get(m, "kim", "deal.show", deal, NULL)), "state"), rows[i].name);
			struct answer a = step(m, (enum step)s, rfq, deal, quote);
			if (a.code != rows[i].then[s]) {
				fail_msg("row %zu (%s), step %d: %s", i, rows[i].name, s, err_slug(a.code));
			}
		}
	}
	market_close(m);
}

static void one_order_closes_the_request_to_others(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false);
	const char *mine = market_quote(m, "kim", rfq, 4000), *other = market_quote(m, "mori", rfq, 3900);

	assert_int_equal(json_get_int(GOES(market_get(m, "anna", "rfq.show", rfq, NULL)).reply, "quotes", 0), 2);
	GOES(market_call(m, "anna", "order.place", market_deal(m, "kim", rfq), order_of(m, mine)));
	REFUSED(market_call(m, "anna", "order.place", market_deal(m, "mori", rfq),
		order_of(m, other)), ERR_RFQ_CLOSED);
	REFUSED(market_call(m, "mori", "quote.send", "", market_quote_body(m, market_id(m), rfq, 1000)), ERR_RFQ_CLOSED);
	REFUSED(market_call(m, "lysenko", "quote.send", "", market_quote_body(m, market_id(m), rfq, 1000)), ERR_RFQ_CLOSED);
	assert_int_equal(count_of(market_get(m, "mori", "rfq.show", rfq, NULL), "actions"), 0);
	market_close(m);
}

static void orders_only_what_is_offered_now(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", false);
	const char *v1 = market_quote(m, "kim", rfq, 4000), *v2 = market_quote(m, "kim", rfq, 3500);
	const char *other = market_quote(m, "mori", rfq, 3000), *deal = market_deal(m, "kim", rfq);

	REFUSED(market_call(m, "anna", "order.place", deal, order_of(m, v1)), ERR_QUOTE_REPLACED);
	REFUSED(market_call(m, "anna", "order.place", deal, order_of(m, other)), ERR_INVALID_FIELD);
	REFUSED(market_call(m, "anna", "order.place", deal, order_of(m, market_id(m))), ERR_NOT_FOUND);
	REFUSED(market_call(m, "boris", "order.place", deal, order_of(m, v2)), ERR_NOT_FOUND);
	REFUSED(market_call(m, "kim", "order.place", deal, order_of(m, v2)), ERR_FORBIDDEN);
	m->now += 30 * MARKET_DAY + 1;
	REFUSED(market_call(m, "anna", "order.place", deal, order_of(m, v2)), ERR_QUOTE_EXPIRED);
	m->now -= 1;
	GOES(market_call(m, "anna", "order.place", deal, order_of(m, v2)));
	/* a retry is answered, not done again */
	int64_t rev = GOES(market_get(m, "anna", "deal.show", deal, NULL)).etag;
	assert_int_equal(GOES(market_call(m, "anna", "order.place", deal, order_of(m, v2))).etag, rev);
	market_close(m);
}

static void a_chat_is_opened_once_and_by_the_customer(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *deal = market_propose(m, "kim", rfq);

	REFUSED(market_call(m, "kim", "chat.request", deal, "{}"), ERR_FORBIDDEN);
	REFUSED(market_call(m, "boris", "chat.request", deal, "{}"), ERR_NOT_FOUND);
	REFUSED(market_call(m, "mori", "order.confirm", deal, "{}"), ERR_NOT_FOUND);
	int64_t rev = GOES(market_call(m, "anna", "chat.request", deal, "{}")).etag;
	m->now += 1000;
	assert_int_equal(GOES(market_call(m, "anna", "chat.request", deal, "{}")).etag, rev);

	/* on a quoted deal the chat opens and the quote stays */
	market_quote(m, "mori", rfq, 4000);
	const char *other = market_deal(m, "mori", rfq);
	struct answer a = GOES(market_call(m, "anna", "chat.request", other, "{}"));
	assert_string_equal(said(a, "state"), "quoted");
	assert_true(*said(a, "chat_opened"));
	market_close(m);
}

static void lists_deals_for_each_side(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *second = market_rfq(m, "boris", true);

	market_propose(m, "kim", rfq);
	market_propose(m, "mori", rfq);
	market_quote(m, "kim", second, 4000);
	assert_int_equal(count_of(market_get(m, "anna", "deal.list", "", NULL), "items"), 2);
	assert_int_equal(count_of(market_get(m, "boris", "deal.list", "", NULL), "items"), 1);
	assert_int_equal(count_of(market_get(m, "kim", "deal.list", "", NULL), "items"), 2);
	assert_int_equal(count_of(market_get(m, "kim", "deal.list", "", "state=quoted"), "items"), 1);
	assert_int_equal(count_of(market_get(m, "far", "deal.list", "", NULL), "items"), 0);
	assert_int_equal(count_of(market_get(m, "oper", "deal.list", "", NULL), "items"), 3);
	const char *query = arena_printf(&m->arena, "rfq=%s", rfq);
	assert_int_equal(count_of(market_get(m, "root", "deal.list", "", query), "items"), 2);
	REFUSED(market_get(m, "root", "deal.list", "", "rfq=1"), ERR_INVALID_FIELD);
	REFUSED(market_get(m, "root", "deal.list", "", "state=sold"), ERR_INVALID_FIELD);
	market_close(m);
}

UNIT_TESTS(test_ep_deal,
	ON_ALL(only_the_profile_then_a_quote_then_an_order),
	ON_PLAIN(walks_the_whole_table),
	ON_ALL(one_order_closes_the_request_to_others),
	ON_ALL(orders_only_what_is_offered_now),
	ON_ALL(a_chat_is_opened_once_and_by_the_customer),
	ON_ALL(lists_deals_for_each_side));
