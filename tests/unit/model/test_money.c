#include "model/money.h"

#include "base/alloc.h"
#include "model/draft.h"
#include "model/rules.h"
#include "unit/unit.h"

static void reads_what_people_type(void **state)
{
	(void)state;
	static const struct { const char *s, *cur; int64_t want; bool ok; } cases[] = {
		{"1,234.50", "EUR", 123450, true}, {"1.234,50", "EUR", 123450, true}, {"1 234,5", "EUR", 123450, true},
		{"14,200", "KRW", 14200, true}, {"14.200", "KRW", 14200, true}, {"1\xc2\xa0" "234", "UAH", 123400, true},
		{"0.05", "USD", 5, true}, {"-3", "USD", -300, true}, {"1,234", "EUR", 123400, true},
		{"12.345", "KWD", 12345, true}, {"1.234", "EUR", 0, false}, {"1.234.567", "EUR", 123456700, true}, {"0", "JPY", 0, true},
		{"1.2345", "EUR", 0, false}, {"12.5", "KRW", 0, false}, {"", "EUR", 0, false}, {"x", "EUR", 0, false},
		{"1.5.5", "EUR", 0, false}, {"9999999999999999", "KRW", 0, false}, {"5", "XXX", 0, false}, {"--5", "EUR", 0, false},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t v = 0;
		struct err e = ERR_NONE;
		int r = money_parse(cases[i].s, cases[i].cur, &v, &e);

		if ((r == 0) != cases[i].ok || (cases[i].ok && v != cases[i].want)) {
			fail_msg("\"%s\" %s: %d, %lld (%s)", cases[i].s, cases[i].cur, r, (long long)v, e.text);
		}
	}
}

static void writes_with_the_currency_s_decimals(void **state)
{
	(void)state;
	static const struct { int64_t v; const char *cur; enum lang lang; const char *want; } cases[] = {
		{3542550, "KRW", LANG_EN, "3,542,550"}, {-169500, "KRW", LANG_EN, "-169,500"}, {5, "EUR", LANG_EN, "0.05"},
		{123456789, "UAH", LANG_UK, "1\u00a0234\u00a0567,89"}, {0, "JPY", LANG_EN, "0"}, {999, "KRW", LANG_EN, "999"},
		{-5, "USD", LANG_EN, "-0.05"}, {1000, "KWD", LANG_EN, "1.000"},
	};
	char out[MONEY_TEXT];

	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_string_equal(money_format(cases[i].v, cases[i].cur, cases[i].lang, out), cases[i].want);
	}
}

static void rounds_half_away_from_zero(void **state)
{
	(void)state;
	static const struct { int64_t amount, bp, want; } cases[] = {
		{3390000, 500, 169500}, {1, 5000, 1}, {-1, 5000, -1}, {1, 4999, 0}, {3, 5000, 2}, {-3, 5000, -2},
		{999999999999999, 10000, 999999999999999}, {100, 0, 0}, {5, 1000, 1}, {4, 1000, 0},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t v;

		assert_int_equal(money_share(cases[i].amount, cases[i].bp, &v, NULL), 0);
		assert_true(v == cases[i].want);
	}
}

static void refuses_to_overflow(void **state)
{
	(void)state;
	int64_t v = 7;

	assert_int_equal(money_add(MONEY_MAX, 1, &v, NULL), -1);
	assert_int_equal(money_mul(MONEY_MAX, INT64_MAX, &v, NULL), -1);
	assert_int_equal(money_mul(INT64_MIN, INT64_MIN, &v, NULL), -1);
	assert_true(v == 7);
}

static void reads_percentages(void **state)
{
	(void)state;
	static const struct { const char *s; int64_t bp; } cases[] = {
		{"5", 500}, {"5.25", 525}, {"5,5 %", 550}, {"100%", 10000}, {"0", 0}, {"100.01", -1}, {"-1", -1}, {"", -1}, {"%", -1},
	};
	char out[MONEY_TEXT];

	for (size_t i = 0; i < lengthof(cases); i++) {
		int64_t bp = -1;

		percent_parse(cases[i].s, &bp, NULL);
		assert_int_equal(bp, cases[i].bp);
	}
	assert_string_equal(percent_format(525, out), "5.25");
	assert_string_equal(percent_format(550, out), "5.5");
	assert_string_equal(percent_format(500, out), "5");
	assert_string_equal(percent_format(505, out), "5.05");
}

