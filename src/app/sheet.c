#include "app/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app_impl.h"
#include "drawing_cache.h"
#include "paths.h"
#include "store/blob.h"

enum { COPY_PIECE = 1 << 20, TELL_MS = 500 };

struct leaves { struct arena arena; struct drawing_texts t; bool asked, here; };

struct sheet {
	struct app *app;
	void (*changed)(void *arg);
	void *arg;
	char *path, *name, hash[BLOB_HASH];
	int64_t size;
	enum sheet_state state;
	char *trouble;
	int transfer, tell_timer;
	int64_t told;
	struct blob_reader *blob;  /* while it is copied out of the store */
	int copy, copy_timer;      /* an unnamed file in memory */
	int64_t copied;
	struct drawing *d;
	struct drawing_cache *cache;  /* NULL: a file whose hash is not known */
	const struct drawing_info *info; /* from the cache, then from the renderer; NULL: not yet */
	struct leaves *leaves;     /* of each page of info */
	struct anchor_index *index;
	uint8_t layers[DRAWING_LAYERS / 8];
	size_t nlayers;            /* 0: as the drawing has them */
	struct grid grid;
	struct drawing_view seen;
	struct drawing_view want;
	bool has_grid, busy, unfetched, looked; /* looked: want is what is looked at */
};

/* Scripts wait until nothing is under way. */
static void look_busy(struct sheet *s)
{
	bool busy = s->state == SHEET_FETCHING || s->state == SHEET_STARTING || (s->d && drawing_busy(s->d));

	if (busy != s->busy) {
		s->busy = busy;
		s->app->drawing += busy ? 1 : -1;
		loop_wake(s->app->loop);
	}
}

static void tell(struct sheet *s)
{
	look_busy(s);
	s->changed(s->arg);
}

static void fail(struct sheet *s, const struct err *e)
{
	struct arena a;

	arena_init(&a);
	free(s->trouble);
	s->trouble = xstrdup(e->code == ERR_DRAWING ? e->text : err_words(e, &a));
	s->state = SHEET_FAILED;
	arena_finish(&a);
	tell(s);
}

/* ---- what the renderer says ---- */

static void drop_leaves(struct sheet *s)
{
	for (size_t i = 0; s->leaves && i < s->info->npages; i++) {
		if (s->leaves[i].here) {
			arena_finish(&s->leaves[i].arena);
		}
	}
	free(s->leaves);
	s->leaves = NULL;
}

/* What was wanted when only the cache had spoken. */
static void ask_renderer(struct sheet *s)
{
	if (s->looked && (size_t)s->want.page < s->info->npages) {
		drawing_view(s->d, &s->want);
	}
	for (size_t i = 0; i < s->info->npages; i++) {
		if (s->leaves[i].asked) {
			drawing_want_texts(s->d, (int)i);
		}
	}
}

static void on_info(void *arg, const struct drawing_info *info)
{
	struct sheet *s = arg;

	if (s->info && s->info->npages != info->npages) {
		drop_leaves(s);
		anchor_index_destroy(s->index);
		s->index = anchor_index_create();
	}
	s->info = info;
	if (!s->leaves) {
		s->leaves = xcalloc(info->npages + 1, sizeof(*s->leaves));
	}
	if (s->d && info == drawing_info(s->d)) {
		s->state = SHEET_READY;
		ask_renderer(s);
	}
	tell(s);
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	struct sheet *s = arg;
	struct leaves *l = &s->leaves[t->page];
	struct drawing_text *v;

	if (l->here) {
		arena_finish(&l->arena);
	}
	arena_init(&l->arena);
	v = arena_alloc(&l->arena, t->n * sizeof(*v) + 1);
	for (size_t i = 0; i < t->n; i++) {
		v[i] = t->v[i];
		v[i].text = arena_strdup(&l->arena, t->v[i].text);
	}
	l->t = (struct drawing_texts){.page = t->page, .n = t->n, .v = v};
	l->here = true;
	l->asked |= s->state == SHEET_READY;
	anchor_index_page(s->index, t->page + 1, &s->info->pages[t->page], &l->t);
	tell(s);
}

static bool layer_on(const struct sheet *s, uint32_t layer)
{
	return !s->nlayers || layer >= s->nlayers || (s->layers[layer / 8] >> layer % 8 & 1);
}

/* The texts with those of layers switched off, or on, by the user. */
static struct drawing_text *shown_texts(const struct sheet *s, const struct drawing_texts *t, struct arena *a)
{
	struct drawing_text *v = arena_alloc(a, t->n * sizeof(*v) + 1);
	const struct drawing_info *info = s->info;

