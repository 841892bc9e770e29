#include "image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void image_finish(struct scene_image *im)
{
	for (int i = 0; im && i < im->nlevels; i++) {
		if (im->level[i].dark != im->level[i].mean) {
			free(im->level[i].dark);
		}
		free(im->level[i].mean);
	}
	free(im);
}

/* Shades are stretched over the whole range; more than a few between the ends make it a photo. */
static void stretch(struct scene_image *im, uint8_t *grey, size_t n)
{
	size_t count[256] = {0}, below = 0, middle = 0;
	int lo = -1, hi = 255;
	uint8_t map[256];

	for (size_t i = 0; i < n; i++) {
		count[grey[i]]++;
	}
	for (int i = 0; i < 256; i++) {
		below += count[i];
		if (lo < 0 && below > n / 500) {
			lo = i;
		}
		if (below <= n - n / 500) {
			hi = i;
		}
	}
	lo = lo < 0 || hi - lo < 16 ? 0 : lo;
	hi = hi - lo < 16 ? 255 : hi;
	for (int i = 0; i < 256; i++) {
		map[i] = (uint8_t)(i <= lo ? 0 : i >= hi ? 255 : (i - lo) * 255 / (hi - lo));
		middle += map[i] > 48 && map[i] < 208 ? count[i] : 0;
	}
	for (size_t i = 0; i < n; i++) {
		grey[i] = map[grey[i]];
	}
	im->photo = middle > n / 8;
}

static void halve(const struct scene_level *from, struct scene_level *to)
{
	to->w = (from->w + 1) / 2;
	to->h = (from->h + 1) / 2;
	to->mean = xmalloc((size_t)to->w * (size_t)to->h);
	to->dark = xmalloc((size_t)to->w * (size_t)to->h);
	for (int y = 0; y < to->h; y++) {
		size_t a = (size_t)(2 * y) * (size_t)from->w, b = 2 * y + 1 < from->h ? a + (size_t)from->w : a;

		for (int x = 0; x < to->w; x++) {
			size_t i = (size_t)(2 * x), k = 2 * x + 1 < from->w ? i + 1 : i;
			const uint8_t *m = from->mean, *d = from->dark;
			int least = d[a + i] < d[a + k] ? d[a + i] : d[a + k], low = d[b + i] < d[b + k] ? d[b + i] : d[b + k];
			size_t o = (size_t)y * (size_t)to->w + (size_t)x;

			to->mean[o] = (uint8_t)((m[a + i] + m[a + k] + m[b + i] + m[b + k] + 2) / 4);
			to->dark[o] = (uint8_t)(least < low ? least : low);
		}
	}
}

bool scene_image(struct scene *s, struct scene_page *p, uint8_t *grey, int w, int h, const double box[4])
{
	struct scene_image *im;

	if (p->image || w < 1 || h < 1 || (int64_t)w * h > SCENE_PIXELS) {
		free(grey);
		s->cut = true;
		return false;
	}
	im = xcalloc(1, sizeof(*im));
	im->x0 = box[0];
	im->y0 = box[1];
	im->x1 = box[2];
	im->y1 = box[3];
	stretch(im, grey, (size_t)w * (size_t)h);
	im->level[0] = (struct scene_level){w, h, grey, grey};
	for (im->nlevels = 1; im->nlevels < SCENE_LEVELS; im->nlevels++) {
		const struct scene_level *last = &im->level[im->nlevels - 1];

		if (last->w <= 16 && last->h <= 16) {
			break;
		}
		halve(last, &im->level[im->nlevels]);
	}
	if (p->x1 < p->x0) {
		p->x0 = box[0];
		p->y0 = box[1];
		p->x1 = box[2];
		p->y1 = box[3];
	}
	p->image = im;
	return true;
}

/* From dots of the picture to those of a level. */
struct back { double a, b, c, d, e, f; const struct scene_level *level; };

