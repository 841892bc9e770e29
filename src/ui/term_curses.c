/* cchar_t and the wide functions are only declared so */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <dlfcn.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend.h"
#include "base/alloc.h"
#include "base/fault.h"
#include "base/i18n.h"
#include "osc.h"
#include "paint.h"
#include "rescue.h"
#include "text/cells.h"
#include "text/utf8.h"
#include "tty.h"
#include "ui/theme.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct curses {
	struct term base;
	struct tty tty;
	struct termios shell;
	SCREEN *screen;
	struct surface shown;
	attr_t attrs[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	bool paints;            /* by ourselves; else ncurses finds the sequences */
	struct paint paint;
	struct str frame;
	cchar_t *row;           /* one row on its way to ncurses */
	bool all;               /* the next show starts from nothing */
	bool begun;             /* ncurses has set the terminal up */
	bool ansi;              /* takes CSI sequences: those it does not know do no harm */
	bool bar, mouse, titled, coloured;
	char *title;            /* told last, NULL: none */
	bool resized;           /* a KEYK_RESIZE key waits */
	bool ask_width;
};

static const struct term_ops curses_ops;

static struct curses *of(struct term *t)
{
	return (struct curses *)t;
}

/* A string capability, NULL when the terminal lacks it. */
static const char *cap(const char *name)
{
	char *s = tigetstr((char *)name);

	return s && s != (char *)-1 && s[0] ? s : NULL;
}

static void add_cap(struct str *out, const char *name)
{
	const char *s = cap(name);

	/* Padding ("$<5>") is for terminals of paper. */
	for (; s && *s; s++) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>')) {
			s = strchr(s, '>');
			continue;
		}
		str_addc(out, *s);
	}
}

static void send(const char *s)
{
	tty_write(STDOUT_FILENO, s, strlen(s));
}

/* DECSCUSR: 6 is a steady bar, 0 what the user has set. */
static void add_shape(struct str *out, int shape)
{
	const char *ss = cap("Ss");

	if (ss) {
		str_add(out, tiparm(ss, shape));
	}
}

/* What must be undone besides what ncurses undoes. */
static void add_modes_off(const struct curses *c, struct str *out)
{
	if (c->paints) {
		str_add(out, "\033[m");
	}
	if (c->ansi) {
		str_add(out, PASTE_OFF);
	}
	if (c->mouse) {
		str_add(out, MOUSE_OFF);
	}
	if (c->bar) {
		add_shape(out, 0);
	}
	if (c->titled) {
		str_add(out, "\033[23;2t");
	}
	add_cap(out, "rmkx");
}

static void arm(struct curses *c)
{
	struct str bytes = STR_INIT;

	add_modes_off(c, &bytes);
	add_cap(&bytes, "sgr0");
	add_cap(&bytes, "cnorm");
	if (cap("rmcup")) {
		add_cap(&bytes, "rmcup");
	} else {
		str_add(&bytes, "\r\n");
	}
	rescue_arm(STDOUT_FILENO, str_c(&bytes), bytes.len, &c->shell);
	str_finish(&bytes);
}

static void modes_on(struct curses *c)
{
	struct str bytes = STR_INIT;

	add_cap(&bytes, "smkx");
	if (c->ansi) {
		str_add(&bytes, PASTE_ON);
	}
	if (c->mouse) {
		str_add(&bytes, MOUSE_ON);
	}
	send(str_c(&bytes));
	str_finish(&bytes);
	c->bar = false;
	arm(c);
}

static void modes_off(struct curses *c)
{
	struct str bytes = STR_INIT;

	add_modes_off(c, &bytes);
	c->titled = false;
	send(str_c(&bytes));
	str_finish(&bytes);
}

