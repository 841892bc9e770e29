#include "drawing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the view line: file, sheet, zoom, place, layers ---- */

static int put(struct area view, int col, enum style st, const char *text)
{
	return *text ? col + area_text(view, 0, col, -1, st, text) + 3 : col;
}

static void layers_of(const struct drawing_screen *p, const struct drawing_info *info, char *out, size_t n)
{
	size_t on = 0;

	*out = '\0';
	for (size_t i = 0; i < info->nlayers; i++) {
		on += drawing_layer_on(p, i);
	}
	if (on < info->nlayers) {
		snprintf(out, n, tr("layers %zu/%zu"), on, info->nlayers);
	}
}

static void sheet_of(const struct drawing_screen *p, const struct drawing_info *info, char *out, size_t n)
{
	const struct drawing_page *page = drawing_page(p);

	snprintf(out, n, tr("sheet %d/%zu %s"), p->want.page + 1, info->npages, *p->zones.size ? p->zones.size : page->name);
}

void drawing_draw_view(struct drawing_screen *p, struct area view)
{
	const struct drawing_info *info = sheet_info(p->sheet);
	char text[160];
	int col = 1;

	col = put(view, col, STYLE_BOLD, p->name);
	if (p->rev) {
		snprintf(text, sizeof(text), tr("rev %.8s"), p->rev);
		col = put(view, col, STYLE_TEXT, text);
	}
	if (!info || !drawing_page(p)) {
		return;
	}
	sheet_of(p, info, text, sizeof(text));
	col = put(view, col, STYLE_TEXT, text);
	snprintf(text, sizeof(text), "%.0f %%", p->fit > 0 ? p->fit / p->want.unit * 100 : 100);
	col = put(view, col, STYLE_TEXT, text);
	drawing_place(p, p->x, p->y, text, sizeof(text));
	col = put(view, col, STYLE_BOLD, text);
	layers_of(p, info, text, sizeof(text));
	col = put(view, col, STYLE_TEXT, text);
	drawing_notes_count(p, text, sizeof(text));
	col = put(view, col, STYLE_NOTE, text);
	put(view, col, STYLE_WARN, info->cut ? tr("not all of it could be read") : "");
}

/* ---- the zones along the edges ---- */

/* The name of the zone along one edge at cell i of it; "" beside the paper. */
static void edge_name(const struct drawing_screen *p, const struct drawing_view *v, bool top, int i, char out[ZONE_TEXT])
{
	struct zone at;
	bool lying = v->rotate % 180 != 0;
	double x, y;

	*out = '\0';
	drawing_to_page(v, top ? i + 0.5 : v->cols / 2.0, top ? v->rows / 2.0 : i + 0.5, &x, &y);
	/* only across, or only down, counts for an edge */
	if (top != lying) {
		y = (double)(p->zones.paper.y0 + p->zones.paper.y1) / 2000;
	} else {
		x = (double)(p->zones.paper.x0 + p->zones.paper.x1) / 2000;
	}
	if (zone_at(&p->zones, llround(x * 1000), llround(y * 1000), &at)) {
		char text[ZONE_TEXT];

		zone_text(at, text);
		snprintf(out, ZONE_TEXT, "%.*s", top != lying ? ZONE_TEXT - 2 : 1, top != lying ? text + 1 : text);
	}
}

static void draw_edge(const struct drawing_screen *p, const struct drawing_view *v, struct area a, bool top)
{
	int n = top ? v->cols : v->rows;

	for (int from = 0; from < n;) {
		char name[ZONE_TEXT], next[ZONE_TEXT];
		int to = from + 1, middle;

		edge_name(p, v, top, from, name);
		while (to < n && (edge_name(p, v, top, to, next), strcmp(next, name) == 0)) {
			to++;
		}
		middle = (from + to - 1) / 2;
		if (*name && top && to - from > (int)strlen(name)) {
			area_text(a, 0, EDGE_COLS + middle, -1, STYLE_DIM, name);
		} else if (*name && !top) {
			area_text(a, EDGE_ROWS + middle, 0, EDGE_COLS, STYLE_DIM, name);
		}
		from = to;
	}
}

