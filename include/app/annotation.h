#ifndef APP_ANNOTATION_H
#define APP_ANNOTATION_H

#include "base/arena.h"
#include "draw/anchor.h"
#include "wire/json.h"

/*
 * Anchors as W3C Web Annotations (JSON-LD) and back. Selectors: a FragmentSelector that conforms to ANCHOR_POINT, a
 * TextQuoteSelector, and a FragmentSelector that conforms to ANCHOR_ZONE; others are skipped.
 */
struct annotation {
	const char *id, *text, *source; /* "" when there is none */
	struct anchor anchor;
};

struct json *annotation_json(const struct annotation *n); /* new object */
/* One annotation, as above, or a note as `--json` prints it. Texts are the arena's. ERR_INVALID: it says nowhere. */
int annotation_read(const struct json *j, struct arena *a, struct annotation *out, struct err *e);

/* A file of them: an array, or an object with an array "items" (an annotation page, a list of notes). At most 10,000. */
#define ANNOTATIONS_MAX 10000
int annotations_read(const char *text, size_t n, struct arena *a, struct annotation **out, size_t *count, struct err *e);

#endif
