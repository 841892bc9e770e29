#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "../../../src/ui/paint.h"
#include "base/alloc.h"
#include "unit/unit.h"

/* Pictures painted one after the other on a terminal: what it shows must be the picture. */
enum { ROWS = 12, COLS = 40 };

struct desk {
	struct paint p;
	struct surface s;
	struct str out;
	VTerm *vt;
	VTermScreen *screen;
	unsigned seed;
};

static unsigned any(struct desk *d, unsigned below)
{
	d->seed = d->seed * 1103515245 + 12345;
	return (d->seed >> 8) % below;
}

static const struct look looks[STYLE_COUNT] = {
	[STYLE_TEXT] = {0, -1}, [STYLE_DIM] = {0, 244}, [STYLE_BOLD] = {LOOK_BOLD, -1}, [STYLE_TITLE] = {LOOK_BOLD, -1},
	[STYLE_PLACE] = {LOOK_BOLD, 6}, [STYLE_CURSOR] = {0, -1}, [STYLE_MARK] = {LOOK_BOLD, 5}, [STYLE_GOOD] = {0, 2},
	[STYLE_WARN] = {LOOK_UNDERLINE, 3}, [STYLE_BAD] = {LOOK_BOLD, 1}, [STYLE_LINK] = {LOOK_UNDERLINE, 6}, [STYLE_KEY] = {0, 14},
	[STYLE_MATCH] = {LOOK_BOLD | LOOK_UNDERLINE, 3}, [STYLE_INPUT] = {0, -1}, [STYLE_SELECT] = {LOOK_REVERSE, -1}, [STYLE_NOTE] = {LOOK_BOLD, 33},
};

static void desk_init(struct desk *d, bool lines)
{
	*d = (struct desk){.seed = 7};
	paint_init(&d->p);
	paint_looks(&d->p, looks);
	d->p.lines = lines;
	d->p.newline = lines;
	d->p.corner = true;
	surface_init(&d->s, ROWS, COLS);
	surface_clear(&d->s);
	paint_blank(&d->p, ROWS, COLS);
	d->vt = vterm_new(ROWS, COLS);
	vterm_set_utf8(d->vt, 1);
	d->screen = vterm_obtain_screen(d->vt);
	vterm_screen_reset(d->screen, 1);
}

static void desk_finish(struct desk *d)
{
	paint_finish(&d->p);
	surface_finish(&d->s);
	str_finish(&d->out);
	vterm_free(d->vt);
}

/* The terminal's cell as we write it: letters and attributes. */
static void seen(struct desk *d, int row, int col, char *out, size_t n)
{
	VTermScreenCell c;

	vterm_screen_get_cell(d->screen, (VTermPos){row, col}, &c);
	if (c.chars[0] == 0 || c.chars[0] == ' ') {
		snprintf(out, n, " %d%d", c.attrs.underline, c.attrs.reverse);
		return;
	}
	snprintf(out, n, "%x %d%d%d %d", c.chars[0], c.attrs.bold, c.attrs.underline, c.attrs.reverse,
		VTERM_COLOR_IS_DEFAULT_FG(&c.fg) ? -1 : VTERM_COLOR_IS_INDEXED(&c.fg) ? c.fg.indexed.idx : -2);
}

static void meant(const struct desk *d, int row, int col, char *out, size_t n)
{
	const struct cell *c = &d->s.cells[row * COLS + col];
	const struct look *k = &looks[c->style];
	bool u = k->attrs & LOOK_UNDERLINE, r = k->attrs & LOOK_REVERSE;
	unsigned char first = (unsigned char)c->text[0];
	unsigned cp = first;

	if (c->text[0] == ' ') {
		snprintf(out, n, " %d%d", u, r);
		return;
	}
	if (first >= 0xe0) {
		cp = (first & 15u) << 12 | (c->text[1] & 63u) << 6 | (c->text[2] & 63u);
	} else if (first >= 0xc0) {
		cp = (first & 31u) << 6 | (c->text[1] & 63u);
	}
	snprintf(out, n, "%x %d%d%d %d", cp, k->attrs & LOOK_BOLD ? 1 : 0, u, r, k->colour);
}

static void assert_shown(struct desk *d)
{
	VTermPos at;

	for (int row = 0; row < ROWS; row++) {
		for (int col = 0; col < COLS; col++) {
			char have[64], want[64];
			if (d->s.cells[row * COLS + col].width == 0) {
				continue;
			}
			seen(d, row, col, have, sizeof(have));
			meant(d, row, col, want, sizeof(want));
			if (strcmp(have, want) != 0) {
				fail_msg("row %d col %d: \"%s\" is not \"%s\" after %s", row, col, have, want, str_c(&d->out));
			}
		}
	}
	vterm_state_get_cursorpos(vterm_obtain_state(d->vt), &at);
	assert_int_equal(at.row, d->s.cursor_row);
	assert_int_equal(at.col, d->s.cursor_col);
}

