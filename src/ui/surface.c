#include "ui/surface.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "base/alloc.h"
#include "base/fault.h"
#include "base/str.h"
#include "simple.h"
#include "text/cells.h"
#include "text/clean.h"

static const struct cell blank = {.text = " ", .width = 1, .style = STYLE_TEXT};

static struct cell *cell_at(struct surface *s, int row, int col)
{
	return &s->cells[(size_t)row * (size_t)s->cols + (size_t)col];
}

static void set_blank(struct cell *c, enum style st)
{
	*c = blank;
	c->style = (uint8_t)st;
}

void surface_init(struct surface *s, int rows, int cols)
{
	*s = (struct surface){.amb = 1};
	surface_resize(s, rows, cols);
}

void surface_finish(struct surface *s)
{
	free(s->cells);
	*s = (struct surface){0};
}

void surface_resize(struct surface *s, int rows, int cols)
{
	rows = rows > 0 ? rows : 0;
	cols = cols > 0 ? cols : 0;
	free(s->cells);
	s->cells = xcalloc((size_t)rows * (size_t)cols + 1, sizeof(*s->cells));
	s->rows = rows;
	s->cols = cols;
	surface_clear(s);
}

void surface_clear(struct surface *s)
{
	size_t n = (size_t)s->rows * (size_t)s->cols;

	for (size_t i = 0; i < (size_t)s->cols && i < n; i++) {
		s->cells[i] = blank;
	}
	for (int r = 1; r < s->rows; r++) {
		memcpy(cell_at(s, r, 0), s->cells, (size_t)s->cols * sizeof(blank));
	}
	s->cursor_row = s->cursor_col = 0;
	s->cursor_bar = false;
}

void surface_copy(struct surface *to, const struct surface *from)
{
	size_t n = (size_t)from->rows * (size_t)from->cols;
	struct cell *cells = to->cells;

	if (to->rows != from->rows || to->cols != from->cols || !cells) {
		free(cells);
		cells = xcalloc(n + 1, sizeof(*cells));
	}
	memcpy(cells, from->cells, n * sizeof(*cells));
	*to = *from;
	to->cells = cells;
}

struct area surface_area(struct surface *s)
{
	return (struct area){.s = s, .rows = s->rows, .cols = s->cols};
}

static void clip(int *start, int *len, int max)
{
	if (*start < 0) {
		*len += *start;
		*start = 0;
	}
	if (*start > max) {
		*start = max;
	}
	if (*len > max - *start) {
		*len = max - *start;
	}
	if (*len < 0) {
		*len = 0;
	}
}

struct area area_part(struct area a, int row, int col, int rows, int cols)
{
	clip(&row, &rows, a.rows);
	clip(&col, &cols, a.cols);
	return (struct area){.s = a.s, .row = a.row + row, .col = a.col + col,
		.rows = rows, .cols = cols};
}

/* Half a wide cell cannot stay: the other half becomes a blank. */
static void cut_wide(struct surface *s, int row, int col, int width)
{
	struct cell *c = cell_at(s, row, col);

	if (c->width == 0 && col > 0) {
		set_blank(c - 1, (enum style)c[-1].style);
	}
	if (col + width < s->cols && c[width].width == 0) {
		set_blank(c + width, (enum style)c[width].style);
	}
}

static void put(struct surface *s, int row, int col, const struct cells_piece *p, enum style st)
{
	struct cell *c = cell_at(s, row, col);

	cut_wide(s, row, col, p->width);
	*c = (struct cell){.width = (uint8_t)p->width, .style = (uint8_t)st};
	memcpy(c->text, p->s, p->len < sizeof(c->text) ? p->len : sizeof(c->text) - 1);
	if (p->width == 2) {
		c[1] = (struct cell){.style = (uint8_t)st};
	}
}

/* What one call draws: the row is inside, columns from left to right - 1 are. */
struct run {
	struct surface *s;
	int row, col;
	int left, right;
	enum style st;
};

