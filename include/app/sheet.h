#ifndef APP_SHEET_H
#define APP_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"
#include "draw/anchor.h"
#include "draw/draw.h"
#include "draw/grid.h"
#include "draw/zone.h"

/*
 * A drawing on a screen: its file from the local store, or fetched, or of this machine; its renderer; the texts of its
 * pages. Nothing waits: what comes is told by changed(). Whatever goes wrong is a state with a text. What the store
 * keeps of an earlier look at the same file is shown until the renderer has read it.
 */
enum sheet_state {
	SHEET_FETCHING,   /* the file is on its way: sheet_progress() */
	SHEET_STARTING,   /* the renderer reads it */
	SHEET_READY,
	SHEET_FAILED      /* sheet_trouble() says why */
};

#define SHEET_BYTES ((int64_t)256 << 20) /* larger files are not opened */

struct sheet_source {
	const char *path;   /* of a file here; NULL: hash and size of a blob */
	const char *hash;
	int64_t size;
	const char *name;   /* for people */
};

struct sheet;
/* changed may be called before it returns. It is called in the loop's thread, when something can be drawn that could not before. */
struct sheet *sheet_open(struct app *app, const struct sheet_source *src, void (*changed)(void *arg), void *arg);
void sheet_close(struct sheet *s); /* NULL ok */

enum sheet_state sheet_state(const struct sheet *s);
const char *sheet_trouble(const struct sheet *s);  /* translated; "" none */
/* Failed because the file could not be fetched: it may come once there is a link. */
bool sheet_unfetched(const struct sheet *s);
bool sheet_progress(const struct sheet *s, int64_t *done, int64_t *size);
const struct drawing_info *sheet_info(const struct sheet *s); /* NULL: not known yet, or FAILED; it may be known before READY */

/* Asks for a picture, and for the page's texts. The latest wins. layers: as in the view, copied. */
void sheet_look(struct sheet *s, const struct drawing_view *v);
/* The newest picture with its texts laid over, and the view it is of; NULL: none yet. */
const struct grid *sheet_grid(const struct sheet *s, const struct drawing_view **view);
/* Texts of a page (from 0), once they have come; sheet_want_texts() asks for them. */
const struct drawing_texts *sheet_texts(const struct sheet *s, int page);
void sheet_want_texts(struct sheet *s, int page);
/* The pages whose texts have come, for anchors. */
const struct anchor_index *sheet_index(const struct sheet *s);
bool sheet_all_texts(const struct sheet *s); /* of every page */

#endif