	for (size_t i = 0; i < t->n; i++) {
		bool off = t->v[i].layer < info->nlayers && info->layers[t->v[i].layer].off;

		v[i] = t->v[i];
		if (s->nlayers) {
			v[i].hidden = !layer_on(s, v[i].layer) || (v[i].hidden && !off);
		}
	}
	return v;
}

static void on_picture(void *arg, const struct drawing_picture *p)
{
	struct sheet *s = arg;
	const struct leaves *l = &s->leaves[p->view.page];
	struct drawing_texts t = l->t;
	struct arena a;

	arena_init(&a);
	if (s->has_grid) {
		grid_finish(&s->grid);
	}
	t.v = shown_texts(s, &l->t, &a);
	grid_init(&s->grid, p, l->here ? &t : NULL, term_amb(s->app->term));
	s->seen = p->view;
	s->has_grid = true;
	arena_finish(&a);
	tell(s);
}

static void on_failed(void *arg, const struct err *e)
{
	fail(arg, e);
}

static const struct drawing_events events = {.info = on_info, .texts = on_texts, .picture = on_picture, .failed = on_failed};

static void start(struct sheet *s, int fd)
{
	char *program = path_beside("fettle-draw");
	struct drawing_conf conf = {.loop = s->app->loop, .program = program, .fd = fd, .name = s->name, .events = &events, .arg = s};
	struct err e = ERR_NONE;

	if (s->cache) {
		drawing_cache_listen(s->cache, &conf);
	}
	s->state = SHEET_STARTING;
	s->d = drawing_open(&conf, &e);
	free(program);
	if (!s->d) {
		fail(s, &e);
	} else {
		tell(s);
	}
}

/* ---- the file ---- */

static void end_copy(struct sheet *s)
{
	blob_close(s->blob);
	s->blob = NULL;
	if (s->copy >= 0) {
		close(s->copy);
	}
	s->copy = -1;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno != EINTR) {
			return -1;
		}
		p += w > 0 ? w : 0;
		n -= w > 0 ? (size_t)w : 0;
	}
	return 0;
}

/* A piece at a time, so that keys are answered between. */
static void copy_piece(void *arg)
{
	struct sheet *s = arg;
	struct err e = ERR_NONE;
	char *buf = xmalloc(COPY_PIECE);
	int64_t n = blob_read(s->blob, s->copied, buf, COPY_PIECE, &e);
	int fd = s->copy;

	s->copy_timer = 0;
	if (n > 0 && write_all(fd, buf, (size_t)n)) {
		n = err_errno(&e, s->name);
	}
	free(buf);
	if (n > 0) {
		s->copied += n;
		s->copy_timer = loop_timer(s->app->loop, LOOP_REAL, 0, copy_piece, s);
		return;
	}
	if (n < 0) {
		end_copy(s);
		fail(s, &e);
		return;
	}
	s->copy = -1;
	end_copy(s);
	lseek(fd, 0, SEEK_SET);
	start(s, fd);
}

static void take_blob(struct sheet *s)
{
	struct err e = ERR_NONE;
	int64_t size;

	if (blob_open(s->app->store, s->hash, &s->blob, &size, &e)) {
		fail(s, &e);
		return;
	}
	s->copy = memfd_create("drawing", MFD_CLOEXEC);
	if (s->copy < 0) {
		err_errno(&e, s->name);
		end_copy(s);
		fail(s, &e);
		return;
	}
	copy_piece(s);
}

static void stop_telling(struct sheet *s)
{
	loop_timer_cancel(s->app->loop, s->tell_timer);
	s->tell_timer = 0;
}

static void fetched(void *arg, const char *hash, const struct err *e)
{
	struct sheet *s = arg;

	(void)hash;
	s->transfer = 0;
	stop_telling(s);
	s->unfetched = e->code != ERR_OK;
	if (e->code) {
		fail(s, e);
	} else {
		take_blob(s);
	}
}

static void tell_progress(void *arg)
{
	struct sheet *s = arg;
	int64_t done = 0, size;

	s->tell_timer = loop_timer(s->app->loop, LOOP_REAL, TELL_MS, tell_progress, s);
	if (sheet_progress(s, &done, &size) && done != s->told) {
		s->told = done;
		s->changed(s->arg);
	}
}

static void open_path(struct sheet *s)
{
	struct err e = ERR_NONE;
	struct arena a;
	int fd;

	arena_init(&a);
	fd = open(path_meant(s->path, &a), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		err_errno(&e, s->path);
	}
	arena_finish(&a);
	if (fd < 0) {
		fail(s, &e);
	} else {
		start(s, fd);
	}
}

