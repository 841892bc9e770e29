/*
 * Terminals that go away, stop and change size; disks that fill up; clocks that are wrong; sign-ins and keys
 * that are no longer good; proxies, IPv6, two clients at once. survive_terminal [TEST]
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "lib/disk.h"
#include "lib/survive.h"
#include "wire/json.h"

enum { PATIENCE = 400 };

static struct survive *world(void **state, size_t rfqs)
{
	struct survive *w = survive_open(PLAIN, rfqs);

	assert_non_null(w);
	*state = w;
	assert_int_equal(CLIENT(w->kim, "sync"), 0);
	return w;
}

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

static void sees(struct pty *p, const char *text)
{
	if (!pty_wait(p, text, PTY_MS)) {
		fail();
	}
}

static void shows(struct pty *p, const char *regex)
{
	if (!pty_match(p, regex, PTY_MS)) {
		fail();
	}
}

static struct pty *screen(struct client *c)
{
	struct pty *p = client_screen(c, 24, 80);

	sees(p, "Requests for quote");
	return p;
}

static void compose(struct pty *p, const char *number, const char *unit)
{
	char keys[40], row[40];

	snprintf(keys, sizeof(keys), "/%s", number);
	snprintf(row, sizeof(row), "^> .* ?%s ", number);
	pty_keys(p, keys);
	shows(p, row);
	pty_keys(p, "<Enter>");
	sees(p, "Bracket");
	pty_keys(p, "q");
	sees(p, "Quote v1 for");
	pty_keys(p, unit);
	sees(p, unit);
}

/* Is this in the draft, as another client of the store reads it? */
static bool drafted(struct client *c, const char *number, const char *text)
{
	struct client *other = client_beside(c);
	bool is = CLIENT(other, "--offline", "quote", "show", number, "--json") == 0 && strstr(str_c(&other->out), text);

	client_destroy(other);
	return is;
}

/* ---- terminals ---- */

static void keeps_drafts_when_it_must_end(void **state)
{
	struct survive *w = world(state, 3);
	struct pty *p = screen(w->kim);

	/* a dropped ssh: the terminal itself is gone */
	compose(p, w->rfqs.v[0].number, "12345");
	assert_int_equal(pty_hang_up(p, PTY_MS), 0);
	pty_close(p);
	assert_true(drafted(w->kim, w->rfqs.v[0].number, "12345"));
	for (int i = 0; i < 3; i++) {
		static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
		static const char *const units[] = {"23456", "34567", "45678"};
		const char *number = w->rfqs.v[1 + i % 2].number;
		p = screen(w->kim);
		if (i < 2) {
			compose(p, number, units[i]);
		}
		pty_signal(p, signals[i]);
		client_left(p);
		assert_true(i == 2 || drafted(w->kim, number, units[i]));
	}
}

/* An interactive shell in the terminal, fettle its job. */
static struct pty *shell(struct client *c)
{
	char *home = xasprintf("FETTLE_HOME=%s", c->home);
	const char *env[] = {home, "PS1=ready> ", "ENV=", "HISTFILE=", NULL}, *argv[] = {"sh", "-i", NULL};
	struct pty *p = pty_start(24, 80, c->home, env, argv);

	sees(p, "ready>");
	pty_keys(p, "set -m<Enter>");
	free(home);
	return p;
}

static bool is_ready(struct pty *p, void *arg)
{
	int row, col;

	(void)arg;
	pty_cursor(p, &row, &col);
	return !pty_alternate(p) && pty_cursor_visible(p) && streq(pty_row(p, row), "ready>") && col == 7;
}

/* At the prompt, on a terminal that works: what is typed is seen, and understood. */
static void at_prompt(struct pty *p, int n)
{
	char line[48], answer[48];

	if (!pty_until(p, is_ready, NULL, PTY_MS)) {
		pty_explain(p, "the prompt");
		fail();
	}
	snprintf(line, sizeof(line), "echo here $((%d + %d))<Enter>", n, n);
	snprintf(answer, sizeof(answer), "^here %d$", 2 * n);
	pty_keys(p, line);
	shows(p, answer);
	/* what is typed before it asks again is echoed before it asks */
	if (!pty_until(p, is_ready, NULL, PTY_MS)) {
		pty_explain(p, "the prompt after it");
		fail();
	}
}

