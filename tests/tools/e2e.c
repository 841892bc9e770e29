#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/str.h"
#include "lib/pty.h"
#include "unit/unit.h"
#include "wire/json.h"

/*
 * The whole way with the real programs: a demo backend, clients in pseudo-terminals, links
 * cut and processes killed in the middle. Each test has its own backend and folders.
 */
#define START_MS 60000

struct world {
	char *dir, *bin;
	char port[8];
	struct pty *server;
};

static char *in(const struct world *w, const char *name)
{
	return fs_join(w->dir, name);
}

static char *program(const struct world *w, const char *name)
{
	return fs_join(w->bin, name);
}

static void serve(struct world *w)
{
	char *fettled = program(w, "fettled"), *demo = in(w, "demo");
	const char *argv[] = {fettled, "demo", "--dir", demo, *w->port ? "--port" : NULL, w->port, NULL};

	w->server = pty_start(24, 120, NULL, NULL, argv);
	if (!pty_wait(w->server, "The demo serves on", START_MS)) {
		pty_explain(w->server, "the backend did not start");
		fail();
	}
	/* the same port again after a restart, so that clients find it */
	const char *at = strstr(pty_screen(w->server), "127.0.0.1:");
	assert_non_null(at);
	snprintf(w->port, sizeof(w->port), "%d", (int)strtol(at + strlen("127.0.0.1:"), NULL, 10));
	free(fettled);
	free(demo);
}

static void stop_serving(struct world *w, int signo)
{
	pty_signal(w->server, signo);
	assert_int_not_equal(pty_exit(w->server, PTY_MS), -1);
	pty_close(w->server);
	w->server = NULL;
}

static int open_world(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));
	const char *build = getenv("FETTLE_BUILD");

	w->dir = xstrdup(unit_dir());
	w->bin = realpath(build ? build : "build/debug", NULL);
	assert_non_null(w->bin);
	*state = w;
	serve(w);
	return 0;
}

static int close_world(void **state)
{
	struct world *w = *state;

	if (w->server) {
		pty_close(w->server);
	}
	free(w->dir);
	free(w->bin);
	free(w);
	return 0;
}

