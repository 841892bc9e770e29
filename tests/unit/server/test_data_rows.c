#include <string.h>

#include "base/alloc.h"
#include "lib/market.h"
#include "unit/unit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct rfq *some_rfq(struct market *m)
{
	struct rfq *r = entity_new(&entity_rfq, &m->arena);
	struct qty_break *b = items_add(&entity_qty_break, &r->breaks, &m->arena);

	b->qty = 50;
	r->id = market_id(m);
	r->site = m->north;
	r->customer = market_org(m, "anna");
	r->title = "It's a \"test\" 모따기; DROP TABLE rfq";
	r->vis = VIS_SITE;
	r->due = m->now;
	return r;
}

static void comes_back_as_it_went(void **state)
{
	struct market *m = market_open(state);
	struct rfq *r = some_rfq(m);
	struct err e = ERR_NONE;
	void *got;

	market_put(m, KIND_RFQ, r);
	assert_int_equal(data_get(m->db, KIND_RFQ, r->id, &m->arena, &got, &e), 1);
	assert_true(entity_equal(&entity_rfq, r, got, true));
	assert_int_equal(r->rev, 1);
	assert_int_equal(r->created, m->now);
	m->now += 10;
	r->created = 5; /* when it was made is not for others to say */
	market_put(m, KIND_RFQ, r);
	assert_int_equal(r->rev, 2);
	assert_int_equal(r->created, MARKET_NOW);
	assert_int_equal(r->updated, m->now);
	assert_int_equal(data_get(m->db, KIND_RFQ, market_id(m), &m->arena, &got, &e), 0);
	assert_int_equal(data_get_seen(m->db, market_reader(m, "far"), KIND_RFQ, r->id, &m->arena, &got, &e), 0);
	market_close(m);
}

static void keeps_to_the_revision_asked_for(void **state)
{
	static const struct { int64_t if_rev; int r; } cases[] = {{0, 0}, {0, -1}, {2, -1}, {1, 0}, {1, -1}, {-1, 0}, {3, 0}};
	struct market *m = market_open(state);
	struct rfq *r = some_rfq(m);

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct err e = ERR_NONE;

		assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
		int got = data_put(m->db, KIND_RFQ, r, cases[i].if_rev, m->now, &e);
		if (got != cases[i].r || (got && e.code != ERR_PRECONDITION)) {
			fail_msg("case %zu: %d, %s", i, got, e.text);
		}
		assert_int_equal(got ? 0 : db_commit(m->db, &e), 0);
		db_rollback(m->db);
	}
	market_close(m);
}

/* A program with one more field opens a database made without it. */
static void widens_an_older_table(void **state)
{
	struct market *m = market_open(state);
	struct rfq *r = some_rfq(m);
	struct err e = ERR_NONE;
	void *got;

	market_put(m, KIND_RFQ, r);
	EXEC0(m->db, "ALTER TABLE rfq DROP COLUMN tolerance");
	EXEC0(m->db, "ALTER TABLE rfq DROP COLUMN quotes");
	EXEC0(m->db, "DELETE FROM entity_column WHERE entity = 'rfq' AND name IN ('tolerance', 'quotes')");
	EXEC0(m->db, "DROP TABLE site");
	EXEC0(m->db, "DELETE FROM entity_column WHERE entity = 'site'");
	struct db *again = bench_open(m->bench);
	assert_int_equal(data_prepare(again, &e), 0);
	assert_int_equal(data_get(again, KIND_RFQ, r->id, &m->arena, &got, &e), 1);
	assert_true(entity_equal(&entity_rfq, r, got, true));
	assert_int_equal(data_get(again, KIND_SITE, m->north, &m->arena, &got, &e), 0);
	assert_int_equal(data_prepare(again, &e), 0);
	db_close(again);
	market_close(m);
}

static void counts_without_gaps(void **state)
{
	struct market *m = market_open(state);
	struct err e = ERR_NONE;
	int64_t n;

	for (int i = 1; i <= 4; i++) {
		assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
		assert_int_equal(data_next(m->db, "rfq", &n, &e), 0);
		assert_int_equal(n, i > 2 ? i - 1 : i);
		if (i == 2) {
			db_rollback(m->db);
		} else {
			assert_int_equal(db_commit(m->db, &e), 0);
		}
	}
	assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
	assert_int_equal(data_next(m->db, "nothing", &n, &e), -1);
	db_rollback(m->db);
	market_close(m);
}

