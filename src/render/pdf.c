#include "source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "lib.h"
#include "pdf.h"
#include "record.h"

static int fill(struct source *s, size_t i)
{
	struct pdf *pdf = s->more;
	struct scene_page *p = s->scene.pages.v[i];
	PopplerPage *page = pdf->l->poppler_document_get_page(pdf->doc, (int)i);
	double w = p->px1, h = p->py1;
	struct record_letters letters = {{0}};

	if (!page) {
		return -1;
	}
	cairo_t *cr = record_begin(pdf->c, &s->scene, p, w, h);

	if (cr) {
		pdf->l->poppler_page_render(page, cr);
		record_end(cr, &letters);
	}
	pdf_texts(s, pdf, page, p, &letters);
	vec_finish(&letters.v);
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