static int feed(struct world *w, const char *input)
{
	char *path = in(w, "input");
	int fd;

	assert_int_equal(fs_write(path, input, strlen(input), 0600, NULL), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	free(path);
	return fd;
}

/* `fettle ARGS` of a role's own store; input (NULL: ours) to it, its output in out. Answers the exit status. */
static int run(struct world *w, const char *role, const char *input, struct str *out, const char *const *args)
{
	char *fettle = program(w, "fettle"), *home = xasprintf("%s/%s", w->dir, role), buf[4096];
	const char *argv[24] = {fettle};
	int fds[2], status = -1, n = 1, from = input ? feed(w, input) : 0;
	ssize_t got;
	pid_t pid;

	for (; args[n - 1] && n < 23; n++) {
		argv[n] = args[n - 1];
	}
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		setenv("FETTLE_HOME", home, 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		dup2(from, 0);
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		execv(fettle, (char *const *)argv);
		_exit(126);
	}
	close(fds[1]);
	if (input) {
		close(from);
	}
	while ((got = read(fds[0], buf, sizeof(buf))) > 0) {
		if (out) {
			str_addn(out, buf, (size_t)got);
		}
	}
	close(fds[0]);
	waitpid(pid, &status, 0);
	free(fettle);
	free(home);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#define RUN(w, role, out, ...) run(w, role, NULL, out, (const char *const[]){__VA_ARGS__, NULL})

/* home: whose store it is. */
static void sign_in_as(struct world *w, const char *home, const char *role)
{
	char *env = in(w, "demo/demo.env"), *arg = xasprintf("--env=%s", env), *as = xasprintf("--as=%s", role);

	assert_int_equal(RUN(w, home, NULL, "login", arg, as), 0);
	free(env);
	free(arg);
	free(as);
}

static void sign_in(struct world *w, const char *role)
{
	sign_in_as(w, role, role);
}

static struct pty *client_sized(struct world *w, const char *role, int rows, int cols)
{
	char *fettle = program(w, "fettle"), *home = xasprintf("FETTLE_HOME=%s/%s", w->dir, role);
	const char *env[] = {home, "LANG=en_US.UTF-8", NULL}, *argv[] = {fettle, NULL};
	struct pty *p = pty_start(rows, cols, w->dir, env, argv);

	free(fettle);
	free(home);
	return p;
}

static struct pty *client(struct world *w, const char *role)
{
	return client_sized(w, role, 24, 80);
}

static void sees(struct pty *p, const char *text)
{
	if (!pty_wait(p, text, PTY_MS)) {
		pty_explain(p, text);
		fail();
	}
}

static void shows(struct pty *p, const char *regex)
{
	if (!pty_match(p, regex, PTY_MS)) {
		pty_explain(p, regex);
		fail();
	}
}

static void leaves(struct pty *p)
{
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	assert_false(pty_alternate(p));
	assert_true(pty_cursor_visible(p));
	assert_true(pty_same_termios(p));
	pty_close(p);
}

/* The number of a request that the partner may still do act with. */
static int64_t free_rfq(struct world *w, const char *act, int skip)
{
	struct str text = STR_INIT;
	struct json *all;
	int64_t number = 0;

	assert_int_equal(RUN(w, "partner", &text, "project", "list", "--json"), 0);
	all = json_parse(str_c(&text), text.len, NULL);
	assert_true(json_len(all) >= 60);
	for (size_t i = 0; i < json_len(all) && !number; i++) {
		const struct json *one = json_at(all, i), *acts = json_get(one, "actions");
		bool fresh = !strcmp(json_get_text(one, "deal_state"), "none") && !json_get_bool(one, "draft", false);

		for (size_t k = 0; fresh && k < json_len(acts); k++) {
			if (!strcmp(json_as_text(json_at(acts, k)), act) && skip-- == 0) {
				number = json_get_int(one, "number", 0);
			}
		}
	}
	json_free(all);
	str_finish(&text);
	assert_true(number > 0);
	return number;
}

static void filter_to(struct pty *p, int64_t number)
{
	char keys[40], row[40];

	snprintf(keys, sizeof(keys), "/%lld", (long long)number);
	snprintf(row, sizeof(row), "^>  [ *]%lld ", (long long)number);
	pty_keys(p, keys);
	shows(p, row);
	pty_keys(p, "<Enter>");
}

/* ---- the main job ---- */

static void profile_goes_out(struct world *w, struct pty *p)
{
	filter_to(p, free_rfq(w, "send_profile", 0));
	pty_keys(p, "p");
	sees(p, "Send profile only");
	pty_keys(p, " We can start on Monday.<C-s>");
	sees(p, "The profile goes out in");
	pty_keys(p, "<Enter>");
	sees(p, "Profile sent");
	pty_keys(p, "<Esc>");
}

static void writes_quote(struct pty *p)
{
	pty_keys(p, "q");
	sees(p, "Quote v1 for");
	pty_keys(p, "14200<Enter>");
	sees(p, "14200");
	pty_keys(p, "g<Tab><Enter>12<Enter>");
	sees(p, "work days 12");
}

static void quote_goes_out_offline(struct world *w, struct pty *p)
{
	filter_to(p, free_rfq(w, "quote", 2));
	writes_quote(p);
	stop_serving(w, SIGKILL);
	sees(p, "offline since");
	pty_keys(p, "<C-s>");
	sees(p, "in 10 s");
	sees(p, "queued"); /* ten seconds later, by itself */
	serve(w);
	pty_keys(p, "<F5>");
	sees(p, "quoted v1");
	sees(p, "outbox 0");
}

static void does_the_main_job(void **state)
{
	struct world *w = *state;
	struct pty *p;

	sign_in(w, "partner");
	p = client(w, "partner");
	sees(p, "Requests for quote");
	sees(p, "online");
	profile_goes_out(w, p);
	quote_goes_out_offline(w, p);
	pty_keys(p, "<F10>");
	leaves(p);
}

/* ---- what must not be lost ---- */

static void keeps_a_draft_through_kill(void **state)
{
	struct world *w = *state;
	struct pty *p;
	int64_t number;

	sign_in(w, "partner");
	number = free_rfq(w, "quote", 1);
	p = client(w, "partner");
	sees(p, "Requests for quote");
	filter_to(p, number);
	pty_keys(p, "q");
	sees(p, "Quote v1 for");
	pty_keys(p, "98765<Tab>");
	sees(p, "98765");
	/* the draft is on disk when another process sees it */
	for (int i = 0; i < 200; i++) {
		struct str text = STR_INIT;
		char word[24];
		bool there;

		snprintf(word, sizeof(word), "%lld", (long long)number);
		RUN(w, "partner", &text, "--offline", "quote", "show", word, "--json");
		there = strstr(str_c(&text), "98765") != NULL;
		str_finish(&text);
		if (there) {
			break;
		}
		assert_true(i < 199);
	}
	pty_signal(p, SIGKILL);
	pty_exit(p, PTY_MS);
	pty_close(p);
	p = client(w, "partner");
	sees(p, "Requests for quote");
	filter_to(p, number);
	sees(p, "draft");
	pty_keys(p, "q");
	sees(p, "98765");
	pty_keys(p, "<F10>");
	leaves(p);
}

static void saves_on_hang_up(void **state)
{
	struct world *w = *state;
	struct pty *p;
	struct str text = STR_INIT;
	char word[24];
	int64_t number;

	sign_in(w, "partner");
	number = free_rfq(w, "quote", 3);
	p = client(w, "partner");
	sees(p, "Requests for quote");
	filter_to(p, number);
	pty_keys(p, "q");
	sees(p, "Quote v1 for");
	pty_keys(p, "54321");
	sees(p, "54321");
	pty_signal(p, SIGHUP);
	leaves(p);
	snprintf(word, sizeof(word), "%lld", (long long)number);
	assert_int_equal(RUN(w, "partner", &text, "--offline", "quote", "show", word, "--json"), 0);
	assert_non_null(strstr(str_c(&text), "54321"));
	str_finish(&text);
}

/* Sent from a place without a link, from the command line: kept, told, sent later, once. */
static void queues_from_the_command_line(void **state)
{
	struct world *w = *state;
	struct str text = STR_INIT;
	char word[24];

	sign_in(w, "partner");
	snprintf(word, sizeof(word), "%lld", (long long)free_rfq(w, "quote", 0));
	assert_int_equal(RUN(w, "partner", NULL, "quote", "new", word), 0);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "set", word, "--line=1", "unit", "1500"), 0);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "set", word, "lead_days", "9"), 0);
	stop_serving(w, SIGTERM);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "send", word), 6);
	serve(w);
	assert_int_equal(RUN(w, "partner", NULL, "sync"), 0);
	assert_int_equal(RUN(w, "partner", &text, "quote", "list", "--rfq", word, "--json"), 0);
	struct json *all = json_parse(str_c(&text), text.len, NULL);
	assert_int_equal(json_len(all), 1);
	assert_string_equal(json_get_text(json_at(all, 0), "state"), "sent");
	json_free(all);
	str_finish(&text);
}