static bool way_back(const struct scene_image *im, const struct raster_map *m, struct back *out)
{
	double det = m->a * m->e - m->b * m->d, sx, sy;
	int k = 0;

	if (det == 0 || im->x1 <= im->x0 || im->y1 <= im->y0) {
		return false;
	}
	/* a dot in pixels of the file, at its broader side: the level where it is one to two of them */
	sx = im->level[0].w / (im->x1 - im->x0);
	sy = im->level[0].h / (im->y1 - im->y0);
	double across = hypot(m->e / det * sx, m->d / det * sy), down = hypot(m->b / det * sx, m->a / det * sy);

	while (k + 1 < im->nlevels && fmax(across, down) >= 2 << k) {
		k++;
	}
	out->level = &im->level[k];
	sx = out->level->w / (im->x1 - im->x0);
	sy = out->level->h / (im->y1 - im->y0);
	out->a = m->e / det * sx;
	out->b = -m->b / det * sx;
	out->c = ((m->b * m->f - m->e * m->c) / det - im->x0) * sx;
	out->d = m->d / det * sy;
	out->e = -m->a / det * sy;
	out->f = (im->y1 - (m->d * m->c - m->a * m->f) / det) * sy;
	return true;
}

/* -1 beside the image. dark: the darkest of what the dot covers, else the mean at its middle. */
static int shade(const struct back *b, int x, int y, bool dark)
{
	double mx = b->a * (x + 0.5) + b->b * (y + 0.5) + b->c, my = b->d * (x + 0.5) + b->e * (y + 0.5) + b->f;
	const struct scene_level *l = b->level;

	if (!(mx >= 0 && my >= 0 && mx < l->w && my < l->h)) {
		return -1;
	}
	if (!dark) {
		return l->mean[(size_t)my * (size_t)l->w + (size_t)mx];
	}
	double rx = fmax(fabs(b->a) + fabs(b->b) - 0.5, 0) / 2, ry = fmax(fabs(b->d) + fabs(b->e) - 0.5, 0) / 2;
	int x0 = (int)fmax(mx - rx, 0), x1 = (int)fmin(mx + rx, l->w - 1), y0 = (int)fmax(my - ry, 0), y1 = (int)fmin(my + ry, l->h - 1);
	int least = 255;

	for (int v = y0; v <= y1; v++) {
		for (int u = x0; u <= x1; u++) {
			int s = l->dark[(size_t)v * (size_t)l->w + (size_t)u];

			least = s < least ? s : least;
		}
	}
	return least;
}

static void lines(const struct back *b, struct raster *out)
{
	for (int y = 0; y < out->h; y++) {
		for (int x = 0; x < out->w; x++) {
			int s = shade(b, x, y, true);

			if (s >= 0 && s < 128) {
				raster_dot(out, x, y);
			}
		}
	}
}

/* Floyd and Steinberg: what a dot is too dark or too light goes on to its neighbours. */
static void diffuse(const struct back *b, struct raster *out)
{
	int *here = xcalloc((size_t)out->w + 2, sizeof(int)), *below = xcalloc((size_t)out->w + 2, sizeof(int));

	for (int y = 0; y < out->h; y++) {
		for (int x = 0; x < out->w; x++) {
			int s = shade(b, x, y, false);

			if (s < 0) {
				continue;
			}
			int want = s + here[x + 1] / 16, got = want < 128 ? 0 : 255, off = want - got;

			if (got == 0) {
				raster_dot(out, x, y);
			}
			here[x + 2] += off * 7;
			below[x] += off * 3;
			below[x + 1] += off * 5;
			below[x + 2] += off;
		}
		int *t = here;

		here = below;
		below = t;
		memset(below, 0, ((size_t)out->w + 2) * sizeof(int));
	}
	free(here);
	free(below);
}

void image_draw(const struct scene_image *im, const struct raster_map *m, struct raster *out)
{
	struct back b;

	if (way_back(im, m, &b)) {
		if (im->photo) {
			diffuse(&b, out);
		} else {
			lines(&b, out);
		}
	}
}

void image_shade(const struct scene_image *im, const struct raster_map *m, uint8_t *grey, int w, int h)
{
	struct back b;

	if (!way_back(im, m, &b)) {
		return;
	}
	for (int y = 0; y < h; y++) {
		for (int x = 0; x < w; x++) {
			int s = shade(&b, x, y, !im->photo);

			if (s >= 0) {
				grey[(size_t)y * (size_t)w + (size_t)x] = (uint8_t)s;
			}
		}
	}
}
