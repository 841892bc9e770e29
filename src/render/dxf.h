#ifndef RENDER_DXF_H
#define RENDER_DXF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "dxf_geom.h"
#include "render/scene.h"

/*
 * The DXF reader's own parts. The file is cut once into pairs of group code and value (dxf_pair.c); whatever reads
 * further walks over that array. Strings stay where they are in the caller's bytes, in the file's own code page.
 *
 * Strangers' files: every entity and every segment is paid for with dxf_spend(), so that loops and arrays of blocks
 * end; after DXF_TIME nothing more is drawn, however slow the machine; tables have limits; a number that is not one is NaN
 * and is refused where it would be drawn.
 */
enum {
	DXF_PAIRS = 1 << 22, DXF_WORK = 2000000, DXF_TIME = 900 /* ms */, DXF_DEPTH = 24, DXF_BLOCKS = 65536, DXF_TYPES = 2048, DXF_NAME = 256
};

enum dxf_type { DXF_STRING, DXF_NUMBER, DXF_INTEGER, DXF_BYTES };

struct dxf_pair {
	int16_t code;
	uint32_t n; /* bytes of s */
	union {
		const char *s; /* DXF_STRING, DXF_BYTES; no NUL at its end */
		double d;
		int64_t i;
	};
};

/* A record: from a code 0 up to the next one. */
struct dxf_ent {
	const struct dxf_pair *p; /* p[0] is its code 0 */
	size_t n;
	size_t all; /* with the VERTEX, ATTRIB and SEQEND that follow it */
};

struct dxf_span { size_t from, to; };

struct dxf_ltype { size_t n; double dash[SCENE_DASHES]; }; /* on, off ...; n = 0: solid */

struct dxf_layer {
	bool zero; /* layer "0", which in a block is that of the INSERT */
	uint32_t number; /* of the scene */
	bool off, frozen;
	const struct dxf_ltype *ltype;
};

struct dxf_style { double height, width; bool gdt; };

struct dxf_block {
	const struct dxf_pair *p; /* its entities */
	size_t n;
	struct dxf_v base;
	bool busy;    /* being drawn: it may not hold itself */
	bool counted; /* what is not drawn of it is in the scene's kinds */
	uint64_t owner; /* the block record's handle */
};

/* A line without end, on the page. */
struct dxf_ray { struct dxf_p p, v; bool both; struct scene_look look; double dash[SCENE_DASHES]; };

struct dxf_handle { uint64_t handle; size_t pair; };

struct dxf_head {
	int version;   /* 1009 for "AC1009"; 0: not said */
	int unit;      /* $INSUNITS */
	int measure;   /* $MEASUREMENT; -1: not said */
	double ltscale, point_size;
	bool psltscale;
	int point_mode;
	const struct codepage *charset; /* NULL: not said, or not known */
};

struct dxf {
	struct scene *s;
	VEC(struct dxf_pair) pairs;
	struct dxf_span header, tables, blocks, entities, objects;
	struct dxf_head head;
	struct map *layers, *ltypes, *styles, *block_names; /* by folded name; values in s->arena */
	struct map *dimstyles;                              /* to the pair of its code 0 */
	VEC(struct dxf_block *) block_list;                 /* by owner */
	VEC(struct dxf_handle) handles;                     /* sorted, once they are `indexed` */
	bool indexed;
	bool binary; /* a binary DXF */
	VEC(struct dxf_ray) rays;
	long work;
	int64_t deadline; /* of clock_mono_ms() */
	struct str text;                                    /* scratch */
};

/* A viewport's own: what it does not show. */
enum { DXF_FROZEN = 256 };
struct dxf_view { size_t n; const struct dxf_layer *frozen[DXF_FROZEN]; };

