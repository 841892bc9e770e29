#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/i18n.h"
#include "base/loop.h"
#include "base/str.h"
#include "lib/pty.h"
#include "ui/edit.h"
#include "ui/term.h"
#include "unit/unit.h"

/*
 * The program in the terminal: row 0 names the last keys, row 2 is a text field, row 4
 * counts pastes. F-keys and control keys make it do what is tested.
 */
struct prog {
	struct term_conf conf;
	struct term *t;
	struct loop *l;
	struct surface s;
	struct edit *ed;
	struct str keys;
	int shows;
	bool bar;
	const char *tail; /* of the screen: a word per row from row 6 on */
	int scroll;
};

static void draw(void *arg)
{
	struct prog *p = arg;

	term_fit(p->t, &p->s);
	surface_clear(&p->s);
	struct area a = surface_area(&p->s);
	size_t from = p->keys.len > 60 ? p->keys.len - 60 : 0;
	area_printf(a, 0, 0, -1, STYLE_BOLD, "keys: %s", str_c(&p->keys) + from);
	area_text(a, 1, 0, -1, STYLE_BAD, "한글 e\xcc\x81 Вал …│ 面取り");
	edit_draw(p->ed, area_part(a, 2, 0, 1, a.cols), STYLE_INPUT, p->bar);
	area_printf(a, 3, 0, -1, STYLE_TEXT, "size %dx%d amb %d", p->s.rows, p->s.cols, p->s.amb);
	for (int i = 6; i < p->s.rows - 1; i++) {
		int n = i + p->scroll;
		area_printf(a, i, 0, -1, STYLE_TEXT, "    line %d, the %d words of it differ from line to line %x", n, n * 7 % 100, n * 2654435761u);
	}
	if (!p->bar) {
		area_text(a, 6 + p->scroll % 10, 0, 1, STYLE_CURSOR, ">");
		area_cursor(a, 6 + p->scroll % 10, 0);
	}
	term_show(p->t, &p->s);
}

static void suspend(struct prog *p)
{
	term_leave(p->t);
	printf("left\n");
	fflush(stdout);
	char c;
	while (read(0, &c, 1) == 1 && c != '\n') {
	}
	term_enter(p->t);
}

static void act(struct prog *p, const char *name, const struct key *k)
{
	static const char big[] = "one two";

	if (strcmp(name, "C-q") == 0) {
		loop_quit(p->l);
	} else if (strcmp(name, "C-l") == 0) {
		term_redraw(p->t);
	} else if (strcmp(name, "F2") == 0) {
		p->bar = !p->bar;
	} else if (strcmp(name, "F3") == 0) {
		term_title(p->t, "RFQ 2093\033]0;x\a");
	} else if (strcmp(name, "F4") == 0) {
		str_addf(&p->keys, " copied%d", term_clipboard(p->t, big, strlen(big)));
	} else if (strcmp(name, "F5") == 0) {
		term_mouse(p->t, true);
	} else if (strcmp(name, "F6") == 0) {
		term_bell(p->t);
	} else if (strcmp(name, "C-z") == 0) {
		suspend(p);
	} else if (strcmp(name, "F7") == 0) {
		term_theme(p->t, THEME_MONO);
	} else if (strcmp(name, "F8") == 0) {
		term_theme(p->t, THEME_AUTO);
	} else if (strcmp(name, "F9") == 0) {
		must(!"the test asked for it");
	} else if (strcmp(name, "F10") == 0) {
		raise(SIGSEGV);
	} else if (strcmp(name, "F11") == 0) {
		exit(7);
	} else if (strcmp(name, "Down") == 0) {
		p->scroll++;
	} else if (strcmp(name, "PgDn") == 0) {
		p->scroll += 10;
	} else if (p->bar) {
		edit_key(p->ed, k);
	}
}

