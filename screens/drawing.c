#include "drawing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/screens.h"
#include "base/alloc.h"

/*
 * A drawing: the sheet in dots with its texts as characters, the cursor on a point of it. The cursor is kept in
 * the page's units, so that it stays on what it is on when the view changes.
 */
static const double zoom_step = 1.5, zoom_most = 2000;

const struct drawing_page *drawing_page(const struct drawing_screen *p)
{
	const struct drawing_info *info = sheet_info(p->sheet);

	return info && (size_t)p->want.page < info->npages ? &info->pages[p->want.page] : NULL;
}

void drawing_text_middle(const struct drawing_text *t, double *x, double *y)
{
	double c = cos(t->angle * M_PI / 180), s = sin(t->angle * M_PI / 180);

	*x = t->x + (t->w * c - t->h * s) / 2;
	*y = t->y + (t->w * s + t->h * c) / 2;
}

bool drawing_layer_on(const struct drawing_screen *p, size_t i)
{
	const struct drawing_info *info = sheet_info(p->sheet);

	return p->layers ? p->layers[i / 8] >> i % 8 & 1 : info && !info->layers[i].off;
}

/* Enough decimals for a tenth of a millimetre; none of a pixel. */
static int decimals(const struct drawing_page *page)
{
	return page->unit_mm >= 100 ? 4 : page->unit_mm >= 20 ? 3 : strcmp(page->unit, "px") != 0;
}

void drawing_length(const struct drawing_screen *p, double len, char *out, size_t n)
{
	const struct drawing_page *page = drawing_page(p);

	snprintf(out, n, "%.*f%s%s", page ? decimals(page) + (page->unit_mm > 0) : 2, len, page && *page->unit ? " " : "", page ? page->unit : "");
}

void drawing_place(const struct drawing_screen *p, double x, double y, char *out, size_t n)
{
	const struct drawing_page *page = drawing_page(p);
	struct zone at;
	char zone[ZONE_TEXT] = "-";

	if (!page) {
		*out = '\0';
		return;
	}
	if (zone_at(&p->zones, llround(x * 1000), llround(y * 1000), &at)) {
		zone_text(at, zone);
	}
	snprintf(out, n, "%s  %.*f, %.*f%s%s", zone, decimals(page), x, decimals(page), y, *page->unit ? " " : "", page->unit);
}

/* ---- the view ---- */

void drawing_ask(struct drawing_screen *p)
{
	if (drawing_page(p) && p->want.cols > 0 && p->want.rows > 0) {
		const struct drawing_info *info = sheet_info(p->sheet);

		p->want.layers = p->layers;
		p->want.nlayers = p->layers ? info->nlayers : 0;
		sheet_look(p->sheet, &p->want);
	}
	app_dirty(p->app);
}

static void fit(struct drawing_screen *p)
{
	const struct drawing_page *page = drawing_page(p);

	if (page && p->want.cols > 0) {
		p->want.unit = 0;
		drawing_view_fit(&p->want, page);
		p->fit = p->want.unit;
		p->whole = true;
	}
}

static void first_look(struct drawing_screen *p)
{
	const struct drawing_page *page = drawing_page(p);

	fit(p);
	anchor_zones(page, &p->zones);
	p->x = p->want.cx;
	p->y = p->want.cy;
	p->found = -1;
	p->measuring = p->measured = false;
	drawing_ask(p);
}

static double clamped(double v, double from, double to)
{
	return v < from ? from : v > to ? to : v;
}

/* Not further away than the sheet's edge in the middle. */
static void keep_near(struct drawing_screen *p)
{
	struct drawing_box b = drawing_whole(drawing_page(p));

	p->want.cx = clamped(p->want.cx, b.x0, b.x1);
	p->want.cy = clamped(p->want.cy, b.y0, b.y1);
}

static void cursor_cell(const struct drawing_screen *p, double *col, double *row)
{
	drawing_to_cell(&p->want, p->x, p->y, col, row);
}

/* Shifts what is seen by cells. */
static void pan(struct drawing_screen *p, double cols, double rows)
{
	double x, y;

	drawing_to_page(&p->want, p->want.cols / 2.0 + cols, p->want.rows / 2.0 + rows, &x, &y);
	p->want.cx = x;
	p->want.cy = y;
	p->whole = false;
	keep_near(p);
}

