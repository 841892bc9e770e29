#ifndef SERVER_DEMO_DRAW_IMPL_H
#define SERVER_DEMO_DRAW_IMPL_H

#include <stdbool.h>

#include "draw.h"

/* ---- marks on the sheet (draw.c) ---- */
void put_line(struct sheet *s, enum pen pen, double x, double y, double x2, double y2);
void put_box(struct sheet *s, enum pen pen, double x, double y, double x2, double y2);
void put_circle(struct sheet *s, enum pen pen, double x, double y, double r);
void put_arc(struct sheet *s, enum pen pen, double x, double y, double r, double from, double to);
void put_text(struct sheet *s, double x, double y, double height, enum text_at at, const char *text);
void put_text_turned(struct sheet *s, double x, double y, double height, enum text_at at, double turn, const char *text);
void put_fill(struct sheet *s, double x, double y, double x2, double y2, double x3, double y3);
/* An arrow head at (x, y) that points along angle. */
void put_arrow(struct sheet *s, double x, double y, double angle);
/* About how wide the text is. */
double text_width(const char *text, double height);

/* ---- a view of the part: its own origin and scale (draw.c, draw_dim.c) ---- */
struct view { struct sheet *s; double x, y, k; };
double view_x(const struct view *v, double x);
double view_y(const struct view *v, double y);
void view_line(const struct view *v, enum pen pen, double x, double y, double x2, double y2);
void view_box(const struct view *v, enum pen pen, double x, double y, double x2, double y2);
/* A box with round corners. */
void view_round(const struct view *v, enum pen pen, double x, double y, double x2, double y2, double r);
void view_circle(const struct view *v, enum pen pen, double x, double y, double r);
void view_arc(const struct view *v, enum pen pen, double x, double y, double r, double from, double to);
void view_cross(const struct view *v, double x, double y, double r);     /* centre lines of a circle */
void view_hole(const struct view *v, double x, double y, double d);      /* circle and cross */
void view_thread(const struct view *v, double x, double y, double d);    /* tapped: 3/4 circle outside */
void view_hatch(const struct view *v, double x, double y, double x2, double y2);
/* Dimensions: from x to x2 measured above (off > 0) or below y, off in sheet mm; text NULL: the
   measure itself. dim_v alike, right (off > 0) or left of x. */
void dim_h(const struct view *v, double x, double x2, double y, double off, const char *text);
void dim_v(const struct view *v, double y, double y2, double x, double off, const char *text);
/* A leader from (x, y) to an elbow dx, dy sheet mm away, with text on a shelf. */
void dim_leader(const struct view *v, double x, double y, double dx, double dy, const char *text);
void view_label(const struct view *v, double x, double y, double off, const char *text);
/* Cutting plane A-A from (x, y) to (x2, y2): ends, arrows, letters. */
void view_cut(const struct view *v, double x, double y, double x2, double y2, const char *letter);

/* Geometrical tolerances after ISO 1101, at a place of the sheet: frame with symbol,
   value and datums ("A", "A-B", ""). */
enum gdt { GDT_POSITION, GDT_FLAT, GDT_RUNOUT, GDT_PERPENDICULAR, GDT_PARALLEL, GDT_CONCENTRIC };
void put_gdt(struct sheet *s, double x, double y, enum gdt what, const char *value, const char *datum);
/* The same at the end of a leader from the view's (x, y). */
void dim_leader_gdt(const struct view *v, double x, double y, double dx, double dy, enum gdt what, const char *value,
	const char *datum);
void put_datum(struct sheet *s, double x, double y, double dx, double dy, const char *letter);
void put_rough(struct sheet *s, double x, double y, const char *text); /* surface texture, ISO 1302 */

const char *fmt(struct sheet *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *measure(struct sheet *s, double v); /* "12", "12.5" */
/* Appends v with at most this many decimals, a point, and no needless zeros, whatever the locale. */
void add_real(struct str *out, double v, int decimals);

/* ---- words (draw_words.c) ---- */
enum word { W_MATERIAL, W_FINISH, W_TOLERANCE, W_SCALE, W_SHEET, W_DRAWN, W_CHECKED, W_DATE, W_NUMBER, W_REV, W_TITLE,
	W_SECTION, W_THRU, W_DEEP, W_PORT, W_BEND_UP, W_VIEW_FLAT, W_NOTES, W_CHANGE, W_FIRST_ISSUE, W_CHANGED, W_QTY, W_COUNT };
const char *word(int tongue, enum word w);
const char *const *part_notes(int tongue, enum part_kind kind); /* NULL at the end */
bool third_angle(int tongue);

/* ---- frame and title block (draw_frame.c) ---- */
void put_frame(struct sheet *s);
void put_title(struct sheet *s, const struct drawing *d, const char *scale);

/*
 * ---- parts (parts_*.c) ----
 * A part says how much room its views take together at scale 1 (mm of part, and mm
 * of sheet that do not scale), and draws them at scale k from the lower left corner of the room.
 */
struct room { double w, h, pad_w, pad_h; };
struct part_type {
	const char *name;
	struct room (*room)(const struct part *p);
	void (*draw)(struct sheet *s, const struct drawing *d, double x, double y, double k);
};
extern const struct part_type part_bracket, part_shaft, part_plate, part_flange, part_housing, part_manifold,
	part_panel, part_heatsink;

#endif
