#include "draw_impl.h"

#include <math.h>
#include <string.h>

#include "pdf_font.h"
#include "text/utf8.h"

/*
 * PDF 1.4 (Adobe's PDF Reference, third edition): one page, streams as they are. Objects are
 * numbered as in enum object; those of the CID fonts are there only when used.
 */
enum object { OBJ_CATALOG = 1, OBJ_PAGES, OBJ_PAGE, OBJ_CONTENT, OBJ_INFO, OBJ_LATIN, OBJ_CYRILLIC, OBJ_CYRILLIC_MAP,
	OBJ_KOREAN, OBJ_KOREAN_CID, OBJ_KOREAN_DESC, OBJ_KOREAN_MAP,
	OBJ_JAPANESE, OBJ_JAPANESE_CID, OBJ_JAPANESE_DESC, OBJ_JAPANESE_MAP, OBJ_END };

struct pdf {
	const struct sheet *s;
	struct str *out, content;
	size_t at[OBJ_END];
	VEC(unsigned) used[PDF_FONTS]; /* codes of the CID fonts */
};

static void reals(struct str *out, const double *v, int n, const char *op)
{
	for (int i = 0; i < n; i++) {
		add_real(out, v[i], 3);
		str_addc(out, ' ');
	}
	str_add(out, op);
	str_addc(out, '\n');
}
#define OP(out, op, ...) reals(out, (const double[]){__VA_ARGS__}, (int)lengthof(((const double[]){__VA_ARGS__})), op)

/* Pieces of at most 90 degrees as Bézier curves; h is the usual length of their handles. */
static void add_arc(struct str *c, double x, double y, double r, double from, double to)
{
	double sweep = fmod(to - from + 720, 360), pos = from * M_PI / 180;

	if (sweep <= 0) {
		sweep = 360;
	}
	int n = (int)ceil(sweep / 90);
	double each = sweep * M_PI / 180 / n, h = 4.0 / 3 * tan(each / 4) * r;

	OP(c, "m", x + r * cos(pos), y + r * sin(pos));
	for (int i = 0; i < n; i++, pos += each) {
		double next = pos + each;

		OP(c, "c", x + r * cos(pos) - h * sin(pos), y + r * sin(pos) + h * cos(pos), x + r * cos(next) + h * sin(next),
			y + r * sin(next) - h * cos(next), x + r * cos(next), y + r * sin(next));
	}
	str_add(c, "S\n");
}

static double set_width(const char *s, int tongue)
{
	double w = 0;
	size_t n;
	int32_t cp;

	for (; *s; s += n) {
		n = utf8_decode(s, UTF8_MAX, &cp);
		w += pdf_glyph(cp, tongue).width;
	}
	return w / 1000;
}

static void note_used(struct pdf *p, struct pdf_glyph g)
{
	for (size_t i = 0; i < p->used[g.font].n; i++) {
		if (p->used[g.font].v[i] == g.code) {
			return;
		}
	}
	*vec_add(&p->used[g.font]) = g.code;
}

/* Runs of one font, shown as hexadecimal strings. */
static void add_runs(struct pdf *p, const char *s, double size)
{
	int open = -1;
	size_t n;
	int32_t cp;

	for (; *s; s += n) {
		n = utf8_decode(s, UTF8_MAX, &cp);
		struct pdf_glyph g = pdf_glyph(cp, p->s->tongue);

		if ((int)g.font != open) {
			str_addf(&p->content, "%s/F%d ", open < 0 ? "" : ">Tj\n", (int)g.font);
			add_real(&p->content, size, 3);
			str_add(&p->content, " Tf<");
			open = (int)g.font;
		}
		if (g.font >= PDF_KOREAN) {
			note_used(p, g);
			str_addf(&p->content, "%04X", g.code);
		} else {
			str_addf(&p->content, "%02X", g.code);
		}
	}
	str_add(&p->content, open < 0 ? "" : ">Tj\n");
}

