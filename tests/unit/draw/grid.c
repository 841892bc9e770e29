#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/grid.h"
#include "unit/unit.h"

struct paper { struct drawing_picture p; uint8_t bits[64 * 200]; };

/* cols x rows cells in a mode, blank. A column is one page unit wide, a row two high; 0, 0 is the lower left corner. */
static void blank(struct paper *p, enum drawing_mode mode, int cols, int rows)
{
	int across, down;

	i18n_init(NULL);
	*p = (struct paper){.p.view = {.cols = cols, .rows = rows, .unit = 1, .aspect = 2, .cx = cols / 2.0, .cy = rows, .mode = mode, .cell_w = 8, .cell_h = 12}};
	grid_dots(&p->p.view, &across, &down);
	p->p.w = cols * across;
	p->p.h = rows * down;
	p->p.stride = ((size_t)p->p.w + 7) / 8;
	p->p.bits = p->bits;
}

static void dot(struct paper *p, int x, int y)
{
	if (x >= 0 && y >= 0 && x < p->p.w && y < p->p.h) {
		p->bits[(size_t)y * p->p.stride + (size_t)x / 8] |= (uint8_t)(0x80 >> (x & 7));
	}
}

static void line(struct paper *p, int x0, int y0, int x1, int y1)
{
	int n = abs(x1 - x0) > abs(y1 - y0) ? abs(x1 - x0) : abs(y1 - y0);

	for (int i = 0; i <= n; i++) {
		dot(p, x0 + (x1 - x0) * i / (n ? n : 1), y0 + (y1 - y0) * i / (n ? n : 1));
	}
}

static char *row_of(const struct paper *p, const struct drawing_texts *t, int row)
{
	struct grid g;
	struct str out = STR_INIT;

	grid_init(&g, &p->p, t, 1);
	grid_row(&g, row, &out);
	grid_finish(&g);
	return out.s ? str_take(&out) : strdup("");
}

static void is_row(const struct paper *p, const struct drawing_texts *t, int row, const char *want)
{
	char *got = row_of(p, t, row);

	assert_string_equal(want, got);
	free(got);
}

static void signs(void **state)
{
	static const struct { enum drawing_mode mode; int x, y; const char *want; } cases[] = {
		{DRAWING_BRAILLE, 0, 0, "⠁"}, {DRAWING_BRAILLE, 1, 0, "⠈"}, {DRAWING_BRAILLE, 0, 3, "⡀"}, {DRAWING_BRAILLE, 1, 3, "⢀"},
		{DRAWING_SEXTANT, 0, 0, "🬀"}, {DRAWING_SEXTANT, 1, 2, "🬞"}, {DRAWING_HALF, 0, 0, "▀"}, {DRAWING_HALF, 0, 1, "▄"},
	};
	struct paper p;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		blank(&p, cases[i].mode, 2, 1);
		dot(&p, cases[i].x, cases[i].y);
		is_row(&p, NULL, 0, cases[i].want);
	}
	/* the sextants that are elsewhere in Unicode */
	blank(&p, DRAWING_SEXTANT, 3, 1);
	line(&p, 0, 0, 0, 2);
	line(&p, 3, 0, 3, 2);
	line(&p, 4, 0, 4, 2);
	line(&p, 5, 0, 5, 2);
	is_row(&p, NULL, 0, "▌▐█");
}

static void directions(void **state)
{
	static const struct { int x0, y0, x1, y1; char want; } cases[] = {
		{0, 4, 3, 4, '-'}, {0, 7, 3, 7, '_'}, {1, 0, 1, 7, '|'}, {0, 0, 3, 7, '\\'}, {3, 0, 0, 7, '/'}, {1, 7, 1, 7, '.'},
	};
	struct paper p;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char want[2] = {cases[i].want, '\0'};

		blank(&p, DRAWING_ASCII, 1, 1);
		line(&p, cases[i].x0, cases[i].y0, cases[i].x1, cases[i].y1);
		is_row(&p, NULL, 0, want);
	}
	blank(&p, DRAWING_ASCII, 1, 1);
	line(&p, 0, 4, 3, 4);
	line(&p, 2, 0, 2, 7);
	is_row(&p, NULL, 0, "+");
}