struct sheet *sheet_open(struct app *app, const struct sheet_source *src, void (*changed)(void *arg), void *arg)
{
	struct sheet *s = xcalloc(1, sizeof(*s));
	struct err e = ERR_NONE;

	s->app = app;
	s->changed = changed;
	s->arg = arg;
	s->copy = -1;
	s->name = xstrdup(src->name);
	s->size = src->size;
	s->index = anchor_index_create();
	s->state = SHEET_FETCHING;
	if (src->path) {
		s->path = xstrdup(src->path);
		open_path(s);
		return s;
	}
	snprintf(s->hash, sizeof(s->hash), "%s", src->hash);
	s->cache = drawing_cache_create(app->store, app->loop, s->hash, &events, s);
	drawing_cache_open(s->cache);
	if (src->size > SHEET_BYTES) {
		err_set(&e, ERR_DRAWING, tr("%s is larger than %d MiB: save it and open it elsewhere"), s->name, (int)(SHEET_BYTES >> 20));
		fail(s, &e);
	} else if (blob_have(app->store, s->hash, NULL)) {
		take_blob(s);
	} else {
		s->tell_timer = loop_timer(app->loop, LOOP_REAL, TELL_MS, tell_progress, s);
		s->transfer = net_file_get(app->net, s->hash, s->size, fetched, s);
	}
	look_busy(s);
	return s;
}

void sheet_close(struct sheet *s)
{
	if (!s) {
		return;
	}
	if (s->transfer) {
		net_cancel(s->app->net, s->transfer);
	}
	stop_telling(s);
	loop_timer_cancel(s->app->loop, s->copy_timer);
	end_copy(s);
	drop_leaves(s);
	drawing_close(s->d);
	drawing_cache_destroy(s->cache);
	if (s->has_grid) {
		grid_finish(&s->grid);
	}
	if (s->busy) {
		s->app->drawing--;
	}
	anchor_index_destroy(s->index);
	free(s->trouble);
	free(s->path);
	free(s->name);
	free(s);
}

/* ---- looking at it ---- */

enum sheet_state sheet_state(const struct sheet *s)
{
	return s->state;
}

const char *sheet_trouble(const struct sheet *s)
{
	return s->trouble ? s->trouble : "";
}

bool sheet_unfetched(const struct sheet *s)
{
	return s->state == SHEET_FAILED && s->unfetched;
}

bool sheet_progress(const struct sheet *s, int64_t *done, int64_t *size)
{
	return s->state == SHEET_FETCHING && !s->path && net_file_progress(s->app->net, s->hash, done, size);
}

const struct drawing_info *sheet_info(const struct sheet *s)
{
	return s->state == SHEET_FAILED ? NULL : s->info;
}

void sheet_look(struct sheet *s, const struct drawing_view *v)
{
	size_t bytes = (v->nlayers + 7) / 8;

	if (!sheet_info(s)) {
		return;
	}
	s->nlayers = v->layers && bytes <= sizeof(s->layers) ? v->nlayers : 0;
	if (s->nlayers) {
		memcpy(s->layers, v->layers, bytes);
	}
	s->want = *v;
	s->want.nlayers = s->nlayers;
	s->want.layers = s->nlayers ? s->layers : NULL;
	s->looked = true;
	if (s->state == SHEET_READY) {
		drawing_view(s->d, &s->want);
	}
	if (s->cache) {
		drawing_cache_look(s->cache, &s->want);
	}
	look_busy(s);
}

const struct grid *sheet_grid(const struct sheet *s, const struct drawing_view **view)
{
	*view = &s->seen;
	return s->has_grid ? &s->grid : NULL;
}

const struct drawing_texts *sheet_texts(const struct sheet *s, int page)
{
	const struct drawing_info *info = sheet_info(s);

	return info && page >= 0 && (size_t)page < info->npages && s->leaves[page].here ? &s->leaves[page].t : NULL;
}

void sheet_want_texts(struct sheet *s, int page)
{
	const struct drawing_info *info = sheet_info(s);

	if (info && page >= 0 && (size_t)page < info->npages && !s->leaves[page].asked) {
		s->leaves[page].asked = true;
		if (s->state == SHEET_READY) {
			drawing_want_texts(s->d, page);
		}
		look_busy(s);
	}
}

const struct anchor_index *sheet_index(const struct sheet *s)
{
	return s->index;
}

bool sheet_all_texts(const struct sheet *s)
{
	const struct drawing_info *info = sheet_info(s);

	for (size_t i = 0; info && i < info->npages; i++) {
		if (!s->leaves[i].here) {
			return false;
		}
	}
	return info != NULL;
}
