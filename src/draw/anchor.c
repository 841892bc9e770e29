#include "draw/anchor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "index.h"
#include "text/utf8.h"

static const char *context(const struct leaf *l, int i, int dir, struct arena *a)
{
	struct str b = STR_INIT;
	const char *text;

	leaf_context(l, i, dir, &b);
	text = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return text;
}

/* The nearest of those that read the same as spot i. */
static void find_same(const struct leaf *l, int i, struct anchor *out)
{
	const struct spot *me = &l->spots.v[i];
	double far[ANCHOR_SAME];

	for (int k = leaf_first(l, me->text); k >= 0; k = l->spots.v[k].next) {
		const struct spot *s = &l->spots.v[k];
		double d = spot_distance(s->x, s->y, me->x, me->y);
		int at = out->nsame;

		if (k == i || (at == ANCHOR_SAME && d >= far[at - 1])) {
			continue;
		}
		at = at == ANCHOR_SAME ? at - 1 : out->nsame++;
		for (; at > 0 && far[at - 1] > d; at--) {
			far[at] = far[at - 1];
			out->same[at] = out->same[at - 1];
		}
		far[at] = d;
		out->same[at] = (struct anchor_spot){s->x, s->y};
	}
}

static void quote(const struct leaf *l, int i, struct arena *a, struct anchor *out)
{
	const struct spot *s = &l->spots.v[i];

	out->exact = arena_strdup(a, s->text);
	out->prefix = context(l, i, -1, a);
	out->suffix = context(l, i, 1, a);
	out->quote_x = s->x;
	out->quote_y = s->y;
	out->of = leaf_same(l, s->text);
	find_same(l, i, out);
}

static void begin(const struct leaf *l, int page, int64_t x, int64_t y, struct anchor *out)
{
	struct zone at;

	*out = (struct anchor){.page = page, .x = x, .y = y, .exact = "", .prefix = "", .suffix = "", .quote_x = x, .quote_y = y};
	if (l) {
		if (zone_at(&l->zones, x, y, &at)) {
			zone_text(at, out->zone);
		}
		if (l->paper) {
			out->paper = l->zones.paper;
		}
	}
}

void anchor_make(const struct anchor_index *ix, int page, int64_t x, int64_t y, struct arena *a, struct anchor *out)
{
	const struct leaf *l = leaf_of(ix, page);
	int i = l ? leaf_nearest(l, x, y, leaf_diagonal(l) / 4) : -1;

	begin(l, page, x, y, out);
	if (i >= 0) {
		quote(l, i, a, out);
	}
}

int anchor_make_at_text(const struct anchor_index *ix, int page, const char *words, int nth, struct arena *a, struct anchor *out)
{
	const struct leaf *l = leaf_of(ix, page);
	struct str needle = STR_INIT;
	int r = -1;

	anchor_needle(&needle, words);
	for (int i = 0; r && l && i < (int)l->spots.n; i++) {
		const struct spot *s = &l->spots.v[i];

		if (utf8_holds(s->text, strlen(s->text), str_c(&needle)) && nth-- == 0) {
			begin(l, page, s->x, s->y, out);
			quote(l, i, a, out);
			r = 0;
		}
	}
	str_finish(&needle);
	return r;
}

void anchor_needle(struct str *out, const char *words)
{
	struct str plain = STR_INIT;

	anchor_plain(&plain, words);
	utf8_fold(out, str_c(&plain), plain.len);
	str_finish(&plain);
}

bool anchor_holds(const char *text, const char *needle)
{
	struct str folded = STR_INIT;
	bool r;

	anchor_needle(&folded, text);
	r = strstr(str_c(&folded), needle) != NULL;
	str_finish(&folded);
	return r;
}

/* ---- as text ---- */

static void write_milli(struct str *out, int64_t v)
{
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	str_addf(out, "%s%" PRIu64 ".%03" PRIu64, v < 0 ? "-" : "", u / 1000, u % 1000);
}

static void write_list(struct str *out, const char *name, const int64_t *v, int n)
{
	if (!n) {
		return;
	}
	str_add(out, name);
	for (int i = 0; i < n; i++) {
		str_add(out, i ? "," : "=");
		write_milli(out, v[i]);
	}
}

void anchor_point_write(const struct anchor *an, struct str *out)
{
	str_addf(out, "page=%d", an->page);
	write_list(out, "&point", (const int64_t[]){an->x, an->y}, 2);
	if (an->of > 0) {
		write_list(out, "&quote", (const int64_t[]){an->quote_x, an->quote_y}, 2);
		str_addf(out, "&of=%d", an->of);
		write_list(out, "&same", &an->same[0].x, an->nsame * 2);
	}
	if (an->paper.x1 > an->paper.x0) {
		write_list(out, "&paper", (const int64_t[]){an->paper.x0, an->paper.y0, an->paper.x1, an->paper.y1}, 4);
	}
}

void anchor_zone_write(const struct anchor *an, struct str *out)
{
	str_addf(out, "zone=%s", an->zone);
}

