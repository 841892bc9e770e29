#ifndef RENDER_PDF_H
#define RENDER_PDF_H

#include "record.h"
#include "source.h"

struct pdf { const struct lib_poppler *l; const struct lib_glib *g; const struct lib_cairo *c; PopplerDocument *doc; };

/* The texts of a page: letters and boxes by poppler's layout, put together to lines. What lies slanted is
   put together by where its letters were drawn, since the layout knows quarter turns only. */
void pdf_texts(struct source *s, struct pdf *pdf, PopplerPage *page, struct scene_page *p, const struct record_letters *slanted);

#endif