/* ---- the contact guard ---- */

static const struct json *reason_row(const struct json *report, const char *reason)
{
	const struct json *items = json_get(report, "items");

	for (size_t i = 0; i < json_len(items); i++) {
		if (!strcmp(json_get_text(json_at(items, i), "reason"), reason)) {
			return json_at(items, i);
		}
	}
	return NULL;
}

static void check_report(struct world *w, const char *reason, const char *kind, int contacts)
{
	struct str text = STR_INIT;
	struct json *report;

	assert_int_equal(RUN(w, "operator", &text, "report", "contact", "--json"), 0);
	report = json_parse(str_c(&text), text.len, NULL);
	assert_non_null(reason_row(report, reason));
	assert_string_equal(json_get_text(reason_row(report, reason), "kind"), kind);
	assert_int_equal(json_get_int(reason_row(report, reason), "contacts", 0), contacts);
	assert_null(strstr(str_c(&text), "010-1234"));
	json_free(report);
	str_finish(&text);
}

/* Who gets it sees what was typed, and not the reason. */
static void check_received(struct world *w, const char *number, const char *note)
{
	struct str text = STR_INIT;

	assert_int_equal(RUN(w, "customer", &text, "quote", "list", "--rfq", number, "--json"), 0);
	assert_non_null(strstr(str_c(&text), note));
	assert_null(strstr(str_c(&text), "\"contact_reason\": \"C"));
	str_finish(&text);
}

