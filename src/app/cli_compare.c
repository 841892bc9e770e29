#include <string.h>

#include "app/act.h"
#include "app/compare.h"
#include "cli.h"
#include "text/cells.h"
#include "text/wrap.h"
#include "wire/wire.h"

/* Quotes of all partners on one request, side by side. */

#define LABEL 18
#define CELL 22
#define CELL_LINES 20

static void pad(struct str *line, const char *s, size_t n, size_t width, bool right)
{
	cells_pad(line, s, n, width - 2, right ? CELLS_RIGHT : CELLS_LEFT, 1);
}

/* Line k of a cell, "" when it has fewer. */
static void add_line(struct str *out, const struct compare_cell *cell, int k)
{
	struct wrap w;
	struct wrap_line line = {0};
	int i = -1;

	wrap_init(&w, cell->text, strlen(cell->text), CELL - 2, 1);
	while (i < k && wrap_next(&w, &line)) {
		i++;
	}
	pad(out, i == k ? cell->text + line.off : "", i == k ? line.len : 0, CELL, cell->right);
	str_add(out, cell->best && !k ? "* " : "  ");
}

static int lines_of(const struct show *s, const struct compare *c, size_t row)
{
	size_t most = 1;

	for (size_t i = 0; i < c->n; i++) {
		struct compare_cell cell = compare_cell(s, c, row, i);
		size_t n = wrap_count(cell.text, strlen(cell.text), CELL - 2, 1, CELL_LINES);

		most = n > most ? n : most;
	}
	return (int)most;
}

static void print_row(const struct show *s, const struct compare *c, size_t row)
{
	const char *label = compare_label(s, c, row, 0);
	struct str line = STR_INIT;

	for (int k = 0; k < lines_of(s, c, row); k++) {
		str_clear(&line);
		cells_pad(&line, k ? "" : label, k ? 0 : strlen(label), LABEL, CELLS_LEFT, 1);
		for (size_t i = 0; i < c->n; i++) {
			struct compare_cell cell = compare_cell(s, c, row, i);

			add_line(&line, &cell, k);
		}
		while (line.len && line.s[line.len - 1] == ' ') {
			str_cut(&line, line.len - 1);
		}
		cli_line(str_c(&line));
	}
	str_finish(&line);
}

static void print_heads(const struct compare *c)
{
	struct str line = STR_INIT;

	cells_pad(&line, "", 0, LABEL, CELLS_LEFT, 1);
	for (size_t i = 0; i < c->n; i++) {
		pad(&line, c->q[i]->partner_name, strlen(c->q[i]->partner_name), CELL, true);
		str_add(&line, "  ");
	}
	cli_line(str_c(&line));
	str_finish(&line);
}

static int print_json(struct cli *c, const struct compare *table)
{
	struct json *arr = json_new_array();

	for (size_t i = 0; i < table->n; i++) {
		json_push(arr, wire_write(&entity_quote, table->q[i], store_reader(c->store)));
	}
	cli_json(arr);
	return CLI_OK;
}

int cli_project_compare(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "RFQ");
	const struct rfq *r;
	struct compare table;
	struct show s;

	if (code) {
		return code;
	}
	if (!word) {
		err_set(&e, ERR_USAGE, "which request for quote?");
		return cli_error(c, &e);
	}
	s = cli_show(c);
	r = find_rfq(c->store, word, &c->arena, &e);
	if (!r || compare_load(&s, r->id, &table, &e) < 0) {
		return cli_error(c, &e);
	}
	if (c->json) {
		return print_json(c, &table);
	}
	print_heads(&table);
	for (size_t i = 0; i < compare_rows(&table); i++) {
		print_row(&s, &table, i);
	}
	return CLI_OK;
}
