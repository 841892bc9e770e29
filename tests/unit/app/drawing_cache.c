#include "../../../src/app/drawing_cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "draw/protocol.h"
#include "help.h"
#include "store/result.h"

/* What is said of a drawing before its renderer has answered: what was said of the same file before, and nothing else. */
static const char file_a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char file_b[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
enum { COLS = 8, ROWS = 3, DOTS_X = COLS * 2, DOTS_Y = ROWS * 4, SIZE = DOTS_X / 8 * DOTS_Y };

struct seen { int infos, texts, pictures, failures; char said[32]; uint8_t bits[SIZE]; };
struct desk { struct store *s; struct loop *loop; struct seen seen; struct drawing_cache *c; struct drawing *d; };

static void on_info(void *arg, const struct drawing_info *info)
{
	((struct seen *)arg)->infos++;
	assert_int_equal(1, info->npages);
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	struct seen *s = arg;

	s->texts++;
	assert_int_equal(1, t->n);
	snprintf(s->said, sizeof(s->said), "%s", t->v[0].text);
}

static void on_picture(void *arg, const struct drawing_picture *p)
{
	struct seen *s = arg;

	s->pictures++;
	assert_int_equal(DOTS_X, p->w);
	assert_int_equal(DOTS_Y, p->h);
	memcpy(s->bits, p->bits, SIZE);
}

static void on_failed(void *arg, const struct err *e)
{
	(void)e;
	((struct seen *)arg)->failures++;
}

static const struct drawing_events events = {on_info, on_texts, on_picture, on_failed};
static const struct drawing_page page = {.name = "", .unit = "mm", .unit_mm = 1, .extent = {0, 0, 10, 10}};

static struct drawing_view whole(void)
{
	struct drawing_view v = {.cols = COLS, .rows = ROWS};

	drawing_view_fit(&v, &page);
	return v;
}

/* A renderer that is a shell script: it says what a file holds, whatever it is asked; without a text, it never answers. */
static char *renderer(const char *text, int fill)
{
	struct str out = STR_INIT;
	struct drawing_info info = {.format = "TEST", .note = "", .npages = 1, .pages = &page};
	struct drawing_text t = {.text = text, .w = 1, .h = 1};
	uint8_t bits[SIZE];
	char *answers = fs_join(unit_dir(), "answers"), *path = fs_join(unit_dir(), "renderer"), *script;
	struct drawing_picture p = {.view = whole(), .w = DOTS_X, .h = DOTS_Y, .stride = DOTS_X / 8, .bits = bits};

	memset(bits, fill, sizeof(bits));
	proto_put_info(&out, &info);
	proto_put_texts(&out, &(struct drawing_texts){.n = 1, .v = &t});
	proto_put_picture(&out, &p);
	assert_int_equal(fs_write(answers, str_c(&out), out.len, 0600, NULL), 0);
	script = xasprintf("#!/bin/sh\n%s %s\nexec sleep 60\n", *text ? "cat" : ":", answers);
	assert_int_equal(fs_write(path, script, strlen(script), 0700, NULL), 0);
	str_finish(&out);
	free(script);
	free(answers);
	return path;
}

static void desk_open(struct desk *d)
{
	struct err e = ERR_NONE;

	*d = (struct desk){.loop = loop_create()};
	i18n_init(NULL);
	assert_int_equal(store_open(&d->s, &(struct store_conf){.dir = unit_dir()}, &e), 0);
}

static void put_away(struct desk *d)
{
	drawing_close(d->d);
	drawing_cache_destroy(d->c);
	d->d = NULL;
	d->c = NULL;
}

static void desk_close(struct desk *d)
{
	put_away(d);
	store_close(d->s);
	loop_destroy(d->loop);
}

/* Opens a file and looks at the whole of it, as a screen does: at once when it is known what it is, else when that came. */
static void look(struct desk *d, const char *hash, char *program)
{
	struct drawing_conf conf = {.loop = d->loop, .program = program, .fd = open("/dev/null", O_RDONLY | O_CLOEXEC), .name = "part.dxf",
		.time_ms = 20000};
	struct drawing_view v = whole();
	struct err e = ERR_NONE;

	put_away(d);
	d->seen = (struct seen){0};
	d->c = drawing_cache_create(d->s, d->loop, hash, &events, &d->seen);
	drawing_cache_open(d->c);
	if (d->seen.infos) {
		drawing_cache_look(d->c, &v);
	}
	drawing_cache_listen(d->c, &conf);
	d->d = drawing_open(&conf, &e);
	assert_non_null(d->d);
	drawing_view(d->d, &v);
	free(program);
}

/* Until the renderer has drawn too. */
static void wait_for(struct desk *d, int pictures)
{
	while (d->seen.pictures < pictures && !d->seen.failures) {
		loop_once(d->loop, -1);
	}
	assert_int_equal(0, d->seen.failures);
}

static void shown_before_the_renderer_answers(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d);
	look(&d, file_a, renderer("R5", 0x5a));
	assert_int_equal(0, d.seen.infos);
	wait_for(&d, 1);
	/* this one never answers */
	look(&d, file_a, renderer("", 0));
	assert_int_equal(1, d.seen.infos);
	assert_int_equal(1, d.seen.texts);
	assert_int_equal(1, d.seen.pictures);
	assert_string_equal("R5", d.seen.said);
	for (int i = 0; i < SIZE; i++) {
		assert_int_equal(0x5a, d.seen.bits[i]);
	}
	assert_true(drawing_busy(d.d));
	assert_null(drawing_info(d.d));
	/* what the next one says takes its place, here and for the next time */
	look(&d, file_a, renderer("R6", 0x11));
	assert_string_equal("R5", d.seen.said);
	wait_for(&d, 2);
	assert_int_equal(2, d.seen.infos);
	assert_string_equal("R6", d.seen.said);
	assert_int_equal(0x11, d.seen.bits[0]);
	look(&d, file_a, renderer("", 0));
	assert_string_equal("R6", d.seen.said);
	assert_int_equal(0x11, d.seen.bits[0]);
	desk_close(&d);
}

