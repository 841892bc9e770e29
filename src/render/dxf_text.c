/* TEXT, ATTRIB and ATTDEF: a line of text with %% codes. */
#include <math.h>
#include <string.h>

#include "dxf.h"
#include "dxf_mtext.h"
#include "text/utf8.h"

/* Helvetica's widths of ' ' to '~' in hundredths of the height of its capitals. */
static const unsigned char widths[95] = {
	39, 39, 50, 78, 78, 124, 93, 27, 47, 47, 54, 82, 39, 47, 39, 39, 78, 78, 78, 78, 78, 78, 78, 78, 78, 78, 39, 39, 82, 82,
	82, 78, 142, 93, 93, 101, 101, 93, 85, 109, 101, 39, 70, 93, 78, 116, 101, 109, 93, 109, 101, 93, 85, 101, 93, 132, 93,
	93, 85, 39, 39, 39, 66, 78, 47, 78, 78, 70, 78, 78, 39, 78, 78, 31, 31, 70, 31, 116, 78, 78, 78, 78, 47, 70, 39, 78, 70,
	101, 70, 70, 70, 47, 36, 47, 82,
};

double dxf_text_width(const char *s)
{
	size_t n = strlen(s);
	double w = 0;

	for (size_t i = 0; i < n;) {
		int32_t c;

		i += utf8_decode(s + i, n - i, &c);
		w += c >= 32 && c < 127 ? widths[c - 32] / 100.0 : utf8_is_cjk(c) ? 1.3 : 0.85;
	}
	return w;
}

/* ---- codes ---- */

static bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9') {
			return false;
		}
	}
	return true;
}

size_t dxf_percent(struct str *out, const char *s, size_t n)
{
	if (n < 3 || s[1] != '%') {
		return 0;
	}
	switch (s[2] | 32) {
	case 'c': str_add(out, "\u2300"); return 3;
	case 'd': str_add(out, "\u00b0"); return 3;
	case 'p': str_add(out, "\u00b1"); return 3;
	case 'o':
	case 'u':
	case 'k': return 3; /* lines over, under, through */
	default: break;
	}
	if (s[2] == '%') {
		str_addc(out, '%');
		return 3;
	}
	if (n >= 5 && all_digits(s + 2, 3)) {
		int c = (s[2] - '0') * 100 + (s[3] - '0') * 10 + (s[4] - '0');

		if (c >= 32 && c != 127) {
			utf8_add(out, c);
		}
		return 5;
	}
	return 0;
}

size_t dxf_caret(struct str *out, const char *s, size_t n)
{
	if (n < 2) {
		return 0;
	}
	if ((unsigned char)s[1] < 32 || (unsigned char)s[1] >= 127) {
		return 0;
	}
	int c = s[1] == ' ' ? '^' : s[1] == '?' ? 127 : (s[1] - 64 + 126) % 126;

	if (c == '\t' || c == '\n') {
		str_addc(out, ' ');
	} else if (c >= 32 && c < 127) {
		str_addc(out, (char)c);
	}
	return 2;
}

/* Appends a TEXT's characters. */
void dxf_plain(const struct dxf *d, struct str *out, const char *raw, size_t n)
{
	struct str utf8 = STR_INIT;

	dxf_decode(d, &utf8, raw, n);
	const char *s = str_c(&utf8);

	for (size_t i = 0; i < utf8.len;) {
		size_t took = s[i] == '%' ? dxf_percent(out, s + i, utf8.len - i) :
			s[i] == '^' ? dxf_caret(out, s + i, utf8.len - i) : 0;

		if (!took) {
			str_addc(out, (unsigned char)s[i] < 32 ? ' ' : s[i]);
			took = 1;
		}
		i += took;
	}
	str_finish(&utf8);
}

/* ---- place ---- */

enum { LEFT, CENTRE, RIGHT, ALIGNED, MIDDLE, FIT };

struct place { struct dxf_v at, along, up; double w, h; };

