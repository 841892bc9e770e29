#include "draw/protocol.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"

/* Body of a frame being read; failed once it asks for more than there is. */
struct reader { const uint8_t *p; size_t n; bool failed; };

static void put_int(struct str *out, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		str_addc(out, (char)(v >> (8 * i) & 0xff));
	}
}

static uint64_t get_int(struct reader *r, int bytes)
{
	uint64_t v = 0;

	if (r->failed || r->n < (size_t)bytes) {
		r->failed = true;
		return 0;
	}
	for (int i = 0; i < bytes; i++) {
		v |= (uint64_t)r->p[i] << (8 * i);
	}
	r->p += bytes;
	r->n -= (size_t)bytes;
	return v;
}

static int get_small(struct reader *r, int max)
{
	uint64_t v = get_int(r, 4);

	r->failed |= v > (uint64_t)max;
	return r->failed ? 0 : (int)v;
}

static void put_num(struct str *out, double d)
{
	uint64_t v;

	memcpy(&v, &d, sizeof(v));
	put_int(out, v, 8);
}

static double get_num(struct reader *r)
{
	uint64_t v = get_int(r, 8);
	double d;

	memcpy(&d, &v, sizeof(d));
	r->failed |= !isfinite(d) || fabs(d) > 1e15;
	return r->failed ? 0 : d;
}

/* What is not UTF-8 becomes U+FFFD here, so that the reader may insist on it. */
static void put_text(struct str *out, const char *s)
{
	size_t n = strnlen(s, DRAWING_TEXT_BYTES), at = out->len;

	while (n && n == DRAWING_TEXT_BYTES && (s[n] & 0xc0) == 0x80) {
		n--;
	}
	put_int(out, 0, 4);
	size_t from = out->len;

	for (size_t i = 0; i < n;) {
		int32_t cp;
		size_t used = utf8_decode(s + i, n - i, &cp);

		utf8_add(out, cp);
		i += used;
	}
	if (!str_failed(out)) {
		size_t len = out->len - from;

		for (int i = 0; i < 4; i++) {
			out->s[at + (size_t)i] = (char)(len >> (8 * i) & 0xff);
		}
	}
}

static const char *get_text(struct reader *r, struct arena *a)
{
	size_t n = (size_t)get_int(r, 4);

	if (r->failed || n > r->n || n > 3 * DRAWING_TEXT_BYTES || memchr(r->p, 0, n) || !utf8_valid((const char *)r->p, n)) {
		r->failed = true;
		return "";
	}
	const char *s = arena_strndup(a, (const char *)r->p, n);

	r->p += n;
	r->n -= n;
	return s;
}

static void put_box(struct str *out, const struct drawing_box *b)
{
	put_num(out, b->x0);
	put_num(out, b->y0);
	put_num(out, b->x1);
	put_num(out, b->y1);
}

static struct drawing_box get_box(struct reader *r)
{
	struct drawing_box b;

	b.x0 = get_num(r);
	b.y0 = get_num(r);
	b.x1 = get_num(r);
	b.y1 = get_num(r);
	return b;
}

int proto_frame(const void *p, size_t n, size_t max, struct proto_frame *out)
{
	struct reader r = {.p = p, .n = n};
	size_t len = (size_t)get_int(&r, 4);

	if (r.failed) {
		return 0;
	}
	if (len < 1 || len > max) {
		return -1;
	}
	if (r.n < len) {
		return 0;
	}
	*out = (struct proto_frame){.type = r.p[0], .body = r.p + 1, .n = len - 1, .whole = len + 4};
	return 1;
}

static size_t begin(struct str *out, enum proto_type type)
{
	size_t at = out->len;

	put_int(out, 0, 4);
	put_int(out, type, 1);
	return at;
}

static void end(struct str *out, size_t at)
{
	size_t len = out->len - at - 4;

	for (int i = 0; i < 4 && !str_failed(out); i++) {
		out->s[at + (size_t)i] = (char)(len >> (8 * i) & 0xff);
	}
}

static struct reader body(const struct proto_frame *f, enum proto_type type)
{
	return (struct reader){.p = f->body, .n = f->n, .failed = f->type != type};
}

/* All of it was right, and nothing is left over. */
static int whole(const struct reader *r)
{
	return r->failed || r->n ? -1 : 0;
}

static void put_view(struct str *out, const struct drawing_view *v)
{
	put_int(out, (uint64_t)v->page, 4);
	put_num(out, v->cx);
	put_num(out, v->cy);
	put_num(out, v->unit);
	put_int(out, (uint64_t)v->rotate, 4);
	put_int(out, v->invert, 1);
	put_int(out, (uint64_t)v->cols, 4);
	put_int(out, (uint64_t)v->rows, 4);
	put_num(out, v->aspect);
	put_int(out, v->mode, 1);
	put_int(out, (uint64_t)v->cell_w, 4);
	put_int(out, (uint64_t)v->cell_h, 4);
}

