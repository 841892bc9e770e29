#include "drawing_cache.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "draw/grid.h"
#include "draw/protocol.h"
#include "store/blob.h"
#include "store/result.h"

/*
 * An entry is MAGIC and a frame of the protocol, so that there is one decoder for what is not trusted. Raise its number
 * when frames or what the renderer draws change: then the old ones are nothing.
 */
#define MAGIC "fdr1"
enum { MAGIC_BYTES = 4, VIEW_TEXT = 128, WRITE_MS = 300, NO_PAGE = -1, TEXT_LEAST = 49 /* bytes of one in a frame */ };
static const char of_info[] = "info", of_texts[] = "texts";

struct kept { struct str s; int page; bool is_new; };

struct drawing_cache {
	struct store *store;
	struct loop *loop;
	char hash[BLOB_HASH];
	const struct drawing_events *events;
	void *arg;
	struct arena arena;
	struct drawing_info said;             /* from the store */
	const struct drawing_info *info;      /* the latest; NULL: not known yet */
	bool live;                            /* the renderer has spoken */
	bool layered;                         /* asked for with layers of the user's: a picture does not tell which */
	struct kept kept_info, kept_texts, kept_picture;
	char view[VIEW_TEXT];                 /* of kept_picture */
	int page;                             /* the one it was opened at, of which texts and pictures are kept */
	unsigned looks;
	int timer;
};

/* ---- entries ---- */

/* False: it is not the whole page, or cannot be a view of it. */
static bool key_of(const struct drawing_info *info, const struct drawing_view *v, char out[VIEW_TEXT])
{
	struct drawing_view fit = *v;

	if (!info || v->page < 0 || (size_t)v->page >= info->npages || v->cols < 1 || v->rows < 1) {
		return false;
	}
	fit.unit = 0;
	drawing_view_fit(&fit, &info->pages[v->page]);
	if (v->unit > 0 && (fabs(v->unit - fit.unit) > fit.unit * 1e-6 || hypot(v->cx - fit.cx, v->cy - fit.cy) > fit.unit * 1e-3)) {
		return false;
	}
	snprintf(out, VIEW_TEXT, "%dx%d m%d r%d i%d c%dx%d a%.4f u%.5g at %.5g,%.5g", fit.cols, fit.rows, (int)fit.mode, fit.rotate,
		fit.invert, fit.cell_w, fit.cell_h, fit.aspect, fit.unit, fit.cx, fit.cy);
	return true;
}

/* The frame is in the arena. */
static bool fetch(struct drawing_cache *c, int page, const char *view, struct arena *a, struct proto_frame *f)
{
	size_t n = 0;
	const char *p = result_get(c->store, c->hash, page, view, a, &n);

	return p && n > MAGIC_BYTES && memcmp(p, MAGIC, MAGIC_BYTES) == 0
		&& proto_frame(p + MAGIC_BYTES, n - MAGIC_BYTES, RESULT_BYTES, f) == 1 && f->whole == n - MAGIC_BYTES;
}

void drawing_cache_open(struct drawing_cache *c)
{
	struct proto_frame f;

	if (fetch(c, NO_PAGE, of_info, &c->arena, &f) && proto_get_info(&f, &c->arena, &c->said) == 0) {
		c->info = &c->said;
		result_use(c->store, c->hash, NULL);
		c->events->info(c->arg, c->info);
	}
}

/* A picture of just this view, with all the dots that it takes. */
static bool is_of(const struct drawing_cache *c, const struct drawing_picture *p, const char *key)
{
	char own[VIEW_TEXT];
	int across, down;

	grid_dots(&p->view, &across, &down);
	return key_of(c->info, &p->view, own) && strcmp(own, key) == 0 && p->w == p->view.cols * across && p->h == p->view.rows * down;
}

void drawing_cache_look(struct drawing_cache *c, const struct drawing_view *v)
{
	char key[VIEW_TEXT];
	struct proto_frame f;
	struct drawing_texts t;
	struct drawing_picture p;
	struct arena a;
	unsigned look = ++c->looks;

	c->layered |= v->layers != NULL;
	if (c->live || c->layered || !key_of(c->info, v, key)) {
		return;
	}
	arena_init(&a);
	if (fetch(c, v->page, of_texts, &a, &f) && proto_get_texts(&f, &a, &t) == 0 && t.page == v->page) {
		c->events->texts(c->arg, &t);
	}
	/* the texts may have made it look elsewhere */
	if (look == c->looks && fetch(c, v->page, key, &a, &f) && proto_get_picture(&f, &p) == 0 && is_of(c, &p, key)) {
		c->events->picture(c->arg, &p);
	}
	arena_finish(&a);
}

