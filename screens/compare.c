#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/compare.h"
#include "app/screens.h"
#include "base/ulid.h"
#include "text/cells.h"
#include "text/wrap.h"

/*
 * The newest quotes of all partners on one request, a column each. Tab and arrows choose a
 * quote, j and k scroll; what is bound acts on the chosen one.
 */
#define LABEL_COLS 18
#define CELL_COLS 15    /* at least; the columns there is no room for scroll in */
#define CELL_ROWS 8     /* of a long text; Enter shows all of it */

struct compare_screen {
	struct app *app;
	struct arena arena;
	struct show s;
	struct compare c;
	char rfq[ULID_SIZE], partner[ULID_SIZE]; /* of the chosen quote */
	size_t at, left;       /* chosen, first shown */
	int top, below;        /* rows scrolled, rows there were beyond the last draw */
};

static void no_line(void *arg, enum style st, const char *text)
{
	(void)arg;
	(void)st;
	(void)text;
}

static int load(struct compare_screen *p, struct err *e)
{
	int n;

	arena_finish(&p->arena);
	arena_init(&p->arena);
	p->s = (struct show){.store = app_store(p->app), .me = app_me(p->app), .zone = app_zone(p->app), .now = app_now(p->app),
		.a = &p->arena, .line = no_line};
	n = compare_load(&p->s, p->rfq, &p->c, e);
	p->at = 0;
	for (size_t i = 0; i < p->c.n; i++) {
		p->at = !strcmp(p->c.q[i]->partner, p->partner) ? i : p->at;
	}
	return n < 0 ? -1 : 0;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct compare_screen *p = st;

	p->app = app;
	arena_init(&p->arena);
	snprintf(p->rfq, sizeof(p->rfq), "%s", arg);
	return load(p, e);
}

static void close_(void *st)
{
	arena_finish(&((struct compare_screen *)st)->arena);
}

/* ---- drawing ---- */

struct grid { size_t shown; int width; };

static struct grid grid_of(const struct compare_screen *p, int cols)
{
	size_t room = cols > LABEL_COLS + CELL_COLS ? (size_t)(cols - LABEL_COLS - 1) / CELL_COLS : 1;
	size_t shown = p->c.n < room ? p->c.n : room;
	int width = shown ? (cols - LABEL_COLS - 1) / (int)shown : 0;

	return (struct grid){shown, width > 2 * CELL_COLS ? 2 * CELL_COLS : width};
}

static int cell_rows(const struct compare_cell *cell, int width, int amb)
{
	size_t n = wrap_count(cell->text, strlen(cell->text), (size_t)width, amb, CELL_ROWS);

	return n ? (int)n : 1;
}

/* A cell of up to CELL_ROWS lines, from row on (which may lie above the area). */
static void draw_cell(struct area a, int row, int col, int width, const struct compare_cell *cell, enum style st)
{
	struct wrap w;
	struct wrap_line line;

	wrap_init(&w, cell->text, strlen(cell->text), (size_t)width, a.s->amb);
	for (int i = 0; i < CELL_ROWS && wrap_next(&w, &line); i++) {
		const char *text = cell->text + line.off;
		int from = col;

		if (row + i < 0) {
			continue;
		}
		if (cell->right) {
			int used = (int)cells_width(text, line.len, a.s->amb);

			from += used < width ? width - used : 0;
		}
		area_textn(a, row + i, from, col + width - from, st, text, line.len);
		if (i == CELL_ROWS - 1 && line.next < strlen(cell->text)) {
			area_text(a, row + i, col + width - 1, 1, STYLE_DIM, "…");
		}
	}
	if (cell->best && row >= 0) {
		area_text(a, row, col + width, 1, STYLE_GOOD, "*");
	}
}

static int draw_row(struct compare_screen *p, struct area a, int row, size_t r, const struct grid *g)
{
	int rows = 1;

	for (size_t i = 0; i < g->shown; i++) {
		struct compare_cell cell = compare_cell(&p->s, &p->c, r, p->left + i);
		int n = cell_rows(&cell, g->width - 2, a.s->amb), col = LABEL_COLS + 1 + (int)i * g->width;

		draw_cell(a, row, col, g->width - 2, &cell, cell.style);
		rows = n > rows ? n : rows;
	}
	if (row >= 0) {
		area_text(a, row, 1, LABEL_COLS - 1, STYLE_DIM, compare_label(&p->s, &p->c, r, p->at));
	}
	return rows;
}

