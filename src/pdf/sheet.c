#include "sheet.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "model/money.h"
#include "model/rules.h"
#include "paper.h"
#include "text/format.h"

#define LEFT ((double)PAPER_MARGIN)
#define RIGHT ((double)(PAPER_W - PAPER_MARGIN))
#define GAP 4.0

static const struct paper_font plain = {9.5, false, 0}, bold = {9.5, true, 0}, dim = {9, false, 0.35},
	title = {20, true, 0}, head = {12, true, 0};

/* Columns of the lines: where they end, from the right. */
enum { COL_QTY = 275, COL_SETUP = 340, COL_UNIT = 410 };

static char *money(char out[FORMAT_SIZE], int64_t amount, const char *currency)
{
	int decimals = currency_exponent(currency);

	return format_decimal(out, amount, decimals > 0 ? decimals : 0, i18n_get());
}

static void right_at(struct paper *p, double from, double to, struct paper_font f, const char *text)
{
	paper_text(p, from, p->y, to - from, PAPER_RIGHT, f, text);
}

/* ---- the head ---- */

static void party(struct paper *p, const char *label, const char *name)
{
	paper_text(p, LEFT, p->y, 90, PAPER_LEFT, dim, tr(label));
	p->y += paper_text(p, LEFT + 95, p->y, 195, PAPER_LEFT, bold, name) + 2;
}

static double fact(struct paper *p, double y, const char *label, const char *value)
{
	paper_text(p, LEFT + 300, y, 95, PAPER_LEFT, dim, tr(label));
	return y + paper_text(p, LEFT + 395, y, RIGHT - LEFT - 395, PAPER_RIGHT, plain, value) + 2;
}

static void draw_head(struct paper *p, const struct sheet *s)
{
	const struct quote *q = s->quote;
	char text[FORMAT_SIZE], version[48];
	double top, y;

	p->y += paper_text(p, LEFT, p->y, RIGHT - LEFT, PAPER_LEFT, title, tr("Quote")) + GAP;
	snprintf(version, sizeof(version), "%lld v%lld   ", (long long)q->number, (long long)q->version);
	struct str line = STR_INIT;
	str_addf(&line, "%s%s", version, q->title);
	p->y += paper_text(p, LEFT, p->y, RIGHT - LEFT, PAPER_LEFT, head, str_c(&line)) + 3 * GAP;
	str_finish(&line);
	top = y = p->y;
	party(p, N_("Partner"), q->partner_name);
	party(p, N_("Customer"), q->customer_name);
	y = fact(p, top, N_("Sent"), q->sent ? format_date(text, q->sent, s->zone, i18n_get()) : "-");
	y = fact(p, y, N_("Valid until"), q->valid_until ? format_date(text, q->valid_until, s->zone, i18n_get()) : "-");
	y = fact(p, y, N_("Lead, work days"), format_int(text, q->lead_days, i18n_get()));
	p->y = (y > p->y ? y : p->y) + 4 * GAP;
}

/* ---- the lines ---- */

static void column_heads(struct paper *p)
{
	paper_text(p, LEFT, p->y, 200, PAPER_LEFT, dim, tr("Item"));
	right_at(p, LEFT + 215, LEFT + COL_QTY, dim, tr("Qty"));
	right_at(p, LEFT + COL_QTY, LEFT + COL_SETUP, dim, tr("Setup"));
	right_at(p, LEFT + COL_SETUP, LEFT + COL_UNIT, dim, tr("Unit price"));
	right_at(p, LEFT + COL_UNIT, RIGHT, dim, tr("Amount"));
	p->y += 13;
	paper_rule(p, p->y, 0.7);
	p->y += GAP;
}

static void draw_line(struct paper *p, const struct quote *q, const struct quote_line *l)
{
	bool price_break = l->kind == LINE_PRICE_BREAK;
	const char *text = price_break && !*l->text ? tr("price break") : l->text;
	struct paper_font f = price_break ? dim : plain;
	double indent = price_break ? 10 : 0, height = paper_measure(p, 210 - indent, f, *text ? text : " ");
	char number[FORMAT_SIZE];
	int64_t amount = 0;

	if (paper_break(p, height + GAP)) {
		column_heads(p);
	}
	quote_line_amount(l, &amount, NULL);
	paper_text(p, LEFT + indent, p->y, 210 - indent, PAPER_LEFT, f, text);
	right_at(p, LEFT + 215, LEFT + COL_QTY, f, format_int(number, l->qty, i18n_get()));
	right_at(p, LEFT + COL_QTY, LEFT + COL_SETUP, f, money(number, l->setup, q->currency));
	right_at(p, LEFT + COL_SETUP, LEFT + COL_UNIT, f, money(number, l->unit, q->currency));
	right_at(p, LEFT + COL_UNIT, RIGHT, f, money(number, amount, q->currency));
	p->y += height + GAP;
}

/* ---- the sums and what is said ---- */

