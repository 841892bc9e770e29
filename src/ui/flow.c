#include "ui/flow.h"

#include <stdlib.h>
#include <string.h>

#include "flow_lay.h"
#include "hits.h"
#include "text/cells.h"

/*
 * A window of items that lie side by side in the source. top and off say which line of which of them is on the
 * first row. The first of the window is shown only when it is the very first: what an item
 * looks like depends on the one above it.
 */
enum { PAGE = 32, KEEP = 256 };

struct flow {
	struct flow_source src;
	void *arg;
	VEC(struct flow_item *) v;
	bool first, last;      /* the window reaches the start, the end of the source */
	bool end;              /* stays at the end */
	bool from_top;
	size_t top;
	int off;
	size_t at;             /* the cursor */
	int rows, cols, amb;
	char *needle;
	struct hits hits;
	char word[FLOW_ID];
	struct row_of { size_t item; bool used; } *drawn; /* what stands on each row */
	int ndrawn;
	size_t bottom;         /* the last item drawn */
	bool at_end;
};

struct flow *flow_create(const struct flow_source *src, void *arg)
{
	struct flow *f = xcalloc(1, sizeof(*f));

	f->src = *src;
	f->arg = arg;
	f->rows = 20;
	f->cols = 78;
	f->amb = 1;
	f->end = true;
	f->needle = xstrdup("");
	return f;
}

void flow_from_top(struct flow *f)
{
	f->from_top = true;
}

static void drop_all(struct flow *f)
{
	for (size_t i = 0; i < f->v.n; i++) {
		flow_item_destroy(f->v.v[i]);
	}
	f->v.n = 0;
	f->top = f->at = 0;
	f->off = 0;
	f->first = f->last = false;
}

void flow_destroy(struct flow *f)
{
	if (!f) {
		return;
	}
	drop_all(f);
	vec_finish(&f->v);
	hits_finish(&f->hits);
	free(f->needle);
	free(f->drawn);
	free(f);
}

/* ---- the window ---- */

static void insert(struct flow *f, size_t at, const struct flow_row *rows, int n)
{
	if (n <= 0) {
		return;
	}
	for (int i = 0; i < n; i++) {
		vec_add(&f->v);
	}
	memmove(f->v.v + at + n, f->v.v + at, (f->v.n - (size_t)n - at) * sizeof(*f->v.v));
	for (int i = 0; i < n; i++) {
		f->v.v[at + (size_t)i] = flow_item_create(&rows[i]);
	}
}

static bool load_down(struct flow *f)
{
	struct flow_row rows[PAGE];
	int n;

	if (f->last) {
		return false;
	}
	n = f->src.page(f->arg, f->v.n ? f->v.v[f->v.n - 1]->id : NULL, true, PAGE, rows);
	f->first |= f->v.n == 0;
	f->last = n < PAGE;
	insert(f, f->v.n, rows, n);
	return n > 0;
}

static bool load_up(struct flow *f)
{
	struct flow_row rows[PAGE];
	int n;

	if (f->first) {
		return false;
	}
	n = f->src.page(f->arg, f->v.n ? f->v.v[0]->id : NULL, false, PAGE, rows);
	f->last |= f->v.n == 0;
	f->first = n < PAGE;
	insert(f, 0, rows, n);
	f->top += (size_t)n;
	f->at += (size_t)n;
	f->bottom += (size_t)n;
	return n > 0;
}

/* The end of the source, with what is needed above it. */
static void load_end(struct flow *f)
{
	if (!f->last) {
		drop_all(f);
		load_up(f);
		f->at = f->v.n ? f->v.n - 1 : 0;
	}
}

static void trim(struct flow *f)
{
	size_t low = f->top < f->at ? f->top : f->at, keep = (size_t)f->rows + PAGE, high = low == f->top ? f->at : f->top;

	while (f->v.n > KEEP && f->v.n > high + keep + 1) {
		flow_item_destroy(f->v.v[--f->v.n]);
		f->last = false;
	}
	if (f->v.n > KEEP && low > keep) {
		size_t n = low - keep;

		for (size_t i = 0; i < n; i++) {
			flow_item_destroy(f->v.v[i]);
		}
		memmove(f->v.v, f->v.v + n, (f->v.n - n) * sizeof(*f->v.v));
		f->v.n -= n;
		f->top -= n;
		f->at -= n;
		f->bottom -= n;
		f->first = false;
	}
}