static void define_keys(struct keyin *in)
{
	static const struct {
		const char *cap;
		enum key_name name;
		int mods;
	} keys[] = {
		{"kcuu1", KEYN_UP, 0}, {"kcud1", KEYN_DOWN, 0}, {"kcub1", KEYN_LEFT, 0},
		{"kcuf1", KEYN_RIGHT, 0}, {"khome", KEYN_HOME, 0}, {"kend", KEYN_END, 0},
		{"kpp", KEYN_PGUP, 0}, {"knp", KEYN_PGDN, 0}, {"kich1", KEYN_INS, 0},
		{"kdch1", KEYN_DEL, 0}, {"kbs", KEYN_BS, 0}, {"kcbt", KEYN_BACKTAB, 0},
		{"kent", KEYN_ENTER, 0}, {"kLFT", KEYN_LEFT, KEYM_SHIFT},
		{"kRIT", KEYN_RIGHT, KEYM_SHIFT}, {"kri", KEYN_UP, KEYM_SHIFT},
		{"kind", KEYN_DOWN, KEYM_SHIFT},
	};
	char name[16];

	for (size_t i = 0; i < lengthof(keys); i++) {
		const char *s = cap(keys[i].cap);
		if (s) {
			keyin_define(in, s, key_named(keys[i].name, keys[i].mods));
		}
	}
	for (int f = 1; f <= 12; f++) {
		snprintf(name, sizeof(name), "kf%d", f);
		if (cap(name)) {
			keyin_define(in, cap(name), key_named((enum key_name)(KEYN_F1 + f - 1), 0));
		}
	}
}

static attr_t attrs_of(struct look k)
{
	return (k.attrs & LOOK_BOLD ? A_BOLD : 0) | (k.attrs & LOOK_DIM ? A_DIM : 0)
		| (k.attrs & LOOK_UNDERLINE ? A_UNDERLINE : 0)
		| (k.attrs & LOOK_REVERSE ? A_REVERSE : 0);
}

/* Attributes and colours that the terminal lacks are left out. */
static void paint_theme(struct curses *c, enum palette p)
{
	static const struct { int bit; const char *cap; } bits[] = {
		{LOOK_BOLD, "bold"}, {LOOK_DIM, "dim"}, {LOOK_UNDERLINE, "smul"}, {LOOK_REVERSE, "rev"}};
	struct look looks[STYLE_COUNT];
	int colours = cap("setaf") ? tigetnum((char *)"colors") : 0;

	for (int i = 0; i < STYLE_COUNT; i++) {
		looks[i] = theme_look(p, (enum style)i);
		looks[i].colour = looks[i].colour < colours ? looks[i].colour : -1;
		for (size_t k = 0; k < lengthof(bits); k++) {
			looks[i].attrs &= (unsigned char)~(cap(bits[k].cap) ? 0 : bits[k].bit);
		}
	}
	paint_looks(&c->paint, looks);
}

static bool cap_is(const char *name, const char *value)
{
	return cap(name) && strcmp(cap(name), value) == 0;
}

static bool cap_begins(const char *name, const char *value)
{
	return !cap(name) || starts_with(cap(name), value);
}

/* Can it be painted on with ANSI sequences in UTF-8? */
static bool can_paint(void)
{
	return cap_is("cup", "\033[%i%p1%d;%p2%dH") && cap_begins("el", "\033[K") && cap("el") && cap("sgr0")
		&& (strstr(cap("sgr0"), "\033[m") || strstr(cap("sgr0"), "\033[0m") || strstr(cap("sgr0"), "\033[0;10m"))
		&& cap_begins("bold", "\033[1m") && cap_begins("dim", "\033[2m") && cap_begins("smul", "\033[4m")
		&& cap_begins("rev", "\033[7m") && cap_begins("setaf", "\033[") && tigetnum((char *)"xmc") <= 0
		&& strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static void set_theme(struct curses *c, int theme)
{
	enum palette p = theme_palette(tigetnum((char *)"colors"), getenv("NO_COLOR"));
	short pairs = 0, of_colour[256] = {0};

	if (theme >= THEME_MONO && theme <= THEME_256) {
		p = (enum palette)(theme - THEME_MONO);
	}
	if (c->paints) {
		paint_theme(c, p);
		return;
	}
	if (p != PALETTE_MONO && !c->coloured) {
		c->coloured = start_color() == OK && use_default_colors() == OK;
	}
	for (int i = 0; i < STYLE_COUNT; i++) {
		struct look k = theme_look(c->coloured ? p : PALETTE_MONO, (enum style)i);
		c->attrs[i] = attrs_of(k);
		c->pairs[i] = 0;
		if (k.colour < 0 || k.colour >= COLORS) {
			continue;
		}
		if (!of_colour[k.colour]) {
			of_colour[k.colour] = ++pairs;
			init_pair(pairs, k.colour, -1);
		}
		c->pairs[i] = of_colour[k.colour];
	}
}

static bool read_size(struct curses *c)
{
	struct winsize ws;
	int rows = LINES, cols = COLS;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 && ws.ws_col > 0) {
		rows = ws.ws_row;
		cols = ws.ws_col;
	}
	if (rows == c->base.rows && cols == c->base.cols) {
		return false;
	}
	if (rows != LINES || cols != COLS) {
		resize_term(rows, cols);
	}
	c->base.rows = rows;
	c->base.cols = cols;
	c->row = xreallocarray(c->row, (size_t)cols + 1, sizeof(*c->row));
	c->all = true;
	return true;
}

