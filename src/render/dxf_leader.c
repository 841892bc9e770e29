/* LEADER, MULTILEADER and TOLERANCE; arrowheads. */
#include <math.h>
#include <string.h>

#include "dxf.h"
#include "dxf_dim.h"
#include "dxf_mtext.h"

void dxf_arrow(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct dxf_v tip, struct dxf_v from,
	double size)
{
	struct dxf_v back = dxf_norm(dxf_sub_v(from, tip), dxf_v(0, 0, 0));
	struct dxf_v side = dxf_mul(dxf_v(-back.y, back.x, 0), size / 6), foot = dxf_add(tip, dxf_mul(back, size));
	struct dxf_pen pen;

	if (!isfinite(size) || size <= 0 || (back.x == 0 && back.y == 0) || !dxf_begin(&pen, d, e, at, true)) {
		return;
	}
	dxf_move(&pen, tip);
	dxf_line(&pen, dxf_add(foot, side));
	dxf_line(&pen, dxf_sub_v(foot, side));
	dxf_close(&pen);
	dxf_end(&pen);
}

static void leader_path(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct dxf_v *v, size_t n,
	bool curved)
{
	struct dxf_pen pen;

	if (!dxf_begin(&pen, d, e, at, false)) {
		return;
	}
	if (curved && n > 2) {
		dxf_through(&pen, v, n, false);
	} else {
		for (size_t i = 0; i < n; i++) {
			(i ? dxf_line : dxf_move)(&pen, v[i]);
		}
	}
	dxf_end(&pen);
}

bool dxf_draw_leader(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	VEC(struct dxf_v) v = {0};

	for (size_t i = 1; i < e->n; i++) {
		const struct dxf_pair *p = &e->p[i];

		if (p->code == 10) {
			*vec_add(&v) = dxf_v(p->d, 0, 0);
		} else if (v.n && p->code == 20) {
			v.v[v.n - 1].y = p->d;
		} else if (v.n && p->code == 30) {
			v.v[v.n - 1].z = p->d;
		}
	}
	if (v.n > 1) {
		leader_path(d, e, at, v.v, v.n, dxf_int(e, 72, 0) == 1);
		if (dxf_int(e, 71, 1)) {
			dxf_arrow(d, e, at, v.v[0], v.v[1], dxf_dim(d, e, DIMASZ) * dxf_dim(d, e, DIMSCALE));
		}
	}
	vec_finish(&v);
	return true;
}

/* ---- MULTILEADER: a small language of its own, in 30x codes ---- */

enum part { OUTSIDE, CONTEXT, LEADER, LEADER_LINE };

struct multi {
	enum part in;
	VEC(struct dxf_v) line;
	struct dxf_v last;      /* where the leader ends */
	double dogleg, arrow, height, width, turn, block_turn;
	struct dxf_v way, text_at, x, block_at, block_scale;
	int attach;
	uint64_t block;
	const struct dxf_pair *text;
	bool curved, unseen, has_text, has_block;
};

static void context_pair(struct multi *m, const struct dxf_pair *p)
{
	switch (p->code) {
	case 304: m->text = p; break;
	case 12: m->text_at.x = p->d; break;
	case 22: m->text_at.y = p->d; break;
	case 32: m->text_at.z = p->d; break;
	case 13: m->x.x = p->d; break;
	case 23: m->x.y = p->d; break;
	case 33: m->x.z = p->d; break;
	case 41: m->height = p->d; break;
	case 140: m->arrow = p->d; break;
	case 42: m->turn = p->d; break;
	case 43: m->width = p->d; break;
	case 171: m->attach = (int)(p->i >= 1 && p->i <= 3 ? p->i : 1); break;
	case 290: m->has_text = p->i != 0; break;
	case 296: m->has_block = p->i != 0; break;
	case 341: m->block = dxf_hex(p); break;
	case 15: m->block_at.x = p->d; break;
	case 25: m->block_at.y = p->d; break;
	case 35: m->block_at.z = p->d; break;
	case 16: m->block_scale.x = p->d; break;
	case 26: m->block_scale.y = p->d; break;
	case 36: m->block_scale.z = p->d; break;
	case 46: m->block_turn = p->d; break;
	default: break;
	}
}