/* ---- the sheet ---- */

static bool is_match(const struct drawing_screen *p, const struct grid_cell *c)
{
	return c->kind == GRID_TEXT && p->found >= 0 && c->of == p->found;
}

static void draw_cells(const struct drawing_screen *p, const struct grid *g, struct area a)
{
	for (int row = 0; row < g->rows && row < a.rows; row++) {
		for (int col = 0; col < g->cols && col < a.cols; col++) {
			const struct grid_cell *c = grid_at(g, col, row);

			if (c->kind != GRID_BLANK && c->width > 0) {
				area_text(a, row, col, c->width, is_match(p, c) ? STYLE_MATCH : STYLE_TEXT, c->text);
			}
		}
	}
}

static void draw_mark(const struct drawing_view *v, struct area a, double x, double y, enum style st, const char *sign)
{
	double col, row;

	drawing_to_cell(v, x, y, &col, &row);
	if (col >= 0 && row >= 0 && col < v->cols && row < v->rows) {
		area_text(a, (int)row, (int)col, 1, st, sign);
	}
}

static void draw_cursor(const struct drawing_screen *p, const struct drawing_view *v, struct area a)
{
	double col, row;

	drawing_to_cell(v, p->x, p->y, &col, &row);
	col = col < 0 ? 0 : col >= a.cols ? a.cols - 1 : col;
	row = row < 0 ? 0 : row >= a.rows ? a.rows - 1 : row;
	area_cursor(a, (int)row, (int)col);
}

static void draw_waiting(struct drawing_screen *p, struct area a)
{
	int64_t done, size;
	struct arena tmp;

	arena_init(&tmp);
	if (sheet_state(p->sheet) == SHEET_FAILED) {
		area_text(a, 1, 1, a.cols - 2, STYLE_BAD, tr("This drawing cannot be shown."));
		area_text(a, 2, 1, a.cols - 2, STYLE_TEXT, sheet_trouble(p->sheet));
		area_text(a, 4, 1, a.cols - 2, STYLE_DIM, sheet_unfetched(p->sheet) ? tr("The file is not here yet: it is fetched when there is a link.") : *p->object ? tr("file.save keeps the file here, to be opened elsewhere.") : "");
	} else if (sheet_progress(p->sheet, &done, &size) && size > 0) {
		area_printf(a, 1, 1, a.cols - 2, STYLE_TEXT, tr("Fetching %s: %s of %s KiB"), p->name, app_int(done / 1024, &tmp), app_int(size / 1024, &tmp));
	} else {
		area_printf(a, 1, 1, a.cols - 2, STYLE_DIM, tr("Opening %s ..."), p->name);
	}
	area_cursor(a, 0, 0);
	arena_finish(&tmp);
}

void drawing_draw_content(struct drawing_screen *p, struct area content)
{
	const struct drawing_view *v;
	const struct grid *g = sheet_grid(p->sheet, &v);
	int below = drawing_note_rows(p), beside = drawing_note_cols(p);
	struct area a = area_part(content, EDGE_ROWS, EDGE_COLS, content.rows - EDGE_ROWS - below, content.cols - EDGE_COLS - beside);

	if (sheet_state(p->sheet) == SHEET_FAILED || !g || !drawing_page(p)) {
		draw_waiting(p, content);
		return;
	}
	if (p->pane != PANE_SHEET) {
		drawing_list_draw(p, content);
		return;
	}
	draw_edge(p, v, area_part(content, 0, 0, content.rows - below, content.cols - beside), true);
	draw_edge(p, v, area_part(content, 0, 0, content.rows - below, content.cols - beside), false);
	draw_cells(p, g, a);
	drawing_notes_pins(p, v, a);
	if (p->measuring || p->measured) {
		draw_mark(v, a, p->mx, p->my, STYLE_MARK, "+");
	}
	if (below) {
		drawing_notes_list(p, area_part(content, content.rows - 1, 0, 1, content.cols));
	}
	if (beside) {
		drawing_notes_pane(p, area_part(content, 0, content.cols - beside, content.rows - below, beside));
	}
	draw_cursor(p, v, a);
}
