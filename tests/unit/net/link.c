#include "fake.h"

static void signs_in_and_fetches(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct arena a;

	arena_init(&a);
	fake_start(&f, fake_market);
	for (int i = 0; i < 5; i++) {
		char id[16];
		snprintf(id, sizeof(id), "r%d", i);
		fake_rfq(&f, id, "Bracket");
	}
	f.page = 2;
	client_open(&c, &f, unit_dir());
	assert_int_equal(net_status(c.net)->state, NET_SIGNED_OUT);
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	assert_int_equal(store_feed(c.store), 5);
	assert_non_null(store_get(c.store, KIND_RFQ, "r4", &a, NULL));
	assert_string_equal(store_account(c.store)->login, "dae");
	assert_int_equal(store_reader(c.store)->nsites, 1);
	assert_true(net_status(c.net)->clock_known);
	assert_in_range(net_server_now(c.net), 1893456000000 - 60000, 1893456000000 + 60000);
	client_wait(&c, NET_WAIT_IDLE);
	client_close(&c);
	fake_stop(&f);
	arena_finish(&a);
}

static void refuses_a_wrong_password(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	assert_int_equal(net_sign_in_wait(c.net, c.server, NULL, "dae", "wrong", 10000, &e), -1);
	assert_int_equal(e.code, ERR_BAD_CREDENTIALS);
	assert_int_equal(net_sign_in_wait(c.net, "http://example.org", NULL, "dae", "right", 10000, &e), -1);
	assert_int_equal(e.code, ERR_INVALID_FIELD);
	assert_int_equal(net_sign_in_wait(c.net, c.server, "sha256//short", "dae", "right", 10000, &e), -1);
	assert_int_equal(e.code, ERR_INVALID_FIELD);
	assert_int_equal(net_sign_in_wait(c.net, "http://127.0.0.1:9", NULL, "dae", "right", 10000, &e), -1);
	assert_int_equal(e.code, ERR_OFFLINE);
	client_close(&c);
	fake_stop(&f);
}

static void hears_the_doorbell(void **state)
{
	(void)state;
	struct fake f;
	struct client c;

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	CLIENT_UNTIL(&c, f.streams.n == 1);
	fake_rfq(&f, "r1", "New one");
	fake_ring(&f);
	CLIENT_UNTIL(&c, store_feed(c.store) == 1);
	client_close(&c);
	fake_stop(&f);
}

static void comes_back_after_a_cut(void **state)
{
	(void)state;
	struct fake f;
	struct client c;

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	pthread_mutex_lock(&f.lock);
	f.down = true;
	pthread_mutex_unlock(&f.lock);
	fake_cut(&f);
	client_wait(&c, NET_WAIT_OFFLINE);
	assert_int_equal(net_status(c.net)->state, NET_OFFLINE);
	assert_int_equal(net_status(c.net)->why.code, ERR_OFFLINE);
	fake_rfq(&f, "r1", "While away");
	pthread_mutex_lock(&f.lock);
	f.down = false;
	pthread_mutex_unlock(&f.lock);
	CLIENT_UNTIL(&c, store_feed(c.store) == 1 && net_status(c.net)->state == NET_ONLINE);
	client_close(&c);
	fake_stop(&f);
}

static void starts_over_when_told(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct arena a;

	arena_init(&a);
	fake_start(&f, fake_market);
	fake_rfq(&f, "r1", "Seen");
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	pthread_mutex_lock(&f.lock);
	f.reset = true;
	str_clear(&f.changes);
	f.last = 0;
	pthread_mutex_unlock(&f.lock);
	fake_rfq(&f, "r2", "Other");
	net_sync_now(c.net);
	client_wait(&c, NET_WAIT_SYNCED);
	assert_null(store_get(c.store, KIND_RFQ, "r1", &a, NULL));
	assert_non_null(store_get(c.store, KIND_RFQ, "r2", &a, NULL));
	client_close(&c);
	fake_stop(&f);
	arena_finish(&a);
}

