#include "overlay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "text/cells.h"
#include "text/clean.h"

/* A text may be wider than its box by so much, and so much more, before it is cut. */
#define WIDER 1.8
#define MORE 6

/* Where a text would lie, in cells. flush: it begins where its box does, not in the middle of it. */
struct wish { uint32_t text; double col, row; /* middle */ double cols, rows; /* of its box */ bool upright, flush; double size; };

struct layer {
	struct grid *g;
	VEC(struct grid_place) places;
	double *rows; /* where each text wished to lie */
	struct str clean;
};

static bool wish_of(const struct drawing_view *v, const struct drawing_texts *t, size_t i, struct wish *out)
{
	const struct drawing_text *x = &t->v[i];
	double a = x->angle * M_PI / 180, c = cos(a), s = sin(a), w = fabs(x->w), h = fabs(x->h);
	double col, row, ec, er;

	drawing_to_cell(v, x->x + w / 2 * c - h / 2 * s, x->y + w / 2 * s + h / 2 * c, &col, &row);
	drawing_to_cell(v, x->x + w * c - h / 2 * s, x->y + w * s + h / 2 * c, &ec, &er);
	if (!(col > -1e4 && row > -1e4 && col < 1e4 && row < 1e4)) {
		return false;
	}
	*out = (struct wish){.text = (uint32_t)i, .col = col, .row = row, .cols = 2 * fabs(ec - col), .rows = 2 * fabs(er - row), .size = h};
	out->upright = out->rows * v->aspect > 2 * out->cols;
	return true;
}

static bool shown(const struct drawing_view *v, const struct drawing_text *t)
{
	if (!v->layers) {
		return !t->hidden;
	}
	return t->layer < v->nlayers && (v->layers[t->layer / 8] >> (t->layer & 7) & 1);
}

/* ---- lines of one paragraph begin in one column ---- */

enum { NEIGHBOURS = 64 };

static int by_left(const void *a, const void *b)
{
	const struct drawing_text *x = *(const struct drawing_text *const *)a, *y = *(const struct drawing_text *const *)b;

	return x->x < y->x ? -1 : x->x > y->x;
}

/* The same size and the same left edge, near each other, and of another length: set flush left, not about a middle. */
static bool of_one_paragraph(const struct drawing_text *a, const struct drawing_text *b)
{
	double h = fmin(fabs(a->h), fabs(b->h));

	return fabs(a->x - b->x) <= h / 8 && fabs(fabs(a->h) - fabs(b->h)) <= h / 8 && fabs(a->y - b->y) > h / 2
		&& fabs(a->y - b->y) < 6 * h && fabs(a->w - b->w) > h / 2;
}

static void find_paragraphs(const struct drawing_texts *t, bool *flush)
{
	VEC(const struct drawing_text *) level = {0};

	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].angle == 0) {
			*vec_add(&level) = &t->v[i];
		}
	}
	if (level.n) {
		qsort(level.v, level.n, sizeof(*level.v), by_left);
	}
	for (size_t i = 0; i < level.n; i++) {
		for (size_t k = i + 1; k < level.n && k < i + NEIGHBOURS && level.v[k]->x - level.v[i]->x <= fabs(level.v[i]->h) / 8; k++) {
			if (of_one_paragraph(level.v[i], level.v[k])) {
				flush[level.v[i] - t->v] = flush[level.v[k] - t->v] = true;
			}
		}
	}
	vec_finish(&level);
}

static int by_size(const void *a, const void *b)
{
	const struct wish *x = a, *y = b;

	return x->size != y->size ? (x->size > y->size ? -1 : 1) : x->text < y->text ? -1 : x->text > y->text;
}

/* Free of other texts, with a blank on either side so that two do not read as one. */
static bool is_free(const struct grid *g, int col, int row, int cols)
{
	if (col < 0 || row < 0 || row >= g->rows || col + cols > g->cols) {
		return false;
	}
	for (int c = col - 1; c <= col + cols; c++) {
		const struct grid_cell *x = grid_at(g, c, row);

		if (x && x->kind == GRID_TEXT) {
			return false;
		}
	}
	return true;
}

static void lay(struct grid *g, int col, int row, const char *s, size_t n, uint32_t of, int amb)
{
	struct cells_iter it = {.s = s, .n = n, .amb = amb};
	struct cells_piece piece;

	while (cells_next(&it, &piece)) {
		struct grid_cell *c = &g->cells[(size_t)row * (size_t)g->cols + (size_t)col];

		if (piece.width == 0) {
			continue;
		}
		*c = (struct grid_cell){.width = (uint8_t)piece.width, .kind = GRID_TEXT, .of = (int32_t)of};
		memcpy(c->text, piece.s, piece.len < sizeof(c->text) ? piece.len : 0);
		if (piece.len >= sizeof(c->text)) {
			c->text[0] = '?';
		}
		if (piece.width == 2) {
			c[1] = (struct grid_cell){.width = 0, .kind = GRID_TEXT, .of = (int32_t)of};
		}
		col += piece.width;
	}
}

