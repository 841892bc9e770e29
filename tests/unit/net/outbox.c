#include "fake.h"

static void sends_what_was_queued_offline_in_order(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	char id[4][ULID_SIZE], want[512] = "";

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	net_park(c.net, true);
	for (int i = 0; i < 4; i++) {
		client_intent(&c, "r1", id[i]);
		snprintf(want + strlen(want), sizeof(want) - strlen(want), "POST /v1/quotes %s;", id[i]);
	}
	assert_int_equal(client_state(&c, id[0]), INTENT_QUEUED);
	net_park(c.net, false);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_string_equal(str_c(&f.log), want);
	client_close(&c);
	fake_stop(&f);
}

static void sends_again_by_the_same_key_when_the_reply_was_lost(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	char id[ULID_SIZE], want[256];
	struct arena a;

	arena_init(&a);
	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	f.lose_posts = 2;
	client_intent(&c, "r1", id);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(client_state(&c, id), INTENT_ACCEPTED);
	assert_true(f.posts >= 3);
	snprintf(want, sizeof(want), "%s;", id);
	assert_string_equal(str_c(&f.keys), want);
	/* the reply is in the store, and read */
	const struct quote *q = store_get(c.store, KIND_QUOTE, "q1", &a, NULL);
	assert_non_null(q);
	assert_int_equal(q->total, 100);
	assert_false(store_unread(c.store, KIND_QUOTE, "q1"));
	client_close(&c);
	fake_stop(&f);
	arena_finish(&a);
}

static void tells_a_refusal_and_goes_on(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	char first[ULID_SIZE], second[ULID_SIZE];
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	f.refuse_posts = 409;
	f.refuse_code = "rfq-closed";
	client_intent(&c, "r1", first);
	assert_int_equal(net_wait_intent(c.net, first, 10000, &e), -1);
	assert_int_equal(e.code, ERR_RFQ_CLOSED);
	assert_string_equal(e.text, "said so");
	const struct intent *in = store_intent(c.store, first, &a);
	assert_int_equal(in->state, INTENT_REFUSED);
	assert_int_equal(in->problem.code, ERR_RFQ_CLOSED);
	f.refuse_posts = 0;
	client_intent(&c, "r1", second);
	assert_int_equal(net_wait_intent(c.net, second, 10000, &e), 0);
	assert_int_equal(client_state(&c, first), INTENT_REFUSED);
	assert_int_equal(store_intent_retry(c.store, first, &e), 0);
	assert_int_equal(net_wait_intent(c.net, first, 10000, &e), 0);
	client_close(&c);
	fake_stop(&f);
	arena_finish(&a);
}

static void waits_out_a_busy_server(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	char id[ULID_SIZE];

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	f.busy_posts = 3;
	client_intent(&c, "r1", id);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(f.posts, 4);
	assert_int_equal(client_state(&c, id), INTENT_ACCEPTED);
	client_close(&c);
	fake_stop(&f);
}

/* The hold runs on the program's clock, which scripts freeze and move. */
static void holds_until_the_time_has_come(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	char id[ULID_SIZE];

	clock_freeze(1893456000000);
	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .kind = KIND_RFQ, .object = "r1", .base_rev = -1,
		.answer = KIND_NONE, .not_before = clock_ms() + UNDO_HOLD_MS};
	assert_int_equal(store_intent_put(c.store, &in, id, &e), 0);
	client_wait(&c, NET_WAIT_IDLE);
	assert_int_equal(client_state(&c, id), INTENT_HELD);
	assert_int_equal(f.posts, 0);
	clock_advance(UNDO_HOLD_MS);
	loop_kick(c.loop);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(client_state(&c, id), INTENT_ACCEPTED);
	client_close(&c);
	fake_stop(&f);
	clock_freeze(-1);
}

static void write_file(const char *path, size_t n)
{
	FILE *f = fopen(path, "w");

	for (size_t i = 0; i < n; i++) {
		fputc((int)(i * 7 % 251), f);
	}
	fclose(f);
}

static void uploads_first_and_resumes(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	const char *dir = unit_dir();
	char hash[BLOB_HASH], media[100], id[ULID_SIZE];
	int64_t size;

	fake_start(&f, fake_market);
	client_open(&c, &f, dir);
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	char *path = xasprintf("%s/part.dxf", dir);
	write_file(path, 300000);
	assert_int_equal(blob_import(c.store, path, hash, &size, media, &e), 0);
	assert_int_equal(size, 300000);
	assert_string_equal(media, "image/vnd.dxf");
	f.break_put = 100000;
	struct intent_file file = {hash, "part.dxf"};
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .kind = KIND_RFQ, .object = "r1", .base_rev = -1,
		.answer = KIND_NONE, .files = &file, .nfiles = 1};
	assert_int_equal(store_intent_put(c.store, &in, id, &e), 0);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(client_state(&c, id), INTENT_ACCEPTED);
	char want[256];
	snprintf(want, sizeof(want), "PUT 100000-299999/300000;POST /v1/quotes %s;", id);
	assert_string_equal(str_c(&f.log), want);
	client_close(&c);
	fake_stop(&f);
	free(path);
}