/* Where an entity is drawn. */
struct dxf_at {
	struct scene_page *page;
	struct dxf_m m;                   /* from the entity's world to the page (z is dropped) */
	const struct dxf_clip *clip;      /* NULL: all of it */
	const struct dxf_layer *layer;    /* of the INSERT, for what is on layer 0 in a block */
	const struct dxf_ltype *ltype;    /* of the INSERT, for BYBLOCK */
	const struct dxf_view *view;      /* of a viewport; NULL: none */
	double dash;                      /* scale of line types */
	int depth;
	const struct dxf_layer *frozen;   /* of the INSERT, when that is frozen: all in it is of that layer */
	bool count;                       /* for the scene's kinds: it is of a page, */
	bool first;                       /* or of a block drawn for the first time, where what is not drawn counts */
};

/* ---- dxf_pair.c ---- */
/* -1: no pairs at all (e names the line). Fills pairs and the spans of the sections. */
int dxf_pairs(struct dxf *d, const unsigned char *data, size_t n, struct err *e);
enum dxf_type dxf_type(int code);

/* ---- dxf_record.c: fields of a record; what is not there is the value given ---- */
bool dxf_is(const struct dxf_pair *p, const char *word); /* p's string is this, without regard to case and blanks */
/* The record at pair *i (a code 0), up to `to`; moves *i past it. False at the end. */
bool dxf_next(const struct dxf *d, size_t *i, size_t to, struct dxf_ent *e);
/* The same within a block's or a span's pairs. */
bool dxf_next_in(const struct dxf_pair *p, size_t n, size_t *i, struct dxf_ent *e);
/* The next of the records that belong to e; sub->p is NULL before the first. */
bool dxf_sub(const struct dxf_ent *e, struct dxf_ent *sub);
const struct dxf_pair *dxf_find(const struct dxf_ent *e, int code);
double dxf_num(const struct dxf_ent *e, int code, double otherwise);
int64_t dxf_int(const struct dxf_ent *e, int code, int64_t otherwise);
bool dxf_has_point(const struct dxf_ent *e, int code, struct dxf_v *v); /* code, code + 10, code + 20 */
struct dxf_v dxf_point(const struct dxf_ent *e, int code);
/* The value upper-cased and without blanks around it, for the maps; buf holds it. */
const char *dxf_key(const struct dxf_pair *p, char buf[DXF_NAME]);
uint64_t dxf_hex(const struct dxf_pair *p); /* a handle; 0: none */

/* ---- dxf_table.c ---- */
void dxf_header(struct dxf *d);
void dxf_tables(struct dxf *d);
void dxf_tables_finish(struct dxf *d);
const struct dxf_layer *dxf_layer_of(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at);
/* NULL: solid. */
const struct dxf_ltype *dxf_ltype_of(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct dxf_layer *layer);
const struct dxf_style *dxf_style_of(struct dxf *d, const struct dxf_ent *e); /* by its code 7; never NULL */
struct dxf_block *dxf_block_named(struct dxf *d, const struct dxf_pair *name);
struct dxf_block *dxf_block_owned(struct dxf *d, uint64_t record);
/* The record with that handle, false when there is none. */
bool dxf_by_handle(struct dxf *d, uint64_t handle, struct dxf_ent *e);

/* ---- dxf_charset.c ---- */
const struct codepage *dxf_charset_named(const char *s, size_t n); /* of $DWGCODEPAGE; NULL: not known */
void dxf_charset_guess(struct dxf *d); /* from the texts, for a file older than R2007 that names none */
/* Appends n bytes of the file as UTF-8, \\U+XXXX and \\M+NXXXX resolved. */
void dxf_decode(const struct dxf *d, struct str *out, const char *s, size_t n);

