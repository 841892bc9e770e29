#ifndef UNIT_RENDER_DXF_HELP_H
#define UNIT_RENDER_DXF_HELP_H

/* DXF written in a line, and what became of it in a line. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "render/scene.h"
#include "unit/unit.h"

static struct str dxf_out;

static inline void dxf_help_lines(struct str *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '|' && s[1] == '|') {
			str_addc(b, *s++);
		} else {
			str_addc(b, *s == '|' ? '\n' : *s);
		}
	}
}

/* Reads a file of that text; fails the test when it cannot be read. Finish s. */
static inline void dxf_text_read(struct scene *s, const char *file)
{
	struct err e = ERR_NONE;

	scene_init(s);
	if (dxf_read((const unsigned char *)file, strlen(file), s, &e)) {
		fail_msg("%s", e.text);
	}
}

/* Whole sections and an ENTITIES section: "0|LINE|8|0|10|1.5 ...", | for line ends, || for |. */
static inline void dxf_with_read(struct scene *s, const char *sections, const char *pairs)
{
	struct str b = STR_INIT;

	dxf_help_lines(&b, sections);
	dxf_help_lines(&b, "0|SECTION|2|ENTITIES|");
	dxf_help_lines(&b, pairs);
	dxf_help_lines(&b, "|0|ENDSEC|0|EOF|");
	dxf_text_read(s, str_c(&b));
	str_finish(&b);
}

/* -0 is 0 */
static inline double dxf_help_tidy(double v)
{
	return v > -0.0005 && v < 0.0005 ? 0 : v;
}

static inline void dxf_help_number(double v)
{
	char buf[64];
	size_t n = (size_t)snprintf(buf, sizeof(buf), "%.3f", dxf_help_tidy(v));

	while (n && buf[n - 1] == '0') {
		n--;
	}
	str_addn(&dxf_out, buf, n - (n && buf[n - 1] == '.'));
}

static inline void dxf_help_pair(double x, double y)
{
	dxf_help_number(x);
	str_addc(&dxf_out, ',');
	dxf_help_number(y);
}

static inline void dxf_help_one_path(const struct scene_page *p, const struct scene_path *path)
{
	str_add(&dxf_out, dxf_out.len ? "; " : "");
	str_add(&dxf_out, path->hidden ? "H " : "");
	str_add(&dxf_out, path->fill ? "F " : path->ndash ? "D " : "");
	for (size_t i = 0; i < path->n; i++) {
		const struct scene_seg *g = &p->segs.v[path->first + i];

		str_add(&dxf_out, i ? " " : "");
		str_addc(&dxf_out, "MLAZ"[g->op]);
		if (g->op != SEG_CLOSE) {
			str_addc(&dxf_out, ' ');
			dxf_help_pair(g->x, g->y);
		}
	}
}

/* All on page i as words: "M 0,0 L 10,5 A 5,0 Z; F M ..." (F: filled, D: dashed, H: hidden), to 3 digits. */
static inline const char *dxf_drawn(const struct scene *s, size_t i)
{
	str_clear(&dxf_out);
	for (size_t k = 0; i < s->pages.n && k < s->pages.v[i]->paths.n; k++) {
		dxf_help_one_path(s->pages.v[i], &s->pages.v[i]->paths.v[k]);
	}
	return str_c(&dxf_out);
}

/* Its texts: "text" at x,y wxh @angle, "; " between. */
static inline const char *dxf_texts(const struct scene *s, size_t i)
{
	str_clear(&dxf_out);
	for (size_t k = 0; i < s->pages.n && k < s->pages.v[i]->texts.n; k++) {
		const struct scene_text *t = &s->pages.v[i]->texts.v[k];

		str_add(&dxf_out, k ? "; " : "");
		str_addf(&dxf_out, "%s\"%s\" at ", t->hidden ? "H " : "", t->text);
		dxf_help_pair(t->x, t->y);
		str_addc(&dxf_out, ' ');
		dxf_help_number(t->w);
		str_addc(&dxf_out, 'x');
		dxf_help_number(t->h);
		str_add(&dxf_out, " @");
		dxf_help_number(t->angle);
	}
	return str_c(&dxf_out);
}

/* Only the strings, "/" between. */
static inline const char *dxf_strings(const struct scene *s, size_t i)
{
	str_clear(&dxf_out);
	for (size_t k = 0; i < s->pages.n && k < s->pages.v[i]->texts.n; k++) {
		str_add(&dxf_out, k ? "/" : "");
		str_add(&dxf_out, s->pages.v[i]->texts.v[k].text);
	}
	return str_c(&dxf_out);
}

#endif
