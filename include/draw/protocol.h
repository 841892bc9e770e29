#ifndef DRAW_PROTOCOL_H
#define DRAW_PROTOCOL_H

#include "base/arena.h"
#include "base/str.h"
#include "draw/draw.h"

/*
 * What client and fettle-draw say to each other over a socket pair. A frame is its length (32 bits, little-endian,
 * without these four), a byte for its type, and its body. Neither trusts the other: lengths, counts, numbers and
 * texts are checked on their way in, and a frame with anything wrong in it is refused whole.
 *
 *	client                      fettle-draw
 *	                            INFO, or FAILED and the end
 *	VIEW                        TEXTS of the page (the first time), PICTURE
 *	WANT_TEXTS page             TEXTS
 */
enum { PROTO_FRAME = 48 << 20, PROTO_REQUEST = 4096, PROTO_DETAIL = 200 };

enum proto_type { PROTO_VIEW = 1, PROTO_WANT_TEXTS = 2, PROTO_INFO = 16, PROTO_TEXTS = 17, PROTO_PICTURE = 18, PROTO_FAILED = 19 };

/* Why a file is not shown. The words are the client's, in the user's language. */
enum proto_why {
	WHY_DWG, WHY_UNKNOWN, WHY_BROKEN, WHY_EMPTY, WHY_LARGE, WHY_LIBRARY, WHY_READ, WHY_LOCKED /* by a password */, WHY_COUNT
};

struct proto_frame { enum proto_type type; const uint8_t *body; size_t n; size_t whole; /* bytes of the frame in all */ };

/* 1: *out is the first frame of p; 0: more is needed; -1: this is no frame, or one of over max bytes. */
int proto_frame(const void *p, size_t n, size_t max, struct proto_frame *out);

void proto_put_view(struct str *out, const struct drawing_view *v);
void proto_put_want_texts(struct str *out, int page);
void proto_put_info(struct str *out, const struct drawing_info *info);
void proto_put_texts(struct str *out, const struct drawing_texts *t); /* as many as a frame takes */
void proto_put_picture(struct str *out, const struct drawing_picture *p);
void proto_put_failed(struct str *out, enum proto_why why, const char *detail);

/* Each answers 0, or -1 for a frame that is not right. What they fill borrows from the frame or lives in the arena. */
int proto_get_view(const struct proto_frame *f, struct drawing_view *v);
int proto_get_want_texts(const struct proto_frame *f, int *page);
int proto_get_info(const struct proto_frame *f, struct arena *a, struct drawing_info *info);
int proto_get_texts(const struct proto_frame *f, struct arena *a, struct drawing_texts *t);
int proto_get_picture(const struct proto_frame *f, struct drawing_picture *p);
int proto_get_failed(const struct proto_frame *f, struct arena *a, enum proto_why *why, const char **detail);

#endif
