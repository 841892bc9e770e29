#include <math.h>
#include <stdlib.h>

#include "../../../src/render/raster.h"
#include "unit/unit.h"

/* Scenes small enough to be drawn in the test: 20 x 10 dots of a unit each, '#' where a dot is. */
enum { W = 20, H = 10 };

struct world { struct scene s; struct scene_page *p; };

static void begin(struct world *w)
{
	scene_init(&w->s);
	w->p = scene_page(&w->s, "", UNIT_MM);
}

static void add_line(struct world *w, const struct scene_look *look, double x0, double y0, double x1, double y1)
{
	scene_path(&w->s, w->p, look);
	scene_move(&w->s, w->p, x0, y0);
	scene_line(&w->s, w->p, x1, y1);
	scene_path_end(&w->s, w->p);
}

static void add_box(struct world *w, const struct scene_look *look, double x0, double y0, double x1, double y1)
{
	scene_path(&w->s, w->p, look);
	scene_move(&w->s, w->p, x0, y0);
	scene_line(&w->s, w->p, x1, y0);
	scene_line(&w->s, w->p, x1, y1);
	scene_line(&w->s, w->p, x0, y1);
	scene_close(&w->s, w->p);
	scene_path_end(&w->s, w->p);
}

static void add_circle(struct world *w, double x, double y, double r)
{
	const struct scene_arc a = {.cx = x, .cy = y, .ux = r, .vy = r, .to = 2 * M_PI};

	scene_path(&w->s, w->p, &(struct scene_look){.layer = 0});
	scene_arc(&w->s, w->p, &a);
	scene_path_end(&w->s, w->p);
}

/* Unit 2 and 10 columns of 2 dots: a dot is a unit; the picture's lower left corner is 0, 0. */
static struct drawing_view plain(void)
{
	return (struct drawing_view){.cx = W / 2.0, .cy = H / 2.0, .unit = 2, .cols = W / 2, .rows = H / 2, .aspect = 1};
}

static struct raster draw(struct world *w, const struct drawing_view *v, bool solid)
{
	struct raster_index x;
	struct raster r;

	raster_index(&x, w->p);
	raster_page(w->p, &x, v, W, H, solid, &r);
	raster_index_finish(&x);
	return r;
}

static bool dot(const struct raster *r, int x, int y)
{
	return r->bits[(size_t)y * r->stride + (size_t)x / 8] >> (7 - (x & 7)) & 1;
}

static int count(const struct raster *r)
{
	int n = 0;

	for (int y = 0; y < r->h; y++) {
		for (int x = 0; x < r->w; x++) {
			n += dot(r, x, y);
		}
	}
	return n;
}

static int drawn(struct world *w, const struct drawing_view *v, bool solid)
{
	struct raster r = draw(w, v, solid);
	int n = count(&r);

	free(r.bits);
	return n;
}

static void lines_are_one_dot(void **state)
{
	struct world w;
	struct drawing_view v = plain();

	(void)state;
	begin(&w);
	add_line(&w, &(struct scene_look){0}, 2.5, 3.5, 12.5, 3.5);
	struct raster r = draw(&w, &v, false);

	assert_int_equal(11, count(&r));
	assert_true(dot(&r, 2, 6) && dot(&r, 12, 6));
	free(r.bits);
	/* a slanted one has a dot in each column, at every zoom */
	add_line(&w, &(struct scene_look){0}, 0.5, 9.5, 19.5, 6.5);
	assert_int_equal(11 + 20, drawn(&w, &v, false));
	for (double unit = 2; unit < 1e5; unit *= 7) {
		v.unit = unit;
		assert_true(drawn(&w, &v, false) >= 1);
	}
	scene_finish(&w.s);
}

static void zoom_is_clipped(void **state)
{
	struct world w;
	struct drawing_view v = plain();

	(void)state;
	begin(&w);
	/* a circle of a kilometre, looked at where it crosses the middle of the picture, by the micrometre */
	add_circle(&w, 0, 0, 1e6);
	for (double unit = 1e5; unit > 1e-6; unit /= 10) {
		v.cx = 1e6;
		v.cy = 0;
		v.unit = unit;
		struct raster r = draw(&w, &v, false);

		assert_true(count(&r) >= 10);
		if (unit < 100) {
			/* where two chords meet there may be one more */
			assert_in_range(count(&r), H, H + 2);
			assert_true(dot(&r, W / 2, H / 2) || dot(&r, W / 2 - 1, H / 2));
		}
		free(r.bits);
	}
	/* far away from it there is nothing */
	v.cx = 5e6;
	assert_int_equal(0, drawn(&w, &v, false));
	scene_finish(&w.s);
}

static void holes_stay_rings(void **state)
{
	struct world w;
	struct drawing_view v = plain();

	(void)state;
	begin(&w);
	add_circle(&w, 10, 5, 3);
	struct raster r = draw(&w, &v, false);

	assert_false(dot(&r, 10, 5) || dot(&r, 9, 4));
	assert_true(count(&r) >= 14 && count(&r) <= 24);
	free(r.bits);
	v.unit = 100; /* smaller than a dot: still a dot */
	assert_int_equal(1, drawn(&w, &v, false));
	scene_finish(&w.s);
}

