#ifndef RENDER_IMAGE_H
#define RENDER_IMAGE_H

#include "raster.h"
#include "render/scene.h"

void image_finish(struct scene_image *im); /* NULL ok */
/* Dots of the image as the view shows them: by threshold, or by error diffusion where it is a photo. */
void image_draw(const struct scene_image *im, const struct raster_map *m, struct raster *out);
/* The same in shades: a byte a dot, what lies beside the image stays. */
void image_shade(const struct scene_image *im, const struct raster_map *m, uint8_t *grey, int w, int h);

#endif
