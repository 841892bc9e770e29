/* A DXF of a stranger, up to the scene that is drawn of it. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "render/scene.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_page(const struct scene_page *p)
{
	for (size_t i = 0; i < p->paths.n; i++) {
		must(p->paths.v[i].first + p->paths.v[i].n <= p->segs.n);
		must(p->paths.v[i].n == 0 || p->segs.v[p->paths.v[i].first].op == SEG_MOVE);
	}
	for (size_t i = 0; i < p->segs.n; i++) {
		must(isfinite(p->segs.v[i].x) && isfinite(p->segs.v[i].y));
		must(p->segs.v[i].op != SEG_ARC || p->segs.v[i].arc < p->arcs.n);
	}
	for (size_t i = 0; i < p->texts.n; i++) {
		const struct scene_text *t = &p->texts.v[i];

		must(*t->text && utf8_valid(t->text, strlen(t->text)));
		must(isfinite(t->x) && isfinite(t->y) && isfinite(t->w) && isfinite(t->h) && isfinite(t->angle));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = ERR_NONE;
	struct scene s;

	scene_init(&s);
	if (dxf_read(data, size, &s, &e) == 0) {
		must(s.pages.n > 0);
		for (size_t i = 0; i < s.pages.n; i++) {
			check_page(s.pages.v[i]);
		}
	} else {
		must(*e.text);
	}
	scene_finish(&s);
	return 0;
}
