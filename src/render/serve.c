#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "draw/grid.h"
#include "image.h"
#include "sandbox.h"

bool serve_write(int sock, const struct str *b)
{
	for (size_t at = 0; at < b->len;) {
		ssize_t n = write(sock, b->s + at, b->len - at);

		if (n < 0 && errno != EINTR) {
			return false;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static const char *unit_name(enum scene_unit u)
{
	static const char *const names[] = {[UNIT_NONE] = "", [UNIT_MM] = "mm", [UNIT_CM] = "cm", [UNIT_M] = "m", [UNIT_INCH] = "in",
		[UNIT_FOOT] = "ft", [UNIT_POINT] = "pt", [UNIT_PIXEL] = "px"};

	return u < lengthof(names) && names[u] ? names[u] : "";
}

static struct drawing_page page_info(const struct scene_page *p)
{
	return (struct drawing_page){.name = p->name ? p->name : "", .unit = unit_name(p->unit), .unit_mm = scene_unit_mm(p->unit),
		.extent = {p->x0, p->y0, p->x1, p->y1}, .paper = {p->px0, p->py0, p->px1, p->py1}, .sheet_w = p->sheet_w, .sheet_h = p->sheet_h};
}

static void put_info(struct source *s, const char *note, struct str *out)
{
	const struct scene *sc = &s->scene;
	size_t nlayers = sc->layers.n < DRAWING_LAYERS ? sc->layers.n : DRAWING_LAYERS;
	struct drawing_page *pages = xcalloc(sc->pages.n, sizeof(*pages));
	struct drawing_layer *layers = xcalloc(nlayers + 1, sizeof(*layers));
	struct drawing_kind *kinds = xcalloc(sc->kinds.n + 1, sizeof(*kinds));
	struct drawing_info info = {.format = sc->format, .note = note, .cut = sc->cut, .image = s->image, .npages = sc->pages.n, .nlayers = nlayers,
		.nkinds = sc->kinds.n, .pages = pages, .layers = layers, .kinds = kinds};

	for (size_t i = 0; i < sc->pages.n; i++) {
		pages[i] = page_info(sc->pages.v[i]);
	}
	for (size_t i = 0; i < nlayers; i++) {
		layers[i] = (struct drawing_layer){sc->layers.v[i].name, sc->layers.v[i].off};
	}
	for (size_t i = 0; i < sc->kinds.n; i++) {
		kinds[i] = (struct drawing_kind){sc->kinds.v[i].name, sc->kinds.v[i].drawn, sc->kinds.v[i].skipped};
	}
	proto_put_info(out, &info);
	free(pages);
	free(layers);
	free(kinds);
}

static void put_texts(struct source *s, int page, struct str *out)
{
	const struct scene_page *p = source_page(s, (size_t)page);
	struct drawing_text *v = xcalloc(p->texts.n + 1, sizeof(*v));

	for (size_t i = 0; i < p->texts.n; i++) {
		const struct scene_text *t = &p->texts.v[i];

		v[i] = (struct drawing_text){t->text, t->x, t->y, t->w, t->h, t->angle, t->layer < DRAWING_LAYERS ? t->layer : 0, t->hidden};
	}
	proto_put_texts(out, &(struct drawing_texts){.page = page, .n = p->texts.n, .v = v});
	free(v);
}

/* An image for a terminal that has shades. */
static void put_shades(const struct scene_page *p, const struct raster *lines, const struct drawing_view *v, struct str *out)
{
	size_t n = (size_t)lines->w * (size_t)lines->h;
	uint8_t *grey = xmalloc(n);
	struct raster_map m = raster_map(v, lines->w, lines->h);

	memset(grey, 255, n);
	image_shade(p->image, &m, grey, lines->w, lines->h);
	for (size_t i = 0; v->invert && i < n; i++) {
		grey[i] = (uint8_t)(255 - grey[i]);
	}
	proto_put_picture(out, &(struct drawing_picture){.view = *v, .w = lines->w, .h = lines->h, .stride = (size_t)lines->w, .bits = grey, .grey = true});
	free(grey);
}

static bool put_picture(struct source *s, struct drawing_view *v, struct str *out)
{
	const struct scene_page *p = source_page(s, (size_t)v->page);
	struct drawing_page info = page_info(p);
	struct raster r;
	int across, down;

	drawing_view_fit(v, &info);
	grid_dots(v, &across, &down);
	if (v->cols * across > DRAWING_DOTS || v->rows * down > DRAWING_DOTS || (int64_t)v->cols * across * v->rows * down > 16 << 20) {
		return false;
	}
	bool graphics = v->mode == DRAWING_SIXEL || v->mode == DRAWING_KITTY;

	raster_page(p, &s->index[v->page], v, v->cols * across, v->rows * down, graphics, &r);
	v->layers = NULL;
	v->nlayers = 0;
	if (graphics && p->image && p->image->photo) {
		put_shades(p, &r, v, out);
	} else {
		proto_put_picture(out, &(struct drawing_picture){.view = *v, .w = r.w, .h = r.h, .stride = r.stride, .bits = r.bits});
	}
	free(r.bits);
	return true;
}

static bool answer(struct source *s, const struct proto_frame *f, bool *told, struct str *out)
{
	struct drawing_view v;
	int page;

	if (f->type == PROTO_VIEW) {
		if (proto_get_view(f, &v) || (size_t)v.page >= s->scene.pages.n) {
			return false;
		}
		if (!told[v.page]) {
			told[v.page] = true;
			put_texts(s, v.page, out);
		}
		return put_picture(s, &v, out);
	}
	if (f->type == PROTO_WANT_TEXTS && !proto_get_want_texts(f, &page) && (size_t)page < s->scene.pages.n) {
		put_texts(s, page, out);
		return true;
	}
	return false;
}

void serve(struct source *s, int sock, const char *note, int time_ms)
{
	struct str in = STR_INIT, out = STR_INIT;
	bool *told = xcalloc(s->scene.pages.n, sizeof(*told)), good;
	char piece[PROTO_REQUEST];
	struct proto_frame f;
	ssize_t n;

	str_init(&out, PROTO_FRAME * 2U);
	/* the first page is read here, so that its extent can be told */
	source_page(s, 0);
	put_info(s, note, &out);
	good = serve_write(sock, &out);
	while (good && (sandbox_time(0), n = read(sock, piece, sizeof(piece))) > 0) {
		int r;

		str_addn(&in, piece, (size_t)n);
		while (good && (r = proto_frame(in.s, in.len, PROTO_REQUEST, &f)) != 0) {
			str_clear(&out);
			sandbox_time(time_ms);
			good = r > 0 && answer(s, &f, told, &out) && !str_failed(&out) && serve_write(sock, &out);
			if (good) {
				str_splice(&in, 0, f.whole, NULL, 0);
			}
		}
	}
	free(told);
	str_finish(&in);
	str_finish(&out);
}
