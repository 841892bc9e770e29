#include "lib/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/str.h"
#include "ui/key.h"

struct pty {
	int fd, pidfd;
	pid_t pid;
	int status;           /* -1: runs */
	bool hung_up;
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	struct str output, text, answer;
	bool answers;
	struct termios start;
	VTermPos cursor;
	bool visible, alternate;
	int shape, mouse, bells;
	char title[256];
};

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int on_cursor(VTermPos pos, VTermPos old, int visible, void *user)
{
	struct pty *p = user;

	(void)old;
	p->cursor = pos;
	p->visible = visible != 0;
	return 1;
}

static int on_prop(VTermProp prop, VTermValue *val, void *user)
{
	struct pty *p = user;

	switch (prop) {
	case VTERM_PROP_CURSORVISIBLE:
		p->visible = val->boolean != 0;
		break;
	case VTERM_PROP_ALTSCREEN:
		p->alternate = val->boolean != 0;
		break;
	case VTERM_PROP_CURSORSHAPE:
		p->shape = val->number;
		break;
	case VTERM_PROP_MOUSE:
		p->mouse = val->number;
		break;
	case VTERM_PROP_TITLE:
		snprintf(p->title, sizeof(p->title), "%s", val->string);
		break;
	default:
		break;
	}
	return 1;
}

static int on_bell(void *user)
{
	((struct pty *)user)->bells++;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.movecursor = on_cursor,
	.settermprop = on_prop,
	.bell = on_bell,
};

static void on_answer(const char *s, size_t n, void *user)
{
	struct pty *p = user;

	if (p->answers) {
		str_addn(&p->answer, s, n);
	}
}

static void child_env(const char *const *env)
{
	static const char *const away[] = {"LINES", "COLUMNS", "NO_COLOR", "TMUX", "STY",
		"LANGUAGE", "LANG", "ESCDELAY", "TERMINFO", "VISUAL", "EDITOR"};

	for (size_t i = 0; i < lengthof(away); i++) {
		unsetenv(away[i]);
	}
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (; env && *env; env++) {
		char *pair = xstrdup(*env), *eq = strchr(pair, '=');
		if (eq) {
			*eq = '\0';
			setenv(pair, eq + 1, 1);
		} else {
			unsetenv(pair);
		}
		free(pair);
	}
}

static struct pty *make(int rows, int cols)
{
	struct pty *p = xcalloc(1, sizeof(*p));

	p->rows = rows;
	p->cols = cols;
	p->status = -1;
	p->answers = true;
	p->visible = true;
	p->shape = 1;
	p->vt = vterm_new(rows, cols);
	vterm_set_utf8(p->vt, 1);
	vterm_output_set_callback(p->vt, on_answer, p);
	p->screen = vterm_obtain_screen(p->vt);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_reset(p->screen, 1);
	return p;
}

/* 0 in the child. The tty's settings are read before the child can change them. */
static pid_t split(struct pty *p)
{
	struct winsize ws = {.ws_row = (unsigned short)p->rows, .ws_col = (unsigned short)p->cols};
	int slave;

	must(openpty(&p->fd, &slave, NULL, NULL, &ws) == 0);
	tcgetattr(p->fd, &p->start);
	fcntl(p->fd, F_SETFD, FD_CLOEXEC);
	fcntl(p->fd, F_SETFL, O_NONBLOCK);
	fflush(NULL);
	p->pid = fork();
	must(p->pid >= 0);
	if (p->pid == 0) {
		close(p->fd);
		login_tty(slave);
		return 0;
	}
	close(slave);
	p->pidfd = pidfd_open(p->pid, 0);
	must(p->pidfd >= 0);
	return p->pid;
}