static size_t show(struct desk *d)
{
	str_clear(&d->out);
	paint_frame(&d->p, &d->s, &d->out);
	vterm_input_write(d->vt, str_c(&d->out), d->out.len);
	assert_shown(d);
	return d->out.len;
}

static void scribble(struct desk *d)
{
	static const char *const texts[] = {"Bracket, anodised 6061", "센서 하우징 rev C", "Вал h6", "取付プレート", " ", "          ", "x", "12,500",
		"⌀20 ±0.1", "a longer text that goes on until the edge of it all"};
	struct area a = surface_area(&d->s);

	area_text(a, (int)any(d, ROWS), (int)any(d, COLS), -1, (enum style)any(d, STYLE_COUNT), texts[any(d, lengthof(texts))]);
}

/* Rows go up or down, as in a list that scrolls, and one comes anew. */
static void scroll(struct desk *d)
{
	struct surface was;
	int from = (int)any(d, ROWS / 2), to = from + 3 + (int)any(d, ROWS / 2 - 3), by = (int)any(d, 7) - 3;

	surface_init(&was, 0, 0);
	surface_copy(&was, &d->s);
	for (int row = from; row <= to; row++) {
		int old = row + by;
		area_fill(surface_area(&d->s), row, 0, 1, COLS, STYLE_TEXT);
		if (old >= from && old <= to) {
			memcpy(d->s.cells + row * COLS, was.cells + old * COLS, COLS * sizeof(struct cell));
		} else {
			area_printf(surface_area(&d->s), row, 0, -1, STYLE_BOLD, "  new row %u  and more of it", any(d, 1000));
		}
	}
	surface_finish(&was);
}

static void shows_any_pictures(void **state)
{
	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		struct desk d;

		desk_init(&d, kind);
		for (int i = 0; i < 4000; i++) {
			for (unsigned n = any(&d, 6); n > 0; n--) {
				scribble(&d);
			}
			if (any(&d, 3) == 0) {
				scroll(&d);
			}
			if (any(&d, 20) == 0) {
				surface_clear(&d.s);
			}
			area_cursor(surface_area(&d.s), (int)any(&d, ROWS), (int)any(&d, COLS));
			show(&d);
		}
		desk_finish(&d);
	}
}

static void draw_list(struct desk *d, int top, int at)
{
	struct area a = surface_area(&d->s);

	surface_clear(&d->s);
	area_text(a, 0, 0, -1, STYLE_TITLE, "Requests for quote");
	for (int i = 0; i < ROWS - 2; i++) {
		unsigned mixed = (unsigned)(top + i) * 2654435761u;
		area_printf(a, i + 1, 0, -1, STYLE_TEXT, "%c   %05d  bracket %x", i == at ? '>' : ' ', top + i, mixed);
	}
	area_cursor(a, at + 1, 0);
}

static void sends_little(void **state)
{
	struct desk d;

	(void)state;
	desk_init(&d, true);
	draw_list(&d, 0, 3);
	show(&d);
	assert_int_equal(show(&d), 0);
	draw_list(&d, 0, 4);
	assert_true(show(&d) <= 6);
	draw_list(&d, 0, ROWS - 3);
	show(&d);
	draw_list(&d, 1, ROWS - 3);
	assert_true(show(&d) <= 18 + 30);
	draw_list(&d, 0, 0);
	show(&d);
	draw_list(&d, 1, 0);
	show(&d);
	draw_list(&d, 0, 0);
	assert_true(show(&d) <= 20 + 30);
	desk_finish(&d);
}

static void repairs_and_begins_again(void **state)
{
	struct desk d;
	static const char spoil[] = "\033[2;1Hspoilt\033[1;1H", clear[] = "\033[m\033[2J\033[H";

	(void)state;
	desk_init(&d, true);
	draw_list(&d, 0, 3);
	show(&d);
	vterm_input_write(d.vt, spoil, strlen(spoil));
	d.p.row = d.p.col = 0;
	str_clear(&d.out);
	paint_repair(&d.p, 1, &d.out);
	vterm_input_write(d.vt, str_c(&d.out), d.out.len);
	assert_shown(&d);
	vterm_input_write(d.vt, clear, strlen(clear));
	str_clear(&d.out);
	paint_again(&d.p, &d.out);
	vterm_input_write(d.vt, str_c(&d.out), d.out.len);
	assert_shown(&d);
	desk_finish(&d);
}

/* A terminal that has lost its place on the row is told it anew, and none writes into its last cell unasked. */
static void keeps_off_the_corner(void **state)
{
	struct desk d;

	(void)state;
	desk_init(&d, true);
	d.p.corner = false;
	area_text(surface_area(&d.s), ROWS - 1, COLS - 5, -1, STYLE_TEXT, "12345");
	paint_frame(&d.p, &d.s, &d.out);
	assert_null(strchr(str_c(&d.out), '5'));
	desk_finish(&d);
}

UNIT_TESTS(paint,
	cmocka_unit_test(shows_any_pictures),
	cmocka_unit_test(sends_little),
	cmocka_unit_test(repairs_and_begins_again),
	cmocka_unit_test(keeps_off_the_corner));
