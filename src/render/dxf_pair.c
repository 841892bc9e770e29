/* From bytes to pairs: ASCII and binary, and what writers did to them. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "dxf.h"
#include "text/utf8.h"

#define SENTINEL "AutoCAD Binary DXF\r\n\x1a"
#define SENTINEL_BYTES 22

/* Codes in classes, as the reference lists them. */
static const struct { int16_t from, to; enum dxf_type type; } classes[] = {
	{10, 59, DXF_NUMBER}, {60, 99, DXF_INTEGER}, {110, 149, DXF_NUMBER}, {160, 179, DXF_INTEGER},
	{210, 239, DXF_NUMBER}, {270, 299, DXF_INTEGER}, {310, 319, DXF_BYTES}, {370, 389, DXF_INTEGER},
	{400, 409, DXF_INTEGER}, {420, 429, DXF_INTEGER}, {440, 459, DXF_INTEGER}, {460, 469, DXF_NUMBER},
	{1004, 1004, DXF_BYTES}, {1010, 1059, DXF_NUMBER}, {1060, 1071, DXF_INTEGER},
};

enum dxf_type dxf_type(int code)
{
	for (size_t i = 0; i < lengthof(classes) && code >= classes[i].from; i++) {
		if (code <= classes[i].to) {
			return classes[i].type;
		}
	}
	return DXF_STRING;
}

/* What is being read, and where the sections lie. */
struct scan {
	struct dxf *d;
	const unsigned char *p, *end;
	size_t line;
	char eol;
	bool wide;  /* binary: group codes of two bytes (R13 and later) */
	bool skip;  /* in a section that nobody needs */
	bool named; /* the pair before was 0 SECTION */
	bool done;
	struct dxf_span *section;
	int sections;
	int bad;    /* lines passed over */
};

static const double tens[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
	1e21, 1e22,
};

static double scaled(double v, int exp)
{
	for (; exp > 22 && isfinite(v); exp -= 22) {
		v *= tens[22];
	}
	for (; exp < -22 && v != 0; exp += 22) {
		v /= tens[22];
	}
	if (exp > 22 || exp < -22) {
		return v;
	}
	return exp >= 0 ? v * tens[exp] : v / tens[-exp];
}

static int exponent(const char *s, const char *end)
{
	int v = 0;
	bool minus = s < end && *s == '-';

	if (s < end && (*s == '-' || *s == '+')) {
		s++;
	}
	for (; s < end && *s >= '0' && *s <= '9' && v < 10000; s++) {
		v = v * 10 + (*s - '0');
	}
	return minus ? -v : v;
}

struct decimal { uint64_t m; int exp, digits; };

/* Digits with at most one point; a comma counts as one, for some write as their country does. */
static const char *digits(const char *s, const char *end, struct decimal *d)
{
	bool point = false;

	for (; s < end; s++) {
		if (*s >= '0' && *s <= '9') {
			d->digits++;
			if (d->m < 1000000000000000000u) {
				d->m = d->m * 10 + (uint64_t)(*s - '0');
				d->exp -= point;
			} else {
				d->exp += !point;
			}
		} else if ((*s == '.' || *s == ',') && !point) {
			point = true;
		} else {
			break;
		}
	}
	return s;
}

static double number(const char *s, size_t n)
{
	const char *end = s + n;
	struct decimal d = {0};
	bool minus = false;

	while (s < end && (*s == ' ' || *s == '\t')) {
		s++;
	}
	if (s < end && (*s == '-' || *s == '+')) {
		minus = *s++ == '-';
	}
	s = digits(s, end, &d);
	if (d.digits == 0) {
		return NAN;
	}
	if (s < end && *s && strchr("eEdD", *s)) {
		d.exp += exponent(s + 1, end);
	}
	double v = scaled((double)d.m, d.exp);
	return minus ? -v : v;
}

/* False: no digit, or more than such a number has. */
static bool integer(const char *s, size_t n, int64_t *out)
{
	const char *end = s + n;
	bool minus = false, any = false;
	int64_t v = 0;

	while (s < end && (*s == ' ' || *s == '\t')) {
		s++;
	}
	if (s < end && (*s == '-' || *s == '+')) {
		minus = *s++ == '-';
	}
	for (; s < end && *s >= '0' && *s <= '9'; s++, any = true) {
		if (v > INT64_MAX / 10 - 1) {
			return false;
		}
		v = v * 10 + (*s - '0');
	}
	*out = minus ? -v : v;
	return any;
}

static struct dxf_span *section_named(struct dxf *d, const struct dxf_pair *p)
{
	return dxf_is(p, "HEADER") ? &d->header : dxf_is(p, "TABLES") ? &d->tables : dxf_is(p, "BLOCKS") ? &d->blocks :
		dxf_is(p, "ENTITIES") ? &d->entities : dxf_is(p, "OBJECTS") ? &d->objects : NULL;
}

static void end_section(struct scan *c)
{
	if (c->section) {
		c->section->to = c->d->pairs.n;
	}
	c->section = NULL;
	c->skip = false;
}

