#include "paint.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/utf8.h"

enum { UNKNOWN = 255 /* a style that no cell has */, SOLID = LOOK_UNDERLINE | LOOK_REVERSE, ERASE_FROM = 4 };

void paint_init(struct paint *p)
{
	*p = (struct paint){.row = -1, .pen = -1};
	surface_init(&p->shown, 0, 0);
	surface_init(&p->next, 0, 0);
	for (int i = 0; i < STYLE_COUNT; i++) {
		p->looks[i] = (struct look){0, -1};
	}
}

void paint_finish(struct paint *p)
{
	surface_finish(&p->shown);
	surface_finish(&p->next);
	for (size_t i = 0; i < lengthof(p->way); i++) {
		str_finish(&p->way[i]);
	}
	free(p->hashes);
}

void paint_looks(struct paint *p, const struct look looks[STYLE_COUNT])
{
	memcpy(p->looks, looks, sizeof(p->looks));
	for (int i = 0; i < STYLE_COUNT; i++) {
		int k = 0;
		while (looks[k].attrs != looks[i].attrs || looks[k].colour != looks[i].colour) {
			k++;
		}
		p->same[i] = (uint8_t)k;
	}
}

void paint_blank(struct paint *p, int rows, int cols)
{
	surface_resize(&p->shown, rows, cols);
	surface_clear(&p->shown);
	p->hashes = xreallocarray(p->hashes, (size_t)rows + 1, 2 * sizeof(*p->hashes));
	p->row = p->col = 0;
	p->unsure = false;
	p->pen = STYLE_TEXT;
}

/* ---- cells ---- */

static struct cell *row_of(struct surface *s, int row)
{
	return s->cells + (size_t)row * (size_t)s->cols;
}

static bool is_blank(const struct cell *c)
{
	return c->text[0] == ' ' && !c->text[1];
}