static void stops_and_goes_on_as_a_job(void **state)
{
	struct survive *w = world(state, 3);
	struct pty *p = shell(w->kim);
	char *start = xasprintf("%s<Enter>", w->kim->program);

	pty_keys(p, start);
	sees(p, "Requests for quote");
	compose(p, w->rfqs.v[0].number, "13579");
	for (int i = 1; i <= 3; i++) {
		pty_keys(p, "<C-z>");
		at_prompt(p, i);
		if (i == 2) {
			/* in the background it may not touch the terminal: it stops again */
			pty_keys(p, "bg<Enter>");
			shows(p, "^ready> bg$");
			at_prompt(p, 50);
		}
		if (i == 3) {
			pty_resize(p, 30, 100);
		}
		pty_keys(p, "fg<Enter>");
		sees(p, "13579");
		assert_true(pty_alternate(p));
	}
	/* the size changed while it slept */
	shows(p, "^.{81}");
	pty_keys(p, "<F10>");
	at_prompt(p, 7);
	pty_keys(p, "exit<Enter>");
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	assert_true(pty_same_termios(p));
	pty_close(p);
	assert_true(drafted(w->kim, w->rfqs.v[0].number, "13579"));
	free(start);
}

/* From outside: SIGTSTP can be prepared for, SIGSTOP cannot. */
static void stops_by_signals(void **state)
{
	struct survive *w = world(state, 3);
	struct pty *p = screen(w->kim);

	for (int i = 0; i < 6; i++) {
		int st, stop = i % 2 ? SIGSTOP : SIGTSTP;
		/* an orphaned process group is not stopped by SIGTSTP: then it must simply go on */
		pty_signal(p, stop);
		if (stop == SIGSTOP) {
			assert_int_equal(waitpid(pty_pid(p), &st, WUNTRACED), pty_pid(p));
			assert_true(WIFSTOPPED(st));
		}
		pty_signal(p, SIGCONT);
		pty_keys(p, i % 2 ? "j" : "k");
		sees(p, "Requests for quote");
		pty_keys(p, "?");
		sees(p, "type to search");
		pty_keys(p, "<Esc>");
		if (!pty_wait_gone(p, "type to search", PTY_MS)) {
			fail();
		}
	}
	pty_keys(p, "<F10>");
	client_left(p);
}

static void stands_a_storm_of_sizes(void **state)
{
	static const char *const places[] = {"", "q", "?", ":", "<C-p>", "<Enter>", "/", "<Esc>", "j", "<F5>"};
	struct survive *w = world(state, 30);
	struct pty *p = screen(w->kim);
	struct dice dice;

	dice_init(&dice, 8);
	for (int i = 0; i < survive_count(2000, 200); i++) {
		pty_keys(p, places[dice_below(&dice, lengthof(places))]);
		if (i % 20 == 0) {
			pty_resize(p, 4, 10);
		} else {
			pty_resize(p, 1 + (int)dice_below(&dice, 60), 1 + (int)dice_below(&dice, 200));
		}
		pty_pump(p);
	}
	pty_resize(p, 4, 10);
	shows(p, "fettle");
	pty_resize(p, 24, 80);
	for (int i = 0; i < 12; i++) {
		pty_keys(p, "<Esc>");
		/* one at a time: two at once would be another key */
		pty_quiet(p, 60, 2000);
	}
	pty_keys(p, "1");
	sees(p, "Requests for quote");
	pty_keys(p, "<C-q>");
	client_left(p);
}

/* ---- full disks ---- */

