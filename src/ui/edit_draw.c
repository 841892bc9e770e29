#include <string.h>

#include "edit_impl.h"
#include "text/cells.h"

/* The last column is kept free: the cursor can stand behind a full line. */
static size_t wrap_width(const struct edit *ed)
{
	return ed->width > 1 ? (size_t)ed->width - 1 : 1;
}

static void lines_init(const struct edit *ed, struct wrap *w)
{
	wrap_init(w, str_c(&ed->text), ed->text.len, wrap_width(ed), ed->amb);
	w->keep = true;
}

int edit_line_of(const struct edit *ed, size_t pos, struct wrap_line *line)
{
	struct wrap w;
	struct wrap_line next;
	int n = -1;

	*line = (struct wrap_line){0};
	lines_init(ed, &w);
	while (wrap_next(&w, &next) && (n < 0 || next.off <= pos)) {
		*line = next;
		n++;
	}
	return n < 0 ? 0 : n;
}

bool edit_line(const struct edit *ed, int n, struct wrap_line *line)
{
	struct wrap w;

	lines_init(ed, &w);
	for (int i = 0; wrap_next(&w, line); i++) {
		if (i == n) {
			return true;
		}
	}
	return n == 0;
}

/* Not by one column at a time: each of those would repaint the whole field. */
static void scroll_left(struct edit *ed, int column, int total)
{
	int last = ed->width - 1;

	if (total <= last) {
		ed->left = 0;
	} else if (column > ed->left + last) {
		ed->left = column - last * 2 / 3;
	} else if (column < ed->left) {
		ed->left = column - last / 3;
	}
	ed->left = ed->left > 0 ? ed->left : 0;
}

void edit_mark(struct edit *ed, const struct edit_mark *marks, size_t n, enum style st)
{
	ed->marks.n = 0;
	for (size_t i = 0; i < n; i++) {
		*vec_add(&ed->marks) = marks[i];
	}
	ed->mark_style = st;
}

/* Restyles what is marked of a line: n bytes from off, drawn from column left on. */
static void draw_marks(const struct edit *ed, struct area a, int row, size_t off, size_t n, int left)
{
	const char *s = str_c(&ed->text) + off;

	for (size_t i = 0; i < ed->marks.n; i++) {
		size_t from = ed->marks.v[i].from, to = ed->marks.v[i].to;

		from = from > off ? from - off : 0;
		to = to > off + n ? n : to > off ? to - off : 0;
		if (from < to) {
			int col = (int)cells_width(s, from, a.s->amb) - left, end = (int)cells_width(s, to, a.s->amb) - left;

			/* a line scrolled begins with a sign of that */
			col = col > (left > 0) ? col : left > 0;
			if (end > col) {
				area_style(a, row, col, end - col, ed->mark_style);
			}
		}
	}
}

/* What lies left of the area is not drawn; a wide letter across its edge is a blank. */
static void draw_line(struct area a, int row, int left, enum style st, const char *s, size_t n)
{
	struct cells_iter it = {.s = s, .n = n, .amb = a.s->amb};
	struct cells_piece p;
	int column = 0;

	while (column < left && cells_next(&it, &p)) {
		column += p.width;
	}
	int gap = column > left ? column - left : 0;
	area_textn(a, row, gap, -1, st, s + it.pos, n - it.pos);
	if (left > 0) {
		area_text(a, row, 0, 1, STYLE_DIM, "<");
	}
}

static void draw_single(struct edit *ed, struct area a, enum style st, bool focused, struct str *shown, size_t cursor)
{
	int column = (int)cells_width(str_c(shown), cursor, a.s->amb);

	if (focused) {
		scroll_left(ed, column, (int)cells_width(str_c(shown), shown->len, a.s->amb));
	} else {
		ed->left = 0; /* what one left is read from its start */
	}
	draw_line(a, 0, ed->left, st, str_c(shown), shown->len);
	if (focused) {
		area_cursor(a, 0, column - ed->left);
	}
}

static void draw_lines(struct edit *ed, struct area a, enum style st, bool focused)
{
	struct wrap w;
	struct wrap_line line;
	int at = edit_line_of(ed, ed->cursor, &line);
	int column = (int)cells_width(ed->text.s + line.off, ed->cursor - line.off, a.s->amb);

	ed->top = !focused ? 0 : at < ed->top ? at : at >= ed->top + a.rows ? at - a.rows + 1 : ed->top;
	lines_init(ed, &w);
	for (int i = 0; i < ed->top + a.rows && wrap_next(&w, &line); i++) {
		if (i >= ed->top) {
			area_textn(a, i - ed->top, 0, -1, st, ed->text.s + line.off, line.len);
			draw_marks(ed, a, i - ed->top, line.off, line.len, 0);
		}
	}
	if (focused) {
		area_cursor(a, at - ed->top, column);
	}
}

static void draw_secret(struct edit *ed, struct area a, enum style st, bool focused)
{
	struct cells_iter it = {.s = str_c(&ed->text), .n = ed->text.len, .amb = ed->amb};
	struct cells_piece p;
	struct str stars = STR_INIT;
	size_t cursor = 0;

	while (cells_next(&it, &p)) {
		cursor += p.s < ed->text.s + ed->cursor;
		str_addc(&stars, '*');
	}
	draw_single(ed, a, st, focused, &stars, cursor);
	str_finish(&stars);
}

void edit_draw(struct edit *ed, struct area a, enum style st, bool focused)
{
	if (a.rows < 1 || a.cols < 1) {
		return;
	}
	ed->width = a.cols;
	ed->height = a.rows;
	ed->amb = a.s->amb;
	area_fill(a, 0, 0, a.rows, a.cols, st);
	if (ed->flags & EDIT_SECRET) {
		draw_secret(ed, a, st, focused);
	} else if (ed->flags & EDIT_MULTILINE) {
		draw_lines(ed, a, st, focused);
	} else {
		draw_single(ed, a, st, focused, &ed->text, ed->cursor);
		draw_marks(ed, a, 0, 0, ed->text.len, ed->left);
	}
	a.s->cursor_bar |= focused;
}

void edit_click(struct edit *ed, int row, int col)
{
	struct wrap_line line;
	const char *s = str_c(&ed->text);
	bool many = ed->flags & EDIT_MULTILINE;

	if (ed->flags & EDIT_SECRET) {
		return;
	}
	if (!many) {
		edit_move(ed, cells_byte(s, ed->text.len, (size_t)(ed->left + (col > 0 ? col : 0)), ed->amb));
	} else if (edit_line(ed, ed->top + row, &line)) {
		edit_move(ed, line.off + cells_byte(s + line.off, line.len, (size_t)(col > 0 ? col : 0), ed->amb));
	} else {
		edit_move(ed, ed->text.len);
	}
}