/* "-12.3456" as 1/1000, what is behind the third place dropped; the end of it, NULL when it is no such number. */
static const char *read_milli(const char *s, int64_t *out)
{
	bool minus = *s == '-';
	int64_t v = 0;
	int digits = 0, places = 0;

	s += minus;
	for (; *s >= '0' && *s <= '9'; s++, digits++) {
		v = v * 10 + (*s - '0');
		if (v > SPOT_FAR / 1000) {
			return NULL;
		}
	}
	v *= 1000;
	if (*s == '.') {
		static const int64_t worth[] = {100, 10, 1};

		for (s++; *s >= '0' && *s <= '9'; s++, places++) {
			v += places < 3 ? (*s - '0') * worth[places] : 0;
		}
		if (!places) {
			return NULL;
		}
	}
	*out = minus ? -v : v;
	return digits ? s : NULL;
}

/* How many numbers there are, at most max; -1 when anything else is there. */
static int read_numbers(const char *s, int64_t *v, int max)
{
	for (int i = 0; i < max; i++) {
		s = read_milli(s, &v[i]);
		if (!s || (*s && *s != ',')) {
			return -1;
		}
		if (!*s++) {
			return i + 1;
		}
	}
	return -1;
}

static int read_list(const char *s, int64_t *v, int n)
{
	return read_numbers(s, v, n) == n ? 0 : -1;
}

static int read_same(const char *s, struct anchor *an)
{
	int64_t v[ANCHOR_SAME * 2];
	int n = read_numbers(s, v, ANCHOR_SAME * 2);

	if (n < 2 || n % 2) {
		return -1;
	}
	an->nsame = n / 2;
	for (int i = 0; i < an->nsame; i++) {
		an->same[i] = (struct anchor_spot){v[i * 2], v[i * 2 + 1]};
	}
	return 0;
}

static int read_count(const char *s, long max, int *out)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(s, &end, 10);
	if (*s < '0' || *s > '9' || *end || errno || v < 1 || v > max) {
		return -1;
	}
	*out = (int)v;
	return 0;
}

enum { HAS_PAGE = 1, HAS_POINT = 2, HAS_QUOTE = 4, HAS_OF = 8, HAS_PAPER = 16, HAS_SAME = 32 };

/* One "name=value"; answers which it was, 0 for an unknown one, -1 when the value is wrong. */
static int read_member(const char *name, const char *value, struct anchor *an)
{
	int64_t v[4];

	if (!strcmp(name, "page")) {
		return read_count(value, 9999, &an->page) ? -1 : HAS_PAGE;
	}
	if (!strcmp(name, "of")) {
		return read_count(value, DRAWING_TEXTS, &an->of) ? -1 : HAS_OF;
	}
	if (!strcmp(name, "same")) {
		return read_same(value, an) ? -1 : HAS_SAME;
	}
	if (!strcmp(name, "point")) {
		if (read_list(value, v, 2)) {
			return -1;
		}
		an->x = v[0];
		an->y = v[1];
		return HAS_POINT;
	}
	if (!strcmp(name, "quote")) {
		if (read_list(value, v, 2)) {
			return -1;
		}
		an->quote_x = v[0];
		an->quote_y = v[1];
		return HAS_QUOTE;
	}
	if (!strcmp(name, "paper")) {
		if (read_list(value, v, 4) || v[2] <= v[0] || v[3] <= v[1]) {
			return -1;
		}
		an->paper = (struct box){v[0], v[1], v[2], v[3]};
		return HAS_PAPER;
	}
	return 0;
}

int anchor_point_read(const char *s, struct anchor *an, struct err *e)
{
	char copy[ANCHOR_FRAGMENT + 1], *rest = NULL;
	struct anchor r = *an;
	int seen = 0;

	if (strlen(s) > ANCHOR_FRAGMENT) {
		return err_set(e, ERR_TOO_LONG, tr("a fragment has at most %d bytes"), ANCHOR_FRAGMENT);
	}
	memcpy(copy, s, strlen(s) + 1);
	r.of = r.nsame = 0;
	r.paper = (struct box){0};
	for (char *m = strtok_r(copy, "&", &rest); m; m = strtok_r(NULL, "&", &rest)) {
		char *value = strchr(m, '=');
		int what;

		if (!value) {
			continue;
		}
		*value++ = '\0';
		what = read_member(m, value, &r);
		if (what < 0 || (seen & what)) {
			return err_set(e, ERR_INVALID, tr("fragment: %s is wrong or there twice"), m);
		}
		seen |= what;
	}
	if (!(seen & HAS_PAGE) || !(seen & HAS_POINT)) {
		return err_set(e, ERR_INVALID, "a fragment needs page and point");
	}
	if (!(seen & HAS_QUOTE) || !(seen & HAS_OF)) {
		r.quote_x = r.x;
		r.quote_y = r.y;
		r.of = r.nsame = 0;
	}
	*an = r;
	return 0;
}

int anchor_zone_read(const char *s, struct anchor *an, struct err *e)
{
	struct zone z;

	if (strncmp(s, "zone=", 5) != 0) {
		return err_set(e, ERR_INVALID, "a zone is written zone=C4");
	}
	if (zone_parse(NULL, s + 5, strlen(s + 5), &z, e)) {
		return -1;
	}
	zone_text(z, an->zone);
	return 0;
}
