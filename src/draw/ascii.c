#include "cells.h"

#include <math.h>

/* Dots of a cell in the ASCII mode. */
enum { ACROSS = 4, DOWN = 8 };

/* What the dots of a cell say of its lines, in dots; x to the right, y down, from the cell's middle. */
struct shape {
	int n;
	double x, y, xx, yy, xy;      /* mean, and second moments about it */
	int columns, rows;            /* that have a dot */
	bool crossing;                /* a whole row and most of a column */
};

static struct shape shape_of(const struct drawing_picture *p, int col, int row)
{
	struct shape s = {.n = 0};
	unsigned columns = 0, rows = 0;
	int in_column[ACROSS] = {0};
	bool level = false, upright = false;
	double xx = 0, yy = 0, xy = 0;

	for (int y = 0; y < DOWN; y++) {
		int before = s.n;

		for (int x = 0; x < ACROSS; x++) {
			if (picture_dot(p, col * ACROSS + x, row * DOWN + y)) {
				double dx = x - (ACROSS - 1) / 2.0, dy = y - (DOWN - 1) / 2.0;

				s.n++;
				s.x += dx;
				s.y += dy;
				xx += dx * dx;
				yy += dy * dy;
				xy += dx * dy;
				columns |= 1U << x;
				rows |= 1U << y;
				upright |= ++in_column[x] >= DOWN - 2;
			}
		}
		level |= s.n - before == ACROSS;
	}
	s.crossing = level && upright;
	if (s.n) {
		s.x /= s.n;
		s.y /= s.n;
		s.xx = xx / s.n - s.x * s.x;
		s.yy = yy / s.n - s.y * s.y;
		s.xy = xy / s.n - s.x * s.y;
	}
	s.columns = __builtin_popcount(columns);
	s.rows = __builtin_popcount(rows);
	return s;
}

/* How far the dots lie from one line through their middle: a single stroke is thin. */
static double thickness(const struct shape *s)
{
	double half = (s->xx + s->yy) / 2, root = sqrt(fmax(0, (s->xx - s->yy) * (s->xx - s->yy) / 4 + s->xy * s->xy));

	return sqrt(fmax(0, half - root));
}

static char level(double y)
{
	return y < -1.8 ? '"' : y > 1.8 ? '_' : '-';
}

static char stroke(const struct shape *s)
{
	/* a cell is twice as high as wide and so are its dots in number: slopes are true */
	double angle = 0.5 * atan2(2 * s->xy, s->xx - s->yy) * 180 / M_PI;

	if (fabs(angle) < 22) {
		char c = level(s->y);

		return c == '"' ? '-' : c;
	}
	if (fabs(angle) > 72) {
		return '|';
	}
	return angle > 0 ? '\\' : '/';
}

char cell_ascii(const struct drawing_picture *p, int col, int row)
{
	struct shape s = shape_of(p, col, row);

	if (s.n == 0) {
		return ' ';
	}
	if (s.n <= 2 && s.columns <= 2 && s.rows <= 2) {
		return s.y < -1.5 ? '\'' : s.y > 1 ? '.' : ':';
	}
	if (s.n > ACROSS * DOWN * 6 / 10) {
		return '#';
	}
	if (s.crossing) {
		return '+';
	}
	if (thickness(&s) < 0.75) {
		return stroke(&s);
	}
	/* an upright stroke that crosses or meets a level one, in the whole cell or in a part of it */
	if (s.rows >= 6 && s.columns == ACROSS) {
		return '+';
	}
	if (s.rows <= 3) {
		return s.n > 6 ? '=' : level(s.y);
	}
	return s.columns == ACROSS && s.rows >= 3 ? '+' : s.columns <= 2 ? '|' : '*';
}
