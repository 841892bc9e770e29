#ifndef RENDER_DXF_DIM_H
#define RENDER_DXF_DIM_H

#include "dxf.h"

/* Variables of a dimension: from its own overrides, else its style, else the usual. */
enum dxf_dimvar { DIMSCALE, DIMASZ, DIMEXO, DIMEXE, DIMRND, DIMTP, DIMTM, DIMTXT, DIMLFAC, DIMGAP, DIMTOL, DIMLIM, DIMZIN, DIMDEC,
	DIMTDEC, DIMADEC, DIMDSEP };
double dxf_dim(struct dxf *d, const struct dxf_ent *e, enum dxf_dimvar which);
/* The text of a dimension from what it measures, as MTEXT. */
void dxf_dim_text(struct dxf *d, const struct dxf_ent *e, double measured, bool angle, const char *prefix, struct str *out);

void dxf_arrow(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct dxf_v tip, struct dxf_v from,
	double size);

#endif
