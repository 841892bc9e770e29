#include "draw/draw.h"

#include <math.h>

static bool empty(const struct drawing_box *b)
{
	return !(b->x1 >= b->x0 && b->y1 >= b->y0);
}

struct drawing_box drawing_whole(const struct drawing_page *p)
{
	bool paper = p->paper.x1 > p->paper.x0 && p->paper.y1 > p->paper.y0;
	struct drawing_box b = paper ? p->paper : p->extent;

	if (empty(&b)) {
		return (struct drawing_box){0, 0, 1, 1};
	}
	double size = fmax(b.x1 - b.x0, b.y1 - b.y0), margin = size * (paper ? 0.004 : 0.015);

	/* a lone point is a drawing too */
	margin = margin > 0 ? margin : fmax(1e-3, fabs(b.x0) * 1e-6);
	b.x0 -= margin;
	b.y0 -= margin;
	b.x1 += margin;
	b.y1 += margin;
	return b;
}

void drawing_view_fit(struct drawing_view *v, const struct drawing_page *p)
{
	v->aspect = v->aspect > 0 ? v->aspect : v->cell_w > 0 && v->cell_h > 0 ? (double)v->cell_h / v->cell_w : 2;
	v->cell_w = v->cell_w > 0 ? v->cell_w : 10;
	v->cell_h = v->cell_h > 0 ? v->cell_h : 20;
	if (v->unit > 0) {
		return;
	}
	struct drawing_box b = drawing_whole(p);
	double w = b.x1 - b.x0, h = b.y1 - b.y0;
	bool lying = v->rotate % 180 != 0;

	v->cx = (b.x0 + b.x1) / 2;
	v->cy = (b.y0 + b.y1) / 2;
	v->unit = fmax((lying ? h : w) / v->cols, (lying ? w : h) / (v->rows * v->aspect));
}

/* The quarter turns are exact. */
static void turn(int degrees, double *x, double *y)
{
	double a = *x, b = *y;

	switch (degrees) {
	case 90: *x = -b; *y = a; break;
	case 180: *x = -a; *y = -b; break;
	case 270: *x = b; *y = -a; break;
	default: break;
	}
}

void drawing_to_cell(const struct drawing_view *v, double x, double y, double *col, double *row)
{
	x -= v->cx;
	y -= v->cy;
	turn(v->rotate, &x, &y);
	*col = v->cols / 2.0 + x / v->unit;
	*row = v->rows / 2.0 - y / (v->unit * v->aspect);
}

void drawing_to_page(const struct drawing_view *v, double col, double row, double *x, double *y)
{
	*x = (col - v->cols / 2.0) * v->unit;
	*y = (v->rows / 2.0 - row) * v->unit * v->aspect;
	turn((360 - v->rotate) % 360, x, y);
	*x += v->cx;
	*y += v->cy;
}
