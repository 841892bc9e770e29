#include "help.h"

static void put(struct store *s, const char *object, const char *lane, int64_t not_before, char id[ULID_SIZE])
{
	struct intent in = {.verb = "v", .method = "POST", .path = "/x", .kind = KIND_RFQ, .object = object, .lane = lane, .base_rev = -1,
		.answer = KIND_NONE, .not_before = not_before};

	assert_int_equal(store_intent_put(s, &in, id, NULL), 0);
}

static const char *take(struct store *s, struct arena *a, int64_t *wait)
{
	struct err e = ERR_NONE;
	const struct intent *in = store_intent_take(s, 60000, a, wait, &e);

	assert_int_equal(e.code, ERR_OK);
	return in ? in->id : NULL;
}

static void lanes_keep_their_order_and_hold_up_nobody(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct arena a;
	struct err why = {.code = ERR_UNAVAILABLE};
	char r1[3][ULID_SIZE], r2[ULID_SIZE], lane[ULID_SIZE];
	int64_t wait;

	clock_freeze(1800000000000);
	arena_init(&a);
	for (int i = 0; i < 3; i++) {
		put(s, "r1", NULL, 0, r1[i]);
	}
	put(s, "r2", NULL, 0, r2);
	put(s, "d9", "r2", 0, lane);
	assert_string_equal(take(s, &a, &wait), r1[0]);
	assert_string_equal(take(s, &a, &wait), r2);
	assert_null(take(s, &a, &wait));
	/* refused: answered, so the next one goes */
	assert_int_equal(store_intent_refuse(s, r1[0], &(struct err){.code = ERR_RFQ_CLOSED, .text = "no", .field = "x"}, NULL), 0);
	assert_string_equal(take(s, &a, &wait), r1[1]);
	/* later: its lane waits with it */
	assert_int_equal(store_intent_later(s, r1[1], &why, clock_ms() + 500, false, NULL), 0);
	assert_null(take(s, &a, &wait));
	assert_int_equal(wait, 500);
	assert_int_equal(store_intent_accept(s, r2, NULL, NULL), 0);
	assert_string_equal(take(s, &a, &wait), lane);
	assert_int_equal(store_intent_hurry(s, NULL), 0);
	assert_string_equal(take(s, &a, &wait), r1[1]);
	const struct intent *in = store_intent(s, r1[0], &a);
	assert_int_equal(in->problem.code, ERR_RFQ_CLOSED);
	assert_string_equal(in->problem.text, "no");
	assert_string_equal(in->problem.field, "x");
	store_close(s);
	arena_finish(&a);
	clock_freeze(-1);
}

static void a_hold_holds_its_lane(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct arena a;
	char held[ULID_SIZE], after[ULID_SIZE];
	int64_t wait;

	clock_freeze(1800000000000);
	arena_init(&a);
	put(s, "r1", NULL, clock_ms() + UNDO_HOLD_MS, held);
	put(s, "r1", NULL, 0, after);
	assert_null(take(s, &a, &wait));
	assert_int_equal(wait, UNDO_HOLD_MS);
	clock_advance(UNDO_HOLD_MS - 1);
	assert_null(take(s, &a, &wait));
	assert_int_equal(wait, 1);
	clock_advance(1);
	assert_string_equal(take(s, &a, &wait), held);
	assert_int_equal(store_intent_accept(s, held, NULL, NULL), 0);
	assert_string_equal(take(s, &a, &wait), after);
	/* a clock set back by a day does not hold for a day */
	put(s, "r3", NULL, clock_ms() + UNDO_HOLD_MS, held);
	clock_freeze(1800000000000 - 86400000);
	assert_string_equal(take(s, &a, &wait), held);
	store_close(s);
	arena_finish(&a);
	clock_freeze(-1);
}