/*
 * ncurses asks wcwidth() where the terminal's cursor is after a letter. Where ambiguous
 * ones take two columns the answer has to be two, and there is no other way to tell it.
 */
static bool ambiguous_are_wide, inside;

int wcwidth(wchar_t cp) /* allowed: it is the definition */
{
	static int (*real)(wchar_t);

	if (!real) {
		*(void **)&real = dlsym(RTLD_NEXT, "wcwidth");
		must(real);
	}
	int width = real(cp);
	if (width == 1 && ambiguous_are_wide && !inside) {
		inside = true;
		width = cells_cp((int32_t)cp, 2);
		inside = false;
	}
	return width;
}

static void set_amb(struct curses *c, int amb)
{
	c->base.amb = amb;
	ambiguous_are_wide = amb == 2;
}

static int start_curses(struct err *e)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return err_set(e, ERR_USAGE, "the screen needs a terminal");
	}
	if (!getenv("TERM") || !getenv("TERM")[0]) {
		return err_set(e, ERR_USAGE, "TERM is not set");
	}
	return 0;
}

static void set_up(struct curses *c, const struct term_conf *conf)
{
	c->ansi = strncmp(cap("cup"), "\033[", 2) == 0;
	c->paints = can_paint();
	c->paint.lines = cap_begins("il1", "\033[L") && cap_is("dl1", "\033[M") && cap("il1");
	c->paint.corner = tigetflag((char *)"am") <= 0 || tigetflag((char *)"xenl") > 0;
	c->paint.newline = cap_is("cud1", "\n");
	raw();
	noecho();
	nonl();
	typeahead(-1);
	intrflush(stdscr, FALSE);
	set_theme(c, (int)conf->theme);
	define_keys(&c->tty.keyin);
	c->tty.keyin.bs_is_8 = c->shell.c_cc[VERASE] == 8;
	c->base.ascii = conf->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	set_amb(c, conf->ambiguous == 2 ? 2 : 1);
	c->ask_width = conf->ambiguous == 0 && !c->base.ascii
		&& cap("u7") && cap("sc") && cap("rc");
	c->mouse = conf->mouse && cap("kmous");
	read_size(c);
	modes_on(c);
}

struct term *term_create_curses(const struct term_conf *conf, struct err *e)
{
	struct curses *c = xcalloc(1, sizeof(*c));

	c->base.ops = &curses_ops;
	surface_init(&c->shown, 0, 0);
	paint_init(&c->paint);
	if (start_curses(e) < 0 || tcgetattr(STDIN_FILENO, &c->shell) != 0
		|| tty_init(&c->tty, STDIN_FILENO, e) < 0) {
		goto fail;
	}
	c->screen = newterm(NULL, stdout, stdin);
	if (!c->screen) {
		err_set(e, ERR_USAGE, tr("unknown kind of terminal: TERM=%s"), getenv("TERM"));
		goto fail;
	}
	if (!cap("cup")) {
		endwin();
		err_set(e, ERR_USAGE, tr("this terminal cannot place its cursor: TERM=%s"), getenv("TERM"));
		goto fail;
	}
	set_up(c, conf);
	return &c->base;

fail:
	if (c->screen) {
		delscreen(c->screen);
	}
	tty_finish(&c->tty);
	surface_finish(&c->shown);
	paint_finish(&c->paint);
	str_finish(&c->frame);
	free(c);
	return NULL;
}

static void curses_destroy(struct term *t)
{
	struct curses *c = of(t);

	if (!isendwin()) {
		modes_off(c);
		endwin();
	}
	rescue_finish();
	delscreen(c->screen);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &c->shell);
	tty_finish(&c->tty);
	surface_finish(&c->shown);
	paint_finish(&c->paint);
	str_finish(&c->frame);
	free(c->row);
	free(c->title);
	free(c);
}

