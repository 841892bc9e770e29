#include "help.h"
#include "src/store/priv.h"

static void rfq_change(struct str *b, int n, int rev, int quotes, const char *title)
{
	str_clear(b);
	str_addf(b, "[{\"n\":%d,\"kind\":\"rfq\",\"id\":\"r1\",\"rev\":%d,\"object\":{\"id\":\"r1\",\"rev\":%d,\"number\":7,\"title\":\"%s\",\"quotes\":%d,"
		"\"state\":\"open\",\"updated\":\"2026-01-01T00:00:%02dZ\"}}]", n, rev, rev, title, quotes, rev);
}

static void older_and_foreign_pages_change_nothing(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct str b = STR_INIT;
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	rfq_change(&b, 1, 5, 0, "new");
	assert_int_equal(help_apply(s, 1, str_c(&b)), 1);
	rfq_change(&b, 2, 4, 0, "old");
	assert_int_equal(help_apply(s, 2, str_c(&b)), 0);
	assert_string_equal(((const struct rfq *)store_get(s, KIND_RFQ, "r1", &a, NULL))->title, "new");
	/* another client was faster: the page is of an earlier position */
	rfq_change(&b, 1, 9, 0, "late");
	struct json *j = json_parse(str_c(&b), b.len, &e);
	assert_int_equal(store_apply(s, 0, j, 1, &e), 0);
	assert_int_equal(store_feed(s), 2);
	json_free(j);
	/* what cannot be read is skipped, the feed goes on */
	assert_int_equal(help_apply(s, 3, "[{\"n\":3,\"kind\":\"rfq\",\"id\":\"r2\",\"rev\":1,\"object\":{\"id\":\"other\"}},{\"n\":3},"
		"{\"n\":3,\"kind\":\"rfq\",\"id\":\"r3\",\"object\":{\"id\":\"r3\",\"title\":5}}, 7]"), 0);
	assert_int_equal(store_feed(s), 3);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
}

static void only_news_make_it_unread(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct str b = STR_INIT;

	rfq_change(&b, 1, 1, 0, "title");
	help_apply(s, 1, str_c(&b));
	assert_true(store_unread(s, KIND_RFQ, "r1"));
	assert_int_equal(store_seen(s, KIND_RFQ, "r1", true, NULL), 0);
	assert_false(store_unread(s, KIND_RFQ, "r1"));
	/* one more partner quoted */
	rfq_change(&b, 2, 2, 3, "title");
	help_apply(s, 2, str_c(&b));
	assert_false(store_unread(s, KIND_RFQ, "r1"));
	rfq_change(&b, 3, 3, 3, "another title");
	help_apply(s, 3, str_c(&b));
	assert_true(store_unread(s, KIND_RFQ, "r1"));
	assert_int_equal(store_unread_count(s, KIND_RFQ), 1);
	store_seen(s, KIND_RFQ, "r1", true, NULL);
	/* its deal is news of it */
	help_apply(s, 4, "[{\"n\":4,\"kind\":\"deal\",\"id\":\"d1\",\"rev\":1,\"object\":{\"id\":\"d1\",\"rev\":1,\"rfq\":\"r1\",\"state\":\"chat\"}}]");
	assert_true(store_unread(s, KIND_RFQ, "r1"));
	assert_true(store_unread(s, KIND_DEAL, "d1"));
	store_seen(s, KIND_RFQ, "r1", true, NULL);
	assert_false(store_unread(s, KIND_DEAL, "d1"));
	assert_int_equal(store_unread_count(s, KIND_RFQ), 0);
	assert_int_equal(store_unread_count(s, KIND_DEAL), 0);
	store_close(s);
	str_finish(&b);
}