static void a_full_disk_is_told_and_nothing_is_lost(void **state)
{
	struct survive *w = world(state, 4);
	struct small_disk disk;
	struct client *c = client_create();
	char *home = c->home;
	const char *number = w->rfqs.v[0].number;

	if (!small_disk_open(&disk, "6m")) {
		client_destroy(c);
		skip();
	}
	c->home = disk.dir;
	client_sign_in(c, proxy_url(w->proxy), w->f->pin, "kim");
	assert_int_equal(CLIENT(c, "quote", "new", number), 0);
	assert_int_equal(CLIENT(c, "quote", "set", number, "--line=1", "unit", "1111"), 0);
	struct pty *p = screen(c);
	fill_disk(&disk);
	/* the command line says it and changes nothing */
	assert_int_equal(CLIENT(c, "--offline", "quote", "set", number, "lead_days", "9"), 7);
	assert_non_null(strstr(str_c(&c->err), "disk is full"));
	assert_int_equal(CLIENT(c, "--offline", "quote", "show", number, "--json"), 0);
	assert_non_null(strstr(str_c(&c->out), "1111"));
	/* a screen says it and keeps what is typed, to be saved when there is room */
	compose(p, w->rfqs.v[1].number, "2222");
	sees(p, "disk is full");
	sees(p, "2222");
	free_disk(&disk);
	pty_keys(p, "<Tab><Tab>");
	sees(p, "2222");
	pty_keys(p, "<F10>");
	client_left(p);
	assert_true(drafted(c, w->rfqs.v[1].number, "2222"));
	assert_int_equal(CLIENT(c, "quote", "set", number, "lead_days", "9"), 0);
	assert_int_equal(CLIENT(c, "quote", "send", number), 0);
	c->home = home;
	client_destroy(c);
	small_disk_close(&disk);
}

/* ---- clocks, sign-ins, keys ---- */

/* What is due follows the server's clock: a request that closes in 25 minutes is open, whatever the wall shows. */
static void a_wrong_clock_changes_no_deadline(void **state)
{
	struct survive *w = world(state, 1);
	char id[ULID_SIZE], due[CLOCK_TEXT], now[CLOCK_TEXT], row[64];

	char *body = xasprintf("{\"id\":\"%s\",\"title\":\"Bracket of haste\",\"process\":\"mill\",\"breaks\":[{\"qty\":50}],\"due\":\"%s\","
		"\"currency\":\"KRW\"}", ulid_make(id), clock_format(clock_ms() + 25 * 60000, due));
	assert_int_equal(survive_write(w, "anna", NULL, "POST", "/v1/rfqs", body), 201);
	char *number = xasprintf("%lld", (long long)json_get_int(w->s.json, "number", 0));
	free(body);
	for (int i = 0; i < 3; i++) {
		static const int wrong[] = {10, -10, 60};
		clock_format(clock_ms() + wrong[i] * 60000, now);
		char *program = w->kim->program, *home = xasprintf("FETTLE_HOME=%s", w->kim->home);
		const char *env[] = {home, NULL}, *argv[] = {program, "--clock", now, NULL};
		struct pty *p = pty_start(24, 80, w->kim->home, env, argv);
		sees(p, "online");
		/* all of the 25 minutes, but for the seconds this takes */
		snprintf(row, sizeof(row), "[ *]%s .* 2[345]m ", number);
		shows(p, row);
		pty_keys(p, "<F10>");
		client_left(p);
		free(home);
	}
	assert_int_equal(CLIENT(w->kim, "quote", "new", number), 0);
	free(number);
}

static void end_sign_ins(struct survive *w, const char *login)
{
	char *path = xasprintf("/v1/accounts/%s/revoke", fettled_id(w->f, login));

	assert_int_equal(survive_write(w, "root", NULL, "POST", path, "{}"), 200);
	free(map_remove(w->s.tokens, login));
	free(path);
}

static void check_sent(struct survive *w, size_t rfq)
{
	char *path = xasprintf("/v1/quotes?rfq=%s", w->rfqs.v[rfq].id);

	assert_int_equal(survive_get(w, "kim", path), 200);
	assert_int_equal(json_len(json_get(w->s.json, "items")), 1);
	free(path);
}