static int height(struct flow *f, size_t i)
{
	struct flow_item *it = f->v.v[i];
	const char *above = i ? f->v.v[i - 1]->id : "";

	if (!it->laid || it->cols != f->cols || it->amb != f->amb || strcmp(it->above, above) != 0) {
		flow_item_clear(it, f->cols, f->amb);
		f->src.lay(f->arg, it, it->id, i ? above : NULL);
		if (!it->lines.n) {
			flow_line(it);
		}
		memcpy(it->above, above, strlen(above) + 1);
		it->laid = true;
	}
	return (int)it->lines.n;
}

/* Room above what is shown, so that its look is known. */
static void reach_up(struct flow *f)
{
	while (f->top == 0 && !f->first && load_up(f)) {
		continue;
	}
}

/* The last line on the last row. */
static void place_end(struct flow *f)
{
	int rows = 0;
	size_t i;

	load_end(f);
	f->end = true;
	i = f->v.n;
	f->top = i;
	while (rows < f->rows) {
		if (i <= 1 && !f->first) {
			size_t before = f->v.n;

			load_up(f);
			i += f->v.n - before;
		}
		if (i == 0) {
			break;
		}
		rows += height(f, --i);
	}
	f->top = i;
	f->off = rows > f->rows ? rows - f->rows : 0;
}

/* Lines from the top to the end of the window, as far as they matter. */
static int lines_below(struct flow *f)
{
	int n = -f->off;

	for (size_t i = f->top; n < f->rows; i++) {
		if (i >= f->v.n && !load_down(f)) {
			break;
		}
		n += height(f, i);
	}
	return n;
}

static void settle(struct flow *f)
{
	if (f->end) {
		place_end(f);
		return;
	}
	if (!f->v.n) {
		load_down(f);
	}
	reach_up(f);
	if (f->v.n && f->off >= height(f, f->top)) {
		f->off = height(f, f->top) - 1;
	}
	if (lines_below(f) < f->rows) {
		place_end(f);
		/* what stands at the end by chance does not follow it; the cursor on the last item does */
		f->end = f->at + 1 >= f->v.n;
	}
}

/* ---- what changed ---- */

void flow_reset(struct flow *f)
{
	drop_all(f);
	f->end = true;
}

void flow_relay(struct flow *f)
{
	for (size_t i = 0; i < f->v.n; i++) {
		f->v.v[i]->laid = false;
	}
}

static int find(const struct flow *f, const char *id)
{
	for (size_t i = 0; i < f->v.n; i++) {
		if (!strcmp(f->v.v[i]->id, id)) {
			return (int)i;
		}
	}
	return -1;
}

struct was { struct flow_item **v; size_t n, top, at; bool at_last; };

/* The first of the old items from i on, forward then back, that is still there. */
static size_t still(const struct flow *f, const struct was *w, size_t i)
{
	for (size_t k = i; k < w->n; k++) {
		if (w->v[k] && find(f, w->v[k]->id) >= 0) {
			return (size_t)find(f, w->v[k]->id);
		}
	}
	for (size_t k = i; k-- > 0;) {
		if (w->v[k] && find(f, w->v[k]->id) >= 0) {
			return (size_t)find(f, w->v[k]->id);
		}
	}
	return f->v.n ? f->v.n - 1 : 0;
}

/* What was laid out and did not change takes its place again. */
static void reuse(struct flow *f, struct was *w)
{
	for (size_t k = 0; k < w->n; k++) {
		int i = find(f, w->v[k]->id);

		if (i >= 0 && f->v.v[i]->stamp == w->v[k]->stamp) {
			struct flow_item *fresh = f->v.v[i];

			f->v.v[i] = w->v[k];
			w->v[k] = fresh;
		}
	}
}

