#include "jamo.h"

#include <string.h>

#include "base/alloc.h"

static const char *const initials[] = {"r", "R", "s", "e", "E", "f", "a", "q",
	"Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g"};
static const char *const vowels[] = {"k", "o", "i", "O", "j", "p", "u", "P",
	"h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"};
static const char *const finals[] = {"", "r", "R", "rt", "s", "sw", "sg", "e",
	"f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt", "t", "T",
	"d", "w", "c", "z", "x", "v", "g"};
static const char *const letters[] = { /* U+3131... consonants of both ends */
	"r", "R", "rt", "s", "sw", "sg", "e", "E", "f", "fr", "fa", "fq", "ft",
	"fx", "fv", "fg", "a", "q", "Q", "qt", "t", "T", "d", "w", "W", "c", "z",
	"x", "v", "g"};

static size_t add(char *out, size_t n, const char *keys)
{
	size_t len = strlen(keys);
	memcpy(out + n, keys, len);
	return n + len;
}

/* Half-width jamo by their full-width letter. */
static int32_t widen(int32_t cp)
{
	if (cp >= 0xffa1 && cp <= 0xffbe) {
		return cp - 0xffa1 + 0x3131;
	}
	if (cp >= 0xffc2 && cp <= 0xffdc && (cp & 7) >= 2) {
		return 0x314f + (cp - 0xffc0) / 8 * 6 + (cp & 7) - 2;
	}
	return cp;
}

size_t jamo_keys(int32_t cp, char out[JAMO_MAX])
{
	size_t n = 0;
	cp = widen(cp);
	if (cp >= 0xac00 && cp <= 0xd7a3) {
		int32_t i = cp - 0xac00;
		n = add(out, n, initials[i / 588]);
		n = add(out, n, vowels[i % 588 / 28]);
		return add(out, n, finals[i % 28]);
	}
	if (cp >= 0x3131 && cp <= 0x314e) {
		return add(out, 0, letters[cp - 0x3131]);
	}
	if (cp >= 0x314f && cp <= 0x3163) {
		return add(out, 0, vowels[cp - 0x314f]);
	}
	if (cp >= 0x1100 && cp <= 0x1112) {
		return add(out, 0, initials[cp - 0x1100]);
	}
	if (cp >= 0x1161 && cp <= 0x1175) {
		return add(out, 0, vowels[cp - 0x1161]);
	}
	if (cp >= 0x11a8 && cp <= 0x11c2) {
		return add(out, 0, finals[cp - 0x11a7]);
	}
	return 0;
}
