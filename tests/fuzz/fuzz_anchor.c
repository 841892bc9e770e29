/* Selectors of notes and zones: whatever comes in is refused or means the same when it is written again; and whatever
   drawing an anchor is looked for on, it has an answer. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "draw/anchor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_selectors(const char *s)
{
	struct anchor an = {.exact = "", .prefix = "", .suffix = ""}, again = an;
	struct str b = STR_INIT;
	struct zone z;
	struct zones grid;
	char text[ZONE_TEXT];

	if (anchor_point_read(s, &an, NULL) == 0) {
		anchor_point_write(&an, &b);
		must(b.len <= ANCHOR_FRAGMENT);
		must(anchor_point_read(str_c(&b), &again, NULL) == 0);
		must(again.x == an.x && again.y == an.y && again.page == an.page && again.of == an.of && again.nsame == an.nsame);
	}
	if (anchor_zone_read(s, &an, NULL) == 0) {
		must(strlen(an.zone) >= 2);
	}
	if (zone_parse(NULL, s, strlen(s), &z, NULL) == 0) {
		struct zone back;

		zone_text(z, text);
		must(zone_parse(NULL, text, strlen(text), &back, NULL) == 0 && back.col == z.col && back.row == z.row);
	}
	zones_init(&grid, &(struct sheet_size){{an.x, an.y, again.quote_x, again.quote_y}, an.quote_x, an.quote_y});
	zone_at(&grid, an.x, an.y, &z);
	must(z.col >= 0 && z.col < grid.cols && z.row >= 0 && z.row < grid.rows);
	str_finish(&b);
}

/* Lines are texts; their bytes also say where they stand. */
static struct anchor_index *index_of(char *lines, double unit, bool paper)
{
	static struct drawing_text t[256];
	struct drawing_page p = {.name = "", .unit = "mm", .unit_mm = 1, .extent = {0, 0, 420, 297}};
	struct drawing_texts all = {.v = t};
	struct anchor_index *ix = anchor_index_create();
	char *rest = NULL;

	if (paper) {
		p.paper = p.extent;
		p.sheet_w = 420;
		p.sheet_h = 297;
	}
	for (char *l = strtok_r(lines, "\n", &rest); l && all.n < 256; l = strtok_r(NULL, "\n", &rest)) {
		size_t n = strlen(l);

		t[all.n++] = (struct drawing_text){.text = l, .x = (unsigned char)l[0] * unit, .y = (unsigned char)l[n - 1] * unit,
			.w = (double)n, .h = 3, .angle = (unsigned char)l[n / 2]};
	}
	anchor_index_page(ix, 1, &p, &all);
	return ix;
}

static void look(const struct anchor_index *a, const struct anchor_index *b)
{
	struct arena arena;
	struct anchor an;
	struct anchor_found f;

	arena_init(&arena);
	for (int i = 0; i < 4; i++) {
		anchor_make(a, 1, i * 60000, 50000 + i * 40000, &arena, &an);
		must(strlen(an.exact) <= ANCHOR_EXACT_BYTES && strlen(an.prefix) <= ANCHOR_CONTEXT_BYTES && strlen(an.suffix) <= ANCHOR_CONTEXT_BYTES);
		for (int alone = 0; alone < 2; alone++) {
			anchor_find(&an, alone ? NULL : a, b, &f);
			must(f.state < ANCHOR_STATES && f.text && f.here && f.score >= 0 && f.score <= 100);
			must(f.nmay > 0 || f.state != ANCHOR_AMBIGUOUS || !*an.exact);
		}
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = xstrndup((const char *)data, size), *copy, *half;
	struct anchor_index *a, *b;

	read_selectors(s);
	copy = xstrdup(s);
	half = xstrdup(s + strlen(s) / 3);
	a = index_of(copy, 1, true);
	b = index_of(half, strlen(s) % 2 ? 1 : 1.5, strlen(s) % 3);
	look(a, b);
	anchor_index_destroy(a);
	anchor_index_destroy(b);
	free(copy);
	free(half);
	free(s);
	return 0;
}
