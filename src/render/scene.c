#include "render/scene.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "image.h"

void scene_init(struct scene *s)
{
	*s = (struct scene){0};
	arena_init(&s->arena);
	scene_layer(s, "0");
}

void scene_finish(struct scene *s)
{
	for (size_t i = 0; i < s->pages.n; i++) {
		struct scene_page *p = s->pages.v[i];

		vec_finish(&p->paths);
		vec_finish(&p->segs);
		vec_finish(&p->arcs);
		vec_finish(&p->texts);
		image_finish(p->image);
	}
	vec_finish(&s->pages);
	vec_finish(&s->layers);
	vec_finish(&s->kinds);
	arena_finish(&s->arena);
}

static bool refuse(struct scene *s)
{
	s->cut = true;
	return false;
}

struct scene_page *scene_page(struct scene *s, const char *name, enum scene_unit unit)
{
	if (s->pages.n >= SCENE_PAGES) {
		refuse(s);
		return NULL;
	}
	struct scene_page *p = arena_alloc(&s->arena, sizeof(*p));

	p->name = arena_strdup(&s->arena, name);
	p->unit = unit;
	p->x0 = p->y0 = 0;
	p->x1 = p->y1 = -1;
	*vec_add(&s->pages) = p;
	return p;
}

uint32_t scene_layer(struct scene *s, const char *name)
{
	for (size_t i = 0; i < s->layers.n; i++) {
		if (!strcasecmp(s->layers.v[i].name, name)) {
			return (uint32_t)i;
		}
	}
	if (s->layers.n >= SCENE_LAYERS) {
		refuse(s);
		return 0;
	}
	*vec_add(&s->layers) = (struct scene_layer){.name = arena_strdup(&s->arena, name)};
	return (uint32_t)(s->layers.n - 1);
}

void scene_layer_off(struct scene *s, uint32_t layer)
{
	if (layer < s->layers.n) {
		s->layers.v[layer].off = true;
	}
}

static void take_in(struct scene_page *p, double x, double y)
{
	if (p->x1 < p->x0) {
		p->x0 = p->x1 = x;
		p->y0 = p->y1 = y;
		return;
	}
	p->x0 = fmin(p->x0, x);
	p->x1 = fmax(p->x1, x);
	p->y0 = fmin(p->y0, y);
	p->y1 = fmax(p->y1, y);
}

static const double *same_dash(struct scene *s, struct scene_page *p, const struct scene_look *look)
{
	if (!look->ndash) {
		return NULL;
	}
	if (p->paths.n) {
		const struct scene_path *last = &p->paths.v[p->paths.n - 1];

		if (last->ndash == look->ndash && !memcmp(last->dash, look->dash, look->ndash * sizeof(double))) {
			return last->dash;
		}
	}
	double *d = arena_alloc(&s->arena, look->ndash * sizeof(double));

	memcpy(d, look->dash, look->ndash * sizeof(double));
	return d;
}

bool scene_path(struct scene *s, struct scene_page *p, const struct scene_look *look)
{
	if (s->nsegs >= SCENE_SEGS) {
		return refuse(s);
	}
	struct scene_look l = *look;

	l.ndash = l.ndash > SCENE_DASHES ? SCENE_DASHES : l.ndash;
	const double *dash = same_dash(s, p, &l);
	*vec_add(&p->paths) = (struct scene_path){
		.layer = l.layer, .fill = l.fill, .nonzero = l.nonzero, .erase = l.erase, .hidden = l.hidden, .ndash = l.ndash, .dash = dash, .first = p->segs.n,
	};
	return true;
}

/* The path being made; NULL: scene_path() was refused. */
static struct scene_path *open_path(struct scene_page *p)
{
	return p->paths.n ? &p->paths.v[p->paths.n - 1] : NULL;
}

/* Numbers so large that their differences mean nothing would only overflow later. */
static bool sane(double v)
{
	return isfinite(v) && fabs(v) < 1e12;
}

static bool add_seg(struct scene *s, struct scene_page *p, struct scene_seg g)
{
	struct scene_path *path = open_path(p);

	if (!path || s->nsegs >= SCENE_SEGS || !sane(g.x) || !sane(g.y)) {
		return refuse(s);
	}
	*vec_add(&p->segs) = g;
	path->n++;
	s->nsegs++;
	if (g.op != SEG_CLOSE && !path->hidden) {
		take_in(p, g.x, g.y);
	}
	return true;
}

bool scene_move(struct scene *s, struct scene_page *p, double x, double y)
{
	return add_seg(s, p, (struct scene_seg){.op = SEG_MOVE, .x = x, .y = y});
}

bool scene_line(struct scene *s, struct scene_page *p, double x, double y)
{
	return add_seg(s, p, (struct scene_seg){.op = SEG_LINE, .x = x, .y = y});
}

static void arc_point(const struct scene_arc *a, double t, double *x, double *y)
{
	*x = a->cx + a->ux * cos(t) + a->vx * sin(t);
	*y = a->cy + a->uy * cos(t) + a->vy * sin(t);
}

