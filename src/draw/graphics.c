#include "draw/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cells.h"

/* Shades of a sixel picture; of lines there are two. */
enum { SHADES = 16, KITTY_PIECE = 4096 };

static int shade(const struct drawing_picture *p, int x, int y)
{
	if (!p->grey) {
		return picture_dot(p, x, y) ? 0 : SHADES - 1;
	}
	return y < p->h ? p->bits[(size_t)y * p->stride + (size_t)x] * SHADES / 256 : SHADES - 1;
}

static void run(struct str *out, int n, int c)
{
	if (n > 3) {
		str_addf(out, "!%d%c", n, c);
	} else {
		for (int i = 0; i < n; i++) {
			str_addc(out, (char)c);
		}
	}
}

/* One colour's dots of a band of six rows; false when it has none. */
static bool band(const struct drawing_picture *p, int y, int colour, struct str *out)
{
	int last = -1, n = 0;
	bool any = false;
	size_t from = out->len;

	for (int x = 0; x <= p->w; x++) {
		int bits = 0;

		for (int i = 0; i < 6 && x < p->w; i++) {
			bits |= y + i < p->h && shade(p, x, y + i) == colour ? 1 << i : 0;
		}
		any |= bits;
		if (x == p->w || bits != last) {
			/* blanks at the end of a band need not be sent */
			if (last > 0 || (last == 0 && x < p->w)) {
				run(out, n, '?' + last);
			}
			last = bits;
			n = 0;
		}
		n++;
	}
	if (!any) {
		str_cut(out, from);
	}
	return any;
}

void graphics_sixel(const struct drawing_picture *p, struct str *out)
{
	/* 0;1: what is not drawn keeps the terminal's background; an image brings its own paper */
	str_addf(out, "\033P0;%d;0q\"1;1;%d;%d", p->grey ? 0 : 1, p->w, p->h);
	for (int i = 0; i < SHADES; i++) {
		if (p->grey || i == 0) {
			int part = p->grey ? i * 100 / (SHADES - 1) : 60;

			str_addf(out, "#%d;2;%d;%d;%d", i, part, part, part);
		}
	}
	for (int y = 0; y < p->h; y += 6) {
		bool first = true;

		for (int colour = 0; colour < (p->grey ? SHADES : 1); colour++) {
			size_t at = out->len;

			str_addf(out, "%s#%d", first ? "" : "$", colour);
			if (band(p, y, colour, out)) {
				first = false;
			} else {
				str_cut(out, at);
			}
		}
		str_addc(out, '-');
	}
	str_add(out, "\033\\");
}

static void put32(struct str *out, uint32_t v)
{
	for (int i = 24; i >= 0; i -= 8) {
		str_addc(out, (char)(v >> i & 0xff));
	}
}

static uint32_t crc(const char *p, size_t n)
{
	uint32_t c = ~0U;

	for (size_t i = 0; i < n; i++) {
		c ^= (uint8_t)p[i];
		for (int k = 0; k < 8; k++) {
			c = c >> 1 ^ (c & 1 ? 0xedb88320U : 0);
		}
	}
	return ~c;
}

static void chunk(struct str *out, const char *type, const char *p, size_t n)
{
	put32(out, (uint32_t)n);
	size_t from = out->len;

	str_add(out, type);
	str_addn(out, p, n);
	put32(out, crc(out->s + from, out->len - from));
}

/* Bits of a deflate stream, lowest first. */
struct bits { struct str *out; uint32_t held; int n; };

static void put_bits(struct bits *b, uint32_t v, int n)
{
	b->held |= v << b->n;
	for (b->n += n; b->n >= 8; b->n -= 8) {
		str_addc(b->out, (char)(b->held & 0xff));
		b->held >>= 8;
	}
}

static void put_code(struct bits *b, uint32_t code, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		put_bits(b, code >> i & 1, 1);
	}
}

static void literal(struct bits *b, unsigned c)
{
	if (c < 144) {
		put_code(b, 0x30 + c, 8);
	} else {
		put_code(b, 0x190 + c - 144, 9);
	}
}