static void check_pdf(const char *path)
{
	struct str pdf = STR_INIT;

	assert_int_equal(fs_read(path, 1 << 20, &pdf, NULL), 0);
	assert_true(starts_with(str_c(&pdf), "%PDF-"));
	str_finish(&pdf);
}

/* From the command line and on screen; what is there already stays. */
static void prints(struct world *w, struct pty *p, const char *number)
{
	char *one = in(w, "one.pdf"), *two = in(w, "two.pdf");

	assert_int_equal(RUN(w, "partner", NULL, "quote", "pdf", number, one), 0);
	check_pdf(one);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "pdf", number, one), 1);
	pty_keys(p, ":quote.pdf ");
	pty_keys(p, two);
	pty_keys(p, "<Enter>");
	sees(p, "Saved: ");
	check_pdf(two);
	free(one);
	free(two);
}

static void asks_why_a_contact_is_sent(void **state)
{
	struct world *w = *state;
	struct str text = STR_INIT;
	char word[24];
	struct pty *p;
	int skip = 0;

	sign_in(w, "partner");
	sign_in(w, "customer");
	sign_in(w, "operator");
	do { /* one of this customer's */
		snprintf(word, sizeof(word), "%lld", (long long)free_rfq(w, "quote", skip++));
		str_clear(&text);
	} while (RUN(w, "customer", &text, "project", "show", word, "--json") != 0);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "new", word), 0);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "set", word, "--line=1", "unit", "1500"), 0);
	assert_int_equal(RUN(w, "partner", NULL, "quote", "set", word, "lead_days", "9"), 0);
	p = client(w, "partner");
	sees(p, "online");
	filter_to(p, strtoll(word, NULL, 10));
	pty_keys(p, "qG<Enter>Call 010-1234-5678, 010-1234-9999");
	sees(p, "\"010-1234-5678\" in Note and 1 more look like contacts");
	pty_keys(p, "<C-s>");
	sees(p, "Why is a contact in it?");
	pty_keys(p, "<Tab>");
	sees(p, "The customer asked for it.");
	pty_keys(p, "<C-u>Courier: e2e<Enter>");
	sees(p, "in 10 s");
	pty_keys(p, "<Enter>");
	sees(p, "quoted v1");
	sees(p, "outbox 0");
	check_report(w, "Courier: e2e", "phone", 2);
	check_received(w, word, "Call 010-1234-5678, 010-1234-9999");
	str_clear(&text);
	assert_int_equal(RUN(w, "customer", &text, "project", "compare", word), 0);
	assert_non_null(strstr(str_c(&text), "Daesung CNC"));
	str_clear(&text);
	assert_int_equal(RUN(w, "partner", &text, "deal", "export", word), 0);
	assert_non_null(strstr(str_c(&text), "quote.send v1  Daesung CNC, "));
	str_finish(&text);
	prints(w, p, word);
	pty_keys(p, "<F10>");
	leaves(p);
}

static void checks_lines_without_a_store(void **state)
{
	struct world *w = *state;
	struct str text = STR_INIT;
	char *home = in(w, "nobody");

	assert_int_equal(run(w, "nobody", "call 010-1234-5678\n\nM8x1.25 \xff\nkim 골뱅이 example 점 com", &text,
		(const char *const[]){"contact", "check", "--json", NULL}), 0);
	assert_string_equal(str_c(&text), "{\"phone\":[{\"text\":\"010-1234-5678\",\"start\":5,\"end\":18}],\"email\":[]}\n"
		"{\"phone\":[],\"email\":[]}\n{\"phone\":[],\"email\":[]}\n"
		"{\"phone\":[],\"email\":[{\"text\":\"kim 골뱅이 example 점 com\",\"start\":0,\"end\":29}]}\n");
	assert_int_not_equal(access(home, F_OK), 0);
	free(home);
	str_finish(&text);
}

