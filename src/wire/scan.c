#include "scan.h"

#include <stdbool.h>
#include <string.h>

#include "text/utf8.h"

/*
 * The library's parser takes more than the standard allows (NaN, odd numbers, some
 * control bytes), so texts from outside are held against the grammar first.
 */
struct scan {
	const char *s;
	size_t n, i;
	int depth;
};

static bool value(struct scan *c);

static void blanks(struct scan *c)
{
	while (c->i < c->n && memchr(" \t\n\r", c->s[c->i], 4)) {
		c->i++;
	}
}

static bool eat(struct scan *c, char ch)
{
	if (c->i < c->n && c->s[c->i] == ch) {
		c->i++;
		return true;
	}
	return false;
}

static bool word(struct scan *c, const char *w)
{
	size_t n = strlen(w);

	if (c->n - c->i < n || memcmp(c->s + c->i, w, n)) {
		return false;
	}
	c->i += n;
	return true;
}

static bool digits(struct scan *c)
{
	size_t from = c->i;

	while (c->i < c->n && c->s[c->i] >= '0' && c->s[c->i] <= '9') {
		c->i++;
	}
	return c->i > from;
}

static bool number(struct scan *c)
{
	eat(c, '-');
	if (!eat(c, '0') && !digits(c)) {
		return false;
	}
	if (eat(c, '.') && !digits(c)) {
		return false;
	}
	if (eat(c, 'e') || eat(c, 'E')) {
		if (!eat(c, '+')) {
			eat(c, '-');
		}
		return digits(c);
	}
	return true;
}

static bool escape(struct scan *c)
{
	if (c->i >= c->n) {
		return false;
	}
	if (!eat(c, 'u')) {
		return memchr("\"\\/bfnrt", c->s[c->i], 8) ? (c->i++, true) : false;
	}
	for (int k = 0; k < 4; k++, c->i++) {
		if (c->i >= c->n || !memchr("0123456789abcdefABCDEF", c->s[c->i], 22)) {
			return false;
		}
	}
	return true;
}

static bool string(struct scan *c)
{
	if (!eat(c, '"')) {
		return false;
	}
	while (c->i < c->n) {
		unsigned char ch = (unsigned char)c->s[c->i];

		if (ch < 0x20) {
			return false;
		}
		c->i++;
		if (ch == '"') {
			return true;
		}
		if (ch == '\\' && !escape(c)) {
			return false;
		}
	}
	return false;
}

static bool member(struct scan *c)
{
	blanks(c);
	if (!string(c)) {
		return false;
	}
	blanks(c);
	return eat(c, ':') && value(c);
}

static bool many(struct scan *c, char end, bool (*one)(struct scan *))
{
	bool ok;

	if (--c->depth < 0) {
		return false;
	}
	blanks(c);
	ok = eat(c, end);
	while (!ok) {
		if (!one(c)) {
			return false;
		}
		blanks(c);
		ok = eat(c, end);
		if (!ok && !eat(c, ',')) {
			return false;
		}
	}
	c->depth++;
	return true;
}

static bool value(struct scan *c)
{
	bool ok;

	blanks(c);
	if (c->i >= c->n) {
		return false;
	}
	switch (c->s[c->i]) {
	case '{':
		c->i++;
		ok = many(c, '}', member);
		break;
	case '[':
		c->i++;
		ok = many(c, ']', value);
		break;
	case '"':
		ok = string(c);
		break;
	case 't':
		ok = word(c, "true");
		break;
	case 'f':
		ok = word(c, "false");
		break;
	case 'n':
		ok = word(c, "null");
		break;
	default:
		ok = number(c);
		break;
	}
	return ok;
}

long json_scan(const char *s, size_t n, int max_depth)
{
	struct scan c = {s, n, 0, max_depth};

	if (!utf8_valid(s, n)) {
		return 0;
	}
	if (!value(&c)) {
		return (long)c.i;
	}
	blanks(&c);
	return c.i == n ? -1 : (long)c.i;
}
