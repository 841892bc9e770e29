#include "simple.h"

#include "base/alloc.h"

static const struct {
	uint16_t first, last;
	uint8_t width;
} ranges[] = {
	{0x0020, 0x007e, 1},
	{0x00ab, 0x00ab, 1}, {0x00b0, 0x00b1, 1}, {0x00b5, 0x00b5, 1}, {0x00b7, 0x00b7, 1},
	{0x00bb, 0x00bb, 1},
	{0x00c0, 0x017e, 1},
	{0x0400, 0x0482, 1}, {0x048a, 0x04ff, 1},
	{0x2013, 0x2014, 1}, {0x2018, 0x2019, 1}, {0x201c, 0x201d, 1}, {0x2026, 0x2026, 1},
	{0x20a9, 0x20a9, 1}, {0x20ac, 0x20ac, 1}, {0x2116, 0x2116, 1},
	{0x2300, 0x2300, 1},
	{0x2500, 0x259f, 1}, {0x2800, 0x28ff, 1},
	{0x3001, 0x3002, 2}, {0x300c, 0x300d, 2}, {0x3041, 0x3096, 2}, {0x30a1, 0x30fa, 2},
	{0x30fc, 0x30fc, 2},
	{0x4e00, 0x9fa5, 2},
	{0xac00, 0xd7a3, 2},
};

int simple_cells(int32_t cp)
{
	for (size_t i = 0; i < lengthof(ranges) && cp >= ranges[i].first; i++) {
		if (cp <= ranges[i].last) {
			return ranges[i].width;
		}
	}
	return 0;
}

bool simple_next(struct simple *t, size_t *len, int *width)
{
	const unsigned char *s = (const unsigned char *)t->s;
	int32_t cp = 0;

	if (t->n == 0) {
		return false;
	}
	if (s[0] < 0x7f) {
		*width = s[0] >= 0x20;
		*len = 1;
		t->s += *width;
		t->n -= (size_t)*width;
		return *width;
	}
	if (s[0] >= 0xc2 && s[0] < 0xe0 && t->n >= 2 && (s[1] & 0xc0) == 0x80) {
		cp = (s[0] & 0x1f) << 6 | (s[1] & 0x3f);
		*len = 2;
	} else if ((s[0] & 0xf0) == 0xe0 && t->n >= 3 && (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80) {
		/* Overlong ones come out below 0x800 and must not pass as what they hide. */
		cp = (s[0] & 0x0f) << 12 | (s[1] & 0x3f) << 6 | (s[2] & 0x3f);
		cp = cp < 0x800 ? 0 : cp;
		*len = 3;
	}
	*width = simple_cells(cp);
	if (*width == 0) {
		return false;
	}
	t->s += *len;
	t->n -= *len;
	return true;
}

int simple_width(const char *s, size_t n, int amb)
{
	struct simple t = {s, n};
	size_t len;
	int width, sum = 0;

	/* An overlong text is cut long before; its sum must not overflow. */
	if (n > 1 << 20) {
		return -1;
	}
	while (simple_next(&t, &len, &width)) {
		if (len > 1 && width == 1 && amb == 2) {
			return -1;
		}
		sum += width;
	}
	return t.n == 0 ? sum : -1;
}