static void read_again(struct flow *f, const struct was *w)
{
	struct flow_row *rows, above;
	int most = (int)w->n + PAGE, n;
	const char *anchor = f->first || !w->n ? NULL : w->v[0]->id;

	rows = xcalloc((size_t)most, sizeof(*rows));
	if (f->end || !w->n) {
		n = f->src.page(f->arg, NULL, false, most, rows);
		f->first = n < most;
		f->last = true;
	} else {
		n = f->src.page(f->arg, anchor, true, most, rows);
		f->last = n < most;
		/* the anchor itself, if it is still there, or what stands in its place */
		if (anchor && f->src.page(f->arg, n ? rows[0].id : NULL, false, 1, &above) == 1) {
			insert(f, 0, &above, 1);
		} else if (anchor) {
			f->first = true;
		}
	}
	insert(f, f->v.n, rows, n);
	free(rows);
}

void flow_reload(struct flow *f)
{
	struct was w = {f->v.v, f->v.n, f->top, f->at, f->v.n && f->at + 1 == f->v.n};

	memset(&f->v, 0, sizeof(f->v));
	read_again(f, &w);
	f->top = still(f, &w, w.top);
	f->at = f->end && w.at_last && f->v.n ? f->v.n - 1 : still(f, &w, w.at);
	if (w.n && f->v.n && strcmp(w.v[w.top < w.n ? w.top : w.n - 1]->id, f->v.v[f->top]->id) != 0) {
		f->off = 0;
	}
	reuse(f, &w);
	f->bottom = 0;
	f->ndrawn = 0;
	for (size_t i = 0; i < w.n; i++) {
		flow_item_destroy(w.v[i]);
	}
	free(w.v);
}

void flow_needle(struct flow *f, const char *folded)
{
	free(f->needle);
	f->needle = xstrdup(folded);
}

/* ---- moving ---- */

/* Is all of it on the screen, as far as it fits? -1 it begins above, 1 it ends below. */
static int out_of_sight(struct flow *f, size_t i)
{
	int row = -f->off;

	if (i < f->top) {
		return -1;
	}
	for (size_t k = f->top; k < i; k++) {
		row += height(f, k);
		if (row >= f->rows) {
			return 1;
		}
	}
	if (row < 0) {
		return -1;
	}
	return row + height(f, i) > f->rows ? 1 : 0;
}

static void raise_to(struct flow *f, size_t i, int row);

/* As little as is needed. */
static void show(struct flow *f, size_t i)
{
	int where;

	settle(f);
	where = f->v.n ? out_of_sight(f, i) : 0;
	if (where < 0) {
		f->top = i;
		f->off = 0;
		f->end = false;
		reach_up(f);
	} else if (where > 0) {
		raise_to(f, i, height(f, i) >= f->rows ? 0 : f->rows - height(f, i));
	}
}

/* The item's first line on this row, as far as there is enough above. */
static void raise_to(struct flow *f, size_t i, int row)
{
	f->end = false;
	f->top = i;
	f->off = 0;
	reach_up(f);
	while (row > 0 && (f->top > 0 || !f->first)) {
		if (f->top <= 1 && !f->first) {
			load_up(f);
		}
		if (f->top == 0) {
			break;
		}
		row -= height(f, --f->top);
	}
	f->off = row < 0 ? -row : 0;
}

static bool lines_up(struct flow *f, int n)
{
	bool moved = false;

	for (; n > 0; n--) {
		if (f->off > 0) {
			f->off--;
		} else if (f->top > 0) {
			f->top--;
			reach_up(f);
			f->off = height(f, f->top) - 1;
		} else {
			break;
		}
		f->end = false;
		moved = true;
	}
	return moved;
}

static bool lines_down(struct flow *f, int n)
{
	bool moved = false;

	for (; n > 0; n--) {
		if (f->end || lines_below(f) + 0 < f->rows) {
			break;
		}
		if (++f->off >= height(f, f->top)) {
			f->top++;
			f->off = 0;
		}
		if (lines_below(f) < f->rows) {
			lines_up(f, 1);
			break;
		}
		moved = true;
	}
	return moved;
}

