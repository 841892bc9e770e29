#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/fs.h"
#include "fake.h"

/* Against the real backend, where it is built beside this program: TLS with a pinned key, deeds of two accounts, a server killed and back. */
struct demo { pid_t pid; char *dir, *program; int out, port; struct str env; };

static const char *value_of(struct demo *d, const char *name, struct arena *a)
{
	char *key = arena_printf(a, "%s=", name);
	const char *p = strstr(str_c(&d->env), key);

	assert_non_null(p);
	p += strlen(key);
	return arena_strndup(a, p, strcspn(p, "\n"));
}

static bool find_program(struct demo *d)
{
	char self[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(self, '/');
	if (!slash) {
		return false;
	}
	*slash = '\0';
	d->program = fs_join(self, "fettled");
	return access(d->program, X_OK) == 0;
}

/* Until it says that it serves. */
static void demo_start(struct demo *d)
{
	struct str said = STR_INIT;
	char port[16], c;
	int fd[2];

	snprintf(port, sizeof(port), "%d", d->port);
	assert_int_equal(pipe(fd), 0);
	d->pid = fork();
	if (d->pid == 0) {
		/* should this test be killed, nothing of it stays behind */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fd[1], 1);
		close(fd[0]);
		close(fd[1]);
		execl(d->program, d->program, "demo", "--dir", d->dir, d->port ? "--port" : NULL, port, NULL);
		_exit(127);
	}
	close(fd[1]);
	d->out = fd[0];
	while (!strstr(str_c(&said), " serves on ") || said.s[said.len - 1] != '\n') {
		if (read(fd[0], &c, 1) != 1) {
			fail_msg("the demo backend did not start: %s", str_c(&said));
		}
		str_addc(&said, c);
	}
	str_finish(&said);
	char *path = fs_join(d->dir, "demo.env");
	str_clear(&d->env);
	assert_int_equal(fs_read(path, 65536, &d->env, NULL), 0);
	free(path);
	const char *server = strstr(str_c(&d->env), "FETTLE_SERVER=https://127.0.0.1:");
	assert_non_null(server);
	d->port = atoi(server + strlen("FETTLE_SERVER=https://127.0.0.1:"));
}

static void demo_kill(struct demo *d, int signo)
{
	kill(d->pid, signo);
	waitpid(d->pid, NULL, 0);
	close(d->out);
}

static void sign_in(struct client *c, struct demo *d, const char *role)
{
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	if (net_sign_in_wait(c->net, value_of(d, "FETTLE_SERVER", &a), value_of(d, "FETTLE_PIN", &a),
			value_of(d, arena_printf(&a, "FETTLE_%s_USER", role), &a),
			value_of(d, arena_printf(&a, "FETTLE_%s_PASSWORD", role), &a), 60000, &e)) {
		fail_msg("sign in as %s: %s %s", role, err_slug(e.code), e.text);
	}
	client_wait(c, NET_WAIT_SYNCED);
	arena_finish(&a);
}

static void refuses_another_key(struct client *c, struct demo *d)
{
	struct err e = ERR_NONE;
	struct arena a;

	arena_init(&a);
	assert_int_equal(net_sign_in_wait(c->net, value_of(d, "FETTLE_SERVER", &a), "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "x", "y", 60000, &e), -1);
	assert_int_equal(e.code, ERR_PIN);
	/* without a pin a self-made certificate is not good enough */
	assert_int_equal(net_sign_in_wait(c->net, value_of(d, "FETTLE_SERVER", &a), NULL, "x", "y", 60000, &e), -1);
	assert_int_equal(e.code, ERR_CERT);
	arena_finish(&a);
}

/* An open request that takes profiles and has no deal yet; of this customer's, when one is given. */
static const struct rfq *choose(struct client *c, bool takes_profile, const char *customer, struct arena *a)
{
	struct store_list *l = store_list_create(c->store);
	const struct rfq *found = NULL;
	const char *ids[200];

	store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .state = 1u << RFQ_OPEN});
	int n = store_list_page(l, NULL, true, 200, ids, a);
	for (int i = 0; i < n && !found; i++) {
		struct project_row row;
		if (store_project(c->store, ids[i], a, &row) && !row.deal && row.rfq->takes_profile == takes_profile
				&& row.rfq->due > net_server_now(c->net) && (!customer || streq(row.rfq->customer, customer))) {
			found = row.rfq;
		}
	}
	store_list_destroy(l);
	return found;
}