static void on_keys(void *arg, int fd, int events)
{
	struct prog *p = arg;
	struct key k;
	char name[KEY_TEXT];

	(void)fd;
	(void)events;
	while ((k = term_key(p->t)).kind != KEYK_NONE) {
		if (k.kind == KEYK_PASTE) {
			str_addf(&p->keys, " [%zu]", k.paste_len);
			edit_key(p->ed, &k);
			continue;
		}
		key_format(&k, name);
		if (strcmp(name, "Down") != 0 && !(p->bar && k.kind == KEYK_CHAR && !k.mods)) {
			str_addf(&p->keys, " %s", k.kind == KEYK_RESIZE ? "resized" : name);
		}
		if (k.kind == KEYK_MOUSE) {
			str_addf(&p->keys, "@%d,%d", k.row, k.col);
		}
		act(p, name, &k);
	}
}

static void on_winch(void *arg)
{
	struct prog *p = arg;

	term_resized(p->t);
}

static void on_hup(void *arg)
{
	loop_quit(((struct prog *)arg)->l);
}

static int run(void *arg)
{
	struct prog *p = arg;
	struct err e = ERR_NONE;

	i18n_init(NULL);
	p->t = term_create_curses(&p->conf, &e);
	if (!p->t) {
		printf("refused: %s\n", e.text);
		return 2;
	}
	p->l = loop_create();
	p->ed = edit_create(0, 0);
	surface_init(&p->s, 1, 1);
	loop_fd(p->l, term_fd(p->t), LOOP_READ, on_keys, p);
	loop_signal(p->l, SIGWINCH, on_winch, p);
	loop_signal(p->l, SIGHUP, on_hup, p);
	loop_after(p->l, draw, p);
	loop_run(p->l);
	loop_destroy(p->l);
	term_destroy(p->t);
	edit_destroy(p->ed);
	surface_finish(&p->s);
	str_finish(&p->keys);
	return 0;
}

static struct prog prog;
static struct pty *pty;

static void start_with(const char *const *env, struct term_conf conf)
{
	prog = (struct prog){.conf = conf};
	pty = pty_call(24, 80, env, run, &prog);
	assert_true(pty_wait(pty, "keys:", PTY_MS));
}

static void start(void)
{
	start_with(NULL, (struct term_conf){.ambiguous = 1});
}

static int teardown(void **state)
{
	(void)state;
	pty_close(pty);
	pty = NULL;
	return 0;
}

static void quit_well(void)
{
	pty_keys(pty, "<C-q>");
	assert_int_equal(pty_exit(pty, PTY_MS), 0);
}

static void assert_given_back(void)
{
	assert_true(pty_same_termios(pty));
	assert_false(pty_alternate(pty));
	assert_true(pty_cursor_visible(pty));
	assert_int_equal(pty_mouse(pty), 0);
	assert_non_null(strstr(pty_output(pty, NULL), "\033[?2004l"));
}

static void shows_and_gives_back(void **state)
{
	(void)state;
	start();
	assert_true(pty_wait(pty, "한글 é Вал …│ 面取り\n", PTY_MS));
	assert_true(pty_alternate(pty));
	assert_false(pty_same_termios(pty));
	assert_true(pty_wait(pty, "size 24x80 amb 1\n", PTY_MS));
	assert_true(pty_wait_cursor(pty, 6, 0, PTY_MS));
	assert_string_equal(pty_attrs(pty, 0, 0), "b");
	assert_string_equal(pty_attrs(pty, 1, 0), "bc");
	assert_string_equal(pty_attrs(pty, 3, 0), "");
	quit_well();
	assert_given_back();
}

static void keys_arrive(void **state)
{
	(void)state;

	start();
	pty_keys(pty, "jж한<C-s><C-d><M-x><Enter><Esc>");
	assert_true(pty_wait(pty, "keys:  j ж 한 C-s C-d M-x Enter Esc", PTY_MS));
	pty_keys(pty, "<Esc>");
	assert_true(pty_wait(pty, "Esc Esc", PTY_MS));
	pty_keys(pty, "<S-Tab><C-Left><F12><S-F5><C-Space><BS>");
	assert_true(pty_wait(pty, "S-Tab C-Left F12 S-F5 C-Space BS", PTY_MS));
	quit_well();
}