static int curses_fd(const struct term *t)
{
	return ((const struct curses *)t)->tty.ep;
}

static void to_cchar(const struct curses *c, const struct cell *cell, cchar_t *out)
{
	wchar_t wide[CCHARW_MAX + 1];
	size_t len = strlen(cell->text);
	int n = 0, style = cell->style < STYLE_COUNT ? cell->style : STYLE_TEXT;

	for (size_t i = 0; i < len && n < CCHARW_MAX; n++) {
		int32_t cp;
		i += utf8_decode(cell->text + i, len - i, &cp);
		wide[n] = (wchar_t)cp;
	}
	wide[n] = L'\0';
	if (n == 0 || setcchar(out, wide, c->attrs[style], c->pairs[style], NULL) != OK) {
		setcchar(out, L" ", 0, 0, NULL);
	}
}

/* Only from the first changed cell to the last; ncurses finds out the rest. */
static void show_row(struct curses *c, const struct surface *s, int row)
{
	const struct cell *new = s->cells + (size_t)row * (size_t)s->cols;
	const struct cell *old = c->shown.cells + (size_t)row * (size_t)s->cols;
	int first = 0, last = s->cols - 1, n = 0;

	if (!c->all) {
		if (memcmp(new, old, (size_t)s->cols * sizeof(*new)) == 0) {
			return;
		}
		while (memcmp(new + first, old + first, sizeof(*new)) == 0) {
			first++;
		}
		while (memcmp(new + last, old + last, sizeof(*new)) == 0) {
			last--;
		}
	}
	first -= first > 0 && new[first].width == 0;
	for (int i = first; i <= last; i++) {
		if (new[i].width > 0) {
			to_cchar(c, &new[i], &c->row[n++]);
		}
	}
	mvadd_wchnstr(row, first, c->row, n);
}

static void add_bar(struct curses *c, bool bar, struct str *out)
{
	if (bar == c->bar) {
		return;
	}
	c->bar = true; /* from here on there is something to undo */
	add_shape(out, bar ? 6 : 0);
	arm(c);
	c->bar = bar;
}

static void send_frame(struct curses *c)
{
	tty_write(STDOUT_FILENO, str_c(&c->frame), c->frame.len);
	str_clear(&c->frame);
}

/*
 * A sign of ambiguous width is written and the cursor asked for; the answer comes among
 * the keys, whenever it likes. Then the row is drawn again over it.
 */
static void ask_width(struct curses *c)
{
	struct str bytes = STR_INIT;

	c->ask_width = false;
	if (c->base.rows < 3) {
		return;
	}
	add_cap(&bytes, "sc");
	str_add(&bytes, "\033[2;1H±\033[6n");
	add_cap(&bytes, "rc");
	send(str_c(&bytes));
	str_finish(&bytes);
	if (c->paints) {
		paint_repair(&c->paint, 1, &c->frame);
		send_frame(c);
	} else {
		wredrawln(stdscr, 1, 1);
		refresh();
	}
}

static void take_width(struct curses *c)
{
	struct keyin *in = &c->tty.keyin;

	if (in->report_row == 2 && in->report_col == 3) {
		set_amb(c, 2);
		c->resized = c->all = true;
	}
	in->report_row = 0;
}

static struct key curses_key(struct term *t)
{
	struct curses *c = of(t);
	struct key k;

	if (isendwin()) {
		return (struct key){0};
	}
	if (!c->resized) {
		k = tty_key(&c->tty);
		if (c->tty.keyin.report_row) {
			take_width(c);
		}
		if (k.kind != KEYK_NONE) {
			return k;
		}
	}
	if (c->resized) {
		c->resized = false;
		return (struct key){.kind = KEYK_RESIZE};
	}
	return (struct key){0};
}

static void show_by_curses(struct curses *c, const struct surface *s)
{
	if (c->all) {
		clearok(curscr, TRUE);
	}
	for (int r = 0; r < s->rows; r++) {
		show_row(c, s, r);
	}
	c->all = false;
	surface_copy(&c->shown, s);
	move(s->cursor_row, s->cursor_col);
	add_bar(c, s->cursor_bar, &c->frame);
	send_frame(c);
	refresh();
}

