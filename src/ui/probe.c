#include "ui/probe.h"

#include <curses.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"
#include "text/cells.h"
#include "tty.h"

/* What goes wrong in the field: fonts and tables of another time than ours. */
static const struct probe_sample wanted[PROBE_SAMPLES] = {
	{"latin", "aé", 0, -1},
	{"hangul", "모따", 0, -1},
	{"kanji", "面取", 0, -1},
	{"cyrillic", "Їж", 0, -1},
	{"combining", "e\u0301", 0, -1},
	{"ambiguous", "±", 0, -1},
};

static void read_terminfo(struct term_facts *f, int fd)
{
	int status = 0;

	/* ncurses keeps what it read until the end of the program */
	if (setupterm(NULL, fd, &status) != OK) {
		return;
	}
	f->known = true;
	f->colours = tigetnum("colors");
	f->colours = f->colours > 0 ? f->colours : 0;
	f->can_address = tigetstr("cup") && tigetstr("cup") != (char *)-1; /* what tigetstr() answers for no string */
	del_curterm(cur_term);
}

static void read_size(struct term_facts *f, int fd)
{
	struct winsize w;

	if (ioctl(fd, TIOCGWINSZ, &w) == 0) {
		f->rows = w.ws_row;
		f->cols = w.ws_col;
	}
}

/*
 * The column of a cursor report, "ESC [ row ; column R", 0 when there is none in it. Not by keyin: in
 * row 1 a report is written like the F3 key.
 */
static int column_of(const struct str *in)
{
	const char *s = str_c(in);

	while ((s = strstr(s, "\033["))) {
		size_t row = strspn(s += 2, "0123456789"), col = s[row] == ';' ? strspn(s + row + 1, "0123456789") : 0;
		if (row && col && col < 5 && s[row + 1 + col] == 'R') {
			return (int)strtol(s + row + 1, NULL, 10);
		}
	}
	return 0;
}

/* The column the terminal says the cursor is in, from 1; 0 when it does not say. */
static int ask_column(int fd, int64_t until)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	struct str in = STR_INIT;
	char buf[256];
	int column = 0;

	tty_write(fd, "\033[6n", 4);
	while (!(column = column_of(&in))) {
		int64_t left = until - clock_mono_ms();
		ssize_t n = left > 0 && poll(&p, 1, (int)left) > 0 ? read(fd, buf, sizeof(buf)) : 0;
		if (n <= 0) {
			break;
		}
		str_addn(&in, buf, (size_t)n);
	}
	str_finish(&in);
	return column;
}

static void measure(struct term_facts *f, int fd, int timeout_ms)
{
	int64_t until = clock_mono_ms() + timeout_ms;

	f->answers = true;
	for (int i = 0; i < PROBE_SAMPLES && f->answers; i++) {
		struct probe_sample *s = &f->samples[i];
		tty_write(fd, "\r", 1);
		tty_write(fd, s->text, strlen(s->text));
		int column = ask_column(fd, until);
		s->got = column ? column - 1 : -1;
		f->answers = column > 0;
	}
	tty_write(fd, "\r\033[K", 4);
	f->wide_ambiguous = f->samples[PROBE_SAMPLES - 1].got == 2;
}

static void ask_all(struct term_facts *f, int fd, int timeout_ms)
{
	struct termios was, raw;

	read_terminfo(f, fd);
	read_size(f, fd);
	if (tcgetattr(fd, &was) == 0) {
		raw = was;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		tcsetattr(fd, TCSADRAIN, &raw);
		measure(f, fd, timeout_ms);
		tcsetattr(fd, TCSADRAIN, &was);
	}
}

void term_probe(struct term_facts *out, int timeout_ms)
{
	const char *name = getenv("TERM");
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	*out = (struct term_facts){.tty = fd >= 0};
	snprintf(out->name, sizeof(out->name), "%s", name ? name : "");
	for (int i = 0; i < PROBE_SAMPLES; i++) {
		out->samples[i] = wanted[i];
		out->samples[i].want = (int)cells_width(wanted[i].text, strlen(wanted[i].text), 1);
	}
	if (fd >= 0) {
		ask_all(out, fd, timeout_ms);
		close(fd);
	}
}
