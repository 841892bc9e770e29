/*
 * What helps to find what is wrong: fettle doctor, and the log of --debug, which holds no secret.
 * survive_doctor [TEST]
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "lib/survive.h"
#include "wire/json.h"

static struct survive *world(void **state)
{
	struct survive *w = survive_open(PLAIN, 2);

	assert_non_null(w);
	*state = w;
	return w;
}

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

/* The finding about something of the last doctor --json; the caller frees *all. */
static const struct json *finding(struct client *c, const char *what, struct json **all)
{
	*all = json_parse(str_c(&c->out), c->out.len, NULL);
	if (!*all) {
		fail_msg("no JSON: %s%s", str_c(&c->out), str_c(&c->err));
	}
	const struct json *list = json_get(*all, "findings");
	for (size_t i = 0; i < json_len(list); i++) {
		if (streq(json_get_text(json_at(list, i), "what"), what)) {
			return json_at(list, i);
		}
	}
	return NULL;
}

static void is(struct client *c, const char *what, const char *health)
{
	struct json *all;
	const struct json *j = finding(c, what, &all);

	if (!j || !streq(json_get_text(j, "health"), health)) {
		fail_msg("%s is not %s: %s", what, health, str_c(&c->out));
	}
	json_free(all);
}

static long long offset_ms(struct client *c)
{
	struct json *all;
	const struct json *j = finding(c, "clock", &all);
	long long ms = j ? json_get_int(j, "offset_ms", 0) : 0;

	json_free(all);
	return ms;
}

static void says_what_is_wrong(void **state)
{
	struct survive *w = world(state);
	struct client *c = w->kim, *stranger = client_create();

	/* all is well, but that a test has no terminal */
	assert_int_equal(CLIENT(c, "doctor", "--json"), 0);
	is(c, "server", "ok");
	is(c, "store", "ok");
	is(c, "account", "ok");
	is(c, "clock", "ok");
	is(c, "locale", "ok");
	is(c, "settings", "ok");
	assert_true(offset_ms(c) < 5000 && offset_ms(c) > -5000);
	/* a clock that is years behind */
	assert_int_equal(CLIENT(c, "--clock=2020-01-01T00:00:00Z", "doctor", "--json"), 0);
	is(c, "clock", "odd");
	assert_true(offset_ms(c) > INT64_C(365) * 86400 * 1000);
	/* settings that are none */
	char *dir = fs_join(c->home, "config"), *path = fs_join(dir, "fettle.conf");
	assert_int_equal(fs_mkdirs(dir, 0700, NULL), 0);
	assert_int_equal(fs_write(path, "theme = loud\n", 13, 0600, NULL), 0);
	assert_int_equal(CLIENT(c, "doctor", "--json"), 1);
	is(c, "settings", "bad");
	assert_int_equal(unlink(path), 0);
	free(path);
	free(dir);

	/* before the first sign-in: by the environment, and nothing is made */
	char *server = xasprintf("FETTLE_SERVER=%s", w->f->base), *pin = xasprintf("FETTLE_PIN=%s", w->f->pin);
	const char *right[] = {server, pin, NULL};
	const char *wrong[] = {server, "FETTLE_PIN=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", NULL};
	const char *nowhere[] = {"FETTLE_SERVER=https://127.0.0.1:1", NULL};
	stranger->env = right;
	assert_int_equal(CLIENT(stranger, "doctor", "--json"), 0);
	is(stranger, "server", "ok");
	stranger->env = wrong;
	assert_int_equal(CLIENT(stranger, "doctor", "--json"), 1);
	is(stranger, "server", "bad");
	assert_non_null(strstr(str_c(&stranger->out), "\"code\": \"wrong-pin\""));
	stranger->env = nowhere;
	assert_int_equal(CLIENT(stranger, "doctor"), 1);
	assert_non_null(strstr(str_c(&stranger->out), "BAD    server"));
	char *data = fs_join(stranger->home, "data");
	assert_int_not_equal(access(data, F_OK), 0);
	free(data);
	free(server);
	free(pin);
	client_destroy(stranger);
}

static struct pty *doctor_in(struct client *c, const char *term)
{
	char *home = xasprintf("FETTLE_HOME=%s", c->home);
	const char *env[] = {home, term, NULL}, *argv[] = {c->program, "--offline", "doctor", NULL};
	struct pty *p = pty_start(24, 100, NULL, env, argv);

	free(home);
	return p;
}

