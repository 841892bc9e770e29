/* Variables of dimensions, and their texts. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dxf_dim.h"

/* Group codes in a DIMSTYLE and in overrides; inch is of drawings in inches. */
static const struct { int code; double metric, inch; } vars[] = {
	[DIMSCALE] = {40, 1, 1}, [DIMASZ] = {41, 2.5, 0.18}, [DIMEXO] = {42, 0.625, 0.0625}, [DIMEXE] = {44, 1.25, 0.18},
	[DIMRND] = {45, 0, 0}, [DIMTP] = {47, 0, 0}, [DIMTM] = {48, 0, 0}, [DIMTXT] = {140, 2.5, 0.18}, [DIMLFAC] = {144, 1, 1},
	[DIMGAP] = {147, 0.625, 0.09}, [DIMTOL] = {71, 0, 0}, [DIMLIM] = {72, 0, 0}, [DIMZIN] = {78, 8, 0}, [DIMDEC] = {271, 2, 4},
	[DIMTDEC] = {272, 2, 4}, [DIMADEC] = {179, 0, 0}, [DIMDSEP] = {278, '.', '.'},
};

static bool value(const struct dxf_pair *p, double *v)
{
	enum dxf_type type = dxf_type(p->code);

	if (type != DXF_NUMBER && type != DXF_INTEGER) {
		return false;
	}
	*v = type == DXF_NUMBER ? p->d : (double)p->i;
	return isfinite(*v);
}

/* Extended data: DSTYLE { 1070 code, value, ... }. */
static bool override(const struct dxf_ent *e, int code, double *v)
{
	bool inside = false;

	for (size_t i = 1; i + 1 < e->n; i++) {
		const struct dxf_pair *p = &e->p[i];

		if (p->code == 1000) {
			inside = dxf_is(p, "DSTYLE");
		} else if (inside && p->code == 1070) {
			if (p->i == code && value(p + 1, v)) {
				return true;
			}
			i++;
		}
	}
	return false;
}

static const struct dxf_ent *style_of(struct dxf *d, const struct dxf_ent *e)
{
	const struct dxf_pair *name = dxf_find(e, 3);
	char key[DXF_NAME];
	const struct dxf_ent *style = name ? map_get(d->dimstyles, dxf_key(name, key)) : NULL;

	return style ? style : map_get(d->dimstyles, "STANDARD");
}

double dxf_dim(struct dxf *d, const struct dxf_ent *e, enum dxf_dimvar which)
{
	const struct dxf_ent *style = style_of(d, e);
	const struct dxf_pair *p = style ? dxf_find(style, vars[which].code) : NULL;
	bool metric = d->head.measure == 1 || (d->head.unit >= 4 && d->head.unit <= 7);
	double v = metric ? vars[which].metric : vars[which].inch;

	if (override(e, vars[which].code, &v)) {
		return v;
	}
	if (p) {
		value(p, &v);
	}
	/* a scale of 0 is for layouts, where it is 1 */
	return which == DIMSCALE && !(v > 0) ? 1 : v;
}

static int places(double v)
{
	return v >= 0 && v <= 8 ? (int)v : 2;
}

static void add_number(struct dxf *d, const struct dxf_ent *e, struct str *out, double v, int decimals)
{
	int zin = (int)dxf_dim(d, e, DIMZIN);
	double mark = dxf_dim(d, e, DIMDSEP);
	char buf[400];
	size_t n = (size_t)snprintf(buf, sizeof(buf), "%.*f", decimals, v);
	char *s = buf, *dot = strchr(buf, '.');

	while ((zin & 8) && dot && n > 1 && (buf[n - 1] == '0' || buf + n - 1 == dot)) {
		n--;
		if (buf + n == dot) {
			break;
		}
	}
	buf[n] = '\0';
	if ((zin & 4) && s[0] == '0' && s[1] == '.') {
		s++;
	}
	dot = strchr(s, '.');
	if (dot && mark > 32 && mark < 127) {
		*dot = (char)mark;
	}
	str_add(out, s);
}

static void add_tolerance(struct dxf *d, const struct dxf_ent *e, struct str *out)
{
	double plus = dxf_dim(d, e, DIMTP), minus = dxf_dim(d, e, DIMTM);
	int decimals = places(dxf_dim(d, e, DIMTDEC));

	if (fabs(plus - minus) < 1e-12) {
		str_add(out, "\u00b1");
		add_number(d, e, out, plus, decimals);
		return;
	}
	str_add(out, "\\S+");
	add_number(d, e, out, plus, decimals);
	str_add(out, "^-");
	add_number(d, e, out, minus, decimals);
	str_addc(out, ';');
}

static void add_measure(struct dxf *d, const struct dxf_ent *e, struct str *out, double v)
{
	double lfac = dxf_dim(d, e, DIMLFAC), round = dxf_dim(d, e, DIMRND);
	int decimals = places(dxf_dim(d, e, DIMDEC));

	v *= fabs(lfac) > 0 ? fabs(lfac) : 1;
	v = round > 0 ? floor(v / round + 0.5) * round : v;
	if (dxf_dim(d, e, DIMLIM) > 0) {
		str_add(out, "\\S");
		add_number(d, e, out, v + dxf_dim(d, e, DIMTP), decimals);
		str_addc(out, '^');
		add_number(d, e, out, v - dxf_dim(d, e, DIMTM), decimals);
		str_addc(out, ';');
		return;
	}
	add_number(d, e, out, v, decimals);
	if (dxf_dim(d, e, DIMTOL) > 0) {
		add_tolerance(d, e, out);
	}
}

/* DIMPOST is text with <> for the number, or what comes after it. */
static void with_post(struct dxf *d, const struct dxf_ent *e, const char *number, struct str *out)
{
	const struct dxf_ent *style = style_of(d, e);
	const struct dxf_pair *post = style ? dxf_find(style, 3) : NULL;
	const char *mark = post && post->n ? memmem(post->s, post->n, "<>", 2) : NULL;

	if (mark) {
		str_addn(out, post->s, (size_t)(mark - post->s));
	}
	str_add(out, number);
	if (post && post->n) {
		const char *rest = mark ? mark + 2 : post->s;

		str_addn(out, rest, (size_t)(post->s + post->n - rest));
	}
}

void dxf_dim_text(struct dxf *d, const struct dxf_ent *e, double measured, bool angle, const char *prefix, struct str *out)
{
	const struct dxf_pair *own = dxf_find(e, 1);
	struct str number = STR_INIT, whole = STR_INIT;

	str_add(&number, prefix);
	if (angle) {
		add_number(d, e, &number, measured, places(dxf_dim(d, e, DIMADEC)));
		str_add(&number, "\u00b0");
		str_add(&whole, str_c(&number));
	} else {
		add_measure(d, e, &number, measured);
		with_post(d, e, str_c(&number), &whole);
	}
	if (!own || own->n == 0) {
		str_add(out, str_c(&whole));
	} else {
		const char *s = own->s, *end = own->s + own->n, *mark;

		while ((mark = memmem(s, (size_t)(end - s), "<>", 2))) {
			str_addn(out, s, (size_t)(mark - s));
			str_add(out, str_c(&whole));
			s = mark + 2;
		}
		str_addn(out, s, (size_t)(end - s));
	}
	str_finish(&number);
	str_finish(&whole);
}