/* ---- dxf_pen.c ---- */
bool dxf_spend(struct dxf *d, long n); /* false: nothing more is drawn; n = 0 only asks */
/* Layer, line type and visibility of e at this place; false: it is not to be drawn at all. */
bool dxf_look(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct scene_look *look, double *dash);
/* What a pen with a sink gathers: points of at's world, arcs as short lines. */
struct dxf_edge { struct dxf_v p; bool move; };
struct dxf_points { struct dxf_edge *v; size_t n, cap; };
/* A path; points in at's world. */
struct dxf_pen {
	struct dxf *d;
	const struct dxf_at *at;
	bool fill, begun, lost; /* lost: what came last was refused */
	bool broken;            /* a piece of this part was clipped away */
	double sx, sy, x, y;    /* start of the part, and where one is, on the page */
	VEC(struct dxf_p) area; /* of a clipped fill */
	struct dxf_points *sink; /* NULL: the page */
	bool joined;            /* to a sink: the next move is a line */
};
bool dxf_begin(struct dxf_pen *pen, struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, bool fill);
void dxf_move(struct dxf_pen *pen, struct dxf_v p);
void dxf_line(struct dxf_pen *pen, struct dxf_v p);
void dxf_arc(struct dxf_pen *pen, const struct dxf_arc *a);
void dxf_close(struct dxf_pen *pen);
void dxf_end(struct dxf_pen *pen);

/* A line of text as a box: lower left corner, its edges. */
struct dxf_run { struct dxf_v at, along, up; const char *text; };
void dxf_run(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct dxf_run *run);

/* ---- dxf_draw.c ---- */
/* One entity, whatever it is. */
void dxf_draw(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at);
void dxf_draw_all(struct dxf *d, const struct dxf_pair *p, size_t n, const struct dxf_at *at);

/* ---- dxf_layout.c ---- */
void dxf_pages(struct dxf *d); /* all of them */

/* What draws a kind; false: it could not be drawn, which is counted. */
typedef bool dxf_drawer(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at);
/* dxf_shape.c */
struct dxf_at dxf_ocs(const struct dxf_ent *e, const struct dxf_at *at); /* in the plane of e's extrusion */
dxf_drawer dxf_draw_line, dxf_draw_point, dxf_draw_circle, dxf_draw_arc, dxf_draw_ellipse, dxf_draw_solid,
	dxf_draw_face;
/* dxf_poly.c */
dxf_drawer dxf_draw_lwpolyline, dxf_draw_polyline;
/* dxf_text.c */
double dxf_text_width(const char *utf8); /* about, in heights of its capitals */
/* Resolve a code at s (%%c; ^I), n bytes left; answer the bytes taken, 0 when it is none. */
size_t dxf_percent(struct str *out, const char *s, size_t n);
size_t dxf_caret(struct str *out, const char *s, size_t n);
void dxf_plain(const struct dxf *d, struct str *out, const char *raw, size_t n);
dxf_drawer dxf_draw_text, dxf_draw_attdef;
/* dxf_mtext.c */
dxf_drawer dxf_draw_mtext;
/* dxf_spline.c */
/* A rational B-spline; knots and weights that are of no use are made up. */
void dxf_spline(struct dxf_pen *pen, int degree, const struct dxf_v *points, size_t n, const double *knots, size_t nknots,
	const double *weights, size_t nweights);
void dxf_through(struct dxf_pen *pen, const struct dxf_v *points, size_t n, bool closed);
dxf_drawer dxf_draw_spline;
/* dxf_line.c */
dxf_drawer dxf_draw_mline, dxf_draw_xline, dxf_draw_ray;
void dxf_flush_rays(struct dxf *d, struct scene_page *page, const struct dxf_clip *clip); /* at the end of a page or view */
/* dxf_leader.c */
dxf_drawer dxf_draw_leader, dxf_draw_multileader, dxf_draw_tolerance;
/* dxf_dim.c */
dxf_drawer dxf_draw_dimension, dxf_draw_table;
/* dxf_hatch.c */
dxf_drawer dxf_draw_hatch;
/* dxf_proxy.c */
dxf_drawer dxf_draw_proxy; /* of any kind: by the picture it carries */
/* dxf_insert.c */
dxf_drawer dxf_draw_insert;
void dxf_draw_block(struct dxf *d, struct dxf_block *b, const struct dxf_at *at);

#endif
