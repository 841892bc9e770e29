/* MTEXT's formatting codes. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "dxf_mtext.h"
#include "text/utf8.h"

enum { NEST = 32 };

struct state { double h, w; bool gdt; };

struct parse {
	const struct dxf *d;
	struct dxf_pieces *out;
	const char *s, *end;
	struct state now, stack[NEST];
	int depth;
	char align;
	bool join; /* what comes next belongs to what came last */
};

/* What gdt.shx draws for small letters. */
static const char *const gdt_signs[26] = {
	"\u2220", "\u27c2", "\u23e5", "\u2313", "\u25cb", "\u2225", "\u232d", "\u2197", "\u232f", NULL, /* a ... j */
	"\u2312", "\u24c1", "\u24c2", "\u2300", "\u25a1", "\u24c5", "\u2104", "\u25ce", "\u24c8", "\u2330", "\u23e4", "\u2334",
	"\u2335", "\u21a7", "\u2332", "\u2333",
};

const char *dxf_gdt(int c)
{
	return c == 'j' ? "\u2316" : c >= 'a' && c <= 'z' ? gdt_signs[c - 'a'] : NULL;
}

static struct dxf_piece *add_piece(struct parse *p, enum dxf_break kind)
{
	struct dxf_piece *piece = vec_add(&p->out->v);

	*piece = (struct dxf_piece){.kind = kind, .from = p->out->text.len, .h = p->now.h, .align = p->align, .joined = p->join};
	p->join = false;
	return piece;
}

static void add_break(struct parse *p, enum dxf_break kind)
{
	p->join = false;
	add_piece(p, kind);
}

static void add_blank(struct parse *p)
{
	struct dxf_piece *piece;

	p->join = false;
	piece = add_piece(p, DXF_BLANK);
	str_addc(&p->out->text, ' ');
	piece->n = 1;
	piece->w = dxf_text_width(" ") * p->now.h * p->now.w;
}

/* Characters that belong together: to the word before, unless a line may end there. */
static void add_chars(struct parse *p, const char *s, size_t n, double narrow)
{
	int32_t c;
	char one[16];

	utf8_decode(s, n, &c);
	struct dxf_piece *last = p->out->v.n ? &p->out->v.v[p->out->v.n - 1] : NULL;
	bool word = last && last->kind == DXF_WORD;

	if (!word || utf8_is_cjk(c) || last->h != p->now.h) {
		p->join = word && !utf8_is_cjk(c);
		last = add_piece(p, DXF_WORD);
	}
	str_addn(&p->out->text, s, n);
	last->n += n;
	if (n < sizeof(one)) {
		memcpy(one, s, n);
		one[n] = '\0';
		last->w += dxf_text_width(one) * p->now.h * p->now.w * narrow;
	}
}

static void add_word(struct parse *p, const char *s, double narrow)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n;) {
		int32_t c;
		size_t took = utf8_decode(s + i, n - i, &c);

		if (c == ' ') {
			add_blank(p);
		} else {
			add_chars(p, s + i, took, narrow);
		}
		i += took;
	}
}

/* ---- codes with an argument up to the semicolon ---- */

static size_t argument(struct parse *p, const char **s)
{
	const char *semi = memchr(p->s, ';', (size_t)(p->end - p->s));
	const char *stop = semi ? semi : p->end;
	size_t n = (size_t)(stop - p->s);

	*s = p->s;
	p->s = semi ? semi + 1 : p->end;
	return n;
}

static double factor(const char *s, size_t n)
{
	double v = 0, unit = 1;

	for (size_t i = 0; i < n && i < 12; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			v = unit == 1 ? v * 10 + (s[i] - '0') : v + (s[i] - '0') * unit;
			unit = unit == 1 ? 1 : unit / 10;
		} else if (s[i] == '.' && unit == 1) {
			unit = 0.1;
		} else {
			break;
		}
	}
	return v;
}

static void height(struct parse *p, const char *s, size_t n)
{
	double v = factor(s, n);

	/* without an x it is a height, which the caller's is not known here: then as large as the text */
	if (n && (s[n - 1] | 32) == 'x' && v > 0.05 && v < 20) {
		p->now.h = fmin(fmax(p->now.h * v, 0.05), 20);
	}
}

static bool names_gdt(const char *s, size_t n)
{
	for (size_t i = 0; i + 3 <= n && s[i] != '|'; i++) {
		if (!strncasecmp(s + i, "gdt", 3)) {
			return true;
		}
	}
	return false;
}

/* \pi0,l2,qc; */
static void paragraph(struct parse *p, const char *s, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (s[i] == 'q' && memchr("lcrjd", s[i + 1], 5)) {
			p->align = s[i + 1];
		}
	}
}

/* ---- \S: one above the other ---- */

/* One part, up to the divider (0: to the end); its codes resolved. */
static const char *stack_part(struct str *out, const char *s, const char *end, char *divider)
{
	for (; s < end && *s != ';'; s++) {
		if (*s == '\\' && s + 1 < end) {
			str_addc(out, *++s);
		} else if (divider && (*s == '^' || *s == '/' || *s == '#')) {
			*divider = *s;
			return s + 1;
		} else if (*s == '%') {
			size_t took = dxf_percent(out, s, (size_t)(end - s));

			if (took) {
				s += took - 1;
			} else {
				str_addc(out, *s);
			}
		} else if ((unsigned char)*s >= 32) {
			str_addc(out, *s);
		}
	}
	return s;
}

static void trimmed(struct str *b)
{
	size_t lead = strspn(str_c(b), " ");

	str_splice(b, 0, lead, "", 0);
	while (b->len && b->s[b->len - 1] == ' ') {
		str_cut(b, b->len - 1);
	}
}

