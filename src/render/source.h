#ifndef RENDER_SOURCE_H
#define RENDER_SOURCE_H

#include "draw/protocol.h"
#include "raster.h"
#include "render/scene.h"

/*
 * A file of any format as a scene whose pages are filled when they are first looked at. Readers answer 0, or -1
 * with *why and e's text: what a library said, in English, foreign bytes.
 */
struct source {
	struct scene scene;
	const unsigned char *data;
	size_t n;
	bool image;                    /* dots only */
	bool *filled;                  /* for each page */
	struct raster_index *index;
	int (*fill)(struct source *s, size_t page); /* NULL: all pages are filled by the reader */
	void *more;                    /* of the reader, for the process's life */
};

int source_open(struct source *s, const void *data, size_t n, enum proto_why *why, struct err *e);
/* Page i, filled; what cannot be drawn of it is simply not there. */
struct scene_page *source_page(struct source *s, size_t i);
void source_finish(struct source *s);

/* The readers but dxf_read(). */
int svg_open(struct source *s, enum proto_why *why, struct err *e);
int pdf_open(struct source *s, enum proto_why *why, struct err *e);
int png_open(struct source *s, enum proto_why *why, struct err *e);
int jpeg_open(struct source *s, enum proto_why *why, struct err *e);

/* The texts of an SVG, from its XML: needs no font. to_page: user units of the outermost svg to page units. */
int svg_texts(struct source *s, struct scene_page *p, const struct raster_map *to_page, struct err *e);

/* A broken SVG as whole XML, with what could be saved of it; kept for the process's life. NULL: nothing could. */
unsigned char *svg_mended(struct source *s, size_t *n);

#endif