static int send_intent(struct client *c, const struct intent *in, struct err *e)
{
	char id[ULID_SIZE];

	if (store_intent_put(c->store, in, id, e)) {
		return -1;
	}
	return net_wait_intent(c->net, id, 60000, e);
}

struct way { struct demo d; struct client partner, customer; struct arena a; const struct rfq *rfq; };

/* A profile with a picture, where it is taken; the customer hears of it by the doorbell, and sees the picture. */
static void send_profile(struct way *w)
{
	char hash[BLOB_HASH], media[100], deal[ULID_SIZE];
	struct arena *a = &w->a;
	struct err e = ERR_NONE;
	struct project_row row;
	int64_t size;
	char *picture = fs_join(w->d.dir, "shop.png");

	w->rfq = choose(&w->partner, true, store_account(w->customer.store)->org, a);
	assert_non_null(w->rfq);
	assert_int_equal(fs_write(picture, "\x89PNG\r\n\x1a\n pretend", 16, 0600, NULL), 0);
	assert_int_equal(blob_import(w->partner.store, picture, hash, &size, media, &e), 0);
	struct intent_file file = {hash, "shop.png"};
	struct intent profile = {.verb = "profile.send", .method = "POST", .path = arena_printf(a, "/v1/rfqs/%s/proposal", w->rfq->id),
		.body = arena_printf(a, "{\"deal\":\"%s\",\"text\":\"We mill.\",\"files\":[{\"name\":\"shop.png\",\"hash\":\"%s\",\"size\":%lld,\"media\":\"%s\"}]}",
			ulid_make(deal), hash, (long long)size, media),
		.kind = KIND_RFQ, .object = w->rfq->id, .answer = KIND_DEAL, .base_rev = -1, .files = &file, .nfiles = 1};
	if (send_intent(&w->partner, &profile, &e)) {
		fail_msg("profile: %s %s %s", err_slug(e.code), e.field, e.text);
	}
	assert_true(store_project(w->partner.store, w->rfq->id, a, &row));
	assert_int_equal(row.deal->state, DEAL_PROFILE_SENT);
	assert_int_equal(row.pending, INTENT_NONE);
	CLIENT_UNTIL(&w->customer, store_project(w->customer.store, w->rfq->id, a, &row) && row.deal && row.deal->state == DEAL_PROFILE_SENT);
	assert_true(row.unread);
	assert_int_equal(row.deal->profile_files.n, 1);
	assert_int_equal(net_file_wait(w->customer.net, hash, size, 60000, &e), 0);
	assert_true(blob_have(w->customer.store, hash, &size));

	/* where the customer did not opt in, the server says no */
	const struct rfq *shut = choose(&w->partner, false, NULL, a);
	assert_non_null(shut);
	profile.path = arena_printf(a, "/v1/rfqs/%s/proposal", shut->id);
	profile.object = shut->id;
	assert_int_equal(send_intent(&w->partner, &profile, &e), -1);
	assert_int_equal(e.code, ERR_PROFILE_NOT_ACCEPTED);
	free(picture);
}

static void order_without_a_quote(struct way *w)
{
	struct project_row row;
	struct err e = ERR_NONE;

	assert_true(store_project(w->customer.store, w->rfq->id, &w->a, &row));
	struct intent order = {.verb = "order.place", .method = "POST", .path = arena_printf(&w->a, "/v1/deals/%s/order", row.deal->id),
		.body = arena_printf(&w->a, "{\"quote\":\"%s\"}", row.deal->id), .kind = KIND_DEAL, .object = row.deal->id, .answer = KIND_DEAL, .base_rev = -1};
	assert_int_equal(send_intent(&w->customer, &order, &e), -1);
	assert_int_equal(e.code, ERR_QUOTE_NEEDED);
}