static void sum(struct paper *p, const struct quote *q, const char *label, const char *note, int64_t amount, struct paper_font f)
{
	char number[FORMAT_SIZE];
	struct str text = STR_INIT;

	str_addf(&text, "%s%s%s", tr(label), *note ? "   " : "", note);
	double height = paper_measure(p, COL_UNIT - 200, f, str_c(&text));
	paper_break(p, height + GAP);
	paper_text(p, LEFT + 200, p->y, COL_UNIT - 200, PAPER_LEFT, f, str_c(&text));
	right_at(p, LEFT + COL_UNIT - 20, RIGHT, f, money(number, amount, q->currency));
	p->y += height + GAP;
	str_finish(&text);
}

static void draw_sums(struct paper *p, const struct quote *q)
{
	char percent[MONEY_TEXT], note[300] = "";

	paper_rule(p, p->y, 0.7);
	p->y += GAP;
	sum(p, q, N_("List"), "", q->list, plain);
	if (q->discount) {
		if (q->discount_kind == DISCOUNT_PERCENT) {
			snprintf(note, sizeof(note), "%s %%   ", percent_format(q->discount_bp, percent));
		}
		snprintf(note + strlen(note), sizeof(note) - strlen(note), "%s", q->discount_note);
		sum(p, q, N_("Discount"), note, -q->discount, plain);
		sum(p, q, N_("Net"), "", q->net, plain);
	}
	snprintf(note, sizeof(note), "%s %%", percent_format(q->tax_bp, percent));
	sum(p, q, N_("Tax"), note, q->tax, plain);
	sum(p, q, N_("Total"), q->currency, q->total, (struct paper_font){11, true, 0});
	p->y += 3 * GAP;
}

/* A paragraph may be longer than a page: it is drawn line by line. */
static void draw_text(struct paper *p, const char *label, const char *text)
{
	if (!*text) {
		return;
	}
	paper_break(p, 40);
	p->y += paper_text(p, LEFT, p->y, RIGHT - LEFT, PAPER_LEFT, bold, tr(label)) + 2;
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct str line = STR_INIT;

		str_addn(&line, n ? text : " ", n ? n : 1);
		paper_break(p, paper_measure(p, RIGHT - LEFT, plain, str_c(&line)));
		p->y += paper_text(p, LEFT, p->y, RIGHT - LEFT, PAPER_LEFT, plain, str_c(&line));
		str_finish(&line);
		text += n + (text[n] == '\n');
	}
	p->y += 2 * GAP;
}

static void draw_files(struct paper *p, struct items files)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < files.n; i++) {
		str_addf(&names, "%s%s", i ? "\n" : "", ITEM(const struct file_ref, files, i)->name);
	}
	draw_text(p, N_("Files"), str_c(&names));
	str_finish(&names);
}

static int draw_all(const struct sheet *s, cairo_surface_t *surface, int pages, int *unknown)
{
	const struct quote *q = s->quote;
	struct str foot = STR_INIT;
	struct paper p;
	int drawn;

	str_addf(&foot, "%s   %lld v%lld   %s", q->partner_name, (long long)q->number, (long long)q->version, q->id);
	paper_init(&p, surface, i18n_get(), pages, str_c(&foot));
	draw_head(&p, s);
	column_heads(&p);
	for (size_t i = 0; i < q->lines.n; i++) {
		draw_line(&p, q, ITEM(const struct quote_line, q->lines, i));
	}
	draw_sums(&p, q);
	draw_text(&p, N_("Terms"), q->terms);
	draw_text(&p, N_("Note"), q->note);
	draw_files(&p, q->files);
	drawn = p.page;
	paper_finish(&p);
	*unknown = p.unknown;
	str_finish(&foot);
	return drawn;
}

static cairo_status_t add_bytes(void *arg, const unsigned char *data, unsigned int n)
{
	str_addn(arg, (const char *)data, n);
	return str_failed(arg) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void describe(cairo_surface_t *s, const struct quote *q)
{
	char time[CLOCK_TEXT];
	struct str name = STR_INIT;

	str_addf(&name, "%lld v%lld %s", (long long)q->number, (long long)q->version, q->title);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, str_c(&name));
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, q->partner_name);
	/* not the hour it is printed: the same quote is the same document */
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, clock_format(q->sent, time));
	str_finish(&name);
}

int sheet_make(const struct sheet *s, struct str *out, int *unknown, struct err *e)
{
	cairo_surface_t *trial = cairo_pdf_surface_create_for_stream(NULL, NULL, PAPER_W, PAPER_H);
	int pages = draw_all(s, trial, 0, unknown);
	cairo_surface_t *real = cairo_pdf_surface_create_for_stream(add_bytes, out, PAPER_W, PAPER_H);
	cairo_status_t st;

	cairo_surface_destroy(trial);
	describe(real, s->quote);
	draw_all(s, real, pages, unknown);
	cairo_surface_finish(real);
	st = cairo_surface_status(real);
	cairo_surface_destroy(real);
	return st == CAIRO_STATUS_SUCCESS ? 0 : err_set(e, ERR_INTERNAL, "cairo: %s", cairo_status_to_string(st));
}