/* Brings the cursor into the picture, a quarter of it from the edge it went over. */
static bool follow(struct drawing_screen *p)
{
	double col, row, dc = 0, dr = 0;

	cursor_cell(p, &col, &row);
	if (col < 0 || col >= p->want.cols) {
		dc = col - (col < 0 ? p->want.cols * 0.25 : p->want.cols * 0.75);
	}
	if (row < 0 || row >= p->want.rows) {
		dr = row - (row < 0 ? p->want.rows * 0.25 : p->want.rows * 0.75);
	}
	if (dc != 0 || dr != 0) {
		pan(p, dc, dr);
		return true;
	}
	return false;
}

void drawing_to(struct drawing_screen *p, double x, double y)
{
	p->x = x;
	p->y = y;
	if (drawing_page(p) && follow(p)) {
		drawing_ask(p);
	}
	app_dirty(p->app);
}

/* By cells of the picture; the cursor stays on the sheet or what is drawn. */
static void step(struct drawing_screen *p, int cols, int rows)
{
	double col, row, x, y;
	struct drawing_box b;

	if (!drawing_page(p)) {
		return;
	}
	cursor_cell(p, &col, &row);
	drawing_to_page(&p->want, floor(col) + 0.5 + cols, floor(row) + 0.5 + rows, &x, &y);
	b = drawing_whole(drawing_page(p));
	drawing_to(p, clamped(x, b.x0, b.x1), clamped(y, b.y0, b.y1));
}

/* The cursor's point stays where it is on the screen. */
static void zoom(struct drawing_screen *p, double by)
{
	double unit;

	if (!drawing_page(p)) {
		return;
	}
	unit = clamped(p->want.unit * by, p->fit / zoom_most, p->fit);
	if (unit >= p->fit * 0.999) {
		fit(p);
	} else {
		p->want.cx = p->x - (p->x - p->want.cx) * unit / p->want.unit;
		p->want.cy = p->y - (p->y - p->want.cy) * unit / p->want.unit;
		p->want.unit = unit;
		p->whole = false;
		keep_near(p);
		follow(p);
	}
	drawing_ask(p);
}

void drawing_page_to(struct drawing_screen *p, int page)
{
	const struct drawing_info *info = sheet_info(p->sheet);

	if (info && page != p->want.page && page >= 0 && (size_t)page < info->npages) {
		p->want.page = page;
		first_look(p);
	}
}

static void page_to(struct drawing_screen *p, int page)
{
	const struct drawing_info *info = sheet_info(p->sheet);

	if (!info) {
		return;
	}
	if (page < 0 || (size_t)page >= info->npages) {
		app_say(p->app, STYLE_TEXT, info->npages > 1 ? tr("There are %d sheets.") : tr("There is one sheet."), (int)info->npages);
		return;
	}
	p->want.page = page;
	first_look(p);
}

static void rotate(struct drawing_screen *p)
{
	p->want.rotate = (p->want.rotate + 90) % 360;
	fit(p);
	drawing_ask(p);
}

static const char *mode_word(enum drawing_mode m)
{
	switch (m) {
	case DRAWING_SEXTANT: return N_("sextants");
	case DRAWING_HALF: return N_("half blocks");
	case DRAWING_ASCII: return N_("ASCII");
	default: return N_("braille");
	}
}

static void next_mode(struct drawing_screen *p)
{
	p->want.mode = p->want.mode >= DRAWING_ASCII ? DRAWING_BRAILLE : p->want.mode + 1;
	if (app_ascii(p->app)) {
		p->want.mode = DRAWING_ASCII;
	}
	app_say(p->app, STYLE_TEXT, tr("Drawn in %s."), tr(mode_word(p->want.mode)));
	drawing_ask(p);
}

/* ---- finding ---- */

int drawing_text_at(const struct drawing_screen *p, double x, double y)
{
	const struct drawing_view *v;
	const struct grid *g = sheet_grid(p->sheet, &v);
	const struct grid_cell *c;
	double col, row;

	if (!g || v->page != p->want.page) {
		return -1;
	}
	drawing_to_cell(v, x, y, &col, &row);
	c = grid_at(g, (int)floor(col), (int)floor(row));
	return c && c->kind == GRID_TEXT ? c->of : -1;
}

static void go_to_zone(struct drawing_screen *p, const char *word)
{
	struct zone at;
	struct box b;
	struct err e = ERR_NONE;

	if (!drawing_page(p)) {
		return;
	}
	if (zone_parse(&p->zones, word, strlen(word), &at, &e)) {
		app_say(p->app, STYLE_BAD, "%s", tr(e.text));
		return;
	}
	b = zone_box(&p->zones, at);
	drawing_to(p, (double)(b.x0 + b.x1) / 2000, (double)(b.y0 + b.y1) / 2000);
}