static void get_view(struct reader *r, struct drawing_view *v)
{
	*v = (struct drawing_view){.page = get_small(r, DRAWING_PAGES - 1)};
	v->cx = get_num(r);
	v->cy = get_num(r);
	v->unit = get_num(r);
	v->rotate = get_small(r, 270);
	v->invert = get_int(r, 1);
	v->cols = get_small(r, DRAWING_DOTS);
	v->rows = get_small(r, DRAWING_DOTS);
	v->aspect = get_num(r);
	v->mode = (enum drawing_mode)get_int(r, 1);
	v->cell_w = get_small(r, 256);
	v->cell_h = get_small(r, 256);
	r->failed |= v->rotate % 90 || v->mode >= DRAWING_MODES || v->cols < 1 || v->rows < 1 || v->unit < 0 || v->aspect < 0;
}

void proto_put_view(struct str *out, const struct drawing_view *v)
{
	size_t at = begin(out, PROTO_VIEW), n = v->layers ? (v->nlayers + 7) / 8 : 0;

	put_view(out, v);
	put_int(out, v->layers ? v->nlayers : 0, 4);
	str_addn(out, v->layers, n);
	end(out, at);
}

int proto_get_view(const struct proto_frame *f, struct drawing_view *v)
{
	struct reader r = body(f, PROTO_VIEW);

	get_view(&r, v);
	v->nlayers = (size_t)get_small(&r, DRAWING_LAYERS);
	size_t n = (v->nlayers + 7) / 8;

	if (r.failed || r.n != n) {
		return -1;
	}
	v->layers = n ? r.p : NULL;
	return 0;
}

void proto_put_want_texts(struct str *out, int page)
{
	size_t at = begin(out, PROTO_WANT_TEXTS);

	put_int(out, (uint64_t)page, 4);
	end(out, at);
}

int proto_get_want_texts(const struct proto_frame *f, int *page)
{
	struct reader r = body(f, PROTO_WANT_TEXTS);

	*page = get_small(&r, DRAWING_PAGES - 1);
	return whole(&r);
}

static void put_page(struct str *out, const struct drawing_page *p)
{
	put_text(out, p->name);
	put_text(out, p->unit);
	put_num(out, p->unit_mm);
	put_box(out, &p->extent);
	put_box(out, &p->paper);
	put_num(out, p->sheet_w);
	put_num(out, p->sheet_h);
}

void proto_put_info(struct str *out, const struct drawing_info *info)
{
	size_t at = begin(out, PROTO_INFO);

	put_text(out, info->format);
	put_text(out, info->note);
	put_int(out, info->cut, 1);
	put_int(out, info->image, 1);
	put_int(out, info->npages, 4);
	for (size_t i = 0; i < info->npages; i++) {
		put_page(out, &info->pages[i]);
	}
	put_int(out, info->nlayers, 4);
	for (size_t i = 0; i < info->nlayers; i++) {
		put_text(out, info->layers[i].name);
		put_int(out, info->layers[i].off, 1);
	}
	put_int(out, info->nkinds, 4);
	for (size_t i = 0; i < info->nkinds; i++) {
		put_text(out, info->kinds[i].name);
		put_int(out, (uint64_t)info->kinds[i].drawn, 4);
		put_int(out, (uint64_t)info->kinds[i].skipped, 4);
	}
	end(out, at);
}

static struct drawing_page *get_pages(struct reader *r, struct arena *a, size_t n)
{
	struct drawing_page *v = arena_alloc(a, n * sizeof(*v) + 1);

	for (size_t i = 0; i < n && !r->failed; i++) {
		v[i].name = get_text(r, a);
		v[i].unit = get_text(r, a);
		v[i].unit_mm = get_num(r);
		v[i].extent = get_box(r);
		v[i].paper = get_box(r);
		v[i].sheet_w = get_num(r);
		v[i].sheet_h = get_num(r);
	}
	return v;
}

static struct drawing_layer *get_layers(struct reader *r, struct arena *a, size_t n)
{
	struct drawing_layer *v = arena_alloc(a, n * sizeof(*v) + 1);

	for (size_t i = 0; i < n && !r->failed; i++) {
		v[i].name = get_text(r, a);
		v[i].off = get_int(r, 1);
	}
	return v;
}

static struct drawing_kind *get_kinds(struct reader *r, struct arena *a, size_t n)
{
	struct drawing_kind *v = arena_alloc(a, n * sizeof(*v) + 1);

	for (size_t i = 0; i < n && !r->failed; i++) {
		v[i].name = get_text(r, a);
		v[i].drawn = (int64_t)get_int(r, 4);
		v[i].skipped = (int64_t)get_int(r, 4);
	}
	return v;
}

