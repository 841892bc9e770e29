#include "record.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "text/utf8.h"

/* Dots of the surface's longer side; thicker lines than so much of it are areas; of the lightness of paper. */
#define SIDE 2000.0
#define THICK 0.008
#define LIGHT 0.75

/* The one recording of the process, NULL when none is on. */
static struct record {
	const struct lib_cairo *c;
	struct scene *scene;
	struct scene_page *page;
	cairo_surface_t *surface;
	double w, h, scale;   /* page units; dots in one */
	int pw, ph;
	bool dots;            /* cairo drew something */
	struct record_letters letters;
} *on;

enum what { STROKE, FILL };

/* Patterns and glyphs are drawn on surfaces of their own size; groups and layers have that of the page. */
static bool is_ours(cairo_t *cr)
{
	cairo_surface_t *t = on->c->cairo_get_group_target(cr);

	return t == on->surface || (on->c->cairo_surface_get_type(t) == CAIRO_SURFACE_TYPE_IMAGE &&
		on->c->cairo_image_surface_get_width(t) == on->pw && on->c->cairo_image_surface_get_height(t) == on->ph);
}

static void to_page(cairo_t *cr, double *x, double *y)
{
	on->c->cairo_user_to_device(cr, x, y);
	*x /= on->scale;
	*y = on->h - *y / on->scale;
}

/* A length of the drawing program in page units: the mean of both directions. */
static double length(cairo_t *cr, double d)
{
	double ax = d, ay = 0, bx = 0, by = d;

	on->c->cairo_user_to_device_distance(cr, &ax, &ay);
	on->c->cairo_user_to_device_distance(cr, &bx, &by);
	return (hypot(ax, ay) + hypot(bx, by)) / 2 / on->scale;
}

static struct drawing_box clip_of(cairo_t *cr)
{
	double x[4], y[4];
	struct drawing_box b = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};

	on->c->cairo_clip_extents(cr, &x[0], &y[0], &x[2], &y[2]);
	x[1] = x[2];
	y[1] = y[0];
	x[3] = x[0];
	y[3] = y[2];
	for (int i = 0; i < 4; i++) {
		to_page(cr, &x[i], &y[i]);
		b.x0 = fmin(b.x0, x[i]);
		b.x1 = fmax(b.x1, x[i]);
		b.y0 = fmin(b.y0, y[i]);
		b.y1 = fmax(b.y1, y[i]);
	}
	return b;
}

static bool clip_side(double p, double q, double *t0, double *t1)
{
	if (p == 0) {
		return q >= 0;
	}
	if (p < 0) {
		*t0 = fmax(*t0, q / p);
	} else {
		*t1 = fmin(*t1, q / p);
	}
	return *t0 <= *t1;
}

struct walk { const struct drawing_box *clip; bool fill; double x, y, sx, sy; double px, py; bool pen; };

/* Areas are pushed in to the clip's edge, lines are cut there. */
static void line_to(struct walk *k, double x, double y)
{
	const struct drawing_box *b = k->clip;
	double t0 = 0, t1 = 1, dx = x - k->x, dy = y - k->y;

	if (k->fill) {
		scene_line(on->scene, on->page, fmin(fmax(x, b->x0), b->x1), fmin(fmax(y, b->y0), b->y1));
	} else if (clip_side(-dx, k->x - b->x0, &t0, &t1) && clip_side(dx, b->x1 - k->x, &t0, &t1) &&
		clip_side(-dy, k->y - b->y0, &t0, &t1) && clip_side(dy, b->y1 - k->y, &t0, &t1)) {
		double ax = k->x + t0 * dx, ay = k->y + t0 * dy;

		if (!k->pen || ax != k->px || ay != k->py) {
			scene_move(on->scene, on->page, ax, ay);
		}
		k->px = k->x + t1 * dx;
		k->py = k->y + t1 * dy;
		k->pen = true;
		scene_line(on->scene, on->page, k->px, k->py);
	}
	k->x = x;
	k->y = y;
}

