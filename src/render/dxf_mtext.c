/* MTEXT set in lines and columns. */
#include <math.h>
#include <string.h>

#include "dxf_mtext.h"

/* Our widths are not those of the writer's font: so much more fits before a line is broken. */
#define SLACK 1.12
#define LINE_STEP (5.0 / 3)

struct line { size_t from, to; double w, h; int column; bool last; };
struct lines {
	const struct dxf_pieces *p;
	const struct dxf_mtext *m;
	VEC(struct line) v;
};

static double piece_width(const struct lines *l, size_t i)
{
	return l->p->v.v[i].w * l->m->height * l->m->across;
}

static void end_line(struct lines *l, size_t from, size_t to, int column)
{
	struct line line = {.h = 0, .column = column};

	while (from < to && l->p->v.v[to - 1].kind == DXF_BLANK) {
		to--;
	}
	line.from = from;
	line.to = to;
	for (size_t i = from; i < to; i++) {
		line.w += piece_width(l, i);
		line.h = fmax(line.h, l->p->v.v[i].h);
	}
	line.h = (line.h > 0 ? line.h : 1) * l->m->height;
	*vec_add(&l->v) = line;
}

/* The width of what may not be parted, from piece i; *to is its end. */
static double unit_width(const struct lines *l, size_t i, size_t *to)
{
	double w = piece_width(l, i);

	for (*to = i + 1; *to < l->p->v.n && l->p->v.v[*to].joined && l->p->v.v[*to].kind < DXF_NEWLINE; (*to)++) {
		w += piece_width(l, *to);
	}
	return w;
}

static void break_lines(struct lines *l)
{
	double limit = (l->m->columns > 1 && l->m->column_width > 0 ? l->m->column_width : l->m->width) * SLACK, w = 0;
	size_t from = 0, to, n = l->p->v.n;
	int column = 0;

	for (size_t i = 0; i < n; i = to) {
		enum dxf_break kind = l->p->v.v[i].kind;

		if (kind >= DXF_NEWLINE) {
			end_line(l, from, i, column);
			column += kind == DXF_COLUMN;
			w = 0;
			from = to = i + 1;
			continue;
		}
		double more = unit_width(l, i, &to);

		if (limit > 0 && w > 0 && w + more > limit && kind != DXF_BLANK) {
			end_line(l, from, i, column);
			w = 0;
			from = i;
		}
		w += more;
	}
	end_line(l, from, n, column);
}

static double height_of(const struct dxf_mtext *m, int column)
{
	size_t i = (size_t)column < m->heights ? (size_t)column : m->heights - 1;

	return m->columns > 1 && m->heights ? m->column_height[i] : 0;
}

/* A full column goes on in the next. */
static void fill_columns(struct lines *l, double step)
{
	double used = 0;
	int column = 0, shift = 0;

	for (size_t i = 0; i < l->v.n; i++) {
		struct line *line = &l->v.v[i];

		if (line->column + shift > column) {
			column = line->column + shift;
			used = 0;
		}
		double room = height_of(l->m, column);

		if (room > 0 && used > 0 && used + line->h > room * 1.02 && column + 1 < l->m->columns) {
			column++;
			shift++;
			used = 0;
		}
		line->column = column;
		used += step;
	}
}

static double part(char align, int attach)
{
	switch (align) {
	case 'l':
	case 'j':
	case 'd': return 0;
	case 'c': return 0.5;
	case 'r': return 1;
	default: return (attach - 1) % 3 / 2.0;
	}
}

static void put_line(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct lines *l,
	const struct line *line, double top, double squeeze)
{
	const struct dxf_mtext *m = l->m;
	const struct dxf_piece *first = &l->p->v.v[line->from];
	double width = m->columns > 1 ? m->column_width : m->width, left = -part(0, m->attach) * m->width;
	double room = width > 0 ? width : 0, w = line->w * squeeze;

	/* what was let through by the slack fits in the font of the writer */
	w = room > 0 && w > room && w <= room * SLACK ? room : w;
	struct dxf_run run = {.along = dxf_mul(m->x, w), .up = dxf_mul(m->up, line->h)};
	struct str text = STR_INIT;

	left += line->column * (m->column_width + m->gutter);
	if (room == 0 || !first->align) {
		left += part(0, m->attach) * room;
		room = 0;
	}
	left += part(first->align, m->attach) * (room - w);
	run.at = dxf_add(m->at, dxf_add(dxf_mul(m->x, left), dxf_mul(m->up, top - line->h)));
	const struct dxf_piece *last = &l->p->v.v[line->to - 1];

	str_addn(&text, str_c(&l->p->text) + first->from, last->from + last->n - first->from);
	run.text = str_c(&text);
	dxf_run(d, e, at, &run);
	str_finish(&text);
}

