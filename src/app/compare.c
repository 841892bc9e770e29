#include "app/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "text/format.h"

/* The rows above and below those of the lines. */
enum row { ROW_VERSION, ROW_LINES, ROW_LIST = ROW_LINES, ROW_DISCOUNT, ROW_NET, ROW_TAX, ROW_TOTAL, ROW_LEAD, ROW_VALID,
	ROW_TERMS, ROW_NOTE, ROW_FILES, ROW_COUNT };

static const char *const labels[ROW_COUNT] = {
	[ROW_VERSION] = N_("Version"), [ROW_LIST] = N_("List"), [ROW_DISCOUNT] = N_("Discount"), [ROW_NET] = N_("Net"),
	[ROW_TAX] = N_("Tax"), [ROW_TOTAL] = N_("Total"), [ROW_LEAD] = N_("Lead, work days"), [ROW_VALID] = N_("Valid until"),
	[ROW_TERMS] = N_("Terms"), [ROW_NOTE] = N_("Note"), [ROW_FILES] = N_("Files"),
};

static int by_worth(const void *a, const void *b)
{
	const struct quote *x = *(struct quote *const *)a, *y = *(struct quote *const *)b;
	bool x_open = x->state == QUOTE_SENT || x->state == QUOTE_ORDERED, y_open = y->state == QUOTE_SENT || y->state == QUOTE_ORDERED;

	if (x_open != y_open) {
		return x_open ? -1 : 1;
	}
	if (x->total != y->total) {
		return x->total < y->total ? -1 : 1;
	}
	return strcmp(x->partner, y->partner);
}

static struct quote **of_partner(struct compare *c, const char *partner)
{
	size_t i = 0;

	while (i < c->n && strcmp(c->q[i]->partner, partner) != 0) {
		i++;
	}
	return &c->q[i];
}

int compare_load(const struct show *s, const char *rfq, struct compare *out, struct err *e)
{
	struct quote **all;
	int n;

	*out = (struct compare){.rfq = store_get(s->store, KIND_RFQ, rfq, s->a, NULL)};
	if (!out->rfq) {
		return err_set(e, ERR_NOT_FOUND, "%s", "");
	}
	n = store_quotes(s->store, rfq, s->a, &all, e);
	out->q = arena_alloc(s->a, ((size_t)(n > 0 ? n : 0) + 1) * sizeof(*out->q));
	for (int i = 0; i < n; i++) {
		struct quote **known = of_partner(out, all[i]->partner);

		if (known == &out->q[out->n]) {
			out->n++;
			*known = all[i];
		} else if (all[i]->version > (*known)->version) {
			*known = all[i];
		}
	}
	if (out->n > 1) {
		qsort(out->q, out->n, sizeof(*out->q), by_worth);
	}
	for (size_t i = 0; i < out->n; i++) {
		out->lines = out->q[i]->lines.n > out->lines ? out->q[i]->lines.n : out->lines;
	}
	return (int)out->n;
}

size_t compare_rows(const struct compare *c)
{
	return ROW_COUNT + c->lines;
}

/* A row of the table is one above the lines, a line (*line set), or one below. */
static enum row row_of(const struct compare *c, size_t row, size_t *line)
{
	*line = row >= ROW_LINES && row < ROW_LINES + c->lines ? row - ROW_LINES : SIZE_MAX;
	return row < ROW_LINES ? (enum row)row : (enum row)(row - c->lines);
}

const char *compare_label(const struct show *s, const struct compare *c, size_t row, size_t at)
{
	size_t line;
	enum row r = row_of(c, row, &line);
	const struct quote_line *l;

	if (line == SIZE_MAX) {
		return tr(labels[r]);
	}
	if (at >= c->n || line >= c->q[at]->lines.n) {
		return arena_printf(s->a, tr("Line %zu"), line + 1);
	}
	l = ITEM(const struct quote_line, c->q[at]->lines, line);
	return *l->text ? l->text : arena_printf(s->a, "  %s", tr("price break"));
}

/* "14,200 x 200": what the line says; its amount can be told from it. */
static const char *line_text(const struct show *s, const struct quote *q, size_t line)
{
	const struct quote_line *l;
	char qty[FORMAT_SIZE];

	if (line >= q->lines.n) {
		return "-";
	}
	l = ITEM(const struct quote_line, q->lines, line);
	return arena_printf(s->a, "%s x %s%s%s", format_int(qty, l->qty, i18n_get()), show_money(l->unit, q->currency, s->a),
		l->setup ? "\n+ " : "", l->setup ? show_money(l->setup, q->currency, s->a) : "");
}

static bool lowest(const struct compare *c, const struct quote *q, int64_t (*of)(const struct quote *))
{
	for (size_t i = 0; i < c->n; i++) {
		bool counts = c->q[i]->state == QUOTE_SENT || c->q[i]->state == QUOTE_ORDERED;

		if (counts && of(c->q[i]) < of(q)) {
			return false;
		}
	}
	return c->n > 1 && (q->state == QUOTE_SENT || q->state == QUOTE_ORDERED);
}

static int64_t total_of(const struct quote *q)
{
	return q->total;
}

static int64_t lead_of(const struct quote *q)
{
	return q->lead_days;
}

static const char *file_names(const struct show *s, struct items files)
{
	const char *out = "";

	for (size_t i = 0; i < files.n; i++) {
		out = arena_printf(s->a, "%s%s%s", out, i ? "\n" : "", ITEM(const struct file_ref, files, i)->name);
	}
	return out;
}

struct compare_cell compare_cell(const struct show *s, const struct compare *c, size_t row, size_t col)
{
	const struct quote *q = c->q[col];
	const int64_t sums[ROW_COUNT] = {[ROW_LIST] = q->list, [ROW_DISCOUNT] = -q->discount, [ROW_NET] = q->net, [ROW_TAX] = q->tax,
		[ROW_TOTAL] = q->total};
	char text[FORMAT_SIZE];
	size_t line;
	enum row r = row_of(c, row, &line);

	if (line != SIZE_MAX) {
		return (struct compare_cell){line_text(s, q, line), true, false, STYLE_TEXT};
	}
	switch (r) {
	case ROW_VERSION:
		return (struct compare_cell){arena_printf(s->a, "v%lld %s", (long long)q->version, tr(enum_brief(&enum_quote_state, q->state))),
			true, false, q->state == QUOTE_SENT ? STYLE_TEXT : q->state == QUOTE_ORDERED ? STYLE_GOOD : STYLE_DIM};
	case ROW_LEAD:
		return (struct compare_cell){arena_strdup(s->a, format_int(text, q->lead_days, i18n_get())), true, lowest(c, q, lead_of), STYLE_TEXT};
	case ROW_VALID:
		return (struct compare_cell){q->valid_until ? arena_strdup(s->a, format_date(text, q->valid_until, s->zone, i18n_get())) : "",
			true, false, q->valid_until && q->valid_until < s->now ? STYLE_DIM : STYLE_TEXT};
	case ROW_TERMS: return (struct compare_cell){q->terms, false, false, STYLE_TEXT};
	case ROW_NOTE: return (struct compare_cell){q->note, false, false, STYLE_TEXT};
	case ROW_FILES: return (struct compare_cell){file_names(s, q->files), false, false, STYLE_TEXT};
	default:
		return (struct compare_cell){show_money(sums[r], q->currency, s->a), true, r == ROW_TOTAL && lowest(c, q, total_of),
			r == ROW_TOTAL ? STYLE_BOLD : STYLE_TEXT};
	}
}
