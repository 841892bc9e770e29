#include "draw/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static struct zones sheet_mm(int w, int h)
{
	struct zones z;

	zones_init(&z, &(struct sheet_size){{0, 0, w * 1000, h * 1000}, w * 1000, h * 1000});
	return z;
}

static void divides_standard_sheets(void **state)
{
	static const struct { const char *size; int w, h, cols, rows, edge_x, edge_y; } t[] = {
		{"A0", 1189, 841, 24, 16, 44500, 70500}, {"A1", 841, 594, 16, 12, 70500, 47000},
		{"A2", 594, 420, 12, 8, 47000, 60000}, {"A3", 420, 297, 8, 6, 60000, 48500},
		{"A4", 297, 210, 6, 4, 48500, 55000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		for (int upright = 0; upright < 2; upright++) {
			struct zones z = upright ? sheet_mm(t[i].h, t[i].w) : sheet_mm(t[i].w, t[i].h);

			assert_string_equal(z.size, t[i].size);
			assert_int_equal(upright ? z.rows : z.cols, t[i].cols);
			assert_int_equal(upright ? z.cols : z.rows, t[i].rows);
			assert_int_equal(z.step_x, 50000);
			assert_int_equal(z.step_y, 50000);
			assert_int_equal(zone_left(&z, 1), upright ? t[i].edge_y : t[i].edge_x);
			assert_int_equal(z.paper.y1 - zone_above(&z, 1), upright ? t[i].edge_x : t[i].edge_y);
			/* a border on each centring line */
			assert_int_equal(zone_left(&z, z.cols / 2), z.paper.x1 / 2);
			assert_int_equal(zone_above(&z, z.rows / 2), z.paper.y1 / 2);
		}
	}
}

static void names_points(void **state)
{
	static const struct { int w, h; double x, y; const char *zone; bool on; } t[] = {
		{420, 297, 0, 297, "A1", true}, {420, 297, 420, 0, "F8", true}, {420, 297, 128.5, 174, "C3", true},
		{420, 297, 209.999, 148.5, "C4", true}, {420, 297, 210, 148.499, "D5", true},
		{420, 297, -1, 150, "C1", false}, {420, 297, 500, -9, "F8", false}, {297, 210, 296, 1, "D6", true},
		{210, 297, 1, 1, "F1", true}, {1189, 841, 1188, 1, "R24", true}, {1189, 841, 1, 419, "J1", true},
		{841, 594, 420, 1, "M8", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct zones z = sheet_mm(t[i].w, t[i].h);
		struct zone at;
		char text[ZONE_TEXT];
		bool on = zone_at(&z, (int64_t)(t[i].x * 1000), (int64_t)(t[i].y * 1000), &at);

		if (on != t[i].on || strcmp(zone_text(at, text), t[i].zone) != 0) {
			fail_msg("%dx%d at %g, %g: %s", t[i].w, t[i].h, t[i].x, t[i].y, text);
		}
	}
}

static void divides_any_sheet(void **state)
{
	static const struct { struct sheet_size s; int cols, rows; const char *size; } t[] = {
		{{{0, 0, 1000000, 700000}, 0, 0}, 8, 6, ""},              /* no unit, shape of an A sheet */
		{{{0, 0, 700000, 1000000}, 0, 0}, 6, 8, ""},
		{{{-500, -500, 500, 500}, 0, 0}, 8, 8, ""},
		{{{0, 0, 17000, 11000}, 431800, 279400}, 8, 6, ""},       /* ANSI B in inches */
		{{{0, 0, 1260000, 297000}, 1260000, 297000}, 26, 6, ""},  /* A3 made longer */
		{{{0, 0, 30000000, 300000}, 30000000, 300000}, 98, 6, ""},
		{{{0, 0, 300000, 30000000}, 300000, 30000000}, 6, 24, ""},
		{{{0, 0, 20000, 20000}, 20000, 20000}, 2, 2, ""},
		{{{0, 0, 595276, 841890}, 210001, 297000}, 4, 6, "A4"},   /* a PDF's points */
		{{{5, 5, 5, 5}, 0, 0}, 8, 8, ""},
		{{{INT64_MIN, INT64_MIN, INT64_MAX, INT64_MAX}, INT64_MAX, 1}, 98, 2, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct zones z;

		zones_init(&z, &t[i].s);
		if (z.cols != t[i].cols || z.rows != t[i].rows) {
			fail_msg("%zu: %d x %d", i, z.cols, z.rows);
		}
		assert_string_equal(z.size, t[i].size);
		for (int c = 0; c < z.cols; c++) {
			assert_true(zone_left(&z, c) < zone_left(&z, c + 1));
		}
		for (int r = 0; r < z.rows; r++) {
			assert_true(zone_above(&z, r) > zone_above(&z, r + 1));
		}
	}
}

/* Every zone's middle is in that zone, and its name leads back. */
static void goes_both_ways(void **state)
{
	static const int sizes[][2] = {{1189, 841}, {594, 841}, {420, 297}, {210, 297}, {600, 20}, {333, 777}};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct zones z = sheet_mm(sizes[i][0], sizes[i][1]);

		for (int c = 0; c < z.cols; c++) {
			for (int r = 0; r < z.rows; r++) {
				struct box b = zone_box(&z, (struct zone){c, r});
				struct zone at, back;
				char text[ZONE_TEXT];

				assert_true(zone_at(&z, (b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2, &at));
				zone_text(at, text);
				assert_null(strpbrk(text, "IO"));
				assert_int_equal(zone_parse(&z, text, strlen(text), &back, NULL), 0);
				assert_true(at.col == c && at.row == r && back.col == c && back.row == r);
			}
		}
	}
}

static void reads_zones(void **state)
{
	static const struct { const char *s; int col, row; } good[] = {
		{"C4", 3, 2}, {"c4", 3, 2}, {" c 4 ", 3, 2}, {"4C", 3, 2}, {"Ｃ４", 3, 2}, {"F8", 7, 5}, {"A01", 0, 0}};
	static const struct { const char *s, *why; } bad[] = {
		{"", "a letter"}, {"C", "a letter"}, {"4", "a letter"}, {"I4", "no letter I"}, {"O1", "no letter O"},
		{"G1", "F8"}, {"A9", "F8"}, {"A0", "F8"}, {"A-1", "a letter"}, {"A1B", "a letter"}, {"AA1", "a letter"},
		{"A1234", "a letter"}, {"C4\x1b", "a letter"}, {"В4", "a letter"}, {"4294967297A", "a letter"},
	};
	struct zones z = sheet_mm(420, 297);
	struct zone at;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(zone_parse(&z, good[i].s, strlen(good[i].s), &at, &e), 0);
		assert_true(at.col == good[i].col && at.row == good[i].row);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		e = ERR_NONE;
		if (!zone_parse(&z, bad[i].s, strlen(bad[i].s), &at, &e) || !strstr(e.text, bad[i].why)) {
			fail_msg("%s: %s", bad[i].s, e.text);
		}
	}
	assert_int_equal(zone_parse(NULL, "Z98", 3, &at, NULL), 0);
	assert_true(at.col == 97 && at.row == 23);
}

UNIT_TESTS(zone,
	cmocka_unit_test(divides_standard_sheets),
	cmocka_unit_test(names_points),
	cmocka_unit_test(divides_any_sheet),
	cmocka_unit_test(goes_both_ways),
	cmocka_unit_test(reads_zones));
