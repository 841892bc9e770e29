/* MLINE, and the lines without end: XLINE and RAY. */
#include <math.h>

#include "dxf.h"

enum { ELEMENTS = 16 };

/* A corner: where it is, which way its elements lie, and how far out each is. */
struct corner { struct dxf_v p, miter; size_t n; double at[ELEMENTS]; };

static void end_corner(struct corner *c, size_t *left)
{
	*left = 0;
	c->n = c->n > ELEMENTS ? ELEMENTS : c->n;
}

/* 11 begins a corner, 13 is its miter; then for each element 74 says how many 41 follow, the first being the distance. */
static void corner_pair(struct corner *c, const struct dxf_pair *p, size_t *left)
{
	switch (p->code) {
	case 21: c->p.y = p->d; break;
	case 31: c->p.z = p->d; break;
	case 13: c->miter.x = p->d; break;
	case 23: c->miter.y = p->d; break;
	case 33: c->miter.z = p->d; break;
	case 74:
		*left = 1;
		if (p->i == 0 && c->n < ELEMENTS) {
			c->at[c->n++] = 0;
		}
		break;
	case 41:
		if (*left && c->n < ELEMENTS) {
			c->at[c->n++] = p->d;
		}
		*left = 0;
		break;
	default: break;
	}
}

static void element(struct dxf_pen *pen, const struct corner *c, size_t n, size_t k, bool closed)
{
	for (size_t i = 0; i < n + closed; i++) {
		const struct corner *at = &c[i % n];
		struct dxf_v p = dxf_add(at->p, dxf_mul(at->miter, k < at->n ? at->at[k] : 0));

		(i ? dxf_line : dxf_move)(pen, p);
	}
}

bool dxf_draw_mline(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	VEC(struct corner) c = {0};
	size_t left = 0, elements = 0;
	int64_t flags = dxf_int(e, 71, 0);
	struct dxf_pen pen;

	for (size_t i = 1; i < e->n; i++) {
		if (e->p[i].code == 11) {
			*vec_add(&c) = (struct corner){.p = {e->p[i].d, 0, 0}};
		} else if (c.n) {
			corner_pair(&c.v[c.n - 1], &e->p[i], &left);
		}
	}
	for (size_t i = 0; i < c.n; i++) {
		end_corner(&c.v[i], &left);
		elements = c.v[i].n > elements ? c.v[i].n : elements;
	}
	bool drawn = c.n > 1 && elements > 0;

	if (drawn && dxf_begin(&pen, d, e, at, false)) {
		for (size_t k = 0; k < elements; k++) {
			element(&pen, c.v, c.n, k, flags & 2);
		}
		for (size_t end = 0; end < 2 && !(flags & 2); end++) {
			const struct corner *last = &c.v[end ? c.n - 1 : 0];
			bool cap = !(flags & (end ? 8 : 4)) && last->n > 1;

			if (cap) {
				dxf_move(&pen, dxf_add(last->p, dxf_mul(last->miter, last->at[0])));
				dxf_line(&pen, dxf_add(last->p, dxf_mul(last->miter, last->at[last->n - 1])));
			}
		}
		dxf_end(&pen);
	}
	vec_finish(&c);
	return drawn;
}

/* What the rest of the page is large decides how far they go: kept until that is known. */
static bool endless(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, bool both)
{
	struct dxf_v p = dxf_to(&at->m, dxf_point(e, 10)), v = dxf_dir(&at->m, dxf_point(e, 11));
	struct dxf_ray ray = {.p = {p.x, p.y}, .v = {v.x, v.y}, .both = both};

	if (!dxf_finite(p) || !dxf_finite(v) || !dxf_spend(d, 1) || !dxf_look(d, e, at, &ray.look, ray.dash)) {
		return true;
	}
	*vec_add(&d->rays) = ray;
	return true;
}

bool dxf_draw_xline(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	return endless(d, e, at, true);
}

bool dxf_draw_ray(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	return endless(d, e, at, false);
}

static void page_area(const struct dxf *d, const struct scene_page *page, struct dxf_clip *c)
{
	double x0 = page->x0, y0 = page->y0, x1 = page->x1, y1 = page->y1;

	if (x1 < x0) {
		x0 = x1 = d->rays.v[0].p.x;
		y0 = y1 = d->rays.v[0].p.y;
	}
	double edge = fmax(fmax(x1 - x0, y1 - y0) / 20, 1e-3);
	struct dxf_p corner[4] = {
		{x0 - edge, y0 - edge}, {x1 + edge, y0 - edge}, {x1 + edge, y1 + edge}, {x0 - edge, y1 + edge},
	};

	*c = (struct dxf_clip){0};
	for (int i = 0; i < 4; i++) {
		dxf_clip_add(c, corner[i], corner[(i + 1) % 4]);
	}
}

void dxf_flush_rays(struct dxf *d, struct scene_page *page, const struct dxf_clip *clip)
{
	struct dxf_clip own;

	if (d->rays.n && !clip) {
		page_area(d, page, &own);
		clip = &own;
	}
	for (size_t i = 0; i < d->rays.n; i++) {
		struct dxf_ray *r = &d->rays.v[i];
		double far = 1e9, n = hypot(r->v.x, r->v.y);

		if (!(n > 0)) {
			continue;
		}
		r->v.x /= n;
		r->v.y /= n;
		struct dxf_p a = {r->p.x - (r->both ? far : 0) * r->v.x, r->p.y - (r->both ? far : 0) * r->v.y};
		struct dxf_p b = {r->p.x + far * r->v.x, r->p.y + far * r->v.y};

		r->look.dash = r->dash;
		if (dxf_clip_line(clip, &a, &b) && scene_path(d->s, page, &r->look)) {
			scene_move(d->s, page, a.x, a.y);
			scene_line(d->s, page, b.x, b.y);
			scene_path_end(d->s, page);
		}
	}
	d->rays.n = 0;
}
