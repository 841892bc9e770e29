#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "lib/market.h"
#include "unit/unit.h"

/* What a client would hold after reading the feed: id -> revision. */
struct client {
	struct market *m;
	const char *login;
	int64_t since;
	char scope[64];
	struct { char key[64]; int64_t rev; } have[256];
	int n, resets, told;
};

static int find(struct client *c, const char *key)
{
	for (int i = 0; i < c->n; i++) {
		if (!strcmp(c->have[i].key, key)) {
			return i;
		}
	}
	return -1;
}

static void apply(struct client *c, const struct json *entry)
{
	char key[64];

	snprintf(key, sizeof(key), "%s %s", json_get_text(entry, "kind"), json_get_text(entry, "id"));
	int i = find(c, key);
	c->told++;
	if (json_get_bool(entry, "gone", false)) {
		assert_null(json_get(entry, "object"));
		if (i >= 0) {
			c->have[i] = c->have[--c->n];
		}
		return;
	}
	if (i < 0) {
		i = c->n++;
		memcpy(c->have[i].key, key, sizeof(key));
	}
	c->have[i].rev = json_get_int(entry, "rev", 0);
	assert_string_equal(json_get_text(json_get(entry, "object"), "id"), json_get_text(entry, "id"));
}

static void sync_by(struct client *c, int limit)
{
	bool more = true;

	c->told = 0;
	for (int pages = 0; more && pages < 1000; pages++) {
		struct answer a = GOES(market_get(c->m, c->login, "changes", "", arena_printf(&c->m->arena,
			"since=%lld&limit=%d&scope=%s", (long long)c->since, limit, c->scope)));
		const struct json *list = json_get(a.reply, "changes");
		int64_t before = c->since;

		for (size_t i = 0; i < json_len(list); i++) {
			int64_t n = json_get_int(json_at(list, i), "n", 0);

			assert_true(n >= before);
			before = n;
			apply(c, json_at(list, i));
		}
		snprintf(c->scope, sizeof(c->scope), "%s", said(a, "scope"));
		c->since = json_get_int(a.reply, "last", -1);
		assert_true(c->since >= before || json_get_bool(a.reply, "reset", false));
		if (json_get_bool(a.reply, "reset", false)) {
			c->n = 0;
			c->resets++;
		}
		more = json_get_bool(a.reply, "more", true);
	}
	assert_false(more);
}

static bool has(struct client *c, const char *kind, const char *id)
{
	return find(c, arena_printf(&c->m->arena, "%s %s", kind, id)) >= 0;
}

/* The client holds just what the reader may see, at its newest. */
static void is_up_to_date(struct client *c)
{
	const struct reader *r = market_reader(c->m, c->login);
	int seen = 0;

	for (int k = 0; k < KIND_COUNT; k++) {
		char *ids = bench_rows(c->m->db, arena_printf(&c->m->arena, "SELECT id FROM %s", entities[k]->name), NULL, 0);
		char *rest = NULL;

		for (char *id = strtok_r(ids, ";", &rest); id; id = strtok_r(NULL, ";", &rest)) {
			void *obj;
			struct err e = ERR_NONE;

			if (data_get_seen(c->m->db, r, (enum kind)k, id, &c->m->arena, &obj, &e) == 1) {
				int i = find(c, arena_printf(&c->m->arena, "%s %s", entities[k]->name, id));

				assert_true(i >= 0);
				assert_int_equal(c->have[i].rev, ((struct entity_head *)obj)->rev);
				seen++;
			}
		}
		free(ids);
	}
	assert_int_equal(c->n, seen);
}

static void tells_each_what_they_may_see(void **state)
{
	static const char *const logins[] = {"anna", "boris", "kim", "lee", "mori", "lysenko", "far", "oper", "root"};
	struct market *m = market_open(state);
	struct client c[lengthof(logins)];

	for (size_t i = 0; i < lengthof(logins); i++) {
		c[i] = (struct client){.m = m, .login = logins[i]};
		sync_by(&c[i], 3);
		is_up_to_date(&c[i]);
	}
	const char *rfq = market_rfq(m, "anna", true);
	market_propose(m, "kim", rfq);
	market_quote(m, "kim", rfq, 4000);
	market_quote(m, "mori", rfq, 3000);
	market_quote(m, "mori", rfq, 2900);
	for (size_t i = 0; i < lengthof(logins); i++) {
		sync_by(&c[i], 2);
		is_up_to_date(&c[i]);
		sync_by(&c[i], 100);
		assert_int_equal(c[i].told, 0);
	}
	assert_true(has(&c[2], "rfq", rfq));
	assert_false(has(&c[1], "rfq", rfq));
	market_close(m);
}

static void an_object_is_told_once_with_its_newest_state(void **state)
{
	struct market *m = market_open(state);
	struct client c = {.m = m, .login = "kim"};
	const char *rfq = market_rfq(m, "anna", true);

	sync_by(&c, 100);
	for (int i = 0; i < 10; i++) {
		GOES(market_call(m, "anna", "rfq.patch", rfq, i % 2 ? "{'takes_profile':true}" : "{'takes_profile':false}"));
	}
	sync_by(&c, 100);
	assert_int_equal(c.told, 1);
	is_up_to_date(&c);
	market_close(m);
}

