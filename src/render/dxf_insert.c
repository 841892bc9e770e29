/* INSERT: blocks, arrays of them, and their attributes. */
#include <math.h>

#include "dxf.h"

static struct dxf_m placed(const struct dxf_ent *e, const struct dxf_v *base)
{
	struct dxf_m turn = dxf_turn(dxf_rad(dxf_num(e, 50, 0))), m = dxf_unit;

	m.x.x = dxf_num(e, 41, 1);
	m.y.y = dxf_num(e, 42, 1);
	m.z.z = dxf_num(e, 43, 1);
	m = dxf_after(&turn, &m);
	m.o = dxf_sub_v(dxf_v(0, 0, 0), dxf_dir(&m, *base));
	return m;
}

void dxf_draw_block(struct dxf *d, struct dxf_block *b, const struct dxf_at *at)
{
	struct dxf_at own = *at;

	if (b->busy || at->depth >= DXF_DEPTH) {
		d->s->cut = true;
		return;
	}
	own.depth++;
	own.count = false;
	own.first = !b->counted;
	b->counted = true;
	b->busy = true;
	dxf_draw_all(d, b->p, b->n, &own);
	b->busy = false;
}

static void inherit(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct dxf_at *own)
{
	const struct dxf_layer *l = dxf_layer_of(d, e, at);

	own->ltype = dxf_ltype_of(d, e, at, l);
	own->layer = l;
	if (l->frozen && !own->frozen) {
		own->frozen = l;
	}
}

/* ---- clipped by XCLIP ---- */

/* The record that a dictionary has under that name. */
static bool entry(struct dxf *d, const struct dxf_ent *dictionary, const char *name, struct dxf_ent *found)
{
	bool here = false;

	for (size_t i = 1; i < dictionary->n; i++) {
		const struct dxf_pair *p = &dictionary->p[i];

		if (p->code == 3) {
			here = dxf_is(p, name);
		} else if (here && (p->code == 350 || p->code == 360)) {
			return dxf_by_handle(d, dxf_hex(p), found);
		}
	}
	return false;
}

static bool filter_of(struct dxf *d, const struct dxf_ent *e, struct dxf_ent *filter)
{
	const struct dxf_pair *own = dxf_find(e, 360);
	struct dxf_ent dictionary, filters;

	return own && dxf_by_handle(d, dxf_hex(own), &dictionary) && entry(d, &dictionary, "ACAD_FILTER", &filters) &&
		entry(d, &filters, "SPATIAL", filter) && dxf_is(filter->p, "SPATIAL_FILTER") && dxf_int(filter, 71, 1);
}

/* Its corners in the block, by the first of the two matrices at its end: the inverse of the INSERT it was made with. */
static size_t corners_of(const struct dxf_ent *filter, struct dxf_v p[DXF_EDGES])
{
	double v[24];
	size_t n = 0, k = 0;

	for (size_t i = filter->n; i-- > 1 && k < 24;) {
		if (filter->p[i].code == 40) {
			v[23 - k++] = filter->p[i].d;
		}
	}
	for (size_t i = 1; i + 1 < filter->n && n < DXF_EDGES; i++) {
		if (filter->p[i].code == 10 && filter->p[i + 1].code == 20) {
			p[n++] = dxf_v(filter->p[i].d, filter->p[i + 1].d, 0);
		}
	}
	if (n == 2) {
		p[2] = p[1];
		p[1] = dxf_v(p[2].x, p[0].y, 0);
		p[3] = dxf_v(p[0].x, p[2].y, 0);
		n = 4;
	}
	if (k == 24) {
		struct dxf_m m = {{v[0], v[4], v[8]}, {v[1], v[5], v[9]}, {v[2], v[6], v[10]}, {v[3], v[7], v[11]}};

		for (size_t i = 0; i < n; i++) {
			p[i] = dxf_to(&m, p[i]);
		}
	}
	return n;
}

/* at's clip and this one; false: it is not clipped. */
static bool clip_block(const struct dxf_ent *filter, const struct dxf_at *at, struct dxf_clip *clip)
{
	struct dxf_v corner[DXF_EDGES];
	struct dxf_p p[DXF_EDGES];
	size_t n = corners_of(filter, corner);

	*clip = at->clip ? *at->clip : (struct dxf_clip){0};
	for (size_t i = 0; i < n; i++) {
		struct dxf_v q = dxf_to(&at->m, corner[i]);

		p[i] = (struct dxf_p){q.x, q.y};
	}
	return dxf_clip_polygon(clip, p, n);
}

static int64_t times(const struct dxf_ent *e, int code)
{
	int64_t n = dxf_int(e, code, 1);

	return n < 1 ? 1 : n > 32767 ? 32767 : n;
}

static void array(struct dxf *d, const struct dxf_ent *e, struct dxf_block *b, const struct dxf_at *at)
{
	int64_t columns = times(e, 70), rows = times(e, 71);
	double dx = dxf_num(e, 44, 0), dy = dxf_num(e, 45, 0);
	struct dxf_at own = dxf_ocs(e, at);
	struct dxf_m turn = dxf_turn(dxf_rad(dxf_num(e, 50, 0))), m = placed(e, &b->base), plane = own.m;
	struct dxf_v from = dxf_add(m.o, dxf_point(e, 10));

	struct dxf_ent filter;
	struct dxf_clip clip;
	bool clipped = filter_of(d, e, &filter);

	inherit(d, e, at, &own);
	if (b->n == 0 || (dx == 0 && dy == 0)) {
		columns = rows = 1;
	}
	for (int64_t i = 0; i < rows; i++) {
		for (int64_t j = 0; j < columns; j++) {
			if (!dxf_spend(d, 1)) {
				return;
			}
			own.clip = at->clip;
			m.o = dxf_add(from, dxf_dir(&turn, dxf_v((double)j * dx, (double)i * dy, 0)));
			own.m = dxf_after(&plane, &m);
			own.clip = clipped && clip_block(&filter, &own, &clip) ? &clip : at->clip;
			dxf_draw_block(d, b, &own);
		}
	}
}

static void attributes(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_ent sub = {0};
	struct dxf_at own = *at;

	inherit(d, e, at, &own);
	while (dxf_sub(e, &sub)) {
		if (dxf_is(sub.p, "ATTRIB")) {
			dxf_draw_text(d, &sub, &own);
		}
	}
}

bool dxf_draw_insert(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct dxf_block *b = dxf_block_named(d, dxf_find(e, 2));

	if (dxf_int(e, 60, 0)) {
		return true;
	}
	if (b) {
		array(d, e, b, at);
	}
	attributes(d, e, at);
	return b != NULL;
}