/* The cursor back onto the screen. */
static void drag(struct flow *f)
{
	int row = -f->off;
	size_t last = f->top;

	for (size_t i = f->top; i < f->v.n && row < f->rows; i++) {
		last = i;
		row += height(f, i);
	}
	/* of an item of which only the end shows, the next one is meant, if there is one */
	if (f->at < f->top || (f->at == f->top && f->off > 0 && last > f->top && f->off + f->rows < height(f, f->top))) {
		f->at = f->off > 0 && last > f->top ? f->top + 1 : f->top;
	} else if (f->at > last) {
		f->at = last;
	}
}

bool flow_scroll(struct flow *f, int lines)
{
	bool moved;

	settle(f);
	if (!f->v.n) {
		return false;
	}
	moved = lines < 0 ? lines_up(f, -lines) : lines_down(f, lines);
	drag(f);
	return moved;
}

bool flow_page(struct flow *f, int pages, bool half)
{
	int step = half ? f->rows / 2 : f->rows - 1;
	bool moved = flow_scroll(f, pages * (step > 0 ? step : 1));

	if (!moved && f->v.n) {
		size_t was = f->at;

		f->at = pages < 0 ? 0 : f->v.n - 1;
		moved = was != f->at;
	}
	return moved;
}

/* An item higher than the screen is read before the cursor leaves it. */
static bool read_on(struct flow *f, bool down)
{
	int row = -f->off;

	if (f->at < f->top) {
		return false;
	}
	for (size_t i = f->top; i < f->at; i++) {
		row += height(f, i);
	}
	if (down && row + height(f, f->at) > f->rows) {
		return lines_down(f, f->rows / 2);
	}
	return !down && row < 0 && lines_up(f, f->rows / 2);
}

bool flow_move(struct flow *f, int64_t n)
{
	bool moved = false;

	settle(f);
	if (!f->v.n) {
		return false;
	}
	if ((n == 1 || n == -1) && height(f, f->at) > f->rows && read_on(f, n > 0)) {
		return true;
	}
	for (; n > 0 && (f->at + 1 < f->v.n || load_down(f)); n--) {
		f->at++;
		moved = true;
	}
	for (; n < 0 && (f->at > 0 || load_up(f)); n++) {
		f->at--;
		moved = true;
	}
	if (moved) {
		show(f, f->at);
	}
	return moved;
}

bool flow_first(struct flow *f)
{
	if (!f->first) {
		drop_all(f);
		load_down(f);
	}
	f->end = false;
	f->top = f->at = 0;
	f->off = 0;
	return true;
}

bool flow_last(struct flow *f)
{
	place_end(f);
	f->at = f->v.n ? f->v.n - 1 : 0;
	return true;
}

/* The window anew around an item: two pages, from its place. */
static bool load_at(struct flow *f, const char *id)
{
	struct flow_row rows[PAGE];
	int n = f->src.page(f->arg, id, false, PAGE, rows), more;
	struct flow_row one;

	drop_all(f);
	insert(f, 0, rows, n);
	f->first = n < PAGE;
	/* the item itself stands after the one before it */
	more = f->src.page(f->arg, n ? rows[n - 1].id : NULL, true, 1, &one);
	if (more < 1 || strcmp(one.id, id) != 0) {
		drop_all(f);
		return false;
	}
	insert(f, f->v.n, &one, 1);
	f->at = f->v.n - 1;
	load_down(f);
	return true;
}

static bool go_to(struct flow *f, const char *id, bool top)
{
	int i = find(f, id);

	if (i < 0 || (i == 0 && !f->first)) {
		if (!load_at(f, id)) {
			f->end = true;
			return false;
		}
		f->end = false;
		f->top = f->at;
		f->off = 0;
		raise_to(f, f->at, top ? 1 : f->rows / 3);
		return true;
	}
	f->at = (size_t)i;
	settle(f);
	if (top) {
		raise_to(f, f->at, 1);
	} else if (out_of_sight(f, f->at)) {
		raise_to(f, f->at, f->rows / 3);
	}
	return true;
}

bool flow_to(struct flow *f, const char *id)
{
	return go_to(f, id, false);
}

bool flow_to_top(struct flow *f, const char *id)
{
	return go_to(f, id, true);
}

const char *flow_at(const struct flow *f)
{
	return f->at < f->v.n ? f->v.v[f->at]->id : "";
}