static void add_text(struct pdf *p, const struct prim *t)
{
	/* capital letters of Helvetica are 0.718 of the size */
	double size = t->height / 0.718, a = t->turn * M_PI / 180;
	double back = t->at == AT_LEFT ? 0 : set_width(t->text, p->s->tongue) * size * (t->at == AT_MIDDLE ? 0.5 : 1);

	str_add(&p->content, "BT\n");
	OP(&p->content, "Tm", cos(a), sin(a), -sin(a), cos(a), t->x - back * cos(a), t->y - back * sin(a));
	add_runs(p, t->text, size);
	str_add(&p->content, "ET\n");
}

static void add_prim(struct pdf *p, const struct prim *m)
{
	struct str *c = &p->content;

	switch (m->shape) {
	case SHAPE_LINE:
		OP(c, "m", m->x, m->y);
		OP(c, "l S", m->x2, m->y2);
		break;
	case SHAPE_CIRCLE:
		add_arc(c, m->x, m->y, m->r, 0, 360);
		break;
	case SHAPE_ARC:
		add_arc(c, m->x, m->y, m->r, m->from, m->to);
		break;
	case SHAPE_FILL:
		OP(c, "m", m->x, m->y);
		OP(c, "l", m->x2, m->y2);
		OP(c, "l f", m->x3, m->y3);
		break;
	case SHAPE_TEXT:
		add_text(p, m);
		break;
	}
}

static void add_content(struct pdf *p)
{
	static const double point = 72 / 25.4;

	OP(&p->content, "cm", point * 1, 0, 0, point * 1, 0, 0);
	str_add(&p->content, "1 J\n");
	for (int pen = 0; pen < PEN_COUNT; pen++) {
		const double *dash = pens[pen].dash;

		OP(&p->content, "w", pens[pen].width);
		str_addc(&p->content, '[');
		for (int i = 0; i < 4 && dash[i] > 0; i++) {
			add_real(&p->content, dash[i], 2);
			str_addc(&p->content, ' ');
		}
		str_add(&p->content, "]0 d\n");
		for (size_t i = 0; i < p->s->v.n; i++) {
			if ((int)p->s->v.v[i].pen == pen) {
				add_prim(p, &p->s->v.v[i]);
			}
		}
	}
}

static void begin(struct pdf *p, enum object n)
{
	p->at[n] = p->out->len;
	str_addf(p->out, "%d 0 obj\n", (int)n);
}

static void end(struct pdf *p)
{
	str_add(p->out, "\nendobj\n");
}

static void add_stream(struct pdf *p, enum object n, const struct str *body)
{
	begin(p, n);
	str_addf(p->out, "<</Length %zu>>stream\n", body->len);
	str_addn(p->out, str_c(body), body->len);
	str_add(p->out, "\nendstream");
	end(p);
}

static void add_map(struct pdf *p, enum object n, bool wide, const struct str *lines)
{
	struct str b = STR_INIT;

	str_addf(&b, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
		"1 begincodespacerange\n%s\nendcodespacerange\n", wide ? "<0000><FFFF>" : "<00><FF>");
	str_addn(&b, str_c(lines), lines->len);
	str_add(&b, "endcmap CMapName currentdict/CMap defineresource pop end end");
	add_stream(p, n, &b);
	str_finish(&b);
}

