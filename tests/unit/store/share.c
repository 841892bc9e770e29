#include <signal.h>
#include <time.h>

#include "help.h"

/* Reads that share a view, and clients that share a store. */

static void add(struct store *s, int64_t n, const char *id, int number, const char *title)
{
	struct str b = STR_INIT;

	str_add(&b, "[");
	help_rfq(&b, n, id, 1, number, title, "open", 2000000000000 + number);
	str_add(&b, "]");
	help_apply(s, n, str_c(&b));
	str_finish(&b);
}

static void a_round_sees_one_state(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir), *other = help_open(dir);

	add(s, 1, "r1", 1, "Bracket");
	store_hold(other);
	assert_int_equal(store_unread_count(other, KIND_RFQ), 1);
	add(s, 2, "r2", 2, "Shaft");
	struct arena a;
	arena_init(&a);
	assert_null(store_get(other, KIND_RFQ, "r2", &a, NULL));
	/* our own write ends the view, and is seen */
	assert_int_equal(store_kv_set(other, "n", "1", NULL), 0);
	assert_int_equal(store_kv_int(other, "n", 0), 1);
	assert_non_null(store_get(other, KIND_RFQ, "r2", &a, NULL));
	store_let_go(other);
	assert_true(store_poll(other));
	assert_int_equal(store_unread_count(other, KIND_RFQ), 2);
	/* what is asked with every picture follows marks, drafts and intents */
	assert_int_equal(store_seen(other, KIND_RFQ, "r1", true, NULL), 0);
	assert_int_equal(store_unread_count(other, KIND_RFQ), 1);
	struct intent_counts c;
	store_intent_counts(other, &c);
	assert_int_equal(c.waiting, 0);
	struct intent in = {.verb = "chat.request", .method = "POST", .path = "/v1/x", .kind = KIND_RFQ, .object = "r2", .base_rev = -1};
	assert_int_equal(store_intent_put(other, &in, NULL, NULL), 0);
	store_intent_counts(other, &c);
	assert_int_equal(c.waiting, 1);
	struct project_row row;
	assert_true(store_project(other, "r2", &a, &row));
	assert_int_equal(row.pending, INTENT_QUEUED);
	assert_false(row.draft);
	assert_int_equal(store_draft_put(other, "quote", "r2", "{}", NULL), 0);
	assert_true(store_project(other, "r2", &a, &row));
	assert_true(row.draft);
	arena_finish(&a);
	store_close(other);
	store_close(s);
}

static void a_page_brings_its_rows(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct store_list *l = store_list_create(s);
	struct project_row rows[4];
	const char *ids[4];
	struct arena a;

	clock_freeze(900000000000);
	arena_init(&a);
	for (int i = 0; i < 10; i++) {
		char id[24], title[24];

		snprintf(id, sizeof(id), "r%d", i);
		snprintf(title, sizeof(title), "Part %d", i);
		add(s, i + 1, id, i, title);
	}
	assert_int_equal(store_seen(s, KIND_RFQ, "r5", true, NULL), 0);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .order = ORDER_DEADLINE});
	assert_int_equal(store_list_projects(l, NULL, true, 4, ids, rows, &a), 4);
	assert_string_equal(ids[0], "r0");
	assert_string_equal(rows[3].rfq->title, "Part 3");
	/* from both ends of the last page, and from a place never asked for */
	assert_int_equal(store_list_projects(l, ids[3], true, 4, ids, rows, &a), 4);
	assert_string_equal(ids[0], "r4");
	assert_false(rows[1].unread);
	assert_true(rows[2].unread);
	assert_int_equal(store_list_projects(l, ids[0], false, 3, ids, rows, &a), 3);
	assert_string_equal(ids[0], "r1");
	assert_string_equal(rows[2].rfq->id, "r3");
	assert_int_equal(store_list_projects(l, "r6", true, 4, ids, rows, &a), 3);
	assert_string_equal(ids[2], "r9");
	/* a row that moved is not looked for where it stood */
	struct str b = STR_INIT;
	str_add(&b, "[");
	help_rfq(&b, 11, "r9", 2, 9, "Part 9", "open", 1000000000000);
	str_add(&b, "]");
	help_apply(s, 11, str_c(&b));
	assert_int_equal(store_list_projects(l, "r9", true, 4, ids, rows, &a), 4);
	assert_string_equal(ids[0], "r0");
	str_finish(&b);
	store_list_destroy(l);
	arena_finish(&a);
	store_close(s);
	clock_freeze(-1);
}

static void clients_tell_each_other(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir), *other = help_open(dir);
	struct timespec limit = {.tv_sec = 20}, none = {0};
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGIO);
	sigprocmask(SIG_BLOCK, &set, &before);
	if (store_watch(other, SIGIO)) {
		assert_int_equal(store_kv_set(s, "n", "1", NULL), 0);
		assert_int_equal(sigtimedwait(&set, NULL, &limit), SIGIO);
		assert_true(store_poll(other));
		assert_int_equal(store_kv_int(other, "n", 0), 1);
		store_watch(other, 0);
		assert_int_equal(store_kv_set(s, "n", "2", NULL), 0);
		assert_int_equal(sigtimedwait(&set, NULL, &none), -1);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	store_close(other);
	store_close(s);
}

UNIT_TESTS(share,
	cmocka_unit_test(a_round_sees_one_state),
	cmocka_unit_test(a_page_brings_its_rows),
	cmocka_unit_test(clients_tell_each_other));
