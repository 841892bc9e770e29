#include "drawing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* Over the sheet: all its texts, and its layers. */

static int rows_of(const struct drawing_screen *p)
{
	const struct drawing_info *info = sheet_info(p->sheet);
	const struct drawing_texts *t = sheet_texts(p->sheet, p->want.page);

	return p->pane == PANE_LAYERS ? (info ? (int)info->nlayers : 0) : t ? (int)t->n : 0;
}

void drawing_list_open(struct drawing_screen *p, enum drawing_pane pane)
{
	int at;

	if (!drawing_page(p)) {
		return;
	}
	p->pane = pane;
	p->list_at = p->list_top = 0;
	at = drawing_text_at(p, p->x, p->y);
	if (pane == PANE_TEXTS && (at >= 0 || p->found >= 0)) {
		p->list_at = at >= 0 ? at : p->found;
	}
	if (!rows_of(p)) {
		app_say(p->app, STYLE_TEXT, "%s", pane == PANE_LAYERS ? tr("This drawing has no layers.")
			: sheet_info(p->sheet)->image ? tr("This is a picture: it has no texts.") : tr("There are no texts on this sheet."));
		p->pane = PANE_SHEET;
	}
}

static void draw_text_row(const struct drawing_screen *p, struct area a, int row, int i, enum style st)
{
	const struct drawing_text *t = &sheet_texts(p->sheet, p->want.page)->v[i];
	char zone[ZONE_TEXT] = "";
	struct zone at;
	double x, y;

	drawing_text_middle(t, &x, &y);
	if (zone_at(&p->zones, llround(x * 1000), llround(y * 1000), &at)) {
		zone_text(at, zone);
	}
	area_text(a, row, 4, 4, t->hidden ? STYLE_DIM : st, zone);
	area_text(a, row, 9, a.cols - 10, t->hidden ? STYLE_DIM : st, t->text);
}

static void draw_layer_row(const struct drawing_screen *p, struct area a, int row, int i, enum style st)
{
	const struct drawing_info *info = sheet_info(p->sheet);
	bool on = drawing_layer_on(p, (size_t)i);

	area_text(a, row, 4, 8, on ? st : STYLE_DIM, on ? tr("on") : tr("off"));
	area_text(a, row, 12, a.cols - 13, on ? st : STYLE_DIM, info->layers[i].name);
}

void drawing_list_draw(struct drawing_screen *p, struct area a)
{
	int n = rows_of(p);

	p->list_rows = a.rows - 1;
	p->list_at = p->list_at >= n ? n - 1 : p->list_at;
	p->list_at = p->list_at < 0 ? 0 : p->list_at;
	if (p->list_at < p->list_top || p->list_at >= p->list_top + p->list_rows) {
		p->list_top = p->list_at - p->list_rows / 2 > 0 ? p->list_at - p->list_rows / 2 : 0;
	}
	area_printf(a, 0, 4, -1, STYLE_DIM, p->pane == PANE_TEXTS ? tr("Zone Text  (%d on this sheet; Enter goes there)")
		: tr("Layer  (%d; Enter switches it)"), n);
	for (int i = p->list_top; i < n && i - p->list_top < p->list_rows; i++) {
		int row = 1 + i - p->list_top;
		bool here = i == p->list_at;

		if (here) {
			area_text(a, row, 0, 1, STYLE_CURSOR, ">");
			area_cursor(a, row, 0);
		}
		(p->pane == PANE_TEXTS ? draw_text_row : draw_layer_row)(p, a, row, i, here ? STYLE_BOLD : STYLE_TEXT);
	}
}

static void switch_layer(struct drawing_screen *p, int i)
{
	const struct drawing_info *info = sheet_info(p->sheet);

	if (!p->layers) {
		uint8_t *bits = xcalloc(info->nlayers / 8 + 1, 1);

		for (size_t k = 0; k < info->nlayers; k++) {
			bits[k / 8] |= (uint8_t)((info->layers[k].off ? 0 : 1) << k % 8);
		}
		p->layers = bits;
	}
	p->layers[i / 8] ^= (uint8_t)(1 << i % 8);
	drawing_ask(p);
}

static void choose(struct drawing_screen *p)
{
	double x, y;

	if (p->list_at >= rows_of(p)) {
		return;
	}
	if (p->pane == PANE_LAYERS) {
		switch_layer(p, p->list_at);
		return;
	}
	p->pane = PANE_SHEET;
	p->found = p->list_at;
	drawing_text_middle(&sheet_texts(p->sheet, p->want.page)->v[p->list_at], &x, &y);
	drawing_to(p, x, y);
}

static void list_to(struct drawing_screen *p, int i)
{
	int n = rows_of(p);

	p->list_at = i < 0 ? 0 : i >= n ? n - 1 : i;
}

enum handled drawing_list_verb(struct drawing_screen *p, const struct verb_call *call)
{
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN: list_to(p, p->list_at + n); break;
	case VERB_MOVE_UP: list_to(p, p->list_at - n); break;
	case VERB_MOVE_PAGE_DOWN: list_to(p, p->list_at + p->list_rows); break;
	case VERB_MOVE_PAGE_UP: list_to(p, p->list_at - p->list_rows); break;
	case VERB_MOVE_HALF_DOWN: list_to(p, p->list_at + p->list_rows / 2); break;
	case VERB_MOVE_HALF_UP: list_to(p, p->list_at - p->list_rows / 2); break;
	case VERB_MOVE_FIRST: list_to(p, 0); break;
	case VERB_MOVE_LAST: list_to(p, rows_of(p) - 1); break;
	case VERB_OPEN:
	case VERB_SELECT:
	case VERB_DRAWING_RIGHT:
		choose(p);
		break;
	case VERB_BACK:
	case VERB_CLOSE:
	case VERB_DRAWING_LEFT:
	case VERB_DRAWING_TEXTS:
	case VERB_DRAWING_LAYERS:
		p->pane = PANE_SHEET;
		break;
	default: return IGNORED;
	}
	app_dirty(p->app);
	return HANDLED;
}