static void between(struct place *p, struct dxf_v a, struct dxf_v b, bool keep_height)
{
	struct dxf_v line = dxf_sub_v(b, a);
	double n = dxf_len(line);

	if (!(n > 0) || !isfinite(n)) {
		return;
	}
	p->at = a;
	p->along = dxf_mul(line, 1 / n);
	p->up = dxf_v(-p->along.y, p->along.x, 0);
	if (!keep_height && p->w > 0) {
		p->h *= n / p->w;
	}
	p->w = n;
}

static void align(struct place *p, const struct dxf_ent *e, int64_t across, int64_t upright)
{
	struct dxf_v second;
	double right = across == CENTRE || across == MIDDLE ? 0.5 : across == RIGHT ? 1 : 0;
	double top = across == MIDDLE ? 0.5 : upright == 3 ? 1 : upright == 2 ? 0.5 : 0;

	if ((across == 0 && upright == 0) || !dxf_has_point(e, 11, &second)) {
		return;
	}
	if (across == ALIGNED || across == FIT) {
		between(p, p->at, second, across == FIT);
		return;
	}
	p->at = dxf_sub_v(dxf_sub_v(second, dxf_mul(p->along, right * p->w)), dxf_mul(p->up, top * p->h));
}

static void put(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, const char *text, int64_t upright)
{
	const struct dxf_style *style = dxf_style_of(d, e);
	struct dxf_at own = dxf_ocs(e, at);
	double turn = dxf_rad(dxf_num(e, 50, 0)), h = dxf_num(e, 40, style->height);
	int64_t mirrored = dxf_int(e, 71, 0);
	struct place p = {.at = dxf_point(e, 10), .along = {cos(turn), sin(turn), 0}, .up = {-sin(turn), cos(turn), 0}};

	p.h = h > 0 ? h : style->height > 0 ? style->height : 0.2;
	p.w = dxf_text_width(text) * p.h * fabs(dxf_num(e, 41, style->width));
	if (mirrored & 2) {
		p.along = dxf_mul(p.along, -1);
	}
	if (mirrored & 4) {
		p.up = dxf_mul(p.up, -1);
	}
	align(&p, e, dxf_int(e, 72, 0), upright);
	dxf_run(d, e, &own, &(struct dxf_run){p.at, dxf_mul(p.along, p.w), dxf_mul(p.up, p.h), text});
}

/* A style of the font for tolerances draws signs where there are letters. */
static void signs(struct str *text)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < text->len; i++) {
		const char *sign = dxf_gdt((unsigned char)text->s[i]);

		if (sign) {
			str_add(&out, sign);
		} else {
			str_addc(&out, text->s[i]);
		}
	}
	str_finish(text);
	*text = out;
}

static bool text_of(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at, int code, int upright)
{
	const struct dxf_pair *p = dxf_find(e, code);
	struct str text = STR_INIT;

	if (p && dxf_spend(d, p->n / 8)) {
		dxf_plain(d, &text, p->s, p->n);
		if (dxf_style_of(d, e)->gdt) {
			signs(&text);
		}
		put(d, e, at, str_c(&text), dxf_int(e, upright, 0));
	}
	str_finish(&text);
	return true;
}

bool dxf_draw_text(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	bool attribute = !dxf_is(e->p, "TEXT");

	if (attribute && (dxf_int(e, 70, 0) & 1)) {
		return true; /* invisible */
	}
	return text_of(d, e, at, 1, attribute ? 74 : 73);
}

/* In a block it is but a place for an ATTRIB, unless it is constant; else its tag is seen. */
bool dxf_draw_attdef(struct dxf *d, const struct dxf_ent *e, const struct dxf_at *at)
{
	int64_t flags = dxf_int(e, 70, 0);

	if (flags & 1) {
		return true;
	}
	if (flags & 2) {
		return text_of(d, e, at, 1, 74);
	}
	return at->depth ? true : text_of(d, e, at, 2, 74);
}