struct pty *pty_start(int rows, int cols, const char *cwd, const char *const *env,
	const char *const *argv)
{
	struct pty *p = make(rows, cols);

	if (split(p) == 0) {
		child_env(env);
		if (cwd && chdir(cwd) != 0) {
			_exit(126);
		}
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	return p;
}

struct pty *pty_call(int rows, int cols, const char *const *env, int (*fn)(void *arg), void *arg)
{
	struct pty *p = make(rows, cols);

	if (split(p) == 0) {
		child_env(env);
		int status = fn(arg);
		fflush(NULL);
		_exit(status);
	}
	return p;
}

static void reap(struct pty *p, int flags)
{
	int st;

	if (p->status < 0 && waitpid(p->pid, &st, flags) == p->pid) {
		p->status = WIFSIGNALED(st) ? 128 + WTERMSIG(st) : WEXITSTATUS(st);
	}
}

void pty_close(struct pty *p)
{
	if (!p) {
		return;
	}
	if (p->status < 0) {
		kill(p->pid, SIGKILL);
		reap(p, 0);
	}
	if (p->fd >= 0) {
		close(p->fd);
	}
	close(p->pidfd);
	vterm_free(p->vt);
	str_finish(&p->output);
	str_finish(&p->text);
	str_finish(&p->answer);
	free(p);
}

pid_t pty_pid(const struct pty *p)
{
	return p->pid;
}

static void take_output(struct pty *p)
{
	char buf[8192];
	ssize_t n;

	while ((n = read(p->fd, buf, sizeof(buf))) > 0) {
		str_addn(&p->output, buf, (size_t)n);
		vterm_input_write(p->vt, buf, (size_t)n);
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		p->hung_up = true;
	}
}

/* Answers of the terminal are sent here and not where they arise: that is inside a write. */
static void give_answers(struct pty *p)
{
	while (p->answer.len > 0) {
		ssize_t n = write(p->fd, p->answer.s, p->answer.len);
		if (n <= 0) {
			return;
		}
		str_splice(&p->answer, 0, (size_t)n, "", 0);
	}
}

void pty_pump(struct pty *p)
{
	if (!p->hung_up) {
		take_output(p);
	}
	vterm_screen_flush_damage(p->screen);
	give_answers(p);
}

/* One wait for output or the end; false when the time is over. */
static bool step(struct pty *p, long until, bool for_end)
{
	struct pollfd fds[2] = {{.fd = p->hung_up ? -1 : p->fd, .events = POLLIN},
		{.fd = p->status < 0 && (for_end || p->hung_up) ? p->pidfd : -1, .events = POLLIN}};
	long left = until - now_ms();

	if (p->answer.len > 0) {
		fds[0].events |= POLLOUT;
	}
	if (left <= 0 || (fds[0].fd < 0 && fds[1].fd < 0)) {
		return false;
	}
	if (poll(fds, 2, (int)left) == 0) {
		return false;
	}
	pty_pump(p);
	if (fds[1].revents) {
		reap(p, 0);
	}
	return true;
}

bool pty_until(struct pty *p, bool (*fn)(struct pty *p, void *arg), void *arg, int ms)
{
	long until = now_ms() + ms;

	pty_pump(p);
	while (!fn(p, arg)) {
		if (!step(p, until, false)) {
			return false;
		}
	}
	return true;
}

static bool has_text(struct pty *p, void *arg)
{
	return strstr(pty_screen(p), arg) != NULL;
}

static bool lacks_text(struct pty *p, void *arg)
{
	return !has_text(p, arg);
}

static bool has_match(struct pty *p, void *arg)
{
	return regexec(arg, pty_screen(p), 0, NULL, 0) == 0;
}

static bool has_cursor(struct pty *p, void *arg)
{
	const VTermPos *at = arg;

	return p->cursor.row == at->row && p->cursor.col == at->col;
}

bool pty_wait_cursor(struct pty *p, int row, int col, int ms)
{
	VTermPos at = {.row = row, .col = col};

	return pty_until(p, has_cursor, &at, ms) || pty_explain(p, "the cursor");
}

bool pty_wait(struct pty *p, const char *text, int ms)
{
	return pty_until(p, has_text, (void *)text, ms) || pty_explain(p, text);
}

bool pty_wait_gone(struct pty *p, const char *text, int ms)
{
	return pty_until(p, lacks_text, (void *)text, ms) || pty_explain(p, text);
}

bool pty_match(struct pty *p, const char *regex, int ms)
{
	regex_t re;

	must(regcomp(&re, regex, REG_EXTENDED | REG_NEWLINE | REG_NOSUB) == 0);
	bool ok = pty_until(p, has_match, &re, ms) || pty_explain(p, regex);
	regfree(&re);
	return ok;
}

bool pty_quiet(struct pty *p, int quiet, int ms)
{
	long until = now_ms() + ms;

	pty_pump(p);
	while (now_ms() < until) {
		if (!step(p, now_ms() + quiet, false)) {
			return true;
		}
	}
	return false;
}

int pty_exit(struct pty *p, int ms)
{
	long until = now_ms() + ms;

	while (p->status < 0 && step(p, until, true)) {
	}
	if (p->status >= 0) {
		pty_pump(p);
	} else {
		pty_explain(p, "it does not end");
	}
	return p->status;
}

int pty_hang_up(struct pty *p, int ms)
{
	pty_pump(p);
	close(p->fd);
	p->fd = -1;
	p->hung_up = true;
	return pty_exit(p, ms);
}

bool pty_explain(struct pty *p, const char *what)
{
	printf("--- waited for: %s\n%s--- cursor %d,%d  status %d  %zu bytes\n", what,
		pty_screen(p), p->cursor.row, p->cursor.col, p->status, p->output.len);
	if (p->output.len > 0 && p->output.len < 2000) {
		printf("--- %s\n", str_c(&p->output));
	}
	return false;
}

void pty_send(struct pty *p, const void *bytes, size_t n)
{
	const char *s = bytes;
	long until = now_ms() + PTY_MS;

	/* The program may be waiting for us to read before it reads. */
	while (n > 0 && now_ms() < until) {
		struct pollfd fd = {.fd = p->fd, .events = POLLIN | POLLOUT};
		poll(&fd, 1, 1000);
		ssize_t k = write(p->fd, s, n);
		if (k > 0) {
			s += k;
			n -= (size_t)k;
		} else if (k < 0 && errno != EAGAIN && errno != EINTR) {
			return;
		}
		pty_pump(p);
	}
}

static const char *const named[KEYN_COUNT] = {
	[KEYN_ENTER] = "\r", [KEYN_ESC] = "\033", [KEYN_TAB] = "\t", [KEYN_BACKTAB] = "\033[Z",
	[KEYN_BS] = "\177", [KEYN_DEL] = "\033[3~", [KEYN_INS] = "\033[2~",
	[KEYN_UP] = "\033OA", [KEYN_DOWN] = "\033OB", [KEYN_RIGHT] = "\033OC",
	[KEYN_LEFT] = "\033OD", [KEYN_HOME] = "\033OH", [KEYN_END] = "\033OF",
	[KEYN_PGUP] = "\033[5~", [KEYN_PGDN] = "\033[6~",
	[KEYN_F1] = "\033OP", [KEYN_F1 + 1] = "\033OQ", [KEYN_F1 + 2] = "\033OR",
	[KEYN_F1 + 3] = "\033OS", [KEYN_F1 + 4] = "\033[15~", [KEYN_F1 + 5] = "\033[17~",
	[KEYN_F1 + 6] = "\033[18~", [KEYN_F1 + 7] = "\033[19~", [KEYN_F1 + 8] = "\033[20~",
	[KEYN_F1 + 9] = "\033[21~", [KEYN_F1 + 10] = "\033[23~", [KEYN_F1 + 11] = "\033[24~",
};

static void send_named(struct pty *p, const struct key *k)
{
	const char *s = named[k->name];
	int mod = 1 + (k->mods & KEYM_SHIFT ? 1 : 0) + (k->mods & KEYM_META ? 2 : 0)
		+ (k->mods & KEYM_CTRL ? 4 : 0);
	size_t n = strlen(s);
	char buf[32];

	if (mod > 1 && n > 2 && s[1] == 'O') {
		snprintf(buf, sizeof(buf), "\033[1;%d%c", mod, s[2]);
	} else if (mod > 1 && s[n - 1] == '~') {
		snprintf(buf, sizeof(buf), "%.*s;%d~", (int)n - 1, s, mod);
	} else {
		snprintf(buf, sizeof(buf), "%s%s", mod == 3 ? "\033" : "", s);
	}
	pty_send(p, buf, strlen(buf));
}

static void send_char(struct pty *p, const struct key *k)
{
	char buf[16];

	snprintf(buf, sizeof(buf), "%s%s", k->mods & KEYM_META ? "\033" : "", k->text);
	size_t n = strlen(buf);
	if (k->mods & KEYM_CTRL) {
		buf[n - 1] = (char)(k->text[0] == ' ' ? 0 : k->text[0] & 0x1f);
	}
	pty_send(p, buf, n);
}

void pty_keys(struct pty *p, const char *keys)
{
	struct key k;
	size_t n;

	while ((n = key_parse_typed(keys, &k)) > 0) {
		if (k.kind == KEYK_NAMED) {
			send_named(p, &k);
		} else if (k.kind == KEYK_CHAR) {
			send_char(p, &k);
		}
		keys += n;
	}
}

void pty_paste(struct pty *p, const char *text, size_t n)
{
	bool answers = p->answers;

	p->answers = true;
	vterm_keyboard_start_paste(p->vt);
	str_addn(&p->answer, text, n);
	vterm_keyboard_end_paste(p->vt);
	p->answers = answers;
	pty_pump(p);
	while (p->answer.len > 0 && step(p, now_ms() + PTY_MS, false)) {
	}
}

void pty_resize(struct pty *p, int rows, int cols)
{
	struct winsize ws = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	pty_pump(p);
	p->rows = rows;
	p->cols = cols;
	vterm_set_size(p->vt, rows, cols);
	ioctl(p->fd, TIOCSWINSZ, &ws);
}

void pty_signal(struct pty *p, int signo)
{
	kill(p->pid, signo);
}

void pty_answers(struct pty *p, bool on)
{
	p->answers = on;
}

static void add_char(struct str *out, uint32_t c)
{
	char s[4];

	if (c < 0x80) {
		str_addc(out, (char)c);
		return;
	}
	int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (int i = n - 1; i > 0; i--) {
		s[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	s[0] = (char)((0xf0 << (4 - n)) | c);
	str_addn(out, s, (size_t)n);
}

static void add_row(struct pty *p, int row)
{
	size_t keep = p->text.len;
	VTermScreenCell cell;

	for (VTermPos pos = {.row = row}; pos.col < p->cols; pos.col++) {
		vterm_screen_get_cell(p->screen, pos, &cell);
		if (cell.chars[0] == (uint32_t)-1) {
			continue;
		}
		if (cell.chars[0] == 0) {
			str_addc(&p->text, ' ');
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
			add_char(&p->text, cell.chars[i]);
		}
		keep = cell.chars[0] == ' ' ? keep : p->text.len;
	}
	str_cut(&p->text, keep);
}

const char *pty_screen(struct pty *p)
{
	str_clear(&p->text);
	for (int r = 0; r < p->rows; r++) {
		add_row(p, r);
		str_addc(&p->text, '\n');
	}
	return str_c(&p->text);
}

const char *pty_row(struct pty *p, int row)
{
	str_clear(&p->text);
	add_row(p, row);
	return str_c(&p->text);
}

void pty_cursor(const struct pty *p, int *row, int *col)
{
	*row = p->cursor.row;
	*col = p->cursor.col;
}

bool pty_cursor_visible(const struct pty *p)
{
	return p->visible;
}

int pty_cursor_shape(const struct pty *p)
{
	return p->shape;
}

bool pty_alternate(const struct pty *p)
{
	return p->alternate;
}

int pty_mouse(const struct pty *p)
{
	return p->mouse;
}

const char *pty_title(const struct pty *p)
{
	return p->title;
}

int pty_bells(const struct pty *p)
{
	return p->bells;
}

const char *pty_attrs(struct pty *p, int row, int col)
{
	VTermScreenCell cell;

	str_clear(&p->text);
	vterm_screen_get_cell(p->screen, (VTermPos){.row = row, .col = col}, &cell);
	str_add(&p->text, cell.attrs.bold ? "b" : "");
	str_add(&p->text, cell.attrs.underline ? "u" : "");
	str_add(&p->text, cell.attrs.reverse ? "r" : "");
	str_add(&p->text, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) ? "" : "c");
	return str_c(&p->text);
}

size_t pty_bytes(const struct pty *p)
{
	return p->output.len;
}

const char *pty_output(const struct pty *p, size_t *n)
{
	if (n) {
		*n = p->output.len;
	}
	return str_c(&p->output);
}

bool pty_same_termios(const struct pty *p)
{
	struct termios now;

	return tcgetattr(p->fd, &now) == 0 && now.c_iflag == p->start.c_iflag
		&& now.c_oflag == p->start.c_oflag && now.c_cflag == p->start.c_cflag
		&& now.c_lflag == p->start.c_lflag
		&& memcmp(now.c_cc, p->start.c_cc, sizeof(now.c_cc)) == 0;
}
