#include <string.h>

#include "lib/market.h"
#include "unit/unit.h"

static void must_run(struct market *m, const char *sql, const struct val *args, size_t n)
{
	struct err e = ERR_NONE;

	if (db_exec(m->db, sql, args, n, &e) < 0) {
		fail_msg("%s: %s", sql, e.text);
	}
}

static const char *chat(struct market *m)
{
	const char *rfq = market_rfq(m, "anna", true), *deal = market_propose(m, "kim", rfq);

	GOES(market_call(m, "anna", "chat.request", deal, "{}"));
	return deal;
}

/* A chat opened by a server that knew no threads gets one when this one starts. */
static void makes_up_for_chats_of_before(void **state)
{
	struct market *m = market_open(state);
	const char *rfq = market_rfq(m, "anna", true), *deal = market_propose(m, "kim", rfq);
	struct err e = ERR_NONE;
	struct arena a;
	void *obj;

	arena_init(&a);
	assert_int_equal(data_get(m->db, KIND_DEAL, deal, &a, &obj, &e), 1);
	((struct deal *)obj)->chat_opened = m->now - MARKET_DAY;
	((struct deal *)obj)->state = DEAL_CHAT;
	market_put(m, KIND_DEAL, obj);
	must_run(m, "INSERT INTO thread_due (deal) VALUES ($1)", DB_ARGS(val_text(deal)));
	REFUSED(market_get(m, "kim", "thread.show", deal, NULL), ERR_NOT_FOUND);

	assert_int_equal(data_prepare(m->db, &e), 0);
	assert_string_equal(said(GOES(market_get(m, "kim", "thread.show", deal, NULL)), "title"), "Bracket 브래킷 모따기");
	assert_int_equal(count_of(GOES(market_get(m, "anna", "message.list", deal, NULL)), "items"), 1);
	assert_int_equal(count_of(GOES(market_get(m, "kim", "thread.list", "", "q=브래킷")), "items"), 1);
	assert_int_equal(data_prepare(m->db, &e), 0);
	assert_int_equal(count_of(GOES(market_get(m, "anna", "message.list", deal, NULL)), "items"), 1);
	arena_finish(&a);
	market_close(m);
}

enum { MANY = 100000 };

static int64_t number_at(struct answer a, size_t i)
{
	return json_get_int(json_at(json_get(a.reply, "items"), i), "number", -1);
}

static void pages_a_long_thread_from_anywhere(void **state)
{
	static const char fill[] = "INSERT INTO message (id, rev, thread, number, site, customer, partner, vis, text)"
		" WITH RECURSIVE n (i) AS (SELECT CAST(2 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
		" SELECT '01MCC5RM00' || CAST(1000000000000000 + i AS TEXT), 1, $1, i, $2, $3, $4, 0, 'word' FROM n";
	struct market *m = market_open(state);
	const char *deal = chat(m);

	must_run(m, fill, DB_ARGS(val_text(deal), val_text(m->north), val_text(market_org(m, "anna")), val_text(market_org(m, "kim"))));
	must_run(m, "UPDATE thread SET messages = 100000 WHERE id = $1", DB_ARGS(val_text(deal)));
	for (int64_t at = 50; at <= MANY; at += MANY / 4 - 10) {
		struct answer down = GOES(market_get(m, "kim", "message.list", deal, arena_printf(&m->arena, "before=%lld&limit=20", (long long)at)));
		struct answer up = GOES(market_get(m, "kim", "message.list", deal, arena_printf(&m->arena, "after=%lld&limit=20", (long long)at)));

		assert_int_equal(count_of(down, "items"), 20);
		assert_int_equal(number_at(down, 0), at - 1);
		assert_int_equal(number_at(down, 19), at - 20);
		assert_int_equal(number_at(up, 0), at + 1);
		assert_int_equal(number_at(up, 19), at + 20);
	}
	const char *id = market_id(m);
	struct answer a = GOES(market_call(m, "kim", "message.send", "",
		arena_printf(&m->arena, "{'id':'%s','thread':'%s','text':'one more'}", id, deal)));
	assert_int_equal(json_get_int(a.reply, "number", 0), MANY + 1);
	market_close(m);
}

UNIT_TESTS(test_ep_talk,
	ON_ALL(makes_up_for_chats_of_before),
	ON_ALL(pages_a_long_thread_from_anywhere));
