#include "help.h"

static void keeps_settings_over_a_restart(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_open(dir);
	struct arena a;

	arena_init(&a);
	assert_null(store_kv(s, "set/theme", &a));
	assert_int_equal(store_kv_set(s, "set/theme", "mono", NULL), 0);
	assert_int_equal(store_kv_set_int(s, "n", -5, NULL), 0);
	store_close(s);
	s = help_open(dir);
	assert_string_equal(store_kv(s, "set/theme", &a), "mono");
	assert_int_equal(store_kv_int(s, "n", 0), -5);
	assert_int_equal(store_kv_int(s, "set/theme", 7), 7);
	assert_int_equal(store_kv_set(s, "n", NULL, NULL), 0);
	assert_int_equal(store_kv_int(s, "n", 3), 3);
	store_close(s);
	arena_finish(&a);
}

static void applies_changes_and_reads_them(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct str b = STR_INIT;
	struct arena a;

	arena_init(&a);
	str_add(&b, "[");
	help_rfq(&b, 1, "r1", 1, 2093, "Bracket, anodised 6061", "open", 2000000000000);
	help_rfq(&b, 2, "r2", 1, 2094, "센서 하우징 rev C", "open", 1900000000000);
	str_add(&b, "]");
	assert_int_equal(help_apply(s, 2, str_c(&b)), 2);
	assert_int_equal(store_feed(s), 2);
	const struct rfq *r = store_get(s, KIND_RFQ, "r1", &a, NULL);
	assert_non_null(r);
	assert_string_equal(r->title, "Bracket, anodised 6061");
	assert_int_equal(r->breaks.n, 1);
	r = store_get_number(s, KIND_RFQ, 2094, &a, NULL);
	assert_string_equal(r->id, "r2");
	assert_null(store_get(s, KIND_RFQ, "r3", &a, NULL));

	struct store_list *l = store_list_create(s);
	const char *ids[10];
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ});
	assert_int_equal(store_list_count(l), 2);
	assert_int_equal(store_list_page(l, NULL, true, 10, ids, &a), 2);
	assert_string_equal(ids[0], "r2");
	assert_string_equal(ids[1], "r1");
	assert_int_equal(store_list_index(l, "r1"), 1);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "하우"});
	assert_int_equal(store_list_count(l), 1);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "anod"});
	assert_int_equal(store_list_page(l, NULL, true, 10, ids, &a), 1);
	assert_string_equal(ids[0], "r1");
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "2093"});
	assert_int_equal(store_list_count(l), 1);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .state = 1u << RFQ_CLOSED});
	assert_int_equal(store_list_count(l), 0);

	assert_int_equal(help_apply(s, 3, "[{\"n\":3,\"kind\":\"rfq\",\"id\":\"r2\",\"gone\":true},{\"n\":3,\"kind\":\"unheard\",\"id\":\"x\"}]"), 1);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ});
	assert_int_equal(store_list_count(l), 1);
	store_list_destroy(l);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
}

static void sends_and_recalls(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct err e = ERR_NONE;
	struct arena a;
	char id[ULID_SIZE];
	int64_t wait;

	arena_init(&a);
	assert_int_equal(store_draft_put(s, "quote", "r1", "{\"x\":1}", &e), 0);
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .body = "{}", .kind = KIND_RFQ, .object = "r1",
		.answer = KIND_QUOTE, .base_rev = -1, .draft_word = "quote", .draft_id = "r1", .draft = "{\"x\":1}",
		.not_before = clock_ms() + 100000};
	assert_int_equal(store_intent_put(s, &in, id, &e), 0);
	assert_null(store_draft(s, "quote", "r1", &a));
	assert_int_equal(store_intent(s, id, &a)->state, INTENT_HELD);
	assert_null(store_intent_take(s, 1000, &a, &wait, &e));
	assert_in_range(wait, 1, 100000);
	assert_int_equal(store_intent_recall(s, id, &e), 0);
	assert_string_equal(store_draft(s, "quote", "r1", &a)->json, "{\"x\":1}");
	assert_null(store_intent(s, id, &a));
	in.not_before = 0;
	assert_int_equal(store_intent_put(s, &in, id, &e), 0);
	const struct intent *got = store_intent_take(s, 1000, &a, &wait, &e);
	assert_string_equal(got->id, id);
	assert_int_equal(got->state, INTENT_SENDING);
	assert_int_equal(store_intent_drop(s, id, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	assert_int_equal(store_intent_accept(s, id, NULL, &e), 0);
	struct intent_counts n;
	store_intent_counts(s, &n);
	assert_int_equal(n.n[INTENT_ACCEPTED], 1);
	assert_int_equal(n.waiting, 0);
	store_close(s);
	arena_finish(&a);
}

UNIT_TESTS(basic,
	cmocka_unit_test(keeps_settings_over_a_restart),
	cmocka_unit_test(applies_changes_and_reads_them),
	cmocka_unit_test(sends_and_recalls));