/* The quote drawn in the design of the composer. */
static void sums_a_quote(void **state)
{
	(void)state;
	struct quote_line lines[] = {
		{.kind = LINE_ITEM, .text = "Bracket", .qty = 200, .setup = 180000, .unit = 14200},
		{.kind = LINE_PRICE_BREAK, .text = "", .qty = 500, .setup = 180000, .unit = 12900},
		{.kind = LINE_ITEM, .text = "Black anodise", .qty = 200, .setup = 0, .unit = 1850},
	};
	struct quote q = {.currency = "KRW", .lines = {lines, 3}, .discount_kind = DISCOUNT_PERCENT, .discount_bp = 500,
		.tax_bp = 1000, .lead_days = 12, .valid_days = 30};

	assert_int_equal(quote_check(&q, NULL, NULL), 0);
	assert_int_equal(quote_totals(&q, NULL), 0);
	assert_int_equal(q.list, 3390000 + 0);
	assert_int_equal(q.discount, 169500);
	assert_int_equal(q.net, 3220500);
	assert_int_equal(q.tax, 322050);
	assert_int_equal(q.total, 3542550);
	q.discount_kind = DISCOUNT_AMOUNT;
	q.discount_amount = 4000000;
	assert_int_equal(quote_totals(&q, NULL), -1);
	q.discount_amount = 390000;
	assert_int_equal(quote_totals(&q, NULL), 0);
	assert_int_equal(q.net, 3000000);
	lines[1].unit = 0;
	assert_int_equal(quote_check(&q, NULL, NULL), -1);
	lines[1].unit = 12900;
	lines[0].kind = LINE_PRICE_BREAK;
	assert_int_equal(quote_check(&q, NULL, NULL), -1);
}

/* Quantities of the request that were left without a price are not offered at nothing. */
static void leaves_unpriced_breaks_out(void **state)
{
	(void)state;
	struct qty_break breaks[] = {{100}, {500}, {1000}};
	struct rfq r = {.id = "", .title = "Bracket", .currency = "KRW", .site = "", .breaks = {breaks, 3}};
	struct arena a;
	struct quote_draft *d;
	struct err e = ERR_NONE;
	struct quote *q;

	arena_init(&a);
	d = quote_draft_new(&r, "01JA0000000000000000000001", &a);
	ITEM(struct draft_line, d->lines, 0)->unit = "1,000";
	ITEM(struct draft_line, d->lines, 2)->unit = "900";
	d->lead_days = "5";
	assert_int_equal(quote_draft_read(d, &r, true, &a, &q, NULL), 0);
	assert_int_equal(q->lines.n, 2);
	assert_int_equal(ITEM(struct quote_line, q->lines, 1)->qty, 1000);
	assert_int_equal(quote_draft_read(d, &r, false, &a, &q, NULL), 0);
	assert_int_equal(q->lines.n, 3);
	/* the fault is at the draft's line, which is the quote's second */
	ITEM(struct draft_line, d->lines, 2)->unit = "";
	ITEM(struct draft_line, d->lines, 2)->setup = "900";
	assert_int_equal(quote_draft_read(d, &r, true, &a, &q, &e), -1);
	assert_string_equal(e.field, "lines[2].unit");
	arena_finish(&a);
}

UNIT_TESTS(test_money,
	cmocka_unit_test(leaves_unpriced_breaks_out),
	cmocka_unit_test(reads_what_people_type),
	cmocka_unit_test(writes_with_the_currency_s_decimals),
	cmocka_unit_test(rounds_half_away_from_zero),
	cmocka_unit_test(refuses_to_overflow),
	cmocka_unit_test(reads_percentages),
	cmocka_unit_test(sums_a_quote));