static void move_to(struct walk *k, double x, double y)
{
	const struct drawing_box *b = k->clip;

	k->x = k->sx = x;
	k->y = k->sy = y;
	k->pen = false;
	if (k->fill) {
		scene_move(on->scene, on->page, fmin(fmax(x, b->x0), b->x1), fmin(fmax(y, b->y0), b->y1));
	}
}

static void take_path(cairo_t *cr, const cairo_path_t *path, struct walk *k)
{
	for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
		const cairo_path_data_t *d = &path->data[i];
		double x, y;

		switch (d->header.type) {
		case CAIRO_PATH_MOVE_TO:
		case CAIRO_PATH_LINE_TO:
			x = d[1].point.x;
			y = d[1].point.y;
			to_page(cr, &x, &y);
			(d->header.type == CAIRO_PATH_MOVE_TO ? move_to : line_to)(k, x, y);
			break;
		case CAIRO_PATH_CLOSE_PATH: line_to(k, k->sx, k->sy); break;
		case CAIRO_PATH_CURVE_TO: break; /* a flat path has none */
		}
	}
}

static void dashes_of(cairo_t *cr, struct scene_look *look, double out[SCENE_DASHES])
{
	int n = on->c->cairo_get_dash_count(cr);
	double all[2 * SCENE_DASHES];

	if (n < 1 || n > SCENE_DASHES) {
		return;
	}
	on->c->cairo_get_dash(cr, all, NULL);
	/* an odd number goes round twice */
	for (int i = 0; i < (n & 1 ? 2 * n : n) && i < SCENE_DASHES; i++) {
		out[i] = length(cr, all[i % n]);
		look->ndash = (uint16_t)(i + 1);
	}
	look->dash = out;
}

static void record_path(cairo_t *cr, const struct scene_look *look)
{
	struct drawing_box clip = clip_of(cr);
	struct walk k = {.clip = &clip, .fill = look->fill};
	double tolerance = on->c->cairo_get_tolerance(cr);

	on->c->cairo_set_tolerance(cr, 0.02);
	cairo_path_t *path = on->c->cairo_copy_path_flat(cr);

	on->c->cairo_set_tolerance(cr, tolerance);
	if (path->status == CAIRO_STATUS_SUCCESS && clip.x1 > clip.x0 && clip.y1 > clip.y0 && scene_path(on->scene, on->page, look)) {
		take_path(cr, path, &k);
		scene_path_end(on->scene, on->page);
	}
	on->c->cairo_path_destroy(path);
}

/* True when the scene has it now (or need not): cairo shall not draw it. */
static bool take(cairo_t *cr, enum what what)
{
	double r, g, b, a, dash[SCENE_DASHES];
	struct scene_look look = {.fill = what == FILL};
	cairo_operator_t op;

	if (!on || !is_ours(cr)) {
		return false;
	}
	op = on->c->cairo_get_operator(cr);
	if (on->c->cairo_pattern_get_rgba(on->c->cairo_get_source(cr), &r, &g, &b, &a) || (op != CAIRO_OPERATOR_OVER && op != CAIRO_OPERATOR_SOURCE) ||
		(what == STROKE && length(cr, on->c->cairo_get_line_width(cr)) > THICK * fmax(on->w, on->h))) {
		on->dots = true;
		return false;
	}
	bool light = 0.3 * r + 0.6 * g + 0.1 * b > LIGHT;

	if (a < 0.1 || (light && what == STROKE)) {
		return true;
	}
	look.erase = light && what == FILL && a > 0.8;
	if (light && !look.erase) {
		return true;
	}
	look.nonzero = on->c->cairo_get_fill_rule(cr) == CAIRO_FILL_RULE_WINDING;
	if (what == STROKE) {
		dashes_of(cr, &look, dash);
	}
	record_path(cr, &look);
	return true;
}

