#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "lib/client.h"
#include "lib/proxy.h"
#include "lib/pty.h"
#include "lib/script.h"
#include "unit/unit.h"

/*
 * Two real clients in two pseudo-terminals and one fettled: what one says the other sees. How long it took from
 * the key to the other's screen is told, not judged.
 */
struct talk {
	struct fettled *f;
	struct script s;
	struct proxy *proxy;         /* before it, for the partner: the same address when it comes back */
	struct client *partner, *customer;
	struct pty *p, *c;
	char *number;
	int64_t slowest;
};

static void sees(struct talk *t, struct pty *p, const char *text)
{
	int64_t from = clock_mono_ms(), took;

	if (!pty_wait(p, text, PTY_MS)) {
		pty_explain(p, text);
		fail();
	}
	took = clock_mono_ms() - from;
	t->slowest = took > t->slowest ? took : t->slowest;
}

static struct client *sign_in(struct talk *t, const char *url, const char *login)
{
	struct client *c = client_create();

	client_sign_in(c, url, t->f->pin, login);
	return c;
}

static void given(struct talk *t, int line, const char *text)
{
	char *full = script_expand(&t->s, line, text);

	script_given(&t->s, line, full);
	free(full);
}
#define GIVEN(t, text) given(t, __LINE__, text)

static char *rfq_number(struct talk *t)
{
	struct json *j;
	char *number;

	assert_int_equal(CLIENT(t->partner, "project", "list", "--json"), 0);
	j = json_parse(str_c(&t->partner->out), t->partner->out.len, NULL);
	assert_int_equal(json_len(j), 1);
	number = xasprintf("%lld", (long long)json_get_int(json_at(j, 0), "number", 0));
	json_free(j);
	return number;
}

static int open_talk(void **state)
{
	struct talk *t = xcalloc(1, sizeof(*t));

	i18n_init(NULL);
	t->f = fettled_start(PLAIN, NULL, 0);
	assert_non_null(t->f);
	script_open(&t->s, t->f, "chat_e2e");
	t->s.name = "two clients";
	GIVEN(t, "rfq R by anna profile");
	GIVEN(t, "deal D by kim on ${R}");
	GIVEN(t, "drawing F by anna on ${R}");
	GIVEN(t, "chat ${D} by anna");
	assert_false(t->s.wrong);
	t->proxy = proxy_before(t->f->base);
	t->partner = sign_in(t, proxy_url(t->proxy), "kim");
	t->customer = sign_in(t, t->f->base, "anna");
	t->number = rfq_number(t);
	*state = t;
	return 0;
}

static int close_talk(void **state)
{
	struct talk *t = *state;

	client_destroy(t->partner);
	client_destroy(t->customer);
	proxy_stop(t->proxy);
	script_close(&t->s);
	assert_int_equal(t->s.failed, 0);
	free(t->number);
	free(t);
	return 0;
}

static struct pty *open_chat(struct talk *t, struct client *who)
{
	struct pty *p = client_screen(who, 24, 80);
	char *line = xasprintf(":chat.show %s<Enter>", t->number);

	sees(t, p, "Requests for quote");
	sees(t, p, "online");
	pty_keys(p, line);
	sees(t, p, "The chat was opened");
	sees(t, p, "> ");
	free(line);
	return p;
}

static void leave(struct pty *p)
{
	pty_keys(p, "<F10>");
	client_left(p);
}

/* From the line to the messages: Esc and another key at once would be Alt with that key. */
static void reads(struct talk *t, struct pty *p)
{
	pty_keys(p, "<Esc>");
	sees(t, p, "i writes a message");
}

static void says_and_answers(struct talk *t)
{
	pty_keys(t->p, "Is R5 meant, or R3?<Enter>");
	sees(t, t->p, "The message goes out in");
	pty_keys(t->p, "<Enter>");
	sees(t, t->c, "Is R5 meant, or R3?");
	/* the answer quotes it, with a second line that no Enter has sent */
	reads(t, t->c);
	pty_keys(t->c, "r");
	sees(t, t->c, "answer to kim");
	pty_keys(t->c, "R5, as drawn.<M-Enter>Rev C follows.<Enter><Enter>");
	sees(t, t->p, "kim: Is R5 meant, or R3?");
	sees(t, t->p, "Rev C follows.");
	/* pasted line ends send nothing */
	pty_paste(t->p, "one\ntwo\n", 8);
	sees(t, t->p, "two");
	pty_keys(t->p, "<C-u><BS><C-u><BS><C-u>");
}

static void takes_back(struct talk *t)
{
	pty_keys(t->p, "too hasty<Enter>");
	sees(t, t->p, "held");
	pty_keys(t->p, "<M-u>");
	sees(t, t->p, "> too hasty");
	pty_keys(t->p, "<C-u>");
}

static const char plate[] =
	"0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"
	"0\nLINE\n8\n0\n10\n0\n20\n0\n11\n200\n21\n100\n"
	"0\nTEXT\n8\n0\n10\n120\n20\n70\n40\n5\n1\nR5\n0\nTEXT\n8\n0\n10\n40\n20\n20\n40\n5\n1\nS45C\n0\nENDSEC\n0\nEOF\n";

