#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "crypto/crypto.h"
#include "lib/market.h"
#include "unit/unit.h"

static void append(struct market *m, const char *site, const char *what, const char *object)
{
	struct err e = ERR_NONE;
	struct audit_row row = {.site = site, .actor = "kim", .role = "partner", .what = what, .kind = "rfq",
		.object = object, .result = "ok", .request_id = "r-1", .addr = "127.0.0.1", .at = m->now++};

	assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
	assert_int_equal(audit_append(m->db, &row, &e), 0);
	assert_int_equal(db_commit(m->db, &e), 0);
}

static void fill(struct market *m)
{
	for (int i = 0; i < 4; i++) {
		append(m, m->north, "quote.send", arena_printf(&m->arena, "Q%d", i));
		append(m, m->south, "quote.send", arena_printf(&m->arena, "S%d", i));
		append(m, "", "session.open", "");
	}
}

static int verify(struct market *m, char bad[AUDIT_BAD], int64_t *rows)
{
	struct err e = ERR_NONE;
	int r = audit_verify(m->db, bad, rows, &e);

	assert_true(r >= 0);
	return r;
}

/* The hash is what the header says, so that others can check it too. */
static void hashes_as_written_down(void **state)
{
	struct market *m = market_open(state);
	unsigned char sum[CRYPTO_HASH];
	char hex[AUDIT_HASH];

	append(m, "", "session.open", "A1");
	const char *text = "0:,0:,1:1,13:1800000000000,3:kim,7:partner,12:session.open,3:rfq,2:A1,2:ok,3:r-1,9:127.0.0.1,";
	sha256(text, strlen(text), sum);
	hex_encode(sum, sizeof(sum), hex);
	EXPECT(m->db, "SELECT hash FROM audit WHERE n = 1", arena_printf(&m->arena, "%s;", hex));
	market_close(m);
}

static void finds_the_first_changed_row(void **state)
{
	static const char *const damage[] = {
		"UPDATE audit SET %s = %s || 'x' WHERE site = '%s' AND n = 2",
		"UPDATE audit SET %s = '' || substr(%s, 2) WHERE site = '%s' AND n = 2",
	};
	static const char *const columns[] = {"actor", "role", "what", "kind", "object", "result", "request_id", "addr", "hash"};
	struct market *m = market_open(state);
	char bad[AUDIT_BAD];
	int64_t rows;
	struct err e = ERR_NONE;

	fill(m);
	assert_int_equal(verify(m, bad, &rows), 0);
	assert_int_equal(rows, 12);
	const char *row = arena_printf(&m->arena, "site %s row 2: ", m->north);
	for (size_t c = 0; c < lengthof(columns); c++) {
		for (size_t d = 0; d < lengthof(damage); d++) {
			char sql[256];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(sql, sizeof(sql), damage[d], columns[c], columns[c], m->north);
#pragma GCC diagnostic pop
			assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
			EXEC0(m->db, sql);
			assert_int_equal(verify(m, bad, &rows), 1);
			assert_memory_equal(bad, row, strlen(row));
			db_rollback(m->db);
		}
	}
	assert_int_equal(verify(m, bad, &rows), 0);
	market_close(m);
}

static void finds_what_is_missing(void **state)
{
	static const struct { const char *sql; int row; } cases[] = {
		{"DELETE FROM audit WHERE n = 1", 1}, {"DELETE FROM audit WHERE n = 3", 3},
		{"DELETE FROM audit WHERE n = 4", 4}, {"DELETE FROM audit WHERE n > 2", 3},
		{"DELETE FROM audit", 1}, {"UPDATE audit SET at = at + 1 WHERE n = 4", 4},
		{"UPDATE audit SET n = 5 WHERE n = 4", 4}, {"DELETE FROM audit_head", 4},
		{"UPDATE audit_head SET n = n - 1", 4}, {"UPDATE audit_head SET hash = ''", 4},
	};
	struct market *m = market_open(state);
	char bad[AUDIT_BAD], want[32];
	int64_t rows;
	struct err e = ERR_NONE;

	fill(m);
	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_int_equal(db_begin(m->db, DB_WRITE, &e), 0);
		EXEC0(m->db, cases[i].sql);
		assert_int_equal(verify(m, bad, &rows), 1);
		snprintf(want, sizeof(want), "row %d:", cases[i].row);
		if (!strstr(bad, want)) {
			fail_msg("%s: %s", cases[i].sql, bad);
		}
		db_rollback(m->db);
	}
	market_close(m);
}

static void is_read_by_the_staff_of_the_site(void **state)
{
	struct market *m = market_open(state);

	fill(m);
	REFUSED(market_get(m, "kim", "audit.list", "", NULL), ERR_FORBIDDEN);
	assert_int_equal(count_of(market_get(m, "oper", "audit.list", "", NULL), "items"), 4);
	assert_int_equal(count_of(market_get(m, "root", "audit.list", "", NULL), "items"), 12);
	assert_int_equal(count_of(market_get(m, "oper", "audit.list", "", "object=Q1"), "items"), 1);
	assert_int_equal(count_of(market_get(m, "oper", "audit.list", "", "object=S1"), "items"), 0);
	const char *south = arena_printf(&m->arena, "site=%s", m->south);
	assert_int_equal(count_of(market_get(m, "oper", "audit.list", "", south), "items"), 0);
	assert_int_equal(count_of(market_get(m, "root", "audit.list", "", south), "items"), 4);
	assert_int_equal(count_of(market_get(m, "root", "audit.list", "", "site="), "items"), 4);
	assert_int_equal(count_of(market_get(m, "root", "audit.list", "", "since=3"), "items"), 3);

	int got = 0;
	struct answer a = GOES(market_get(m, "root", "audit.list", "", "limit=5"));
	for (int pages = 0; pages < 9; pages++) {
		got += count_of(a, "items");
		if (!*said(a, "next")) {
			break;
		}
		a = GOES(market_get(m, "root", "audit.list", "", arena_printf(&m->arena, "limit=5&cursor=%s", said(a, "next"))));
	}
	assert_int_equal(got, 12);
	market_close(m);
}

UNIT_TESTS(test_data_audit,
	ON_PLAIN(hashes_as_written_down), ON_PGSQL(hashes_as_written_down),
	ON_PLAIN(finds_the_first_changed_row), ON_PGSQL(finds_the_first_changed_row),
	ON_PLAIN(finds_what_is_missing), ON_PGSQL(finds_what_is_missing),
	ON_ALL(is_read_by_the_staff_of_the_site));