static const struct lib_cairo *real(void)
{
	return on ? on->c : lib_cairo(NULL);
}

/* The names of cairo, met before cairo's own. */
void cairo_stroke(cairo_t *cr)
{
	if (take(cr, STROKE)) {
		on->c->cairo_new_path(cr);
	} else {
		real()->cairo_stroke(cr);
	}
}

void cairo_stroke_preserve(cairo_t *cr)
{
	if (!take(cr, STROKE)) {
		real()->cairo_stroke_preserve(cr);
	}
}

void cairo_fill(cairo_t *cr)
{
	if (take(cr, FILL)) {
		on->c->cairo_new_path(cr);
	} else {
		real()->cairo_fill(cr);
	}
}

void cairo_fill_preserve(cairo_t *cr)
{
	if (!take(cr, FILL)) {
		real()->cairo_fill_preserve(cr);
	}
}

/* Which letter each glyph is: utf8 in clusters, as cairo has it. */
struct spelling { const char *utf8; int len; const cairo_text_cluster_t *clusters; int n; };

static int32_t spell(struct spelling *s, int *glyphs_left)
{
	int32_t cp = 0;

	if (*glyphs_left > 0) {
		--*glyphs_left;
		return 0;
	}
	if (s->n > 0 && s->clusters->num_bytes > 0 && s->clusters->num_bytes <= s->len) {
		utf8_decode(s->utf8, (size_t)s->clusters->num_bytes, &cp);
		s->utf8 += s->clusters->num_bytes;
		s->len -= s->clusters->num_bytes;
	}
	if (s->n > 0) {
		*glyphs_left = s->clusters->num_glyphs - 1;
		s->clusters++;
		s->n--;
	}
	return cp;
}

static void take_letters(cairo_t *cr, const cairo_glyph_t *glyphs, int n, struct spelling s)
{
	int glyphs_left = 0;
	cairo_matrix_t m;

	on->c->cairo_get_font_matrix(cr, &m);
	double ux = m.xx, uy = m.yx, vx = m.xy, vy = m.yy;

	on->c->cairo_user_to_device_distance(cr, &ux, &uy);
	on->c->cairo_user_to_device_distance(cr, &vx, &vy);
	double angle = atan2(-uy, ux) * 180 / M_PI, off = fabs(remainder(angle, 90));

	for (int i = 0; off > 2 && i < n && on->letters.v.n < RECORD_LETTERS; i++) {
		struct record_letter l = {.x = glyphs[i].x, .y = glyphs[i].y, .size = hypot(vx, vy) / on->scale, .angle = angle, .cp = spell(&s, &glyphs_left)};

		to_page(cr, &l.x, &l.y);
		*vec_add(&on->letters.v) = l;
	}
}

void cairo_show_glyphs(cairo_t *cr, const cairo_glyph_t *glyphs, int n)
{
	if (on && is_ours(cr)) {
		take_letters(cr, glyphs, n, (struct spelling){.n = 0});
	} else {
		real()->cairo_show_glyphs(cr, glyphs, n);
	}
}

void cairo_show_text_glyphs(cairo_t *cr, const char *utf8, int len, const cairo_glyph_t *glyphs, int n,
	const cairo_text_cluster_t *clusters, int nclusters, cairo_text_cluster_flags_t flags)
{
	if (on && is_ours(cr)) {
		take_letters(cr, glyphs, n, (struct spelling){utf8, len, clusters, flags & CAIRO_TEXT_CLUSTER_FLAG_BACKWARD ? 0 : nclusters});
	} else {
		real()->cairo_show_text_glyphs(cr, utf8, len, glyphs, n, clusters, nclusters, flags);
	}
}

/* So that poppler tells which letters its glyphs are. */
cairo_bool_t cairo_surface_has_show_text_glyphs(cairo_surface_t *surface)
{
	return on && surface == on->surface ? 1 : real()->cairo_surface_has_show_text_glyphs(surface);
}