/* A blank whose style cannot be seen. */
static bool is_empty(const struct cell *c)
{
	return is_blank(c) && c->style == STYLE_TEXT;
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool same_row(struct paint *p, int row, int old)
{
	return memcmp(row_of(&p->next, row), row_of(&p->shown, old), (size_t)p->next.cols * sizeof(struct cell)) == 0;
}

static void take(struct paint *p, const struct surface *s)
{
	size_t n = (size_t)s->rows * (size_t)s->cols;

	surface_copy(&p->next, s);
	for (size_t i = 0; i < n; i++) {
		struct cell *c = &p->next.cells[i];

		if (c->style == STYLE_TEXT) {
			continue;
		}
		c->style = c->style < STYLE_COUNT ? p->same[c->style] : STYLE_TEXT;
		if (c->style != STYLE_TEXT && is_blank(c) && !(p->looks[c->style].attrs & SOLID)) {
			c->style = STYLE_TEXT;
		}
	}
}

/* ---- the pen ---- */

static void add_look(struct str *out, int attrs, int colour)
{
	static const struct { int bit; char digit; } bits[] = {{LOOK_BOLD, '1'}, {LOOK_DIM, '2'}, {LOOK_UNDERLINE, '4'}, {LOOK_REVERSE, '7'}};

	for (size_t i = 0; i < lengthof(bits); i++) {
		if (attrs & bits[i].bit) {
			str_addc(out, bits[i].digit);
			str_addc(out, ';');
		}
	}
	if (colour >= 0) {
		str_addf(out, colour < 8 ? "3%d;" : colour < 16 ? "9%d;" : "38;5;%d;", colour < 8 ? colour : colour < 16 ? colour - 8 : colour);
	}
}

static void set_pen(struct paint *p, int style, struct str *out)
{
	const struct look plain = {0, -1}, to = p->looks[style], from = p->pen >= 0 ? p->looks[p->pen] : plain;

	if (p->pen == style) {
		return;
	}
	str_add(out, "\033[");
	if (to.attrs == 0 && to.colour < 0) {
		str_addc(out, ';');
	} else if (p->pen < 0 || (from.attrs & ~to.attrs) || (from.colour >= 0 && to.colour < 0)) {
		str_addc(out, ';'); /* nothing is 0: all off */
		add_look(out, to.attrs, to.colour);
	} else {
		add_look(out, to.attrs & ~from.attrs, to.colour == from.colour ? -1 : to.colour);
	}
	out->s[out->len - 1] = 'm'; /* in place of the last ; */
	p->pen = style;
}

void paint_pen_off(struct paint *p, struct str *out)
{
	set_pen(p, STYLE_TEXT, out);
}

/* What is erased takes over what the pen has behind letters. */
static void pen_for_erasing(struct paint *p, struct str *out)
{
	if (p->pen < 0 || (p->looks[p->pen].attrs & SOLID)) {
		set_pen(p, STYLE_TEXT, out);
	}
}

/* ---- the cursor ---- */

static void add_csi(struct str *out, int n, char what)
{
	if (n == 1) {
		str_addf(out, "\033[%c", what);
	} else {
		str_addf(out, "\033[%d%c", n, what);
	}
}

static void to_anywhere(struct str *out, int row, int col)
{
	if (col == 0) {
		add_csi(out, row + 1, 'H');
	} else {
		str_addf(out, "\033[%d;%dH", row + 1, col + 1);
	}
}

/* To a column of the row one is in, when that takes few bytes. */
static void along(const struct paint *p, struct str *out, int col)
{
	int by = col - p->col;

	if (by == 0 && !p->unsure) {
		return;
	}
	if (col == 0) {
		str_addc(out, '\r');
	} else if (p->unsure || (by > 9 && col < 9)) {
		add_csi(out, col + 1, 'G');
	} else if (by > 0) {
		add_csi(out, by, 'C');
	} else if (by > -4) {
		str_addn(out, "\b\b\b", (size_t)-by);
	} else {
		add_csi(out, col + 1, 'G');
	}
}

/* Cells between that are the same before and after, written again. */
static void write_between(struct paint *p, struct str *out, int row, int from, int to)
{
	const struct cell *c = row_of(&p->next, row), *old = row_of(&p->shown, row);

	if (p->pen < 0 || to - from > 5) {
		str_clear(out);
		return;
	}
	for (int i = from; i < to; i++) {
		bool fits = is_empty(&c[i]) ? !(p->looks[p->pen].attrs & SOLID) : c[i].style == p->pen && c[i].width == 1 && !c[i].text[1];
		if (!fits || !same_cell(&c[i], &old[i])) {
			str_clear(out);
			return;
		}
		str_add(out, c[i].text);
	}
}

static void move_to(struct paint *p, int row, int col, struct str *out)
{
	int down = row - p->row, best = 0;

	if (p->row == row && p->col == col && !p->unsure) {
		return;
	}
	for (size_t i = 0; i < lengthof(p->way); i++) {
		str_clear(&p->way[i]);
	}
	to_anywhere(&p->way[0], row, col);
	if (p->row >= 0 && down == 0) {
		along(p, &p->way[1], col);
		if (!p->unsure && col > p->col) {
			write_between(p, &p->way[2], row, p->col, col);
		}
	} else if (p->row >= 0 && down > 0 && down < 4 && p->newline) {
		str_addn(&p->way[1], "\n\n\n", (size_t)down);
		along(p, &p->way[1], col);
		str_addc(&p->way[2], '\r');
		str_addn(&p->way[2], "\n\n\n", (size_t)down);
		write_between(p, &p->way[2], row, 0, col);
	}
	for (int i = 1; i < (int)lengthof(p->way); i++) {
		best = p->way[i].len > 0 && p->way[i].len < p->way[best].len ? i : best;
	}
	str_addn(out, p->way[best].s, p->way[best].len);
	p->row = row;
	p->col = col;
	p->unsure = false;
}

/* Letters that take the same columns on every terminal. */
static bool is_certain(const struct cell *c)
{
	size_t len = strlen(c->text);
	int32_t cp;

	if (len < 2) {
		return true;
	}
	return utf8_decode(c->text, len, &cp) == len && (cp < 0x300 || (cp >= 0x370 && cp < 0x530) || (cp >= 0x2010 && cp < 0x2301)
		|| (cp >= 0x3000 && cp < 0x3100) || (cp >= 0x3400 && cp < 0xa000) || (cp >= 0xac00 && cp < 0xd7a4) || (cp >= 0xff01 && cp < 0xff61));
}

static void put_cell(struct paint *p, const struct cell *c, struct str *out)
{
	if (!is_empty(c) || p->pen < 0 || (p->looks[p->pen].attrs & SOLID)) {
		set_pen(p, c->style, out);
	}
	str_add(out, c->text);
	p->col += c->width;
	p->unsure |= !is_certain(c);
	if (p->col >= p->next.cols) {
		/* some wrap at once, some with the next letter */
		p->row = -1;
	}
}

/* ---- rows ---- */

static void paint_row(struct paint *p, int row, struct str *out)
{
	const struct cell *new = row_of(&p->next, row);
	struct cell *old = row_of(&p->shown, row);
	int cols = p->next.cols, tail = cols, last = cols - 1;

	if (same_row(p, row, row)) {
		return;
	}
	while (tail > 0 && is_empty(&new[tail - 1])) {
		tail--;
	}
	while (same_cell(&new[last], &old[last])) {
		last--;
	}
	for (int c = 0; c <= last;) {
		if (same_cell(&new[c], &old[c])) {
			c++;
			continue;
		}
		c -= new[c].width == 0 && c > 0;
		if (row == p->next.rows - 1 && c + new[c].width >= cols && !p->corner) {
			break;
		}
		if (!is_blank(&new[c]) && p->pen >= 0 && !(p->looks[new[c].style].attrs & SOLID)) {
			/* before moving: blanks on the way may be written with it */
			set_pen(p, new[c].style, out);
		}
		move_to(p, row, c, out);
		if (c >= tail && last - c + 1 >= ERASE_FROM) {
			pen_for_erasing(p, out);
			str_add(out, "\033[K");
			break;
		}
		put_cell(p, &new[c], out);
		c += new[c].width > 0 ? new[c].width : 1;
	}
	memcpy(old, new, (size_t)cols * sizeof(*old));
}

/* ---- rows that moved ---- */

struct shift { int low, high, by; }; /* row r of next is what row r + by showed, low <= r <= high */

/* A hint, not a proof: only the first letters of each cell count. */
static uint64_t hash_row(const struct cell *row, int cols)
{
	uint64_t h = 14695981039346656037u;

	for (int i = 0; i < cols; i++) {
		uint32_t v;
		memcpy(&v, row[i].text, sizeof(v));
		h = (h ^ v ^ (uint64_t)row[i].style << 32) * 1099511628211u;
		h ^= h >> 29;
	}
	return h;
}

static int cells_apart(const struct cell *a, const struct cell *b, int cols)
{
	int n = 0;

	for (int i = 0; i < cols; i++) {
		n += !same_cell(&a[i], &b[i]);
	}
	return n;
}

static int cells_of(const struct cell *a, int cols)
{
	int n = 0;

	for (int i = 0; i < cols; i++) {
		n += !is_empty(&a[i]);
	}
	return n;
}

/* The distance at which most rows are found again. */
static int best_distance(const struct paint *p, int *low, int *high)
{
	int rows = p->next.rows, best = 0, most = 1;
	const uint64_t *old = p->hashes, *new = p->hashes + rows;

	for (int by = 1 - rows; by < rows; by++) {
		int found = 0, first = -1, last = -1;
		for (int r = by < 0 ? -by : 0; r < rows && r + by < rows && by != 0; r++) {
			if (new[r] == old[r + by] && new[r] != old[r]) {
				found++;
				first = first < 0 ? r : first;
				last = r;
			}
		}
		if (found > most) {
			most = found;
			best = by;
			*low = first;
			*high = last;
		}
	}
	return best;
}

static bool closer(struct paint *p, int row, int by)
{
	int cols = p->next.cols;
	const struct cell *new = row_of(&p->next, row);

	return cells_apart(new, row_of(&p->shown, row + by), cols) < cells_apart(new, row_of(&p->shown, row), cols);
}

/* Cells that need not be written when the rows are moved first. */
static int gain(struct paint *p, const struct shift *s)
{
	int cols = p->next.cols, n = 0;

	for (int r = s->low; r <= s->high; r++) {
		const struct cell *new = row_of(&p->next, r);
		n += cells_apart(new, row_of(&p->shown, r), cols) - cells_apart(new, row_of(&p->shown, r + s->by), cols);
	}
	for (int i = 1; i <= abs(s->by); i++) {
		int r = s->by > 0 ? s->high + i : s->low - i;
		const struct cell *new = row_of(&p->next, r);
		n += cells_apart(new, row_of(&p->shown, r), cols) - cells_of(new, cols);
	}
	return n;
}

static bool find_shift(struct paint *p, struct shift *s)
{
	int rows = p->next.rows, apart = 0;

	for (int r = 0; r < rows; r++) {
		apart += !same_row(p, r, r);
	}
	if (apart < 3 || !p->lines) {
		return false;
	}
	for (int r = 0; r < rows; r++) {
		p->hashes[r] = hash_row(row_of(&p->shown, r), p->next.cols);
		p->hashes[rows + r] = hash_row(row_of(&p->next, r), p->next.cols);
	}
	s->by = best_distance(p, &s->low, &s->high);
	if (s->by == 0) {
		return false;
	}
	while (s->high + 1 < rows && s->high + 1 + s->by < rows && closer(p, s->high + 1, s->by)) {
		s->high++;
	}
	while (s->low > 0 && s->low - 1 + s->by >= 0 && closer(p, s->low - 1, s->by)) {
		s->low--;
	}
	return gain(p, s) > 24;
}

static void lines_at(struct paint *p, int row, int n, char what, struct str *out)
{
	move_to(p, row, 0, out);
	pen_for_erasing(p, out);
	add_csi(out, n, what);
}

static void move_rows(struct paint *p, const struct shift *s)
{
	size_t row = (size_t)p->shown.cols * sizeof(struct cell);
	size_t n = (size_t)(s->high - s->low + 1);
	const struct cell blank = {.text = " ", .width = 1, .style = STYLE_TEXT};

	memmove(row_of(&p->shown, s->low), row_of(&p->shown, s->low + s->by), n * row);
	for (int i = 1; i <= abs(s->by); i++) {
		struct cell *c = row_of(&p->shown, s->by > 0 ? s->high + i : s->low - i);
		for (int k = 0; k < p->shown.cols; k++) {
			c[k] = blank;
		}
	}
}

/* Answers the row to go on with. What stays in place is painted between deleting and inserting: the cursor is near then. */
static int paint_shift(struct paint *p, const struct shift *s, struct str *out)
{
	int n = abs(s->by), rows = p->next.rows;

	if (s->by < 0) {
		if (s->high < rows - 1) {
			lines_at(p, s->high - n + 1, n, 'M', out);
		}
		lines_at(p, s->low - n, n, 'L', out);
		move_rows(p, s);
		return s->low - n;
	}
	lines_at(p, s->low, n, 'M', out);
	move_rows(p, s);
	for (int r = s->low; r <= s->high; r++) {
		paint_row(p, r, out);
	}
	if (s->high + n < rows - 1) {
		lines_at(p, s->high + 1, n, 'L', out);
	}
	return s->high + 1;
}

/* ---- pictures ---- */

static void paint_next(struct paint *p, struct str *out)
{
	struct shift s;
	int rows = p->next.rows, from = find_shift(p, &s) ? paint_shift(p, &s, out) : 0;

	for (int i = 0; i < rows; i++) {
		paint_row(p, (from + i) % rows, out);
	}
	move_to(p, p->next.cursor_row, p->next.cursor_col, out);
	p->shown.cursor_row = p->next.cursor_row;
	p->shown.cursor_col = p->next.cursor_col;
}

void paint_frame(struct paint *p, const struct surface *s, struct str *out)
{
	if (s->rows == p->shown.rows && s->cols == p->shown.cols && s->rows > 0 && s->cols > 0) {
		take(p, s);
		paint_next(p, out);
	}
}

void paint_again(struct paint *p, struct str *out)
{
	surface_copy(&p->next, &p->shown);
	paint_blank(p, p->next.rows, p->next.cols);
	paint_next(p, out);
}

void paint_repair(struct paint *p, int row, struct str *out)
{
	if (row < p->shown.rows) {
		surface_copy(&p->next, &p->shown);
		for (int i = 0; i < p->shown.cols; i++) {
			row_of(&p->shown, row)[i].style = UNKNOWN;
		}
		paint_next(p, out);
	}
}
