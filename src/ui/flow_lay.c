#include "flow_lay.h"

#include <stdio.h>
#include <string.h>

#include "text/cells.h"
#include "text/clean.h"
#include "text/wrap.h"

struct flow_item *flow_item_create(const struct flow_row *row)
{
	struct flow_item *it = xcalloc(1, sizeof(*it));

	snprintf(it->id, sizeof(it->id), "%s", row->id);
	it->stamp = row->stamp;
	arena_init(&it->arena);
	return it;
}

void flow_item_destroy(struct flow_item *it)
{
	if (!it) {
		return;
	}
	arena_finish(&it->arena);
	vec_finish(&it->parts);
	vec_finish(&it->lines);
	vec_finish(&it->marks);
	free(it);
}

void flow_item_clear(struct flow_item *it, int cols, int amb)
{
	arena_reset(&it->arena);
	it->parts.n = it->lines.n = it->marks.n = 0;
	it->head = 0;
	it->join = false;
	it->cols = cols;
	it->amb = amb;
}

int flow_cols(const struct flow_item *it)
{
	return it->cols;
}

int flow_amb(const struct flow_item *it)
{
	return it->amb;
}

void flow_head(struct flow_item *it)
{
	it->head = (int)it->lines.n;
}

void flow_join(struct flow_item *it)
{
	it->join = it->lines.n > 0;
}

void flow_line(struct flow_item *it)
{
	if (it->join) {
		it->join = false;
		return;
	}
	*vec_add(&it->lines) = (struct flow_lines){(int)it->parts.n, 0};
}

static struct flow_part *add_part(struct flow_item *it, int col, enum style st, const char *text, size_t len)
{
	struct flow_part *p = vec_add(&it->parts);

	*p = (struct flow_part){.col = col, .first = (int)it->marks.n, .st = st, .text = text, .len = len};
	it->lines.v[it->lines.n - 1].n++;
	return p;
}

static const char *clean_copy(struct flow_item *it, const char *text, unsigned how, size_t *len)
{
	struct str safe = STR_INIT;
	const char *kept;

	clean(&safe, text, strlen(text), how);
	*len = safe.len;
	kept = arena_strndup(&it->arena, str_c(&safe), safe.len);
	str_finish(&safe);
	return kept;
}

int flow_put(struct flow_item *it, int col, enum style st, const char *text)
{
	size_t len, width;
	const char *s = clean_copy(it, text, CLEAN_LINE, &len);

	len = cells_fit(s, len, col < it->cols ? (size_t)(it->cols - col) : 0, it->amb, &width);
	add_part(it, col, st, s, len);
	return col + (int)width;
}

void flow_right(struct flow_item *it, enum style st, const char *text)
{
	int col = it->cols - (int)cells_text(text, it->amb);

	flow_put(it, col > 0 ? col : 0, st, text);
}

/* Signs of plain width: a line of others costs a terminal ten times the bytes. */
void flow_rule(struct flow_item *it, enum style st, const char *text)
{
	int col;

	flow_line(it);
	flow_put(it, 0, STYLE_DIM, "---");
	col = flow_put(it, 4, st, text);
	flow_put(it, col + 1, STYLE_DIM, "---");
}

/* The marks that fall on a line, in its columns. */
static void add_marks(struct flow_item *it, struct flow_part *p, const char *s, const struct wrap_line *l,
	const struct flow_mark *marks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t from = marks[i].from > l->off ? marks[i].from : l->off;
		size_t to = marks[i].to < l->off + l->len ? marks[i].to : l->off + l->len;

		if (from < to) {
			size_t col = cells_width(s + l->off, from - l->off, it->amb);

			*vec_add(&it->marks) = (struct flow_mark){col, col + cells_width(s + from, to - from, it->amb), marks[i].st};
			p->n++;
		}
	}
}

void flow_text(struct flow_item *it, int col, enum style st, const char *text, const struct flow_mark *marks, size_t n)
{
	size_t len;
	const char *s = clean_copy(it, text, CLEAN_MULTILINE, &len);
	struct wrap w;
	struct wrap_line l;

	wrap_init(&w, s, len, it->cols > col ? (size_t)(it->cols - col) : 1, it->amb);
	while (wrap_next(&w, &l)) {
		flow_line(it);
		add_marks(it, add_part(it, col, st, s + l.off, l.len), s, &l, marks, n);
	}
}