static void lone_escape_needs_no_other_key(void **state)
{
	(void)state;

	start();
	pty_send(pty, "\033", 1);
	assert_true(pty_wait(pty, "keys:  Esc", PTY_MS));
	pty_send(pty, "\033[", 2);
	pty_send(pty, "A", 1);
	assert_true(pty_match(pty, "Esc (Up|M-\\[ A)$", PTY_MS));
	quit_well();
}

static void paste_is_one_key(void **state)
{
	(void)state;
	static char big[100000];

	memset(big, 'q', sizeof(big) - 1);
	big[5000] = '\r';
	big[5001] = 3; /* C-c */
	start();
	pty_paste(pty, "one\rtwo", 7);
	assert_true(pty_wait(pty, "keys:  [7]", PTY_MS));
	assert_true(pty_wait(pty, "one two", PTY_MS));
	pty_paste(pty, big, sizeof(big) - 1);
	assert_true(pty_wait(pty, "[100001]", PTY_MS));
	quit_well();
}

static void cursor_follows_the_text(void **state)
{
	(void)state;
	start();
	pty_keys(pty, "<F2>견적 x<Left>");
	assert_true(pty_wait(pty, "견적 x", PTY_MS));
	assert_true(pty_wait(pty, "Left", PTY_MS));
	assert_true(pty_wait_cursor(pty, 2, 5, PTY_MS));
	assert_int_equal(pty_cursor_shape(pty), 3);
	pty_keys(pty, "<F2>");
	assert_true(pty_wait(pty, "Left F2", PTY_MS));
	assert_int_equal(pty_cursor_shape(pty), 1);
	pty_keys(pty, "<F2>");
	assert_true(pty_wait(pty, "F2 F2", PTY_MS));
	quit_well();
	assert_given_back();
	assert_int_equal(pty_cursor_shape(pty), 1);
}

static void follows_the_size(void **state)
{
	(void)state;

	start();
	pty_resize(pty, 30, 100);
	assert_true(pty_wait(pty, "size 30x100", PTY_MS));
	assert_true(pty_wait(pty, "line 28", PTY_MS));
	pty_resize(pty, 10, 40);
	assert_true(pty_wait(pty, "size 10x40", PTY_MS));
	pty_resize(pty, 1, 1);
	pty_resize(pty, 24, 80);
	assert_true(pty_wait(pty, "size 24x80", PTY_MS));
	assert_true(pty_wait(pty, "line 22", PTY_MS));
	assert_true(pty_wait(pty, "keys:  resized", PTY_MS));
	quit_well();
}

static void redraws_what_was_spoilt(void **state)
{
	(void)state;
	size_t before;

	start();
	assert_true(pty_quiet(pty, 50, PTY_MS));
	before = pty_bytes(pty);
	pty_keys(pty, "<C-l>");
	assert_true(pty_wait(pty, "C-l", PTY_MS));
	assert_true(pty_quiet(pty, 50, PTY_MS));
	assert_in_range(pty_bytes(pty) - before, 500, 3000);
	quit_well();
}

static void sends_little(void **state)
{
	(void)state;
	size_t before;

	start();
	pty_keys(pty, "<F2>");
	assert_true(pty_wait(pty, "F2", PTY_MS));
	assert_true(pty_quiet(pty, 50, PTY_MS));
	before = pty_bytes(pty);
	pty_keys(pty, "abcd");
	assert_true(pty_wait(pty, "\nabcd\n", PTY_MS));
	assert_true(pty_quiet(pty, 50, PTY_MS));
	assert_in_range(pty_bytes(pty) - before, 4, 40);
	before = pty_bytes(pty);
	pty_keys(pty, "<Up>");
	assert_true(pty_wait(pty, "F2 Up", PTY_MS));
	assert_in_range(pty_bytes(pty) - before, 3, 40);
	quit_well();
}