/* The sign-in ends while a quote is being written: it is sent once somebody signs in again. */
static void a_revoked_sign_in_loses_nothing(void **state)
{
	struct survive *w = world(state, 2);
	struct pty *p = screen(w->kim);
	struct client *other = client_beside(w->kim);

	sees(p, "online");
	compose(p, w->rfqs.v[0].number, "14200");
	pty_keys(p, "<Enter>");
	pty_keys(p, "g<Tab><Enter>12<Enter>");
	sees(p, "work days 12");
	end_sign_ins(w, "kim");
	pty_keys(p, "<C-s>");
	sees(p, "in 10 s");
	pty_keys(p, "<Enter>");
	sees(p, "sign in again");
	sees(p, "outbox 1");
	/* the command line refuses, and says why */
	assert_int_equal(CLIENT(other, "sync"), 3);
	assert_non_null(strstr(str_c(&other->err), "sign"));
	client_sign_in(other, proxy_url(w->proxy), w->f->pin, "kim");
	sees(p, "outbox 0");
	pty_keys(p, "<F10>");
	client_left(p);
	client_destroy(other);
	check_sent(w, 0);
}

static void an_expired_sign_in_loses_nothing(void **state)
{
	struct survive *w = world(state, 2);
	const char *number = w->rfqs.v[0].number;
	struct db_conf conf = {.url = w->f->url};
	struct err e = ERR_NONE;
	struct db *db;

	assert_int_equal(CLIENT(w->kim, "quote", "new", number), 0);
	assert_int_equal(CLIENT(w->kim, "quote", "set", number, "--line=1", "unit", "5"), 0);
	assert_int_equal(CLIENT(w->kim, "quote", "set", number, "lead_days", "5"), 0);
	kill(w->f->pid, SIGKILL);
	waitpid(w->f->pid, NULL, 0);
	assert_int_equal(db_open(&db, &conf, &e), 0);
	assert_true(db_exec(db, "UPDATE session SET expires = 1", NULL, 0, &e) > 0);
	db_close(db);
	survive_serve(w);
	free(map_remove(w->s.tokens, "kim"));
	free(map_remove(w->s.tokens, "anna"));
	CLIENT(w->kim, "quote", "send", number);
	assert_int_equal(CLIENT(w->kim, "--offline", "outbox", "list", "--json"), 0);
	assert_non_null(strstr(str_c(&w->kim->out), "queued"));
	assert_int_equal(CLIENT(w->kim, "sync"), 3);
	client_sign_in(w->kim, proxy_url(w->proxy), w->f->pin, "kim");
	assert_int_equal(CLIENT(w->kim, "sync"), 0);
	check_sent(w, 0);
}

static void remove_tls(struct survive *w)
{
	static const char *const names[] = {"tls-key.pem", "tls-cert.pem"};

	for (size_t i = 0; i < lengthof(names); i++) {
		char *path = fs_join(w->f->dir, names[i]);
		assert_int_equal(unlink(path), 0);
		free(path);
	}
}

static void a_changed_certificate_is_refused(void **state)
{
	struct survive *w = world(state, 2);
	const char *number = w->rfqs.v[0].number;
	struct pty *p = screen(w->kim);
	char *old_pin = xstrdup(w->f->pin);

	sees(p, "online");
	assert_int_equal(fettled_stop(w->f), 0);
	remove_tls(w);
	survive_serve(w);
	assert_string_not_equal(w->f->pin, old_pin);
	/* somebody else's server, for all the client knows: nothing is sent */
	pty_keys(p, "<F5>");
	sees(p, "wrong server key");
	assert_int_equal(CLIENT(w->kim, "--offline", "quote", "new", number), 0);
	assert_int_equal(CLIENT(w->kim, "--offline", "quote", "set", number, "--line=1", "unit", "5"), 0);
	assert_int_equal(CLIENT(w->kim, "--offline", "quote", "set", number, "lead_days", "5"), 0);
	assert_int_not_equal(CLIENT(w->kim, "quote", "send", number), 0);
	assert_non_null(strstr(str_c(&w->kim->err), "not the pinned one"));
	assert_int_not_equal(CLIENT(w->kim, "sync"), 0);
	assert_non_null(strstr(str_c(&w->kim->err), "not the pinned one"));
	/* the new key, learnt from somebody trusted */
	client_sign_in(w->kim, proxy_url(w->proxy), w->f->pin, "kim");
	sees(p, "online");
	sees(p, "outbox 0");
	pty_keys(p, "<F10>");
	client_left(p);
	check_sent(w, 0);
	free(old_pin);
}

