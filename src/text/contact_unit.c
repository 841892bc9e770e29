#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "contact_unit.h"
#include "text/utf8.h"

static bool is_hangul(int32_t c)
{
	return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x3131 && c <= 0x318e)
		|| (c >= 0x1100 && c <= 0x11ff);
}

static enum unit_script script_of(int32_t c)
{
	if (c < 0x250 || (c >= 0x1e00 && c <= 0x1eff)) {
		return SCRIPT_LATIN;
	}
	if (c >= 0x400 && c <= 0x52f) {
		return SCRIPT_CYRILLIC;
	}
	if (is_hangul(c)) {
		return SCRIPT_HANGUL;
	}
	if (c >= 0x3041 && c <= 0x30ff) {
		return SCRIPT_KANA;
	}
	return utf8_is_cjk(c) ? SCRIPT_HAN : SCRIPT_OTHER;
}

/* The value of a digit in any script, or of a sign that holds one; -1 if none. */
static int digit_value(int32_t c)
{
	/* First of each ten in a row that NFKC leaves as they are (UnicodeData, Nd),
	   and of the dingbats, which have no zero before them. */
	static const int32_t zero[] = {0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66,
		0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
		0x17e0, 0x1810, 0x2775, 0x277f, 0x2789, 0x24f4, 0x1fbf0};
	for (size_t i = 0; i < sizeof(zero) / sizeof(zero[0]); i++) {
		if (c > zero[i] && c <= zero[i] + 9) {
			return c - zero[i];
		}
		if (c == zero[i] && utf8_is_digit(c)) {
			return 0;
		}
	}
	return c == 0x24ff || c == 0x1f10b || c == 0x1f10c ? 0 : -1;
}

static void add(struct units *us, size_t at, size_t end, int32_t c, int made)
{
	struct unit u = {.at = at, .end = end, .c = c, .made = (uint8_t)made};
	if (c >= '0' && c <= '9') {
		u.kind = UNIT_DIGIT;
		u.digit = (uint8_t)(c - '0');
	} else if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
		u.kind = UNIT_LINE;
	} else if (utf8_is_space(c)) {
		u.kind = UNIT_SPACE;
	} else if (utf8_is_word(c)) {
		u.kind = UNIT_LETTER;
		u.script = (uint8_t)script_of(c);
		u.c = c >= 0x30a1 && c <= 0x30f6 ? c - 0x60 : c; /* to hiragana */
	} else {
		u.kind = UNIT_SIGN;
	}
	*vec_add(&us->u) = u;
}

/* What a code point is in plain writing, added as units. */
static void add_folded(struct units *us, size_t at, size_t end, int32_t cp)
{
	int value = digit_value(cp);
	if (value >= 0) {
		add(us, at, end, '0' + value, MADE_FANCY);
		return;
	}
	if (is_hangul(cp) || (cp >= 0x400 && cp <= 0x52f) || (cp >= 0x3040 && cp <= 0x30ff)) {
		add(us, at, end, utf8proc_tolower(cp), MADE_PLAIN);
		return;
	}

	int32_t flat[20];
	int unused = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char(cp, flat, 20, UTF8PROC_DECOMPOSE
		| UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &unused);
	bool wide = cp >= 0xff01 && cp <= 0xff5e;
	for (utf8proc_ssize_t i = 0; i < n && n <= 20; i++) {
		utf8proc_category_t k = utf8proc_category(flat[i]);
		if (k != UTF8PROC_CATEGORY_MN && k != UTF8PROC_CATEGORY_ME) {
			add(us, at, end, flat[i], wide ? MADE_PLAIN : MADE_FANCY);
		}
	}
}

/* "&#64;", "&#x2e;", "&commat;", "%40": the ASCII sign it stands for, 0 if none. */
static int32_t reference(const char *s, size_t n, size_t *len)
{
	static const struct { const char *text; char c; } known[] = {
		{"&commat;", '@'}, {"&period;", '.'}, {"&#64;", '@'}, {"&#46;", '.'},
		{"&#x40;", '@'}, {"&#x2e;", '.'}, {"&#x2E;", '.'}, {"%40", '@'},
		{"%2e", '.'}, {"%2E", '.'},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		*len = strlen(known[i].text);
		if (n >= *len && memcmp(s, known[i].text, *len) == 0) {
			return known[i].c;
		}
	}
	return 0;
}

void units_init(struct units *us, const char *s, size_t n)
{
	*us = (struct units){0};
	for (size_t i = 0; i < n;) {
		int32_t cp;
		size_t len;
		unsigned char c = (unsigned char)s[i];
		if ((c == '&' || c == '%') && (cp = reference(s + i, n - i, &len)) != 0) {
			add(us, i, i + len, cp, MADE_FANCY);
			i += len;
			continue;
		}
		if (c < 0x80) {
			add(us, i, i + 1, c >= 'A' && c <= 'Z' ? c + 32 : c, MADE_PLAIN);
			i++;
			continue;
		}
		len = utf8_decode(s + i, n - i, &cp);
		add_folded(us, i, i + len, cp);
		i += len;
	}
	units_read_digits(us);
}

void units_finish(struct units *us)
{
	vec_finish(&us->u);
}

static bool is_apostrophe(int32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2bc || c == '`';
}

size_t units_run(const struct units *us, size_t i)
{
	const struct unit *u = us->u.v;
	uint8_t script = u[i].script;
	while (i < us->u.n) {
		bool letter = u[i].kind == UNIT_LETTER && u[i].script == script;
		bool inside = is_apostrophe(u[i].c) && i + 1 < us->u.n
			&& u[i + 1].kind == UNIT_LETTER && u[i + 1].script == script;
		if (!letter && !inside) {
			break;
		}
		i++;
	}
	return i;
}

char *units_word(const struct units *us, size_t i, size_t end, char out[UNITS_WORD])
{
	size_t n = 0;
	for (; i < end && n + UTF8_MAX < UNITS_WORD; i++) {
		if (!is_apostrophe(us->u.v[i].c)) {
			n += utf8_encode(us->u.v[i].c, out + n);
		}
	}
	out[n] = '\0';
	return out;
}