static void finds_accounts_however_they_are_written(void **state)
{
	static const char *const ways[] = {"kim", "KIM", "Kim", "ｋｉｍ"};
	struct market *m = market_open(state);
	struct account *acc, other = *(struct account *)entity_new(&entity_account, &m->arena);
	struct err e = ERR_NONE;
	const char *hash;

	for (size_t i = 0; i < lengthof(ways); i++) {
		assert_int_equal(account_password(m->db, ways[i], &m->arena, &acc, &hash, &e), 1);
		assert_string_equal(acc->login, "kim");
		assert_string_equal(hash, "hash");
		other.id = market_id(m);
		other.login = ways[i];
		assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
		assert_int_equal(account_create(m->db, &other, "x", m->now, &e), -1);
		assert_int_equal(e.code, ERR_EXISTS);
		assert_string_equal(e.field, "login");
		db_rollback(m->db);
	}
	assert_int_equal(account_password(m->db, "nobody", &m->arena, &acc, &hash, &e), 0);
	assert_int_equal(account_set_password(m->db, market_reader(m, "kim")->account, "new", &e), 0);
	assert_int_equal(account_password(m->db, "kim", &m->arena, &acc, &hash, &e), 1);
	assert_string_equal(hash, "new");
	assert_int_equal(account_set_password(m->db, market_id(m), "new", &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	market_close(m);
}

static void knows_the_sites_of_a_reader(void **state)
{
	struct market *m = market_open(state);
	struct err e = ERR_NONE;
	char before[SCOPE_NAME], after[SCOPE_NAME];

	assert_int_equal(market_reader(m, "kim")->nsites, 1);
	assert_int_equal(market_reader(m, "lysenko")->nsites, 2);
	assert_true(market_reader(m, "root")->all_sites);
	assert_true(market_reader(m, "lee")->price_blind);
	data_scope_name(market_reader(m, "kim"), before);
	/* once by the organisation, once by the account itself */
	assert_int_equal(member_add(m->db, m->north, market_reader(m, "kim")->account, &e), 0);
	assert_int_equal(member_add(m->db, m->north, market_reader(m, "kim")->account, &e), 0);
	assert_int_equal(market_reader(m, "kim")->nsites, 1);
	data_scope_name(market_reader(m, "kim"), after);
	assert_string_equal(before, after);
	data_scope_name(market_reader(m, "lee"), after);
	assert_string_not_equal(before, after);
	assert_int_equal(member_add(m->db, m->south, market_reader(m, "kim")->account, &e), 0);
	data_scope_name(market_reader(m, "kim"), after);
	assert_string_not_equal(before, after);
	market_close(m);
}

static void forgets_files_no_longer_named(void **state)
{
	struct market *m = market_open(state);
	struct rfq *r = some_rfq(m);
	struct file_ref *f = items_add(&entity_file_ref, &r->files, &m->arena);
	struct err e = ERR_NONE;

	f->name = "a.dxf";
	f->hash = HASH;
	f->size = 3;
	assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
	assert_int_equal(data_put(m->db, KIND_RFQ, r, -1, m->now, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	db_rollback(m->db);
	assert_int_equal(file_add(m->db, HASH, 3, "", m->now, &e), 0);
	assert_int_equal(file_add(m->db, HASH, 3, "", m->now, &e), 0);
	market_put(m, KIND_RFQ, r);
	assert_int_equal(file_may_read(m->db, market_reader(m, "kim"), HASH, NULL, &e), 1);
	r->files.n = 0;
	market_put(m, KIND_RFQ, r);
	assert_int_equal(file_may_read(m->db, market_reader(m, "kim"), HASH, NULL, &e), 0);
	market_close(m);
}

UNIT_TESTS(test_data_rows,
	ON_ALL(comes_back_as_it_went),
	ON_ALL(keeps_to_the_revision_asked_for),
	ON_PLAIN(widens_an_older_table), ON_PGSQL(widens_an_older_table),
	ON_ALL(counts_without_gaps),
	ON_ALL(finds_accounts_however_they_are_written),
	ON_ALL(knows_the_sites_of_a_reader),
	ON_ALL(forgets_files_no_longer_named));
