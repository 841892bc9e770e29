#include "text/cells.h"

#include <string.h>
#include <wchar.h>

#include "ambiguous.h"
#include "base/alloc.h"
#include "text/utf8.h"

static bool is_ambiguous(int32_t cp)
{
	size_t lo = 0, hi = lengthof(ambiguous);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (cp > ambiguous[mid].hi) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo < lengthof(ambiguous) && cp >= ambiguous[lo].lo;
}

int cells_cp(int32_t cp, int amb)
{
	if (cp < 0x7f) {
		return cp >= 0x20;
	}
	int width = wcwidth((wchar_t)cp);
	if (width == 1 && amb == 2 && is_ambiguous(cp)) {
		return 2;
	}
	return width > 0 ? width : 0;
}

size_t cells_width(const char *s, size_t n, int amb)
{
	size_t width = 0;
	for (size_t i = 0; i < n;) {
		int32_t cp;
		i += utf8_decode(s + i, n - i, &cp);
		width += (size_t)cells_cp(cp, amb);
	}
	return width;
}

size_t cells_text(const char *s, int amb)
{
	return cells_width(s, strlen(s), amb);
}

bool cells_next(struct cells_iter *it, struct cells_piece *out)
{
	if (it->pos >= it->n) {
		return false;
	}
	const char *s = it->s + it->pos;
	size_t whole = utf8_next(it->s, it->n, it->pos) - it->pos;
	size_t len = 0;
	int width = 0;
	while (len < whole) {
		int32_t cp;
		size_t step = utf8_decode(s + len, whole - len, &cp);
		int w = cells_cp(cp, it->amb);
		if (len > 0 && width + w > 2) {
			break;
		}
		width += w;
		len += step;
	}
	it->pos += len;
	*out = (struct cells_piece){.s = s, .len = len, .width = width};
	return true;
}

size_t cells_fit(const char *s, size_t n, size_t max, int amb, size_t *width)
{
	size_t pos = 0, used = 0;
	while (pos < n) {
		size_t next = utf8_next(s, n, pos);
		size_t w = cells_width(s + pos, next - pos, amb);
		if (used + w > max) {
			break;
		}
		used += w;
		pos = next;
	}
	if (width) {
		*width = used;
	}
	return pos;
}

/* The ellipsis, shortened to what fits; its columns in *width. */
static size_t ellipsis_fit(const char *ellipsis, size_t max, int amb, size_t *width)
{
	return cells_fit(ellipsis, strlen(ellipsis), max, amb, width);
}

size_t cells_cut(struct str *out, const char *s, size_t n, size_t max,
	const char *ellipsis, int amb)
{
	size_t width, tail;
	if (cells_fit(s, n, max, amb, &width) == n) {
		str_addn(out, s, n);
		return width;
	}
	size_t len = ellipsis_fit(ellipsis, max, amb, &tail);
	size_t keep = cells_fit(s, n, max - tail, amb, &width);
	str_addn(out, s, keep);
	str_addn(out, ellipsis, len);
	return width + tail;
}

size_t cells_cut_left(struct str *out, const char *s, size_t n, size_t max,
	const char *ellipsis, int amb)
{
	size_t width, head;
	if (cells_fit(s, n, max, amb, &width) == n) {
		str_addn(out, s, n);
		return width;
	}
	size_t len = ellipsis_fit(ellipsis, max, amb, &head);
	size_t pos = n;
	width = 0;
	while (pos > 0) {
		size_t before = utf8_prev(s, n, pos);
		size_t w = cells_width(s + before, pos - before, amb);
		if (width + w > max - head) {
			break;
		}
		width += w;
		pos = before;
	}
	str_addn(out, ellipsis, len);
	str_addn(out, s + pos, n - pos);
	return width + head;
}

static void add_spaces(struct str *out, size_t n)
{
	for (; n > 0; n--) {
		str_addc(out, ' ');
	}
}

void cells_pad(struct str *out, const char *s, size_t n, size_t width,
	enum cells_align align, int amb)
{
	struct str cut = STR_INIT;
	size_t used = cells_cut(&cut, s, n, width, "…", amb);
	size_t left = 0, rest = width - used;
	if (align == CELLS_RIGHT) {
		left = rest;
	} else if (align == CELLS_CENTRE) {
		left = rest / 2;
	}
	add_spaces(out, left);
	str_addn(out, str_c(&cut), cut.len);
	add_spaces(out, rest - left);
	str_finish(&cut);
}

size_t cells_column(const char *s, size_t n, size_t pos, int amb)
{
	return cells_width(s, utf8_border(s, n, pos), amb);
}

size_t cells_byte(const char *s, size_t n, size_t column, int amb)
{
	return cells_fit(s, n, column, amb, NULL);
}
