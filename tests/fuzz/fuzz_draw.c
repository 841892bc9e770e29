/* What a renderer taken over by its drawing could say to the client: refused whole, or shown without harm. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/fault.h"
#include "base/i18n.h"
#include "draw/grid.h"
#include "draw/protocol.h"
#include "text/clean.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Only what the program itself may write: no byte of the texts reaches a terminal unclean. */
static void show(const struct drawing_picture *p, const struct drawing_texts *t)
{
	struct grid g;
	struct str out = STR_INIT;

	if ((int64_t)p->view.cols * p->view.rows > 10000) {
		return;
	}
	grid_init(&g, p, t, 1);
	for (int row = 0; row < g.rows; row++) {
		str_clear(&out);
		grid_row(&g, row, &out);
		must(clean_already(str_c(&out), out.len, CLEAN_LINE));
	}
	for (size_t i = 0; i < g.nplaces; i++) {
		must(g.places[i].text < t->n && g.places[i].col >= 0 && g.places[i].col + g.places[i].cols <= g.cols);
	}
	grid_finish(&g);
	if (p->w * p->h < 100000) {
		graphics_sixel(p, &out);
		graphics_kitty(p, &out);
	}
	str_finish(&out);
}

/* What was understood says the same when it is written again. */
static void same_view(const struct drawing_view *v)
{
	struct str out = STR_INIT;
	struct proto_frame f;
	struct drawing_view again;

	proto_put_view(&out, v);
	must(proto_frame(str_c(&out), out.len, PROTO_REQUEST, &f) == 1 && !proto_get_view(&f, &again));
	must(again.page == v->page && again.cols == v->cols && again.rows == v->rows && again.unit == v->unit && again.nlayers == v->nlayers);
	str_finish(&out);
}

static void take(const struct proto_frame *f, struct arena *a, struct drawing_texts *texts)
{
	struct drawing_view v;
	struct drawing_info info;
	struct drawing_texts t;
	struct drawing_picture p;
	enum proto_why why;
	const char *detail;
	int page;

	if (!proto_get_view(f, &v)) {
		must(v.cols > 0 && v.rows > 0 && isfinite(v.unit));
		same_view(&v);
	}
	if (!proto_get_want_texts(f, &page)) {
		must(page >= 0 && page < DRAWING_PAGES);
	}
	if (!proto_get_info(f, a, &info)) {
		must(info.npages > 0 && info.npages <= DRAWING_PAGES);
		for (size_t i = 0; i < info.npages; i++) {
			struct drawing_view fit = {.cols = 80, .rows = 24};

			drawing_view_fit(&fit, &info.pages[i]);
			must(fit.unit > 0);
		}
	}
	if (!proto_get_texts(f, a, &t)) {
		*texts = t;
	}
	if (!proto_get_picture(f, &p)) {
		show(&p, texts);
	}
	(void)proto_get_failed(f, a, &why, &detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct drawing_texts texts = {.n = 0};
	struct proto_frame f;
	struct arena a;

	i18n_init(NULL);
	arena_init(&a);
	for (size_t at = 0; at < size && proto_frame(data + at, size - at, 1 << 20, &f) == 1; at += f.whole) {
		take(&f, &a, &texts);
	}
	arena_finish(&a);
	return 0;
}
