#include "source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib.h"
#include "text/cells.h"
#include "text/utf8.h"

/* What is looked at is bounded: files that refer to themselves over and over end here. */
enum { NODES = 400000, DEPTH = 200, TEXT_MAX = 4000 };

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

/* What an element hands down. */
struct style {
	struct raster_map m; /* user units to page units */
	double size;         /* of the font, in user units */
	enum anchor anchor;
	double shift;        /* of the baseline, in sizes */
	bool hidden, keep_blanks;
};

/* One line of text being put together, where it began. */
struct line { struct str text; struct style st; double x, y, width, forced; bool begun; };

struct walk {
	struct source *s;
	struct scene_page *page;
	const struct lib_xml *l;
	xmlNode *root;
	int nodes;
	double px, py; /* the pen, in user units of the text element */
	struct line line;
};

static bool is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name);
}

/* An attribute's value, borrowed from the tree; NULL when it is not there or is made of entities. */
static const char *attr(const xmlNode *n, const char *name)
{
	for (const xmlAttr *a = n->properties; a; a = a->next) {
		if (!strcmp((const char *)a->name, name) && a->children && a->children->content && !a->children->next) {
			return (const char *)a->children->content;
		}
	}
	return NULL;
}

static const char *number(const char *s, double *out)
{
	char *end = NULL;

	s += strspn(s, " \t\r\n,");
	*out = strtod(s, &end); /* allowed: coordinates of a drawing */
	return end == s || !isfinite(*out) || fabs(*out) > 1e9 ? NULL : end;
}

/* A length in user units; em: what a relative one is of. */
static bool length(const char *s, double em, double *out)
{
	static const struct { const char *unit; double px; } units[] = {
		{"px", 1}, {"pt", 4.0 / 3}, {"pc", 16}, {"mm", 96 / 25.4}, {"cm", 96 / 2.54}, {"in", 96},
	};
	double v;
	const char *end = s ? number(s, &v) : NULL;

	if (!end) {
		return false;
	}
	if (starts_with(end, "em") || starts_with(end, "%")) {
		v *= *end == '%' ? em / 100 : em;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (starts_with(end, units[i].unit)) {
			v *= units[i].px;
		}
	}
	*out = v;
	return true;
}

/* The value of a property: of the style attribute, else of the attribute of that name. */
static bool property(const xmlNode *n, const char *name, char *out, size_t max)
{
	const char *style = attr(n, "style"), *found = NULL;
	size_t len = strlen(name), size = 0;

	for (const char *p = style; p && *p; p += strcspn(p, ";"), p += *p == ';') {
		p += strspn(p, " \t\r\n");
		const char *v = p + len;

		if (!strncmp(p, name, len) && *(v += strspn(v, " \t\r\n")) == ':') {
			found = v + 1 + strspn(v + 1, " \t\r\n");
			size = strcspn(found, ";!");
		}
		if (!*p) {
			break;
		}
	}
	if (!found) {
		found = attr(n, name);
		size = found ? strlen(found) : 0;
	}
	if (!found || size >= max) {
		return false;
	}
	memcpy(out, found, size);
	out[size] = '\0';
	return true;
}

static struct raster_map times(const struct raster_map *m, const struct raster_map *k)
{
	return (struct raster_map){
		.a = m->a * k->a + m->b * k->d, .b = m->a * k->b + m->b * k->e, .c = m->a * k->c + m->b * k->f + m->c,
		.d = m->d * k->a + m->e * k->d, .e = m->d * k->b + m->e * k->e, .f = m->d * k->c + m->e * k->f + m->f,
	};
}

static const struct raster_map same = {.a = 1, .e = 1};

static struct raster_map moved(double x, double y)
{
	return (struct raster_map){.a = 1, .c = x, .e = 1, .f = y};
}

static struct raster_map one_transform(const char *name, size_t len, const double v[6], int n)
{
	struct raster_map m = same;
	double a = v[0] * M_PI / 180;

	if (len == 6 && !strncmp(name, "matrix", len) && n == 6) {
		return (struct raster_map){v[0], v[2], v[4], v[1], v[3], v[5]};
	}
	if (len == 9 && !strncmp(name, "translate", len)) {
		return moved(v[0], n > 1 ? v[1] : 0);
	}
	if (len == 5 && !strncmp(name, "scale", len)) {
		m.a = v[0];
		m.e = n > 1 ? v[1] : v[0];
	} else if (len == 6 && !strncmp(name, "rotate", len)) {
		struct raster_map turn = {.a = cos(a), .b = -sin(a), .d = sin(a), .e = cos(a)}, to = moved(v[1], v[2]), back = moved(-v[1], -v[2]);

		m = n < 3 ? turn : times(&to, &turn);
		m = n < 3 ? m : times(&m, &back);
	} else if (len == 5 && !strncmp(name, "skewX", len)) {
		m.b = tan(a);
	} else if (len == 5 && !strncmp(name, "skewY", len)) {
		m.d = tan(a);
	}
	return m;
}