static void leaves_and_comes_back(void **state)
{
	(void)state;

	start();
	pty_keys(pty, "x<F3><F5><F2>");
	assert_true(pty_wait(pty, "x F3 F5 F2", PTY_MS));
	assert_int_not_equal(pty_mouse(pty), 0);
	pty_keys(pty, "<C-z>");
	assert_true(pty_wait(pty, "left", PTY_MS));
	assert_given_back();
	assert_int_equal(pty_cursor_shape(pty), 1);
	pty_resize(pty, 20, 70);
	pty_keys(pty, "editor\n");
	assert_true(pty_wait(pty, "x F3 F5 F2 C-z resized", PTY_MS));
	assert_true(pty_wait(pty, "size 20x70", PTY_MS));
	assert_true(pty_alternate(pty));
	assert_int_not_equal(pty_mouse(pty), 0);
	assert_int_equal(pty_cursor_shape(pty), 3);
	quit_well();
	assert_given_back();
}

static void mouse_is_read(void **state)
{
	(void)state;

	start();
	assert_int_equal(pty_mouse(pty), 0);
	pty_keys(pty, "<F5>");
	assert_true(pty_wait(pty, "F5", PTY_MS));
	pty_send(pty, "\033[<0;11;4M\033[<65;1;2M", 20);
	assert_true(pty_wait(pty, "Mouse@3,10 WheelDown@1,0", PTY_MS));
	quit_well();
	assert_given_back();
}

static void title_and_clipboard(void **state)
{
	(void)state;

	start();
	pty_keys(pty, "<F3><F6>");
	assert_true(pty_wait(pty, "F3 F6", PTY_MS));
	assert_string_equal(pty_title(pty), "RFQ 2093␛");
	assert_int_equal(pty_bells(pty), 1);
	pty_keys(pty, "<F4>");
	assert_true(pty_wait(pty, "copied1", PTY_MS));
	assert_non_null(strstr(pty_output(pty, NULL), "\033]52;c;b25lIHR3bw==\a"));
	assert_null(strstr(pty_output(pty, NULL), "tmux"));
	quit_well();
	assert_non_null(strstr(pty_output(pty, NULL), "\033[23;2t"));
	pty_close(pty);
	start_with((const char *const[]){"TMUX=/tmp/x,1,0", "TERM=tmux-256color", NULL},
		(struct term_conf){.ambiguous = 1});
	pty_keys(pty, "<F4>");
	assert_true(pty_wait(pty, "copied1", PTY_MS));
	assert_non_null(strstr(pty_output(pty, NULL), "\033Ptmux;\033\033]52;c;b25lIHR3bw==\a\033\\"));
	quit_well();
	pty_close(pty);
	start_with((const char *const[]){"TERM=vt100", NULL}, (struct term_conf){.ambiguous = 1});
	pty_keys(pty, "<F4>");
	assert_true(pty_wait(pty, "copied0", PTY_MS));
	quit_well();
}

static void given_back_after(const char *key, int status)
{
	start();
	pty_keys(pty, "<F5><F2>");
	assert_true(pty_wait(pty, "F5 F2", PTY_MS));
	assert_false(pty_same_termios(pty));
	pty_keys(pty, key);
	assert_int_equal(pty_exit(pty, PTY_MS), status);
	assert_given_back();
	assert_int_equal(pty_cursor_shape(pty), 1);
}

static void given_back_when_it_dies(void **state)
{
	(void)state;

	given_back_after("<F9>", 128 + SIGABRT);
	assert_true(pty_wait(pty, "cannot go on", PTY_MS));
	pty_close(pty);
	given_back_after("<F11>", 7);
	pty_close(pty);
	start();
	pty_keys(pty, "<F10>");
	/* a sanitizer ends with its own status after its report */
	assert_int_not_equal(pty_exit(pty, PTY_MS), 0);
	assert_given_back();
	pty_close(pty);
	start();
	pty_signal(pty, SIGHUP);
	assert_int_equal(pty_exit(pty, PTY_MS), 0);
	assert_given_back();
	pty_close(pty);
	start();
	assert_int_equal(pty_hang_up(pty, PTY_MS), 0);
}