static void a_project_is_joined(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct str b = STR_INIT;
	struct project_row row;
	struct quote **quotes;
	struct arena a;
	char id[ULID_SIZE];

	arena_init(&a);
	rfq_change(&b, 1, 1, 0, "title");
	help_apply(s, 1, str_c(&b));
	assert_true(store_project(s, "r1", &a, &row));
	assert_null(row.deal);
	assert_int_equal(row.pending, INTENT_NONE);
	help_apply(s, 4, "[{\"n\":2,\"kind\":\"quote\",\"id\":\"q1\",\"rev\":1,\"object\":{\"id\":\"q1\",\"rev\":1,\"rfq\":\"r1\",\"deal\":\"d1\",\"version\":1,\"state\":\"replaced\"}},"
		"{\"n\":3,\"kind\":\"quote\",\"id\":\"q2\",\"rev\":1,\"object\":{\"id\":\"q2\",\"rev\":1,\"rfq\":\"r1\",\"deal\":\"d1\",\"version\":2,\"state\":\"sent\",\"total\":900}},"
		"{\"n\":4,\"kind\":\"deal\",\"id\":\"d1\",\"rev\":1,\"object\":{\"id\":\"d1\",\"rev\":1,\"rfq\":\"r1\",\"state\":\"quoted\",\"quote\":\"q2\"}}]");
	struct intent in = {.verb = "deal.decline", .method = "POST", .path = "/x", .kind = KIND_DEAL, .object = "d1", .lane = "r1", .base_rev = -1, .answer = KIND_NONE};
	assert_int_equal(store_intent_put(s, &in, id, NULL), 0);
	assert_int_equal(store_draft_put(s, "quote", "d1", "{}", NULL), 0);
	assert_true(store_project(s, "r1", &a, &row));
	assert_string_equal(row.deal->id, "d1");
	assert_string_equal(row.quote->id, "q2");
	assert_int_equal(row.deals, 1);
	assert_int_equal(row.pending, INTENT_QUEUED);
	assert_true(row.draft && row.unread);
	assert_int_equal(store_quotes(s, "r1", &a, &quotes, NULL), 2);
	assert_string_equal(quotes[0]->id, "q2");
	assert_string_equal(store_rfq_of(s, "q1", &a), "r1");
	assert_string_equal(store_rfq_of(s, "nobody", &a), "");
	assert_string_equal(((struct quote *)store_get_number(s, KIND_QUOTE, 7, &a, NULL))->id, "q2");
	struct err why = {.code = ERR_RFQ_CLOSED};
	assert_int_equal(store_intent_refuse(s, id, &why, NULL), 0);
	assert_true(store_project(s, "r1", &a, &row));
	assert_int_equal(row.pending, INTENT_REFUSED);
	assert_false(store_project(s, "nobody", &a, &row));
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
}

struct heard { struct str log; };

static void hear(void *arg, const struct store_event *ev)
{
	static const char *const words[] = {"row", "bulk", "outbox", "draft", "seen", "kv", "rebuilt"};

	str_addf(&((struct heard *)arg)->log, "%s:%s%s ", words[ev->what], ev->id, ev->word);
}

static void events_tell_what_changed(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct heard h = {0};
	struct str b = STR_INIT;

	store_listen(s, hear, &h);
	rfq_change(&b, 1, 1, 0, "title");
	help_apply(s, 1, str_c(&b));
	store_seen(s, KIND_RFQ, "r1", true, NULL);
	store_seen(s, KIND_RFQ, "r1", true, NULL);
	store_draft_put(s, "quote", "r1", "{}", NULL);
	store_kv_set(s, "set/a", "1", NULL);
	help_apply(s, 2, "[{\"n\":2,\"kind\":\"deal\",\"id\":\"d1\",\"rev\":1,\"object\":{\"id\":\"d1\",\"rev\":1,\"rfq\":\"r1\",\"state\":\"chat\"}}]");
	store_unlisten(s, hear, &h);
	store_kv_set(s, "set/a", "2", NULL);
	assert_string_equal(str_c(&h.log), "row:r1 seen:r1 draft:r1quote kv:set/a row:d1 row:r1 ");
	store_close(s);
	str_finish(&b);
	str_finish(&h.log);
}

/* Users who share a machine and a store: what one left is neither shown to nor sent for the other. */
static void accounts_do_not_mix(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct str b = STR_INIT;
	struct intent in = {.verb = "v", .method = "POST", .path = "/x", .kind = KIND_RFQ, .object = "r1", .base_rev = -1, .answer = KIND_NONE};
	struct intent_counts n;
	struct arena a;
	char id[ULID_SIZE];
	int64_t wait;
	struct err e = ERR_NONE;

	arena_init(&a);
	rfq_change(&b, 1, 1, 0, "title");
	help_apply(s, 1, str_c(&b));
	store_intent_put(s, &in, id, NULL);
	store_draft_put(s, "quote", "r1", "{\"mine\":1}", NULL);
	help_sign_in(s, "a2");
	assert_null(store_get(s, KIND_RFQ, "r1", &a, NULL));
	assert_int_equal(store_feed(s), 0);
	store_intent_counts(s, &n);
	assert_int_equal(n.waiting, 0);
	assert_null(store_draft(s, "quote", "r1", &a));
	assert_null(store_intent_take(s, 1000, &a, &wait, NULL));
	assert_int_equal(store_set_account(s, NULL, NULL), 0);
	assert_null(store_reader(s));
	assert_int_equal(store_intent_put(s, &in, NULL, &e), -1);
	assert_int_equal(e.code, ERR_UNAUTHORIZED);
	help_sign_in(s, "a1");
	assert_string_equal(store_draft(s, "quote", "r1", &a)->json, "{\"mine\":1}");
	assert_string_equal(store_intent_take(s, 1000, &a, &wait, NULL)->id, id);
	/* signing out of a shared machine */
	store_kv_set(s, "set/theme", "mono", NULL);
	store_kv_set(s, "token", "t", NULL);
	assert_int_equal(store_wipe(s, NULL), 0);
	assert_null(store_account(s));
	assert_null(store_kv(s, "token", &a));
	assert_string_equal(store_kv(s, "set/theme", &a), "mono");
	help_sign_in(s, "a1");
	store_intent_counts(s, &n);
	assert_int_equal(n.waiting, 0);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
}