static void draw_heads(struct compare_screen *p, struct area a, const struct grid *g)
{
	for (size_t i = 0; i < g->shown; i++) {
		bool here = p->left + i == p->at;
		int col = LABEL_COLS + 1 + (int)i * g->width;

		area_text(a, 0, col, g->width - 2, here ? STYLE_BOLD : STYLE_TEXT, p->c.q[p->left + i]->partner_name);
		if (here) {
			area_text(a, 0, col - 1, 1, STYLE_CURSOR, ">");
			area_cursor(a, 0, col - 1);
		}
	}
}

static void draw(void *st, struct area view, struct area content)
{
	struct compare_screen *p = st;
	struct grid g = grid_of(p, content.cols);
	struct area body = area_part(content, 1, 0, content.rows - 1, content.cols);
	int row, col = 1;

	if (!p->c.rfq) {
		area_text(content, 1, 1, -1, STYLE_DIM, tr("This request is no longer here: it was withdrawn, or is not for you to see any more."));
		return;
	}
	col += area_printf(view, 0, col, view.cols - 20, STYLE_BOLD, tr("RFQ %lld"), (long long)p->c.rfq->number) + 1;
	col += area_text(view, 0, col, view.cols - col - 24, STYLE_BOLD, p->c.rfq->title) + 3;
	if (!p->c.n) {
		area_text(content, 1, 1, -1, STYLE_DIM, tr("Nobody has quoted yet."));
		return;
	}
	area_printf(view, 0, col, -1, STYLE_TEXT, tr("%zu side by side   * lowest"), p->c.n);
	p->left = p->at < p->left ? p->at : p->at >= p->left + g.shown ? p->at - g.shown + 1 : p->left;
	p->left = p->left + g.shown > p->c.n ? p->c.n - g.shown : p->left;
	row = -p->top;
	for (size_t r = 0; r < compare_rows(&p->c); r++) {
		row += draw_row(p, body, row, r, &g);
	}
	p->below = row - body.rows;
	draw_heads(p, content, &g);
}

/* ---- verbs ---- */

static void choose_next(struct compare_screen *p, int by)
{
	if (p->c.n) {
		p->at = (p->at + p->c.n + (size_t)by) % p->c.n;
		snprintf(p->partner, sizeof(p->partner), "%s", p->c.q[p->at]->partner);
	}
	app_dirty(p->app);
}

static enum handled scroll(struct compare_screen *p, const struct verb_call *call)
{
	int n = call->count ? call->count : 1, most = p->top + (p->below > 0 ? p->below : 0);

	switch (call->id) {
	case VERB_MOVE_DOWN: break;
	case VERB_MOVE_UP: n = -n; break;
	case VERB_MOVE_HALF_DOWN:
	case VERB_MOVE_PAGE_DOWN: n *= 10; break;
	case VERB_MOVE_HALF_UP:
	case VERB_MOVE_PAGE_UP: n *= -10; break;
	case VERB_MOVE_FIRST: n = -p->top; break;
	case VERB_MOVE_LAST: n = most - p->top; break;
	default: return IGNORED;
	}
	p->top = n > most - p->top ? most : p->top + n < 0 ? 0 : p->top + n;
	app_dirty(p->app);
	return HANDLED;
}

static const char *object(void *st)
{
	struct compare_screen *p = st;

	return p->at < p->c.n ? p->c.q[p->at]->id : p->rfq;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct compare_screen *p = st;

	switch (call->id) {
	case VERB_BACK:
	case VERB_CLOSE: return HANDLED_POP;
	case VERB_PANE_NEXT: choose_next(p, 1); return HANDLED;
	case VERB_PANE_PREV: choose_next(p, -1); return HANDLED;
	case VERB_OPEN:
		if (p->c.n) {
			app_open(p->app, "quote", object(p));
		}
		return HANDLED;
	default: return scroll(p, call);
	}
}

static void event(void *st, const struct event *ev)
{
	struct compare_screen *p = st;

	if (ev->what == EVENT_BULK || ev->what == EVENT_ACCOUNT || ev->what == EVENT_LOOK
		|| (ev->what == EVENT_ROW && (ev->kind == KIND_QUOTE || ev->kind == KIND_RFQ))) {
		load(p, NULL);
		app_dirty(p->app);
	}
}

static int hint(void *st, char *out, size_t n)
{
	(void)st;
	return snprintf(out, n, "pane.next open order.place quote.decline back");
}

const struct screen screen_compare = {
	.name = "compare",
	.scopes = "",
	.title = N_("Side by side"),
	.state_size = sizeof(struct compare_screen),
	.open = open_,
	.close = close_,
	.draw = draw,
	.verb = verb,
	.event = event,
	.hint = hint,
	.object = object,
};
