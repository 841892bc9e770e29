#ifndef TESTS_UNIT_TEXT_HELP_H
#define TESTS_UNIT_TEXT_HELP_H

/* What the tests of this room share: the locale, lines of data files, and the
   promises of clean(). */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/str.h"
#include "text/cells.h"
#include "text/clean.h"
#include "text/utf8.h"
#include "unit/unit.h"

static inline void help_locale(void)
{
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
}

/* Calls fn for each line of a file, without its LF; false when it is not there. */
static inline bool help_lines(const char *path, void (*fn)(char *line, size_t n, void *arg),
	void *arg)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	if (!f) {
		return false;
	}
	while ((n = getline(&line, &cap, f)) >= 0) {
		if (n > 0 && line[n - 1] == '\n') {
			line[--n] = '\0';
		}
		fn(line, (size_t)n, arg);
	}
	free(line);
	fclose(f);
	return true;
}

static inline bool help_shared_lines(const char *name,
	void (*fn)(char *line, size_t n, void *arg), void *arg)
{
	char path[4096];
	const char *dir = unit_shared();
	if (!dir) {
		print_message("skipped: no shared data\n");
		return false;
	}
	snprintf(path, sizeof(path), "%s/data/%s", dir, name);
	assert_true(help_lines(path, fn, arg));
	return true;
}

/* Appends the bytes of hex digits, blanks skipped. */
static inline void help_hex(struct str *out, const char *hex, size_t n)
{
	int half = -1;
	for (size_t i = 0; i < n; i++) {
		const char *at = hex[i] ? strchr("0123456789abcdefABCDEF", hex[i]) : NULL;
		if (!at) {
			continue;
		}
		int v = (int)(at - "0123456789abcdefABCDEF");
		v = v >= 16 ? v - 6 : v;
		if (half < 0) {
			half = v;
		} else {
			str_addc(out, (char)(half << 4 | v));
			half = -1;
		}
	}
}

/* Appends the string value of a key in one line of JSON; false without it. */
static inline bool help_json(struct str *out, const char *line, const char *key)
{
	char look[64];
	snprintf(look, sizeof(look), "\"%s\": \"", key);
	const char *p = *key ? strstr(line, look) : strchr(line, '"');
	if (!p) {
		return false;
	}
	p += *key ? strlen(look) : 1;
	while (*p && *p != '"') {
		if (*p != '\\') {
			str_addc(out, *p++);
			continue;
		}
		p++;
		static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
		const char *e = strchr(from, *p);
		if (*p == 'u') {
			int32_t cp = (int32_t)strtol((char[]){p[1], p[2], p[3], p[4], 0}, NULL, 16);
			p += 5;
			if (cp >= 0xd800 && cp < 0xdc00 && p[0] == '\\' && p[1] == 'u') {
				int32_t low = (int32_t)strtol((char[]){p[2], p[3], p[4], p[5], 0}, NULL, 16);
				cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
				p += 6;
			}
			utf8_add(out, cp);
			continue;
		}
		str_addc(out, e && *e ? to[e - from] : *p);
		p++;
	}
	return true;
}

static inline bool help_is_bidi(int32_t cp)
{
	return cp == 0x61c || cp == 0x200e || cp == 0x200f
		|| (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* The promises of clean.h about its result. */
static inline void help_assert_clean(const char *s, size_t n, unsigned flags)
{
	size_t sum = 0;
	int marks = 0;
	bool base = false;
	assert_true(utf8_valid(s, n));
	for (size_t i = 0; i < n;) {
		int32_t cp;
		i += utf8_decode(s + i, n - i, &cp);
		if (cp == '\n' && (flags & CLEAN_MULTILINE)) {
			base = false;
			continue;
		}
		assert_true(cp >= 0x20);
		assert_false(cp >= 0x7f && cp <= 0x9f);
		assert_false(help_is_bidi(cp));
		int w = wcwidth((wchar_t)cp);
		assert_in_range(w, 0, 2);
		marks = w ? 0 : marks + 1;
		assert_true(w > 0 || base);
		assert_true(marks <= 4);
		base = true;
		sum += (size_t)w;
	}
	assert_int_equal(cells_width(s, n, 1), sum);

	struct str again = STR_INIT;
	clean(&again, s, n, flags);
	assert_int_equal(again.len, n);
	assert_memory_equal(str_c(&again), n ? s : "", n);
	assert_true(clean_already(s, n, flags));
	str_finish(&again);
}

/* clean() with every flag, its promises kept. */
static inline void help_check_clean(const char *s, size_t n)
{
	static const unsigned flags[] = {CLEAN_LINE, CLEAN_MULTILINE, CLEAN_SIGN};
	for (size_t i = 0; i < 3; i++) {
		struct str out = STR_INIT;
		clean(&out, s, n, flags[i]);
		help_assert_clean(str_c(&out), out.len, flags[i]);
		str_finish(&out);
	}
}

#endif