static bool arc_is_sane(const struct scene_arc *a)
{
	return sane(a->cx) && sane(a->cy) && sane(a->ux) && sane(a->uy) && sane(a->vx) && sane(a->vy) &&
		isfinite(a->from) && isfinite(a->to) && fabs(a->from) < 1e6 && fabs(a->to) < 1e6;
}

/* Where it is widest and highest, as far as that lies between its ends. */
static void take_in_arc(struct scene_page *p, const struct scene_arc *a)
{
	const double tx = atan2(a->vx, a->ux), ty = atan2(a->vy, a->uy);
	const double lo = fmin(a->from, a->to), hi = fmax(a->from, a->to);

	for (int i = 0; i < 4; i++) {
		double t = (i < 2 ? tx : ty) + (i & 1 ? M_PI : 0), x, y;

		t += ceil((lo - t) / (2 * M_PI)) * 2 * M_PI;
		if (t <= hi) {
			arc_point(a, t, &x, &y);
			take_in(p, x, y);
		}
	}
}

bool scene_arc(struct scene *s, struct scene_page *p, const struct scene_arc *a)
{
	const struct scene_path *path = open_path(p);
	double x, y;

	if (!path || !arc_is_sane(a)) {
		return refuse(s);
	}
	arc_point(a, a->from, &x, &y);
	if (path->n == 0) {
		if (!scene_move(s, p, x, y)) {
			return false;
		}
	} else {
		const struct scene_seg *last = &p->segs.v[p->segs.n - 1];
		double near = 1e-9 * (fabs(a->ux) + fabs(a->uy) + fabs(a->vx) + fabs(a->vy));

		if ((fabs(last->x - x) > near || fabs(last->y - y) > near) && !scene_line(s, p, x, y)) {
			return false;
		}
	}
	arc_point(a, a->to, &x, &y);
	if (!add_seg(s, p, (struct scene_seg){.op = SEG_ARC, .arc = (uint32_t)p->arcs.n, .x = x, .y = y})) {
		return false;
	}
	*vec_add(&p->arcs) = *a;
	if (!path->hidden) {
		take_in_arc(p, a);
	}
	return true;
}

bool scene_close(struct scene *s, struct scene_page *p)
{
	const struct scene_path *path = open_path(p);
	double x = 0, y = 0;

	if (!path || path->n == 0) {
		return false;
	}
	for (size_t i = path->first + path->n; i-- > path->first;) {
		if (p->segs.v[i].op == SEG_MOVE) {
			x = p->segs.v[i].x;
			y = p->segs.v[i].y;
			break;
		}
	}
	return add_seg(s, p, (struct scene_seg){.op = SEG_CLOSE, .x = x, .y = y});
}

void scene_path_end(struct scene *s, struct scene_page *p)
{
	struct scene_path *path = open_path(p);

	if (path && path->n < 2) {
		s->nsegs -= path->n;
		p->segs.n -= path->n;
		p->paths.n--;
	}
}

bool scene_text(struct scene *s, struct scene_page *p, const struct scene_text *t)
{
	size_t n = strlen(t->text);

	if (n == 0) {
		return true;
	}
	if (s->ntexts >= SCENE_TEXTS || n > SCENE_TEXT_BYTES || !sane(t->x) || !sane(t->y) || !sane(t->w) || !sane(t->h) ||
		!isfinite(t->angle)) {
		return refuse(s);
	}
	char *copy = arena_strndup(&s->arena, t->text, n);

	for (char *c = copy; *c; c++) {
		if (*c == '\n' || *c == '\r' || *c == '\t') {
			*c = ' ';
		}
	}
	struct scene_text *own = vec_add(&p->texts);
	*own = *t;
	own->text = copy;
	s->ntexts++;
	if (!t->hidden) {
		double c = cos(t->angle * M_PI / 180), d = sin(t->angle * M_PI / 180);

		take_in(p, t->x, t->y);
		take_in(p, t->x + t->w * c, t->y + t->w * d);
		take_in(p, t->x - t->h * d, t->y + t->h * c);
		take_in(p, t->x + t->w * c - t->h * d, t->y + t->w * d + t->h * c);
	}
	return true;
}

void scene_count(struct scene *s, const char *kind, bool drawn)
{
	struct scene_kind *k = NULL;

	for (size_t i = 0; i < s->kinds.n && !k; i++) {
		if (!strcmp(s->kinds.v[i].name, kind)) {
			k = &s->kinds.v[i];
		}
	}
	if (!k) {
		if (s->kinds.n >= SCENE_KINDS) {
			return;
		}
		k = vec_add(&s->kinds);
		*k = (struct scene_kind){.name = arena_strndup(&s->arena, kind, strnlen(kind, 64))};
	}
	*(drawn ? &k->drawn : &k->skipped) += 1;
}

double scene_unit_mm(enum scene_unit u)
{
	switch (u) {
	case UNIT_MM: return 1;
	case UNIT_CM: return 10;
	case UNIT_M: return 1000;
	case UNIT_INCH: return 25.4;
	case UNIT_FOOT: return 304.8;
	case UNIT_POINT: return 25.4 / 72;
	case UNIT_NONE:
	case UNIT_PIXEL: return 0;
	}
	return 0;
}