static void a_wrong_pin_is_refused(void **state)
{
	struct survive *w = world(state, 1);
	struct client *c = client_create();
	const char *url = proxy_url(w->proxy);

	assert_int_not_equal(client_run(c, FETTLED_PASSWORD "\n", (const char *const[]){"login", url, "--user=kim",
		"--pin=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", NULL}), 0);
	assert_non_null(strstr(str_c(&c->err), "not the pinned one"));
	/* no pin: nobody known has signed this key */
	assert_int_not_equal(client_run(c, FETTLED_PASSWORD "\n", (const char *const[]){"login", url, "--user=kim", NULL}), 0);
	assert_non_null(strstr(str_c(&c->err), "certificate was not accepted"));
	assert_int_not_equal(client_run(c, FETTLED_PASSWORD "\n", (const char *const[]){"login", url, "--user=kim", "--pin=sha1//abc", NULL}), 0);
	assert_non_null(strstr(str_c(&c->err), "a pin is sha256//"));
	/* and the server heard no password */
	char *log = fettled_log(w->f);
	assert_null(strstr(log, FETTLED_PASSWORD));
	free(log);
	client_destroy(c);
}

/* ---- ways to the server ---- */

static void goes_through_a_proxy_of_the_environment(void **state)
{
	struct survive *w = world(state, 2);
	struct proxy *https = proxy_start(&(struct proxy_conf){.host = "127.0.0.1", .port = "1", .speaks_connect = true});
	char *var = xasprintf("https_proxy=http://127.0.0.1:%s", proxy_port(https));
	const char *env[] = {var, NULL}, *without[] = {var, "no_proxy=127.0.0.1", NULL};
	struct client *c = client_create();

	c->env = env;
	client_sign_in(c, w->f->base, w->f->pin, "mori");
	long long asked = proxy_count(https).asked;
	assert_true(asked > 0);
	/* the doorbell rings through it */
	struct pty *p = screen(c);
	sees(p, "online");
	const struct survive_rfq *r = survive_rfq(w, "Rung through", NULL);
	sees(p, "Rung through");
	(void)r;
	assert_true(proxy_count(https).asked > asked);
	proxy_say(https, "refuse");
	proxy_say(https, "reset");
	sees(p, "offline since");
	proxy_say(https, "pass");
	pty_keys(p, "<F5>");
	sees(p, "online");
	pty_keys(p, "<F10>");
	client_left(p);
	/* and not where it is said not to */
	asked = proxy_count(https).asked;
	c->env = without;
	assert_int_equal(CLIENT(c, "sync"), 0);
	assert_int_equal(proxy_count(https).asked, asked);
	client_destroy(c);
	proxy_stop(https);
	free(var);
}

static bool has_ipv6(void)
{
	struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes = fd >= 0 && bind(fd, (void *)&at, sizeof(at)) == 0;

	if (fd >= 0) {
		close(fd);
	}
	return yes;
}

static void speaks_ipv6(void **state)
{
	static const char *const options[] = {"listen=[::1]:0"};
	struct survive *w = world(state, 2);
	struct client *c = client_create();
	char *port;

	if (!has_ipv6()) {
		printf("skipped: no IPv6 here\n");
		client_destroy(c);
		skip();
	}
	assert_int_equal(fettled_stop(w->f), 0);
	fettled_again(w->f, options, lengthof(options));
	port = strrchr(w->f->base, ':');
	char *url = xasprintf("https://[::1]%s", port);
	client_sign_in(c, url, w->f->pin, "mori");
	struct pty *p = screen(c);
	sees(p, "online");
	pty_keys(p, "<F10>");
	client_left(p);
	/* and through a proxy */
	struct proxy *v6 = proxy_start(&(struct proxy_conf){.host = "::1", .port = port + 1, .listen = "::1"});
	char *via = xasprintf("https://[::1]:%s", proxy_port(v6));
	client_sign_in(c, via, w->f->pin, "mori");
	assert_int_equal(CLIENT(c, "sync"), 0);
	proxy_stop(v6);
	client_destroy(c);
	free(url);
	free(via);
	assert_int_equal(fettled_stop(w->f), 0);
	survive_serve(w);
}