static void leader_pair(struct multi *m, const struct dxf_pair *p)
{
	switch (p->code) {
	case 10: m->last.x = p->d; break;
	case 20: m->last.y = p->d; break;
	case 30: m->last.z = p->d; break;
	case 11: m->way.x = p->d; break;
	case 21: m->way.y = p->d; break;
	case 31: m->way.z = p->d; break;
	case 40: m->dogleg = p->d; break;
	default: break;
	}
}

static void line_pair(struct multi *m, const struct dxf_pair *p)
{
	if (p->code == 10) {
		*vec_add(&m->line) = dxf_v(p->d, 0, 0);
	} else if (m->line.n && p->code == 20) {
		m->line.v[m->line.n - 1].y = p->d;
	} else if (m->line.n && p->code == 30) {
		m->line.v[m->line.n - 1].z = p->d;
	}
}

static void draw_line(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct multi *m)
{
	if (m->line.n && !m->unseen) {
		*vec_add(&m->line) = m->last;
		leader_path(d, e, at, m->line.v, m->line.n, m->curved);
		dxf_arrow(d, e, at, m->line.v[0], m->line.v[1], m->arrow);
	}
	m->line.n = 0;
}

/* The end of the leader, with the short flat line towards the text. */
static void draw_dogleg(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct multi *m)
{
	struct dxf_v ends[2] = {m->last, dxf_add(m->last, dxf_mul(m->way, m->dogleg))};

	if (!m->unseen && isfinite(m->dogleg) && m->dogleg > 0) {
		leader_path(d, e, at, ends, 2, false);
	}
}

static bool opens(const struct dxf_pair *p, const char *word)
{
	return dxf_is(p, word);
}

static void step(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, struct multi *m, const struct dxf_pair *p)
{
	if (m->in == OUTSIDE) {
		if (p->code == 300 && opens(p, "CONTEXT_DATA{")) {
			m->in = CONTEXT;
		}
	} else if (m->in == CONTEXT) {
		if (p->code == 302 && opens(p, "LEADER{")) {
			m->in = LEADER;
			m->dogleg = 0;
		} else if (p->code == 301) {
			m->in = OUTSIDE;
		} else {
			context_pair(m, p);
		}
	} else if (m->in == LEADER) {
		if (p->code == 304 && opens(p, "LEADER_LINE{")) {
			m->in = LEADER_LINE;
		} else if (p->code == 303) {
			m->in = CONTEXT;
			draw_dogleg(d, e, at, m);
		} else {
			leader_pair(m, p);
		}
	} else if (p->code == 305) {
		m->in = LEADER;
		draw_line(d, e, at, m);
	} else {
		line_pair(m, p);
	}
}

static void leader_text(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct multi *m)
{
	struct dxf_v x = dxf_norm(m->x, dxf_v(1, 0, 0));
	struct dxf_mtext t = {
		.at = m->text_at, .x = x, .up = dxf_norm(dxf_cross(dxf_v(0, 0, 1), x), dxf_v(0, 1, 0)), .height = m->height,
		.width = isfinite(m->width) && m->width > 0 ? m->width : 0, .spacing = 1, .across = 1, .attach = m->attach,
	};

	if (isfinite(m->height) && m->height > 0) {
		dxf_mtext(d, e, at, &t, m->text->s, m->text->n);
	}
}

static void leader_block(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct multi *m)
{
	struct dxf_block *b = dxf_block_owned(d, m->block);
	struct dxf_m turn = dxf_turn(m->block_turn), size = dxf_unit;
	struct dxf_at own = *at;

	if (!b) {
		return;
	}
	size.x.x = m->block_scale.x;
	size.y.y = m->block_scale.y;
	size.z.z = m->block_scale.z;
	turn = dxf_after(&turn, &size);
	turn.o = dxf_sub_v(m->block_at, dxf_dir(&turn, b->base));
	own.m = dxf_after(&at->m, &turn);
	own.layer = dxf_layer_of(d, e, at);
	dxf_draw_block(d, b, &own);
	/* the values of its attributes, one after the other below it */
	double h = m->height > 0 && isfinite(m->height) ? m->height : 1;
	struct dxf_mtext t = {
		.at = m->block_at, .x = {1, 0, 0}, .up = {0, 1, 0}, .height = h, .spacing = 1, .across = 1, .attach = 5,
	};
	bool inside = true;

	for (size_t i = 1; i < e->n; i++) {
		inside &= e->p[i].code != 301;
		if (!inside && e->p[i].code == 302) {
			dxf_mtext(d, e, at, &t, e->p[i].s, e->p[i].n);
			t.at = dxf_add(t.at, dxf_v(0, -h * 1.6, 0));
		}
	}
}

