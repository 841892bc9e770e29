#include "composer.h"

#include "app/act.h"
#include "model/money.h"

#define BELOW 10      /* rows of sums, terms, note, files */

static bool slot_good(struct composer *c, struct slot s)
{
	return quote_draft_check(slot_info[s.kind].field, slot_text(c, s), c->d->currency, NULL) == 0;
}

static void draw_slot(struct composer *c, struct area a, int row, int col, int width, struct slot s, enum style st)
{
	bool here = s.kind == c->at.kind && (!slot_info[s.kind].line || s.line == c->at.line);
	const char *text = slot_text(c, s);

	if (!slot_good(c, s)) {
		st = STYLE_BAD;
	}
	if (here) {
		area_text(a, row, 0, 1, STYLE_CURSOR, ">");
	}
	if (here && c->edit) {
		edit_draw(c->edit, area_part(a, row, col, 1, width), c->fresh ? STYLE_SELECT : STYLE_INPUT, true);
		return;
	}
	if (slot_info[s.kind].right) {
		area_right(a, row, col, width, st, text);
	} else {
		area_text(a, row, col, width, st, text);
		guard_style(&c->guard, text, a, row, col, width);
	}
	if (here) {
		area_style(a, row, col, width, STYLE_CURSOR);
		area_cursor(a, row, slot_info[s.kind].right ? col + width - 1 : col);
	}
}

/* Columns of the lines, for the width at hand. */
struct columns { int text, qty, setup, unit, amount, text_w; };

static struct columns columns_of(int cols)
{
	struct columns k = {.amount = cols - 14, .unit = cols - 26, .setup = cols - 38, .qty = cols - 47, .text = 4};

	k.text_w = k.qty - k.text - 1;
	return k;
}

static void draw_line(struct composer *c, struct area a, int row, int i, const struct columns *k)
{
	const struct draft_line *l = ITEM(const struct draft_line, c->d->lines, i);
	bool price_break = l->kind == LINE_PRICE_BREAK;
	struct quote_line q = {0};
	struct err e = ERR_NONE;
	int64_t amount = 0;
	struct arena tmp;

	if (price_break && !*slot_text(c, (struct slot){SLOT_TEXT, i}) && !(c->edit && c->at.kind == SLOT_TEXT && c->at.line == i)) {
		area_text(a, row, k->text + 2, k->text_w - 2, STYLE_DIM, tr("price break"));
	}
	draw_slot(c, a, row, k->text + (price_break ? 2 : 0), k->text_w - (price_break ? 2 : 0), (struct slot){SLOT_TEXT, i},
		price_break ? STYLE_DIM : STYLE_TEXT);
	draw_slot(c, a, row, k->qty, 8, (struct slot){SLOT_QTY, i}, STYLE_TEXT);
	draw_slot(c, a, row, k->setup, 11, (struct slot){SLOT_SETUP, i}, STYLE_TEXT);
	draw_slot(c, a, row, k->unit, 11, (struct slot){SLOT_UNIT, i}, STYLE_TEXT);
	if (money_parse(slot_text(c, (struct slot){SLOT_QTY, i}), "JPY", &q.qty, &e)) {
		q.qty = 0;
	}
	if (money_parse(slot_text(c, (struct slot){SLOT_SETUP, i}), c->d->currency, &q.setup, &e)) {
		q.setup = 0;
	}
	if (!money_parse(slot_text(c, (struct slot){SLOT_UNIT, i}), c->d->currency, &q.unit, &e)
		&& !quote_line_amount(&q, &amount, &e)) {
		arena_init(&tmp);
		area_right(a, row, k->amount, 13, price_break ? STYLE_DIM : STYLE_TEXT, app_money(c->app, amount, c->d->currency, &tmp));
		arena_finish(&tmp);
	}
}

static void draw_head(struct composer *c, struct area a, const struct columns *k)
{
	int col = 4;

	col += area_text(a, 0, col, -1, STYLE_DIM, tr("Valid, days")) + 1;
	draw_slot(c, a, 0, col, 6, (struct slot){SLOT_VALID, 0}, STYLE_TEXT);
	col += 9;
	col += area_text(a, 0, col, -1, STYLE_DIM, tr("Lead time, work days")) + 1;
	draw_slot(c, a, 0, col, 6, (struct slot){SLOT_LEAD, 0}, STYLE_TEXT);
	area_text(a, 1, k->text, k->text_w, STYLE_DIM, tr("Item"));
	area_right(a, 1, k->qty, 8, STYLE_DIM, tr("Qty"));
	area_right(a, 1, k->setup, 11, STYLE_DIM, tr("Setup"));
	area_right(a, 1, k->unit, 11, STYLE_DIM, tr("Unit price"));
	area_right(a, 1, k->amount, 13, STYLE_DIM, tr("Amount"));
}