/* A link on which nothing moves any more: keys are answered, and it is noticed. */
static void a_stalled_link_holds_up_nobody(void **state)
{
	struct survive *w = world(state, 30);
	struct pty *p = screen(w->kim);

	sees(p, "online");
	proxy_say(w->proxy, "stall");
	pty_keys(p, "<F5>");
	compose(p, w->rfqs.v[0].number, "14200");
	pty_keys(p, "<Enter>");
	pty_keys(p, "g<Tab><Enter>12<Enter>");
	sees(p, "work days 12");
	pty_keys(p, "<C-s>");
	sees(p, "in 10 s");
	pty_keys(p, "<Enter>");
	sees(p, "outbox 1");
	proxy_say(w->proxy, "pass");
	sees(p, "outbox 0");
	/* what was swallowed never comes: a new link must be made */
	if (survive_count(1, 0)) {
		proxy_say(w->proxy, "hole");
		if (!pty_wait(p, "offline since", 120000)) {
			fail();
		}
		proxy_say(w->proxy, "pass");
		if (!pty_wait(p, "online", 120000)) {
			fail();
		}
	}
	pty_keys(p, "<F10>");
	client_left(p);
	check_sent(w, 0);
}

/* ---- two on one store ---- */

static void two_clients_share_a_store(void **state)
{
	struct survive *w = world(state, 3);
	struct client *other = client_beside(w->kim);
	struct pty *a = screen(w->kim), *b = screen(other);
	char keys[32];

	sees(a, "online");
	sees(b, "online");
	/* written here, seen there; sent by whoever comes first, once */
	compose(a, w->rfqs.v[0].number, "14200");
	pty_keys(a, "<Enter>");
	pty_keys(a, "g<Tab><Enter>12<Enter>");
	sees(a, "work days 12");
	snprintf(keys, sizeof(keys), "/%s", w->rfqs.v[0].number);
	pty_keys(b, keys);
	shows(b, "draft");
	pty_keys(a, "<C-s>");
	sees(a, "in 10 s");
	sees(b, "outbox 1");
	/* who sent it dies while it is held: the other sends it */
	pty_signal(a, SIGKILL);
	pty_exit(a, PTY_MS);
	pty_close(a);
	sees(b, "quoted v1");
	sees(b, "outbox 0");
	check_sent(w, 0);
	/* signed out here, nothing is shown there */
	assert_int_equal(CLIENT(w->kim, "logout"), 0);
	sees(b, "signed out");
	sees(b, "Password");
	if (strstr(pty_screen(b), "Bracket")) {
		fail_msg("signed out, and still shown: %s", pty_screen(b));
	}
	pty_keys(b, "<C-q>");
	client_left(b);
	client_destroy(other);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_drafts_when_it_must_end),
		TEST(stops_and_goes_on_as_a_job),
		TEST(stops_by_signals),
		TEST(stands_a_storm_of_sizes),
		TEST(a_full_disk_is_told_and_nothing_is_lost),
		TEST(a_wrong_clock_changes_no_deadline),
		TEST(a_revoked_sign_in_loses_nothing),
		TEST(an_expired_sign_in_loses_nothing),
		TEST(a_changed_certificate_is_refused),
		TEST(a_wrong_pin_is_refused),
		TEST(goes_through_a_proxy_of_the_environment),
		TEST(speaks_ipv6),
		TEST(a_stalled_link_holds_up_nobody),
		TEST(two_clients_share_a_store),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_terminal", tests, NULL, NULL);
}