static void show_painted(struct curses *c, const struct surface *s)
{
	if (!c->begun) {
		/* what ncurses begins with; its own picture stays blank */
		refresh();
		c->begun = true;
		c->all = false;
		paint_blank(&c->paint, s->rows, s->cols);
	}
	if (c->all) {
		str_add(&c->frame, "\033[m\033[H\033[2J");
		paint_blank(&c->paint, s->rows, s->cols);
		c->all = false;
	}
	add_bar(c, s->cursor_bar, &c->frame);
	paint_frame(&c->paint, s, &c->frame);
	send_frame(c);
}

static void curses_show(struct term *t, const struct surface *s)
{
	struct curses *c = of(t);

	/* Lent to another program, or drawn before the size changed: it will be drawn again. */
	if (isendwin() || s->rows != c->base.rows || s->cols != c->base.cols) {
		return;
	}
	(c->paints ? show_painted : show_by_curses)(c, s);
	if (c->ask_width) {
		ask_width(c);
	}
}

static void curses_redraw(struct term *t)
{
	of(t)->all = true;
}

static void curses_resized(struct term *t)
{
	struct curses *c = of(t);

	if (read_size(c)) {
		c->resized = true;
		tty_wake(&c->tty);
	}
}

static void curses_leave(struct term *t)
{
	if (!isendwin()) {
		modes_off(of(t));
		endwin();
		rescue_disarm();
	}
}

static void curses_bell(struct term *t)
{
	(void)t;
	send("\a");
}

static void send_title(struct curses *c)
{
	struct str bytes = STR_INIT;
	bool xterm = tigetflag((char *)"XT") > 0;

	if (!c->title || (!xterm && !(cap("tsl") && cap("fsl")))) {
		return;
	}
	if (xterm && !c->titled) {
		str_add(&bytes, "\033[22;2t");
		c->titled = true;
		arm(c);
	}
	if (xterm) {
		str_addf(&bytes, "\033]2;%s\a", c->title);
	} else {
		add_cap(&bytes, "tsl");
		str_add(&bytes, c->title);
		add_cap(&bytes, "fsl");
	}
	send(str_c(&bytes));
	str_finish(&bytes);
}

static void curses_title(struct term *t, const char *title)
{
	struct curses *c = of(t);

	if (c->title && strcmp(c->title, title) == 0) {
		return;
	}
	free(c->title);
	c->title = xstrdup(title);
	send_title(c);
}

static void curses_enter(struct term *t)
{
	struct curses *c = of(t);

	reset_prog_mode();
	clearok(curscr, TRUE);
	refresh();
	modes_on(c);
	if (c->paints) {
		paint_again(&c->paint, &c->frame);
		send_frame(c);
	}
	send_title(c);
	curses_resized(t);
}

static bool curses_clipboard(struct term *t, const char *text, size_t n)
{
	const char *term = getenv("TERM"), *sty = getenv("STY"), *tmux = getenv("TMUX");
	bool screen = !tmux && sty && sty[0];
	struct str bytes = STR_INIT;

	(void)t;
	if (!tmux && !screen && !cap("Ms") && tigetflag((char *)"XT") <= 0 && !strstr(term, "kitty")
		&& !strstr(term, "foot") && !strstr(term, "alacritty") && !starts_with(term, "st-")) {
		return false;
	}
	osc_clipboard(&bytes, text, n, screen ? OSC_SCREEN : tmux && tmux[0] ? OSC_TMUX : OSC_PLAIN);
	tty_write(STDOUT_FILENO, str_c(&bytes), bytes.len);
	str_finish(&bytes);
	return true;
}

static void curses_theme(struct term *t, int theme)
{
	set_theme(of(t), theme);
	t->ops->redraw(t);
}

static bool curses_mouse(struct term *t, bool on)
{
	struct curses *c = of(t);

	if (!cap("kmous")) {
		return false;
	}
	if (on != c->mouse) {
		c->mouse = on;
		send(on ? MOUSE_ON : MOUSE_OFF);
		arm(c);
	}
	return true;
}

static const struct term_ops curses_ops = {
	.destroy = curses_destroy,
	.fd = curses_fd,
	.key = curses_key,
	.show = curses_show,
	.redraw = curses_redraw,
	.resized = curses_resized,
	.leave = curses_leave,
	.enter = curses_enter,
	.bell = curses_bell,
	.title = curses_title,
	.clipboard = curses_clipboard,
	.mouse = curses_mouse,
	.theme = curses_theme,
};
