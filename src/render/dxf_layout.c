/*
 * Pages. The model is one; so is every layout that shows something. A layout that has lines or texts of its own and looks
 * at the model is a sheet as it would be plotted: the first such in the order of the tabs is shown first, else the
 * model, else (an empty model) the first layout.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dxf.h"

static enum scene_unit unit_of(const struct dxf_head *h)
{
	switch (h->unit) {
	case 1: return UNIT_INCH;
	case 2: return UNIT_FOOT;
	case 4: return UNIT_MM;
	case 5: return UNIT_CM;
	case 6: return UNIT_M;
	default: return UNIT_NONE;
	}
}

struct layout {
	const struct dxf_pair *p; /* its entities, */
	size_t n;
	bool active;              /* or those of ENTITIES that say so */
	struct dxf_ent object;    /* LAYOUT; p is NULL where the file has none */
	int64_t tab;
};

/* ---- viewports ---- */

struct view {
	struct dxf_v centre, target, way;
	double w, h, x, y, height, twist;
};

static void view_at_codes(struct view *v, const struct dxf_ent *e)
{
	v->target = dxf_point(e, 17);
	dxf_has_point(e, 16, &v->way);
	v->x = dxf_num(e, 12, 0);
	v->y = dxf_num(e, 22, 0);
	v->height = dxf_num(e, 45, 0);
	v->twist = dxf_rad(dxf_num(e, 51, 0));
}

/* Up to R12 all that is extended data: MVIEW { 1070 16, target, direction, twist, height, x, y ... }. */
static void view_of_xdata(struct view *v, const struct dxf_ent *e)
{
	int points = 0, numbers = 0;

	for (size_t i = 1; i < e->n; i++) {
		const struct dxf_pair *p = &e->p[i];

		if (p->code == 1010 && i + 2 < e->n && points < 2) {
			*(points++ ? &v->way : &v->target) = dxf_v(p->d, p[1].d, p[2].d);
		} else if (p->code == 1040 && numbers < 4) {
			double *to[4] = {&v->twist, &v->height, &v->x, &v->y};

			*to[numbers++] = p->d;
		}
	}
	v->twist = dxf_rad(v->twist);
}

static struct view view_of(const struct dxf_ent *e)
{
	struct view v = {.centre = dxf_point(e, 10), .w = dxf_num(e, 40, 0), .h = dxf_num(e, 41, 0), .way = {0, 0, 1}};

	if (dxf_find(e, 45)) {
		view_at_codes(&v, e);
	} else {
		view_of_xdata(&v, e);
	}
	v.way = dxf_norm(v.way, dxf_v(0, 0, 1));
	return v;
}

/* From the model to the paper. */
static bool matrix_of(const struct view *v, struct dxf_m *m, double *scale)
{
	struct dxf_m plane = dxf_plane(v->way), turn = dxf_turn(v->twist), back, size = dxf_unit;

	*scale = v->h / v->height;
	if (!isfinite(*scale) || !(*scale > 0) || !isfinite(v->w) || !(v->w > 0) || !isfinite(v->x) || !isfinite(v->y) ||
		!isfinite(v->twist) || !dxf_finite(v->centre) || !dxf_finite(v->target)) {
		return false;
	}
	/* the plane's axes are the rows: their transpose turns the world into the view */
	back.x = dxf_v(plane.x.x, plane.y.x, plane.z.x);
	back.y = dxf_v(plane.x.y, plane.y.y, plane.z.y);
	back.z = dxf_v(plane.x.z, plane.y.z, plane.z.z);
	back.o = dxf_v(0, 0, 0);
	back.o = dxf_mul(dxf_to(&back, v->target), -1);
	size.x.x = size.y.y = size.z.z = *scale;
	*m = dxf_after(&turn, &back);
	*m = dxf_after(&size, m);
	m->o = dxf_add(m->o, dxf_v(v->centre.x - v->x * *scale, v->centre.y - v->y * *scale, 0));
	return true;
}

static void rectangle(struct dxf_clip *c, double x0, double y0, double x1, double y1)
{
	struct dxf_p p[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};

	*c = (struct dxf_clip){0};
	for (int i = 0; i < 4; i++) {
		dxf_clip_add(c, p[i], p[(i + 1) % 4]);
	}
}