static struct raster_map transform(struct raster_map m, const char *s)
{
	for (int guard = 0; s && *s && guard < 100; guard++) {
		double v[6] = {0};
		int n = 0;

		s += strspn(s, " \t\r\n,");
		size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyzXY");
		const char *name = s, *p = strchr(s + len, '(');

		if (!len || !p) {
			break;
		}
		for (p++; p && n < 6; n++) {
			const char *next = number(p, &v[n]);

			if (!next) {
				break;
			}
			p = next;
		}
		struct raster_map k = one_transform(name, len, v, n);

		m = times(&m, &k);
		s = strchr(s, ')');
		s = s ? s + 1 : NULL;
	}
	return m;
}

static void font_size(const xmlNode *n, struct style *st)
{
	static const struct { const char *name; double px; } named[] = {
		{"xx-small", 9}, {"x-small", 10}, {"small", 13}, {"medium", 16}, {"large", 18}, {"x-large", 24}, {"xx-large", 32},
	};
	char v[64];

	if (!property(n, "font-size", v, sizeof(v))) {
		return;
	}
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (!strcmp(v, named[i].name)) {
			st->size = named[i].px;
			return;
		}
	}
	length(v, st->size, &st->size);
}

static void baseline(const xmlNode *n, struct style *st)
{
	char v[64];

	if (property(n, "dominant-baseline", v, sizeof(v))) {
		st->shift = !strcmp(v, "middle") || !strcmp(v, "central") ? 0.35 : !strcmp(v, "hanging") || !strcmp(v, "text-before-edge") ? 0.75 : 0;
	}
}

static struct style style_of(const xmlNode *n, const struct style *parent)
{
	struct style st = *parent;
	char v[64];

	st.m = transform(st.m, attr(n, "transform"));
	font_size(n, &st);
	baseline(n, &st);
	if (property(n, "text-anchor", v, sizeof(v))) {
		st.anchor = !strcmp(v, "middle") ? ANCHOR_MIDDLE : !strcmp(v, "end") ? ANCHOR_END : ANCHOR_START;
	}
	if (property(n, "display", v, sizeof(v)) && !strcmp(v, "none")) {
		st.hidden = true;
	}
	if (property(n, "visibility", v, sizeof(v))) {
		st.hidden = !strcmp(v, "hidden") || !strcmp(v, "collapse");
	}
	const char *space = attr(n, "space");

	if (space) {
		st.keep_blanks = !strcmp(space, "preserve");
	}
	return st;
}

/* Advance widths of a common sans serif, in sizes: fonts are neither asked nor needed. */
static double advance(int32_t cp)
{
	if (cp >= 0x1100 && cells_cp(cp, 1) == 2) {
		return 1;
	}
	return strchr("iIjl.,:;'|!() ", cp < 128 ? (int)cp : 'x') ? 0.3 : cp >= 'A' && cp <= 'Z' ? 0.68 : 0.556;
}

static double width_of(const char *s, size_t n, double size)
{
	double w = 0;

	for (size_t i = 0; i < n;) {
		int32_t cp;

		i += utf8_decode(s + i, n - i, &cp);
		w += advance(cp) * size;
	}
	return w;
}

static void put_line(struct walk *k)
{
	struct line *l = &k->line;
	const struct raster_map *m = &l->st.m;

	while (l->text.len && l->text.s[l->text.len - 1] == ' ') {
		str_cut(&l->text, l->text.len - 1);
	}
	if (l->begun && l->text.len && !l->st.hidden) {
		double w = l->forced > 0 ? l->forced : width_of(str_c(&l->text), l->text.len, l->st.size);
		double x = l->x - (l->st.anchor == ANCHOR_MIDDLE ? w / 2 : l->st.anchor == ANCHOR_END ? w : 0), y = l->y + l->st.shift * l->st.size;
		struct scene_text t = {.text = str_c(&l->text), .x = m->a * x + m->b * y + m->c, .y = m->d * x + m->e * y + m->f,
			.w = w * hypot(m->a, m->d), .h = 0.72 * l->st.size * hypot(m->b, m->e), .angle = atan2(m->d, m->a) * 180 / M_PI};

		scene_text(&k->s->scene, k->page, &t);
	}
	str_clear(&l->text);
	l->begun = false;
}