static void show_found(struct drawing_screen *p, int i)
{
	const struct drawing_texts *t = sheet_texts(p->sheet, p->want.page);
	double x, y;

	p->found = i;
	drawing_text_middle(&t->v[i], &x, &y);
	drawing_to(p, x, y);
}

/* The next hit on this sheet, then on those behind it. */
static void search(struct drawing_screen *p, bool forward)
{
	const struct drawing_info *info = sheet_info(p->sheet);
	const struct drawing_texts *t = sheet_texts(p->sheet, p->want.page);
	int n = t ? (int)t->n : 0;

	if (!info || !p->needle || !*p->needle) {
		return;
	}
	for (int k = 1; k <= n; k++) {
		int from = p->found < 0 ? (forward ? -1 : 0) : p->found, i = ((from + (forward ? k : -k)) % n + n) % n;

		if (!t->v[i].hidden && anchor_holds(t->v[i].text, p->needle)) {
			show_found(p, i);
			return;
		}
	}
	for (int k = 1; k < (int)info->npages; k++) {
		int page = (p->want.page + k) % (int)info->npages;

		t = sheet_texts(p->sheet, page);
		for (int i = 0; t && i < (int)t->n; i++) {
			if (!t->v[i].hidden && anchor_holds(t->v[i].text, p->needle)) {
				page_to(p, page);
				show_found(p, i);
				return;
			}
		}
	}
	app_say(p->app, STYLE_TEXT, tr("\"%s\" was not found."), p->needle);
}

static void search_done(void *arg, const char *text)
{
	struct drawing_screen *p = arg;
	struct str folded = STR_INIT;

	if (text) {
		anchor_needle(&folded, text);
		free(p->needle);
		p->needle = str_take(&folded);
		p->found = -1;
		search(p, true);
		app_dirty(p->app);
	}
}

static void measure(struct drawing_screen *p)
{
	if (!drawing_page(p)) {
		return;
	}
	if (p->measuring) {
		p->measuring = false;
		p->measured = true;
	} else {
		p->measuring = true;
		p->measured = false;
		p->mx = p->x;
		p->my = p->y;
	}
}

/* ---- the screen ---- */

static void want_all_texts(struct drawing_screen *p)
{
	const struct drawing_info *info = sheet_info(p->sheet);

	for (size_t i = 0; info && i < info->npages && i < 32; i++) {
		sheet_want_texts(p->sheet, (int)i);
	}
}

static void changed(void *arg)
{
	struct drawing_screen *p = arg;

	/* the first call may come before sheet_open() has answered */
	if (p->sheet && drawing_page(p) && p->fit <= 0 && p->want.cols > 0) {
		first_look(p);
		want_all_texts(p);
	}
	if (p->sheet) {
		drawing_notes_find(p);
	}
	app_dirty(p->app);
}

const struct file_ref *drawing_file(const struct drawing_screen *p, const char *hash, struct arena *a)
{
	const struct rfq *r = store_get(app_store(p->app), KIND_RFQ, p->object, a, NULL);
	struct items files = r ? r->files : (struct items){0};

	for (size_t i = 0; i < files.n; i++) {
		if (!strcmp(ITEM(const struct file_ref, files, i)->hash, hash)) {
			return ITEM(const struct file_ref, files, i);
		}
	}
	return NULL;
}

