#include "ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "marks.h"

/* Further than this many screens, the source is asked for the place by number. */
#define FAR_SCREENS 4
/* Rows read since the arena was emptied, in screens, before all is read anew. */
#define STALE_SCREENS 8
/* To ask for one row costs as much as to read some. */
#define AHEAD 8

struct list {
	const struct list_source *src;
	void *arg;
	list_draw_fn *draw;
	int height;
	struct arena arena;          /* what the rows of the window point into */
	int read;                    /* rows read into the arena */
	VEC(struct list_row) rows;   /* the window: what is on the screen */
	VEC(struct list_row) ahead;  /* the next ones after it, when they were read along */
	int at;                      /* the cursor's line in it */
	char id[LIST_ID];            /* the cursor's object; "" when empty */
	char range[LIST_ID];
	struct marks marks;
};

static void copy_id(char to[LIST_ID], const char *id)
{
	snprintf(to, LIST_ID, "%s", id);
}

struct list *list_create(const struct list_source *src, void *arg, list_draw_fn *draw)
{
	struct list *l = xcalloc(1, sizeof(*l));

	l->src = src;
	l->arg = arg;
	l->draw = draw;
	l->height = 1;
	arena_init(&l->arena);
	marks_init(&l->marks);
	list_reload(l);
	return l;
}

void list_destroy(struct list *l)
{
	if (!l) {
		return;
	}
	arena_finish(&l->arena);
	marks_finish(&l->marks);
	vec_finish(&l->rows);
	vec_finish(&l->ahead);
	free(l);
}

static void settle(struct list *l)
{
	int n = (int)l->rows.n;

	l->at = l->at >= n ? n - 1 : l->at;
	l->at = l->at < 0 ? 0 : l->at;
	copy_id(l->id, n > 0 ? l->rows.v[l->at].id : "");
}

/* Adds the next n rows before (forward: after) the window. */
static int extend(struct list *l, bool forward, int n)
{
	size_t have = l->rows.n;
	const char *anchor = have == 0 ? NULL : forward ? l->rows.v[have - 1].id : l->rows.v[0].id;

	if (n <= 0) {
		return 0;
	}
	struct list_row *got = xcalloc((size_t)n, sizeof(*got));
	int k = l->src->page(l->arg, anchor, forward, n, got, &l->arena);
	k = k < 0 ? 0 : k > n ? n : k;
	for (int i = 0; i < k; i++) {
		*vec_add(&l->rows) = got[i];
	}
	if (!forward && k > 0) {
		memmove(l->rows.v + k, l->rows.v, have * sizeof(*got));
		memcpy(l->rows.v, got, (size_t)k * sizeof(*got));
	}
	free(got);
	l->read += k;
	return k;
}

static void start_over(struct list *l, struct arena fresh)
{
	arena_finish(&l->arena);
	l->arena = fresh;
	l->rows.n = l->ahead.n = 0;
	l->read = 0;
}

/* The window around id, which stands on the given line if the list is long enough; false,
   and nothing changed, when it is not in the list. */
static bool read_around(struct list *l, const char *id, int line)
{
	struct arena fresh;
	struct list_row row;

	arena_init(&fresh);
	if (!id[0] || !l->src->get(l->arg, id, &row, &fresh)) {
		arena_finish(&fresh);
		return false;
	}
	start_over(l, fresh);
	*vec_add(&l->rows) = row;
	l->read = 1;
	line = line >= l->height ? l->height - 1 : line;
	l->at = extend(l, false, line);
	extend(l, true, l->height - (int)l->rows.n);
	l->at += extend(l, false, l->height - (int)l->rows.n);
	settle(l);
	return true;
}

static void read_end(struct list *l, bool last)
{
	struct arena fresh;

	arena_init(&fresh);
	start_over(l, fresh);
	extend(l, !last, l->height);
	l->at = last ? (int)l->rows.n - 1 : 0;
	settle(l);
}

/* Ids of the window in the order in which they inherit the cursor. */
static char *heirs(const struct list *l, int *n)
{
	int have = (int)l->rows.n;
	char *ids = xcalloc((size_t)have + 1, LIST_ID);

	*n = 0;
	for (int i = l->at; i < have; i++) {
		copy_id(ids + (size_t)(*n)++ * LIST_ID, l->rows.v[i].id);
	}
	for (int i = l->at - 1; i >= 0; i--) {
		copy_id(ids + (size_t)(*n)++ * LIST_ID, l->rows.v[i].id);
	}
	return ids;
}