/* Of a clip entity with corners; of another, the rectangle stays. */
static void outline(struct dxf *d, const struct dxf_ent *e, struct dxf_clip *c)
{
	const struct dxf_pair *handle = dxf_find(e, 340);
	struct dxf_ent edge;
	struct dxf_p p[DXF_EDGES];
	size_t n = 0;

	if (!handle || !dxf_by_handle(d, dxf_hex(handle), &edge) || !dxf_is(edge.p, "LWPOLYLINE")) {
		return;
	}
	for (size_t i = 1; i + 1 < edge.n; i++) {
		if ((edge.p[i].code == 42 && edge.p[i].d != 0) || n == DXF_EDGES) {
			return;
		}
		if (edge.p[i].code == 10 && edge.p[i + 1].code == 20) {
			p[n++] = (struct dxf_p){edge.p[i].d, edge.p[i + 1].d};
		}
	}
	dxf_clip_polygon(c, p, n);
}

static void frozen_in(struct dxf *d, const struct dxf_ent *e, struct dxf_view *view)
{
	char key[DXF_NAME];

	view->n = 0;
	for (size_t i = 1; i < e->n && view->n < DXF_FROZEN; i++) {
		const struct dxf_pair *p = &e->p[i], *name = NULL;
		struct dxf_ent layer;

		if (p->code == 1003) {
			name = p;
		} else if ((p->code == 331 || p->code == 341) && dxf_by_handle(d, dxf_hex(p), &layer) && dxf_is(layer.p, "LAYER")) {
			name = dxf_find(&layer, 2);
		}
		const struct dxf_layer *l = name ? map_get(d->layers, dxf_key(name, key)) : NULL;

		if (l) {
			view->frozen[view->n++] = l;
		}
	}
}

/* Which of the entities of both spaces, by its code 67. */
static bool of_space(const struct dxf_ent *e, bool paper)
{
	return (dxf_int(e, 67, 0) == 1) == paper;
}

static void draw_space(struct dxf *d, const struct dxf_at *at, bool paper)
{
	struct dxf_ent e;

	for (size_t i = d->entities.from; dxf_spend(d, 0) && dxf_next(d, &i, d->entities.to, &e);) {
		if (of_space(&e, paper) && dxf_spend(d, 1)) {
			dxf_draw(d, &e, at);
		}
	}
}

/* False: it shows nothing of the model. */
static bool viewport(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *paper)
{
	struct view v = view_of(e);
	struct dxf_clip clip;
	struct dxf_view frozen;
	struct dxf_at at = *paper;
	size_t before = paper->page->paths.n + paper->page->texts.n;
	double scale;

	/* number 1 is the paper itself; 0 is off */
	if (dxf_int(e, 69, 2) == 1 || dxf_int(e, 68, 1) == 0 || (dxf_int(e, 90, 0) & 0x20000) || !matrix_of(&v, &at.m, &scale)) {
		return false;
	}
	rectangle(&clip, v.centre.x - v.w / 2, v.centre.y - v.h / 2, v.centre.x + v.w / 2, v.centre.y + v.h / 2);
	outline(d, e, &clip);
	frozen_in(d, e, &frozen);
	at.clip = &clip;
	at.view = &frozen;
	at.dash = d->head.psltscale ? 1 / scale : 1;
	at.count = false;
	draw_space(d, &at, false);
	dxf_flush_rays(d, at.page, &clip);
	return paper->page->paths.n + paper->page->texts.n > before;
}

/* ---- paper ---- */

static double positive(double v)
{
	return isfinite(v) && v > 0 && v < 1e6 ? v : 0;
}