static void tells_an_ended_sign_in(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	char id[ULID_SIZE];
	struct err e = ERR_NONE;

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	pthread_mutex_lock(&f.lock);
	f.expired = true;
	pthread_mutex_unlock(&f.lock);
	client_intent(&c, "r1", id);
	CLIENT_UNTIL(&c, net_status(c.net)->state == NET_UNAUTHORISED);
	assert_int_equal(net_status(c.net)->why.code, ERR_TOKEN_EXPIRED);
	assert_int_equal(client_state(&c, id), INTENT_QUEUED);
	assert_int_equal(net_wait_intent(c.net, id, 10000, &e), -1);
	assert_int_equal(e.code, ERR_TOKEN_EXPIRED);
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(client_state(&c, id), INTENT_ACCEPTED);
	client_close(&c);
	fake_stop(&f);
}

static void signs_out(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	assert_int_equal(net_sign_out_wait(c.net, 10000, &e), 0);
	assert_string_equal(str_c(&f.log), "DELETE;");
	assert_null(store_account(c.store));
	assert_null(store_kv(c.store, "token", &a));
	assert_int_equal(net_status(c.net)->state, NET_SIGNED_OUT);
	assert_int_equal(net_wait(c.net, NET_WAIT_ONLINE, 10000, &e), -1);
	assert_int_equal(e.code, ERR_UNAUTHORIZED);
	client_close(&c);
	fake_stop(&f);
	arena_finish(&a);
}

/* What another client does with the account of this store, this one's link follows. */
static void follows_another_client(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	static const char acc[] = "{\"account\":{\"id\":\"a1\",\"login\":\"dae\",\"role\":\"partner\",\"org\":\"o1\"},\"sites\":[]}";
	struct json *was = json_parse(acc, sizeof(acc) - 1, &e);

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	assert_int_equal(store_kv_set(c.store, "token", "ft_9", &e), 0);
	assert_int_equal(store_set_account(c.store, was, &e), 0);
	assert_int_equal(net_status(c.net)->state, NET_CONNECTING);
	client_wait(&c, NET_WAIT_SYNCED);
	assert_int_equal(store_kv_set(c.store, "token", NULL, &e), 0);
	assert_int_equal(store_set_account(c.store, NULL, &e), 0);
	assert_int_equal(net_status(c.net)->state, NET_SIGNED_OUT);
	json_free(was);
	client_close(&c);
	fake_stop(&f);
}

/* A guest network answers everything by its own page: that is no server of ours. */
static void is_not_fooled_by_a_portal(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	char id[ULID_SIZE];

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_SYNCED);
	pthread_mutex_lock(&f.lock);
	f.portal = true;
	pthread_mutex_unlock(&f.lock);
	client_intent(&c, "r1", id);
	client_wait(&c, NET_WAIT_OFFLINE);
	assert_int_equal(net_status(c.net)->why.code, ERR_PROTOCOL);
	assert_int_equal(client_state(&c, id), INTENT_QUEUED);
	pthread_mutex_lock(&f.lock);
	f.portal = false;
	pthread_mutex_unlock(&f.lock);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(client_state(&c, id), INTENT_ACCEPTED);
	client_close(&c);
	fake_stop(&f);
}

static void parks(void **state)
{
	(void)state;
	struct fake f;
	struct client c;
	struct err e = ERR_NONE;
	char id[ULID_SIZE];

	fake_start(&f, fake_market);
	client_open(&c, &f, unit_dir());
	client_sign_in(&c);
	client_wait(&c, NET_WAIT_ONLINE);
	net_park(c.net, true);
	assert_int_equal(net_status(c.net)->state, NET_OFFLINE);
	client_intent(&c, "r1", id);
	assert_int_equal(net_wait(c.net, NET_WAIT_ONLINE, 10000, &e), -1);
	assert_int_equal(e.code, ERR_OFFLINE);
	assert_int_equal(f.posts, 0);
	net_park(c.net, false);
	client_wait(&c, NET_WAIT_OUTBOX);
	assert_int_equal(f.posts, 1);
	client_close(&c);
	fake_stop(&f);
}

UNIT_TESTS(link,
	cmocka_unit_test(signs_in_and_fetches),
	cmocka_unit_test(refuses_a_wrong_password),
	cmocka_unit_test(hears_the_doorbell),
	cmocka_unit_test(comes_back_after_a_cut),
	cmocka_unit_test(starts_over_when_told),
	cmocka_unit_test(tells_an_ended_sign_in),
	cmocka_unit_test(signs_out),
	cmocka_unit_test(follows_another_client),
	cmocka_unit_test(is_not_fooled_by_a_portal),
	cmocka_unit_test(parks));