static void downloads_and_checks(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	char hash[BLOB_HASH];
	unsigned char raw[32];
	int64_t size;

	fake_start(&f, fake_market);
	for (int i = 0; i < 200000; i++) {
		str_addc(&f.down_file, (char)(i % 253));
	}
	f.break_get = 70000;
	sha256(f.down_file.s, f.down_file.len, raw);
	hex_encode(raw, 32, hash);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	assert_int_equal(net_file_wait(c.net, hash, 200000, 20000, &e), 0);
	assert_string_equal(str_c(&f.log), "GET 0;GET 70000;");
	assert_true(blob_have(c.store, hash, &size));
	assert_int_equal(size, 200000);
	/* again: it is here */
	assert_int_equal(net_file_wait(c.net, hash, 200000, 20000, &e), 0);
	assert_string_equal(str_c(&f.log), "GET 0;GET 70000;");
	/* content that is not what was asked for is not kept */
	hash[0] = hash[0] == '0' ? '1' : '0';
	f.break_get = 0;
	assert_int_equal(net_file_wait(c.net, hash, 200000, 20000, &e), -1);
	assert_int_equal(e.code, ERR_HASH_MISMATCH);
	assert_false(blob_have(c.store, hash, NULL));
	client_close(&c);
	fake_stop(&f);
}

static void gives_up_on_a_missing_attachment(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	char id[ULID_SIZE];
	struct intent_file file = {"00000000000000000000000000000000000000000000000000000000000000aa", "x"};

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	struct intent in = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .kind = KIND_RFQ, .object = "r1", .base_rev = -1,
		.answer = KIND_NONE, .files = &file, .nfiles = 1};
	assert_int_equal(store_intent_put(c.store, &in, id, &e), 0);
	assert_int_equal(net_wait_intent(c.net, id, 10000, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_int_equal(f.posts, 0);
	client_close(&c);
	fake_stop(&f);
}

/* Two clients of one store: both fetch, both send, and everything happens once. */
static void two_clients_of_one_store_send_once(void **state)
{
	(void)state;
	struct fake f;
	struct client one, two;
	const char *dir = unit_dir();
	char id[10][ULID_SIZE];

	fake_start(&f, fake_market);
	client_open(&one, &f, dir);
	client_sign_in(&one);
	client_open(&two, &f, dir);
	net_start(two.net);
	client_wait(&two, NET_WAIT_SYNCED);
	for (int i = 0; i < 10; i++) {
		char object[16];
		snprintf(object, sizeof(object), "r%d", i);
		client_intent(i % 2 ? &one : &two, object, id[i]);
	}
	fake_rfq(&f, "r1", "News");
	fake_ring(&f);
	struct intent_counts n = {.waiting = 1};
	int64_t fed = 0;
	for (int rounds = 0; (n.waiting || fed < 1) && rounds < 4000; rounds++) {
		loop_once(one.loop, 2);
		loop_once(two.loop, 2);
		store_intent_counts(one.store, &n);
		fed = store_feed(two.store);
	}
	assert_int_equal(n.n[INTENT_ACCEPTED], 10);
	assert_int_equal(f.posts, 10);
	assert_int_equal(fed, 1);
	client_close(&one);
	client_close(&two);
	fake_stop(&f);
}

/* One client signs out, or in as before: the other one follows within a second. */
static void the_other_client_follows_a_sign_out(void **state)
{
	(void)state;
	struct fake f;
	struct client one, two;
	struct err e = ERR_NONE;
	const char *dir = unit_dir();

	fake_start(&f, fake_market);
	client_open(&one, &f, dir);
	client_sign_in(&one);
	client_open(&two, &f, dir);
	net_start(two.net);
	client_wait(&two, NET_WAIT_SYNCED);
	assert_int_equal(net_sign_out_wait(one.net, 10000, &e), 0);
	CLIENT_UNTIL(&two, net_status(two.net)->state == NET_SIGNED_OUT);
	assert_null(store_account(two.store));
	client_sign_in(&one);
	CLIENT_UNTIL(&two, net_status(two.net)->state == NET_ONLINE);
	client_close(&one);
	client_close(&two);
	fake_stop(&f);
}

UNIT_TESTS(outbox,
	cmocka_unit_test(two_clients_of_one_store_send_once),
	cmocka_unit_test(the_other_client_follows_a_sign_out),
	cmocka_unit_test(sends_what_was_queued_offline_in_order),
	cmocka_unit_test(sends_again_by_the_same_key_when_the_reply_was_lost),
	cmocka_unit_test(tells_a_refusal_and_goes_on),
	cmocka_unit_test(waits_out_a_busy_server),
	cmocka_unit_test(holds_until_the_time_has_come),
	cmocka_unit_test(uploads_first_and_resumes),
	cmocka_unit_test(downloads_and_checks),
	cmocka_unit_test(gives_up_on_a_missing_attachment));
