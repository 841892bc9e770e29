#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli.h"
#include "draw/anchor.h"
#include "draw/grid.h"
#include "draw/zone.h"
#include "paths.h"
#include "text/clean.h"

/* Drawings on the command line: local files, without a store, an account or a server. */

enum { COLS = 80, ROWS = 24 };

struct job {
	struct cli *c;
	struct drawing *d;
	struct drawing_view view;
	bool pictures;             /* a picture is wanted, else texts or the info alone */
	bool over, failed;
	struct err e;
	struct json *list;         /* of texts, under --json */
	int only, left;            /* page wanted, -1 all; pages whose texts are still to come */
	struct drawing_texts texts; /* of the page, copied: they are laid over its picture */
};

static void finish(struct job *j)
{
	j->over = true;
}

static void on_failed(void *arg, const struct err *e)
{
	struct job *j = arg;

	j->failed = true;
	j->e = *e;
	finish(j);
}

static bool has_page(struct job *j, const struct drawing_info *info, int page)
{
	if (page < 0 || (size_t)page >= info->npages) {
		j->failed = true;
		err_set(&j->e, ERR_NOT_FOUND, tr("page %d of %d"), page + 1, (int)info->npages);
		finish(j);
		return false;
	}
	return true;
}

static void ask(void *arg, const struct drawing_info *info)
{
	struct job *j = arg;

	if (j->pictures) {
		if (has_page(j, info, j->view.page)) {
			drawing_view(j->d, &j->view);
		}
		return;
	}
	if (j->only >= 0) {
		if (has_page(j, info, j->only)) {
			j->left = 1;
			drawing_want_texts(j->d, j->only);
		}
		return;
	}
	j->left = (int)info->npages;
	for (int i = 0; i < j->left; i++) {
		drawing_want_texts(j->d, i);
	}
}

static void only_info(void *arg, const struct drawing_info *info)
{
	(void)info;
	finish(arg);
}

/* Enough for a micrometre in whatever unit the page has. */
static int decimals(const struct drawing_page *p)
{
	return p->unit_mm >= 100 ? 6 : 4;
}

/* The field of the sheet that a text's middle lies in; NULL beside the sheet. */
static const char *zone_of(const struct zones *z, const struct drawing_text *t, char out[ZONE_TEXT])
{
	double a = t->angle * M_PI / 180, x = t->x + t->w / 2 * cos(a) - t->h / 2 * sin(a), y = t->y + t->w / 2 * sin(a) + t->h / 2 * cos(a);
	struct zone at;

	if (!(fabs(x) < 1e12 && fabs(y) < 1e12) || !zone_at(z, llround(x * 1000), llround(y * 1000), &at)) {
		return NULL;
	}
	return zone_text(at, out);
}

static void list_json(struct job *j, const struct drawing_page *p, const struct drawing_texts *t)
{
	const struct drawing_info *info = drawing_info(j->d);
	int n = decimals(p);
	struct zones zones;
	char zone[ZONE_TEXT];

	anchor_zones(p, &zones);
	for (size_t i = 0; i < t->n; i++) {
		const struct drawing_text *x = &t->v[i];
		struct json *o = json_new_object();

		json_set_text(o, "string", x->text);
		json_set_int(o, "page", t->page + 1);
		json_set_text(o, "zone", zone_of(&zones, x, zone));
		json_set_num(o, "x", x->x, n);
		json_set_num(o, "y", x->y, n);
		json_set_num(o, "w", x->w, n);
		json_set_num(o, "h", x->h, n);
		json_set_num(o, "angle", x->angle, 2);
		if (x->layer < info->nlayers) {
			json_set_text(o, "layer", info->layers[x->layer].name);
		}
		json_set_bool(o, "hidden", x->hidden);
		json_push(j->list, o);
	}
}

static void list_lines(const struct drawing_texts *t)
{
	struct str b = STR_INIT;

	for (size_t i = 0; i < t->n; i++) {
		str_clear(&b);
		str_addf(&b, "%d\t%.6g\t%.6g\t", t->page + 1, t->v[i].x, t->v[i].y);
		clean(&b, t->v[i].text, strlen(t->v[i].text), 0);
		puts(str_c(&b));
	}
	str_finish(&b);
}

