#include "text/utf8.h"

#include <string.h>

#include <utf8proc.h>

/* How far utf8_prev() looks for a sure border; longer clusters are cut there. */
#define PREV_WINDOW 512

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Bytes of the sequence a lead byte starts and the range of its second byte;
   0 when the byte starts none (Unicode table 3-7). */
static size_t lead_length(unsigned char c, unsigned char *lo, unsigned char *hi)
{
	*lo = 0x80;
	*hi = 0xbf;
	if (c < 0xc2 || c > 0xf4) {
		return 0;
	}
	if (c < 0xe0) {
		return 2;
	}
	if (c < 0xf0) {
		*lo = c == 0xe0 ? 0xa0 : 0x80;
		*hi = c == 0xed ? 0x9f : 0xbf;
		return 3;
	}
	*lo = c == 0xf0 ? 0x90 : 0x80;
	*hi = c == 0xf4 ? 0x8f : 0xbf;
	return 4;
}

/* As utf8_decode(), with -1 for an ill-formed part. */
static size_t decode_raw(const char *s, size_t n, int32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}

	unsigned char lo, hi;
	size_t len = lead_length(p[0], &lo, &hi);
	*cp = -1;
	if (len == 0 || n < 2 || p[1] < lo || p[1] > hi) {
		return 1;
	}
	int32_t v = p[0] & (0xff >> (len + 1));
	v = v << 6 | (p[1] & 0x3f);
	for (size_t i = 2; i < len; i++) {
		if (i >= n || !is_tail(p[i])) {
			return i;
		}
		v = v << 6 | (p[i] & 0x3f);
	}
	*cp = v;
	return len;
}

size_t utf8_decode(const char *s, size_t n, int32_t *cp)
{
	size_t len = decode_raw(s, n, cp);
	if (*cp < 0) {
		*cp = UTF8_BAD;
	}
	return len;
}

size_t utf8_encode(int32_t cp, char out[UTF8_MAX])
{
	if (cp < 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
		cp = UTF8_BAD;
	}
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

void utf8_add(struct str *out, int32_t cp)
{
	char b[UTF8_MAX];
	str_addn(out, b, utf8_encode(cp, b));
}

size_t utf8_back(const char *s, size_t pos)
{
	for (size_t k = 2; k <= UTF8_MAX && k <= pos; k++) {
		if (is_tail((unsigned char)s[pos - k])) {
			continue;
		}
		int32_t cp;
		if (utf8_decode(s + pos - k, k, &cp) == k) {
			return pos - k;
		}
		break;
	}
	return pos - 1;
}

bool utf8_valid(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		int32_t cp;
		i += decode_raw(s + i, n - i, &cp);
		if (cp < 0) {
			return false;
		}
	}
	return true;
}

size_t utf8_length(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; count++) {
		int32_t cp;
		i += utf8_decode(s + i, n - i, &cp);
	}
	return count;
}

size_t utf8_limit(const char *s, size_t n, size_t max)
{
	if (n <= max) {
		return n;
	}
	/* Only a code point that begins in the last bytes can reach past max. */
	size_t i = max;
	for (size_t k = 1; k < UTF8_MAX && k <= max; k++) {
		if (is_tail((unsigned char)s[max - k])) {
			continue;
		}
		int32_t cp;
		if (utf8_decode(s + max - k, n - (max - k), &cp) > k) {
			i = max - k;
		}
		break;
	}
	return i;
}

static bool plain_ascii(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

size_t utf8_next(const char *s, size_t n, size_t pos)
{
	if (pos >= n) {
		return n;
	}
	if (pos + 1 < n && plain_ascii((unsigned char)s[pos])
		&& (unsigned char)s[pos + 1] < 0x80) {
		return pos + 1;
	}

	int32_t a, b, state = 0;
	pos += utf8_decode(s + pos, n - pos, &a);
	while (pos < n) {
		size_t len = utf8_decode(s + pos, n - pos, &b);
		if (utf8proc_grapheme_break_stateful(a, b, &state)) {
			break;
		}
		a = b;
		pos += len;
	}
	return pos;
}

/* Is there a border between a and b whatever stands before a? */
static bool sure_border(int32_t a, int32_t b)
{
	return a != 0x200d && utf8proc_grapheme_break(a, b);
}

/* A border at or before pos from which walking forward is right. */
static size_t sure_start(const char *s, size_t pos)
{
	size_t stop = pos > PREV_WINDOW ? pos - PREV_WINDOW : 0;
	int32_t a, b = -1;
	while (pos > stop) {
		size_t start = utf8_back(s, pos);
		utf8_decode(s + start, pos - start, &a);
		if (b >= 0 && sure_border(a, b)) {
			break;
		}
		b = a;
		pos = start;
	}
	return pos;
}

size_t utf8_prev(const char *s, size_t n, size_t pos)
{
	if (pos > n) {
		pos = n;
	}
	if (pos == 0) {
		return 0;
	}
	size_t border = sure_start(s, pos);
	for (;;) {
		size_t next = utf8_next(s, n, border);
		if (next >= pos) {
			return border;
		}
		border = next;
	}
}

size_t utf8_border(const char *s, size_t n, size_t pos)
{
	if (pos >= n) {
		return n;
	}
	while (pos > 0 && is_tail((unsigned char)s[pos])) {
		size_t start = utf8_back(s, pos);
		int32_t cp;
		if (start + utf8_decode(s + start, n - start, &cp) <= pos) {
			break;
		}
		pos = start;
	}
	if (pos == 0) {
		return 0;
	}
	size_t before = utf8_prev(s, n, pos);
	return utf8_next(s, n, before) == pos ? pos : before;
}

size_t utf8_clusters(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t pos = 0; pos < n; count++) {
		pos = utf8_next(s, n, pos);
	}
	return count;
}

