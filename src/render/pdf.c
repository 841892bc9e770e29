#include "source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "lib.h"
#include "record.h"
#include "text/utf8.h"

struct pdf { const struct lib_poppler *l; const struct lib_glib *g; const struct lib_cairo *c; PopplerDocument *doc; };

/* Letters of a page as they are put together to a run: along one line, in one direction. */
struct run {
	struct str text;
	double x0, y0, x1, y1;   /* of all boxes, y downwards as poppler has it */
	double lx, ly, size;     /* middle of the last letter, its size */
	double dx, dy;           /* direction, 0, 0 before the second letter */
	double sx, sy;           /* middle of the first */
	size_t letters;
};

static void end_run(struct source *s, struct scene_page *p, struct run *r, double height)
{
	struct scene_text t = {.text = str_c(&r->text), .x = r->x0, .y = height - r->y1, .w = r->x1 - r->x0, .h = r->y1 - r->y0};
	double angle = atan2(-r->dy, r->dx) * 180 / M_PI;

	while (r->text.len && r->text.s[r->text.len - 1] == ' ') {
		str_cut(&r->text, r->text.len - 1);
	}
	if (r->letters && (r->dx != 0 || r->dy != 0) && fabs(angle) > 3) {
		/* the boxes are upright: the line through the middles of the letters says how the text lies */
		double a = -angle * M_PI / 180, len = hypot(r->lx - r->sx, r->ly - r->sy) + r->size;
		double mx = (r->x0 + r->x1) / 2, my = (r->y0 + r->y1) / 2;

		t.angle = angle;
		t.w = len;
		t.h = r->size;
		t.x = mx - cos(a) * len / 2 - sin(a) * r->size / 2;
		t.y = height - (my - sin(a) * len / 2 + cos(a) * r->size / 2);
	}
	t.text = str_c(&r->text);
	if (r->text.len) {
		scene_text(&s->scene, p, &t);
	}
	str_clear(&r->text);
	r->letters = 0;
	r->dx = r->dy = 0;
}

/* Whether the next letter goes on in this run. */
static bool goes_on(const struct run *r, double x, double y, double size)
{
	double dx = x - r->lx, dy = y - r->ly, step = hypot(dx, dy);

	if (step > 1.9 * fmax(r->size, size) || size > 1.7 * r->size || r->size > 1.7 * size) {
		return false;
	}
	if (r->dx == 0 && r->dy == 0) {
		return true;
	}
	double along = (dx * r->dx + dy * r->dy), off = fabs(dx * r->dy - dy * r->dx);

	return along > -0.1 * size && off < 0.6 * size;
}

static void add_letter(struct source *s, struct scene_page *p, struct run *r, const PopplerRectangle *b, const char *c, size_t n, double height)
{
	double x = (b->x1 + b->x2) / 2, y = (b->y1 + b->y2) / 2, size = fmax(fabs(b->y2 - b->y1), fabs(b->x2 - b->x1));

	if (r->letters && !goes_on(r, x, y, size)) {
		end_run(s, p, r, height);
	}
	if (r->letters == 0) {
		r->x0 = fmin(b->x1, b->x2);
		r->x1 = fmax(b->x1, b->x2);
		r->y0 = fmin(b->y1, b->y2);
		r->y1 = fmax(b->y1, b->y2);
		r->sx = x;
		r->sy = y;
		r->size = size;
	} else {
		double step = hypot(x - r->sx, y - r->sy);

		r->x0 = fmin(r->x0, fmin(b->x1, b->x2));
		r->x1 = fmax(r->x1, fmax(b->x1, b->x2));
		r->y0 = fmin(r->y0, fmin(b->y1, b->y2));
		r->y1 = fmax(r->y1, fmax(b->y1, b->y2));
		if (step > 0) {
			r->dx = (x - r->sx) / step;
			r->dy = (y - r->sy) / step;
		}
		r->size = fmax(r->size, size);
	}
	r->lx = x;
	r->ly = y;
	r->letters++;
	str_addn(&r->text, c, n);
}