static void keep_texts(struct job *j, const struct drawing_texts *t)
{
	struct drawing_text *v = arena_alloc(&j->c->arena, t->n * sizeof(*v) + 1);

	for (size_t i = 0; i < t->n; i++) {
		v[i] = t->v[i];
		v[i].text = arena_strdup(&j->c->arena, t->v[i].text);
	}
	j->texts = (struct drawing_texts){.page = t->page, .n = t->n, .v = v};
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	struct job *j = arg;

	if (j->pictures) {
		keep_texts(j, t);
		return;
	}
	if (j->list) {
		list_json(j, &drawing_info(j->d)->pages[t->page], t);
	} else {
		list_lines(t);
	}
	if (--j->left == 0) {
		finish(j);
	}
}

static void print_cells(const struct grid *g)
{
	struct str b = STR_INIT;

	for (int row = 0; row < g->rows; row++) {
		grid_row(g, row, &b);
		str_addc(&b, '\n');
	}
	fputs(str_c(&b), stdout);
	str_finish(&b);
}

/* The graphics, then the texts at their cells: rows are made first, so that nothing scrolls away below. */
static void print_graphics(const struct drawing_picture *p, const struct grid *g)
{
	struct str b = STR_INIT;

	for (int i = 0; i < g->rows; i++) {
		str_addc(&b, '\n');
	}
	str_addf(&b, "\033[%dA\0337", g->rows);
	(p->view.mode == DRAWING_SIXEL ? graphics_sixel : graphics_kitty)(p, &b);
	for (int row = 0; row < g->rows; row++) {
		bool here = false;

		str_add(&b, "\0338");
		if (row) {
			str_addf(&b, "\033[%dB", row);
		}
		for (int col = 0; col < g->cols; col++) {
			const struct grid_cell *c = grid_at(g, col, row);
			bool text = c->kind == GRID_TEXT;

			if (text && !here) {
				str_addf(&b, "\033[%dG", col + 1);
			}
			str_add(&b, text ? c->text : "");
			here = text;
		}
	}
	str_addf(&b, "\0338\033[%dB", g->rows);
	fwrite(str_c(&b), 1, b.len, stdout);
	str_finish(&b);
}

static void on_picture(void *arg, const struct drawing_picture *p)
{
	struct job *j = arg;
	struct grid g;

	grid_init(&g, p, &j->texts, 1);
	if (p->view.mode == DRAWING_SIXEL || p->view.mode == DRAWING_KITTY) {
		print_graphics(p, &g);
	} else {
		print_cells(&g);
	}
	grid_finish(&g);
	finish(j);
}

static int run(struct job *j, const struct drawing_events *events)
{
	struct cli *c = j->c;
	const char *path = path_meant(call_arg(c->call, "PATH"), &c->arena), *log = getenv("FETTLE_DRAW_LOG");
	char *program = path_beside("fettle-draw");
	struct drawing_conf conf = {.program = program, .name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path, .events = events, .arg = j};
	int r = -1;

	conf.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	conf.log_fd = log ? open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : 0;
	if (conf.fd < 0) {
		err_errno(&j->e, path);
		j->failed = true;
	} else {
		c->loop = c->loop ? c->loop : loop_create();
		conf.loop = c->loop;
		j->d = drawing_open(&conf, &j->e);
		j->failed = !j->d;
	}
	while (!j->failed && !j->over) {
		loop_once(c->loop, -1);
	}
	if (conf.log_fd > 0) {
		close(conf.log_fd);
	}
	free(program);
	r = j->failed ? cli_error(c, &j->e) : CLI_OK;
	return r;
}