/* From the command line: warned, sent all the same, the reason told. */
static void warns_on_the_command_line(void **state)
{
	struct world *w = *state;
	char word[24];

	sign_in(w, "partner");
	sign_in(w, "operator");
	snprintf(word, sizeof(word), "%lld", (long long)free_rfq(w, "decline", 0));
	assert_int_equal(RUN(w, "partner", NULL, "quote", "decline", word, "--reason=No room. Ask lee@example.org",
		"--contact-reason=A colleague"), 0);
	check_report(w, "A colleague", "email", 1);
	assert_int_equal(RUN(w, "partner", NULL, "profile", "edit", "--text=Mail kim@example.org"), 0);
	check_report(w, "", "email", 1);
	assert_int_equal(RUN(w, "partner", NULL, "report", "contact"), 5);
}

/* ---- the terminal ---- */

static void stands_resizing_and_pasting(void **state)
{
	static const char garbage[] = "q\x1b[2Jdd:quit\r\n\x07\xff\xfe\xe2\x80\xae" "abc";
	struct world *w = *state;
	struct pty *p;

	sign_in(w, "partner");
	p = client(w, "partner");
	sees(p, "Requests for quote");
	pty_paste(p, garbage, sizeof(garbage) - 1);
	sees(p, "the pasted text was not used");
	pty_resize(p, 10, 40);
	sees(p, "fettle needs 60");
	pty_resize(p, 43, 132);
	sees(p, "Requests for quote");
	pty_resize(p, 24, 80);
	sees(p, "Requests for quote");
	pty_keys(p, "/");
	pty_paste(p, garbage, sizeof(garbage) - 1);
	sees(p, "Nothing matches");
	pty_keys(p, "<Esc>");
	if (!pty_wait_gone(p, "Nothing matches", PTY_MS)) {
		fail();
	}
	pty_keys(p, "<C-q>");
	leaves(p);
}

/* The customer orders; the partner's open screen shows it without a key. */
static void rings_the_other_side(void **state)
{
	struct world *w = *state;
	struct str text = STR_INIT;
	struct json *all;
	struct pty *p;
	char number[24] = "", id[32] = "";

	sign_in(w, "partner");
	sign_in(w, "customer");
	assert_int_equal(RUN(w, "customer", &text, "quote", "list", "--state=sent", "--json"), 0);
	all = json_parse(str_c(&text), text.len, NULL);
	for (size_t i = 0; i < json_len(all) && !*id; i++) {
		if (!strcmp(json_get_text(json_at(all, i), "partner_name"), "Daesung CNC")) {
			snprintf(id, sizeof(id), "%s", json_get_text(json_at(all, i), "id"));
			snprintf(number, sizeof(number), "%lld", (long long)json_get_int(json_at(all, i), "number", 0));
		}
	}
	json_free(all);
	str_finish(&text);
	assert_true(*id); /* the demo has one */
	p = client(w, "partner");
	sees(p, "Requests for quote");
	sees(p, "online");
	pty_keys(p, "/");
	pty_keys(p, number);
	sees(p, "quoted v");
	assert_int_equal(RUN(w, "customer", NULL, "order", "place", id), 0);
	sees(p, "Order placed");
	/* Esc and a key at once would be Alt with that key */
	pty_keys(p, "<Esc>");
	if (!pty_wait_gone(p, "/ 2", PTY_MS)) {
		fail();
	}
	pty_keys(p, "<F10>");
	leaves(p);
}

/* A shared machine: the open client follows whoever signs in or out, and keeps nothing of the one before. */
static void follows_the_account(void **state)
{
	struct world *w = *state;
	struct str text = STR_INIT;
	struct pty *p;

	sign_in(w, "partner");
	p = client(w, "partner");
	sees(p, "Daesung");
	sees(p, "online");
	filter_to(p, free_rfq(w, "quote", 0));
	pty_keys(p, "q");
	sees(p, "Quote v1 for");
	pty_keys(p, "777");
	sees(p, " 777");
	sign_in_as(w, "partner", "customer");
	sees(p, "[1 Projects");
	sees(p, "Hanbit Robotics");
	assert_true(pty_wait_gone(p, "Quote v1 for", PTY_MS));
	assert_int_equal(RUN(w, "partner", &text, "project", "list", "--json", "--text=777"), 0);
	assert_null(strstr(str_c(&text), "\"draft\": true"));
	assert_int_equal(RUN(w, "partner", NULL, "logout"), 0);
	sees(p, "Key pin");
	sees(p, "signed out");
	/* and it does not fetch anything again by the token it had */
	pty_keys(p, "<F5><F12>");
	sees(p, "Messages");
	pty_keys(p, "<Esc>1");
	str_clear(&text);
	assert_int_equal(RUN(w, "partner", &text, "project", "list", "--json"), 3);
	pty_keys(p, "<F10>");
	leaves(p);
	str_finish(&text);
}