bool dxf_draw_multileader(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	struct multi m = {.x = {1, 0, 0}, .way = {1, 0, 0}, .attach = 1, .block_scale = {1, 1, 1}};
	bool inside = false;

	/* what is outside the context comes after it, but says how to draw it */
	for (size_t i = 1; i < e->n; i++) {
		inside = e->p[i].code == 300 ? true : e->p[i].code == 301 ? false : inside;
		if (!inside && e->p[i].code == 170) {
			m.unseen = e->p[i].i == 0;
			m.curved = e->p[i].i == 2;
		}
	}
	for (size_t i = 1; i < e->n; i++) {
		step(d, e, at, &m, &e->p[i]);
	}
	if (m.has_text && m.text) {
		leader_text(d, e, at, &m);
	}
	if (m.has_block) {
		leader_block(d, e, at, &m);
	}
	vec_finish(&m.line);
	return true;
}

/* ---- TOLERANCE: rows of cells ---- */

struct frame { struct dxf_v at, x, up; double h; };

static void cell(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct frame *f, double left,
	double width, const char *text)
{
	struct dxf_v low = dxf_add(f->at, dxf_add(dxf_mul(f->x, left), dxf_mul(f->up, -f->h)));
	struct dxf_v w = dxf_mul(f->x, width), h = dxf_mul(f->up, 2 * f->h);
	struct dxf_pen pen;

	if (dxf_begin(&pen, d, e, at, false)) {
		dxf_move(&pen, low);
		dxf_line(&pen, dxf_add(low, w));
		dxf_line(&pen, dxf_add(dxf_add(low, w), h));
		dxf_line(&pen, dxf_add(low, h));
		dxf_close(&pen);
		dxf_end(&pen);
	}
	struct dxf_v base = dxf_add(low, dxf_add(dxf_mul(f->x, f->h / 2), dxf_mul(f->up, f->h / 2)));

	dxf_run(d, e, at, &(struct dxf_run){base, dxf_mul(f->x, width - f->h), dxf_mul(f->up, f->h), text});
}

static void row(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const struct frame *f, const char *s,
	size_t n)
{
	double left = 0;
	const char *end = s + n;

	while (s < end) {
		const char *bar = memmem(s, (size_t)(end - s), "%%v", 3);
		const char *stop = bar ? bar : end;
		struct str text = STR_INIT;

		dxf_one_line(d, &text, s, (size_t)(stop - s));
		size_t blank = strspn(str_c(&text), " ");

		if (text.len > blank) {
			double width = dxf_text_width(str_c(&text) + blank) * f->h + f->h;

			cell(d, e, at, f, left, width, str_c(&text) + blank);
			left += width;
		}
		str_finish(&text);
		s = bar ? bar + 3 : end;
	}
}

bool dxf_draw_tolerance(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	const struct dxf_pair *p = dxf_find(e, 1);
	struct frame f = {.at = dxf_point(e, 10), .x = {1, 0, 0}, .h = dxf_dim(d, e, DIMTXT) * dxf_dim(d, e, DIMSCALE)};
	struct dxf_v n = {0, 0, 1};

	dxf_has_point(e, 11, &f.x);
	dxf_has_point(e, 210, &n);
	f.x = dxf_norm(f.x, dxf_v(1, 0, 0));
	f.up = dxf_norm(dxf_cross(dxf_norm(n, dxf_v(0, 0, 1)), f.x), dxf_v(0, 1, 0));
	for (const char *s = p ? p->s : NULL, *end = p ? p->s + p->n : NULL; s && s < end;) {
		const char *stop = memmem(s, (size_t)(end - s), "^J", 2);

		row(d, e, at, &f, s, (size_t)((stop ? stop : end) - s));
		f.at = dxf_sub_v(f.at, dxf_mul(f.up, 2 * f.h));
		s = stop ? stop + 2 : end;
	}
	return p != NULL;
}