static int clamp(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

/* Whether it stands above the text that lies where it would: it is moved that way, so that two never change places. */
static bool goes_up(const struct layer *k, const struct wish *w, int col, int row, int cols)
{
	for (int c = col - 1; c <= col + cols; c++) {
		const struct grid_cell *x = grid_at(k->g, c, row);

		if (x && x->kind == GRID_TEXT) {
			return w->row <= k->rows[x->of];
		}
	}
	return true;
}

/* At its place, else moved by as much as still reads as the same place. */
static bool lay_level(struct layer *k, const struct wish *w, const char *s, size_t n, int cols, bool cut, int amb)
{
	static const struct { int rows; double cols; } moves[] = {
		{0, 0}, {0, -1}, {0, 1}, {-1, 0}, {1, 0}, {0, -2}, {0, 2}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}, {0, -3}, {0, 3},
	};
	double left = w->flush ? w->col - w->cols / 2 : w->col - cols / 2.0;
	int row = (int)floor(w->row), col = (int)floor(left + 0.5), way = goes_up(k, w, col, row, cols) ? 1 : -1;

	for (size_t i = 0; i < lengthof(moves); i++) {
		int c = col + (int)moves[i].cols, r = row + way * moves[i].rows;

		/* what hangs over the picture's edge by a little is pulled in */
		if (c < 0 || c + cols > k->g->cols) {
			c = clamp(c, 0, k->g->cols - cols);
			if (abs(c - col) > cols / 2 + 1) {
				continue;
			}
		}
		if (is_free(k->g, c, r, cols)) {
			lay(k->g, c, r, s, n, w->text, amb);
			*vec_add(&k->places) = (struct grid_place){.text = w->text, .col = c, .row = r, .cols = cols, .cut = cut};
			return true;
		}
	}
	return false;
}

/* A letter a row, downwards, where the text stands upright and has the room. */
static bool lay_upright(struct layer *k, const struct wish *w, const char *s, size_t n, int amb)
{
	struct cells_iter it = {.s = s, .n = n, .amb = amb};
	struct cells_piece piece;
	int letters = 0, col = (int)floor(w->col), row;

	while (cells_next(&it, &piece)) {
		letters += piece.width > 0;
	}
	row = (int)floor(w->row - letters / 2.0 + 0.5);
	if (letters > w->rows + 1) {
		return false;
	}
	for (int i = 0; i < letters; i++) {
		if (!is_free(k->g, col, row + i, 2)) {
			return false;
		}
	}
	it = (struct cells_iter){.s = s, .n = n, .amb = amb};
	for (int i = row; cells_next(&it, &piece);) {
		if (piece.width > 0) {
			lay(k->g, col, i, piece.s, piece.len, w->text, amb);
			*vec_add(&k->places) = (struct grid_place){.text = w->text, .col = col, .row = i++, .cols = piece.width};
		}
	}
	return true;
}

static bool lay_text(struct layer *k, const struct wish *w, const char *text, int amb)
{
	struct str part = STR_INIT;
	bool done, cut = false;
	size_t cols;

	str_clear(&k->clean);
	clean(&k->clean, text, strlen(text), CLEAN_LINE);
	/* blanks at its ends would only take room */
	const char *s = str_c(&k->clean);
	size_t lead = strspn(s, " "), n = k->clean.len - lead;

	while (n && s[lead + n - 1] == ' ') {
		n--;
	}
	s += lead;
	cols = cells_width(s, n, amb);
	if (cols == 0) {
		return true;
	}
	if (w->upright && cols > 3 && lay_upright(k, w, s, n, amb)) {
		return true;
	}
	double most = fmax((w->upright ? w->rows : w->cols) * WIDER + MORE, 8);

	if ((double)cols > most) {
		cols = cells_cut(&part, s, n, (size_t)most, "…", amb);
		s = str_c(&part);
		n = part.len;
		cut = true;
	}
	done = cols <= (size_t)k->g->cols && lay_level(k, w, s, n, (int)cols, cut, amb);
	if (!done && w->flush && cols <= (size_t)k->g->cols) {
		struct wish about = *w;

		about.flush = false; /* rather out of line than not at all */
		done = lay_level(k, &about, s, n, (int)cols, cut, amb);
	}
	str_finish(&part);
	return done;
}

static int by_place(const void *a, const void *b)
{
	const struct grid_place *x = a, *y = b;

	return x->row != y->row ? x->row - y->row : x->col - y->col;
}

void overlay(struct grid *g, const struct drawing_view *v, const struct drawing_texts *t, int amb)
{
	struct layer k = {.g = g};
	VEC(struct wish) wishes = {0};
	struct wish w;
	bool *flush = xcalloc(t->n + 1, sizeof(*flush));

	find_paragraphs(t, flush);
	for (size_t i = 0; i < t->n; i++) {
		if (shown(v, &t->v[i]) && wish_of(v, t, i, &w) && w.col > -1 && w.row > -1 && w.col < g->cols + 1 && w.row < g->rows + 1) {
			w.flush = flush[i] && !w.upright && v->rotate == 0;
			*vec_add(&wishes) = w;
		}
	}
	if (wishes.n) {
		qsort(wishes.v, wishes.n, sizeof(*wishes.v), by_size);
	}
	k.rows = xcalloc(t->n + 1, sizeof(*k.rows));
	for (size_t i = 0; i < wishes.n; i++) {
		k.rows[wishes.v[i].text] = wishes.v[i].row;
		g->nhidden += !lay_text(&k, &wishes.v[i], t->v[wishes.v[i].text].text, amb);
	}
	if (k.places.n) {
		qsort(k.places.v, k.places.n, sizeof(*k.places.v), by_place);
	}
	g->places = k.places.v;
	g->nplaces = k.places.n;
	str_finish(&k.clean);
	free(k.rows);
	free(flush);
	vec_finish(&wishes);
}
