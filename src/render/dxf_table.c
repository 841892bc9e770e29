/* Header variables, tables and the index of blocks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dxf.h"

static void *made(struct dxf *d, size_t n)
{
	return arena_alloc(&d->s->arena, n);
}

/* ---- header ---- */

static int version_of(const struct dxf_pair *p)
{
	char buf[DXF_NAME];
	const char *s = dxf_key(p, buf);
	long long v;

	return s[0] == 'A' && s[1] == 'C' && parse_i64(s + 2, &v) && v > 0 && v < 10000 ? (int)v : 0;
}

static void variable(struct dxf *d, const char *name, const struct dxf_pair *p)
{
	struct dxf_head *h = &d->head;
	enum dxf_type type = dxf_type(p->code);

	if (streq(name, "$ACADVER") && type == DXF_STRING) {
		h->version = version_of(p);
	} else if (streq(name, "$DWGCODEPAGE") && type == DXF_STRING) {
		h->charset = dxf_charset_named(p->s, p->n);
	} else if (type == DXF_INTEGER) {
		int v = p->i > -1000 && p->i < 1000 ? (int)p->i : 0;

		if (streq(name, "$INSUNITS")) {
			h->unit = v;
		} else if (streq(name, "$MEASUREMENT")) {
			h->measure = v;
		} else if (streq(name, "$PSLTSCALE")) {
			h->psltscale = v != 0;
		} else if (streq(name, "$PDMODE")) {
			h->point_mode = v;
		}
	} else if (type == DXF_NUMBER && isfinite(p->d)) {
		if (streq(name, "$LTSCALE") && p->d > 0) {
			h->ltscale = p->d;
		} else if (streq(name, "$PDSIZE")) {
			h->point_size = p->d;
		}
	}
}

void dxf_header(struct dxf *d)
{
	char name[DXF_NAME];

	d->head = (struct dxf_head){.measure = -1, .ltscale = 1};
	for (size_t i = d->header.from; i + 1 < d->header.to; i++) {
		if (d->pairs.v[i].code == 9) {
			variable(d, dxf_key(&d->pairs.v[i], name), &d->pairs.v[i + 1]);
		}
	}
}

/* ---- tables ---- */

static void add_ltype(struct dxf *d, const struct dxf_ent *e, const char *name)
{
	struct dxf_ltype t = {0};
	double dash[SCENE_DASHES];
	size_t n = 0;

	for (size_t i = 1; i < e->n && n < SCENE_DASHES; i++) {
		if (e->p[i].code == 49 && isfinite(e->p[i].d)) {
			double v = e->p[i].d;

			/* two of a kind in a row are one */
			if (n && (v < 0) == (dash[n - 1] < 0)) {
				dash[n - 1] += v;
			} else {
				dash[n++] = v;
			}
		}
	}
	if (n < 2) {
		n = 0;
	}
	/* a scene's pattern begins with a line and ends with a gap */
	size_t first = n && dash[0] < 0 ? 1 : 0;

	for (size_t i = 0; i < n; i++) {
		t.dash[i] = fabs(dash[(i + first) % n]);
	}
	t.n = n & ~(size_t)1;
	struct dxf_ltype *own = made(d, sizeof(*own));

	*own = t;
	map_set(d->ltypes, name, own);
}

static struct dxf_layer *add_layer(struct dxf *d, const struct dxf_pair *p, const char *key)
{
	struct dxf_layer *l = map_get(d->layers, key);

	if (l) {
		return l;
	}
	if (map_count(d->layers) >= SCENE_LAYERS) {
		d->s->cut = true;
		return map_get(d->layers, "0");
	}
	l = made(d, sizeof(*l));
	str_clear(&d->text);
	dxf_decode(d, &d->text, p->s, p->n);
	l->number = scene_layer(d->s, str_c(&d->text));
	l->zero = streq(key, "0");
	map_set(d->layers, key, l);
	return l;
}

