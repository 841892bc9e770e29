#include "escape.h"

#include <stdbool.h>

#define ESC 0x1b
#define BEL 0x07

static bool in(unsigned char c, unsigned char lo, unsigned char hi)
{
	return c >= lo && c <= hi;
}

/* The end of a CSI's parameters, intermediates and final byte; 0 without one. */
static size_t csi_end(const unsigned char *p, size_t n, size_t i)
{
	while (i < n && in(p[i], 0x30, 0x3f)) {
		i++;
	}
	while (i < n && in(p[i], 0x20, 0x2f)) {
		i++;
	}
	return i < n && in(p[i], 0x40, 0x7e) ? i + 1 : 0;
}

/*
 * The end of a control string, after its ST or BEL; 0 without one. Any other
 * control ends the search: no line is hidden whole, and a text full of openers
 * is still read only once.
 */
static size_t string_end(const unsigned char *p, size_t n, size_t i)
{
	for (; i < n; i++) {
		if (p[i] == BEL) {
			return i + 1;
		}
		if (p[i] == ESC) {
			return i + 1 < n && p[i + 1] == '\\' ? i + 2 : 0;
		}
		if (p[i] == 0xc2 && i + 1 < n && in(p[i + 1], 0x80, 0x9f)) {
			return p[i + 1] == 0x9c ? i + 2 : 0;
		}
		if (p[i] < 0x20) {
			return 0;
		}
	}
	return 0;
}

/* The end of what follows ESC at i. */
static size_t escape_end(const unsigned char *p, size_t n, size_t i)
{
	while (i < n && in(p[i], 0x20, 0x2f)) {
		i++;
	}
	return i < n && in(p[i], 0x30, 0x7e) ? i + 1 : 0;
}

size_t escape_length(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t first = p[0] == ESC ? 1 : 2;
	unsigned char kind = 0;
	size_t i = first, end = 0;
	if (p[0] != ESC) {
		kind = (unsigned char)(p[1] - 0x40); /* the 7-bit form's letter */
	} else if (n > 1) {
		kind = p[1];
		i = 2;
	}

	switch (kind) {
	case '[':
		end = csi_end(p, n, i);
		break;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		end = string_end(p, n, i);
		break;
	default:
		end = p[0] == ESC ? escape_end(p, n, first) : 0;
		break;
	}
	return end ? end : first;
}