static void add_text(struct walk *k, const char *s, const struct style *st)
{
	struct line *l = &k->line;
	size_t n = strlen(s), from;

	if (!l->begun) {
		*l = (struct line){.text = l->text, .st = *st, .x = k->px, .y = k->py, .forced = l->forced, .begun = true};
	}
	from = l->text.len;
	for (size_t i = 0; i < n; i++) {
		bool blank = strchr(" \t\r\n", s[i]);

		if (!blank) {
			str_addc(&l->text, s[i]);
		} else if (st->keep_blanks || (l->text.len && l->text.s[l->text.len - 1] != ' ')) {
			str_addc(&l->text, ' ');
		}
	}
	k->px += width_of(str_c(&l->text) + from, l->text.len - from, st->size);
}

/* The first number of a list: letters placed one by one are placed by their first. */
static bool place(const xmlNode *n, const char *name, double em, double *out)
{
	const char *v = attr(n, name);

	return v && length(v, em, out);
}

/* Moves the pen to where the element wants it; a new place begins a new line. */
static void move_pen(struct walk *k, const xmlNode *n, const struct style *st)
{
	double x, y, dx = 0, dy = 0;
	bool has_x = place(n, "x", st->size, &x), has_y = place(n, "y", st->size, &y);
	bool has_dx = place(n, "dx", st->size, &dx), has_dy = place(n, "dy", st->size, &dy);

	if (has_x || has_y || (has_dy && fabs(dy) > 0.6 * st->size)) {
		put_line(k);
	}
	k->px = (has_x ? x : k->px) + (has_dx ? dx : 0);
	k->py = (has_y ? y : k->py) + (has_dy ? dy : 0);
	if (!k->line.begun && !place(n, "textLength", st->size, &k->line.forced)) {
		k->line.forced = 0;
	}
}

static void walk_text(struct walk *k, xmlNode *n, const struct style *parent, int depth)
{
	struct style st = style_of(n, parent);

	move_pen(k, n, &st);
	for (xmlNode *c = n->children; c && k->nodes++ < NODES; c = c->next) {
		if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) && c->content) {
			add_text(k, (const char *)c->content, &st);
		} else if (c->type == XML_ENTITY_REF_NODE) {
			xmlChar *value = k->l->xmlNodeGetContent(c);

			if (value && strlen((char *)value) < TEXT_MAX) {
				add_text(k, (const char *)value, &st);
			}
			free(value);
		} else if (c->type == XML_ELEMENT_NODE && depth < DEPTH && !is(c, "title") && !is(c, "desc")) {
			walk_text(k, c, &st, depth + 1);
		}
	}
}

static xmlNode *by_id(struct walk *k, xmlNode *n, const char *id, int depth)
{
	for (; n && k->nodes++ < NODES; n = n->next) {
		const char *own = n->type == XML_ELEMENT_NODE ? attr(n, "id") : NULL;

		if (own && !strcmp(own, id)) {
			return n;
		}
		xmlNode *in = depth < DEPTH ? by_id(k, n->children, id, depth + 1) : NULL;

		if (in) {
			return in;
		}
	}
	return NULL;
}

static bool is_aside(const xmlNode *n)
{
	static const char *const asides[] = {"defs", "clipPath", "mask", "pattern", "marker", "style", "script", "metadata", "title", "desc"};

	for (size_t i = 0; i < sizeof(asides) / sizeof(asides[0]); i++) {
		if (is(n, asides[i])) {
			return true;
		}
	}
	return false;
}

/* An svg within the svg has a place and a view box of its own. */
static void nested(const xmlNode *n, struct style *st)
{
	const char *box = attr(n, "viewBox");
	double x = 0, y = 0, w = 0, h = 0, v[4];

	place(n, "x", st->size, &x);
	place(n, "y", st->size, &y);
	struct raster_map m = moved(x, y);

	if (box && place(n, "width", st->size, &w) && place(n, "height", st->size, &h)) {
		for (int i = 0; i < 4; i++) {
			box = box ? number(box, &v[i]) : NULL;
		}
		if (box && v[2] > 0 && v[3] > 0) {
			double scale = fmin(w / v[2], h / v[3]);

			m = (struct raster_map){.a = scale, .c = x + (w - scale * v[2]) / 2 - scale * v[0], .e = scale, .f = y + (h - scale * v[3]) / 2 - scale * v[1]};
		}
	}
	st->m = times(&st->m, &m);
}

