#ifndef APP_DRAWING_CACHE_H
#define APP_DRAWING_CACHE_H

#include "draw/draw.h"
#include "store/store.h"

/*
 * What the renderer said of a file when it was open before, said again at once: what the drawing is, and when the fitted
 * view of a page is looked at, the page's texts and its picture. The renderer is asked all the same; what it says comes
 * after, by the same events, and is kept for the next time. Reads the store when asked, writes it a moment after a
 * picture came, and when it is closed.
 */
struct drawing_cache;

/* hash: of the file's content, 64 hex characters. The events are the ones the renderer would be given. */
struct drawing_cache *drawing_cache_create(struct store *s, struct loop *loop, const char *hash, const struct drawing_events *events, void *arg);
void drawing_cache_destroy(struct drawing_cache *c); /* NULL ok; not before the drawing that was listened to is closed */

/* Says what the drawing is, if that is kept; it lasts as long as c. */
void drawing_cache_open(struct drawing_cache *c);
/* A view that is looked at: says its texts and its picture, if they are kept and the renderer has not spoken yet. */
void drawing_cache_look(struct drawing_cache *c, const struct drawing_view *v);
/* Before drawing_open(): what the renderer says goes through c, to be kept. */
void drawing_cache_listen(struct drawing_cache *c, struct drawing_conf *conf);

#endif