void list_reload(struct list *l)
{
	int n, i, line = l->at;
	char *ids = heirs(l, &n);

	for (i = 0; i < n; i++) {
		if (read_around(l, ids + (size_t)i * LIST_ID, line)) {
			break;
		}
	}
	if (i == n) {
		read_end(l, false);
	}
	free(ids);
}

void list_layout(struct list *l, int rows)
{
	rows = rows < 1 ? 1 : rows;
	if (rows == l->height) {
		return;
	}
	l->height = rows;
	list_reload(l);
}

static int take_ahead(struct list *l, int n)
{
	int k = (int)l->ahead.n < n ? (int)l->ahead.n : n;

	for (int i = 0; i < k; i++) {
		*vec_add(&l->rows) = l->ahead.v[0];
		vec_remove(&l->ahead, 0);
	}
	return k;
}

/* The next n rows, and those that are read along for the next time. */
static int extend_down(struct list *l, int n)
{
	int k = take_ahead(l, n);

	if (k < n) {
		size_t from = l->rows.n + (size_t)(n - k);

		k += extend(l, true, n - k < AHEAD ? AHEAD : n - k);
		for (size_t i = from; i < l->rows.n; i++) {
			*vec_add(&l->ahead) = l->rows.v[i];
		}
		l->rows.n = l->rows.n > from ? from : l->rows.n;
	}
	return k < n ? k : n;
}

/* Moves the window by n rows as far as there are any, the cursor keeping its line; answers
   by how many rows it could not go. */
static int scroll(struct list *l, int n)
{
	int k = n > 0 ? extend_down(l, n) : extend(l, false, -n);
	int over = (int)l->rows.n - l->height;

	if (over > 0 && n > 0) {
		memmove(l->rows.v, l->rows.v + over, (size_t)l->height * sizeof(*l->rows.v));
	}
	if (over > 0) {
		l->rows.n = (size_t)l->height;
	}
	l->ahead.n = n > 0 ? l->ahead.n : 0;
	return n > 0 ? n - k : n + k;
}

/* Pages read long ago stay in the arena until all is read anew. */
static void freshen(struct list *l)
{
	settle(l);
	if (l->read > STALE_SCREENS * l->height) {
		read_around(l, l->id, l->at);
	}
}

/* Tells on the way out whether the cursor went anywhere. */
static bool moved_from(const struct list *l, const char *before, const char *top)
{
	return strcmp(l->id, before) != 0 || (l->rows.n > 0 && strcmp(l->rows.v[0].id, top) != 0);
}

static bool move_far(struct list *l, int64_t n)
{
	int64_t i = l->src->index(l->arg, l->id);

	if (i < 0) {
		list_reload(l);
		i = l->src->index(l->arg, l->id);
	}
	i = i < 0 ? 0 : i;
	n = n < -i ? -i : n;
	int64_t to = n > INT64_MAX - i ? INT64_MAX : i + n;
	return list_to(l, to);
}

bool list_move(struct list *l, int64_t n)
{
	char before[LIST_ID];

	copy_id(before, l->id);
	if (l->rows.n == 0 || n == 0) {
		return false;
	}
	if (n > (int64_t)FAR_SCREENS * l->height || n < -(int64_t)FAR_SCREENS * l->height) {
		return move_far(l, n);
	}
	int to = l->at + (int)n;
	l->at = to;
	if (to >= (int)l->rows.n) {
		scroll(l, to - (int)l->rows.n + 1);
		l->at = (int)l->rows.n - 1;
	} else if (to < 0) {
		scroll(l, to);
	}
	freshen(l);
	return strcmp(l->id, before) != 0;
}

static bool turn(struct list *l, int64_t n)
{
	char before[LIST_ID], top[LIST_ID];

	if (l->rows.n == 0 || n == 0) {
		return false;
	}
	if (n > (int64_t)FAR_SCREENS * l->height || n < -(int64_t)FAR_SCREENS * l->height) {
		return list_move(l, n);
	}
	copy_id(before, l->id);
	copy_id(top, l->rows.v[0].id);
	l->at += scroll(l, (int)n);
	freshen(l);
	return moved_from(l, before, top);
}

bool list_page(struct list *l, int n)
{
	return turn(l, (int64_t)n * l->height);
}

bool list_half(struct list *l, int n)
{
	int half = l->height / 2;

	return turn(l, (int64_t)n * (half > 0 ? half : 1));
}