static bool looks(struct pty *p, void *arg)
{
	return strcmp(pty_attrs(p, 1, 0), arg) == 0;
}

static void colours_are_the_users_wish(void **state)
{
	(void)state;

	start_with((const char *const[]){"NO_COLOR=1", NULL}, (struct term_conf){.ambiguous = 1});
	assert_true(pty_wait(pty, "Вал", PTY_MS));
	assert_string_equal(pty_attrs(pty, 1, 0), "bu");
	quit_well();
	pty_close(pty);
	start_with((const char *const[]){"NO_COLOR=", NULL}, (struct term_conf){.ambiguous = 1, .theme = THEME_8});
	assert_true(pty_wait(pty, "Вал", PTY_MS));
	assert_string_equal(pty_attrs(pty, 1, 0), "bc");
	quit_well();
	pty_close(pty);
	start();
	assert_true(pty_until(pty, looks, (char *)"bc", PTY_MS));
	pty_keys(pty, "<F7>");
	assert_true(pty_until(pty, looks, (char *)"bu", PTY_MS));
	pty_keys(pty, "<F8>");
	assert_true(pty_until(pty, looks, (char *)"bc", PTY_MS));
	quit_well();
	pty_close(pty);
	start_with((const char *const[]){"TERM=vt100", NULL}, (struct term_conf){.ambiguous = 1, .ascii = true});
	assert_true(pty_wait(pty, "Вал ~|", PTY_MS));
	assert_string_equal(pty_attrs(pty, 0, 0), "b");
	quit_well();
	assert_true(pty_same_termios(pty));
}

static void asks_for_the_width(void **state)
{
	(void)state;

	start_with(NULL, (struct term_conf){.ambiguous = 0});
	assert_true(pty_wait(pty, "한글 é Вал …│ 面取り\n", PTY_MS));
	pty_keys(pty, "jk");
	assert_true(pty_wait(pty, "keys:  j k", PTY_MS));
	assert_true(pty_wait(pty, "amb 1", PTY_MS));
	quit_well();
	pty_close(pty);
	prog = (struct prog){.conf = {.ambiguous = 0}};
	pty = pty_call(24, 80, NULL, run, &prog);
	pty_answers(pty, false);
	pty_keys(pty, "j");
	pty_send(pty, "\033[2;3R", 6);
	assert_true(pty_wait(pty, "amb 2", PTY_MS));
	assert_true(pty_wait(pty, "keys:  j", PTY_MS));
	quit_well();
}

static void refuses_what_is_no_terminal(void **state)
{
	(void)state;

	prog = (struct prog){0};
	pty = pty_call(24, 80, (const char *const[]){"TERM=no-such-terminal", NULL}, run, &prog);
	assert_int_equal(pty_exit(pty, PTY_MS), 2);
	assert_true(pty_wait(pty, "no-such-terminal", PTY_MS));
	assert_true(pty_same_termios(pty));
	pty_close(pty);
	pty = pty_call(24, 80, (const char *const[]){"TERM=dumb", NULL}, run, &prog);
	assert_int_equal(pty_exit(pty, PTY_MS), 2);
	assert_true(pty_wait(pty, "cannot place its cursor", PTY_MS));
	assert_true(pty_same_termios(pty));
}

#define T(f) cmocka_unit_test_teardown(f, teardown)

UNIT_TESTS(curses,
	T(shows_and_gives_back),
	T(keys_arrive),
	T(lone_escape_needs_no_other_key),
	T(paste_is_one_key),
	T(cursor_follows_the_text),
	T(follows_the_size),
	T(redraws_what_was_spoilt),
	T(sends_little),
	T(leaves_and_comes_back),
	T(mouse_is_read),
	T(title_and_clipboard),
	T(given_back_when_it_dies),
	T(colours_are_the_users_wish),
	T(asks_for_the_width),
	T(refuses_what_is_no_terminal));