/* Whole surfaces of one colour are paper; groups and images are dots. */
static bool is_paper(cairo_t *cr)
{
	double r, g, b, a;

	if (!on || !is_ours(cr)) {
		return false;
	}
	if (on->c->cairo_pattern_get_rgba(on->c->cairo_get_source(cr), &r, &g, &b, &a)) {
		on->dots = true;
		return false;
	}
	return true;
}

void cairo_paint(cairo_t *cr)
{
	if (!is_paper(cr)) {
		real()->cairo_paint(cr);
	}
}

void cairo_paint_with_alpha(cairo_t *cr, double alpha)
{
	if (!is_paper(cr)) {
		real()->cairo_paint_with_alpha(cr, alpha);
	}
}

void cairo_mask(cairo_t *cr, cairo_pattern_t *pattern)
{
	if (on && is_ours(cr)) {
		on->dots = true;
	}
	real()->cairo_mask(cr, pattern);
}

void cairo_mask_surface(cairo_t *cr, cairo_surface_t *surface, double x, double y)
{
	if (on && is_ours(cr)) {
		on->dots = true;
	}
	real()->cairo_mask_surface(cr, surface, x, y);
}

cairo_t *record_begin(const struct lib_cairo *c, struct scene *s, struct scene_page *p, double w, double h)
{
	double scale = SIDE / fmax(w, h);
	int pw = (int)fmax(1, ceil(w * scale)), ph = (int)fmax(1, ceil(h * scale));
	cairo_surface_t *surface = c->cairo_image_surface_create(CAIRO_FORMAT_ARGB32, pw, ph);

	if (c->cairo_surface_status(surface)) {
		c->cairo_surface_destroy(surface);
		return NULL;
	}
	on = xcalloc(1, sizeof(*on));
	*on = (struct record){.c = c, .scene = s, .page = p, .surface = surface, .w = w, .h = h, .scale = scale, .pw = pw, .ph = ph};
	cairo_t *cr = c->cairo_create(surface);

	c->cairo_scale(cr, scale, scale);
	return cr;
}

/* On white paper. NULL when there is no dot on it. */
static uint8_t *shades(const struct record *r)
{
	uint8_t *grey = xmalloc((size_t)r->pw * (size_t)r->ph);
	const unsigned char *data = r->c->cairo_image_surface_get_data(r->surface);
	int stride = r->c->cairo_image_surface_get_stride(r->surface);
	bool any = false;

	for (int y = 0; y < r->ph; y++) {
		const uint32_t *row = (const uint32_t *)(const void *)(data + (size_t)y * (size_t)stride);

		for (int x = 0; x < r->pw; x++) {
			uint32_t v = row[x], light = ((v >> 16 & 0xff) * 77 + (v >> 8 & 0xff) * 151 + (v & 0xff) * 28) >> 8;
			uint32_t s = 255 - (v >> 24) + light;

			grey[(size_t)y * (size_t)r->pw + (size_t)x] = (uint8_t)(s > 255 ? 255 : s);
			any |= s < 230;
		}
	}
	if (!any) {
		free(grey);
		return NULL;
	}
	return grey;
}

void record_end(cairo_t *cr, struct record_letters *letters)
{
	struct record *r = on;

	on = NULL;
	r->c->cairo_destroy(cr);
	r->c->cairo_surface_flush(r->surface);
	uint8_t *grey = r->dots ? shades(r) : NULL;

	if (grey) {
		const double box[4] = {0, r->h - r->ph / r->scale, r->pw / r->scale, r->h};

		scene_image(r->scene, r->page, grey, r->pw, r->ph, box);
	}
	r->c->cairo_surface_destroy(r->surface);
	if (letters) {
		*letters = r->letters;
	} else {
		vec_finish(&r->letters.v);
	}
	free(r);
}
