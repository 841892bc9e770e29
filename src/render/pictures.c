#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "lib.h"

/* PNG and JPEG: a page of dots. */
struct input { const unsigned char *p; size_t n; };

static int large(enum proto_why *why, struct err *e)
{
	*why = WHY_LARGE;
	return err_set(e, ERR_DRAWING, "%s", "");
}

static int take_image(struct source *s, uint8_t *grey, int w, int h)
{
	struct scene_page *p = scene_page(&s->scene, "", UNIT_PIXEL);
	const double box[4] = {0, 0, w, h};

	p->px1 = w;
	p->py1 = h;
	s->image = true;
	return scene_image(&s->scene, p, grey, w, h, box) ? 0 : -1;
}

static cairo_status_t give(void *arg, unsigned char *out, unsigned n)
{
	struct input *in = arg;

	if (n > in->n) {
		return CAIRO_STATUS_READ_ERROR;
	}
	memcpy(out, in->p, n);
	in->p += n;
	in->n -= n;
	return CAIRO_STATUS_SUCCESS;
}

static int64_t big_endian(const unsigned char *p)
{
	return (int64_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* On white paper, whatever lies below a transparent dot. */
static uint8_t *shades(const struct lib_cairo *c, cairo_surface_t *surface, int w, int h)
{
	const unsigned char *data = c->cairo_image_surface_get_data(surface);
	size_t stride = (size_t)c->cairo_image_surface_get_stride(surface);
	bool alpha = c->cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32;
	uint8_t *grey = xmalloc((size_t)w * (size_t)h);

	for (int y = 0; y < h; y++) {
		const uint32_t *row = (const uint32_t *)(const void *)(data + (size_t)y * stride);

		for (int x = 0; x < w; x++) {
			uint32_t v = row[x], light = ((v >> 16 & 0xff) * 77 + (v >> 8 & 0xff) * 151 + (v & 0xff) * 28) >> 8;
			uint32_t s = (alpha ? 255 - (v >> 24) : 0) + light;

			grey[(size_t)y * (size_t)w + (size_t)x] = (uint8_t)(s > 255 ? 255 : s);
		}
	}
	return grey;
}

int png_open(struct source *s, enum proto_why *why, struct err *e)
{
	const struct lib_cairo *c = lib_cairo(e);
	struct input in = {s->data, s->n};
	cairo_surface_t *surface;
	int r = -1;

	*why = WHY_LIBRARY;
	if (!c) {
		return -1;
	}
	*why = WHY_BROKEN;
	if (s->n < 33) {
		return err_set(e, ERR_DRAWING, "%s", "PNG");
	}
	if (big_endian(s->data + 16) * big_endian(s->data + 20) > SCENE_PIXELS) {
		return large(why, e);
	}
	surface = c->cairo_image_surface_create_from_png_stream(give, &in);
	if (c->cairo_surface_status(surface)) {
		err_set(e, ERR_DRAWING, "PNG: %s", c->cairo_status_to_string(c->cairo_surface_status(surface)));
	} else if (c->cairo_image_surface_get_format(surface) != CAIRO_FORMAT_ARGB32 && c->cairo_image_surface_get_format(surface) != CAIRO_FORMAT_RGB24) {
		err_set(e, ERR_DRAWING, "%s", "PNG");
	} else {
		int w = c->cairo_image_surface_get_width(surface), h = c->cairo_image_surface_get_height(surface);

		memcpy(s->scene.format, "PNG", 4);
		r = take_image(s, shades(c, surface, w, h), w, h);
	}
	c->cairo_surface_destroy(surface);
	return r;
}

int jpeg_open(struct source *s, enum proto_why *why, struct err *e)
{
	const struct lib_jpeg *j = lib_jpeg(e);
	int w = 0, h = 0, sub, space, r = -1;
	tjhandle t;

	*why = WHY_LIBRARY;
	if (!j) {
		return -1;
	}
	*why = WHY_BROKEN;
	t = j->tjInitDecompress();
	if (!t || j->tjDecompressHeader3(t, s->data, s->n, &w, &h, &sub, &space) || w < 1 || h < 1) {
		err_set(e, ERR_DRAWING, "JPEG: %s", j->tjGetErrorStr2(t));
	} else if ((int64_t)w * h > SCENE_PIXELS) {
		large(why, e);
	} else {
		uint8_t *grey = xcalloc((size_t)w, (size_t)h);

		/* one that is cut is grey from there on: shown all the same */
		if (j->tjDecompress2(t, s->data, s->n, grey, w, 0, h, TJPF_GRAY, 0)) {
			s->scene.cut = true;
		}
		memcpy(s->scene.format, "JPEG", 5);
		r = take_image(s, grey, w, h);
	}
	if (t) {
		j->tjDestroy(t);
	}
	return r;
}