/* Keeps the pair where somebody may want it. */
static void take(struct scan *c, const struct dxf_pair *p)
{
	struct dxf *d = c->d;

	if (p->code == 0) {
		c->named = dxf_is(p, "SECTION");
		if (c->named || dxf_is(p, "ENDSEC") || dxf_is(p, "EOF")) {
			end_section(c);
			c->done = dxf_is(p, "EOF");
			return;
		}
	} else if (c->named && p->code == 2) {
		c->named = false;
		c->sections++;
		c->section = section_named(d, p);
		c->skip = !c->section;
		if (c->section && c->section->to) {
			/* a second one of the name: the first stays */
			c->section = NULL;
			c->skip = true;
		} else if (c->section) {
			c->section->from = c->section->to = d->pairs.n;
		}
		return;
	}
	if (c->skip || !c->section || p->code == 999) {
		return;
	}
	if (d->pairs.n >= DXF_PAIRS) {
		d->s->cut = c->done = true;
		return;
	}
	*vec_add(&d->pairs) = *p;
}

/* ---- ASCII ---- */

static bool line_of(struct scan *c, const char **s, size_t *n)
{
	if (c->p >= c->end) {
		return false;
	}
	const unsigned char *e = memchr(c->p, c->eol, (size_t)(c->end - c->p));
	const unsigned char *stop = e ? e : c->end;

	*s = (const char *)c->p;
	*n = (size_t)(stop - c->p);
	if (*n && (*s)[*n - 1] == '\r') {
		(*n)--;
	}
	c->p = e ? e + 1 : c->end;
	c->line++;
	return true;
}

static bool group_code(const char *s, size_t n, int16_t *code)
{
	int64_t v;

	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t')) {
		n--;
	}
	if (n == 0 || s[n - 1] < '0' || s[n - 1] > '9' || !integer(s, n, &v) || v < -100 || v > 32000) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if ((s[i] < '0' || s[i] > '9') && s[i] != ' ' && s[i] != '\t' && s[i] != '-') {
			return false;
		}
	}
	*code = (int16_t)v;
	return true;
}

static void value_of(struct dxf_pair *p, const char *s, size_t n)
{
	int64_t v = 0;

	switch (dxf_type(p->code)) {
	case DXF_NUMBER:
		p->d = number(s, n);
		return;
	case DXF_INTEGER:
		p->i = integer(s, n, &v) ? v : 0;
		return;
	case DXF_STRING:
	case DXF_BYTES:
		p->s = s;
		p->n = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
		return;
	}
}

/* How many of the next pairs look like pairs when reading goes on at c. */
static int sound_pairs(struct scan c)
{
	struct dxf_pair p = {0};
	const char *s;
	size_t n;
	int good = 0;

	for (int i = 0; i < 8 && line_of(&c, &s, &n) && group_code(s, n, &p.code) && line_of(&c, &s, &n); i++) {
		int64_t v;
		enum dxf_type type = dxf_type(p.code);

		good += type == DXF_NUMBER ? !isnan(number(s, n)) : type == DXF_INTEGER ? integer(s, n, &v) :
			p.code != 0 || (n && (s[n - 1] | 32) >= 'a' && (s[n - 1] | 32) <= 'z');
	}
	return good;
}

/* After a line that is no group code: it may be the rest of a value, or the code of the next line. */
static void resume(struct scan *c)
{
	struct scan next = *c;
	const char *s;
	size_t n;

	if (line_of(&next, &s, &n) && sound_pairs(next) > sound_pairs(*c)) {
		c->p = next.p;
		c->line = next.line;
	}
}

static int ascii(struct scan *c, struct err *e)
{
	const char *s;
	size_t n;

	while (!c->done && line_of(c, &s, &n)) {
		struct dxf_pair p = {0};

		if (!group_code(s, n, &p.code)) {
			if (n == 0 || *s == '\x1a') {
				continue;
			}
			c->d->s->cut = true;
			if (c->d->pairs.n == 0 || ++c->bad > 100) {
				return err_set(e, ERR_INVALID, "DXF, line %zu: not a group code: %.*s", c->line,
					(int)(n > 40 ? 40 : n), s);
			}
			resume(c);
			continue;
		}
		if (!line_of(c, &s, &n)) {
			c->d->s->cut = true;
			break;
		}
		value_of(&p, s, n);
		take(c, &p);
	}
	return 0;
}

/* ---- binary ---- */

static uint64_t little(const unsigned char *p, int bytes)
{
	uint64_t v = 0;

	for (int i = bytes; i-- > 0;) {
		v = v << 8 | p[i];
	}
	return v;
}

static int whole_bytes(int code)
{
	return code >= 290 && code <= 299 ? 1 :
		(code >= 90 && code <= 99) || (code >= 420 && code <= 429) || (code >= 440 && code <= 459) || code == 1071 ? 4 :
		code >= 160 && code <= 169 ? 8 : 2;
}