/* A repeat of the byte before, 3 to 10 times: line art is mostly that. */
static void repeat(struct bits *b, int n)
{
	put_code(b, (uint32_t)(n - 2), 7); /* lengths 3 to 10 are codes 257 to 264, of seven bits from 1 on */
	put_code(b, 0, 5);
}

/* 258 at once. */
static void repeat_most(struct bits *b)
{
	put_code(b, 0xc0 + 285 - 280, 8);
	put_code(b, 0, 5);
}

/* zlib with the fixed codes of RFC 1951, section 3.2.6, and repeats of one byte alone. */
static void deflate_runs(const char *p, size_t n, struct str *out)
{
	struct bits b = {.out = out};
	uint32_t lo = 1, hi = 0;

	str_add(out, "\x78\x01");
	put_bits(&b, 1, 1);
	put_bits(&b, 1, 2);
	for (size_t i = 0; i < n;) {
		size_t same = 0;

		while (i && i + same < n && p[i + same] == p[i - 1] && same < 258) {
			same++;
		}
		if (same == 258) {
			repeat_most(&b);
			i += same;
		} else if (same >= 3) {
			repeat(&b, (int)(same > 10 ? 10 : same));
			i += same > 10 ? 10 : same;
		} else {
			literal(&b, (uint8_t)p[i++]);
		}
	}
	put_code(&b, 0, 7);
	put_bits(&b, 0, 7);
	for (size_t i = 0; i < n; i++) {
		lo = (lo + (uint8_t)p[i]) % 65521;
		hi = (hi + lo) % 65521;
	}
	put32(out, hi << 16 | lo);
}

/* Lines: a bit a dot, the paper transparent; an image: a byte a dot. */
static void png(const struct drawing_picture *p, struct str *out)
{
	struct str head = STR_INIT, rows = STR_INIT, packed = STR_INIT;

	put32(&head, (uint32_t)p->w);
	put32(&head, (uint32_t)p->h);
	str_addn(&head, p->grey ? "\10\0\0\0\0" : "\1\3\0\0\0", 5);
	for (int y = 0; y < p->h; y++) {
		str_addc(&rows, '\0');
		str_addn(&rows, p->bits + (size_t)y * p->stride, p->stride);
	}
	deflate_runs(str_c(&rows), rows.len, &packed);
	str_addn(out, "\211PNG\r\n\032\n", 8);
	chunk(out, "IHDR", str_c(&head), head.len);
	if (!p->grey) {
		chunk(out, "PLTE", "\xff\xff\xff\x99\x99\x99", 6);
		chunk(out, "tRNS", "\0\xff", 2);
	}
	chunk(out, "IDAT", str_c(&packed), packed.len);
	chunk(out, "IEND", "", 0);
	str_finish(&head);
	str_finish(&rows);
	str_finish(&packed);
}

static void base64(const struct str *in, struct str *out)
{
	static const char sign[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < in->len; i += 3) {
		size_t n = in->len - i;
		uint32_t v = (uint32_t)(uint8_t)in->s[i] << 16 | (n > 1 ? (uint32_t)(uint8_t)in->s[i + 1] << 8 : 0) | (n > 2 ? (uint8_t)in->s[i + 2] : 0);

		for (int k = 0; k < 4; k++) {
			str_addc(out, k > (int)n ? '=' : sign[v >> (18 - 6 * k) & 63]);
		}
	}
}

void graphics_kitty(const struct drawing_picture *p, struct str *out)
{
	struct str picture = STR_INIT, text = STR_INIT;

	png(p, &picture);
	base64(&picture, &text);
	for (size_t at = 0; at < text.len; at += KITTY_PIECE) {
		size_t n = text.len - at < KITTY_PIECE ? text.len - at : KITTY_PIECE;

		/* below the text (z), without moving the cursor (C), without an answer (q) */
		str_add(out, at ? "\033_G" : "\033_Ga=T,f=100,z=-1,C=1,q=2,");
		if (at == 0) {
			str_addf(out, "c=%d,r=%d,", p->view.cols, p->view.rows);
		}
		str_addf(out, "m=%d;", at + n < text.len);
		str_addn(out, text.s + at, n);
		str_add(out, "\033\\");
	}
	str_finish(&picture);
	str_finish(&text);
}