int proto_get_info(const struct proto_frame *f, struct arena *a, struct drawing_info *info)
{
	struct reader r = body(f, PROTO_INFO);

	*info = (struct drawing_info){.format = get_text(&r, a)};
	info->note = get_text(&r, a);
	info->cut = get_int(&r, 1);
	info->image = get_int(&r, 1);
	info->npages = (size_t)get_small(&r, DRAWING_PAGES);
	info->pages = get_pages(&r, a, info->npages);
	info->nlayers = (size_t)get_small(&r, DRAWING_LAYERS);
	info->layers = get_layers(&r, a, info->nlayers);
	info->nkinds = (size_t)get_small(&r, 1024);
	info->kinds = get_kinds(&r, a, info->nkinds);
	return info->npages ? whole(&r) : -1;
}

void proto_put_texts(struct str *out, const struct drawing_texts *t)
{
	size_t at = begin(out, PROTO_TEXTS), n = 0, count;

	put_int(out, (uint64_t)t->page, 4);
	count = out->len;
	put_int(out, 0, 4);
	for (; n < t->n && n < DRAWING_TEXTS && out->len - at < PROTO_FRAME - 4 * DRAWING_TEXT_BYTES; n++) {
		const struct drawing_text *x = &t->v[n];

		put_text(out, x->text);
		put_num(out, x->x);
		put_num(out, x->y);
		put_num(out, x->w);
		put_num(out, x->h);
		put_num(out, x->angle);
		put_int(out, x->layer, 4);
		put_int(out, x->hidden, 1);
	}
	for (int i = 0; i < 4 && !str_failed(out); i++) {
		out->s[count + (size_t)i] = (char)(n >> (8 * i) & 0xff);
	}
	end(out, at);
}

int proto_get_texts(const struct proto_frame *f, struct arena *a, struct drawing_texts *t)
{
	enum { LEAST = 4 + 5 * 8 + 4 + 1 };
	struct reader r = body(f, PROTO_TEXTS);

	*t = (struct drawing_texts){.page = get_small(&r, DRAWING_PAGES - 1)};
	t->n = (size_t)get_small(&r, DRAWING_TEXTS);
	if (r.failed || t->n > r.n / LEAST) {
		return -1;
	}
	struct drawing_text *v = arena_alloc(a, t->n * sizeof(*v) + 1);

	for (size_t i = 0; i < t->n && !r.failed; i++) {
		v[i].text = get_text(&r, a);
		v[i].x = get_num(&r);
		v[i].y = get_num(&r);
		v[i].w = get_num(&r);
		v[i].h = get_num(&r);
		v[i].angle = get_num(&r);
		v[i].layer = (uint32_t)get_small(&r, DRAWING_LAYERS - 1);
		v[i].hidden = get_int(&r, 1);
	}
	t->v = v;
	return whole(&r);
}

void proto_put_picture(struct str *out, const struct drawing_picture *p)
{
	size_t at = begin(out, PROTO_PICTURE);

	put_view(out, &p->view);
	put_int(out, (uint64_t)p->w, 4);
	put_int(out, (uint64_t)p->h, 4);
	put_int(out, p->grey, 1);
	str_addn(out, p->bits, p->stride * (size_t)p->h);
	end(out, at);
}

int proto_get_picture(const struct proto_frame *f, struct drawing_picture *p)
{
	struct reader r = body(f, PROTO_PICTURE);

	*p = (struct drawing_picture){.grey = false};
	get_view(&r, &p->view);
	p->w = get_small(&r, DRAWING_DOTS);
	p->h = get_small(&r, DRAWING_DOTS);
	p->grey = get_int(&r, 1);
	p->stride = p->grey ? (size_t)p->w : ((size_t)p->w + 7) / 8;
	p->bits = r.p;
	r.failed |= p->w < 1 || p->h < 1 || p->view.unit <= 0 || p->view.aspect <= 0;
	return r.failed || r.n != p->stride * (size_t)p->h ? -1 : 0;
}

void proto_put_failed(struct str *out, enum proto_why why, const char *detail)
{
	char cut[PROTO_DETAIL + 1] = "";
	size_t at = begin(out, PROTO_FAILED);

	memcpy(cut, detail, strnlen(detail, PROTO_DETAIL));
	put_int(out, why, 4);
	put_text(out, cut);
	end(out, at);
}

int proto_get_failed(const struct proto_frame *f, struct arena *a, enum proto_why *why, const char **detail)
{
	struct reader r = body(f, PROTO_FAILED);

	*why = (enum proto_why)get_small(&r, WHY_COUNT - 1);
	*detail = get_text(&r, a);
	return whole(&r);
}