static void add_simple_fonts(struct pdf *p)
{
	struct str map = STR_INIT;

	begin(p, OBJ_LATIN);
	str_add(p->out, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
	end(p);
	begin(p, OBJ_CYRILLIC);
	str_addf(p->out, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode %d 0 R/FirstChar %d/LastChar %d/Widths",
		OBJ_CYRILLIC_MAP, PDF_CYRILLIC_FIRST, pdf_cyrillic_last());
	pdf_cyrillic_widths(p->out);
	str_add(p->out, "/Encoding");
	pdf_cyrillic_encoding(p->out);
	str_add(p->out, ">>");
	end(p);
	pdf_cyrillic_map(&map);
	add_map(p, OBJ_CYRILLIC_MAP, false, &map);
	str_finish(&map);
}

static const struct cid { const char *name, *encoding, *ordering; int supplement; enum object first; } cids[PDF_FONTS] = {
	[PDF_KOREAN] = {"HYSMyeongJo-Medium", "UniKS-UCS2-H", "Korea1", 1, OBJ_KOREAN},
	[PDF_JAPANESE] = {"HeiseiKakuGo-W5", "UniJIS-UCS2-H", "Japan1", 2, OBJ_JAPANESE},
};

static void add_cid_font(struct pdf *p, enum pdf_font font)
{
	const struct cid *c = &cids[font];
	int first = (int)c->first;
	struct str map = STR_INIT;

	begin(p, c->first);
	str_addf(p->out, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		c->name, c->encoding, first + 1, first + 3);
	end(p);
	begin(p, (enum object)(first + 1));
	str_addf(p->out, "<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement %d>>"
		"/FontDescriptor %d 0 R/DW 1000>>", c->name, c->ordering, c->supplement, first + 2);
	end(p);
	begin(p, (enum object)(first + 2));
	str_addf(p->out, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 -148 1001 880]/ItalicAngle 0/Ascent 880/Descent -148"
		"/CapHeight 720/StemV 90>>", c->name);
	end(p);
	/* at most 100 in one list */
	for (size_t i = 0; i < p->used[font].n; i++) {
		size_t left = p->used[font].n - i;

		if (i % 100 == 0) {
			str_addf(&map, "%zu beginbfchar\n", left < 100 ? left : 100);
		}
		str_addf(&map, "<%04X><%04X>\n", p->used[font].v[i], p->used[font].v[i]);
		if (i % 100 == 99 || left == 1) {
			str_add(&map, "endbfchar\n");
		}
	}
	add_map(p, (enum object)(first + 3), true, &map);
	str_finish(&map);
}

static void add_info(struct pdf *p)
{
	const char *s = p->s->title;
	size_t n;
	int32_t cp;

	begin(p, OBJ_INFO);
	str_add(p->out, "<</Producer(fettle demo)/Title<FEFF");
	for (; *s; s += n) {
		n = utf8_decode(s, UTF8_MAX, &cp);
		str_addf(p->out, "%04X", (unsigned)(cp & 0xffff));
	}
	str_add(p->out, ">>>");
	end(p);
}

static void add_page(struct pdf *p)
{
	begin(p, OBJ_CATALOG);
	str_addf(p->out, "<</Type/Catalog/Pages %d 0 R>>", OBJ_PAGES);
	end(p);
	begin(p, OBJ_PAGES);
	str_addf(p->out, "<</Type/Pages/Kids[%d 0 R]/Count 1>>", OBJ_PAGE);
	end(p);
	begin(p, OBJ_PAGE);
	str_addf(p->out, "<</Type/Page/Parent %d 0 R/Contents %d 0 R/MediaBox[0 0 ", OBJ_PAGES, OBJ_CONTENT);
	add_real(p->out, p->s->w * 72 / 25.4, 2);
	str_addc(p->out, ' ');
	add_real(p->out, p->s->h * 72 / 25.4, 2);
	str_addf(p->out, "]/Resources<</Font<</F%d %d 0 R/F%d %d 0 R", PDF_LATIN, OBJ_LATIN, PDF_CYRILLIC, OBJ_CYRILLIC);
	for (int i = PDF_KOREAN; i < PDF_FONTS; i++) {
		if (p->used[i].n) {
			str_addf(p->out, "/F%d %d 0 R", i, cids[i].first);
		}
	}
	str_add(p->out, ">>>>>>");
	end(p);
}

static void add_index(struct pdf *p)
{
	size_t at = p->out->len;

	str_addf(p->out, "xref\n0 %d\n0000000000 65535 f \n", OBJ_END);
	for (int i = 1; i < OBJ_END; i++) {
		str_addf(p->out, "%010zu %05d %c \n", p->at[i], p->at[i] ? 0 : 65535, p->at[i] ? 'n' : 'f');
	}
	str_addf(p->out, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJ_END, OBJ_CATALOG,
		OBJ_INFO, at);
}

void draw_pdf(const struct sheet *s, struct str *out)
{
	struct pdf p = {.s = s, .out = out};

	add_content(&p);
	str_add(out, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
	add_page(&p);
	add_stream(&p, OBJ_CONTENT, &p.content);
	add_info(&p);
	add_simple_fonts(&p);
	for (int i = PDF_KOREAN; i < PDF_FONTS; i++) {
		if (p.used[i].n) {
			add_cid_font(&p, (enum pdf_font)i);
		}
		vec_finish(&p.used[i]);
	}
	add_index(&p);
	str_finish(&p.content);
}