static void run_pieces(struct run *r, const char *text, size_t n)
{
	struct cells_iter it = {.s = text, .n = n, .amb = r->s->amb};
	struct cells_piece p;
	const char *plain;

	while (cells_next(&it, &p)) {
		if (p.width == 0 || bug(p.len < sizeof(r->s->cells->text))) {
			continue;
		}
		if (r->s->ascii && p.width == 1 && (plain = ascii_sign(p.s, p.len))) {
			p.s = plain;
			p.len = 1;
		}
		if (r->col >= r->left && r->col + p.width <= r->right) {
			put(r->s, r->row, r->col, &p, r->st);
		}
		r->col += p.width;
	}
}

static void run_ellipsis(struct run *r, int room)
{
	const char *sign = r->s->ascii || room < cells_cp(0x2026, r->s->amb) ? "~" : "…";

	if (room > 0) {
		run_pieces(r, sign, strlen(sign));
	}
}

static void run_text(struct run *r, int width, const char *text, size_t n)
{
	size_t cells = 0;
	size_t fit = cells_fit(text, n, (size_t)width, r->s->amb, &cells);
	int mark = r->s->ascii ? 1 : cells_cp(0x2026, r->s->amb);

	if (fit == n) {
		run_pieces(r, text, n);
		return;
	}
	fit = cells_fit(text, n, (size_t)(width > mark ? width - mark : 0), r->s->amb, &cells);
	run_pieces(r, text, fit);
	run_ellipsis(r, width - (int)cells);
}

/* Cells of simple letters, as many as fit before column end; true when all did. */
static void put_simple(struct run *r, const char *text, size_t n, int end)
{
	struct simple t = {text, n};
	struct cell *row = r->s->cells + (size_t)r->row * (size_t)r->s->cols;
	size_t len;
	int width;

	while (simple_next(&t, &len, &width) && r->col + width <= end) {
		struct cell *c = &row[r->col];
		*c = (struct cell){.width = (uint8_t)width, .style = (uint8_t)r->st};
		const char *from = t.s - len;
		for (size_t i = 0; i < len; i++) {
			c->text[i] = from[i];
		}
		if (width == 2) {
			c[1] = (struct cell){.style = (uint8_t)r->st};
		}
		r->col += width;
	}
}

/* What draw() does, for text of which all is simple and that begins inside. */
static int draw_simple(struct area a, int row, int col, int width, enum style st,
	const char *text, size_t n, int cells)
{
	struct run r = {.s = a.s, .row = a.row + row, .col = a.col + col, .st = st,
		.left = a.col, .right = a.col + a.cols};
	int from = r.col, mark = a.s->ascii ? 1 : cells_cp(0x2026, a.s->amb);
	int end = from + (cells <= width ? cells : width > mark ? width - mark : 0);

	if (end > from) {
		cut_wide(a.s, r.row, from, end - from);
	}
	put_simple(&r, text, n, end);
	if (cells > width) {
		/* of a wide letter that stood here, half is overwritten */
		if (r.col < end) {
			set_blank(cell_at(a.s, r.row, r.col), st);
		}
		run_ellipsis(&r, width - (r.col - from));
	}
	return r.col - from;
}

static int draw(struct area a, int row, int col, int width, enum style st, const char *text, size_t n)
{
	struct run r = {.s = a.s, .row = a.row + row, .col = a.col + col, .st = st};

	r.left = a.col;
	r.right = a.col + a.cols;
	if (width < 0 || width > a.cols - col) {
		width = a.cols - col;
	}
	if (row < 0 || row >= a.rows || width <= 0) {
		return 0;
	}
	run_text(&r, width, text, n);
	return r.col - a.col - col;
}

int area_textn(struct area a, int row, int col, int width, enum style st, const char *text, size_t n)
{
	struct str safe = STR_INIT;
	int room = width < 0 || width > a.cols - col ? a.cols - col : width;
	int cells = simple_width(text, n, a.s->ascii ? 2 : a.s->amb);

	if (cells >= 0 && row >= 0 && row < a.rows && col >= 0 && room > 0) {
		return draw_simple(a, row, col, room, st, text, n, cells);
	}
	clean(&safe, text, n, CLEAN_LINE);
	int used = draw(a, row, col, width, st, str_c(&safe), safe.len);
	str_finish(&safe);
	return used;
}

