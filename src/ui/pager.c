#include "ui/pager.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "hits.h"
#include "text/clean.h"
#include "text/utf8.h"
#include "text/wrap.h"

struct paragraph {
	char *text;
	size_t len;
	enum style st;
};

struct line {
	size_t paragraph, off, len;
};

struct pager {
	VEC(struct paragraph) paragraphs;
	VEC(struct line) lines;
	int width, amb, rows;
	int top;
	int hit;        /* the line found last, -1 none */
	char *needle;   /* folded; NULL when nothing is searched */
	struct hits hits;
};

struct pager *pager_create(void)
{
	struct pager *p = xcalloc(1, sizeof(*p));

	p->width = 80;
	p->amb = 1;
	p->rows = 1;
	p->hit = -1;
	return p;
}

void pager_clear(struct pager *p)
{
	for (size_t i = 0; i < p->paragraphs.n; i++) {
		free(p->paragraphs.v[i].text);
	}
	p->paragraphs.n = p->lines.n = 0;
	p->top = 0;
	p->hit = -1;
}

void pager_destroy(struct pager *p)
{
	if (!p) {
		return;
	}
	pager_clear(p);
	vec_finish(&p->paragraphs);
	vec_finish(&p->lines);
	hits_finish(&p->hits);
	free(p->needle);
	free(p);
}

static void wrap_paragraph(struct pager *p, size_t i)
{
	const struct paragraph *par = &p->paragraphs.v[i];
	struct wrap w;
	struct wrap_line line;

	wrap_init(&w, par->text, par->len, (size_t)p->width, p->amb);
	w.keep = par->len == 0;
	while (wrap_next(&w, &line)) {
		*vec_add(&p->lines) = (struct line){.paragraph = i, .off = line.off, .len = line.len};
	}
}

void pager_line(struct pager *p, enum style st, const char *text)
{
	struct str safe = STR_INIT;

	clean(&safe, text, strlen(text), CLEAN_MULTILINE);
	size_t len = safe.len;
	*vec_add(&p->paragraphs) = (struct paragraph){.text = str_take(&safe), .len = len, .st = st};
	wrap_paragraph(p, p->paragraphs.n - 1);
}

static int last_top(const struct pager *p)
{
	int last = (int)p->lines.n - p->rows;

	return last > 0 ? last : 0;
}

bool pager_to(struct pager *p, int line)
{
	int before = p->top, last = last_top(p);

	p->top = line < 0 || line > last ? last : line;
	return p->top != before;
}

bool pager_scroll(struct pager *p, int lines)
{
	int64_t to = (int64_t)p->top + lines;

	return pager_to(p, to < 0 ? 0 : to > last_top(p) ? -1 : (int)to);
}

bool pager_page(struct pager *p, int pages)
{
	int step = p->rows > 1 ? p->rows - 1 : 1;
	int64_t lines = (int64_t)pages * step;

	return pager_scroll(p, lines > 1 << 28 ? 1 << 28 : lines < -(1 << 28) ? -(1 << 28) : (int)lines);
}

static const char *text_of(const struct pager *p, const struct line *l)
{
	return p->paragraphs.v[l->paragraph].text + l->off;
}

/* A hit may begin on this line and end on the next. */
static bool has_hit(const struct pager *p, int i)
{
	const struct line *l = &p->lines.v[i], *next = l + 1;
	const char *s = text_of(p, l);

	if (utf8_holds(s, l->len, p->needle)) {
		return true;
	}
	if (i + 1 >= (int)p->lines.n || next->paragraph != l->paragraph) {
		return false;
	}
	return utf8_holds(s, next->off + next->len - l->off, p->needle)
		&& !utf8_holds(text_of(p, next), next->len, p->needle);
}

bool pager_search(struct pager *p, const char *folded, bool forward)
{
	int n = (int)p->lines.n;
	bool same = p->needle && strcmp(p->needle, folded) == 0;
	int from = same && p->hit >= 0 ? p->hit : forward ? p->top - 1 : p->top;

	if (!same) {
		free(p->needle);
		p->needle = folded[0] ? xstrdup(folded) : NULL;
		p->hit = -1;
	}
	for (int i = 1; i <= n && p->needle; i++) {
		int at = ((from + (forward ? i : -i)) % n + n) % n;
		if (has_hit(p, at)) {
			p->hit = at;
			pager_to(p, at);
			return true;
		}
	}
	return false;
}

static void layout(struct pager *p, struct area a)
{
	size_t top = 0, off = 0;

	p->rows = a.rows;
	if (p->width == a.cols && p->amb == a.s->amb) {
		return;
	}
	/* What was on top stays on top. */
	if (p->top < (int)p->lines.n) {
		top = p->lines.v[p->top].paragraph;
		off = p->lines.v[p->top].off;
	}
	p->width = a.cols;
	p->amb = a.s->amb;
	p->lines.n = 0;
	p->hit = -1;
	for (size_t i = 0; i < p->paragraphs.n; i++) {
		wrap_paragraph(p, i);
	}
	p->top = 0;
	while (p->top + 1 < (int)p->lines.n) {
		const struct line *next = &p->lines.v[p->top + 1];
		if (next->paragraph > top || (next->paragraph == top && next->off > off)) {
			break;
		}
		p->top++;
	}
}

void pager_draw(struct pager *p, struct area a)
{
	if (a.rows < 1 || a.cols < 1) {
		return;
	}
	layout(p, a);
	pager_scroll(p, 0);
	for (int r = 0; r < a.rows && p->top + r < (int)p->lines.n; r++) {
		const struct line *l = &p->lines.v[p->top + r];
		const char *s = text_of(p, l);
		area_textn(a, r, 0, -1, p->paragraphs.v[l->paragraph].st, s, l->len);
		if (p->needle) {
			hits_show(&p->hits, a, r, 0, s, l->len, p->needle);
		}
	}
	area_cursor(a, p->hit >= p->top && p->hit < p->top + a.rows ? p->hit - p->top : 0, 0);
}

int pager_lines(const struct pager *p)
{
	return (int)p->lines.n;
}

int pager_top(const struct pager *p)
{
	return p->top;
}