/* Pinned from the command line without a link: it arrives later, at its place on the drawing, and the screen of
   the same person shows it while it waits. */
static void pins_a_note(struct talk *t)
{
	char *path = fs_join(t->customer->home, "plate.dxf"), *attach = xasprintf("--attach=%s", path);

	assert_int_equal(fs_write(path, plate, strlen(plate), 0600, NULL), 0);
	assert_int_equal(CLIENT(t->customer, "chat", "send", t->number, "The plate", attach), 0);
	sees(t, t->p, "1 plate.dxf");
	assert_int_equal(CLIENT(t->customer, "note", "add", t->number, "plate.dxf", "R3 clashes with the boss", "--text=R5"), 0);
	sees(t, t->p, "R3 clashes with the boss");
	sees(t, t->p, "\"R5\")  plate.dxf");
	assert_int_equal(CLIENT(t->customer, "note", "add", t->number, "plate.dxf", "nowhere", "--text=R17"), 4);
	assert_int_equal(CLIENT(t->customer, "--offline", "note", "add", t->number, "plate.dxf", "Noted without a link", "--text=S45C"), 6);
	sees(t, t->c, "Noted without a link");
	sees(t, t->p, "Noted without a link");
	sees(t, t->p, "\"S45C\")  plate.dxf");
	free(attach);
	free(path);
	assert_int_equal(CLIENT(t->partner, "--offline", "chat", "send", t->number, "sent without a link"), 6);
	sees(t, t->p, "sent without a link");
	sees(t, t->c, "sent without a link");
}

static void new_revision(struct talk *t)
{
	char *note = xasprintf("%s/1", t->number);

	GIVEN(t, "drawing G by anna on ${R} ${F}");
	sees(t, t->p, "new revision");
	sees(t, t->c, "new revision");
	assert_int_equal(CLIENT(t->partner, "note", "reply", note, "Rev B has it"), 0);
	sees(t, t->c, "Rev B has it");
	assert_int_equal(CLIENT(t->partner, "note", "state", note, "accepted"), 0);
	sees(t, t->c, "The note was accepted");
	sees(t, t->p, "note accepted");
	free(note);
}

static void call(struct talk *t)
{
	assert_int_equal(CLIENT(t->customer, "chat", "call", t->number, "2099-11-25 14:00", "--minutes=30"), 0);
	sees(t, t->p, "call asked for");
	reads(t, t->p);
	pty_keys(t->p, "Ga");
	sees(t, t->c, "call accepted");
}

/* The whole deal for the record, as people read it: everything that was said is in it. */
static void check_export(struct talk *t)
{
	static const char *const said[] = {"Is R5 meant, or R3?", "Rev C follows.", "The plate", "R3 clashes with the boss", "Noted without a link", "sent without a link",
		"Rev B has it", "note accepted", "call accepted", "The chat was opened"};

	assert_int_equal(CLIENT(t->customer, "deal", "export", t->number), 0);
	for (size_t i = 0; i < lengthof(said); i++) {
		if (!strstr(str_c(&t->customer->out), said[i])) {
			fail_msg("not in the export: %s\n%s", said[i], str_c(&t->customer->out));
		}
	}
	assert_null(strstr(str_c(&t->customer->out), "too hasty"));
}

static void both_see_the_same(void **state)
{
	struct talk *t = *state;

	t->p = open_chat(t, t->partner);
	t->c = open_chat(t, t->customer);
	says_and_answers(t);
	takes_back(t);
	pins_a_note(t);
	new_revision(t);
	call(t);
	leave(t->p);
	leave(t->c);
	check_export(t);
	print_message("the slowest took %lld ms from the key to the other screen\n", (long long)t->slowest);
}

/* What is written when the server is gone waits, is seen to wait, survives a kill and arrives once. */
static void waits_for_the_link(void **state)
{
	struct talk *t = *state;

	t->p = open_chat(t, t->partner);
	fettled_stop(t->f);
	sees(t, t->p, "offline since");
	pty_keys(t->p, "written without a server<Enter><Enter>");
	sees(t, t->p, "queued");
	pty_keys(t->p, "and a draft");
	sees(t, t->p, "> and a draft");
	pty_signal(t->p, SIGHUP);
	client_left(t->p);
	fettled_again(t->f, NULL, 0);
	proxy_to(t->proxy, t->f->base);
	client_destroy(t->customer);
	t->customer = sign_in(t, t->f->base, "anna");
	t->p = open_chat(t, t->partner);
	sees(t, t->p, "> and a draft");
	t->c = open_chat(t, t->customer);
	sees(t, t->c, "written without a server");
	leave(t->p);
	leave(t->c);
	assert_int_equal(CLIENT(t->customer, "chat", "search", "without a server", "--json"), 0);
	struct json *j = json_parse(str_c(&t->customer->out), t->customer->out.len, NULL);
	assert_int_equal(json_len(j), 1);
	json_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_see_the_same, open_talk, close_talk),
		cmocka_unit_test_setup_teardown(waits_for_the_link, open_talk, close_talk),
	};

	return cmocka_run_group_tests_name("talk", tests, NULL, NULL);
}