/* In a line of characters: 5\S1/2; is 5 1/2, 20\S+0.1^-0.2; is 20 +0.1/-0.2. */
static void stacked(struct parse *p)
{
	struct str top = STR_INIT, low = STR_INIT;
	char divider = 0;
	bool digit_before = p->out->text.len && strchr("0123456789", p->out->text.s[p->out->text.len - 1]);

	p->s = stack_part(&top, p->s, p->end, &divider);
	if (divider) {
		p->s = stack_part(&low, p->s, p->end, NULL);
	}
	p->s += p->s < p->end;
	trimmed(&top);
	trimmed(&low);
	const char *first = top.len ? str_c(&top) : str_c(&low);

	if (digit_before && *first && strchr("0123456789+-", *first)) {
		add_blank(p);
		p->join = true;
	}
	add_word(p, str_c(&top), 0.6);
	if (top.len && low.len) {
		add_chars(p, "/", 1, 0.6);
	}
	add_word(p, str_c(&low), 0.2);
	str_finish(&top);
	str_finish(&low);
}

/* ---- */

/* After a backslash. */
static void code(struct parse *p)
{
	const char *s, c = p->s < p->end ? *p->s : '\\';
	size_t n;

	p->s += p->s < p->end;
	switch (c) {
	case 'P':
	case 'X': add_break(p, DXF_NEWLINE); return;
	case 'N': add_break(p, DXF_COLUMN); return;
	case '~':
		add_chars(p, " ", 1, 1);
		return;
	case 'S': stacked(p); return;
	case 'L': case 'l': case 'O': case 'o': case 'K': case 'k': return;
	case 'A': case 'C': case 'c': case 'Q': case 'T': argument(p, &s); return;
	case 'H':
		n = argument(p, &s);
		height(p, s, n);
		return;
	case 'W':
		n = argument(p, &s);
		p->now.w = factor(s, n) > 0.05 && factor(s, n) < 20 ? factor(s, n) : p->now.w;
		return;
	case 'f':
	case 'F':
		n = argument(p, &s);
		p->now.gdt = names_gdt(s, n);
		return;
	case 'p':
		n = argument(p, &s);
		paragraph(p, s, n);
		return;
	case '\\':
	case '{':
	case '}': add_chars(p, &c, 1, 1); return;
	default:
		/* no code: it says what it says, like a path of files */
		add_chars(p, "\\", 1, 1);
		p->s--;
	}
}

static void brace(struct parse *p, bool open)
{
	p->s++;
	if (open) {
		if (p->depth < NEST) {
			p->stack[p->depth] = p->now;
		}
		p->depth++;
	} else if (p->depth > 0) {
		p->depth--;
		if (p->depth < NEST) {
			p->now = p->stack[p->depth];
		}
	}
}

/* ^I, ^J, ^M and what else stands for a control character; %%c. */
static bool old_code(struct parse *p)
{
	struct str one = STR_INIT;
	size_t left = (size_t)(p->end - p->s), took;

	if (*p->s == '^' && left > 1 && (p->s[1] == 'J' || p->s[1] == 'M')) {
		if (p->s[1] == 'J') {
			add_break(p, DXF_NEWLINE);
		}
		p->s += 2;
		return true;
	}
	took = *p->s == '^' ? dxf_caret(&one, p->s, left) : dxf_percent(&one, p->s, left);
	if (took) {
		add_word(p, str_c(&one), 1);
	}
	str_finish(&one);
	p->s += took;
	return took > 0;
}

static void plain_char(struct parse *p)
{
	int32_t c;
	size_t took = utf8_decode(p->s, (size_t)(p->end - p->s), &c);
	const char *sign = p->now.gdt ? dxf_gdt(c) : NULL;

	if (c == ' ' || c == '\t') {
		add_blank(p);
	} else if (c == '\n') {
		add_break(p, DXF_NEWLINE);
	} else if (sign) {
		add_word(p, sign, 1);
	} else if (c >= 32) {
		add_chars(p, p->s, took, 1);
	}
	p->s += took;
}

void dxf_pieces(const struct dxf *d, struct dxf_pieces *out, const char *raw, size_t n, bool gdt)
{
	struct str utf8 = STR_INIT;

	*out = (struct dxf_pieces){0};
	dxf_decode(d, &utf8, raw, n);
	struct parse p = {.d = d, .out = out, .s = str_c(&utf8), .now = {1, 1, gdt}};

	p.end = p.s + utf8.len;
	while (p.s < p.end) {
		if (*p.s == '\\') {
			p.s++;
			code(&p);
		} else if (*p.s == '{' || *p.s == '}') {
			brace(&p, *p.s == '{');
		} else if ((*p.s != '^' && *p.s != '%') || !old_code(&p)) {
			plain_char(&p);
		}
	}
	str_finish(&utf8);
}

void dxf_pieces_finish(struct dxf_pieces *p)
{
	str_finish(&p->text);
	vec_finish(&p->v);
}

void dxf_one_line(const struct dxf *d, struct str *out, const char *raw, size_t n)
{
	struct dxf_pieces p;

	dxf_pieces(d, &p, raw, n, false);
	for (size_t i = 0; i < p.v.n; i++) {
		if (p.v.v[i].kind >= DXF_NEWLINE) {
			str_addc(out, ' ');
		} else {
			str_addn(out, str_c(&p.text) + p.v.v[i].from, p.v.v[i].n);
		}
	}
	dxf_pieces_finish(&p);
}