static void send_now_and_drop(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct arena a;
	char id[ULID_SIZE];
	int64_t wait;
	struct err e = ERR_NONE;

	arena_init(&a);
	put(s, "r1", NULL, clock_ms() + 60000, id);
	assert_int_equal(store_intent_retry(s, id, NULL), 0);
	assert_string_equal(take(s, &a, &wait), id);
	/* it may be there already: it can no longer be taken back, only dropped knowingly */
	assert_int_equal(store_intent_later(s, id, NULL, 0, true, NULL), 0);
	assert_int_equal(store_intent_recall(s, id, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	assert_int_equal(store_intent_drop(s, id, NULL), 0);
	assert_null(store_intent(s, id, &a));
	assert_int_equal(store_intent_drop(s, id, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	/* a try that never got out is none */
	put(s, "r1", NULL, 0, id);
	assert_string_equal(take(s, &a, &wait), id);
	assert_int_equal(store_intent_later(s, id, NULL, 0, false, NULL), 0);
	assert_int_equal(store_intent_recall(s, id, NULL), 0);
	store_close(s);
	arena_finish(&a);
}

static void a_newer_draft_is_not_overwritten_by_a_recall(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct err e = ERR_NONE;
	struct arena a;
	char id[ULID_SIZE];
	struct intent in = {.verb = "v", .method = "POST", .path = "/x", .kind = KIND_RFQ, .object = "r1", .base_rev = -1, .answer = KIND_NONE,
		.draft_word = "quote", .draft_id = "r1", .draft = "{\"v\":1}", .not_before = clock_ms() + 60000};

	arena_init(&a);
	assert_int_equal(store_intent_put(s, &in, id, NULL), 0);
	store_draft_put(s, "quote", "r1", "{\"v\":2}", NULL);
	assert_int_equal(store_intent_recall(s, id, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_string_equal(store_draft(s, "quote", "r1", &a)->json, "{\"v\":2}");
	assert_non_null(store_intent(s, id, &a));
	store_draft_drop(s, "quote", "r1", NULL);
	assert_int_equal(store_intent_recall(s, id, NULL), 0);
	assert_string_equal(store_draft(s, "quote", "r1", &a)->json, "{\"v\":1}");
	store_close(s);
	arena_finish(&a);
}

static void lists_and_prunes(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct intent **list;
	struct arena a;
	char one[ULID_SIZE], two[ULID_SIZE];

	clock_freeze(1800000000000);
	arena_init(&a);
	put(s, "r1", NULL, 0, one);
	put(s, "d1", "r1", 0, two);
	assert_int_equal(store_intents(s, 0, &a, &list, NULL), 2);
	assert_string_equal(list[0]->id, one);
	assert_int_equal(store_intents_of(s, KIND_RFQ, "d1", &a, &list, NULL), 1);
	assert_int_equal(store_intents_of(s, KIND_NONE, "r1", &a, &list, NULL), 2);
	assert_int_equal(store_intents_of(s, KIND_DEAL, "d1", &a, &list, NULL), 0);
	assert_int_equal(store_intent_accept(s, one, NULL, NULL), 0);
	assert_int_equal(store_intents(s, 1u << INTENT_ACCEPTED, &a, &list, NULL), 1);
	clock_advance(6 * 86400000LL);
	store_intent_prune(s, NULL);
	assert_int_equal(store_intents(s, 0, &a, &list, NULL), 2);
	clock_advance(2 * 86400000LL);
	store_intent_prune(s, NULL);
	assert_int_equal(store_intents(s, 0, &a, &list, NULL), 1);
	assert_string_equal(list[0]->id, two);
	store_close(s);
	arena_finish(&a);
	clock_freeze(-1);
}

UNIT_TESTS(outbox,
	cmocka_unit_test(lanes_keep_their_order_and_hold_up_nobody),
	cmocka_unit_test(a_hold_holds_its_lane),
	cmocka_unit_test(send_now_and_drop),
	cmocka_unit_test(a_newer_draft_is_not_overwritten_by_a_recall),
	cmocka_unit_test(lists_and_prunes));