static void another_file_or_view_is_not_it(void **state)
{
	struct desk d;
	struct drawing_view v = whole();
	const uint8_t layers[1] = {1};

	(void)state;
	desk_open(&d);
	look(&d, file_a, renderer("R5", 0x5a));
	wait_for(&d, 1);
	look(&d, file_b, renderer("", 0));
	assert_int_equal(0, d.seen.infos + d.seen.texts + d.seen.pictures);
	look(&d, file_a, renderer("", 0));
	assert_int_equal(1, d.seen.pictures);
	v.cols++;
	drawing_cache_look(d.c, &v);
	v = whole();
	v.rotate = 90;
	drawing_cache_look(d.c, &v);
	v = whole();
	v.unit /= 2;
	drawing_cache_look(d.c, &v);
	v = whole();
	v.mode = DRAWING_ASCII;
	drawing_cache_look(d.c, &v);
	v = whole();
	v.page = 1;
	drawing_cache_look(d.c, &v);
	assert_int_equal(1, d.seen.pictures);
	v = whole();
	drawing_cache_look(d.c, &v);
	assert_int_equal(2, d.seen.pictures);
	v.layers = layers;
	v.nlayers = 1;
	drawing_cache_look(d.c, &v);
	assert_int_equal(2, d.seen.pictures);
	desk_close(&d);
}

/* A picture of layers that the user chose is not what the next one is shown first. */
static void chosen_layers_are_not_kept(void **state)
{
	struct desk d;
	struct drawing_view v = whole();
	const uint8_t layers[1] = {1};

	(void)state;
	desk_open(&d);
	look(&d, file_a, renderer("R5", 0x5a));
	v.layers = layers;
	v.nlayers = 1;
	drawing_cache_look(d.c, &v);
	wait_for(&d, 1);
	look(&d, file_a, renderer("", 0));
	assert_int_equal(0, d.seen.pictures);
	desk_close(&d);
}

struct entry { int page; char *view; char *p; size_t n; };

static struct entry entry_of(struct desk *d, int at, const char *view, struct arena *a)
{
	struct entry x = {.page = at, .view = arena_strdup(a, view)};
	const void *p = result_get(d->s, file_a, at, view, a, &x.n);

	assert_non_null(p);
	x.p = arena_alloc(a, x.n + 1);
	memcpy(x.p, p, x.n);
	return x;
}

static void put(struct desk *d, const struct entry *x, const char *p, size_t n)
{
	assert_int_equal(result_put(d->s, &(struct result){file_a, x->page, x->view, p, n}, 1, NULL), 0);
}

static void damaged_or_older_is_nothing(void **state)
{
	struct desk d;
	struct arena a;

	(void)state;
	arena_init(&a);
	desk_open(&d);
	look(&d, file_a, renderer("R5", 0x5a));
	wait_for(&d, 1);
	put_away(&d);
	struct drawing_view v = whole();
	char *key = arena_printf(&a, "%dx%d m0 r0 i0 c10x20 a2.0000 u%.5g at 5,5", COLS, ROWS, v.unit);
	struct entry x[] = {entry_of(&d, -1, "info", &a), entry_of(&d, 0, "texts", &a), entry_of(&d, 0, key, &a)};

	for (size_t k = 0; k < lengthof(x); k++) {
		char *copy = arena_alloc(&a, x[k].n + 2);

		/* cut anywhere, longer, of another format, with another one's content */
		for (size_t n = 0; n <= x[k].n + 1; n++) {
			memcpy(copy, x[k].p, x[k].n);
			if (n == x[k].n) {
				copy[3]++;
			}
			put(&d, &x[k], copy, n);
			look(&d, file_a, renderer("", 0));
			assert_int_equal(k > 0, d.seen.infos);
			assert_int_equal(k == 2, d.seen.texts);
			assert_int_equal(k == 1, d.seen.pictures);
			put_away(&d);
			n += n > 40 && n + 20 < x[k].n ? 7 : 0;
		}
		put(&d, &x[k], x[(k + 1) % 3].p, x[(k + 1) % 3].n);
		look(&d, file_a, renderer("", 0));
		assert_int_equal(k > 0, d.seen.infos);
		put_away(&d);
		put(&d, &x[k], x[k].p, x[k].n);
	}
	look(&d, file_a, renderer("", 0));
	assert_int_equal(3, d.seen.infos + d.seen.texts + d.seen.pictures);
	desk_close(&d);
	arena_finish(&a);
}

UNIT_TESTS(drawing_cache,
	cmocka_unit_test(shown_before_the_renderer_answers),
	cmocka_unit_test(another_file_or_view_is_not_it),
	cmocka_unit_test(chosen_layers_are_not_kept),
	cmocka_unit_test(damaged_or_older_is_nothing));