/* The sheet of a LAYOUT: its origin is the corner of what can be printed, turned with the paper. */
static void set_paper(struct scene_page *page, const struct dxf_ent *e, double unit_mm)
{
	double w = positive(dxf_num(e, 44, 0)), h = positive(dxf_num(e, 45, 0)), left = dxf_num(e, 40, 0), low = dxf_num(e, 41, 0);
	double right = dxf_num(e, 42, 0), top = dxf_num(e, 43, 0);
	double x = dxf_num(e, 46, 0), y = dxf_num(e, 47, 0), ml = left, mb = low;

	if (w == 0 || h == 0) {
		return;
	}
	switch (dxf_int(e, 73, 0)) {
	case 1: ml = low; mb = right; break;
	case 2: ml = right; mb = top; break;
	case 3: ml = top; mb = left; break;
	default: break;
	}
	if (dxf_int(e, 73, 0) & 1) {
		double swap = w;

		w = h;
		h = swap;
	}
	page->sheet_w = w;
	page->sheet_h = h;
	/* so many units of the drawing are a millimetre: 142 of the paper's are 143 of its own */
	double k = positive(dxf_num(e, 143, 1)) / (unit_mm * positive(dxf_num(e, 142, 1)));

	if (isfinite(ml + mb + x + y) && isfinite(k) && k > 0) {
		page->px0 = (-ml - x) * k;
		page->py0 = (-mb - y) * k;
		page->px1 = page->px0 + w * k;
		page->py1 = page->py0 + h * k;
	}
}

static bool shows(const struct scene_page *p)
{
	return p->paths.n || p->texts.n;
}

static void drop(struct scene *s, size_t i)
{
	struct scene_page *p = s->pages.v[i];

	vec_finish(&p->paths);
	vec_finish(&p->segs);
	vec_finish(&p->arcs);
	vec_finish(&p->texts);
	vec_remove(&s->pages, i);
}

static const char *layout_name(struct dxf *d, const struct layout *l)
{
	bool own = false;

	str_clear(&d->text);
	for (size_t i = 1; l->object.p && i < l->object.n; i++) {
		const struct dxf_pair *p = &l->object.p[i];

		own |= p->code == 100 && dxf_is(p, "AcDbLayout");
		if (own && p->code == 1) {
			dxf_decode(d, &d->text, p->s, p->n);
			break;
		}
	}
	return str_c(&d->text);
}

/* What is on the paper itself is drawn after the views, as it lies on top. */
static void draw_layout(struct dxf *d, const struct layout *l, const struct dxf_at *at, bool *looks)
{
	const struct dxf_pair *p = l->p;
	size_t n = l->n;
	struct dxf_ent e;

	for (int views = 1; views >= 0; views--) {
		for (size_t i = 0; dxf_spend(d, 0) && dxf_next_in(p, n, &i, &e);) {
			bool view = dxf_is(e.p, "VIEWPORT");

			if (view != views || (l->active && !of_space(&e, true))) {
				continue;
			}
			if (view) {
				*looks |= viewport(d, &e, at);
			} else {
				dxf_draw(d, &e, at);
			}
		}
	}
	dxf_flush_rays(d, at->page, NULL);
}

/* True: this is a sheet to be shown first. */
static bool add_layout(struct dxf *d, const struct layout *l)
{
	double inch = l->object.p && dxf_int(&l->object, 72, 1) == 0 ? 25.4 : 1;
	struct scene_page *page = scene_page(d->s, layout_name(d, l), l->object.p ? (inch > 1 ? UNIT_INCH : UNIT_MM) : UNIT_NONE);
	struct dxf_at at = {.page = page, .m = dxf_unit, .dash = 1, .count = true};
	bool looks = false;

	if (!page) {
		return false;
	}
	draw_layout(d, l, &at, &looks);
	if (!shows(page)) {
		drop(d->s, d->s->pages.n - 1);
		return false;
	}
	if (l->object.p) {
		set_paper(page, &l->object, inch);
	}
	return looks;
}

/* ---- which layouts there are ---- */

struct layouts { VEC(struct layout) v; };

static int by_tab(const void *a, const void *b)
{
	const struct layout *x = a, *y = b;

	return x->tab < y->tab ? -1 : x->tab > y->tab;
}

/* The block record that a LAYOUT is of: its last 330. */
static const struct dxf_pair *record_of(const struct dxf_ent *e)
{
	const struct dxf_pair *last = NULL;

	for (size_t i = 1; i < e->n; i++) {
		if (e->p[i].code == 330) {
			last = &e->p[i];
		}
	}
	return last;
}

static bool is_block(struct dxf *d, const struct dxf_block *b, const char *name)
{
	return b && map_get(d->block_names, name) == b;
}