bool utf8_is_space(int32_t cp)
{
	if (cp < 0x80) {
		return cp == ' ' || (cp >= 9 && cp <= 13);
	}
	utf8proc_category_t c = utf8proc_category(cp);
	return c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL
		|| c == UTF8PROC_CATEGORY_ZP || cp == 0x85;
}

bool utf8_is_word(int32_t cp)
{
	if (cp < 0x80) {
		return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z')
			|| (cp >= 'a' && cp <= 'z');
	}
	utf8proc_category_t c = utf8proc_category(cp);
	return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO;
}

bool utf8_is_digit(int32_t cp)
{
	if (cp < 0x80) {
		return cp >= '0' && cp <= '9';
	}
	return utf8proc_category(cp) == UTF8PROC_CATEGORY_ND;
}

int32_t utf8_upper(int32_t cp)
{
	return utf8proc_totitle(cp);
}

bool utf8_is_upper(int32_t cp)
{
	return utf8proc_category(cp) == UTF8PROC_CATEGORY_LU;
}

/* Han 1, kana 2, Hangul 3, Bopomofo 4; 0 for all else. */
static int cjk_script(int32_t cp)
{
	static const struct { int32_t lo, hi; int script; } range[] = {
		{0x1100, 0x11ff, 3}, {0x2e80, 0x2fdf, 1}, {0x3005, 0x3007, 1},
		{0x3021, 0x3029, 1}, {0x3038, 0x303b, 1}, {0x3041, 0x309a, 2},
		{0x309d, 0x309f, 2}, {0x30a1, 0x30fa, 2}, {0x30fc, 0x30ff, 2},
		{0x3105, 0x312f, 4}, {0x3131, 0x318e, 3}, {0x31a0, 0x31bf, 4},
		{0x31f0, 0x31ff, 2}, {0x3400, 0x4dbf, 1}, {0x4e00, 0x9fff, 1},
		{0xa960, 0xa97c, 3}, {0xac00, 0xd7fb, 3}, {0xf900, 0xfaff, 1},
		{0xff66, 0xff9f, 2}, {0xffa0, 0xffdc, 3}, {0x1aff0, 0x1afff, 2},
		{0x1b000, 0x1b16f, 2}, {0x20000, 0x3fffd, 1},
	};
	if (cp < range[0].lo) {
		return 0;
	}
	for (size_t i = 0; i < sizeof(range) / sizeof(range[0]); i++) {
		if (cp <= range[i].hi) {
			return cp >= range[i].lo ? range[i].script : 0;
		}
	}
	return 0;
}

bool utf8_is_cjk(int32_t cp)
{
	return cjk_script(cp) != 0;
}

/* Nature of the cluster at pos: 0 between words, 1 word, 2... a CJK script. */
static int word_kind(const char *s, size_t n, size_t pos)
{
	int32_t cp;
	utf8_decode(s + pos, n - pos, &cp);
	int script = cjk_script(cp);
	if (script) {
		return 1 + script;
	}
	return utf8_is_word(cp) || cp == '_';
}

size_t utf8_word_next(const char *s, size_t n, size_t pos)
{
	while (pos < n && !word_kind(s, n, pos)) {
		pos = utf8_next(s, n, pos);
	}
	if (pos >= n) {
		return n;
	}
	int kind = word_kind(s, n, pos);
	while (pos < n && word_kind(s, n, pos) == kind) {
		pos = utf8_next(s, n, pos);
	}
	return pos;
}

size_t utf8_word_prev(const char *s, size_t n, size_t pos)
{
	int kind = 0;
	while (pos > 0) {
		size_t before = utf8_prev(s, n, pos);
		int k = word_kind(s, n, before);
		if (kind && k != kind) {
			break;
		}
		kind = k;
		pos = before;
	}
	return pos;
}