/* "120x40"; what the terminal has when it is not given. */
static int size_of(const char *s, struct drawing_view *v, struct err *e)
{
	struct winsize ws;
	long long cols, rows;
	char word[16];

	v->cols = COLS;
	v->rows = ROWS;
	if (!s) {
		if (!ioctl(1, TIOCGWINSZ, &ws) && ws.ws_col > 0 && ws.ws_row > 1) {
			v->cols = ws.ws_col;
			v->rows = ws.ws_row - 1;
			v->cell_w = ws.ws_xpixel / ws.ws_col;
			v->cell_h = ws.ws_ypixel / ws.ws_row;
		}
		return 0;
	}
	const char *x = strpbrk(s, "xX");

	if (!x || x - s >= (int)sizeof(word)) {
		return err_field(e, ERR_USAGE, "size", "%s", "--size=120x40");
	}
	memcpy(word, s, (size_t)(x - s));
	word[x - s] = '\0';
	if (!parse_i64(word, &cols) || !parse_i64(x + 1, &rows) || cols < 1 || rows < 1 || cols > 1000 || rows > 1000) {
		return err_field(e, ERR_USAGE, "size", "%s", "--size=120x40");
	}
	v->cols = (int)cols;
	v->rows = (int)rows;
	return 0;
}

static int mode_of(const char *s, enum drawing_mode *out, struct err *e)
{
	static const char *const names[] = {[DRAWING_BRAILLE] = "braille", [DRAWING_SEXTANT] = "sextant", [DRAWING_HALF] = "half",
		[DRAWING_ASCII] = "ascii", [DRAWING_SIXEL] = "sixel", [DRAWING_KITTY] = "kitty"};
	const char *term = getenv("TERM");

	if (!s) {
		/* the Linux console's fonts have no braille */
		*out = term && (!strcmp(term, "linux") || !strcmp(term, "dumb") || starts_with(term, "vt")) && isatty(1) ? DRAWING_ASCII : DRAWING_BRAILLE;
		return 0;
	}
	for (size_t i = 0; i < lengthof(names); i++) {
		if (!strcmp(s, names[i])) {
			*out = (enum drawing_mode)i;
			return 0;
		}
	}
	return err_field(e, ERR_USAGE, "mode", "%s", "--mode=braille|sextant|half|ascii|sixel|kitty");
}

/* Pages count from 1 for people; -1: not given. */
static int page_of(const char *s, int *out, struct err *e)
{
	long long n;

	*out = -1;
	if (s && (!parse_i64(s, &n) || n < 1 || n > DRAWING_PAGES)) {
		return err_field(e, ERR_USAGE, "page", "%s", "--page=1");
	}
	*out = s ? (int)n - 1 : -1;
	return 0;
}

int cli_drawing_show(struct cli *c)
{
	static const struct drawing_events events = {.info = ask, .texts = on_texts, .picture = on_picture, .failed = on_failed};
	struct job j = {.c = c, .pictures = true};
	int r;

	if (size_of(call_arg(c->call, "--size"), &j.view, &j.e) || mode_of(call_arg(c->call, "--mode"), &j.view.mode, &j.e) ||
		page_of(call_arg(c->call, "--page"), &j.view.page, &j.e)) {
		return cli_error(c, &j.e);
	}
	j.view.page = j.view.page < 0 ? 0 : j.view.page;
	r = run(&j, &events);
	drawing_close(j.d);
	return r;
}

int cli_drawing_text(struct cli *c)
{
	static const struct drawing_events events = {.info = ask, .texts = on_texts, .failed = on_failed};
	struct job j = {.c = c, .list = c->json ? json_new_array() : NULL};
	int r;

	if (page_of(call_arg(c->call, "--page"), &j.only, &j.e)) {
		json_free(j.list);
		return cli_error(c, &j.e);
	}
	r = run(&j, &events);
	if (j.list && r == CLI_OK) {
		cli_json(j.list);
	} else {
		json_free(j.list);
	}
	drawing_close(j.d);
	return r;
}

static struct json *page_json(const struct drawing_page *p, int number)
{
	struct json *o = json_new_object();
	const double *box[] = {&p->extent.x0, &p->extent.y0, &p->extent.x1, &p->extent.y1};
	static const char *const names[] = {"x0", "y0", "x1", "y1"};
	int n = decimals(p);