static void from_objects(struct dxf *d, struct layouts *out)
{
	struct dxf_ent e;

	for (size_t i = d->objects.from; dxf_next(d, &i, d->objects.to, &e) && out->v.n < SCENE_PAGES;) {
		const struct dxf_pair *record = dxf_is(e.p, "LAYOUT") ? record_of(&e) : NULL;
		struct dxf_block *b = record ? dxf_block_owned(d, dxf_hex(record)) : NULL;

		if (b && !is_block(d, b, "*MODEL_SPACE")) {
			*vec_add(&out->v) = (struct layout){
				.p = b->p, .n = b->n, .active = is_block(d, b, "*PAPER_SPACE"), .object = e, .tab = dxf_int(&e, 71, 0),
			};
		}
	}
}

static void gather(struct dxf *d, struct layouts *out)
{
	bool active = false;

	from_objects(d, out);
	for (size_t i = 0; i < out->v.n; i++) {
		active |= out->v.v[i].active;
	}
	if (out->v.n) {
		qsort(out->v.v, out->v.n, sizeof(out->v.v[0]), by_tab);
	}
	if (!active) {
		*vec_add(&out->v) = (struct layout){.active = true};
	}
	for (size_t i = 0; i < out->v.n && d->pairs.n; i++) {
		struct layout *l = &out->v.v[i];

		if (l->active) {
			l->p = d->pairs.v + d->entities.from;
			l->n = d->entities.to - d->entities.from;
		}
	}
}

/*
 * Where the model itself is plotted by a window of the sheet's shape, that window is the sheet: but only while what is
 * drawn lies in it, as windows grow old.
 */
static void model_paper(struct dxf *d, struct scene_page *page)
{
	struct dxf_ent e;

	for (size_t i = d->objects.from; dxf_next(d, &i, d->objects.to, &e);) {
		const struct dxf_pair *record = dxf_is(e.p, "LAYOUT") ? record_of(&e) : NULL;
		double x0 = dxf_num(&e, 48, 0), y0 = dxf_num(&e, 49, 0), w = dxf_num(&e, 140, 0) - x0, h = dxf_num(&e, 141, 0) - y0;
		double edge = fmax(w, h) / 50, paper_w = positive(dxf_num(&e, 44, 0)), paper_h = positive(dxf_num(&e, 45, 0));
		bool turned = dxf_int(&e, 73, 0) & 1;

		if (!record || !is_block(d, dxf_block_owned(d, dxf_hex(record)), "*MODEL_SPACE") || dxf_int(&e, 74, 0) != 4) {
			continue;
		}
		double shape = w / h / (turned ? paper_h / paper_w : paper_w / paper_h);

		if (w > 0 && h > 0 && isfinite(shape) && fabs(shape - 1) < 0.04 && page->x0 >= x0 - edge && page->y0 >= y0 - edge &&
			page->x1 <= x0 + w + edge && page->y1 <= y0 + h + edge) {
			page->sheet_w = turned ? paper_h : paper_w;
			page->sheet_h = turned ? paper_w : paper_h;
			page->px0 = x0;
			page->py0 = y0;
			page->px1 = x0 + w;
			page->py1 = y0 + h;
		}
		return;
	}
}

static void to_front(struct scene *s, size_t i)
{
	struct scene_page *p = s->pages.v[i];

	memmove(&s->pages.v[1], &s->pages.v[0], i * sizeof(s->pages.v[0]));
	s->pages.v[0] = p;
}

void dxf_pages(struct dxf *d)
{
	struct dxf_at at = {.page = scene_page(d->s, "Model", unit_of(&d->head)), .m = dxf_unit, .dash = 1, .count = true};
	struct layouts all = {0};
	size_t first = 0;

	draw_space(d, &at, false);
	dxf_flush_rays(d, at.page, NULL);
	model_paper(d, at.page);
	gather(d, &all);
	for (size_t i = 0; i < all.v.n; i++) {
		bool sheet = add_layout(d, &all.v.v[i]);

		if (first == 0 && d->s->pages.n > 1 && (sheet || !shows(at.page))) {
			first = d->s->pages.n - 1;
		}
	}
	if (first) {
		to_front(d->s, first);
	}
	/* an empty model is a page only where there is no other */
	if (first && !shows(at.page)) {
		drop(d->s, 1);
	}
	vec_finish(&all.v);
}