static void table_layer(struct dxf *d, const struct dxf_ent *e, const struct dxf_pair *name, const char *key)
{
	struct dxf_layer *l = add_layer(d, name, key);
	const struct dxf_pair *type = dxf_find(e, 6);
	char buf[DXF_NAME];

	l->off = dxf_int(e, 62, 7) < 0;
	l->frozen = dxf_int(e, 70, 0) & 1;
	l->ltype = type ? map_get(d->ltypes, dxf_key(type, buf)) : NULL;
	if (l->off || l->frozen) {
		scene_layer_off(d->s, l->number);
	}
}

static bool holds(const struct dxf_pair *p, const char *word)
{
	char buf[DXF_NAME];

	return p && strstr(dxf_key(p, buf), word);
}

static void add_style(struct dxf *d, const struct dxf_ent *e, const char *key)
{
	struct dxf_style *s = made(d, sizeof(*s));
	double height = dxf_num(e, 40, 0), width = dxf_num(e, 41, 1);

	s->height = height > 0 ? height : 0;
	s->width = width > 0.01 && width < 100 ? width : 1;
	s->gdt = holds(dxf_find(e, 3), "GDT");
	map_set(d->styles, key, s);
}

static void table_entry(struct dxf *d, const struct dxf_ent *e, bool layers)
{
	const struct dxf_pair *name = dxf_find(e, 2);
	char key[DXF_NAME];

	if (!name) {
		return;
	}
	dxf_key(name, key);
	if (layers) {
		if (dxf_is(e->p, "LAYER")) {
			table_layer(d, e, name, key);
		}
	} else if (dxf_is(e->p, "LTYPE") && map_count(d->ltypes) < DXF_TYPES) {
		add_ltype(d, e, key);
	} else if (dxf_is(e->p, "STYLE") && map_count(d->styles) < DXF_TYPES) {
		add_style(d, e, key);
	} else if (dxf_is(e->p, "DIMSTYLE") && map_count(d->dimstyles) < DXF_TYPES) {
		struct dxf_ent *own = made(d, sizeof(*own));

		*own = *e;
		map_set(d->dimstyles, key, own);
	}
}

/* ---- blocks ---- */

static void add_block(struct dxf *d, const struct dxf_ent *e, size_t from, size_t to)
{
	const struct dxf_pair *name = dxf_find(e, 2), *owner = dxf_find(e, 330);
	struct dxf_block *b = made(d, sizeof(*b));
	char key[DXF_NAME];

	b->p = d->pairs.v + from;
	b->n = to - from;
	b->base = dxf_point(e, 10);
	b->owner = owner ? dxf_hex(owner) : 0;
	if (!dxf_finite(b->base)) {
		b->base = dxf_v(0, 0, 0);
	}
	*vec_add(&d->block_list) = b;
	if (name && !map_get(d->block_names, dxf_key(name, key))) {
		map_set(d->block_names, key, b);
	}
}

static int by_owner(const void *a, const void *b)
{
	const struct dxf_block *x = *(struct dxf_block *const *)a, *y = *(struct dxf_block *const *)b;

	return x->owner < y->owner ? -1 : x->owner > y->owner;
}

static void index_blocks(struct dxf *d)
{
	struct dxf_ent e, block = {0};
	size_t i = d->blocks.from, from = 0;

	while (d->block_list.n < DXF_BLOCKS && dxf_next(d, &i, d->blocks.to, &e)) {
		size_t at = (size_t)(e.p - d->pairs.v);

		if (dxf_is(e.p, "BLOCK") || dxf_is(e.p, "ENDBLK")) {
			if (block.p) {
				add_block(d, &block, from, at);
			}
			block = dxf_is(e.p, "BLOCK") ? e : (struct dxf_ent){0};
			from = i;
		}
	}
	if (block.p) {
		add_block(d, &block, from, d->blocks.to);
	}
	if (d->block_list.n) {
		qsort(d->block_list.v, d->block_list.n, sizeof(d->block_list.v[0]), by_owner);
	}
}

