#include <string.h>

#include "lib/market.h"
#include "unit/unit.h"

static const char *request(struct market *m, const char *customer, const char *title, const char *text)
{
	struct rfq *r = entity_new(&entity_rfq, &m->arena);

	r->id = market_id(m);
	r->site = m->north;
	r->vis = VIS_SITE;
	r->customer = market_org(m, customer);
	r->title = title;
	r->text = text;
	r->number = 2093;
	r->posted = m->now++;
	market_put(m, KIND_RFQ, r);
	return r->id;
}

static int hits(struct market *m, const char *login, const char *words)
{
	return count_of(GOES(market_get(m, login, "search", "", arena_printf(&m->arena, "q=%s", words))), "items");
}

static void finds_words_of_every_script(void **state)
{
	static const struct { const char *words; int n; } cases[] = {
		{"bracket", 1}, {"BRACK", 1}, {"모따기", 1}, {"모따", 1}, {"면", 0}, {"面取", 1}, {"面", 1},
		{"фаск", 1}, {"ФАСКА", 1}, {"A-113", 1}, {"a113", 1}, {"113", 1}, {"1.4301", 1}, {"2093", 4},
		{"bracket фаска", 0}, {"chamfer OR bracket", 0}, {"\"", 0}, {"(", 0}, {"NOT", 0}, {"*", 0}, {"nothing", 0},
	};
	struct market *m = market_open(state);

	request(m, "anna", "Bracket A-113", "stainless 1.4301");
	request(m, "anna", "브래킷 모따기", "");
	request(m, "anna", "ブラケット 面取り", "");
	request(m, "anna", "Кронштейн", "зняти фаску, фаска 1x45");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int n = hits(m, "kim", cases[i].words);

		if (n != cases[i].n) {
			fail_msg("%s: %d instead of %d", cases[i].words, n, cases[i].n);
		}
	}
	REFUSED(market_get(m, "kim", "search", "", "q="), ERR_MISSING_FIELD);
	REFUSED(market_get(m, "kim", "search", "", "q=a&kind=b"), ERR_INVALID_FIELD);
	assert_int_equal(count_of(market_get(m, "kim", "search", "", "q=2093&kind=org"), "items"), 0);
	assert_int_equal(count_of(market_get(m, "kim", "search", "", "q=2093&limit=2"), "items"), 2);
	market_close(m);
}

static void finds_only_what_is_seen(void **state)
{
	struct market *m = market_open(state);
	const char *rfq;

	request(m, "anna", "Flange", "");
	request(m, "boris", "Flange", "");
	assert_int_equal(hits(m, "anna", "flange"), 1);
	assert_int_equal(hits(m, "kim", "flange"), 2);
	assert_int_equal(hits(m, "far", "flange"), 0);
	assert_int_equal(hits(m, "root", "flange"), 2);

	/* a quote carries the title, and is for its two sides only */
	rfq = market_rfq(m, "anna", false);
	market_quote(m, "kim", rfq, 4000);
	assert_int_equal(hits(m, "kim", "bracket"), 2);
	assert_int_equal(hits(m, "anna", "bracket"), 2);
	assert_int_equal(hits(m, "mori", "bracket"), 1);
	market_close(m);
}

static void forgets_the_old_words(void **state)
{
	struct market *m = market_open(state);
	const char *id = request(m, "anna", "Flange left", "");
	struct err e = ERR_NONE;
	void *obj;

	assert_int_equal(data_get(m->db, KIND_RFQ, id, &m->arena, &obj, &e), 1);
	for (int i = 0; i < 3; i++) {
		((struct rfq *)obj)->title = i % 2 ? "Flange left" : "Sleeve right";
		market_put(m, KIND_RFQ, obj);
	}
	assert_int_equal(hits(m, "kim", "flange"), 0);
	assert_int_equal(hits(m, "kim", "left"), 0);
	assert_int_equal(hits(m, "kim", "sleeve right"), 1);
	if (db_engine(m->db) == DB_SQLITE) {
		EXEC0(m->db, "INSERT INTO search_token (search_token) VALUES ('integrity-check')");
	}
	/* moved out of sight, it is not found either */
	((struct rfq *)obj)->vis = VIS_STAFF;
	market_put(m, KIND_RFQ, obj);
	assert_int_equal(hits(m, "kim", "sleeve"), 0);
	assert_int_equal(hits(m, "oper", "sleeve"), 1);
	market_close(m);
}

UNIT_TESTS(test_data_search,
	ON_ALL(finds_words_of_every_script),
	ON_ALL(finds_only_what_is_seen),
	ON_ALL(forgets_the_old_words));
