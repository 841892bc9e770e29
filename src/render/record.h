#ifndef RENDER_RECORD_H
#define RENDER_RECORD_H

#include "base/vec.h"
#include "draw/draw.h"
#include "lib.h"
#include "render/scene.h"

/*
 * Pages of librsvg and poppler as paths of a scene. Both draw by cairo's public functions; this program
 * has functions of these names, which the loader finds first (the linker is told to export them). While a
 * recording is on, lines and plain areas drawn on its surface go to the scene and leave no dots; letters are left out,
 * for texts are laid over as characters; what is neither (images, gradients, patterns, very thick lines) is
 * drawn by cairo as ever and becomes the page's image. So one rasteriser serves all formats, thin lines stay
 * whole at every zoom, and a page is parsed once.
 */

/* A letter that was left out: where its baseline begins, how it lies. Only those that lie neither level nor upright. */
struct record_letter { double x, y, size, angle; int32_t cp; /* 0: not told */ };
enum { RECORD_LETTERS = 2000 };
struct record_letters { VEC(struct record_letter) v; };

/* The page is w x h of its units and lies at 0, 0. NULL when cairo cannot make the surface. */
cairo_t *record_begin(const struct lib_cairo *c, struct scene *s, struct scene_page *p, double w, double h);
/* Ends it, and adds the image when there is one. letters: the slanted ones, NULL not wanted; the caller frees them. */
void record_end(cairo_t *cr, struct record_letters *letters);

#endif