void dxf_tables(struct dxf *d)
{
	struct dxf_layer *zero = made(d, sizeof(*zero));
	struct dxf_ent e;

	d->layers = map_create();
	d->ltypes = map_create();
	d->styles = map_create();
	d->dimstyles = map_create();
	d->block_names = map_create();
	zero->zero = true;
	map_set(d->layers, "0", zero);
	for (int layers = 0; layers < 2; layers++) {
		for (size_t i = d->tables.from; dxf_next(d, &i, d->tables.to, &e);) {
			table_entry(d, &e, layers);
		}
	}
	index_blocks(d);
}

void dxf_tables_finish(struct dxf *d)
{
	map_destroy(d->layers, NULL);
	map_destroy(d->ltypes, NULL);
	map_destroy(d->styles, NULL);
	map_destroy(d->dimstyles, NULL);
	map_destroy(d->block_names, NULL);
	vec_finish(&d->block_list);
	vec_finish(&d->handles);
}

/* ---- looking up ---- */

const struct dxf_layer *dxf_layer_of(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	const struct dxf_pair *p = dxf_find(e, 8);
	char key[DXF_NAME];
	const struct dxf_layer *l;

	if (p) {
		l = map_get(d->layers, dxf_key(p, key));
		l = l ? l : add_layer(d, p, key);
	} else {
		l = map_get(d->layers, "0");
	}
	return l->zero && at->layer ? at->layer : l;
}

const struct dxf_ltype *dxf_ltype_of(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at,
	const struct dxf_layer *layer)
{
	const struct dxf_pair *p = dxf_find(e, 6);
	char key[DXF_NAME];

	if (!p || dxf_is(p, "BYLAYER")) {
		return layer->ltype;
	}
	if (dxf_is(p, "BYBLOCK")) {
		return at->ltype;
	}
	return map_get(d->ltypes, dxf_key(p, key));
}

const struct dxf_style *dxf_style_of(struct dxf *d, const struct dxf_ent *e)
{
	static const struct dxf_style plain = {.width = 1};
	const struct dxf_pair *p = dxf_find(e, 7);
	char key[DXF_NAME];
	const struct dxf_style *s = map_get(d->styles, p ? dxf_key(p, key) : "STANDARD");

	return s ? s : &plain;
}

struct dxf_block *dxf_block_named(struct dxf *d, const struct dxf_pair *name)
{
	char key[DXF_NAME];

	return name ? map_get(d->block_names, dxf_key(name, key)) : NULL;
}

struct dxf_block *dxf_block_owned(struct dxf *d, uint64_t record)
{
	size_t lo = 0, hi = d->block_list.n;
	struct dxf_ent e;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->block_list.v[mid]->owner < record) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	if (record && lo < d->block_list.n && d->block_list.v[lo]->owner == record) {
		return d->block_list.v[lo];
	}
	/* some writers leave the owner out: by the record's name, then */
	return dxf_by_handle(d, record, &e) && dxf_is(e.p, "BLOCK_RECORD") ? dxf_block_named(d, dxf_find(&e, 2)) : NULL;
}

static int by_handle(const void *a, const void *b)
{
	const struct dxf_handle *x = a, *y = b;

	return x->handle < y->handle ? -1 : x->handle > y->handle;
}

static void index_handles(struct dxf *d)
{
	size_t record = 0;

	for (size_t i = 0; i < d->pairs.n; i++) {
		const struct dxf_pair *p = &d->pairs.v[i];

		if (p->code == 0) {
			record = i;
		} else if ((p->code == 5 || p->code == 105) && d->handles.n < DXF_PAIRS / 8) {
			*vec_add(&d->handles) = (struct dxf_handle){dxf_hex(p), record};
		}
	}
	if (d->handles.n) {
		qsort(d->handles.v, d->handles.n, sizeof(d->handles.v[0]), by_handle);
	}
}

bool dxf_by_handle(struct dxf *d, uint64_t handle, struct dxf_ent *e)
{
	if (!d->indexed) {
		index_handles(d);
		d->indexed = true;
	}
	const struct dxf_handle want = {.handle = handle}, *h = !handle || !d->handles.n ? NULL :
		bsearch(&want, d->handles.v, d->handles.n, sizeof(want), by_handle);
	size_t i = h ? h->pair : 0;

	return h && dxf_next(d, &i, d->pairs.n, e);
}