/* An editor that takes C-c itself, run from a shell with job control. */
static void lends_the_terminal(void **state)
{
	static const char script[] = "#!/bin/sh\ntrap 'echo one >> \"$1\"; echo taken' INT\necho waiting for a line\n"
		"until read line; do :; done\necho \"$line\" >> \"$1\"\n";
	struct world *w = *state;
	char *fettle = program(w, "fettle"), *editor = in(w, "editor"), *home = xasprintf("FETTLE_HOME=%s/partner", w->dir);
	char *env_editor = xasprintf("EDITOR=%s", editor), *line = xasprintf("%s<Enter>", fettle);
	const char *env[] = {home, env_editor, "VISUAL", "PS1=shell> ", NULL}, *argv[] = {"bash", "--norc", "--noprofile", "-i", NULL};
	struct pty *p;

	assert_int_equal(fs_write(editor, script, sizeof(script) - 1, 0700, NULL), 0);
	sign_in(w, "partner");
	p = pty_start(24, 80, w->dir, env, argv);
	sees(p, "shell>");
	pty_keys(p, line);
	sees(p, "online");
	filter_to(p, free_rfq(w, "quote", 1));
	pty_keys(p, "q");
	sees(p, "Quote v1 for");
	pty_keys(p, "G<C-e>");
	sees(p, "waiting for a line");
	pty_keys(p, "<C-c>");
	sees(p, "taken");
	pty_keys(p, "<C-z>");
	sees(p, "Stopped");
	pty_keys(p, "fg<Enter>");
	/* the shell names the job when the terminal is as the job left it: no key before that */
	shows(p, "^/");
	pty_keys(p, "two<Enter>");
	sees(p, ">   Note         one");
	/* and the screen itself, the same way */
	pty_keys(p, "<C-z>");
	sees(p, "Stopped");
	shows(p, "shell> *$");
	pty_keys(p, "fg; echo ended $?<Enter>");
	sees(p, ">   Note         one");
	pty_keys(p, "<C-q>");
	sees(p, "ended 0");
	pty_keys(p, "exit<Enter>");
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	pty_close(p);
	free(fettle);
	free(editor);
	free(home);
	free(env_editor);
	free(line);
}

/* A request of the customer's that the partner has nothing to do with yet. */
static void untouched(struct world *w, char number[24])
{
	struct str text = STR_INIT;
	struct json *all;

	assert_int_equal(RUN(w, "customer", &text, "project", "list", "--json"), 0);
	all = json_parse(str_c(&text), text.len, NULL);
	for (size_t i = 0; i < json_len(all) && !*number; i++) {
		const struct json *one = json_at(all, i), *deals = json_get(one, "deals");
		bool known = strcmp(json_get_text(one, "state"), "open") != 0;

		for (size_t k = 0; k < json_len(deals); k++) {
			known = known || !strcmp(json_get_text(json_at(deals, k), "partner_name"), "Daesung CNC");
		}
		if (!known) {
			snprintf(number, 24, "%lld", (long long)json_get_int(one, "number", 0));
		}
	}
	json_free(all);
	str_finish(&text);
	assert_true(*number);
}