/* ---- what the renderer says ---- */

static struct str *keep(struct kept *k, int page)
{
	str_clear(&k->s);
	str_add(&k->s, MAGIC);
	k->page = page;
	k->is_new = true;
	return &k->s;
}

/* What is there already is not written again. */
static size_t add(struct drawing_cache *c, struct kept *k, const char *view, struct result *out)
{
	struct arena a;
	size_t n = 0;
	bool same;

	if (!k->is_new || str_failed(&k->s)) {
		return 0;
	}
	k->is_new = false;
	arena_init(&a);
	const void *p = result_get(c->store, c->hash, k->page, view, &a, &n);

	same = p && n == k->s.len && memcmp(p, k->s.s, n) == 0;
	arena_finish(&a);
	*out = (struct result){c->hash, k->page, view, k->s.s, k->s.len};
	return !same;
}

/* That it could not be kept is no loss to tell of. */
static void write_all(void *arg)
{
	struct drawing_cache *c = arg;
	struct result v[3];
	size_t n = 0;

	c->timer = 0;
	n += add(c, &c->kept_info, of_info, &v[n]);
	n += add(c, &c->kept_texts, of_texts, &v[n]);
	n += add(c, &c->kept_picture, c->view, &v[n]);
	result_put(c->store, v, n, NULL);
}

static void on_info(void *arg, const struct drawing_info *info)
{
	struct drawing_cache *c = arg;

	c->live = true;
	c->info = info;
	proto_put_info(keep(&c->kept_info, NO_PAGE), info);
	c->events->info(c->arg, info);
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	struct drawing_cache *c = arg;

	if (c->page == NO_PAGE) {
		c->page = t->page;
		if (t->n <= RESULT_BYTES / TEXT_LEAST) {
			proto_put_texts(keep(&c->kept_texts, t->page), t);
		}
	}
	c->events->texts(c->arg, t);
}

static void on_picture(void *arg, const struct drawing_picture *p)
{
	struct drawing_cache *c = arg;
	char key[VIEW_TEXT];

	if (p->view.page == c->page && !c->layered && !c->timer && key_of(c->info, &p->view, key)) {
		memcpy(c->view, key, sizeof(key));
		proto_put_picture(keep(&c->kept_picture, p->view.page), p);
		c->timer = loop_timer(c->loop, LOOP_REAL, WRITE_MS, write_all, c);
	}
	c->events->picture(c->arg, p);
}

static void on_failed(void *arg, const struct err *e)
{
	struct drawing_cache *c = arg;

	c->events->failed(c->arg, e);
}

void drawing_cache_listen(struct drawing_cache *c, struct drawing_conf *conf)
{
	static const struct drawing_events events = {.info = on_info, .texts = on_texts, .picture = on_picture, .failed = on_failed};

	conf->events = &events;
	conf->arg = c;
}

struct drawing_cache *drawing_cache_create(struct store *s, struct loop *loop, const char *hash, const struct drawing_events *events, void *arg)
{
	struct drawing_cache *c = xcalloc(1, sizeof(*c));

	c->store = s;
	c->loop = loop;
	c->events = events;
	c->arg = arg;
	c->page = NO_PAGE;
	snprintf(c->hash, sizeof(c->hash), "%s", hash);
	arena_init(&c->arena);
	str_init(&c->kept_info.s, RESULT_BYTES);
	str_init(&c->kept_texts.s, RESULT_BYTES);
	str_init(&c->kept_picture.s, RESULT_BYTES);
	return c;
}

void drawing_cache_destroy(struct drawing_cache *c)
{
	if (!c) {
		return;
	}
	if (c->timer) {
		loop_timer_cancel(c->loop, c->timer);
		write_all(c);
	}
	str_finish(&c->kept_info.s);
	str_finish(&c->kept_texts.s);
	str_finish(&c->kept_picture.s);
	arena_finish(&c->arena);
	free(c);
}