/* "path:bracket.dxf", or "OBJECT HASH SIZE THREAD NOTE NAME", where - is none. */
static int read_source(struct drawing_screen *p, const char *arg, struct sheet_source *src, struct arena *a, struct err *e)
{
	const struct file_ref *f;
	long long size = 0;
	int n = 0;

	if (starts_with(arg, "path:")) {
		src->path = arg + 5;
		src->name = strrchr(arg, '/') ? strrchr(arg, '/') + 1 : src->path;
		return 0;
	}
	if (sscanf(arg, "%26s %64s %lld %26s %26s %n", p->object, p->hash, &size, p->thread, p->chosen, &n) < 5 || n <= 0 || strlen(p->hash) != 64) { /* allowed: widths are given */
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	if (*p->thread == '-') {
		*p->thread = '\0';
	}
	if (*p->chosen == '-') {
		*p->chosen = '\0';
	}
	p->go = *p->chosen != '\0';
	src->hash = p->hash;
	src->size = p->size = size;
	src->name = arg + n;
	f = drawing_file(p, p->hash, a);
	p->rev = f && *f->rev ? xstrdup(f->rev) : NULL;
	return 0;
}

static int open_(struct app *app, void *st, const char *arg, struct err *e)
{
	struct drawing_screen *p = st;
	struct sheet_source src = {0};
	struct arena a;
	int r;

	p->app = app;
	p->found = -1;
	p->want.mode = app_ascii(app) ? DRAWING_ASCII : DRAWING_BRAILLE;
	arena_init(&a);
	r = read_source(p, arg, &src, &a, e);
	if (!r) {
		p->name = xstrdup(src.name);
		p->sheet = sheet_open(app, &src, changed, p);
		drawing_notes_load(p);
		changed(p);
	}
	arena_finish(&a);
	return r;
}

static void close_(void *st)
{
	struct drawing_screen *p = st;

	drawing_notes_close(p);
	sheet_close(p->sheet);
	free(p->name);
	free(p->rev);
	free(p->needle);
	free(p->layers);
}

void drawing_arrange(struct drawing_screen *p)
{
	int rows = p->rows - EDGE_ROWS - drawing_note_rows(p), cols = p->cols - EDGE_COLS - drawing_note_cols(p);

	if (rows == p->want.rows && cols == p->want.cols) {
		return;
	}
	p->want.rows = rows > 1 ? rows : 1;
	p->want.cols = cols > 1 ? cols : 1;
	if (p->fit > 0) {
		double x = p->want.cx, y = p->want.cy, unit = p->want.unit;
		bool whole = p->whole;

		fit(p);
		if (!whole) {
			p->want.cx = x;
			p->want.cy = y;
			p->want.unit = unit;
			p->whole = false;
		}
		follow(p);
		drawing_ask(p);
	} else if (p->sheet) {
		changed(p);
	}
}

static void layout(void *st, int rows, int cols)
{
	struct drawing_screen *p = st;

	p->rows = rows;
	p->cols = cols;
	drawing_arrange(p);
}

static void draw(void *st, struct area view, struct area content)
{
	struct drawing_screen *p = st;

	if (p->stale) {
		p->stale = false;
		drawing_notes_load(p);
		drawing_arrange(p);
	}
	drawing_draw_view(p, view);
	drawing_draw_content(p, content);
}

static void pan_by(struct drawing_screen *p, const char *way)
{
	int cols = p->want.cols / 4, rows = p->want.rows / 4;
	double col, row, x, y;

	if (!drawing_page(p) || !way) {
		return;
	}
	cursor_cell(p, &col, &row);
	pan(p, !strcmp(way, "left") ? -cols : !strcmp(way, "right") ? cols : 0, !strcmp(way, "up") ? -rows : !strcmp(way, "down") ? rows : 0);
	/* the cursor stays at its place on the screen */
	drawing_to_page(&p->want, col, row, &x, &y);
	p->x = x;
	p->y = y;
	drawing_ask(p);
}

static enum handled move(struct drawing_screen *p, const struct verb_call *call)
{
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_MOVE_DOWN: step(p, 0, n); break;
	case VERB_MOVE_UP: step(p, 0, -n); break;
	case VERB_DRAWING_LEFT: step(p, -n, 0); break;
	case VERB_DRAWING_RIGHT: step(p, n, 0); break;
	case VERB_MOVE_HALF_DOWN: step(p, 0, p->want.rows / 2); break;
	case VERB_MOVE_HALF_UP: step(p, 0, -p->want.rows / 2); break;
	case VERB_MOVE_PAGE_DOWN: page_to(p, p->want.page + n); break;
	case VERB_MOVE_PAGE_UP: page_to(p, p->want.page - n); break;
	case VERB_DRAWING_PAGE: page_to(p, (int)strtol(call_arg(call, "NUM"), NULL, 10) - 1); break;
	case VERB_DRAWING_PAN: pan_by(p, call_arg(call, "STATE")); break;
	case VERB_GOTO: go_to_zone(p, call_arg(call, "TEXT")); break;
	default: return IGNORED;
	}
	app_dirty(p->app);
	return HANDLED;
}

static enum handled look(struct drawing_screen *p, const struct verb_call *call)
{
	int n = call->count ? call->count : 1;

	switch (call->id) {
	case VERB_DRAWING_FIT:
	case VERB_MOVE_FIRST:
		fit(p);
		drawing_ask(p);
		break;
	case VERB_DRAWING_ZOOM_IN: zoom(p, pow(zoom_step, -n)); break;
	case VERB_DRAWING_ZOOM_OUT: zoom(p, pow(zoom_step, n)); break;
	case VERB_DRAWING_ROTATE: rotate(p); break;
	case VERB_DRAWING_INVERT:
		p->want.invert = !p->want.invert;
		drawing_ask(p);
		break;
	case VERB_DRAWING_CELLS: next_mode(p); break;
	case VERB_DRAWING_LAYERS: drawing_list_open(p, PANE_LAYERS); break;
	case VERB_DRAWING_TEXTS: drawing_list_open(p, PANE_TEXTS); break;
	case VERB_DRAWING_MEASURE: measure(p); break;
	case VERB_SEARCH:
	case VERB_FILTER:
		if (call_arg(call, "TEXT")) {
			search_done(p, call_arg(call, "TEXT"));
		} else {
			app_ask(p->app, "/", "", NULL, search_done, p);
		}
		break;
	case VERB_SEARCH_NEXT: search(p, true); break;
	case VERB_SEARCH_PREV: search(p, false); break;
	default: return move(p, call);
	}
	app_dirty(p->app);
	return HANDLED;
}