/* The writer measured with the true font: so wide is the widest line. */
static double squeeze_of(const struct lines *l)
{
	double widest = 0;

	for (size_t i = 0; i < l->v.n; i++) {
		widest = fmax(widest, l->v.v[i].w);
	}
	double by = widest > 0 ? l->m->actual / widest : 1;

	return by > 0.4 && by < 2.5 && l->m->columns < 2 ? by : 1;
}

void dxf_mtext(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct dxf_mtext *m, const char *raw,
	size_t n)
{
	struct dxf_pieces pieces;
	struct lines l = {.p = &pieces, .m = m};
	double step = LINE_STEP * m->height * m->spacing;

	if (!dxf_spend(d, (long)(n / 8))) {
		return;
	}
	dxf_pieces(d, &pieces, raw, n, m->gdt);
	break_lines(&l);
	while (l.v.n > 1 && l.v.v[l.v.n - 1].from == l.v.v[l.v.n - 1].to) {
		l.v.n--;
	}
	fill_columns(&l, step);
	int row = (m->attach - 1) / 3, column = 0;
	double all = (double)(l.v.n - 1) * step + l.v.v[0].h, top = m->columns > 1 ? 0 : row == 1 ? all / 2 : row == 2 ? all : 0;
	double y = top, squeeze = squeeze_of(&l);

	for (size_t i = 0; i < l.v.n && dxf_spend(d, 1); i++) {
		if (l.v.v[i].column != column) {
			column = l.v.v[i].column;
			y = top;
		}
		if (l.v.v[i].to > l.v.v[i].from) {
			put_line(d, e, at, &l, &l.v.v[i], y, squeeze);
		}
		y -= step;
	}
	vec_finish(&l.v);
	dxf_pieces_finish(&pieces);
}

void dxf_long_text(struct str *out, const struct dxf_ent *e, int last)
{
	for (size_t i = 1; i < e->n && e->p[i].code != 101; i++) {
		if (e->p[i].code == 3 || e->p[i].code == last) {
			str_addn(out, e->p[i].s, e->p[i].n);
		}
	}
}

/* From R2018 on columns are in an object within the entity, with codes of its own. */
static void columns_of(struct dxf_mtext *m, const struct dxf_ent *e)
{
	bool inside = false;
	size_t each = 0;

	for (size_t i = 1; i < e->n; i++) {
		const struct dxf_pair *p = &e->p[i];

		inside |= p->code == 101;
		if (!inside) {
			continue;
		}
		switch (p->code) {
		case 72: m->columns = p->i > 0 && p->i < 1000 ? (int)p->i : 0; break;
		case 44: m->column_width = isfinite(p->d) ? p->d : 0; break;
		case 45: m->gutter = isfinite(p->d) ? p->d : 0; break;
		case 41:
			m->column_height[0] = isfinite(p->d) ? fmax(p->d, 0) : 0;
			m->heights = 1;
			break;
		case 46:
			if (isfinite(p->d) && each < lengthof(m->column_height)) {
				m->column_height[each++] = fmax(p->d, 0);
				m->heights = each;
			}
			break;
		default: break;
		}
	}
	if (m->columns > 1 && !(m->column_width > 0)) {
		m->columns = 0;
	}
}

static double sound(double v, double otherwise)
{
	return isfinite(v) && v > 0 ? v : otherwise;
}

bool dxf_draw_mtext(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	const struct dxf_style *style = dxf_style_of(d, e);
	struct dxf_v n = {0, 0, 1};
	struct dxf_mtext m = {
		.at = dxf_point(e, 10), .height = sound(dxf_num(e, 40, 0), sound(style->height, 0.2)),
		.width = sound(dxf_num(e, 41, 0), 0), .spacing = sound(dxf_num(e, 44, 1), 1), .across = style->width,
		.attach = (int)dxf_int(e, 71, 1), .actual = sound(dxf_num(e, 42, 0), 0), .gdt = style->gdt,
	};
	struct str text = STR_INIT;

	dxf_has_point(e, 210, &n);
	n = dxf_norm(n, dxf_v(0, 0, 1));
	struct dxf_m plane = dxf_plane(n), turn = dxf_turn(dxf_rad(dxf_num(e, 50, 0)));

	m.x = dxf_dir(&plane, turn.x);
	dxf_has_point(e, 11, &m.x);
	m.x = dxf_norm(m.x, plane.x);
	m.up = dxf_norm(dxf_cross(n, m.x), plane.y);
	m.attach = m.attach < 1 || m.attach > 9 ? 1 : m.attach;
	columns_of(&m, e);
	dxf_long_text(&text, e, 1);
	dxf_mtext(d, e, at, &m, str_c(&text), text.len);
	str_finish(&text);
	return true;
}