static void areas(void **state)
{
	const struct scene_look fill = {.fill = true}, erase = {.fill = true, .erase = true};
	struct world w;
	struct drawing_view v = plain();

	(void)state;
	begin(&w);
	add_box(&w, &fill, 1, 1, 19, 9);
	struct raster r = draw(&w, &v, true);

	assert_false(dot(&r, 0, 0));
	free(r.bits);
	int solid = drawn(&w, &v, true), sparse = drawn(&w, &v, false);

	assert_true(solid >= 18 * 8 && solid <= 20 * 10);
	/* the outline, and few dots within */
	assert_true(sparse > 50 && sparse < solid / 2);
	add_box(&w, &erase, 5, 3, 15, 7);
	assert_int_equal(solid - 40, drawn(&w, &v, true));
	v.invert = true;
	assert_int_equal(W * H - solid + 40, drawn(&w, &v, true));
	scene_finish(&w.s);
}

/* Even-odd leaves the inner box open, the winding rule does not. */
static void rules(void **state)
{
	struct drawing_view v = plain();

	(void)state;
	for (int nonzero = 0; nonzero < 2; nonzero++) {
		struct world w;

		begin(&w);
		scene_path(&w.s, w.p, &(struct scene_look){.fill = true, .nonzero = nonzero});
		for (int k = 0; k < 2; k++) {
			double d = k * 2.5;

			scene_move(&w.s, w.p, 1 + d, 1 + d);
			scene_line(&w.s, w.p, 19 - d, 1 + d);
			scene_line(&w.s, w.p, 19 - d, 9 - d);
			scene_line(&w.s, w.p, 1 + d, 9 - d);
			scene_close(&w.s, w.p);
		}
		scene_path_end(&w.s, w.p);
		struct raster r = draw(&w, &v, true);

		assert_int_equal(nonzero, dot(&r, 10, 5));
		free(r.bits);
		scene_finish(&w.s);
	}
}

static void dashed(void **state)
{
	static const double dash[] = {3, 3}, tiny[] = {0.01, 0.01};
	struct world w;
	struct drawing_view v = plain();

	(void)state;
	begin(&w);
	add_line(&w, &(struct scene_look){.ndash = 2, .dash = dash}, 0.5, 5.5, 19.5, 5.5);
	struct raster r = draw(&w, &v, false);

	assert_true(dot(&r, 1, 4) && !dot(&r, 5, 4) && dot(&r, 7, 4) && !dot(&r, 11, 4));
	assert_true(count(&r) > 8 && count(&r) < 17);
	free(r.bits);
	scene_finish(&w.s);
	/* dashes finer than a dot are stretched, so that the line is still seen to be dashed */
	begin(&w);
	add_line(&w, &(struct scene_look){.ndash = 2, .dash = tiny}, 0.5, 5.5, 19.5, 5.5);
	int n = drawn(&w, &v, false);

	assert_true(n > 6 && n < 18);
	/* one that is a million dashes long costs no more */
	v.unit = 1e-4;
	v.cx = 10;
	v.cy = 5.5;
	assert_true(drawn(&w, &v, false) <= W);
	scene_finish(&w.s);
}

static void layers(void **state)
{
	const uint8_t second = 2, none = 0;
	struct world w;
	struct drawing_view v = plain();
	uint32_t dim;

	(void)state;
	begin(&w);
	dim = scene_layer(&w.s, "DIM");
	add_line(&w, &(struct scene_look){.layer = 0}, 0.5, 1.5, 19.5, 1.5);
	add_line(&w, &(struct scene_look){.layer = dim, .hidden = true}, 5.5, 5.5, 9.5, 5.5);
	assert_int_equal(20, drawn(&w, &v, false));
	v.nlayers = 2;
	v.layers = &second;
	assert_int_equal(5, drawn(&w, &v, false));
	v.layers = &none;
	assert_int_equal(0, drawn(&w, &v, false));
	scene_finish(&w.s);
}

static void turned(void **state)
{
	struct world w;
	struct drawing_view v = plain();

	(void)state;
	begin(&w);
	add_line(&w, &(struct scene_look){0}, 10.5, 5.5, 14.5, 5.5);
	v.rotate = 90;
	struct raster r = draw(&w, &v, false);

	/* to the right becomes up */
	assert_true(count(&r) == 5 && dot(&r, 9, 4) && dot(&r, 9, 0));
	free(r.bits);
	scene_finish(&w.s);
}

UNIT_TESTS(raster,
	cmocka_unit_test(lines_are_one_dot),
	cmocka_unit_test(zoom_is_clipped),
	cmocka_unit_test(holes_stay_rings),
	cmocka_unit_test(areas),
	cmocka_unit_test(rules),
	cmocka_unit_test(dashed),
	cmocka_unit_test(layers),
	cmocka_unit_test(turned));
