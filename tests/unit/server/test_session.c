#include <stdio.h>
#include <string.h>

#include "lib/market.h"
#include "unit/unit.h"

#define DAY MARKET_DAY

static void add(struct market *m, const char *hash, const char *login, int64_t expires)
{
	struct err e = ERR_NONE;

	assert_int_equal(session_add(m->db, &(struct session){.hash = hash, .account = market_reader(m, login)->account,
		.created = m->now, .seen = m->now, .expires = expires, .device = "d", .addr = "a"}, &e), 0);
}

static int find(struct market *m, const char *hash, struct reader *r)
{
	struct session s;
	struct account *acc;
	struct err e = ERR_NONE;

	return session_find(m->db, hash, m->now, &m->arena, &s, &acc, r, &e);
}

static void sign_ins_end(void **state)
{
	struct market *m = market_open(state);
	struct reader r;

	add(m, "h1", "kim", m->now + DAY);
	assert_int_equal(find(m, "h1", &r), 1);
	assert_int_equal(r.role, ROLE_PARTNER);
	assert_int_equal(r.nsites, 1);
	assert_int_equal(find(m, "h2", &r), 0);
	assert_int_equal(session_touch(m->db, "h1", m->now, m->now + 2 * DAY, NULL), 0);
	m->now += DAY;
	assert_int_equal(find(m, "h1", &r), 1);
	m->now += DAY;
	assert_int_equal(find(m, "h1", &r), 0);
	assert_int_equal(http_sweep(m->db, m->now, NULL), 0);
	assert_int_equal(bench_int(m->db, "SELECT count(*) FROM session"), 0);
	market_close(m);
}

static void revoking(void **state)
{
	struct market *m = market_open(state);
	struct reader r;

	add(m, "h1", "kim", m->now + DAY);
	add(m, "h2", "kim", m->now + DAY);
	add(m, "h3", "lee", m->now + DAY);
	assert_int_equal(session_revoke(m->db, "h1", NULL), 0);
	assert_int_equal(find(m, "h1", &r), 0);
	assert_int_equal(find(m, "h2", &r), 1);
	assert_int_equal(session_revoke_all(m->db, r.account, NULL), 0);
	assert_int_equal(find(m, "h2", &r), 0);
	assert_int_equal(find(m, "h3", &r), 1);
	assert_true(r.price_blind);
	market_close(m);
}

static void the_newest_are_kept(void **state)
{
	struct market *m = market_open(state);
	struct reader r;
	char hash[16];

	add(m, "other", "lee", m->now + DAY);
	for (int i = 0; i < 5; i++) {
		snprintf(hash, sizeof(hash), "h%d", i);
		add(m, hash, "kim", m->now + DAY);
		m->now += 1000;
	}
	/* the oldest is in use */
	assert_int_equal(session_touch(m->db, "h0", m->now, m->now + DAY, NULL), 0);
	assert_int_equal(session_keep_newest(m->db, market_reader(m, "kim")->account, 3, NULL), 0);
	assert_int_equal(find(m, "h0", &r), 1);
	assert_int_equal(find(m, "h1", &r), 0);
	assert_int_equal(find(m, "h2", &r), 0);
	assert_int_equal(find(m, "h3", &r), 1);
	assert_int_equal(find(m, "h4", &r), 1);
	assert_int_equal(find(m, "other", &r), 1);
	market_close(m);
}

static void disabled_accounts_are_out(void **state)
{
	struct market *m = market_open(state);
	struct reader r;
	void *acc;

	add(m, "h1", "kim", m->now + DAY);
	assert_int_equal(find(m, "h1", &r), 1);
	assert_int_equal(data_get(m->db, KIND_ACCOUNT, r.account, &m->arena, &acc, NULL), 1);
	((struct account *)acc)->active = false;
	market_put(m, KIND_ACCOUNT, acc);
	assert_int_equal(find(m, "h1", &r), 0);
	market_close(m);
}

static void replies_are_remembered(void **state)
{
	struct market *m = market_open(state);
	struct idem i = {.account = "a", .key = "k", .request = "r", .status = 201, .etag = 7, .at = m->now,
		.location = "/v1/x", .reply = "{\"a\":1}"}, out;

	assert_int_equal(idem_find(m->db, "a", "k", &m->arena, &out, NULL), 0);
	assert_int_equal(idem_add(m->db, &i, NULL), 0);
	assert_int_equal(idem_find(m->db, "b", "k", &m->arena, &out, NULL), 0);
	assert_int_equal(idem_find(m->db, "a", "k", &m->arena, &out, NULL), 1);
	assert_string_equal(out.reply, i.reply);
	assert_string_equal(out.request, "r");
	assert_int_equal(out.status, 201);
	assert_int_equal(out.etag, 7);
	http_sweep(m->db, m->now + 59 * DAY, NULL);
	assert_int_equal(idem_find(m->db, "a", "k", &m->arena, &out, NULL), 1);
	http_sweep(m->db, m->now + 61 * DAY, NULL);
	assert_int_equal(idem_find(m->db, "a", "k", &m->arena, &out, NULL), 0);
	market_close(m);
}

UNIT_TESTS(test_session,
	ON_ALL(sign_ins_end),
	ON_ALL(revoking),
	ON_ALL(the_newest_are_kept),
	ON_ALL(disabled_accounts_are_out),
	ON_ALL(replies_are_remembered));
