/* The file's bytes as UTF-8. */
#include <string.h>
#include <strings.h>

#include "dxf.h"
#include "render/codepage.h"
#include "text/utf8.h"

static const struct codepage *page_numbered(int number)
{
	for (const struct codepage *p = codepages; p->names; p++) {
		if (p->number == number) {
			return p;
		}
	}
	return NULL;
}

const struct codepage *dxf_charset_named(const char *s, size_t n)
{
	while (n && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n && s[n - 1] == ' ') {
		n--;
	}
	for (const struct codepage *p = codepages; n && p->names; p++) {
		for (const char *word = p->names; word; word = strchr(word, ' ')) {
			word += *word == ' ';
			if (strcspn(word, " ") == n && !strncasecmp(word, s, n)) {
				return p;
			}
		}
	}
	return NULL;
}

/* Appends the character at s, n > 0 bytes left; returns its bytes. */
static size_t add_char(struct str *out, const struct codepage *page, const unsigned char *s, size_t n)
{
	if (*s < 128) {
		str_addc(out, (char)*s);
		return 1;
	}
	if (page->pairs && n > 1 && *s > 128 && *s < 255 && s[1] >= 49 && s[1] < 255) {
		uint16_t c = page->pairs[(*s - 129) * 206 + s[1] - 49];

		if (c) {
			utf8_add(out, c);
			return 2;
		}
	}
	utf8_add(out, page->single[*s - 128] ? page->single[*s - 128] : UTF8_BAD);
	return 1;
}

static int hex(const char *s, int digits)
{
	int v = 0;

	for (int i = 0; i < digits; i++) {
		int c = s[i] | 32;
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (digit < 0) {
			return -1;
		}
		v = v * 16 + digit;
	}
	return v;
}

/* \U+XXXX; two that are halves of one character are one. */
static size_t add_unicode(struct str *out, const char *s, size_t n)
{
	int v = n >= 7 ? hex(s + 3, 4) : -1;

	if (v < 0) {
		return 0;
	}
	if (v >= 0xd800 && v < 0xdc00 && n >= 14 && !strncasecmp(s + 7, "\\U+", 3)) {
		int low = hex(s + 10, 4);

		if (low >= 0xdc00 && low < 0xe000) {
			utf8_add(out, 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00));
			return 14;
		}
	}
	if (v >= 32) {
		utf8_add(out, v);
	}
	return 7;
}

/* \M+NXXXX: two bytes of the code page N. */
static size_t add_multibyte(struct str *out, const char *s, size_t n)
{
	static const int numbers[] = {0, 932, 950, 949, 1361, 936};
	int v = n >= 8 ? hex(s + 4, 4) : -1;

	if (v < 0 || s[3] < '1' || s[3] > '5') {
		return 0;
	}
	const struct codepage *page = page_numbered(numbers[s[3] - '0']);
	const unsigned char bytes[2] = {(unsigned char)(v >> 8), (unsigned char)v};

	if (page && bytes[0] >= 32) {
		add_char(out, page, bytes, 2);
	} else if (page && bytes[1] >= 32) {
		add_char(out, page, bytes + 1, 1);
	}
	return 8;
}

static size_t add_escape(struct str *out, const char *s, size_t n)
{
	if (n < 3 || s[2] != '+') {
		return 0;
	}
	return s[1] == 'U' || s[1] == 'u' ? add_unicode(out, s, n) : s[1] == 'M' || s[1] == 'm' ? add_multibyte(out, s, n) : 0;
}

static bool is_ascii(const char *s, size_t n)
{
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++) {
		all |= (unsigned char)s[i];
	}
	return all < 128;
}

/*
 * From R2007 on files are UTF-8. Many older ones are too, whatever they say: bytes above 127 that happen to be sound
 * UTF-8 are no words of a code page of single bytes. In those of two bytes they may be.
 */
void dxf_decode(const struct dxf *d, struct str *out, const char *s, size_t n)
{
	if (!memchr(s, '\\', n) && is_ascii(s, n)) {
		str_addn(out, s, n);
		return;
	}
	const struct codepage *page = d->head.charset ? d->head.charset : codepages;
	bool utf8 = (d->head.version >= 1021 || !d->head.charset || !page->pairs) && utf8_valid(s, n);

	for (size_t i = 0; i < n;) {
		size_t took = s[i] == '\\' ? add_escape(out, s + i, n - i) : 0;

		if (!took && utf8) {
			str_addc(out, s[i]);
			took = 1;
		}
		i += took ? took : add_char(out, page, (const unsigned char *)s + i, n - i);
	}
}

/* ---- files that do not say ---- */

struct tally { size_t high, hangul, kana, cyrillic; };

static void tally(struct tally *t, const unsigned char *s, size_t n)
{
	if (utf8_valid((const char *)s, n)) {
		return;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned next = i + 1 < n ? s[i + 1] : 0;

		if (s[i] < 128) {
			continue;
		}
		t->high++;
		t->cyrillic += s[i] >= 0xc0;
		if (s[i] >= 0xb0 && s[i] <= 0xc8 && next >= 0xa1 && next < 0xff) {
			t->hangul++;
			t->high++;
			i++;
		} else if ((s[i] == 0x82 && next >= 0x9f && next <= 0xf1) || (s[i] == 0x83 && next >= 0x40 && next <= 0x96)) {
			t->kana++;
			t->high++;
			i++;
		}
	}
}

/*
 * Up to R12 many writers name no code page. Hangul are pairs whose first byte is in a narrow range, kana follow 82 and 83,
 * and Russian words are nearly all above C0; a few lone signs are Western.
 */
void dxf_charset_guess(struct dxf *d)
{
	struct tally t = {0};

	for (size_t i = 0; i < d->pairs.n && t.high < 4000; i++) {
		const struct dxf_pair *p = &d->pairs.v[i];

		if (p->code == 1 || p->code == 3) {
			tally(&t, (const unsigned char *)p->s, p->n);
		}
	}
	if (t.hangul > 1 && t.hangul * 2 * 10 >= t.high * 8) {
		d->head.charset = page_numbered(949);
	} else if (t.kana > 1 && t.kana * 2 * 10 >= t.high * 3) {
		d->head.charset = page_numbered(932);
	} else if (t.high > 5 && t.cyrillic * 10 >= t.high * 9) {
		d->head.charset = page_numbered(1251);
	}
}