bool flow_at_end(const struct flow *f)
{
	return f->at_end;
}

const char *flow_bottom(const struct flow *f)
{
	return f->bottom < f->v.n ? f->v.v[f->bottom]->id : "";
}

/* ---- drawing ---- */

static void draw_needles(struct flow *f, struct area a, int row, const struct flow_part *p)
{
	char *words = xstrdup(f->needle);

	for (char *save = NULL, *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		hits_show(&f->hits, a, row, p->col, p->text, p->len, w);
	}
	free(words);
}

static void draw_line(struct flow *f, struct area a, int row, const struct flow_item *it, int line)
{
	const struct flow_lines *l = &it->lines.v[line];

	for (int i = 0; i < l->n; i++) {
		const struct flow_part *p = &it->parts.v[l->first + i];

		area_textn(a, row, p->col, -1, p->st, p->text, p->len);
		for (int k = 0; k < p->n; k++) {
			const struct flow_mark *m = &it->marks.v[p->first + k];

			area_style(a, row, p->col + (int)m->from, (int)(m->to - m->from), m->st);
		}
		if (*f->needle) {
			draw_needles(f, a, row, p);
		}
	}
}

/* True when the size is another than before. */
static bool fit(struct flow *f, struct area a)
{
	int cols = a.cols - 2 > 1 ? a.cols - 2 : 1;
	bool other = f->rows != a.rows || f->cols != cols || f->amb != a.s->amb;

	if (f->ndrawn < a.rows) {
		f->drawn = xrealloc(f->drawn, (size_t)a.rows * sizeof(*f->drawn));
	}
	f->ndrawn = a.rows;
	memset(f->drawn, 0, (size_t)a.rows * sizeof(*f->drawn));
	f->rows = a.rows;
	f->cols = cols;
	f->amb = a.s->amb;
	return other;
}

/* Where the size is another one, the cursor's item is still on the screen. */
static void keep_cursor(struct flow *f, bool other)
{
	settle(f);
	if (f->at >= f->v.n) {
		f->at = f->v.n ? f->v.n - 1 : 0;
	}
	if (other && !f->end && f->v.n && out_of_sight(f, f->at)) {
		raise_to(f, f->at, height(f, f->at) < f->rows ? f->rows / 3 : 0);
		settle(f);
	}
}

/* The lines of an item from row on; answers the row of the cursor's mark, -1: not on the screen. */
static int draw_item(struct flow *f, struct area a, size_t i, int row)
{
	const struct flow_item *it = f->v.v[i];
	int mark = -1;

	for (int k = 0; k < (int)it->lines.n; k++, row++) {
		if (row < 0 || row >= a.rows) {
			continue;
		}
		draw_line(f, area_part(a, 0, 2, a.rows, a.cols - 2), row, it, k);
		f->drawn[row] = (struct row_of){i, true};
		mark = k == it->head || mark < 0 ? row : mark;
		f->bottom = i;
	}
	return mark;
}

void flow_draw(struct flow *f, struct area a, bool cursor)
{
	int row, lines, at_row = -1;
	size_t i;

	if (a.rows < 1 || a.cols < 4) {
		return;
	}
	keep_cursor(f, fit(f, a));
	lines = lines_below(f);
	row = (lines < a.rows && !f->from_top ? a.rows - lines : 0) - f->off;
	for (i = f->top; i < f->v.n && row < a.rows; i++) {
		int n = height(f, i), mark = draw_item(f, a, i, row);

		at_row = i == f->at ? mark : at_row;
		row += n;
	}
	f->at_end = f->last && i == f->v.n && row <= a.rows;
	if (cursor && at_row >= 0) {
		area_text(a, at_row, 0, 1, STYLE_CURSOR, ">");
	}
	if (cursor) {
		area_cursor(a, at_row >= 0 ? at_row : 0, 0);
	}
	trim(f);
}

const char *flow_click(struct flow *f, int row)
{
	if (row < 0 || row >= f->ndrawn || !f->drawn[row].used || f->drawn[row].item >= f->v.n) {
		return "";
	}
	f->at = f->drawn[row].item;
	return flow_at(f);
}
