/* Which kind is drawn by what. */
#include "dxf.h"

static const struct { const char *kind; dxf_drawer *draw; } kinds[] = {
	{"LINE", dxf_draw_line},
	{"LWPOLYLINE", dxf_draw_lwpolyline},
	{"INSERT", dxf_draw_insert},
	{"CIRCLE", dxf_draw_circle},
	{"ARC", dxf_draw_arc},
	{"POLYLINE", dxf_draw_polyline},
	{"TEXT", dxf_draw_text},
	{"MTEXT", dxf_draw_mtext},
	{"ATTDEF", dxf_draw_attdef},
	{"ATTRIB", dxf_draw_text},
	{"ELLIPSE", dxf_draw_ellipse},
	{"POINT", dxf_draw_point},
	{"SOLID", dxf_draw_solid},
	{"TRACE", dxf_draw_solid},
	{"3DFACE", dxf_draw_face},
	{"DIMENSION", dxf_draw_dimension},
	{"ARC_DIMENSION", dxf_draw_dimension},
	{"LARGE_RADIAL_DIMENSION", dxf_draw_dimension},
	{"ACAD_TABLE", dxf_draw_table},
	{"LEADER", dxf_draw_leader},
	{"MULTILEADER", dxf_draw_multileader},
	{"MLEADER", dxf_draw_multileader},
	{"TOLERANCE", dxf_draw_tolerance},
	{"HATCH", dxf_draw_hatch},
	{"SPLINE", dxf_draw_spline},
	{"HELIX", dxf_draw_spline},
	{"MLINE", dxf_draw_mline},
	{"XLINE", dxf_draw_xline},
	{"RAY", dxf_draw_ray},
};

void dxf_draw(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	dxf_drawer *draw = NULL;
	char name[DXF_NAME];

	if (!dxf_spend(d, 1 + (long)(e->all / 8))) {
		return;
	}
	for (size_t i = 0; i < lengthof(kinds) && !draw; i++) {
		if (dxf_is(e->p, kinds[i].kind)) {
			draw = kinds[i].draw;
		}
	}
	bool drawn = (draw && draw(d, e, at)) || dxf_draw_proxy(d, e, at);

	if ((at->count || (at->first && !drawn)) && *dxf_key(e->p, name)) {
		scene_count(d->s, name, drawn);
	}
}

void dxf_draw_all(struct dxf *d, const struct dxf_pair *p, size_t n, const struct dxf_at *at)
{
	struct dxf_ent e;

	for (size_t i = 0; dxf_spend(d, 0) && dxf_next_in(p, n, &i, &e);) {
		dxf_draw(d, &e, at);
	}
}