static void read_only_takes_news_but_no_work(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	struct str b = STR_INIT;
	struct intent in = {.verb = "v", .method = "POST", .path = "/x", .kind = KIND_RFQ, .object = "r1", .base_rev = -1, .answer = KIND_NONE};
	struct err e = ERR_NONE;

	store_close(s);
	assert_int_equal(store_open(&s, &(struct store_conf){.dir = dir, .read_only = true}, &e), 0);
	rfq_change(&b, 1, 1, 0, "title");
	assert_int_equal(help_apply(s, 1, str_c(&b)), 1);
	assert_int_equal(store_intent_put(s, &in, NULL, &e), -1);
	assert_int_equal(e.code, ERR_READ_ONLY);
	assert_int_equal(store_draft_put(s, "w", "i", "{}", &e), -1);
	assert_int_equal(store_seen(s, KIND_RFQ, "r1", true, &e), -1);
	store_close(s);
	str_finish(&b);
}

static void an_entity_that_grew_is_fetched_again(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	struct str b = STR_INIT;
	struct arena a;

	arena_init(&a);
	rfq_change(&b, 1, 1, 0, "title");
	help_apply(s, 1, str_c(&b));
	/* as a store of another version would look */
	store_kv_set(s, "schema", "older", NULL);
	store_close(s);
	s = help_open(dir);
	assert_int_equal(store_feed(s), 0);
	assert_string_equal(((const struct rfq *)store_get(s, KIND_RFQ, "r1", &a, NULL))->title, "title");
	struct store_list *l = store_list_create(s);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "title"});
	assert_int_equal(store_list_count(l), 1);
	store_list_destroy(l);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
}

/* What lists are made of is derived: a store whose tables are of another layout gets those of this one. */
static void lists_of_another_layout_are_made_anew(void **state)
{
	(void)state;
	static const char older[] = "DROP TABLE list_row; DROP TABLE list_text; DROP TABLE list_doc; DROP TABLE list_count;"
		"CREATE TABLE list_row(n INTEGER PRIMARY KEY, kind BIGINT NOT NULL, id TEXT NOT NULL, state BIGINT NOT NULL, process BIGINT NOT NULL);"
		"CREATE TABLE list_doc(n INTEGER PRIMARY KEY, t TEXT NOT NULL, facet TEXT NOT NULL);"
		"CREATE VIRTUAL TABLE list_text USING fts5(t, facet, content='list_doc', content_rowid='n');"
		"UPDATE kv SET value='older' WHERE key='schema'";
	const char *dir = unit_dir();
	struct store *s = help_store(dir);
	struct str b = STR_INIT;
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	rfq_change(&b, 1, 1, 0, "title");
	help_apply(s, 1, str_c(&b));
	assert_int_equal(store_draft_put(s, "quote", "r1", "{}", &e), 0);
	assert_true(db_script(s->db, older, &e) >= 0);
	store_close(s);
	s = help_open(dir);
	assert_null(store_rebuilt(s));
	assert_non_null(store_draft(s, "quote", "r1", &a));
	struct store_list *l = store_list_create(s);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "title"});
	assert_int_equal(store_list_count(l), 1);
	str_clear(&b);
	rfq_change(&b, 1, 2, 0, "another title");
	help_apply(s, 1, str_c(&b));
	assert_int_equal(store_list_count(l), 1);
	store_list_destroy(l);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
}

UNIT_TESTS(object,
	cmocka_unit_test(older_and_foreign_pages_change_nothing),
	cmocka_unit_test(only_news_make_it_unread),
	cmocka_unit_test(a_project_is_joined),
	cmocka_unit_test(events_tell_what_changed),
	cmocka_unit_test(accounts_do_not_mix),
	cmocka_unit_test(read_only_takes_news_but_no_work),
	cmocka_unit_test(an_entity_that_grew_is_fetched_again),
	cmocka_unit_test(lists_of_another_layout_are_made_anew));
