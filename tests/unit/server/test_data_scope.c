#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ulid.h"
#include "lib/market.h"
#include "src/server/data_sql.h"
#include "unit/unit.h"

/*
 * reader_sees() and the SQL fragment must say the same of any row and any reader,
 * whether asked in one condition or by alternatives.
 */
enum { ROWS = 400, READERS = 300, SITES = 14, ORGS = 5 };

static uint64_t seed;

static unsigned pick(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % n;
}

struct world {
	char site[SITES][ULID_SIZE], org[ORGS][ULID_SIZE];
	struct entity_head head[ROWS];
	char id[ROWS][ULID_SIZE];
};

static const char *org_or_none(struct world *w)
{
	return pick(3) ? w->org[pick(ORGS)] : "";
}

static void make_world(struct db *db, struct world *w)
{
	EXEC0(db, "CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, site TEXT NOT NULL, customer TEXT NOT NULL,"
		" partner TEXT NOT NULL, vis BIGINT NOT NULL)");
	for (unsigned i = 0; i < SITES; i++) {
		ulid_from(1, i + 1, w->site[i]);
	}
	for (unsigned i = 0; i < ORGS; i++) {
		ulid_from(2, i + 1, w->org[i]);
	}
	for (unsigned i = 0; i < ROWS; i++) {
		w->head[i] = (struct entity_head){.id = ulid_from(3, i + 1, w->id[i]), .site = w->site[pick(SITES)],
			.customer = org_or_none(w), .partner = org_or_none(w), .vis = (int)pick(VIS_COUNT)};
		EXEC(db, "INSERT INTO thing (id, site, customer, partner, vis) VALUES ($1, $2, $3, $4, $5)",
			val_text(w->head[i].id), val_text(w->head[i].site), val_text(w->head[i].customer),
			val_text(w->head[i].partner), val_int(w->head[i].vis));
	}
}

static struct reader any_reader(struct world *w, const char **sites)
{
	struct reader r = {.account = "", .lang = "", .role = (enum role)pick(ROLE_COUNT), .org = org_or_none(w), .sites = sites};
	static const size_t counts[] = {0, 1, 1, 2, 3, SITES - 1};

	r.nsites = counts[pick(lengthof(counts))];
	r.all_sites = r.role == ROLE_ADMIN || !pick(12);
	unsigned first = pick(SITES);
	for (size_t i = 0; i < r.nsites; i++) {
		sites[i] = w->site[(first + i) % SITES];
	}
	return r;
}

struct found {
	bool seen[ROWS];
	struct world *w;
};

static int mark(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct found *f = arg;

	(void)ncols, (void)e;
	for (size_t i = 0; i < ROWS; i++) {
		if (!strcmp(f->w->id[i], cols[0].s)) {
			f->seen[i] = true;
		}
	}
	return 0;
}

static void run_query(struct db *db, struct sql *q, struct found *f)
{
	struct err e = ERR_NONE;

	if (sql_query(db, q, mark, f, &e) < 0) {
		fail_msg("%s: %s", str_c(&q->text), e.text);
	}
	sql_finish(q);
}

static void find_all(struct db *db, const struct reader *r, struct found *f)
{
	struct sql q = SQL_INIT;

	sql_add(&q, "SELECT t.id FROM thing t WHERE ");
	scope_add_all(&q, r, "t.");
	run_query(db, &q, f);
}

static void find_ways(struct db *db, const struct reader *r, bool owned, struct found *f)
{
	size_t n = scope_count(r, owned);

	assert_true(n <= SCOPE_ALTERNATIVES);
	for (size_t i = 0; i < n; i++) {
		struct sql q = SQL_INIT;

		sql_add(&q, "SELECT id FROM thing WHERE ");
		scope_add(&q, r, owned, i, "");
		sql_add(&q, owned ? " AND customer <> ''" : "");
		run_query(db, &q, f);
	}
}

static void says_what_the_rule_says(void **state)
{
	struct bench *b = bench_of(state);
	struct world *w = xcalloc(1, sizeof(*w));
	const char *sites[SITES];
	int seen = 0;

	seed = 20261121;
	make_world(b->db, w);
	for (int i = 0; i < READERS; i++) {
		struct reader r = any_reader(w, sites);
		struct found all = {.w = w}, ways = {.w = w}, owned = {.w = w};

		find_all(b->db, &r, &all);
		find_ways(b->db, &r, false, &ways);
		find_ways(b->db, &r, true, &owned);
		for (int j = 0; j < ROWS; j++) {
			bool sees = reader_sees(&r, &w->head[j]);

			if (all.seen[j] != sees || ways.seen[j] != sees || (*w->head[j].customer && owned.seen[j] != sees)) {
				fail_msg("reader %d (role %d, org %s, %zu sites), row %d (vis %d): %d, in SQL %d, by ways %d, owned %d",
					i, (int)r.role, r.org, r.nsites, j, w->head[j].vis, sees, all.seen[j], ways.seen[j], owned.seen[j]);
			}
			seen += sees;
		}
	}
	/* the readers were not all blind or all-seeing */
	assert_in_range(seen, READERS * ROWS / 20, READERS * ROWS / 2);
	free(w);
}

UNIT_TESTS(test_data_scope,
	ON_PLAIN(says_what_the_rule_says),
	ON_PGSQL(says_what_the_rule_says));