int area_text(struct area a, int row, int col, int width, enum style st, const char *text)
{
	return area_textn(a, row, col, width, st, text, strlen(text));
}

int area_right(struct area a, int row, int col, int width, enum style st, const char *text)
{
	struct str safe = STR_INIT;
	size_t n = strlen(text);
	int cells = simple_width(text, n, a.s->amb);

	if (width < 0) {
		width = a.cols - col;
	}
	if (cells < 0) {
		clean(&safe, text, n, CLEAN_LINE);
		text = str_c(&safe);
		cells = (int)cells_width(text, safe.len, a.s->amb);
	}
	int pad = cells < width ? width - cells : 0;
	int used = area_text(a, row, col + pad, width - pad, st, text);
	str_finish(&safe);
	return used;
}

int area_printf(struct area a, int row, int col, int width, enum style st, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	int used = area_textn(a, row, col, width, st, str_c(&text), text.len);
	str_finish(&text);
	return used;
}

void area_fill(struct area a, int row, int col, int rows, int cols, enum style st)
{
	struct area part = area_part(a, row, col, rows, cols);

	for (int r = 0; r < part.rows && part.cols > 0; r++) {
		cut_wide(a.s, part.row + r, part.col, part.cols);
		for (int c = 0; c < part.cols; c++) {
			set_blank(cell_at(a.s, part.row + r, part.col + c), st);
		}
	}
}

void area_style(struct area a, int row, int col, int cols, enum style st)
{
	struct area part = area_part(a, row, col, 1, cols);

	for (int c = 0; c < part.cols && part.rows > 0; c++) {
		cell_at(a.s, part.row, part.col + c)->style = (uint8_t)st;
	}
}

void area_cursor(struct area a, int row, int col)
{
	if (a.rows <= 0 || a.cols <= 0) {
		return;
	}
	row = row < 0 ? 0 : row >= a.rows ? a.rows - 1 : row;
	col = col < 0 ? 0 : col >= a.cols ? a.cols - 1 : col;
	a.s->cursor_row = a.row + row;
	a.s->cursor_col = a.col + col;
}

static void add_row(const struct surface *s, int row, struct str *out)
{
	size_t keep = out->len;

	for (int c = 0; c < s->cols; c++) {
		const struct cell *cell = &s->cells[(size_t)row * (size_t)s->cols + (size_t)c];
		str_add(out, cell->text);
		if (strcmp(cell->text, " ") != 0) {
			keep = out->len;
		}
	}
	str_cut(out, keep);
	str_addc(out, '\n');
}

void surface_picture(const struct surface *s, struct str *out)
{
	for (int r = 0; r < s->rows; r++) {
		add_row(s, r, out);
	}
}

char style_letter(enum style st)
{
	static const char letters[STYLE_COUNT] = {
		[STYLE_TEXT] = ' ', [STYLE_DIM] = 'd', [STYLE_BOLD] = 'b',
		[STYLE_TITLE] = 't', [STYLE_PLACE] = 'p', [STYLE_CURSOR] = '>',
		[STYLE_MARK] = '+', [STYLE_GOOD] = 'g', [STYLE_WARN] = 'w',
		[STYLE_BAD] = 'x', [STYLE_LINK] = 'l', [STYLE_KEY] = 'k',
		[STYLE_MATCH] = 'm', [STYLE_INPUT] = 'i', [STYLE_SELECT] = 's',
		[STYLE_NOTE] = 'n',
	};

	return (unsigned)st < STYLE_COUNT ? letters[st] : '?';
}

void surface_styles(const struct surface *s, struct str *out)
{
	for (int r = 0; r < s->rows; r++) {
		size_t start = out->len, keep = start;
		str_addf(out, "%02d: ", r);
		for (int c = 0; c < s->cols; c++) {
			char letter = style_letter((enum style)s->cells[(size_t)r * (size_t)s->cols + (size_t)c].style);
			str_addc(out, letter);
			keep = letter != ' ' ? out->len : keep;
		}
		str_cut(out, keep);
		if (keep > start) {
			str_addc(out, '\n');
		}
	}
}
