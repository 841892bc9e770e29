#ifndef DRAW_ANCHOR_H
#define DRAW_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "draw/draw.h"
#include "draw/zone.h"
#include "model/entity.h"

/*
 * Where a note belongs on a drawing, said three ways at once (W3C Web Annotation): the point, the
 * zone, and the drawing's own text nearest to it with what stands before and behind it in reading order.
 * Lengths are whole 1/1000 of the page's unit, x to the right, y up. Pages count from 1.
 *
 * Texts are compared after NFKC with the case kept; runs of blanks are one blank, none at the ends;
 * the signs of a diameter (U+00D8, U+00F8, U+2300, U+2205) are one, "×" is "x", a minus sign a hyphen.
 */
enum { ANCHOR_SAME = 6, ANCHOR_EXACT = 120, ANCHOR_CONTEXT = 32 /* code points */, ANCHOR_EXACT_BYTES = 480, ANCHOR_CONTEXT_BYTES = 190 };

struct anchor {
	int page;
	int64_t x, y;                /* the point */
	char zone[ZONE_TEXT];
	const char *exact, *prefix, *suffix; /* "": it has no text; prefix and suffix of texts, parted by blanks */
	/* What makes exact unambiguous without the drawing it was made on; known from FragmentSelectors of ours. */
	int64_t quote_x, quote_y;    /* the middle of the text's box; where of is 0, the point */
	int of;                      /* how many texts of the page read the same, itself too; 0: not known */
	int nsame;                   /* where those nearest to it are: the middles of their boxes */
	struct anchor_spot { int64_t x, y; } same[ANCHOR_SAME];
	struct box paper;            /* of its page; x1 <= x0: not known */
};

/* All pages of a drawing with their texts, made ready. Copies what it needs. */
struct anchor_index;
struct anchor_index *anchor_index_create(void);
void anchor_index_destroy(struct anchor_index *ix); /* NULL ok */
/* Texts of layers that are off do not count. A page given again replaces what it was. */
void anchor_index_page(struct anchor_index *ix, int page, const struct drawing_page *p, const struct drawing_texts *t);
bool anchor_index_has(const struct anchor_index *ix, int page);
/* The zones of a page: of the paper, else of what is drawn (then without a size in mm). */
void anchor_zones(const struct drawing_page *p, struct zones *out);

/* An anchor at a point; its texts are in the arena. The nearest text counts, up to a quarter of the sheet's diagonal away. */
void anchor_make(const struct anchor_index *ix, int page, int64_t x, int64_t y, struct arena *a, struct anchor *out);
/* By text: the point is the middle of the nth (from 0) text in reading order that holds the words. -1: there is none. */
int anchor_make_at_text(const struct anchor_index *ix, int page, const char *words, int nth, struct arena *a, struct anchor *out);

enum anchor_state {
	ANCHOR_KEPT,       /* at the same place of the sheet, on the same text */
	ANCHOR_MOVED,      /* surely the same text, elsewhere or changed: see moved and changed */
	ANCHOR_AMBIGUOUS,  /* there are candidates, none certain */
	ANCHOR_ORPHAN,     /* what it stood at is gone */
	ANCHOR_STATES
};

#define ANCHOR_MAY 8
struct anchor_place { int page; int64_t x, y; };
struct anchor_found {
	enum anchor_state state;
	struct anchor_place at;      /* AMBIGUOUS and ORPHAN: where it was, relative to the sheet */
	char zone[ZONE_TEXT];
	int64_t moved;               /* how far, in 1/1000 unit, from where it was, relative to the sheet */
	int64_t moved_um;            /* the same in 1/1000 mm; -1: the unit is not known, or it is on another page */
	bool changed;                /* the text is not quite what it was: look */
	int score;                   /* 0 to 100: how sure */
	const char *text;            /* the text it is at now; "" none. Index's. */
	const char *here;            /* AMBIGUOUS and ORPHAN: what stands at the old place now; "" nothing. Index's. */
	struct anchor_place may[ANCHOR_MAY]; /* the candidates, best first */
	int nmay;
};

/*
 * Finds an anchor again in a new revision. old: the drawing it was made on; NULL: not at hand, then more is ambiguous.
 * Never a silent jump; in this order:
 *	1. How the surroundings went: not at all; with the sheet, when that has another size; or together by some distance
 *	   (of the twelve texts nearest to it, most agree; needs old). The same text at that place is it, if its context or
 *	   its surroundings say so too.
 *	2. The same text elsewhere, when no other text of the old drawing accounts for it: MOVED if it is the only one and
 *	   not further away than its length makes believable, or its context says so; else AMBIGUOUS.
 *	3. A similar text (edit distance) at that place, or elsewhere with the same figures and context, if it is as similar as
 *	   0.6 + 2.4 / length asks: texts of up to six letters must be the same. MOVED and changed.
 *	4. Else ORPHAN.
 * An anchor without text is KEPT or MOVED only when all surroundings are there, unchanged and alike; else AMBIGUOUS.
 */
void anchor_find(const struct anchor *an, const struct anchor_index *old, const struct anchor_index *now, struct anchor_found *out);

/*
 * The point as the value of a FragmentSelector that conforms to ANCHOR_POINT:
 *	page=1&point=128.500,74.000&quote=120.000,70.000&of=2&same=60.000,70.000&paper=0.000,0.000,420.000,297.000
 * page and point must be there, unknown names are skipped. Of the zone (ANCHOR_ZONE): "zone=C4".
 */
#define ANCHOR_POINT "urn:x-fettle:drawing-point"
#define ANCHOR_ZONE "urn:iso:std:iso:5457"
#define ANCHOR_FRAGMENT 500 /* bytes */
void anchor_point_write(const struct anchor *an, struct str *out);
int anchor_point_read(const char *s, struct anchor *an, struct err *e); /* leaves texts and zone alone; an untouched on failure */
void anchor_zone_write(const struct anchor *an, struct str *out);
int anchor_zone_read(const char *s, struct anchor *an, struct err *e);

/*
 * As the selectors of a note, and back: the point, the text if there is one, the zone. Texts are the arena's or the anchor's.
 * Reading leaves page, x, y and zone as they are where no selector of ours says them. -1: one of ours is wrong.
 */
void anchor_to_selectors(const struct anchor *an, struct items *out, struct arena *a);
int anchor_from_selectors(struct items selectors, struct anchor *an, struct arena *a, struct err *e);

/* A text as it is compared; appended to out, at most ANCHOR_EXACT code points of it. */
void anchor_plain(struct str *out, const char *s);
/* The same with the case folded, for finding: words typed as needle stand in a text that holds them so. */
void anchor_needle(struct str *out, const char *words);
bool anchor_holds(const char *text, const char *needle);

#endif