static bool binary_code(struct scan *c, int16_t *code)
{
	size_t left = (size_t)(c->end - c->p);

	if (c->wide || (left && *c->p == 255)) {
		size_t skip = c->wide ? 0 : 1;

		if (left < skip + 2) {
			return false;
		}
		*code = (int16_t)little(c->p + skip, 2);
		c->p += skip + 2;
		return true;
	}
	if (left < 1) {
		return false;
	}
	*code = *c->p++;
	return true;
}

static bool binary_value(struct scan *c, struct dxf_pair *p)
{
	size_t left = (size_t)(c->end - c->p), n = 8;
	enum dxf_type type = dxf_type(p->code);

	if (type == DXF_STRING) {
		const unsigned char *nul = memchr(c->p, 0, left);

		p->s = (const char *)c->p;
		p->n = (uint32_t)(nul ? (size_t)(nul - c->p) : left);
		c->p = nul ? nul + 1 : c->end;
		return nul != NULL;
	}
	if (type == DXF_BYTES) {
		n = left ? 1u + *c->p : 1;
		p->s = (const char *)c->p + 1;
		p->n = (uint32_t)(n - 1);
	} else if (type == DXF_INTEGER) {
		n = (size_t)whole_bytes(p->code);
	}
	if (left < n) {
		return false;
	}
	if (type == DXF_NUMBER) {
		uint64_t bits = little(c->p, 8);

		memcpy(&p->d, &bits, sizeof(p->d));
	} else if (type == DXF_INTEGER) {
		uint64_t v = little(c->p, (int)n);

		p->i = n == 2 ? (int16_t)v : n == 4 ? (int32_t)v : (int64_t)v;
	}
	c->p += n;
	return true;
}

static int binary(struct scan *c, struct err *e)
{
	const unsigned char *start = c->p;

	c->d->binary = true;
	c->p += SENTINEL_BYTES;
	c->wide = c->end - c->p > 1 && c->p[1] == 0;
	while (!c->done && c->p < c->end) {
		struct dxf_pair p = {0};
		size_t at = (size_t)(c->p - start);

		if (!binary_code(c, &p.code) || p.code < -100 || !binary_value(c, &p)) {
			c->d->s->cut = true;
			if (c->d->pairs.n == 0) {
				return err_set(e, ERR_INVALID, "binary DXF: cut or broken at byte %zu", at);
			}
			return 0;
		}
		take(c, &p);
	}
	return 0;
}

/* ---- */

/* Code units of two bytes, which some editors save; its text is kept by the scene's arena. */
static void from_utf16(struct scan *c)
{
	size_t n = (size_t)(c->end - c->p) / 2;
	bool big = c->p[0] == 0xfe;
	char *out = arena_alloc(&c->d->s->arena, 3 * n + 1), *o = out;

	for (size_t i = 1; i < n; i++) {
		unsigned u = big ? (unsigned)c->p[2 * i] << 8 | c->p[2 * i + 1] : (unsigned)little(c->p + 2 * i, 2);

		o += utf8_encode((int32_t)u, o);
	}
	c->p = (const unsigned char *)out;
	c->end = (const unsigned char *)o;
}

static bool is_dwg(const unsigned char *data, size_t n)
{
	return n > 6 && !memcmp(data, "AC10", 4);
}

static int not_dxf(const unsigned char *data, size_t n, struct err *e)
{
	if (n == 0) {
		return err_set(e, ERR_INVALID, "DXF: the file is empty");
	}
	if (is_dwg(data, n)) {
		return err_set(e, ERR_INVALID, "this is a DWG: ask for DXF or PDF");
	}
	return err_set(e, ERR_INVALID, "DXF, line 1: no section begins here");
}

static bool has_mark(const struct scan *c, const char *mark, size_t n)
{
	return (size_t)(c->end - c->p) > n && !memcmp(c->p, mark, n);
}

static int any_form(struct scan *c, struct err *e)
{
	if (has_mark(c, SENTINEL, SENTINEL_BYTES - 1)) {
		return binary(c, e);
	}
	if (has_mark(c, "\xef\xbb\xbf", 3)) {
		c->p += 3;
	} else if (has_mark(c, "\xff\xfe", 2) || has_mark(c, "\xfe\xff", 2)) {
		from_utf16(c);
	}
	if (!memchr(c->p, '\n', (size_t)(c->end - c->p))) {
		c->eol = '\r';
	}
	return ascii(c, e);
}

int dxf_pairs(struct dxf *d, const unsigned char *data, size_t n, struct err *e)
{
	struct scan c = {.d = d, .p = data, .end = data + n, .eol = '\n'};

	if (n == 0 || is_dwg(data, n)) {
		return not_dxf(data, n, e);
	}
	int r = any_form(&c, e);

	if (c.section) {
		d->s->cut = true;
		end_section(&c);
	}
	if (d->pairs.n || (r == 0 && (c.sections || c.done))) {
		return 0;
	}
	return r ? r : not_dxf(data, n, e);
}