static void texts_lie_at_their_place(void **state)
{
	const struct drawing_text v[] = {{.text = "⌀20 h6", .x = 5, .y = 4.5, .w = 6, .h = 1}, {.text = "재질: S45C", .x = 20, .y = 0.5, .w = 10, .h = 1}};
	const struct drawing_texts t = {.n = 2, .v = v};
	struct paper p;
	struct grid g;

	(void)state;
	blank(&p, DRAWING_BRAILLE, 40, 4);
	is_row(&p, &t, 1, "     ⌀20 h6");
	is_row(&p, &t, 3, "                    재질: S45C");
	grid_init(&g, &p.p, &t, 1);
	assert_int_equal(2, g.nplaces);
	assert_int_equal(0, g.places[0].text);
	assert_int_equal(5, g.places[0].col);
	assert_int_equal(6, g.places[0].cols);
	assert_int_equal(1, grid_at(&g, 20, 3)->of);
	assert_int_equal(0, grid_at(&g, 21, 3)->width);
	assert_null(grid_at(&g, 40, 0));
	grid_finish(&g);
}

/* The larger wins, whatever their order; what finds no room is counted. */
static void larger_wins(void **state)
{
	struct drawing_text v[12];
	struct drawing_texts t = {.n = 12, .v = v};
	struct paper p;
	struct grid g;
	bool big = false;

	(void)state;
	for (size_t i = 0; i < t.n; i++) {
		v[i] = (struct drawing_text){.text = i == 7 ? "BIG" : "small", .x = 8, .y = 1, .w = 3, .h = i == 7 ? 2 : 1};
	}
	blank(&p, DRAWING_BRAILLE, 20, 2);
	grid_init(&g, &p.p, &t, 1);
	for (size_t i = 0; i < g.nplaces; i++) {
		big |= g.places[i].text == 7;
		for (size_t k = 0; k < i; k++) {
			/* none over another, and a blank between two of a row */
			assert_true(g.places[i].row != g.places[k].row || g.places[i].col > g.places[k].col + g.places[k].cols);
		}
	}
	assert_true(big);
	assert_true(g.nhidden > 0);
	assert_int_equal(t.n, g.nplaces + g.nhidden);
	grid_finish(&g);
}

static void foreign_bytes_are_cleaned(void **state)
{
	const struct drawing_text v[] = {{.text = "a\033[2Jb\302\233c", .x = 2, .y = 2.5, .w = 9, .h = 1}};
	const struct drawing_texts t = {.n = 1, .v = v};
	struct paper p;
	char *row;

	(void)state;
	blank(&p, DRAWING_BRAILLE, 30, 2);
	row = row_of(&p, &t, 0);
	assert_null(strchr(row, '\033'));
	assert_null(strstr(row, "\302\233"));
	assert_non_null(strchr(row, 'b'));
	free(row);
}

static void hidden_layers(void **state)
{
	const struct drawing_text v[] = {{.text = "off", .x = 2, .y = 0.5, .w = 3, .h = 1, .layer = 1, .hidden = true}};
	const struct drawing_texts t = {.n = 1, .v = v};
	const uint8_t on = 2;
	struct paper p;

	(void)state;
	blank(&p, DRAWING_BRAILLE, 10, 1);
	is_row(&p, &t, 0, "");
	p.p.view.layers = &on;
	p.p.view.nlayers = 2;
	is_row(&p, &t, 0, "  off");
}

static void cells_and_page(void **state)
{
	struct drawing_view v = {.cols = 80, .rows = 24, .cx = 100, .cy = -50, .unit = 0.5, .aspect = 2};
	double col, row, x, y;

	(void)state;
	for (v.rotate = 0; v.rotate < 360; v.rotate += 90) {
		drawing_to_page(&v, 17.25, 3.5, &x, &y);
		drawing_to_cell(&v, x, y, &col, &row);
		assert_true(col > 17.2499 && col < 17.2501 && row > 3.4999 && row < 3.5001);
	}
	v = (struct drawing_view){.cols = 80, .rows = 24};
	drawing_view_fit(&v, &(struct drawing_page){.paper = {0, 0, 420, 297}});
	drawing_to_cell(&v, 0, 0, &col, &row);
	assert_true(col > 0 && row < 24 && row > 23);
	drawing_to_cell(&v, 420, 297, &col, &row);
	assert_true(col < 80 && row > 0 && row < 1);
}

UNIT_TESTS(grid,
	cmocka_unit_test(signs),
	cmocka_unit_test(directions),
	cmocka_unit_test(texts_lie_at_their_place),
	cmocka_unit_test(larger_wins),
	cmocka_unit_test(foreign_bytes_are_cleaned),
	cmocka_unit_test(hidden_layers),
	cmocka_unit_test(cells_and_page));