/* What was right when it was typed may be wrong when it arrives: said on any screen, and not lost. */
static void tells_a_refusal(void **state)
{
	struct world *w = *state;
	struct pty *p;
	char number[24] = "";

	sign_in(w, "partner");
	sign_in(w, "customer");
	untouched(w, number);
	assert_int_equal(RUN(w, "customer", NULL, "project", "profile-only", number, "on"), 0);
	p = client(w, "partner");
	sees(p, "online");
	filter_to(p, strtoll(number, NULL, 10));
	pty_keys(p, "p");
	sees(p, "Send profile only");
	pty_keys(p, "Read this first. <C-s>");
	sees(p, "The profile goes out in");
	assert_int_equal(RUN(w, "customer", NULL, "project", "profile-only", number, "off"), 0);
	pty_keys(p, "<Enter>");
	sees(p, "! Refused: profile.send");
	pty_keys(p, "O");
	sees(p, "1 refused");
	pty_keys(p, "u");
	sees(p, "This can no longer be sent.");
	sees(p, "Read this first.");
	pty_keys(p, "<F12>");
	sees(p, "! Refused: profile.send");
	pty_keys(p, "<F10>");
	leaves(p);
}

/* Rows are chosen by a press and opened by a second one, wheels are keys, lists over screens take both. */
static void takes_the_mouse(void **state)
{
	struct world *w = *state;
	struct pty *p;
	static const char third[] = "\033[<0;10;6M\033[<0;10;6m", wheel[] = "\033[<65;10;6M", quotes[] = "\033[<0;18;1M\033[<0;18;1m";
	char row[40] = "^>";

	sign_in(w, "partner");
	p = client(w, "partner");
	sees(p, "online");
	pty_keys(p, ":mouse on<Enter>");
	sees(p, "The mouse is on");
	/* its sign goes when it is read */
	snprintf(row, sizeof(row), "^>  .%.4s", pty_row(p, 5) + 4);
	pty_send(p, third, sizeof(third) - 1);
	shows(p, row);
	pty_send(p, wheel, sizeof(wheel) - 1);
	assert_true(pty_wait_cursor(p, 8, 0, PTY_MS));
	pty_send(p, third, sizeof(third) - 1);
	shows(p, row);
	pty_send(p, third, sizeof(third) - 1);
	sees(p, "Request for quote");
	pty_send(p, quotes, sizeof(quotes) - 1);
	sees(p, "[2 Quotes");
	pty_keys(p, "<F10>");
	leaves(p);
}

/* A film takes seconds to be copied in: what is typed meanwhile is on the screen before it is, and sending waits. */
static void answers_while_a_film_comes_in(void **state)
{
	struct world *w = *state;
	char *film = xasprintf("%s/film.mp4", w->dir), *keys = xasprintf("<F7>%s<Enter> typed meanwhile<C-s>", film);
	int fd = open(film, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct pty *p;

	assert_int_equal(ftruncate(fd, 60 << 20), 0);
	assert_int_equal(pwrite(fd, "....ftypmp42", 12, 0), 12);
	close(fd);
	sign_in(w, "partner");
	p = client(w, "partner");
	sees(p, "Requests for quote");
	filter_to(p, free_rfq(w, "send_profile", 0));
	pty_keys(p, "p");
	sees(p, "Send profile only");
	/* all in one write: the keys are there before the first step, the film is not in before the last */
	pty_keys(p, keys);
	sees(p, "typed meanwhile");
	sees(p, "film.mp4 is attached.");
	shows(p, "film.mp4 +.*60");
	pty_keys(p, "<Esc>");
	sees(p, "Requests for quote");
	pty_keys(p, ":messages<Enter>");
	sees(p, "film.mp4 is still being copied in; send when it is");
	pty_keys(p, "<F10>");
	leaves(p);
	free(film);
	free(keys);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(does_the_main_job),
		TEST(keeps_a_draft_through_kill),
		TEST(saves_on_hang_up),
		TEST(queues_from_the_command_line),
		TEST(asks_why_a_contact_is_sent),
		TEST(checks_lines_without_a_store),
		TEST(warns_on_the_command_line),
		TEST(stands_resizing_and_pasting),
		TEST(rings_the_other_side),
		TEST(follows_the_account),
		TEST(lends_the_terminal),
		TEST(tells_a_refusal),
		TEST(takes_the_mouse),
		TEST(answers_while_a_film_comes_in),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("e2e", tests, NULL, NULL);
}
