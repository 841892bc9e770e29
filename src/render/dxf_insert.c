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

	inherit(d, e, at, &own);
	if (b->n == 0 || (dx == 0 && dy == 0)) {
		columns = rows = 1;
	}
	for (int64_t i = 0; i < rows; i++) {
		for (int64_t j = 0; j < columns; j++) {
			if (!dxf_spend(d, 1)) {
				return;
			}
			m.o = dxf_add(from, dxf_dir(&turn, dxf_v((double)j * dx, (double)i * dy, 0)));
			own.m = dxf_after(&plane, &m);
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