static int draw_lines(struct composer *c, struct area a, const struct columns *k)
{
	int room = a.rows - 2 - BELOW, n = (int)c->d->lines.n, row = 2;

	room = room < 1 ? 1 : room;
	if (slot_info[c->at.kind].line) {
		c->top = c->at.line < c->top ? c->at.line : c->at.line >= c->top + room ? c->at.line - room + 1 : c->top;
	}
	c->top = c->top > n - room ? n - room : c->top;
	c->top = c->top < 0 ? 0 : c->top;
	for (int i = c->top; i < n && i < c->top + room; i++) {
		draw_line(c, a, row++, i, k);
	}
	if (row < 2 + room) {
		area_text(a, row, k->text, -1, STYLE_DIM, tr("+ a line   + b price break   + f from an earlier quote   - x this line"));
	}
	return row + 1 < a.rows - BELOW ? row + 2 : a.rows - BELOW + 1;
}

static void draw_sum(struct composer *c, struct area a, int row, const struct columns *k, const char *label, int64_t amount, enum style st)
{
	struct arena tmp;

	arena_init(&tmp);
	area_text(a, row, 4, 12, st, tr(label));
	area_right(a, row, k->amount, 13, st, app_money(c->app, amount, c->d->currency, &tmp));
	arena_finish(&tmp);
}

static void draw_sums(struct composer *c, struct area a, int row, const struct columns *k)
{
	struct quote *q;
	struct arena tmp;
	struct quote_draft live = *c->d;
	int files = (int)c->d->files.n;

	arena_init(&tmp);
	/* the cell being written counts as it stands */
	if (c->edit) {
		struct quote_draft *copy = entity_copy(&entity_quote_draft, c->d, &tmp);
		void *obj = slot_info[c->at.kind].line ? (void *)ITEM(struct draft_line, copy->lines, c->at.line) : (void *)copy;

		field_set_text(slot_field(c->at), obj, edit_text(c->edit), &tmp);
		live = *copy;
	}
	quote_draft_read(&live, c->rfq, false, &tmp, &q, NULL);
	draw_sum(c, a, row, k, N_("List"), q->list, STYLE_TEXT);
	draw_sum(c, a, row + 1, k, N_("Discount"), -q->discount, STYLE_TEXT);
	draw_slot(c, a, row + 1, 17, 12, (struct slot){SLOT_DISCOUNT, 0}, STYLE_TEXT);
	draw_slot(c, a, row + 1, 30, k->amount - 31, (struct slot){SLOT_DISCOUNT_NOTE, 0}, STYLE_DIM);
	draw_sum(c, a, row + 2, k, N_("Net"), q->net, STYLE_TEXT);
	draw_sum(c, a, row + 3, k, N_("Tax"), q->tax, STYLE_TEXT);
	draw_slot(c, a, row + 3, 17, 12, (struct slot){SLOT_TAX, 0}, STYLE_TEXT);
	draw_sum(c, a, row + 4, k, N_("Total"), q->total, STYLE_BOLD);
	area_text(a, row + 6, 4, 12, STYLE_DIM, tr("Terms"));
	draw_slot(c, a, row + 6, 17, a.cols - 18, (struct slot){SLOT_TERMS, 0}, STYLE_TEXT);
	area_text(a, row + 7, 4, 12, STYLE_DIM, tr("Note"));
	draw_slot(c, a, row + 7, 17, a.cols - 18, (struct slot){SLOT_NOTE, 0}, STYLE_TEXT);
	if (files) {
		struct str names = STR_INIT;

		for (int i = 0; i < files; i++) {
			str_addf(&names, "%s%s", i ? ", " : "", ITEM(const struct file_ref, c->d->files, i)->name);
		}
		area_text(a, row + 8, 4, 12, STYLE_DIM, tr("Files"));
		area_text(a, row + 8, 17, a.cols - 18, STYLE_TEXT, str_c(&names));
		str_finish(&names);
	}
	arena_finish(&tmp);
}

void composer_draw(struct composer *c, struct area content)
{
	struct columns k = columns_of(content.cols);

	draw_head(c, content, &k);
	draw_sums(c, content, draw_lines(c, content, &k), &k);
}
