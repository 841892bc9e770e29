#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/fault.h"
#include "base/str.h"
#include "text/cells.h"
#include "text/clean.h"
#include "text/contact.h"
#include "text/fuzzy.h"
#include "text/layout.h"
#include "text/tokens.h"
#include "text/utf8.h"
#include "text/wrap.h"

/* The promises of clean.h, on whatever comes. */
static void check_clean(const char *s, size_t n, unsigned flags, struct str *out)
{
	struct str again = STR_INIT;
	size_t sum = 0;
	int marks = 0;
	clean(out, s, n, flags);
	must(utf8_valid(str_c(out), out->len));
	for (size_t i = 0; i < out->len;) {
		int32_t cp;
		i += utf8_decode(out->s + i, out->len - i, &cp);
		if (cp == '\n' && (flags & CLEAN_MULTILINE)) {
			continue;
		}
		int w = wcwidth((wchar_t)cp);
		must(cp >= 0x20 && !(cp >= 0x7f && cp <= 0x9f) && w >= 0 && w <= 2);
		must(cp != 0x61c && cp != 0x200e && cp != 0x200f);
		must(!(cp >= 0x202a && cp <= 0x202e) && !(cp >= 0x2066 && cp <= 0x2069));
		marks = w ? 0 : marks + 1;
		must(marks <= 4);
		sum += (size_t)w;
	}
	must(cells_width(str_c(out), out->len, 1) == sum);
	clean(&again, str_c(out), out->len, flags);
	must(again.len == out->len && memcmp(str_c(&again), str_c(out), again.len) == 0);
	str_finish(&again);
}

static void check_cells(const char *s, size_t n, size_t width)
{
	struct str out = STR_INIT;
	must(cells_cut(&out, s, n, width, "…", 1) <= width);
	str_clear(&out);
	must(cells_cut_left(&out, s, n, width, "…", 2) <= width);
	str_clear(&out);
	cells_pad(&out, s, n, width, CELLS_CENTRE, 1);
	must(cells_width(str_c(&out), out.len, 1) == width);
	str_finish(&out);

	struct cells_iter it = {.s = s, .n = n, .amb = 1};
	struct cells_piece piece;
	size_t sum = 0;
	while (cells_next(&it, &piece)) {
		must(piece.width >= 0 && piece.width <= 2 && piece.len > 0);
		sum += (size_t)piece.width;
	}
	must(sum == cells_width(s, n, 1));
	must(cells_byte(s, n, cells_column(s, n, n / 2, 1), 1) <= n);
}

static void check_clusters(const char *s, size_t n)
{
	for (size_t pos = 0; pos < n;) {
		size_t next = utf8_next(s, n, pos);
		must(next > pos && next <= n);
		must(next - pos > 400 || utf8_prev(s, n, next) == pos);
		must(next - pos > 400 || utf8_border(s, n, next - 1) == pos);
		pos = next;
	}
	must(utf8_word_next(s, n, 0) <= n && utf8_word_prev(s, n, n) <= n);
	must(utf8_limit(s, n, n / 2) <= n / 2);
}

static void check_wrap(const char *s, size_t n, size_t width)
{
	struct wrap w;
	struct wrap_line line;
	size_t pos = 0;
	wrap_init(&w, s, n, width, 1);
	while (wrap_next(&w, &line)) {
		must(line.off == pos && line.next > pos && line.off + line.len <= line.next);
		must(width < 2 || cells_width(s + line.off, line.len, 1) <= width
			|| utf8_next(s, n, line.off) >= line.off + line.len);
		pos = line.next;
	}
	must(pos == n);
}

static void check_tokens(const char *s, size_t n)
{
	struct str out = STR_INIT, again = STR_INIT;
	tokens_index(&out, s, n);
	must(utf8_valid(str_c(&out), out.len));
	for (size_t i = 0; i < out.len;) {
		int32_t cp;
		i += utf8_decode(out.s + i, out.len - i, &cp);
		must(cp == ' ' || utf8_is_word(cp));
	}
	str_clear(&out);
	tokens_tsvector(&out, s, n);
	str_clear(&out);
	must((tokens_match(&out, s, n, true) == 0) == (out.len == 0));
	str_clear(&out);
	must((tokens_tsquery(&out, s, n, false) == 0) == (out.len == 0));
	str_clear(&out);
	utf8_fold(&out, s, n);
	utf8_fold(&again, str_c(&out), out.len);
	must(again.len == out.len && memcmp(str_c(&again), str_c(&out), again.len) == 0);
	str_finish(&out);
	str_finish(&again);
}

static void check_fuzzy(const char *s, size_t n)
{
	struct fuzzy f;
	size_t at[16], count;
	char *text = malloc(n + 1), keys[LAYOUT_SIZE];
	must(text != NULL);
	memcpy(text, s, n);
	text[n] = '\0';
	fuzzy_init(&f, text);
	fuzzy_match(&f, s, n, at, 16, &count);
	must(count <= 16);
	must(layout_latin(text, keys) < LAYOUT_SIZE);
	free(text);
}

static void check_contact(const char *s, size_t n)
{
	struct contact_hit hit[8];
	size_t count = contact_find(s, n, hit, 8), end = 0;
	for (size_t i = 0; i < count && i < 8; i++) {
		must(hit[i].len > 0 && hit[i].start >= end);
		end = hit[i].start + hit[i].len;
		must(end <= n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || !setlocale(LC_CTYPE, "C.UTF-8")) {
		return 0;
	}
	const char *s = (const char *)data + 1;
	size_t n = size - 1, width = data[0] % 40;
	struct str line = STR_INIT, multi = STR_INIT;
	check_clean(s, n, CLEAN_LINE, &line);
	check_clean(s, n, CLEAN_MULTILINE, &multi);
	check_cells(str_c(&line), line.len, width);
	check_cells(s, n, width);
	check_clusters(s, n);
	check_wrap(str_c(&multi), multi.len, width);
	check_wrap(s, n, width);
	check_tokens(s, n);
	check_fuzzy(s, n);
	check_contact(s, n);
	str_finish(&line);
	str_finish(&multi);
	return 0;
}