static void who_loses_sight_is_told(void **state)
{
	struct market *m = market_open(state);
	struct client kim = {.m = m, .login = "kim"}, far = {.m = m, .login = "far"}, away = {.m = m, .login = "mori"};
	const char *rfq = market_rfq(m, "anna", true);
	struct err e = ERR_NONE;
	void *obj;

	sync_by(&kim, 100);
	sync_by(&far, 100);
	sync_by(&away, 100);
	assert_true(has(&kim, "rfq", rfq));
	assert_int_equal(data_get(m->db, KIND_RFQ, rfq, &m->arena, &obj, &e), 1);
	struct rfq *r = obj;

	/* to the other site */
	r->site = m->south;
	market_put(m, KIND_RFQ, r);
	sync_by(&kim, 1);
	sync_by(&far, 1);
	assert_false(has(&kim, "rfq", rfq));
	assert_true(has(&far, "rfq", rfq));

	/* and on, to staff only: who slept through the first move is told of what they saw */
	r->vis = VIS_STAFF;
	market_put(m, KIND_RFQ, r);
	sync_by(&far, 100);
	sync_by(&away, 100);
	assert_false(has(&far, "rfq", rfq));
	assert_false(has(&away, "rfq", rfq));

	/* and back */
	r->vis = VIS_SITE;
	r->site = m->north;
	market_put(m, KIND_RFQ, r);
	sync_by(&kim, 100);
	sync_by(&far, 100);
	sync_by(&away, 100);
	is_up_to_date(&kim);
	is_up_to_date(&far);
	is_up_to_date(&away);
	assert_true(has(&away, "rfq", rfq));
	market_close(m);
}

static void another_scope_begins_again(void **state)
{
	struct market *m = market_open(state);
	struct client c = {.m = m, .login = "far"};
	const char *rfq = market_rfq(m, "anna", true);
	struct err e = ERR_NONE;

	sync_by(&c, 100);
	assert_false(has(&c, "rfq", rfq));
	assert_int_equal(member_add(m->db, m->north, market_org(m, "far"), &e), 0);
	sync_by(&c, 100);
	assert_int_equal(c.resets, 1);
	assert_true(has(&c, "rfq", rfq));
	is_up_to_date(&c);
	sync_by(&c, 100);
	assert_int_equal(c.resets, 1);

	/* a feed that is behind the client is another feed */
	c.since += 1000;
	sync_by(&c, 100);
	assert_int_equal(c.resets, 2);
	is_up_to_date(&c);
	market_close(m);
}

/* What is not committed is not told, and no number is passed over meanwhile. */
static void nothing_is_passed_over(void **state)
{
	struct market *m = market_open(state);
	struct client c = {.m = m, .login = "kim"};
	struct db *writer = bench_open(m->bench);
	struct err e = ERR_NONE;
	void *obj;

	const char *rfq = market_rfq(m, "anna", true);
	sync_by(&c, 100);
	assert_int_equal(data_get(m->db, KIND_RFQ, rfq, &m->arena, &obj, &e), 1);
	assert_int_equal(db_begin(writer, DB_WRITE, &e), 0);
	assert_int_equal(data_put(writer, KIND_RFQ, obj, -1, m->now, &e), 0);
	sync_by(&c, 100);
	assert_int_equal(c.told, 0);
	assert_int_equal(db_commit(writer, &e), 0);
	sync_by(&c, 100);
	assert_int_equal(c.told, 1);

	/* rolled back: the number is given again */
	int64_t before, after;
	assert_int_equal(data_last_change(m->db, &before, &e), 0);
	assert_int_equal(db_begin(writer, DB_WRITE, &e), 0);
	assert_int_equal(data_put(writer, KIND_RFQ, obj, -1, m->now, &e), 0);
	db_rollback(writer);
	assert_int_equal(data_last_change(m->db, &after, &e), 0);
	assert_int_equal(before, after);
	db_close(writer);
	market_close(m);
}

static void prices_are_left_out(void **state)
{
	struct market *m = market_open(state);
	const char *quote = market_quote(m, "kim", market_rfq(m, "anna", true), 4000);
	struct answer a = GOES(market_get(m, "lee", "changes", "", "since=0"));
	const struct json *list = json_get(a.reply, "changes");
	bool found = false;

	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *object = json_get(json_at(list, i), "object");

		if (streq(json_get_text(object, "id"), quote)) {
			found = true;
			assert_null(json_get(object, "total"));
			assert_null(json_get(object, "lines"));
			assert_non_null(json_get(object, "lead_days"));
		}
	}
	assert_true(found);
	market_close(m);
}

UNIT_TESTS(test_data_feed,
	ON_ALL(tells_each_what_they_may_see),
	ON_ALL(an_object_is_told_once_with_its_newest_state),
	ON_ALL(who_loses_sight_is_told),
	ON_ALL(another_scope_begins_again),
	ON_ALL(nothing_is_passed_over),
	ON_PLAIN(prices_are_left_out));