/* The server dies; a quote waits, and goes when it is back. */
static void quote_over_a_crash(struct way *w)
{
	const struct rfq *rfq = w->rfq;
	struct arena *a = &w->a;
	struct project_row row;
	struct err e = ERR_NONE;
	char id[ULID_SIZE], quote_id[ULID_SIZE];

	demo_kill(&w->d, SIGKILL);
	CLIENT_UNTIL(&w->partner, net_status(w->partner.net)->state == NET_OFFLINE);
	struct intent quote = {.verb = "quote.send", .method = "POST", .path = "/v1/quotes", .kind = KIND_RFQ, .object = rfq->id, .answer = KIND_QUOTE,
		.base_rev = -1, .body = arena_printf(a, "{\"id\":\"%s\",\"rfq\":\"%s\",\"currency\":\"%s\",\"lines\":[{\"kind\":\"item\",\"text\":\"part\",\"qty\":%lld,"
			"\"setup\":1000,\"unit\":500}],\"lead_days\":5,\"valid_days\":30}", ulid_make(quote_id), rfq->id, rfq->currency,
			(long long)ITEM(struct qty_break, rfq->breaks, 0)->qty)};
	assert_int_equal(store_intent_put(w->partner.store, &quote, id, &e), 0);
	assert_true(store_project(w->partner.store, rfq->id, a, &row));
	assert_int_equal(row.pending, INTENT_QUEUED);
	demo_start(&w->d);
	CLIENT_UNTIL(&w->partner, client_state(&w->partner, id) != INTENT_QUEUED && client_state(&w->partner, id) != INTENT_SENDING);
	const struct intent *sent = store_intent(w->partner.store, id, a);
	if (sent->state != INTENT_ACCEPTED) {
		fail_msg("quote: %s %s %s", err_slug(sent->problem.code), sent->problem.field, sent->problem.text);
	}
	assert_true(store_project(w->partner.store, rfq->id, a, &row));
	assert_non_null(row.quote);
	assert_int_equal(row.quote->version, 1);
	CLIENT_UNTIL(&w->customer, store_project(w->customer.store, rfq->id, a, &row) && row.quote);
}

/* Signed out, the token is worth nothing. */
static void sign_out(struct way *w)
{
	struct err e = ERR_NONE;
	const char *token = store_kv(w->partner.store, "token", &w->a);

	assert_int_equal(net_sign_out_wait(w->partner.net, 20000, &e), 0);
	store_kv_set(w->partner.store, "token", token, NULL);
	net_sync_now(w->partner.net);
	assert_int_equal(net_wait(w->partner.net, NET_WAIT_ONLINE, 20000, &e), -1);
	assert_int_equal(net_status(w->partner.net)->state, NET_UNAUTHORISED);
}

static void the_whole_way(void **state)
{
	(void)state;
	struct way w = {.d = {.dir = (char *)unit_dir()}};

	if (!find_program(&w.d)) {
		print_message("skipped: no backend beside this program\n");
		free(w.d.program);
		skip();
	}
	arena_init(&w.a);
	demo_start(&w.d);
	client_open(&w.partner, NULL, unit_dir());
	client_open(&w.customer, NULL, unit_dir());
	refuses_another_key(&w.partner, &w.d);
	sign_in(&w.partner, &w.d, "PARTNER");
	sign_in(&w.customer, &w.d, "CUSTOMER");
	assert_int_equal(store_account(w.partner.store)->role, ROLE_PARTNER);
	assert_true(store_reader(w.partner.store)->nsites > 0);
	send_profile(&w);
	order_without_a_quote(&w);
	quote_over_a_crash(&w);
	sign_out(&w);
	client_close(&w.partner);
	client_close(&w.customer);
	demo_kill(&w.d, SIGTERM);
	free(w.d.program);
	str_finish(&w.d.env);
	arena_finish(&w.a);
}

UNIT_TESTS(real, cmocka_unit_test(the_whole_way));
