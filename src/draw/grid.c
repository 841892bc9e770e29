#include "draw/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cells.h"
#include "overlay.h"
#include "text/utf8.h"

void grid_dots(const struct drawing_view *v, int *across, int *down)
{
	static const struct { int across, down; } of[DRAWING_MODES] = {
		[DRAWING_BRAILLE] = {2, 4}, [DRAWING_SEXTANT] = {2, 3}, [DRAWING_HALF] = {1, 2}, [DRAWING_ASCII] = {4, 8},
	};

	*across = of[v->mode].across ? of[v->mode].across : v->cell_w;
	*down = of[v->mode].down ? of[v->mode].down : v->cell_h;
}

static void set(struct grid_cell *c, const char *sign)
{
	*c = (struct grid_cell){.width = 1, .kind = GRID_LINE, .of = -1};
	memcpy(c->text, sign, strlen(sign) + 1);
}

static void set_cp(struct grid_cell *c, int32_t cp)
{
	char sign[UTF8_MAX + 1] = "";

	utf8_encode(cp, sign);
	set(c, sign);
}

/* Dots left to right and down, lowest bit first, to the bits of U+2800. */
static int32_t braille(unsigned dots)
{
	static const uint8_t bit[8] = {0, 3, 1, 4, 2, 5, 6, 7};
	int32_t cp = 0x2800;

	for (int i = 0; i < 8; i++) {
		cp += dots >> i & 1 ? 1 << bit[i] : 0;
	}
	return cp;
}

/* The two columns and the full block are elsewhere in Unicode than the other sextants. */
static int32_t sextant(unsigned dots)
{
	switch (dots) {
	case 0x15: return 0x258c;
	case 0x2a: return 0x2590;
	case 0x3f: return 0x2588;
	default: return 0x1fb00 + (int32_t)dots - 1 - (dots > 0x15) - (dots > 0x2a);
	}
}

static void draw_cell(struct grid_cell *c, const struct drawing_picture *p, int col, int row)
{
	static const char *const halves[] = {"", "▀", "▄", "█"};
	int across, down;
	unsigned dots = 0;

	if (p->view.mode == DRAWING_ASCII) {
		char sign[2] = {cell_ascii(p, col, row), '\0'};

		if (*sign != ' ') {
			set(c, sign);
		}
		return;
	}
	grid_dots(&p->view, &across, &down);
	for (int i = 0; i < across * down; i++) {
		dots |= picture_dot(p, col * across + i % across, row * down + i / across) ? 1U << i : 0;
	}
	if (dots == 0) {
		return;
	}
	switch (p->view.mode) {
	case DRAWING_BRAILLE: set_cp(c, braille(dots)); break;
	case DRAWING_SEXTANT: set_cp(c, sextant(dots)); break;
	case DRAWING_HALF: set(c, halves[dots]); break;
	case DRAWING_ASCII:
	case DRAWING_SIXEL:
	case DRAWING_KITTY:
	case DRAWING_MODES: break;
	}
}

void grid_init(struct grid *g, const struct drawing_picture *p, const struct drawing_texts *t, int amb)
{
	bool cells = p->view.mode != DRAWING_SIXEL && p->view.mode != DRAWING_KITTY;

	*g = (struct grid){.cols = p->view.cols, .rows = p->view.rows};
	g->cells = xcalloc((size_t)g->cols * (size_t)g->rows, sizeof(*g->cells));
	for (int row = 0; row < g->rows; row++) {
		for (int col = 0; col < g->cols; col++) {
			struct grid_cell *c = &g->cells[(size_t)row * (size_t)g->cols + (size_t)col];

			*c = (struct grid_cell){.text = " ", .width = 1, .of = -1};
			if (cells) {
				draw_cell(c, p, col, row);
			}
		}
	}
	if (t) {
		overlay(g, &p->view, t, amb);
	}
}

void grid_finish(struct grid *g)
{
	free(g->cells);
	free(g->places);
	*g = (struct grid){0};
}

const struct grid_cell *grid_at(const struct grid *g, int col, int row)
{
	return col < 0 || row < 0 || col >= g->cols || row >= g->rows ? NULL : &g->cells[(size_t)row * (size_t)g->cols + (size_t)col];
}

void grid_row(const struct grid *g, int row, struct str *out)
{
	size_t keep = out->len;

	for (int col = 0; col < g->cols; col++) {
		const struct grid_cell *c = grid_at(g, col, row);

		if (c) {
			str_add(out, c->text);
			keep = c->kind != GRID_BLANK && *c->text ? out->len : keep;
		}
	}
	str_cut(out, keep);
}