static enum handled verb(void *st, const struct verb_call *call)
{
	struct drawing_screen *p = st;

	if (p->pane != PANE_SHEET) {
		enum handled h = drawing_list_verb(p, call);

		if (h != IGNORED) {
			return h;
		}
	}
	if (p->pane == PANE_SHEET && drawing_notes_verb(p, call) == HANDLED) {
		return HANDLED;
	}
	if (call->id == VERB_BACK && *p->chosen) {
		drawing_note_choose(p, "");
		return HANDLED;
	}
	if (call->id == VERB_BACK && (p->measuring || p->measured)) {
		p->measuring = p->measured = false;
		app_dirty(p->app);
		return HANDLED;
	}
	if (call->id == VERB_BACK || call->id == VERB_CLOSE) {
		return HANDLED_POP;
	}
	return look(p, call);
}

static void fetch_again(struct drawing_screen *p)
{
	struct sheet_source src = {.hash = p->hash, .size = p->size, .name = p->name};

	sheet_close(p->sheet);
	p->sheet = NULL;
	p->fit = 0;
	p->sheet = sheet_open(p->app, &src, changed, p);
	changed(p);
}

static void event(void *st, const struct event *ev)
{
	struct drawing_screen *p = st;

	if (ev->what == EVENT_OUTBOX || ev->what == EVENT_BULK || (ev->what == EVENT_ROW && (ev->kind == KIND_NOTE || ev->kind == KIND_MESSAGE))) {
		p->stale = true;
	}
	if (ev->what == EVENT_LINK && sheet_unfetched(p->sheet)) {
		fetch_again(p);
	}
	app_dirty(p->app);
}

static int hint(void *st, char *out, size_t n)
{
	const struct drawing_screen *p = st;

	if (sheet_state(p->sheet) == SHEET_FAILED) {
		return snprintf(out, n, "drawing.open drawing.chat back");
	}
	return snprintf(out, n, p->pane == PANE_SHEET ? "drawing.note drawing.reply drawing.state search drawing.zoom-in drawing.texts drawing.fit drawing.layers drawing.measure back"
		: "open back");
}

static const char *object(void *st)
{
	return ((struct drawing_screen *)st)->object;
}

/* What the cursor is on, or what is measured. */
static const char *notice(void *st)
{
	struct drawing_screen *p = st;
	const struct drawing_texts *t = sheet_texts(p->sheet, p->want.page);
	int i = drawing_text_at(p, p->x, p->y);
	char len[64], dx[64], dy[64];

	p->said[0] = '\0';
	if (p->measuring || p->measured) {
		drawing_length(p, hypot(p->x - p->mx, p->y - p->my), len, sizeof(len));
		drawing_length(p, fabs(p->x - p->mx), dx, sizeof(dx));
		drawing_length(p, fabs(p->y - p->my), dy, sizeof(dy));
		/* TR: a distance, and its parts across and up */
		snprintf(p->said, sizeof(p->said), tr("distance %s   across %s   up %s"), len, dx, dy);
	} else if (p->pane == PANE_SHEET && t && i >= 0 && (size_t)i < t->n) {
		snprintf(p->said, sizeof(p->said), "%.190s", t->v[i].text);
	}
	return p->said;
}

static bool click(void *st, int row, int col)
{
	struct drawing_screen *p = st;
	double x, y;

	if (p->pane != PANE_SHEET || !drawing_page(p) || row < EDGE_ROWS || col < EDGE_COLS) {
		return false;
	}
	drawing_to_page(&p->want, col - EDGE_COLS + 0.5, row - EDGE_ROWS + 0.5, &x, &y);
	drawing_to(p, x, y);
	return true;
}

const struct screen screen_drawing = {
	.name = "drawing",
	.title = N_("Drawing"),
	.state_size = sizeof(struct drawing_screen),
	.open = open_,
	.close = close_,
	.layout = layout,
	.draw = draw,
	.verb = verb,
	.event = event,
	.hint = hint,
	.object = object,
	.notice = notice,
	.click = click,
};
