#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/server/demo/draw.h"
#include "src/server/demo/fill.h"
#include "text/utf8.h"
#include "unit/unit.h"

static const struct part parts[] = {
	{PART_BRACKET, 90, 60, 70, 8, 'B'}, {PART_SHAFT, 240, 20, 16, 12, 'A'}, {PART_PLATE, 160, 100, 6, 6, 'C'},
	{PART_FLANGE, 100, 42, 16, 6, 'A'}, {PART_FLANGE, 80, 60, 70, 0, 'A'}, {PART_HOUSING, 84, 52, 30, 2, 'C'},
	{PART_MANIFOLD, 180, 90, 50, 12, 'C'}, {PART_PANEL, 420, 180, 34, 30, 'C'}, {PART_HEATSINK, 120, 80, 40, 14, 'A'},
	{PART_BRACKET, 40, 20, 24, 5, 'A'}, {PART_PANEL, 480, 300, 16, 25, 'B'}, {PART_SHAFT, 520, 45, 36, 30, 'A'},
};
static const char *const titles[TONGUES] = {"Bracket & <cover>", "센서 하우징 rev C", "取付プレート t6", "Вал Ø20 h6, їжак ґ"};

static void for_all(void (*fn)(const struct sheet *s))
{
	for (int t = 0; t < TONGUES; t++) {
		for (size_t i = 0; i < lengthof(parts); i++) {
			struct arena a;
			struct sheet s;

			arena_init(&a);
			draw_sheet(&s, &(struct drawing){.part = parts[i], .tongue = t, .title = titles[t], .number = "2104-10",
				.material = "Al 6061-T6", .finish = titles[t], .tolerance = "ISO 2768-m", .owner = titles[t],
				.date = "2026-11-21"}, &a);
			fn(&s);
			sheet_finish(&s);
			arena_finish(&a);
		}
	}
}

static bool on_sheet(const struct sheet *s, double x, double y)
{
	return isfinite(x) && isfinite(y) && x >= 0 && x <= s->w && y >= 0 && y <= s->h;
}

static void check_sheet(const struct sheet *s)
{
	size_t texts = 0, strange = 0;

	assert_true(s->v.n > 100);
	for (size_t i = 0; i < s->v.n; i++) {
		const struct prim *p = &s->v.v[i];

		assert_true(on_sheet(s, p->x, p->y));
		assert_true((p->shape != SHAPE_LINE && p->shape != SHAPE_FILL) || on_sheet(s, p->x2, p->y2));
		assert_true((p->shape != SHAPE_CIRCLE && p->shape != SHAPE_ARC) || (p->r > 0 && p->r < s->h));
		if (p->shape == SHAPE_TEXT) {
			texts += *p->text != '\0';
			strange += !utf8_valid(p->text, strlen(p->text));
			assert_true(p->height >= 1.8 - 1e-9 && p->height <= 5);
		}
	}
	assert_true(texts > 40);
	assert_int_equal(strange, 0);
}

static void stays_on_the_sheet(void **state)
{
	(void)state;
	for_all(check_sheet);
}

/* Pairs of lines, a group code and a value; sections and tables end; ASCII only. */
static void check_dxf(const struct sheet *s)
{
	struct str out = STR_INIT;
	int sections = 0, lines = 0, texts = 0;
	char value[256] = "", code[256] = "";

	draw_dxf(s, &out);
	for (const char *p = out.s; *p; lines++) {
		const char *end = strstr(p, "\r\n");

		assert_non_null(end);
		assert_true(end - p < 256);
		snprintf(lines % 2 ? value : code, 256, "%.*s", (int)(end - p), p);
		if (lines % 2 == 0) {
			assert_true(isdigit((unsigned char)code[2]));
		} else if (!strcmp(code, "  0")) {
			sections += !strcmp(value, "SECTION");
			sections -= !strcmp(value, "ENDSEC");
			texts += !strcmp(value, "TEXT");
		}
		for (const char *c = p; c < end; c++) {
			assert_true(*c >= 0x20 && *c < 0x7f);
		}
		p = end + 2;
	}
	assert_int_equal(lines % 2, 0);
	assert_int_equal(sections, 0);
	assert_true(texts > 40);
	assert_string_equal(value, "EOF");
	assert_true(s->tongue == EN || strstr(out.s, "\\U+"));
	assert_non_null(strstr(out.s, "%%"));
	str_finish(&out);
}

static void writes_dxf(void **state)
{
	(void)state;
	for_all(check_dxf);
}

static void check_svg(const struct sheet *s)
{
	struct str out = STR_INIT;
	int depth = 0;

	draw_svg(s, &out);
	assert_true(utf8_valid(out.s, out.len));
	assert_null(strstr(out.s, "nan"));
	for (const char *p = strchr(out.s, '<'); p; p = strchr(p + 1, '<')) {
		const char *end = strchr(p, '>');

		assert_non_null(end);
		if (p[1] == '?' || end[-1] == '/') {
			continue;
		}
		depth += p[1] == '/' ? -1 : 1;
		assert_true(depth >= 0);
	}
	assert_int_equal(depth, 0);
	str_finish(&out);
}

static void writes_svg(void **state)
{
	(void)state;
	for_all(check_svg);
}

/* Every object is where the table at the end says it is. */
static void check_pdf(const struct sheet *s)
{
	struct str out = STR_INIT;
	char want[32];

	draw_pdf(s, &out);
	assert_memory_equal(out.s, "%PDF-1.4\n", 9);
	assert_string_equal(out.s + out.len - 6, "%%EOF\n");
	const char *start = memmem(out.s + out.len - 40, 40, "startxref\n", 10);
	assert_non_null(start);
	const char *table = out.s + strtoul(start + 10, NULL, 10);
	assert_memory_equal(table, "xref\n0 ", 7);
	int n = atoi(table + 7), used = 0;
	const char *row = strchr(table + 7, '\n') + 1;
	for (int i = 0; i < n; i++, row += 20) {
		assert_true(row[18] == ' ' && row[19] == '\n');
		if (row[17] == 'n') {
			snprintf(want, sizeof(want), "%d 0 obj\n", i);
			assert_memory_equal(out.s + strtoul(row, NULL, 10), want, strlen(want));
			used++;
		}
	}
	assert_memory_equal(row, "trailer", 7);
	assert_int_equal(used, s->tongue == KO || s->tongue == JA ? 12 : 8);
	assert_null(memmem(out.s, out.len, "<3F>", 4)); /* nothing was without a glyph */
	str_finish(&out);
}

static void writes_pdf(void **state)
{
	(void)state;
	for_all(check_pdf);
}

UNIT_TESTS(test_demo_draw,
	cmocka_unit_test(stays_on_the_sheet),
	cmocka_unit_test(writes_dxf),
	cmocka_unit_test(writes_svg),
	cmocka_unit_test(writes_pdf));