static void knows_the_terminal(void **state)
{
	struct client *c = client_create();
	struct pty *p = doctor_in(c, "TERM=xterm-256color");

	(void)state;
	if (!pty_match(p, "^ok +terminal +xterm-256color, 100x24, 256 colours$", PTY_MS)
		|| !pty_match(p, "^ok +width +letters take the cells they should$", PTY_MS) || !pty_wait(p, "server", PTY_MS)) {
		pty_explain(p, "a terminal that is well");
		fail();
	}
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	assert_true(pty_same_termios(p));
	pty_close(p);
	p = doctor_in(c, "TERM=no-such-terminal");
	assert_true(pty_match(p, "^BAD +terminal +TERM=no-such-terminal is not known here", PTY_MS));
	assert_int_equal(pty_exit(p, PTY_MS), 1);
	pty_close(p);
	/* one that does not answer */
	p = pty_start(24, 100, NULL, NULL, (const char *const[]){c->program, "--offline", "doctor", NULL});
	pty_answers(p, false);
	assert_true(pty_match(p, "^odd +width +the terminal does not say", PTY_MS));
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	assert_true(pty_same_termios(p));
	pty_close(p);
	client_destroy(c);
}

/* The token that the store keeps. */
static char *token_of(const struct client *c)
{
	struct store *s = client_store(c);
	struct arena a;

	arena_init(&a);
	const char *kept = store_kv(s, "token", &a);
	char *token = xstrdup(kept ? kept : "");
	arena_finish(&a);
	store_close(s);
	return token;
}

static void log_lacks(const struct str *log, const char *what)
{
	if (*what && strstr(str_c(log), what)) {
		fail_msg("the log holds \"%s\": %s", what, str_c(log));
	}
}

static void debug_log_holds_no_secret(void **state)
{
	struct survive *w = world(state);
	struct client *c = client_create();
	char *path = fs_join(c->home, "debug.log"), *debug = xasprintf("--debug=%s", path), *pin = xasprintf("--pin=%s", w->f->pin);
	const char *number = w->rfqs.v[0].number;
	struct str log = STR_INIT;

	assert_int_equal(client_run(c, "not the password\n", (const char *const[]){debug, "login", w->f->base, "--user=kim", pin, NULL}), 3);
	assert_int_equal(client_run(c, FETTLED_PASSWORD "\n", (const char *const[]){debug, "login", w->f->base, "--user=kim", pin, NULL}), 0);
	char *token = token_of(c);
	assert_true(strlen(token) > 20);
	assert_int_equal(CLIENT(c, debug, "project", "list"), 0);
	assert_int_equal(CLIENT(c, debug, "quote", "new", number), 0);
	assert_int_equal(CLIENT(c, debug, "quote", "set", number, "--line=1", "unit", "987654321"), 0);
	assert_int_equal(CLIENT(c, debug, "quote", "set", number, "lead_days", "5"), 0);
	assert_int_equal(CLIENT(c, debug, "quote", "set", number, "note", "typedwords here"), 0);
	assert_int_equal(CLIENT(c, debug, "quote", "send", "--now", number), 0);
	char *sealed = xasprintf("%s\n%s\n", "a passphrase of mine", "a passphrase of mine");
	assert_int_equal(client_run(c, sealed, (const char *const[]){debug, "store", "seal", "passphrase", NULL}), 0);
	c->env = (const char *const[]){"FETTLE_PASSPHRASE=a passphrase of mine", NULL};
	assert_int_equal(CLIENT(c, debug, "logout"), 0);
	c->env = NULL;
	free(sealed);

	assert_int_equal(fs_read(path, 1 << 22, &log, NULL), 0);
	/* it says what happened */
	assert_non_null(strstr(str_c(&log), " method=POST path=/v1/session status=201 "));
	assert_non_null(strstr(str_c(&log), " method=POST path=/v1/session status=401 "));
	assert_non_null(strstr(str_c(&log), " method=POST path=/v1/quotes status=201 "));
	assert_non_null(strstr(str_c(&log), " at=http id=0"));
	/* and nothing of what was said */
	log_lacks(&log, FETTLED_PASSWORD);
	log_lacks(&log, "not the password");
	log_lacks(&log, token);
	log_lacks(&log, "ft_");
	log_lacks(&log, "Bearer");
	log_lacks(&log, "a passphrase of mine");
	log_lacks(&log, "typedwords");
	log_lacks(&log, "987654321");
	str_finish(&log);
	free(token);
	free(path);
	free(debug);
	free(pin);
	client_destroy(c);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(says_what_is_wrong),
		TEST(knows_the_terminal),
		TEST(debug_log_holds_no_secret),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_doctor", tests, NULL, NULL);
}
