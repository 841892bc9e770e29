/* Fields of a record. */
#include <string.h>
#include <strings.h>

#include "dxf.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(const char **s, size_t *n)
{
	while (*n && blank(**s)) {
		(*s)++;
		(*n)--;
	}
	while (*n && blank((*s)[*n - 1])) {
		(*n)--;
	}
}

bool dxf_is(const struct dxf_pair *p, const char *word)
{
	const char *s = p->s;
	size_t n = p->n, want = strlen(word);

	if (n == want) {
		return !strncasecmp(s, word, n);
	}
	trim(&s, &n);
	return n == want && !strncasecmp(s, word, n);
}

const char *dxf_key(const struct dxf_pair *p, char buf[DXF_NAME])
{
	const char *s = p->s;
	size_t n = p->n;

	trim(&s, &n);
	n = n < DXF_NAME ? n : DXF_NAME - 1;
	for (size_t i = 0; i < n; i++) {
		buf[i] = s[i] >= 'a' && s[i] <= 'z' ? (char)(s[i] - 32) : s[i] ? s[i] : ' ';
	}
	buf[n] = '\0';
	return buf;
}

uint64_t dxf_hex(const struct dxf_pair *p)
{
	const char *s = p->s;
	size_t n = p->n;
	uint64_t v = 0;

	trim(&s, &n);
	for (size_t i = 0; i < n && i < 16; i++) {
		int c = s[i] | 32;
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (digit < 0) {
			return 0;
		}
		v = v << 4 | (uint64_t)digit;
	}
	return v;
}

static size_t own_pairs(const struct dxf_pair *p, size_t n)
{
	size_t i = 1;

	while (i < n && p[i].code != 0) {
		i++;
	}
	return i;
}

static bool belongs(const struct dxf_pair *p)
{
	return dxf_is(p, "VERTEX") || dxf_is(p, "ATTRIB") || dxf_is(p, "SEQEND");
}

bool dxf_next_in(const struct dxf_pair *p, size_t n, size_t *i, struct dxf_ent *e)
{
	while (*i < n && p[*i].code != 0) {
		(*i)++;
	}
	if (*i >= n) {
		return false;
	}
	e->p = p + *i;
	e->n = e->all = own_pairs(e->p, n - *i);
	bool ended = false;

	while (!ended && *i + e->all < n && belongs(&e->p[e->all])) {
		ended = dxf_is(&e->p[e->all], "SEQEND");
		e->all += own_pairs(e->p + e->all, n - *i - e->all);
	}
	*i += e->all;
	return true;
}

bool dxf_next(const struct dxf *d, size_t *i, size_t to, struct dxf_ent *e)
{
	return dxf_next_in(d->pairs.v, to, i, e);
}

bool dxf_sub(const struct dxf_ent *e, struct dxf_ent *sub)
{
	size_t at = sub->p ? (size_t)(sub->p - e->p) + sub->n : e->n;

	if (at >= e->all) {
		return false;
	}
	sub->p = e->p + at;
	sub->n = sub->all = own_pairs(sub->p, e->all - at);
	return true;
}

const struct dxf_pair *dxf_find(const struct dxf_ent *e, int code)
{
	for (size_t i = 1; i < e->n; i++) {
		if (e->p[i].code == code) {
			return &e->p[i];
		}
		if (e->p[i].code == 101) {
			break; /* an embedded object uses the codes anew */
		}
	}
	return NULL;
}

double dxf_num(const struct dxf_ent *e, int code, double otherwise)
{
	const struct dxf_pair *p = dxf_find(e, code);

	return p ? p->d : otherwise;
}

int64_t dxf_int(const struct dxf_ent *e, int code, int64_t otherwise)
{
	const struct dxf_pair *p = dxf_find(e, code);

	return p ? p->i : otherwise;
}

bool dxf_has_point(const struct dxf_ent *e, int code, struct dxf_v *v)
{
	const struct dxf_pair *p = dxf_find(e, code);

	if (!p) {
		return false;
	}
	v->x = p->d;
	v->y = dxf_num(e, code + 10, 0);
	v->z = dxf_num(e, code + 20, 0);
	return true;
}

struct dxf_v dxf_point(const struct dxf_ent *e, int code)
{
	struct dxf_v v = {0};

	dxf_has_point(e, code, &v);
	return v;
}