	json_set_int(o, "page", number);
	json_set_text(o, "name", p->name);
	json_set_text(o, "unit", p->unit);
	if (p->extent.x1 >= p->extent.x0) {
		struct json *extent = json_new_object();

		for (size_t i = 0; i < lengthof(box); i++) {
			json_set_num(extent, names[i], *box[i], n);
		}
		json_set(o, "extent", extent);
	}
	if (p->sheet_w > 0) {
		struct json *sheet = json_new_object();

		json_set_num(sheet, "w", p->sheet_w, 2);
		json_set_num(sheet, "h", p->sheet_h, 2);
		json_set(o, "sheet_mm", sheet);
	}
	return o;
}

static struct json *info_json(const struct drawing_info *info)
{
	struct json *o = json_new_object(), *pages = json_new_array(), *layers = json_new_array(), *drawn = json_new_object(), *skipped = json_new_object();

	json_set_text(o, "format", info->format);
	json_set_bool(o, "image", info->image);
	json_set_bool(o, "cut", info->cut);
	if (*info->note) {
		json_set_text(o, "note", info->note);
	}
	for (size_t i = 0; i < info->npages; i++) {
		json_push(pages, page_json(&info->pages[i], (int)i + 1));
	}
	for (size_t i = 0; i < info->nlayers; i++) {
		struct json *l = json_new_object();

		json_set_text(l, "name", info->layers[i].name);
		json_set_bool(l, "off", info->layers[i].off);
		json_push(layers, l);
	}
	for (size_t i = 0; i < info->nkinds; i++) {
		if (info->kinds[i].drawn) {
			json_set_int(drawn, info->kinds[i].name, info->kinds[i].drawn);
		}
		if (info->kinds[i].skipped) {
			json_set_int(skipped, info->kinds[i].name, info->kinds[i].skipped);
		}
	}
	json_set(o, "pages", pages);
	json_set(o, "layers", layers);
	json_set(o, "drawn", drawn);
	json_set(o, "not_drawn", skipped);
	return o;
}

static void say_page(struct cli *c, const struct drawing_page *p, int number)
{
	struct str b = STR_INIT;

	str_addf(&b, "%s %d", tr("Page"), number);
	if (*p->name) {
		str_addf(&b, " %s", p->name);
	}
	if (p->sheet_w > 0) {
		str_addf(&b, "  %.0f x %.0f mm", p->sheet_w, p->sheet_h);
	}
	if (p->extent.x1 >= p->extent.x0) {
		str_addf(&b, "  %.6g, %.6g - %.6g, %.6g %s", p->extent.x0, p->extent.y0, p->extent.x1, p->extent.y1, p->unit);
	}
	(void)c;
	cli_line(str_c(&b));
	str_finish(&b);
}

static void say_info(struct cli *c, const struct drawing_info *info)
{
	struct str skipped = STR_INIT;

	cli_line(info->format);
	for (size_t i = 0; i < info->npages; i++) {
		say_page(c, &info->pages[i], (int)i + 1);
	}
	for (size_t i = 0; i < info->nlayers; i++) {
		cli_line(arena_printf(&c->arena, "%s %s%s", tr("Layer"), info->layers[i].name, info->layers[i].off ? tr(" (off)") : ""));
	}
	for (size_t i = 0; i < info->nkinds; i++) {
		if (info->kinds[i].skipped) {
			str_addf(&skipped, " %s %lld", info->kinds[i].name, (long long)info->kinds[i].skipped);
		}
	}
	if (skipped.len) {
		cli_line(arena_printf(&c->arena, "%s%s", tr("Not drawn:"), str_c(&skipped)));
	}
	if (info->cut) {
		cli_line(tr("Not all of it could be read."));
	}
	if (*info->note) {
		cli_line(info->note);
	}
	str_finish(&skipped);
}

int cli_drawing_info(struct cli *c)
{
	static const struct drawing_events events = {.info = only_info, .failed = on_failed};
	struct job j = {.c = c};
	int r = run(&j, &events);

	if (r == CLI_OK && c->json) {
		cli_json(info_json(drawing_info(j.d)));
	} else if (r == CLI_OK) {
		say_info(c, drawing_info(j.d));
	}
	drawing_close(j.d);
	return r;
}