bool list_to(struct list *l, int64_t index)
{
	char before[LIST_ID], id[LIST_ID];

	copy_id(before, l->id);
	if (index >= 0) {
		int64_t count = l->src->count(l->arg);
		index = index >= count ? -1 : index;
	}
	if (index <= 0) {
		read_end(l, index < 0);
	} else if (l->src->at(l->arg, index, id)) {
		return list_to_id(l, id);
	}
	return strcmp(l->id, before) != 0;
}

bool list_to_id(struct list *l, const char *id)
{
	char before[LIST_ID];

	copy_id(before, l->id);
	for (size_t i = 0; i < l->rows.n; i++) {
		if (strcmp(l->rows.v[i].id, id) == 0) {
			l->at = (int)i;
			settle(l);
			return strcmp(l->id, before) != 0;
		}
	}
	read_around(l, id, l->height / 2);
	return strcmp(l->id, before) != 0;
}

const struct list_row *list_current(struct list *l)
{
	return l->rows.n > 0 ? &l->rows.v[l->at] : NULL;
}

const char *list_current_id(const struct list *l)
{
	return l->id;
}

void list_mark(struct list *l, const char *id, bool on)
{
	marks_set(&l->marks, id, on);
}

bool list_marked(const struct list *l, const char *id)
{
	return marks_has(&l->marks, id);
}

/* Marks from one id to another, which comes later in the list. */
static void mark_between(struct list *l, const char *from, const char *to)
{
	struct list_row rows[64];
	char anchor[LIST_ID];
	bool done = strcmp(from, to) == 0;

	copy_id(anchor, from);
	marks_set(&l->marks, from, true);
	while (!done) {
		struct arena a;
		arena_init(&a);
		int n = l->src->page(l->arg, anchor, true, (int)lengthof(rows), rows, &a);
		for (int i = 0; i < n && !done; i++) {
			marks_set(&l->marks, rows[i].id, true);
			done = strcmp(rows[i].id, to) == 0;
		}
		if (n > 0) {
			copy_id(anchor, rows[n - 1].id);
		}
		done |= n <= 0;
		arena_finish(&a);
	}
}

void list_mark_range(struct list *l)
{
	int64_t from, to;

	if (!l->range[0] || !l->id[0]) {
		copy_id(l->range, l->id);
		return;
	}
	from = l->src->index(l->arg, l->range);
	to = l->src->index(l->arg, l->id);
	if (from >= 0 && to >= 0) {
		mark_between(l, from < to ? l->range : l->id, from < to ? l->id : l->range);
	}
	l->range[0] = '\0';
}

bool list_range(const struct list *l)
{
	return l->range[0] != '\0';
}

void list_range_cancel(struct list *l)
{
	l->range[0] = '\0';
}

void list_mark_all(struct list *l, bool on)
{
	struct list_row rows[2];
	struct arena a;

	if (!on) {
		marks_clear(&l->marks);
		return;
	}
	arena_init(&a);
	bool any = l->src->page(l->arg, NULL, true, 1, rows, &a) == 1
		&& l->src->page(l->arg, NULL, false, 1, rows + 1, &a) == 1;
	if (any) {
		mark_between(l, rows[0].id, rows[1].id);
	}
	arena_finish(&a);
}

int list_marks(const struct list *l, const char ***ids)
{
	return marks_all(&l->marks, ids);
}

int list_row_at(const struct list *l, int row, char out[LIST_ID])
{
	if (row < 0 || row >= (int)l->rows.n) {
		return -1;
	}
	copy_id(out, l->rows.v[row].id);
	return 0;
}

void list_draw(struct list *l, struct area a)
{
	list_layout(l, a.rows);
	for (int i = 0; i < (int)l->rows.n && i < a.rows; i++) {
		const struct list_row *r = &l->rows.v[i];
		bool here = i == l->at, marked = list_marked(l, r->id);

		l->draw(l->arg, area_part(a, i, 4, 1, a.cols - 4), r, here, marked);
		if (here) {
			area_text(a, i, 0, 1, STYLE_CURSOR, ">");
		}
		if (marked || strcmp(r->id, l->range) == 0) {
			area_text(a, i, 2, 1, STYLE_MARK, marked ? "+" : "v");
		}
		if (r->sign) {
			area_textn(a, i, 3, 1, STYLE_TEXT, &r->sign, 1);
		}
	}
	if (l->rows.n > 0) {
		area_cursor(a, l->at, 0);
	}
}