static void texts(struct source *s, struct pdf *pdf, PopplerPage *page, struct scene_page *p, double height)
{
	PopplerRectangle *box = NULL;
	guint nbox = 0;
	char *text = pdf->l->poppler_page_get_text(page);
	struct run run = {.letters = 0};
	size_t n = text ? strlen(text) : 0, k = 0;

	str_init(&run.text, SCENE_TEXT_BYTES);
	if (n && pdf->l->poppler_page_get_text_layout(page, &box, &nbox)) {
		for (size_t i = 0; i < n && k < nbox; k++) {
			int32_t cp;
			size_t used = utf8_decode(text + i, n - i, &cp);

			if (cp == '\n' || cp == '\r') {
				end_run(s, p, &run, height);
			} else if (cp != ' ' || run.letters) {
				add_letter(s, p, &run, &box[k], text + i, used, height);
			}
			i += used;
		}
		end_run(s, p, &run, height);
	}
	str_finish(&run.text);
	pdf->g->g_free(box);
	pdf->g->g_free(text);
}

static int fill(struct source *s, size_t i)
{
	struct pdf *pdf = s->more;
	struct scene_page *p = s->scene.pages.v[i];
	PopplerPage *page = pdf->l->poppler_document_get_page(pdf->doc, (int)i);
	double w = p->px1, h = p->py1;

	if (!page) {
		return -1;
	}
	cairo_t *cr = record_begin(pdf->c, &s->scene, p, w, h);

	if (cr) {
		pdf->l->poppler_page_render(page, cr);
		record_end(cr);
	}
	texts(s, pdf, page, p, h);
	pdf->g->g_object_unref(page);
	return cr ? 0 : -1;
}

static int add_pages(struct source *s, struct pdf *pdf)
{
	int n = pdf->l->poppler_document_get_n_pages(pdf->doc);

	for (int i = 0; i < n; i++) {
		PopplerPage *page = pdf->l->poppler_document_get_page(pdf->doc, i);
		double w = 0, h = 0;
		struct scene_page *p;

		if (page) {
			pdf->l->poppler_page_get_size(page, &w, &h);
			pdf->g->g_object_unref(page);
		}
		if (!(w > 0 && h > 0 && w < 1e6 && h < 1e6 && w / h < 1e4 && h / w < 1e4)) {
			w = 595.276;
			h = 841.89;
		}
		p = scene_page(&s->scene, "", UNIT_POINT);
		if (!p) {
			break;
		}
		p->px1 = w;
		p->py1 = h;
		p->sheet_w = w * 25.4 / 72;
		p->sheet_h = h * 25.4 / 72;
	}
	return n > 0 ? 0 : -1;
}

int pdf_open(struct source *s, enum proto_why *why, struct err *e)
{
	struct pdf *pdf = xcalloc(1, sizeof(*pdf));
	GError *error = NULL;

	s->more = pdf;
	*why = WHY_LIBRARY;
	pdf->l = lib_poppler(e);
	pdf->g = lib_glib(e);
	pdf->c = lib_cairo(e);
	if (!pdf->l || !pdf->g || !pdf->c) {
		return -1;
	}
	*why = WHY_BROKEN;
	GBytes *bytes = pdf->l->g_bytes_new_static(s->data, s->n);

	pdf->doc = pdf->l->poppler_document_new_from_bytes(bytes, NULL, &error);
	pdf->l->g_bytes_unref(bytes);
	if (!pdf->doc) {
		bool locked = error && error->domain == pdf->l->poppler_error_quark() && error->code == POPPLER_ERROR_ENCRYPTED;

		*why = locked ? WHY_LOCKED : WHY_BROKEN;
		err_set(e, ERR_DRAWING, "PDF: %s", error ? error->message : "");
		pdf->g->g_error_free(error);
		return -1;
	}
	char *version = pdf->l->poppler_document_get_pdf_version_string(pdf->doc);

	snprintf(s->scene.format, sizeof(s->scene.format), "%s", version ? version : "PDF");
	pdf->g->g_free(version);
	if (add_pages(s, pdf)) {
		return err_set(e, ERR_DRAWING, "%s", "PDF: no pages");
	}
	s->fill = fill;
	return 0;
}
