#include "help.h"

static void finds_what_people_name(void **state)
{
	(void)state;
	static const struct { const char *word, *title; } rfqs[] = {
		{"2104", "Heat sink, black anodised"}, {"#2104", "Heat sink, black anodised"},
		{"01KAF000000000000000000101", "Bracket, anodised 6061"}, {"99999", NULL}, {"2104x", NULL}, {"", NULL}, {"#", NULL},
		{"-2104", NULL}, {"99999999999999999999", NULL}, {"01KAF000000000000000000999", NULL},
	};
	static const struct { const char *word; int version; } quotes[] = {
		{"2091", 2}, {"#2091", 2}, {"2091/1", 1}, {"2091/2", 2}, {"2091/3", 0}, {"2091/", 0}, {"2091/x", 0}, {"2104", 0},
		{"01KAF000000000000000000301", 1}, {"01KAF000000000000000000102", 2 /* of this request */}, {"zz", 0},
	};
	struct world w;

	world_open(&w, "world");
	for (size_t i = 0; i < lengthof(rfqs); i++) {
		struct err e = ERR_NONE;
		const struct rfq *r = find_rfq(w.s, rfqs[i].word, &w.a, &e);

		if (!r != !rfqs[i].title || (r && strcmp(r->title, rfqs[i].title) != 0) || (!r && e.code != ERR_NOT_FOUND)) {
			fail_msg("\"%s\": %s (%s)", rfqs[i].word, r ? r->title : "nothing", e.text);
		}
	}
	for (size_t i = 0; i < lengthof(quotes); i++) {
		struct err e = ERR_NONE;
		const struct quote *q = find_quote(w.s, quotes[i].word, &w.a, &e);

		if ((q ? (int)q->version : 0) != quotes[i].version || (!q && e.code != ERR_NOT_FOUND)) {
			fail_msg("\"%s\": version %d (%s)", quotes[i].word, q ? (int)q->version : 0, e.text);
		}
	}
	world_close(&w);
}

/* A customer has a deal with each partner: a number alone names none of them. */
static void asks_which_of_several_deals(void **state)
{
	(void)state;
	static const struct { const char *word, *partner; enum errcode code; } cases[] = {
		{"2093", NULL, ERR_USAGE}, {"2093/daesung", "Daesung CNC", ERR_OK}, {"2093/MORI", "Mori Seiki", ERR_OK},
		{"2093/точ", "Точмаш Дніпро", ERR_OK}, {"2093/nobody", NULL, ERR_NOT_FOUND}, {"2095", NULL, ERR_NOT_FOUND},
		{"01KAF000000000000000000203", "Mori Seiki", ERR_OK}, {"01KAF000000000000000000303", "東海精密", ERR_OK /* its quote */},
		{"99999", NULL, ERR_NOT_FOUND},
	};
	struct world w;
	struct err e = ERR_NONE;

	world_open(&w, "customer");
	for (size_t i = 0; i < lengthof(cases); i++) {
		e = ERR_NONE;
		const struct deal *d = find_deal(w.s, cases[i].word, NULL, &w.a, &e);

		if (!d != !cases[i].partner || (d && strcmp(d->partner_name, cases[i].partner) != 0) || (!d && e.code != cases[i].code)) {
			fail_msg("\"%s\": %s (%d %s)", cases[i].word, d ? d->partner_name : "nothing", (int)e.code, e.text);
		}
	}
	assert_null(find_quote(w.s, "2093", &w.a, &e));
	assert_int_equal(e.code, ERR_USAGE);
	/* what can be done with one only names that one */
	struct wanted_act w_order = {store_reader(w.s), ACT_COUNTER, clock_ms()};
	assert_null(find_deal(w.s, "2093", &w_order, &w.a, &e));
	assert_non_null(find_deal(w.s, "2093/late", NULL, &w.a, &e));
	world_close(&w);
}

static void offers_the_deals_of_a_request(void **state)
{
	(void)state;
	const char *words[8];
	struct world w;

	world_open(&w, "customer");
	assert_int_equal(find_deal_words(w.s, "2093", &w.a, words, 8), 0); /* requests are offered until the "/" */
	assert_true(find_deal_words(w.s, "2093/", &w.a, words, 8) > 2);
	assert_int_equal(find_deal_words(w.s, "2093/", &w.a, words, 2), 2);
	assert_int_equal(find_deal_words(w.s, "2093/dae", &w.a, words, 8), 1);
	assert_string_equal(words[0], "2093/Daesung CNC");
	assert_int_equal(find_deal_words(w.s, "2093/nobody", &w.a, words, 8), 0);
	assert_int_equal(find_deal_words(w.s, "99999/", &w.a, words, 8), 0);
	world_close(&w);
}

static void finds_files_by_number_and_name(void **state)
{
	(void)state;
	struct world w;
	const char *rfq = "01KAF000000000000000000101";

	world_open(&w, "world");
	assert_string_equal(find_file(w.s, rfq, "1", &w.a)->name, "part-2093.dxf");
	assert_string_equal(find_file(w.s, rfq, "part-2093.dxf", &w.a)->name, "part-2093.dxf");
	assert_null(find_file(w.s, rfq, "2", &w.a));
	assert_null(find_file(w.s, rfq, "0", &w.a));
	assert_null(find_file(w.s, rfq, "../part-2093.dxf", &w.a));
	assert_null(find_file(w.s, "01KAF000000000000000000999", "1", &w.a));
	world_close(&w);
}

UNIT_TESTS(find,
	cmocka_unit_test(finds_what_people_name),
	cmocka_unit_test(asks_which_of_several_deals),
	cmocka_unit_test(offers_the_deals_of_a_request),
	cmocka_unit_test(finds_files_by_number_and_name));
