#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "lib.h"

enum { INFLATED = 64 << 20, HEAD = 4096 };

static bool begins(const struct source *s, const char *magic, size_t n)
{
	return s->n >= n && !memcmp(s->data, magic, n);
}

static bool holds(const struct source *s, const char *word, size_t within)
{
	return memmem(s->data, s->n < within ? s->n : within, word, strlen(word)) != NULL;
}

/* "AC1015" and the like stand at a DWG's start. */
static bool is_dwg(const struct source *s)
{
	return s->n >= 6 && (begins(s, "AC1", 3) || begins(s, "AC2", 3) || begins(s, "MC0", 3)) && strspn((const char *)s->data + 2, "0123456789.") >= 3;
}

static bool is_svg(const struct source *s)
{
	static const char wide[] = "<\0s\0v\0g";

	return holds(s, "<svg", 16 * HEAD) || holds(s, ":svg", HEAD) ||
		(s->n > 2 && memmem(s->data, s->n < HEAD ? s->n : HEAD, wide, sizeof(wide) - 1));
}

/* A blank, a line end, or a comment group, then the first group code. */
static bool is_dxf(const struct source *s)
{
	size_t i = begins(s, "\357\273\277", 3) ? 3 : 0;

	if (begins(s, "AutoCAD Binary DXF", 18)) {
		return true;
	}
	if (begins(s, "\377\376", 2) || begins(s, "\376\377", 2)) {
		return memmem(s->data, s->n < HEAD ? s->n : HEAD, "S\0E\0C\0T\0I\0O\0N", 13) != NULL;
	}
	while (i < s->n && i < 64 && strchr(" \t\r\n", s->data[i]) && s->data[i]) {
		i++;
	}
	return i < s->n && s->data[i] >= '0' && s->data[i] <= '9' && (holds(s, "SECTION", 16 * HEAD) || holds(s, "EOF", HEAD));
}

/* An SVG may be packed by gzip: unpacked here, so that how much comes of it has a limit. */
static int unpack(struct source *s, enum proto_why *why, struct err *e)
{
	const struct lib_zlib *z = lib_zlib(e);
	z_stream st = {.next_in = (Bytef *)s->data, .avail_in = (uInt)s->n};
	struct str out = STR_INIT;
	char piece[1 << 16];
	int r = Z_OK;

	*why = WHY_LIBRARY;
	if (!z) {
		return -1;
	}
	*why = WHY_LARGE;
	str_init(&out, INFLATED);
	if (z->inflateInit2_(&st, 15 + 16, ZLIB_VERSION, (int)sizeof(st)) != Z_OK) {
		return -1;
	}
	while (r == Z_OK && !str_failed(&out)) {
		st.next_out = (Bytef *)piece;
		st.avail_out = sizeof(piece);
		r = z->inflate(&st, Z_NO_FLUSH);
		str_addn(&out, piece, sizeof(piece) - st.avail_out);
	}
	z->inflateEnd(&st);
	if (str_failed(&out)) {
		str_finish(&out);
		return err_set(e, ERR_DRAWING, "%s", "gzip");
	}
	s->n = out.len;
	s->data = (const unsigned char *)str_take(&out);
	return 0;
}

static int all_at_once(struct source *s, enum proto_why *why, struct err *e)
{
	*why = WHY_BROKEN;
	return dxf_read(s->data, s->n, &s->scene, e);
}

static int read_by_kind(struct source *s, enum proto_why *why, struct err *e)
{
	if (begins(s, "\037\213", 2) && unpack(s, why, e)) {
		return -1;
	}
	if (is_dwg(s)) {
		*why = WHY_DWG;
		return -1;
	}
	if (begins(s, "\211PNG\r\n\032\n", 8)) {
		return png_open(s, why, e);
	}
	if (begins(s, "\377\330\377", 3)) {
		return jpeg_open(s, why, e);
	}
	if (holds(s, "%PDF-", 1024)) {
		return pdf_open(s, why, e);
	}
	if (is_svg(s)) {
		return svg_open(s, why, e);
	}
	if (is_dxf(s)) {
		return all_at_once(s, why, e);
	}
	*why = WHY_UNKNOWN;
	return -1;
}

int source_open(struct source *s, const void *data, size_t n, enum proto_why *why, struct err *e)
{
	*s = (struct source){.data = data, .n = n};
	scene_init(&s->scene);
	*why = WHY_EMPTY;
	if (n == 0 || read_by_kind(s, why, e)) {
		return -1;
	}
	if (s->scene.pages.n == 0) {
		*why = WHY_EMPTY;
		return -1;
	}
	s->filled = xcalloc(s->scene.pages.n, sizeof(*s->filled));
	s->index = xcalloc(s->scene.pages.n, sizeof(*s->index));
	return 0;
}

struct scene_page *source_page(struct source *s, size_t i)
{
	if (!s->filled[i]) {
		s->filled[i] = true;
		if (s->fill && s->fill(s, i)) {
			s->scene.cut = true;
		}
		raster_index(&s->index[i], s->scene.pages.v[i]);
	}
	return s->scene.pages.v[i];
}

void source_finish(struct source *s)
{
	for (size_t i = 0; s->index && i < s->scene.pages.n; i++) {
		raster_index_finish(&s->index[i]);
	}
	free(s->filled);
	free(s->index);
	scene_finish(&s->scene);
}
