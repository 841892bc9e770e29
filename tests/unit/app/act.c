#include "help.h"

#define RFQ "01KAF000000000000000000100"    /* nothing was sent for it yet; takes profiles */
#define QUOTED "01KAF000000000000000000102"

static struct act act_in(struct world *w)
{
	return (struct act){.store = w->s, .now = clock_ms(), .hold = true};
}

static void fill(struct quote_draft *d)
{
	ITEM(struct draft_line, d->lines, 0)->unit = "14,200";
	d->lead_days = "12";
}

/* The draft goes with the intent, and comes back with it. */
static void a_quote_takes_its_draft_along(void **state)
{
	(void)state;
	struct world w;
	struct err e = ERR_NONE;

	world_open(&w, "world");
	struct quote_draft *d = draft_begin(w.s, RFQ, NULL, &w.a, &e);
	assert_int_equal(d->version, 1);
	struct act act = act_in(&w);
	assert_int_equal(act_quote_send(&act, d, &e), -1);
	assert_string_equal(e.field, "lead_days");
	fill(d);
	assert_int_equal(draft_save(w.s, d, &e), 0);
	assert_int_equal(act_quote_send(&act, d, &e), 0);
	assert_null(draft_load(w.s, RFQ, &w.a));
	const struct intent *in = store_intent(w.s, act.id, &w.a);
	assert_int_equal(in->state, INTENT_HELD);
	assert_string_equal(in->lane, RFQ);
	assert_int_equal(store_intent_recall(w.s, act.id, &e), 0);
	assert_true(draft_same(draft_load(w.s, RFQ, &w.a), d));
	world_close(&w);
}

static void refuses_what_the_rules_refuse(void **state)
{
	(void)state;
	struct world w;
	struct err e = ERR_NONE;

	world_open(&w, "world");
	struct act act = act_in(&w);
	struct items none = {0};
	assert_int_equal(act_profile_send(&act, "01KAF000000000000000000103", "Hello", none, &e), -1);
	assert_int_equal(e.code, ERR_PROFILE_NOT_ACCEPTED);
	assert_int_equal(act_profile_send(&act, "01KAF000000000000000000999", "Hello", none, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_int_equal(act_profile_send(&act, RFQ, "", none, &e), -1);
	assert_int_equal(act_profile_send(&act, RFQ, "Hello", none, &e), 0);
	/* twice is once */
	assert_int_equal(act_profile_send(&act, RFQ, "Hello", none, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	assert_int_equal(act_order_place(&act, "01KAF000000000000000000301", &e), -1);
	assert_int_equal(e.code, ERR_QUOTE_REPLACED);
	assert_int_equal(act_order_place(&act, "01KAF000000000000000000302", &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	assert_int_equal(act_rfq_decline(&act, RFQ, "", -1, -1, &e), -1);
	assert_int_equal(act_rfq_decline(&act, RFQ, "No capacity", 500, -1, &e), 0);
	assert_int_equal(act_takes_profile(&act, RFQ, true, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	assert_int_equal(store_set_account(w.s, NULL, &e), 0);
	assert_int_equal(act_order_confirm(&act, "01KAF000000000000000000204", &e), -1);
	world_close(&w);
}

static void a_draft_begins_with_what_was_sent(void **state)
{
	(void)state;
	struct world w;
	struct err e = ERR_NONE;

	world_open(&w, "world");
	struct quote_draft *d = draft_begin(w.s, QUOTED, NULL, &w.a, &e);
	assert_int_equal(d->version, 3);
	assert_string_equal(ITEM(struct draft_line, d->lines, 0)->unit, "29,500");
	d = draft_begin(w.s, QUOTED, "01KAF000000000000000000301", &w.a, &e);
	assert_string_equal(ITEM(struct draft_line, d->lines, 0)->unit, "31,000");
	assert_int_equal(d->version, 3);
	assert_int_equal(draft_save(w.s, d, &e), 0);
	assert_true(draft_same(draft_begin(w.s, QUOTED, NULL, &w.a, &e), d));
	assert_null(draft_begin(w.s, "01KAF000000000000000000999", NULL, &w.a, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	world_close(&w);
}

static void attaches_and_takes_off(void **state)
{
	(void)state;
	struct world w;
	struct err e = ERR_NONE;
	struct items files = {0};
	char *path;

	world_open(&w, "world");
	path = fs_join(unit_dir(), "price list.txt");
	assert_int_equal(fs_write(path, "x", 1, 0600, &e), 0);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(attach_file(w.s, path, &files, &w.a, &e), 0);
	}
	assert_int_equal(attach_file(w.s, path, &files, &w.a, &e), -1);
	assert_int_equal(e.code, ERR_TOO_LONG);
	assert_string_equal(ITEM(struct file_ref, files, 0)->name, "price list.txt");
	assert_true(detach_file(&files, "price list.txt"));
	assert_true(detach_file(&files, "19"));
	assert_false(detach_file(&files, "19"));
	assert_false(detach_file(&files, "0"));
	assert_false(detach_file(&files, "price"));
	assert_int_equal(files.n, 18);
	assert_int_equal(attach_file(w.s, "/nonexistent", &files, &w.a, &e), -1);
	assert_int_equal(files.n, 18);
	free(path);
	world_close(&w);
}

UNIT_TESTS(act,
	cmocka_unit_test(a_quote_takes_its_draft_along),
	cmocka_unit_test(refuses_what_the_rules_refuse),
	cmocka_unit_test(a_draft_begins_with_what_was_sent),
	cmocka_unit_test(attaches_and_takes_off));