static void walk(struct walk *k, xmlNode *n, const struct style *parent, int depth);

static void walk_use(struct walk *k, xmlNode *n, struct style *st, int depth)
{
	const char *href = attr(n, "href");
	xmlNode *to = href && *href == '#' ? by_id(k, k->root, href + 1, 0) : NULL;
	double x = 0, y = 0;

	place(n, "x", st->size, &x);
	place(n, "y", st->size, &y);
	struct raster_map m = moved(x, y);

	st->m = times(&st->m, &m);
	if (to && is(to, "symbol")) {
		for (xmlNode *c = to->children; c && k->nodes++ < NODES; c = c->next) {
			walk(k, c, st, depth + 20);
		}
	} else if (to) {
		walk(k, to, st, depth + 20);
	}
}

static void walk(struct walk *k, xmlNode *n, const struct style *parent, int depth)
{
	if (n->type != XML_ELEMENT_NODE || depth >= DEPTH || is_aside(n) || is(n, "symbol")) {
		return;
	}
	struct style st = style_of(n, parent);

	if (is(n, "text")) {
		k->px = k->py = 0;
		walk_text(k, n, parent, depth + 1);
		put_line(k);
		return;
	}
	if (is(n, "use")) {
		walk_use(k, n, &st, depth);
		return;
	}
	if (is(n, "svg") && depth > 0) {
		nested(n, &st);
	}
	for (xmlNode *c = n->children; c && k->nodes++ < NODES; c = c->next) {
		walk(k, c, &st, depth + 1);
	}
}

/* Nothing outside the file is ever looked at. */
static xmlParserInput *no_entity(const char *url, const char *id, xmlParserCtxt *ctx)
{
	(void)url;
	(void)id;
	(void)ctx;
	return NULL;
}

static void no_message(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

static void no_error(void *arg, xmlError *error)
{
	(void)arg;
	(void)error;
}

static xmlDoc *read_xml(const struct lib_xml *l, const struct source *s)
{
	l->xmlSetExternalEntityLoader(no_entity);
	l->xmlSetGenericErrorFunc(NULL, no_message);
	l->xmlSetStructuredErrorFunc(NULL, no_error);
	return l->xmlReadMemory((const char *)s->data, (int)s->n, "", NULL, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* xml:space with any other value than the two is a fault that stays one when it is written anew. */
static void drop_bad_space(const struct lib_xml *l, xmlNode *n, int depth)
{
	for (; n && depth < DEPTH; n = n->next) {
		for (xmlAttr *a = n->type == XML_ELEMENT_NODE ? n->properties : NULL, *next; a; a = next) {
			const char *v = a->children && a->children->content ? (const char *)a->children->content : "";

			next = a->next;
			if (a->ns && !strcmp((const char *)a->name, "space") && strcmp(v, "preserve") && strcmp(v, "default")) {
				l->xmlRemoveProp(a);
			}
		}
		if (n->type == XML_ELEMENT_NODE) {
			drop_bad_space(l, n->children, depth + 1);
		}
	}
}

unsigned char *svg_mended(struct source *s, size_t *n)
{
	const struct lib_xml *l = lib_xml(NULL);
	xmlDoc *doc = l ? read_xml(l, s) : NULL;
	xmlChar *out = NULL;
	int len = 0;

	if (doc) {
		drop_bad_space(l, l->xmlDocGetRootElement(doc), 0);
		l->xmlDocDumpMemory(doc, &out, &len);
		l->xmlFreeDoc(doc);
	}
	*n = out ? (size_t)len : *n;
	return out;
}

int svg_texts(struct source *s, struct scene_page *p, const struct raster_map *to_page, struct err *e)
{
	const struct lib_xml *l = lib_xml(e);
	struct style st = {.m = *to_page, .size = 16};
	struct walk k = {.s = s, .page = p, .l = l};
	xmlDoc *doc;

	if (!l) {
		return -1;
	}
	doc = read_xml(l, s);
	if (!doc) {
		return err_set(e, ERR_DRAWING, "%s", "XML");
	}
	k.root = l->xmlDocGetRootElement(doc);
	str_init(&k.line.text, SCENE_TEXT_BYTES);
	if (k.root) {
		walk(&k, k.root, &st, 0);
	}
	str_finish(&k.line.text);
	l->xmlFreeDoc(doc);
	return 0;
}
